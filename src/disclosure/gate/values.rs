//! The values that were found of hidden numbers: each with whole numbers for everything else that fit all that is known.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::disclosure::solve::{COST, Part};
use crate::disclosure::system::{Number, System};

/// So many values for which the solver has no solution are enough.
const UNSOLVED: usize = 3;

/// Into so many parts the numbers are divided that are looked at side by side.
const PARTS: usize = 8;

/// Values by number.
#[derive(Default)]
pub(super) struct Values {
    found: BTreeMap<usize, BTreeSet<i64>>,
    /// Findings in their order, so that those with a cell that is shown again can be forgotten.
    log: Vec<(usize, i64)>,
    telling: Vec<Vec<(usize, i64)>>,
}

impl Values {
    /// The first value of some numbers: the one that they have.
    pub(super) fn of(system: &System, numbers: impl Iterator<Item = usize>) -> Self {
        Self {
            found: numbers.map(|number| (number, BTreeSet::from([system.value(number)]))).collect(),
            log: Vec::new(),
            telling: Vec::new(),
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

    /// Whether so many values of a number are found.
    pub(super) fn are_enough(&self, number: usize, need: u64) -> bool {
        self.count(number) >= need
    }

    /// Whether so many values of a number are found; they are looked for.
    pub(super) fn search(&mut self, system: &mut System, number: usize, need: u64) -> bool {
        if self.are_enough(number, need) {
            return true;
        }
        system.restore();
        let start = system.value(number);
        self.found.entry(number).or_insert_with(|| BTreeSet::from([start]));
        for direction in [1, -1] {
            let mut value = start;
            while self.count(number) < need && (value - start).abs() < need as i64 {
                value += direction;
                if self.has(number, value) {
                    continue;
                }
                if !system.fits_with(number, value) {
                    // What is further away is seldom nearer to what fits.
                    break;
                }
                self.note(system);
                system.add_work(system.mark() as u64);
            }
            system.restore();
        }
        self.are_enough(number, need)
    }

    /// Looks for values of all of these numbers, each with how many are needed, by all processors. What is found does not depend on
    /// how many there are. Each part may look at so much.
    pub(super) fn search_all(&mut self, system: &mut System, needs: &[(usize, u64)], most: u64) {
        system.restore();
        let parts: Vec<_> = needs.chunks(needs.len().div_ceil(PARTS).max(1)).collect();
        let found: Vec<(Self, u64)> = parts
            .into_par_iter()
            .map(|part| {
                let mut own = system.clone();
                let mut values = Self { found: self.found.clone(), log: Vec::new(), telling: Vec::new() };
                for (number, need) in part {
                    if own.work() - system.work() > most / PARTS as u64 {
                        break;
                    }
                    values.search(&mut own, *number, *need);
                }
                (values, own.work() - system.work())
            })
            .collect();
        for (values, work) in found {
            system.add_work(work);
            for (number, value) in values.log {
                if self.found.entry(number).or_default().insert(value) {
                    self.log.push((number, value));
                }
            }
            self.telling.extend(values.telling);
        }
    }

    /// The same with the most effort.
    pub(super) fn search_on(&mut self, system: &mut System, number: usize, need: u64) -> bool {
        system.restore();
        let start = system.value(number);
        for direction in [1, -1] {
            for step in 1..2 * need as i64 {
                let value = start + direction * step;
                if self.are_enough(number, need) {
                    break;
                }
                if self.has(number, value) {
                    continue;
                }
                let fits = system.fits_after_all(number, value);
                if fits {
                    self.note(system);
                }
                system.restore();
                if !fits {
                    break;
                }
            }
        }
        self.are_enough(number, need)
    }

    /// The same by linear programming, for what no search finds.
    pub(super) fn solve(&mut self, system: &mut System, number: usize, need: u64) -> bool {
        let Number { low, high, .. } = system.numbers[number];
        if high - low + 1 < need as i64 {
            return false;
        }
        system.restore();
        let part = Part::of(system, number);
        let start = system.value(number);
        let near = (1..=2 * need as i64).flat_map(|step| [start + step, start - step]);
        let mut unsolved = 0;
        for value in near.filter(|value| (low..=high).contains(value)) {
            if self.are_enough(number, need) || unsolved == UNSOLVED {
                break;
            }
            if self.has(number, value) {
                continue;
            }
            unsolved += 1;
            system.add_work(COST);
            if let Some(values) = part.values(system, number, value)
                && system.takes(&values)
            {
                self.note(system);
                system.restore();
                unsolved = 0;
            }
        }
        self.are_enough(number, need)
    }

    /// Notes the values of all hidden numbers as they are now.
    pub(super) fn note(&mut self, system: &System) {
        let before = self.log.len();
        for number in system.changed() {
            if let Some(found) = self.found.get_mut(&number) {
                let value = system.value(number);
                if found.insert(value) {
                    self.log.push((number, value));
                }
            }
        }
        if self.log.len() > before {
            self.telling.push(system.changes());
        }
    }

    /// The findings that told something new, as what was changed for each.
    pub(super) fn telling(&self) -> &[Vec<(usize, i64)>] {
        &self.telling
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
