//! The first screen of a sheet: why the child is listed, in one line to read at a glance and a second that names the services,
//! and who else works with the child. Beside it the sheet says when the child was last seen and what is booked.

use std::borrow::Cow;
use std::cmp::Reverse;

use serde::Serialize;

use super::super::words::{clean, practitioner_in_full};
use super::super::{CaseContext, telling};
use crate::cases::Case;
use crate::day::Day;
use crate::field::Field;
use crate::review::Review;
use crate::rules::{Finding, RuleId};
use crate::service::ServiceNumber;
use crate::text::for_page;
use crate::wording::{counted, listed, number, sentence};

/// The people and organisations who know the child besides the services.
pub(crate) const BESIDES_SERVICES: [(&str, Field); 3] =
    [("Social worker", Field::SocialWorker), ("GP practice", Field::GpPractice), ("School or nursery", Field::School)];
/// The most services that the sentence names.
const NAMED: usize = 6;
/// The most services that are listed with who works there.
const WORKING: usize = 5;

/// The people and services who work with the child, in a few lines.
#[derive(Serialize)]
pub(crate) struct WorkingWith<'a> {
    with: Vec<Contactable<'a>>,
    /// The path of the pages for others.
    telling: String,
}

/// A person or a service who works with the child and whom the nurse may contact.
#[derive(Serialize)]
struct Contactable<'a> {
    label: &'a str,
    text: Cow<'a, str>,
    /// The id of their part of the pages for others. Blank if there is none.
    tell: &'a str,
}

/// The headline of a sheet: why the child is listed.
pub(crate) struct Headline {
    /// The most serious reason and the number of failed contacts, short enough to read at a glance.
    pub(crate) first: String,
    /// The services with failed contacts, and the other rules in a few words. Blank if there is nothing more to say.
    pub(crate) rest: String,
}

impl Headline {
    /// Both lines in one, for a text that has no second line.
    pub(crate) fn full_text(&self) -> String {
        format!("{} {}", self.first, self.rest).trim_end().to_owned()
    }
}

/// Why the child is listed. The first line has unknown whereabouts and the failed contacts or, if there are neither, the first
/// of the other rules. The rest has the services and the other rules.
pub(crate) fn headline(review: &Review, case: &Case, findings: &[Finding]) -> Headline {
    let is_missing = |finding: &&Finding| RuleId::WhereaboutsUnknown.is(finding.rule);
    // These rules count the failed contacts, which the headline already names by service.
    let counts = |finding: &&Finding| [RuleId::Repeated, RuleId::CrossService].iter().any(|own| own.is(finding.rule));
    let mut first: Vec<String> =
        findings.iter().filter(is_missing).map(|own| own.judgement.brief.text.clone()).collect();
    let (failed, services) = failed(review, case, !first.is_empty());
    first.extend(failed);
    let others = findings.iter().filter(|own| !is_missing(own) && !counts(own));
    let mut others: Vec<String> =
        others.map(|own| own.judgement.brief.text.clone()).filter(|text| !text.is_empty()).collect();
    if first.is_empty() && !others.is_empty() {
        first.push(others.remove(0));
    }
    let said = |text: &str| sentence(&for_page(text));
    let mut rest: Vec<String> = services.map(|own| said(&own)).into_iter().collect();
    if !others.is_empty() {
        rest.push(said(&format!("also: {}", others.join("; "))));
    }
    let first: Vec<String> = first.iter().map(|own| said(own)).collect();
    Headline { first: first.join(" "), rest: rest.join(" ") }
}

/// The failed contacts, and the services that had them: `5 failed contacts, the last on 5 November 2026` and `with Health
/// Visiting (3) and Paediatrics (2)`. If there is only one service, the first text names it too, unless `apart`: then it follows
/// the whereabouts, and must be short.
fn failed(review: &Review, case: &Case, apart: bool) -> (Option<String>, Option<String>) {
    let Some(last) = case.last_failed() else { return (None, None) };
    // Among services with equal counts the newest comes first, because the sentence drops the last ones.
    let mut services: Vec<(Reverse<usize>, Reverse<Day>, ServiceNumber)> = Vec::new();
    for service in case.timeline.services_failed() {
        let days = || case.timeline.failed.iter().filter(|own| own.service == service).map(|own| own.day);
        services.push((Reverse(days().count()), Reverse(days().max().unwrap_or(last)), service));
    }
    services.sort_unstable();
    let all = services.len();
    let name = |service: ServiceNumber| clean(&review.intake.services[service]);
    let count = counted(case.timeline.failed.len(), "failed contact", "failed contacts");
    let day = last.long();
    if let [(Reverse(several), _, only)] = services[..] {
        let with = format!("with {}", name(only));
        let when = match (several, apart) {
            (1, _) => "on",
            (_, true) => "the last on",
            (_, false) => "last on",
        };
        return if apart {
            (Some(format!("{count}, {when} {day}")), Some(with))
        } else {
            (Some(format!("{count} {with}, {when} {day}")), None)
        };
    }
    let named = services.iter().take(NAMED);
    let mut named: Vec<String> =
        named.map(|(Reverse(count), _, service)| format!("{} ({})", name(*service), number(*count as u64))).collect();
    if all > NAMED {
        named.push(counted(all - NAMED, "other service", "other services"));
    }
    (Some(format!("{count}, the last on {day}")), Some(format!("with {}", listed(&named))))
}

/// Who else works with the child: services with their practitioners, then the social worker, the GP practice and the school.
pub(crate) fn working_with<'a>(about: &'a CaseContext<'_>) -> WorkingWith<'a> {
    let (review, case) = (about.review(), about.case);
    let working = about.around.working().take(WORKING);
    let mut with: Vec<Contactable<'a>> = working
        .map(|(label, _, name)| {
            let text = name.map_or_else(|| "name not recorded".into(), |name| practitioner_in_full(name.into()));
            Contactable { label, text, tell: "" }
        })
        .collect();
    for (label, field) in BESIDES_SERVICES {
        let text = clean(case.details.text(&review.cases.reread, field));
        if !text.is_empty() {
            let to = about.recipients.iter().find(|own| own.is_the(label));
            with.push(Contactable { label, text, tell: to.map_or("", |own| &own.id) });
        }
    }
    WorkingWith { with, telling: telling::path(case) }
}
