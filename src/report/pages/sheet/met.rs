//! When the child was last seen, and what is booked next.

use std::borrow::Cow;

use serde::Serialize;

use super::super::words::{clean, practitioner_in_full};
use crate::cases::Case;
use crate::child::timeline::Contact;
use crate::field::Field;
use crate::review::Review;
use crate::vocabulary::{Kind, Outcome};
use crate::wording::{capital, counted};

#[derive(Serialize)]
pub(crate) struct LastSeen<'a> {
    /// `Last seen in person`, or `Last seen` if remote contacts count too.
    title: &'static str,
    how: &'static str,
    met: Option<SeenContact<'a>>,
    /// What to find out if the child who was seen may have been another child.
    who: Option<String>,
    spoken_to: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct NextBooked<'a> {
    met: Option<SeenContact<'a>>,
}

/// A contact at which the child was seen, or will be.
#[derive(Serialize)]
struct SeenContact<'a> {
    date: String,
    time: Option<String>,
    /// How long before or after the as-of date it is.
    distance: String,
    service: Cow<'a, str>,
    provider: Cow<'a, str>,
    kind: &'static str,
    location: Cow<'a, str>,
    /// What to show if no location is recorded.
    place: String,
    practitioner: Cow<'a, str>,
}

pub(crate) fn seen<'a>(review: &'a Review, case: &Case) -> LastSeen<'a> {
    let in_person = case.timeline.counting.in_person;
    LastSeen {
        title: if in_person { "Last seen in person" } else { "Last seen" },
        how: if in_person { " in person" } else { "" },
        met: case.last_seen.map(|contact| seen_contact(review, contact)),
        who: who_was_seen(review, case),
        spoken_to: spoken_to(review, case),
    }
}

pub(crate) fn next<'a>(review: &'a Review, case: &Case) -> NextBooked<'a> {
    NextBooked { met: case.next_booked.map(|contact| seen_contact(review, contact)) }
}

/// What to find out about who was last seen, if one number may have records of two children.
pub(crate) fn who_was_seen(review: &Review, case: &Case) -> Option<String> {
    let mut told = Vec::new();
    if case.another_child.is_last_seen_in_doubt() {
        // If the child is listed for records that may be another child's, the sheet has already said why.
        let why = if case.another_child.listed_for().is_empty() {
            ": the records have different dates of birth or given names"
        } else {
            ""
        };
        told.push(format!("This may be another child{why}."));
    }
    if let [others @ .., last] = case.another_child.left_out() {
        let latest = format!("{} ({})", last.day.long(), clean(&review.intake.services[last.service]));
        told.push(if others.is_empty() {
            format!(
                "Not counted here: the contact of {latest}. Its record has another date of birth or another given name than the \
                 one for which the child is listed."
            )
        } else {
            format!(
                "Not counted here: {}, the latest on {latest}. Their records have another date of birth or another given name \
                 than those for which the child is listed.",
                counted(others.len() + 1, "contact", "contacts")
            )
        });
    }
    (!told.is_empty()).then(|| format!("{} Find out who was seen.", told.join(" ")))
}

/// When and by which service the child or the family was last seen or spoken to, in any way.
pub(crate) fn spoken_to(review: &Review, case: &Case) -> Option<String> {
    let last = case.last_contact?;
    if case.last_seen.is_some_and(|seen| seen.row == last.row) {
        return Some("that day. Nobody is recorded as having spoken to the child or family since.".to_owned());
    }
    let with = if last.outcome == Outcome::FamilySeen { ", the family without the child" } else { "" };
    let service = &review.intake.services[last.service];
    Some(format!("{}, {} ({}){with}.", last.day.long(), clean(service), last.kind.phrase()))
}

fn seen_contact(review: &Review, contact: Contact) -> SeenContact<'_> {
    let text = |field: Field| clean(review.cases.reread.text(contact.row, field));
    let days = contact.day.0 - review.as_of.0;
    let distance = match days {
        0 => "on the day of this report".to_owned(),
        1.. => format!("{} after this report", counted(days, "day", "days")),
        _ => format!("{} before this report", counted(days.unsigned_abs(), "day", "days")),
    };
    SeenContact {
        date: format!("{} {}", contact.day.weekday_name(), contact.day.long()),
        time: contact.time.map(|time| time.to_string()),
        distance,
        service: clean(&review.intake.services[contact.service]),
        provider: text(Field::Provider),
        kind: contact.kind.phrase(),
        location: text(Field::Location),
        place: match contact.kind {
            Kind::HomeVisit => "At home (home visit)".to_owned(),
            Kind::Remote => capital(contact.kind.phrase()),
            kind => format!("Not recorded ({})", kind.phrase()),
        },
        practitioner: practitioner_in_full(text(Field::Practitioner)),
    }
}
