//! Counts, for each source, the children with each factor, a date of birth, an age or a household: if a later run finds none,
//! a column may be broken.

use super::rows::FileLookup;
use crate::contact::columns::{NO_AGE, NO_TEXT, says_death};
use crate::contact::fate::Fate;
use crate::contact::short::ShortBirth;
use crate::day::NO_DAY;
use crate::field::Field;
use crate::intake::{FileFacts, Intake};
use crate::numbers::add_each;
use crate::store::parts::Parts;
use crate::store::register::Register;
use crate::store::{Child, Row};
use crate::vocabulary::Factor;

/// The fields, besides factors, that decide whether children are listed, each with its name for people.
pub(crate) const LISTING_FIELDS: [(Field, &str); 4] = [
    (Field::DateOfBirth, "date of birth"),
    (Field::HouseholdId, "household"),
    (Field::DateOfDeath, "date of death"),
    (Field::Age, "age"),
];

/// The number of children with each factor, in the vocabulary's order, and of those for whom each of [`LISTING_FIELDS`] is
/// known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FactorCounts([u64; Factor::ALL.len()], [u64; LISTING_FIELDS.len()]);

impl FactorCounts {
    /// Counts a child with these factors, one bit for each.
    fn count(&mut self, factors: u32) {
        for (factor, count) in Factor::ALL.iter().zip(&mut self.0) {
            *count += u64::from(factors & factor.bit() != 0);
        }
    }

    /// Adds the counts of other children.
    pub(super) fn join(&mut self, other: &Self) {
        add_each(&mut self.0, other.0);
        add_each(&mut self.1, other.1);
    }

    /// The same counts of factors, with the counts of fields of a source of contacts.
    #[must_use]
    pub(super) const fn with_fields(&self, fields: &FieldCounts) -> Self {
        Self(self.0, fields.known)
    }

    /// How many children have a factor.
    pub(crate) const fn count_of(&self, factor: Factor) -> u64 {
        self.0[factor as usize]
    }

    /// Each of [`LISTING_FIELDS`], with the number of children for whom it is known.
    pub(crate) fn listing_fields(&self) -> impl Iterator<Item = (Field, &'static str, u64)> {
        LISTING_FIELDS.iter().zip(self.1).map(|((field, words), count)| (*field, *words, count))
    }
}

/// Counts a child whose contacts count: in each source of contacts, by the factors that the source gives for the child.
pub(super) fn count_child(counts: &mut [FactorCounts], intake: &Intake, files: &FileLookup, child: Child<'_>) {
    let mut by_source = vec![0; counts.len()];
    for row in child.all_rows().iter().filter(|row| !row.is_duplicate()) {
        by_source[files.source_of(files.file_of(row.row))] |= intake.parts.extra(row.row).factors();
    }
    counts.iter_mut().zip(by_source).for_each(|(count, factors)| count.count(factors));
}

/// The counts of the children in files of a register, from their records.
pub(super) fn count_register<'a>(intake: &Intake, files: impl Iterator<Item = &'a FileFacts>) -> FactorCounts {
    let Register { people, fates, .. } = &intake.register;
    let mut counts = FactorCounts::default();
    let rows = files.flat_map(|file| file.rows.clone()).filter(|row| fates[*row] == Fate::Used);
    for row in rows {
        counts.count(people.rare.factors.get(row));
        let born = people.born.get(row).is_some_and(|born| *born != NO_DAY);
        let died = says_death(people.rare.died.get(row));
        // Only contacts give an age.
        let known = [born, people.rare.household.get(row) != NO_TEXT, died, false];
        add_each(&mut counts.1, known.map(u64::from));
    }
    counts
}

/// The number of children of a source of contacts, over age or not, and of those for whom it gives each of
/// [`LISTING_FIELDS`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FieldCounts {
    /// Children with a contact.
    pub(super) children: u64,
    known: [u64; LISTING_FIELDS.len()],
    /// What the contacts of the current child give: the lowest bit says that there is a contact, and each bit above it that
    /// one of [`LISTING_FIELDS`] is known.
    child_bits: u8,
}

impl FieldCounts {
    /// Adds a contact of the current child.
    #[inline]
    pub(super) fn add_contact(&mut self, parts: &Parts, row: &Row) {
        let mut bits = 1 | u8::from(row.born != ShortBirth::NONE) << 1 | u8::from(row.age != NO_AGE) << 4;
        if parts.says_more() {
            let extra = parts.extra(row.row);
            bits |= u8::from(extra.household() != NO_TEXT) << 2;
            bits |= u8::from(says_death(extra.died())) << 3;
        }
        self.child_bits |= bits;
    }

    /// Counts the child whose contacts have been added.
    pub(super) fn end_child(&mut self) {
        let bits = std::mem::take(&mut self.child_bits);
        self.children += u64::from(bits & 1);
        self.known.iter_mut().zip(1..).for_each(|(count, bit)| *count += u64::from(bits >> bit & 1));
    }

    /// Adds the counts of other children.
    pub(super) fn join(&mut self, other: &Self) {
        self.children += other.children;
        add_each(&mut self.known, other.known);
    }
}
