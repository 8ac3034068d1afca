//! Rows that are no contacts, or no children: columns of the source say so.

use super::columns::Fingerprint;
use super::source_record::{NotTaken, SourceRecord};
use crate::cells::memo::Memo;
use crate::config::settings::Source;
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
}

/// What says that a record is no contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeftOutBy {
    /// Its outcome: it was entered in error, say.
    Outcome,
    /// Another column: it was deleted, or is the row of a room.
    Column,
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
