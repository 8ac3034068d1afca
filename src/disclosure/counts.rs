//! What disclosure control is given: the true counts of a commissioner pack, which [`crate::measures`] has counted.

use std::collections::BTreeSet;

use super::TrueCount;
use crate::day::Month;
use crate::vocabulary::Priority;

/// Contacts that were due, and those of them that failed: contacts other than unscheduled ones whose outcome is `seen` or
/// one of `failed_contact.outcomes`, one contact each.
#[derive(Clone, Copy, Debug, Default)]
pub struct Due {
    /// All of them.
    pub due: TrueCount,
    /// Those that failed.
    pub failed: TrueCount,
}

impl Due {
    /// One contact.
    pub fn one(failed: bool) -> Self {
        Self { due: TrueCount::new(1), failed: TrueCount::new(u64::from(failed)) }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { due: self.due + other.due, failed: self.failed + other.failed }
    }
}

/// All true counts of a commissioner pack.
#[derive(Clone, Debug)]
pub struct Measures {
    /// The 24 months of the activity, oldest first; the last is the month that the pack speaks for.
    pub months: Vec<Month>,
    /// Contacts of every service, by code point of its name: those with a due contact in the 24 months.
    pub activity: Vec<ServiceActivity>,
    /// The breakdowns of the last 12 months, in the order of the table.
    pub dimensions: Vec<Dimension>,
    /// Children by enabled rule, in the rules' order, and priority at the end of the last month.
    pub rules: Vec<RuleCount>,
    /// The last 12 month ends, oldest first, each with the children of every enabled rule.
    pub trend: Vec<MonthEnd>,
    /// Children for whom `repeated` would hold at the end of the last month, for each threshold (2 to 6) and period
    /// (180, 365, 730 days): thresholds ascending, and periods ascending within one.
    pub thresholds: Vec<ThresholdCount>,
    /// Names of the enabled rules, in the rules' order.
    pub rule_names: Vec<&'static str>,
}

/// The contacts of one service.
#[derive(Clone, Debug)]
pub struct ServiceActivity {
    /// The service.
    pub service: String,
    /// One a month of [`Measures::months`].
    pub by_month: Vec<Due>,
}

/// One way of dividing the due contacts of the last 12 months, or the children who had them.
#[derive(Clone, Debug)]
pub struct Dimension {
    /// Its word in `breakdown.csv`.
    pub name: &'static str,
    /// Whether each child is in exactly one of its groups (age, sex, …) rather than in each group in which the child
    /// had a due contact (service, kind, …).
    pub of_children: bool,
    /// Its groups in the order of the table: by code point (ages by age), `Not known` last where it is there.
    pub groups: Vec<Group>,
    /// Which kinds of children are in which group: the kind's place, and the group's; each pair once, in ascending order.
    pub members: Vec<(u32, u16)>,
    /// The kinds of children: all of one are in the same groups.
    pub kinds: std::sync::Arc<Vec<Kind>>,
}

/// Children who are in the same groups of a dimension.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// How many they are.
    pub children: TrueCount,
    /// Whether they are a case, by any rule, at the end of the last month.
    pub is_case: bool,
}

/// One group of a dimension.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name, where it has one; none is `Not known`.
    pub name: Option<String>,
    /// Its contacts in the last 12 months.
    pub due: Due,
}

/// What a line of `breakdown.csv` counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct GroupCounts {
    /// Children with at least one due contact in the group.
    pub children: TrueCount,
    /// Contacts.
    pub due: Due,
    /// Those of the children who are a case.
    pub children_with_case: TrueCount,
}

impl Dimension {
    /// The counts of some groups (by place) taken together: a child who is in several counts once.
    pub fn together(&self, groups: &BTreeSet<u16>) -> GroupCounts {
        let mut last = None;
        let mut counts = GroupCounts::default();
        for (place, group) in &self.members {
            if groups.contains(group) && last != Some(*place) {
                last = Some(*place);
                let kind = self.kinds[*place as usize];
                counts.children += kind.children;
                if kind.is_case {
                    counts.children_with_case += kind.children;
                }
            }
        }
        for group in groups {
            counts.due = counts.due.plus(self.groups[usize::from(*group)].due);
        }
        counts
    }
}

/// The children for whom a rule holds.
#[derive(Clone, Debug)]
pub struct RuleCount {
    /// The rule.
    pub rule: &'static str,
    /// The priority of their cases.
    pub priority: Priority,
    /// How many.
    pub children: TrueCount,
}

/// The cases as they would have been at the end of a month.
#[derive(Clone, Debug)]
pub struct MonthEnd {
    /// The month.
    pub month: Month,
    /// The children of every enabled rule, in the rules' order.
    pub by_rule: Vec<TrueCount>,
}

/// What another threshold would mean.
#[derive(Clone, Debug)]
pub struct ThresholdCount {
    /// Failed contacts needed.
    pub threshold: u32,
    /// Length of the review period in days.
    pub period_days: i32,
    /// Children with so many in it.
    pub children: TrueCount,
}
