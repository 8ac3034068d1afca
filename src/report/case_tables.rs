//! `cases.csv` and `contacts.csv`: one row a case, and one row a contact in the review period of a child with a case.

use std::borrow::Cow;

use rayon::prelude::*;

use super::csv::{Rows, Table};
use crate::cases::Case;
use crate::child::timeline::Contact;
use crate::config::settings::Sort;
use crate::day::Day;
use crate::field::Field;
use crate::review::Review;

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

fn day(day: Option<Day>) -> Cow<'static, str> {
    day.map_or(Cow::Borrowed(""), |d| Cow::Owned(d.to_string()))
}

fn nhs(case: &Case) -> Cow<'static, str> {
    case.nhs().map_or(Cow::Borrowed(""), |number| Cow::Owned(number.spaced()))
}

fn joined<'a>(words: impl IntoIterator<Item = &'a str>) -> Cow<'static, str> {
    Cow::Owned(words.into_iter().collect::<Vec<_>>().join(";"))
}

/// The list of cases.
pub fn cases(review: &Review) -> Table {
    let mut table = Table::new(&CASES);
    let service = |contact: Option<Contact>| -> Cow<'_, str> {
        contact.map_or(Cow::Borrowed(""), |c| Cow::Borrowed(&review.intake.services[c.service as usize]))
    };
    for (at, case) in review.cases.list.iter().enumerate() {
        let known = &case.known;
        let services = case.timeline.services_failed();
        table.row([
            Cow::Borrowed(case.case_ref.as_str()),
            case.status.word().into(),
            case.priority.word().into(),
            case.identity().into(),
            nhs(case),
            joined(case.local_ids.iter().map(String::as_str)),
            known.family_name.as_str().into(),
            known.given_name.as_str().into(),
            day(case.born),
            case.age.map_or(Cow::Borrowed(""), |age| Cow::Owned(age.to_string())),
            known.sex.map_or("", |sex| sex.word()).into(),
            known.postcode.as_str().into(),
            known.gp_practice.as_str().into(),
            known.school.as_str().into(),
            known.locality.as_str().into(),
            case.timeline.failed.len().to_string().into(),
            joined(services.iter().map(|s| review.intake.services[*s as usize].as_str())),
            day(case.timeline.failed.first().map(|f| f.day)),
            day(case.last_failed()),
            day(case.last_seen.map(|c| c.day)),
            service(case.last_seen),
            day(case.next_booked.map(|c| c.day)),
            service(case.next_booked),
            case.pattern.map_or("", |pattern| pattern.word()).into(),
            joined(case.findings.iter().map(|f| f.rule.name())),
            joined(case.factors.iter().map(|f| f.word())),
            joined(case.checks.iter().map(|c| c.kind.word())),
            review.history.past(at).map_or(Cow::Borrowed(""), |past| past.failed_contacts.to_string().into()),
            case.why().into(),
        ]);
    }
    table
}

/// How many cases' contacts one thread writes at a time.
const TOGETHER: usize = 512;

/// Every contact in the review period of every child with a case.
pub fn contacts(review: &Review) -> Table {
    let mut table = Table::new(&CONTACTS);
    let written: Vec<Rows> = review.cases.list.par_chunks(TOGETHER).map(|cases| contacts_of(review, cases)).collect();
    for rows in written {
        table.rows(rows);
    }
    table
}

/// The contacts of some cases.
fn contacts_of(review: &Review, cases: &[Case]) -> Rows {
    let mut out = Rows::new();
    for case in cases {
        let counted = case.timeline.evidence();
        let local_ids = case.local_ids.join(";");
        let mut rows: Vec<_> = case
            .timeline
            .in_period()
            .map(|(place, contact)| {
                let file = &review.intake.files[review.intake.file_of(Sort::Contacts, contact.row)];
                let source = file.source_of(&review.settings).name.as_str();
                let line = review.intake.line(Sort::Contacts, contact.row);
                let yes = counted.binary_search(&place).is_ok();
                (contact.day, contact.time, contact.service, source, file.shown.as_str(), line, contact, yes)
            })
            .collect();
        rows.sort_by_key(|row| (row.0, row.1, row.2, row.3, row.4, row.5));
        for (date, time, service, source, file, line, contact, yes) in rows {
            let details = review.cases.reread.record(Sort::Contacts, contact.row);
            let text = |field: Field| Cow::Borrowed(details.map_or("", |details| details.text(field)));
            out.row([
                Cow::Borrowed(case.case_ref.as_str()),
                nhs(case),
                local_ids.as_str().into(),
                date.to_string().into(),
                time.map_or(Cow::Borrowed(""), |t| t.to_string().into()),
                review.intake.services[service as usize].as_str().into(),
                text(Field::Provider),
                contact.sector.word().into(),
                contact.kind.word().into(),
                contact.outcome.word().into(),
                text(Field::Outcome),
                if yes { "yes" } else { "no" }.into(),
                text(Field::Location),
                text(Field::Practitioner),
                text(Field::Referrer),
                day(details.and_then(|details| details.booked_on())),
                source.into(),
                file.into(),
                line.to_string().into(),
            ]);
        }
    }
    out
}
