//! Works out the facts about every child before anyone is listed: age, death, household, factors, and exclusion.
//!
//! [`RecordedFacts`] are what records say, whatever the day. From these, ages, deaths and exclusions are worked out for a given
//! day by the same functions: for the as-of date in a review, and for the ends of months for commissioners.

use crate::config::settings::Settings;
use crate::contact::columns::{ALIVE, DIED, NO_AGE, NO_TEXT};
use crate::day::{Day, NO_DAY};
use crate::numbers::place;
use crate::records::{ChildRecord, ContactRecord};
use crate::store::parts::Parts;
use crate::store::register::Register;
use crate::store::{Exclusion, Facts, Row};
use crate::vocabulary::Factor;

/// The oldest age in the table; older ages are worked out from the calendar.
const OLDEST: i32 = 130;

/// The value of the newest contact that has one. If dates are equal, the later record wins.
#[derive(Clone, Copy)]
pub(crate) struct NewestValue<T> {
    /// Day and record number of that contact in one number, so that one comparison is enough; 0 if there is no value yet.
    order: u64,
    pub(crate) value: T,
}

impl<T: Copy + PartialEq> NewestValue<T> {
    /// No value yet.
    pub(crate) const fn new(none: T) -> Self {
        Self { order: 0, value: none }
    }

    /// Takes the value of a contact, unless a newer contact has given one.
    pub(crate) fn offer(&mut self, row: &Row, value: T) {
        let order = u64::from(row.day().0.unsigned_abs()) << 32 | u64::from(row.row.column());
        if order >= self.order {
            self.order = order;
            self.value = value;
        }
    }

    /// The day of the contact that gave the value.
    const fn day(&self) -> Option<Day> {
        match (self.order >> 32) as i32 {
            0 => None,
            day => Some(Day(day)),
        }
    }
}

/// Where the records of children are looked up.
#[derive(Clone, Copy)]
pub(crate) struct RecordSources<'a> {
    /// The contacts, with the fields that few records fill.
    pub(crate) parts: &'a Parts,
    /// The children's records.
    pub(crate) register: &'a Register,
    /// The as-of date of the run.
    pub(crate) as_of: Day,
}

/// What the records of a child say about birth, death, household and factors, whatever the day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordedFacts {
    /// The date of birth from the register, else from the newest contact that has one, as a column stores it.
    born: i32,
    /// The latest of all dates of birth on record.
    latest: i32,
    died: i32,
    household: u32,
    factors: u32,
}

impl RecordedFacts {
    /// Collects what all records of a child say; `counts` says which contacts count.
    ///
    /// The last non-blank value in records of children counts, else that of the newest contact. Superseded versions do not
    /// count, with two exceptions: any date of birth on record can keep a child on the list, and a factor is known from any
    /// record that has it.
    pub(crate) fn collect(
        records: RecordSources<'_>,
        rows: &[Row],
        child_records: &[ChildRecord],
        counts: impl Fn(&Row) -> bool,
    ) -> Self {
        let RecordSources { parts, register, as_of } = records;
        let mut latest = NO_DAY;
        let mut born = NewestValue::new(NO_DAY);
        let mut died = NewestValue::new(NO_DAY);
        // A death without a date, or that the child is alive.
        let mut deceased = NewestValue::new(NO_DAY);
        let mut household = NewestValue::new(NO_TEXT);
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
                    known @ (DIED | ALIVE) => deceased.offer(row, known),
                    day => died.offer(row, day),
                }
                if extra.household() != NO_TEXT {
                    household.offer(row, extra.household());
                }
            }
        }
        let mut facts = Self { born: born.value, latest, died: died.value, household: household.value, factors };
        for record in child_records {
            let at = record.place();
            let rare = &register.people.rare;
            let day = register.born(*record);
            facts.latest = facts.latest.max(day);
            facts.factors |= rare.factors.get(at);
            if !register.counts(*record) {
                continue;
            }
            if day != NO_DAY {
                facts.born = day;
            }
            match rare.died.get(at) {
                NO_DAY => {}
                known @ (DIED | ALIVE) => deceased.value = known,
                day => facts.died = day,
            }
            if rare.household.get(at) != NO_TEXT {
                facts.household = rare.household.get(at);
            }
        }
        if facts.died == NO_DAY && deceased.value == DIED {
            facts.died = DIED;
        }
        facts
    }

    /// Whether a household is known.
    pub(crate) const fn has_household(&self) -> bool {
        self.household != NO_TEXT
    }

    /// The facts about the child on the day of `ages`. `recorded_age` is the age from contacts, for a child without a date of
    /// birth.
    pub(crate) fn facts_on(&self, settings: &Settings, recorded_age: Option<i32>, ages: &Ages) -> Facts {
        let age = ages.age_of(self.born).or(recorded_age);
        let youngest = if self.latest == self.born { age } else { ages.age_of(self.latest).or(recorded_age) };
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

/// The age of a child on a day, from the ages in contacts, for extracts without dates of birth: the newest age up to the day
/// plus the whole years since; else the earliest after it less the years begun.
pub(crate) fn recorded_age(rows: &[Row], day: Day, counts: impl Fn(&Row) -> bool) -> Option<i32> {
    let mut up_to = NewestValue::new(NO_AGE);
    let mut after: Option<(Day, ContactRecord, u8)> = None;
    for row in rows.iter().filter(|row| row.age != NO_AGE && counts(row)) {
        if row.day() <= day {
            up_to.offer(row, row.age);
        } else if after.is_none_or(|(date, first, _)| (row.day(), row.row) < (date, first)) {
            after = Some((row.day(), row.row, row.age));
        }
    }
    if let Some(contact_day) = up_to.day() {
        return Some(i32::from(up_to.value) + contact_day.years_to(day));
    }
    let (contact_day, _, age) = after?;
    let years_begun = day.years_to(contact_day.plus(-1)) + 1;
    Some((i32::from(age) - years_begun).max(0))
}

/// A table of ages on a day by date of birth, which is faster than the calendar.
pub(crate) struct Ages {
    /// For each age, the latest date of birth of somebody who has reached it; descending.
    latest_births: Vec<i32>,
    day: i32,
}

impl Ages {
    /// The table for a day.
    pub(crate) fn on_day(day: Day) -> Self {
        // An estimate that is a few days late, and then day by day back: leap days shift the exact day.
        let latest_births = (0..OLDEST)
            .map(|age| {
                let about = day.0 - age * 1461 / 4 + 3;
                (0..10).map(|back| about - back).find(|born| Day(*born).age_on(day) >= age).unwrap_or(about - 10)
            })
            .collect();
        Self { latest_births, day: day.0 }
    }

    /// The age of someone born on a day, the same as [`Day::age_on`]; `None` for [`NO_DAY`].
    fn age_of(&self, born: i32) -> Option<i32> {
        if born == NO_DAY {
            return None;
        }
        // A day is about 2871 / 2^20 of a year. The estimate may be one year off, which is corrected below.
        let about = i32::try_from(((i64::from(self.day) - i64::from(born)) * 2_871) >> 20).unwrap_or(i32::MAX);
        if !(1..OLDEST - 2).contains(&about) {
            return Some(Day(born).age_on(Day(self.day)));
        }
        let reached = |age: i32| born <= self.latest_births[place(age)];
        Some(if reached(about + 1) {
            about + 1
        } else if reached(about) {
            about
        } else {
            about - 1
        })
    }
}

/// The facts about a child on the day of `ages`, from all that the extracts say now.
pub(crate) fn facts_on_day(
    settings: &Settings,
    records: RecordSources<'_>,
    rows: &[Row],
    child_records: &[ChildRecord],
    ages: &Ages,
) -> Facts {
    let day = Day(ages.day);
    let counts = |row: &Row| row.counted_on(day);
    RecordedFacts::collect(records, rows, child_records, counts).facts_on(
        settings,
        recorded_age(rows, day, counts),
        ages,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_agree_with_the_calendar_for_every_date_of_birth() {
        for (year, month, day) in [(2026, 11, 22), (2024, 2, 29), (2025, 2, 28), (2025, 3, 1), (2028, 1, 1)] {
            let day = Day::from_ymd(year, month, day).unwrap();
            let ages = Ages::on_day(day);
            assert_eq!(ages.age_of(NO_DAY), None);
            for born in day.0 - 48_000..=day.0 + 400 {
                assert_eq!(ages.age_of(born), Some(Day(born).age_on(day)), "born {} on {day}", Day(born));
            }
        }
    }
}
