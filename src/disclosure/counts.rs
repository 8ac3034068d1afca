//! The true counts of a commissioner pack, from [`crate::measures`] to disclosure control.

use std::collections::BTreeSet;

use super::published::{RuleRow, ThresholdRow};
use super::{Tally, TrueCount};
use crate::day::Month;
use crate::vocabulary::Priority;

/// A class in which a contact of a group is counted. Contacts of unscheduled care have no class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ContactClass {
    /// Due in the last 12 months: the outcome is `seen` or one of `failed_contact.outcomes`.
    Due,
    /// Due in the last 12 months, and failed.
    Failed,
    /// Due in the last 12 months, and seen.
    Seen,
    /// In the last 12 months and without an outcome.
    NoOutcome,
    /// Cancelled by the family in the last 12 months.
    ByFamily,
    /// Cancelled by the provider in the last 12 months.
    ByProvider,
    /// Due in the 12 months before.
    DueBefore,
    /// Due in the 12 months before, and failed.
    FailedBefore,
    /// Due in the 12 months before, and seen.
    SeenBefore,
}

impl ContactClass {
    pub(crate) const ALL: [Self; 9] = [
        Self::Due,
        Self::Failed,
        Self::Seen,
        Self::NoOutcome,
        Self::ByFamily,
        Self::ByProvider,
        Self::DueBefore,
        Self::FailedBefore,
        Self::SeenBefore,
    ];
}

/// One child's contacts of a group, by [`ContactClass`].
pub(crate) type ChildContactCounts = [u32; ContactClass::ALL.len()];

/// The contacts of a group, by [`ContactClass`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Contacts([Tally; ContactClass::ALL.len()]);

impl Contacts {
    /// The count of one class.
    pub(crate) const fn tally(&self, what: ContactClass) -> &Tally {
        &self.0[what as usize]
    }

    /// Adds the contacts of a child who is not counted yet.
    pub(crate) fn add(&mut self, child: u32, contacts: &ChildContactCounts) {
        self.0.iter_mut().zip(contacts).for_each(|(tally, count)| tally.add(child, u64::from(*count)));
    }

    /// Like [`Self::add`], for a dimension in which each child is in one group only.
    pub(crate) fn add_apart(&mut self, contacts: &ChildContactCounts) {
        self.0.iter_mut().zip(contacts).for_each(|(tally, count)| tally.add_apart(u64::from(*count)));
    }

    /// Adds the contacts of other children.
    pub(crate) fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(tally, more)| tally.join(more));
    }

    /// Combines counts of different contacts, which may be of the same children.
    pub(crate) fn combine<'a>(all: &(impl Iterator<Item = &'a Self> + Clone)) -> Self {
        Self(std::array::from_fn(|what| Tally::combine(all.clone().map(|contacts| &contacts.0[what]))))
    }

    /// Due contacts of a group, for tests.
    #[cfg(test)]
    pub(crate) fn for_test(due: &Due) -> Self {
        let mut contacts = Self::default();
        contacts.0[ContactClass::Due as usize] = due.due.clone();
        contacts.0[ContactClass::Failed as usize] = due.failed.clone();
        contacts.0[ContactClass::Seen as usize] = due.seen.clone();
        contacts
    }
}

/// Contacts that were due, those of them that failed, and the others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Due {
    pub(crate) due: Tally,
    /// Those that failed.
    pub(crate) failed: Tally,
    /// Those that did not.
    pub(crate) seen: Tally,
}

impl Due {
    /// Adds a child with their due contacts, and how many of these failed.
    pub(crate) fn add(&mut self, child: u32, due: u64, failed: u64) {
        self.due.add(child, due);
        self.failed.add(child, failed);
        self.seen.add(child, due - failed);
    }

    /// Adds the contacts of other children.
    pub(crate) fn join(&mut self, other: &Self) {
        self.due.join(&other.due);
        self.failed.join(&other.failed);
        self.seen.join(&other.seen);
    }

    /// Combines counts of different contacts, which may be of the same children.
    pub(crate) fn combine<'a>(all: impl Iterator<Item = &'a Self> + Clone) -> Self {
        Self {
            due: Tally::combine(all.clone().map(|one| &one.due)),
            failed: Tally::combine(all.clone().map(|one| &one.failed)),
            seen: Tally::combine(all.map(|one| &one.seen)),
        }
    }
}

/// All true counts of a commissioner pack.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measures {
    /// The 36 months of activity, oldest first; the last is the month of the pack.
    pub(crate) months: Vec<Month>,
    /// Contacts of all services together. Contacts in the first month of a source are not counted if that month is incomplete.
    pub(crate) all: ServiceActivity,
    /// Contacts of every service with a due contact in the 36 months, by code point of its name.
    pub(crate) activity: Vec<ServiceActivity>,
    /// The breakdowns of the last 12 months, in the order of the table.
    pub(crate) dimensions: Vec<Dimension>,
    /// What followed the failed contacts of every service, by code point of its name.
    pub(crate) follow_up: Vec<FollowUp>,
    /// Children who were listed, by month and priority.
    pub(crate) reviews: Vec<ReviewCount>,
    /// Children with a case at the end of the last month who had a due contact in its 12 months, in the order of
    /// [`Priority::ALL`]. These counts are in no table, but link several.
    pub(crate) cases: [TrueCount; 3],
    /// Children by enabled rule, in the rules' order, and priority at the end of the last month.
    pub(crate) rules: Vec<RuleCount>,
    /// The last 12 month ends, oldest first, each with the children of every enabled rule.
    pub(crate) trend: Vec<MonthEnd>,
    /// Children for whom `repeated` would hold at the end of the last month, for each threshold (2 to 6) and period
    /// (180, 365, 730 days): thresholds ascending, and periods ascending within one.
    pub(crate) thresholds: Vec<ThresholdCount>,
    /// Names of the enabled rules, in the rules' order.
    pub(crate) rule_names: Vec<&'static str>,
}

/// The contacts of one service.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServiceActivity {
    pub(crate) service: String,
    /// The index in [`Measures::months`] of the first whole month of its sources.
    pub(crate) first: usize,
    /// The counts for each month of [`Measures::months`].
    pub(crate) by_month: Vec<Due>,
}

/// What followed a failed contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FollowUpOutcome {
    /// The failed contacts.
    Failed,
    /// The child had another contact with the service within 21 days.
    Rebooked21,
    /// The child was seen by it within 28 days.
    Seen28,
    /// The same within 90 days.
    Seen90,
    /// Neither, up to the end of the month.
    Nothing,
}

impl FollowUpOutcome {
    pub(crate) const ALL: [Self; 5] = [Self::Failed, Self::Rebooked21, Self::Seen28, Self::Seen90, Self::Nothing];
}

/// What followed the failed contacts of one service.
#[derive(Clone, Debug, Default)]
pub(crate) struct FollowUp {
    pub(crate) service: String,
    /// Failed contacts by [`FollowUpOutcome`].
    pub(crate) so: [Tally; FollowUpOutcome::ALL.len()],
    /// The failed contacts without that outcome.
    pub(crate) not_so: [Tally; FollowUpOutcome::ALL.len()],
}

impl FollowUp {
    /// Adds a child, with the number of failed contacts for each outcome.
    pub(crate) fn add(&mut self, child: u32, failed: &[u64; FollowUpOutcome::ALL.len()]) {
        for (place, so) in failed.iter().enumerate() {
            self.so[place].add(child, *so);
            self.not_so[place].add(child, failed[0] - so);
        }
    }

    /// Adds the contacts of other children.
    pub(crate) fn join(&mut self, other: &Self) {
        self.so.iter_mut().zip(&other.so).for_each(|(tally, more)| tally.join(more));
        self.not_so.iter_mut().zip(&other.not_so).for_each(|(tally, more)| tally.join(more));
    }

    /// Combines several services.
    pub(crate) fn combine<'a>(service: String, all: &(impl Iterator<Item = &'a Self> + Clone)) -> Self {
        Self {
            service,
            so: std::array::from_fn(|outcome| Tally::combine(all.clone().map(|one| &one.so[outcome]))),
            not_so: std::array::from_fn(|outcome| Tally::combine(all.clone().map(|one| &one.not_so[outcome]))),
        }
    }
}

/// The children whom the reports of a month listed for the first time, and what became of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReviewCount {
    pub(crate) month: Month,
    /// The priority when they were first listed.
    pub(crate) priority: Priority,
    pub(crate) listed: TrueCount,
    /// Those with a decision by the day that `[targets]` asks for.
    pub(crate) in_target: TrueCount,
    /// Those with a later one.
    pub(crate) later: TrueCount,
    /// Those without one.
    pub(crate) undecided: TrueCount,
}

/// One way of dividing the due contacts of the last 12 months, or the children who had them.
#[derive(Clone, Debug)]
pub(crate) struct Dimension {
    /// Its word in `breakdown.csv`.
    pub(crate) name: &'static str,
    /// Whether each child is in exactly one of its groups (age, sex, …) rather than in each group in which the child
    /// had a due contact (service, kind, …).
    pub(crate) of_children: bool,
    /// Its groups in the order of the table: by code point (ages by age), `Not known` last, if there is one.
    pub(crate) groups: Vec<Group>,
    /// Which kinds of children are in which group, as pairs of indices; each pair once, in ascending order.
    pub(crate) members: Vec<(u32, u16)>,
    /// The kinds of children. All children of a kind are in the same groups.
    pub(crate) kinds: std::sync::Arc<Vec<ChildSet>>,
}

/// Children who are in the same groups of a dimension.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChildSet {
    /// How many children there are.
    pub(crate) children: TrueCount,
    /// Whether they are a case, by any rule, at the end of the last month.
    pub(crate) is_case: bool,
}

/// One group of a dimension.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// Its name; `None` is `Not known`.
    pub(crate) name: Option<String>,
    pub(crate) contacts: Contacts,
}

/// What a line of `breakdown.csv` counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct GroupCounts {
    /// Children with at least one due contact in the group.
    pub(crate) children: TrueCount,
    pub(crate) contacts: Contacts,
    /// Those of the children who are a case.
    pub(crate) children_with_case: TrueCount,
}

impl Dimension {
    /// The counts of some groups, by index, taken together. A child in several of them counts once.
    pub(crate) fn combine(&self, groups: &BTreeSet<u16>) -> GroupCounts {
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
        let contacts = groups.iter().map(|group| &self.groups[usize::from(*group)].contacts);
        if self.of_children {
            contacts.for_each(|contacts| counts.contacts.join(contacts));
        } else {
            counts.contacts = Contacts::combine(&contacts);
        }
        counts
    }
}

/// The children for whom a rule holds, by the priority of their cases.
pub(crate) type RuleCount = RuleRow<TrueCount>;

/// The cases as they would have been at the end of a month.
#[derive(Clone, Debug)]
pub(crate) struct MonthEnd {
    pub(crate) month: Month,
    /// The children of every enabled rule, in the rules' order.
    pub(crate) by_rule: Vec<TrueCount>,
}

/// The number of children with another threshold and period.
pub(crate) type ThresholdCount = ThresholdRow<TrueCount>;
