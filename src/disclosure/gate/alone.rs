//! What the earlier packs tell by themselves: that cannot be hidden any more, but nothing may be added to it.

use std::collections::BTreeMap;

use crate::disclosure::draft::Draft;
use crate::disclosure::reader::{Belief, Reader, WithinMonth};
use crate::disclosure::tables::{Cell, Pack};

/// A hidden count of an earlier pack: its pack and cell, or a month of a longer period.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Count {
    Cell(usize, Cell),
    Month(WithinMonth),
}

/// A reader who has the earlier packs alone.
pub(super) struct Alone<'a> {
    earlier: &'a [&'a Pack],
    /// Made when it is first asked for.
    reader: Option<Reader>,
    /// Values of counts that were asked for, each with the values of all other numbers that fit.
    found: BTreeMap<Count, BTreeMap<i64, Vec<i64>>>,
}

impl<'a> Alone<'a> {
    pub(super) fn new(earlier: &'a [&'a Pack]) -> Self {
        Self { earlier, reader: None, found: BTreeMap::new() }
    }

    /// How many values of a count are found, `need` at most; `work` is how many terms were looked at.
    pub(super) fn values(&mut self, count: &Count, need: u64, work: &mut u64) -> u64 {
        let earlier = self.earlier;
        let reader =
            self.reader.get_or_insert_with(|| Reader::new(&Draft::nothing(), earlier, Belief { small: false }));
        if let Some(found) = self.found.get(count) {
            return (found.len() as u64).min(need);
        }
        let number = match count {
            Count::Cell(pack, cell) => Some(reader.cells[pack + 1][*cell]),
            Count::Month(month) => reader.of_month(month),
        };
        let Some(number) = number else { return need };
        let before = reader.system.work();
        let start = reader.system.value(number);
        let mut found = BTreeMap::from([(start, reader.system.values().to_vec())]);
        let near = (1..need as i64).flat_map(|step| [start + step, start - step]);
        for value in near {
            if found.len() as u64 >= need {
                break;
            }
            if reader.system.fits_thoroughly(number, value) {
                found.insert(value, reader.system.values().to_vec());
            }
            reader.system.restore();
        }
        *work += reader.system.work() - before;
        let values = found.len() as u64;
        self.found.insert(count.clone(), found);
        values
    }

    /// Values that fit with a count at a value without the pack in the making, for the numbers of its reader; none where
    /// none are found.
    pub(super) fn fitting(&self, count: &Count, value: i64, of: &Reader) -> Option<Vec<(usize, i64)>> {
        let values = self.found.get(count)?.get(&value)?;
        Some(of.values_of(self.reader.as_ref()?, values)).filter(|values| !values.is_empty())
    }
}
