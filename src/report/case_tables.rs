//! `cases.csv` has one row for each case; `contacts.csv` has one row for each contact of these children in the review period.

use std::borrow::Cow;

use super::csv::{RowWriter, TableStream, columns};
use crate::cases::Case;
use crate::child::reread::Record;
use crate::child::timeline::Contact;
use crate::field::Field;
use crate::review::Review;
use crate::stop::Stop;
use crate::text::shortened;

pub(super) fn cases(review: &Review, table: &mut TableStream<'_>) -> Result<(), Stop> {
    table.rows_of(review.cases.list.len(), |at, rows| {
        case_row(review, at, &review.cases.list[at], rows);
        rows.end();
    })
}

columns! {
    CASES,
    fn case_row(review: &Review, at: usize, case: &Case; row) {
        "case_ref" => row.word(&case.case_ref),
        "status" => row.word(review.compared.status(at).word()),
        "priority" => row.word(case.priority.word()),
        "identity" => row.word(case.identity_word()),
        "nhs_number" => row.word(&case.nhs().map_or_else(String::new, |number| number.spaced())),
        "local_ids" => row.written(|out| push_joined(out, &case.local_ids)),
        "family_name" => row.cell(detail(review, case, Field::FamilyName)),
        "given_name" => row.cell(detail(review, case, Field::GivenName)),
        "date_of_birth" => row.day(case.born),
        "age_years" => match case.age {
            Some(age) => row.number(age.unsigned_abs().into()),
            None => row.word(""),
        },
        "sex" => row.word(case.details.sex.map_or("", |sex| sex.word())),
        "postcode" => row.cell(detail(review, case, Field::Postcode)),
        "gp_practice" => row.cell(detail(review, case, Field::GpPractice)),
        "school" => row.cell(detail(review, case, Field::School)),
        "locality" => row.cell(detail(review, case, Field::Locality)),
        "failed_contacts" => row.number(case.timeline.failed.len() as u64),
        "services_failed" => {
            let services = &review.intake.services;
            let failed = case.timeline.services_failed();
            row.written(|out| push_joined(out, failed.iter().map(|service| in_list(&services[*service]))));
        },
        "first_failed" => row.day(case.timeline.failed.first().map(|f| f.day)),
        "last_failed" => row.day(case.last_failed()),
        "last_seen" => row.day(case.last_seen.map(|c| c.day)),
        "last_seen_service" => row.cell(service(review, case.last_seen)),
        "next_booked" => row.day(case.next_booked.map(|c| c.day)),
        "next_booked_service" => row.cell(service(review, case.next_booked)),
        "pattern" => row.word(case.pattern.map_or("", |pattern| pattern.word())),
        "rules" => row.words(case.rules.names()),
        "factors" => row.words(case.factors.iter().map(|f| f.word())),
        "checks" => row.words(case.checks.iter().map(|check| check.word())),
        "previous_failed_contacts" => match review.compared.past(at) {
            Some(past) => row.written(|out| out.push_str(&past.failed_contacts.to_string())),
            None => row.word(""),
        },
        "why" => row.cell(&case.why(&review.review_input())),
        "last_contact" => row.day(case.last_contact.map(|c| c.day)),
        "last_contact_service" => row.cell(service(review, case.last_contact)),
        "last_contact_kind" => row.word(case.last_contact.map_or("", |c| c.kind.word())),
        "first_listed" => row.day(review.compared.waiting(at).map(|waiting| waiting.first_listed)),
        "weeks_listed" => match review.compared.waiting(at) {
            Some(waiting) => row.number(waiting.weeks_listed.into()),
            None => row.word(""),
        },
        "decision_due" => row.day(review.compared.waiting(at).and_then(|waiting| waiting.decision_due)),
        "overdue" => row.word(if review.compared.waiting(at).is_some_and(|waiting| waiting.overdue) { "yes" } else { "no" }),
        "decision" => row.word(review.compared.latest_decision(at).map_or("", |latest| latest.decision.word())),
        "decided_on" => row.day(review.compared.latest_decision(at).map(|latest| latest.reviewed_on)),
        "review_again_on" => row.day(review.compared.latest_decision(at).and_then(|latest| latest.again_on)),
    }
}

fn detail<'a>(review: &'a Review, case: &'a Case, field: Field) -> &'a str {
    case.details.text(&review.cases.reread, field)
}

fn service(review: &Review, contact: Option<Contact>) -> &str {
    contact.map_or("", |contact| review.intake.services[contact.service].as_str())
}

/// Appends texts, separated by `;`.
pub(super) fn push_joined<S: AsRef<str>>(out: &mut String, texts: impl IntoIterator<Item = S>) {
    for (place, text) in texts.into_iter().enumerate() {
        if place > 0 {
            out.push(';');
        }
        out.push_str(text.as_ref());
    }
}

/// A service's name for a list that is joined with `;`: a semicolon in the name becomes a comma.
fn in_list(name: &str) -> Cow<'_, str> {
    if name.contains(';') { name.replace("&amp;", "&").replace(';', ",").into() } else { name.into() }
}

/// The local ids of a child, for each row of its contacts. Long ids are shortened, and of very many (a placeholder number can
/// have thousands) only the first are shown. `cases.csv` has all of them in full.
fn some_ids(ids: &[String]) -> String {
    const MOST: usize = 40;
    let mut shown: Vec<Cow<'_, str>> = ids.iter().take(MOST).map(|id| shortened(id)).collect();
    if ids.len() > MOST {
        shown.push(format!("and {} more: see cases.csv", ids.len() - MOST).into());
    }
    shown.join(";")
}

/// Every contact in the review period of every child with a case.
pub(super) fn contacts(review: &Review, table: &mut TableStream<'_>) -> Result<(), Stop> {
    let list = &review.cases.list;
    table.rows_of(list.len(), |at, rows| contacts_of(review, &list[at], rows))
}

fn contacts_of(review: &Review, case: &Case, rows: &mut RowWriter) {
    let nhs = case.nhs().map_or_else(String::new, |number| number.spaced());
    let local_ids = some_ids(&case.local_ids);
    let counted = case.timeline.evidence();
    // Each contact's details are elsewhere in memory. Looking them all up first lets the processor wait for several at once.
    let contacts: Vec<(usize, &Contact)> = case.timeline.in_period().collect();
    let details: Vec<Option<Record<'_>>> =
        contacts.iter().map(|(_, contact)| review.cases.reread.record(contact.row)).collect();
    let lines = details.iter().map(|record| record.map_or(0, Record::line));
    let mut located: Vec<LocatedContact<'_>> = contacts
        .iter()
        .zip(lines)
        .zip(&details)
        .map(|(((place, contact), line), details)| {
            let file = &review.intake.files[review.intake.file_of(contact.row)];
            let source = file.source_of(&review.settings).name.as_str();
            LocatedContact {
                contact,
                counted: counted.binary_search(place).is_ok(),
                source,
                file: &file.shown,
                line,
                details,
            }
        })
        .collect();
    // They are in order of day, time and service. Only contacts that agree in all three are ordered by their place in the files.
    let moment = |shown: &LocatedContact<'_>| (shown.contact.day, shown.contact.time, shown.contact.service);
    for same in located.chunk_by_mut(|a, b| moment(a) == moment(b)).filter(|same| same.len() > 1) {
        same.sort_by_key(|shown| (shown.source, shown.file, shown.line));
    }
    for shown in &located {
        contact_row(review, case, &nhs, &local_ids, shown, rows);
        rows.end();
    }
}

columns! {
    CONTACTS,
    fn contact_row(review: &Review, case: &Case, nhs: &str, local_ids: &str, shown: &LocatedContact<'_>; row) {
        "case_ref" => row.word(&case.case_ref),
        "nhs_number" => row.word(nhs),
        "local_ids" => row.cell(local_ids),
        "date" => row.day(Some(shown.contact.day)),
        "time" => row.time(shown.contact.time),
        "service" => row.cell(&review.intake.services[shown.contact.service]),
        "provider" => row.cell(shown.text(Field::Provider)),
        "sector" => row.word(shown.contact.sector.word()),
        "kind" => row.word(shown.contact.kind.word()),
        "outcome" => row.word(shown.contact.outcome.word()),
        "outcome_in_extract" => row.cell(shown.text(Field::Outcome)),
        "counted" => row.word(if shown.counted { "yes" } else { "no" }),
        "location" => row.cell(shown.text(Field::Location)),
        "practitioner" => row.cell(shown.text(Field::Practitioner)),
        "referrer" => row.cell(shown.text(Field::Referrer)),
        "booked_on" => row.day(shown.details.and_then(|details| details.booked_on())),
        "source" => row.cell(shown.source),
        "file" => row.cell(shown.file),
        "line" => row.number(shown.line.into()),
    }
}

/// A contact with its place in the extracts and what its record says.
struct LocatedContact<'a> {
    contact: &'a Contact,
    /// Whether it counts as failed.
    counted: bool,
    source: &'a str,
    file: &'a str,
    line: u32,
    details: &'a Option<Record<'a>>,
}

impl<'a> LocatedContact<'a> {
    fn text(&self, field: Field) -> &'a str {
        self.details.map_or("", |details| details.text(field))
    }
}
