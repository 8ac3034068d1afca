//! # `cross_service`: failed contacts with several services within a short time
//!
//! ## What it looks for
//! A span of `span_days` days that holds failed contacts from at least `services` different services. A span of 90 days
//! that begins on 1 January 2026 ends on 31 March 2026; 1 April is outside. The evidence is the latest such span.
//!
//! ## Why
//! "Is there a pattern of failed contact with colleagues within other services such as social care and education?"
//! (§5). Each service sees one missed appointment; only together are they a pattern.
//!
//! ## Settings
//! `[rules.cross_service]` `enabled = true`, `services = 2`, `span_days = 90`.
//!
//! ## Example
//! Not brought to Audiology on 1 January and not at home for the school nurse on 31 March: two services within 90 days.

use std::collections::BTreeMap;

use super::{Judgement, Rule, Subject, counted, failed_contacts, listed, some_of};
use crate::child::timeline::Failed;
use crate::config::settings::Rules;
use crate::day::Day;

/// The rule `cross_service`.
pub struct CrossService;

impl Rule for CrossService {
    fn name(&self) -> &'static str {
        "cross_service"
    }

    fn title(&self) -> &'static str {
        "Failed contacts across services"
    }

    fn paragraph(&self) -> &'static str {
        "§5"
    }

    fn source(&self) -> &'static str {
        include_str!("cross_service.rs")
    }

    fn enabled(&self, rules: &Rules) -> bool {
        rules.cross_service.enabled
    }

    fn may_hold(&self, subject: &Subject<'_>) -> bool {
        let needed = subject.settings.rules.cross_service.services as usize;
        subject.timeline.failed.len() >= needed && subject.timeline.services_failed().len() >= needed
    }

    fn holds(&self, subject: &Subject<'_>) -> bool {
        let rule = subject.settings.rules.cross_service;
        let failed = &subject.timeline.failed;
        let spans = |end: Day| {
            let inside = failed.iter().filter(|f| end.plus(-rule.span_days) < f.day && f.day <= end);
            let mut services: Vec<u32> = inside.map(|f| f.service).collect();
            services.sort_unstable();
            services.dedup();
            services.len() >= rule.services as usize
        };
        self.may_hold(subject) && failed.iter().any(|f| spans(f.day))
    }

    fn looks_beyond_failed(&self) -> bool {
        false
    }

    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let rule = subject.settings.rules.cross_service;
        let failed = &subject.timeline.failed;
        let mut most = 0;
        // The latest first: every span that ends on a failed contact.
        for end in failed.iter().rev().map(|f| f.day) {
            let inside: Vec<&Failed> =
                failed.iter().filter(|f| end.plus(-rule.span_days) < f.day && f.day <= end).collect();
            let mut by_service: BTreeMap<u32, Vec<String>> = BTreeMap::new();
            for contact in &inside {
                by_service.entry(contact.service).or_default().push(contact.day.long());
            }
            let services = by_service.len() as u32;
            if services >= rule.services {
                let told: Vec<String> = by_service
                    .iter()
                    .map(|(service, days)| format!("{} ({})", subject.service(*service), listed(days)))
                    .collect();
                let names: Vec<&str> = by_service.keys().map(|service| subject.service(*service)).collect();
                let evidence = inside.iter().flat_map(|f| f.evidence.iter().copied()).collect();
                return Judgement::holds(
                    format!(
                        "failed contacts with {} within {} days: {}",
                        counted(services, "service", "different services"),
                        rule.span_days,
                        listed(&told)
                    ),
                    format!("failed with {} within {} days", some_of(&names), rule.span_days),
                    evidence,
                );
            }
            most = most.max(services);
        }
        Judgement::does_not_hold(format!(
            "{}, with at most {} within any {} days; {} needed",
            failed_contacts(subject.failed()),
            counted(most, "service", "services"),
            rule.span_days,
            rule.services
        ))
    }
}
