//! What a run found and how it compares with the previous run. Pages, tables and the terminal output are made from this. (The
//! run itself, from end to end, is `cli::report`.)

use std::ops::Deref;

use crate::cases::case_ref::ReferenceKey;
use crate::compare::previous::Previous;
use crate::compare::reviews::ReviewDecisions;
use crate::compare::{self, Compared};
use crate::pipeline::Detected;

/// What a run found, compared with the previous run. It dereferences to [`Detected`].
pub struct Review {
    /// What the run found in the extracts.
    pub(crate) detected: Detected,
    /// How that compares with the previous run and the reviewers' decisions.
    pub(crate) compared: Compared,
}

impl Review {
    /// Compares what was found with the previous run and the decisions. `key`, if there is one, makes the case references.
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
