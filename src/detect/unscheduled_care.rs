//! The children of the rule `unscheduled_care`.

use polars_core::prelude::*;

use super::contacts::Given;
use super::lists::{at_least, both, first_of_each, kind_is, numbers};
use crate::vocabulary::Kind;

/// The children with at least `failed` failed contacts who were seen in unscheduled care on at least `attendances` dates,
/// by whichever service.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let rule = given.settings.rules.unscheduled_care;
    let attended = given.seen.filter(&kind_is(&given.seen, Kind::Unscheduled)?)?;
    // By child, then day: a new date begins where one of the two changes.
    let new_date = first_of_each(numbers(&attended, "child")?) | first_of_each(numbers(&attended, "day")?);
    let dates = attended.filter(&new_date)?;
    both(
        &at_least(rule.failed, numbers(&given.failed, "child")?)?,
        &at_least(rule.attendances, numbers(&dates, "child")?)?,
    )
}
