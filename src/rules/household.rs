//! # `household`: failed contacts of brothers and sisters together
//!
//! ## What it looks for
//! The children of the child's household have together at least `threshold` failed contacts in the review period, at
//! least `children` of them have one, and this child has one. A household is a `household_id` within its `id_scope`;
//! children who are over age or have died do not count.
//!
//! ## Why
//! Staff should consider "any family members within their household e.g. parents, carers, siblings" (§5). One missed
//! appointment each of three children is not three families' bad luck.
//!
//! ## Settings
//! `[rules.household]` `enabled = true`, `threshold = 3`, `children = 2`.
//!
//! ## Example
//! Two failed contacts of the older sister and one of the baby: both are listed.

use super::{Judgement, Rule, Subject, counted, failed_contacts};
use crate::config::settings::Rules;

/// The rule `household`.
pub struct Household;

impl Rule for Household {
    fn name(&self) -> &'static str {
        "household"
    }

    fn title(&self) -> &'static str {
        "Failed contacts in the household"
    }

    fn paragraph(&self) -> &'static str {
        "§5"
    }

    fn source(&self) -> &'static str {
        include_str!("household.rs")
    }

    fn enabled(&self, rules: &Rules) -> bool {
        rules.household.enabled
    }

    fn may_hold(&self, subject: &Subject<'_>) -> bool {
        subject.failed() >= 1 && subject.household.is_some()
    }

    fn holds(&self, subject: &Subject<'_>) -> bool {
        let rule = subject.settings.rules.household;
        subject.household.is_some_and(|household| {
            household.failed >= rule.threshold && household.children >= rule.children && subject.failed() >= 1
        })
    }

    fn looks_beyond_failed(&self) -> bool {
        false
    }

    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let rule = subject.settings.rules.household;
        let Some(household) = subject.household else {
            return Judgement::does_not_hold("no household is recorded for the child".to_owned());
        };
        let own = subject.failed();
        let told = format!(
            "{} of {} in the household together, {own} of them of this child",
            failed_contacts(household.failed),
            counted(household.children, "child", "children")
        );
        if self.holds(subject) {
            let brief = format!("{} in the household", failed_contacts(household.failed));
            return Judgement::holds(told, brief, subject.timeline.evidence());
        }
        Judgement::does_not_hold(format!(
            "{told}; {} of at least {} needed, and at least 1 of this child",
            rule.threshold,
            counted(rule.children, "child", "children")
        ))
    }
}
