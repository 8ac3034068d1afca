//! Opens an extract: finds out what kind of file it is, its encoding, its header, and where the mapped columns are.
//!
//! Two things can go wrong. If the configuration names a header that the extract lacks, that is a [`Problem`] with the
//! configuration. If the file is not what the configuration says (empty, a workbook, another delimiter), the extract is refused.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::checksum::RunningChecksum;
use super::columns::ColumnMap;
use super::encoding::{self, Charset, Utf8Check, Utf16Reader};
use super::hint::hint;
use super::record::RecordReader;
use super::stamp::Stamp;
use crate::config::settings::{Encoding, ExtractFile, Source};
use crate::opening::{self, plain};
use crate::problem::Problem;
use crate::text;

/// A line with more columns than this is not a header.
pub(crate) const MAX_COLUMNS: usize = 10_000;

/// Why an extract cannot be used.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The configuration names headers that it does not have, or has twice.
    Configuration(Vec<Problem>),
    /// The file itself cannot be used.
    Extract(Problem),
    /// It was tentatively read as UTF-8, and is not.
    NotUtf8,
}

/// Reads the bytes of a part of a file, and checks that they are UTF-8 if that is only assumed.
pub(crate) struct FileInput {
    file: File,
    check: Option<Utf8Check>,
    /// The size of the file when it was opened. Reading stops there, since a file that grows faster than it is read would never
    /// end.
    size: u64,
    /// The offset in the file of the next byte.
    at: u64,
    /// Where the part ends. Little is needed after it.
    until: u64,
}

/// How much is read at once after the end of a part.
const BEHIND: usize = 1 << 12;

/// Why reading stopped before the end of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GaveUp {
    /// The file is not UTF-8, as was assumed.
    NotUtf8,
    /// The file has grown since it was opened.
    Grown,
}

impl std::fmt::Display for GaveUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("reading was given up")
    }
}

impl std::error::Error for GaveUp {}

impl Read for FileInput {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let wanted = match self.until.checked_sub(self.at) {
            Some(left) if left > 0 => out.len().min(usize::try_from(left).unwrap_or(usize::MAX)),
            _ => out.len().min(BEHIND),
        };
        let read = self.file.read(&mut out[..wanted])?;
        self.at += read as u64;
        if self.at > self.size {
            return Err(io::Error::other(GaveUp::Grown));
        }
        if let Some(check) = &mut self.check {
            let is_utf8 = if read == 0 { check.is_complete() } else { check.accepts(&out[..read]) };
            if !is_utf8 {
                return Err(io::Error::other(GaveUp::NotUtf8));
            }
        }
        Ok(read)
    }
}

/// The bytes that the record reader reads: UTF-8, Windows-1252, or UTF-16 converted to UTF-8.
pub(crate) enum InputText {
    /// The bytes of the file.
    Plain(FileInput),
    /// UTF-16 converted to UTF-8.
    Utf16(Box<Utf16Reader<FileInput>>),
}

impl Read for InputText {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(input) => input.read(out),
            Self::Utf16(reader) => reader.read(out),
        }
    }
}

/// An open extract whose header has been read, so that the first record comes next.
pub(crate) struct Opened {
    /// Reads its records.
    pub(crate) reader: RecordReader<InputText>,
    /// Its encoding.
    pub(crate) charset: Charset,
    /// Where the mapped columns are.
    pub(crate) columns: ColumnMap,
    /// Whether UTF-8 is only assumed, and checked while reading.
    pub(crate) on_trial: bool,
    /// The stamp of the file before reading.
    pub(crate) stamp: Stamp,
}

/// Opens a file of a source in the encoding that its configuration and its first bytes say. If its header turns out not to be
/// UTF-8, it is opened as Windows-1252.
///
/// # Errors
/// Why it cannot be used.
pub(crate) fn open(source: &Source, file: &ExtractFile, config_file: &str) -> Result<Opened, Refusal> {
    match open_as(source, file, config_file, None) {
        Err(Refusal::NotUtf8) => open_as(source, file, config_file, Some(Charset::Windows1252)),
        other => other,
    }
}

/// Opens a file of a source in the `given` encoding, or in the one that its configuration and its first bytes say.
///
/// # Errors
/// Why it cannot be used; [`Refusal::NotUtf8`] if Windows-1252 should be tried.
pub(crate) fn open_as(
    source: &Source,
    extract: &ExtractFile,
    config_file: &str,
    given: Option<Charset>,
) -> Result<Opened, Refusal> {
    let mut file = opening::open(&extract.path)
        .map_err(|error| Problem::new(&extract.shown, format!("the extract cannot be read: {}", plain(&error))))
        .map_err(|problem| Refusal::Extract(problem.help("check its name and folder, and that you may read it")))?;
    let unreadable = |error: io::Error| Refusal::from_io(&extract.shown, &error);
    let stamp = Stamp::of(&file).map_err(unreadable)?;
    let mut first = Vec::new();
    file.by_ref().take(8).read_to_end(&mut first).map_err(unreadable)?;
    if first.is_empty() {
        return Err(Refusal::Extract(
            Problem::new(&extract.shown, "the extract is empty: it has no header and no records")
                .help("ask for the extract again: an empty extract is not treated as a quiet week"),
        ));
    }
    if let Some(what) = encoding::not_text(&first) {
        return Err(Refusal::Extract(
            Problem::new(&extract.shown, not_csv(what)).help("save or export it as CSV: no other file format is read"),
        ));
    }
    let mark = encoding::mark(&first);
    let Some(charset) = given.or_else(|| encoding::choose(source.encoding, mark)) else {
        let (found, declared) = (mark.map_or("", |m| m.charset.word()), declared(source.encoding));
        return Err(Refusal::Extract(
            Problem::new(
                &extract.shown,
                format!("its byte-order mark is {found} but the configuration says {declared}"),
            )
            .help("set `encoding = \"auto\"` for this source, or export the file again"),
        ));
    };
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let on_trial = given.is_none() && source.encoding == Encoding::Auto && mark.is_none();
    let check = on_trial.then(Utf8Check::default);
    let mut input = FileInput { file, check, size: stamp.size(), at: 0, until: u64::MAX };
    let marked = mark.filter(|m| m.charset == charset).map_or(0, |m| m.length);
    let mut skipped = vec![0; marked];
    input.read_exact(&mut skipped).map_err(unreadable)?;
    let text = if charset.is_read_as_it_stands() {
        InputText::Plain(input)
    } else {
        InputText::Utf16(Box::new(Utf16Reader::new(input, charset)))
    };
    let offset = if charset.is_read_as_it_stands() { marked as u64 } else { 0 };
    let mut reader = RecordReader::new(text, source.delimiter, offset, 1);
    for _ in 0..source.skip_rows {
        if !reader.skip_line().map_err(unreadable)? {
            break;
        }
    }
    let (mut header, line) = header(&mut reader, charset, source, extract)?;
    let plain = charset.is_read_as_it_stands();
    if plain && ends_in_blank_cell(source, extract, reader.offset(), header.len()).map_err(unreadable)? {
        // Read as if the header ended in a delimiter too.
        header.push(String::new());
    }
    let columns = match ColumnMap::find(source, &header) {
        Ok(columns) => columns,
        Err(missing) => {
            return Err(misfit(source, extract, config_file, (&header, line), missing, &mut reader, charset));
        }
    };
    Ok(Opened { reader, charset, columns, on_trial, stamp })
}

/// How many records are checked for a blank cell at their ends.
const LOOKED_AT: usize = 100;
/// How many bytes are searched for these records.
const LOOKED_IN: u64 = 1 << 20;

/// Whether the first records, from byte `from` on, all have exactly one more cell than the header, and a blank one: then the
/// system ends records, but not the header, with a delimiter. If only some did, one of their cells could contain a stray
/// delimiter.
fn ends_in_blank_cell(source: &Source, extract: &ExtractFile, from: u64, width: usize) -> io::Result<bool> {
    let mut file = opening::open(&extract.path)?;
    file.seek(SeekFrom::Start(from))?;
    let mut reader = RecordReader::new(file.take(LOOKED_IN), source.delimiter, from, 1);
    let (mut records, mut any_filled) = (0, false);
    while records < LOOKED_AT
        && let Some(found) = reader.advance()?
    {
        // The last record may have been cut off.
        if reader.offset() >= from + LOOKED_IN {
            break;
        }
        let ends_blank = reader.len() == width + 1 && reader.cell(width).iter().all(u8::is_ascii_whitespace);
        if found.damage.is_some() || !ends_blank {
            return Ok(false);
        }
        // A record of nothing but delimiters does not show how the system ends records.
        any_filled |= (0..width).any(|at| !reader.cell(at).iter().all(u8::is_ascii_whitespace));
        records += 1;
    }
    Ok(any_filled)
}

/// The word for an encoding in the configuration.
const fn declared(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Auto => "auto",
        Encoding::Utf8 => Charset::Utf8.word(),
        Encoding::Utf16Le => Charset::Utf16Le.word(),
        Encoding::Utf16Be => Charset::Utf16Be.word(),
        Encoding::Windows1252 => Charset::Windows1252.word(),
    }
}

/// The cells of the header, decoded and trimmed, and its line.
fn header(
    reader: &mut RecordReader<InputText>,
    charset: Charset,
    source: &Source,
    extract: &ExtractFile,
) -> Result<(Vec<String>, u32), Refusal> {
    let refuse = |line: u32, what: String| Refusal::Extract(Problem::new(&extract.shown, what).at_line(line));
    let found = reader.advance().map_err(|error| Refusal::from_io(&extract.shown, &error))?;
    let Some(found) = found else {
        return Err(Refusal::Extract(
            Problem::new(&extract.shown, "the extract has no header and no records")
                .help("ask for the extract again, or correct `skip_rows` in its configuration"),
        ));
    };
    if found.damage.is_some() {
        let likely_cause = hint(source, extract, reader, charset, found.line).map(Refusal::Extract);
        return Err(likely_cause.unwrap_or_else(|| {
            refuse(found.line, "a quotation mark in the header is not closed, or the header is far too long".to_owned())
        }));
    }
    if reader.len() > MAX_COLUMNS {
        return Err(refuse(found.line, format!("the header has {} columns, more than any extract has", reader.len())));
    }
    let mut cells = Vec::with_capacity(reader.len());
    for index in 0..reader.len() {
        let bytes = reader.cell(index);
        if bytes.contains(&0) {
            return Err(Refusal::Extract(
                Problem::new(&extract.shown, "the header contains NUL bytes")
                    .at_line(found.line)
                    .help("this may be UTF-16 without a byte-order mark: set `encoding = \"utf-16le\"`"),
            ));
        }
        let Ok(cell) = charset.decode(bytes) else {
            return Err(refuse(found.line, format!("the header contains bytes that are not {}", charset.word())));
        };
        cells.push(text::trim(&cell).to_owned());
    }
    if source.skip_rows == 0 && cells.len() <= 2 && cells[0].to_ascii_lowercase().starts_with("sep=") {
        return Err(Refusal::Extract(
            Problem::new(&extract.shown, "its first line is Excel's `sep=` line, not the header")
                .at_line(found.line)
                .help("set `skip_rows = 1` and the `delimiter` that the line names"),
        ));
    }
    Ok((cells, found.line))
}

/// The message for a file that is `what`, not CSV.
fn not_csv(what: &str) -> String {
    if what == encoding::JSON {
        format!("this is {what}, not a CSV file")
    } else {
        format!("this is not a CSV file but {what}")
    }
}

/// What is wrong with an extract that lacks mapped headers: another delimiter, lines before the header, or else the
/// configuration.
fn misfit(
    source: &Source,
    extract: &ExtractFile,
    config_file: &str,
    (header, line): (&[String], u32),
    missing: Vec<super::columns::Missing>,
    reader: &mut RecordReader<InputText>,
    charset: Charset,
) -> Refusal {
    let respelt = ColumnMap::respelt(&missing, header);
    let is_header = ColumnMap::is_header(source, missing.len() - respelt);
    if !is_header && let Some(problem) = hint(source, extract, reader, charset, line) {
        return Refusal::Extract(problem);
    }
    let problem = |m: super::columns::Missing| m.problem(source, extract, config_file, header, is_header);
    Refusal::Configuration(missing.into_iter().map(problem).collect())
}

/// Where a part of a file starts and ends, and what else is known before it is read.
pub(crate) struct PartRange {
    /// The stamp of the file when it was first opened.
    pub(crate) stamp: Stamp,
    /// Whether UTF-8 is only assumed, and checked while reading.
    pub(crate) on_trial: bool,
    /// The byte at which its first record starts.
    pub(crate) offset: u64,
    /// The line of that record.
    pub(crate) line: u32,
    /// The byte at which the part ends. Little is read after it.
    pub(crate) until: u64,
}

/// A reader for a part of a file, which reuses `buffer` and adds the bytes that it reads to `checksum`. Not for UTF-16.
///
/// # Errors
/// A refusal if the file cannot be opened.
pub(crate) fn reader_from(
    (source, extract): (&Source, &ExtractFile),
    part: &PartRange,
    buffer: Vec<u8>,
    checksum: Option<RunningChecksum>,
) -> Result<RecordReader<InputText>, Refusal> {
    let unreadable = |error: io::Error| Refusal::from_io(&extract.shown, &error);
    let mut file = opening::open(&extract.path).map_err(unreadable)?;
    file.seek(SeekFrom::Start(part.offset)).map_err(unreadable)?;
    let check = part.on_trial.then(Utf8Check::default);
    let input = FileInput { file, check, size: part.stamp.size(), at: part.offset, until: part.until };
    let place = (part.offset, part.line);
    Ok(RecordReader::with_buffer(InputText::Plain(input), source.delimiter, place, buffer).with_checksum(checksum))
}

/// Checks that a file has not changed since it was stamped.
///
/// # Errors
/// A refusal if it has.
pub(crate) fn unchanged(extract: &ExtractFile, stamp: Stamp) -> Result<(), Refusal> {
    let unreadable = |error: io::Error| Refusal::from_io(&extract.shown, &error);
    let now = opening::open(&extract.path).and_then(|file| Stamp::of(&file)).map_err(unreadable)?;
    if now == stamp { Ok(()) } else { Err(changed(&extract.shown)) }
}

/// The refusal of a file that is being written to.
pub(crate) fn changed(shown: &str) -> Refusal {
    Refusal::Extract(
        Problem::new(shown, "the extract changed while it was being read")
            .help("wait until the system has finished writing it, then run again"),
    )
}

impl Refusal {
    /// The refusal for a failed read.
    pub(crate) fn from_io(shown: &str, error: &io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(GaveUp::NotUtf8) => Self::NotUtf8,
            Some(GaveUp::Grown) => changed(shown),
            None => Self::Extract(Problem::new(shown, format!("the extract cannot be read: {}", plain(error)))),
        }
    }
}
