//! Remembers which sums a reader has already, since many follow from two tables of a pack, or from two packs.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::disclosure::system::System;

/// A sum by its index in the system, with its original bounds, which may have been changed since.
struct Row {
    sum: usize,
    low: i64,
    high: i64,
}

/// The set of sums that the reader has. Their terms are stored only in the system.
#[derive(Default)]
pub(super) struct WrittenSums(HashTable<Row>);

impl WrittenSums {
    /// Whether a sum is new. If so, records it as the next sum of the system.
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

    /// Forgets all but the first `sums` sums of the system.
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
