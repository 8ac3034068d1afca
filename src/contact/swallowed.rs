//! Records swallowed by a cell. A system that does not quote its cells may write one text that begins with a quotation mark
//! and a later one that ends with one. By the rules of CSV every line between them is then one cell, and the records on those
//! lines vanish silently.

use super::source_record::SourceRecord;
use crate::cells::nhs::NhsCell;
use crate::extract::cell::Record;
use crate::field::Field;

/// The fewest digits that a cell needs to look like a local id or a date.
const DIGITS: usize = 3;

/// The cells of a file, or of part of one, that seem to have swallowed records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Swallowed {
    /// How many there are.
    pub(crate) cells: u64,
    /// The line on which the first begins, and how many lines it covers.
    pub(crate) first: Option<(u32, u32)>,
}

impl Swallowed {
    /// Checks the cells of a record that spans several lines and starts on `line`.
    pub(super) fn look<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>, mut line: u32) {
        for at in 0..row.record.width() {
            let cell = row.charset.decode_for_show(row.record.cell(at).bytes());
            let lines = lines(&cell);
            let (last, whole) = lines.split_last().map_or(("", &[][..]), |(last, before)| (*last, before));
            // The first line of the cell lacks the cells before this one, and its last line lacks those after it. Only the
            // lines between are whole records; the last can still be matched up to this column.
            let swallows = lines.len() > 1
                && (whole.iter().skip(1).any(|line| is_record(row, line, row.columns.width))
                    || is_record(row, last, at + 1));
            if swallows {
                self.cells += 1;
                self.first = self.first.or(Some((line, lines.len() as u32)));
            }
            line += lines.len() as u32 - 1;
        }
    }

    /// Adds the counts of the part that follows.
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

/// Whether a line looks like the first `width` cells of a record: exactly that many cells, with an NHS number or local id, and
/// a date, in the right columns. A note of several lines may contain delimiters too, but hardly these.
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

/// A cell without the blanks and quotation marks around it.
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
    fn appending_parts_adds_the_cells_and_keeps_the_first() {
        let mut file = Swallowed::default();
        file.append(Swallowed { cells: 1, first: Some((7, 3)) });
        file.append(Swallowed::default());
        file.append(Swallowed { cells: 2, first: Some((90, 4)) });
        assert_eq!(file, Swallowed { cells: 3, first: Some((7, 3)) });
    }
}
