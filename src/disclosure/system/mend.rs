//! The search for values that fit. It mends one broken sum after another, each by the change that breaks least elsewhere, and
//! gives sums that stay broken more and more weight (the "feasibility jump" of mixed-integer solvers; Luteberget and Sartor,
//! 2023).

use super::{HEAVIEST, System};

/// How many sums the search mends before it gives up.
pub(in crate::disclosure) const EFFORT: usize = 4_000;
/// The same before a pack is refused.
const MOST_EFFORT: usize = 20_000;
/// The same for an equality that was dropped: if it fits after all, values for it are near.
const NEAR: usize = 200;
/// The same for a wish that may have been broken needlessly.
const NEARER: usize = 40;

/// The most weight of a sum that is kept from one search to the next: the sums that are hard to keep are mostly the same.
const LEARNED: i32 = 20;

/// How many steps, and up to as many again, a changed number rests, so that the search does not go round in circles ("tabu
/// search"; Glover, 1989). A longer rest makes it miss values that are near.
const REST: u64 = 3;

impl System {
    /// Searches for values that fit with `number` at `value`, starting from the values in `from` and breaking few of the
    /// wishes. Returns whether it found any.
    pub(in crate::disclosure) fn fits_but_for_wishes(
        &mut self,
        number: usize,
        value: i64,
        wishes: &[usize],
        from: &[(usize, i64)],
    ) -> bool {
        for (other, value) in from {
            self.move_to(*other, *value);
        }
        if !self.fits_with(number, value, EFFORT) {
            return false;
        }
        self.fixed = Some(number);
        self.keep_wishes(wishes);
        self.fixed = None;
        true
    }

    /// Searches for values that fit, breaking few of the wishes. Returns whether it found any.
    pub(in crate::disclosure) fn mend_but_for_wishes(&mut self, effort: usize, wishes: &[usize]) -> bool {
        let mends = self.mend(effort);
        if mends {
            self.keep_wishes(wishes);
        }
        mends
    }

    /// Mends wishes that were broken needlessly.
    fn keep_wishes(&mut self, wishes: &[usize]) {
        self.work += wishes.len() as u64;
        for wish in wishes {
            if !self.is_broken(*wish) {
                continue;
            }
            self.work += 2 * wishes.len() as u64;
            let (before, price, paid) = (self.changed.len(), self.sums[*wish].price, self.paid(wishes));
            self.price(*wish, 0);
            let kept = self.mend(NEARER);
            self.price(*wish, price);
            // Undo it if that does not succeed, or if other wishes that cost as much are broken instead.
            if !kept || self.paid(wishes) >= paid {
                self.back_to(before);
            }
        }
    }

    /// The total price of the broken ones among these wishes.
    fn paid(&self, wishes: &[usize]) -> i64 {
        wishes.iter().filter(|wish| self.is_broken(**wish)).map(|wish| i64::from(self.sums[*wish].price)).sum()
    }

    /// The same with the most effort.
    pub(in crate::disclosure) fn fits_after_all(&mut self, number: usize, value: i64) -> bool {
        self.fits_with(number, value, MOST_EFFORT)
    }

    /// Searches for values that fit with `number` at `value`, mending at most `effort` sums. Returns whether it found any.
    pub(in crate::disclosure) fn fits_with(&mut self, number: usize, value: i64, effort: usize) -> bool {
        if value < self.numbers[number].low || value > self.numbers[number].high {
            return false;
        }
        self.set(number, value);
        self.fixed = Some(number);
        let fits = self.mend(effort);
        self.fixed = None;
        fits
    }

    /// Sets these values if they fit. Returns whether they do.
    pub(in crate::disclosure) fn takes(&mut self, values: &[(usize, i64)]) -> bool {
        for (number, value) in values {
            let bounds = self.numbers[*number];
            if *value < bounds.low || *value > bounds.high {
                self.restore();
                return false;
            }
            self.set(*number, *value);
        }
        if !self.broken.is_empty() {
            self.restore();
        }
        self.broken.is_empty() && !values.is_empty()
    }

    /// Sets values near these if any are found that fit. Returns whether there are.
    pub(in crate::disclosure) fn takes_nearly(
        &mut self,
        values: &[(usize, i64)],
        fixed: Option<usize>,
        effort: usize,
    ) -> bool {
        for (number, value) in values {
            self.move_to(*number, *value);
        }
        self.fixed = fixed;
        let fits = self.mend(effort);
        self.fixed = None;
        if !fits {
            self.restore();
        }
        fits
    }

    /// Makes two numbers equal, if values for that are found near the current ones. Returns whether it did.
    pub(in crate::disclosure) fn are_equal_if_it_fits(&mut self, one: usize, other: usize) -> bool {
        self.keep();
        self.sum(&[(one, 1), (other, -1)], 0, 0);
        let fits = self.mend(NEAR);
        if !fits {
            self.restore();
            self.forget_last_sum();
        }
        fits
    }

    /// Mends broken sums until none is left, at most `effort` of them. Returns whether none is left.
    pub(in crate::disclosure) fn mend(&mut self, effort: usize) -> bool {
        let mut weighed = Vec::new();
        let mended = self.mend_with(effort, &mut weighed);
        for sum in weighed {
            let weight = &mut self.sums[sum].weight;
            *weight = (*weight).min(LEARNED);
        }
        mended
    }

    fn mend_with(&mut self, effort: usize, weighed: &mut Vec<usize>) -> bool {
        let (mut last, begun) = (0, self.steps);
        for _ in 0..effort {
            let Some(sum) = self.broken.range(last..).chain(self.broken.iter()).next().copied() else {
                return true;
            };
            last = sum + 1;
            self.steps += 1;
            let Some((number, value, cost, gain)) = self.best(sum, Some(begun)).or_else(|| self.best(sum, None)) else {
                return false;
            };
            self.numbers[number].moved = self.steps;
            if cost >= 0 {
                // Nothing mends this sum without breaking as much elsewhere, so it gets more weight from now on.
                let weight = &mut self.sums[sum].weight;
                *weight =
                    i32::try_from(i64::from(*weight) + cost / gain + 1).map_or(HEAVIEST, |weight| weight.min(HEAVIEST));
                weighed.push(sum);
            }
            self.set(number, value);
        }
        self.broken.is_empty()
    }

    /// The change that mends a broken sum at the least cost: the number, its new value, the cost, and how much it mends.
    /// Numbers changed a moment ago rest, if the step at which the search has `begun` is given.
    fn best(&mut self, sum: usize, begun: Option<u64>) -> Option<(usize, i64, i64, i64)> {
        let mut work = 0;
        let best = self.cheapest(sum, begun, &mut work);
        self.work += work;
        best
    }

    fn rests(&self, number: usize, begun: u64) -> bool {
        let (now, moved) = (self.steps - begun, self.numbers[number].moved);
        moved > begun && self.steps - moved < REST + (now * 7919 + number as u64 * 31) % REST
    }

    fn cheapest(&self, sum: usize, begun: Option<u64>, work: &mut u64) -> Option<(usize, i64, i64, i64)> {
        let row = &self.sums[sum];
        let (total, terms) = (row.total, self.terms(sum));
        let is_pair = terms.len() <= 2;
        let need = if total < row.low { row.low - total } else { row.high - total };
        // If this is the only broken sum, nothing is better than mending it fully without breaking another.
        let is_last = self.broken.len() == 1 && !self.has_wishes;
        let mut best: Option<(usize, i64, i64, i64)> = None;
        for (number, sign) in terms.filter(|(number, _)| self.fixed != Some(*number)) {
            let candidate = &self.numbers[number];
            // A number with a factor changes by less, but by enough to mend all of the sum.
            let step = if sign.abs() == 1 {
                need * sign
            } else {
                (need.abs() + sign.abs() - 1) / sign.abs() * (need * sign).signum()
            };
            let whole = (candidate.value + step).clamp(candidate.low, candidate.high) - candidate.value;
            *work += 2;
            // In a pair, there is little else to change, so numbers do not rest.
            if whole == 0 || (!is_pair && begun.is_some_and(|begun| self.rests(number, begun))) {
                continue;
            }
            let within = &self.within[number];
            *work += 2 * within.len() as u64;
            let (cost, free) = self.cost_and_free(within, whole, sum);
            let mut consider = |change: i64, cost: i64| {
                // Compares the cost per unit mended; on a tie, the larger change wins, then the earlier number.
                let gain = (change * sign).abs().min(need.abs());
                let better = best.is_none_or(|(_, _, least, most)| {
                    let (this, that) = (i128::from(cost) * i128::from(most), i128::from(least) * i128::from(gain));
                    this < that || (this == that && gain > most)
                });
                if better {
                    best = Some((number, candidate.value + change, cost, gain));
                }
            };
            consider(whole, cost);
            if free == whole {
                if is_last && whole == step {
                    break;
                }
            } else if free != 0 {
                consider(
                    free,
                    within
                        .iter()
                        .map(|(place, sign)| self.sums[*place as usize].cost_of(i64::from(*sign) * free))
                        .sum(),
                );
            }
        }
        best
    }

    /// The cost of a change in all sums that the number is in, and the largest part of the change that breaks none of them
    /// except `but`.
    fn cost_and_free(&self, within: &[(u32, i32)], change: i64, but: usize) -> (i64, i64) {
        let (mut cost, mut most) = (0, change.abs());
        for (place, sign) in within {
            let (row, by) = (&self.sums[*place as usize], i64::from(*sign) * change);
            cost += row.cost_of(by);
            let room = if by > 0 { row.high - row.total } else { row.total - row.low };
            if room < by.abs() && *place as usize != but {
                most = most.min(room.max(0) / i64::from(sign.abs()));
            }
        }
        (cost, most * change.signum())
    }
}
