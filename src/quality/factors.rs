//! How many children have each factor, a date of birth or a household by what a source says: that nobody has one any more may only
//! mean that a column broke.

use super::FilesOfRows;
use crate::contact::columns::{ALIVE, NO_TEXT};
use crate::contact::fate::Fate;
use crate::day::NO_DAY;
use crate::field::Field;
use crate::intake::{FileFacts, Intake};
use crate::store::Child;
use crate::store::register::Register;
use crate::vocabulary::Factor;

/// What a register says besides factors by which children are listed or not: each with the words for it.
pub(crate) const SAID: [(Field, &str); 3] =
    [(Field::DateOfBirth, "date of birth"), (Field::HouseholdId, "household"), (Field::DateOfDeath, "date of death")];

/// Children with each factor, in the vocabulary's order, and those of whom each of [`SAID`] is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FactorCounts([u64; Factor::ALL.len()], [u64; SAID.len()]);

impl FactorCounts {
    /// Counts a child with these factors, one bit each.
    fn count(&mut self, factors: u32) {
        for (factor, count) in Factor::ALL.iter().zip(&mut self.0) {
            *count += u64::from(factors & factor.bit() != 0);
        }
    }

    /// Adds what others have counted.
    pub(super) fn join(&mut self, other: &Self) {
        for (own, more) in self.0.iter_mut().zip(&other.0) {
            *own += more;
        }
        for (own, more) in self.1.iter_mut().zip(&other.1) {
            *own += more;
        }
    }

    /// How many children have a factor.
    pub(crate) const fn of(&self, factor: Factor) -> u64 {
        self.0[factor as usize]
    }

    /// Each of [`SAID`], with how many children it is known of.
    pub(crate) fn said(&self) -> impl Iterator<Item = (Field, &'static str, u64)> {
        SAID.iter().zip(self.1).map(|((field, words), count)| (*field, *words, count))
    }
}

/// Counts a child whose contacts count, for each source of contacts by the factors that it says.
pub(super) fn of_child(counts: &mut [FactorCounts], intake: &Intake, files: &FilesOfRows, child: Child<'_>) {
    let mut said = vec![0; counts.len()];
    for row in child.all_rows().iter().filter(|row| !row.is_duplicate()) {
        said[intake.files[files.of(row.row)].source] |= intake.parts.extra(row.row).factors();
    }
    counts.iter_mut().zip(said).for_each(|(own, factors)| own.count(factors));
}

/// The children of files of a register, by the factors that their records say.
pub(super) fn of_register<'a>(intake: &Intake, files: impl Iterator<Item = &'a FileFacts>) -> FactorCounts {
    let Register { people, fates, .. } = &intake.register;
    let mut counts = FactorCounts::default();
    let rows = files.flat_map(|file| file.rows.clone()).filter(|row| fates[*row] == Fate::Used);
    for row in rows {
        counts.count(people.rare.factors.get(row));
        let born = people.born.get(row).is_some_and(|born| *born != NO_DAY);
        let died = !matches!(people.rare.died.get(row), NO_DAY | ALIVE);
        let known = [born, people.rare.household.get(row) != NO_TEXT, died];
        counts.1.iter_mut().zip(known).for_each(|(count, known)| *count += u64::from(known));
    }
    counts
}
