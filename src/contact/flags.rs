//! An outcome that several columns say together: a status with its reason, or flags such as "seen", "not brought", "cancelled".

use std::borrow::Cow;

use super::source_record::SourceRecord;
use crate::cells::cell::WINDOW;
use crate::extract::cell::Record;
use crate::field::Field;

/// What is looked up: all texts together, then one less, down to the first alone. `Ok` has what was found and how many texts said
/// it. `Err` has whether the outcome is blank, where nothing was found.
///
/// Of a status with its reason the status says whether there is an outcome: without a line for both, one that is blank is pending.
/// Of more columns each may: only where all are blank is nothing known.
pub(super) fn look_up<T>(
    parts: &[Cow<'_, str>],
    columns: usize,
    find: impl Fn(&str) -> Option<T>,
) -> Result<(T, usize), bool> {
    for count in (1..=parts.len()).rev() {
        // Nothing behind a blank text but what a shorter one says.
        if parts[count - 1].is_empty() {
            continue;
        }
        if let Some(found) = find(&parts[..count].join(" | ")) {
            return Ok((found, count));
        }
    }
    Err(if columns <= 2 { parts[0].is_empty() } else { parts.iter().all(|part| part.is_empty()) })
}

/// Puts the cells of an outcome into `key`, with a byte between them that no cell has. How long they are together.
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
    fn the_longest_text_that_means_something_counts() {
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
