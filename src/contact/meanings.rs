//! What the texts of a column mean by a map and a vocabulary.

use super::fate::Reason;
use super::source_record::{Rejection, SourceRecord};
use crate::cells::cell::Cell;
use crate::cells::memo::Memo;
use crate::extract::cell::Record;
use crate::field::Field;
use crate::text::fold;

/// What each text of a column means; texts repeat, so each is folded once.
pub(super) struct Meanings<T> {
    cells: Memo<Option<T>>,
    /// What it means that there is no column, once that is known and means something.
    without: Option<T>,
}

impl<T> Default for Meanings<T> {
    fn default() -> Self {
        Self { cells: Memo::default(), without: None }
    }
}

impl<T: Copy> Meanings<T> {
    /// What a field's cell means, where it was read before.
    #[inline]
    pub(super) fn known<'r>(&self, row: &SourceRecord<'r, impl Record<'r>>, field: Field) -> Option<T> {
        match row.columns.of(field) {
            Some(column) => self.cells.find(row.record.cell(column))?,
            None => self.without,
        }
    }

    /// What a cell of the column means, where it was read before.
    #[inline(always)]
    pub(super) fn of_cell(&self, cell: Cell<'_>) -> Option<T> {
        self.cells.find(cell)?
    }

    /// What it means that there is no column, where that is known.
    pub(super) const fn without(&self) -> Option<T> {
        self.without
    }

    /// What a field's text means by a map and the vocabulary; `default` where it is blank.
    #[inline(never)]
    pub(super) fn read<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        (field, reason): (Field, Reason),
        default: T,
        look_up: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Rejection> {
        let text = row.text(field);
        let code = if text.is_empty() { Some(default) } else { look_up(&fold(&text)) };
        match row.columns.of(field) {
            Some(column) => self.cells.keep(row.record.cell(column), code),
            None => self.without = code,
        }
        code.ok_or_else(|| Rejection::of(field, reason, &text))
    }
}
