//! The values that were found of hidden numbers: each with whole numbers for everything else that fit all that is known.

use std::collections::{BTreeMap, BTreeSet};

use crate::disclosure::solve::{COST, Part};
use crate::disclosure::system::{Number, System};

/// So many values that are no solution are enough.
const MISSED: usize = 3;

/// Values by number.
#[derive(Default)]
pub(super) struct Values {
    found: BTreeMap<usize, BTreeSet<i64>>,
    /// Findings in their order, so that those with a cell that is shown again can be forgotten.
    log: Vec<(usize, i64)>,
}

impl Values {
    /// The first value of some numbers: the one that they have.
    pub(super) fn of(system: &System, numbers: impl Iterator<Item = usize>) -> Self {
        Self {
            found: numbers.map(|number| (number, BTreeSet::from([system.value(number)]))).collect(),
            log: Vec::new(),
        }
    }

    /// How many values of a number are found.
    pub(super) fn count(&self, number: usize) -> u64 {
        self.found.get(&number).map_or(0, |values| values.len() as u64)
    }

    /// Whether this value of a number is found.
    pub(super) fn has(&self, number: usize, value: i64) -> bool {
        self.found.get(&number).is_some_and(|values| values.contains(&value))
    }

    /// Whether so many values of a number are found; they are looked for.
    pub(super) fn search(&mut self, system: &mut System, number: usize, need: u64) -> bool {
        let start = system.value(number);
        self.found.entry(number).or_insert_with(|| BTreeSet::from([start]));
        for direction in [1, -1] {
            let mut value = start;
            while self.count(number) < need && (value - start).abs() < need as i64 {
                value += direction;
                if self.has(number, value) {
                    continue;
                }
                if system.fits_with(number, value) {
                    self.note(system);
                } else {
                    system.restore();
                    // What is further away is seldom nearer to what fits.
                    break;
                }
            }
            system.restore();
        }
        self.count(number) >= need
    }

    /// The same by linear programming, for what the search does not find.
    pub(super) fn solve(&mut self, system: &mut System, number: usize, need: u64) -> bool {
        let Number { low, high } = system.numbers[number];
        if high - low + 1 < need as i64 {
            return false;
        }
        let part = Part::of(system, number);
        let start = system.value(number);
        let near = (1..=2 * need as i64).flat_map(|step| [start + step, start - step]);
        let mut missed = 0;
        for value in near.filter(|value| (low..=high).contains(value)) {
            if self.count(number) >= need || missed == MISSED {
                break;
            }
            if self.has(number, value) {
                continue;
            }
            missed += 1;
            system.add_work(COST);
            if let Some(values) = part.values(system, number, value)
                && system.takes(&values)
            {
                self.note(system);
                system.restore();
                missed = 0;
            }
        }
        self.count(number) >= need
    }

    /// Notes the values of all hidden numbers as they are now.
    pub(super) fn note(&mut self, system: &System) {
        for number in system.changed() {
            if let Some(found) = self.found.get_mut(&number) {
                let value = system.value(number);
                if found.insert(value) {
                    self.log.push((number, value));
                }
            }
        }
    }

    /// How much has been noted.
    pub(super) fn noted(&self) -> usize {
        self.log.len()
    }

    /// Forgets all that was noted since.
    pub(super) fn forget(&mut self, noted: usize) {
        for (number, value) in self.log.drain(noted..) {
            if let Some(found) = self.found.get_mut(&number) {
                found.remove(&value);
            }
        }
    }

    /// Forgets a number.
    pub(super) fn remove(&mut self, number: usize) {
        self.found.remove(&number);
    }
}
