//! Who is to be looked at, in polars: a second way to the same children, written apart from [`crate::rules`]. (The run down to
//! the cases, of which this is one stage, is [`crate::pipeline`].)
//!
//! [`crate::rules`] goes through one child's timeline and says why a rule holds. Here every rule is a few operations on a
//! table of all contacts, and says for whom it holds. A run in which the two ways differ publishes nothing
//! ([`agreement`]): so each case has been found twice.
//!
//! From top to bottom:
//!
//! 1. [`contacts`]: who is in the review period, one row a contact.
//! 2. [`failed`]: what is a failed contact, one row for each child, service and date.
//! 3. One file a rule: a function of these rows that returns the children for whom the rule holds.
//!
//! polars is used eagerly, and four operations do the work: `filter` keeps the rows that matter, `sort` puts together what
//! belongs together, `shift` compares a row with one before or after it, and a search in a sorted list finds what it has.
//! [`lists`] has the few words made of them.
//! `docs/detection.md` shows each rule's words beside its operations.

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

/// A function that finds the children for whom a rule holds: ascending, each once.
type Finds = fn(&Given<'_>) -> PolarsResult<UInt64Chunked>;

/// The rules that need no more than a child's own contacts.
const RULES: [(&str, Finds); 9] = [
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

/// How many children are looked at together: many, because each table costs something, however small it is; and not so many
/// that the tables outgrow the processor's cache.
const GROUP_SIZE: usize = 8_192;

/// The one rule that looks at brothers and sisters, who may be in different groups of children.
const HOUSEHOLD: &str = "household";

/// What was detected in one group of children: [`combine_groups`] puts groups together.
pub(crate) struct GroupResult {
    /// The children of each rule in force that needs no more than their own contacts.
    rules: Vec<(&'static str, UInt64Chunked)>,
    /// What the rule `household` must know of them, if it is in force.
    households: Option<DataFrame>,
}

/// For each rule in force, the children for whom it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildrenByRule {
    rules: Vec<(&'static str, Vec<ChildNumber>)>,
}

impl ChildrenByRule {
    /// The children for whom a rule holds, ascending; nothing where it is not in force.
    pub fn children(&self, rule: &str) -> Option<&[ChildNumber]> {
        self.rules.iter().find(|(name, _)| *name == rule).map(|(_, children)| children.as_slice())
    }
}

/// Finds the cases among these children (ascending) again, group by group, so that memory does not grow with them.
///
/// # Errors
/// What polars fails with, which would be a fault of the program.
pub fn find_again(all: &ReviewInput<'_>, children: &[ChildNumber]) -> PolarsResult<ChildrenByRule> {
    let period = ReviewPeriod::new(all.settings, all.as_of);
    let detected =
        |group: &[ChildNumber]| detect_group(all.settings, &frames::of_children(all, group, period)?, period);
    let parts: Vec<GroupResult> = children.par_chunks(GROUP_SIZE).map(detected).collect::<PolarsResult<_>>()?;
    combine_groups(all.settings, &parts)
}

/// Detects in one group of children, all of whose contacts are in these frames.
///
/// # Errors
/// What polars fails with, which would be a fault of the program.
pub(crate) fn detect_group(settings: &Settings, frames: &Frames, period: ReviewPeriod) -> PolarsResult<GroupResult> {
    let given = Given::of(settings, frames, period)?;
    let in_force = RULES.iter().filter(|(rule, _)| enabled(settings, rule));
    Ok(GroupResult {
        rules: in_force.map(|(rule, finds)| Ok((*rule, finds(&given)?))).collect::<PolarsResult<_>>()?,
        households: enabled(settings, HOUSEHOLD).then(|| household::failed_in_households(&given)).transpose()?,
    })
}

/// What has been detected in all groups of children together.
///
/// # Errors
/// What polars fails with, which would be a fault of the program.
pub(crate) fn combine_groups(settings: &Settings, parts: &[GroupResult]) -> PolarsResult<ChildrenByRule> {
    let mut rules: Vec<(&'static str, Vec<ChildNumber>)> = Vec::new();
    for (rule, _) in RULES.iter().filter(|(rule, _)| enabled(settings, rule)) {
        let of_rule = parts.iter().flat_map(|part| part.rules.iter().filter(|(name, _)| name == rule));
        rules.push((rule, ascending(of_rule.map(|(_, children)| children))));
    }
    if enabled(settings, HOUSEHOLD) {
        let of_parts = parts.iter().filter_map(|part| part.households.as_ref());
        let children = household::children(settings, of_parts)?;
        rules.push((HOUSEHOLD, ascending(children.iter())));
    }
    Ok(ChildrenByRule { rules })
}

fn enabled(settings: &Settings, rule: &str) -> bool {
    rules::find(rule).is_some_and(|rule| rule.enabled(&settings.rules))
}

/// The numbers of the children of all these lists, ascending.
fn ascending<'a>(lists: impl Iterator<Item = &'a UInt64Chunked>) -> Vec<ChildNumber> {
    let child = |number: u64| ChildNumber::new(u32::try_from(number).expect("the frame's numbers are of four bytes"));
    let mut all: Vec<ChildNumber> = lists.flat_map(UInt64Chunked::into_no_null_iter).map(child).collect();
    all.sort_unstable();
    all
}
