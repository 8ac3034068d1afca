//! The cases at the ends of months: by rule and priority, and their course over a year.

use super::on_day::Listed;
use super::{MonthEnd, RuleCount, TrueCount};
use crate::day::Month;
use crate::vocabulary::Priority;

/// Children by enabled rule and priority, in that order.
pub fn rules(names: &[&'static str], listed: &[Listed]) -> Vec<RuleCount> {
    let of_rule = |rule: &'static str| {
        Priority::ALL.iter().map(move |priority| {
            let children = listed.iter().filter(|l| l.priority == *priority && l.rules.contains(&rule)).count();
            RuleCount { rule, priority: *priority, children: TrueCount(children as u64) }
        })
    };
    names.iter().flat_map(|rule| of_rule(rule)).collect()
}

/// The children of every enabled rule at the end of a month.
pub fn month_end(month: Month, names: &[&'static str], listed: &[Listed]) -> MonthEnd {
    let children = |rule: &&'static str| listed.iter().filter(|l| l.rules.contains(rule)).count() as u64;
    MonthEnd { month, by_rule: names.iter().map(|rule| TrueCount(children(rule))).collect() }
}
