//! Finds the layout of an extract: its encoding, its delimiter and the line of its header.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::dates;
use super::headers::guesses;
use super::values::looks_like_data;
use crate::config::settings::Encoding;
use crate::extract::encoding::{self, Charset, Utf16Reader};
use crate::extract::open::MAX_COLUMNS;
use crate::extract::record::RecordReader;
use crate::opening;
use crate::text::trim;

/// The number of bytes at the start of a file in which the layout is looked for.
const HEAD: u64 = 1 << 17;
/// The number of bytes that a line of an extract does not reach.
const LONGEST_LINE: u64 = 1 << 24;
/// The number of lines in which the header is looked for.
const HEADER_LINES: u32 = 30;
const DELIMITERS: &[u8] = b",;\t|~^";

/// The layout of an extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The value of `encoding` in the draft.
    pub(crate) encoding: Encoding,
    /// The number of lines that are not UTF-8, in a file that is otherwise UTF-8.
    pub(crate) odd_lines: u64,
    /// The character between cells.
    pub(crate) delimiter: u8,
    /// The number of lines before the header.
    pub(crate) skip_rows: u32,
}

/// The reason why a file has no layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotATable {
    /// The file cannot be read. The reader of extracts gives the reason.
    AskReader,
    /// The file has this other format.
    Is(&'static str),
    /// No line looks like a header.
    NoHeader,
}

impl From<io::Error> for NotATable {
    fn from(_: io::Error) -> Self {
        Self::AskReader
    }
}

/// The layout of the file at `path`.
///
/// # Errors
/// If the file cannot be read, or is not a table.
pub(crate) fn layout(path: &Path) -> Result<Layout, NotATable> {
    let mut head = Vec::new();
    opening::open(path)?.take(HEAD).read_to_end(&mut head)?;
    if head.is_empty() || encoding::not_text(&head).is_some() {
        return Err(NotATable::AskReader);
    }
    let mark = encoding::mark(&head);
    let utf16 = mark.is_none().then(|| utf16_without_mark(&head)).flatten();
    let charset = utf16.or(mark.map(|mark| mark.charset));
    let text = head.split_off(mark.map_or(0, |mark| mark.length));
    let text = match charset {
        Some(charset @ (Charset::Utf16Le | Charset::Utf16Be)) => {
            let mut plain = Vec::new();
            Utf16Reader::new(&text[..], charset).read_to_end(&mut plain)?;
            plain
        }
        _ => text,
    };
    if let Some(format) = other_format(&text) {
        return Err(NotATable::Is(format));
    }
    let (delimiter, skip_rows) = find_header(&text).ok_or(NotATable::NoHeader)?;
    let odd_lines = if charset.is_none() { count_odd_lines(path)? } else { 0 };
    let encoding = match utf16 {
        Some(Charset::Utf16Be) => Encoding::Utf16Be,
        Some(_) => Encoding::Utf16Le,
        None if odd_lines > 0 => Encoding::Utf8,
        None => Encoding::Auto,
    };
    Ok(Layout { encoding, odd_lines, delimiter, skip_rows })
}

/// Recognises UTF-16 without a byte order mark: half of the bytes of plain letters are zero.
fn utf16_without_mark(head: &[u8]) -> Option<Charset> {
    let zeros = |start: usize| head.iter().skip(start).step_by(2).filter(|byte| **byte == 0).count() * 10;
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    if odd > half * 6 && even < half {
        Some(Charset::Utf16Le)
    } else if even > half * 6 && odd < half {
        Some(Charset::Utf16Be)
    } else {
        None
    }
}

/// The format of a text that is not a table, if it is recognised.
fn other_format(text: &[u8]) -> Option<&'static str> {
    let mut rest = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace());
    match (rest.next(), rest.next()) {
        (Some(b'{'), _) | (Some(b'['), Some(b'{')) => Some("JSON"),
        (Some(b'<'), _) => Some("HTML or XML"),
        _ => None,
    }
}

/// The number of lines that are not UTF-8, in a file in which most lines with letters beyond ASCII are UTF-8. It is 0 if all
/// lines are UTF-8, or if the file is in another encoding.
fn count_odd_lines(path: &Path) -> io::Result<u64> {
    let mut reader = BufReader::new(opening::open(path)?);
    let (mut line, mut utf8_lines, mut odd_lines) = (Vec::new(), 0_u64, 0_u64);
    while reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? > 0 {
        // A file with so long a line is not a table, and the line would fill the memory.
        if line.len() as u64 == LONGEST_LINE {
            return Ok(0);
        }
        match std::str::from_utf8(&line) {
            Err(_) => odd_lines += 1,
            Ok(text) if !text.is_ascii() => utf8_lines += 1,
            Ok(_) => {}
        }
        line.clear();
    }
    Ok(if utf8_lines > odd_lines { odd_lines } else { 0 })
}

/// The delimiter and the number of lines before the header: those that give the most known headers. A line with a cell that
/// looks like a value is a record, not a header.
fn find_header(text: &[u8]) -> Option<(u8, u32)> {
    let has_no_data = |cells: &[String]| !cells.iter().any(|cell| looks_like_data(cell));
    // A register with a column for each date has dates as headers. It is accepted here, so that `wide` can report it.
    let has_only_dates = |cells: &[String]| {
        let (data, dates) = cells.iter().filter(|cell| looks_like_data(cell)).fold((0, 0), |(data, dates), cell| {
            (data + 1, dates + usize::from(dates::recognise(&[(cell, 1)]).fitting > 0))
        });
        dates >= 3 && data == dates
    };
    best_header(text, has_no_data).or_else(|| best_header(text, has_only_dates))
}

fn best_header(text: &[u8], may_be_header: impl Fn(&[String]) -> bool) -> Option<(u8, u32)> {
    let mut best: Option<((usize, usize), u8, u32)> = None;
    for before in 0..HEADER_LINES {
        for delimiter in DELIMITERS {
            let Some((line, cells)) = record(text, *delimiter, before) else { continue };
            // The reader skips blank lines before the first record itself; elsewhere a blank line is not the header.
            if line != before + 1 && before > 0 {
                continue;
            }
            // Every cell is looked up among the known headers: a million cells would take minutes.
            if cells.len() > MAX_COLUMNS || !may_be_header(&cells) {
                continue;
            }
            let known = cells.iter().filter(|cell| !guesses(cell).is_empty()).count();
            let score = (known, cells.len());
            if known >= 2 && best.is_none_or(|(highest, _, _)| score > highest) {
                best = Some((score, *delimiter, before));
            }
        }
    }
    best.map(|(_, delimiter, before)| (delimiter, before))
}

/// The record after this number of lines: the line on which it starts, and its cells.
fn record(text: &[u8], delimiter: u8, before: u32) -> Option<(u32, Vec<String>)> {
    let mut reader = RecordReader::new(text, delimiter, 0, 1);
    for _ in 0..before {
        if !reader.skip_line().ok()? {
            return None;
        }
    }
    let record = reader.advance().ok()??;
    if record.damage.is_some() || reader.len() < 2 {
        return None;
    }
    let cell = |index| {
        let bytes: &[u8] = reader.cell(index);
        let decoded = Charset::Utf8.decode(bytes).or_else(|_| Charset::Windows1252.decode(bytes));
        decoded.map_or_else(|_| String::new(), |text| trim(&text).to_owned())
    };
    Some((record.line, (0..reader.len()).map(cell).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_and_the_delimiter_are_found() {
        let wide = |more: usize| format!("NHS Number,Date{}\n", ",x".repeat(more));
        for (text, expected) in [
            ("NHS Number,Date,Status\n1,2,3\n", Some((b',', 0))),
            ("NHS Number;Date;Status\n", Some((b';', 0))),
            ("NHS Number\tDate\tStatus, if any\n", Some((b'\t', 0))),
            ("\"NHS Number\"|\"Date\"|\"Status\"\r\n", Some((b'|', 0))),
            ("sep=;\nNHS Number;Date;Status\n", Some((b';', 1))),
            ("A Trust\nContacts, all ages, by team\nDrawn 20-Nov-2026\nNHS No|Date|Outcome\n", Some((b'|', 3))),
            ("\n\nNHS Number,Date\n", Some((b',', 0))),
            ("Title\n\nNHS Number,Date\n", Some((b',', 2))),
            ("A,B,C\n1,2,3\n", None),
            ("9990000018,Dale,Team,Status,18/11/2026\n", None),
            ("NHS Number,Surname,Team,01/09/2026,08/09/2026,15/09/2026\n", Some((b',', 0))),
            ("NHS Number,Surname,Team,01/09/2026,9990000018,15/09/2026,16/09/2026\n", None),
            ("one column\n", None),
            (&wide(MAX_COLUMNS - 2), Some((b',', 0))),
            (&wide(MAX_COLUMNS - 1), None),
            ("", None),
        ] {
            assert_eq!(find_header(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn utf_16_is_recognised_by_its_zeros() {
        let text = "NHS Number,Date,Status\r\n9990000018,18/11/2026,Seen\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(utf16_without_mark(&little), Some(Charset::Utf16Le));
        assert_eq!(utf16_without_mark(&big), Some(Charset::Utf16Be));
        assert_eq!(utf16_without_mark(text.as_bytes()), None);
        assert_eq!(utf16_without_mark(&[0; 64]), None);
    }

    #[test]
    fn a_file_that_is_mostly_utf_8_is_told_from_one_that_is_not() {
        for (bytes, expected) in [
            (&b"plain\n"[..], 0),
            ("é\né\n".as_bytes(), 0),
            (b"\xC3\xA9\n\xC3\xA9\n\xE9\n", 1),
            (b"\xE9\n\xE9\n\xC3\xA9\n", 0),
        ] {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("x"), bytes).unwrap();
            assert_eq!(count_odd_lines(&folder.path().join("x")).unwrap(), expected, "{bytes:?}");
        }
    }

    #[test]
    fn formats_that_are_not_tables_are_recognised() {
        for (text, expected) in [
            ("{\"a\":1}", Some("JSON")),
            (" [ {", Some("JSON")),
            ("<html>", Some("HTML or XML")),
            ("[NHS Number],Date", None),
        ] {
            assert_eq!(other_format(text.as_bytes()), expected, "{text}");
        }
    }
}
