//! Detection: finds the children of every rule a second time, in polars, independently of [`crate::rules`]. It is one stage of
//! [`crate::pipeline`].
//!
//! [`crate::rules`] goes through one child's timeline and says why a rule holds. Here each rule is a few operations on a table of
//! all contacts, which return the children for whom it holds. A run in which the two differ publishes nothing ([`agreement`]), so
//! every published case has been found twice.
//!
//! The files build on each other in this order:
//!
//! 1. [`contacts`] makes the contacts of the review period, with one row for each contact.
//! 2. [`failed`] makes the failed contacts, with one row for each child, service and date.
//! 3. Each rule has a file with a function of these rows, which returns the children for whom the rule holds.
//!
//! polars is used eagerly, and four operations do the work: `filter` keeps the rows that matter, `sort` brings together rows that
//! belong together, `shift` compares a row with one before or after it, and a search in a sorted list says what the list has.
//! [`lists`] has the functions made of them. `docs/detection.md` shows each rule's text next to its operations.

pub(crate) mod agreement;
mod closed_after_failed;
mod contacts;
mod cross_service;
mod disengaged;
mod early_concern;
mod failed;
pub(crate) mod frames;
mod household;
mod lists;
mod not_seen;
mod repeated;
mod repeated_cancellation;
mod since;
#[cfg(test)]
mod tests;
mod unscheduled_care;
mod whereabouts_unknown;

use polars_core::prelude::*;
use rayon::prelude::*;

use self::contacts::Given;
use self::frames::Frames;
use crate::cases::ReviewInput;
use crate::child::timeline::ReviewPeriod;
use crate::config::settings::Settings;
use crate::rules;
use crate::store::ChildNumber;

/// A function that returns the children for whom a rule holds, ascending and without repeats.
type FindChildren = fn(&Given<'_>) -> PolarsResult<UInt64Chunked>;

/// The rules that need only a child's own contacts.
const RULES: [(&str, FindChildren); 9] = [
    ("repeated", repeated::children),
    ("cross_service", cross_service::children),
    ("whereabouts_unknown", whereabouts_unknown::children),
    ("disengaged", disengaged::children),
    ("unscheduled_care", unscheduled_care::children),
    ("early_concern", early_concern::children),
    ("closed_after_failed", closed_after_failed::children),
    ("not_seen", not_seen::children),
    ("repeated_cancellation", repeated_cancellation::children),
];

/// How many children are looked at together. Each table has a fixed cost, so there should be many; but the tables should fit in
/// the processor's cache.
const GROUP_SIZE: usize = 8_192;

/// The one rule that looks at brothers and sisters, who may be in different groups of children.
const HOUSEHOLD: &str = "household";

/// What was detected in one group of children. [`combine_groups`] combines the groups.
pub(crate) struct GroupResult {
    /// For each enabled rule of [`RULES`], the children for whom it holds.
    rules: Vec<(&'static str, UInt64Chunked)>,
    /// If the rule `household` is enabled, the group's failed contacts with their households.
    households: Option<DataFrame>,
}

/// For each enabled rule, the children for whom it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildrenByRule {
    rules: Vec<(&'static str, Vec<ChildNumber>)>,
}

impl ChildrenByRule {
    /// The children for whom a rule holds, ascending. Returns nothing if the rule is not enabled.
    pub fn children(&self, rule: &str) -> Option<&[ChildNumber]> {
        self.rules.iter().find(|(name, _)| *name == rule).map(|(_, children)| children.as_slice())
    }
}

/// Finds the cases among these children (ascending) again. It looks at groups of children, so that the tables stay small.
///
/// # Errors
/// Any error of polars, which would be a bug.
pub fn find_again(input: &ReviewInput<'_>, children: &[ChildNumber]) -> PolarsResult<ChildrenByRule> {
    let period = ReviewPeriod::new(input.settings, input.as_of);
    let detect =
        |children: &[ChildNumber]| detect_group(input.settings, &frames::of_children(input, children, period)?, period);
    let groups: Vec<GroupResult> = children.par_chunks(GROUP_SIZE).map(detect).collect::<PolarsResult<_>>()?;
    combine_groups(input.settings, &groups)
}

/// Finds the children of each rule in one group, whose contacts are in these frames.
///
/// # Errors
/// Any error of polars, which would be a bug.
pub(crate) fn detect_group(settings: &Settings, frames: &Frames, period: ReviewPeriod) -> PolarsResult<GroupResult> {
    let given = Given::of(settings, frames, period)?;
    let enabled_rules = RULES.iter().filter(|(rule, _)| enabled(settings, rule));
    Ok(GroupResult {
        rules: enabled_rules
            .map(|(rule, find_children)| Ok((*rule, find_children(&given)?)))
            .collect::<PolarsResult<_>>()?,
        households: enabled(settings, HOUSEHOLD).then(|| household::failed_in_households(&given)).transpose()?,
    })
}

/// Combines what was detected in all groups of children.
///
/// # Errors
/// Any error of polars, which would be a bug.
pub(crate) fn combine_groups(settings: &Settings, groups: &[GroupResult]) -> PolarsResult<ChildrenByRule> {
    let mut rules: Vec<(&'static str, Vec<ChildNumber>)> = Vec::new();
    for (rule, _) in RULES.iter().filter(|(rule, _)| enabled(settings, rule)) {
        let of_rule = groups.iter().flat_map(|group| group.rules.iter().filter(|(name, _)| name == rule));
        rules.push((rule, ascending(of_rule.map(|(_, children)| children))));
    }
    if enabled(settings, HOUSEHOLD) {
        let households = groups.iter().filter_map(|group| group.households.as_ref());
        let children = household::children(settings, households)?;
        rules.push((HOUSEHOLD, ascending(children.iter())));
    }
    Ok(ChildrenByRule { rules })
}

fn enabled(settings: &Settings, rule: &str) -> bool {
    rules::find(rule).is_some_and(|rule| rule.enabled(&settings.rules))
}

/// The children of all these lists, ascending.
fn ascending<'a>(lists: impl Iterator<Item = &'a UInt64Chunked>) -> Vec<ChildNumber> {
    let child = |number: u64| ChildNumber::new(u32::try_from(number).expect("children's numbers fit in four bytes"));
    let mut all: Vec<ChildNumber> = lists.flat_map(UInt64Chunked::into_no_null_iter).map(child).collect();
    all.sort_unstable();
    all
}
