//! The check before publication: no hidden count may be narrowed to fewer than `round_to` values.
//!
//! A hidden count is safe when that many different values of it are found, each with whole numbers for everything else
//! that keep all that a reader knows ([`super::system`]). One set of numbers serves many cells. Where too few are found,
//! another cell nearby is hidden too, detail before totals, until they are; then all is read again from the beginning,
//! because with a cell hidden an earlier pack may say more than before.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Show};
use super::reader::{Belief, Lost, Reader};
use super::solve::Part;
use super::tables::{Cell, Pack};
use super::{ALL_SERVICES, OTHER, Refused};
use crate::day::Month;

/// How many sums a cell may be away from one that it helps to narrow.
const REACH: usize = 3;

/// How many cells are tried for one that is enough by itself.
const TRIES: usize = 60;

/// How many cells are hidden for one.
const TOGETHER: usize = 12;

/// How often everything is read again from the beginning.
const READINGS: usize = 20;

/// Whom the pack is made safe from: the first of these with whom that can be done.
const READERS: [Belief; 4] = [
    Belief { small: true, prompt: true },
    Belief { small: false, prompt: true },
    Belief { small: true, prompt: false },
    Belief { small: false, prompt: false },
];

/// Hides cells of the draft until a reader of it and the earlier packs (newest first) can narrow no hidden count.
pub(super) fn close(draft: &mut Draft, earlier: &[&Pack]) -> Result<(), Refused> {
    stay_hidden(draft, earlier);
    for belief in READERS {
        // Without earlier packs nothing can be late.
        if earlier.is_empty() && !belief.prompt {
            break;
        }
        let mut closed = draft.clone();
        if close_to(&mut closed, earlier, belief).is_ok() {
            *draft = closed;
            return Ok(());
        }
    }
    Err(Refused)
}

/// A count that an earlier pack hides stays hidden: printed now, it would have exactly `round_to` values, and the next
/// pack's sums could take one away.
fn stay_hidden(draft: &mut Draft, earlier: &[&Pack]) {
    let mut hidden: BTreeSet<(Month, &str, &str)> = BTreeSet::new();
    for pack in earlier {
        let is_hidden = |cell: Cell| pack.printed[cell].is_none();
        for line in pack.tables.activity.iter().filter(|line| line.service != OTHER) {
            let cells = [("due", line.due), ("failed", line.failed)].into_iter().filter(|(_, cell)| is_hidden(*cell));
            hidden.extend(cells.map(|(column, _)| (line.month, line.service.as_str(), column)));
        }
        let ends = pack.tables.trend.iter().filter(|line| is_hidden(line.children));
        hidden.extend(ends.map(|line| (line.month_end, line.rule, "trend")));
    }
    let mut again: Vec<Cell> = Vec::new();
    for line in &draft.pack.tables.activity {
        let cells = [("due", line.due), ("failed", line.failed)].into_iter();
        again.extend(cells.filter(|(c, _)| hidden.contains(&(line.month, &line.service, c))).map(|(_, cell)| cell));
    }
    let ends = draft.pack.tables.trend.iter().filter(|line| hidden.contains(&(line.month_end, line.rule, "trend")));
    again.extend(ends.map(|line| line.children));
    for cell in again {
        if draft.show[cell] == Show::Number {
            draft.hide(cell);
        }
    }
}

fn close_to(draft: &mut Draft, earlier: &[&Pack], belief: Belief) -> Result<(), Refused> {
    for _ in 0..READINGS {
        let before = draft.pack.printed.clone();
        Gate::new(draft, earlier, belief).close(earlier)?;
        if draft.pack.printed == before {
            return Ok(());
        }
    }
    Err(Refused)
}

struct Gate<'a> {
    draft: &'a mut Draft,
    reader: Reader,
    /// How many values each hidden number needs.
    needs: BTreeMap<usize, u64>,
    /// The values that were found.
    found: BTreeMap<usize, BTreeSet<i64>>,
    /// Findings in their order, so that those of a cell that is shown again can be forgotten.
    log: Vec<(usize, i64)>,
    /// The cells of this run's pack by number.
    cells: BTreeMap<usize, Cell>,
    /// Totals are hidden after detail.
    totals: BTreeSet<Cell>,
}

impl<'a> Gate<'a> {
    fn new(draft: &'a mut Draft, earlier: &[&Pack], belief: Belief) -> Self {
        let reader = Reader::new(draft, earlier, belief);
        let tables = &draft.pack.tables;
        let mut totals = BTreeSet::new();
        for line in tables.activity.iter().filter(|line| line.service == ALL_SERVICES) {
            totals.extend([line.due, line.failed]);
        }
        let ends = tables.trend.iter().filter(|line| Some(line.month_end) == tables.month);
        totals.extend(ends.map(|line| line.children));
        let mut needs: BTreeMap<usize, u64> = BTreeMap::new();
        let packs = std::iter::once(&draft.pack).chain(earlier.iter().copied());
        for (pack, numbers) in packs.zip(&reader.cells) {
            for (number, printed) in numbers.iter().zip(&pack.printed) {
                if printed.is_none() {
                    let need = needs.entry(*number).or_default();
                    *need = (*need).max(pack.settings.round_to);
                }
            }
        }
        let cells = reader.cells[0].iter().copied().zip(0..).collect();
        let found = needs.keys().map(|number| (*number, BTreeSet::from([reader.system.value(*number)]))).collect();
        Self { draft, reader, needs, found, log: Vec::new(), cells, totals }
    }

    fn close(mut self, earlier: &[&Pack]) -> Result<(), Refused> {
        let numbers: Vec<usize> = self.needs.keys().copied().collect();
        let mut open_before = None;
        for number in numbers {
            if self.is_safe(number) {
                continue;
            }
            let this_run = self.cells.get(&number).is_some_and(|cell| self.draft.pack.printed[*cell].is_none());
            if !this_run {
                // What the earlier packs tell by themselves cannot be hidden any more.
                let open = open_before.get_or_insert_with(|| open_before_this_run(earlier));
                let cells = self.reader.cells.iter().skip(1).enumerate();
                let mut of_number = cells.flat_map(|(pack, numbers)| {
                    numbers.iter().enumerate().filter(|(_, n)| **n == number).map(move |(cell, _)| (pack, cell))
                });
                if of_number.any(|place| open.contains(&place)) {
                    continue;
                }
            }
            if !self.make_safe(number) {
                return Err(Refused);
            }
        }
        Ok(())
    }

    /// Whether so many values are found that a reader cannot rule out.
    fn is_safe(&mut self, number: usize) -> bool {
        let need = self.needs.get(&number).copied().unwrap_or(self.draft.pack.settings.round_to);
        self.found.entry(number).or_insert_with(|| BTreeSet::from([self.reader.system.value(number)]));
        let start = self.reader.system.value(number);
        for direction in [1, -1] {
            let mut value = start;
            while (self.found[&number].len() as u64) < need && (value - start).abs() < need as i64 {
                value += direction;
                if self.found[&number].contains(&value) {
                    continue;
                }
                if self.reader.system.fits_with(number, value) {
                    self.note();
                } else {
                    self.reader.system.restore();
                }
            }
            self.reader.system.restore();
        }
        self.found[&number].len() as u64 >= need || self.is_safe_by_solving(number, need)
    }

    /// The same by linear programming, for what the search does not find.
    fn is_safe_by_solving(&mut self, number: usize, need: u64) -> bool {
        let part = Part::of(&self.reader.system, number);
        let Some((low, high)) = part.range(&self.reader.system, number) else {
            return false;
        };
        if high - low + 1 < need as i64 {
            return false;
        }
        let start = self.reader.system.value(number);
        let near = (1..=2 * need as i64).flat_map(|step| [start + step, start - step]);
        for value in near.filter(|value| (low..=high).contains(value)) {
            if self.found[&number].len() as u64 >= need {
                break;
            }
            if self.found[&number].contains(&value) {
                continue;
            }
            if let Some(values) = part.values(&self.reader.system, number, value)
                && self.reader.system.takes(&values)
            {
                self.note();
                self.reader.system.restore();
            }
        }
        self.found[&number].len() as u64 >= need
    }

    /// Notes the values of all hidden numbers in what was found.
    fn note(&mut self) {
        for number in self.reader.system.changed() {
            if let Some(found) = self.found.get_mut(&number) {
                let value = self.reader.system.value(number);
                if found.insert(value) {
                    self.log.push((number, value));
                }
            }
        }
    }

    /// Hides what is needed for a hidden count to be safe; nothing where that does not help.
    fn make_safe(&mut self, number: usize) -> bool {
        let mut hidden: Vec<Hidden> = Vec::new();
        let done = loop {
            let near = self.near(number);
            if near.is_empty() || hidden.len() == TOGETHER {
                break false;
            }
            // One cell that is enough by itself.
            if near.iter().take(TRIES).any(|cell| self.is_enough(*cell, number, &mut hidden)) {
                break true;
            }
            // Or the first, and then another one.
            hidden.push(self.hide(near[0]));
        };
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

    fn is_enough(&mut self, cell: Cell, number: usize, hidden: &mut Vec<Hidden>) -> bool {
        let last = self.hide(cell);
        let own = self.reader.cells[0][cell];
        if self.is_safe(number) && self.is_safe(own) {
            hidden.push(last);
            return true;
        }
        self.unhide(&last);
        false
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

    /// The printed cells that may help to narrow a number: detail before totals, the nearest first.
    fn near(&self, number: usize) -> Vec<Cell> {
        let system = &self.reader.system;
        let mut seen = BTreeSet::from([number]);
        let mut edge = vec![number];
        let mut near = Vec::new();
        for distance in 0..=REACH {
            let mut next = BTreeSet::new();
            for number in edge {
                let shown = self.cells.get(&number).filter(|cell| self.draft.pack.printed[**cell].is_some());
                if let Some(cell) = shown.filter(|_| !self.reader.is_known(number)) {
                    near.push((self.totals.contains(cell), distance, *cell));
                }
                for sum in system.sums_with(number) {
                    next.extend(system.sums[sum].terms.iter().map(|(number, _)| *number).filter(|n| seen.insert(*n)));
                }
            }
            edge = next.into_iter().collect();
        }
        near.sort_unstable();
        near.into_iter().map(|(.., cell)| cell).collect()
    }
}

/// The hidden cells (pack and cell) of the earlier packs for which too few values are found without the pack of this run.
fn open_before_this_run(earlier: &[&Pack]) -> BTreeSet<(usize, Cell)> {
    let mut nothing = Draft::nothing();
    let mut gate = Gate::new(&mut nothing, earlier, Belief { small: false, prompt: true });
    let mut open = BTreeSet::new();
    for (place, pack) in earlier.iter().enumerate() {
        for (cell, number) in gate.reader.cells[place + 1].clone().into_iter().enumerate() {
            if pack.printed[cell].is_none() && !gate.is_safe(number) {
                open.insert((place, cell));
            }
        }
    }
    open
}

/// A cell that was hidden, and what there was before.
struct Hidden {
    cell: Cell,
    lost: Lost,
    found: usize,
    need: Option<u64>,
}
