//! The next steps that the protocol asks staff to consider: §7 for a child whose whereabouts are unknown, §6 for every other
//! child, and the last paragraph of §6 if a family withdrew. Each step comes with what the extracts know about it and what they
//! do not.

mod known;

use std::borrow::Cow;

use serde::Serialize;

use super::super::words::clean;
use super::people::CareTeam;
use crate::cases::Case;
use crate::field::Field;
use crate::review::Review;
use crate::rules::{Finding, RuleId};
use crate::vocabulary::{Factor, Sector};
use crate::wording::{capital, first_few};
pub(crate) use known::by_text;
use known::{
    address, booked, booked_next, factors, home_visits, last_seen, not_known_of_address, not_known_of_last_seen, since,
    text, unscheduled, with_the_child, withdrawn,
};

/// The most names that a step lists.
const NAMES: usize = 6;
/// The factors that mean that a child is open to Children's Social Care (§7).
const OPEN: [Factor; 4] = [Factor::ChildProtectionPlan, Factor::Section47, Factor::ChildInNeed, Factor::LookedAfter];
/// The factors that are a safeguarding concern in themselves (§5).
const CONCERNS: [Factor; 4] =
    [Factor::HouseholdSafeguardingConcern, Factor::DomesticAbuse, Factor::SubstanceMisuse, Factor::PreviouslyKnown];
/// The factors that affect how to talk to the child and the family (§5).
const TALKING: [Factor; 4] = [
    Factor::LearningDisability,
    Factor::CommunicationNeed,
    Factor::ParentalLearningDisability,
    Factor::LanguageBarrier,
];

#[derive(Serialize)]
pub(crate) struct Steps {
    steps: Vec<Part>,
    /// The services that visit, or will visit, the child at home.
    home_visits: Option<String>,
}

/// Steps that belong together.
#[derive(Serialize)]
struct Part {
    title: &'static str,
    paragraph: &'static str,
    steps: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    text: &'static str,
    /// What the extracts say about it. Blank if they say nothing.
    known: String,
    /// What staff have to find out. Blank if nothing is missing.
    missing: &'static str,
}

fn step(text: &'static str, known: impl Into<String>, missing: &'static str) -> Step {
    let known: String = known.into();
    let clean = match crate::text::for_page(&known) {
        Cow::Borrowed(_) => None,
        Cow::Owned(clean) => Some(clean),
    };
    Step { text, known: clean.unwrap_or(known), missing }
}

pub(crate) fn steps(review: &Review, case: &Case, around: &CareTeam<'_>, findings: &[Finding]) -> Steps {
    let mut parts = Vec::new();
    if case.rules.contains(RuleId::WhereaboutsUnknown) {
        parts.push(missing(review, case, around));
    } else {
        parts.push(failed_contact(review, case, around, findings));
    }
    if case.rules.contains(RuleId::Disengaged) {
        parts.push(Part {
            title: "If the child or the family withdraws",
            paragraph: "§6",
            steps: vec![step(
                "Make sure that everybody understands what this decision means, and what health may do next, such as a \
                 referral to Children’s Social Care.",
                withdrawn(review, case, findings),
                "why, and whether the family was told what it means",
            )],
        });
    }
    Steps { steps: parts, home_visits: home_visits(review, case) }
}

/// The steps of §6.
fn failed_contact(review: &Review, case: &Case, around: &CareTeam<'_>, findings: &[Finding]) -> Part {
    let talking = factors(case, &TALKING);
    let referrers = &around.referrers;
    let practice = text(review, case, Field::GpPractice);
    Part {
        title: if case.timeline.failed.is_empty() { "As for failed contacts" } else { "After failed contacts" },
        paragraph: "§6",
        steps: vec![
            step(
                "Confirm that home address and contact details are current.",
                address(review, case),
                not_known_of_address(case),
            ),
            step(
                "Establish what has been done so far about the failed contacts.",
                since(case),
                "calls, letters and messages: ask the services",
            ),
            social_care(review, case),
            step(
                "If you do not agree with the response of Children’s Social Care, escalate to the designated safeguarding team.",
                "",
                "",
            ),
            step(
                "If there is no immediate clinical risk and no safeguarding concern, offer further appointments, or consider \
                 discharge under the service’s policy.",
                booked(review, case, findings),
                "",
            ),
            step(
                "Find out who else works with the child, and whether they can support health in meeting the child’s needs.",
                with_the_child(&around.in_one_sentence(|_| true), "service"),
                "",
            ),
            step(
                "Tell the referrer, where appropriate, and agree the next steps.",
                if referrers.is_empty() { String::new() } else { format!("{}.", first_few(referrers, NAMES)) },
                if referrers.is_empty() { "who referred the child" } else { "" },
            ),
            step(
                "Talk to the GP, and consider an alert on the GP’s record.",
                if practice.is_empty() { String::new() } else { format!("{}.", clean(practice)) },
                if practice.is_empty() {
                    "the GP practice; whether there is an alert"
                } else {
                    "whether there is an alert"
                },
            ),
            step(
                "Decide how best to tell the child and the family.",
                if talking.is_empty() { talking } else { format!("{}.", capital(&talking)) },
                "their wishes and feelings",
            ),
        ],
    }
}

/// The step for immediate concerns. Whom to contact depends on whether the child is already open to Children's Social Care.
fn social_care(review: &Review, case: &Case) -> Step {
    let mut known: Vec<String> = [factors(case, &OPEN), factors(case, &CONCERNS)].into();
    let worker = text(review, case, Field::SocialWorker);
    if !worker.is_empty() {
        known.push(format!("social worker {}", clean(worker)));
    }
    known.retain(|text| !text.is_empty());
    let known = if known.is_empty() { String::new() } else { format!("{}.", capital(&known.join("; "))) };
    step(
        "If there are immediate safeguarding concerns, contact Children’s Social Care with a view to a referral, with the support \
         of the line manager and, if needed, the designated safeguarding team.",
        known,
        "",
    )
}

/// The steps of §7.
fn missing(review: &Review, case: &Case, around: &CareTeam<'_>) -> Part {
    let open = capital(&factors(case, &OPEN));
    let worker = clean(text(review, case, Field::SocialWorker));
    let care = if open.is_empty() {
        step(
            "Ask Children’s Social Care whether the child is open to them. Outside Monday to Friday, 09:00 to 17:00, ask the \
             Emergency Duty Team.",
            if worker.is_empty() { String::new() } else { format!("Social worker: {worker}.") },
            "whether the child is open (no extract says so)",
        )
    } else {
        let known = if worker.is_empty() { format!("{open}.") } else { format!("{open}; social worker: {worker}.") };
        step(
            "The child is open to Children’s Social Care. Contact the allocated social worker at the earliest opportunity. Outside \
             Monday to Friday, 09:00 to 17:00, contact the Emergency Duty Team.",
            known,
            if worker.is_empty() { "who the social worker is" } else { "" },
        )
    };
    let looked_after = case.factors.contains(&Factor::LookedAfter);
    let team = if looked_after {
        "Make sure that the designated safeguarding team and, as this is a looked after child, the designated nurses for looked \
         after children know."
    } else {
        "Make sure that the designated safeguarding team knows."
    };
    let health = around.in_one_sentence(|contact| contact.sector == Sector::Health);
    let practice = text(review, case, Field::GpPractice);
    let gp = if practice.is_empty() { String::new() } else { format!(" GP practice: {}.", clean(practice)) };
    Part {
        title: "The child’s whereabouts are unknown",
        paragraph: "§7",
        steps: vec![
            step(
                "Clarify when and where the child was last seen, and by whom.",
                last_seen(review, case),
                not_known_of_last_seen(review, case),
            ),
            step(
                "Find out whether the child has been to out of hours or a minor injuries unit.",
                unscheduled(review, case),
                "visits elsewhere, or since these extracts were made",
            ),
            step("If the Police do not know, tell them immediately.", "", "whether the Police know"),
            care,
            step(
                "Consider which other health services need to know: health visitor, school nurse, Family Nurse Partnership, \
                 GP.",
                format!("{}{gp}", with_the_child(&health, "health service")),
                if practice.is_empty() { "the GP practice" } else { "" },
            ),
            step(team, "", ""),
            step(
                "Make sure that there is an active alert on the child’s records, which says what to do if the child comes to a \
                 service.",
                booked_next(review, case),
                "whether there is an alert",
            ),
        ],
    }
}
