//! The byte and the line at which each record starts, in about two bytes a record.
//!
//! Neighbouring records are usually one line and some hundred bytes apart, so for most only the distance from the record before
//! is kept. Every 64th is stored in full, and so is each that does not follow its neighbour closely.

/// At least every so many records, one is stored in full.
const TOGETHER: usize = 64;

/// A record whose place is stored in full.
#[derive(Clone, Copy, Debug)]
struct Noted {
    row: u32,
    line: u32,
    offset: u64,
}

/// Where the records of a part of a file start, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// Bytes from the start of the record before; 0 for those in `noted`.
    steps: Vec<u16>,
    noted: Vec<Noted>,
    /// The record that was added last.
    last: Option<(u32, u64)>,
}

/// Remembers the last place found, for a caller that asks for records in ascending order.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cursor {
    /// The index in `noted` of the last record up to `row`.
    at: usize,
    /// The record asked for last; `None` before the first.
    row: Option<usize>,
    line: u32,
    offset: u64,
}

impl Places {
    /// Adds a record.
    pub(crate) fn push(&mut self, line: u32, offset: u64) {
        let row = self.steps.len();
        let step = self
            .last
            .filter(|(before, _)| !row.is_multiple_of(TOGETHER) && line == before + 1)
            .and_then(|(_, before)| u16::try_from(offset.checked_sub(before)?).ok());
        if step.is_none() {
            self.noted.push(Noted { row: row as u32, line, offset });
        }
        self.steps.push(step.unwrap_or_default());
        self.last = Some((line, offset));
    }

    /// The line and the byte at which a record starts.
    pub(crate) fn of(&self, row: usize) -> (u32, u64) {
        let at = self.noted.partition_point(|noted| noted.row as usize <= row) - 1;
        let noted = self.noted[at];
        let from = noted.row as usize;
        let ahead: u64 = self.steps[from..=row].iter().map(|step| u64::from(*step)).sum();
        (noted.line + (row - from) as u32, noted.offset + ahead)
    }

    /// Like [`Self::of`], for a caller that asks for records in ascending order: each step starts from the last.
    pub(crate) fn follow(&self, cursor: &mut Cursor, row: usize) -> (u32, u64) {
        let is_next = |at: usize| self.noted.get(at + 1).is_some_and(|noted| noted.row as usize <= row);
        if cursor.row.is_none() || is_next(cursor.at) {
            cursor.at += self.noted[cursor.at..].partition_point(|noted| noted.row as usize <= row) - 1;
            let noted = self.noted[cursor.at];
            *cursor = Cursor { row: Some(noted.row as usize), line: noted.line, offset: noted.offset, ..*cursor };
        }
        let from = cursor.row.unwrap_or_default();
        let ahead: u64 = self.steps[from + 1..=row].iter().map(|step| u64::from(*step)).sum();
        cursor.line += (row - from) as u32;
        cursor.offset += ahead;
        cursor.row = Some(row);
        (cursor.line, cursor.offset)
    }

    /// Adds `lines` to every line number.
    pub(crate) fn shift(&mut self, lines: u32) {
        for noted in &mut self.noted {
            noted.line += lines;
        }
        if let Some((line, _)) = &mut self.last {
            *line += lines;
        }
    }

    /// Gives back unused memory.
    pub(crate) fn shrink(&mut self) {
        self.steps.shrink_to_fit();
        self.noted.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Places};

    #[test]
    fn every_record_is_found_where_it_was_put() {
        let mut places = Places::default();
        let mut expected = Vec::new();
        let (mut line, mut offset) = (2, 40_u64);
        for record in 0..1000_u32 {
            places.push(line, offset);
            expected.push((line, offset));
            // Now and then a record of several lines, one far from the one before, and a file of more than 4 GB.
            line += if record % 37 == 5 { 3 } else { 1 };
            offset += match record {
                n if n % 91 == 7 => 70_000,
                500 => 5_000_000_000,
                n => u64::from(n % 200) + 1,
            };
        }
        places.shift(7);
        for (row, (line, offset)) in expected.into_iter().enumerate() {
            assert_eq!(places.of(row), (line + 7, offset), "record {row}");
        }
        assert_eq!(places.steps.len(), 1000);
        for step in [1, 2, 3, 7, 63, 64, 65, 200, 999] {
            let mut cursor = Cursor::default();
            for row in (0..1000).step_by(step).chain([999, 999]) {
                assert_eq!(places.follow(&mut cursor, row), places.of(row), "record {row} by {step}");
            }
        }
    }
}
