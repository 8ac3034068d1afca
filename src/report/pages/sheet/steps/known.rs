//! What the extracts know about each step, in words.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{NAMES, OPEN};
use crate::cases::Case;
use crate::child::timeline::Contact;
use crate::field::Field;
use crate::report::pages::sheet::{spoken_to, who_was_seen};
use crate::report::pages::words::{clean, practitioner};
use crate::review::Review;
use crate::rules::{Finding, RuleId};
use crate::service::ServiceNumber;
use crate::vocabulary::{Factor, Kind, Outcome};
use crate::wording::{capital, counted, first_few, listed};

/// The factors in `of` that the child has, in words.
pub(super) fn factors(case: &Case, of: &[Factor]) -> String {
    let own: Vec<&str> = case.factors.iter().filter(|factor| of.contains(factor)).map(|f| f.phrase()).collect();
    listed(&own)
}

pub(super) fn text<'a>(review: &'a Review, case: &Case, field: Field) -> &'a str {
    case.details.text(&review.cases.reread, field)
}

fn service<'a>(review: &'a Review, contact: &Contact) -> Cow<'a, str> {
    clean(&review.intake.services[contact.service])
}

/// The postcodes and telephone numbers in the sources.
pub(super) fn address(review: &Review, case: &Case) -> String {
    let (settings, reread) = (&review.settings, &review.cases.reread);
    let postcodes = by_text(case.details.postcodes(settings, reread));
    let phones = by_text(case.details.phones(settings, reread));
    let known = [("Postcode", postcodes), ("Telephone", phones)];
    let known = known.iter().filter(|(_, texts)| !texts.is_empty());
    known.map(|(what, texts)| format!("{what} {}.", first_few(texts, NAMES))).collect::<Vec<_>>().join(" ")
}

/// What to find out about the address and the telephone numbers.
pub(super) fn not_known_of_address(case: &Case) -> &'static str {
    match (case.details.has_postcode(), case.details.text_number(Field::Phone).is_some()) {
        (true, true) => "whether these are current, and the full address",
        (false, true) => "whether these are current, the postcode, the full address",
        (true, false) => "telephone numbers, full address",
        (false, false) => "postcode, telephone numbers, full address",
    }
}

/// Each different text with the sources that have it: `01632 960001 (Community nursing, CAMHS)`. Texts that differ only in
/// punctuation, spaces or capitals are one.
pub(crate) fn by_text<'a>(texts: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let mut places: Vec<(&str, Vec<&str>)> = Vec::new();
    for (source, text) in texts {
        let plain = |text: &str| text.replace(|c: char| !c.is_alphanumeric(), "").to_uppercase();
        match places.iter_mut().find(|(place, _)| *place == text || plain(place) == plain(text)) {
            Some((_, sources)) => sources.push(source),
            None => places.push((text, vec![source])),
        }
    }
    places.iter().map(|(text, sources)| format!("{} ({})", clean(text), first_few(sources, NAMES))).collect()
}

/// What came after the first failed contact: `1 more failed contact; not seen in person by any service; spoken to once, on 23
/// October 2026`.
pub(super) fn since(case: &Case) -> String {
    let Some(first) = case.timeline.failed.first() else { return String::new() };
    let counting = case.timeline.counting;
    let after = || case.timeline.in_period().map(|(_, contact)| contact).filter(|contact| contact.day > first.day);
    let of_child = || after().filter(|contact| !case.another_child.has(contact.row));
    let mut counts = Vec::new();
    let more = case.timeline.failed.len() - 1;
    if more > 0 {
        counts.push(counted(more, "more failed contact", "more failed contacts"));
    }
    for (outcome, by) in [(Outcome::CancelledByFamily, "the family"), (Outcome::CancelledByProvider, "the services")] {
        match after().filter(|contact| contact.outcome == outcome).count() {
            0 => {}
            times => counts.push(format!("{times} cancelled by {by}")),
        }
    }
    let mut told = Vec::new();
    if !counts.is_empty() {
        told.push(listed(&counts));
    }
    told.push(match of_child().filter(|contact| counting.has_seen(contact)).count() {
        0 if counting.in_person => "not seen in person by any service".to_owned(),
        0 => "not seen by any service".to_owned(),
        1 => "seen once".to_owned(),
        times => format!("seen {times} times"),
    });
    told.extend(met("spoken to", of_child().filter(|contact| counting.has_only_spoken(contact))));
    let family = of_child().filter(|contact| contact.outcome == Outcome::FamilySeen);
    told.extend(met("the family met or spoken to without the child", family));
    format!("Since the first one on {}: {}.", first.day.long(), told.join("; "))
}

/// How often something happened, and when last: `spoken to 3 times, the last on 23 October 2026`. None if it never happened.
fn met<'a>(what: &str, contacts: impl Iterator<Item = &'a Contact>) -> Option<String> {
    let (times, last) = contacts.fold((0, None), |(times, _), contact| (times + 1, Some(contact.day)));
    let day = last?.long();
    Some(if times == 1 { format!("{what} once, on {day}") } else { format!("{what} {times} times, the last on {day}") })
}

/// What is booked with each service that has failed contacts. If there are none, with each service in the findings' evidence.
pub(super) fn booked(review: &Review, case: &Case, findings: &[Finding]) -> String {
    let mut services = case.timeline.services_failed();
    if services.is_empty() {
        let evidence = findings.iter().flat_map(|finding| &finding.judgement.evidence);
        services = evidence.map(|place| case.timeline.contacts[*place].service).collect();
        services.sort_unstable();
        services.dedup();
    }
    let name = |own: ServiceNumber| clean(&review.intake.services[own]);
    let mut first: HashMap<ServiceNumber, &Contact> = HashMap::new();
    for contact in case.timeline.booked() {
        first.entry(contact.service).or_insert(contact);
    }
    let next = |own: ServiceNumber| first.get(&own);
    let mut told: Vec<String> = services
        .iter()
        .filter_map(|own| next(*own).map(|contact| format!("{} booked for {}", name(*own), contact.day.long())))
        .collect();
    let none: Vec<Cow<'_, str>> = services.iter().filter(|own| next(**own).is_none()).map(|own| name(*own)).collect();
    if !none.is_empty() {
        told.push(format!("nothing booked with {}", first_few(&none, NAMES)));
    }
    format!("{}.", capital(&told.join("; ")))
}

pub(super) fn booked_next(review: &Review, case: &Case) -> String {
    case.next_booked.map_or_else(String::new, |contact| {
        format!("Next booked: {}, {} ({}).", contact.day.long(), service(review, &contact), contact.kind.phrase())
    })
}

pub(super) fn with_the_child(told: &str, which: &str) -> String {
    if told.is_empty() { format!("No {which} has a planned contact in the review period.") } else { format!("{told}.") }
}

/// What the extracts do not say about the last time that somebody saw the child. Extracts know only staff, so nobody has to ask how a
/// person whom they name is related to the child.
pub(super) fn not_known_of_last_seen(review: &Review, case: &Case) -> &'static str {
    match case.last_seen {
        None => "when, where and by whom, and how that person is related to the child",
        Some(contact) if review.cases.reread.text(contact.row, Field::Practitioner).is_empty() => {
            "who that was, and whether anybody has seen the child since"
        }
        Some(_) => "whether anybody has seen the child since",
    }
}

pub(super) fn last_seen(review: &Review, case: &Case) -> String {
    let who = who_was_seen(review, case).map_or_else(String::new, |who| format!(" {who}"));
    let spoken = match spoken_to(review, case) {
        Some(spoken) if case.last_contact.map(|c| c.row) != case.last_seen.map(|c| c.row) => {
            format!(" Last spoken to: {spoken}")
        }
        _ => String::new(),
    };
    let Some(contact) = case.last_seen else {
        let how = if case.timeline.counting.in_person { " in person" } else { "" };
        return format!("Not seen{how} in any extract.{who}{spoken}");
    };
    let text = |field: Field| clean(review.cases.reread.text(contact.row, field));
    let (own, place) = (service(review, &contact), text(Field::Location));
    let mut out = contact.day.long();
    // Some locations begin with the name of the service: "Emergency Department, Ashmoor".
    if !place.strip_prefix(&*own).is_some_and(|rest| rest.is_empty() || rest.starts_with(", ")) {
        out.push_str(", ");
        out.push_str(&own);
    }
    for part in
        [if place.is_empty() { contact.kind.phrase().into() } else { place }, practitioner(text(Field::Practitioner))]
    {
        if !part.is_empty() {
            out.push_str(", ");
            out.push_str(&part);
        }
    }
    out.push('.');
    out.push_str(&who);
    out.push_str(&spoken);
    out
}

/// Visits to unscheduled care in the review period, the latest first.
pub(super) fn unscheduled(review: &Review, case: &Case) -> String {
    let visits: Vec<String> = case
        .timeline
        .in_period()
        .map(|(_, contact)| contact)
        .filter(|contact| contact.kind == Kind::Unscheduled && !contact.outcome.may_be_in_future())
        .map(|contact| format!("{} on {}", service(review, contact), contact.day.long()))
        .collect();
    if visits.is_empty() {
        return "No such visit in the review period.".to_owned();
    }
    let latest: Vec<&str> = visits.iter().rev().map(String::as_str).collect();
    format!("{}.", first_few(&latest, NAMES))
}

/// The services that the family withdrew from, and when.
pub(super) fn withdrawn(review: &Review, case: &Case, findings: &[Finding]) -> String {
    let findings = findings.iter().filter(|finding| RuleId::Disengaged.is(finding.rule));
    let told: Vec<String> = findings
        .flat_map(|finding| finding.judgement.evidence.iter().rev())
        .map(|place| &case.timeline.contacts[*place])
        .map(|contact| format!("{} on {}", service(review, contact), contact.day.long()))
        .collect();
    let open = factors(case, &OPEN);
    let open = if open.is_empty() { String::new() } else { format!(" Open to Children’s Social Care: {open}.") };
    format!("Withdrew from {}.{open}", first_few(&told, NAMES))
}

/// The services that visit the child at home, or will. Staff should then think of their own safety (§5).
pub(super) fn home_visits(review: &Review, case: &Case) -> Option<String> {
    let first = case.timeline.period.first();
    let visits = case.timeline.contacts.iter().filter(|c| c.day >= first && c.kind == Kind::HomeVisit);
    let mut services: Vec<ServiceNumber> = visits.map(|contact| contact.service).collect();
    services.sort_unstable();
    services.dedup();
    let names: Vec<Cow<'_, str>> = services.iter().map(|own| clean(&review.intake.services[*own])).collect();
    (!names.is_empty()).then(|| first_few(&names, NAMES))
}
