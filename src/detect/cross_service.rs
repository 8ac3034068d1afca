//! The children of the rule `cross_service`.

use polars_core::prelude::*;

use super::contacts::{Given, two_periods};
use super::lists::{each_once, numbers};

/// The children with a span of `span_days` days that holds failed contacts from at least `services` services.
///
/// Say that a failed contact concerns its service from its day on for `span_days` days, or until the next failed contact
/// with that service, which goes on from there. Then a service concerns a child on a day, once, if it has a failed
/// contact in the span that ends on that day. So we ask whether `services` services ever concern a child at once.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let rule = given.settings.rules.cross_service;
    let span = u64::from(rule.span_days.unsigned_abs()).min(given.days);

    // By child, then service, then day: the next failed contact with the service is the next row. Where the next row is
    // of another service, or of another child, its date is further away than any span.
    let date = numbers(&given.failed, "date")?;
    let until_next = date.shift_and_fill(-1, Some(u64::MAX)) - date.clone();
    let concerns_for = until_next.apply_values(|days| days.min(span));

    let begins = numbers(&given.failed, "child")? * two_periods(given.days) + numbers(&given.failed, "day")?.clone();
    let ends = &begins + &concerns_for;
    let begins = begins.sort(false);
    let ends = ends.sort(false);

    // Take two services. When the tenth failed contact begins, ten have begun. If the ninth end comes later, eight at
    // most have ended, so two concern somebody at once. It is one child: what concerned the children before has ended,
    // because each child's days come after all days of the children before.
    let further_back = i64::from(rule.services) - 1;
    let at_once = ends.shift(further_back).gt(&begins);
    each_once(&(&begins.filter(&at_once)? / two_periods(given.days)))
}
