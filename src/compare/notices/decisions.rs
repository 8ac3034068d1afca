//! Notices about files of decisions that could not be read, or could only partly be read. They say which rows are affected and what
//! is missing in each.

use super::{Code, Figure, Notice, listed};
use crate::cells::nhs::NhsCell;
use crate::compare::previous::Previous;
use crate::config::source::LINKS;
use crate::contact::fate::{About, Reason, Reject};
use crate::contact::wrapped::bare;
use crate::forms::FormFile;
use crate::pipeline::Detected;
use crate::wording::{counted, number, others};

/// The most rows that a notice names.
const NAMED: usize = 5;

/// The notice about a file of decisions, if not all of it could be read.
pub(super) fn notice<T>(code: Code, file: &FormFile<T>) -> Option<Notice> {
    let rows = file.tally.rejected;
    let (sentence, now) = match &file.problem {
        Some(problem) => (format!("No decision could be read from {}: {problem}.", file.shown), Figure::None),
        None if rows == 0 => return None,
        None => (rejected(file), Figure::Count(rows)),
    };
    Some(Notice::new(code, sentence).of_file(&file.shown).now(now))
}

/// The numbers of decisions about who is the same child now and in the previous run, if there are fewer now. Rejected rows do not
/// count as gone, because they have a notice of their own.
pub(in crate::compare) fn fewer_links(now: &Detected, previous: &Previous) -> Option<(u64, u64)> {
    let tally = now.identity.links.tally();
    let before = previous.links?;
    (tally.used + tally.rejected < before).then_some((tally.used, before))
}

/// The notice that there are fewer decisions about who is the same child.
pub(super) fn gone(now: &Detected, previous: &Previous) -> Option<Notice> {
    let (used, before) = fewer_links(now, previous)?;
    let day = previous.as_of.map_or_else(String::new, |day| format!(" for {}", day.long()));
    let mut sentence = format!(
        "Decisions about who is the same child are not there any more: {} now, {} in the report{day}.",
        number(used),
        counted(before, "decision", "decisions")
    );
    let is_there = |path: &str| now.identity.links.files.iter().any(|file| file.shown == path);
    let missing = previous.files.iter().filter(|file| file.source == LINKS && !is_there(&file.file));
    let missing: Vec<String> = missing.map(|file| file.file.clone()).collect();
    if !missing.is_empty() {
        let is = if missing.len() == 1 { "is" } else { "are" };
        sentence = format!("{sentence} {} {is} not there.", listed(&missing));
    }
    Some(Notice::new(Code::LinksGone, sentence).now(used).before(before))
}

/// The sentence about the rows of a file that cannot be used.
fn rejected<T>(file: &FormFile<T>) -> String {
    let rows = file.rejects.iter().take(NAMED);
    let mut named: Vec<String> = rows.map(|row| format!("line {}, {}", row.line, what_is_wrong(row))).collect();
    named.extend(others(file.rejects.len(), NAMED, " in rejected.csv"));
    let named = named.join("; ");
    match file.tally.rejected {
        1 => format!("One row of {} cannot be used, so its decision does not count: {named}.", file.shown),
        rows => {
            format!("{} rows of {} cannot be used, so their decisions do not count: {named}.", number(rows), file.shown)
        }
    }
}

/// What is missing or wrong in a row. It never quotes a cell.
fn what_is_wrong(reject: &Reject) -> String {
    let About::Review(column) = reject.about else {
        return match reject.reason {
            Reason::FieldCount => "it has more or fewer cells than the header",
            Reason::Quoting => "a quotation mark is not closed, or has text after it",
            _ => "it has bytes that are no text",
        }
        .to_owned();
    };
    match (column, reject.reason) {
        ("decision", Reason::LinkContradicts) => "it contradicts other decisions, or an id that both have".to_owned(),
        ("decision", Reason::LinkInvalid) if &*reject.value == "same" => {
            "its id has an NHS number now that is not the other’s: decide about the 2 numbers".to_owned()
        }
        ("nhs_number" | "case_ref" | "a" | "b", _) if reject.value.is_empty() => {
            "it does not say which child".to_owned()
        }
        ("nhs_number", _) if NhsCell::read(bare(&reject.value)).valid().is_none() => {
            "its NHS number is not complete, or was changed by a spreadsheet".to_owned()
        }
        ("case_ref", _) => "nobody is known by its reference, or its number is another child’s".to_owned(),
        ("nhs_number" | "a" | "b", _) => "it names nobody who is known here".to_owned(),
        ("reviewer" | "decided_by", _) if reject.value.is_empty() => "no name".to_owned(),
        ("reviewed_on" | "decided_on", _) if reject.value.is_empty() => "no date of the decision".to_owned(),
        ("decision", _) if reject.value.is_empty() => "no decision".to_owned(),
        ("reviewed_on" | "decided_on", _) => "the date of the decision is not a date that is understood".to_owned(),
        ("review_again_on", _) => "the date to look again is not a date that is understood".to_owned(),
        (column, _) => format!("“{}” is not understood", column.replace('_', " ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reject(column: Option<&'static str>, reason: Reason, value: &str) -> Reject {
        let about = column.map_or(About::Record, About::Review);
        Reject { line: 2, about, reason, value: value.into(), record: "".into(), byte: None, contact_id: None }
    }

    #[test]
    fn each_row_says_what_is_missing_and_never_what_it_holds() {
        let invalid = Reason::ReviewInvalid;
        for (column, reason, value, expected) in [
            (Some("reviewer"), invalid, "", "no name"),
            (Some("reviewed_on"), invalid, "", "no date of the decision"),
            (Some("reviewed_on"), invalid, "Jun 16", "the date of the decision is not a date that is understood"),
            (Some("review_again_on"), invalid, "soon", "the date to look again is not a date that is understood"),
            (Some("decision"), invalid, "", "no decision"),
            (Some("decision"), invalid, "astonished", "“decision” is not understood"),
            (Some("nhs_number"), invalid, "", "it does not say which child"),
            (
                Some("case_ref"),
                invalid,
                "ABCDEFGH",
                "nobody is known by its reference, or its number is another child’s",
            ),
            (Some("nhs_number"), invalid, "9990000018", "it names nobody who is known here"),
            (
                Some("nhs_number"),
                invalid,
                "9.99003E+09",
                "its NHS number is not complete, or was changed by a spreadsheet",
            ),
            (
                Some("decision"),
                Reason::LinkContradicts,
                "different",
                "it contradicts other decisions, or an id that both have",
            ),
            (
                Some("decision"),
                Reason::LinkInvalid,
                "same",
                "its id has an NHS number now that is not the other’s: decide about the 2 numbers",
            ),
            (Some("decision"), Reason::LinkInvalid, "perhaps", "“decision” is not understood"),
            (None, Reason::FieldCount, "", "it has more or fewer cells than the header"),
        ] {
            assert_eq!(what_is_wrong(&reject(column, reason, value)), expected, "{column:?}");
        }
    }
}
