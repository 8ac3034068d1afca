//! What the commissioner pack counts, before disclosure control: true counts over contacts and children.
//!
//! Nothing here can be printed. [`TrueCount`] has neither `Display` nor `Serialize`, and its `Debug` shows nothing; only
//! [`crate::disclosure`] turns true counts into what may be published.

mod breakdown;
mod due;
pub mod funnel;
mod measure;
mod on_day;
mod pass;
mod people;
pub mod spc;
#[cfg(test)]
mod tests;
mod thresholds;
pub mod wilson;

use std::collections::BTreeSet;
use std::fmt;

pub use measure::measure;

use crate::day::Month;
use crate::vocabulary::Priority;

/// A count as it is: of contacts or of children. It has no way onto a page.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TrueCount(pub u64);

impl fmt::Debug for TrueCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TrueCount(…)")
    }
}

/// Contacts that were due, and those of them that failed: contacts other than unscheduled ones whose outcome is `seen` or
/// one of `failed_contact.outcomes`, one contact each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// All of them.
    pub due: TrueCount,
    /// Those that failed.
    pub failed: TrueCount,
}

impl Due {
    /// One contact.
    pub fn one(failed: bool) -> Self {
        Self { due: TrueCount(1), failed: TrueCount(u64::from(failed)) }
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { due: TrueCount(self.due.0 + other.due.0), failed: TrueCount(self.failed.0 + other.failed.0) }
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// How many they are.
    pub children: u64,
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
                counts.children.0 += kind.children;
                counts.children_with_case.0 += if kind.is_case { kind.children } else { 0 };
            }
        }
        for group in groups {
            let due = self.groups[usize::from(*group)].due;
            counts.due.due.0 += due.due.0;
            counts.due.failed.0 += due.failed.0;
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
