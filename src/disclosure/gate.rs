//! The check before publication: no hidden count may be narrowed to fewer than `round_to` values.
//!
//! A hidden count is safe when that many different values of it are found, each with whole numbers for everything else
//! that keep all that a reader knows ([`super::system`]). One set of numbers serves many cells. Where too few are found,
//! another cell nearby is hidden too, detail before totals, until they are; then all is read again from the beginning,
//! because with a cell hidden an earlier pack may say more than before.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Show};
use super::period::Period;
use super::reader::{Belief, Lost, Reader};
use super::solve::{COST, Part};
use super::system::Number;
use super::tables::{Cell, Pack, TrendLine};
use super::twins::Twins;
use super::{ALL_SERVICES, OTHER, Refused};

/// How many sums a cell may be away from one that it helps to narrow.
const REACH: usize = 3;

/// How many cells are tried for one that is enough by itself.
const TRIES: usize = 16;

/// How many cells are hidden for one.
const TOGETHER: usize = 12;

/// So many values that are no solution are enough.
const MISSED: usize = 3;

/// How often everything is read again from the beginning.
const READINGS: usize = 20;

/// How much may be looked at, in terms of sums, before a pack that tells less is tried: the same on every machine, and some
/// seconds on any.
const WORK: [u64; LEVELS] = [500_000_000, 200_000_000, 150_000_000, 100_000_000, 100_000_000];

/// More cells than this, in all packs together, are not even begun with.
const CELLS: usize = 250_000;

/// How much a pack tells: everything; not what was cancelled, before, or followed; no cases; no service by month; nothing but
/// all services by month.
const LEVELS: usize = 5;

/// Whom the pack is made safe from: the first of these with whom that can be done.
const READERS: [Belief; 2] = [Belief { small: true }, Belief { small: false }];

/// Hides cells of the draft until a reader of it and the earlier packs (newest first) can narrow no hidden count.
pub(super) fn close(draft: &mut Draft, earlier: &[&Pack]) -> Result<(), Refused> {
    let cells = |pack: &Pack| pack.printed.len();
    if cells(&draft.pack) + earlier.iter().map(|pack| cells(pack)).sum::<usize>() > CELLS {
        return Err(Refused::TooLarge);
    }
    stay_hidden(draft, earlier);
    let mut refused = Refused::Open;
    for (level, work) in WORK.into_iter().enumerate() {
        hide_level(draft, level);
        for belief in READERS {
            let mut closed = draft.clone();
            match close_to(&mut closed, earlier, belief, work / READERS.len() as u64) {
                Ok(()) => {
                    *draft = closed;
                    return Ok(());
                }
                Err(why) => refused = why,
            }
        }
    }
    Err(refused)
}

/// Hides whole tables, so that there is less to be read together.
fn hide_level(draft: &mut Draft, level: usize) {
    let tables = &draft.pack.tables;
    let mut cells: Vec<Cell> = Vec::new();
    if level >= 1 {
        let new = tables.breakdown.iter().flat_map(|line| {
            [line.no_outcome, line.cancelled[0], line.cancelled[1], line.due_before, line.failed_before]
        });
        cells.extend(new);
        cells.extend(tables.follow_up.iter().flat_map(|line| line.cells));
        cells.extend(tables.reviews.iter().flat_map(|line| line.parts.into_iter().chain([line.listed])));
    }
    if level >= 2 {
        cells.extend(tables.breakdown.iter().map(|line| line.with_case));
        cells.extend(tables.rules.iter().map(|line| line.children));
        cells.extend(tables.trend.iter().map(|line| line.children));
        cells.extend(tables.thresholds.iter().map(|line| line.children));
    }
    if level >= 3 {
        let services = tables.activity.iter().filter(|line| line.service != ALL_SERVICES);
        cells.extend(services.flat_map(|line| [line.due, line.failed]));
    }
    if level >= 4 {
        cells.extend(tables.breakdown.iter().flat_map(|line| [line.children, line.due, line.failed]));
    }
    for cell in cells {
        if draft.show[cell] == Show::Number {
            draft.hide(cell);
        }
    }
}

/// A count that an earlier pack hides stays hidden: printed now, it would have exactly `round_to` values, and the next
/// pack's sums could take one away.
fn stay_hidden(draft: &mut Draft, earlier: &[&Pack]) {
    let mut hidden: BTreeSet<(Period, &str, &str)> = BTreeSet::new();
    for pack in earlier {
        let is_hidden = |cell: Cell| pack.printed[cell].is_none();
        for line in pack.tables.activity.iter().filter(|line| line.service != OTHER) {
            let cells = [("due", line.due), ("failed", line.failed)].into_iter().filter(|(_, cell)| is_hidden(*cell));
            hidden.extend(cells.map(|(column, _)| (line.period, line.service.as_str(), column)));
        }
        let ends = pack.tables.trend.iter().filter(|line| is_hidden(line.children));
        hidden.extend(ends.map(|line| (Period::month(line.month_end), line.rule, "trend")));
    }
    let mut again: Vec<Cell> = Vec::new();
    for line in &draft.pack.tables.activity {
        let cells = [("due", line.due), ("failed", line.failed)].into_iter();
        again.extend(cells.filter(|(c, _)| hidden.contains(&(line.period, &line.service, c))).map(|(_, cell)| cell));
    }
    let is_hidden = |line: &&TrendLine| hidden.contains(&(Period::month(line.month_end), line.rule, "trend"));
    let ends = draft.pack.tables.trend.iter().filter(is_hidden);
    again.extend(ends.map(|line| line.children));
    for cell in again {
        if draft.show[cell] == Show::Number {
            draft.hide(cell);
        }
    }
}

fn close_to(draft: &mut Draft, earlier: &[&Pack], belief: Belief, work: u64) -> Result<(), Refused> {
    let mut left = work;
    let mut told = BTreeSet::new();
    for _ in 0..READINGS {
        let before = draft.pack.printed.clone();
        let gate = Gate::new(draft, earlier, belief, &mut told, left);
        left = left.saturating_sub(gate.close(earlier)?);
        if draft.pack.printed == before {
            return Ok(());
        }
    }
    Err(Refused::Open)
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
    /// Numbers that are one and the same count, such as the contacts of dimensions of one group: hiding one of them alone
    /// hides nothing.
    twins: Twins,
    /// Counts of nobody that a reader would know to be so though they were hidden: they are printed, and hidden no more.
    told: &'a mut BTreeSet<Cell>,
    /// How much may be looked at.
    work: u64,
}

impl<'a> Gate<'a> {
    fn new(
        draft: &'a mut Draft,
        earlier: &[&Pack],
        belief: Belief,
        told: &'a mut BTreeSet<Cell>,
        work: u64,
    ) -> Self {
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
        let twins = Twins::of(&reader.system);
        Self { draft, reader, needs, found, log: Vec::new(), cells, totals, twins, told, work }
    }

    /// Closes what is open, and says how much was looked at for it.
    fn close(mut self, earlier: &[&Pack]) -> Result<u64, Refused> {
        let undecided: Vec<Cell> =
            self.reader.undecided.iter().filter_map(|own| self.cells.get(own).copied()).collect();
        let mut hidden = false;
        for cell in undecided {
            if self.draft.show[cell] == Show::Number {
                self.draft.hide(cell);
                hidden = true;
            }
        }
        if hidden {
            // What was read is no longer so.
            return Ok(self.reader.system.work());
        }
        let numbers: Vec<usize> = self.needs.keys().copied().collect();
        let mut open_before = None;
        for number in numbers {
            if self.is_safe(number) {
                continue;
            }
            if self.is_tired() {
                return Err(Refused::TooLong);
            }
            let this_run = self.cells.get(&number).is_some_and(|cell| self.draft.pack.printed[*cell].is_none());
            if !this_run {
                // What the earlier packs tell by themselves cannot be hidden any more.
                let open = open_before.get_or_insert_with(|| open_before_this_run(earlier, self.work));
                let cells = self.reader.cells.iter().skip(1).enumerate();
                let mut of_number = cells.flat_map(|(pack, numbers)| {
                    numbers.iter().enumerate().filter(|(_, n)| **n == number).map(move |(cell, _)| (pack, cell))
                });
                if of_number.any(|place| open.contains(&place)) {
                    continue;
                }
            }
            if !self.make_safe(number) {
                if self.tell(number) {
                    return Ok(self.reader.system.work());
                }
                return Err(if self.is_tired() { Refused::TooLong } else { Refused::Open });
            }
        }
        Ok(self.reader.system.work())
    }

    /// Prints a count of nobody again that was hidden for others, so that all is read anew with it.
    fn tell(&mut self, number: usize) -> bool {
        let Some(cell) = self.cells.get(&number).copied() else { return false };
        let tells = self.draft.truth[cell] == 0 && self.draft.show[cell] == Show::More && self.told.insert(cell);
        if tells {
            self.draft.unhide(cell);
        }
        tells
    }

    /// Whether enough has been looked at.
    fn is_tired(&self) -> bool {
        self.reader.system.work() > self.work
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
        let Number { low, high } = self.reader.system.numbers[number];
        if high - low + 1 < need as i64 {
            return false;
        }
        let mut missed = 0;
        let start = self.reader.system.value(number);
        let near = (1..=2 * need as i64).flat_map(|step| [start + step, start - step]);
        for value in near.filter(|value| (low..=high).contains(value)) {
            if self.found[&number].len() as u64 >= need || missed == MISSED || self.is_tired() {
                break;
            }
            if self.found[&number].contains(&value) {
                continue;
            }
            missed += 1;
            self.reader.system.add_work(COST);
            if let Some(values) = part.values(&self.reader.system, number, value)
                && self.reader.system.takes(&values)
            {
                self.note();
                self.reader.system.restore();
                missed = 0;
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
        while !enough && hidden.len() > before {
            let last = hidden.pop();
            last.iter().for_each(|last| self.unhide(last));
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

/// The hidden cells (pack and cell) of the earlier packs for which too few values are found without the pack of this run.
fn open_before_this_run(earlier: &[&Pack], work: u64) -> BTreeSet<(usize, Cell)> {
    let mut nothing = Draft::nothing();
    let mut told = BTreeSet::new();
    let mut gate = Gate::new(&mut nothing, earlier, Belief { small: false }, &mut told, work);
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
