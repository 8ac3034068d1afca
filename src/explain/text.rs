//! An explanation as a terminal shows it.

use std::fmt::Write as _;

use super::{Explanation, RejectLine};
use crate::problem::printable;

/// The explanation as text, a screen or two.
pub fn text(explanation: &Explanation) -> String {
    let mut out = String::new();
    let e = explanation;
    let _ = writeln!(out, "{}", e.conclusion);
    let _ = writeln!(out, "\nWho");
    match &e.nhs_number {
        Some(number) => {
            let _ = writeln!(out, "  NHS number {number}");
        }
        None => {
            out.push_str("  Unlinked: known by a local id only, so contacts with other services cannot be joined\n");
        }
    }
    for line in &e.linked {
        let _ = writeln!(out, "  {}", printable(line));
    }
    let born = e.date_of_birth.as_deref().unwrap_or("not recorded");
    let age = e.age_years.map_or_else(|| "not known".to_owned(), |years| format!("{years} years"));
    let _ = writeln!(out, "  Date of birth {born}, age on {} {age}", e.as_of);
    if !e.factors.is_empty() {
        let _ = writeln!(out, "  Factors: {}", e.factors.join(", "));
    }
    let _ = writeln!(out, "\nRules ({} failed contacts in the review period)", e.failed_contacts);
    for rule in &e.rules {
        let mark = match (rule.enabled, rule.holds) {
            (false, _) => "off  ",
            (true, true) => "holds",
            (true, false) => "no   ",
        };
        let _ = writeln!(out, "  {mark}  {} ({}): {}", rule.rule, rule.paragraph, printable(&rule.sentence));
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
            "  {} {time}  {}: {} ({})  {note}  [{}:{}]",
            contact.date, contact.service, contact.outcome, contact.kind, contact.place.file, contact.place.line
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
    out
}

/// The rejected records that name a child.
pub fn rejects(rejects: &[RejectLine]) -> String {
    let mut out = String::new();
    if !rejects.is_empty() {
        let _ = writeln!(out, "\nRejected records that name the child, which count for nothing until they are mended");
        for reject in rejects {
            let about = if reject.field.is_empty() { String::new() } else { format!(" ({})", reject.field) };
            let line = format!("  {}:{}  {}{about}", reject.file, reject.line, reject.reason);
            let _ = writeln!(out, "{}", printable(&line));
        }
    }
    out
}
