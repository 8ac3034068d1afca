//! What a run has found, and what that is against the week before: what pages, tables and the terminal are made of. (The run
//! itself, from end to end, is `cli::report`.)

use std::ops::Deref;

use crate::cases::case_ref::ReferenceKey;
use crate::compare::previous::Previous;
use crate::compare::reviews::ReviewDecisions;
use crate::compare::{self, Compared};
use crate::detected::Detected;

/// What a run has found, beside what was known before.
pub struct Review {
    /// What it has found. Everything that is asked of a review and is not [`Compared`] is asked of this.
    pub(crate) detected: Detected,
    /// What that is against the previous run and the decisions.
    pub(crate) compared: Compared,
}

impl Review {
    /// Sets what was found beside the previous run and the decisions. `key` makes the case references, where there is one.
    pub fn new(
        detected: Detected,
        previous: Option<Previous>,
        decisions: ReviewDecisions,
        key: Option<&ReferenceKey>,
    ) -> Self {
        let compared = compare::compare(&detected, previous, decisions, key);
        Self { detected, compared }
    }
}

impl Deref for Review {
    type Target = Detected;

    fn deref(&self) -> &Detected {
        &self.detected
    }
}
