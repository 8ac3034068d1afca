//! The check before publication: no hidden count may be narrowed to fewer than `round_to` values.
//!
//! A hidden count is safe when that many different values of it are found, each with whole numbers for everything else
//! that keep all that a reader knows ([`super::system`]). One set of numbers serves many cells. Where too few are found,
//! another cell nearby is hidden too, detail before totals, until they are; then all is read again from the beginning,
//! because with a cell hidden an earlier pack may say more than before.

mod before;
mod beside;
mod earlier_reader;
mod found_values;
mod hiding;
mod optional_sums;
mod printed_again;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use before::{hide_level, stay_hidden};
use earlier_reader::EarlierReader;
use found_values::FoundValues;
use optional_sums::OptionalSums;
use values::Values;

use super::draft::{Draft, Show};
use super::reader::{Reader, ReaderAssumptions, ReaderNames, ReadingStart, WithinMonth};
use super::tables::{Cell, Pack};
use super::{ALL_SERVICES, Refusal};

/// How many sums are mended to make values fit that fitted before.
const REMEMBERED: usize = 10;

/// How often everything is read again from the beginning.
const READINGS: usize = 20;

/// How much may be looked at for one pack, in terms of sums: reading the packs, searching, hiding, reading again, all together.
/// It is counted, not timed, so that it is the same on every machine: six to nine seconds of one processor (`benches/gate.py`).
const WORK: u64 = 1_200_000_000;

/// The attempts at making a pack, one after the other until one is safe: how much it tells ([`hide_level`]), whom it is made safe
/// from, and how much of the work that is left it may take, in sixths. The last one takes all.
const ATTEMPTS: [(usize, ReaderAssumptions, u64); 6] = [
    (0, ReaderAssumptions { small: true }, 2),
    (0, ReaderAssumptions { small: false }, 4),
    (1, ReaderAssumptions { small: false }, 3),
    (2, ReaderAssumptions { small: false }, 3),
    (3, ReaderAssumptions { small: false }, 3),
    (4, ReaderAssumptions { small: false }, 6),
];

/// The most cells in all packs together; with more, the check is not begun.
const MAX_CELLS: usize = 250_000;

/// The earlier packs (newest first), and all that was found about them and the new pack.
pub(super) struct GateContext<'a> {
    earlier: &'a [&'a Pack],
    names: ReaderNames,
    alone: EarlierReader,
    memory: FoundValues,
    start: Arc<ReadingStart>,
    /// How much may still be looked at.
    left: u64,
    /// How much the last reading looked at: where less is left, there is no use in another one.
    reading: u64,
}

impl<'a> GateContext<'a> {
    /// Reads the earlier packs.
    pub(super) fn new(draft: &Draft, earlier: &'a [&'a Pack]) -> Result<Self, Refusal> {
        let cells = |pack: &Pack| pack.printed.len();
        if cells(&draft.pack) + earlier.iter().map(|pack| cells(pack)).sum::<usize>() > MAX_CELLS {
            return Err(Refusal::TooLarge);
        }
        let names = Reader::names_with_unlikely(draft, &ReaderNames::collect(draft, earlier));
        let alone = EarlierReader::new(earlier, &names, WORK / 3);
        let start = Arc::new(alone.end_values());
        let reading = alone.work();
        let left = WORK.saturating_sub(reading);
        Ok(Self { earlier, names, alone, memory: FoundValues::default(), start, left, reading })
    }

    /// Hides cells of the draft until a reader of it and the earlier packs can narrow no hidden count.
    pub(super) fn close(&mut self, draft: &mut Draft) -> Result<(), Refusal> {
        stay_hidden(draft, self.earlier);
        self.memory.take();
        let mut refused = Refusal::Open;
        for (level, belief, share) in ATTEMPTS {
            hide_level(draft, level);
            let mut closed = draft.clone();
            let work = if share == 6 { self.left } else { self.left / 6 * share };
            match self.close_to(&mut closed, belief, work) {
                Ok(()) => {
                    *draft = closed;
                    return Ok(());
                }
                Err(why) => refused = why,
            }
        }
        Err(refused)
    }

    fn close_to(&mut self, draft: &mut Draft, belief: ReaderAssumptions, work: u64) -> Result<(), Refusal> {
        let mut left = work;
        let mut printed_zeros = BTreeSet::new();
        for _ in 0..READINGS {
            if left < self.reading {
                return Err(Refusal::TooLong);
            }
            let before = draft.pack.printed.clone();
            let mut gate = Gate::new(draft, self, belief, &mut printed_zeros, left);
            let reading = gate.reader.system.work();
            let closed = gate.close();
            let spent = gate.finish();
            self.reading = reading;
            self.left = self.left.saturating_sub(spent);
            left = left.saturating_sub(spent);
            closed?;
            if draft.pack.printed == before {
                return Ok(());
            }
        }
        Err(Refusal::Open)
    }
}

/// A number that earlier packs have a cell of.
struct EarlierCell {
    /// The newest of these packs, and its cell.
    pack: usize,
    cell: Cell,
    /// Whether all of them print it.
    is_printed: bool,
}

struct Gate<'a, 'b> {
    draft: &'a mut Draft,
    reader: Reader,
    /// How many values each hidden number needs.
    needs: BTreeMap<usize, u64>,
    /// The numbers that earlier packs have a cell of.
    earlier_cells: BTreeMap<usize, EarlierCell>,
    /// The values that were found of them.
    values: Values,
    /// The cells of this run's pack by number.
    cells: BTreeMap<usize, Cell>,
    /// Numbers without a cell in any pack that must not be told either.
    within: BTreeMap<usize, WithinMonth>,
    /// Totals are hidden after detail.
    totals: BTreeSet<Cell>,
    /// Counts of nobody that a reader would know to be so though they were hidden: they are printed, and hidden no more.
    printed_zeros: &'a mut BTreeSet<Cell>,
    /// What may be hidden for others; made when it is first asked for.
    optional_sums: Option<OptionalSums>,
    /// What is known of the earlier packs, and what was found before.
    context: &'a mut GateContext<'b>,
    /// How much may be looked at.
    work: u64,
}

impl<'a, 'b> Gate<'a, 'b> {
    fn new(
        draft: &'a mut Draft,
        closing: &'a mut GateContext<'b>,
        belief: ReaderAssumptions,
        printed_zeros: &'a mut BTreeSet<Cell>,
        work: u64,
    ) -> Self {
        let earlier = closing.earlier;
        let reader = Reader::new(draft, earlier, belief, &closing.names, Arc::clone(&closing.start), work);
        closing.start = Arc::new(reader.end_values());
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
        let mut earlier_cells: BTreeMap<usize, EarlierCell> = BTreeMap::new();
        for (place, (pack, numbers)) in earlier.iter().zip(&reader.cells[1..]).enumerate() {
            for (cell, (number, printed)) in numbers.iter().zip(&pack.printed).enumerate() {
                let newest = EarlierCell { pack: place, cell, is_printed: true };
                earlier_cells.entry(*number).or_insert(newest).is_printed &= printed.is_some();
            }
        }
        let is_printed = |number: &usize| earlier_cells.get(number).is_some_and(|cell| cell.is_printed);
        let more = reader.cells[0].iter().zip(&draft.show).filter(|(_, show)| **show == Show::ForOtherCell);
        for (number, _) in more.filter(|(number, _)| is_printed(number)) {
            needs.remove(number);
        }
        let within = reader.months_within(draft);
        needs.extend(within.keys().map(|number| (*number, draft.pack.settings.round_to)));
        let cells = reader.cells[0].iter().copied().zip(0..).collect();
        let values = Values::new(&reader.system, needs.keys().copied());
        Self {
            draft,
            reader,
            needs,
            earlier_cells,
            values,
            cells,
            within,
            totals,
            printed_zeros,
            optional_sums: None,
            context: closing,
            work,
        }
    }

    /// How much was looked at. What was found is kept for the next time.
    fn finish(self) -> u64 {
        for values in self.values.telling() {
            self.context.memory.add(self.reader.named_values(values));
        }
        self.reader.system.work()
    }

    /// Looks first at what fitted before.
    fn remember(&mut self) {
        for values in self.context.memory.take() {
            let values = self.reader.known_values(&values);
            if self.is_out_of_work() {
                break;
            }
            if self.reader.system.takes_nearly(&values, None, REMEMBERED) {
                self.values.note(&self.reader.system);
                self.reader.system.restore();
            }
        }
    }

    /// Closes what is open.
    fn close(&mut self) -> Result<(), Refusal> {
        if self.is_out_of_work() {
            return Err(Refusal::TooLong);
        }
        let again = (!self.reader.undecided.is_empty() && self.hide_undecided())
            || self.print_all_zeros_again()
            || self.print_known_again();
        if again {
            // What was read is no longer so.
            return Ok(());
        }
        if self.refuse_if_given_away()? {
            return Ok(());
        }
        self.remember();
        self.need_no_more_than_before();
        let numbers: Vec<usize> = self.needs.keys().copied().collect();
        let needs = numbers.iter().map(|number| (*number, self.need(*number)));
        let needs: Vec<(usize, u64)> = needs.filter(|(number, need)| !self.values.are_enough(*number, *need)).collect();
        let most = self.work.saturating_sub(self.reader.system.work());
        self.values.search_all(&mut self.reader.system, &needs, most);
        // What is hidden for one, and what is found of it, may help another: those that are left are looked at again.
        let mut open = numbers;
        while !open.is_empty() {
            let mut left = Vec::new();
            for number in &open {
                if !self.close_one(*number)? {
                    left.push(*number);
                }
            }
            if left.len() == open.len() {
                return Err(Refusal::Open);
            }
            open = left;
        }
        Ok(())
    }

    /// Refuses at once where the rules and the earlier packs leave fewer values of what this pack hides than that needs: no search and
    /// no hiding helps. Whether a count of nobody was printed again instead.
    fn refuse_if_given_away(&mut self) -> Result<bool, Refusal> {
        let has_room = |gate: &Self, number: usize| {
            let (low, high) = gate.reader.bounds_without(number);
            high - low + 1 >= gate.need(number).cast_signed()
        };
        let numbers = self.needs.keys().copied().filter(|number| self.is_of_this_run(*number));
        let given: Vec<usize> = numbers.filter(|number| !has_room(self, *number)).collect();
        if given.iter().any(|number| !self.print_zero_again(*number)) {
            Err(Refusal::Open)
        } else {
            Ok(!given.is_empty())
        }
    }

    /// Makes one hidden count safe. Whether it is.
    fn close_one(&mut self, number: usize) -> Result<bool, Refusal> {
        if self.values.are_enough(number, self.need(number)) {
            return Ok(true);
        }
        if self.is_out_of_work() {
            return Err(Refusal::TooLong);
        }
        if !self.is_of_this_run(number) {
            // What the earlier packs tell by themselves cannot be hidden any more: they must not tell more.
            let need = self.need(number).min(self.values_alone(number));
            self.needs.insert(number, need);
        }
        let is_safe = self.is_safe(number)
            || self.is_safe_as_before(number)
            || self.make_safe(number)
            || self.is_safe_from_others(number)
            || self.is_safe_with_effort(number)
            || self.is_safe_after_all(number);
        if !is_safe && self.is_out_of_work() {
            return Err(Refusal::TooLong);
        }
        Ok(is_safe || self.print_zero_again(number))
    }

    /// Whether every earlier pack that has a cell of a number prints it, and there is one.
    fn is_printed_before(&self, number: usize) -> bool {
        self.earlier_cells.get(&number).is_some_and(|cell| cell.is_printed)
    }

    /// Hides counts for which it could not be decided whether the packs contradict each other: first those that an earlier
    /// pack told otherwise. Whether there was one.
    fn hide_undecided(&mut self) -> bool {
        for numbers in [&self.reader.outdated, &self.reader.undecided] {
            let cells = numbers.iter().filter_map(|number| self.cells.get(number).copied());
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

    /// Whether the work for this attempt is used up.
    fn is_out_of_work(&self) -> bool {
        self.reader.system.work() > self.work
    }

    /// Whether a number is behind a cell that the pack in the making hides: what it hides must be safe, whatever was told before.
    fn is_of_this_run(&self, number: usize) -> bool {
        self.cells.get(&number).is_some_and(|cell| self.draft.pack.printed[*cell].is_none())
    }

    /// How many values of a number are needed.
    fn need(&self, number: usize) -> u64 {
        self.needs.get(&number).copied().unwrap_or(self.draft.pack.settings.round_to)
    }

    /// The same by linear programming, where neither a search nor hiding helps.
    fn is_safe_after_all(&mut self, number: usize) -> bool {
        let need = self.need(number);
        !self.is_out_of_work() && self.values.solve(&mut self.reader.system, number, need)
    }

    /// The same from the values that were found for other numbers, where hiding does not help.
    fn is_safe_from_others(&mut self, number: usize) -> bool {
        let need = self.need(number);
        let most = (self.work.saturating_sub(self.reader.system.work())) / 8;
        self.values.search_from_found(&mut self.reader.system, number, need, most)
    }

    /// The same with more effort.
    fn is_safe_with_effort(&mut self, number: usize) -> bool {
        let need = self.need(number);
        self.values.search_on(&mut self.reader.system, number, need)
    }

    /// Whether so many values are found that a reader cannot rule out.
    fn is_safe(&mut self, number: usize) -> bool {
        let need = self.need(number);
        self.values.search(&mut self.reader.system, number, need)
    }
}
