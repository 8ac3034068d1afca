//! Compares each count with the earlier packs by themselves: how many values they leave for it, and which other values go with
//! these.

use super::Gate;
use super::earlier_reader::HiddenCount;

/// How many sums to mend in order to make values of the earlier packs fit with this one.
const NEAR: usize = 1_000;

impl Gate<'_, '_> {
    /// How many values the earlier packs by themselves leave for a number, as far as these are found and needed.
    pub(super) fn values_alone(&mut self, number: usize) -> u64 {
        let need = self.need(number);
        let Some(count) = self.before(number) else { return need };
        let alone = &mut self.context.alone;
        let before = alone.work();
        let values = alone.values(&count, need);
        self.reader.system.add_work(alone.work() - before);
        values
    }

    /// Lowers the needs of counts in earlier packs to the values that these packs are known to leave by themselves.
    pub(super) fn need_no_more_than_before(&mut self) {
        let numbers: Vec<usize> = self.needs.keys().copied().filter(|number| !self.is_of_this_run(*number)).collect();
        for number in numbers {
            let known = self.before(number).and_then(|count| self.context.alone.known_count(&count));
            if let Some(known) = known {
                let need = self.need(number).min(known);
                self.needs.insert(number, need);
            }
        }
    }

    /// Searches near the values that fit without this pack. Returns whether there are enough.
    pub(super) fn is_safe_as_before(&mut self, number: usize) -> bool {
        let Some(count) = self.before(number) else { return false };
        let from: Vec<Vec<(usize, i64)>> = self
            .context
            .alone
            .fitting(&count)
            .into_iter()
            .filter(|(value, _)| !self.values.has(number, *value))
            .map(|(value, values)| self.reader.known_values(&values).into_iter().chain([(number, value)]).collect())
            .collect();
        let all = self.reader.known_values(self.context.alone.all());
        self.reader.system.restore();
        for values in from {
            // From the current values, or else from all values without this pack.
            let from_there = || all.iter().chain(&values).copied().collect::<Vec<_>>();
            if self.reader.system.takes_nearly(&values, Some(number), NEAR)
                || self.reader.system.takes_nearly(&from_there(), Some(number), NEAR)
            {
                self.values.note(&self.reader.system);
                self.reader.system.restore();
            }
        }
        self.is_safe(number)
    }

    /// The count of the earlier packs that a number stands for, if any.
    pub(super) fn before(&self, number: usize) -> Option<HiddenCount> {
        let cell = self.earlier_cells.get(&number).map(|earlier| HiddenCount::Cell(earlier.pack, earlier.cell));
        let month = self.within.get(&number).filter(|month| self.reader.is_same_before(month, self.draft));
        cell.or_else(|| month.cloned().map(HiddenCount::Month))
    }
}
