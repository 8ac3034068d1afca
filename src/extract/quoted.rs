//! Parses one quoted cell by the rules of RFC 4180, and the cells of a record that was kept as text.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

/// A quoted field of more lines than this is an error: most likely a quotation mark that was never closed.
pub(crate) const MAX_FIELD_LINES: usize = 1_000;
/// A quoted field of more bytes than this is an error, and so is an unquoted line.
pub(crate) const MAX_FIELD_BYTES: usize = 1 << 20;

/// A cell of the record read last, as a range of bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Whether the range is in the unescaped copy rather than in the record itself.
    pub(crate) copied: bool,
}

/// What was found at an opening quote.
pub(super) enum Quoted {
    /// A cell. `after` is the offset just after its closing quote.
    Cell { after: usize, span: Span, line_ends: usize },
    /// The quote is never closed, or the cell is too large.
    Broken,
    /// The bytes end inside the cell.
    More,
}

/// Reads the quoted cell whose opening quote is at `bytes[open]`. A cell with doubled quotes is unescaped into `copy`.
pub(super) fn quoted(bytes: &[u8], open: usize, at_end: bool, copy: &mut Vec<u8>) -> Quoted {
    let content = open + 1;
    let copied_from = copy.len();
    let mut from = content;
    let mut copied = false;
    let close = loop {
        let Some(at) = memchr(b'"', &bytes[from..]).map(|at| at + from) else {
            let so_far = &bytes[content..];
            let hopeless = at_end || so_far.len() > MAX_FIELD_BYTES || line_ends(so_far) >= MAX_FIELD_LINES;
            return if hopeless { Quoted::Broken } else { Quoted::More };
        };
        match bytes.get(at + 1) {
            Some(b'"') => {
                copied = true;
                copy.extend_from_slice(&bytes[from..=at]);
                from = at + 2;
            }
            None if !at_end => return Quoted::More,
            _ => break at,
        }
    };
    let line_ends = line_ends(&bytes[content..close]);
    if close - content > MAX_FIELD_BYTES || line_ends >= MAX_FIELD_LINES {
        return Quoted::Broken;
    }
    let span = if copied {
        copy.extend_from_slice(&bytes[from..close]);
        Span { start: copied_from as u32, end: copy.len() as u32, copied }
    } else {
        Span { start: content as u32, end: close as u32, copied }
    };
    Quoted::Cell { after: close + 1, span, line_ends }
}

/// The cells of a single record without its line end; `None` if it breaks the rules of quoting.
pub(crate) fn cells(record: &str, delimiter: u8) -> Option<Vec<Cow<'_, str>>> {
    let bytes = record.as_bytes();
    let (mut cells, mut at, mut copy) = (Vec::new(), 0, Vec::new());
    loop {
        let after = if bytes.get(at) == Some(&b'"') {
            let Quoted::Cell { after, span, .. } = quoted(bytes, at, true, &mut copy) else { return None };
            let range = span.start as usize..span.end as usize;
            // Dropping one of each pair of quotes leaves valid UTF-8.
            cells.push(if span.copied {
                Cow::Owned(String::from_utf8_lossy(&copy[range]).into_owned())
            } else {
                Cow::Borrowed(&record[range])
            });
            after
        } else {
            let after = memchr(delimiter, &bytes[at..]).map_or(bytes.len(), |length| at + length);
            cells.push(Cow::Borrowed(&record[at..after]));
            after
        };
        match bytes.get(after) {
            None => return Some(cells),
            Some(byte) if *byte == delimiter => at = after + 1,
            Some(_) => return None,
        }
    }
}

/// How many line ends (LF, CRLF, lone CR) the bytes hold.
fn line_ends(bytes: &[u8]) -> usize {
    let mut count = 0;
    let mut from = 0;
    while let Some(at) = memchr2(b'\n', b'\r', &bytes[from..]).map(|at| at + from) {
        count += 1;
        from = if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') { at + 2 } else { at + 1 };
    }
    count
}

#[cfg(test)]
mod tests {
    use super::cells;
    use crate::extract::record::RecordReader;

    #[test]
    fn a_single_record_has_the_cells_that_the_reader_finds() {
        for record in [
            "a,b,c",
            ",,",
            "a",
            "\"Place, the\",b",
            "a,\"say \"\"so\"\", and, so\",c",
            "a,\"two\nlines\",\"\"",
            "a,b\"c,d",
            "\"Zoë\",\"Łucja, \"\"Ł\"\"\"",
        ] {
            let mut reader = RecordReader::new(record.as_bytes(), b',', 0, 1);
            let place = reader.advance().unwrap().unwrap();
            assert_eq!(place.damage, None, "{record}");
            let read: Vec<&str> = (0..reader.len()).map(|at| std::str::from_utf8(reader.cell(at)).unwrap()).collect();
            assert_eq!(cells(record, b',').unwrap(), read, "{record}");
        }
        for record in ["\"a,b", "\"a\"b,c", "a,\"b\"\""] {
            assert_eq!(cells(record, b','), None, "{record}");
        }
    }
}
