//! The first screen of a sheet: why, in one sentence that names the services; who else works with the child. When the child
//! was last seen and what is booked stands beside it.

use std::borrow::Cow;
use std::cmp::Reverse;

use serde::Serialize;

use super::super::about::About;
use super::super::telling;
use super::super::words::clean;
use crate::cases::Case;
use crate::field::Field;
use crate::review::Review;
use crate::rules::{Finding, Which};
use crate::service::ServiceNumber;
use crate::text::for_page;
use crate::wording::{capital, counted, listed, number};

/// Services that the sentence names.
const NAMED: usize = 6;
/// Services that are named with who works there.
const WORKING: usize = 5;

/// Who else works with the child, in a few lines.
#[derive(Serialize)]
pub(crate) struct With<'a> {
    with: Vec<Somebody<'a>>,
    /// Where the pages for others are.
    telling: String,
}

/// Somebody who works with the child, or a service.
#[derive(Serialize)]
struct Somebody<'a> {
    label: &'a str,
    text: Cow<'a, str>,
    /// The part of the pages for others that is for them; blank where there is none.
    tell: &'a str,
}

/// Why the child is listed, in one sentence: first that nobody knows where the child is, then the failed contacts by
/// service, then the other rules in a few words.
pub(crate) fn why(review: &Review, case: &Case, findings: &[Finding]) -> String {
    let mut parts = Vec::new();
    let is_missing = |finding: &&Finding| Which::WhereaboutsUnknown.is(finding.rule);
    // Their numbers are those of the failed contacts, which are named by service.
    let counts = |finding: &&Finding| [Which::Repeated, Which::CrossService].iter().any(|own| own.is(finding.rule));
    parts.extend(findings.iter().filter(is_missing).map(|own| own.judgement.brief.text.clone()));
    parts.extend(failed(review, case));
    let others = findings.iter().filter(|own| !is_missing(own) && !counts(own));
    parts.extend(others.map(|own| own.judgement.brief.text.clone()).filter(|text| !text.is_empty()));
    capital(&format!("{}.", for_page(&parts.join("; "))))
}

/// `5 failed contacts: Health Visiting (3) and Paediatrics (2), the last on 5 November 2026`.
fn failed(review: &Review, case: &Case) -> Option<String> {
    let last = case.last_failed()?;
    let mut services: Vec<(Reverse<usize>, ServiceNumber)> = Vec::new();
    for service in case.timeline.services_failed() {
        let count = case.timeline.failed.iter().filter(|failed| failed.service == service).count();
        services.push((Reverse(count), service));
    }
    services.sort_unstable();
    let all = services.len();
    let mut named: Vec<String> = services
        .iter()
        .take(NAMED)
        .map(|(Reverse(count), service)| {
            let name = clean(&review.intake.services[*service]);
            if all == 1 { name.into_owned() } else { format!("{name} ({})", number(*count as u64)) }
        })
        .collect();
    if all > NAMED {
        named.push(counted(all - NAMED, "other service", "other services"));
    }
    let count = counted(case.timeline.failed.len(), "failed contact", "failed contacts");
    let (with, on) = if all == 1 { (" with ", "") } else { (": ", "the ") };
    let day = last.long();
    let when = if case.timeline.failed.len() == 1 { format!("on {day}") } else { format!("{on}last on {day}") };
    Some(format!("{count}{with}{}, {when}", listed(&named)))
}

/// Who else works with the child: services with their practitioners, then the social worker, the GP practice, the school.
pub(crate) fn with<'a>(about: &'a About<'_>) -> With<'a> {
    let (review, case) = (about.review(), about.case);
    let working = about.around.working().take(WORKING);
    let mut with: Vec<Somebody<'a>> = working
        .map(|(label, _, name)| Somebody { label, text: name.unwrap_or("name not recorded").into(), tell: "" })
        .collect();
    let people = [
        ("Social worker", Field::SocialWorker),
        ("GP practice", Field::GpPractice),
        ("School or nursery", Field::School),
    ];
    for (label, field) in people {
        let text = clean(case.known.text(&review.cases.reread, field));
        if !text.is_empty() {
            let to = about.recipients.iter().find(|own| own.role == label);
            with.push(Somebody { label, text, tell: to.map_or("", |own| &own.id) });
        }
    }
    With { with, telling: telling::path(case) }
}
