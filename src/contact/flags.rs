//! An outcome spread over several columns: a status with its reason, or flags such as "seen", "not brought", "cancelled".

use std::borrow::Cow;

use super::source_record::SourceRecord;
use crate::cells::cell::WINDOW;
use crate::extract::cell::Record;
use crate::field::Field;

/// Looks up all texts joined, then one fewer, down to the first alone. `Ok` holds what was found and how many texts it took; if
/// nothing was found, `Err` says whether the outcome is blank.
///
/// With two columns, a status and its reason, a blank status makes the outcome blank, unless the two together are mapped. With
/// more columns, each may hold the outcome, so it is blank only if all are.
pub(super) fn look_up<T>(
    parts: &[Cow<'_, str>],
    columns: usize,
    find: impl Fn(&str) -> Option<T>,
) -> Result<(T, usize), bool> {
    for count in (1..=parts.len()).rev() {
        // A blank last part adds nothing to the shorter text, which comes next.
        if parts[count - 1].is_empty() {
            continue;
        }
        if let Some(found) = find(&parts[..count].join(" | ")) {
            return Ok((found, count));
        }
    }
    Err(if columns <= 2 { parts[0].is_empty() } else { parts.iter().all(|part| part.is_empty()) })
}

/// Writes the cells of an outcome into `key`, with a NUL between them, and padding after them. Returns their length without
/// the padding.
pub(super) fn key<'r>(row: &SourceRecord<'r, impl Record<'r>>, key: &mut Vec<u8>) -> usize {
    key.clear();
    key.extend_from_slice(row.cell(Field::Outcome).bytes());
    for cell in row.more_of_outcome() {
        key.push(0);
        key.extend_from_slice(cell.bytes());
    }
    let length = key.len();
    key.extend_from_slice(&[0; WINDOW]);
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_mapped_text_counts() {
        let known = ["y", "n | y", "n | | y", "| y", "n | n | n | y", "status"];
        for (parts, columns, expected) in [
            (&["Y"][..], 3, Ok(("y", 1))),
            (&["N", "Y"], 3, Ok(("n | y", 2))),
            (&["N", "", "Y"], 3, Ok(("n | | y", 3))),
            (&["", "Y"], 3, Ok(("| y", 2))),
            (&["N", "N", "N", "Y"], 4, Ok(("n | n | n | y", 4))),
            (&["N", "Y", "Z"], 3, Ok(("n | y", 2))),
            (&["Y", "", "Z"], 3, Ok(("y", 1))),
            (&["N", "N"], 3, Err(false)),
            (&["", "X"], 3, Err(false)),
            (&[""], 3, Err(true)),
            (&["", "reason"], 2, Err(true)),
            (&["Status", "reason"], 2, Ok(("status", 1))),
            (&["else", "reason"], 2, Err(false)),
        ] {
            let texts: Vec<Cow<'_, str>> = parts.iter().map(|part| Cow::Borrowed(*part)).collect();
            let find = |text: &str| known.iter().find(|own| **own == crate::text::fold(text)).copied();
            assert_eq!(look_up(&texts, columns, find), expected, "{parts:?}");
        }
    }
}
