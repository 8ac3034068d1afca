//! Rows that are not contacts, or not children, because a column of the source says so.

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

/// A record that is left out and has a contact id, so that other records may be versions of the same contact.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LeftOutVersion {
    /// The fingerprint of its contact id.
    pub(crate) print: Fingerprint,
    /// When it was recorded, in microseconds; `i64::MIN` if blank.
    pub(crate) recorded: i64,
    /// The line on which it starts.
    pub(crate) line: u32,
    /// What says that it is not a contact.
    pub(crate) by: LeftOutBy,
    /// Whether it was entered in error, as opposed to a free slot or the row of a room.
    pub(crate) in_error: bool,
    /// The day of the contact, if the record has one.
    pub(crate) day: Option<Day>,
    /// Whom it is about.
    pub(crate) child: LeftOutChild,
}

impl LeftOutVersion {
    /// The fingerprint of the local id by which it names somebody, if it does.
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
    /// Whoever has the local id with this fingerprint ([`local_print`]).
    Local(u64),
}

/// A fingerprint of a local id.
pub(crate) fn local_print(scope: &str, id: &str) -> u64 {
    FixedState::default().hash_one((scope, id))
}

/// What says that a record is not a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeftOutBy {
    /// Its outcome, such as `entered-in-error`.
    Outcome,
    /// Another column: the record was deleted, for example, or is the row of a room.
    Column,
}

/// Whether a text says that a record should not exist: it was entered in error, is about the wrong child, or was deleted.
///
/// A free or blocked slot is not an error, and neither is a removal from a list. Nor is a duplicate, even one entered in error:
/// the contact that it repeats did take place. If that contact is in the extracts too, nothing is lost; if not, this record is
/// all there is of it.
pub(crate) fn says_in_error(text: &str) -> bool {
    const STEMS: [&str; 10] =
        ["error", "erroneous", "mistake", "incorrect", "delet", "void", "invalid", "nullif", "retract", "rescind"];
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let means_error = |(at, word): (usize, &&str)| match (*word, words.get(at + 1).copied()) {
        ("wrong" | "wrongly", _) | ("struck", Some("out" | "through")) => true,
        ("removed", next) => next != Some("from"),
        (word, _) => STEMS.iter().any(|stem| word.starts_with(stem)),
    };
    words.iter().enumerate().any(means_error) && !words.iter().any(|word| word.starts_with("duplicat"))
}

/// The column and the cell by which a row is left out.
pub(super) struct LeftOutCell<'a> {
    header: &'a str,
    cell: Cow<'a, str>,
}

impl LeftOutCell<'_> {
    /// Whether it says that the record should not exist. The header counts only if the cell is a yes: a slot that is `Free`
    /// under `Voided or free` is not void.
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

/// For each column of the source's `leave_out`, whether a cell leaves its row out. Cells are taken as they are, since a list
/// may name a text such as `N/A`, which elsewhere means "no value".
pub(super) struct LeftOuts(Vec<Memo<bool>>);

impl LeftOuts {
    /// For a file of `source`.
    pub(super) fn new(source: &Source) -> Self {
        Self(source.leave_out.iter().map(|_| Memo::default()).collect())
    }

    /// Whether the source leaves out nothing by a column.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Checks whether a row is left out, before anything else is read from it.
    ///
    /// # Errors
    /// The column and the cell by which the row is left out.
    #[inline]
    pub(super) fn check<'r, 's>(&mut self, row: &'s SourceRecord<'r, impl Record<'r>>) -> Result<(), LeftOutCell<'s>> {
        if self.0.is_empty() { Ok(()) } else { self.look(row) }
    }

    #[inline(never)]
    fn look<'r, 's>(&mut self, row: &'s SourceRecord<'r, impl Record<'r>>) -> Result<(), LeftOutCell<'s>> {
        for ((leave_out, memo), column) in row.source.leave_out.iter().zip(&mut self.0).zip(&row.columns.leave_out) {
            let cell = row.factor_cell(*column);
            let out = memo.find(cell).unwrap_or_else(|| {
                let column = usize::from(*column);
                let out = row.is_readable(column) && leave_out.texts.contains(&fold(&row.column(column)));
                memo.keep(cell, out);
                out
            });
            if out {
                return Err(LeftOutCell {
                    header: &leave_out.columns.headers[0],
                    cell: row.column(usize::from(*column)),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{LeftOutCell, says_in_error};

    #[test]
    fn errors_and_deletions_are_told_from_free_slots_and_duplicates() {
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
    fn the_header_marks_an_error_only_if_the_cell_says_yes() {
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
            let left_out = LeftOutCell { header, cell: cell.into() };
            assert_eq!(left_out.says_in_error(), expected, "{header}: {cell}");
        }
    }
}
