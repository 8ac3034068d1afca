//! Finds the contacts of a child up to the end of a month.

use crate::child::timeline::{CountingSettings, FailedDays};
use crate::contact::columns::NO_AGE;
use crate::day::Day;
use crate::rules::screen::{BEYOND, ContactMarks, FAILED};
use crate::service::ServiceNumber;
use crate::store::Row;

/// Buffers for the contacts of a child up to a month end.
#[derive(Default)]
pub(crate) struct ContactBuffers {
    rows: Vec<Row>,
    failed: FailedDays,
    beyond: Vec<Row>,
}

/// The contacts of a child that count on the day of an end, up to it.
#[derive(Clone, Copy)]
pub(super) struct ContactsUpTo<'a> {
    pub(super) rows: &'a [Row],
    /// The failed ones by day and service.
    pub(super) failed: &'a [(Day, ServiceNumber)],
    /// Those that may matter to a rule in another way.
    pub(super) beyond: &'a [Row],
}

impl ContactBuffers {
    /// Finds them among all contacts, of which `any` is the summary.
    pub(super) fn contacts_up_to<'a>(
        &'a mut self,
        day: Day,
        all: &'a [Row],
        any: ContactSummary,
        looking: &ContactCriteria,
    ) -> ContactsUpTo<'a> {
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
        ContactsUpTo { rows, failed, beyond: &self.beyond }
    }
}

/// How contacts are told apart for rules.
pub(super) struct ContactCriteria {
    pub(super) marks: ContactMarks,
    pub(super) counting: CountingSettings,
}

/// A summary of all contacts of a child.
#[derive(Clone, Copy, Default)]
pub(super) struct ContactSummary {
    pub(super) marks: u8,
    pub(super) has_age: bool,
    pub(super) is_duplicate: bool,
}

impl ContactSummary {
    /// Looks at every record once, since there are ten million.
    pub(super) fn summarise(rows: &[Row], marks: &ContactMarks) -> Self {
        let mut any = Self::default();
        for row in rows {
            any.marks |= marks.of_contact(row);
            any.has_age |= row.age != NO_AGE;
            any.is_duplicate |= row.is_duplicate();
        }
        any
    }
}
