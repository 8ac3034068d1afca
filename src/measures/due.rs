//! The contacts that were due, counted: by service and month, and by where they were due.
//!
//! A contact is due where the child was seen or the outcome is a failed one; unscheduled care is nobody's appointment.
//! Each counts once, so that three slots missed in one morning are three here, though they are one failed contact.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::groups::join_each;
use crate::config::settings::Settings;
use crate::day::{Day, Month};
use crate::disclosure::counts::{Due, ServiceActivity, What};
use crate::store::Row;
use crate::vocabulary::{Kind, Outcome};

/// What a contact counts as, if it counts at all: failed, seen, without an outcome, cancelled.
pub fn what(settings: &Settings, row: &Row) -> Option<What> {
    if row.kind() == Kind::Unscheduled {
        return None;
    }
    let outcome = row.outcome();
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

/// Where a contact was due: what contacts are divided by. An area has a few hundred of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lane {
    /// The service's number.
    pub service: u32,
    /// The provider's number, or [`crate::contact::columns::NO_TEXT`].
    pub provider: u32,
    /// The [`Kind`]'s code.
    pub kind: u8,
    /// The [`crate::vocabulary::Sector`]'s code.
    pub sector: u8,
}

impl Lane {
    /// Where a contact was due.
    pub const fn of(row: &Row) -> Self {
        Self {
            service: row.service,
            provider: row.provider,
            kind: row.codes.kind_code(),
            sector: row.codes.sector_code(),
        }
    }
}

/// Lanes, numbered in the order in which they first occur.
#[derive(Default)]
pub struct Lanes {
    numbers: HashMap<Lane, u32, FixedState>,
    /// By number.
    pub list: Vec<Lane>,
}

impl Lanes {
    /// The number of a lane.
    pub fn number(&mut self, lane: Lane) -> u32 {
        *self.numbers.entry(lane).or_insert_with(|| {
            self.list.push(lane);
            self.list.len() as u32 - 1
        })
    }
}

/// The due contacts of months that follow one another, by service, and of all services.
pub struct Activity {
    months: Vec<Month>,
    first: Day,
    last: Day,
    /// The place of the month of each day from the first on.
    month_of: Vec<u16>,
    /// By service, where it has any, and month.
    counted: Vec<Option<Box<[Due]>>>,
    /// By month.
    all: Vec<Due>,
    /// A child's contacts: service, month and whether failed, in one number. Memory that is used again.
    own: Vec<u64>,
}

impl Activity {
    /// Nothing yet. The months are ascending, and at least one.
    pub fn new(services: usize, months: &[Month]) -> Self {
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
        }
    }

    /// Notes a contact of a child that was due, where it lies in the months.
    pub fn note(&mut self, row: &Row, failed: bool) {
        let day = row.day();
        if self.first <= day && day <= self.last {
            let month = self.month_of[(day.0 - self.first.0) as usize];
            self.own.push(u64::from(month) << 33 | u64::from(row.service) << 1 | u64::from(failed));
        }
    }

    /// Counts what has been noted of the child.
    pub fn child(&mut self, child: u32) {
        if self.own.is_empty() {
            return;
        }
        self.own.sort_unstable();
        let count = |own: &[u64]| (own.len() as u64, own.iter().filter(|contact| **contact & 1 == 1).count() as u64);
        for of_month in self.own.chunk_by(|a, b| a >> 33 == b >> 33) {
            let month = (of_month[0] >> 33) as usize;
            let (due, failed) = count(of_month);
            self.all[month].add(child, due, failed);
            for of_service in of_month.chunk_by(|a, b| a >> 1 == b >> 1) {
                let (due, failed) = count(of_service);
                let service = (of_service[0] >> 1) as u32 as usize;
                let months = self.months.len();
                let by_month = self.counted[service].get_or_insert_with(|| vec![Due::default(); months].into());
                by_month[month].add(child, due, failed);
            }
        }
        self.own.clear();
    }

    /// Adds what was counted of other children.
    pub fn join(&mut self, other: Self) {
        join_each(&mut self.counted, other.counted, |own, more| {
            own.iter_mut().zip(&more).for_each(|(own, more)| own.join(more));
        });
        self.all.iter_mut().zip(&other.all).for_each(|(own, more)| own.join(more));
    }

    /// All services, and those with a due contact by code point; `first` is the place of the first whole month of a
    /// service, and of all.
    pub fn of_services(
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
