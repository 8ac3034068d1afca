//! Made-up areas: children with contacts, and the true counts of them at the end of any month.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::day::{Day, Month};
use crate::disclosure::counts::{
    ChildContactCounts, ChildSet, ContactClass, Contacts, Dimension, Due, Group, Measures, MonthEnd, RuleCount,
    ServiceActivity, ThresholdCount,
};
use crate::disclosure::tables::PackSettings;
use crate::disclosure::{ALL_SERVICES, TrueCount};
use crate::vocabulary::Priority;

pub(crate) const RULES: [&str; 5] =
    ["repeated", "cross_service", "whereabouts_unknown", "unscheduled_care", "early_concern"];

/// Numbers that are the same every time (`SplitMix64`).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }

    /// Small numbers more often than large ones.
    fn skewed(&mut self, limit: u64) -> u64 {
        let high = self.below(limit) + 1;
        self.below(high)
    }
}

#[derive(Clone)]
struct Contact {
    child: usize,
    month: i32,
    service: usize,
    failed: bool,
    recorded: i32,
}

#[derive(Clone)]
struct Child {
    age: usize,
    sex: usize,
    locality: usize,
    factor: bool,
    lost: Option<i32>,
    unscheduled: bool,
}

/// An area's history.
#[derive(Clone)]
pub(crate) struct Area {
    children: Vec<Child>,
    contacts: Vec<Contact>,
    providers: usize,
    first: Month,
}

/// How large an area is.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) children: u64,
    pub(crate) contacts: u64,
    pub(crate) services: u64,
    pub(crate) localities: u64,
    pub(crate) months: u64,
    /// How many of 100 contacts are recorded a month or two late.
    pub(crate) late: u64,
}

impl Area {
    pub(crate) fn new(seed: u64, size: Size) -> Self {
        let mut random = Random(seed);
        let children: Vec<Child> = (0..size.children)
            .map(|_| Child {
                age: random.below(5) as usize,
                sex: usize::from(random.below(40) == 0) * 2 + random.below(2) as usize,
                locality: random.skewed(size.localities) as usize,
                factor: random.below(4) == 0,
                lost: (random.below(60) == 0).then(|| random.below(size.months) as i32),
                unscheduled: random.below(6) == 0,
            })
            .collect();
        let contacts = (0..size.contacts)
            .map(|_| {
                let child = random.skewed(size.children) as usize;
                let month = random.below(size.months) as i32;
                let late = if random.below(100) < size.late { 1 + random.below(2) as i32 } else { 0 };
                Contact {
                    child,
                    month,
                    recorded: month + late,
                    service: random.skewed(size.services) as usize,
                    failed: random.below(10) < 1 + (child as u64 % 3),
                }
            })
            .collect();
        let first = Month::of(Day::from_iso("2024-01-31").expect("a day"));
        Self { children, contacts, providers: 3, first }
    }

    pub(crate) fn settings(minimum: u64, round_to: u64) -> PackSettings {
        let settings = PackSettings { minimum, round_to, period_days: 365, ..PackSettings::default() };
        let asked = [("repeated", 3), ("cross_service", 2), ("unscheduled_care", 2), ("early_concern", 2)];
        asked.into_iter().fold(settings, |settings, (rule, failed)| settings.asking(rule, failed))
    }

    /// Failed contacts of each child in the months that end with `end`.
    fn failed(&self, end: i32, months: i32) -> Vec<u32> {
        let mut failed = vec![0; self.children.len()];
        for contact in self.contacts.iter().filter(|c| c.failed && (0..months).contains(&(end - c.month))) {
            failed[contact.child] += 1;
        }
        failed
    }

    /// Each child's rules and priority at the end of a month.
    fn cases(&self, end: i32) -> Vec<(Vec<bool>, Priority)> {
        let failed = self.failed(end, 12);
        let mut services = vec![BTreeSet::new(); self.children.len()];
        for contact in self.contacts.iter().filter(|c| c.failed && (0..12).contains(&(end - c.month))) {
            services[contact.child].insert(contact.service);
        }
        let judge = |(place, child): (usize, &Child)| {
            let f = failed[place];
            let lost = child.lost.is_some_and(|month| (0..12).contains(&(end - month)));
            let rules =
                vec![f >= 3, services[place].len() >= 2, lost, f >= 2 && child.unscheduled, f == 2 && child.factor];
            let priority = match (lost, child.factor) {
                (true, _) => Priority::Immediate,
                (false, true) => Priority::Urgent,
                (false, false) => Priority::Routine,
            };
            (rules, priority)
        };
        self.children.iter().enumerate().map(judge).collect()
    }

    /// The true counts at the end of a month, given by its index, of what was recorded by then.
    pub(crate) fn measures(&self, end: i32) -> Measures {
        let mut known = self.clone();
        known.contacts.retain(|contact| contact.recorded <= end);
        known.count(end)
    }

    fn count(&self, end: i32) -> Measures {
        let months: Vec<i32> = (end - 35..=end).collect();
        let services: BTreeSet<usize> =
            self.contacts.iter().filter(|c| (0..36).contains(&(end - c.month))).map(|c| c.service).collect();
        let series = |service: String, of: &dyn Fn(&Contact) -> bool| {
            let mut counts: Vec<BTreeMap<u32, (u64, u64)>> = vec![BTreeMap::new(); 36];
            for contact in self.contacts.iter().filter(|contact| of(contact)) {
                if let Some(month) = counts.get_mut((contact.month - end + 35) as usize) {
                    let counts = month.entry(contact.child as u32).or_default();
                    *counts = (counts.0 + 1, counts.1 + u64::from(contact.failed));
                }
            }
            let due = |children: BTreeMap<u32, (u64, u64)>| {
                let mut due = Due::default();
                for (child, (all, failed)) in children {
                    due.add(child, all, failed);
                }
                due
            };
            ServiceActivity { service, first: 0, by_month: counts.into_iter().map(due).collect() }
        };
        let all = series(ALL_SERVICES.to_owned(), &|_| true);
        let activity = services
            .iter()
            .map(|service| series(name("Service", *service), &|contact| contact.service == *service))
            .collect();
        let cases = self.cases(end);
        let kind = |(rules, _): &(Vec<bool>, Priority)| ChildSet {
            children: TrueCount::new(1),
            is_case: rules.contains(&true),
        };
        let kinds = Arc::new(cases.iter().map(kind).collect::<Vec<ChildSet>>());
        let child = |c: &Contact| &self.children[c.child];
        let dimensions = vec![
            self.dimension(end, "service", &kinds, false, |c| Some(name("Service", c.service))),
            self.dimension(end, "provider", &kinds, false, |c| {
                let provider = c.service % (self.providers + 1);
                (provider > 0).then(|| name("Provider", provider))
            }),
            self.dimension(end, "age_band", &kinds, true, |c| Some(name("Age", child(c).age))),
            self.dimension(end, "sex", &kinds, true, |c| {
                ["female", "male"].get(child(c).sex).map(|sex| (*sex).to_owned())
            }),
            self.dimension(end, "locality", &kinds, true, |c| Some(name("Locality", child(c).locality))),
        ];
        let rules = RULES.iter().enumerate().flat_map(|(rule, name)| {
            let cases = &cases;
            Priority::ALL.iter().map(move |priority| RuleCount {
                rule: name,
                priority: *priority,
                children: counted(cases, |(rules, of_case)| rules[rule] && of_case == priority),
            })
        });
        let trend = (end - 11..=end).map(|month| {
            let cases = self.cases(month);
            let by_rule = (0..RULES.len()).map(|rule| counted(&cases, |(rules, _)| rules[rule])).collect();
            MonthEnd { month: self.month(month), by_rule }
        });
        let thresholds = (2..=6).flat_map(|threshold| {
            [(180, 6), (365, 12), (730, 24)].map(|(period_days, months)| ThresholdCount {
                threshold,
                period_days,
                children: counted(&self.failed(end, months), |failed| *failed >= threshold),
            })
        });
        Measures {
            months: months.into_iter().map(|month| self.month(month)).collect(),
            all,
            activity,
            dimensions,
            cases: [0, 1, 2].map(|place| {
                let has_due =
                    |child: usize| self.contacts.iter().any(|c| c.child == child && (0..12).contains(&(end - c.month)));
                let with_case = cases.iter().enumerate().filter(|(child, (rules, priority))| {
                    rules.contains(&true) && usize::from(priority.code()) == place && has_due(*child)
                });
                TrueCount::new(with_case.count() as u64)
            }),
            rules: rules.collect(),
            trend: trend.collect(),
            thresholds: thresholds.collect(),
            rule_names: RULES.to_vec(),
            ..Measures::default()
        }
    }

    fn month(&self, place: i32) -> Month {
        self.first.plus(place)
    }

    fn dimension(
        &self,
        end: i32,
        name: &'static str,
        kinds: &Arc<Vec<ChildSet>>,
        of_children: bool,
        group: impl Fn(&Contact) -> Option<String>,
    ) -> Dimension {
        let mut of_groups: BTreeMap<(bool, Option<String>), BTreeMap<u32, ChildContactCounts>> = BTreeMap::new();
        let mut members = BTreeSet::new();
        for contact in self.contacts.iter().filter(|c| (0..24).contains(&(end - c.month))) {
            let key = group(contact);
            let key = (key.is_none(), key);
            let counts = of_groups.entry(key.clone()).or_default().entry(contact.child as u32).or_default();
            let now = end - contact.month < 12;
            counts[if now { ContactClass::Due } else { ContactClass::DueBefore } as usize] += 1;
            let part = match (now, contact.failed) {
                (true, true) => ContactClass::Failed,
                (true, false) => ContactClass::Seen,
                (false, true) => ContactClass::FailedBefore,
                (false, false) => ContactClass::SeenBefore,
            };
            counts[part as usize] += 1;
            if now {
                members.insert((contact.child as u32, key));
            }
        }
        let due: BTreeMap<(bool, Option<String>), Contacts> = of_groups
            .into_iter()
            .map(|(key, children)| {
                let mut contacts = Contacts::default();
                for (child, counts) in &children {
                    contacts.add(*child, counts);
                }
                (key, contacts)
            })
            .filter(|(_, contacts)| contacts.tally(ContactClass::Due).is_some())
            .collect();
        let places: BTreeMap<(bool, Option<String>), u16> = due.keys().cloned().zip(0..).collect();
        Dimension {
            name,
            of_children,
            groups: due.into_iter().map(|((_, name), contacts)| Group { name, contacts }).collect(),
            members: members.into_iter().map(|(child, key)| (child, places[&key])).collect(),
            kinds: Arc::clone(kinds),
        }
    }
}

fn name(word: &str, place: usize) -> String {
    format!("{word} {place:02}")
}

fn counted<T>(of: &[T], which: impl Fn(&T) -> bool) -> TrueCount {
    TrueCount::new(of.iter().filter(|one| which(one)).count() as u64)
}
