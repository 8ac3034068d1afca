//! The children of the rule `closed_after_failed`.

use polars_core::prelude::*;

use super::contacts::{Given, two_periods};
use super::lists::{children_of, how_many_below, how_many_up_to, numbers};

/// The children with a referral that a service closed after at least one failed contact, and which has not seen them since.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    // A closing before the review period need not be looked at: no failed contact of the period came before it.
    let day = given.contacts.column("closed")?.i32()?;
    let in_period = (day.gt_eq(given.first) & day.lt_eq(given.as_of)).fill_null_with_values(false)?;
    let closed = given.contacts.filter(&in_period)?;

    // Dates of the child and the service: the first of the period, the closing, and the last of the period.
    let first = numbers(&closed, "pair")? * two_periods(given.days);
    let day = (closed.column("closed")?.i32()? - given.first).into_column().cast(&DataType::UInt64)?;
    let closing = &first + day.u64()?;
    let last = &first + (given.days - 1);

    let failed = numbers(&given.failed, "date")?.sort(false);
    let any_failed = how_many_up_to(&closing, &failed).gt(&how_many_below(&first, &failed));
    let seen = numbers(&given.seen, "date")?.sort(false);
    let not_seen_since = how_many_up_to(&last, &seen).equal(&how_many_up_to(&closing, &seen));
    children_of(&closed.filter(&(any_failed & not_seen_since))?)
}
