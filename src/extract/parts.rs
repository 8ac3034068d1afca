//! Finds where a file can be split into parts that are read in parallel.
//!
//! Parsing is speculative: whether a record starts on a given line is known only to a reader that has read everything before
//! it, since the line may be inside a quoted cell. So each part starts at a line as a guess. If the part before it ends at
//! exactly the first record that this part has found, the guess was right: together they have read what a single reader would
//! have read, because a reader at the start of a record depends on nothing before it. If not, the part is read again from the
//! right place ([`crate::intake`]).

use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use memchr::memchr2;

use crate::opening;

/// How many bytes are searched for a line end in one step.
const STEP: usize = 1 << 16;

/// The offsets of line starts about `length` bytes apart, after `from` and up to the end of the file.
///
/// # Errors
/// Any error from reading the file.
pub(crate) fn cuts(path: &Path, from: u64, size: u64, length: u64) -> io::Result<Vec<u64>> {
    let mut cuts = Vec::new();
    if size <= from + length {
        return Ok(cuts);
    }
    let mut file = opening::open(path)?;
    let mut wanted = from + length;
    while wanted < size {
        let Some(line) = line_from(&mut file, wanted)? else { break };
        if line >= size {
            break;
        }
        cuts.push(line);
        wanted = line + length;
    }
    Ok(cuts)
}

/// The first offset from `wanted` on at which a line starts, if there is one.
fn line_from<R: Read + Seek>(file: &mut R, wanted: u64) -> io::Result<Option<u64>> {
    let mut at = wanted - 1;
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::with_capacity(STEP);
    loop {
        bytes.clear();
        file.by_ref().take(STEP as u64).read_to_end(&mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        if let Some(end) = memchr2(b'\n', b'\r', &bytes) {
            let mut line = at + end as u64 + 1;
            if bytes[end] == b'\r' {
                file.seek(SeekFrom::Start(line))?;
                let mut next = [0];
                if file.read(&mut next)? == 1 && next[0] == b'\n' {
                    line += 1;
                }
            }
            return Ok(Some(line));
        }
        at += bytes.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::line_from;

    #[test]
    fn a_line_starts_after_any_line_end() {
        let bytes = b"ab\ncd\r\nef\rgh";
        for (wanted, line) in
            [(1, Some(3)), (2, Some(3)), (3, Some(3)), (4, Some(7)), (6, Some(7)), (7, Some(7)), (8, Some(10))]
        {
            assert_eq!(line_from(&mut Cursor::new(bytes), wanted).unwrap(), line, "{wanted}");
        }
        assert_eq!(line_from(&mut Cursor::new(bytes), 10).unwrap(), Some(10));
        assert_eq!(line_from(&mut Cursor::new(bytes), 11).unwrap(), None);
        let long = [vec![b'a'; 200_000], b"\nb".to_vec()].concat();
        assert_eq!(line_from(&mut Cursor::new(long), 5).unwrap(), Some(200_001));
    }
}
