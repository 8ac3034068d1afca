//! The next steps that the protocol asks staff to consider, with what the extracts have to say to each: those of §7 for
//! a child whose whereabouts are unknown, those of §6 for every other, and its last paragraph where a family withdrew.

use serde::Serialize;

use super::super::words::{capital, shown};
use crate::cases::Case;
use crate::config::settings::Sort;
use crate::field::Field;
use crate::review::Review;
use crate::rules::listed;
use crate::vocabulary::{Factor, Kind};

/// Names that a step lists.
const NAMES: usize = 6;

/// Steps that belong together.
#[derive(Serialize)]
pub struct Part {
    title: &'static str,
    paragraph: &'static str,
    steps: Vec<Step>,
}

/// One step.
#[derive(Serialize)]
struct Step {
    text: &'static str,
    /// What the extracts have to say to it; blank where they have nothing.
    fact: String,
}

const fn step(text: &'static str) -> Step {
    Step { text, fact: String::new() }
}

const fn with(text: &'static str, fact: String) -> Step {
    Step { text, fact }
}

/// The steps for a case.
pub fn steps(review: &Review, case: &Case) -> Vec<Part> {
    let mut parts = Vec::new();
    if case.holds("whereabouts_unknown") {
        parts.push(missing(review, case));
    } else {
        parts.push(failed_contact(review, case));
    }
    if case.holds("disengaged") {
        parts.push(Part {
            title: "Where the child or the family withdraws",
            paragraph: "§6",
            steps: vec![step(
                "Make sure that everybody has understood what this decision means, and what health may do next, such as a \
                 referral to Children’s Social Care.",
            )],
        });
    }
    parts
}

/// §6.
fn failed_contact(review: &Review, case: &Case) -> Part {
    Part {
        title: "After failed contacts",
        paragraph: "§6",
        steps: vec![
            with("Confirm that the home address and contact details are current.", address(case)),
            step("Establish what has been done so far about the failed contacts."),
            with(
                "Where there are immediate safeguarding concerns: contact Children’s Social Care with a view to a referral, \
                 with the support of the line manager and, if needed, of the designated safeguarding team.",
                social_care(case),
            ),
            step(
                "Where you do not agree with the response of Children’s Social Care: escalate to the designated safeguarding \
                 team.",
            ),
            step(
                "Where there is neither immediate clinical risk nor a safeguarding concern: offer further appointments, or \
                 consider discharge, as the service’s own policy says.",
            ),
            with(
                "Find out who else works with the child, and whether they can support health in meeting the child’s needs.",
                seen_by(review, case),
            ),
            with("Tell the referrer, where appropriate, and agree the next steps.", referrers(review, case)),
            with("Talk to the GP, and consider an alert on the GP’s record.", gp(case)),
            step("Decide how best to tell the child and the family."),
        ],
    }
}

/// §7.
fn missing(review: &Review, case: &Case) -> Part {
    let looked_after = case.factors.contains(&Factor::LookedAfter);
    Part {
        title: "The child’s whereabouts are unknown",
        paragraph: "§7",
        steps: vec![
            with(
                "Clarify when and where the child was last seen and by whom, and how that person is related to the child.",
                last_seen(review, case),
            ),
            with(
                "Find out whether the child has been to out of hours or a minor injuries unit.",
                unscheduled(review, case),
            ),
            step("If they do not know yet: inform the Police immediately."),
            with(
                "If the child is open to Children’s Social Care: contact the allocated social worker, or the Emergency Duty \
                 Team outside Monday to Friday 09:00 to 17:00, at the earliest opportunity.",
                social_care(case),
            ),
            with(
                "Consider which other health services need to know: health visitor, school nurse, Family Nurse Partnership, \
                 GP.",
                seen_by(review, case),
            ),
            with(
                "Make sure that the designated safeguarding team knows and, where a looked-after child is missing, the \
                 designated nurses for looked-after children.",
                if looked_after { "Looked after child.".to_owned() } else { String::new() },
            ),
            step(
                "Make sure that there is an active alert on the child’s records, with what to do if the child comes to a \
                 service.",
            ),
        ],
    }
}

fn address(case: &Case) -> String {
    let postcodes = &case.known.postcodes;
    let told: Vec<String> = postcodes.iter().take(NAMES).map(|(source, text)| format!("{text} ({source})")).collect();
    if told.is_empty() { "No postcode recorded.".to_owned() } else { shown(&format!("Postcode: {}.", listed(&told))) }
}

fn gp(case: &Case) -> String {
    let practice = &case.known.gp_practice;
    if practice.is_empty() { String::new() } else { format!("GP practice: {}.", shown(practice)) }
}

/// What says that the child is open to children's services, and the social worker.
fn social_care(case: &Case) -> String {
    const OPEN: [Factor; 4] =
        [Factor::ChildProtectionPlan, Factor::Section47, Factor::ChildInNeed, Factor::LookedAfter];
    let open: Vec<&str> = case.factors.iter().filter(|factor| OPEN.contains(factor)).map(|f| f.phrase()).collect();
    let mut parts = Vec::new();
    if !open.is_empty() {
        parts.push(format!("{}.", capital(&listed(&open))));
    }
    if !case.known.social_worker.is_empty() {
        parts.push(format!("Social worker: {}.", shown(&case.known.social_worker)));
    }
    parts.join(" ")
}

/// The services that saw the child in the review period, the latest first.
fn seen_by(review: &Review, case: &Case) -> String {
    let mut services: Vec<u32> = Vec::new();
    for contact in case.timeline.seen_in_period() {
        services.retain(|service| *service != contact.service);
        services.push(contact.service);
    }
    if services.is_empty() {
        return "Seen by no service in the review period.".to_owned();
    }
    let mut names: Vec<&str> =
        services.iter().rev().take(NAMES).map(|service| review.intake.services[*service as usize].as_str()).collect();
    let more = format!("{} more", services.len().saturating_sub(NAMES));
    if services.len() > NAMES {
        names.push(&more);
    }
    format!("Seen in the review period by {}.", shown(&listed(&names)))
}

/// The referrers of the contacts that made the case.
fn referrers(review: &Review, case: &Case) -> String {
    let mut names: Vec<&str> = case
        .timeline
        .evidence()
        .iter()
        .map(|place| review.cases.reread.text(Sort::Contacts, case.timeline.contacts[*place].row, Field::Referrer))
        .filter(|text| !text.is_empty())
        .collect();
    names.sort_unstable();
    names.dedup();
    names.truncate(NAMES);
    if names.is_empty() { String::new() } else { format!("Referred by {}.", shown(&listed(&names))) }
}

fn last_seen(review: &Review, case: &Case) -> String {
    let Some(contact) = case.last_seen else {
        return "Seen in none of the extracts.".to_owned();
    };
    let text = |field: Field| review.cases.reread.text(Sort::Contacts, contact.row, field);
    let mut out = format!("{}, {}", contact.day.long(), review.intake.services[contact.service as usize]);
    for part in [text(Field::Location), text(Field::Practitioner)] {
        if !part.is_empty() {
            out.push_str(", ");
            out.push_str(part);
        }
    }
    out.push('.');
    shown(&out)
}

/// Visits to unscheduled care in the review period, the latest first.
fn unscheduled(review: &Review, case: &Case) -> String {
    let visits: Vec<String> = case
        .timeline
        .in_period()
        .map(|(_, contact)| contact)
        .filter(|contact| contact.kind == Kind::Unscheduled && !contact.outcome.may_be_in_future())
        .map(|contact| format!("{} on {}", review.intake.services[contact.service as usize], contact.day.long()))
        .collect();
    if visits.is_empty() {
        return "No such contact in the review period.".to_owned();
    }
    let latest: Vec<&str> = visits.iter().rev().take(NAMES).map(String::as_str).collect();
    shown(&format!("{}.", listed(&latest)))
}
