//! For a source with several date formats: how many dates each format has read, with a day that could be a month (up to 12) and
//! with one that could not.

use chrono::Datelike;

use super::source_record::SourceRecord;
use crate::cells::dates::DateParser;
use crate::cells::memo::Memo;
use crate::day::Day;
use crate::extract::cell::Record;
use crate::field::Field;

/// Counts the dates of contacts by format.
pub(crate) struct DaysOfFormats {
    /// For each format, how many dates have a day up to the 12th and how many a later one. Empty if there is only one format.
    days: Vec<[u64; 2]>,
    /// For each text read before, its indices in `days`: the format, and 1 if its day is after the 12th.
    known: Memo<(usize, usize)>,
}

impl DaysOfFormats {
    /// For a source with these date formats.
    pub(super) fn new(formats: &[String]) -> Self {
        let days = if formats.len() > 1 { vec![[0, 0]; formats.len()] } else { Vec::new() };
        Self { days, known: Memo::default() }
    }

    /// Whether there are several formats, so that dates are counted.
    #[inline]
    pub(super) const fn are_counted(&self) -> bool {
        !self.days.is_empty()
    }

    /// Counts a date by the format that reads it. Dates repeat, so the format of each text is looked for once.
    #[inline(never)]
    pub(super) fn count<'r>(&mut self, dates: &DateParser, row: &SourceRecord<'r, impl Record<'r>>, day: Day) {
        let cell = row.cell(Field::Date);
        let (format, is_late) = self.known.find(cell).unwrap_or_else(|| {
            let format = dates.format_of(&row.text(Field::Date)).unwrap_or(0);
            let indices = (format, usize::from(day.date().day() > 12));
            self.known.keep(cell, indices);
            indices
        });
        if let Some(days) = self.days.get_mut(format) {
            days[is_late] += 1;
        }
    }

    /// For each format, how many dates have a day up to the 12th and how many a later one; empty if there is only one format.
    pub(crate) fn into_list(self) -> Vec<[u64; 2]> {
        self.days
    }
}
