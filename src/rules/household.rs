//! # `household`: failed contacts of brothers and sisters together
//!
//! ## What it looks for
//! The children of the child's household have at least `threshold` failed contacts between them in the review period, at
//! least `children` of them have one, and this child has one. A household is a `household_id` within its `id_scope`.
//! Children who are over age or have died do not count.
//!
//! ## Why
//! Staff should consider "any family members within their household e.g. parents, carers, siblings" (§5). If 3
//! children of one household each miss one appointment, no single record shows it.
//!
//! ## Settings
//! `[rules.household]` `enabled = true`, `threshold = 3`, `children = 2`.
//!
//! ## Example
//! The older sister has 2 failed contacts and the baby has 1: both are listed.

use super::{FewestFailed, HouseholdCount, Judgement, Rule, Subject, failed_contacts};
use crate::wording::counted;

/// The rule `household`.
pub(crate) struct Household;

impl Rule for Household {
    about!(household, "Failed contacts in the household", "§5");

    fn fewest_failed(&self) -> FewestFailed {
        // The child needs one; the others may be brothers' and sisters'.
        FewestFailed::One
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
        let sentence = household_sentence(household, subject.failed());
        if self.holds(subject) {
            let brief = format!("{} in the household", failed_contacts(household.failed));
            return Judgement::holds(sentence, brief, subject.timeline.evidence());
        }
        Judgement::does_not_hold(format!(
            "{sentence}; {} needed from at least {}, and at least 1 from this child",
            rule.threshold,
            counted(rule.children, "child", "children")
        ))
    }
}

/// For example `2 children in this household have 6 failed contacts between them; 5 are this child's`.
fn household_sentence(household: HouseholdCount, of_child: u32) -> String {
    let failed = failed_contacts(household.failed);
    let share = match of_child {
        0 => "none is this child's".to_owned(),
        1 => "1 is this child's".to_owned(),
        of_child => format!("{of_child} are this child's"),
    };
    match household.children {
        0 => "no child in this household has a failed contact".to_owned(),
        1 => format!("1 child in this household has {failed}; {share}"),
        children => format!("{children} children in this household have {failed} between them; {share}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_how_many_failed_contacts_are_the_childs() {
        for (failed, children, of_child, expected) in [
            (0, 0, 0, "no child in this household has a failed contact"),
            (1, 1, 0, "1 child in this household has 1 failed contact; none is this child's"),
            (2, 1, 2, "1 child in this household has 2 failed contacts; 2 are this child's"),
            (3, 2, 1, "2 children in this household have 3 failed contacts between them; 1 is this child's"),
            (6, 2, 5, "2 children in this household have 6 failed contacts between them; 5 are this child's"),
        ] {
            assert_eq!(household_sentence(HouseholdCount { failed, children }, of_child), expected);
        }
    }
}
