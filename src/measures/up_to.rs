//! Finds the contacts of a child up to a month end.

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

/// The contacts of a child up to a month end that count on that day.
#[derive(Clone, Copy)]
pub(super) struct ContactsUpTo<'a> {
    pub(super) rows: &'a [Row],
    /// The days and services of the failed contacts.
    pub(super) failed: &'a [(Day, ServiceNumber)],
    /// The contacts that may matter to a rule in another way.
    pub(super) beyond: &'a [Row],
}

impl ContactBuffers {
    /// Finds the contacts up to a day among all contacts, given the summary of all.
    pub(super) fn contacts_up_to<'a>(
        &'a mut self,
        day: Day,
        all: &'a [Row],
        summary: ContactSummary,
        criteria: &ContactCriteria,
    ) -> ContactsUpTo<'a> {
        // Nearly all contacts lie before the end.
        let later = all.iter().rev().take_while(|row| row.day() > day).count();
        let mut rows = &all[..all.len() - later];
        if summary.is_duplicate {
            self.rows.clear();
            self.rows.extend(rows.iter().filter(|row| row.counted_on(day)));
            rows = &self.rows;
        }
        let failed = if summary.marks & FAILED == 0 { &[] } else { self.failed.find(rows, criteria.counting) };
        self.beyond.clear();
        if summary.marks & BEYOND != 0 {
            self.beyond.extend(rows.iter().filter(|row| criteria.marks.of_contact(row) & BEYOND != 0));
        }
        ContactsUpTo { rows, failed, beyond: &self.beyond }
    }
}

/// What decides which contacts failed or may matter otherwise.
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
    /// Summarises the contacts in one pass, because there are ten million.
    pub(super) fn summarise(rows: &[Row], marks: &ContactMarks) -> Self {
        let mut summary = Self::default();
        for row in rows {
            summary.marks |= marks.of_contact(row);
            summary.has_age |= row.age != NO_AGE;
            summary.is_duplicate |= row.is_duplicate();
        }
        summary
    }
}
