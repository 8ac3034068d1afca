//! Keeps values that were found, to try them first when all is read again: values that fit once mostly fit again.

use crate::disclosure::reader::NamedValue;

/// The most values that are kept.
const KEPT: usize = 1_000_000;

/// Sets of values that fit, each as what was changed for it.
#[derive(Default)]
pub(super) struct FoundValues {
    found: Vec<Vec<NamedValue>>,
    kept: usize,
}

impl FoundValues {
    /// Keeps one more.
    pub(super) fn add(&mut self, values: Vec<NamedValue>) {
        if self.kept + values.len() <= KEPT {
            self.kept += values.len();
            self.found.push(values);
        }
    }

    /// Takes all of them out.
    pub(super) fn take(&mut self) -> Vec<Vec<NamedValue>> {
        self.kept = 0;
        std::mem::take(&mut self.found)
    }
}
