//! What decides about every child before anyone is listed: age, death, household, factors; and who is excluded.

use std::collections::VecDeque;
use std::ops::Range;

use rayon::prelude::*;

use super::duplicates::Fates;
use super::identity::Identities;
use crate::config::settings::Settings;
use crate::contact::columns::{NO_AGE, NO_TEXT, Sparse};
use crate::contact::fate::Fate;
use crate::day::{Day, NO_DAY};
use crate::intake::Intake;
use crate::vocabulary::Factor;

/// Ages that are looked up; older people are asked of the calendar.
const OLDEST: i32 = 130;
/// The most runs of contacts that are looked through at the same time: each takes memory for every child.
const MOST_RUNS: usize = 4;

/// Why a person's contacts are not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exclusion {
    /// At or over the age that the configuration gives, by every date of birth on record.
    OverAge,
    /// Died on or before the day.
    Deceased,
}

/// What is known of each child on a day (the as-of date, or the end of a month), by the child's number.
pub struct Facts {
    /// The date of birth ([`Day::column`]).
    pub born: Vec<i32>,
    /// The age in years on the day, -1 where it is not known.
    pub age: Vec<i16>,
    /// The household's number, or [`NO_TEXT`].
    pub household: Vec<u32>,
    /// Factors, one bit each, `infant` among them.
    pub factors: Vec<u32>,
    /// Whose contacts are excluded.
    pub excluded: Vec<Option<Exclusion>>,
}

/// The value of the newest contact that has one; a later row wins where the dates are the same.
pub(crate) struct Newest<T> {
    dates: Vec<i32>,
    /// By place.
    pub(crate) values: Vec<T>,
}

impl<T: Copy> Newest<T> {
    /// Nothing yet, for so many children.
    pub(crate) fn new(children: usize, none: T) -> Self {
        Self { dates: vec![NO_DAY; children], values: vec![none; children] }
    }

    /// Takes a value from a contact of this date, unless there is one from a newer contact.
    pub(crate) fn offer(&mut self, child: usize, date: i32, value: T) {
        if date >= self.dates[child] {
            self.dates[child] = date;
            self.values[child] = value;
        }
    }
}

/// What the records say of every child, whatever the day, by the child's number.
pub struct Said {
    births: Vec<Birth>,
    died: Vec<i32>,
    household: Vec<u32>,
    factors: Vec<u32>,
}

/// What contacts say of a child's birth. In one place, since it is looked up for every contact.
#[derive(Clone, Copy)]
struct Birth {
    /// By the newest contact that says it, of those that count.
    day: i32,
    /// The date of that contact.
    said_on: i32,
    /// The latest of all that any record says.
    latest: i32,
}

impl Birth {
    const UNKNOWN: Self = Self { day: NO_DAY, said_on: NO_DAY, latest: NO_DAY };

    /// What is known from these contacts, and from ones behind them.
    fn and(self, later: Self) -> Self {
        let (day, said_on) = if later.day != NO_DAY && later.said_on >= self.said_on {
            (later.day, later.said_on)
        } else {
            (self.day, self.said_on)
        };
        Self { day, said_on, latest: self.latest.max(later.latest) }
    }

    /// Of every child, by all contacts. Each thread takes a run of contacts.
    fn of_all(intake: &Intake, identities: &Identities, fates: &[Fate]) -> Vec<Self> {
        let children = identities.keys.len();
        let contacts = &intake.contacts;
        if contacts.people.born.is_plain() {
            return vec![Self::UNKNOWN; children];
        }
        let of_run = |rows: Range<usize>| {
            let mut births = vec![Self::UNKNOWN; children];
            for row in rows {
                let day = contacts.people.born.get(row);
                if day != NO_DAY {
                    let birth = &mut births[identities.of_contact[row] as usize];
                    birth.latest = birth.latest.max(day);
                    if fates[row] != Fate::Duplicate && contacts.date[row] >= birth.said_on {
                        birth.said_on = contacts.date[row];
                        birth.day = day;
                    }
                }
            }
            births
        };
        let threads = rayon::current_num_threads().clamp(1, MOST_RUNS);
        let length = contacts.len().div_ceil(threads).max(1);
        let runs: Vec<Range<usize>> =
            (0..contacts.len()).step_by(length).map(|from| from..(from + length).min(contacts.len())).collect();
        let mut runs: VecDeque<Vec<Self>> = runs.into_par_iter().map(of_run).collect::<Vec<_>>().into();
        let mut births = runs.pop_front().unwrap_or_else(|| vec![Self::UNKNOWN; children]);
        for later in runs {
            births.par_iter_mut().zip(later).for_each(|(birth, later)| *birth = birth.and(later));
        }
        births
    }
}

/// What each child's newest contact that says something says.
fn newest<T: Copy + PartialEq>(
    intake: &Intake,
    identities: &Identities,
    fates: &[Fate],
    said: &Sparse<T>,
    nothing: T,
) -> Vec<T> {
    if said.is_plain() {
        return vec![nothing; identities.keys.len()];
    }
    let mut newest = Newest::new(identities.keys.len(), nothing);
    for (row, value) in said.iter().enumerate() {
        if value != nothing && fates[row] != Fate::Duplicate {
            newest.offer(identities.of_contact[row] as usize, intake.contacts.date[row], value);
        }
    }
    newest.values
}

impl Said {
    /// What all records say. `fates` is of the contacts, `record_fates` of the children's records.
    ///
    /// Children's records come before contacts; of those the last non-blank value counts, of contacts the newest.
    /// Superseded versions do not count, except that any date of birth on record can keep a child on the list, and that
    /// a factor is known from any record that says so.
    pub fn of(intake: &Intake, identities: &Identities, fates: &[Fate], record_fates: &[Fate]) -> Self {
        let count = identities.keys.len();
        let people = &intake.contacts.people;
        let (mut births, (mut died, (mut household, mut factors))) = rayon::join(
            || Birth::of_all(intake, identities, fates),
            || {
                rayon::join(
                    || newest(intake, identities, fates, &people.died, NO_DAY),
                    || {
                        rayon::join(
                            || newest(intake, identities, fates, &people.household, NO_TEXT),
                            || {
                                let mut factors = vec![0_u32; count];
                                for (child, own) in identities.of_contact.iter().zip(people.factors.iter()) {
                                    factors[*child as usize] |= own;
                                }
                                factors
                            },
                        )
                    },
                )
            },
        );
        let register = &intake.children;
        for (row, fate) in record_fates.iter().enumerate() {
            let child = identities.of_record[row] as usize;
            let own = register.born.get(row);
            births[child].latest = births[child].latest.max(own);
            factors[child] |= register.factors.get(row);
            if *fate == Fate::Duplicate {
                continue;
            }
            if own != NO_DAY {
                births[child].day = own;
            }
            if register.died.get(row) != NO_DAY {
                died[child] = register.died.get(row);
            }
            if register.household.get(row) != NO_TEXT {
                household[child] = register.household.get(row);
            }
        }
        Self { births, died, household, factors }
    }

    /// What is known of every child on a day; `told` are the ages that contacts tell.
    pub fn on(&self, settings: &Settings, told: &ToldAges, day: Day) -> Facts {
        let ages = Ages::on(day);
        let of_child = |child: usize| {
            let told = told.on(child, day);
            let age = ages.of(self.births[child].day).or(told);
            let youngest = ages.of(self.births[child].latest).or(told);
            let excluded = if self.died[child] != NO_DAY && self.died[child] <= day.0 {
                Some(Exclusion::Deceased)
            } else if youngest.is_some_and(|years| years >= settings.review.under_age) {
                Some(Exclusion::OverAge)
            } else {
                None
            };
            let infant = if age == Some(0) { Factor::Infant.bit() } else { 0 };
            (age.map_or(-1, |years| years as i16), (self.factors[child] | infant, excluded))
        };
        let (age, (factors, excluded)) = (0..self.births.len()).into_par_iter().map(of_child).unzip();
        Facts {
            born: self.births.iter().map(|birth| birth.day).collect(),
            age,
            household: self.household.clone(),
            factors,
            excluded,
        }
    }
}

/// The ages of people on a day, by their dates of birth, without a calendar for each.
struct Ages {
    /// The last day of birth with which one has reached an age, by the age; descending.
    last: Vec<i32>,
    day: i32,
}

impl Ages {
    fn on(day: Day) -> Self {
        // The day on which one is born who is so old today, or the next ones: leap days make the last of them differ.
        let last = (0..OLDEST)
            .map(|age| {
                let about = day.0 - (f64::from(age) * 365.2425) as i32 + 3;
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
        let about = (f64::from(self.day.saturating_sub(born)) / 365.2425) as i32;
        if !(1..OLDEST - 2).contains(&about) {
            return Some(Day(born).age_on(Day(self.day)));
        }
        let reached = |age: i32| born <= self.last[age as usize];
        Some(if reached(about + 1) {
            about + 1
        } else if reached(about) {
            about
        } else {
            about - 1
        })
    }
}

impl Facts {
    /// Marks the contacts of the excluded.
    pub fn exclude(&self, identities: &Identities, fates: &mut [Fate]) {
        for (fate, child) in fates.iter_mut().zip(&identities.of_contact) {
            if *fate == Fate::Used && self.excluded[*child as usize].is_some() {
                *fate = Fate::Excluded;
            }
        }
    }
}

/// Collects what is known of every child, and marks the contacts of the excluded.
pub fn collect(settings: &Settings, intake: &Intake, identities: &Identities, fates: &mut Fates, as_of: Day) -> Facts {
    let said = Said::of(intake, identities, &fates.contacts, &fates.children);
    let told = ToldAges::up_to(intake, identities, &fates.contacts, as_of);
    let facts = said.on(settings, &told, as_of);
    facts.exclude(identities, &mut fates.contacts);
    facts
}

/// The ages that contacts tell, for extracts without dates of birth; nothing where no contact has one.
pub struct ToldAges(Option<(Newest<u8>, Newest<u8>)>);

impl ToldAges {
    /// Of each child, the newest age up to a day, and the earliest after it.
    pub fn up_to(intake: &Intake, identities: &Identities, fates: &[Fate], day: Day) -> Self {
        let contacts = &intake.contacts;
        if contacts.age.is_plain() {
            return Self(None);
        }
        let count = identities.keys.len();
        let mut up_to = Newest::new(count, NO_AGE);
        let mut after = Newest::new(count, NO_AGE);
        for (row, fate) in fates.iter().enumerate() {
            let age = contacts.age.get(row);
            if age == NO_AGE || *fate == Fate::Duplicate {
                continue;
            }
            let child = identities.of_contact[row] as usize;
            let date = contacts.date[row];
            if date <= day.0 {
                up_to.offer(child, date, age);
            } else if after.dates[child] == NO_DAY || date < after.dates[child] {
                after.dates[child] = date;
                after.values[child] = age;
            }
        }
        Self(Some((up_to, after)))
    }

    /// The age of a child on that day: the newest up to it, plus the whole years since; else the earliest after it,
    /// less the years begun.
    fn on(&self, child: usize, day: Day) -> Option<i32> {
        let (up_to, after) = self.0.as_ref()?;
        if let Some(then) = Day::from_column(up_to.dates[child]) {
            return Some(i32::from(up_to.values[child]) + then.years_to(day));
        }
        let then = Day::from_column(after.dates[child])?;
        let begun = day.years_to(then.plus(-1)) + 1;
        Some((i32::from(after.values[child]) - begun).max(0))
    }
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
