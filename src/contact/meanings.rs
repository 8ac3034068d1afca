//! What the texts of a column mean by the source's map and the vocabulary.

use super::fate::Reason;
use super::source_record::{Rejection, SourceRecord};
use crate::cells::cell::Cell;
use crate::cells::memo::Memo;
use crate::extract::cell::Record;
use crate::field::Field;
use crate::text::fold;

/// Remembers what each text of a column means: texts repeat, so each is folded and looked up once.
pub(super) struct Meanings<T> {
    cells: Memo<Option<T>>,
    /// The meaning if the file has no such column, once it has been read.
    without: Option<T>,
}

impl<T> Default for Meanings<T> {
    fn default() -> Self {
        Self { cells: Memo::default(), without: None }
    }
}

impl<T: Copy> Meanings<T> {
    /// The meaning of a record's field, if its cell was read before.
    #[inline]
    pub(super) fn known<'r>(&self, row: &SourceRecord<'r, impl Record<'r>>, field: Field) -> Option<T> {
        match row.columns.of(field) {
            Some(column) => self.cells.find(row.record.cell(column))?,
            None => self.without,
        }
    }

    /// The meaning of a cell of the column, if it was read before.
    #[inline(always)]
    pub(super) fn of_cell(&self, cell: Cell<'_>) -> Option<T> {
        self.cells.find(cell)?
    }

    /// The meaning if the file has no such column, if it was read before.
    pub(super) const fn without(&self) -> Option<T> {
        self.without
    }

    /// Reads and remembers the meaning of a field: `default` if its text is blank, else what `look_up` finds for the folded text.
    ///
    /// # Errors
    /// A rejection for `reason` if `look_up` finds nothing.
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
