//! A contact of a child as it is stored, in 24 bytes.

use crate::contact::columns::{Codes, RawContact};
use crate::contact::short::{ShortBirth, ShortDay};
use crate::day::{Day, Month, Time};
use crate::records::ContactRecord;
use crate::service::ServiceNumber;
use crate::vocabulary::{Kind, Outcome, Sector};

/// Flag: a newer version of the contact counts, or the record repeats another.
const DUPLICATE: u8 = 1;
/// Flag: superseded by an outcome that was not read yet at the ends of some earlier months.
const ANSWERED: u8 = 2;
/// Flag: a failed contact on a day on which the service saw only another child.
const ALONE: u8 = 4;
/// The bits of the flags from here on count the months from this contact to the outcome that supersedes it.
const MONTHS: u32 = 3;
/// The largest such count; longer spans are cut to it.
const MOST_MONTHS: i32 = 31;

/// A contact.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// The number of its record among all records of contacts, in reading order.
    pub(crate) row: ContactRecord,
    /// The service's number.
    pub(crate) service: ServiceNumber,
    /// The provider's number, or [`crate::contact::columns::NO_TEXT`].
    pub(crate) provider: u32,
    /// Time, outcome, kind, sector.
    pub(crate) codes: Codes,
    /// The day.
    pub(crate) short_day: ShortDay,
    /// The date of birth in the record.
    pub(crate) born: ShortBirth,
    /// The age in the record, or [`crate::contact::columns::NO_AGE`].
    pub(crate) age: u8,
    flags: u8,
}

const _: () = assert!(size_of::<Row>() == 24, "ten million contacts have to fit");

impl Row {
    /// The contact of a record; `service` and `provider` are numbers of the whole run.
    pub(super) const fn new(row: ContactRecord, raw: &RawContact, service: ServiceNumber, provider: u32) -> Self {
        let RawContact { codes, day, born, age, .. } = *raw;
        Self { row, service, provider, codes, short_day: day, born, age, flags: 0 }
    }

    /// The day.
    pub(crate) const fn day(&self) -> Day {
        self.short_day.day()
    }

    /// The time of day, if known.
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

    /// The sort key of a child's contacts: day, time (unknown first), service, and reading order. It is unique.
    #[inline]
    pub(crate) const fn order(&self) -> u128 {
        // 16 bits for the day, 17 for the time, and the remaining 31 for the service.
        let moment = (self.short_day.days() as u64) << 48 | (self.codes.order_of_time() as u64) << 31;
        ((moment | self.service.column() as u64) as u128) << 32 | self.row.column() as u128
    }

    /// Whether another record says the same, or something newer.
    pub(crate) const fn is_duplicate(&self) -> bool {
        self.flags & DUPLICATE != 0
    }

    /// The outcome as it is read on a day: `pending` if the contact is still to come and its outcome cannot be known yet.
    pub(crate) fn outcome_on(&self, day: Day) -> Outcome {
        let outcome = self.outcome();
        if self.day() > day && !outcome.may_be_in_future() { Outcome::Pending } else { outcome }
    }

    /// Whether the record counts on a day, the as-of date or the end of an earlier month: it counts now, or what supersedes it
    /// was not read on that day.
    pub(crate) fn counted_on(&self, day: Day) -> bool {
        !self.is_duplicate() || (self.flags & ANSWERED != 0 && self.was_open_on(day))
    }

    /// Whether what supersedes it was not read yet on a day.
    #[cold]
    fn was_open_on(&self, day: Day) -> bool {
        let since = Month::of(day).since(Month::of(self.day()));
        match i32::from(self.flags >> MONTHS) {
            // The outcome is of the same day, so it was open only before its month.
            0 => since < 0,
            months => (0..months).contains(&since),
        }
    }

    /// Whether the record counts now, or may have counted at the end of an earlier month.
    pub(crate) const fn ever_counted(&self) -> bool {
        !self.is_duplicate() || self.flags & ANSWERED != 0
    }

    /// Whether the contact counts as failed although the service saw a child that day, because that was another child.
    pub(crate) const fn stands_alone(&self) -> bool {
        self.flags & ALONE != 0
    }

    /// Sets [`Self::stands_alone`].
    pub(crate) const fn set_alone(&mut self, alone: bool) {
        self.flags = if alone { self.flags | ALONE } else { self.flags & !ALONE };
    }

    /// Withdraws the contact, whose record was entered in error. What the record says about the child is kept.
    pub(crate) const fn withdraw(&mut self) {
        self.codes = self.codes.with_outcome(Outcome::NotAContact);
    }

    /// Lets the record count again: nothing supersedes it after all.
    pub(crate) const fn count_again(&mut self) {
        self.flags &= ALONE;
    }

    /// Marks it as superseded.
    pub(crate) const fn supersede(&mut self) {
        self.flags |= DUPLICATE;
    }

    /// Marks it as superseded by an outcome of the same day.
    pub(crate) const fn answer(&mut self) {
        self.flags |= DUPLICATE | ANSWERED;
    }

    /// Marks it as superseded by an outcome of a later month. It still counts at the ends of months from its own up to the one
    /// before that.
    pub(crate) fn supersede_from(&mut self, month: Month) {
        self.supersede();
        let months = month.since(Month::of(self.day())).clamp(0, MOST_MONTHS);
        if months > 0 {
            self.flags |= ANSWERED | (months as u8) << MONTHS;
        }
    }
}
