//! One pass over all children that counts everything: each is looked at once, with all their contacts at hand.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::begin::Begin;
use super::due::{Activity, Whats};
use super::follow_up::FollowUps;
use super::groups::Groups;
use super::listed::Listed;
use super::on_day::{Ends, HouseholdsAtEnds, Past};
use super::people::{Person, age_bands, person};
use super::sources::BySource;
use super::thresholds::Thresholds;
use super::up_to::Memory;
use crate::day::{Day, Month};
use crate::detected::Detected;
use crate::disclosure::counts::{Contacts, OfChild, What};
use crate::numbers::count;
use crate::store::Child;
use crate::vocabulary::Priority;

/// What is counted of whom.
pub(crate) struct Pass<'a> {
    pub(crate) review: &'a Detected,
    /// The months of the activity.
    pub(crate) months: &'a [Month],
    /// The ends of the last months.
    pub(crate) ends: &'a Ends,
    /// The first day of the breakdowns.
    pub(crate) first_day: Day,
    /// The first day of the 12 months before them.
    pub(crate) first_day_before: Day,
    /// What contacts count as.
    pub(crate) whats: Whats,
    /// When the sources begin.
    pub(crate) begin: &'a Begin,
    /// The first and the last day of the failed contacts that are followed up.
    pub(crate) follow_up: (Day, Day),
    /// The places in [`crate::rules::ALL`] of the enabled rules.
    pub(crate) enabled: &'a [usize],
}

/// What was counted.
pub(crate) struct Counted {
    /// Due contacts by service and month.
    pub(crate) activity: Activity,
    /// What followed failed contacts.
    pub(crate) follow_up: FollowUps,
    /// Children by failed contacts.
    pub(crate) thresholds: Thresholds,
    /// Contacts and children by service, provider, sector and kind.
    pub(crate) groups: Groups,
    /// Children who had due contacts by who they are and whether they are a case; and the contacts of all such children.
    pub(crate) by_person: HashMap<(Person, bool), (u32, Contacts), FixedState>,
    /// Failed contacts by source.
    pub(crate) by_source: BySource,
    /// Children for whom rules held.
    pub(crate) listed: Listed,
    /// Those with a case and a due contact, by priority.
    pub(crate) cases: [u64; Priority::ALL.len()],
}

impl Pass<'_> {
    /// Counts everything.
    pub(crate) fn run(&self) -> Counted {
        let households = self.households();
        let bands = age_bands(self.review.settings.review.under_age);
        let start = || Counted {
            activity: Activity::new(self.review.intake.services.len(), self.months),
            follow_up: FollowUps::new(self.review.intake.services.len(), self.review.settings.review.seen_in_person),
            thresholds: Thresholds::default(),
            groups: Groups::new(&self.review.intake),
            by_person: HashMap::default(),
            by_source: BySource::new(self.review.settings.contacts.len()),
            listed: Listed::new(self.ends.len(), self.enabled.len()),
            cases: [0; Priority::ALL.len()],
        };
        let (counted, _) = self.review.children.fold_in_any_order(
            || (start(), Memory::default()),
            |(counted, memory), child| counted.child(self, &households, &bands, child, memory),
            |(counted, _), (other, _)| counted.join(other),
        );
        counted
    }

    /// The failed contacts of households at each end, where they matter.
    fn households(&self) -> HouseholdsAtEnds {
        let settings = &self.review.settings;
        if !settings.rules.household.enabled || self.review.intake.households.is_empty() {
            return HouseholdsAtEnds::default();
        }
        let (households, _) = self.review.children.fold(
            || (HouseholdsAtEnds::default(), Memory::default()),
            |(households, memory), child| {
                Past::of(self.review, self.ends, child, memory).each(|end, then| {
                    let failed = count(then.timeline.failed.len());
                    if let Some(household) = then.facts.household.filter(|_| failed > 0) {
                        let own = households.entry((count(end), household)).or_default();
                        own.failed += failed;
                        own.children += 1;
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

impl Counted {
    /// Counts a child.
    fn child(
        &mut self,
        pass: &Pass<'_>,
        households: &HouseholdsAtEnds,
        bands: &[(i32, i32)],
        child: Child<'_>,
        memory: &mut Memory,
    ) {
        let Pass { review, ends, .. } = pass;
        let past = Past::of(review, ends, child, memory);
        let case = self.listed.child(pass, households, &past);
        let facts = past.facts(ends.len() - 1);
        if facts.excluded.is_some() {
            return;
        }
        for row in past.rows() {
            let Some(what) = pass.whats.what(row) else { continue };
            let (failed, seen) = (what == What::Failed, what == What::Seen);
            if (failed || seen) && !pass.begin.is_incomplete(row) {
                self.activity.note(row, failed);
            }
            let day = row.day();
            let what = match what {
                _ if day >= pass.first_day => what,
                What::Failed if day >= pass.first_day_before => What::FailedBefore,
                What::Seen if day >= pass.first_day_before => What::SeenBefore,
                _ => continue,
            };
            if what == What::Failed && self.by_source.is_on() {
                self.by_source.note(pass.begin.source_of(row), row.codes.kind_code());
            }
            self.groups.note(row, what);
        }
        self.activity.child(child.number);
        let failed = past.failed();
        if !failed.is_empty() {
            self.thresholds.add(failed.iter().map(|(day, _)| *day), ends.last());
            self.follow_up.child(child.number, failed, pass.follow_up, past.rows());
        }
        if let Some(own) = self.groups.child(child.number, case.is_some()) {
            self.person(pass, child, &facts, bands, case, &own);
        }
    }

    /// Counts a child with these contacts of the last 24 months among those who are alike.
    fn person(
        &mut self,
        pass: &Pass<'_>,
        child: Child<'_>,
        facts: &crate::store::Facts,
        bands: &[(i32, i32)],
        case: Option<Priority>,
        own: &OfChild,
    ) {
        let day = pass.ends.last();
        let person = person(&pass.review.intake, child, facts.age, bands, |row| row.counted_on(day));
        self.by_source.child(person);
        let any_due = own[What::Due as usize] > 0;
        let (children, contacts) = self.by_person.entry((person, case.is_some())).or_default();
        *children += u32::from(any_due);
        contacts.add_apart(own);
        if let Some(priority) = case.filter(|_| any_due) {
            self.cases[usize::from(priority.code())] += 1;
        }
    }

    /// Both together.
    fn join(&mut self, other: Self) {
        self.activity.join(other.activity);
        self.follow_up.join(other.follow_up);
        self.thresholds.join(&other.thresholds);
        self.groups.join(other.groups);
        self.by_source.join(other.by_source);
        self.listed.join(&other.listed);
        for (key, (children, contacts)) in other.by_person {
            let all = self.by_person.entry(key).or_default();
            all.0 += children;
            all.1.join(&contacts);
        }
        for (own, more) in self.cases.iter_mut().zip(other.cases) {
            *own += more;
        }
    }
}
