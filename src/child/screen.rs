//! Leaves the few children who can have a finding at all, so that only their timelines are built.
//!
//! The screen never judges: it counts generously (contacts, not failed contacts; any factor) and lets through every child
//! for whom some rule may hold. The rules decide.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::timeline::Period;
use crate::config::settings::Settings;
use crate::store::{Child, ChildNumber, Children, Row};
use crate::vocabulary::{Kind, Outcome};

/// What the contacts of a child in some days may mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signs {
    /// Contacts with a failed outcome, unscheduled ones left out.
    pub(crate) failed: u32,
    /// Contacts that the family cancelled.
    cancelled: u32,
    /// Contacts of which one alone may be enough.
    alone: u32,
}

impl Signs {
    /// Of some contacts of a child.
    pub(crate) fn of<'a>(settings: &Settings, contacts: impl Iterator<Item = &'a Row>) -> Self {
        contacts.fold(Self::default(), |signs, contact| signs.and(settings, contact))
    }

    /// With one more contact.
    #[must_use]
    pub(crate) fn and(self, settings: &Settings, contact: &Row) -> Self {
        let rules = &settings.rules;
        let outcome = contact.outcome();
        let alone = match outcome {
            Outcome::WhereaboutsUnknown => rules.whereabouts_unknown.enabled,
            Outcome::Disengaged => rules.disengaged.enabled,
            _ => false,
        } || (rules.closed_after_failed.enabled && contact.codes.has_ends());
        let failed = settings.failed.contains(outcome) && contact.kind() != Kind::Unscheduled;
        Self {
            failed: self.failed + u32::from(failed),
            cancelled: self.cancelled + u32::from(outcome == Outcome::CancelledByFamily),
            alone: self.alone + u32::from(alone),
        }
    }

    /// Of the contacts that are in these and not in `earlier`, all of which are in these.
    #[must_use]
    pub(crate) const fn since(self, earlier: Self) -> Self {
        Self {
            failed: self.failed - earlier.failed,
            cancelled: self.cancelled - earlier.cancelled,
            alone: self.alone - earlier.alone,
        }
    }

    /// Whether some rule other than `household` may hold.
    pub(crate) fn may_be_listed(self, settings: &Settings) -> bool {
        let cancellation = settings.rules.repeated_cancellation;
        self.alone > 0
            || self.failed >= fewest_failed(settings)
            || (cancellation.enabled && self.cancelled >= cancellation.threshold)
    }
}

/// What the screen sees of a child in a period: nothing where no contact counts that can matter.
fn signs(settings: &Settings, child: Child<'_>, period: Period) -> Signs {
    if child.excluded().is_some() {
        return Signs::default();
    }
    let rows = child.all_rows();
    let from = rows.partition_point(|row| row.day() < period.first());
    let own = rows[from..].iter().take_while(|row| row.day() <= period.as_of).filter(|row| !row.is_duplicate());
    Signs::of(settings, own)
}

/// The children with a contact that may be a failed one, in ascending order.
pub(crate) fn children_with_failed(settings: &Settings, children: &Children, period: Period) -> Vec<ChildNumber> {
    let of_partition = children.by_partition(|own| {
        let with_failed = own.filter(|child| signs(settings, *child, period).failed > 0);
        with_failed.map(|child| child.number).collect::<Vec<ChildNumber>>()
    });
    of_partition.concat()
}

/// Whether the rule `not_seen` may hold for a child.
fn may_be_unseen(settings: &Settings, child: Child<'_>, period: Period) -> bool {
    settings.rules.not_seen.enabled
        && child.excluded().is_none()
        && is_unseen(settings, child.facts().factors, &child.rows(), period)
}

/// Whether a child with these factors and contacts has a contact in a period, and was not seen lately.
pub(crate) fn is_unseen<'a>(
    settings: &Settings,
    factors: u32,
    contacts: &(impl Iterator<Item = &'a Row> + Clone),
    period: Period,
) -> bool {
    let rule = &settings.rules.not_seen;
    let first = period.as_of.plus(1 - rule.days);
    let lately = |row: &Row| first <= row.day() && row.day() <= period.as_of;
    let in_person = settings.review.seen_in_person;
    let seen = |row: &Row| row.outcome() == Outcome::Seen && !(in_person && row.kind() == Kind::Remote);
    rule.factors.iter().any(|factor| factors & factor.bit() != 0)
        && contacts.clone().any(|row| period.contains(row.day()))
        && !contacts.clone().any(|row| lately(row) && seen(row))
}

/// The children for whom some rule may hold, in ascending order.
pub(crate) fn candidates(settings: &Settings, children: &Children, period: Period) -> Vec<ChildNumber> {
    let household = settings.rules.household;
    let found = children.by_partition(|own| {
        let mut listed: Vec<ChildNumber> = Vec::new();
        let mut households: Vec<(u32, ChildNumber, u32)> = Vec::new();
        for child in own {
            let signs = signs(settings, child, period);
            if signs.may_be_listed(settings) || may_be_unseen(settings, child, period) {
                listed.push(child.number);
            }
            if household.enabled
                && signs.failed > 0
                && let Some(home) = child.household()
            {
                households.push((home, child.number, signs.failed));
            }
        }
        (listed, households)
    });
    let mut listed: Vec<ChildNumber> = Vec::new();
    let mut together: HashMap<u32, (u32, Vec<ChildNumber>), FixedState> = HashMap::default();
    for (own, households) in found {
        listed.extend(own);
        for (home, child, failed) in households {
            let all = together.entry(home).or_default();
            all.0 += failed;
            all.1.push(child);
        }
    }
    let enough = |(failed, children): &(u32, Vec<ChildNumber>)| {
        *failed >= household.threshold && children.len() as u32 >= household.children
    };
    listed.extend(together.into_values().filter(enough).flat_map(|(_, children)| children));
    listed.sort_unstable();
    listed.dedup();
    listed
}

/// Whether some rule may hold for two children together.
pub(crate) fn may_be_listed_together(settings: &Settings, two: [Child<'_>; 2], period: Period) -> bool {
    if settings.rules.not_seen.enabled {
        return true;
    }
    let rows = two.iter().flat_map(|child| child.all_rows());
    let signs = Signs::of(settings, rows.filter(|row| period.contains(row.day()) && !row.is_duplicate()));
    let in_household = || two.iter().any(|child| child.household().is_some());
    signs.may_be_listed(settings) || (settings.rules.household.enabled && signs.failed > 0 && in_household())
}

/// The fewest failed contacts with which a rule other than `household` may hold.
fn fewest_failed(settings: &Settings) -> u32 {
    let rules = &settings.rules;
    let of = |enabled: bool, needed: u32| if enabled { needed } else { u32::MAX };
    [
        of(rules.repeated.enabled, rules.repeated.threshold),
        of(rules.cross_service.enabled, rules.cross_service.services),
        of(rules.unscheduled_care.enabled, rules.unscheduled_care.failed),
        of(rules.early_concern.enabled, rules.early_concern.threshold),
    ]
    .into_iter()
    .min()
    .unwrap_or(u32::MAX)
}
