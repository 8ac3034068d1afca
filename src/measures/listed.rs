//! Counts the children for whom rules held at month ends.

use super::on_day::{ChildHistory, HouseholdsAtEnds, rules_at_end};
use super::pass::Pass;
use crate::cases;
use crate::numbers::add_each;
use crate::rules::HeldRules;
use crate::vocabulary::Priority;

/// Counts of children for whom rules held.
pub(crate) struct ListedChildren {
    /// Children by month end and enabled rule.
    pub(crate) trend: Vec<Vec<u64>>,
    /// Children at the last month end by enabled rule and priority.
    pub(crate) rules: Vec<[u64; Priority::ALL.len()]>,
}

impl ListedChildren {
    /// Empty counts for this many month ends and rules.
    pub(crate) fn new(ends: usize, rules: usize) -> Self {
        Self { trend: vec![vec![0; rules]; ends], rules: vec![[0; Priority::ALL.len()]; rules] }
    }

    /// Counts the child's cases at the month ends. Returns the priority at the last, if the child was a case then.
    pub(crate) fn add_child(
        &mut self,
        pass: &Pass<'_>,
        households: &HouseholdsAtEnds,
        past: &ChildHistory<'_>,
    ) -> Option<Priority> {
        let settings = &pass.review.settings;
        let last = pass.ends.len() - 1;
        let mut case = None;
        let mut held = HeldRules::default();
        past.for_each_end(|end, then| {
            if !then.is_as_before {
                held = rules_at_end(pass.review, end, &then, households);
            }
            if held.is_empty() {
                return;
            }
            let priority = cases::priority(settings, held, then.facts.factors);
            if end == last {
                case = Some(priority);
            }
            for (rule, index) in pass.enabled.iter().enumerate() {
                if held.has_index(*index) {
                    self.trend[end][rule] += 1;
                    self.rules[rule][usize::from(priority.code())] += u64::from(end == last);
                }
            }
        });
        case
    }

    /// Adds the counts of other children.
    pub(crate) fn join(&mut self, other: &Self) {
        self.trend.iter_mut().zip(&other.trend).for_each(|(rules, more)| add_each(rules, more.iter().copied()));
        add_each(self.rules.as_flattened_mut(), other.rules.iter().flatten().copied());
    }
}
