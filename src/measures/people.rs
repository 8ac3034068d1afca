//! What is known of every child who had a due contact: age band, sex, ethnic group, deprivation, locality.
//!
//! As for a listed child: the last value of the children's files, else that of the newest contact (by date, then
//! reading order). A text that says nothing (`n/k`) is no value: an older one that says something counts.

use crate::child::facts::{Facts, Newest};
use crate::contact::columns::{NO_TEXT, Sparse};
use crate::contact::ethnicity::EthnicGroup;
use crate::contact::fate::Fate;
use crate::review::Review;
use crate::vocabulary::Sex;

/// What a child is divided by. Nothing where it is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// The place in [`age_bands`].
    pub age_band: Option<usize>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Ethnic group.
    pub ethnic_group: Option<EthnicGroup>,
    /// Fifth of the index of multiple deprivation, 1 (the most deprived) to 5.
    pub deprivation_quintile: Option<u8>,
    /// The locality's number.
    pub locality: Option<u32>,
}

/// The first and last year of every age band, those from `under_age` on left out.
pub fn age_bands(under_age: i32) -> Vec<(i32, i32)> {
    let all = [(0, 0), (1, 4), (5, 9), (10, 14), (15, i32::MAX)];
    all.into_iter()
        .filter(|(first, _)| *first < under_age)
        .map(|(first, last)| (first, last.min(under_age - 1)))
        .collect()
}

/// The people with these numbers (ascending), in their order. `facts` is what is known of everyone on the last day of
/// the month, `fates` what becomes of the contacts then.
pub fn people(review: &Review, facts: &Facts, fates: &[Fate], children: &[u32]) -> Vec<Person> {
    let (contacts, records) = (&review.intake.contacts.people, &review.intake.children);
    let wanted = Wanted::new(review, fates, children);
    let sex = wanted.newest(0, &contacts.sex, &records.sex);
    let ethnic_group = wanted.newest(0, &contacts.ethnic_group, &records.ethnic_group);
    let decile = wanted.newest(0, &contacts.imd_decile, &records.imd_decile);
    let locality = wanted.newest(NO_TEXT, &contacts.locality, &records.locality);
    let bands = age_bands(review.settings.review.under_age);
    let person = |(place, child): (usize, &u32)| {
        let age = i32::from(facts.age[*child as usize]);
        Person {
            age_band: bands.iter().position(|(first, last)| (*first..=*last).contains(&age)),
            sex: sex[place].checked_sub(1).map(Sex::from_code),
            ethnic_group: EthnicGroup::from_column(ethnic_group[place]),
            deprivation_quintile: (decile[place] > 0).then(|| decile[place].div_ceil(2)),
            locality: Some(locality[place]).filter(|number| *number != NO_TEXT),
        }
    };
    children.iter().enumerate().map(person).collect()
}

/// Whose values are looked for.
struct Wanted<'a> {
    review: &'a Review,
    fates: &'a [Fate],
    /// For each child the place among the wanted ones.
    place: Vec<u32>,
    count: usize,
}

const NOBODY: u32 = u32::MAX;

impl<'a> Wanted<'a> {
    fn new(review: &'a Review, fates: &'a [Fate], children: &[u32]) -> Self {
        let mut place = vec![NOBODY; review.identities.keys.len()];
        for (at, child) in children.iter().enumerate() {
            place[*child as usize] = at as u32;
        }
        Self { review, fates, place, count: children.len() }
    }

    /// The value of each child: of the last children's record that has one, else of the newest contact.
    fn newest<T: Copy + PartialEq>(&self, none: T, of_contacts: &Sparse<T>, of_records: &Sparse<T>) -> Vec<T> {
        let mut newest = Newest::new(self.count, none);
        let place = |child: u32| Some(self.place[child as usize]).filter(|at| *at != NOBODY).map(|at| at as usize);
        let Self { review, fates, .. } = self;
        if !of_contacts.is_plain() {
            for (row, child) in review.identities.of_contact.iter().enumerate() {
                let value = of_contacts.get(row);
                if value != none
                    && fates[row] != Fate::Duplicate
                    && let Some(at) = place(*child)
                {
                    newest.offer(at, review.intake.contacts.date[row], value);
                }
            }
        }
        if !of_records.is_plain() {
            for (row, child) in review.identities.of_record.iter().enumerate() {
                let value = of_records.get(row);
                if value != none
                    && review.fates.children[row] != Fate::Duplicate
                    && let Some(at) = place(*child)
                {
                    newest.values[at] = value;
                }
            }
        }
        newest.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_bands_end_where_the_review_does() {
        for (under_age, bands) in [
            (1, vec![(0, 0)]),
            (2, vec![(0, 0), (1, 1)]),
            (5, vec![(0, 0), (1, 4)]),
            (6, vec![(0, 0), (1, 4), (5, 5)]),
            (12, vec![(0, 0), (1, 4), (5, 9), (10, 11)]),
            (15, vec![(0, 0), (1, 4), (5, 9), (10, 14)]),
            (16, vec![(0, 0), (1, 4), (5, 9), (10, 14), (15, 15)]),
            (18, vec![(0, 0), (1, 4), (5, 9), (10, 14), (15, 17)]),
            (19, vec![(0, 0), (1, 4), (5, 9), (10, 14), (15, 18)]),
            (120, vec![(0, 0), (1, 4), (5, 9), (10, 14), (15, 119)]),
        ] {
            assert_eq!(age_bands(under_age), bands, "{under_age}");
        }
    }
}
