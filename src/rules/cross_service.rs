//! # `cross_service`: failed contacts with several services within a short time
//!
//! ## What it looks for
//! A span of `span_days` days with failed contacts with at least `services` different services. A span of 90 days that
//! begins on 1 January 2026 ends on 31 March 2026; 1 April is outside. The evidence is the latest such span.
//!
//! ## Why
//! "Is there a pattern of failed contact with colleagues within other services such as social care and education?"
//! (§5). Each service sees one missed appointment. Only together do they show a pattern.
//!
//! ## Settings
//! `[rules.cross_service]` `enabled = true`, `services = 2`, `span_days = 90`.
//!
//! ## Example
//! Not brought to Audiology on 1 January and not at home for the school nurse on 31 March: 2 services within 90 days.

use std::collections::BTreeMap;

use super::{BriefReason, FewestFailed, Judgement, MAX_NAMED, Rule, Subject, failed_contacts, setting};
use crate::child::timeline::FailedContact;
use crate::day::Day;
use crate::numbers::count;
use crate::service::ServiceNumber;
use crate::wording::{counted, first_few, listed};

/// The rule `cross_service`.
pub(crate) struct CrossService;

impl Rule for CrossService {
    about!(cross_service, "Failed contacts across services", "§5");

    fn fewest_failed(&self) -> FewestFailed {
        // At least one with each service.
        setting!(cross_service.services)
    }

    fn may_hold(&self, subject: &Subject<'_>) -> bool {
        let needed = subject.settings.rules.cross_service.services as usize;
        have_services(&subject.timeline.failed, needed)
    }

    fn holds(&self, subject: &Subject<'_>) -> bool {
        self.may_hold(subject) && latest_span(subject).is_some()
    }

    fn looks_beyond_failed(&self) -> bool {
        false
    }

    fn brief(&self, subject: &Subject<'_>) -> BriefReason {
        latest_span(subject).map_or_else(BriefReason::default, |inside| brief_reason(subject, inside).into())
    }

    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let rule = subject.settings.rules.cross_service;
        let Some(inside) = latest_span(subject) else {
            let failed = &subject.timeline.failed;
            let most =
                failed.iter().map(|end| count(services(failed_in_span(subject, end.day)).len())).max().unwrap_or(0);
            let found = match subject.failed() {
                0 => "no failed contacts".to_owned(),
                failed => format!(
                    "{}, with at most {} within {} days",
                    failed_contacts(failed),
                    counted(most, "service", "services"),
                    rule.span_days
                ),
            };
            let needed = counted(rule.services, "service", "services");
            return Judgement::does_not_hold(format!("{found}; {needed} needed"));
        };
        let mut by_service: BTreeMap<ServiceNumber, Vec<String>> = BTreeMap::new();
        for contact in inside {
            by_service.entry(contact.service).or_default().push(contact.day.long());
        }
        let named: Vec<String> = by_service
            .iter()
            .map(|(service, days)| format!("{} ({})", subject.service(*service), listed(days)))
            .collect();
        let evidence = inside.iter().flat_map(|f| f.evidence.iter().copied()).collect();
        let sentence = format!(
            "failed contacts with {} within {} days: {}",
            counted(by_service.len(), "service", "different services"),
            rule.span_days,
            listed(&named)
        );
        Judgement::holds(sentence, brief_reason(subject, inside), evidence)
    }
}

/// The failed contacts of the latest span in which the rule holds.
fn latest_span<'a>(subject: &Subject<'a>) -> Option<&'a [FailedContact]> {
    let needed = subject.settings.rules.cross_service.services as usize;
    // Only spans that end on the day of a failed contact need to be tried.
    let ends = subject.timeline.failed.iter().rev().map(|f| f.day);
    ends.map(|end| failed_in_span(subject, end)).find(|inside| have_services(inside, needed))
}

/// The failed contacts of the span that ends on a day.
fn failed_in_span<'a>(subject: &Subject<'a>, end: Day) -> &'a [FailedContact] {
    let before = end.plus(-subject.settings.rules.cross_service.span_days);
    let failed = &subject.timeline.failed;
    let up_to = |day: Day| failed.partition_point(|contact| contact.day <= day);
    &failed[up_to(before)..up_to(end)]
}

/// Whether the failed contacts are with at least this many different services. This does not sort or allocate, because most
/// children have only two or three failed contacts.
fn have_services(failed: &[FailedContact], needed: usize) -> bool {
    let mut services = 0;
    for (place, contact) in failed.iter().enumerate() {
        let is_first = failed[..place].iter().all(|earlier| earlier.service != contact.service);
        services += usize::from(is_first);
        if services >= needed {
            return true;
        }
    }
    false
}

/// The services of failed contacts, sorted, without repeats.
fn services(failed: &[FailedContact]) -> Vec<ServiceNumber> {
    let mut services: Vec<ServiceNumber> = failed.iter().map(|f| f.service).collect();
    services.sort_unstable();
    services.dedup();
    services
}

fn brief_reason(subject: &Subject<'_>, inside: &[FailedContact]) -> String {
    let names: Vec<&str> = services(inside).into_iter().map(|service| subject.service(service)).collect();
    format!(
        "failed contacts with {} within {} days",
        first_few(&names, MAX_NAMED),
        subject.settings.rules.cross_service.span_days
    )
}
