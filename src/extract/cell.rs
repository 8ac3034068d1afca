//! How records give out their cells.

use std::io::Read;

use super::record::RecordReader;
use crate::cells::cell::Cell;

/// A record whose cells can be asked for.
pub trait Record<'a>: Copy {
    /// How many cells it has.
    fn width(self) -> usize;

    /// A cell.
    fn cell(self, column: usize) -> Cell<'a>;

    /// It as it stands, without its line end.
    fn raw(self) -> &'a [u8];

    /// Whether it is known to hold nothing but ASCII, and no NUL.
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

/// A record whose cells are given out without what stands behind them, so that no short cut is taken.
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
