//! What the records say of the child and the family: factors of the protocol (§5), what could not be read, brothers and
//! sisters.

use serde::Serialize;

use super::super::PagesData;
use super::household::{Household, household};
use super::unknown::{self, Unread};
use crate::wording::{capital, listed, number};

/// The factors that the records give.
#[derive(Serialize)]
pub(crate) struct RecordedFactors<'a> {
    factors: Vec<String>,
    /// Those of which the extracts say that nobody knows, in one sentence; blank where there are none.
    not_known: String,
    unread: Vec<Unread<'a>>,
    unread_more: Option<String>,
    household: Household,
}

/// What the records say of the child of the case at a place in order.
pub(crate) fn factors<'a>(whole: &'a PagesData<'_>, place: usize) -> RecordedFactors<'a> {
    let review = whole.review;
    let case = &review.cases.list[place];
    let (unread, left) = unknown::unread(review, case);
    let not_known: Vec<&str> = unknown::not_known(review, case).iter().map(|factor| factor.phrase()).collect();
    RecordedFactors {
        factors: case.factors.iter().map(|factor| capital(factor.phrase())).collect(),
        not_known: capital(&listed(&not_known)),
        unread,
        unread_more: (left > 0).then(|| format!("and {} more in warnings.csv", number(left as u64))),
        household: household(whole, place),
    }
}
