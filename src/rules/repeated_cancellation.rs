//! # `repeated_cancellation`: the family keeps cancelling
//!
//! ## What it looks for
//! The family cancelled contacts with one service on at least `threshold` different dates in the review period, all after
//! that service last saw the child.
//!
//! ## Why
//! A cancellation is not a failed contact, and most have good reasons. But a child whose appointments are always
//! cancelled is not seen either. The protocol does not name this. Some local policies do, so it is off unless asked for.
//!
//! ## Settings
//! `[rules.repeated_cancellation]` `enabled = false`, `threshold = 3`.
//!
//! ## Example
//! The family cancels Speech and Language Therapy on 4 May, 1 June and 29 June. The child was last seen there in March.

use std::collections::{BTreeMap, BTreeSet};

use super::{FewestFailed, Judgement, MAX_NAMED, Rule, Subject};
use crate::day::Day;
use crate::numbers::count;
use crate::service::ServiceNumber;
use crate::vocabulary::Outcome;
use crate::wording::{counted, first_few, listed};

/// The rule `repeated_cancellation`.
pub(crate) struct RepeatedCancellation;

impl Rule for RepeatedCancellation {
    about!(repeated_cancellation, "Repeatedly cancelled by the family", "local policies");

    fn fewest_failed(&self) -> FewestFailed {
        FewestFailed::None
    }

    fn may_hold(&self, subject: &Subject<'_>) -> bool {
        subject.with_outcome(Outcome::CancelledByFamily) >= subject.settings.rules.repeated_cancellation.threshold
    }

    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let needed = subject.settings.rules.repeated_cancellation.threshold;
        let mut last_seen: BTreeMap<ServiceNumber, Day> = BTreeMap::new();
        for contact in subject.timeline.seen_by_any_means() {
            last_seen.insert(contact.service, contact.day);
        }
        let mut dates: BTreeMap<ServiceNumber, BTreeSet<Day>> = BTreeMap::new();
        let mut places: BTreeMap<ServiceNumber, Vec<usize>> = BTreeMap::new();
        for (place, contact) in subject.timeline.in_period() {
            let since = last_seen.get(&contact.service).is_none_or(|seen| contact.day > *seen);
            if contact.outcome == Outcome::CancelledByFamily && since {
                dates.entry(contact.service).or_default().insert(contact.day);
                places.entry(contact.service).or_default().push(place);
            }
        }
        let holding: Vec<ServiceNumber> =
            dates.iter().filter(|(_, d)| count(d.len()) >= needed).map(|(s, _)| *s).collect();
        if holding.is_empty() {
            let most = dates.values().map(|d| count(d.len())).max().unwrap_or(0);
            let found = match most {
                0 => "the family has not cancelled with any service since the child was last seen there".to_owned(),
                most => format!(
                    "the family cancelled with one service on at most {} since the child was last seen there",
                    counted(most, "date", "dates")
                ),
            };
            return Judgement::does_not_hold(format!("{found}; {needed} needed"));
        }
        let clauses: Vec<String> = holding
            .iter()
            .map(|service| {
                let days = &dates[service];
                let since = match last_seen.get(service) {
                    Some(day) => format!("not seen there since {}", day.long()),
                    None => "never seen there".to_owned(),
                };
                format!("{} on {} ({since})", subject.service(*service), counted(days.len(), "date", "dates"))
            })
            .collect();
        let evidence = holding.iter().flat_map(|service| places[service].iter().copied()).collect();
        let times = |service: &ServiceNumber| counted(dates[service].len(), "time", "times");
        let briefly: Vec<String> =
            holding.iter().map(|service| format!("{} {}", subject.service(*service), times(service))).collect();
        let brief = format!("the family cancelled {}, not seen there since", first_few(&briefly, MAX_NAMED));
        Judgement::holds(format!("the family cancelled {}", listed(&clauses)), brief, evidence)
    }
}
