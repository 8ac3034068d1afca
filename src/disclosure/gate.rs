//! The check before publication: no hidden count may be narrowed to fewer than `round_to` values.
//!
//! A hidden count is safe when that many different values of it are found, each with whole numbers for everything else
//! that keep all that a reader knows ([`super::system`]). One set of numbers serves many cells. Where too few are found,
//! another cell nearby is hidden too, detail before totals, until they are; then all is read again from the beginning,
//! because with a cell hidden an earlier pack may say more than before.

mod alone;
mod before;
mod hiding;
mod values;
mod wishes;

use std::collections::{BTreeMap, BTreeSet};

use alone::{Alone, Count};
use before::{hide_level, stay_hidden};
use values::Values;
use wishes::Wishes;

use super::draft::{Draft, Show};
use super::reader::{Belief, Reader, WithinMonth};
use super::tables::{Cell, Pack};
use super::{ALL_SERVICES, Refused};

/// How often everything is read again from the beginning.
const READINGS: usize = 20;

/// How much may be looked at, in terms of sums, before a pack that tells less is tried: the same on every machine, and all
/// together some ten seconds.
const WORK: [u64; LEVELS] = [150_000_000, 100_000_000, 60_000_000, 60_000_000, 60_000_000];

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
    let mut alone = Alone::new(earlier);
    let mut refused = Refused::Open;
    for (level, work) in WORK.into_iter().enumerate() {
        hide_level(draft, level);
        for belief in READERS {
            let mut closed = draft.clone();
            match close_to(&mut closed, earlier, belief, &mut alone, work / READERS.len() as u64) {
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

fn close_to(
    draft: &mut Draft,
    earlier: &[&Pack],
    belief: Belief,
    alone: &mut Alone<'_>,
    work: u64,
) -> Result<(), Refused> {
    let mut left = work;
    let mut told = BTreeSet::new();
    for _ in 0..READINGS {
        let before = draft.pack.printed.clone();
        let gate = Gate::new(draft, earlier, belief, &mut told, left);
        left = left.saturating_sub(gate.close(alone)?);
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
    /// The values that were found of them.
    values: Values,
    /// The cells of this run's pack by number.
    cells: BTreeMap<usize, Cell>,
    /// Numbers without a cell in any pack that must not be told either.
    within: BTreeMap<usize, WithinMonth>,
    /// Totals are hidden after detail.
    totals: BTreeSet<Cell>,
    /// Counts of nobody that a reader would know to be so though they were hidden: they are printed, and hidden no more.
    told: &'a mut BTreeSet<Cell>,
    /// What may be hidden for others; made when it is first asked for.
    wishes: Option<Wishes>,
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
        let values = Values::of(&reader.system, needs.keys().copied());
        Self { draft, reader, needs, values, cells, within, totals, told, wishes: None, work }
    }

    /// Closes what is open, and says how much was looked at for it.
    fn close(mut self, alone: &mut Alone<'_>) -> Result<u64, Refused> {
        let again = (!self.reader.undecided.is_empty() && self.hide_undecided()) || self.tell_all();
        if again {
            // What was read is no longer so.
            return Ok(self.reader.system.work());
        }
        let numbers: Vec<usize> = self.needs.keys().copied().collect();
        for number in numbers {
            if self.is_safe(number) {
                continue;
            }
            if self.is_tired() {
                return Err(Refused::TooLong);
            }
            let this_run = self.cells.get(&number).is_some_and(|cell| self.draft.pack.printed[*cell].is_none());
            if !this_run {
                // What the earlier packs tell by themselves cannot be hidden any more: they must not tell more.
                let need = self.need(number).min(self.values_alone(number, alone));
                self.needs.insert(number, need);
                if self.is_safe(number) {
                    continue;
                }
            }
            if !self.make_safe(number, alone) && !self.is_safe_after_all(number) {
                if self.tell(number) {
                    return Ok(self.reader.system.work());
                }
                return Err(if self.is_tired() { Refused::TooLong } else { Refused::Open });
            }
        }
        Ok(self.reader.system.work())
    }

    /// How many values of a number the earlier packs by themselves leave, as far as they are found and needed.
    fn values_alone(&mut self, number: usize, alone: &mut Alone<'_>) -> u64 {
        let need = self.need(number);
        let Some(count) = self.before(number) else { return need };
        let mut work = 0;
        let values = alone.values(&count, need, &mut work);
        self.reader.system.add_work(work);
        values
    }

    /// What a number counts in the earlier packs.
    fn before(&self, number: usize) -> Option<Count> {
        let mut packs = self.reader.cells.iter().skip(1).enumerate();
        let cell = packs.find_map(|(pack, numbers)| {
            numbers.iter().position(|own| *own == number).map(|cell| Count::Cell(pack, cell))
        });
        cell.or_else(|| self.within.get(&number).cloned().map(Count::Month))
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

    /// Prints all counts of nobody again that were hidden for others and that a reader knows by the rules. Whether there was
    /// one.
    fn tell_all(&mut self) -> bool {
        let known = |number: &usize| self.reader.system.numbers[*number].high == 0;
        let known: Vec<usize> = self.cells.keys().copied().filter(known).collect();
        let mut tells = false;
        for number in known {
            tells |= self.tell(number);
        }
        tells
    }

    /// Whether enough has been looked at.
    fn is_tired(&self) -> bool {
        self.reader.system.work() > self.work
    }

    /// How many values of a number are needed.
    fn need(&self, number: usize) -> u64 {
        self.needs.get(&number).copied().unwrap_or(self.draft.pack.settings.round_to)
    }

    /// The same by linear programming, where neither the search nor hiding helps.
    fn is_safe_after_all(&mut self, number: usize) -> bool {
        let need = self.need(number);
        self.values.solve(&mut self.reader.system, number, need)
    }

    /// Whether so many values are found that a reader cannot rule out.
    fn is_safe(&mut self, number: usize) -> bool {
        let need = self.need(number);
        self.values.search(&mut self.reader.system, number, need)
    }
}
