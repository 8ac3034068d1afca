//! The contacts of a child up to the end of a month.

use crate::child::timeline::{CountingSettings, FailedDays};
use crate::contact::columns::NO_AGE;
use crate::day::Day;
use crate::rules::screen::{BEYOND, ContactMarks, FAILED};
use crate::service::ServiceNumber;
use crate::store::Row;

/// The contacts of a child up to an end, in memory that is used again.
#[derive(Default)]
pub(crate) struct Memory {
    rows: Vec<Row>,
    failed: FailedDays,
    beyond: Vec<Row>,
}

/// The contacts of a child that count on the day of an end, up to it.
#[derive(Clone, Copy)]
pub(super) struct UpTo<'a> {
    pub(super) rows: &'a [Row],
    /// The failed ones by day and service.
    pub(super) failed: &'a [(Day, ServiceNumber)],
    /// Those that may matter to a rule in another way.
    pub(super) beyond: &'a [Row],
}

impl Memory {
    /// Those among all contacts, of which it is known what there is among them.
    pub(super) fn up_to<'a>(&'a mut self, day: Day, all: &'a [Row], any: Any, looking: &Looking) -> UpTo<'a> {
        // Nearly all contacts lie before the end.
        let later = all.iter().rev().take_while(|row| row.day() > day).count();
        let mut rows = &all[..all.len() - later];
        if any.is_duplicate {
            self.rows.clear();
            self.rows.extend(rows.iter().filter(|row| row.counted_on(day)));
            rows = &self.rows;
        }
        let failed = if any.marks & FAILED == 0 { &[] } else { self.failed.find(rows, looking.counting) };
        self.beyond.clear();
        if any.marks & BEYOND != 0 {
            self.beyond.extend(rows.iter().filter(|row| looking.marks.of_contact(row) & BEYOND != 0));
        }
        UpTo { rows, failed, beyond: &self.beyond }
    }
}

/// What contacts mean to rules.
pub(super) struct Looking {
    pub(super) marks: ContactMarks,
    pub(super) counting: CountingSettings,
}

/// What there is among the contacts of a child.
#[derive(Clone, Copy, Default)]
pub(super) struct Any {
    pub(super) marks: u8,
    pub(super) has_age: bool,
    pub(super) is_duplicate: bool,
}

impl Any {
    /// One look at every record, since there are ten million.
    pub(super) fn of(rows: &[Row], marks: &ContactMarks) -> Self {
        let mut any = Self::default();
        for row in rows {
            any.marks |= marks.of_contact(row);
            any.has_age |= row.age != NO_AGE;
            any.is_duplicate |= row.is_duplicate();
        }
        any
    }
}
