//! Screens all children for those who can have a finding at all, so that only their timelines are built.
//!
//! The screen never judges: it counts generously (contacts, not failed contacts; any factor) and lets through every child
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
    /// Contacts of which one may be enough for a rule.
    sufficient_alone: u32,
    /// Contacts at which the child was seen in unscheduled care.
    unscheduled_visits: u32,
}

impl ScreenCounts {
    /// Counts some contacts of a child.
    pub(crate) fn count<'a>(settings: &Settings, contacts: impl Iterator<Item = &'a Row>) -> Self {
        contacts.fold(Self::default(), |signs, contact| signs.with_contact(settings, contact))
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

    /// Whether a rule may hold because of other contacts than failed ones. Where none may, failed contacts by day and
    /// service, factors and households are all that rules have to be told.
    pub(crate) fn look_beyond_failed(self, settings: &Settings) -> bool {
        self.are_beyond_failed(settings, |contacts, needed| contacts >= needed)
    }

    /// Whether a rule asks for contacts other than failed ones of which there are `enough`, of so many that it needs.
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
    /// Failed ones, for a rule other than `household`.
    failed: u32,
    /// Failed ones of a child in a household, for `household`.
    in_household: u32,
    cancelled: u32,
}

impl ScreenThresholds {
    /// Takes them from the settings in force.
    pub(crate) fn from_settings(settings: &Settings) -> Self {
        let rules = &settings.rules;
        let of = |enabled: bool, needed: u32| if enabled { needed } else { u32::MAX };
        // A rule that no setting gives a number for asks for something else, which is looked for besides.
        let enabled = ALL.iter().filter(|rule| rule.enabled(rules));
        let failed = enabled.filter_map(|rule| rule.fewest_failed().setting(rules));
        let household = RuleId::Household.rule();
        Self {
            failed: failed.min().unwrap_or(u32::MAX),
            in_household: of(household.enabled(rules), household.fewest_failed().minimum(rules)),
            cancelled: of(rules.repeated_cancellation.enabled, rules.repeated_cancellation.threshold),
        }
    }

    /// The fewest failed contacts of a child, where nothing else may matter.
    pub(crate) fn failed(self, has_household: bool) -> u32 {
        if has_household { self.failed.min(self.in_household) } else { self.failed }
    }
}

/// A table of the contacts that may matter to a rule, by outcome and kind, for lookups of ten million contacts.
pub(crate) struct ContactMarks {
    by_code: [u8; 256],
    /// Whether a contact matters which says that an episode has ended, or a referral was closed.
    ends: bool,
}

/// The contact failed, made up for or not.
pub(crate) const FAILED: u8 = 1;
/// The contact may make a rule hold in another way.
pub(crate) const BEYOND: u8 = 2;

impl ContactMarks {
    /// Builds the table from the settings in force.
    pub(crate) fn new(settings: &Settings) -> Self {
        let mut of = [0; 256];
        for (outcome, kind) in
            Outcome::ALL.iter().flat_map(|outcome| Kind::ALL.iter().map(move |kind| (*outcome, *kind)))
        {
            let signs = ScreenCounts::default().with_one_contact(settings, outcome, kind, false);
            let beyond = signs.are_beyond_failed(settings, |contacts, _| contacts > 0);
            of[usize::from(Codes::place(outcome, kind))] =
                (FAILED * u8::from(signs.failed > 0)) | (BEYOND * u8::from(beyond));
        }
        Self { by_code: of, ends: settings.rules.closed_after_failed.enabled }
    }

    /// The marks of a contact: [`FAILED`], [`BEYOND`], both or neither.
    #[inline]
    pub(crate) fn of_contact(&self, contact: &Row) -> u8 {
        let own = self.by_code[usize::from(contact.codes.outcome_and_kind())];
        own | (BEYOND * u8::from(self.ends && contact.codes.has_ends()))
    }
}

/// Counts the contacts of a child in a period; zero where no contact that counts can matter.
fn count_in_period(settings: &Settings, child: Child<'_>, period: ReviewPeriod) -> ScreenCounts {
    if child.excluded().is_some() {
        return ScreenCounts::default();
    }
    let rows = child.all_rows();
    let from = rows.partition_point(|row| row.day() < period.first());
    let own = rows[from..].iter().take_while(|row| row.day() <= period.as_of).filter(|row| !row.is_duplicate());
    ScreenCounts::count(settings, own)
}

/// The children with a contact that may be a failed one, in ascending order.
pub(crate) fn children_with_failed(settings: &Settings, children: &Children, period: ReviewPeriod) -> Vec<ChildNumber> {
    let of_partition = children.by_partition(|own| {
        let with_failed = own.filter(|child| count_in_period(settings, *child, period).failed > 0);
        with_failed.map(|child| child.number).collect::<Vec<ChildNumber>>()
    });
    of_partition.concat()
}

/// Whether the rule `not_seen` may hold for a child.
fn may_be_unseen(settings: &Settings, child: Child<'_>, period: ReviewPeriod) -> bool {
    settings.rules.not_seen.enabled
        && child.excluded().is_none()
        && is_unseen(settings, child.facts().factors, &child.rows(), period)
}

/// Whether a child with these factors and contacts has a contact in a period, and was not seen lately.
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
    let found = children.by_partition(|own| {
        let mut listed: Vec<ChildNumber> = Vec::new();
        let mut households: Vec<(u32, ChildNumber, u32)> = Vec::new();
        for child in own {
            let signs = count_in_period(settings, child, period);
            if signs.may_be_listed(needed) || may_be_unseen(settings, child, period) {
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
        *failed >= household.threshold && count(children.len()) >= household.children
    };
    listed.extend(together.into_values().filter(enough).flat_map(|(_, children)| children));
    listed.sort_unstable();
    listed.dedup();
    listed
}

/// Whether some rule may hold for two children together.
pub(crate) fn may_be_listed_together(settings: &Settings, two: [Child<'_>; 2], period: ReviewPeriod) -> bool {
    if settings.rules.not_seen.enabled {
        return true;
    }
    let rows = two.iter().flat_map(|child| child.all_rows());
    let signs = ScreenCounts::count(settings, rows.filter(|row| period.contains(row.day()) && !row.is_duplicate()));
    let in_household = || two.iter().any(|child| child.household().is_some());
    signs.may_be_listed(ScreenThresholds::from_settings(settings))
        || (settings.rules.household.enabled && signs.failed > 0 && in_household())
}
