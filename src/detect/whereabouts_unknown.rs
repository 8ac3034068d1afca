//! The children of the rule `whereabouts_unknown`.

use polars_core::prelude::*;

use super::contacts::Given;
use super::lists::{children_of, outcome_is};
use super::since::{Seen, not_seen_since};
use crate::vocabulary::Outcome;

/// The children whose whereabouts were unknown, and whom no service has seen since.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let unknown = given.contacts.filter(&outcome_is(&given.contacts, Outcome::WhereaboutsUnknown)?)?;
    children_of(&not_seen_since(&unknown, Seen::Later, &given.seen, "child", given.days)?)
}
