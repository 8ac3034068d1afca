//! One pass over all children that counts everything: each is looked at once, with all their contacts at hand.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::begin::Begin;
use super::due::{Activity, Lane, Lanes, what};
use super::follow_up::FollowUps;
use super::groups::Groups;
use super::on_day::{Ends, Households, Past, holding};
use super::people::{Person, age_bands, person};
use super::thresholds::Thresholds;
use crate::cases;
use crate::day::{Day, Month};
use crate::detected::Detected;
use crate::disclosure::TrueCount;
use crate::disclosure::counts::{Contacts, Kind, OfChild, What};
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
    /// The first day of the 12 months before them.
    pub first_day_before: Day,
    /// When the sources begin.
    pub begin: &'a Begin,
    /// The first and the last day of the failed contacts that are followed up.
    pub follow_up: (Day, Day),
    /// The places in [`rules::ALL`] of the enabled rules.
    pub enabled: &'a [usize],
}

/// What was counted.
pub struct Counted {
    /// Due contacts by service and month.
    pub activity: Activity,
    /// What followed failed contacts.
    pub follow_up: FollowUps,
    /// Children by failed contacts.
    pub thresholds: Thresholds,
    /// Where contacts of the breakdowns were.
    pub lanes: Lanes,
    /// Contacts by service, provider, sector and kind.
    pub groups: Groups,
    /// Children by the lanes in which they had due contacts (by number, ascending): those who are no case, and those who
    /// are one.
    pub by_lanes: HashMap<Box<[u32]>, [u64; 2], FixedState>,
    /// Children who had due contacts by who they are and whether they are a case; and the contacts of all such children.
    pub by_person: HashMap<(Person, bool), (u64, Contacts), FixedState>,
    /// The contacts of one child by lane: memory that is used again.
    own: Vec<(u32, OfChild)>,
    /// Children by end and enabled rule.
    pub trend: Vec<Vec<u64>>,
    /// Children by enabled rule and priority at the last end.
    pub rules: Vec<[u64; Priority::ALL.len()]>,
    /// Those with a case and a due contact, by priority.
    pub cases: [u64; Priority::ALL.len()],
}

impl Pass<'_> {
    /// Counts everything.
    pub fn run(&self) -> Counted {
        let households = self.households();
        let bands = age_bands(self.review.settings.review.under_age);
        let start = || Counted {
            activity: Activity::new(self.review.intake.services.len(), self.months),
            follow_up: FollowUps::new(self.review.intake.services.len()),
            thresholds: Thresholds::default(),
            lanes: Lanes::default(),
            groups: Groups::new(&self.review.intake),
            by_lanes: HashMap::default(),
            by_person: HashMap::default(),
            own: Vec::new(),
            trend: vec![vec![0; self.enabled.len()]; self.ends.len()],
            rules: vec![[0; Priority::ALL.len()]; self.enabled.len()],
            cases: [0; Priority::ALL.len()],
        };
        self.review.children.fold_in_any_order(
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
        let case = if past.may_be_listed() { self.cases(pass, households, &mut past) } else { None };
        let facts = past.facts(last);
        if facts.excluded.is_some() {
            return;
        }
        let mut any_failed = false;
        let mut own = std::mem::take(&mut self.own);
        own.clear();
        for row in past.rows(last) {
            let Some(what) = what(settings, row) else { continue };
            let (failed, seen) = (what == What::Failed, what == What::Seen);
            any_failed |= failed;
            if (failed || seen) && !pass.begin.is_incomplete(row) {
                self.activity.note(row, failed);
            }
            let day = row.day();
            let whats: &[What] = match (what, day >= pass.first_day, day >= pass.first_day_before) {
                (What::Failed, true, _) => &[What::Due, What::Failed],
                (What::Seen, true, _) => &[What::Due, What::Seen],
                (What::NoOutcome, true, _) => &[What::NoOutcome],
                (What::ByFamily, true, _) => &[What::ByFamily],
                (What::ByProvider, true, _) => &[What::ByProvider],
                (What::Failed, _, true) => &[What::DueBefore, What::FailedBefore],
                (What::Seen, _, true) => &[What::DueBefore, What::SeenBefore],
                _ => continue,
            };
            let lane = self.lanes.number(Lane::of(row));
            let place = own.iter().position(|(other, _)| *other == lane).unwrap_or_else(|| {
                own.push((lane, OfChild::default()));
                own.len() - 1
            });
            for what in whats {
                own[place].1[*what as usize] += 1;
            }
        }
        self.activity.child(child.number);
        if any_failed {
            self.thresholds.add(past.failed(), ends.last());
            let day = ends.last();
            let rows = child.all_rows().iter().take_while(|row| row.day() <= day).filter(|row| row.counted_on(day));
            self.follow_up.child(child.number, past.failed_contacts(), pass.follow_up, &rows);
        }
        if !own.is_empty() {
            self.child_in_groups(pass, child, &facts, bands, case, &own);
        }
        self.own = own;
    }

    /// Counts a child's contacts of the last 24 months in the groups of all dimensions.
    fn child_in_groups(
        &mut self,
        pass: &Pass<'_>,
        child: Child<'_>,
        facts: &crate::store::Facts,
        bands: &[(i32, i32)],
        case: Option<Priority>,
        own: &[(u32, OfChild)],
    ) {
        let is_case = case.is_some();
        self.groups.child(child.number, own.iter().map(|(lane, counts)| (self.lanes.list[*lane as usize], counts)));
        let day = pass.ends.last();
        let person = person(&pass.review.intake, child, facts.age, bands, |row| row.counted_on(day));
        let mut all = OfChild::default();
        for (_, counts) in own {
            all.iter_mut().zip(counts).for_each(|(all, own)| *all += own);
        }
        let mut lanes: Vec<u32> =
            own.iter().filter(|(_, counts)| counts[What::Due as usize] > 0).map(|(lane, _)| *lane).collect();
        let of_person = self.by_person.entry((person, is_case)).or_default();
        of_person.0 += u64::from(!lanes.is_empty());
        of_person.1.add_apart(&all);
        if lanes.is_empty() {
            return;
        }
        if let Some(priority) = case {
            self.cases[usize::from(priority.code())] += 1;
        }
        lanes.sort_unstable();
        if let Some(children) = self.by_lanes.get_mut(&*lanes) {
            children[usize::from(is_case)] += 1;
        } else {
            let mut children = [0; 2];
            children[usize::from(is_case)] = 1;
            self.by_lanes.insert(lanes.into_boxed_slice(), children);
        }
    }

    /// Counts the child's cases at the ends; the priority of that at the last, if there is one.
    fn cases(&mut self, pass: &Pass<'_>, households: &Households, past: &mut Past<'_>) -> Option<Priority> {
        let settings = &pass.review.settings;
        let last = pass.ends.len() - 1;
        let mut case = None;
        past.each(|end, then| {
            let holding = holding(pass.review, end, &then, households);
            if holding.is_empty() {
                return;
            }
            let names: Vec<&str> = holding.iter().map(|rule| rule.name()).collect();
            let priority = cases::priority_by_names(settings, &names, then.facts.factors);
            if end == last {
                case = Some(priority);
            }
            for (rule, at) in pass.enabled.iter().enumerate() {
                if names.contains(&rules::ALL[*at].name()) {
                    self.trend[end][rule] += 1;
                    self.rules[rule][usize::from(priority.code())] += u64::from(end == last);
                }
            }
        });
        case
    }

    /// Both together.
    fn join(&mut self, other: Self) {
        self.activity.join(other.activity);
        self.follow_up.join(other.follow_up);
        self.thresholds.join(&other.thresholds);
        self.groups.join(other.groups);
        // The number that each of the other's lanes has here.
        let own: Vec<u32> = other.lanes.list.into_iter().map(|lane| self.lanes.number(lane)).collect();
        for (set, more) in other.by_lanes {
            let mut set: Vec<u32> = set.iter().map(|lane| own[*lane as usize]).collect();
            set.sort_unstable();
            let children = self.by_lanes.entry(set.into_boxed_slice()).or_default();
            children.iter_mut().zip(more).for_each(|(own, more)| *own += more);
        }
        for (key, (children, contacts)) in other.by_person {
            let all = self.by_person.entry(key).or_default();
            all.0 += children;
            all.1.join(&contacts);
        }
        for (own, more) in self.trend.iter_mut().flatten().zip(other.trend.iter().flatten()) {
            *own += more;
        }
        for (own, more) in self.cases.iter_mut().zip(other.cases) {
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
    pub fn kinds_by_person(&self) -> Vec<(Kind, Person, &Contacts)> {
        let of_people = self.by_person.iter().map(|((person, is_case), (children, contacts))| {
            (Kind { children: TrueCount::new(*children), is_case: *is_case }, *person, contacts)
        });
        of_people.collect()
    }
}
