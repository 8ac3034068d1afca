//! The children whom nobody wrote by hand: most of them are brought to nearly all of their appointments.

use std::collections::BTreeMap;

use crate::area::{AS_OF, Area, Child, Contact, Numbers, Slip, drawn, new_child, postcode};
use crate::calendar::Date;
use crate::catalogue::{Service, Source};
use crate::names::{BOYS, FAMILIES, GIRLS};
use crate::rng::Rng;
use crate::vocabulary::{Factor, Kind, Outcome};

/// How many children the background has.
const CHILDREN: usize = 552;
/// The first day of the extracts.
const FIRST: &str = "2024-11-25";
/// The last day that is booked.
const LAST: &str = "2026-12-18";
/// The last day before half-term, on which education welfare sees nobody.
const EDUCATION_LAST: &str = "2026-10-23";
/// Weeks of snow, when twice as many appointments were missed.
const SNOW: (&str, &str) = ("2026-01-05", "2026-01-30");

/// How a family keeps appointments.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    /// Misses one now and then, but never two within a year.
    Steady,
    /// Has trouble with one service, and misses two of it within a year at most.
    Struggling,
    /// Misses many.
    Absent,
}

/// Adds the background to the area.
pub fn add(area: &mut Area) {
    let mut rng = Rng::new(20_261_122);
    let mut numbers = Numbers::new(77);
    let first = area.children.len();
    while area.children.len() < first + CHILDREN {
        household(&mut rng, &mut numbers, area);
    }
    let mut failures = Vec::new();
    for index in first..area.children.len() {
        contacts(&mut rng, index, area, &mut failures);
    }
}

/// Adds what education welfare did after half-term: those whom it saw before, six weeks later. Nobody who has
/// missed more than one, so that hardly any case is another one for it.
pub fn add_after_half_term(area: &mut Area) {
    let (from, to) = (Date::parse("2026-09-21"), Date::parse(EDUCATION_LAST));
    let lately = |own: &&Contact| own.outcome.is_failed() && own.date >= Date::parse("2025-11-01");
    let mut failed: BTreeMap<usize, usize> = BTreeMap::new();
    area.contacts.iter().filter(lately).for_each(|own| *failed.entry(own.child).or_default() += 1);
    let of = |own: &&Contact| own.service.entry().source == Source::Education && own.date >= from && own.date <= to;
    let goes_on = |own: &&Contact| own.outcome == Outcome::Seen && !area.children[own.child].named;
    let before: Vec<Contact> = area.contacts.iter().filter(of).filter(goes_on).cloned().collect();
    for mut contact in before {
        contact.date = contact.date.plus(42);
        while !contact.date.is_working_day() {
            contact.date = contact.date.plus(1);
        }
        let misses = failed.get(&contact.child).is_some_and(|count| *count > 1);
        if misses || area.children[contact.child].died.is_some() || contact.date > Date::parse(AS_OF) {
            continue;
        }
        contact.booked_on = Some(contact.date.plus(-40));
        area.contacts.push(contact);
    }
}

/// Adds a household of one to four children.
fn household(rng: &mut Rng, numbers: &mut Numbers, area: &mut Area) {
    let size = *rng.pick_weighted(&[(1, 42), (2, 38), (3, 15), (4, 5)]);
    let family_name = *rng.pick(&FAMILIES);
    let as_of = Date::parse(AS_OF);
    let shared: Vec<Factor> =
        Factor::ALL.into_iter().filter(|factor| factor.is_of_household() && rng.chance(factor.per_mille())).collect();
    let mut eldest: Option<Child> = None;
    for _ in 0..size {
        let place = area.children.len();
        let mut child = new_child(rng, numbers, place);
        if let Some(eldest) = &eldest {
            child.household.clone_from(&eldest.household);
            child.postcode.clone_from(&eldest.postcode);
            child.locality = eldest.locality;
            child.imd_decile = eldest.imd_decile;
            child.ethnic_group = eldest.ethnic_group;
        }
        family_name.clone_into(&mut child.family_name);
        let names = if child.sex == "F" { &GIRLS } else { &BOYS };
        (*rng.pick(names)).clone_into(&mut child.given_name);
        // Up to eighteen and a half: a few come of age within the two years.
        child.born = as_of.plus(-rng.between(25, 6760));
        child.factors.extend(&shared);
        let age = as_of.age_of(child.born);
        for factor in Factor::ALL.into_iter().filter(|factor| !factor.is_of_household()) {
            let early = matches!(factor, Factor::Premature | Factor::LowBirthWeight);
            if (!early || age < 4) && rng.chance(factor.per_mille()) {
                child.factors.insert(factor);
            }
        }
        if in_children_services(&child) {
            child.social_worker = *rng.pick(Service::SocialCare.entry().staff);
        }
        if rng.chance(180) {
            child.details_changed = Some(as_of.plus(-rng.between(20, 1100)).max(child.born));
        }
        child.in_register = !rng.chance(25);
        if rng.chance(4) && age > 0 {
            child.died = Some(as_of.plus(-rng.between(30, 300)));
        }
        eldest.get_or_insert_with(|| child.clone());
        area.children.push(child);
    }
}

fn in_children_services(child: &Child) -> bool {
    [Factor::ChildProtectionPlan, Factor::Section47, Factor::ChildInNeed, Factor::LookedAfter]
        .iter()
        .any(|factor| child.factors.contains(factor))
}

/// A failed contact, for what may still fail in that household.
struct Failure {
    child: usize,
    household: String,
    date: Date,
    service: Service,
}

/// Adds the contacts of one child, in order of time.
fn contacts(rng: &mut Rng, index: usize, area: &mut Area, failures: &mut Vec<Failure>) {
    let child = area.children[index].clone();
    let mut booked: Vec<(Date, Service)> = Vec::new();
    for _ in 0..rng.between(3, 5) {
        let open: Vec<(Service, usize)> =
            Service::REFERRED.iter().map(|service| (*service, service.entry().weight)).collect();
        let service = *rng.pick_weighted(&open);
        referral(rng, &child, service, &mut booked);
    }
    if in_children_services(&child) {
        referral(rng, &child, Service::SocialCare, &mut booked);
    }
    if rng.chance(420) {
        for _ in 0..rng.between(1, 4) {
            let date = Date::parse(AS_OF).plus(-rng.between(0, 720));
            let service = *rng.pick_weighted(&[
                (Service::EmergencyDepartment, 5),
                (Service::UrgentTreatment, 4),
                (Service::OutOfHours, 2),
            ]);
            if date > child.born {
                booked.push((date, service));
            }
        }
    }
    booked.sort_by_key(|(date, service)| (*date, *service as usize));
    booked.dedup_by_key(|(date, _)| *date);
    let manner = *rng.pick_weighted(&[(Manner::Steady, 890), (Manner::Struggling, 75), (Manner::Absent, 35)]);
    // Some missed one in the year before the extracts begin; without that, their first months would be the worst.
    if manner == Manner::Steady && rng.chance(380) {
        let date = Date::parse(FIRST).plus(-rng.between(1, 365));
        let service = Service::Immunisation;
        failures.push(Failure { child: index, household: child.household.clone(), date, service });
    }
    for (date, service) in booked {
        let outcome = outcome(rng, &child, index, manner, date, service, failures);
        let contact = contact(rng, &child, index, date, service, outcome);
        if outcome.is_failed() && contact.kind != Kind::Unscheduled {
            failures.push(Failure { child: index, household: child.household.clone(), date, service });
        }
        area.contacts.push(contact);
    }
}

/// A series of appointments with one service, as far as they fall into the extracts and the ages that it sees.
fn referral(rng: &mut Rng, child: &Child, service: Service, booked: &mut Vec<(Date, Service)>) {
    let entry = service.entry();
    let days = |years: i32| years * 1461 / 4;
    let last = if entry.source == Source::Education { EDUCATION_LAST } else { LAST };
    let from = Date::parse(FIRST).max(child.born.plus(days(entry.ages.0) + 10));
    let to = Date::parse(last).min(child.born.plus(days(entry.ages.1)));
    if to.since(from) < 20 {
        return;
    }
    let count = rng.between(entry.contacts.0, entry.contacts.1);
    let pace = rng.between(entry.interval.0, entry.interval.1);
    // A series may have begun before the extracts do.
    let mut date = from.plus(rng.between(-pace * count / 2, to.since(from)));
    for _ in 0..count {
        while !date.is_working_day() {
            date = date.plus(1);
        }
        if date >= from && date <= to {
            booked.push((date, service));
        }
        date = date.plus(pace + rng.between(-pace / 4, pace / 4));
    }
}

/// How likely (per mille, with the usual service) a contact fails, given what has failed within a year of it.
fn per_mille(manner: Manner, own: &[Service], in_household: usize, service: Service) -> usize {
    match manner {
        Manner::Steady if own.is_empty() && in_household < 2 => 110,
        Manner::Struggling if own.is_empty() => 200,
        Manner::Struggling if own == [service] => 300,
        Manner::Absent => 360,
        Manner::Steady | Manner::Struggling => 0,
    }
}

/// What came of a contact.
fn outcome(
    rng: &mut Rng,
    child: &Child,
    index: usize,
    manner: Manner,
    date: Date,
    service: Service,
    failures: &[Failure],
) -> Outcome {
    let entry = service.entry();
    if date > Date::parse(AS_OF) {
        return if rng.chance(25) { Outcome::CancelledByFamily } else { Outcome::Pending };
    }
    if child.died.is_some_and(|died| date > died) {
        return Outcome::CancelledByProvider;
    }
    if entry.source == Source::UrgentCare {
        return if rng.chance(60) { Outcome::ChildNotSeen } else { Outcome::Seen };
    }
    let near = || {
        failures.iter().filter(|failure| failure.household == child.household && date.since(failure.date).abs() < 366)
    };
    let own: Vec<Service> = near().filter(|failure| failure.child == index).map(|failure| failure.service).collect();
    let mut per_mille = per_mille(manner, &own, near().count(), service);
    per_mille = per_mille * entry.misses / 100;
    if child.imd_decile <= 3 {
        per_mille = per_mille * 7 / 5;
    }
    if date >= Date::parse(SNOW.0) && date <= Date::parse(SNOW.1) {
        per_mille *= 2;
    }
    if rng.chance(per_mille) {
        return failure(rng, entry.kinds[0].0, entry.source);
    }
    *rng.pick_weighted(&[
        (Outcome::Seen, 905),
        (Outcome::CancelledByFamily, 40),
        (Outcome::CancelledByProvider, 38),
        (Outcome::Cancelled, if entry.source == Source::Camhs { 10 } else { 0 }),
        (Outcome::Pending, 7),
    ])
}

/// In which way a contact failed.
pub fn failure(rng: &mut Rng, kind: Kind, source: Source) -> Outcome {
    let (not_brought, no_access) = match (kind, source) {
        (Kind::HomeVisit, _) => (10, 60),
        (_, Source::Outpatients) => {
            return *rng.pick_weighted(&[(Outcome::WasNotBrought, 9), (Outcome::LateNotSeen, 1)]);
        }
        _ => (80, 0),
    };
    let not_seen = if no_access > 0 { 14 } else { 0 };
    *rng.pick_weighted(&[
        (Outcome::WasNotBrought, not_brought),
        (Outcome::NoAccess, no_access),
        (Outcome::ChildNotSeen, not_seen),
        (Outcome::Refused, 9),
        (Outcome::LateNotSeen, if source == Source::Camhs { 6 } else { 0 }),
    ])
}

/// The contact with all that its record says.
pub fn contact(rng: &mut Rng, child: &Child, index: usize, date: Date, service: Service, outcome: Outcome) -> Contact {
    let entry = service.entry();
    let mut kind = *rng.pick_weighted(entry.kinds);
    if matches!(outcome, Outcome::NoAccess | Outcome::ChildNotSeen) && kind != Kind::Unscheduled {
        kind = Kind::HomeVisit;
    }
    if outcome == Outcome::WasNotBrought && kind == Kind::HomeVisit {
        kind = if entry.source == Source::Community { Kind::Clinic } else { Kind::Other };
    }
    if kind == Kind::EducationSetting && date.age_of(child.born) < 4 {
        kind = Kind::Clinic;
    }
    let place = if rng.chance(880) { child.locality } else { rng.below(6) };
    let urgent = entry.source == Source::UrgentCare;
    let minutes = if urgent { rng.below(1440) } else { 9 * 60 + 15 * rng.below(31) };
    let notice = if rng.chance(90) { rng.between(1, 6) } else { rng.between(8, 60) };
    // Rows without a number: urgent care at night, and most of what the council has.
    let anonymous = match entry.source {
        Source::UrgentCare => rng.chance(150),
        Source::Education => rng.chance(650),
        Source::SocialCare => rng.chance(400),
        _ => false,
    };
    let corrected = outcome == Outcome::Seen && rng.chance(30);
    Contact {
        number: 0,
        child: index,
        service,
        date,
        time: (urgent || !rng.chance(12)).then_some(minutes as u16),
        kind,
        outcome,
        location: if kind == Kind::HomeVisit || kind == Kind::Remote {
            String::new()
        } else {
            entry.places[place % entry.places.len()].to_owned()
        },
        practitioner: entry.staff[(index + rng.below(2)) % entry.staff.len()],
        referrer: (*rng.pick(entry.referrers)).to_owned(),
        booked_on: (!urgent && !rng.chance(30))
            .then(|| date.plus(-notice).max(child.born).min(drawn(Date::parse(AS_OF)))),
        slip: Slip {
            nhs_number: anonymous.then(String::new),
            // Records from before a move have the address of that time.
            postcode: child
                .details_changed
                .filter(|moved| date < *moved)
                .map(|_| postcode(&mut Rng::new(index as u64), (index + child.locality) % 5)),
            first_version: corrected.then_some(Outcome::WasNotBrought),
            ..Slip::default()
        },
    }
}
