//! Where dates are in one of several formats: how many are in each, with a day that could be a month and with one that
//! cannot.

use chrono::Datelike;

use super::source_record::SourceRecord;
use crate::cells::dates::DateParser;
use crate::cells::memo::Memo;
use crate::day::Day;
use crate::extract::cell::Record;
use crate::field::Field;

/// The dates of contacts by their formats.
pub(crate) struct DaysOfFormats {
    /// For each of several formats, dates with a day up to the 12th, and with a later one.
    days: Vec<[u64; 2]>,
    /// The format of each text, and whether its day is after the 12th.
    known: Memo<(usize, usize)>,
}

impl DaysOfFormats {
    /// None so far.
    pub(super) fn new(formats: &[String]) -> Self {
        let days = if formats.len() > 1 { vec![[0, 0]; formats.len()] } else { Vec::new() };
        Self { days, known: Memo::default() }
    }

    /// Whether there are several formats.
    #[inline]
    pub(super) const fn are_counted(&self) -> bool {
        !self.days.is_empty()
    }

    /// Counts the day of a date by the format that it is written in. Dates repeat: each text's format is looked for once.
    #[inline(never)]
    pub(super) fn count<'r>(&mut self, dates: &DateParser, row: &SourceRecord<'r, impl Record<'r>>, day: Day) {
        let cell = row.cell(Field::Date);
        let format = if let Some(known) = self.known.find(cell) {
            known
        } else {
            let format = dates.format_of(&row.text(Field::Date)).unwrap_or(0);
            let known = (format, usize::from(day.date().day() > 12));
            self.known.keep(cell, known);
            known
        };
        if let Some(days) = self.days.get_mut(format.0) {
            days[format.1] += 1;
        }
    }

    /// How many dates of each format have a day up to the 12th, and a later one; nothing where there is one format.
    pub(crate) fn into_list(self) -> Vec<[u64; 2]> {
        self.days
    }
}
