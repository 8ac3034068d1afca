//! What was found is looked at first when all is read again: values that fit once mostly fit once more.

use crate::disclosure::reader::Named;

/// So many values are kept.
const KEPT: usize = 1_000_000;

/// Sets of values that fit, each as what was changed for it.
#[derive(Default)]
pub(super) struct Memory {
    found: Vec<Vec<Named>>,
    kept: usize,
}

impl Memory {
    /// Keeps one more.
    pub(super) fn add(&mut self, values: Vec<Named>) {
        if self.kept + values.len() <= KEPT {
            self.kept += values.len();
            self.found.push(values);
        }
    }

    /// Forgets all of them.
    pub(super) fn forget(&mut self) {
        self.take();
    }

    /// Takes all of them out.
    pub(super) fn take(&mut self) -> Vec<Vec<Named>> {
        self.kept = 0;
        std::mem::take(&mut self.found)
    }
}
