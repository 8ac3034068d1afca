//! Counts everything in one pass over all children, each with all their contacts.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::beginnings::SourceBeginnings;
use super::due::{Activity, ContactClasses};
use super::follow_up::FollowUps;
use super::groups::Groups;
use super::listed::ListedChildren;
use super::on_day::{ChildHistory, HouseholdsAtEnds, MonthEnds};
use super::people::{Demographics, age_bands, demographics_of};
use super::sources::FailedBySource;
use super::thresholds::Thresholds;
use super::up_to::ContactBuffers;
use crate::day::{Day, Month};
use crate::disclosure::counts::{ChildContactCounts, ContactClass, Contacts};
use crate::numbers::{add_each, count};
use crate::pipeline::Detected;
use crate::store::{Child, Facts};
use crate::vocabulary::Priority;

/// The input of the pass: what it counts, and over which months.
pub(crate) struct Pass<'a> {
    pub(crate) review: &'a Detected,
    /// The months of the activity.
    pub(crate) months: &'a [Month],
    /// The ends of the last 12 months.
    pub(crate) ends: &'a MonthEnds,
    /// The first day of the last 12 months, which the breakdowns cover.
    pub(crate) first_day: Day,
    /// The first day of the 12 months before.
    pub(crate) first_day_before: Day,
    pub(crate) contact_classes: ContactClasses,
    pub(crate) begin: &'a SourceBeginnings,
    /// The first and the last day of the failed contacts that are followed up.
    pub(crate) follow_up: (Day, Day),
    /// The places in [`crate::rules::ALL`] of the enabled rules.
    pub(crate) enabled: &'a [usize],
}

/// The counts of the pass.
pub(crate) struct PassCounts {
    /// Due contacts by service and month.
    pub(crate) activity: Activity,
    pub(crate) follow_up: FollowUps,
    /// Children by number of failed contacts.
    pub(crate) thresholds: Thresholds,
    /// Contacts and children by service, provider, sector and kind.
    pub(crate) groups: Groups,
    /// By demographics, and whether the child is a case: the number of children with due contacts, and the contacts of all children.
    pub(crate) by_person: HashMap<(Demographics, bool), (u32, Contacts), FixedState>,
    pub(crate) by_source: FailedBySource,
    pub(crate) listed: ListedChildren,
    /// Children who are a case and had a due contact, by priority.
    pub(crate) cases: [u64; Priority::ALL.len()],
}

impl Pass<'_> {
    /// Counts everything.
    pub(crate) fn run(&self) -> PassCounts {
        let households = self.households();
        let bands = age_bands(self.review.settings.review.under_age);
        let start = || PassCounts {
            activity: Activity::new(self.review.intake.services.len(), self.months),
            follow_up: FollowUps::new(self.review.intake.services.len(), self.review.settings.review.seen_in_person),
            thresholds: Thresholds::default(),
            groups: Groups::new(&self.review.intake),
            by_person: HashMap::default(),
            by_source: FailedBySource::new(self.review.settings.contacts.len()),
            listed: ListedChildren::new(self.ends.len(), self.enabled.len()),
            cases: [0; Priority::ALL.len()],
        };
        let (counted, _) = self.review.children.fold_in_any_order(
            || (start(), ContactBuffers::default()),
            |(counted, memory), child| counted.add_child(self, &households, &bands, child, memory),
            |(counted, _), (other, _)| counted.join(other),
        );
        counted
    }

    /// The failed contacts of households at each end, if the rule `household` needs them.
    fn households(&self) -> HouseholdsAtEnds {
        let settings = &self.review.settings;
        if !settings.rules.household.enabled || self.review.intake.households.is_empty() {
            return HouseholdsAtEnds::default();
        }
        let (households, _) = self.review.children.fold(
            || (HouseholdsAtEnds::default(), ContactBuffers::default()),
            |(households, memory), child| {
                ChildHistory::new(self.review, self.ends, child, memory).for_each_end(|end, then| {
                    let failed = count(then.timeline.failed.len());
                    if let Some(household) = then.facts.household.filter(|_| failed > 0) {
                        let at_end = households.entry((count(end), household)).or_default();
                        at_end.failed += failed;
                        at_end.children += 1;
                    }
                });
            },
            |(households, _), (other, _)| {
                for (key, more) in other {
                    let count = households.entry(key).or_default();
                    count.failed += more.failed;
                    count.children += more.children;
                }
            },
        );
        households
    }
}

impl PassCounts {
    fn add_child(
        &mut self,
        pass: &Pass<'_>,
        households: &HouseholdsAtEnds,
        bands: &[(i32, i32)],
        child: Child<'_>,
        memory: &mut ContactBuffers,
    ) {
        let Pass { review, ends, .. } = pass;
        let past = ChildHistory::new(review, ends, child, memory);
        let case = self.listed.add_child(pass, households, &past);
        let facts = past.facts(ends.len() - 1);
        if facts.excluded.is_some() {
            return;
        }
        for row in past.rows() {
            let Some(what) = pass.contact_classes.class_of(row) else { continue };
            let (failed, seen) = (what == ContactClass::Failed, what == ContactClass::Seen);
            if (failed || seen) && !pass.begin.is_incomplete(row) {
                self.activity.note(row, failed);
            }
            let day = row.day();
            let what = match what {
                _ if day >= pass.first_day => what,
                ContactClass::Failed if day >= pass.first_day_before => ContactClass::FailedBefore,
                ContactClass::Seen if day >= pass.first_day_before => ContactClass::SeenBefore,
                _ => continue,
            };
            if what == ContactClass::Failed && self.by_source.is_on() {
                self.by_source.note(pass.begin.source_of(row), row.codes.kind_code());
            }
            self.groups.note(row, what);
        }
        self.activity.add_child(child.number);
        let failed = past.failed();
        if !failed.is_empty() {
            self.thresholds.add(failed.iter().map(|(day, _)| *day), ends.last_day());
            self.follow_up.add_child(child.number, failed, pass.follow_up, past.rows());
        }
        if let Some(contacts) = self.groups.add_child(child.number, case.is_some()) {
            self.add_person(pass, child, &facts, bands, case, &contacts);
        }
    }

    /// Counts a child with these contacts of the last 24 months by demographics.
    fn add_person(
        &mut self,
        pass: &Pass<'_>,
        child: Child<'_>,
        facts: &Facts,
        bands: &[(i32, i32)],
        case: Option<Priority>,
        contacts_of_child: &ChildContactCounts,
    ) {
        let day = pass.ends.last_day();
        let person = demographics_of(&pass.review.intake, child, facts.age, bands, |row| row.counted_on(day));
        self.by_source.add_child(person);
        let any_due = contacts_of_child[ContactClass::Due as usize] > 0;
        let (children, contacts) = self.by_person.entry((person, case.is_some())).or_default();
        *children += u32::from(any_due);
        contacts.add_apart(contacts_of_child);
        if let Some(priority) = case.filter(|_| any_due) {
            self.cases[usize::from(priority.code())] += 1;
        }
    }

    /// Adds the counts of other children.
    fn join(&mut self, other: Self) {
        self.activity.join(other.activity);
        self.follow_up.join(other.follow_up);
        self.thresholds.join(&other.thresholds);
        self.groups.join(other.groups);
        self.by_source.join(other.by_source);
        self.listed.join(&other.listed);
        for (key, (children, contacts)) in other.by_person {
            let (all_children, all_contacts) = self.by_person.entry(key).or_default();
            *all_children += children;
            all_contacts.join(&contacts);
        }
        add_each(&mut self.cases, other.cases);
    }
}
