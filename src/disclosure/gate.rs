//! The check before publication: no hidden count may be narrowed to fewer than `round_to` values.
//!
//! A hidden count is safe when that many different values of it are found, each with whole numbers for everything else
//! that keep all that a reader knows ([`super::system`]). One set of numbers serves many cells. Where too few are found,
//! another cell nearby is hidden too, detail before totals, until they are; then all is read again from the beginning,
//! because with a cell hidden an earlier pack may say more than before.

mod before;
mod hiding;

use std::collections::{BTreeMap, BTreeSet};

use before::{hide_level, stay_hidden};

use super::draft::{Draft, Show};
use super::reader::{Belief, Reader, WithinMonth};
use super::solve::{COST, Part};
use super::system::Number;

use super::tables::{Cell, Pack};
use super::twins::Twins;
use super::{ALL_SERVICES, Refused};

/// So many values that are no solution are enough.
const MISSED: usize = 3;

/// How often everything is read again from the beginning.
const READINGS: usize = 20;

/// How much may be looked at, in terms of sums, before a pack that tells less is tried: the same on every machine, and all
/// together some ten seconds.
const WORK: [u64; LEVELS] = [200_000_000, 80_000_000, 60_000_000, 40_000_000, 40_000_000];

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
    /// Numbers without a cell in any pack that must not be told either.
    within: BTreeMap<usize, WithinMonth>,
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
    fn new(draft: &'a mut Draft, earlier: &[&Pack], belief: Belief, told: &'a mut BTreeSet<Cell>, work: u64) -> Self {
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
        // What is hidden for others here, and was printed before, is told: it needs nothing.
        let mut before: BTreeMap<usize, bool> = BTreeMap::new();
        for (pack, numbers) in earlier.iter().zip(&reader.cells[1..]) {
            for (number, printed) in numbers.iter().zip(&pack.printed) {
                *before.entry(*number).or_insert(true) &= printed.is_some();
            }
        }
        let more = reader.cells[0].iter().zip(&draft.show).filter(|(_, show)| **show == Show::More);
        for (number, _) in more.filter(|(number, _)| before.get(number) == Some(&true)) {
            needs.remove(number);
        }
        let within = reader.within(draft);
        needs.extend(within.keys().map(|number| (*number, draft.pack.settings.round_to)));
        let cells = reader.cells[0].iter().copied().zip(0..).collect();
        let found = needs.keys().map(|number| (*number, BTreeSet::from([reader.system.value(*number)]))).collect();
        let twins = Twins::of(&reader.system);
        Self { draft, reader, needs, found, log: Vec::new(), cells, within, totals, twins, told, work }
    }

    /// Closes what is open, and says how much was looked at for it.
    fn close(mut self, earlier: &[&Pack]) -> Result<u64, Refused> {
        let hidden = !self.reader.undecided.is_empty() && self.hide_undecided();
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
                let open = match &open_before {
                    Some(open) => open,
                    None => open_before.insert(open_before_this_run(earlier, &self.within, self.work)),
                };
                let mut packs = self.reader.cells.iter().skip(1).enumerate();
                let of_number = |(pack, numbers): (usize, &Vec<usize>)| {
                    numbers.iter().enumerate().any(|(cell, own)| *own == number && open.cells.contains(&(pack, cell)))
                };
                if packs.any(of_number) || self.within.get(&number).is_some_and(|own| open.within.contains(own)) {
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

    /// Hides counts for which it could not be decided whether the packs contradict each other: first those that an earlier
    /// pack told otherwise. Whether there was one.
    fn hide_undecided(&mut self) -> bool {
        for numbers in [&self.reader.outdated, &self.reader.undecided] {
            let cells = numbers.iter().filter_map(|own| self.cells.get(own).copied());
            let shown: Vec<Cell> = cells.filter(|cell| self.draft.show[*cell] == Show::Number).collect();
            if !shown.is_empty() {
                for cell in shown {
                    self.draft.hide(cell);
                }
                return true;
            }
        }
        false
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
}

/// What is open without the pack of this run.
struct Open {
    /// Hidden cells, by pack and cell.
    cells: BTreeSet<(usize, Cell)>,
    /// Months that have no cell.
    within: BTreeSet<WithinMonth>,
}

/// What the earlier packs tell by themselves: too few values are found without the pack of this run.
fn open_before_this_run(earlier: &[&Pack], within: &BTreeMap<usize, WithinMonth>, work: u64) -> Open {
    let mut nothing = Draft::nothing();
    nothing.pack.settings.round_to = earlier.iter().map(|pack| pack.settings.round_to).max().unwrap_or(1);
    let mut told = BTreeSet::new();
    let mut gate = Gate::new(&mut nothing, earlier, Belief { small: false }, &mut told, work);
    let mut open = Open { cells: BTreeSet::new(), within: BTreeSet::new() };
    for (place, pack) in earlier.iter().enumerate() {
        for (cell, number) in gate.reader.cells[place + 1].clone().into_iter().enumerate() {
            if pack.printed[cell].is_none() && !gate.is_safe(number) {
                open.cells.insert((place, cell));
            }
        }
    }
    for own in within.values() {
        if gate.reader.of_month(own).is_some_and(|number| !gate.is_safe(number)) {
            open.within.insert(own.clone());
        }
    }
    open
}
