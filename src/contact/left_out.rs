//! Rows that are no contacts, or no children: columns of the source say so.

use std::borrow::Cow;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::columns::Fingerprint;
use super::factors::answer;
use super::source_record::{NotTaken, SourceRecord};
use crate::cells::memo::Memo;
use crate::cells::nhs::NhsNumber;
use crate::codes::FactorMeaning;
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

impl LeftOutVersion {
    /// The print of the local id by which it names somebody.
    pub(crate) const fn local(&self) -> Option<u64> {
        match self.child {
            LeftOutChild::Local(print) => Some(print),
            LeftOutChild::Nobody | LeftOutChild::Nhs(_) => None,
        }
    }
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

/// A print of a local id.
pub(crate) fn local_print(scope: &str, id: &str) -> u64 {
    FixedState::default().hash_one((scope, id))
}

/// What says that a record is no contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeftOutBy {
    /// Its outcome: it was entered in error, say.
    Outcome,
    /// Another column: it was deleted, or is the row of a room.
    Column,
}

/// Whether a text says that a record should not be there: it was entered in error, is of the wrong child, or was deleted. That a
/// slot is free or blocked says nothing of the kind; nor that somebody was removed from a list. A duplicate does not either, even
/// one that was entered in error: what it repeats did take place. Where that is in the extracts too, it says so itself, and nothing
/// is lost; otherwise this record is all there is of it.
pub(crate) fn says_in_error(text: &str) -> bool {
    const STEMS: [&str; 10] =
        ["error", "erroneous", "mistake", "incorrect", "delet", "void", "invalid", "nullif", "retract", "rescind"];
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_said = |(at, word): (usize, &&str)| match (*word, words.get(at + 1).copied()) {
        ("wrong" | "wrongly", _) | ("struck", Some("out" | "through")) => true,
        ("removed", next) => next != Some("from"),
        (word, _) => STEMS.iter().any(|stem| word.starts_with(stem)),
    };
    words.iter().enumerate().any(is_said) && !words.iter().any(|word| word.starts_with("duplicat"))
}

/// What says that a row is left out: the header, and the cell.
pub(super) struct LeftOutCell<'a> {
    header: &'a str,
    cell: Cow<'a, str>,
}

impl LeftOutCell<'_> {
    /// Whether it says that the record should not be there. The header does only where the cell says yes to it: a slot that is
    /// free under `Voided or free` is not void.
    pub(super) fn says_in_error(&self) -> bool {
        let cell = fold(&self.cell);
        let is_yes = answer(&cell) == Some(FactorMeaning::Yes) || ["x", "t", "-1"].contains(&cell.as_str());
        says_in_error(if is_yes { self.header } else { &cell })
    }
}

impl From<LeftOutCell<'_>> for NotTaken {
    fn from(LeftOutCell { header, cell }: LeftOutCell<'_>) -> Self {
        Self::LeftOut(format!("{header}: {cell}").into())
    }
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
    pub(super) fn check<'r, 's>(&mut self, row: &'s SourceRecord<'r, impl Record<'r>>) -> Result<(), LeftOutCell<'s>> {
        if self.0.is_empty() { Ok(()) } else { self.look(row) }
    }

    #[inline(never)]
    fn look<'r, 's>(&mut self, row: &'s SourceRecord<'r, impl Record<'r>>) -> Result<(), LeftOutCell<'s>> {
        for ((own, memo), column) in row.source.leave_out.iter().zip(&mut self.0).zip(&row.columns.leave_out) {
            let cell = row.factor_cell(*column);
            let out = memo.find(cell).unwrap_or_else(|| {
                let column = usize::from(*column);
                let out = row.is_readable(column) && own.texts.contains(&fold(&row.column(column)));
                memo.keep(cell, out);
                out
            });
            if out {
                return Err(LeftOutCell { header: &own.columns.headers[0], cell: row.column(usize::from(*column)) });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{LeftOutCell, says_in_error};

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
            "Wrong patient",
            "Wrongly recorded",
            "Recorded incorrectly",
            "Removed",
            "Record removed",
            "Struck out",
            "struck-through",
            "Retracted",
            "Rescinded by clinic",
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
            "Removed from waiting list",
            "Struck by the family's efforts",
            "Duplicate entry",
            "Duplicate, entered in error",
        ] {
            assert!(!says_in_error(text), "{text}");
        }
    }

    #[test]
    fn a_header_says_that_a_record_is_an_error_only_where_the_cell_says_yes() {
        for (header, cell, expected) in [
            ("Deleted", "Y", true),
            ("Deleted", "yes", true),
            ("Is Deleted", "1", true),
            ("Is Deleted", "True", true),
            ("Deleted", "-1", true),
            ("Void", "X", true),
            ("row", "deleted", true),
            ("Status", "Entered in error", true),
            ("Voided or free", "Free", false),
            ("Voided or free", "Voided", true),
            ("Deleted", "N", false),
            ("Deleted", "", false),
            ("Errors", "Room", false),
            ("Room", "Y", false),
        ] {
            let own = LeftOutCell { header, cell: cell.into() };
            assert_eq!(own.says_in_error(), expected, "{header}: {cell}");
        }
    }
}
