//! Checks that the rules and the detection found the same children.

use rayon::prelude::*;

use super::ChildrenByRule;
use crate::cases::Case;
use crate::config::settings::Settings;
use crate::numbers::count;
use crate::rules::{self, HeldRules};
use crate::stop::Stop;
use crate::store::ChildNumber;
use crate::wording;

/// Compares the children who were detected with those whom the rules listed.
///
/// # Errors
/// If they differ, a bug that names the rules and the number of children, but no child.
pub(crate) fn check_agreement(settings: &Settings, detected: &ChildrenByRule, cases: &[Case]) -> Result<(), Stop> {
    let mut differences: Vec<String> = Vec::new();
    let mut by_child: Vec<(ChildNumber, HeldRules)> = cases.iter().map(|case| (case.child, case.rules)).collect();
    by_child.par_sort_unstable_by_key(|(child, _)| *child);
    for (index, rule) in rules::ALL.iter().enumerate().filter(|(_, rule)| rule.enabled(&settings.rules)) {
        let holds = |(child, held): &(ChildNumber, HeldRules)| held.has_index(index).then_some(*child);
        let judged: Vec<ChildNumber> = by_child.iter().filter_map(holds).collect();
        match detected.children(rule.name()) {
            None => differences.push(format!("`{}` is not detected at all", rule.name())),
            Some(detected) => {
                let number = count_differences(detected, &judged);
                if number > 0 {
                    differences.push(format!(
                        "`{}` for {}",
                        rule.name(),
                        wording::counted(number, "child", "children")
                    ));
                }
            }
        }
    }
    if differences.is_empty() {
        return Ok(());
    }
    Err(Stop::Bug(format!("the rules and the detection differ: {}", wording::listed(&differences))))
}

/// How many numbers are in only one of two ascending lists.
fn count_differences(one: &[ChildNumber], other: &[ChildNumber]) -> u32 {
    let missing =
        |from: &[ChildNumber], of: &[ChildNumber]| of.iter().filter(|child| from.binary_search(child).is_err()).count();
    count(missing(one, other) + missing(other, one))
}
