//! One quoted cell, by the rules of RFC 4180.

use memchr::{memchr, memchr2};

/// A quoted field of more lines than this is an error: a quote that was never closed, most likely.
pub(crate) const MAX_FIELD_LINES: usize = 1_000;
/// A quoted field of more bytes than this is an error, and so is an unquoted line.
pub(crate) const MAX_FIELD_BYTES: usize = 1 << 20;

/// One cell of the record that was read last, as a range of its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The range is in the unescaped copy, not in the record itself.
    pub(crate) copied: bool,
}

/// What stands at an opening quote.
pub(super) enum Quoted {
    /// A cell, and the place behind its closing quote, where a delimiter, a line end or the end is.
    Cell {
        after: usize,
        span: Span,
        line_ends: usize,
    },
    Broken,
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
