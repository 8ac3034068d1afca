//! The children of the rule `not_seen`.

use polars_core::prelude::*;

use super::contacts::Given;
use super::lists::{both, children_of, children_with_one_of, numbers, without};

/// The children with one of the rule's `factors` and a contact in the review period whom nobody has seen for `days` days;
/// without those whom a source has seen that cannot be relied on.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let rule = &given.settings.rules.not_seen;
    let relied_on = given.children.filter(&!given.children.column("doubtful")?.bool()?.clone())?;
    let of_concern = both(&children_with_one_of(&relied_on, &rule.factors)?, &children_of(&given.contacts)?)?;

    let day = given.ever_seen.column("day")?.i32()?;
    let lately = given.ever_seen.filter(&day.gt(given.as_of - rule.days))?;
    without(&of_concern, numbers(&lately, "child")?)
}
