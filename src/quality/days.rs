//! Counts the contacts of a source by day: a run keeps the counts for the next run, and the picture of a source shows them.

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::child::timeline::CountingSettings;
use crate::contact::short::{FIRST_DAY, ShortDay};
use crate::contact::unpadded_dates::UnpaddedDates;
use crate::day::{Day, Month};
use crate::numbers::{add_each, place};
use crate::vocabulary::{Kind, Outcome};

/// How a contact that counts ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Became {
    /// Anything else: for example, it was cancelled or has not passed yet.
    Other,
    /// It counts as failed.
    Failed,
    /// It has passed without an outcome.
    NoOutcome,
    /// The child was seen at an appointment.
    Seen,
}

impl Became {
    /// How a past contact with this outcome and kind ended. Unscheduled care is not an appointment.
    #[inline]
    pub(crate) fn of(outcome: Outcome, kind: Kind, counting: CountingSettings) -> Self {
        match outcome {
            Outcome::Pending => Self::NoOutcome,
            Outcome::Seen if kind != Kind::Unscheduled => Self::Seen,
            _ if counting.has_failed(outcome, kind) => Self::Failed,
            _ => Self::Other,
        }
    }
}

/// The class by which a contact is counted, in one byte: how it ended and whether its child is known by a local id only. So
/// counting a contact is one addition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DayClass(u8);

impl DayClass {
    /// The contact is of a person who is over age or has died.
    pub(crate) const EXCLUDED: Self = Self(8);
    const BECAME: u8 = 3;
    const UNLINKED: u8 = 4;

    /// The contact counts. `unlinked` if its child is known by a local id only.
    #[inline]
    pub(crate) fn used(became: Became, unlinked: bool) -> Self {
        Self(became as u8 | (u8::from(unlinked) * Self::UNLINKED))
    }
}

/// Counts of the contacts of one day, by their class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct DayCount([u32; 9]);

impl DayCount {
    /// The number of contacts that count and whose class `is_counted`.
    fn used(&self, is_counted: impl Fn(u8) -> bool) -> u64 {
        (0..).zip(&self.0[..8]).filter(|(class, _)| is_counted(*class)).map(|(_, count)| u64::from(*count)).sum()
    }

    /// The number of contacts that count and ended in this way.
    fn count_of(&self, became: Became) -> u64 {
        self.used(|class| class & DayClass::BECAME == became as u8)
    }

    /// The number of contacts of people who are over age or have died.
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
    /// Contacts that count.
    pub(crate) used: u64,
    /// Contacts that count, on or before the as-of date.
    pub(crate) past: u64,
    /// Contacts that count as failed.
    pub(crate) failed: u64,
    /// Contacts that count and have passed without an outcome.
    pub(crate) no_outcome: u64,
    /// Contacts that count and whose child is known by a local id only.
    pub(crate) unlinked: u64,
    /// Contacts up to the as-of date of people who are over age or have died.
    pub(crate) excluded: u64,
}

impl MonthCount {
    fn add(&mut self, day: DayCount, past: bool) {
        let used = day.used(|_| true);
        self.used += used;
        self.failed += day.count_of(Became::Failed);
        self.no_outcome += day.count_of(Became::NoOutcome);
        self.unlinked += day.used(|class| class & DayClass::UNLINKED != 0);
        if past {
            self.past += used;
            self.excluded += day.excluded();
        }
    }
}

/// Contacts that were due and have an outcome: the child was seen, or the contact failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DueCount {
    /// All of them.
    pub(crate) due: u64,
    /// Those that failed.
    pub(crate) failed: u64,
}

impl ContactDays {
    /// Room for contacts up to a day.
    pub(crate) fn up_to(last: Day) -> Self {
        Self(vec![DayCount::default(); place(last.0 - FIRST_DAY.0 + 1)])
    }

    /// Counts a contact. A contact that failed or has no outcome is not after the as-of date.
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
    fn days_with_contacts(&self) -> impl Iterator<Item = (Day, DayCount)> {
        let all = (FIRST_DAY.0..).map(Day).zip(self.0.iter().copied());
        all.filter(|(_, count)| *count != DayCount::default())
    }

    /// The first day that has a contact.
    pub(crate) fn first(&self) -> Option<Day> {
        self.days_with_contacts().next().map(|(day, _)| day)
    }

    /// The last day up to the as-of date that has a contact.
    pub(crate) fn newest(&self, as_of: Day) -> Option<Day> {
        self.days_with_contacts().map(|(day, _)| day).take_while(|day| *day <= as_of).last()
    }

    /// The last day up to the as-of date with a contact that was seen or failed. If the source has no such contacts, as in urgent care,
    /// the last day of a contact with any outcome.
    pub(crate) fn last_outcome(&self, as_of: Day) -> Option<Day> {
        let last = |became: &[Became]| {
            let past = self.days_with_contacts().take_while(|(day, _)| *day <= as_of);
            past.filter(|(_, counts)| became.iter().any(|became| counts.count_of(*became) > 0))
                .last()
                .map(|(day, _)| day)
        };
        last(&[Became::Seen, Became::Failed]).or_else(|| last(&[Became::Other]))
    }

    /// The last day that has a failed contact.
    pub(crate) fn last_failed(&self) -> Option<Day> {
        self.days_with_contacts().filter(|(_, count)| count.count_of(Became::Failed) > 0).last().map(|(day, _)| day)
    }

    /// The number of dates of a source that a spreadsheet program may have rewritten.
    pub(crate) fn spreadsheet_dates(&self, unpadded: &UnpaddedDates) -> u64 {
        const FEW: u64 = 5;
        let ([mut early, mut late], mut last_late) = ([0, 0], None);
        for (day, count) in self.days_with_contacts() {
            let contacts = count.used(|_| true) + count.excluded();
            if day.date().day() > 12 {
                (late, last_late) = (late + contacts, Some(day));
            } else {
                early += contacts;
            }
        }
        // All dates after day 12 are written with every digit.
        let padded = early.saturating_sub(unpadded.early);
        let are_suspect = late > FEW && late >= padded && unpadded.are_suspect(FEW, last_late);
        if are_suspect { unpadded.early } else { 0 }
    }

    /// The contacts by calendar month.
    pub(crate) fn months(&self, as_of: Day) -> BTreeMap<Month, MonthCount> {
        let mut months: BTreeMap<Month, MonthCount> = BTreeMap::new();
        for (day, count) in self.days_with_contacts() {
            months.entry(Month::of(day)).or_default().add(count, day <= as_of);
        }
        months
    }

    /// The contacts from one day to another, neither of which is after the as-of date.
    pub(crate) fn between(&self, first: Day, last: Day) -> MonthCount {
        let mut all = MonthCount::default();
        self.days_between(first, last).iter().for_each(|count| all.add(*count, true));
        all
    }

    /// The contacts from one day to another that were due.
    pub(crate) fn due_between(&self, first: Day, last: Day) -> DueCount {
        let mut all = DueCount::default();
        for count in self.days_between(first, last) {
            let failed = count.count_of(Became::Failed);
            all.failed += failed;
            all.due += failed + count.count_of(Became::Seen);
        }
        all
    }

    fn days_between(&self, first: Day, last: Day) -> &[DayCount] {
        let index_of = |day: Day| place(day.0 - FIRST_DAY.0).min(self.0.len());
        let (from, to) = (index_of(first), index_of(last.plus(1)));
        self.0.get(from..to.max(from)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_periods_have_the_contacts_of_their_days() {
        let day = |text: &str| Day::from_iso(text).unwrap();
        let mut days = ContactDays::up_to(day("2026-12-31"));
        for (text, used, excluded) in
            [("2026-10-31", 1, 0), ("2026-11-01", 2, 1), ("2026-11-22", 3, 0), ("2026-11-23", 4, 1)]
        {
            let class = DayClass::used(Became::Other, false);
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
    fn a_contact_of_each_class_is_counted_once() {
        let day = Day::from_iso("2026-11-01").unwrap();
        let mut days = ContactDays::up_to(day);
        assert_eq!(days.last_failed(), None);
        for became in [Became::Other, Became::Failed, Became::NoOutcome, Became::Seen] {
            days.add(ShortDay::of(day), DayClass::used(became, false));
            days.add(ShortDay::of(day), DayClass::used(became, true));
        }
        days.add(ShortDay::of(day), DayClass::EXCLUDED);
        let expected = MonthCount { used: 8, past: 8, failed: 2, no_outcome: 2, unlinked: 4, excluded: 1 };
        assert_eq!(days.between(day, day), expected);
        assert_eq!(days.due_between(day, day), DueCount { due: 4, failed: 2 });
        assert_eq!(days.due_between(day.plus(-400), day.plus(-1)), DueCount::default());
        assert_eq!(days.last_failed(), Some(day));
    }

    #[test]
    fn a_booking_or_a_cancelled_contact_does_not_tell_what_became_of_an_appointment() {
        let day = |text: &str| Day::from_iso(text).unwrap();
        let [seen, cancelled, open, later] =
            ["2026-11-20", "2026-11-21", "2026-11-22", "2026-12-02"].map(|text| ShortDay::of(day(text)));
        let mut days = ContactDays::up_to(day("2026-12-31"));
        let last = |days: &ContactDays| days.last_outcome(day("2026-12-01"));
        days.add(open, DayClass::used(Became::NoOutcome, false));
        days.add(later, DayClass::used(Became::Other, false));
        assert_eq!(last(&days), None);
        days.add(cancelled, DayClass::used(Became::Other, false));
        assert_eq!(last(&days), Some(day("2026-11-21")));
        days.add(seen, DayClass::used(Became::Seen, true));
        assert_eq!(last(&days), Some(day("2026-11-20")));
    }
}
