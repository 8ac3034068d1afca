//! One contact of a child, as it is kept: 24 bytes.

use crate::contact::columns::{Codes, RawContact};
use crate::contact::short::{ShortBirth, ShortDay};
use crate::day::{Day, Time};
use crate::vocabulary::{Kind, Outcome, Sector};

/// A newer version of the contact counts, or the record repeats another.
const DUPLICATE: u8 = 1;
/// A booking that is superseded only by an outcome that nothing reads while its day is to come.
const ANSWERED: u8 = 2;
/// A contact that failed, on a day when the service saw nobody but another child.
const ALONE: u8 = 4;

/// A contact.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Its record's place among all records of contacts, in reading order.
    pub(crate) row: u32,
    /// The service's number.
    pub(crate) service: u32,
    /// The provider's number, or [`crate::contact::columns::NO_TEXT`].
    pub(crate) provider: u32,
    /// Time, outcome, kind, sector.
    pub(crate) codes: Codes,
    /// The day.
    pub(crate) short_day: ShortDay,
    /// The date of birth that the record says.
    pub(crate) born: ShortBirth,
    /// The age that the record says, or [`crate::contact::columns::NO_AGE`].
    pub(crate) age: u8,
    flags: u8,
}

const _: () = assert!(size_of::<Row>() == 24, "ten million contacts have to fit");

impl Row {
    /// The contact of a record; service and provider are numbers among all.
    pub(super) const fn new(row: u32, raw: &RawContact, service: u32, provider: u32) -> Self {
        let RawContact { codes, day, born, age, .. } = *raw;
        Self { row, service, provider, codes, short_day: day, born, age, flags: 0 }
    }

    /// The day.
    pub(crate) const fn day(&self) -> Day {
        self.short_day.day()
    }

    /// The time of day, where it is known.
    pub(crate) const fn time(&self) -> Option<Time> {
        self.codes.time()
    }

    /// What came of it.
    pub(crate) fn outcome(&self) -> Outcome {
        self.codes.outcome()
    }

    /// How it took place.
    pub(crate) fn kind(&self) -> Kind {
        self.codes.kind()
    }

    /// Who runs the service.
    pub(crate) fn sector(&self) -> Sector {
        self.codes.sector()
    }

    /// What contacts of a child are in the order of: day, time (unknown first), service, and reading order.
    pub(crate) const fn order(&self) -> (u64, u64) {
        let moment = (self.short_day.day().0 as u64) << 32 | self.codes.order_of_time() as u64;
        (moment, (self.service as u64) << 32 | self.row as u64)
    }

    /// Whether another record says the same, or something newer.
    pub(crate) const fn is_duplicate(&self) -> bool {
        self.flags & DUPLICATE != 0
    }

    /// Whether the record counted on an earlier day: it does now, or it is a booking that was not answered then.
    pub(crate) fn counted_on(&self, day: Day) -> bool {
        !self.is_duplicate() || (self.is_answered() && self.day() > day)
    }

    /// Whether it is a booking that only an outcome answers which is not read before its day.
    pub(crate) const fn is_answered(&self) -> bool {
        self.flags & ANSWERED != 0
    }

    /// Whether the contact failed although a child was seen that day by that service, because it was another child.
    pub(crate) const fn stands_alone(&self) -> bool {
        self.flags & ALONE != 0
    }

    pub(crate) const fn stand_alone(&mut self) {
        self.flags |= ALONE;
    }

    pub(crate) const fn supersede(&mut self) {
        self.flags |= DUPLICATE;
    }

    pub(crate) const fn answer(&mut self) {
        self.flags |= DUPLICATE | ANSWERED;
    }
}
