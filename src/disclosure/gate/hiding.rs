//! Which printed counts are hidden for one that is open: one count that is enough by itself, or several together.

use std::collections::{BTreeMap, BTreeSet};

use super::Gate;
use crate::disclosure::reader::Lost;
use crate::disclosure::tables::Cell;

/// How many sums a count may be away from one that it helps to narrow.
const REACH: usize = 3;

/// How many counts are tried for one that is enough by itself.
const TRIES: usize = 16;

/// How many counts are hidden for one.
const TOGETHER: usize = 12;

/// A cell that was hidden, and what there was before.
struct Hidden {
    cell: Cell,
    lost: Lost,
    found: usize,
    need: Option<u64>,
}

impl Gate<'_> {
    /// Hides what is needed for a hidden count to be safe; nothing where that does not help.
    pub(super) fn make_safe(&mut self, number: usize) -> bool {
        let mut hidden: Vec<Hidden> = Vec::new();
        let done = (0..TOGETHER).any(|_| {
            let near = self.near(number);
            if near.is_empty() || self.is_tired() {
                return false;
            }
            // One count that is enough by itself.
            if near.iter().take(TRIES).any(|cells| self.is_enough(cells, number, &mut hidden)) {
                return true;
            }
            // Or the first, and then another one.
            self.hide_all(&near[0], &mut hidden);
            false
        });
        if !done {
            while let Some(last) = hidden.pop() {
                self.unhide(&last);
            }
            return false;
        }
        // Cells hidden on the way have to be safe themselves.
        hidden.iter().all(|last| {
            let number = self.reader.cells[0][last.cell];
            self.is_safe(number) || self.make_safe(number)
        })
    }

    fn is_enough(&mut self, cells: &[Cell], number: usize, hidden: &mut Vec<Hidden>) -> bool {
        let before = hidden.len();
        self.hide_all(cells, hidden);
        let enough = self.is_safe(number) && cells.iter().all(|cell| self.is_safe(self.reader.cells[0][*cell]));
        if !enough {
            for last in hidden.drain(before..).rev() {
                self.unhide(&last);
            }
        }
        enough
    }

    fn hide_all(&mut self, cells: &[Cell], hidden: &mut Vec<Hidden>) {
        for cell in cells {
            let last = self.hide(*cell);
            hidden.push(last);
        }
    }

    fn hide(&mut self, cell: Cell) -> Hidden {
        let number = self.reader.cells[0][cell];
        self.draft.hide(cell);
        let lost = self.reader.lose(cell);
        let need = self.needs.get(&number).copied();
        let round_to = self.draft.pack.settings.round_to;
        self.needs.insert(number, need.unwrap_or(0).max(round_to));
        Hidden { cell, lost, found: self.log.len(), need }
    }

    fn unhide(&mut self, hidden: &Hidden) {
        let number = self.reader.cells[0][hidden.cell];
        self.draft.unhide(hidden.cell);
        self.reader.find_again(&hidden.lost);
        for (number, value) in self.log.drain(hidden.found..) {
            if let Some(found) = self.found.get_mut(&number) {
                found.remove(&value);
            }
        }
        if let Some(need) = hidden.need {
            self.needs.insert(number, need);
        } else {
            self.found.remove(&number);
            self.needs.remove(&number);
        }
    }

    /// The printed counts that may help to narrow a number, each with all its cells: detail before totals, the nearest
    /// first.
    fn near(&self, number: usize) -> Vec<Vec<Cell>> {
        let system = &self.reader.system;
        let mut seen = BTreeSet::from([number]);
        let mut edge = vec![number];
        let mut near = BTreeMap::new();
        for distance in 0..=REACH {
            let mut next = BTreeSet::new();
            for number in edge {
                let cells: Vec<Cell> = self.twins.of_number(number).filter_map(|own| self.hideable(own)).collect();
                if let Some(first) = cells.iter().min() {
                    let is_total = cells.iter().any(|cell| self.totals.contains(cell));
                    let place = (is_total, distance, *first);
                    near.entry(self.twins.name(number)).or_insert((place, cells));
                }
                for sum in system.sums_with(number) {
                    next.extend(system.sums[sum].terms.iter().map(|(number, _)| *number).filter(|n| seen.insert(*n)));
                }
            }
            edge = next.into_iter().collect();
        }
        let mut near: Vec<_> = near.into_values().collect();
        near.sort_unstable();
        near.into_iter().map(|(_, cells)| cells).collect()
    }

    /// The cell of a number, if it is printed and says more than is known without it.
    fn hideable(&self, number: usize) -> Option<Cell> {
        let shown = self.cells.get(&number).filter(|cell| self.draft.pack.printed[**cell].is_some());
        shown.filter(|cell| !self.reader.is_known(number) && !self.told.contains(cell)).copied()
    }
}
