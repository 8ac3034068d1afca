//! The children of the rule `not_seen`.

use polars_core::prelude::*;

use super::contacts::Given;
use super::lists::{both, children_of, children_with_one_of, numbers, without};

/// The children with one of the rule's `factors` and a contact in the review period whom nobody has seen for `days` days.
/// Children whom an unreliable source has seen are left out.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let rule = &given.settings.rules.not_seen;
    let not_doubtful = given.children.filter(&!given.children.column("doubtful")?.bool()?.clone())?;
    let of_concern = both(&children_with_one_of(&not_doubtful, &rule.factors)?, &children_of(&given.contacts)?)?;

    let day = given.ever_seen.column("day")?.i32()?;
    let lately = given.ever_seen.filter(&day.gt(given.as_of - rule.days))?;
    without(&of_concern, numbers(&lately, "child")?)
}
