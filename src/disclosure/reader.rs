//! Models what a reader who knows the rules of this program can work out: each count behind a cell of any pack is a number
//! within bounds, and everything that is known to hold between counts is a sum within bounds.
//!
//! A count that several packs share (a service's month, or a rule's month end) is one number, as if nothing had been recorded
//! late. If a pack contradicts the newer packs about such a count, that equality is dropped. What still holds is kept: children
//! who have left since are in no count any more, so the older pack's count is at least the newer one's. Still older packs share
//! the number of the pack that contradicted, so that one contradiction does not undo the other equalities.

mod activity;
mod behind;
mod breakdown;
mod cases;
mod earlier;
mod few;
mod follow_up;
mod key;
mod slides;
mod snapshot;
mod start;
mod written_sums;

pub(super) use activity::WithinMonth;
pub(super) use start::{NamedValue, ReaderNames, ReadingStart};

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::FixedState;
use key::{Key, Likely, PARTS, Part, Service};
use slides::Rows;
use written_sums::WrittenSums;

use super::draft::{Draft, Show};
use super::printed::counts_printed_as;
use super::system::{System, UNBOUNDED};
use super::tables::{Cell, Pack};
use crate::day::Month;

/// The work that adding a sum counts for.
const WRITTEN: u64 = 40;

/// The numbers in a sum, each with its factor.
type Terms = Vec<(usize, i64)>;

/// What a reader assumes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct ReaderAssumptions {
    /// That cells hidden in the newest pack are hidden for their true reason: that a small count is small. A reader cannot know
    /// this, since any count may be hidden to protect another, but may guess it.
    pub(crate) small: bool,
}

/// A pack as it is read.
#[derive(Clone, Copy)]
struct Reading<'a> {
    /// 0 for the new pack; the earlier packs follow, newest first.
    place: usize,
    pack: &'a Pack,
    /// The draft, for the new pack only.
    draft: Option<&'a Draft>,
}

impl Reading<'_> {
    /// The count behind a cell; for an earlier pack, the number that it prints, or 0.
    fn count(self, cell: Cell) -> i64 {
        let printed = self.pack.printed[cell].map_or(0, u64::cast_signed);
        self.draft.map_or(printed, |draft| draft.truth[cell])
    }
}

/// A map by pack and by what is counted.
type ByKey<T> = HashMap<(usize, Key), T, FixedState>;

/// Everything that a reader knows.
#[derive(Default)]
pub(super) struct Reader {
    belief: ReaderAssumptions,
    /// Numbers and sums.
    pub(crate) system: System,
    /// The number of each cell, pack by pack: first the new pack, then the earlier ones, newest first.
    pub(crate) cells: Vec<Vec<usize>>,
    /// Numbers in sums for which it could not be decided whether they contradict each other: the new pack should hide them.
    pub(crate) undecided: BTreeSet<usize>,
    /// Numbers for which an earlier pack is no longer right, for example because something was recorded late.
    pub(crate) outdated: BTreeSet<usize>,
    /// The bounds of a number without its cell in the new pack.
    bounds_without_cell: BTreeMap<usize, (i64, i64)>,
    /// For each cell of the new pack, the sums whose bounds are known only because it is printed, with their bounds without it.
    implied: BTreeMap<Cell, Vec<(usize, i64, i64)>>,
    truth: Vec<i64>,
    services: Vec<String>,
    groups: Vec<(&'static str, String)>,
    numbers: ByKey<usize>,
    /// The pack and key of each number.
    keys: Vec<(usize, Key)>,
    /// The result of an earlier reading of the same packs.
    start: Arc<ReadingStart>,
    /// The work that reading may take.
    most: u64,
    /// Sums that a reader may assume as long as nothing contradicts them, and why.
    likely: Vec<(usize, Likely)>,
    /// The assumptions that the new pack contradicts. While `None`, no assumptions are made.
    unlikely: Option<BTreeSet<Likely>>,
    /// For each shared count, the pack whose number older packs share: the newest, unless an equality was dropped since.
    version: BTreeMap<Key, usize>,
    /// The counts that each pack has differently from the newer ones.
    left_out: BTreeSet<(usize, Key)>,
    /// For such counts of the current pack, the number in the newer packs, and in this one.
    later: Vec<(Key, usize, usize)>,
    /// The same for the last pack that was read.
    apart: Vec<(Key, usize, usize)>,
    /// The equalities that were dropped for each earlier pack.
    contradicting: BTreeMap<usize, BTreeSet<Key>>,
    /// Whether every count of the current pack may differ from the newer ones.
    is_apart: bool,
    /// Wishes that a count equals that of the newer packs.
    wishes: Vec<(Key, usize)>,
    /// Wishes that an older pack counts at least as many as the newer ones.
    fewer: Vec<usize>,
    /// Values that are known to fit.
    begin: ByKey<i64>,
    /// The sums that have been added already.
    written: WrittenSums,
    /// The failed contacts of twelve months and the children behind them, by the last of these months, from packs that have them
    /// as the year before.
    year_before: BTreeMap<Month, Vec<[usize; 2]>>,
    /// The groups of each pack.
    rows: Vec<Rows>,
}

impl Reader {
    /// Reads the new pack and the earlier ones (newest first), and finds counts that fit all of them. Starts from where an
    /// earlier reading of the same packs ended.
    pub(super) fn new(
        draft: &Draft,
        earlier: &[&Pack],
        belief: ReaderAssumptions,
        names: &ReaderNames,
        start: Arc<ReadingStart>,
        most: u64,
    ) -> Self {
        let ReaderNames { services, groups, unlikely } = names.clone();
        let mut reader = Self { belief, services, groups, start, most, unlikely, ..Self::default() };
        reader.add(0, &draft.pack, Some(draft));
        // Assumptions that the true counts contradict are dropped.
        if draft.pack.tables.month.is_some() {
            let unlikely = reader.likely.iter().filter(|(sum, _)| reader.system.is_broken(*sum));
            reader.unlikely = Some(unlikely.map(|(_, why)| *why).collect());
        }
        for sum in reader.system.broken() {
            reader.system.bound(sum, -UNBOUNDED, UNBOUNDED);
        }
        reader.system.keep();
        reader.truth = (0..reader.system.numbers.len()).map(|number| reader.system.value(number)).collect();
        for (pack, place) in earlier.iter().zip(1..) {
            reader.read(place, pack);
        }
        reader
    }

    fn add(&mut self, place: usize, pack: &Pack, draft: Option<&Draft>) {
        self.cells.push(vec![usize::MAX; pack.printed.len()]);
        self.rows.push(Rows::default());
        self.later.clear();
        let reading = Reading { place, pack, draft };
        self.activity(reading);
        self.breakdown(reading);
        self.cases(reading);
        self.follow_up(reading);
        self.reviews(reading);
        if self.is_apart {
            self.may_differ(place, pack);
        } else {
            self.at_most_then();
        }
    }

    /// The number for a key in a pack. A new one starts with `value`, unless a better start is known.
    fn number(&mut self, place: usize, key: Key, value: i64) -> usize {
        let newest = self.version.get(&key).copied().unwrap_or(0);
        let apart = key.is_shared() && place > 0 && (self.is_apart || self.left_out.contains(&(place, key)));
        let version = match (key.is_shared(), apart) {
            (true, false) => newest,
            _ => place,
        };
        if let Some(number) = self.numbers.get(&(version, key)) {
            return *number;
        }
        let known = if place > 0 { self.first_value(version, place, key) } else { None };
        let number = self.system.number(0, UNBOUNDED, known.unwrap_or(value));
        self.numbers.insert((version, key), number);
        self.keys.push((version, key));
        if apart {
            if let Some(newer) = self.numbers.get(&(newest, key)).filter(|_| newest != place) {
                self.later.push((key, *newer, number));
            }
            self.version.insert(key, place);
        }
        number
    }

    /// The number for a shared key in the packs read before, if they have one.
    fn shared(&self, key: Key) -> Option<usize> {
        let newest = self.version.get(&key).copied().unwrap_or(0);
        self.numbers.get(&(newest, key)).copied()
    }

    /// The first value of a number: one that was found to fit, else that of an earlier reading, else that of the newer packs. If
    /// every count may differ, the newer packs come before the earlier reading.
    fn first_value(&self, version: usize, place: usize, key: Key) -> Option<i64> {
        let newer = || self.shared(key).filter(|_| key.is_shared()).map(|number| self.system.value(number));
        let found = self.begin.get(&(version, key)).or_else(|| self.begin.get(&(place, key))).copied();
        let found = found.or_else(|| if self.is_apart { newer() } else { None });
        found.or_else(|| self.start.value(version, key)).or_else(newer)
    }

    /// The number behind a cell, limited by what the cell says and by `known` bounds.
    fn cell(&mut self, reading: Reading<'_>, key: Key, cell: Cell, known: (i64, i64)) -> usize {
        let Reading { place, pack, draft } = reading;
        let settings = &pack.settings;
        let printed = match (pack.printed[cell], draft.map(|draft| draft.show[cell])) {
            (Some(number), _) => {
                let (low, high) = counts_printed_as(number, settings.minimum, settings.round_to);
                (low.cast_signed(), high.cast_signed())
            }
            (None, Some(Show::Small)) if self.belief.small => (0, settings.minimum.cast_signed() - 1),
            (None, _) => (0, UNBOUNDED),
        };
        let bounds = (printed.0.max(known.0), printed.1.min(known.1));
        let number = self.number_with_bounds(place, key, reading.count(cell), bounds);
        if place == 0 {
            self.bounds_without_cell.insert(number, known);
        } else if self.truth.get(number).is_some_and(|truth| !(bounds.0..=bounds.1).contains(truth)) {
            self.outdated.insert(number);
        }
        self.cells[place][cell] = number;
        number
    }

    /// The number for a key, limited to bounds that a pack gives.
    fn number_with_bounds(&mut self, place: usize, key: Key, value: i64, bounds: (i64, i64)) -> usize {
        let number = self.number(place, key, value);
        let now = self.system.numbers[number];
        let both = (now.low.max(bounds.0), now.high.min(bounds.1));
        if both.0 > both.1 && place > 0 && key.is_shared() && self.left_out.insert((place, key)) {
            return self.number_with_bounds(place, key, value, bounds);
        }
        if place > 0
            && let Some(otherwise) = self.bounds_without_cell.get_mut(&number)
        {
            *otherwise = (otherwise.0.max(bounds.0), otherwise.1.min(bounds.1));
        }
        if both.0 <= both.1 {
            self.system.limit(number, both.0, both.1);
        }
        number
    }

    /// Adds a sum with its bounds, unless it has been added already.
    fn add_sum(&mut self, terms: impl IntoIterator<Item = (usize, i64)>, low: i64, high: i64) {
        let mut signs: BTreeMap<usize, i64> = BTreeMap::new();
        for (number, sign) in terms {
            *signs.entry(number).or_default() += sign;
        }
        let terms: Vec<(usize, i64)> = signs.into_iter().filter(|(_, sign)| *sign != 0).collect();
        if !terms.is_empty() && self.written.is_new(&self.system, &terms, low, high) {
            self.system.sum(&terms, low, high);
            // Building a sum costs more than looking at it.
            self.system.add_work(WRITTEN);
        }
    }

    /// Adds a sum that a reader may assume, unless the new pack contradicts that kind of assumption.
    fn add_likely_sum(
        &mut self,
        place: usize,
        why: Likely,
        terms: impl IntoIterator<Item = (usize, i64)>,
        low: i64,
        high: i64,
    ) {
        if place > 0 && self.unlikely.as_ref().is_none_or(|unlikely| unlikely.contains(&why)) {
            return;
        }
        let before = self.system.sums.len();
        self.add_sum(terms, low, high);
        self.likely.extend((before..self.system.sums.len()).map(|sum| (sum, why)));
    }

    /// Adds what is known about the remainder of a whole: not below 0; at least the minimum if the part is printed; small, for
    /// a reader who believes so, if the part is hidden because of it.
    fn add_remainder(&mut self, whole: usize, part: usize, cell: Cell, reading: Reading<'_>) {
        let Reading { pack, draft, .. } = reading;
        self.add_sum([(whole, 1), (part, -1)], 0, UNBOUNDED);
        let terms = [(whole, 1), (part, -1)];
        if pack.prints_some(cell) {
            self.add_minimum(&terms, cell, reading);
        } else if self.belief.small && draft.is_some_and(|draft| draft.show[cell] == Show::Complement) {
            self.system.sum(&terms, 0, pack.settings.minimum.cast_signed() - 1);
        }
    }

    /// Adds that a sum is at least the minimum, as a printed cell implies.
    fn add_minimum(&mut self, terms: &[(usize, i64)], cell: Cell, reading: Reading<'_>) {
        let Reading { pack, draft, .. } = reading;
        let sum = self.system.sum(terms, pack.settings.minimum.cast_signed(), UNBOUNDED);
        if draft.is_some() {
            self.implied.entry(cell).or_default().push((sum, 0, UNBOUNDED));
        }
    }

    /// Removes from the reader what a cell of the new pack prints, and returns what was known.
    pub(super) fn lose_cell(&mut self, cell: Cell) -> LostKnowledge {
        let number = self.cells[0][cell];
        let now = self.system.numbers[number];
        let otherwise = self.bounds_without(number);
        self.system.limit(number, otherwise.0, otherwise.1);
        let mut sums = Vec::new();
        for (sum, low, high) in self.implied_by(cell).to_vec() {
            sums.push((sum, self.system.sums[sum].low, self.system.sums[sum].high));
            self.system.bound(sum, low, high);
        }
        LostKnowledge { number, low: now.low, high: now.high, sums }
    }

    /// The bounds of a number without its cell in the new pack.
    pub(super) fn bounds_without(&self, number: usize) -> (i64, i64) {
        self.bounds_without_cell.get(&number).copied().unwrap_or((0, UNBOUNDED))
    }

    /// The sums whose bounds are known only because a cell of the new pack is printed, with their bounds without it.
    pub(super) fn implied_by(&self, cell: Cell) -> &[(usize, i64, i64)] {
        self.implied.get(&cell).map_or(&[], Vec::as_slice)
    }

    /// Whether a reader knows as much about a number without the new pack, by the rules or from an earlier pack.
    pub(super) fn is_known(&self, number: usize) -> bool {
        let now = self.system.numbers[number];
        self.bounds_without_cell.get(&number).is_some_and(|known| *known == (now.low, now.high))
    }

    /// Gives the reader back what was lost.
    pub(super) fn restore_cell(&mut self, lost: &LostKnowledge) {
        self.system.limit(lost.number, lost.low, lost.high);
        for (sum, low, high) in &lost.sums {
            self.system.bound(*sum, *low, *high);
        }
    }
}

/// What a reader no longer knows once a cell is hidden.
pub(super) struct LostKnowledge {
    number: usize,
    low: i64,
    high: i64,
    sums: Vec<(usize, i64, i64)>,
}
