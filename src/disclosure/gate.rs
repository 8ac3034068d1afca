//! The check before publication: a reader must not be able to narrow a hidden count to fewer than `round_to` values.
//!
//! A hidden count is safe once that many values of it are found, each together with whole numbers for everything else that
//! agree with all that a reader knows ([`super::system`]). One such set of numbers serves many cells. If too few values are
//! found, another cell nearby is hidden too, detail before totals, until there are enough. Then everything is read again from
//! the beginning, because once a cell is hidden, an earlier pack may say more than before.

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

/// How many sums to mend in order to make values fit that fitted before.
const REMEMBERED: usize = 10;

/// How often everything may be read again from the beginning.
const READINGS: usize = 20;

/// The work that one pack may take, for reading, searching and hiding together, as the number of terms of sums that are looked
/// at. It is counted rather than timed, so that the result is the same on every machine: six to nine seconds of one processor
/// (`benches/gate.py`).
const WORK: u64 = 1_200_000_000;

/// The attempts at making a pack, tried in order until one is safe: how much to hide first ([`hide_level`]), what the reader is
/// assumed to believe, and how many sixths of the remaining work it may take. The last takes all.
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

/// The earlier packs (newest first), and what was found about them and the new pack.
pub(super) struct GateContext<'a> {
    earlier: &'a [&'a Pack],
    names: ReaderNames,
    /// A reader of the earlier packs alone.
    alone: EarlierReader,
    memory: FoundValues,
    start: Arc<ReadingStart>,
    /// The work that is left.
    left: u64,
    /// The work that the last reading took: if less is left, another reading is pointless.
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

/// A number for which earlier packs have a cell.
struct EarlierCell {
    /// The newest of these packs.
    pack: usize,
    /// Its cell.
    cell: Cell,
    /// Whether all of these packs print it.
    is_printed: bool,
}

/// One reading of the draft and the earlier packs, and what has to be hidden because of it.
struct Gate<'a, 'b> {
    draft: &'a mut Draft,
    reader: Reader,
    /// How many values each hidden number needs.
    needs: BTreeMap<usize, u64>,
    /// The numbers for which earlier packs have a cell.
    earlier_cells: BTreeMap<usize, EarlierCell>,
    /// The values found so far of the numbers in `needs`.
    values: Values,
    /// The cells of the new pack by number.
    cells: BTreeMap<usize, Cell>,
    /// Numbers that have no cell in any pack, but must not be revealed either.
    within: BTreeMap<usize, WithinMonth>,
    /// Cells with totals, which are hidden only after detail.
    totals: BTreeSet<Cell>,
    /// Counts of 0 that a reader would know to be 0 even if hidden: they are printed, and not hidden again.
    printed_zeros: &'a mut BTreeSet<Cell>,
    /// What may be hidden to protect others; made on first use.
    optional_sums: Option<OptionalSums>,
    context: &'a mut GateContext<'b>,
    /// The work that this attempt may take.
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
        // A cell that is hidden only to protect others, and that earlier packs print, is known anyway and needs nothing.
        let mut earlier_cells: BTreeMap<usize, EarlierCell> = BTreeMap::new();
        for (place, (pack, numbers)) in earlier.iter().zip(&reader.cells[1..]).enumerate() {
            for (cell, (number, printed)) in numbers.iter().zip(&pack.printed).enumerate() {
                let newest = EarlierCell { pack: place, cell, is_printed: true };
                earlier_cells.entry(*number).or_insert(newest).is_printed &= printed.is_some();
            }
        }
        let is_printed = |number: &usize| earlier_cells.get(number).is_some_and(|cell| cell.is_printed);
        let for_others = reader.cells[0].iter().zip(&draft.show).filter(|(_, show)| **show == Show::ForOtherCell);
        for (number, _) in for_others.filter(|(number, _)| is_printed(number)) {
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

    /// Returns the work done, and keeps what was found for the next reading.
    fn finish(self) -> u64 {
        for values in self.values.solutions() {
            self.context.memory.add(self.reader.named_values(values));
        }
        self.reader.system.work()
    }

    /// Tries the values that fitted in earlier readings.
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

    /// Hides what is necessary, or changes the draft so that it must be read again.
    fn close(&mut self) -> Result<(), Refusal> {
        if self.is_out_of_work() {
            return Err(Refusal::TooLong);
        }
        let again = (!self.reader.undecided.is_empty() && self.hide_undecided())
            || self.print_all_zeros_again()
            || self.print_known_again();
        if again {
            // The draft has changed, so what was read is out of date.
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
        // What is hidden or found for one number may help another, so those that remain open are tried again.
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

    /// Refuses at once if the rules and the earlier packs already leave fewer values of a hidden count than it needs: then
    /// neither searching nor hiding helps. Returns whether counts of 0 were printed instead.
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

    /// Tries to make one hidden count safe, with growing effort. Returns whether it is.
    fn close_one(&mut self, number: usize) -> Result<bool, Refusal> {
        if self.values.are_enough(number, self.need(number)) {
            return Ok(true);
        }
        if self.is_out_of_work() {
            return Err(Refusal::TooLong);
        }
        if !self.is_of_this_run(number) {
            // What the earlier packs reveal by themselves cannot be hidden any more, but the new pack must not add to it.
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

    /// Whether there is an earlier pack with a cell for a number, and every such pack prints it.
    fn is_printed_before(&self, number: usize) -> bool {
        self.earlier_cells.get(&number).is_some_and(|cell| cell.is_printed)
    }

    /// Hides counts for which it could not be decided whether the packs contradict each other, beginning with those that an
    /// earlier pack gave differently. Returns whether there were any.
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

    /// Whether a number is behind a hidden cell of the new pack, which must be safe whatever earlier packs have revealed.
    fn is_of_this_run(&self, number: usize) -> bool {
        self.cells.get(&number).is_some_and(|cell| self.draft.pack.printed[*cell].is_none())
    }

    /// How many values a number needs.
    fn need(&self, number: usize) -> u64 {
        self.needs.get(&number).copied().unwrap_or(self.draft.pack.settings.round_to)
    }

    /// Searches by linear programming, if neither the other searches nor hiding helped.
    fn is_safe_after_all(&mut self, number: usize) -> bool {
        let need = self.need(number);
        !self.is_out_of_work() && self.values.solve(&mut self.reader.system, number, need)
    }

    /// Searches from values found for other numbers, if hiding did not help.
    fn is_safe_from_others(&mut self, number: usize) -> bool {
        let need = self.need(number);
        let most = (self.work.saturating_sub(self.reader.system.work())) / 8;
        self.values.search_from_found(&mut self.reader.system, number, need, most)
    }

    /// Searches with more effort.
    fn is_safe_with_effort(&mut self, number: usize) -> bool {
        let need = self.need(number);
        self.values.search_on(&mut self.reader.system, number, need)
    }

    /// Searches for values that a reader cannot rule out. Returns whether there are enough.
    fn is_safe(&mut self, number: usize) -> bool {
        let need = self.need(number);
        self.values.search(&mut self.reader.system, number, need)
    }
}
