//! Records read through a [`CellIndex`] instead of the strict parser.

use std::io::{self, Read};

use super::RecordReader;
use crate::cells::cell::Cell;
use crate::extract::blocks::{CellIndex, IndexedLine};
use crate::extract::cell::Record;

impl<R: Read> RecordReader<R> {
    /// A cell, with access to the bytes after it ([`Cell`]).
    pub(in crate::extract) fn cell_with_more(&self, index: usize) -> Cell<'_> {
        let span = self.cells[index];
        let bytes = if span.copied { &self.copy[..] } else { &self.buffer[self.record.0..] };
        Cell::new(&bytes[span.start as usize..], (span.end - span.start) as usize)
    }

    /// Indexes the complete records in the buffer, from the next one on. Reads more only if there is none.
    ///
    /// # Errors
    /// Any error from reading the input.
    pub fn look_ahead(&mut self, index: &mut CellIndex) -> io::Result<()> {
        let wants_more = self.look(index);
        if index.is_empty() && wants_more && !self.at_end {
            self.fill()?;
            self.look(index);
        }
        self.ahead = Some(self.start);
        Ok(())
    }

    /// Indexes the bytes in the buffer and, interleaved with that, adds them to the checksum.
    fn look(&mut self, index: &mut CellIndex) -> bool {
        let bytes = &self.buffer[self.start..self.end];
        let Some(checksum) = &mut self.checksum else { return index.look(bytes, self.delimiter, || {}) };
        let mut blocks = checksum.blocks(self.offset - self.start as u64, &self.buffer[..self.end]);
        index.look(bytes, self.delimiter, || blocks.add_next())
    }

    /// Adds what is in the buffer to the checksum.
    pub(super) fn add_to_checksum(&mut self) {
        if let Some(checksum) = &mut self.checksum {
            checksum.add(self.offset - self.start as u64, &self.buffer[..self.end]);
        }
    }

    /// A record or blank line from the index; `None` if its bytes are no longer in the buffer. `BARE` may be true only if
    /// [`CellIndex::is_bare`] is.
    #[inline(always)]
    pub fn ahead<'a, const BARE: bool>(
        &'a self,
        index: &'a CellIndex,
        line: IndexedLine,
    ) -> Option<IndexedRecord<'a, BARE>> {
        let from = self.ahead?;
        Some(IndexedRecord::new(&self.buffer[from..], index, line))
    }

    /// Moves past the bytes and lines that were taken from the index.
    pub fn pass(&mut self, bytes: u64, lines: u32) {
        self.consume(bytes as usize, lines);
    }
}

/// A plain record whose cells are in a [`CellIndex`]; no cell has doubled quotes or line ends. `BARE` says that there is no quote
/// and no CR at all.
#[derive(Clone, Copy)]
pub struct IndexedRecord<'a, const BARE: bool> {
    bytes: &'a [u8],
    ends: &'a [u32],
    start: usize,
    /// One past its last byte, without the line end.
    stop: usize,
}

impl<'a, const BARE: bool> IndexedRecord<'a, BARE> {
    /// A record in the indexed bytes.
    #[inline(always)]
    fn new(bytes: &'a [u8], index: &'a CellIndex, line: IndexedLine) -> Self {
        Self::of(bytes, index.ends(line))
    }

    /// A record with these ends of cells, the first of which is the end before the record.
    #[inline(always)]
    pub(in crate::extract) fn of(bytes: &'a [u8], ends: &'a [u32]) -> Self {
        let [before, .., end] = *ends else { return Self { bytes, ends, start: 0, stop: 0 } };
        let (start, end) = (before.wrapping_add(1) as usize, end as usize);
        Self { bytes, ends, start, stop: stop::<BARE>(bytes, start, end) }
    }

    /// Whether it is a blank line rather than a record.
    #[inline(always)]
    pub const fn is_blank(self) -> bool {
        self.start == self.stop
    }
}

impl<'a, const BARE: bool> Record<'a> for IndexedRecord<'a, BARE> {
    #[inline(always)]
    fn width(self) -> usize {
        self.ends.len() - 1
    }

    #[inline(always)]
    fn cell(self, column: usize) -> Cell<'a> {
        let [before, end] = self.ends[column..column + 2] else { return Cell::new(b"", 0) };
        let end = if !BARE && column + 2 == self.ends.len() { self.stop } else { end as usize };
        cell::<BARE>(self.bytes, before.wrapping_add(1) as usize, end)
    }

    fn raw(self) -> &'a [u8] {
        &self.bytes[self.start..self.stop]
    }

    #[inline(always)]
    fn is_plain(self) -> bool {
        true
    }
}

/// One past the last byte of a line or its last cell, which starts at `start` and whose line end is at `end`: excludes the CR
/// of a CRLF.
#[inline(always)]
pub(super) fn stop<const BARE: bool>(bytes: &[u8], start: usize, end: usize) -> usize {
    let crlf = !BARE && end > start && bytes[end] == b'\n' && bytes[end - 1] == b'\r';
    if crlf { end.wrapping_sub(1) } else { end }
}

/// The cell from `start` up to `stop`, without the quotes around it.
#[inline(always)]
pub(super) fn cell<const BARE: bool>(bytes: &[u8], start: usize, stop: usize) -> Cell<'_> {
    let (rest, length) = (&bytes[start..], stop.wrapping_sub(start));
    if !BARE && length > 0 && rest[0] == b'"' {
        return Cell::new(&rest[1..], length - 2);
    }
    Cell::new(rest, length)
}
