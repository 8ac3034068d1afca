//! More children and three years of their contacts, in the plainest form: so that the commissioner pack has enough to judge
//! services over time.
//!
//! They are brought to nearly everything. From the months on in which the protocol counts, none of them misses a second
//! appointment within a year, lives with another child, or has anything else recorded that makes a case: so no list of
//! cases has them. How many contacts of a service are made is what the other extracts leave open: with theirs, each
//! quarter has about as many as the one before.

use std::collections::{BTreeMap, BTreeSet};

use crate::area::{AS_OF, Area, Child, Contact, Numbers, Slip, new_child};
use crate::background;
use crate::calendar::Date;
use crate::catalogue::Service;
use crate::names::{BOYS, FAMILIES, GIRLS};
use crate::rng::Rng;
use crate::vocabulary::Outcome;

const CHILDREN: usize = 760;
/// The first and the last day: with the last, the extracts of every week can have them.
const FIRST: &str = "2023-11-01";
const LAST: &str = "2026-11-06";
/// From this day on, failed contacts may count for a case at one of the month ends of the commissioner pack.
const COUNTS_FROM: &str = "2024-12-01";
/// A service's first contact number: above those of all other extracts.
const FIRST_NUMBER: usize = 100_000;

/// Public holidays before the other extracts begin.
const CLOSED: [&str; 8] =
    ["2023-12-25", "2023-12-26", "2024-01-01", "2024-03-29", "2024-04-01", "2024-05-06", "2024-05-27", "2024-08-26"];

/// What a service has in a quarter with the other extracts: failed and due contacts.
const SERVICES: [(Service, i32, i32); 11] = [
    (Service::HealthVisiting, 22, 165),
    (Service::SchoolNursing, 18, 135),
    (Service::SpeechAndLanguage, 21, 160),
    (Service::CommunityPaediatrics, 15, 100),
    (Service::Physiotherapy, 15, 115),
    (Service::Immunisation, 17, 165),
    (Service::AudiologyClinic, 14, 100),
    (Service::Paediatrics, 20, 185),
    (Service::EarNoseThroat, 15, 115),
    (Service::Ophthalmology, 21, 150),
    (Service::Respiratory, 14, 115),
];

/// The children and their contacts, as an area of their own.
pub fn make(area: &Area) -> Area {
    let mut rng = Rng::new(2_311);
    let mut made = Making { children: children(&mut rng, area), ..Making::default() };
    for quarter in quarter_of(Date::parse(FIRST))..=quarter_of(Date::parse(LAST)) {
        for (service, failed, due) in SERVICES {
            let [known_due, known_failed] = known(area, service, quarter);
            let days = days_of(quarter);
            // What lies outside the first and the last day is not there.
            let part = |whole: i32| whole * days.len() as i32 / 63;
            let failed = part(failed) * change(service, quarter) / 100 + rng.between(-2, 2);
            let open = (failed - known_failed).max(0);
            let seen = (part(due) - known_due - open).max(0);
            made.fill(&mut rng, service, &days, open as usize, seen as usize);
        }
    }
    let Making { children, mut contacts, .. } = made;
    contacts.sort_by_key(|contact| (contact.date, contact.child, contact.service as usize));
    for (number, contact) in contacts.iter_mut().enumerate() {
        contact.number = FIRST_NUMBER + number;
    }
    Area { children, contacts, as_of: area.as_of }
}

/// What changes in these years, in percent: speech and language therapy gets worse, immunisation better.
fn change(service: Service, quarter: i32) -> i32 {
    match service {
        Service::SpeechAndLanguage if quarter >= quarter_of(Date::parse("2026-01-01")) => 170,
        Service::Immunisation if quarter >= quarter_of(Date::parse("2025-07-01")) => 60,
        _ => 100,
    }
}

/// Quarters of the calendar, counted.
fn quarter_of(date: Date) -> i32 {
    let (year, month, _) = date.parts();
    year * 4 + (month - 1) / 3
}

/// The working days of a quarter between the first and the last day.
fn days_of(quarter: i32) -> Vec<Date> {
    let first = Date::of(quarter / 4, quarter % 4 * 3 + 1, 1);
    let days = (0..92).map(|day| first.plus(day));
    days.filter(|day| quarter_of(*day) == quarter && is_open(*day))
        .filter(|day| (Date::parse(FIRST)..=Date::parse(LAST)).contains(day))
        .collect()
}

/// Whether clinics are open.
fn is_open(day: Date) -> bool {
    day.is_working_day() && !CLOSED.contains(&day.iso().as_str())
}

/// Due and failed contacts that the other extracts have.
fn known(area: &Area, service: Service, quarter: i32) -> [i32; 2] {
    let is_same =
        |own: Service| own == service || (service == Service::AudiologyClinic && own == Service::AudiologyHospital);
    let own = area.contacts.iter().filter(|own| is_same(own.service) && quarter_of(own.date) == quarter);
    let own = own.filter(|own| own.date <= Date::parse(LAST));
    let failed = own.clone().filter(|own| own.outcome.is_failed()).count() as i32;
    [own.filter(|own| own.outcome == Outcome::Seen).count() as i32 + failed, failed]
}

/// The children, none of whom was born on the same day as another child of the area.
fn children(rng: &mut Rng, area: &Area) -> Vec<Child> {
    let mut numbers = Numbers::new(7_003);
    let known: BTreeSet<&str> = area.children.iter().map(|child| child.nhs_number.as_str()).collect();
    let mut births: BTreeSet<Date> = area.children.iter().map(|child| child.born).collect();
    let as_of = Date::parse(AS_OF);
    let mut children = Vec::new();
    while children.len() < CHILDREN {
        let mut child = new_child(rng, &mut numbers, area.children.len() + children.len());
        child.born = as_of.plus(if rng.chance(500) { -rng.between(1100, 2900) } else { -rng.between(2900, 6000) });
        let names = if child.sex == "F" { &GIRLS } else { &BOYS };
        (*rng.pick(names)).clone_into(&mut child.given_name);
        (*rng.pick(&FAMILIES)).clone_into(&mut child.family_name);
        if !known.contains(child.nhs_number.as_str()) && births.insert(child.born) {
            children.push(child);
        }
    }
    children
}

#[derive(Default)]
struct Making {
    children: Vec<Child>,
    contacts: Vec<Contact>,
    /// The days on which a child was failed.
    failed: BTreeMap<usize, Vec<Date>>,
    /// A child has one contact a day.
    taken: BTreeSet<(usize, Date)>,
}

impl Making {
    /// Adds failed and kept contacts of a service on some of these days; after three failed ones of five the child is seen
    /// within three weeks.
    fn fill(&mut self, rng: &mut Rng, service: Service, days: &[Date], failed: usize, seen: usize) {
        let mut left = seen;
        for _ in 0..failed {
            let date = *rng.pick(days);
            let child = self.missing(rng, service, date);
            let outcome = background::failure(rng, service.entry().kinds[0].0, service.entry().source);
            self.failed.entry(child).or_default().push(date);
            self.add(rng, child, service, date, outcome);
            let next = date.plus(rng.between(8, 20));
            let fits = is_open(next) && next <= Date::parse(LAST) && self.taken.insert((child, next));
            if left > 0 && rng.chance(800) && fits {
                self.add(rng, child, service, next, Outcome::Seen);
                left -= 1;
            }
        }
        for _ in 0..left {
            let date = *rng.pick(days);
            let child = loop {
                let child = rng.below(self.children.len());
                if self.is_of_age(child, service, date) && self.taken.insert((child, date)) {
                    break child;
                }
            };
            self.add(rng, child, service, date, Outcome::Seen);
        }
        for _ in 0..(failed + seen) / 16 {
            let (date, child) = (*rng.pick(days), rng.below(self.children.len()));
            if self.is_of_age(child, service, date) && self.taken.insert((child, date)) {
                let outcome = *rng.pick(&[Outcome::CancelledByFamily, Outcome::CancelledByProvider]);
                self.add(rng, child, service, date, outcome);
            }
        }
    }

    /// A child who may miss an appointment that day; of the less deprived not everybody may.
    fn missing(&mut self, rng: &mut Rng, service: Service, date: Date) -> usize {
        for _ in 0..100_000 {
            let child = rng.below(self.children.len());
            let spared = self.children[child].imd_decile > 3 && rng.chance(400);
            let is_near = |own: &Date| {
                let counts = (*own).min(date) >= Date::parse(COUNTS_FROM);
                date.since(*own).abs() <= if counts { 366 } else { 60 }
            };
            let missed = self.failed.get(&child).is_some_and(|own| own.iter().any(is_near));
            if !spared && !missed && self.is_of_age(child, service, date) && self.taken.insert((child, date)) {
                return child;
            }
        }
        panic!("more children are needed: {service:?} {}", date.iso());
    }

    fn is_of_age(&self, child: usize, service: Service, date: Date) -> bool {
        let (from, to) = service.entry().ages;
        let born = self.children[child].born;
        born < date && (from..to).contains(&date.age_of(born))
    }

    fn add(&mut self, rng: &mut Rng, child: usize, service: Service, date: Date, outcome: Outcome) {
        let own = background::contact(rng, &self.children[child], child, date, service, outcome);
        self.contacts.push(Contact {
            time: None,
            location: String::new(),
            practitioner: "",
            referrer: String::new(),
            booked_on: None,
            slip: Slip::default(),
            ..own
        });
    }
}
