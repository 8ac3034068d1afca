//! What a reader knows, as numbers: whole numbers within bounds, and sums of them within bounds. And a search for numbers
//! that fit.
//!
//! The search mends one broken sum after the other, each by the change that breaks least elsewhere, and gives sums that
//! stay broken more and more weight (the "feasibility jump" of mixed-integer solvers; Luteberget and Sartor, 2023). It is
//! exact in one direction, the one that matters: what it finds are whole numbers that keep every bound, and that is
//! checked by arithmetic on whole numbers. What it does not find may exist all the same; then more is hidden than is
//! needed, never less.

/// No upper bound: far above any count.
pub(super) const UNBOUNDED: i64 = 1 << 40;

/// How many sums the search mends before it gives up.
const EFFORT: usize = 400;

/// The same where it is asked seldom: what has to be hidden, and what the earlier packs tell by themselves.
const MORE_EFFORT: usize = 4_000;

/// A whole number that a reader does not know exactly.
#[derive(Clone, Copy)]
pub(super) struct Number {
    /// At least.
    pub(crate) low: i64,
    /// At most.
    pub(crate) high: i64,
}

/// A sum of numbers, each taken so many times.
#[derive(Clone)]
pub(super) struct Sum {
    /// The numbers, and how often each is taken: mostly once (1), or away (-1).
    pub(crate) terms: Vec<(usize, i64)>,
    /// At least.
    pub(crate) low: i64,
    /// At most.
    pub(crate) high: i64,
}

/// Numbers, sums of them, and values for all of them.
#[derive(Clone, Default)]
pub(super) struct System {
    /// The numbers' bounds.
    pub(crate) numbers: Vec<Number>,
    /// The sums.
    pub(crate) sums: Vec<Sum>,
    /// Which sums a number is in, with its sign.
    within: Vec<Vec<(usize, i64)>>,
    /// A value for each number.
    values: Vec<i64>,
    /// The value of each sum.
    totals: Vec<i64>,
    /// Old values of the numbers that were changed since [`System::keep`].
    changed: Vec<(usize, i64)>,
    /// The sums out of their bounds.
    broken: std::collections::BTreeSet<usize>,
    /// A number that must stay as it is.
    fixed: Option<usize>,
    /// What breaking each sum counts for besides the usual, while the search mends.
    weights: Vec<i64>,
    /// What breaking each sum costs at most: such a sum may stay broken. Of the others, 0, all must be kept.
    prices: Vec<i64>,
    /// How many terms the search has looked at.
    work: u64,
}

impl System {
    /// Adds a number with a first value, which is moved into the bounds.
    pub(super) fn number(&mut self, low: i64, high: i64, value: i64) -> usize {
        self.numbers.push(Number { low, high });
        self.within.push(Vec::new());
        self.values.push(value.clamp(low, high));
        self.numbers.len() - 1
    }

    /// Adds a sum.
    pub(super) fn sum(&mut self, terms: Vec<(usize, i64)>, low: i64, high: i64) -> usize {
        let total = terms.iter().map(|(number, sign)| sign * self.values[*number]).sum();
        let place = self.sums.len();
        for (number, sign) in &terms {
            self.within[*number].push((place, *sign));
        }
        self.sums.push(Sum { terms, low, high });
        self.weights.push(0);
        self.prices.push(0);
        self.totals.push(total);
        self.see(place);
        place
    }

    /// Adds a sum that may stay broken at a price.
    pub(super) fn wish(&mut self, terms: Vec<(usize, i64)>, low: i64, high: i64, price: i64) -> usize {
        let sum = self.sum(terms, low, high);
        self.price(sum, price);
        sum
    }

    /// What breaking a sum costs besides; 0 is a sum that must be kept.
    pub(super) fn price_of(&self, sum: usize) -> i64 {
        self.prices[sum]
    }

    fn price(&mut self, sum: usize, price: i64) {
        self.prices[sum] = price;
        self.see(sum);
    }

    /// Whether a sum is out of its bounds, be it at a price.
    pub(super) fn is_broken(&self, sum: usize) -> bool {
        self.excess(sum, self.totals[sum]) > 0
    }

    /// Looks for values that fit, with this number at this value and few of these wishes broken, from these values of
    /// other numbers on. Whether there are such values.
    pub(super) fn fits_but_for_wishes(
        &mut self,
        number: usize,
        value: i64,
        wishes: &[usize],
        from: &[(usize, i64)],
    ) -> bool {
        for (other, value) in from {
            let bounds = self.numbers[*other];
            self.set(*other, (*value).clamp(bounds.low, bounds.high));
        }
        if !self.fits_thoroughly(number, value) {
            return false;
        }
        // Some may have been broken in vain.
        self.fixed = Some(number);
        for wish in wishes {
            if !self.is_broken(*wish) {
                continue;
            }
            let (before, price, paid) = (self.changed.len(), self.prices[*wish], self.paid(wishes));
            self.price(*wish, 0);
            let kept = self.mend(EFFORT / 10);
            self.price(*wish, price);
            // Not where others that cost as much are broken for it.
            if !kept || self.paid(wishes) >= paid {
                self.back_to(before);
            }
        }
        self.fixed = None;
        true
    }

    /// The prices of all of these wishes that are broken.
    fn paid(&self, wishes: &[usize]) -> i64 {
        wishes.iter().filter(|wish| self.is_broken(**wish)).map(|wish| self.prices[*wish]).sum()
    }

    /// Undoes all changes but the first so many.
    fn back_to(&mut self, changes: usize) {
        while self.changed.len() > changes {
            if let Some((number, value)) = self.changed.pop() {
                self.put(number, value);
            }
        }
    }

    /// How many terms the search has looked at so far: what it costs, on any machine alike.
    pub(super) const fn work(&self) -> u64 {
        self.work
    }

    /// Work that was done elsewhere for this system.
    pub(super) const fn add_work(&mut self, work: u64) {
        self.work += work;
    }

    /// The value of a number.
    pub(super) fn value(&self, number: usize) -> i64 {
        self.values[number]
    }

    /// The values of all numbers.
    pub(super) fn values(&self) -> &[i64] {
        &self.values
    }

    /// The sums that a number is in.
    pub(super) fn sums_with(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        self.within[number].iter().map(|(sum, _)| *sum)
    }

    /// Whether a number can have more than one value, as far as its own bounds say.
    pub(super) fn is_free(&self, number: usize) -> bool {
        let bounds = self.numbers[number];
        bounds.low < bounds.high
    }

    /// The sums out of their bounds.
    pub(super) fn broken(&self) -> Vec<usize> {
        self.broken.iter().copied().collect()
    }

    /// Changes the bounds of a sum.
    pub(super) fn bound(&mut self, sum: usize, low: i64, high: i64) {
        (self.sums[sum].low, self.sums[sum].high) = (low, high);
        self.see(sum);
    }

    /// Changes the bounds of a number, and its value where it must.
    pub(super) fn limit(&mut self, number: usize, low: i64, high: i64) {
        self.numbers[number] = Number { low, high };
        self.set(number, self.values[number].clamp(low, high));
    }

    /// The values as they are now are where [`System::restore`] comes back to.
    pub(super) fn keep(&mut self) {
        self.changed.clear();
    }

    /// Undoes all changes since [`System::keep`].
    pub(super) fn restore(&mut self) {
        self.back_to(0);
    }

    /// The numbers that were changed since [`System::keep`], some of them more than once.
    pub(super) fn changed(&self) -> impl Iterator<Item = usize> + '_ {
        self.changed.iter().map(|(number, _)| *number)
    }

    /// Whether values can be found that fit, with this number at this value.
    pub(super) fn fits_with(&mut self, number: usize, value: i64) -> bool {
        self.fits(number, value, EFFORT)
    }

    /// The same with more effort.
    pub(super) fn fits_thoroughly(&mut self, number: usize, value: i64) -> bool {
        self.fits(number, value, MORE_EFFORT)
    }

    fn fits(&mut self, number: usize, value: i64, effort: usize) -> bool {
        if value < self.numbers[number].low || value > self.numbers[number].high {
            return false;
        }
        self.set(number, value);
        self.fixed = Some(number);
        let fits = self.mend(effort);
        self.fixed = None;
        fits
    }

    /// Whether these values fit; they are set where they do.
    pub(super) fn takes(&mut self, values: &[(usize, i64)]) -> bool {
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

    /// Mends broken sums until none is left. Whether it came to that.
    pub(super) fn mend(&mut self, effort: usize) -> bool {
        let mut weighed = Vec::new();
        let mended = self.mend_with(effort, &mut weighed);
        for sum in weighed {
            self.weights[sum] = 0;
        }
        mended
    }

    fn mend_with(&mut self, effort: usize, weighed: &mut Vec<usize>) -> bool {
        let mut last = 0;
        for _ in 0..effort {
            let Some(sum) = self.broken.range(last..).chain(self.broken.iter()).next().copied() else {
                return true;
            };
            last = sum + 1;
            let Some((number, value, cost, gain)) = self.best(sum) else {
                return false;
            };
            if cost >= 0 {
                // Nothing mends this sum without breaking as much elsewhere: it counts for more from now on.
                self.weights[sum] += cost / gain + 1;
                weighed.push(sum);
            }
            self.set(number, value);
        }
        self.broken.is_empty()
    }

    /// The change that mends a broken sum at the least cost: the number, its value, the cost, how much is mended.
    fn best(&mut self, sum: usize) -> Option<(usize, i64, i64, i64)> {
        let mut work = 0;
        let best = self.cheapest(sum, &mut work);
        self.work += work;
        best
    }

    fn cheapest(&self, sum: usize, work: &mut u64) -> Option<(usize, i64, i64, i64)> {
        let (row, total) = (&self.sums[sum], self.totals[sum]);
        let need = if total < row.low { row.low - total } else { row.high - total };
        let mut best: Option<(usize, i64, i64, i64)> = None;
        for (number, sign) in row.terms.iter().filter(|(number, _)| self.fixed != Some(*number)) {
            let now = self.values[*number];
            let bounds = self.numbers[*number];
            // A number that is taken several times changes by less, and by as much as mends all of it.
            let step = (need.abs() + sign.abs() - 1) / sign.abs() * (need * sign).signum();
            let whole = (now + step).clamp(bounds.low, bounds.high) - now;
            *work += 2;
            if whole == 0 {
                continue;
            }
            *work += 2 * self.within[*number].len() as u64;
            let free = self.free(*number, whole, sum);
            for change in [whole, free] {
                if change == 0 {
                    continue;
                }
                let cost: i64 = self.within[*number]
                    .iter()
                    .map(|(place, sign)| {
                        let total = self.totals[*place];
                        self.cost(*place, total + sign * change) - self.cost(*place, total)
                    })
                    .sum();
                // Per unit that is mended; the larger change, then the earlier number where that ties.
                let gain = (change * sign).abs().min(need.abs());
                let better = best.is_none_or(|(_, _, least, most)| {
                    let (this, that) = (i128::from(cost) * i128::from(most), i128::from(least) * i128::from(gain));
                    this < that || (this == that && gain > most)
                });
                if better {
                    best = Some((*number, now + change, cost, gain));
                }
                if free == whole {
                    break;
                }
            }
        }
        best
    }

    /// The part of a change that breaks no other sum.
    fn free(&self, number: usize, change: i64, but: usize) -> i64 {
        let mut most = change.abs();
        for (place, sign) in &self.within[number] {
            if *place == but {
                continue;
            }
            let (row, total) = (&self.sums[*place], self.totals[*place]);
            let room = if change * sign > 0 { row.high - total } else { total - row.low };
            most = most.min(room.max(0) / sign.abs());
        }
        most * change.signum()
    }

    /// What a total of a sum costs.
    fn cost(&self, sum: usize, total: i64) -> i64 {
        let excess = self.excess(sum, total);
        match self.prices[sum] {
            0 => (1 + self.weights[sum]) * excess,
            price if excess > 0 => price + excess,
            _ => 0,
        }
    }

    fn excess(&self, sum: usize, total: i64) -> i64 {
        let row = &self.sums[sum];
        (row.low - total).max(total - row.high).max(0)
    }

    fn set(&mut self, number: usize, value: i64) {
        if self.values[number] != value {
            self.changed.push((number, self.values[number]));
            self.put(number, value);
        }
    }

    fn put(&mut self, number: usize, value: i64) {
        let change = value - self.values[number];
        self.values[number] = value;
        for place in 0..self.within[number].len() {
            let (sum, sign) = self.within[number][place];
            self.totals[sum] += sign * change;
            self.see(sum);
        }
    }

    fn see(&mut self, sum: usize) {
        if self.prices[sum] == 0 && self.is_broken(sum) {
            self.broken.insert(sum);
        } else {
            self.broken.remove(&sum);
        }
    }
}
