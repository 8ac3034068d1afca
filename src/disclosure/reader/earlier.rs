//! An earlier pack joins what is known: as much of what it says as can be true with the newer ones.

use std::collections::BTreeSet;

use super::{Key, Part, Reader, Service};
use crate::day::Month;
use crate::disclosure::ALL_SERVICES;
use crate::disclosure::system::UNBOUNDED;
use crate::disclosure::tables::Pack;

/// How hard the search tries to make an earlier pack fit with the newer ones, in mended sums for each of its cells.
const EFFORT: usize = 12;

/// How often equalities are left out, one for each sum that is broken.
const ROUNDS: usize = 8;

/// How many equalities that were left out are tried again.
const AGAIN: usize = 12;

impl Reader {
    /// The reader with one more pack, and as much of what it says as can be true with the newer ones.
    pub(super) fn with(self, place: usize, pack: &Pack) -> Self {
        let mut work = 0;
        let mut tried = |loose: &BTreeSet<Key>| {
            let mut next = self.clone();
            next.left_out.extend(loose.iter().map(|key| (place, *key)));
            next.add(place, pack, None);
            next.system.add_work(work);
            let fits = next.system.mend(EFFORT * pack.printed.len().max(100));
            work = next.system.work() - self.system.work();
            next.system.keep();
            (next, fits)
        };
        let mut loose = BTreeSet::new();
        let (mut next, mut fits) = tried(&loose);
        for _ in 0..ROUNDS {
            if fits {
                break;
            }
            let before = loose.len();
            for sum in next.system.broken() {
                loose.extend(next.suspect(place, pack, sum, &loose));
            }
            if loose.len() == before {
                break;
            }
            (next, fits) = tried(&loose);
        }
        if fits {
            // Some were left out in vain.
            for key in loose.clone().into_iter().take(AGAIN) {
                loose.remove(&key);
                let (again, fits) = tried(&loose);
                if fits {
                    next = again;
                } else {
                    loose.insert(key);
                }
            }
        }
        for sum in next.system.broken() {
            next.undecided.extend(next.system.sums[sum].terms.iter().map(|(number, _)| *number));
            next.system.bound(sum, -UNBOUNDED, UNBOUNDED);
        }
        next.system.keep();
        next
    }

    /// The equality of a broken sum that is most likely none: the count of which the pack says what is furthest from the
    /// newest pack's.
    fn suspect(&self, place: usize, pack: &Pack, sum: usize, loose: &BTreeSet<Key>) -> Option<Key> {
        let terms: BTreeSet<usize> = self.system.sums[sum].terms.iter().map(|(number, _)| *number).collect();
        let keys = self.numbers.iter().filter(|((_, key), number)| {
            let shared = key.is_shared() && !self.left_out.contains(&(place, *key));
            shared && terms.contains(number) && !loose.contains(key)
        });
        let off = |number: usize| {
            let truth = self.truth.get(number).copied().unwrap_or_else(|| self.system.value(number));
            let bounds = self.system.numbers[number];
            (bounds.low - truth).max(truth - bounds.high)
        };
        let said = keys.filter(|((_, key), _)| self.says(pack, *key));
        said.map(|((_, key), number)| (off(*number), *key)).max().map(|(_, key)| key)
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
