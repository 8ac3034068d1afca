//! Counts the contacts that were due, by service and month.
//!
//! A contact is due if the child was seen or the outcome is a failed one. Unscheduled care is not due, because nobody had an appointment.
//! Each contact counts, so three slots missed in one morning are three here, although they are one failed contact.

use super::groups::join_each;
use super::packed_contacts::{MAX_CONTACTS, PackedContacts};
use super::pooled::{EnoughChildren, times};
use crate::config::settings::Settings;
use crate::contact::columns::Codes;
use crate::day::{Day, Month};
use crate::disclosure::counts::{ContactClass, Due, ServiceActivity};
use crate::numbers::{add_each, count, place};
use crate::service::{ServiceNumber, Services};
use crate::store::{ChildNumber, Row};
use crate::vocabulary::{Kind, Outcome};

/// A table of the class of a contact by the code of its outcome and kind. Contacts that do not count have none.
pub(crate) struct ContactClasses([Option<ContactClass>; 256]);

impl ContactClasses {
    /// Builds the table from the settings in force.
    pub(crate) fn from_settings(settings: &Settings) -> Self {
        let mut classes = [None; 256];
        for outcome in Outcome::ALL {
            for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Unscheduled) {
                classes[usize::from(Codes::place(*outcome, *kind))] = class_of_outcome(settings, *outcome);
            }
        }
        Self(classes)
    }

    /// The class of a contact.
    #[inline]
    pub(crate) fn class_of(&self, row: &Row) -> Option<ContactClass> {
        self.0[usize::from(row.codes.outcome_and_kind())]
    }
}

fn class_of_outcome(settings: &Settings, outcome: Outcome) -> Option<ContactClass> {
    if settings.failed.contains(outcome) {
        return Some(ContactClass::Failed);
    }
    match outcome {
        Outcome::Seen => Some(ContactClass::Seen),
        Outcome::Pending => Some(ContactClass::NoOutcome),
        Outcome::CancelledByFamily => Some(ContactClass::ByFamily),
        Outcome::CancelledByProvider => Some(ContactClass::ByProvider),
        _ => None,
    }
}

/// Children with fewer failed contacts in a month than the first number, and fewer other due contacts than the second, are pooled. That is
/// nearly all children.
const FEW: (u32, u32) = (2, 4);

/// The pooled children of a month, counted by their failed and other due contacts.
#[derive(Clone, Copy, Default)]
struct PooledMonth {
    enough: EnoughChildren,
    children: [u32; (FEW.0 * FEW.1) as usize],
}

/// Counts of due contacts by month.
struct MonthCounts {
    pooled: Vec<PooledMonth>,
    /// The due contacts of all other children.
    due: Vec<Due>,
}

impl MonthCounts {
    fn new(months: usize) -> Self {
        Self { pooled: vec![PooledMonth::default(); months], due: vec![Due::default(); months] }
    }

    /// Adds a child with these numbers of failed and of other due contacts in a month.
    #[inline]
    fn add(&mut self, month: usize, child: ChildNumber, failed: u32, seen: u32) {
        let PooledMonth { enough, children } = &mut self.pooled[month];
        let packed = |failed: u32, seen: u32| {
            PackedContacts::new(ContactClass::Failed, failed as usize)
                .plus(PackedContacts::new(ContactClass::Seen, seen as usize))
        };
        if failed < FEW.0 && seen < FEW.1 && enough.is_enough(packed(failed, seen)) {
            children[(failed + seen * FEW.0) as usize] += 1;
        } else {
            enough.note_child(packed(failed.min(count(MAX_CONTACTS)), seen.min(count(MAX_CONTACTS))));
            self.due[month].add(child.place(), u64::from(failed + seen), u64::from(failed));
        }
    }

    fn join(&mut self, other: &Self) {
        self.due.iter_mut().zip(&other.due).for_each(|(due, more)| due.join(more));
        self.pooled
            .iter_mut()
            .zip(&other.pooled)
            .for_each(|(pooled, more)| add_each(&mut pooled.children, more.children));
    }

    /// Adds the pooled children to the others.
    fn finish(mut self) -> Vec<Due> {
        for (all, pooled) in self.due.iter_mut().zip(&self.pooled) {
            for (place, children) in (0..).zip(pooled.children) {
                let (failed, seen) = (place % FEW.0, place / FEW.0);
                let mut one = Due::default();
                one.due.add_apart(u64::from(failed + seen));
                one.failed.add_apart(u64::from(failed));
                one.seen.add_apart(u64::from(seen));
                all.join(&times(children, one, Due::join));
            }
        }
        self.due
    }
}

/// One child's due contacts of a service in a month.
struct ServiceMonth {
    month: u16,
    service: ServiceNumber,
    failed: u32,
    seen: u32,
}

/// The due contacts of consecutive months, by service and of all services.
pub(crate) struct Activity {
    months: Vec<Month>,
    first: Day,
    last: Day,
    /// For each day from the first on, the place of its month.
    month_of: Vec<u16>,
    /// The counts of each service, if it has any due contact.
    counted: Vec<Option<MonthCounts>>,
    all: MonthCounts,
    /// One child's contacts, month by month: a buffer that is reused.
    months_of_child: Vec<ServiceMonth>,
}

impl Activity {
    /// Empty counts for at least one month. The months must be consecutive.
    pub(crate) fn new(services: usize, months: &[Month]) -> Self {
        let (first, last) = (months[0], months[months.len() - 1]);
        let (first_day, last_day) = (first.first_day(), last.last_day());
        let place_of = |day: i32| u16::try_from(Month::of(Day(day)).since(first)).expect("months of a few years");
        let month_of = (first_day.0..=last_day.0).map(place_of);
        Self {
            months: months.to_vec(),
            first: first_day,
            last: last_day,
            month_of: month_of.collect(),
            counted: (0..services).map(|_| None).collect(),
            all: MonthCounts::new(months.len()),
            months_of_child: Vec::new(),
        }
    }

    /// Notes a due contact of a child, if it is in the months. A child's contacts must come in the order of their days.
    #[inline]
    pub(crate) fn note(&mut self, row: &Row, failed: bool) {
        let day = row.day();
        if day < self.first || self.last < day {
            return;
        }
        let month = self.month_of[place(day.0 - self.first.0)];
        let (failed, seen) = (u32::from(failed), u32::from(!failed));
        let mut noted_in_month = self.months_of_child.iter_mut().rev().take_while(|known| known.month == month);
        match noted_in_month.find(|known| known.service == row.service) {
            Some(known) => (known.failed, known.seen) = (known.failed + failed, known.seen + seen),
            None => self.months_of_child.push(ServiceMonth { month, service: row.service, failed, seen }),
        }
    }

    /// Adds the noted contacts of a child.
    pub(crate) fn add_child(&mut self, child: ChildNumber) {
        let months = self.months.len();
        let (mut all_failed, mut all_seen) = (0, 0);
        for (place, of_child) in self.months_of_child.iter().enumerate() {
            let ServiceMonth { service, failed, seen, .. } = *of_child;
            let month = usize::from(of_child.month);
            let by_month = self.counted[service.place()].get_or_insert_with(|| MonthCounts::new(months));
            by_month.add(month, child, failed, seen);
            (all_failed, all_seen) = (all_failed + failed, all_seen + seen);
            if self.months_of_child.get(place + 1).is_none_or(|next| next.month != of_child.month) {
                self.all.add(month, child, all_failed, all_seen);
                (all_failed, all_seen) = (0, 0);
            }
        }
        self.months_of_child.clear();
    }

    /// Adds the counts of other children.
    pub(crate) fn join(&mut self, other: Self) {
        join_each(&mut self.counted, other.counted, |counts, more| counts.join(&more));
        self.all.join(&other.all);
    }

    /// The activity of all services together, and of each service with a due contact, sorted by code point. `first` and `first_of_all`
    /// are the places of their first whole months.
    pub(crate) fn by_service(
        self,
        services: &Services,
        first: &[usize],
        first_of_all: usize,
    ) -> (ServiceActivity, Vec<ServiceActivity>) {
        let all = ServiceActivity {
            service: crate::disclosure::ALL_SERVICES.to_owned(),
            first: first_of_all,
            by_month: self.all.finish(),
        };
        let named = services.names().iter().zip(first).zip(self.counted);
        let named = named.filter_map(|((service, first), by_month)| {
            Some(ServiceActivity { service: service.clone(), first: *first, by_month: by_month?.finish() })
        });
        (all, named.collect())
    }
}
