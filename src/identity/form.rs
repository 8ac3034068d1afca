//! Small tables that people fill in, as a spreadsheet program saves them: with a byte-order mark or without, with commas or
//! semicolons. Nothing here stops a run.

use std::borrow::Cow;
use std::io::Read;

use crate::config::settings::{Encoding, ExtractFile};
use crate::contact::fate::Reason;
use crate::extract::encoding::{self, Charset, Utf16Reader};
use crate::extract::open::plain;
use crate::extract::record::{Damage, RecordReader};
use crate::opening;
use crate::text::{self, fold};

/// A larger file is not what a team of people wrote.
const MOST: u64 = 64 << 20;

/// A row of a form.
pub(super) struct FormRow {
    /// The physical line.
    pub(super) line: u32,
    /// Its lines as they stand.
    pub(super) record: Box<str>,
    /// The cells of the wanted columns, trimmed, blank where the form has no such column; or why it cannot be read.
    pub(super) cells: Result<Vec<String>, Reason>,
}

/// A form that was read.
pub(super) struct Form {
    pub(super) charset: Charset,
    /// The first wanted column that the header lacks, or has twice; then no row has cells.
    pub(super) missing: Option<&'static str>,
    pub(super) rows: Vec<FormRow>,
}

/// The bytes of a form.
///
/// # Errors
/// Why they cannot be read, or are no text.
pub(super) fn bytes(file: &ExtractFile) -> Result<Vec<u8>, String> {
    let unreadable = |error: &std::io::Error| format!("the file cannot be read: {}", plain(error));
    let opened = opening::open(&file.path).map_err(|error| unreadable(&error))?;
    if opened.metadata().is_ok_and(|metadata| metadata.len() > MOST) {
        return Err("the file is larger than 64 MB: it is not a file of decisions".to_owned());
    }
    let bytes = opening::whole(opened, MOST).map_err(|error| unreadable(&error))?;
    match encoding::not_text(&bytes) {
        Some(what) => Err(format!("this is not a CSV file but {what}: save it as CSV")),
        None => Ok(bytes),
    }
}

/// The text of a file as UTF-8 bytes or Windows-1252 ones, without its mark.
fn decoded(bytes: &[u8]) -> (Charset, Cow<'_, [u8]>) {
    let mark = encoding::mark(bytes);
    let text = &bytes[mark.map_or(0, |mark| mark.length)..];
    let charset = match encoding::choose(Encoding::Auto, mark) {
        Some(Charset::Utf8) | None if mark.is_none() && std::str::from_utf8(text).is_err() => Charset::Windows1252,
        Some(charset) => charset,
        None => Charset::Utf8,
    };
    if charset.is_read_as_it_stands() {
        return (charset, text.into());
    }
    let mut utf8 = Vec::new();
    // Reading from memory does not fail.
    let _ = Utf16Reader::new(text, charset).read_to_end(&mut utf8);
    (charset, utf8.into())
}

/// Reads a form for these columns, of which the first `needed` must be there; in any order, among others.
pub(super) fn read(bytes: &[u8], columns: &[&'static str], needed: usize) -> Form {
    let (charset, bytes) = decoded(bytes);
    let mut form = Form { charset, missing: None, rows: Vec::new() };
    // Excel's `sep=;` line, where there is one, is not the header.
    let mut lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty());
    let mut first = lines.next().unwrap_or_default();
    let separated = first.len() <= 5 && first.to_ascii_lowercase().starts_with(b"sep=");
    if separated {
        first = lines.next().unwrap_or_default();
    }
    let count = |byte: u8| memchr::memchr_iter(byte, first).count();
    let delimiter = if count(b';') > count(b',') { b';' } else { b',' };
    let mut reader = RecordReader::new(&*bytes, delimiter, 0, 1);
    if separated {
        let _ = reader.advance();
    }
    let header: Vec<String> = match reader.advance() {
        Ok(Some(found)) if found.damage.is_none() => {
            let name = |at: usize| fold(&charset.decode_for_show(reader.cell(at))).replace(' ', "_");
            (0..reader.len()).map(name).collect()
        }
        Ok(None) => return form,
        _ => Vec::new(),
    };
    let place = |column: &&str| {
        let mut own = (0..header.len()).filter(|at| header[*at] == **column);
        (own.next(), own.next())
    };
    let places: Vec<Option<usize>> = columns.iter().map(|column| place(column).0).collect();
    form.missing = columns.iter().enumerate().find_map(|(at, column)| match place(column) {
        (None, _) if at < needed => Some(*column),
        (_, Some(_)) => Some(*column),
        _ => None,
    });
    while let Ok(Some(found)) = reader.advance() {
        let cells = match found.damage {
            Some(Damage::TooLong(cells)) if cells != header.len() => Err(Reason::FieldCount),
            Some(_) => Err(Reason::Quoting),
            None if reader.len() != header.len() => Err(Reason::FieldCount),
            None => cells(&reader, charset, &places),
        };
        form.rows.push(FormRow { line: found.line, record: charset.decode_for_show(reader.raw()).into(), cells });
    }
    form
}

fn cells(reader: &RecordReader<&[u8]>, charset: Charset, places: &[Option<usize>]) -> Result<Vec<String>, Reason> {
    let cell = |place: &Option<usize>| {
        let Some(place) = place else { return Ok(String::new()) };
        let cell = charset.decode(reader.cell(*place)).map_err(|_| Reason::Encoding)?;
        if cell.contains('\0') { Err(Reason::NulByte) } else { Ok(text::trim(&cell).to_owned()) }
    };
    places.iter().map(cell).collect()
}
