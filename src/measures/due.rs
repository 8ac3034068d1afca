//! The contacts that were due, counted: by service and month, and by where they were due.
//!
//! A contact is due where the child was seen or the outcome is a failed one; unscheduled care is nobody's appointment.
//! Each counts once, so that three slots missed in one morning are three here, though they are one failed contact.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::config::settings::Settings;
use crate::day::{Day, Month};
use crate::disclosure::counts::{Due, ServiceActivity};
use crate::store::Row;
use crate::vocabulary::{Kind, Outcome};

/// Whether a contact was due, and if so whether it failed.
pub fn failed_if_due(settings: &Settings, row: &Row) -> Option<bool> {
    let outcome = row.outcome();
    let failed = settings.failed.contains(outcome);
    (row.kind() != Kind::Unscheduled && (failed || outcome == Outcome::Seen)).then_some(failed)
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

/// Lanes, numbered in the order in which they first occur, with their due contacts.
#[derive(Default)]
pub struct Lanes {
    numbers: HashMap<Lane, u32, FixedState>,
    /// By number.
    pub list: Vec<(Lane, Due)>,
}

impl Lanes {
    /// The number of a lane.
    pub fn number(&mut self, lane: Lane) -> u32 {
        *self.numbers.entry(lane).or_insert_with(|| {
            self.list.push((lane, Due::default()));
            self.list.len() as u32 - 1
        })
    }

    /// Counts contacts of a lane.
    pub fn add(&mut self, number: u32, due: Due) {
        let own = &mut self.list[number as usize].1;
        *own = own.plus(due);
    }
}

/// The due contacts of months that follow one another, by service.
pub struct Activity {
    months: Vec<Month>,
    first: Day,
    last: Day,
    /// The place of the month of each day from the first on.
    month_of: Vec<u16>,
    /// By service, then month.
    counted: Vec<Due>,
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
            counted: vec![Due::default(); services * months.len()],
        }
    }

    /// Counts a contact that was due, where it lies in the months.
    pub fn add(&mut self, row: &Row, failed: bool) {
        let day = row.day();
        if self.first <= day && day <= self.last {
            let month = self.month_of[(day.0 - self.first.0) as usize];
            let own = &mut self.counted[row.service as usize * self.months.len() + usize::from(month)];
            *own = own.plus(Due::one(failed));
        }
    }

    /// Both together.
    pub fn join(&mut self, other: &Self) {
        for (own, more) in self.counted.iter_mut().zip(&other.counted) {
            *own = own.plus(*more);
        }
    }

    /// The services with a due contact, by code point.
    pub fn of_services(&self, services: &[String]) -> Vec<ServiceActivity> {
        let of_service = |(service, by_month): (&String, &[Due])| {
            let any = by_month.iter().any(|month| month.due.is_some());
            any.then(|| ServiceActivity { service: service.clone(), by_month: by_month.to_vec() })
        };
        services.iter().zip(self.counted.chunks(self.months.len())).filter_map(of_service).collect()
    }
}
