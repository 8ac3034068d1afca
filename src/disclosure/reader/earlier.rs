//! Adds an earlier pack to what a reader knows, as far as it can be true together with the newer ones.

use std::collections::{BTreeMap, BTreeSet};

use super::{ByKey, Key, Part, Reader, Terms};
use crate::day::Month;
use crate::disclosure::system::UNBOUNDED;
use crate::disclosure::tables::Pack;

/// How many sums to mend, for each cell of an earlier pack, to make it fit with the newer ones.
const EFFORT: usize = 1;
/// The same if its counts may differ from theirs.
const EFFORT_APART: usize = 6;

/// The price of a printed count that differs from that of a newer pack.
const CHANGED: i32 = 4;
/// The price of a hidden count that differs, which is less likely to have changed.
const CHANGED_UNSEEN: i32 = 8;
/// The price of an older pack counting fewer than a newer one.
const FEWER: i32 = 16;
/// The price of an assumption that does not hold.
const LIKELY: i32 = 40;

/// The result of reading a pack in which every count may differ from the newer ones.
struct DifferingPack {
    /// The counts that do differ.
    differing: BTreeSet<Key>,
    /// The values found, by key.
    begin: ByKey<i64>,
    /// The values found of the numbers that existed before this pack.
    before: Vec<i64>,
}

impl Reader {
    /// Reads one more pack, as far as it can be true together with the newer ones.
    pub(super) fn read(&mut self, place: usize, pack: &Pack) {
        let then = self.snapshot();
        let mut left_out = self.start.contradicting(place);
        let mut fits = self.try_read(place, pack, &left_out, EFFORT);
        if !fits && self.system.work() <= self.most {
            self.restore(&then);
            let apart = self.read_differing(place, pack);
            self.restore(&then);
            for (number, value) in apart.before.iter().enumerate() {
                self.system.move_to(number, *value);
            }
            (left_out, self.begin) = (apart.differing, apart.begin);
            fits = self.try_read(place, pack, &left_out, EFFORT_APART);
            self.begin = ByKey::default();
        }
        if fits {
            left_out = self.tie_again(place, left_out);
        }
        self.contradicting.insert(place, left_out);
        for sum in self.system.broken() {
            self.undecided.extend(self.system.terms(sum).map(|(number, _)| number));
            self.system.bound(sum, -UNBOUNDED, UNBOUNDED);
        }
        self.system.keep();
    }

    /// Reads a pack whose counts in `left_out` are not those of the newer ones. Returns whether it fits.
    fn try_read(&mut self, place: usize, pack: &Pack, left_out: &BTreeSet<Key>, effort: usize) -> bool {
        self.left_out.extend(left_out.iter().map(|key| (place, *key)));
        self.add(place, pack, None);
        self.system.add_work(self.system.size());
        let effort = effort * pack.printed.len().max(100);
        if !self.begin.is_empty() {
            self.drop_unlikely();
        }
        let mut fits = self.system.mend(effort);
        if !fits && self.drop_unlikely() {
            fits = self.system.mend(effort);
        }
        self.system.keep();
        fits
    }

    /// Reads a pack in which every count may differ from the newer ones, at a price, so that few do.
    fn read_differing(&mut self, place: usize, pack: &Pack) -> DifferingPack {
        let before = self.keys.len();
        self.is_apart = true;
        self.add(place, pack, None);
        self.system.add_work(self.system.size());
        self.system.keep();
        let effort = EFFORT_APART * pack.printed.len().max(100);
        let wishes: Vec<usize> = self.fewer.iter().copied().chain(self.wishes.iter().map(|(_, wish)| *wish)).collect();
        if !self.system.mend_but_for_wishes(effort, &wishes) {
            // Assumptions are given up last.
            let likely: Vec<usize> = self.likely.iter().map(|(sum, _)| *sum).collect();
            for sum in &likely {
                self.system.price(*sum, LIKELY);
            }
            let wishes: Vec<usize> = likely.into_iter().chain(wishes).collect();
            self.system.mend_but_for_wishes(effort, &wishes);
        }
        DifferingPack {
            differing: self.differing(),
            begin: self.values_by_key(),
            before: (0..before).map(|number| self.system.value(number)).collect(),
        }
    }

    /// Lets the counts of a pack differ from those of newer ones, at a price.
    pub(super) fn may_differ(&mut self, place: usize, pack: &Pack) {
        let cells = self.cells[place].iter().zip(&pack.printed);
        let printed: BTreeSet<usize> =
            cells.filter(|(_, printed)| printed.is_some()).map(|(number, _)| *number).collect();
        let later = std::mem::take(&mut self.later);
        for (key, newer, older) in &later {
            let price = if printed.contains(older) { CHANGED } else { CHANGED_UNSEEN };
            let same = self.system.wish(&[(*older, 1), (*newer, -1)], 0, 0, price);
            self.wishes.push((*key, same));
        }
        for terms in fewer_than_then(&later) {
            let fewer = self.system.wish(&terms, 0, UNBOUNDED, FEWER);
            self.fewer.push(fewer);
        }
    }

    /// The counts that do differ.
    fn differing(&self) -> BTreeSet<Key> {
        self.wishes.iter().filter(|(_, wish)| self.system.is_broken(*wish)).map(|(key, _)| *key).collect()
    }

    /// Drops the assumptions that do not fit. Returns whether there were any.
    fn drop_unlikely(&mut self) -> bool {
        let broken: Vec<usize> =
            self.likely.iter().map(|(sum, _)| *sum).filter(|sum| self.system.is_broken(*sum)).collect();
        for sum in &broken {
            self.system.bound(*sum, -UNBOUNDED, UNBOUNDED);
        }
        !broken.is_empty()
    }

    /// Restores, one by one, the dropped equalities that fit after all, so that no more than necessary are dropped. Returns
    /// those that remain dropped.
    fn tie_again(&mut self, place: usize, left_out: BTreeSet<Key>) -> BTreeSet<Key> {
        let apart: BTreeMap<Key, (usize, usize)> =
            std::mem::take(&mut self.apart).into_iter().map(|(key, newer, older)| (key, (newer, older))).collect();
        left_out.into_iter().filter(|key| !self.is_tied_again(place, *key, apart.get(key).copied())).collect()
    }

    /// Restores a dropped equality, if it fits. Returns whether it does.
    fn is_tied_again(&mut self, place: usize, key: Key, pair: Option<(usize, usize)>) -> bool {
        let Some((newer, older)) = pair else { return false };
        let [now, then] = [newer, older].map(|number| self.system.numbers[number]);
        let may_be = then.low.max(now.low) <= then.high.min(now.high);
        let fits = may_be && self.system.work() <= self.most && self.system.are_equal_if_it_fits(newer, older);
        if fits {
            self.left_out.remove(&(place, key));
        }
        fits
    }

    /// Adds that a newer pack cannot count more for a past month than an older one, since children who have left are in no
    /// count.
    pub(super) fn at_most_then(&mut self) {
        let mut later = std::mem::take(&mut self.later);
        self.apart.clone_from(&later);
        // If something of a month was certainly recorded late, this need not hold for that month.
        let less = |older: usize, newer: usize| self.system.numbers[older].high < self.system.numbers[newer].low;
        let late = later.iter().filter(|(_, newer, older)| less(*older, *newer)).filter_map(|(key, ..)| match key {
            Key::Activity(month, ..) => Some(*month),
            _ => None,
        });
        let late: BTreeSet<Month> = late.collect();
        later.retain(|(key, newer, older)| {
            let touched = match *key {
                Key::Activity(month, ..) => late.contains(&month),
                Key::Year(last, ..) => late.range(last.plus(-11)..=last).next().is_some(),
                Key::Period(period, ..) => late.range(period.first..=period.last()).next().is_some(),
                Key::Trend(last, _) => late.range(..=last).next().is_some(),
                _ => false,
            };
            !touched && !less(*older, *newer)
        });
        let fewer = fewer_than_then(&later);
        for terms in fewer {
            // If the values found contradict it, something was recorded late.
            if self.system.total(&terms) >= 0 {
                self.add_sum(terms, 0, UNBOUNDED);
            }
        }
    }
}

/// The sums for what cannot have increased since: due contacts, failed ones, and those at which the child was seen.
fn fewer_than_then(later: &[(Key, usize, usize)]) -> Vec<Terms> {
    let mut all: Vec<Terms> = later.iter().map(|(_, newer, older)| vec![(*older, 1), (*newer, -1)]).collect();
    let by_key: BTreeMap<Key, (usize, usize)> =
        later.iter().map(|(key, newer, older)| (*key, (*newer, *older))).collect();
    for (key, (newer, older)) in &by_key {
        let Key::Activity(month, service, Part::Due) = *key else { continue };
        if let Some((newer_failed, older_failed)) = by_key.get(&Key::Activity(month, service, Part::Failed)) {
            all.push(vec![(*older, 1), (*older_failed, -1), (*newer, -1), (*newer_failed, 1)]);
        }
    }
    all
}
