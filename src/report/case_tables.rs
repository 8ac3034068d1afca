//! `cases.csv` and `contacts.csv`: one row a case, and one row a contact in the review period of a child with a case.

use super::csv::{Rows, Stream};
use super::sink::Sink;
use crate::cases::Case;
use crate::child::reread::Record;
use crate::child::timeline::Contact;
use crate::config::settings::Sort;
use crate::field::Field;
use crate::review::Review;
use crate::stop::Stop;

const CASES: [&str; 29] = [
    "case_ref",
    "status",
    "priority",
    "identity",
    "nhs_number",
    "local_ids",
    "family_name",
    "given_name",
    "date_of_birth",
    "age_years",
    "sex",
    "postcode",
    "gp_practice",
    "school",
    "locality",
    "failed_contacts",
    "services_failed",
    "first_failed",
    "last_failed",
    "last_seen",
    "last_seen_service",
    "next_booked",
    "next_booked_service",
    "pattern",
    "rules",
    "factors",
    "checks",
    "previous_failed_contacts",
    "why",
];

const CONTACTS: [&str; 19] = [
    "case_ref",
    "nhs_number",
    "local_ids",
    "date",
    "time",
    "service",
    "provider",
    "sector",
    "kind",
    "outcome",
    "outcome_in_extract",
    "counted",
    "location",
    "practitioner",
    "referrer",
    "booked_on",
    "source",
    "file",
    "line",
];

/// The list of cases.
///
/// # Errors
/// What the sink says.
pub fn cases<'a>(review: &Review, sink: &'a dyn Sink, name: &'static str) -> Result<Stream<'a>, Stop> {
    let mut table = Stream::new(sink, name, &CASES)?;
    table.rows_of(review.cases.list.len(), |at, row| case_row(review, at, row))?;
    Ok(table)
}

fn case_row(review: &Review, at: usize, row: &mut Rows) {
    let services = &review.intake.services;
    let service = |contact: Option<Contact>| contact.map_or("", |c| services[c.service as usize].as_str());
    let case = &review.cases.list[at];
    let known = |field: Field| case.known.text(&review.cases.reread, field);
    row.word(&case.case_ref);
    row.word(case.status.word());
    row.word(case.priority.word());
    row.word(case.identity());
    row.word(&case.nhs().map_or_else(String::new, |number| number.spaced()));
    row.written(|out| push_joined(out, &case.local_ids));
    row.cell(known(Field::FamilyName));
    row.cell(known(Field::GivenName));
    row.day(case.born);
    match case.age {
        Some(age) => row.number(age.unsigned_abs().into()),
        None => row.word(""),
    }
    row.word(case.known.sex.map_or("", |sex| sex.word()));
    row.cell(known(Field::Postcode));
    row.cell(known(Field::GpPractice));
    row.cell(known(Field::School));
    row.cell(known(Field::Locality));
    row.number(case.timeline.failed.len() as u64);
    let failed = case.timeline.services_failed();
    row.written(|out| push_joined(out, failed.iter().map(|own| &services[*own as usize])));
    row.day(case.timeline.failed.first().map(|f| f.day));
    row.day(case.last_failed());
    row.day(case.last_seen.map(|c| c.day));
    row.cell(service(case.last_seen));
    row.day(case.next_booked.map(|c| c.day));
    row.cell(service(case.next_booked));
    row.word(case.pattern.map_or("", |pattern| pattern.word()));
    row.words(case.rules.names());
    row.words(case.factors.iter().map(|f| f.word()));
    row.words(case.checks.iter().map(|check| check.word()));
    match review.history.past(at) {
        Some(past) => row.written(|out| out.push_str(&past.failed_contacts.to_string())),
        None => row.word(""),
    }
    row.cell(&case.why(&review.everyone()));
    row.end();
}

fn push_joined<S: AsRef<str>>(out: &mut String, texts: impl IntoIterator<Item = S>) {
    for (place, text) in texts.into_iter().enumerate() {
        if place > 0 {
            out.push(';');
        }
        out.push_str(text.as_ref());
    }
}

/// Every contact in the review period of every child with a case.
///
/// # Errors
/// What the sink says.
pub fn contacts<'a>(review: &Review, sink: &'a dyn Sink, name: &'static str) -> Result<Stream<'a>, Stop> {
    let mut table = Stream::new(sink, name, &CONTACTS)?;
    let list = &review.cases.list;
    table.rows_of(list.len(), |at, rows| contacts_of(review, &list[at], rows))?;
    Ok(table)
}

/// The contacts of a case.
fn contacts_of(review: &Review, case: &Case, rows: &mut Rows) {
    let nhs = case.nhs().map_or_else(String::new, |number| number.spaced());
    let local_ids = case.local_ids.join(";");
    let counted = case.timeline.evidence();
    // Details lie where their record stands, far apart. Asked for one behind the other, before anything else is done, the
    // processor waits for all of them together.
    let contacts: Vec<(usize, &Contact)> = case.timeline.in_period().collect();
    let details: Vec<Option<Record<'_>>> =
        contacts.iter().map(|(_, contact)| review.cases.reread.record(Sort::Contacts, contact.row)).collect();
    let lines = details.iter().map(|own| own.map_or(0, Record::line));
    let mut own: Vec<Shown<'_>> = contacts
        .iter()
        .zip(lines)
        .zip(&details)
        .map(|(((place, contact), line), details)| {
            let file = &review.intake.files[review.intake.file_of(Sort::Contacts, contact.row)];
            let source = file.source_of(&review.settings).name.as_str();
            Shown { contact, counted: counted.binary_search(place).is_ok(), source, file: &file.shown, line, details }
        })
        .collect();
    // They are in the order of day, time and service: only where these are the same their files have a say.
    let moment = |own: &Shown<'_>| (own.contact.day, own.contact.time, own.contact.service);
    for same in own.chunk_by_mut(|a, b| moment(a) == moment(b)).filter(|same| same.len() > 1) {
        same.sort_by_key(|own| (own.source, own.file, own.line));
    }
    for Shown { contact, counted, source, file, line, details } in own {
        let text = |field: Field| details.map_or("", |details| details.text(field));
        rows.word(&case.case_ref);
        rows.word(&nhs);
        rows.cell(&local_ids);
        rows.day(Some(contact.day));
        rows.time(contact.time);
        rows.cell(&review.intake.services[contact.service as usize]);
        rows.cell(text(Field::Provider));
        rows.word(contact.sector.word());
        rows.word(contact.kind.word());
        rows.word(contact.outcome.word());
        rows.cell(text(Field::Outcome));
        rows.word(if counted { "yes" } else { "no" });
        rows.cell(text(Field::Location));
        rows.cell(text(Field::Practitioner));
        rows.cell(text(Field::Referrer));
        rows.day(details.and_then(|details| details.booked_on()));
        rows.cell(source);
        rows.cell(file);
        rows.number(line.into());
        rows.end();
    }
}

/// A contact, and where its record stands.
struct Shown<'a> {
    contact: &'a Contact,
    /// Whether it counts as failed.
    counted: bool,
    source: &'a str,
    file: &'a str,
    line: u32,
    details: &'a Option<Record<'a>>,
}
