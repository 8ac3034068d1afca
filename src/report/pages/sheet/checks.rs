//! Prompts: could we, or the appointment, be the reason for the failed contacts (§5)?

use serde::Serialize;

use crate::cases::Case;
use crate::cases::checks::CheckKind;
use crate::review::Review;
use crate::text::for_page;
use crate::wording::{counted, first_few, listed};

/// The most notice periods that a check names.
const NOTICES: usize = 6;

#[derive(Serialize)]
pub(crate) struct Prompts {
    checks: Vec<Check>,
    any_failed: bool,
    /// What was compared. Blank if the records allow no comparison, or if there are prompts.
    compared: String,
}

#[derive(Serialize)]
struct Check {
    question: &'static str,
    facts: String,
}

pub(crate) fn checks(review: &Review, case: &Case) -> Prompts {
    let everyone = review.review_input();
    let checks = case.checks.iter().filter_map(|kind| {
        let facts = review.cases.check_facts(&everyone, case, kind)?;
        Some(Check { question: kind.question(), facts: check_facts(review, case, kind, &facts) })
    });
    let checks: Vec<Check> = checks.collect();
    let any_failed = !case.timeline.failed.is_empty();
    let asked = any_failed && checks.is_empty();
    let compared = if asked { listed(&review.cases.compared_items(&everyone, case)) } else { String::new() };
    Prompts { checks, any_failed, compared }
}

/// The facts of a check. For short notice they also say how much notice was given for each contact.
fn check_facts(review: &Review, case: &Case, kind: CheckKind, facts: &str) -> String {
    let facts = for_page(facts).into_owned();
    if kind != CheckKind::ShortNotice {
        return facts;
    }
    let mut notices = Vec::new();
    for place in case.timeline.evidence() {
        let contact = &case.timeline.contacts[place];
        if let Some(booked) = review.cases.reread.booked_on(contact.row).filter(|booked| *booked <= contact.day) {
            let notice = counted(contact.day.0 - booked.0, "day", "days");
            notices.push(format!("{notice} for {}", contact.day.long()));
        }
    }
    format!("{facts} Notice given: {}.", first_few(&notices, NOTICES))
}
