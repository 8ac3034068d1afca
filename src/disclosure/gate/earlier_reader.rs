//! Works out what the earlier packs reveal by themselves. That can no longer be hidden, but the new pack must not add to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::values::Values;
use crate::disclosure::draft::Draft;
use crate::disclosure::reader::{NamedValue, Reader, ReaderAssumptions, ReaderNames, ReadingStart, WithinMonth};
use crate::disclosure::tables::{Cell, Pack};

/// A hidden count of an earlier pack: its pack and cell, or a month of a longer period.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HiddenCount {
    Cell(usize, Cell),
    Month(WithinMonth),
}

/// A reader who has only the earlier packs.
pub(super) struct EarlierReader {
    reader: Reader,
    /// The values of all numbers at the end of the reading.
    all: Vec<NamedValue>,
    /// The values found of hidden counts.
    values: Values,
    /// The counts that have been searched for.
    asked: BTreeSet<HiddenCount>,
}

impl EarlierReader {
    /// Reads the earlier packs.
    pub(super) fn new(earlier: &[&Pack], names: &ReaderNames, work: u64) -> Self {
        let start = Arc::new(ReadingStart::default());
        let reader = Reader::new(&Draft::default(), earlier, ReaderAssumptions { small: false }, names, start, work);
        let values: Vec<(usize, i64)> =
            (0..reader.system.numbers.len()).map(|number| (number, reader.system.value(number))).collect();
        let all = reader.named_values(&values);
        let packs = earlier.iter().zip(&reader.cells[1..]);
        let hidden = packs.flat_map(|(pack, numbers)| {
            numbers.iter().zip(&pack.printed).filter(|(_, printed)| printed.is_none()).map(|(number, _)| *number)
        });
        let values = Values::new(&reader.system, hidden);
        Self { reader, all, values, asked: BTreeSet::new() }
    }

    /// Values of all numbers that fit without the new pack.
    pub(super) fn all(&self) -> &[NamedValue] {
        &self.all
    }

    /// How many values of a count were found, if it has been searched for.
    pub(super) fn known_count(&self, count: &HiddenCount) -> Option<u64> {
        let number = self.number(count).filter(|_| self.asked.contains(count))?;
        Some(self.values.count(number))
    }

    /// The work done so far.
    pub(super) fn work(&self) -> u64 {
        self.reader.system.work()
    }

    /// The values from which a reading together with a new pack may start.
    pub(super) fn end_values(&self) -> ReadingStart {
        self.reader.end_values()
    }

    /// Searches for values of a count. Returns how many were found, at most `need`.
    pub(super) fn values(&mut self, count: &HiddenCount, need: u64) -> u64 {
        let Some(number) = self.number(count) else { return need };
        if self.asked.insert(count.clone()) {
            let (values, system) = (&mut self.values, &mut self.reader.system);
            values.search(system, number, need);
            system.restore();
        }
        self.values.count(number).min(need)
    }

    /// For each value of a count that fits without the new pack, the other values that go with it.
    pub(super) fn fitting(&self, count: &HiddenCount) -> BTreeMap<i64, Vec<NamedValue>> {
        let number = self.number(count);
        let mut fitting: BTreeMap<i64, &Vec<(usize, i64)>> = BTreeMap::new();
        for changes in self.values.solutions() {
            if let Some((_, value)) = changes.iter().find(|(changed, _)| Some(*changed) == number) {
                fitting.entry(*value).or_insert(changes);
            }
        }
        fitting.into_iter().map(|(value, changes)| (value, self.reader.named_values(changes))).collect()
    }

    fn number(&self, count: &HiddenCount) -> Option<usize> {
        match count {
            HiddenCount::Cell(pack, cell) => Some(self.reader.cells[pack + 1][*cell]),
            HiddenCount::Month(month) => self.reader.number_of_month(month),
        }
    }
}
