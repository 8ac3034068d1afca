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

/// The most failed contacts that a sentence names.
const NAMED: usize = 3;

/// The changes to a case since the previous run, each in a few words, the most important first. `rejected` are records of the
/// child that could not be used.
pub(super) fn changes(
    now: &Detected,
    case: &Case,
    (past, rejected): (&PastCase, Option<&RejectedRecords>),
    previous: Option<&Previous>,
) -> Vec<String> {
    let mut changes = Vec::new();
    let then = previous.and_then(|previous| previous.as_of);
    if case.priority != past.priority {
        changes.push(format!(
            "now {} (was {})",
            case.priority.phrase().to_lowercase(),
            past.priority.phrase().to_lowercase()
        ));
    }
    let services = &now.intake.services;
    let known: BTreeSet<(Day, &str)> =
        past.failed.iter().map(|failed| (failed.day, read_back(&failed.service))).collect();
    let more: Vec<(Day, &str)> = case
        .timeline
        .failed
        .iter()
        .map(|failed| (failed.day, services[failed.service].as_str()))
        .filter(|(day, service)| !known.contains(&(*day, read_back(service))))
        .collect();
    let (late, fresh): (Vec<_>, Vec<_>) = more.into_iter().partition(|(day, _)| then.is_some_and(|then| *day <= then));
    changes.extend(named_failed_contacts(&fresh, "more failed contact", "more failed contacts", ""));
    changes.extend(named_failed_contacts(
        &late,
        "failed contact",
        "failed contacts",
        " recorded since the last report",
    ));
    let titles = |rules: HeldRules| rules.iter().map(|rule| rule.title().to_lowercase()).collect::<Vec<_>>();
    let without = |factors: &[Factor], others: &[Factor]| {
        factors.iter().filter(|factor| !others.contains(factor)).map(|factor| factor.phrase().to_owned()).collect()
    };
    for (what, names) in [
        ("now also listed for", titles(case.rules.difference(past.rules))),
        ("no longer listed for", titles(past.rules.difference(case.rules))),
        ("now recorded", without(&case.factors, &past.factors)),
        ("no longer recorded", without(&past.factors, &case.factors)),
    ] {
        if !names.is_empty() {
            changes.push(format!("{what}: {}", listed(&names)));
        }
    }
    let lost = no_longer_counted(now, (&case.timeline, case.child), past, rejected.is_some());
    changes.extend(lost.words);
    changes.extend(rejected.filter(|_| lost.missing).map(RejectedRecords::words));
    changes
}

/// The number of failed contacts followed by `ending`, and the newest of them with day and service.
fn named_failed_contacts(failed: &[(Day, &str)], one: &str, many: &str, ending: &str) -> Option<String> {
    if failed.is_empty() {
        return None;
    }
    let mut names: Vec<String> =
        failed.iter().rev().take(NAMED).map(|(day, service)| format!("{}, {service}", day.long())).collect();
    if failed.len() > NAMED {
        names.push(format!("and {} earlier", failed.len() - NAMED));
    }
    Some(format!("{}{ending}: {}", counted(failed.len(), one, many), names.join("; ")))
}

/// Failed contacts of an earlier report that no longer count.
pub(crate) struct NoLongerCounted {
    /// What became of them, in a few words for each kind.
    pub(crate) words: Vec<String>,
    /// Whether some of them are not in the extracts any more.
    pub(crate) missing: bool,
    /// Whether some of them are still there, but have another outcome, or a contact at which the child was seen makes up for them.
    pub(super) otherwise: bool,
}

/// Finds what became of the failed contacts that no longer count. `rejected` says whether records of the child could not be used.
pub(super) fn no_longer_counted(
    now: &Detected,
    (timeline, child): (&Timeline, ChildNumber),
    past: &PastCase,
    rejected: bool,
) -> NoLongerCounted {
    let services = &now.intake.services;
    let first = timeline.period.first();
    let other_children = LazyCell::new(|| other_carriers(now, child, past));
    let mut old = 0;
    let mut missing = Vec::new();
    let mut otherwise: Vec<String> = Vec::new();
    let mut of_another_child = Vec::new();
    for failed in &past.failed {
        let is_service = |service: ServiceNumber| read_back(&services[service]) == read_back(&failed.service);
        if timeline.failed.iter().any(|still| still.day == failed.day && is_service(still.service)) {
            continue;
        }
        if failed.day < first {
            old += 1;
            continue;
        }
        let on_day: Vec<&Contact> = timeline
            .contacts
            .iter()
            .filter(|contact| contact.day == failed.day && is_service(contact.service))
            .collect();
        let place = format!("{}, {}", failed.day.long(), failed.service);
        match on_day.iter().find(|contact| contact.outcome == Outcome::Seen).or_else(|| on_day.first()) {
            Some(contact) => otherwise.push(format!("{place} (now recorded as {})", contact.outcome.phrase())),
            None if other_children.iter().any(|other| has_failed_contact(now, *other, failed)) => {
                of_another_child.push(place);
            }
            None => missing.push(format!("{place} (from {})", now.settings.title_of(&failed.source))),
        }
    }
    let mut words = Vec::new();
    if old > 0 {
        let is = if old == 1 { "is" } else { "are" };
        words.push(format!("{} {is} now before the review period", counted(old, "failed contact", "failed contacts")));
    }
    words.extend(count_and_places(&otherwise, "no longer counts", "no longer count"));
    words.extend(count_and_places(&of_another_child, "is of another child now", "are of another child now"));
    // A missing contact may be among the rejected records, or belong to another child now. So the words claim no more than is known.
    let (one, many) = if rejected {
        ("is no longer among the contacts that can be used", "are no longer among the contacts that can be used")
    } else {
        ("is no longer among this child’s records", "are no longer among this child’s records")
    };
    words.extend(count_and_places(&missing, one, many));
    NoLongerCounted { words, missing: !missing.is_empty(), otherwise: !otherwise.is_empty() }
}

/// The other children who now have a local id of an earlier case, if the case was of joined records: they may have been parted.
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

/// Whether a child has a contact with a failed outcome on the day and with the service of an earlier failed contact.
fn has_failed_contact(now: &Detected, child: ChildNumber, failed: &PastFailed) -> bool {
    let is_same = |row: &Row| {
        row.day() == failed.day && read_back(&now.intake.services[row.service]) == read_back(&failed.service)
    };
    now.children.get(child).rows().any(|row| is_same(row) && now.settings.failed.contains(row.outcome()))
}

fn count_and_places(places: &[String], one: &str, many: &str) -> Option<String> {
    let what = if places.len() == 1 { one } else { many };
    let count = counted(places.len(), "failed contact", "failed contacts");
    (!places.is_empty()).then(|| format!("{count} {what}: {}", few_joined(places, NAMED)))
}
