//! The children of the rule `whereabouts_unknown`.

use polars_core::prelude::*;

use super::contacts::Given;
use super::lists::{children_of, outcome_is};
use super::since::{Seen, not_seen_since};
use crate::vocabulary::Outcome;

/// The children whose whereabouts were unknown, of whom no record says that they were found, and whom no service has seen
/// since.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let unknown = given.contacts.filter(&outcome_is(&given.contacts, Outcome::WhereaboutsUnknown)?)?;
    // Where nothing says that the episode has ended, it has not.
    let ended = unknown.column("ended")?.i32()?.lt_eq(given.as_of);
    let unknown = unknown.filter(&!(ended.fill_null_with_values(false)?))?;
    children_of(&not_seen_since(&unknown, Seen::Later, &given.seen, "child", given.days)?)
}
