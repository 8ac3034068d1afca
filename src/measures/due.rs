//! The contacts that were due, counted by service and month.
//!
//! A contact is due where the child was seen or the outcome is a failed one; unscheduled care is nobody's appointment.
//! Each counts once, so that three slots missed in one morning are three here, though they are one failed contact.

use super::groups::join_each;
use crate::config::settings::Settings;
use crate::day::{Day, Month};
use crate::disclosure::counts::{Due, ServiceActivity, What};
use crate::store::{ChildNumber, Row};
use crate::vocabulary::{Kind, Outcome};

/// What contacts count as, if they count at all: failed, seen, without an outcome, cancelled; by their codes.
pub(crate) struct Whats([Option<What>; 256]);

impl Whats {
    /// As the settings say.
    pub(crate) fn of(settings: &Settings) -> Self {
        let mut whats = [None; 256];
        for outcome in Outcome::ALL {
            for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Unscheduled) {
                whats[Self::place(outcome.code(), kind.code())] = what(settings, *outcome);
            }
        }
        Self(whats)
    }

    fn place(outcome: u8, kind: u8) -> usize {
        usize::from(outcome << 3 | kind)
    }

    /// What a contact counts as.
    #[inline]
    pub(crate) fn what(&self, row: &Row) -> Option<What> {
        self.0[Self::place(row.codes.outcome_code(), row.codes.kind_code())]
    }
}

fn what(settings: &Settings, outcome: Outcome) -> Option<What> {
    if settings.failed.contains(outcome) {
        return Some(What::Failed);
    }
    match outcome {
        Outcome::Seen => Some(What::Seen),
        Outcome::Pending => Some(What::NoOutcome),
        Outcome::CancelledByFamily => Some(What::ByFamily),
        Outcome::CancelledByProvider => Some(What::ByProvider),
        _ => None,
    }
}

/// The due contacts of months that follow one another, by service, and of all services.
pub(crate) struct Activity {
    months: Vec<Month>,
    first: Day,
    last: Day,
    /// The place of the month of each day from the first on.
    month_of: Vec<u16>,
    /// By service, where it has any, and month.
    counted: Vec<Option<Box<[Due]>>>,
    /// By month.
    all: Vec<Due>,
    /// A child's due and failed contacts in a month, by service. Memory that is used again.
    own: Vec<(u32, u64, u64)>,
    /// The place of that month.
    own_month: u16,
}

impl Activity {
    /// Nothing yet. The months are ascending, and at least one.
    pub(crate) fn new(services: usize, months: &[Month]) -> Self {
        let (first, last) = (months[0], months[months.len() - 1]);
        let (first_day, last_day) = (first.first_day(), last.last_day());
        let month_of = (first_day.0..=last_day.0).map(|day| Month::of(Day(day)).since(first).unsigned_abs() as u16);
        Self {
            months: months.to_vec(),
            first: first_day,
            last: last_day,
            month_of: month_of.collect(),
            counted: vec![None; services],
            all: vec![Due::default(); months.len()],
            own: Vec::new(),
            own_month: 0,
        }
    }

    /// Notes a contact of a child that was due, where it lies in the months. A child's contacts come by their days.
    pub(crate) fn note(&mut self, child: ChildNumber, row: &Row, failed: bool) {
        let day = row.day();
        if day < self.first || self.last < day {
            return;
        }
        let month = self.month_of[(day.0 - self.first.0) as usize];
        if month != self.own_month {
            self.child(child);
            self.own_month = month;
        }
        match self.own.iter_mut().find(|(service, ..)| *service == row.service) {
            Some((_, due, all_failed)) => (*due, *all_failed) = (*due + 1, *all_failed + u64::from(failed)),
            None => self.own.push((row.service, 1, u64::from(failed))),
        }
    }

    /// Counts what has been noted of the child.
    pub(crate) fn child(&mut self, child: ChildNumber) {
        if self.own.is_empty() {
            return;
        }
        let (month, months) = (usize::from(self.own_month), self.months.len());
        let mut all = (0, 0);
        for (service, due, failed) in self.own.drain(..) {
            all = (all.0 + due, all.1 + failed);
            let by_month = self.counted[service as usize].get_or_insert_with(|| vec![Due::default(); months].into());
            by_month[month].add(child.place(), due, failed);
        }
        self.all[month].add(child.place(), all.0, all.1);
    }

    /// Adds what was counted of other children.
    pub(crate) fn join(&mut self, other: Self) {
        join_each(&mut self.counted, other.counted, |own, more| {
            own.iter_mut().zip(&more).for_each(|(own, more)| own.join(more));
        });
        self.all.iter_mut().zip(&other.all).for_each(|(own, more)| own.join(more));
    }

    /// All services, and those with a due contact by code point; `first` is the place of the first whole month of a
    /// service, and of all.
    pub(crate) fn of_services(
        self,
        services: &[String],
        first: &[usize],
        first_of_all: usize,
    ) -> (ServiceActivity, Vec<ServiceActivity>) {
        let all = ServiceActivity {
            service: crate::disclosure::ALL_SERVICES.to_owned(),
            first: first_of_all,
            by_month: self.all,
        };
        let named = services.iter().zip(first).zip(self.counted);
        let named = named.filter_map(|((service, first), by_month)| {
            by_month.map(|by_month| ServiceActivity {
                service: service.clone(),
                first: *first,
                by_month: by_month.into(),
            })
        });
        (all, named.collect())
    }
}
