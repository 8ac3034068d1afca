//! Screens all children for those who may have a finding, so that only their timelines are built.
//!
//! The screen does not judge. It counts generously (contacts, not failed contacts; any factor) and lets through every child
//! for whom some rule may hold. The rules decide.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::{ALL, RuleId};
use crate::child::timeline::{CountingSettings, ReviewPeriod};
use crate::config::settings::Settings;
use crate::contact::columns::Codes;
use crate::numbers::count;
use crate::store::{Child, ChildNumber, Children, Row};
use crate::vocabulary::{Kind, Outcome};

/// Counts of a child's contacts in a period that may make a rule hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScreenCounts {
    /// Contacts with a failed outcome, unscheduled ones left out.
    pub(crate) failed: u32,
    /// Contacts that the family cancelled.
    cancelled: u32,
    /// Contacts any one of which may make a rule hold.
    sufficient_alone: u32,
    /// Contacts at which the child was seen in unscheduled care.
    unscheduled_visits: u32,
}

impl ScreenCounts {
    /// Counts some contacts of a child.
    pub(crate) fn count<'a>(settings: &Settings, contacts: impl Iterator<Item = &'a Row>) -> Self {
        contacts.fold(Self::default(), |counts, contact| counts.with_contact(settings, contact))
    }

    /// Adds one contact.
    #[must_use]
    fn with_contact(self, settings: &Settings, contact: &Row) -> Self {
        self.with_one_contact(settings, contact.outcome(), contact.kind(), contact.codes.has_ends())
    }

    fn with_one_contact(self, settings: &Settings, outcome: Outcome, kind: Kind, has_ends: bool) -> Self {
        let rules = &settings.rules;
        let alone = match outcome {
            Outcome::WhereaboutsUnknown => rules.whereabouts_unknown.enabled,
            Outcome::Disengaged => rules.disengaged.enabled,
            _ => false,
        } || (rules.closed_after_failed.enabled && has_ends);
        Self {
            failed: self.failed + u32::from(CountingSettings::from_settings(settings).has_failed(outcome, kind)),
            cancelled: self.cancelled + u32::from(outcome == Outcome::CancelledByFamily),
            sufficient_alone: self.sufficient_alone + u32::from(alone),
            unscheduled_visits: self.unscheduled_visits
                + u32::from(kind == Kind::Unscheduled && outcome == Outcome::Seen),
        }
    }

    /// The same counts with this number of failed contacts.
    #[must_use]
    pub(crate) fn with_failed(self, failed: usize) -> Self {
        Self { failed: count(failed), ..self }
    }

    /// Whether a rule may hold because of contacts other than failed ones. If not, the rules need only the failed contacts by day
    /// and service, the factors and the household.
    pub(crate) fn look_beyond_failed(self, settings: &Settings) -> bool {
        self.are_beyond_failed(settings, |contacts, needed| contacts >= needed)
    }

    /// Whether a rule may hold because of contacts other than failed ones. `enough` compares the number of contacts with the
    /// number that the rule needs.
    fn are_beyond_failed(self, settings: &Settings, enough: impl Fn(u32, u32) -> bool) -> bool {
        let rules = &settings.rules;
        self.sufficient_alone > 0
            || (rules.unscheduled_care.enabled && enough(self.unscheduled_visits, rules.unscheduled_care.attendances))
            || (rules.repeated_cancellation.enabled && enough(self.cancelled, rules.repeated_cancellation.threshold))
    }

    /// Whether some rule other than `household` may hold.
    pub(crate) const fn may_be_listed(self, needed: ScreenThresholds) -> bool {
        self.sufficient_alone > 0 || self.failed >= needed.failed || self.cancelled >= needed.cancelled
    }
}

/// The fewest contacts with which some rule may hold.
#[derive(Clone, Copy)]
pub(crate) struct ScreenThresholds {
    /// Failed contacts, for a rule other than `household`.
    failed: u32,
    /// Failed contacts of a child in a household, for `household`.
    in_household: u32,
    /// Contacts that the family cancelled.
    cancelled: u32,
}

impl ScreenThresholds {
    /// Takes the thresholds from the settings in force.
    pub(crate) fn from_settings(settings: &Settings) -> Self {
        let rules = &settings.rules;
        let if_enabled = |enabled: bool, needed: u32| if enabled { needed } else { u32::MAX };
        // A rule without such a setting needs other contacts as well, which the screen counts separately.
        let enabled = ALL.iter().filter(|rule| rule.enabled(rules));
        let failed = enabled.filter_map(|rule| rule.fewest_failed().setting(rules));
        let household = RuleId::Household.rule();
        Self {
            failed: failed.min().unwrap_or(u32::MAX),
            in_household: if_enabled(household.enabled(rules), household.fewest_failed().minimum(rules)),
            cancelled: if_enabled(rules.repeated_cancellation.enabled, rules.repeated_cancellation.threshold),
        }
    }

    /// The fewest failed contacts with which a rule may hold for a child who has no other contact that matters.
    pub(crate) fn failed(self, has_household: bool) -> u32 {
        if has_household { self.failed.min(self.in_household) } else { self.failed }
    }
}

/// A table, by outcome and kind, of how a contact may matter to a rule. It makes the check of ten million contacts fast.
pub(crate) struct ContactMarks {
    by_code: [u8; 256],
    /// Whether it matters that a contact's record says that an episode ended or a referral was closed.
    ends: bool,
}

/// The contact has a failed outcome, even if the child was seen the same day.
pub(crate) const FAILED: u8 = 1;
/// The contact may make a rule hold in another way.
pub(crate) const BEYOND: u8 = 2;

impl ContactMarks {
    /// Builds the table from the settings in force.
    pub(crate) fn new(settings: &Settings) -> Self {
        let mut by_code = [0; 256];
        for (outcome, kind) in
            Outcome::ALL.iter().flat_map(|outcome| Kind::ALL.iter().map(move |kind| (*outcome, *kind)))
        {
            let counts = ScreenCounts::default().with_one_contact(settings, outcome, kind, false);
            let beyond = counts.are_beyond_failed(settings, |contacts, _| contacts > 0);
            by_code[usize::from(Codes::place(outcome, kind))] =
                (FAILED * u8::from(counts.failed > 0)) | (BEYOND * u8::from(beyond));
        }
        Self { by_code, ends: settings.rules.closed_after_failed.enabled }
    }

    /// The marks of a contact: [`FAILED`], [`BEYOND`], both or neither.
    #[inline]
    pub(crate) fn of_contact(&self, contact: &Row) -> u8 {
        let marks = self.by_code[usize::from(contact.codes.outcome_and_kind())];
        marks | (BEYOND * u8::from(self.ends && contact.codes.has_ends()))
    }
}

/// Counts the contacts of a child in a period, with zeros for an excluded child.
fn count_in_period(settings: &Settings, child: Child<'_>, period: ReviewPeriod) -> ScreenCounts {
    if child.excluded().is_some() { ScreenCounts::default() } else { count_whoever(settings, child, period) }
}

/// Counts the contacts of anybody in a period.
fn count_whoever(settings: &Settings, child: Child<'_>, period: ReviewPeriod) -> ScreenCounts {
    let rows = child.all_rows();
    let from = rows.partition_point(|row| row.day() < period.first());
    let in_period = rows[from..].iter().take_while(|row| row.day() <= period.as_of);
    ScreenCounts::count(settings, in_period.filter(|row| !row.is_duplicate()))
}

/// The children with a contact that may be a failed one, in ascending order.
pub(crate) fn children_with_failed(settings: &Settings, children: &Children, period: ReviewPeriod) -> Vec<ChildNumber> {
    let numbers = children.by_partition(|partition| {
        let with_failed = partition.filter(|child| count_in_period(settings, *child, period).failed > 0);
        with_failed.map(|child| child.number).collect::<Vec<ChildNumber>>()
    });
    numbers.concat()
}

/// Whether the rule `not_seen` may hold for a child.
fn may_be_unseen(settings: &Settings, child: Child<'_>, period: ReviewPeriod) -> bool {
    settings.rules.not_seen.enabled
        && child.excluded().is_none()
        && is_unseen(settings, child.facts().factors, &child.rows(), period)
}

/// Whether `not_seen` may hold for a child with these factors and contacts: one of its factors, a contact in the period, and not
/// seen in its last days.
pub(crate) fn is_unseen<'a>(
    settings: &Settings,
    factors: u32,
    contacts: &(impl Iterator<Item = &'a Row> + Clone),
    period: ReviewPeriod,
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
pub(crate) fn candidates(settings: &Settings, children: &Children, period: ReviewPeriod) -> Vec<ChildNumber> {
    let household = settings.rules.household;
    let needed = ScreenThresholds::from_settings(settings);
    let by_partition = children.by_partition(|partition| {
        let mut candidates: Vec<ChildNumber> = Vec::new();
        let mut in_households: Vec<(u32, ChildNumber, u32)> = Vec::new();
        for child in partition {
            let counts = count_in_period(settings, child, period);
            if counts.may_be_listed(needed) || may_be_unseen(settings, child, period) {
                candidates.push(child.number);
            }
            if household.enabled
                && counts.failed > 0
                && let Some(home) = child.household()
            {
                in_households.push((home, child.number, counts.failed));
            }
        }
        (candidates, in_households)
    });
    let mut candidates: Vec<ChildNumber> = Vec::new();
    let mut households: HashMap<u32, (u32, Vec<ChildNumber>), FixedState> = HashMap::default();
    for (of_partition, in_households) in by_partition {
        candidates.extend(of_partition);
        for (home, child, failed) in in_households {
            let (all_failed, children) = households.entry(home).or_default();
            *all_failed += failed;
            children.push(child);
        }
    }
    let may_hold = |(failed, children): &(u32, Vec<ChildNumber>)| {
        *failed >= household.threshold && count(children.len()) >= household.children
    };
    candidates.extend(households.into_values().filter(may_hold).flat_map(|(_, children)| children));
    candidates.sort_unstable();
    candidates.dedup();
    candidates
}

/// Whether some rule may hold, other than `household` and `not_seen`, for somebody who is excluded as an adult.
pub(crate) fn may_be_listed_as_child(settings: &Settings, child: Child<'_>, period: ReviewPeriod) -> bool {
    count_whoever(settings, child, period).may_be_listed(ScreenThresholds::from_settings(settings))
}

/// Whether some rule may hold if two children are one.
pub(crate) fn may_be_listed_together(settings: &Settings, two: [Child<'_>; 2], period: ReviewPeriod) -> bool {
    if settings.rules.not_seen.enabled {
        return true;
    }
    let rows = two.iter().flat_map(|child| child.all_rows());
    let counts = ScreenCounts::count(settings, rows.filter(|row| period.contains(row.day()) && !row.is_duplicate()));
    let in_household = || two.iter().any(|child| child.household().is_some());
    counts.may_be_listed(ScreenThresholds::from_settings(settings))
        || (settings.rules.household.enabled && counts.failed > 0 && in_household())
}
