//! Reads physical lines, which are what a record shrinks to if it breaks the rules of quoting.

use std::io::{self, Read};

use memchr::{memchr_iter, memchr2};

use super::{MAX_FIELD_BYTES, RecordReader};

/// How many bytes are kept of a line that is too long.
pub(super) const KEPT: usize = 1 << 16;

/// The next physical line.
pub(super) enum Line {
    /// A line in the buffer: its length and that of its line end.
    Whole { length: usize, ending: usize },
    /// A line too long to keep, which has been consumed: its first bytes, its offset in the input, and how many cells it had.
    Long { start: Vec<u8>, offset: u64, cells: usize },
    /// The end of the input.
    End,
}

impl<R: Read> RecordReader<R> {
    /// Skips one physical line, whatever is on it. Returns false at the end of the input.
    ///
    /// # Errors
    /// Any error from reading the input.
    pub fn skip_line(&mut self) -> io::Result<bool> {
        match self.physical_line()? {
            Line::End => return Ok(false),
            Line::Whole { length, ending } => self.consume(length + ending, 1),
            Line::Long { .. } => self.line += 1,
        }
        Ok(true)
    }

    /// The physical line at `buffer[start]`. One that is too long is consumed up to its end.
    pub(super) fn physical_line(&mut self) -> io::Result<Line> {
        let mut searched = 0;
        loop {
            let bytes = &self.buffer[self.start..self.end];
            match memchr2(b'\n', b'\r', &bytes[searched..]).map(|at| at + searched) {
                Some(length) if length > MAX_FIELD_BYTES => return self.long_line(),
                Some(length) if bytes[length] == b'\n' => return Ok(Line::Whole { length, ending: 1 }),
                Some(length) => match bytes.get(length + 1) {
                    Some(b'\n') => return Ok(Line::Whole { length, ending: 2 }),
                    Some(_) => return Ok(Line::Whole { length, ending: 1 }),
                    None if self.at_end => return Ok(Line::Whole { length, ending: 1 }),
                    None => searched = length,
                },
                None if bytes.len() > MAX_FIELD_BYTES => return self.long_line(),
                None if self.at_end && bytes.is_empty() => return Ok(Line::End),
                None if self.at_end => return Ok(Line::Whole { length: bytes.len(), ending: 0 }),
                None => searched = bytes.len(),
            }
            self.fill()?;
        }
    }

    /// Consumes a line of more than 1 MiB in bounded memory, counting its cells.
    fn long_line(&mut self) -> io::Result<Line> {
        let offset = self.offset;
        let start = self.buffer[self.start..self.start + KEPT].to_vec();
        let mut cells = 1;
        loop {
            let bytes = &self.buffer[self.start..self.end];
            let stop = memchr2(b'\n', b'\r', bytes);
            let length = stop.unwrap_or(bytes.len());
            cells += memchr_iter(self.delimiter, &bytes[..length]).count();
            self.consume(length, 0);
            if stop.is_some() {
                if self.end - self.start < 2 && !self.at_end {
                    self.fill()?;
                }
                let crlf = self.buffer[self.start..self.end].starts_with(b"\r\n");
                self.consume(if crlf { 2 } else { 1 }, 0);
                break;
            }
            if self.at_end {
                break;
            }
            self.fill()?;
        }
        Ok(Line::Long { start, offset, cells })
    }
}
