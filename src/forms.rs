//! Small tables that people fill in, as a spreadsheet program saves them: with a byte-order mark or without, with commas or
//! semicolons. What reviewers have decided and who is the same child are read so. Nothing here stops a run: a row that does
//! not parse is rejected with its reason, and rows of a template that nobody has filled in are counted as excluded.

use std::borrow::Cow;
use std::io::Read;

use sha2::{Digest, Sha256};

use crate::cells::dates::DateParser;
use crate::config::settings::{Encoding, ExtractFile};
use crate::contact::fate::{About, Reason, Reject};
use crate::day::Day;
use crate::extract::encoding::{self, Charset, Utf16Reader};
use crate::extract::record::{Damage, RecordReader};
use crate::opening::{self, plain};
use crate::quality::RecordCounts;
use crate::text::{self, fold};
use crate::written;

/// A larger file is not what a team of people wrote.
const MOST: u64 = 64 << 20;

/// What a table of one kind has.
pub(crate) struct Form {
    /// What a file of it is called, with its article.
    pub(crate) called: &'static str,
    /// The template that a run writes.
    pub(crate) template: &'static str,
    /// Its columns. Others are not read.
    pub(crate) columns: &'static [&'static str],
    /// How often the header has each column; the one that is missing, or there twice, if the rows cannot be read so.
    pub(crate) missing: fn(&[usize]) -> Option<&'static str>,
    /// Whether nothing has been decided in a row: a line of the template that nobody has filled in, or a blank one such as
    /// spreadsheet programs leave behind a table.
    pub(crate) is_blank: fn(&[String]) -> bool,
    /// Why a row is rejected that does not parse.
    pub(crate) invalid: Reason,
}

/// A row with cells that can be read, in the order of the form's columns, trimmed, blank where there is no such column.
pub(crate) struct FormRow<'a> {
    /// The physical line.
    pub(crate) line: u32,
    /// Its lines as they stand.
    pub(crate) record: &'a str,
    /// The cells.
    pub(crate) cells: &'a [String],
}

/// A file that people have filled in, and what was understood of it.
pub struct FormFile<T> {
    /// Its path relative to the configuration.
    pub(crate) shown: String,
    /// Its encoding.
    pub(crate) charset: Option<Charset>,
    /// Bytes.
    pub(crate) size: u64,
    /// SHA-256 of them.
    pub(crate) sha256: [u8; 32],
    /// What became of its rows.
    pub tally: RecordCounts,
    /// Rows that could not be used, by line.
    pub rejects: Vec<Reject>,
    /// Why nothing could be read at all.
    pub problem: Option<String>,
    /// The rows that are used, by line.
    pub rows: Vec<T>,
}

impl<T> FormFile<T> {
    /// A file that has not been read, with the reason where there is one.
    pub(crate) fn unread(file: &ExtractFile, problem: Option<String>) -> Self {
        Self {
            shown: file.shown.clone(),
            charset: None,
            size: 0,
            sha256: [0; 32],
            tally: RecordCounts::default(),
            rejects: Vec::new(),
            problem,
            rows: Vec::new(),
        }
    }

    /// A file in the folder of the decisions that is none of theirs; nothing where it is text, such as a note about the
    /// folder, unless it has the header of a table of decisions.
    pub(crate) fn beside(file: &ExtractFile) -> Option<Self> {
        let mut first = Vec::new();
        let opened = opening::open(&file.path).ok()?;
        opened.take(1 << 12).read_to_end(&mut first).ok()?;
        let binary = first.contains(&0) && encoding::mark(&first).is_none();
        let what = encoding::not_text(&first)
            .or(binary.then_some("a file that is not text"))
            .or(has_header(&first).then_some("a table of decisions whose name does not end in .csv"))?;
        Some(Self::unread(file, Some(save_as_csv(what))))
    }

    /// Reads a file. `parse` makes something of a row that is not blank, or tells the column that does not parse.
    pub(crate) fn read(
        file: &ExtractFile,
        form: &Form,
        parse: impl FnMut(&FormRow<'_>) -> Result<T, &'static str>,
    ) -> Self {
        let mut out = Self::unread(file, None);
        match bytes(file, form) {
            Ok(bytes) => {
                out.size = bytes.len() as u64;
                out.sha256 = Sha256::digest(&bytes).into();
                out.take(&bytes, form, parse);
            }
            Err(problem) => out.problem = Some(problem),
        }
        out
    }

    fn take(&mut self, bytes: &[u8], form: &Form, mut parse: impl FnMut(&FormRow<'_>) -> Result<T, &'static str>) {
        let (charset, bytes) = decoded(bytes);
        self.charset = Some(charset);
        let mut reader = behind_separator(&bytes);
        let header: Vec<String> = match reader.advance() {
            Ok(Some(found)) if found.damage.is_none() => {
                let name = |at: usize| fold(&charset.decode_for_show(reader.cell(at))).replace(' ', "_");
                (0..reader.len()).map(name).collect()
            }
            Ok(None) => return,
            _ => {
                self.problem = Some("a quotation mark in its header is not closed".to_owned());
                Vec::new()
            }
        };
        let places: Vec<Option<usize>> =
            form.columns.iter().map(|column| header.iter().position(|own| own == column)).collect();
        let times = form.columns.iter().map(|column| header.iter().filter(|own| own == column).count());
        let missing = (form.missing)(&times.collect::<Vec<_>>());
        if missing.is_some() && self.problem.is_none() {
            self.problem =
                Some(format!("its first line is not the header of {}: compare it with {}", form.called, form.template));
        }
        while let Ok(Some(found)) = reader.advance() {
            self.tally.records += 1;
            let record = charset.decode_for_show(reader.raw());
            let whole = |reason: Reason| (About::Record, reason, String::new());
            let verdict = match (found.damage, missing) {
                (Some(Damage::TooLong(cells)), _) if cells != header.len() => Err(whole(Reason::FieldCount)),
                (Some(_), _) => Err(whole(Reason::Quoting)),
                (None, _) if reader.len() != header.len() => Err(whole(Reason::FieldCount)),
                (None, Some(column)) => Err((About::Review(column), form.invalid, String::new())),
                (None, None) => match cells(&reader, charset, &places) {
                    Err(reason) => Err(whole(reason)),
                    Ok(cells) if (form.is_blank)(&cells) => Ok(None),
                    Ok(cells) => parse(&FormRow { line: found.line, record: &record, cells: &cells })
                        .map(Some)
                        .map_err(|column| {
                            let place = form.columns.iter().position(|own| *own == column);
                            (
                                About::Review(column),
                                form.invalid,
                                place.map_or_else(String::new, |at| cells[at].clone()),
                            )
                        }),
                },
            };
            match verdict {
                Ok(Some(row)) => {
                    self.tally.used += 1;
                    self.rows.push(row);
                }
                Ok(None) => self.tally.excluded += 1,
                Err((about, reason, value)) => {
                    self.tally.rejected += 1;
                    self.rejects.push(rejected(found.line, about, reason, &value, &record));
                }
            }
        }
    }

    /// Rejects a row that has been read, with its line and its record.
    pub(crate) fn reject(&mut self, (line, record): (u32, &str), column: &'static str, reason: Reason, value: &str) {
        self.tally.used -= 1;
        self.tally.rejected += 1;
        self.rejects.push(rejected(line, About::Review(column), reason, value, record));
        self.rejects.sort_by_key(|reject| reject.line);
    }
}

/// Days as people write them in a table of decisions: in a configured format, or else in words or short.
pub(crate) struct Days {
    formats: DateParser,
    day_first: bool,
}

impl Days {
    /// Days in these formats.
    pub(crate) fn new(formats: &[String]) -> Self {
        Self { formats: DateParser::new(formats), day_first: written::day_first(formats) }
    }

    /// The day that a cell says.
    pub(crate) fn day(&mut self, cell: &str) -> Option<Day> {
        let by_format = self.formats.parse(cell).map(|moment| moment.day);
        by_format.or_else(|| written::day(cell, self.day_first))
    }
}

/// Whether a text begins with the header of a table of decisions.
fn has_header(first: &[u8]) -> bool {
    let text = String::from_utf8_lossy(first).replace('\0', "");
    let line = text.lines().next().unwrap_or_default();
    let words = fold(line).replace('_', " ");
    let dated = words.contains("reviewed on") || words.contains("decided on");
    line.matches([',', ';', '\t']).count() > 2 && dated && words.contains("decision")
}

fn rejected(line: u32, about: About, reason: Reason, value: &str, record: &str) -> Reject {
    Reject { line, about, reason, value: value.into(), record: record.into(), byte: None, contact_id: None }
}

/// What to do about a file that is no CSV file.
fn save_as_csv(what: &str) -> String {
    format!("this is {what}, which is not read: open it and save it in the same folder as “CSV UTF-8”")
}

fn bytes(file: &ExtractFile, form: &Form) -> Result<Vec<u8>, String> {
    let unreadable = |error: &std::io::Error| format!("the file cannot be read: {}", plain(error));
    let opened = opening::open(&file.path).map_err(|error| unreadable(&error))?;
    if opened.metadata().is_ok_and(|metadata| metadata.len() > MOST) {
        return Err(format!("the file is larger than 64 MB: it is not {}", form.called));
    }
    let bytes = opening::whole(opened, MOST).map_err(|error| unreadable(&error))?;
    encoding::not_text(&bytes).map_or(Ok(bytes), |what| Err(save_as_csv(what)))
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

/// A reader of the records, with the delimiter that the first line has more of. Excel's `sep=;` line, where there is one, is
/// not the header.
fn behind_separator(bytes: &[u8]) -> RecordReader<&[u8]> {
    let mut lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty());
    let mut first = lines.next().unwrap_or_default();
    let separated = first.len() <= 5 && first.to_ascii_lowercase().starts_with(b"sep=");
    if separated {
        first = lines.next().unwrap_or_default();
    }
    let count = |byte: u8| memchr::memchr_iter(byte, first).count();
    let delimiter = if count(b';') > count(b',') { b';' } else { b',' };
    let mut reader = RecordReader::new(bytes, delimiter, 0, 1);
    if separated {
        // Blank lines before it are no records. Reading from memory does not fail.
        let _ = reader.advance();
    }
    reader
}

fn cells(reader: &RecordReader<&[u8]>, charset: Charset, places: &[Option<usize>]) -> Result<Vec<String>, Reason> {
    let cell = |place: &Option<usize>| {
        let Some(place) = place else { return Ok(String::new()) };
        let cell = charset.decode(reader.cell(*place)).map_err(|_| Reason::Encoding)?;
        if cell.contains('\0') { Err(Reason::NulByte) } else { Ok(text::trim(&cell).to_owned()) }
    };
    places.iter().map(cell).collect()
}
