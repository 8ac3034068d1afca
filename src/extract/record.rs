//! The strict record reader: turns bytes into records, each with its true line number and its offset in the file.
//!
//! It follows RFC 4180, with LF, CRLF or a lone CR at the end of a line. A record that breaks the rules of quoting is the one
//! physical line on which it starts, and reading resumes on the next line, so no error swallows the records after it. Bytes are
//! not decoded here: in every encoding that arrives, delimiter, quote and line ends are ASCII bytes (UTF-16 has been converted to
//! UTF-8).
//!
//! Nearly every line has no quote and takes the fast path: one pass, eight bytes at a time, that finds its delimiters and its
//! end.

use std::io::{self, Read, Seek, SeekFrom};

use memchr::{memchr, memchr_iter};

use super::checksum::RunningChecksum;
use super::word::ByteFinder;
use crate::cells::cell::WINDOW;

pub(crate) use super::quoted::MAX_FIELD_BYTES;
use super::quoted::{Quoted, Span, quoted};

/// A record of more bytes than this is an error: one field of the largest size, and room for the others.
const MAX_RECORD_BYTES: usize = MAX_FIELD_BYTES + (1 << 16);
/// How much is read at once.
const BLOCK: usize = 1 << 18;

/// Why the cells of a record cannot be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The rules of quoting are broken, or a field is larger than is plausible.
    Quoting,
    /// An unquoted line of more than 1 MiB with this many cells.
    TooLong(usize),
}

/// Where a record starts, and whether it is damaged. The reader holds its cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordPlace {
    /// The physical line on which the record starts, counted from 1.
    pub line: u32,
    /// The offset of its first byte in the reader's input.
    pub offset: u64,
    /// What is wrong with it, if its cells cannot be told apart.
    pub damage: Option<Damage>,
}

/// Reads records from bytes.
pub struct RecordReader<R> {
    inner: R,
    delimiter: u8,
    buffer: Vec<u8>,
    /// The index in `buffer` of the first byte not yet consumed.
    start: usize,
    /// One past the last byte read into `buffer`.
    end: usize,
    /// Whether the input is exhausted.
    at_end: bool,
    /// The offset in the input of `buffer[start]`.
    offset: u64,
    /// The line that `buffer[start]` is on.
    line: u32,
    /// The record read last, without its line end, as a range of `buffer`.
    record: (usize, usize),
    /// The cells of the record read last.
    cells: Vec<Span>,
    /// Its cells with doubled quotes, unescaped.
    copy: Vec<u8>,
    /// Its first bytes, if it is a line too long to keep.
    long: Option<Vec<u8>>,
    /// Whether it is known to be ASCII without a NUL.
    plain: bool,
    /// The index in `buffer` of the first byte that was indexed ahead; `None` once the buffer has been refilled.
    ahead: Option<usize>,
    /// The checksum to which the bytes of the input are added, if any.
    checksum: Option<RunningChecksum>,
}

/// The result of parsing a record by the rules of quoting.
enum Parsed {
    /// A record of `length` bytes, followed by a line end of `ending` bytes, on `lines` physical lines.
    Record { length: usize, ending: usize, lines: u32 },
    /// The rules of quoting are broken.
    Broken,
    /// The bytes end inside the record.
    More,
}

impl<R: Read> RecordReader<R> {
    /// Reads records from `inner`, whose first byte is at `offset` of the file and on `line`.
    pub fn new(inner: R, delimiter: u8, offset: u64, line: u32) -> Self {
        Self::with_buffer(inner, delimiter, (offset, line), Vec::new())
    }

    /// Like [`Self::new`], reusing the buffer of a finished reader ([`Self::into_parts`]), or an empty one.
    pub(crate) fn with_buffer(inner: R, delimiter: u8, (offset, line): (u64, u32), mut buffer: Vec<u8>) -> Self {
        if buffer.len() < BLOCK + WINDOW {
            buffer.resize(BLOCK + WINDOW, 0);
        }
        Self {
            inner,
            delimiter,
            buffer,
            start: 0,
            end: 0,
            at_end: false,
            offset,
            line,
            record: (0, 0),
            cells: Vec::new(),
            copy: Vec::new(),
            long: None,
            plain: false,
            ahead: None,
            checksum: None,
        }
    }

    /// Adds the bytes that are read to `checksum`, if there is one.
    pub(crate) fn with_checksum(self, checksum: Option<RunningChecksum>) -> Self {
        Self { checksum, ..self }
    }

    /// The checksum, with all bytes read so far added, and the buffer.
    pub(crate) fn into_parts(mut self) -> (Option<RunningChecksum>, Vec<u8>) {
        self.add_to_checksum();
        (self.checksum, self.buffer)
    }

    /// The offset in the input of the next record, or of blank lines before it.
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The line on which the next record is looked for.
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// The bytes of the record read last, without its line end. For a damaged record this is its one physical line; for a line
    /// too long to keep, only its first [`lines::KEPT`] bytes.
    pub(crate) fn raw(&self) -> &[u8] {
        match &self.long {
            Some(bytes) => bytes,
            None => &self.buffer[self.record.0..self.record.1],
        }
    }

    /// Whether the record read last is known to be ASCII without a NUL. Such a record has no quotes.
    pub(crate) const fn is_plain(&self) -> bool {
        self.plain
    }

    /// How many cells the record read last has.
    pub(crate) const fn len(&self) -> usize {
        self.cells.len()
    }

    /// The bytes of a cell, without quoting.
    pub fn cell(&self, index: usize) -> &[u8] {
        let span = self.cells[index];
        let bytes = if span.copied { &self.copy[..] } else { &self.buffer[self.record.0..self.record.1] };
        &bytes[span.start as usize..span.end as usize]
    }

    /// Reads the next record; `None` at the end of the input.
    ///
    /// # Errors
    /// Any error from reading the input.
    pub fn advance(&mut self) -> io::Result<Option<RecordPlace>> {
        self.cells.clear();
        self.copy.clear();
        self.long = None;
        if let Some(found) = self.read_plain_line() {
            return Ok(Some(found));
        }
        self.cells.clear();
        self.plain = false;
        loop {
            let (length, ending) = match self.physical_line()? {
                Line::End => return Ok(None),
                Line::Whole { length, ending } => (length, ending),
                Line::Long { start, offset, cells } => {
                    let found = RecordPlace { line: self.line, offset, damage: Some(Damage::TooLong(cells)) };
                    self.long = Some(start);
                    self.line += 1;
                    return Ok(Some(found));
                }
            };
            if length == 0 {
                self.consume(ending, 1);
                continue;
            }
            let found = RecordPlace { line: self.line, offset: self.offset, damage: None };
            let line = &self.buffer[self.start..self.start + length];
            if memchr(b'"', line).is_none() {
                let mut from = 0;
                for at in memchr_iter(self.delimiter, line) {
                    self.cells.push(Span { start: from, end: at as u32, copied: false });
                    from = at as u32 + 1;
                }
                self.cells.push(Span { start: from, end: length as u32, copied: false });
                self.take(length, ending, 1);
                return Ok(Some(found));
            }
            return self.read_quoted(found, length, ending).map(Some);
        }
    }

    /// The fast path: reads a record without quotes whose line end is already in the buffer. Otherwise consumes nothing.
    fn read_plain_line(&mut self) -> Option<RecordPlace> {
        let bytes = &self.buffer[self.start..self.end];
        let wanted = ByteFinder::new([self.delimiter, b'\n', b'\r', b'"']);
        let mut odd = 0;
        let mut from = 0;
        let (words, _) = bytes.as_chunks::<8>();
        for (place, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            let mut found = wanted.of(word);
            odd |= ByteFinder::odd(word);
            while found != 0 {
                let at = place * 8 + (found.trailing_zeros() / 8) as usize;
                found &= found - 1;
                let byte = bytes[at];
                if byte == self.delimiter {
                    self.cells.push(Span { start: from, end: at as u32, copied: false });
                    from = at as u32 + 1;
                    continue;
                }
                let ending = match byte {
                    b'\r' if *bytes.get(at + 1)? == b'\n' => 2,
                    b'\n' | b'\r' => 1,
                    _ => return None,
                };
                if at == 0 || at > MAX_FIELD_BYTES {
                    return None;
                }
                self.cells.push(Span { start: from, end: at as u32, copied: false });
                let found = RecordPlace { line: self.line, offset: self.offset, damage: None };
                self.plain = odd == 0;
                self.take(at, ending, 1);
                return Some(found);
            }
            if place > MAX_FIELD_BYTES / 8 {
                return None;
            }
        }
        None
    }

    /// Reads a record with a quote on its first physical line, which has `length` bytes and a line end of `ending` bytes.
    fn read_quoted(&mut self, found: RecordPlace, length: usize, ending: usize) -> io::Result<RecordPlace> {
        loop {
            match self.parse() {
                Parsed::Record { length, ending, lines } => {
                    // Cells are read with the bytes after them, up to a window.
                    self.copy.extend_from_slice(&[0; WINDOW]);
                    self.take(length, ending, lines);
                    return Ok(found);
                }
                Parsed::Broken => {
                    self.cells.clear();
                    self.copy.clear();
                    self.take(length, ending, 1);
                    return Ok(RecordPlace { damage: Some(Damage::Quoting), ..found });
                }
                Parsed::More => self.fill()?,
            }
        }
    }

    /// Parses the record that starts at `buffer[start]` by the rules of quoting, and collects its cells.
    fn parse(&mut self) -> Parsed {
        self.cells.clear();
        self.copy.clear();
        let bytes = &self.buffer[self.start..self.end];
        let mut at = 0;
        let mut lines = 1;
        loop {
            // At the start of a cell.
            let after = if bytes.get(at) == Some(&b'"') {
                match quoted(bytes, at, self.at_end, &mut self.copy) {
                    Quoted::Cell { after, span, line_ends } => {
                        self.cells.push(span);
                        lines += line_ends as u32;
                        after
                    }
                    Quoted::Broken => return Parsed::Broken,
                    Quoted::More => {
                        return if bytes.len() > MAX_RECORD_BYTES { Parsed::Broken } else { Parsed::More };
                    }
                }
            } else {
                let rest = &bytes[at..];
                let length = rest.iter().position(|b| *b == self.delimiter || *b == b'\n' || *b == b'\r');
                let after = match length {
                    Some(length) => at + length,
                    None if self.at_end => bytes.len(),
                    None if bytes.len() > MAX_RECORD_BYTES => return Parsed::Broken,
                    None => return Parsed::More,
                };
                self.cells.push(Span { start: at as u32, end: after as u32, copied: false });
                after
            };
            if after > MAX_RECORD_BYTES {
                return Parsed::Broken;
            }
            match bytes.get(after) {
                None => return Parsed::Record { length: after, ending: 0, lines },
                Some(b'\n') => return Parsed::Record { length: after, ending: 1, lines },
                Some(b'\r') => {
                    return match bytes.get(after + 1) {
                        Some(b'\n') => Parsed::Record { length: after, ending: 2, lines },
                        Some(_) => Parsed::Record { length: after, ending: 1, lines },
                        None if self.at_end => Parsed::Record { length: after, ending: 1, lines },
                        None => Parsed::More,
                    };
                }
                Some(byte) if *byte == self.delimiter => at = after + 1,
                Some(_) => return Parsed::Broken,
            }
        }
    }

    /// Makes the next `length` bytes the current record, and consumes them and the line end.
    fn take(&mut self, length: usize, ending: usize, lines: u32) {
        self.record = (self.start, self.start + length);
        self.consume(length + ending, lines);
    }

    fn consume(&mut self, bytes: usize, lines: u32) {
        self.start += bytes;
        self.offset += bytes as u64;
        self.line += lines;
    }

    /// Reads more bytes into the buffer, discarding those already consumed. Must not be called while a record is in use.
    fn fill(&mut self) -> io::Result<()> {
        self.ahead = None;
        self.add_to_checksum();
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - WINDOW - self.end < BLOCK / 2 {
            let length = self.buffer.len() * 2;
            self.buffer.resize(length, 0);
        }
        let room = self.buffer.len() - WINDOW;
        loop {
            match self.inner.read(&mut self.buffer[self.end..room]) {
                Ok(0) => {
                    self.at_end = true;
                    return Ok(());
                }
                Ok(read) => {
                    self.end += read;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl<R: Read + Seek> RecordReader<R> {
    /// Moves to the record that starts at `offset` of the input, on `line`, without reading what is between.
    ///
    /// # Errors
    /// Any error from seeking in the input.
    pub fn go_to(&mut self, offset: u64, line: u32) -> io::Result<()> {
        let ahead = offset.checked_sub(self.offset).filter(|ahead| *ahead <= (self.end - self.start) as u64);
        if let Some(ahead) = ahead {
            self.start += ahead as usize;
        } else {
            self.ahead = None;
            self.inner.seek(SeekFrom::Start(offset))?;
            self.start = 0;
            self.end = 0;
            self.at_end = false;
        }
        self.offset = offset;
        self.line = line;
        Ok(())
    }
}

mod ahead;
pub(crate) mod batch;
mod lines;

use lines::Line;

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
