//! What a reader knows, as a system of whole numbers within bounds and of sums of them within bounds; and a search for values
//! that fit.
//!
//! The search ([`mend`]) is exact in the direction that matters: the values that it finds keep every bound, which is checked in
//! integer arithmetic. Values that it does not find may exist all the same; then more is hidden than necessary. For a count
//! that earlier packs reveal, it may accept fewer values than there are.

mod mend;

pub(super) use mend::EFFORT;

use std::collections::{BTreeMap, BTreeSet};

use crate::numbers::count;

/// No upper bound: far above any count.
pub(super) const UNBOUNDED: i64 = 1 << 40;

/// The greatest weight of a sum. With [`FAR`], it keeps the cost of all sums together within 64 bits.
const HEAVIEST: i32 = 1 << 20;
/// The greatest excess of a sum that counts towards its cost.
const FAR: i64 = 1 << 28;

/// A whole number that a reader does not know exactly.
#[derive(Clone, Copy)]
pub(super) struct Number {
    pub(crate) low: i64,
    pub(crate) high: i64,
    /// Its current value.
    value: i64,
    /// The step at which it last changed.
    moved: u64,
}

/// A sum of numbers. The search visits many sums for each change, so a sum takes half a cache line, and its terms are stored
/// elsewhere.
#[derive(Clone, Copy)]
pub(super) struct Sum {
    pub(crate) low: i64,
    pub(crate) high: i64,
    /// Its total for the current values.
    total: i64,
    /// How much more than usual it counts if it is broken, while the search mends.
    weight: i32,
    /// The price of leaving it broken; 0 for a sum that must be kept.
    price: i32,
}

/// Numbers, sums of them, and values for all of them.
#[derive(Clone, Default)]
pub(super) struct System {
    /// The numbers' bounds and values.
    pub(crate) numbers: Vec<Number>,
    pub(crate) sums: Vec<Sum>,
    /// The numbers in all sums, sum by sum, each with its factor, mostly 1 or -1.
    terms: Vec<(u32, i32)>,
    /// Where the terms of each sum end.
    ends: Vec<usize>,
    /// For each number, the sums that it is in, with its factor.
    within: Vec<Vec<(u32, i32)>>,
    /// The numbers changed since [`System::keep`], each with its old value.
    changed: Vec<(usize, i64)>,
    /// The sums that must be kept and are out of their bounds.
    broken: BTreeSet<usize>,
    /// Whether some sums may stay broken at a price.
    has_wishes: bool,
    /// A number that must not be changed.
    fixed: Option<usize>,
    /// How many steps the search has taken.
    steps: u64,
    /// How many terms the search has looked at.
    work: u64,
}

/// An earlier state of a system, without its terms, which only grow.
pub(super) struct SystemSnapshot {
    numbers: Vec<Number>,
    sums: Vec<Sum>,
    broken: BTreeSet<usize>,
    has_wishes: bool,
}

impl SystemSnapshot {
    /// How many sums there were.
    pub(super) const fn sums(&self) -> usize {
        self.sums.len()
    }
}

impl System {
    /// Adds a number with a first value, which is clamped to the bounds. Returns its index.
    pub(super) fn number(&mut self, low: i64, high: i64, value: i64) -> usize {
        self.numbers.push(Number { low, high, value: value.clamp(low, high), moved: 0 });
        self.within.push(Vec::new());
        self.numbers.len() - 1
    }

    /// Adds a sum of numbers, each with a factor. Returns its index.
    pub(super) fn sum(&mut self, terms: &[(usize, i64)], low: i64, high: i64) -> usize {
        let total = self.total(terms);
        let place = self.sums.len();
        for (number, sign) in terms {
            let times = i32::try_from(*sign).expect("nothing is taken so often");
            self.within[*number].push((count(place), times));
            self.terms.push((count(*number), times));
        }
        self.ends.push(self.terms.len());
        self.sums.push(Sum { low, high, total, weight: 0, price: 0 });
        self.update_broken(place);
        place
    }

    /// Removes the last sum.
    fn forget_last_sum(&mut self) {
        let Some(last) = self.sums.len().checked_sub(1) else { return };
        let first = self.first_term(last);
        for (number, _) in self.terms.drain(first..) {
            self.within[number as usize].pop();
        }
        self.broken.remove(&last);
        self.ends.pop();
        self.sums.pop();
    }

    fn first_term(&self, sum: usize) -> usize {
        sum.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    /// The numbers in a sum, each with its factor.
    pub(super) fn terms(&self, sum: usize) -> impl ExactSizeIterator<Item = (usize, i64)> + Clone + '_ {
        let terms = &self.terms[self.first_term(sum)..self.ends[sum]];
        terms.iter().map(|(number, sign)| (*number as usize, i64::from(*sign)))
    }

    /// A snapshot to which [`Self::return_to`] can go back.
    pub(super) fn snapshot(&self) -> SystemSnapshot {
        SystemSnapshot {
            numbers: self.numbers.clone(),
            sums: self.sums.clone(),
            broken: self.broken.clone(),
            has_wishes: self.has_wishes,
        }
    }

    /// Goes back to a snapshot. The work done since stays counted, and changes before the snapshot can no longer be undone.
    pub(super) fn return_to(&mut self, then: &SystemSnapshot) {
        while self.sums.len() > then.sums.len() {
            self.forget_last_sum();
        }
        self.within.truncate(then.numbers.len());
        self.numbers.clone_from(&then.numbers);
        self.sums.clone_from(&then.sums);
        self.broken.clone_from(&then.broken);
        self.has_wishes = then.has_wishes;
        self.keep();
    }

    /// Adds a sum that may stay broken at a price.
    pub(super) fn wish(&mut self, terms: &[(usize, i64)], low: i64, high: i64, price: i32) -> usize {
        let sum = self.sum(terms, low, high);
        self.price(sum, price);
        sum
    }

    /// The price of leaving a sum broken; 0 for a sum that must be kept.
    pub(super) fn price_of(&self, sum: usize) -> i32 {
        self.sums[sum].price
    }

    /// Lets a sum stay broken at a price.
    pub(super) fn price(&mut self, sum: usize, price: i32) {
        self.sums[sum].price = price;
        self.has_wishes |= price > 0;
        self.update_broken(sum);
    }

    /// Whether a sum is out of its bounds, whether or not it may be.
    pub(super) fn is_broken(&self, sum: usize) -> bool {
        self.sums[sum].excess(self.sums[sum].total) > 0
    }

    /// Sets a number to a value, or as near to it as its bounds allow.
    pub(super) fn move_to(&mut self, number: usize, value: i64) {
        let bounds = self.numbers[number];
        self.set(number, value.clamp(bounds.low, bounds.high));
    }

    /// Undoes all but the first `changes` changes.
    fn back_to(&mut self, changes: usize) {
        while self.changed.len() > changes {
            if let Some((number, value)) = self.changed.pop() {
                self.put(number, value);
            }
        }
    }

    /// How many terms the search has looked at so far: a measure of work that is the same on every machine.
    pub(super) const fn work(&self) -> u64 {
        self.work
    }

    /// The work that copying the system counts for.
    pub(super) const fn size(&self) -> u64 {
        4 * (self.numbers.len() + self.sums.len()) as u64
    }

    /// Counts work that was done elsewhere for this system.
    pub(super) const fn add_work(&mut self, work: u64) {
        self.work += work;
    }

    /// The value of a number.
    pub(super) fn value(&self, number: usize) -> i64 {
        self.numbers[number].value
    }

    /// The total of some terms for the current values.
    pub(super) fn total(&self, terms: &[(usize, i64)]) -> i64 {
        terms.iter().map(|(number, sign)| sign * self.numbers[*number].value).sum()
    }

    /// The sums that a number is in.
    pub(super) fn sums_with(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        self.within[number].iter().map(|(sum, _)| *sum as usize)
    }

    /// Whether a number's own bounds allow more than one value.
    pub(super) fn is_free(&self, number: usize) -> bool {
        let bounds = self.numbers[number];
        bounds.low < bounds.high
    }

    /// The sums that must be kept and are out of their bounds.
    pub(super) fn broken(&self) -> Vec<usize> {
        self.broken.iter().copied().collect()
    }

    /// Changes the bounds of a sum.
    pub(super) fn bound(&mut self, sum: usize, low: i64, high: i64) {
        (self.sums[sum].low, self.sums[sum].high) = (low, high);
        self.update_broken(sum);
    }

    /// Changes the bounds of a number, and its value if necessary.
    pub(super) fn limit(&mut self, number: usize, low: i64, high: i64) {
        let bounded = &mut self.numbers[number];
        (bounded.low, bounded.high) = (low, high);
        let value = bounded.value.clamp(low, high);
        self.set(number, value);
    }

    /// How many changes there have been since [`System::keep`].
    pub(super) const fn mark(&self) -> usize {
        self.changed.len()
    }

    /// Makes the current values those to which [`System::restore`] goes back.
    pub(super) fn keep(&mut self) {
        self.changed.clear();
    }

    /// Undoes all changes since [`System::keep`].
    pub(super) fn restore(&mut self) {
        self.back_to(0);
    }

    /// The numbers changed since [`System::keep`], each once, with their current values.
    pub(super) fn changes(&self) -> Vec<(usize, i64)> {
        let numbers: BTreeSet<usize> = self.changed().collect();
        numbers.into_iter().map(|number| (number, self.numbers[number].value)).collect()
    }

    /// The numbers changed since [`System::keep`], each once, with the difference from their old values.
    pub(super) fn steps(&self) -> Vec<(usize, i64)> {
        let mut then: BTreeMap<usize, i64> = BTreeMap::new();
        for (number, value) in &self.changed {
            then.entry(*number).or_insert(*value);
        }
        let steps = then.into_iter().map(|(number, value)| (number, self.numbers[number].value - value));
        steps.filter(|(_, step)| *step != 0).collect()
    }

    /// The numbers changed since [`System::keep`], some perhaps more than once.
    pub(super) fn changed(&self) -> impl Iterator<Item = usize> + '_ {
        self.changed.iter().map(|(number, _)| *number)
    }

    fn set(&mut self, number: usize, value: i64) {
        if self.numbers[number].value != value {
            self.changed.push((number, self.numbers[number].value));
            self.put(number, value);
        }
    }

    fn put(&mut self, number: usize, value: i64) {
        let change = value - self.numbers[number].value;
        self.numbers[number].value = value;
        self.work += 1 + self.within[number].len() as u64;
        for place in 0..self.within[number].len() {
            let (sum, sign) = self.within[number][place];
            let sum = sum as usize;
            self.sums[sum].total += i64::from(sign) * change;
            self.update_broken(sum);
        }
    }

    /// Records whether a sum that must be kept is broken.
    fn update_broken(&mut self, sum: usize) {
        if self.sums[sum].price == 0 && self.is_broken(sum) {
            self.broken.insert(sum);
        } else if !self.broken.is_empty() {
            self.broken.remove(&sum);
        }
    }
}

impl Sum {
    /// The difference in cost if the total changes by `change`.
    fn cost_of(&self, change: i64) -> i64 {
        self.cost(self.total + change) - self.cost(self.total)
    }

    /// The cost of a total.
    fn cost(&self, total: i64) -> i64 {
        let excess = self.excess(total).min(FAR);
        match self.price {
            0 => (1 + i64::from(self.weight)) * excess,
            price if excess > 0 => i64::from(price) + excess,
            _ => 0,
        }
    }

    fn excess(&self, total: i64) -> i64 {
        (self.low - total).max(total - self.high).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_back_to_a_snapshot_undoes_everything_but_the_work() {
        let mut system = System::default();
        let (one, two) = (system.number(0, 10, 4), system.number(0, 10, 6));
        let sum = system.sum(&[(one, 1), (two, 1)], 10, 10);
        system.keep();
        let then = system.snapshot();
        let work = system.work();
        let three = system.number(0, 5, 5);
        system.sum(&[(one, 1), (three, -1)], 0, 0);
        system.wish(&[(two, 2)], 0, 8, 7);
        system.limit(two, 0, 3);
        system.bound(sum, 0, 3);
        system.move_to(one, 1);
        assert_eq!(system.broken(), [sum, 1]);
        system.return_to(&then);
        assert_eq!((system.value(one), system.value(two), system.sums.len(), system.numbers.len()), (4, 6, 1, 2));
        assert!(system.broken().is_empty() && !system.has_wishes && system.work() > work);
        assert_eq!(system.terms(sum).collect::<Vec<_>>(), [(one, 1), (two, 1)]);
        // The sums added since are gone, so five and five fits.
        assert!(system.fits_with(one, 5, 10) && system.value(two) == 5);
        system.restore();
        assert_eq!((system.value(one), system.value(two)), (4, 6));
    }
}
