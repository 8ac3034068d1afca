//! The children of the rule `repeated`.

use polars_core::prelude::*;

use super::contacts::Given;
use super::lists::{at_least, numbers};

/// The children with at least `threshold` failed contacts.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let rule = given.settings.rules.repeated;
    at_least(rule.threshold, numbers(&given.failed, "child")?)
}
