//! # `repeated_cancellation`: cancelled by the family again and again
//!
//! ## What it looks for
//! In some service, contacts in the review period that the family cancelled on at least `threshold` different dates, all
//! after the child was last seen by that service.
//!
//! ## Why
//! A cancellation is not a failed contact, and most have good reasons. But a child whose appointments are always
//! cancelled is not seen either. The protocol does not name it; some local policies do, so it is off unless asked for.
//!
//! ## Settings
//! `[rules.repeated_cancellation]` `enabled = false`, `threshold = 3`.
//!
//! ## Example
//! The family cancels Speech and Language Therapy on 4 May, 1 June and 29 June; the child was last seen there in March.

use std::collections::{BTreeMap, BTreeSet};

use super::{Judgement, Rule, Subject, counted, listed, some_of};
use crate::config::settings::Rules;
use crate::day::Day;
use crate::vocabulary::Outcome;

/// The rule `repeated_cancellation`.
pub struct RepeatedCancellation;

impl Rule for RepeatedCancellation {
    fn name(&self) -> &'static str {
        "repeated_cancellation"
    }

    fn title(&self) -> &'static str {
        "Repeatedly cancelled by the family"
    }

    fn paragraph(&self) -> &'static str {
        "local policies"
    }

    fn source(&self) -> &'static str {
        include_str!("repeated_cancellation.rs")
    }

    fn enabled(&self, rules: &Rules) -> bool {
        rules.repeated_cancellation.enabled
    }

    fn may_hold(&self, subject: &Subject<'_>) -> bool {
        subject.with_outcome(Outcome::CancelledByFamily) >= subject.settings.rules.repeated_cancellation.threshold
    }

    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let needed = subject.settings.rules.repeated_cancellation.threshold;
        let mut last_seen: BTreeMap<u32, Day> = BTreeMap::new();
        for contact in subject.timeline.seen() {
            last_seen.insert(contact.service, contact.day);
        }
        let mut dates: BTreeMap<u32, BTreeSet<Day>> = BTreeMap::new();
        let mut places: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, contact) in subject.timeline.in_period() {
            let since = last_seen.get(&contact.service).is_none_or(|seen| contact.day > *seen);
            if contact.outcome == Outcome::CancelledByFamily && since {
                dates.entry(contact.service).or_default().insert(contact.day);
                places.entry(contact.service).or_default().push(place);
            }
        }
        let holding: Vec<u32> = dates.iter().filter(|(_, d)| d.len() as u32 >= needed).map(|(s, _)| *s).collect();
        if holding.is_empty() {
            let most = dates.values().map(|d| d.len() as u32).max().unwrap_or(0);
            return Judgement::does_not_hold(format!(
                "cancelled by the family on at most {} with one service since the child was last seen there; {needed} \
                 needed",
                counted(most, "date", "dates")
            ));
        }
        let told: Vec<String> = holding
            .iter()
            .map(|service| {
                let days = &dates[service];
                let since = match last_seen.get(service) {
                    Some(day) => format!("since {}", day.long()),
                    None => "never seen there".to_owned(),
                };
                format!("{} ({}, {since})", subject.service(*service), counted(days.len() as u32, "date", "dates"))
            })
            .collect();
        let evidence = holding.iter().flat_map(|service| places[service].iter().copied()).collect();
        let sentence = format!(
            "cancelled by the family again and again with {}: {}",
            counted(holding.len() as u32, "service", "services"),
            listed(&told)
        );
        let briefly: Vec<String> =
            holding.iter().map(|s| format!("{} ({} times)", subject.service(*s), dates[s].len())).collect();
        Judgement::holds(sentence, format!("cancelled by the family: {}", some_of(&briefly)), evidence)
    }
}
