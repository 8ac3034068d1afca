//! What decides about every child before anyone is listed: age, death, household, factors; and who is excluded.
//!
//! What records say, and what is so on a day, are apart: ages, deaths and exclusions are worked out for a day (the as-of
//! date in a review, the ends of months for commissioners) by the same functions.

use crate::config::settings::Settings;
use crate::contact::columns::{ALIVE, DIED, NO_AGE, NO_TEXT};
use crate::day::{Day, NO_DAY};
use crate::numbers::place;
use crate::records::{ChildRecord, ContactRecord};
use crate::store::parts::Parts;
use crate::store::register::Register;
use crate::store::{Exclusion, Facts, Row};
use crate::vocabulary::Factor;

/// Ages that are looked up; older people are asked of the calendar.
const OLDEST: i32 = 130;

/// The value of the newest contact that has one; a later record wins where the dates are the same.
#[derive(Clone, Copy)]
pub(crate) struct Newest<T> {
    /// Day and place of the record in one number, which is compared at once; 0 where nothing was said.
    said: u64,
    pub(crate) value: T,
}

impl<T: Copy + PartialEq> Newest<T> {
    /// Nothing yet.
    pub(crate) const fn new(none: T) -> Self {
        Self { said: 0, value: none }
    }

    /// Takes what a contact says, unless a newer one has said something.
    pub(crate) fn offer(&mut self, row: &Row, value: T) {
        let said = u64::from(row.day().0.unsigned_abs()) << 32 | u64::from(row.row.column());
        if said >= self.said {
            self.said = said;
            self.value = value;
        }
    }

    /// The day on which it was said, if it was.
    const fn day(&self) -> Option<Day> {
        match (self.said >> 32) as i32 {
            0 => None,
            day => Some(Day(day)),
        }
    }
}

/// What is asked of when records are looked through.
#[derive(Clone, Copy)]
pub(crate) struct Records<'a> {
    /// What contacts' records say that few do.
    pub(crate) parts: &'a Parts,
    /// The children's records.
    pub(crate) register: &'a Register,
    /// The as-of date of the run.
    pub(crate) as_of: Day,
}

/// What the records of a child say, whatever the day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    /// The date of birth by the newest contact that says it, or the register, as a column stores it.
    born: i32,
    /// The latest of all dates of birth on record.
    latest: i32,
    died: i32,
    household: u32,
    factors: u32,
}

impl Said {
    /// What all records of a child say; `counts` tells which contacts count.
    ///
    /// Children's records come before contacts; of those the last non-blank value counts, of contacts the newest.
    /// Superseded versions do not count, except that any date of birth on record can keep a child on the list, and that
    /// a factor is known from any record that says so.
    pub(crate) fn of(records: Records<'_>, rows: &[Row], own: &[ChildRecord], counts: impl Fn(&Row) -> bool) -> Self {
        let Records { parts, register, as_of } = records;
        let mut latest = NO_DAY;
        let mut born = Newest::new(NO_DAY);
        let mut died = Newest::new(NO_DAY);
        // What is said where no day is known: that the child has died, or has not.
        let mut deceased = Newest::new(NO_DAY);
        let mut household = Newest::new(NO_TEXT);
        let mut factors = 0;
        for row in rows {
            if let Some(day) = row.born.day(as_of) {
                latest = latest.max(day.0);
                if counts(row) {
                    born.offer(row, day.0);
                }
            }
        }
        if parts.says_more() {
            for row in rows {
                let extra = parts.extra(row.row);
                factors |= extra.factors();
                if !counts(row) {
                    continue;
                }
                match extra.died() {
                    NO_DAY => {}
                    said @ (DIED | ALIVE) => deceased.offer(row, said),
                    day => died.offer(row, day),
                }
                if extra.household() != NO_TEXT {
                    household.offer(row, extra.household());
                }
            }
        }
        let mut said = Self { born: born.value, latest, died: died.value, household: household.value, factors };
        for record in own {
            let at = record.place();
            let rare = &register.people.rare;
            let day = register.born(*record);
            said.latest = said.latest.max(day);
            said.factors |= rare.factors.get(at);
            if !register.counts(*record) {
                continue;
            }
            if day != NO_DAY {
                said.born = day;
            }
            match rare.died.get(at) {
                NO_DAY => {}
                known @ (DIED | ALIVE) => deceased.value = known,
                day => said.died = day,
            }
            if rare.household.get(at) != NO_TEXT {
                said.household = rare.household.get(at);
            }
        }
        if said.died == NO_DAY && deceased.value == DIED {
            said.died = DIED;
        }
        said
    }

    /// Whether a household is known.
    pub(crate) const fn has_household(&self) -> bool {
        self.household != NO_TEXT
    }

    /// What is known of the child on a day; `told` is the age that contacts tell.
    pub(crate) fn on(&self, settings: &Settings, told: Option<i32>, ages: &Ages) -> Facts {
        let age = ages.of(self.born).or(told);
        let youngest = if self.latest == self.born { age } else { ages.of(self.latest).or(told) };
        let excluded = if self.died != NO_DAY && self.died <= ages.day {
            Some(Exclusion::Deceased)
        } else if youngest.is_some_and(|years| years >= settings.review.under_age) {
            Some(Exclusion::OverAge)
        } else {
            None
        };
        let infant = if age == Some(0) { Factor::Infant.bit() } else { 0 };
        Facts {
            born: Day::from_column(self.born),
            age: age.and_then(|years| i16::try_from(years).ok()),
            household: (self.household != NO_TEXT).then_some(self.household),
            factors: self.factors | infant,
            excluded,
        }
    }
}

/// The age of a child on a day by what contacts say, for extracts without dates of birth: the newest age up to the day,
/// plus the whole years since; else the earliest after it, less the years begun.
pub(crate) fn told_age(rows: &[Row], day: Day, counts: impl Fn(&Row) -> bool) -> Option<i32> {
    let mut up_to = Newest::new(NO_AGE);
    let mut after: Option<(Day, ContactRecord, u8)> = None;
    for row in rows.iter().filter(|row| row.age != NO_AGE && counts(row)) {
        if row.day() <= day {
            up_to.offer(row, row.age);
        } else if after.is_none_or(|(date, first, _)| (row.day(), row.row) < (date, first)) {
            after = Some((row.day(), row.row, row.age));
        }
    }
    if let Some(then) = up_to.day() {
        return Some(i32::from(up_to.value) + then.years_to(day));
    }
    let (then, _, age) = after?;
    let begun = day.years_to(then.plus(-1)) + 1;
    Some((i32::from(age) - begun).max(0))
}

/// The ages of people on a day, by their dates of birth, without a calendar for each.
pub(crate) struct Ages {
    /// The last day of birth with which one has reached an age, by the age; descending.
    last: Vec<i32>,
    day: i32,
}

impl Ages {
    /// The ages on a day.
    pub(crate) fn on(day: Day) -> Self {
        // The day on which one is born who is so old today, or the next ones: leap days make the last of them differ.
        let last = (0..OLDEST)
            .map(|age| {
                let about = day.0 - age * 1461 / 4 + 3;
                (0..10).map(|back| about - back).find(|born| Day(*born).age_on(day) >= age).unwrap_or(about - 10)
            })
            .collect();
        Self { last, day: day.0 }
    }

    /// The age of someone born on a day ([`NO_DAY`] for none), as [`Day::age_on`] says it.
    fn of(&self, born: i32) -> Option<i32> {
        if born == NO_DAY {
            return None;
        }
        // 2871 of 2^20 are a day of a year; one year more or less is put right below.
        let about = i32::try_from(((i64::from(self.day) - i64::from(born)) * 2_871) >> 20).unwrap_or(i32::MAX);
        if !(1..OLDEST - 2).contains(&about) {
            return Some(Day(born).age_on(Day(self.day)));
        }
        let reached = |age: i32| born <= self.last[place(age)];
        Some(if reached(about + 1) {
            about + 1
        } else if reached(about) {
            about
        } else {
            about - 1
        })
    }
}

/// What is known of a child on a day, as if nothing had been said since but what the extracts now say of it.
pub(crate) fn on_day(
    settings: &Settings,
    records: Records<'_>,
    rows: &[Row],
    own: &[ChildRecord],
    ages: &Ages,
) -> Facts {
    let day = Day(ages.day);
    let counts = |row: &Row| row.counted_on(day);
    Said::of(records, rows, own, counts).on(settings, told_age(rows, day, counts), ages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_those_of_the_calendar_on_every_day_of_birth() {
        for (year, month, day) in [(2026, 11, 22), (2024, 2, 29), (2025, 2, 28), (2025, 3, 1), (2028, 1, 1)] {
            let day = Day::from_ymd(year, month, day).unwrap();
            let ages = Ages::on(day);
            assert_eq!(ages.of(NO_DAY), None);
            for born in day.0 - 48_000..=day.0 + 400 {
                assert_eq!(ages.of(born), Some(Day(born).age_on(day)), "born {} on {day}", Day(born));
            }
        }
    }
}
