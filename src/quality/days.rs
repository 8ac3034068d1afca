//! Counts the contacts of a source by day: one run remembers them for the next, and the picture of a source shows them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contact::short::{FIRST_DAY, ShortDay};
use crate::day::{Day, Month};
use crate::numbers::{add_each, place};

/// How a contact is counted: one bit for each of what is said of it, so that a contact is one step whatever is said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DayClass(u8);

impl DayClass {
    /// That of a person who is over age or has died.
    pub(crate) const EXCLUDED: Self = Self(8);
    const FAILED: u8 = 1;
    const NO_OUTCOME: u8 = 2;
    const UNLINKED: u8 = 4;

    /// A contact that counts. It counts as failed, or has passed without an outcome; its child is known by a local id only.
    #[inline]
    pub(crate) fn used(failed: bool, no_outcome: bool, unlinked: bool) -> Self {
        Self(u8::from(failed) | u8::from(no_outcome) * Self::NO_OUTCOME | u8::from(unlinked) * Self::UNLINKED)
    }
}

/// Counts of the contacts of one day, by their class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct DayCount([u32; 9]);

impl DayCount {
    /// Those that count and of which all of this is said.
    fn used(&self, said: u8) -> u64 {
        (0..).zip(&self.0[..8]).filter(|(class, _)| class & said == said).map(|(_, count)| u64::from(*count)).sum()
    }

    /// Those of people who are over age or have died.
    fn excluded(&self) -> u64 {
        self.0[usize::from(DayClass::EXCLUDED.0)].into()
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
    fn add(&mut self, day: DayCount, past: bool) {
        self.used += day.used(0);
        self.failed += day.used(DayClass::FAILED);
        self.no_outcome += day.used(DayClass::NO_OUTCOME);
        self.unlinked += day.used(DayClass::UNLINKED);
        if past {
            self.past += day.used(0);
            self.excluded += day.excluded();
        }
    }
}

impl ContactDays {
    /// Room for contacts up to a day.
    pub(crate) fn up_to(last: Day) -> Self {
        Self(vec![DayCount::default(); place(last.0 - FIRST_DAY.0 + 1)])
    }

    /// Counts a contact. Those that failed or have no outcome are none after the as-of date.
    #[inline]
    pub(crate) fn add(&mut self, day: ShortDay, class: DayClass) {
        self.0[place(day.day().0 - FIRST_DAY.0)].0[usize::from(class.0)] += 1;
    }

    /// Adds the counts of other children.
    pub(crate) fn join(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(&other.0) {
            add_each(&mut count.0, more.0);
        }
    }

    /// The days that have contacts.
    fn days_with_contacts(&self) -> impl DoubleEndedIterator<Item = (Day, DayCount)> {
        let all = self.0.iter().copied().enumerate().map(|(place, count)| (FIRST_DAY.plus(place as i32), count));
        all.filter(|(_, own)| *own != DayCount::default())
    }

    /// The first day that has a contact.
    pub(crate) fn first(&self) -> Option<Day> {
        self.days_with_contacts().next().map(|(day, _)| day)
    }

    /// The last day up to the as-of date that has a contact.
    pub(crate) fn newest(&self, as_of: Day) -> Option<Day> {
        self.days_with_contacts().map(|(day, _)| day).rfind(|day| *day <= as_of)
    }

    /// The same by calendar months.
    pub(crate) fn months(&self, as_of: Day) -> BTreeMap<Month, MonthCount> {
        let mut months: BTreeMap<Month, MonthCount> = BTreeMap::new();
        for (day, count) in self.days_with_contacts() {
            months.entry(Month::of(day)).or_default().add(count, day <= as_of);
        }
        months
    }

    /// The contacts from one day to another, both of them past.
    pub(crate) fn between(&self, first: Day, last: Day) -> MonthCount {
        let index_of = |day: Day| place(day.0 - FIRST_DAY.0).min(self.0.len());
        let (from, to) = (index_of(first), index_of(last.plus(1)));
        let mut all = MonthCount::default();
        for count in self.0.get(from..to.max(from)).unwrap_or_default() {
            all.add(*count, true);
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
            let class = DayClass::used(false, false, false);
            (0..used).for_each(|_| days.add(ShortDay::of(day(text)), class));
            (0..excluded).for_each(|_| days.add(ShortDay::of(day(text)), DayClass::EXCLUDED));
        }
        let months = days.months(day("2026-11-22"));
        let of = |text: &str| months[&Month::from_iso(text).unwrap()];
        assert_eq!((of("2026-10").used, of("2026-10").past), (1, 1));
        assert_eq!((of("2026-11").used, of("2026-11").past, of("2026-11").excluded), (9, 5, 1));
        let between = |first: &str, last: &str| {
            let count = days.between(day(first), day(last));
            (count.used, count.excluded)
        };
        assert_eq!(between("2026-11-01", "2026-11-22"), (5, 1));
        assert_eq!(between("2026-11-02", "2026-11-21"), (0, 0));
        assert_eq!(between("1980-01-01", "2030-01-01"), (10, 2));
        assert_eq!(between("2026-11-22", "2026-11-01"), (0, 0));
        assert_eq!(days.newest(day("2026-11-22")), Some(day("2026-11-22")));
        assert_eq!(days.newest(day("2026-11-21")), Some(day("2026-11-01")));
        assert_eq!(days.newest(day("2026-10-30")), None);
    }

    #[test]
    fn whatever_is_said_of_a_contact_is_counted_once() {
        let day = Day::from_iso("2026-11-01").unwrap();
        let mut days = ContactDays::up_to(day);
        for class in 0..8 {
            let said = |bit: u8| class & bit != 0;
            days.add(ShortDay::of(day), DayClass::used(said(1), said(2), said(4)));
        }
        days.add(ShortDay::of(day), DayClass::EXCLUDED);
        let expected = MonthCount { used: 8, past: 8, failed: 4, no_outcome: 4, unlinked: 4, excluded: 1 };
        assert_eq!(days.between(day, day), expected);
    }
}
