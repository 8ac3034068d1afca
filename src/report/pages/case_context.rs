//! The context that all parts of the pages on one child share, worked out once.

use super::PagesData;
use super::sheet::people::CareTeam;
use super::telling::{self, Recipient};
use crate::cases::Case;
use crate::review::Review;
use crate::rules::Finding;

/// A case, with everything that several of its pages and parts need.
pub struct CaseContext<'a> {
    pub(crate) whole: &'a PagesData<'a>,
    /// The case's place in order.
    pub(crate) place: usize,
    pub(crate) case: &'a Case,
    /// The rules that hold, as a reader wants them.
    pub(crate) findings: Vec<Finding>,
    /// The services that work with the child.
    pub(crate) around: CareTeam<'a>,
    /// Who may be told.
    pub(crate) recipients: Vec<Recipient>,
}

impl<'a> CaseContext<'a> {
    /// What the pages on the case at a place in order ask.
    pub(crate) fn case(whole: &'a PagesData<'a>, place: usize) -> Self {
        let review = whole.review;
        let case = &review.cases.list[place];
        let findings = case.findings_to_read(&review.review_input());
        let around = CareTeam::of(whole, case);
        let recipients = telling::recipients(whole, case, &around);
        Self { whole, place, case, findings, around, recipients }
    }

    /// All that the run has found.
    pub(crate) const fn review(&self) -> &'a Review {
        self.whole.review
    }
}
