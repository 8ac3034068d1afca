//! Writes an explanation as text for a terminal.

use std::fmt::Write as _;

use super::{Explanation, LeftOutLine, RejectLine, SimilarChild};
use crate::day::Day;
use crate::problem::printable;
use crate::rules;
use crate::vocabulary::Factor;
use crate::wording;

/// The explanation as text, a screen or two.
pub(crate) fn text(explanation: &Explanation) -> String {
    let mut out = String::new();
    let e = explanation;
    let _ = writeln!(out, "{}", e.conclusion);
    let _ = writeln!(out, "\nWho");
    match &e.nhs_number {
        Some(number) => {
            let _ = writeln!(out, "  NHS number {number}");
        }
        None => {
            out.push_str("  Unlinked: known only by a local id, so contacts with other services cannot be linked\n");
        }
    }
    for line in &e.linked {
        let _ = writeln!(out, "  {}", printable(line));
    }
    let born = e.date_of_birth.map_or_else(|| "not recorded".to_owned(), Day::long);
    let age = match e.age_years {
        None => "not known".to_owned(),
        Some(0) => "under one year".to_owned(),
        Some(1) => "1 year".to_owned(),
        Some(years) => format!("{years} years"),
    };
    let _ = writeln!(out, "  Date of birth: {born}. Age on {}: {age}", e.as_of.long());
    if !e.factors.is_empty() {
        let phrases: Vec<&str> = e.factors.iter().copied().map(Factor::phrase).collect();
        let _ = writeln!(out, "  Factors: {}", phrases.join(", "));
    }
    let failed = wording::counted(e.failed_contacts, "failed contact", "failed contacts");
    let _ = writeln!(out, "\nRules ({failed} in the review period)");
    for rule in &e.rules {
        let mark = match (rule.enabled, rule.holds) {
            (false, _) => "off  ",
            (true, true) => "holds",
            (true, false) => "no   ",
        };
        let title = rules::find(rule.rule).map_or(rule.rule, rules::Rule::title);
        let _ = writeln!(out, "  {mark}  {title} ({}): {}", rule.paragraph, printable(&rule.sentence));
    }
    let _ = writeln!(out, "\nContacts");
    if e.contacts.is_empty() {
        out.push_str("  None in any extract.\n");
    }
    for contact in &e.contacts {
        let time = contact.time.as_deref().unwrap_or("     ");
        let note = match (contact.place.fate, contact.note.as_str()) {
            ("excluded", note) => format!("excluded; {note}").trim_end_matches("; ").to_owned(),
            ("duplicate", _) => "a duplicate, or replaced by a newer version".to_owned(),
            (_, note) => note.to_owned(),
        };
        let line = format!(
            "  {:17} {time}  {}: {} ({})  {note}  [{}:{}]",
            contact.date.long(),
            contact.service,
            contact.outcome.phrase(),
            contact.kind.phrase(),
            contact.place.file,
            contact.place.line
        );
        let _ = writeln!(out, "{}", printable(&line));
    }
    if !e.records.is_empty() {
        let _ = writeln!(out, "\nChildren's records");
        for record in &e.records {
            let _ = writeln!(out, "  {}", printable(&format!("{}:{} ({})", record.file, record.line, record.fate)));
        }
    }
    out.push_str(&rejects(&e.rejects));
    out.push_str(&lines_left_out(&e.left_out));
    out
}

/// The children who may have been meant, one on each line.
pub(crate) fn nearest(near: &[SimilarChild]) -> String {
    let mut out = String::new();
    for child in near {
        let born = child.date_of_birth.map_or_else(String::new, |day| format!(", born {}", day.long()));
        let _ = writeln!(out, "  {}", printable(&format!("{}{born}  {}", child.child, child.how)));
    }
    out
}

/// The rejected records that name a child.
pub(crate) fn rejects(rejects: &[RejectLine]) -> String {
    let mut out = String::new();
    if !rejects.is_empty() {
        let _ = writeln!(out, "\nRejected records that name the child. They do not count until they are corrected");
        for reject in rejects {
            let about = if reject.field.is_empty() { String::new() } else { format!(" ({})", reject.field) };
            let line = format!("  {}:{}  {}{about}", reject.file, reject.line, reject.reason);
            let _ = writeln!(out, "{}", printable(&line));
        }
    }
    out
}

/// The left-out records that name a child.
pub(crate) fn lines_left_out(left_out: &[LeftOutLine]) -> String {
    let mut out = String::new();
    if !left_out.is_empty() {
        out.push_str(
            "\nRecords that name the child and are left out, since the configuration says that they are no contacts\n",
        );
        for record in left_out {
            let _ =
                writeln!(out, "{}", printable(&format!("  {}:{}  \"{}\"", record.file, record.line, record.because)));
        }
    }
    out
}
