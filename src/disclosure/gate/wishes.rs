//! Which printed counts stand against a value of a hidden one: what the pack in the making prints is taken for wishes that
//! may be left at a price, and the search says which of them a reader must not have.

use std::collections::BTreeMap;

use crate::disclosure::reader::Reader;
use crate::disclosure::system::{System, UNBOUNDED};
use crate::disclosure::tables::Cell;

/// What hiding a count costs, and what hiding a total does: detail comes before totals.
const PRICES: [i32; 2] = [4, 40];

/// A printed cell that may be hidden.
pub(super) struct Hideable {
    pub(super) cell: Cell,
    pub(super) number: usize,
    pub(super) is_total: bool,
}

/// What is known, with the printed counts as wishes.
pub(super) struct Wishes {
    system: System,
    /// The wishes by cell.
    of_cells: BTreeMap<Cell, Vec<Wish>>,
    /// Sums that are wishes.
    sums: Vec<usize>,
}

/// A sum that is known because a cell is printed, and its bounds.
struct Wish {
    sum: usize,
    low: i64,
    high: i64,
}

/// Values that fit where some cells are hidden.
pub(super) struct Without {
    /// What hiding them costs.
    pub(super) price: i64,
    /// These cells.
    pub(super) cells: Vec<Cell>,
    /// The values of the numbers that are not what they were.
    pub(super) values: Vec<(usize, i64)>,
}

impl Wishes {
    /// What a reader knows, where these cells may be hidden.
    pub(super) fn new(reader: &Reader, cells: impl Iterator<Item = Hideable>) -> Self {
        let mut system = reader.system.clone();
        let (mut of_cells, mut sums) = (BTreeMap::new(), Vec::new());
        for Hideable { cell, number, is_total } in cells {
            let price = PRICES[usize::from(is_total)];
            let (now, (low, high)) = (reader.system.numbers[number], reader.otherwise(number));
            system.limit(number, low, high);
            let mut wishes =
                vec![Wish { sum: system.wish(&[(number, 1)], now.low, now.high, price), low: now.low, high: now.high }];
            for (sum, low, high) in reader.implied_by(cell) {
                let row = reader.system.sums[*sum];
                let terms: Vec<(usize, i64)> = reader.system.terms(*sum).collect();
                system.bound(*sum, *low, *high);
                let sum = system.wish(&terms, row.low, row.high, price);
                wishes.push(Wish { sum, low: row.low, high: row.high });
            }
            sums.extend(wishes.iter().map(|wish| wish.sum));
            of_cells.insert(cell, wishes);
        }
        system.keep();
        Self { system, of_cells, sums }
    }

    /// A cell is hidden: a reader has none of its wishes.
    pub(super) fn hide(&mut self, cell: Cell) {
        for wish in self.of_cells.get(&cell).into_iter().flatten() {
            self.system.bound(wish.sum, -UNBOUNDED, UNBOUNDED);
        }
    }

    /// It is printed again.
    pub(super) fn unhide(&mut self, cell: Cell) {
        for wish in self.of_cells.get(&cell).into_iter().flatten() {
            self.system.bound(wish.sum, wish.low, wish.high);
        }
    }

    /// Values that fit with this number at this value, with the cells that have to be hidden for them; none where the search
    /// finds none. It begins with these values of other numbers. `work` is how many terms were looked at.
    pub(super) fn without(
        &mut self,
        number: usize,
        value: i64,
        from: &[(usize, i64)],
        work: &mut u64,
    ) -> Option<Without> {
        let before = self.system.work();
        let fits = self.system.fits_but_for_wishes(number, value, &self.sums, from);
        *work += self.system.work() - before + self.of_cells.len() as u64;
        let found = fits.then(|| {
            let is_broken = |(_, wishes): &(&Cell, &Vec<Wish>)| wishes.iter().any(|own| self.system.is_broken(own.sum));
            let cells: Vec<Cell> = self.of_cells.iter().filter(is_broken).map(|(cell, _)| *cell).collect();
            let price = cells.iter().map(|cell| i64::from(self.system.price_of(self.of_cells[cell][0].sum))).sum();
            Without { price, cells, values: self.system.changes() }
        });
        self.system.restore();
        found
    }
}
