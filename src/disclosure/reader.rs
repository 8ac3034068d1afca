//! What a reader who knows the rules of this program can write down: every count behind every cell of all packs as a
//! number within bounds, and everything that is known to add up.
//!
//! Counts that are the same in several packs (a service's month, a month end of a rule) are one number, as if nothing had
//! been recorded late. Where a pack says of such a count what cannot be true with the newer packs, its count is a number of
//! its own: that equality is left out.

mod activity;
mod breakdown;
mod cases;

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Show};
use super::printed::behind;
use super::system::{System, UNBOUNDED};
use super::tables::{Cell, Pack};
use super::{ALL_SERVICES, OTHER};
use crate::day::Month;

/// How hard the search tries to make an earlier pack fit with the newer ones, in mended sums for each of its cells.
const EFFORT: usize = 40;

/// How often equalities are left out.
const ROUNDS: usize = 12;

/// Due or failed contacts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Part {
    Due,
    Failed,
}

/// A service, as far as anybody can tell it from others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Service {
    All,
    /// One that some pack names.
    Named(usize),
    /// All that no pack names, together.
    Unnamed,
}

/// What a number is the count of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Key {
    /// The same in every pack.
    Activity(Month, Service, Part),
    /// The same in every pack.
    Trend(Month, &'static str),
    /// The row `Other (merged)` of one pack's activity.
    Merged(Month, Part),
    /// Contacts of the twelve months of one pack.
    Contacts(Part),
    /// Children of the twelve months of one pack; with a case only.
    Children(bool),
    /// Any other cell of one pack.
    Cell(Cell),
}

impl Key {
    const fn is_shared(self) -> bool {
        matches!(self, Self::Activity(..) | Self::Trend(..))
    }
}

/// Numbers and the sign that each has in a sum.
type Terms = Vec<(usize, i64)>;

/// What a reader takes for granted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Belief {
    /// That what is hidden in the newest pack is hidden for the reason for which it is: a small count is small. A reader
    /// cannot know that, since any count may be hidden to protect another; but may guess right.
    pub small: bool,
    /// That nothing was recorded late, even where the counts of this run say otherwise.
    pub prompt: bool,
}

/// All that a reader knows.
#[derive(Clone)]
pub(super) struct Reader {
    belief: Belief,
    /// Numbers and sums.
    pub system: System,
    /// Which number each cell is, pack by pack: 0 is the pack in the making, the earlier ones follow, newest first.
    pub cells: Vec<Vec<usize>>,
    /// The bounds of a number without what a cell of the pack in the making says.
    otherwise: BTreeMap<usize, (i64, i64)>,
    /// Sums that are known only because a cell of the pack in the making is printed: what they are without it.
    implied: BTreeMap<Cell, Vec<(usize, i64, i64)>>,
    /// How many numbers the counts of this run settle, and how.
    settled: usize,
    truth: Vec<i64>,
    services: Vec<String>,
    numbers: BTreeMap<(usize, Key), usize>,
    /// What each pack counts differently from the newer ones.
    left_out: BTreeSet<(usize, Key)>,
    sums: BTreeSet<(Terms, i64, i64)>,
}

impl Reader {
    /// A reader of the pack in the making and of the earlier ones (newest first), and counts that fit with all of it.
    pub(super) fn new(draft: &Draft, earlier: &[&Pack], belief: Belief) -> Self {
        let named = |pack: &Pack| {
            let ours = |name: &String| name != ALL_SERVICES && name != OTHER;
            pack.tables.activity.iter().map(|line| line.service.clone()).filter(ours).collect::<BTreeSet<_>>()
        };
        let mut services = named(&draft.pack);
        for pack in earlier {
            services.append(&mut named(pack));
        }
        let mut reader = Self {
            belief,
            settled: 0,
            truth: Vec::new(),
            system: System::default(),
            cells: Vec::new(),
            otherwise: BTreeMap::new(),
            implied: BTreeMap::new(),
            services: services.into_iter().collect(),
            numbers: BTreeMap::new(),
            left_out: BTreeSet::new(),
            sums: BTreeSet::new(),
        };
        reader.add(0, &draft.pack, Some(draft));
        // What the true counts do not keep is not known.
        for sum in reader.system.broken() {
            reader.system.bound(sum, -UNBOUNDED, UNBOUNDED);
        }
        reader.system.keep();
        reader.settled = reader.system.numbers.len();
        reader.truth = (0..reader.settled).map(|number| reader.system.value(number)).collect();
        reader.system.settle(!belief.prompt);
        for (pack, place) in earlier.iter().zip(1..) {
            reader = reader.with(place, pack);
        }
        reader.system.settle(false);
        reader
    }

    /// The reader with one more pack, and as much of what it says as can be true with the newer ones: first equalities with
    /// those are left out, then what contradicts itself.
    fn with(mut self, place: usize, pack: &Pack) -> Self {
        for round in 0.. {
            let mut next = self.clone();
            next.add(place, pack, None);
            if next.system.mend(EFFORT * pack.printed.len()) {
                next.system.keep();
                return next;
            }
            let broken = next.system.broken();
            let mut more = BTreeSet::new();
            for ((_, key), number) in next.numbers.iter().filter(|((at, _), _)| *at == 0) {
                let here = next.says(pack, *key) && next.system.sums_with(*number).any(|s| broken.contains(&s));
                if here && !self.left_out.contains(&(place, *key)) {
                    more.insert((place, *key));
                    if let Key::Activity(month, service, _) = *key {
                        // What was late may have been due, and may have failed.
                        more.extend([Part::Due, Part::Failed].map(|p| (place, Key::Activity(month, service, p))));
                    }
                }
            }
            if more.is_empty() || round == ROUNDS {
                for sum in broken {
                    next.system.bound(sum, -UNBOUNDED, UNBOUNDED);
                }
                next.system.keep();
                return next;
            }
            self.left_out.append(&mut more);
        }
        self
    }

    /// Whether a pack has a cell for a count that packs share.
    fn says(&self, pack: &Pack, key: Key) -> bool {
        match key {
            Key::Activity(month, service, _) => {
                let name = match service {
                    Service::All => ALL_SERVICES,
                    Service::Named(service) => &self.services[service],
                    Service::Unnamed => return false,
                };
                pack.tables.activity.iter().any(|line| line.month == month && line.service == name)
            }
            Key::Trend(month, rule) => {
                pack.tables.trend.iter().any(|line| line.month_end == month && line.rule == rule)
            }
            _ => false,
        }
    }

    fn add(&mut self, place: usize, pack: &Pack, draft: Option<&Draft>) {
        self.cells.push(vec![usize::MAX; pack.printed.len()]);
        self.activity(place, pack, draft);
        self.breakdown(place, pack, draft);
        self.cases(place, pack, draft);
    }

    /// The number that a pack counts under a key; a new one starts with this value.
    fn number(&mut self, place: usize, key: Key, value: i64) -> usize {
        let at = if key.is_shared() && !self.left_out.contains(&(place, key)) { 0 } else { place };
        if let Some(number) = self.numbers.get(&(at, key)) {
            return *number;
        }
        let number = self.system.number(0, UNBOUNDED, value);
        self.numbers.insert((at, key), number);
        number
    }

    /// The number behind a cell, with what the cell says of it.
    fn cell(
        &mut self,
        place: usize,
        key: Key,
        cell: Cell,
        pack: &Pack,
        draft: Option<&Draft>,
        known: (i64, i64),
    ) -> usize {
        let settings = &pack.settings;
        let said = match (pack.printed[cell], draft.map(|draft| draft.show[cell])) {
            (Some(number), _) => {
                let (low, high) = behind(number, settings.minimum, settings.round_to);
                (low as i64, high as i64)
            }
            (None, Some(Show::Small)) if self.belief.small => (0, settings.minimum as i64 - 1),
            (None, _) => (0, UNBOUNDED),
        };
        let said = (said.0.max(known.0), said.1.min(known.1));
        let value = draft.map_or(pack.printed[cell].map_or(0, |n| n as i64), |draft| draft.truth[cell]);
        let number = self.number(place, key, value);
        let now = self.system.numbers[number];
        let both = (now.low.max(said.0), now.high.min(said.1));
        if key.is_shared() && !self.left_out.contains(&(place, key)) && self.contradicts(place, number, said, pack) {
            self.left_out.insert((place, key));
            return self.cell(place, key, cell, pack, draft, known);
        }
        if place == 0 {
            self.otherwise.insert(number, known);
        } else if let Some(otherwise) = self.otherwise.get_mut(&number) {
            *otherwise = (otherwise.0.max(said.0), otherwise.1.min(said.1));
        }
        if both.0 <= both.1 {
            self.system.limit(number, both.0, both.1);
        }
        self.cells[place][cell] = number;
        number
    }

    /// Whether a pack says of a number what cannot be, with what newer packs say: nothing is left between the two; or so
    /// little that no hiding would help, and not the count of this run. (A month that had no contact when an earlier pack
    /// was made, and has a few now.)
    fn contradicts(&self, place: usize, number: usize, said: (i64, i64), pack: &Pack) -> bool {
        if place == 0 {
            return false;
        }
        let now = self.system.numbers[number];
        let both = (now.low.max(said.0), now.high.min(said.1));
        let is_true = number >= self.settled || {
            let truth = self.truth.get(number).copied().unwrap_or_default();
            (said.0..=said.1).contains(&truth)
        };
        both.0 > both.1 || (!is_true && (!self.belief.prompt || both.1 - both.0 + 1 < pack.settings.round_to as i64))
    }

    /// Adds what is known of a sum, once.
    fn know(&mut self, terms: impl IntoIterator<Item = (usize, i64)>, low: i64, high: i64) {
        let mut signs: BTreeMap<usize, i64> = BTreeMap::new();
        for (number, sign) in terms {
            *signs.entry(number).or_default() += sign;
        }
        let terms: Vec<(usize, i64)> = signs.into_iter().filter(|(_, sign)| *sign != 0).collect();
        if !terms.is_empty() && self.sums.insert((terms.clone(), low, high)) {
            self.system.sum(terms, low, high);
        }
    }

    /// What a printed part tells of what is left of its whole, and a part that is hidden for it.
    fn left_of(&mut self, whole: usize, part: usize, cell: Cell, pack: &Pack, draft: Option<&Draft>) {
        self.know([(whole, 1), (part, -1)], 0, UNBOUNDED);
        let minimum = pack.settings.minimum as i64;
        let terms = vec![(whole, 1), (part, -1)];
        if pack.printed[cell].is_some_and(|number| number > 0) {
            let sum = self.system.sum(terms, minimum, UNBOUNDED);
            if draft.is_some() {
                self.implied.entry(cell).or_default().push((sum, 0, UNBOUNDED));
            }
        } else if self.belief.small && draft.is_some_and(|draft| draft.show[cell] == Show::Complement) {
            self.system.sum(terms, 0, minimum - 1);
        }
    }

    /// The reader no longer has the number that a cell of the pack in the making says. What was known is given back.
    pub(super) fn lose(&mut self, cell: Cell) -> Lost {
        let number = self.cells[0][cell];
        let now = self.system.numbers[number];
        let otherwise = self.otherwise.get(&number).copied().unwrap_or((0, UNBOUNDED));
        self.system.limit(number, otherwise.0, otherwise.1);
        let mut sums = Vec::new();
        for (sum, low, high) in self.implied.get(&cell).cloned().unwrap_or_default() {
            sums.push((sum, self.system.sums[sum].low, self.system.sums[sum].high));
            self.system.bound(sum, low, high);
        }
        Lost { number, low: now.low, high: now.high, sums }
    }

    /// Whether a reader knows as much of a number without the pack in the making: by the rules, or from an earlier pack.
    pub(super) fn is_known(&self, number: usize) -> bool {
        let now = self.system.numbers[number];
        self.otherwise.get(&number).is_some_and(|known| *known == (now.low, now.high))
    }

    /// The reader has it again.
    pub(super) fn find_again(&mut self, lost: &Lost) {
        self.system.limit(lost.number, lost.low, lost.high);
        for (sum, low, high) in &lost.sums {
            self.system.bound(*sum, *low, *high);
        }
    }
}

/// What a reader lost with a hidden cell.
pub(super) struct Lost {
    number: usize,
    low: i64,
    high: i64,
    sums: Vec<(usize, i64, i64)>,
}
