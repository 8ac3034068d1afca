//! An earlier pack joins what is known: as much of what it says as can be true with the newer ones.

use std::collections::{BTreeMap, BTreeSet};

use super::{Key, Part, Reader, Service};
use crate::day::Month;
use crate::disclosure::ALL_SERVICES;
use crate::disclosure::system::UNBOUNDED;
use crate::disclosure::tables::Pack;

/// How hard the search tries to make an earlier pack fit with the newer ones, in mended sums for each of its cells.
const EFFORT: usize = 6;

/// How often equalities are left out, those of each sum that is broken.
const ROUNDS: usize = 8;

impl Reader {
    /// The reader with one more pack, and as much of what it says as can be true with the newer ones.
    pub(super) fn with(self, place: usize, pack: &Pack) -> Self {
        let mut work = 0;
        let mut tried = |groups: &[BTreeSet<Key>]| {
            let mut next = self.clone();
            next.left_out.extend(groups.iter().flatten().map(|key| (place, *key)));
            next.add(place, pack, None);
            next.system.add_work(work + next.system.size());
            let effort = EFFORT * pack.printed.len().max(100);
            let mut fits = next.system.mend(effort);
            if !fits && next.doubt() {
                fits = next.system.mend(effort);
            }
            work = next.system.work() - self.system.work();
            next.system.keep();
            (next, fits)
        };
        let mut groups = self.start.contradicting(place);
        let (mut next, mut fits) = tried(&groups);
        for _ in 0..ROUNDS {
            if fits || next.system.work() > self.most {
                break;
            }
            let more = next.suspects(place, pack);
            if more.is_empty() {
                break;
            }
            groups.extend(more);
            (next, fits) = tried(&groups);
        }
        if fits {
            groups = next.tie_again(place, groups);
        }
        next.contradicting.insert(place, groups);
        for sum in next.system.broken() {
            next.undecided.extend(next.system.sums[sum].terms.iter().map(|(number, _)| *number));
            next.system.bound(sum, -UNBOUNDED, UNBOUNDED);
        }
        next.system.keep();
        next
    }

    /// Drops what is only likely, and does not fit. Whether there was any.
    fn doubt(&mut self) -> bool {
        let broken: Vec<usize> = self.likely.iter().copied().filter(|sum| self.system.is_broken(*sum)).collect();
        for sum in &broken {
            self.system.bound(*sum, -UNBOUNDED, UNBOUNDED);
        }
        !broken.is_empty()
    }

    /// Some equalities were left out in vain: those that fit are kept, all that were left out together, else one after the
    /// other, so that no more is left out than must be. The others.
    fn tie_again(&mut self, place: usize, groups: Vec<BTreeSet<Key>>) -> Vec<BTreeSet<Key>> {
        let apart: BTreeMap<Key, (usize, usize)> =
            std::mem::take(&mut self.apart).into_iter().map(|(key, newer, older)| (key, (newer, older))).collect();
        let mut loose = Vec::new();
        for group in groups {
            let pairs: Vec<(usize, usize)> = group.iter().filter_map(|key| apart.get(key)).copied().collect();
            let may_be = pairs.iter().all(|(newer, older)| {
                let (now, then) = (self.system.numbers[*newer], self.system.numbers[*older]);
                then.low.max(now.low) <= then.high.min(now.high)
            });
            if !pairs.is_empty() && may_be && self.system.are_equal_if_it_fits(&pairs) {
                for key in &group {
                    self.left_out.remove(&(place, *key));
                }
                continue;
            }
            let left: BTreeSet<Key> =
                group.into_iter().filter(|key| !self.is_tied_again(place, *key, apart.get(key).copied())).collect();
            if !left.is_empty() {
                loose.push(left);
            }
        }
        loose
    }

    /// Keeps one equality that was left out, if it fits.
    fn is_tied_again(&mut self, place: usize, key: Key, pair: Option<(usize, usize)>) -> bool {
        let Some(pair) = pair else { return false };
        let [now, then] = [pair.0, pair.1].map(|number| self.system.numbers[number]);
        let may_be = then.low.max(now.low) <= then.high.min(now.high);
        let fits = may_be && self.system.work() <= self.most && self.system.are_equal_if_it_fits(&[pair]);
        if fits {
            self.left_out.remove(&(place, key));
        }
        fits
    }

    /// The equalities that may be wrong where sums are broken, together for each sum: nobody can tell which of them it is. What
    /// a pack prints is more likely to have changed than what it hides, which is small.
    fn suspects(&mut self, place: usize, pack: &Pack) -> Vec<BTreeSet<Key>> {
        let cells = self.cells[place].iter().zip(&pack.printed);
        let printed: BTreeSet<usize> =
            cells.filter(|(_, printed)| printed.is_some()).map(|(number, _)| *number).collect();
        let mut seen: BTreeSet<Key> = BTreeSet::new();
        let mut groups = Vec::new();
        let mut looked = printed.len();
        for sum in self.system.broken() {
            let terms = &self.system.sums[sum].terms;
            looked += terms.len() * pack.tables.activity.len();
            let shared = |only: bool| -> BTreeSet<Key> {
                let own = terms.iter().filter(|(number, _)| !only || printed.contains(number));
                let keys = own.map(|(number, _)| self.keys[*number].1);
                keys.filter(|key| key.is_shared() && !self.left_out.contains(&(place, *key)) && self.says(pack, *key))
                    .collect()
            };
            let of_printed = shared(true);
            let group = if of_printed.is_empty() { shared(false) } else { of_printed };
            if group.iter().any(|key| seen.insert(*key)) {
                groups.push(group);
            }
        }
        self.system.add_work(looked as u64);
        groups
    }

    /// Whether a pack has a cell for a count that packs share.
    fn says(&self, pack: &Pack, key: Key) -> bool {
        let named = |service: Service| match service {
            Service::All => Some(ALL_SERVICES),
            Service::Named(service) => Some(self.services[service].as_str()),
            Service::Unnamed => None,
        };
        match key {
            Key::Period(period, service, _) => {
                let mut lines = pack.tables.activity.iter();
                lines.any(|line| Some(line.service.as_str()) == named(service) && line.period == period)
            }
            Key::Activity(month, service, _) => {
                let Some(name) = named(service) else { return false };
                let within = |first: Month, last: Month| first <= month && month <= last;
                let mut lines = pack.tables.activity.iter().filter(|line| line.service == name);
                lines.any(|line| within(line.period.first, line.period.last()))
            }
            Key::Trend(month, rule) => {
                pack.tables.trend.iter().any(|line| line.month_end == month && line.rule == rule)
            }
            _ => true,
        }
    }

    /// Of a past month a newer pack can only know fewer: whoever has left is in none of its counts.
    pub(super) fn at_most_then(&mut self) {
        let mut later = std::mem::take(&mut self.later);
        self.apart.clone_from(&later);
        // Where something was recorded late for sure, nothing of that month need be so.
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
        for (_, newer, older) in &later {
            self.know([(*older, 1), (*newer, -1)], 0, UNBOUNDED);
        }
        // And so it is of those who were seen.
        for (key, newer, older) in &later {
            let Key::Activity(month, service, Part::Due) = *key else { continue };
            let failed = later.iter().find(|(key, ..)| *key == Key::Activity(month, service, Part::Failed));
            let Some((_, newer_failed, older_failed)) = failed else { continue };
            let terms = [(*older, 1), (*older_failed, -1), (*newer, -1), (*newer_failed, 1)];
            let most: i64 = self.system.numbers[*older].high - self.system.numbers[*older_failed].low;
            let least: i64 = self.system.numbers[*newer].low - self.system.numbers[*newer_failed].high;
            if most >= least {
                self.know(terms, 0, UNBOUNDED);
            }
        }
    }
}
