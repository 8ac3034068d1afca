//! # `closed_after_failed`: a service closed the referral after failed contacts
//!
//! ## What it looks for
//! A contact in the review period whose record says that its referral was closed, by the as-of date, because the child was not
//! brought, because the family asked for it, or because they refused; at least 1 failed contact with that service up to the
//! day of closing; and that service has not seen the child in person on a later date.
//!
//! ## Why
//! A child who is discharged after missed appointments is no longer on anybody's list. "In the absence of any immediate
//! clinical risk or safeguarding concerns, practitioners should offer further appointments/consider discharge" (§6): somebody
//! should have made sure of that absence. Few extracts carry the closing of referrals, so the rule is off unless asked for.
//!
//! ## Settings
//! `[rules.closed_after_failed]` `enabled = false`. It needs the fields `closed_on` and `closure_reason`; the national codes of
//! closing after not attending (CSDS 05, RTT 33), at the family's request (CSDS 07) and after a refusal (CSDS 09, RTT 35) are
//! built in, and `[contacts.closures]` adds texts.
//!
//! ## Example
//! Not brought to Audiology on 4 May. On 20 May Audiology closes the referral: "patient did not attend".

use std::collections::BTreeMap;

use super::whereabouts_unknown::in_person_words;
use super::{FewestFailed, Judgement, MAX_NAMED, Rule, Subject, failed_contacts};
use crate::child::timeline::Contact;
use crate::day::Day;
use crate::numbers::count;
use crate::service::ServiceNumber;
use crate::vocabulary::Closure;
use crate::wording::{first_few, listed};

/// The rule `closed_after_failed`.
pub(crate) struct ClosedAfterFailed;

/// The last closing of a child's referral by a service.
struct Closing {
    service: ServiceNumber,
    day: Day,
    reason: Closure,
    /// The places of the contacts whose records say that the referral was closed on this day.
    places: Vec<usize>,
    /// The number of failed contacts with the service up to that day.
    failed: u32,
    /// The places of the contacts that make up those failed contacts.
    evidence: Vec<usize>,
    /// The last later day on which the service saw the child.
    seen: Option<Day>,
}

impl Rule for ClosedAfterFailed {
    about!(closed_after_failed, "Closed after failed contacts", "§6");

    fn fewest_failed(&self) -> FewestFailed {
        FewestFailed::One
    }

    fn may_hold(&self, subject: &Subject<'_>) -> bool {
        subject.failed() > 0 && subject.timeline.in_period().any(|(_, contact)| closed(subject, contact).is_some())
    }

    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let closings = last_closings(subject);
        let holding: Vec<&Closing> =
            closings.iter().filter(|closing| closing.failed > 0 && closing.seen.is_none()).collect();
        if holding.is_empty() {
            return Judgement::does_not_hold(why_not(subject, &closings));
        }
        let clauses: Vec<String> = holding
            .iter()
            .map(|closing| {
                let (service, day, failed) =
                    (subject.service(closing.service), closing.day.long(), failed_contacts(closing.failed));
                format!("{service} closed the referral on {day} {}, after {failed} there", closing.reason.phrase())
            })
            .collect();
        let names: Vec<&str> = holding.iter().map(|closing| subject.service(closing.service)).collect();
        let evidence =
            holding.iter().flat_map(|closing| closing.places.iter().chain(&closing.evidence).copied()).collect();
        Judgement::holds(
            format!("{}; not seen there{} since", listed(&clauses), in_person_words(subject)),
            format!("referral closed by {} after failed contacts", first_few(&names, MAX_NAMED)),
            evidence,
        )
    }
}

/// Why the rule does not hold.
fn why_not(subject: &Subject<'_>, closings: &[Closing]) -> String {
    if closings.is_empty() {
        return "no record in the review period says that a referral was closed because the child was not brought, the family \
                asked for it or refused; 1 needed"
            .to_owned();
    }
    let clauses: Vec<String> = closings
        .iter()
        .map(|closing| {
            let (service, day) = (subject.service(closing.service), closing.day.long());
            match closing.seen {
                Some(seen) => {
                    format!("{service} closed the referral on {day}, but has seen the child since, on {}", seen.long())
                }
                None => format!("{service} closed the referral on {day}, after no failed contact there; 1 needed"),
            }
        })
        .collect();
    clauses.join("; ")
}

/// The day and the reason, if a contact's record says that its referral was closed in a way that the rule looks for.
fn closed(subject: &Subject<'_>, contact: &Contact) -> Option<(Day, Closure)> {
    let reason = contact.closure.filter(|reason| *reason != Closure::Other)?;
    let day = contact.closed.day().filter(|day| *day <= subject.timeline.period.as_of)?;
    Some((day, reason))
}

/// The last closing by each service. Earlier ones need not be looked at: if one of them makes the rule hold, so does the last.
fn last_closings(subject: &Subject<'_>) -> Vec<Closing> {
    let timeline = subject.timeline;
    let mut last: BTreeMap<ServiceNumber, (Day, Closure)> = BTreeMap::new();
    for (_, contact) in timeline.in_period() {
        if let Some(closing) = closed(subject, contact) {
            let latest = last.entry(contact.service).or_insert(closing);
            if closing.0 > latest.0 {
                *latest = closing;
            }
        }
    }
    let closing = |(service, (day, reason)): (ServiceNumber, (Day, Closure))| {
        let failed = timeline.failed.iter().filter(|failed| failed.service == service && failed.day <= day);
        let says_so = |(place, contact): (usize, &Contact)| {
            let on_day =
                contact.service == service && closed(subject, contact).is_some_and(|(closed, _)| closed == day);
            on_day.then_some(place)
        };
        Closing {
            service,
            day,
            reason,
            places: timeline.in_period().filter_map(says_so).collect(),
            failed: count(failed.clone().count()),
            evidence: failed.flat_map(|failed| failed.evidence.iter().copied()).collect(),
            seen: timeline
                .seen()
                .filter(|seen| seen.service == service && seen.day > day)
                .map(|seen| seen.day)
                .next_back(),
        }
    };
    last.into_iter().map(closing).collect()
}
