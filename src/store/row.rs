//! One contact of a child, as it is kept: 24 bytes.

use crate::contact::columns::{Codes, RawContact};
use crate::contact::short::{ShortBirth, ShortDay};
use crate::day::{Day, Month, Time};
use crate::records::ContactRecord;
use crate::service::ServiceNumber;
use crate::vocabulary::{Kind, Outcome, Sector};

/// A newer version of the contact counts, or the record repeats another.
const DUPLICATE: u8 = 1;
/// Superseded only by an outcome that nothing reads while its day is to come.
const ANSWERED: u8 = 2;
/// A contact that failed, on a day when the service saw nobody but another child.
const ALONE: u8 = 4;
/// From here on: so many months after its own lies the outcome that supersedes it.
const MONTHS: u32 = 3;
/// The most of these that are told apart.
const MOST_MONTHS: i32 = 31;

/// A contact.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Its record's place among all records of contacts, in reading order.
    pub(crate) row: ContactRecord,
    /// The service's number.
    pub(crate) service: ServiceNumber,
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
    pub(super) const fn new(row: ContactRecord, raw: &RawContact, service: ServiceNumber, provider: u32) -> Self {
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

    /// What contacts of a child are in the order of: day, time (unknown first), service, and reading order. No two are the same.
    #[inline]
    pub(crate) const fn order(&self) -> u128 {
        // Two bytes, 17 bits, and what is left: two thousand million services.
        let moment = (self.short_day.days() as u64) << 48 | (self.codes.order_of_time() as u64) << 31;
        ((moment | self.service.column() as u64) as u128) << 32 | self.row.column() as u128
    }

    /// Whether another record says the same, or something newer.
    pub(crate) const fn is_duplicate(&self) -> bool {
        self.flags & DUPLICATE != 0
    }

    /// What came of it as far as anything reads it on a day: an outcome that lies in the future is none.
    pub(crate) fn outcome_on(&self, day: Day) -> Outcome {
        let outcome = self.outcome();
        if self.day() > day && !outcome.may_be_in_future() { Outcome::Pending } else { outcome }
    }

    /// Whether the record counts on the as-of date, or counted at the end of a month before: it does now, or what
    /// supersedes it was not read then.
    pub(crate) fn counted_on(&self, day: Day) -> bool {
        !self.is_duplicate() || (self.flags & ANSWERED != 0 && self.was_open_on(day))
    }

    /// Whether what supersedes it was not read on a day.
    #[cold]
    fn was_open_on(&self, day: Day) -> bool {
        let since = Month::of(day).since(Month::of(self.day()));
        match i32::from(self.flags >> MONTHS) {
            // The outcome is of the same day.
            0 => since < 0,
            months => (0..months).contains(&since),
        }
    }

    /// Whether the record counts now, or may have counted at the end of a month before.
    pub(crate) const fn ever_counted(&self) -> bool {
        !self.is_duplicate() || self.flags & ANSWERED != 0
    }

    /// Whether the contact failed although a child was seen that day by that service, because it was another child.
    pub(crate) const fn stands_alone(&self) -> bool {
        self.flags & ALONE != 0
    }

    /// Says so, or that it does not.
    pub(crate) const fn set_alone(&mut self, alone: bool) {
        self.flags = if alone { self.flags | ALONE } else { self.flags & !ALONE };
    }

    /// Nobody saw the child, or spoke to the family: the record that says so was entered in error. What it says of the child stays.
    pub(crate) const fn withdraw(&mut self) {
        self.codes = self.codes.with_outcome(Outcome::NotAContact);
    }

    /// Nothing supersedes it after all.
    pub(crate) const fn count_again(&mut self) {
        self.flags &= ALONE;
    }

    pub(crate) const fn supersede(&mut self) {
        self.flags |= DUPLICATE;
    }

    /// By an outcome of its own day.
    pub(crate) const fn answer(&mut self) {
        self.flags |= DUPLICATE | ANSWERED;
    }

    /// By an outcome of a later month: it counts at the ends of months from its own to the one before that.
    pub(crate) fn supersede_from(&mut self, month: Month) {
        self.supersede();
        let months = month.since(Month::of(self.day())).clamp(0, MOST_MONTHS);
        if months > 0 {
            self.flags |= ANSWERED | (months as u8) << MONTHS;
        }
    }
}
