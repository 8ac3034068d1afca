//! What several parts of the pages on one child ask: worked out once for all of them.

use super::Whole;
use super::sheet::people::Around;
use super::telling::{self, Recipient};
use crate::cases::Case;
use crate::review::Review;
use crate::rules::Finding;

/// A case, and what its pages ask more than once.
pub struct About<'a> {
    pub(crate) whole: &'a Whole<'a>,
    /// The case's place in order.
    pub(crate) place: usize,
    pub(crate) case: &'a Case,
    /// The rules that hold, as a reader wants them.
    pub(crate) findings: Vec<Finding>,
    /// The services that work with the child.
    pub(crate) around: Around<'a>,
    /// Who may be told.
    pub(crate) recipients: Vec<Recipient>,
}

impl<'a> About<'a> {
    /// What the pages on the case at a place in order ask.
    pub(crate) fn case(whole: &'a Whole<'a>, place: usize) -> Self {
        let review = whole.review;
        let case = &review.cases.list[place];
        let findings = case.findings_to_read(&review.review_input());
        let around = Around::of(whole, case);
        let recipients = telling::recipients(whole, case, &around);
        Self { whole, place, case, findings, around, recipients }
    }

    /// All that the run has found.
    pub(crate) const fn review(&self) -> &'a Review {
        self.whole.review
    }
}
