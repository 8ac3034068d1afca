//! Checks that the rules and the detection have found the same children.

use rayon::prelude::*;

use super::ChildrenByRule;
use crate::cases::Case;
use crate::config::settings::Settings;
use crate::numbers::count;
use crate::rules::{self, HeldRules};
use crate::stop::Stop;
use crate::store::ChildNumber;
use crate::wording;

/// Compares the children that were detected with those whom the rules have listed.
///
/// # Errors
/// A bug, where they differ: which rules, and about how many children; never about whom.
pub(crate) fn check_agreement(settings: &Settings, detected: &ChildrenByRule, cases: &[Case]) -> Result<(), Stop> {
    let mut differ: Vec<String> = Vec::new();
    let mut by_child: Vec<(ChildNumber, HeldRules)> = cases.iter().map(|case| (case.child, case.rules)).collect();
    by_child.par_sort_unstable_by_key(|(child, _)| *child);
    for (index, rule) in rules::ALL.iter().enumerate().filter(|(_, rule)| rule.enabled(&settings.rules)) {
        let holds = |(child, held): &(ChildNumber, HeldRules)| held.has_index(index).then_some(*child);
        let judged: Vec<ChildNumber> = by_child.iter().filter_map(holds).collect();
        match detected.children(rule.name()) {
            None => differ.push(format!("`{}` is not detected at all", rule.name())),
            Some(detected) => {
                let number = count_differences(detected, &judged);
                if number > 0 {
                    differ.push(format!("`{}` for {}", rule.name(), wording::counted(number, "child", "children")));
                }
            }
        }
    }
    if differ.is_empty() {
        return Ok(());
    }
    Err(Stop::Bug(format!("the rules and the detection differ: {}", wording::listed(&differ))))
}

/// How many numbers are in one of two ascending lists only.
fn count_differences(one: &[ChildNumber], other: &[ChildNumber]) -> u32 {
    let missing =
        |from: &[ChildNumber], of: &[ChildNumber]| of.iter().filter(|child| from.binary_search(child).is_err()).count();
    count(missing(one, other) + missing(other, one))
}
