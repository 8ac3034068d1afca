//! The children of the rule `disengaged`.

use polars_core::prelude::*;

use super::contacts::Given;
use super::lists::{children_of, outcome_is};
use super::since::{Seen, not_seen_since};
use crate::vocabulary::Outcome;

/// The children whose family withdrew from a service that has not seen them since.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let withdrew = given.contacts.filter(&outcome_is(&given.contacts, Outcome::Disengaged)?)?;
    children_of(&not_seen_since(&withdrew, Seen::Later, &given.seen, "pair", given.days)?)
}
