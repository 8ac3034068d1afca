//! How many children have each factor by what a source says: that nobody has one any more may only mean that a column broke.

use super::FilesOfRows;
use crate::contact::fate::Fate;
use crate::intake::{FileFacts, Intake};
use crate::store::Child;
use crate::store::register::Register;
use crate::vocabulary::Factor;

/// Children with each factor, in the vocabulary's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FactorCounts([u64; Factor::ALL.len()]);

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
    }

    /// How many children have a factor.
    pub(crate) const fn of(&self, factor: Factor) -> u64 {
        self.0[factor as usize]
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
    rows.for_each(|row| counts.count(people.rare.factors.get(row)));
    counts
}
