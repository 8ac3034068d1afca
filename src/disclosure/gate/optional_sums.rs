//! Finds the printed counts that rule out a value of a hidden one. What the new pack prints becomes optional sums, which may be
//! broken at a price; those that the search breaks are the cells to hide.

use std::collections::BTreeMap;

use crate::disclosure::reader::Reader;
use crate::disclosure::system::{System, UNBOUNDED};
use crate::disclosure::tables::Cell;

/// The prices of hiding a count and of hiding a total: detail is hidden before totals.
const PRICES: [i32; 2] = [4, 40];

/// A printed cell that may be hidden.
pub(super) struct Hideable {
    pub(super) cell: Cell,
    pub(super) number: usize,
    pub(super) is_total: bool,
}

/// What a reader knows, with printed counts as sums that may be broken at a price.
pub(super) struct OptionalSums {
    system: System,
    /// The optional sums by cell.
    of_cells: BTreeMap<Cell, Vec<OptionalSum>>,
    /// The indexes of the optional sums.
    sums: Vec<usize>,
}

/// A sum that is known because a cell is printed, and its bounds.
struct OptionalSum {
    sum: usize,
    low: i64,
    high: i64,
}

/// The cells to hide so that a hidden count may have a value, with values of the other numbers that then fit.
pub(super) struct HidingPlan {
    /// The price of hiding the cells.
    pub(super) price: i64,
    pub(super) cells: Vec<Cell>,
    /// The numbers that change, with their values.
    pub(super) values: Vec<(usize, i64)>,
}

impl OptionalSums {
    /// What a reader knows, if these cells may be hidden.
    pub(super) fn new(reader: &Reader, cells: impl Iterator<Item = Hideable>) -> Self {
        let mut system = reader.system.clone();
        let (mut of_cells, mut sums) = (BTreeMap::new(), Vec::new());
        for Hideable { cell, number, is_total } in cells {
            let price = PRICES[usize::from(is_total)];
            let (now, (low, high)) = (reader.system.numbers[number], reader.bounds_without(number));
            system.limit(number, low, high);
            let mut wishes = vec![OptionalSum {
                sum: system.wish(&[(number, 1)], now.low, now.high, price),
                low: now.low,
                high: now.high,
            }];
            for (sum, low, high) in reader.implied_by(cell) {
                let row = reader.system.sums[*sum];
                let terms: Vec<(usize, i64)> = reader.system.terms(*sum).collect();
                system.bound(*sum, *low, *high);
                let sum = system.wish(&terms, row.low, row.high, price);
                wishes.push(OptionalSum { sum, low: row.low, high: row.high });
            }
            sums.extend(wishes.iter().map(|wish| wish.sum));
            of_cells.insert(cell, wishes);
        }
        system.keep();
        Self { system, of_cells, sums }
    }

    /// Hides a cell: a reader no longer has its sums.
    pub(super) fn hide(&mut self, cell: Cell) {
        for wish in self.of_cells.get(&cell).into_iter().flatten() {
            self.system.bound(wish.sum, -UNBOUNDED, UNBOUNDED);
        }
    }

    /// Prints a cell again.
    pub(super) fn unhide(&mut self, cell: Cell) {
        for wish in self.of_cells.get(&cell).into_iter().flatten() {
            self.system.bound(wish.sum, wish.low, wish.high);
        }
    }

    /// Searches for values that fit with `number` at `value`, and returns the cells to hide for them, if any are found. Starts
    /// with the values in `from`, and adds the work done to `work`.
    pub(super) fn find_plan(
        &mut self,
        number: usize,
        value: i64,
        from: &[(usize, i64)],
        work: &mut u64,
    ) -> Option<HidingPlan> {
        let before = self.system.work();
        let fits = self.system.fits_but_for_wishes(number, value, &self.sums, from);
        *work += self.system.work() - before + self.of_cells.len() as u64;
        let found = fits.then(|| {
            let is_broken =
                |(_, wishes): &(&Cell, &Vec<OptionalSum>)| wishes.iter().any(|wish| self.system.is_broken(wish.sum));
            let cells: Vec<Cell> = self.of_cells.iter().filter(is_broken).map(|(cell, _)| *cell).collect();
            let price = cells.iter().map(|cell| i64::from(self.system.price_of(self.of_cells[cell][0].sum))).sum();
            HidingPlan { price, cells, values: self.system.changes() }
        });
        self.system.restore();
        found
    }
}
