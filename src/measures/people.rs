//! The demographics of every child who had a due contact: age band, sex, ethnic group, deprivation, locality.
//!
//! The values are found as for a listed child: the last value in the registers, otherwise that of the newest contact (by date, then reading
//! order). A text such as `n/k` is not a value, so an older value counts before it.

#![allow(clippy::cast_possible_truncation, reason = "counts and groups are packed into bits of one number")]

use crate::child::facts::NewestValue;
use crate::contact::columns::{NO_TEXT, Sparse};
use crate::ethnicity::EthnicGroup;
use crate::intake::Intake;
use crate::store::parts::RareFields;
use crate::store::{Child, Row};
use crate::vocabulary::Sex;

/// A child's age band, sex, ethnic group, deprivation and locality, packed into one number for lookups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Demographics(u64);

impl Demographics {
    /// The first bits of the small numbers, and of the locality, which takes the rest.
    const SEX: u32 = 8;
    const ETHNIC_GROUP: u32 = 16;
    const DEPRIVATION: u32 = 24;
    const LOCALITY: u32 = 32;

    /// A small number that is stored plus 1; 0 means none.
    const fn small_value(self, place: u32) -> Option<u8> {
        ((self.0 >> place) as u8).checked_sub(1)
    }

    /// The place in [`age_bands`].
    pub(crate) const fn age_band(self) -> Option<u8> {
        self.small_value(0)
    }

    /// The sex. This and the following values are none if not known.
    pub(crate) fn sex(self) -> Option<Sex> {
        self.small_value(Self::SEX).map(Sex::from_code)
    }

    pub(crate) fn ethnic_group(self) -> Option<EthnicGroup> {
        EthnicGroup::from_column((self.0 >> Self::ETHNIC_GROUP) as u8)
    }

    /// The quintile of the index of multiple deprivation, from 1 (most deprived) to 5.
    pub(crate) const fn deprivation_quintile(self) -> Option<u8> {
        self.small_value(Self::DEPRIVATION)
    }

    /// The locality's number.
    pub(crate) fn locality(self) -> Option<u32> {
        Some((self.0 >> Self::LOCALITY) as u32).filter(|number| *number != NO_TEXT)
    }
}

/// The first and last year of every age band, up to `under_age`.
pub(crate) fn age_bands(under_age: i32) -> Vec<(i32, i32)> {
    let all = [(0, 0), (1, 4), (5, 9), (10, 14), (15, i32::MAX)];
    all.into_iter()
        .filter(|(first, _)| *first < under_age)
        .map(|(first, last)| (first, last.min(under_age - 1)))
        .collect()
}

/// The names of the age bands in the table.
pub(crate) fn band_names(under_age: i32) -> Vec<String> {
    let name = |(first, last)| if first == last { format!("{first}") } else { format!("{first} to {last}") };
    age_bands(under_age).into_iter().map(name).collect()
}

/// The demographics of a child of this age. `counts` says which contacts count.
pub(crate) fn demographics_of(
    intake: &Intake,
    child: Child<'_>,
    age: Option<i16>,
    bands: &[(i32, i32)],
    counts: impl Fn(&Row) -> bool,
) -> Demographics {
    let wanted = ValueFinder { intake, child, counts };
    let rare = &intake.register.people.rare;
    let sex = wanted.newest(0, |extra| extra.sex(), &rare.sex);
    let ethnic_group = wanted.newest(0, |extra| extra.ethnic_group(), &rare.ethnic_group);
    let decile = wanted.newest(0, |extra| extra.imd_decile(), &rare.imd_decile);
    let locality = wanted.newest(NO_TEXT, |extra| extra.locality(), &rare.locality);
    let age = age.map_or(-1, i32::from);
    let age_band = bands.iter().position(|(first, last)| (*first..=*last).contains(&age)).map_or(0, |at| at as u8 + 1);
    let deprivation = if decile > 0 { decile.div_ceil(2) + 1 } else { 0 };
    Demographics(
        u64::from(age_band)
            | u64::from(sex) << Demographics::SEX
            | u64::from(ethnic_group) << Demographics::ETHNIC_GROUP
            | u64::from(deprivation) << Demographics::DEPRIVATION
            | u64::from(locality) << Demographics::LOCALITY,
    )
}

/// Finds values in the records of a child.
struct ValueFinder<'a, F> {
    intake: &'a Intake,
    child: Child<'a>,
    counts: F,
}

impl<F: Fn(&Row) -> bool> ValueFinder<'_, F> {
    /// The value of the last register record that has one, otherwise of the newest contact that has one.
    fn newest<T: Copy + PartialEq>(
        &self,
        none: T,
        of_contact: impl Fn(&RareFields<'_>) -> T,
        of_records: &Sparse<T>,
    ) -> T {
        let Self { intake, child, counts } = self;
        if !of_records.is_plain() {
            let used = child.records().iter().rev().filter(|row| intake.register.counts(**row));
            if let Some(value) = used.map(|row| of_records.get(row.place())).find(|value| *value != none) {
                return value;
            }
        }
        if !intake.parts.describes_people() {
            return none;
        }
        let mut newest = NewestValue::new(none);
        for row in child.all_rows().iter().filter(|row| counts(row)) {
            let value = of_contact(&intake.parts.extra(row.row));
            if value != none {
                newest.offer(row, value);
            }
        }
        newest.value
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
