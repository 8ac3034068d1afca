//! Reviewers' decisions, as a team writes them into the template of a run or into a table of its own, and as a
//! spreadsheet program saves them: with a byte-order mark or without, with commas or semicolons.
//!
//! A row that does not parse is rejected with its reason; nothing here stops a run. Rows of the template that nobody has
//! filled in are no decisions: they are counted as excluded.

use std::collections::BTreeSet;
use std::io::Read;

use sha2::{Digest, Sha256};

use crate::cases::case_ref;
use crate::config::settings::{Encoding, ExtractFile, Reviews as Setting, Settings};
use crate::contact::dates::DateParser;
use crate::contact::fate::{About, Reason, Reject};
use crate::contact::nhs::{NhsCell, NhsNumber};
use crate::day::Day;
use crate::extract::encoding::{self, Charset, Utf16Reader};
use crate::extract::open::plain;
use crate::extract::record::{Damage, RecordReader};
use crate::opening;
use crate::quality::Tally;
use crate::rules;
use crate::text::{self, fold, original};
use crate::vocabulary::{Decision, Priority};
use crate::written;

/// A larger file is not what a team of people wrote.
const MOST: u64 = 64 << 20;

/// The columns of a file of reviews, in the template's order. Others are not read.
pub const COLUMNS: [&str; 10] = [
    "case_ref",
    "nhs_number",
    "reviewed_on",
    "reviewer",
    "decision",
    "review_again_on",
    "note",
    "failed_contacts",
    "rules",
    "priority",
];

/// What a reviewer decided.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The case's reference, where it is given.
    pub case_ref: Option<String>,
    /// The child's NHS number, where it is given.
    pub nhs: Option<NhsNumber>,
    /// When.
    pub reviewed_on: Day,
    /// Who.
    pub reviewer: String,
    /// What.
    pub decision: Decision,
    /// When to look again.
    pub again_on: Option<Day>,
    /// In the reviewer's words.
    pub note: String,
    /// Failed contacts as they stood.
    pub failed_contacts: Option<u32>,
    /// Words of the rules that held.
    pub rules: Option<Vec<String>>,
    /// The priority as it stood.
    pub priority: Option<Priority>,
    /// The physical line.
    pub line: u32,
    /// The lines as they stand, for a later rejection.
    pub(super) record: Box<str>,
}

/// What reviewers have decided, as it was read.
#[derive(Default)]
pub struct Decisions {
    /// The files, in reading order.
    pub files: Vec<ReviewFile>,
}

impl Decisions {
    /// Reads the files that the configuration names.
    pub fn read(settings: &Settings) -> Self {
        let setting = &settings.reviews;
        let own = setting.files.iter().map(|file| read(file, setting));
        // A workbook that somebody saved in the folder holds decisions that nobody would miss.
        let beside = setting.beside.iter().filter_map(not_read);
        Self { files: own.chain(beside).collect() }
    }

    /// The NHS numbers that rows name.
    pub fn numbers(&self) -> BTreeSet<NhsNumber> {
        self.files.iter().flat_map(|file| &file.reviews).filter_map(|own| own.nhs).collect()
    }
}

/// A file of reviews.
#[derive(Default)]
pub struct ReviewFile {
    /// Its path relative to the configuration.
    pub shown: String,
    /// Its encoding.
    pub charset: Option<Charset>,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of them.
    pub sha256: [u8; 32],
    /// What became of its rows.
    pub tally: Tally,
    /// Rows that could not be used, by line.
    pub rejects: Vec<Reject>,
    /// Why nothing could be read at all.
    pub problem: Option<String>,
    /// The decisions, by line.
    pub reviews: Vec<Decided>,
}

impl ReviewFile {
    /// Rejects a decision that has been read.
    pub(super) fn reject(&mut self, review: &Decided, column: &'static str, value: &str) {
        self.tally.used -= 1;
        self.tally.rejected += 1;
        self.rejects.push(invalid(review.line, column, value, &review.record));
        self.rejects.sort_by_key(|reject| reject.line);
    }
}

fn invalid(line: u32, column: &'static str, value: &str, record: &str) -> Reject {
    Reject {
        line,
        about: About::Review(column),
        reason: Reason::ReviewInvalid,
        value: value.into(),
        record: record.into(),
        byte: None,
        contact_id: None,
    }
}

/// Reads a file of reviews.
pub fn read(file: &ExtractFile, setting: &Setting) -> ReviewFile {
    let mut out = ReviewFile { shown: file.shown.clone(), ..ReviewFile::default() };
    match bytes(file) {
        Ok(bytes) => {
            out.size = bytes.len() as u64;
            out.sha256 = Sha256::digest(&bytes).into();
            rows(&bytes, setting, &mut out);
        }
        Err(problem) => out.problem = Some(problem),
    }
    out
}

/// A file in the folder of the decisions that is none of theirs; nothing where it is text, such as a note about the folder.
fn not_read(file: &ExtractFile) -> Option<ReviewFile> {
    let mut first = Vec::new();
    let opened = opening::open(&file.path).ok()?;
    opened.take(1 << 12).read_to_end(&mut first).ok()?;
    let binary = first.contains(&0) && encoding::mark(&first).is_none();
    let what = encoding::not_text(&first).or(binary.then_some("a file that is not text"))?;
    Some(ReviewFile { shown: file.shown.clone(), problem: Some(save_as_csv(what)), ..ReviewFile::default() })
}

/// What to do about a file that is no CSV file.
fn save_as_csv(what: &str) -> String {
    format!("this is {what}, which is not read: open it and save it in the same folder as “CSV UTF-8”")
}

fn bytes(file: &ExtractFile) -> Result<Vec<u8>, String> {
    let unreadable = |error: &std::io::Error| format!("the file cannot be read: {}", plain(error));
    let opened = opening::open(&file.path).map_err(|error| unreadable(&error))?;
    if opened.metadata().is_ok_and(|metadata| metadata.len() > MOST) {
        return Err("the file is larger than 64 MB: it is not a review file".to_owned());
    }
    let bytes = opening::whole(opened, MOST).map_err(|error| unreadable(&error))?;
    match encoding::not_text(&bytes) {
        Some(what) => Err(save_as_csv(what)),
        None => Ok(bytes),
    }
}

/// The text of a file as UTF-8 bytes or Windows-1252 ones, without its mark.
fn decoded(bytes: &[u8]) -> (Charset, std::borrow::Cow<'_, [u8]>) {
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

/// Where the columns are; or which one is missing, or there twice.
fn places(header: &[String]) -> Result<[Option<usize>; COLUMNS.len()], &'static str> {
    let folded: Vec<String> = header.iter().map(|cell| fold(cell).replace(' ', "_")).collect();
    let mut places = [None; COLUMNS.len()];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let own: Vec<usize> = (0..folded.len()).filter(|at| folded[*at] == column).collect();
        match own[..] {
            [] => {}
            [one] => *place = Some(one),
            _ => return Err(column),
        }
    }
    for column in ["reviewed_on", "reviewer", "decision"] {
        if places[at(column)].is_none() {
            return Err(column);
        }
    }
    if places[at("nhs_number")].is_none() && places[at("case_ref")].is_none() {
        return Err("nhs_number");
    }
    Ok(places)
}

/// The place of a column in [`COLUMNS`].
fn at(column: &str) -> usize {
    COLUMNS.iter().position(|own| *own == column).unwrap_or_default()
}

fn rows(bytes: &[u8], setting: &Setting, out: &mut ReviewFile) {
    let (charset, bytes) = decoded(bytes);
    out.charset = Some(charset);
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
        // Blank lines before it are no records. Reading from memory does not fail.
        let _ = reader.advance();
    }
    let header = match reader.advance() {
        Ok(Some(found)) if found.damage.is_none() => {
            let cell = |at: usize| charset.decode_for_show(reader.cell(at));
            (0..reader.len()).map(|at| text::trim(&cell(at)).to_owned()).collect::<Vec<_>>()
        }
        Ok(None) => return,
        _ => {
            out.problem = Some("a quotation mark in its header is not closed".to_owned());
            Vec::new()
        }
    };
    let places = places(&header);
    if places.is_err() && out.problem.is_none() {
        out.problem =
            Some("its first line is not the header of a review file: compare it with reviews-template.csv".to_owned());
    }
    let mut dates = DateParser::for_reviews(&setting.date_format);
    let day_first = written::day_first(&setting.date_format);
    while let Ok(Some(found)) = reader.advance() {
        out.tally.records += 1;
        let record = charset.decode_for_show(reader.raw());
        let whole = |reason: Reason, byte: Option<u64>| Reject {
            line: found.line,
            about: About::Record,
            reason,
            value: "".into(),
            record: record.as_str().into(),
            byte,
            contact_id: None,
        };
        let verdict = match (found.damage, &places) {
            (Some(Damage::TooLong(cells)), _) if cells != header.len() => Err(whole(Reason::FieldCount, None)),
            (Some(_), _) => Err(whole(Reason::Quoting, None)),
            (None, _) if reader.len() != header.len() => Err(whole(Reason::FieldCount, None)),
            (None, Err(column)) => Err(invalid(found.line, column, "", &record)),
            (None, Ok(places)) => match cells(&reader, charset, places) {
                Err(reason) => Err(whole(reason, None)),
                Ok(cells) if is_blank_form(&cells) => Ok(None),
                Ok(cells) => parse(&cells, &mut dates, day_first)
                    .map(|review| Some(Decided { line: found.line, record: record.as_str().into(), ..review }))
                    .map_err(|column| invalid(found.line, column, &cells[at(column)], &record)),
            },
        };
        match verdict {
            Ok(Some(review)) => {
                out.tally.used += 1;
                out.reviews.push(review);
            }
            Ok(None) => out.tally.excluded += 1,
            Err(reject) => {
                out.tally.rejected += 1;
                out.rejects.push(reject);
            }
        }
    }
}

/// The cells of a row in the order of [`COLUMNS`], trimmed; blank where there is no such column.
fn cells(
    reader: &RecordReader<&[u8]>,
    charset: Charset,
    places: &[Option<usize>; COLUMNS.len()],
) -> Result<Vec<String>, Reason> {
    let mut cells = Vec::with_capacity(COLUMNS.len());
    for place in places {
        let Some(place) = place else {
            cells.push(String::new());
            continue;
        };
        let cell = charset.decode(reader.cell(*place)).map_err(|_| Reason::Encoding)?;
        if cell.contains('\0') {
            return Err(Reason::NulByte);
        }
        cells.push(text::trim(&cell).to_owned());
    }
    Ok(cells)
}

/// Whether nothing has been decided in a row: a line of the template that nobody has filled in, or a blank one such as
/// spreadsheet programs leave behind a table.
fn is_blank_form(cells: &[String]) -> bool {
    ["reviewed_on", "reviewer", "decision", "review_again_on", "note"].iter().all(|column| cells[at(column)].is_empty())
}

/// What a row says, or the column that does not parse.
fn parse(cells: &[String], dates: &mut DateParser, day_first: bool) -> Result<Decided, &'static str> {
    let cell = |column: &str| cells[at(column)].as_str();
    let nhs = match NhsCell::read(cell("nhs_number")) {
        NhsCell::Valid(number) => Some(number),
        NhsCell::Blank => None,
        NhsCell::Invalid => return Err("nhs_number"),
    };
    let reference = cell("case_ref").to_uppercase();
    let case_ref = match reference.as_str() {
        "" => None,
        own if case_ref::is_reference(own) => Some(reference),
        // A spreadsheet program takes some references for numbers; the NHS number says who it is.
        own if nhs.is_some() && is_damaged(own) => None,
        _ => return Err("case_ref"),
    };
    if nhs.is_none() && case_ref.is_none() {
        return Err("nhs_number");
    }
    let mut day = |column: &'static str| {
        let text = cell(column);
        let by_format = dates.parse(text).map(|moment| moment.day);
        by_format.or_else(|| written::day(text, day_first)).ok_or(column)
    };
    let reviewed_on = day("reviewed_on")?;
    let again_on = if cell("review_again_on").is_empty() { None } else { Some(day("review_again_on")?) };
    if cell("reviewer").is_empty() {
        return Err("reviewer");
    }
    let word = |column: &str| fold(cell(column)).replace([' ', '-'], "_");
    let failed_contacts = match cell("failed_contacts") {
        "" => None,
        number => Some(number.parse().map_err(|_| "failed_contacts")?),
    };
    Ok(Decided {
        case_ref,
        nhs,
        reviewed_on,
        reviewer: original(cell("reviewer")).to_owned(),
        decision: written::decision(cell("decision")).ok_or("decision")?,
        again_on,
        note: original(cell("note")).to_owned(),
        failed_contacts,
        rules: known_rules(cell("rules"))?,
        priority: match word("priority").as_str() {
            "" => None,
            own => Some(Priority::from_word(own).ok_or("priority")?),
        },
        line: 0,
        record: "".into(),
    })
}

/// The words of rules; none where the cell is blank.
fn known_rules(cell: &str) -> Result<Option<Vec<String>>, &'static str> {
    if cell.is_empty() {
        return Ok(None);
    }
    let words: Vec<String> = cell.split([';', ',']).map(fold).filter(|word| !word.is_empty()).collect();
    if words.iter().all(|word| rules::find(word).is_some()) { Ok(Some(words)) } else { Err("rules") }
}

/// Whether a reference looks as if a spreadsheet program had taken it for a number: `1.2E+67`, or only digits and too
/// few of them.
fn is_damaged(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once(['E', 'e']) {
        Some((mantissa, exponent)) => {
            digits(&mantissa.replace(['.', ','], "")) && digits(exponent.trim_start_matches(['+', '-']))
        }
        None => digits(text),
    }
}
