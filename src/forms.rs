//! Reads small tables that people fill in: reviewers' decisions, and decisions about who is the same child. A spreadsheet
//! program may have saved them with or without a byte-order mark, and with commas or semicolons. Nothing here stops a run: a
//! row that does not parse is rejected with a reason, and template rows that nobody filled in are counted as excluded.

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

/// The largest file that is read, in bytes. A team of people does not write more.
const MOST_BYTES: u64 = 64 << 20;

/// What tables of one kind look like.
pub(crate) struct Form {
    /// What such a file is called in messages, with its article.
    pub(crate) called: &'static str,
    /// The template that a run writes for people to fill in.
    pub(crate) template: &'static str,
    /// The columns that are read.
    pub(crate) columns: &'static [&'static str],
    /// Takes how often the header has each column. If the rows cannot be read because a column is missing or there twice,
    /// returns that column.
    pub(crate) missing: fn(&[usize]) -> Option<&'static str>,
    /// Whether a row holds no decision: a template row that nobody filled in, or one of the blank rows that spreadsheet
    /// programs leave below a table.
    pub(crate) is_blank: fn(&[String]) -> bool,
    /// The reason for rejecting a row that does not parse.
    pub(crate) invalid: Reason,
}

/// A row whose cells are all readable.
pub(crate) struct FormRow<'a> {
    /// The physical line on which the row begins.
    pub(crate) line: u32,
    /// The text of the row as it is in the file.
    pub(crate) record: &'a str,
    /// The trimmed cells, one for each column of the form, blank if the file does not have the column.
    pub(crate) cells: &'a [String],
}

/// A file that people filled in, with the rows that were read from it.
pub struct FormFile<T> {
    /// Its path relative to the configuration.
    pub(crate) shown: String,
    /// Its encoding.
    pub(crate) charset: Option<Charset>,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// The SHA-256 checksum of its bytes.
    pub(crate) sha256: [u8; 32],
    /// What became of its rows.
    pub tally: RecordCounts,
    /// Rows that could not be used, in order of their lines.
    pub rejects: Vec<Reject>,
    /// Why nothing could be read at all.
    pub problem: Option<String>,
    /// The rows that are used, in order of their lines.
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

    /// Looks at a file in the decisions folder whose name does not end in `.csv`. Returns it with a problem if it is not text
    /// (a workbook, say) or has the header of a decisions table. Any other text file, such as a note about the folder, is
    /// ignored.
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

    /// Reads a file. `parse` is called for each row that is not blank, and returns the column that does not parse as its error.
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
        let mut reader = record_reader(&bytes);
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
            form.columns.iter().map(|column| header.iter().position(|name| name == column)).collect();
        let times = form.columns.iter().map(|column| header.iter().filter(|name| *name == column).count());
        let missing = (form.missing)(&times.collect::<Vec<_>>());
        if missing.is_some() && self.problem.is_none() {
            self.problem =
                Some(format!("its first line is not the header of {}: compare it with {}", form.called, form.template));
        }
        while let Ok(Some(found)) = reader.advance() {
            self.tally.records += 1;
            let record = charset.decode_for_show(reader.raw());
            let whole_record = |reason: Reason| (About::Record, reason, String::new());
            let verdict = match (found.damage, missing) {
                (Some(Damage::TooLong(cells)), _) if cells != header.len() => Err(whole_record(Reason::FieldCount)),
                (Some(_), _) => Err(whole_record(Reason::Quoting)),
                (None, _) if reader.len() != header.len() => Err(whole_record(Reason::FieldCount)),
                (None, Some(column)) => Err((About::Review(column), form.invalid, String::new())),
                (None, None) => match cells(&reader, charset, &places) {
                    Err(reason) => Err(whole_record(reason)),
                    Ok(cells) if (form.is_blank)(&cells) => Ok(None),
                    Ok(cells) => parse(&FormRow { line: found.line, record: &record, cells: &cells })
                        .map(Some)
                        .map_err(|column| {
                            let place = form.columns.iter().position(|name| *name == column);
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

    /// Rejects a row that had been counted as used, given its line and its text.
    pub(crate) fn reject(&mut self, (line, record): (u32, &str), column: &'static str, reason: Reason, value: &str) {
        self.tally.used -= 1;
        self.tally.rejected += 1;
        self.rejects.push(rejected(line, About::Review(column), reason, value, record));
        self.rejects.sort_by_key(|reject| reject.line);
    }
}

/// Parses days as people write them in a table of decisions: in a configured format, or as [`written::day`] reads them.
pub(crate) struct Days {
    formats: DateParser,
    day_first: bool,
}

impl Days {
    /// A parser for these configured formats.
    pub(crate) fn new(formats: &[String]) -> Self {
        Self { formats: DateParser::new(formats), day_first: written::day_first(formats) }
    }

    /// The day in a cell.
    pub(crate) fn day(&mut self, cell: &str) -> Option<Day> {
        let by_format = self.formats.parse(cell).map(|moment| moment.day);
        by_format.or_else(|| written::day(cell, self.day_first))
    }
}

/// Whether a file that begins with these bytes has the header of a table of decisions.
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

/// What to do about a file that is not a CSV file.
fn save_as_csv(what: &str) -> String {
    format!("this is {what}, which is not read: open it and save it in the same folder as “CSV UTF-8”")
}

fn bytes(file: &ExtractFile, form: &Form) -> Result<Vec<u8>, String> {
    let unreadable = |error: &std::io::Error| format!("the file cannot be read: {}", plain(error));
    let opened = opening::open(&file.path).map_err(|error| unreadable(&error))?;
    if opened.metadata().is_ok_and(|metadata| metadata.len() > MOST_BYTES) {
        return Err(format!("the file is larger than 64 MB: it is not {}", form.called));
    }
    let bytes = opening::whole(opened, MOST_BYTES).map_err(|error| unreadable(&error))?;
    encoding::not_text(&bytes).map_or(Ok(bytes), |what| Err(save_as_csv(what)))
}

/// The text of a file in UTF-8 or Windows-1252, without its byte-order mark.
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

/// A reader of the records. It uses the delimiter, comma or semicolon, that the first line has more of, and skips a `sep=;`
/// line of Excel above the header.
fn record_reader(bytes: &[u8]) -> RecordReader<&[u8]> {
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
        // The reader skips blank lines above it. Reading from memory does not fail.
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
