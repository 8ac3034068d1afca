//! What decides about every child before anyone is listed: age, death, household, factors; and who is excluded.

use super::duplicates::Fates;
use super::identity::Identities;
use crate::config::settings::Settings;
use crate::contact::columns::{NO_AGE, NO_TEXT};
use crate::contact::fate::Fate;
use crate::day::{Day, NO_DAY};
use crate::intake::Intake;
use crate::vocabulary::Factor;

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
    born: Vec<i32>,
    latest_born: Vec<i32>,
    died: Vec<i32>,
    household: Vec<u32>,
    factors: Vec<u32>,
}

impl Said {
    /// What all records say. `fates` is of the contacts, `record_fates` of the children's records.
    ///
    /// Children's records come before contacts; of those the last non-blank value counts, of contacts the newest.
    /// Superseded versions do not count, except that any date of birth on record can keep a child on the list, and that
    /// a factor is known from any record that says so.
    pub fn of(intake: &Intake, identities: &Identities, fates: &[Fate], record_fates: &[Fate]) -> Self {
        let count = identities.keys.len();
        let contacts = &intake.contacts;
        let people = &contacts.people;
        let mut born = Newest::new(count, NO_DAY);
        let mut died = Newest::new(count, NO_DAY);
        let mut household = Newest::new(count, NO_TEXT);
        let mut latest_born = vec![NO_DAY; count];
        let mut factors = vec![0_u32; count];
        for (row, fate) in fates.iter().enumerate() {
            let child = identities.of_contact[row] as usize;
            let own = people.born.get(row);
            latest_born[child] = latest_born[child].max(own);
            factors[child] |= people.factors.get(row);
            if *fate == Fate::Duplicate {
                continue;
            }
            let date = contacts.date[row];
            if own != NO_DAY {
                born.offer(child, date, own);
            }
            let death = people.died.get(row);
            if death != NO_DAY {
                died.offer(child, date, death);
            }
            let home = people.household.get(row);
            if home != NO_TEXT {
                household.offer(child, date, home);
            }
        }
        let register = &intake.children;
        for (row, fate) in record_fates.iter().enumerate() {
            let child = identities.of_record[row] as usize;
            let own = register.born.get(row);
            latest_born[child] = latest_born[child].max(own);
            factors[child] |= register.factors.get(row);
            if *fate == Fate::Duplicate {
                continue;
            }
            for (values, value) in [(&mut born.values, own), (&mut died.values, register.died.get(row))] {
                if value != NO_DAY {
                    values[child] = value;
                }
            }
            if register.household.get(row) != NO_TEXT {
                household.values[child] = register.household.get(row);
            }
        }
        Self { born: born.values, latest_born, died: died.values, household: household.values, factors }
    }

    /// What is known of every child on a day; `told` are the ages that contacts tell.
    pub fn on(&self, settings: &Settings, told: &ToldAges, day: Day) -> Facts {
        let count = self.born.len();
        let mut facts = Facts {
            born: self.born.clone(),
            age: vec![-1; count],
            household: self.household.clone(),
            factors: self.factors.clone(),
            excluded: vec![None; count],
        };
        for child in 0..count {
            let told = told.on(child, day);
            let age_of = |born: i32| Day::from_column(born).map(|born| born.age_on(day));
            let age = age_of(self.born[child]).or(told);
            facts.age[child] = age.map_or(-1, |years| years as i16);
            if age == Some(0) {
                facts.factors[child] |= Factor::Infant.bit();
            }
            let youngest = age_of(self.latest_born[child]).or(told);
            facts.excluded[child] = if Day::from_column(self.died[child]).is_some_and(|died| died <= day) {
                Some(Exclusion::Deceased)
            } else if youngest.is_some_and(|years| years >= settings.review.under_age) {
                Some(Exclusion::OverAge)
            } else {
                None
            };
        }
        facts
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
