//! Searches for values of hidden numbers, each together with whole numbers for everything else that agree with all that is known.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::disclosure::solve::{COST, Neighbourhood};
use crate::disclosure::system::{EFFORT, Number, System};

/// The number of values without a solution after which the solver stops.
const UNSOLVED: usize = 3;

/// How many parts the numbers are divided into for a parallel search. Fixed, so that the result does not depend on the machine.
const PARTS: usize = 8;
/// How many numbers each part searches before the parts share what they have found.
const AT_ONCE: usize = 16;

/// How many sums to mend for a value. Nearby values are found soon, each for many numbers at once, so all numbers are first
/// searched with little effort.
const EFFORTS: [usize; 2] = [60, 400];

/// The multiples of a change to try once it has been found.
const AGAIN: [i64; 5] = [-1, 2, -2, 3, -3];
/// How many sums to mend for such a multiple.
const REPEATED: usize = 40;

/// How many sums to mend for a value when starting from values found for other numbers.
const FROM_FOUND: usize = 100;

/// The values found so far, by number.
#[derive(Default)]
pub(super) struct Values {
    found: BTreeMap<usize, BTreeSet<i64>>,
    /// The values in the order in which they were found, so that the latest can be forgotten.
    log: Vec<(usize, i64)>,
    /// The changed numbers of each solution that had a new value.
    solutions: Vec<Vec<(usize, i64)>>,
}

impl Values {
    /// Starts with the current value of each of these numbers.
    pub(super) fn new(system: &System, numbers: impl Iterator<Item = usize>) -> Self {
        Self {
            found: numbers.map(|number| (number, BTreeSet::from([system.value(number)]))).collect(),
            log: Vec::new(),
            solutions: Vec::new(),
        }
    }

    /// How many values of a number have been found.
    pub(super) fn count(&self, number: usize) -> u64 {
        self.found.get(&number).map_or(0, |values| values.len() as u64)
    }

    /// Whether a value of a number has been found.
    pub(super) fn has(&self, number: usize, value: i64) -> bool {
        self.found.get(&number).is_some_and(|values| values.contains(&value))
    }

    /// Whether at least `need` values of a number have been found.
    pub(super) fn are_enough(&self, number: usize, need: u64) -> bool {
        self.count(number) >= need
    }

    /// Searches for values of a number. Returns whether there are enough.
    pub(super) fn search(&mut self, system: &mut System, number: usize, need: u64) -> bool {
        self.search_with(system, number, need, EFFORT)
    }

    fn search_with(&mut self, system: &mut System, number: usize, need: u64, effort: usize) -> bool {
        if self.are_enough(number, need) {
            return true;
        }
        system.restore();
        let start = system.value(number);
        self.found.entry(number).or_insert_with(|| BTreeSet::from([start]));
        for direction in [1, -1] {
            let mut value = start;
            while self.count(number) < need && (value - start).abs() < need.cast_signed() {
                value += direction;
                if self.has(number, value) {
                    continue;
                }
                if !system.fits_with(number, value, effort) {
                    // Values further away seldom fit if this one does not.
                    break;
                }
                self.note(system);
                system.add_work(system.mark() as u64);
                if value == start + direction {
                    self.repeat(system, number, need);
                }
            }
            system.restore();
        }
        self.are_enough(number, need)
    }

    /// Tries multiples of the change just found for the values that a number still needs: a change often works twice, or the
    /// other way round. Leaves the system with the change as it was.
    fn repeat(&mut self, system: &mut System, number: usize, need: u64) {
        if self.are_enough(number, need) {
            return;
        }
        let steps = system.steps();
        let step = steps.iter().find(|(changed, _)| *changed == number).map_or(0, |(_, step)| *step);
        let start = system.value(number) - step;
        let times = |system: &System, times: i64| -> Vec<(usize, i64)> {
            steps.iter().map(|(changed, step)| (*changed, system.value(*changed) + times * step)).collect()
        };
        for again in AGAIN {
            let value = start + again * step;
            if self.are_enough(number, need) || self.has(number, value) {
                continue;
            }
            system.restore();
            let values = times(system, again);
            system.add_work(values.len() as u64);
            if system.takes_nearly(&values, Some(number), REPEATED) && system.value(number) == value {
                self.note(system);
            }
        }
        system.restore();
        for (changed, value) in times(system, 1) {
            system.move_to(changed, value);
        }
    }

    /// Searches for values of all these numbers, each with how many it needs, on all processors, with at most `most` work. The
    /// result does not depend on the number of processors.
    pub(super) fn search_all(&mut self, system: &mut System, needs: &[(usize, u64)], most: u64) {
        system.restore();
        let begun = system.work();
        let mut parts: Vec<(System, Self)> = (0..PARTS).map(|_| (system.clone(), self.copy())).collect();
        let all =
            EFFORTS.into_iter().flat_map(|effort| needs.chunks(PARTS * AT_ONCE).map(move |needs| (effort, needs)));
        for (effort, needs) in all {
            let left = most.saturating_sub(system.work() - begun) / PARTS as u64;
            let needs: Vec<_> = needs.iter().filter(|(number, need)| !self.are_enough(*number, *need)).collect();
            if left == 0 || needs.is_empty() {
                continue;
            }
            let shares = needs.par_chunks(needs.len().div_ceil(PARTS));
            let works: Vec<u64> = shares
                .zip(&mut parts)
                .map(|(needs, (system, values))| {
                    let begun = system.work();
                    for (number, need) in needs {
                        if system.work() - begun > left {
                            break;
                        }
                        values.search_with(system, *number, *need, effort);
                    }
                    system.work() - begun
                })
                .collect();
            system.add_work(works.iter().sum());
            self.join(&mut parts);
        }
    }

    /// A copy of the values found, for a part of a search.
    fn copy(&self) -> Self {
        Self { found: self.found.clone(), log: Vec::new(), solutions: Vec::new() }
    }

    /// Merges what the parts of a search have found, and shares it with each of them.
    fn join(&mut self, parts: &mut [(System, Self)]) {
        let (mut log, before) = (Vec::new(), self.log.len());
        for (_, part) in &mut *parts {
            log.append(&mut part.log);
            self.solutions.append(&mut part.solutions);
        }
        for (number, value) in log {
            if self.found.entry(number).or_default().insert(value) {
                self.log.push((number, value));
            }
        }
        for (_, part) in parts {
            for (number, value) in &self.log[before..] {
                part.found.entry(*number).or_default().insert(*value);
            }
        }
    }

    /// Searches from values found for other numbers, with at most `most` work: a value that is far from the current ones may be
    /// near to those. Returns whether there are enough.
    pub(super) fn search_from_found(&mut self, system: &mut System, number: usize, need: u64, most: u64) -> bool {
        let begun = system.work();
        let Some(found) = self.found.get(&number) else { return false };
        let (Some(least), Some(greatest)) = (found.first().copied(), found.last().copied()) else { return false };
        // First the solutions that changed this number.
        let has_it = |place: &usize| self.solutions[*place].iter().any(|(changed, _)| *changed == number);
        let (changing, others): (Vec<_>, Vec<_>) = (0..self.solutions.len()).partition(has_it);
        'found: for place in changing.into_iter().chain(others) {
            let mut values = self.solutions[place].clone();
            for value in [greatest + 1, least - 1] {
                if self.are_enough(number, need) || system.work() - begun > most {
                    break 'found;
                }
                if self.has(number, value) {
                    continue;
                }
                system.restore();
                values.push((number, value));
                if system.takes_nearly(&values, Some(number), FROM_FOUND) && system.value(number) == value {
                    self.note(system);
                }
                values.pop();
            }
        }
        system.restore();
        self.are_enough(number, need)
    }

    /// Searches with the most effort. Returns whether there are enough.
    pub(super) fn search_on(&mut self, system: &mut System, number: usize, need: u64) -> bool {
        system.restore();
        let start = system.value(number);
        for direction in [1, -1] {
            for step in 1..2 * need.cast_signed() {
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

    /// Searches by linear programming, for what no other search finds. Returns whether there are enough.
    pub(super) fn solve(&mut self, system: &mut System, number: usize, need: u64) -> bool {
        let Number { low, high, .. } = system.numbers[number];
        if high - low + 1 < need.cast_signed() {
            return false;
        }
        system.restore();
        let part = Neighbourhood::collect(system, number);
        let start = system.value(number);
        let near = (1..=2 * need.cast_signed()).flat_map(|step| [start + step, start - step]);
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

    /// Records the current values of all changed numbers that are searched for.
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
            self.solutions.push(system.changes());
        }
    }

    /// The solutions that had a new value, each as the numbers that were changed.
    pub(super) fn solutions(&self) -> &[Vec<(usize, i64)>] {
        &self.solutions
    }

    /// How many values have been recorded, for [`Self::forget`].
    pub(super) fn noted(&self) -> usize {
        self.log.len()
    }

    /// Forgets all values recorded since there were `noted`.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Two numbers that differ by three, each from 0 to 20.
    fn pair() -> System {
        let mut system = System::default();
        let numbers = [5, 8].map(|value| system.number(0, 20, value));
        system.sum(&[(numbers[1], 1), (numbers[0], -1)], 3, 3);
        system.keep();
        system
    }

    #[test]
    fn one_change_gives_values_in_both_directions_for_every_number_it_changes() {
        let (mut system, mut values) = (pair(), Values::default());
        values.found = [(0, BTreeSet::from([5])), (1, BTreeSet::from([8]))].into();
        assert!(values.search(&mut system, 0, 5));
        assert_eq!(values.found[&0], BTreeSet::from([3, 4, 5, 6, 7]));
        assert_eq!(values.found[&1], BTreeSet::from([6, 7, 8, 9, 10]));
    }

    #[test]
    fn what_one_part_finds_is_shared_with_all() {
        let mut system = System::default();
        let numbers: Vec<usize> = (0..300).map(|_| system.number(0, 20, 5)).collect();
        for pair in numbers.chunks(2) {
            system.sum(&[(pair[0], 1), (pair[1], 1)], 10, 10);
        }
        system.keep();
        let mut values = Values::new(&system, numbers.iter().copied());
        let needs: Vec<(usize, u64)> = numbers.iter().map(|number| (*number, 5)).collect();
        values.search_all(&mut system, &needs, u64::MAX);
        assert!(numbers.iter().all(|number| values.are_enough(*number, 5)));
        assert!(system.broken().is_empty() && system.value(0) == 5);
    }

    #[test]
    fn a_search_can_start_from_what_was_found_for_another_number() {
        let (mut system, mut values) = (pair(), Values::default());
        values.found = [(0, BTreeSet::from([5]))].into();
        assert!(!values.search_from_found(&mut system, 0, 2, u64::MAX));
        values.solutions.push(vec![(1, 9)]);
        assert!(values.search_from_found(&mut system, 0, 3, u64::MAX));
        assert_eq!(values.found[&0], BTreeSet::from([4, 5, 6]));
        assert_eq!((system.value(0), system.value(1)), (5, 8));
    }

    #[test]
    fn a_number_without_room_has_one_value() {
        let (mut system, mut values) = (pair(), Values::default());
        system.limit(1, 8, 8);
        assert!(!values.search(&mut system, 0, 2));
        assert_eq!(values.found[&0], BTreeSet::from([5]));
    }
}
