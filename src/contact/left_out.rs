//! Rows that are no contacts, or no children: columns of the source say so.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::columns::Fingerprint;
use super::source_record::{NotTaken, SourceRecord};
use crate::cells::memo::Memo;
use crate::cells::nhs::NhsNumber;
use crate::config::settings::Source;
use crate::day::Day;
use crate::extract::cell::Record;
use crate::text::fold;

/// A record that is left out and has a contact id, of which other records may be versions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LeftOutVersion {
    /// The fingerprint of its contact id.
    pub(crate) print: Fingerprint,
    /// When it was recorded, microseconds; the smallest number for blank.
    pub(crate) recorded: i64,
    /// The line on which it starts.
    pub(crate) line: u32,
    /// What says that it is no contact.
    pub(crate) by: LeftOutBy,
    /// Whether that says that the record should not be there, and not that a slot is free or the row is that of a room.
    pub(crate) in_error: bool,
    /// The day of the contact, where the record says it.
    pub(crate) day: Option<Day>,
    /// Whom it is about.
    pub(crate) child: LeftOutChild,
}

/// Whom a record that is left out is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum LeftOutChild {
    /// It does not say.
    Nobody,
    /// Whoever has this NHS number.
    Nhs(NhsNumber),
    /// Whoever has the local id of which this is the print ([`local_print`]).
    Local(u64),
}

/// A print of a local id that is written as `scope/id`.
pub(crate) fn local_print(shown: &str) -> u64 {
    FixedState::default().hash_one(shown)
}

/// What says that a record is no contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeftOutBy {
    /// Its outcome: it was entered in error, say.
    Outcome,
    /// Another column: it was deleted, or is the row of a room.
    Column,
}

/// Whether a text says that a record should not be there: it was entered in error, by mistake, or deleted. That a slot is free or
/// blocked says nothing of the kind.
pub(crate) fn says_in_error(text: &str) -> bool {
    const STEMS: [&str; 7] = ["error", "erroneous", "mistake", "delet", "void", "invalid", "nullif"];
    let text = text.to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| STEMS.iter().any(|stem| word.starts_with(stem)))
}

/// For each column that says so, whether a row is left out, by its cell: as it stands, for a list may name `N/A`.
pub(super) struct LeftOuts(Vec<Memo<bool>>);

impl LeftOuts {
    /// For a file of `source`.
    pub(super) fn new(source: &Source) -> Self {
        Self(source.leave_out.iter().map(|_| Memo::default()).collect())
    }

    /// Whether no column says so.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Asks it before anything else of a row.
    ///
    /// # Errors
    /// What says that the row is left out.
    #[inline]
    pub(super) fn check<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>) -> Result<(), NotTaken> {
        if self.0.is_empty() { Ok(()) } else { self.look(row) }
    }

    #[inline(never)]
    fn look<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>) -> Result<(), NotTaken> {
        for ((own, memo), column) in row.source.leave_out.iter().zip(&mut self.0).zip(&row.columns.leave_out) {
            let cell = row.factor_cell(*column);
            let out = memo.find(cell).unwrap_or_else(|| {
                let column = usize::from(*column);
                let out = row.is_readable(column) && own.texts.contains(&fold(&row.column(column)));
                memo.keep(cell, out);
                out
            });
            if out {
                let text = format!("{}: {}", own.columns.headers[0], row.column(usize::from(*column)));
                return Err(NotTaken::LeftOut(text.into()));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::says_in_error;

    #[test]
    fn a_slot_that_is_free_was_not_entered_in_error() {
        for text in [
            "Entered in error",
            "entered-in-error",
            "Deleted: Y",
            "Is Deleted: 1",
            "VOID",
            "Voided record",
            "Booked by mistake",
            "row: deleted",
            "Error",
        ] {
            assert!(says_in_error(text), "{text}");
        }
        for text in [
            "",
            "Free Slot",
            "Available",
            "Blocked",
            "row: room",
            "6",
            "Terror",
            "Avoided",
            "Participant Type: Location",
        ] {
            assert!(!says_in_error(text), "{text}");
        }
    }
}
