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
    /// Died on or before the as-of date.
    Deceased,
}

/// What is known of each child, by the child's number.
pub struct Facts {
    /// The date of birth ([`Day::column`]).
    pub born: Vec<i32>,
    /// The age in years on the as-of date, -1 where it is not known.
    pub age: Vec<i16>,
    /// The household's number, or [`NO_TEXT`].
    pub household: Vec<u32>,
    /// Factors, one bit each, `infant` among them.
    pub factors: Vec<u32>,
    /// Whose contacts are excluded.
    pub excluded: Vec<Option<Exclusion>>,
}

/// The value of the newest contact that has one; a later row wins where the dates are the same.
struct Newest<T> {
    dates: Vec<i32>,
    values: Vec<T>,
}

impl<T: Copy> Newest<T> {
    fn new(children: usize, none: T) -> Self {
        Self { dates: vec![NO_DAY; children], values: vec![none; children] }
    }

    fn offer(&mut self, child: usize, date: i32, value: T) {
        if date >= self.dates[child] {
            self.dates[child] = date;
            self.values[child] = value;
        }
    }
}

/// Collects what is known of every child, and marks the contacts of the excluded.
///
/// Children's records come before contacts; of those the last non-blank value counts, of contacts the newest. Superseded
/// versions do not count, except that any date of birth on record can keep a child on the list, and that a factor is
/// known from any record that says so.
pub fn collect(settings: &Settings, intake: &Intake, identities: &Identities, fates: &mut Fates, as_of: Day) -> Facts {
    let count = identities.keys.len();
    let contacts = &intake.contacts;
    let people = &contacts.people;
    let mut born = Newest::new(count, NO_DAY);
    let mut died = Newest::new(count, NO_DAY);
    let mut household = Newest::new(count, NO_TEXT);
    let mut age_up_to = Newest::new(count, NO_AGE);
    let mut age_after = Newest::new(count, NO_AGE);
    let mut latest_born = vec![NO_DAY; count];
    let mut factors = vec![0_u32; count];
    for row in 0..contacts.len() {
        let child = identities.of_contact[row] as usize;
        let own = people.born.get(row);
        latest_born[child] = latest_born[child].max(own);
        factors[child] |= people.factors.get(row);
        if fates.contacts[row] == Fate::Duplicate {
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
        let age = contacts.age.get(row);
        if age != NO_AGE {
            if date <= as_of.0 {
                age_up_to.offer(child, date, age);
            } else if age_after.dates[child] == NO_DAY || date < age_after.dates[child] {
                age_after.dates[child] = date;
                age_after.values[child] = age;
            }
        }
    }
    for row in 0..intake.children.len() {
        let child = identities.of_record[row] as usize;
        let own = intake.children.born.get(row);
        latest_born[child] = latest_born[child].max(own);
        factors[child] |= intake.children.factors.get(row);
        if fates.children[row] == Fate::Duplicate {
            continue;
        }
        let register = &intake.children;
        for (values, value) in [(&mut born.values, own), (&mut died.values, register.died.get(row))] {
            if value != NO_DAY {
                values[child] = value;
            }
        }
        if register.household.get(row) != NO_TEXT {
            household.values[child] = register.household.get(row);
        }
    }

    let mut facts = Facts {
        born: born.values,
        age: vec![-1; count],
        household: household.values,
        factors,
        excluded: vec![None; count],
    };
    for (child, latest) in latest_born.into_iter().enumerate() {
        let told = told_age(child, &age_up_to, &age_after, as_of);
        let age = match Day::from_column(facts.born[child]) {
            Some(day) => Some(day.age_on(as_of)),
            None => told,
        };
        facts.age[child] = age.map_or(-1, |years| years as i16);
        if age == Some(0) {
            facts.factors[child] |= Factor::Infant.bit();
        }
        let youngest = Day::from_column(latest).map(|day| day.age_on(as_of)).or(told);
        facts.excluded[child] = if Day::from_column(died.values[child]).is_some_and(|day| day <= as_of) {
            Some(Exclusion::Deceased)
        } else if youngest.is_some_and(|years| years >= settings.review.under_age) {
            Some(Exclusion::OverAge)
        } else {
            None
        };
    }
    for (row, fate) in fates.contacts.iter_mut().enumerate() {
        if *fate == Fate::Used && facts.excluded[identities.of_contact[row] as usize].is_some() {
            *fate = Fate::Excluded;
        }
    }
    facts
}

/// The age by the `age` of contacts: that of the newest up to the as-of date, plus the whole years since; else that of
/// the earliest after it, less the years begun.
fn told_age(child: usize, up_to: &Newest<u8>, after: &Newest<u8>, as_of: Day) -> Option<i32> {
    if let Some(day) = Day::from_column(up_to.dates[child]) {
        return Some(i32::from(up_to.values[child]) + day.years_to(as_of));
    }
    let day = Day::from_column(after.dates[child])?;
    let begun = as_of.years_to(day.plus(-1)) + 1;
    Some((i32::from(after.values[child]) - begun).max(0))
}
