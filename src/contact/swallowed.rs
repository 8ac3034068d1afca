//! Lines that a cell has swallowed. A system that does not quote its cells writes a text that begins with a quotation mark, and
//! another one that ends with one: by the rules of CSV all lines between them are one cell, and their records are gone without a
//! word.

use super::source_record::SourceRecord;
use crate::cells::nhs::NhsCell;
use crate::extract::cell::Record;
use crate::field::Field;

/// A local id, or a day, has so many digits.
const DIGITS: usize = 3;

/// The cells of a file, or of a part of it, that seem to have swallowed records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Swallowed {
    /// How many there are.
    pub(crate) cells: u64,
    /// The line on which the first begins, and over how many it runs.
    pub(crate) first: Option<(u32, u32)>,
}

impl Swallowed {
    /// Looks at the cells of a record of several lines, which starts on this line.
    pub(super) fn look<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>, mut line: u32) {
        for at in 0..row.record.width() {
            let cell = row.charset.decode_for_show(row.record.cell(at).bytes());
            let lines = lines(&cell);
            let (last, whole) = lines.split_last().map_or(("", &[][..]), |(last, before)| (*last, before));
            // What stands before the cell on its first line is no part of it, nor is what stands behind it on its last.
            let swallows = lines.len() > 1
                && (whole.iter().skip(1).any(|own| is_record(row, own, row.columns.width))
                    || is_record(row, last, at + 1));
            if swallows {
                self.cells += 1;
                self.first = self.first.or(Some((line, lines.len() as u32)));
            }
            line += lines.len() as u32 - 1;
        }
    }

    /// Adds those of the part that follows.
    pub(super) fn append(&mut self, next: Self) {
        self.cells += next.cells;
        self.first = self.first.or(next.first);
    }
}

/// The lines of a cell: LF, CRLF or a lone CR ends one.
fn lines(cell: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = cell;
    while let Some(at) = rest.find(['\n', '\r']) {
        lines.push(&rest[..at]);
        rest = rest[at..].strip_prefix("\r\n").unwrap_or(&rest[at + 1..]);
    }
    lines.push(rest);
    lines
}

/// Whether a line looks like the first `width` cells of a record: so many cells, a child's number or id where these stand, and a
/// day where the day of a contact stands. A note over several lines has delimiters too, but not these.
fn is_record<'r>(row: &SourceRecord<'r, impl Record<'r>>, line: &str, width: usize) -> bool {
    let cells: Vec<&str> = line.split(char::from(row.source.delimiter)).map(bare).collect();
    if cells.len() != width {
        return false;
    }
    let cell = |field: Field| row.columns.of(field).and_then(|at| cells.get(at));
    let digits = |cell: &str| cell.bytes().filter(u8::is_ascii_digit).count() >= DIGITS;
    let is_id = |cell: &&str| digits(cell) && !cell.contains(char::is_whitespace);
    let is_known = cell(Field::NhsNumber).is_some_and(|cell| matches!(NhsCell::read(cell), NhsCell::Valid(_)))
        || cell(Field::LocalId).is_some_and(is_id);
    is_known && cell(Field::Date).is_none_or(|cell| digits(cell))
}

/// A cell without what is around it.
fn bare(cell: &str) -> &str {
    cell.trim().trim_matches('"').trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_in_a_file() {
        assert_eq!(lines("a\nb\r\nc\rd"), ["a", "b", "c", "d"]);
        assert_eq!(lines("a\n"), ["a", ""]);
        assert_eq!(lines(""), [""]);
    }

    #[test]
    fn the_first_of_several_parts_is_the_first_of_the_file() {
        let mut all = Swallowed::default();
        all.append(Swallowed { cells: 1, first: Some((7, 3)) });
        all.append(Swallowed::default());
        all.append(Swallowed { cells: 2, first: Some((90, 4)) });
        assert_eq!(all, Swallowed { cells: 3, first: Some((7, 3)) });
    }
}
