//! What the earlier packs tell by themselves: that cannot be hidden any more, but nothing may be added to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::disclosure::draft::Draft;
use crate::disclosure::reader::{Belief, Named, Names, Reader, Start, WithinMonth};
use crate::disclosure::tables::{Cell, Pack};

/// A hidden count of an earlier pack: its pack and cell, or a month of a longer period.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Count {
    Cell(usize, Cell),
    Month(WithinMonth),
}

/// A reader who has the earlier packs alone.
pub(super) struct Alone {
    reader: Reader,
    /// The values that it ended with.
    all: Vec<Named>,
    /// Values of counts that were asked for, each with the values of the other numbers that were changed for it.
    found: BTreeMap<Count, BTreeMap<i64, Vec<Named>>>,
}

impl Alone {
    /// Reads the earlier packs.
    pub(super) fn new(earlier: &[&Pack], names: &Names, work: u64) -> Self {
        let start = Arc::new(Start::default());
        let reader = Reader::new(&Draft::nothing(), earlier, Belief { small: false }, names, start, work);
        let values: Vec<(usize, i64)> =
            (0..reader.system.numbers.len()).map(|number| (number, reader.system.value(number))).collect();
        let all = reader.named(&values);
        Self { reader, all, found: BTreeMap::new() }
    }

    /// Values of all numbers that fit without the pack in the making.
    pub(super) fn all(&self) -> &[Named] {
        &self.all
    }

    /// How many values of a count there are, where that was asked for.
    pub(super) fn known(&self, count: &Count) -> Option<u64> {
        self.found.get(count).map(|found| found.len() as u64)
    }

    /// How much has been looked at so far.
    pub(super) fn work(&self) -> u64 {
        self.reader.system.work()
    }

    /// Where a reading together with a new pack may begin.
    pub(super) fn ended(&self) -> Start {
        self.reader.ended()
    }

    /// How many values of a count are found, `need` at most.
    pub(super) fn values(&mut self, count: &Count, need: u64) -> u64 {
        if let Some(found) = self.found.get(count) {
            return (found.len() as u64).min(need);
        }
        let reader = &mut self.reader;
        let number = match count {
            Count::Cell(pack, cell) => Some(reader.cells[pack + 1][*cell]),
            Count::Month(month) => reader.of_month(month),
        };
        let Some(number) = number else { return need };
        let start = reader.system.value(number);
        let mut found = BTreeMap::from([(start, Vec::new())]);
        for direction in [1, -1] {
            for step in 1..need as i64 {
                let value = start + direction * step;
                if found.len() as u64 >= need {
                    break;
                }
                let fits = reader.system.fits_with(number, value);
                if fits {
                    found.insert(value, reader.named(&reader.system.changes()));
                }
                reader.system.restore();
                if !fits {
                    break;
                }
            }
        }
        let values = found.len() as u64;
        self.found.insert(count.clone(), found);
        values
    }

    /// What else is so with a count at values that fit without the pack in the making.
    pub(super) fn fitting(&self, count: &Count) -> impl Iterator<Item = (i64, &[Named])> {
        let found = self.found.get(count).into_iter().flatten();
        found.map(|(value, values)| (*value, values.as_slice()))
    }
}
