//! Snapshots of a reader, since an earlier pack may turn out not to fit and is then read again in another way. Lists that only
//! grow are cut back to their old lengths; the rest is copied.

use std::collections::{BTreeMap, BTreeSet};

use super::{Key, Reader};
use crate::disclosure::system::SystemSnapshot;

/// A snapshot of what a reader knows.
pub(super) struct ReaderSnapshot {
    system: SystemSnapshot,
    packs: usize,
    numbers: usize,
    likely: usize,
    undecided: BTreeSet<usize>,
    outdated: BTreeSet<usize>,
    otherwise: BTreeMap<usize, (i64, i64)>,
    version: BTreeMap<Key, usize>,
    left_out: BTreeSet<(usize, Key)>,
}

impl Reader {
    pub(super) fn snapshot(&self) -> ReaderSnapshot {
        ReaderSnapshot {
            system: self.system.snapshot(),
            packs: self.cells.len(),
            numbers: self.keys.len(),
            likely: self.likely.len(),
            undecided: self.undecided.clone(),
            outdated: self.outdated.clone(),
            otherwise: self.bounds_without_cell.clone(),
            version: self.version.clone(),
            left_out: self.left_out.clone(),
        }
    }

    /// Restores a snapshot. The work counted since stays counted.
    pub(super) fn restore(&mut self, then: &ReaderSnapshot) {
        self.written.keep_first(then.system.sums());
        self.system.return_to(&then.system);
        self.cells.truncate(then.packs);
        self.rows.truncate(then.packs);
        self.year_before
            .values_mut()
            .for_each(|years| years.retain(|numbers| numbers.iter().all(|number| *number < then.numbers)));
        for key in self.keys.drain(then.numbers..) {
            self.numbers.remove(&key);
        }
        self.likely.truncate(then.likely);
        self.undecided.clone_from(&then.undecided);
        self.outdated.clone_from(&then.outdated);
        self.bounds_without_cell.clone_from(&then.otherwise);
        self.version.clone_from(&then.version);
        self.left_out.clone_from(&then.left_out);
        self.wishes.clear();
        self.fewer.clear();
        self.is_apart = false;
    }
}
