//! Reads reviewers' decisions from the template that a run writes or from a team's own table.

use std::collections::BTreeSet;

use crate::cases::case_ref;
use crate::cells::nhs::{NhsCell, NhsNumber};
use crate::config::settings::{ExtractFile, Reviews as Setting, Settings};
use crate::contact::fate::Reason;
use crate::contact::wrapped::bare;
use crate::day::Day;
use crate::forms::{Days, Form, FormFile};
use crate::rules;
use crate::text::{fold, original};
use crate::vocabulary::{Decision, Priority};
use crate::written;

/// The columns of a review file that are read, in the template's order.
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

/// A reviewer's decision about a case.
#[derive(Clone, Debug)]
pub struct ReviewDecision {
    /// The reference of the case, if the row has one. It has a reference, an NHS number or both.
    pub(crate) case_ref: Option<String>,
    /// The child's NHS number, if the row has one.
    pub(crate) nhs: Option<NhsNumber>,
    /// The day of the decision.
    pub(crate) reviewed_on: Day,
    pub(crate) reviewer: String,
    pub(crate) decision: Decision,
    /// The day on which to look again.
    pub(crate) again_on: Option<Day>,
    pub(crate) note: String,
    /// The number of failed contacts at the time of the decision.
    pub(crate) failed_contacts: Option<u32>,
    /// The names of the rules that held at the time of the decision.
    pub(crate) rules: Option<Vec<String>>,
    /// The priority at the time of the decision.
    pub(crate) priority: Option<Priority>,
    /// The physical line of the row.
    pub line: u32,
    /// The text of the row, in case it is rejected later.
    pub(super) record: Box<str>,
}

/// All reviewers' decisions, as they were read.
#[derive(Default)]
pub struct ReviewDecisions {
    pub(crate) files: Vec<ReviewFile>,
}

impl ReviewDecisions {
    pub(crate) fn read(settings: &Settings) -> Self {
        let setting = &settings.reviews;
        let files = setting.files.iter().map(|file| read_file(file, setting));
        // Somebody may have saved decisions in the folder as a workbook. Nobody would notice that they are missing.
        let beside = setting.beside.iter().filter_map(FormFile::beside);
        Self { files: files.chain(beside).collect() }
    }

    /// The NHS numbers in the rows.
    pub(crate) fn numbers(&self) -> BTreeSet<NhsNumber> {
        self.files.iter().flat_map(|file| &file.rows).filter_map(|row| row.nhs).collect()
    }
}

/// A review file with its decisions.
pub(crate) type ReviewFile = FormFile<ReviewDecision>;

const FORM: Form = Form {
    called: "a review file",
    template: "reviews-template.csv",
    columns: &COLUMNS,
    missing,
    is_blank,
    invalid: Reason::ReviewInvalid,
};

/// A column that the header has twice, or a required column that it lacks. A child is named by a reference or an NHS number.
fn missing(times: &[usize]) -> Option<&'static str> {
    let is_there = |column: &str| times[column_index(column)] > 0;
    let twice = COLUMNS.iter().zip(times).find(|(_, times)| **times > 1).map(|(column, _)| *column);
    let needed = || ["reviewed_on", "reviewer", "decision"].into_iter().find(|column| !is_there(column));
    let named = is_there("nhs_number") || is_there("case_ref");
    twice.or_else(needed).or_else(|| (!named).then_some("nhs_number"))
}

/// Reads a review file.
pub fn read_file(file: &ExtractFile, setting: &Setting) -> ReviewFile {
    let mut days = Days::new(&setting.date_format);
    FormFile::read(file, &FORM, |row| {
        let review = parse_row(row.cells, &mut days)?;
        Ok(ReviewDecision { line: row.line, record: row.record.into(), ..review })
    })
}

fn column_index(column: &str) -> usize {
    COLUMNS.iter().position(|name| *name == column).unwrap_or_default()
}

/// Whether a row holds no decision: a template row that nobody filled in, or a blank one.
fn is_blank(cells: &[String]) -> bool {
    ["reviewed_on", "reviewer", "decision", "review_again_on", "note"]
        .iter()
        .all(|column| cells[column_index(column)].is_empty())
}

/// Parses a row; the error is the name of the column that is not valid.
fn parse_row(cells: &[String], days: &mut Days) -> Result<ReviewDecision, &'static str> {
    let cell = |column: &str| cells[column_index(column)].as_str();
    let nhs = NhsCell::read(bare(cell("nhs_number"))).if_any()?;
    let reference = bare(cell("case_ref")).to_uppercase();
    let case_ref = match reference.as_str() {
        "" => None,
        text if case_ref::is_reference(text) => Some(reference),
        // Spreadsheet programs read some references as numbers. The NHS number then says who it is.
        text if nhs.is_some() && is_damaged(text) => None,
        _ => return Err("case_ref"),
    };
    if nhs.is_none() && case_ref.is_none() {
        return Err("nhs_number");
    }
    let mut day = |column: &'static str| days.day(cell(column)).ok_or(column);
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
    Ok(ReviewDecision {
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
            word => Some(Priority::from_word(word).ok_or("priority")?),
        },
        line: 0,
        record: "".into(),
    })
}

/// The names of rules in a cell; none if it is blank.
fn known_rules(cell: &str) -> Result<Option<Vec<String>>, &'static str> {
    if cell.is_empty() {
        return Ok(None);
    }
    let words: Vec<String> = cell.split([';', ',']).map(fold).filter(|word| !word.is_empty()).collect();
    if words.iter().all(|word| rules::find(word).is_some()) { Ok(Some(words)) } else { Err("rules") }
}

/// Whether a spreadsheet program seems to have read a reference as a number: `1.2E+67`, or only digits.
fn is_damaged(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once(['E', 'e']) {
        Some((mantissa, exponent)) => {
            digits(&mantissa.replace(['.', ','], "")) && digits(exponent.trim_start_matches(['+', '-']))
        }
        None => digits(text),
    }
}
