//! A reader as it was before an earlier pack was read: what that pack says may turn out not to fit, and then it is read another way.
//! What only grows is cut off at its old length, and the rest is copied.

use std::collections::{BTreeMap, BTreeSet};

use super::{Key, Reader};
use crate::disclosure::system::Moment as SystemThen;

/// What a reader knew at a moment.
pub(super) struct Moment {
    system: SystemThen,
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
    /// What is known now, to come back to.
    pub(super) fn moment(&self) -> Moment {
        Moment {
            system: self.system.moment(),
            packs: self.cells.len(),
            numbers: self.keys.len(),
            likely: self.likely.len(),
            undecided: self.undecided.clone(),
            outdated: self.outdated.clone(),
            otherwise: self.otherwise.clone(),
            version: self.version.clone(),
            left_out: self.left_out.clone(),
        }
    }

    /// Comes back to a moment. The work done since is not undone.
    pub(super) fn return_to(&mut self, then: &Moment) {
        self.written.keep_first(then.system.sums());
        self.system.return_to(&then.system);
        self.cells.truncate(then.packs);
        self.rows.truncate(then.packs);
        self.year_before
            .values_mut()
            .for_each(|own| own.retain(|numbers| numbers.iter().all(|own| *own < then.numbers)));
        for key in self.keys.drain(then.numbers..) {
            self.numbers.remove(&key);
        }
        self.likely.truncate(then.likely);
        self.undecided.clone_from(&then.undecided);
        self.outdated.clone_from(&then.outdated);
        self.otherwise.clone_from(&then.otherwise);
        self.version.clone_from(&then.version);
        self.left_out.clone_from(&then.left_out);
        self.wishes.clear();
        self.fewer.clear();
        self.is_apart = false;
    }
}
