//! One pass over all children that counts everything: each is looked at once, with all their contacts at hand.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::due::{Activity, Lane, Lanes, failed_if_due};
use super::on_day::{Ends, Households, Past, holding};
use super::people::{Person, age_bands, person};
use super::thresholds::Thresholds;
use crate::cases;
use crate::day::{Day, Month};
use crate::detected::Detected;
use crate::disclosure::TrueCount;
use crate::disclosure::counts::{Due, Kind};
use crate::rules;
use crate::store::Child;
use crate::vocabulary::Priority;

/// What is counted of whom.
pub struct Pass<'a> {
    /// The review.
    pub review: &'a Detected,
    /// The months of the activity.
    pub months: &'a [Month],
    /// The ends of the last months.
    pub ends: &'a Ends,
    /// The first day of the breakdowns.
    pub first_day: Day,
    /// The places in [`rules::ALL`] of the enabled rules.
    pub enabled: &'a [usize],
}

/// What was counted.
pub struct Counted {
    /// Due contacts by service and month.
    pub activity: Activity,
    /// Children by failed contacts.
    pub thresholds: Thresholds,
    /// Where contacts of the breakdowns were due.
    pub lanes: Lanes,
    /// Children by the lanes in which they had due contacts (by number, ascending): those who are no case, and those who
    /// are one.
    pub by_lanes: HashMap<Box<[u32]>, [u64; 2], FixedState>,
    /// Children, and their due contacts, by who they are and whether they are a case.
    pub by_person: HashMap<(Person, bool), (u64, Due), FixedState>,
    /// The lanes of one child: memory that is used again.
    own_lanes: Vec<u32>,
    /// Children by end and enabled rule.
    pub trend: Vec<Vec<u64>>,
    /// Children by enabled rule and priority at the last end.
    pub rules: Vec<[u64; Priority::ALL.len()]>,
}

impl Pass<'_> {
    /// Counts everything.
    pub fn run(&self) -> Counted {
        let households = self.households();
        let bands = age_bands(self.review.settings.review.under_age);
        let start = || Counted {
            activity: Activity::new(self.review.intake.services.len(), self.months),
            thresholds: Thresholds::default(),
            lanes: Lanes::default(),
            by_lanes: HashMap::default(),
            by_person: HashMap::default(),
            own_lanes: Vec::new(),
            trend: vec![vec![0; self.enabled.len()]; self.ends.len()],
            rules: vec![[0; Priority::ALL.len()]; self.enabled.len()],
        };
        self.review.children.fold(
            start,
            |counted, child| counted.child(self, &households, &bands, child),
            Counted::join,
        )
    }

    /// The failed contacts of households at each end, where they matter.
    fn households(&self) -> Households {
        let settings = &self.review.settings;
        if !settings.rules.household.enabled || self.review.intake.households.is_empty() {
            return Households::default();
        }
        self.review.children.fold(
            Households::default,
            |households, child| {
                let mut past = Past::of(self.review, self.ends, child);
                if !past.may_be_listed() {
                    return;
                }
                past.each(|end, then| {
                    let failed = then.timeline.failed.len() as u32;
                    if let Some(household) = then.facts.household.filter(|_| failed > 0) {
                        let count = households.entry((end as u32, household)).or_default();
                        count.failed += failed;
                        count.children += 1;
                    }
                });
            },
            |households, other| {
                for (key, more) in other {
                    let count = households.entry(key).or_default();
                    count.failed += more.failed;
                    count.children += more.children;
                }
            },
        )
    }
}

impl Counted {
    /// Counts a child.
    fn child(&mut self, pass: &Pass<'_>, households: &Households, bands: &[(i32, i32)], child: Child<'_>) {
        let Pass { review, ends, .. } = pass;
        let settings = &review.settings;
        let mut past = Past::of(review, ends, child);
        let last = ends.len() - 1;
        let is_case = past.may_be_listed() && self.cases(pass, households, &mut past);
        let facts = past.facts(last);
        if facts.excluded.is_some() {
            return;
        }
        let mut any_failed = false;
        let mut lanes = std::mem::take(&mut self.own_lanes);
        lanes.clear();
        let mut due = Due::default();
        for row in past.rows(last) {
            let Some(failed) = failed_if_due(settings, row) else { continue };
            any_failed |= failed;
            self.activity.add(row, failed);
            if row.day() >= pass.first_day {
                let lane = self.lanes.number(Lane::of(row));
                self.lanes.add(lane, Due::one(failed));
                due = due.plus(Due::one(failed));
                lanes.push(lane);
            }
        }
        if any_failed {
            self.thresholds.add(past.failed(), ends.last());
        }
        if !lanes.is_empty() {
            let day = ends.last();
            let person = person(&review.intake, child, facts.age, bands, |row| row.counted_on(day));
            let own = self.by_person.entry((person, is_case)).or_default();
            *own = (own.0 + 1, own.1.plus(due));
            lanes.sort_unstable();
            lanes.dedup();
            if let Some(children) = self.by_lanes.get_mut(&*lanes) {
                children[usize::from(is_case)] += 1;
            } else {
                let mut children = [0; 2];
                children[usize::from(is_case)] = 1;
                self.by_lanes.insert(lanes.clone().into_boxed_slice(), children);
            }
        }
        self.own_lanes = lanes;
    }

    /// Counts the child's cases at the ends; whether there is one at the last.
    fn cases(&mut self, pass: &Pass<'_>, households: &Households, past: &mut Past<'_>) -> bool {
        let settings = &pass.review.settings;
        let last = pass.ends.len() - 1;
        let mut is_case = false;
        past.each(|end, then| {
            let holding = holding(pass.review, end, &then, households);
            if holding.is_empty() {
                return;
            }
            is_case |= end == last;
            let names: Vec<&str> = holding.iter().map(|rule| rule.name()).collect();
            let priority = cases::priority_by_names(settings, &names, then.facts.factors);
            for (rule, at) in pass.enabled.iter().enumerate() {
                if names.contains(&rules::ALL[*at].name()) {
                    self.trend[end][rule] += 1;
                    self.rules[rule][usize::from(priority.code())] += u64::from(end == last);
                }
            }
        });
        is_case
    }

    /// Both together.
    fn join(&mut self, other: Self) {
        self.activity.join(&other.activity);
        self.thresholds.join(&other.thresholds);
        // The number that each of the other's lanes has here.
        let mut own = Vec::with_capacity(other.lanes.list.len());
        for (lane, due) in other.lanes.list {
            let number = self.lanes.number(lane);
            self.lanes.add(number, due);
            own.push(number);
        }
        for (set, more) in other.by_lanes {
            let mut set: Vec<u32> = set.iter().map(|lane| own[*lane as usize]).collect();
            set.sort_unstable();
            let children = self.by_lanes.entry(set.into_boxed_slice()).or_default();
            children.iter_mut().zip(more).for_each(|(own, more)| *own += more);
        }
        for (key, (children, due)) in other.by_person {
            let all = self.by_person.entry(key).or_default();
            *all = (all.0 + children, all.1.plus(due));
        }
        for (own, more) in self.trend.iter_mut().flatten().zip(other.trend.iter().flatten()) {
            *own += more;
        }
        for (own, more) in self.rules.iter_mut().flatten().zip(other.rules.iter().flatten()) {
            *own += more;
        }
    }

    /// The kinds of children by where their contacts were due, each with its lanes.
    pub fn kinds_by_lanes(&self) -> Vec<(Kind, &[u32])> {
        let of_lanes = self.by_lanes.iter().flat_map(|(set, [no_case, case])| {
            let kinds = [
                Kind { children: TrueCount::new(*no_case), is_case: false },
                Kind { children: TrueCount::new(*case), is_case: true },
            ];
            kinds.into_iter().filter(|kind| kind.children.is_some()).map(|kind| (kind, &**set))
        });
        of_lanes.collect()
    }

    /// The kinds of children by who they are, each with the person and their contacts.
    pub fn kinds_by_person(&self) -> Vec<(Kind, Person, Due)> {
        let of_people = self.by_person.iter().map(|((person, is_case), (children, due))| {
            (Kind { children: TrueCount::new(*children), is_case: *is_case }, *person, *due)
        });
        of_people.collect()
    }
}
