//! Counts the contacts of a source by day: one run remembers them for the next, and the picture of a source shows them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contact::short::{FIRST_DAY, ShortDay};
use crate::day::{Day, Month};
use crate::numbers::place;

/// Counts of the contacts of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DayCount {
    /// Those that count.
    pub(crate) used: u32,
    /// Those of them that count as failed; none after the as-of date.
    pub(crate) failed: u32,
    /// Those of them that have passed without an outcome.
    pub(crate) no_outcome: u32,
    /// Those of them whose child is known by a local id only.
    pub(crate) unlinked: u32,
    /// Contacts of people who are over age or have died.
    pub(crate) excluded: u32,
}

impl DayCount {
    fn add(&mut self, other: Self) {
        self.used += other.used;
        self.failed += other.failed;
        self.no_outcome += other.no_outcome;
        self.unlinked += other.unlinked;
        self.excluded += other.excluded;
    }
}

/// The contacts of a source, day by day from [`FIRST_DAY`] on.
#[derive(Clone, Debug, Default)]
pub(crate) struct ContactDays(Vec<DayCount>);

/// The contacts of a source in a calendar month, as a manifest keeps them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct MonthCount {
    /// Those that count.
    pub(crate) used: u64,
    /// Those of them on or before the as-of date.
    pub(crate) past: u64,
    /// Those of them that count as failed.
    pub(crate) failed: u64,
    /// Those of them that have passed without an outcome.
    pub(crate) no_outcome: u64,
    /// Those whose child is known by a local id only.
    pub(crate) unlinked: u64,
    /// Contacts up to the as-of date of people who are over age or have died.
    pub(crate) excluded: u64,
}

impl MonthCount {
    fn add(&mut self, own: DayCount, past: bool) {
        self.used += u64::from(own.used);
        self.failed += u64::from(own.failed);
        self.no_outcome += u64::from(own.no_outcome);
        self.unlinked += u64::from(own.unlinked);
        if past {
            self.past += u64::from(own.used);
            self.excluded += u64::from(own.excluded);
        }
    }
}

impl ContactDays {
    /// Room for contacts up to a day.
    pub(crate) fn up_to(last: Day) -> Self {
        Self(vec![DayCount::default(); place(last.0 - FIRST_DAY.0 + 1)])
    }

    #[inline]
    pub(crate) fn entry(&mut self, day: ShortDay) -> &mut DayCount {
        &mut self.0[place(day.day().0 - FIRST_DAY.0)]
    }

    /// Adds the counts of other children.
    pub(crate) fn join(&mut self, other: &Self) {
        for (own, more) in self.0.iter_mut().zip(&other.0) {
            own.add(*more);
        }
    }

    /// The days that have contacts.
    fn days_with_contacts(&self) -> impl Iterator<Item = (Day, DayCount)> {
        let all = (FIRST_DAY.0..).map(Day).zip(self.0.iter().copied());
        all.filter(|(_, own)| *own != DayCount::default())
    }

    /// The first day that has a contact.
    pub(crate) fn first(&self) -> Option<Day> {
        self.days_with_contacts().next().map(|(day, _)| day)
    }

    /// The same by calendar months.
    pub(crate) fn months(&self, as_of: Day) -> BTreeMap<Month, MonthCount> {
        let mut months: BTreeMap<Month, MonthCount> = BTreeMap::new();
        for (day, own) in self.days_with_contacts() {
            months.entry(Month::of(day)).or_default().add(own, day <= as_of);
        }
        months
    }

    /// The contacts from one day to another, both of them past.
    pub(crate) fn between(&self, first: Day, last: Day) -> MonthCount {
        let at = |day: Day| place(day.0 - FIRST_DAY.0).min(self.0.len());
        let (from, to) = (at(first), at(last.plus(1)));
        let mut all = MonthCount::default();
        for own in self.0.get(from..to.max(from)).unwrap_or_default() {
            all.add(*own, true);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_spans_have_the_contacts_of_their_days() {
        let day = |text: &str| Day::from_iso(text).unwrap();
        let mut days = ContactDays::up_to(day("2026-12-31"));
        for (text, used, excluded) in
            [("2026-10-31", 1, 0), ("2026-11-01", 2, 1), ("2026-11-22", 3, 0), ("2026-11-23", 4, 1)]
        {
            let own = days.entry(ShortDay::of(day(text)));
            own.used += used;
            own.excluded += excluded;
        }
        let months = days.months(day("2026-11-22"));
        let of = |text: &str| months[&Month::from_iso(text).unwrap()];
        assert_eq!((of("2026-10").used, of("2026-10").past), (1, 1));
        assert_eq!((of("2026-11").used, of("2026-11").past, of("2026-11").excluded), (9, 5, 1));
        let between = |first: &str, last: &str| {
            let own = days.between(day(first), day(last));
            (own.used, own.excluded)
        };
        assert_eq!(between("2026-11-01", "2026-11-22"), (5, 1));
        assert_eq!(between("2026-11-02", "2026-11-21"), (0, 0));
        assert_eq!(between("1980-01-01", "2030-01-01"), (10, 2));
        assert_eq!(between("2026-11-22", "2026-11-01"), (0, 0));
    }
}
