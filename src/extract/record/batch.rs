//! Batches of consecutive plain records, each with as many cells as the header, whose columns can be read from top to bottom.

use super::RecordReader;
use super::ahead::{IndexedRecord, cell, stop};
use crate::cells::cell::Cell;
use crate::extract::blocks::{CellIndex, LineCursor};

/// The most records in a batch: one for each bit of a word.
pub(crate) const TOGETHER: usize = 64;

/// Up to [`TOGETHER`] plain records. `BARE` says that they contain neither a quote nor a CR.
#[derive(Clone, Copy)]
pub(crate) struct Batch<'a, const BARE: bool> {
    bytes: &'a [u8],
    /// The end before the first cell, and the ends of all cells.
    ends: &'a [u32],
    /// How many cells each record has.
    width: usize,
    count: usize,
}

impl<R> RecordReader<R> {
    /// The next batch of an index: plain records with `width` cells that start less than `until` bytes after the first indexed
    /// byte. `None` if the next line is not such a record, or the indexed bytes are no longer in the buffer.
    #[inline]
    pub(crate) fn next_batch<'a, const BARE: bool>(
        &'a self,
        index: &'a CellIndex,
        walk: &mut LineCursor,
        width: usize,
        until: u64,
    ) -> Option<Batch<'a, BARE>> {
        let ends = index.plain_run(walk, width, until, TOGETHER)?;
        Some(Batch { bytes: &self.buffer[self.ahead?..], ends, width, count: (ends.len() - 1) / width })
    }
}

impl<'a, const BARE: bool> Batch<'a, BARE> {
    /// How many records there are.
    pub(crate) const fn len(&self) -> usize {
        self.count
    }

    /// Calls `take` for each cell of a column, with the number of its record in the batch.
    #[inline(always)]
    pub(crate) fn each(&self, column: usize, mut take: impl FnMut(usize, Cell<'a>)) {
        let Self { bytes, ends, width, count } = *self;
        let last = column.wrapping_add(1) == width;
        let mut place = column;
        for at in 0..count.min(TOGETHER) {
            let (Some(before), Some(end)) = (ends.get(place), ends.get(place.wrapping_add(1))) else { return };
            let (start, end) = (before.wrapping_add(1) as usize, *end as usize);
            let stop = if last { stop::<BARE>(bytes, start, end) } else { end };
            take(at, cell::<BARE>(bytes, start, stop));
            place = place.wrapping_add(width);
        }
    }

    /// The record with this number.
    #[inline(always)]
    pub(crate) fn record(&self, at: usize) -> IndexedRecord<'a, BARE> {
        let from = at.wrapping_mul(self.width);
        IndexedRecord::of(self.bytes, &self.ends[from..from.wrapping_add(self.width).wrapping_add(1)])
    }

    /// The offset of a record in the indexed bytes.
    #[inline(always)]
    pub(crate) fn start(&self, at: usize) -> usize {
        self.ends[at.wrapping_mul(self.width)].wrapping_add(1) as usize
    }

    /// The offset in the indexed bytes of the first byte after the batch.
    pub(crate) fn behind(&self) -> usize {
        self.ends[self.ends.len() - 1] as usize + 1
    }
}
