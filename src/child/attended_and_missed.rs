//! Counts appointments that one file of a source says were attended, and another file of it says were missed. Without contact ids,
//! nothing says that one record has replaced the other, so both count, and the attendance makes up for the failed contact.

use std::sync::atomic::{AtomicU64, Ordering};

use super::another_child_seen::{births_differ, name_bits_differ};
use super::timeline::{Contact, CountingSettings};
use crate::config::settings::Settings;
use crate::intake::Intake;
use crate::store::Row;

/// The counts, for each source of contacts.
pub(super) struct AttendedAndMissed<'a> {
    intake: &'a Intake,
    counting: CountingSettings,
    counts: Vec<AtomicU64>,
}

impl<'a> AttendedAndMissed<'a> {
    pub(super) fn new(settings: &Settings, intake: &'a Intake) -> Self {
        let counts = settings.contacts.iter().map(|_| AtomicU64::new(0)).collect();
        Self { intake, counting: CountingSettings::from_settings(settings), counts }
    }

    /// Counts the appointment if it is one of these. `same` has all contacts of a child with one service at one time.
    pub(super) fn count(&self, same: &[Row]) {
        if same[0].time().is_none() {
            return;
        }
        let counts = |row: &&Row| !row.codes.has_id() && !row.is_duplicate();
        let seen = |row: &&Row| self.counting.has_seen(&Contact::without_rare_fields(row));
        let missed = |row: &&Row| self.counting.has_failed(row.outcome(), row.kind());
        let source = |row: &Row| self.intake.parts.part(row.row).source;
        let of_two_files = |a: &Row, b: &Row| {
            source(a) == source(b)
                && self.intake.file_of(a.row) != self.intake.file_of(b.row)
                && !births_differ(a, b)
                && !name_bits_differ(self.intake, a, b)
        };
        let missed_elsewhere = |a: &&Row| same.iter().filter(counts).filter(missed).any(|b| of_two_files(a, b));
        if let Some(row) = same.iter().filter(counts).filter(seen).find(missed_elsewhere) {
            self.counts[source(row)].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The number of such appointments of each source.
    pub(super) fn into_counts(self) -> Vec<u64> {
        self.counts.into_iter().map(AtomicU64::into_inner).collect()
    }
}
