//! What the extracts do not say about a child: values that could not be read, and what staff have to find out.

use std::borrow::Cow;

use serde::Serialize;

use super::super::words::clean;
use super::people::CareTeam;
use crate::cases::Case;
use crate::contact::fate::{About, Caution, Warning};
use crate::contact::person::factors_of;
use crate::field::Field;
use crate::intake::FileFacts;
use crate::records::AnyRecord;
use crate::review::Review;
use crate::vocabulary::{Factor, Kind};
use crate::wording::{capital, listed};

/// The most unreadable cells that a sheet shows.
const UNREAD: usize = 8;

/// A cell of the child's records that could not be read.
#[derive(Serialize)]
pub(crate) struct Unread<'a> {
    what: String,
    value: Cow<'a, str>,
    place: String,
}

/// What none of the extracts say, in the order of the protocol.
pub(crate) fn asks(review: &Review, case: &Case, around: &CareTeam<'_>) -> Vec<Cow<'static, str>> {
    let known = &case.details;
    let evidence = case.timeline.evidence();
    let rows = || evidence.iter().map(|place| case.timeline.contacts[*place].row);
    let failed = !evidence.is_empty();
    let seen =
        |field: Field| case.last_seen.is_some_and(|contact| review.cases.reread.text(contact.row, field).is_empty());
    let at_home = case.last_seen.is_some_and(|contact| matches!(contact.kind, Kind::HomeVisit | Kind::Remote));
    let no_place = evidence.iter().map(|place| &case.timeline.contacts[*place]).all(|contact| {
        contact.kind != Kind::HomeVisit && review.cases.reread.text(contact.row, Field::Location).is_empty()
    });
    let not_known = not_known(review, case);
    let not_known = (!not_known.is_empty()).then(|| {
        let phrases: Vec<&str> = not_known.iter().map(|factor| factor.phrase()).collect();
        Cow::from(format!("{} (recorded as “not known”)", listed(&phrases)))
    });
    let text = |field: Field| known.text(&review.cases.reread, field);
    let no_name = text(Field::FamilyName).is_empty() && text(Field::GivenName).is_empty();
    let others = [
        (case.nhs().is_none(), "the NHS number"),
        (case.born.is_none(), "the date of birth"),
        (case.last_seen.is_none(), "when the child was last seen"),
        (case.another_child.may_have_been_seen(), "which child was seen"),
        (seen(Field::Location) && !at_home, "where the child was last seen"),
        (seen(Field::Practitioner), "who last saw the child"),
        (!known.has_postcode(), "the postcode"),
        (known.text_number(Field::GpPractice).is_none(), "the GP practice"),
        (known.text_number(Field::School).is_none() && case.age.is_none_or(|age| age >= 4), "the school"),
        (around.referrers.is_empty(), "who referred the child"),
        (failed && rows().all(|row| review.cases.reread.booked_on(row).is_none()), "how much notice the family had"),
        (failed && no_place, "where the missed appointments were"),
        (known.text_number(Field::Phone).is_none(), "telephone numbers"),
        (true, "the full address"),
        (true, "what the services have done so far"),
        (true, "the wishes and feelings of the child and of the parents or carers"),
    ];
    let others = others.into_iter().filter_map(|(missing, what)| missing.then_some(Cow::from(what)));
    let name = no_name.then_some(Cow::from("the child’s name"));
    name.into_iter().chain(not_known).chain(others).collect()
}

/// The factors that a record marks as not known and no record says the child has.
pub(crate) fn not_known(review: &Review, case: &Case) -> Vec<Factor> {
    let child = review.children.get(case.child);
    let of_contacts = child.all_rows().iter().map(|row| review.intake.parts.extra(row.row).not_known());
    let register = &review.intake.register.people.rare.not_known;
    let of_records = child.records().iter().map(|record| register.get(record.place()));
    let bits = of_contacts.chain(of_records).fold(0, |bits, more| bits | more);
    factors_of(bits & !child.facts().factors)
}

/// A warning that the newest version of a contact was left out. Its value is an id that could be read, so the page shows the
/// place of the other version instead.
fn in_doubt<'a>(review: &Review, (file, warning): (&FileFacts, &Warning), own: Unread<'a>) -> Unread<'a> {
    let of_source = review.intake.files.iter().filter(|other| (other.sort, other.source) == (file.sort, file.source));
    let others =
        of_source.flat_map(|file| file.warnings.iter().map(move |other| (file, other))).filter(|(at, other)| {
            matches!(other.caution, Caution::VersionLeftOut | Caution::AttendanceWithdrawn)
                && other.value == warning.value
                && (&at.shown, other.line) != (&file.shown, warning.line)
        });
    let places = others.map(|(at, other)| format!("{}, line {}", at.shown, other.line));
    let place = format!("{}; compare {}", own.place, clean(&listed(&places.collect::<Vec<_>>())));
    Unread { value: Cow::Borrowed(""), place, ..own }
}

/// The first cells of the child's records that could not be read, and how many more there are.
pub(crate) fn unread<'a>(review: &'a Review, case: &Case) -> (Vec<Unread<'a>>, usize) {
    if review.quality.warnings == 0 {
        return (Vec::new(), 0);
    }
    let of_contacts = case.timeline.contacts.iter().map(|contact| AnyRecord::Contact(contact.row));
    let mut records: Vec<AnyRecord> =
        of_contacts.chain(case.records.iter().map(|record| AnyRecord::Child(*record))).collect();
    records.sort_unstable();
    let mut out = Vec::new();
    let mut left = 0;
    for record in records {
        let file = &review.intake.files[review.intake.file_of(record)];
        let line = review.cases.reread.line(record);
        let from = file.warnings.partition_point(|warning| warning.line < line);
        for warning in file.warnings[from..].iter().take_while(|warning| warning.line == line) {
            if out.len() == UNREAD {
                left += 1;
                continue;
            }
            let what = match (warning.caution, warning.about) {
                (Caution::FactorInvalid, About::Factor(factor)) => {
                    format!("{}: neither yes nor no", capital(factor.phrase()))
                }
                (caution, _) => capital(caution.phrase()),
            };
            let place = format!("{}, line {line}", file.shown);
            let own = Unread { what, value: clean(&warning.value), place: clean(&place).into_owned() };
            out.push(match warning.caution {
                Caution::VersionLeftOut | Caution::AttendanceWithdrawn => in_doubt(review, (file, warning), own),
                _ => own,
            });
        }
    }
    (out, left)
}
