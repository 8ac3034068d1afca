//! Numbers that are one and the same count: a sum says that one less the other is nothing.

use std::collections::BTreeMap;

use super::system::System;

/// Which numbers are one count.
pub(super) struct Twins {
    /// The least number of the same count; a number that is not here has no twin.
    names: BTreeMap<usize, usize>,
    /// All numbers of a count that has several.
    numbers: BTreeMap<usize, Vec<usize>>,
}

impl Twins {
    /// The twins of a system.
    pub(super) fn of(system: &System) -> Self {
        let mut names: BTreeMap<usize, usize> = BTreeMap::new();
        let name_of = |names: &BTreeMap<usize, usize>, mut number: usize| {
            while let Some(name) = names.get(&number).filter(|name| **name != number) {
                number = *name;
            }
            number
        };
        for sum in system.sums.iter().filter(|sum| (sum.low, sum.high) == (0, 0)) {
            if let [(one, 1), (other, -1)] | [(one, -1), (other, 1)] = sum.terms[..] {
                let (one, other) = (name_of(&names, one), name_of(&names, other));
                let least = one.min(other);
                names.extend([(one, least), (other, least)]);
            }
        }
        let names: BTreeMap<usize, usize> = names.keys().map(|own| (*own, name_of(&names, *own))).collect();
        let mut numbers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, name) in &names {
            numbers.entry(*name).or_default().push(*number);
        }
        Self { names, numbers }
    }

    /// One number for all of the same count.
    pub(super) fn name(&self, number: usize) -> usize {
        self.names.get(&number).copied().unwrap_or(number)
    }

    /// All numbers of the count that a number is.
    pub(super) fn of_number(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        let all = self.numbers.get(&self.name(number));
        let alone = all.is_none().then_some(number);
        all.into_iter().flatten().copied().chain(alone)
    }
}
