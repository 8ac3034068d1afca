//! Hides printed counts to make a hidden one safe: a single one if that is enough, or several together.

use super::Gate;
use super::optional_sums::{Hideable, HidingPlan, OptionalSums};
use crate::disclosure::reader::LostKnowledge;
use crate::disclosure::tables::Cell;

/// The most rounds of hiding for one count.
const TOGETHER: usize = 12;

/// A cell that was hidden, with what is needed to undo that.
struct HiddenCell {
    cell: Cell,
    lost: LostKnowledge,
    noted: usize,
    need: Option<u64>,
}

impl Gate<'_, '_> {
    /// Hides what is needed to make a hidden count safe. If that does not succeed, hides nothing and returns false.
    pub(super) fn make_safe(&mut self, number: usize) -> bool {
        let mut hidden: Vec<HiddenCell> = Vec::new();
        for _ in 0..TOGETHER {
            if self.is_out_of_work() {
                break;
            }
            self.reader.system.restore();
            let Some(plan) = self.cheapest_plan(number) else { break };
            hidden.extend(plan.cells.iter().map(|cell| self.hide(*cell)));
            if self.reader.system.takes(&plan.values) {
                self.values.note(&self.reader.system);
            }
            self.reader.system.restore();
            if self.is_safe(number) {
                // The cells that were hidden for it must be safe themselves.
                return hidden.iter().all(|last| {
                    let number = self.reader.cells[0][last.cell];
                    self.is_printed_before(number) || self.is_safe(number) || self.make_safe(number)
                });
            }
        }
        self.reader.system.restore();
        while let Some(last) = hidden.pop() {
            self.unhide(&last);
        }
        false
    }

    /// The cheapest plan for one more value of a hidden count, either the next above or the next below those found.
    fn cheapest_plan(&mut self, number: usize) -> Option<HidingPlan> {
        let need = self.need(number).cast_signed();
        let start = self.reader.system.value(number);
        let mut best: Option<HidingPlan> = None;
        for direction in [1, -1] {
            let values = (1..need).map(|step| start + direction * step);
            let values: Vec<i64> = values.filter(|value| !self.values.has(number, *value)).collect();
            for value in values {
                let mut work = 0;
                let mut found = self.optional_sums().find_plan(number, value, &[], &mut work);
                if found.is_none() {
                    // If the value fits without this pack, start from there, which is nearer.
                    let fitting =
                        self.before(number).and_then(|count| self.context.alone.fitting(&count).remove(&value));
                    if let Some(from) = fitting {
                        let from = self.reader.known_values(&from);
                        found = self.optional_sums().find_plan(number, value, &from, &mut work);
                    }
                }
                self.reader.system.add_work(work);
                let Some(found) = found else { continue };
                if best.as_ref().is_none_or(|best| found.price < best.price) {
                    best = Some(found);
                }
                break;
            }
        }
        best
    }

    fn optional_sums(&mut self) -> &mut OptionalSums {
        if self.optional_sums.is_none() {
            let cells = self.cells.keys().filter_map(|number| Some((*number, self.hideable(*number)?)));
            let cells = cells.map(|(number, cell)| Hideable { cell, number, is_total: self.totals.contains(&cell) });
            self.optional_sums = Some(OptionalSums::new(&self.reader, cells));
            self.reader.system.add_work(self.reader.system.size());
        }
        self.optional_sums.as_mut().expect("made above")
    }

    fn hide(&mut self, cell: Cell) -> HiddenCell {
        let number = self.reader.cells[0][cell];
        self.draft.hide(cell);
        let lost = self.reader.lose_cell(cell);
        if let Some(sums) = &mut self.optional_sums {
            sums.hide(cell);
        }
        let need = self.needs.get(&number).copied();
        let round_to = self.draft.pack.settings.round_to;
        if !self.is_printed_before(number) {
            self.needs.insert(number, need.unwrap_or(0).max(round_to));
        }
        HiddenCell { cell, lost, noted: self.values.noted(), need }
    }

    fn unhide(&mut self, hidden: &HiddenCell) {
        let number = self.reader.cells[0][hidden.cell];
        self.draft.unhide(hidden.cell);
        self.reader.restore_cell(&hidden.lost);
        if let Some(sums) = &mut self.optional_sums {
            sums.unhide(hidden.cell);
        }
        self.values.forget(hidden.noted);
        if let Some(need) = hidden.need {
            self.needs.insert(number, need);
        } else {
            self.values.remove(number);
            self.needs.remove(&number);
        }
    }

    /// The cell of a number, if hiding it would help: it is printed, and says more than a reader knows without it.
    fn hideable(&self, number: usize) -> Option<Cell> {
        let shown = self.cells.get(&number).filter(|cell| self.draft.pack.printed[**cell].is_some());
        shown.filter(|cell| !self.reader.is_known(number) && !self.printed_zeros.contains(cell)).copied()
    }
}
