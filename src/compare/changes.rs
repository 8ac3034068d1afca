//! Describes what has changed about a case since the previous run.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use super::child_index;
use super::previous::{PastCase, PastFailed, Previous, read_back};
use super::rejected::RejectedRecords;
use crate::cases::Case;
use crate::child::timeline::{Contact, Timeline};
use crate::day::Day;
use crate::pipeline::Detected;
use crate::rules::HeldRules;
use crate::service::ServiceNumber;
use crate::store::{ChildNumber, Row};
use crate::vocabulary::{Factor, Outcome};
use crate::wording::{counted, few_joined, listed};

/// Failed contacts that a sentence names.
const NAMED: usize = 3;

/// The changes to a case, each in a few words, the most important first.
pub(super) fn changes(
    now: &Detected,
    case: &Case,
    (past, rejected): (&PastCase, Option<&RejectedRecords>),
    previous: Option<&Previous>,
) -> Vec<String> {
    let mut told = Vec::new();
    let then = previous.and_then(|previous| previous.as_of);
    if case.priority != past.priority {
        told.push(format!(
            "now {} (was {})",
            case.priority.phrase().to_lowercase(),
            past.priority.phrase().to_lowercase()
        ));
    }
    let services = &now.intake.services;
    let known: BTreeSet<(Day, &str)> = past.failed.iter().map(|own| (own.day, read_back(&own.service))).collect();
    let more: Vec<(Day, &str)> = case
        .timeline
        .failed
        .iter()
        .map(|own| (own.day, services[own.service].as_str()))
        .filter(|(day, service)| !known.contains(&(*day, read_back(service))))
        .collect();
    let (late, fresh): (Vec<_>, Vec<_>) = more.into_iter().partition(|(day, _)| then.is_some_and(|then| *day <= then));
    told.extend(named_failed_contacts(&fresh, "more failed contact", "more failed contacts", ""));
    told.extend(named_failed_contacts(&late, "failed contact", "failed contacts", " recorded since the last report"));
    let titles = |rules: HeldRules| rules.iter().map(|rule| rule.title().to_lowercase()).collect::<Vec<_>>();
    let without = |all: &[Factor], others: &[Factor]| {
        all.iter().filter(|factor| !others.contains(factor)).map(|factor| factor.phrase().to_owned()).collect()
    };
    for (what, names) in [
        ("now also listed for", titles(case.rules.difference(past.rules))),
        ("no longer listed for", titles(past.rules.difference(case.rules))),
        ("now recorded", without(&case.factors, &past.factors)),
        ("no longer recorded", without(&past.factors, &case.factors)),
    ] {
        if !names.is_empty() {
            told.push(format!("{what}: {}", listed(&names)));
        }
    }
    let lost = no_longer_counted(now, (&case.timeline, case.child), past, rejected.is_some());
    told.extend(lost.words);
    told.extend(rejected.filter(|_| lost.missing).map(RejectedRecords::words));
    told
}

fn named_failed_contacts(failed: &[(Day, &str)], one: &str, many: &str, behind: &str) -> Option<String> {
    if failed.is_empty() {
        return None;
    }
    let mut names: Vec<String> =
        failed.iter().rev().take(NAMED).map(|(day, service)| format!("{}, {service}", day.long())).collect();
    if failed.len() > NAMED {
        names.push(format!("and {} earlier", failed.len() - NAMED));
    }
    Some(format!("{}{behind}: {}", counted(failed.len(), one, many), names.join("; ")))
}

/// Failed contacts of an earlier report that no longer count.
pub(crate) struct NoLongerCounted {
    /// What became of them: each kind in a few words.
    pub(crate) words: Vec<String>,
    /// Whether the extracts no longer have some of them at all.
    pub(crate) missing: bool,
    /// Whether some are still there, but recorded in another way or made up for by a contact at which the child was seen.
    pub(super) otherwise: bool,
}

/// Finds what became of the failed contacts that no longer count; `rejected` where records of the child could not be used.
pub(super) fn no_longer_counted(
    now: &Detected,
    (timeline, child): (&Timeline, ChildNumber),
    past: &PastCase,
    rejected: bool,
) -> NoLongerCounted {
    let services = &now.intake.services;
    let first = timeline.period.first();
    let others = LazyCell::new(|| other_carriers(now, child, past));
    let mut old = 0;
    let mut missing = Vec::new();
    let mut other: Vec<String> = Vec::new();
    let mut parted = Vec::new();
    for failed in &past.failed {
        let named = |service: ServiceNumber| read_back(&services[service]) == read_back(&failed.service);
        if timeline.failed.iter().any(|own| own.day == failed.day && named(own.service)) {
            continue;
        }
        if failed.day < first {
            old += 1;
            continue;
        }
        let on_day: Vec<&Contact> =
            timeline.contacts.iter().filter(|own| own.day == failed.day && named(own.service)).collect();
        let place = format!("{}, {}", failed.day.long(), failed.service);
        match on_day.iter().find(|own| own.outcome == Outcome::Seen).or_else(|| on_day.first()) {
            Some(own) => other.push(format!("{place} (now recorded as {})", own.outcome.phrase())),
            None => match others.iter().find(|other| has_failed_contact(now, **other, failed)) {
                Some(_) => parted.push(place),
                None => missing.push(format!("{place} (from {})", now.settings.title_of(&failed.source))),
            },
        }
    }
    let mut told = Vec::new();
    if old > 0 {
        let is = if old == 1 { "is" } else { "are" };
        told.push(format!("{} {is} now before the review period", counted(old, "failed contact", "failed contacts")));
    }
    told.extend(many(&other, "no longer counts", "no longer count"));
    told.extend(many(&parted, "is of another child now", "are of another child now"));
    // What may be among the rejects is not gone, and what is not this child's any more may be another's.
    let (one, more) = if rejected {
        ("is no longer among the contacts that can be used", "are no longer among the contacts that can be used")
    } else {
        ("is no longer among this child’s records", "are no longer among this child’s records")
    };
    told.extend(many(&missing, one, more));
    NoLongerCounted { words: told, missing: !missing.is_empty(), otherwise: !other.is_empty() }
}

/// The other children who carry an id of an earlier case now, so that its records are no longer all one child's.
fn other_carriers(now: &Detected, child: ChildNumber, past: &PastCase) -> Vec<ChildNumber> {
    if !past.together {
        return Vec::new();
    }
    let ids = child_index::numbers_of(now, &past.local_ids);
    let mut others: Vec<ChildNumber> = ids.into_iter().filter_map(|local| now.children.find_local(local)).collect();
    others.sort_unstable();
    others.dedup();
    others.retain(|other| *other != child);
    others
}

/// Whether a child has a contact of that day with that service that has failed.
fn has_failed_contact(now: &Detected, child: ChildNumber, failed: &PastFailed) -> bool {
    let of = |row: &Row| {
        row.day() == failed.day && read_back(&now.intake.services[row.service]) == read_back(&failed.service)
    };
    now.children.get(child).rows().any(|row| of(row) && now.settings.failed.contains(row.outcome()))
}

fn many(places: &[String], one: &str, more: &str) -> Option<String> {
    let what = if places.len() == 1 { one } else { more };
    let count = counted(places.len(), "failed contact", "failed contacts");
    (!places.is_empty()).then(|| format!("{count} {what}: {}", few_joined(places, NAMED)))
}
