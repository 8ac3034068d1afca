//! The trait by which readers of a record get its cells.

use std::io::Read;

use super::record::RecordReader;
use crate::cells::cell::Cell;

/// A record with its cells.
pub trait Record<'a>: Copy {
    /// How many cells it has.
    fn width(self) -> usize;

    /// The cell in a column.
    fn cell(self, column: usize) -> Cell<'a>;

    /// The bytes of the whole record, without its line end.
    fn raw(self) -> &'a [u8];

    /// Whether the record is known to be ASCII without a NUL.
    fn is_plain(self) -> bool;
}

impl<'a, R: Read> Record<'a> for &'a RecordReader<R> {
    fn width(self) -> usize {
        RecordReader::len(self)
    }

    fn cell(self, column: usize) -> Cell<'a> {
        RecordReader::cell_with_more(self, column)
    }

    fn raw(self) -> &'a [u8] {
        RecordReader::raw(self)
    }

    fn is_plain(self) -> bool {
        RecordReader::is_plain(self)
    }
}

/// A record that hides the bytes after its cells and is never plain, so that no short cut is taken. For tests.
#[derive(Clone, Copy)]
pub(crate) struct WithoutShortCuts<R>(pub(crate) R);

impl<'a, R: Record<'a>> Record<'a> for WithoutShortCuts<R> {
    fn width(self) -> usize {
        self.0.width()
    }

    fn cell(self, column: usize) -> Cell<'a> {
        let bytes = self.0.cell(column).bytes();
        Cell::new(bytes, bytes.len())
    }

    fn raw(self) -> &'a [u8] {
        self.0.raw()
    }

    fn is_plain(self) -> bool {
        false
    }
}
