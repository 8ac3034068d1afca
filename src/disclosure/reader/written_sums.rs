//! Remembers which sums a reader has already: many are known from two tables of a pack, or from two packs.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::disclosure::system::System;

/// A sum by its place in the system, with the bounds with which it was written down: these may have been changed since.
struct Row {
    sum: usize,
    low: i64,
    high: i64,
}

/// The set of sums that the reader has. Their terms are in the system only.
#[derive(Default)]
pub(super) struct WrittenSums(HashTable<Row>);

impl WrittenSums {
    /// Whether the sum that comes next in the system is a new one; it is noted.
    pub(super) fn is_new(&mut self, system: &System, terms: &[(usize, i64)], low: i64, high: i64) -> bool {
        let same = |row: &Row| (row.low, row.high) == (low, high) && system.terms(row.sum).eq(terms.iter().copied());
        let hashed = hash(terms.iter().copied(), low, high);
        if self.0.find(hashed, same).is_some() {
            return false;
        }
        let row = Row { sum: system.sums.len(), low, high };
        self.0.insert_unique(hashed, row, |row| hash(system.terms(row.sum), row.low, row.high));
        true
    }

    /// Only the first so many sums are left.
    pub(super) fn keep_first(&mut self, sums: usize) {
        self.0.retain(|row| row.sum < sums);
    }
}

fn hash(terms: impl Iterator<Item = (usize, i64)>, low: i64, high: i64) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    terms.for_each(|term| term.hash(&mut hasher));
    (low, high).hash(&mut hasher);
    hasher.finish()
}
