//! Keeps values that were found, to try them first in the next reading: values that fitted once mostly fit again.

use crate::disclosure::reader::NamedValue;

/// The most values to keep.
const KEPT: usize = 1_000_000;

/// Sets of values that fit, each as the numbers that were changed for it.
#[derive(Default)]
pub(super) struct FoundValues {
    found: Vec<Vec<NamedValue>>,
    kept: usize,
}

impl FoundValues {
    /// Keeps a set of values, if there is room.
    pub(super) fn add(&mut self, values: Vec<NamedValue>) {
        if self.kept + values.len() <= KEPT {
            self.kept += values.len();
            self.found.push(values);
        }
    }

    /// Removes and returns all sets.
    pub(super) fn take(&mut self) -> Vec<Vec<NamedValue>> {
        self.kept = 0;
        std::mem::take(&mut self.found)
    }
}
