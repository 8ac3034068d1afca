//! The children of the rule `cross_service`.

use polars_core::prelude::*;

use super::contacts::{Given, two_periods};
use super::lists::{each_once, numbers};

/// The children with a span of `span_days` days that holds failed contacts from at least `services` services.
///
/// Say that a failed contact makes its service concern the child from that day for `span_days` days, or until the next failed
/// contact with that service, which takes over from there. Then a service concerns a child on a day, and is counted once, if it
/// has a failed contact in the span that ends on that day. So the question is whether `services` services ever concern a child
/// at once.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let rule = given.settings.rules.cross_service;
    let span = u64::from(rule.span_days.unsigned_abs()).min(given.days);

    // The rows are sorted by child, then service, then day, so the next failed contact with the service is the next row. If the
    // next row is another service's or another child's, its date is further away than any span.
    let date = numbers(&given.failed, "date")?;
    let until_next = date.shift_and_fill(-1, Some(u64::MAX)) - date.clone();
    let concerns_for = until_next.apply_values(|days| days.min(span));

    let begins = numbers(&given.failed, "child")? * two_periods(given.days) + numbers(&given.failed, "day")?.clone();
    let ends = &begins + &concerns_for;
    let begins = begins.sort(false);
    let ends = ends.sort(false);

    // For example, say that two services are needed. When the tenth failed contact begins, ten have begun. If the ninth end is
    // later, at most eight have ended, so two services concern somebody at once. That is one child, because each child's days
    // come after all days of the children before, whose concerns have ended.
    let further_back = i64::from(rule.services) - 1;
    let at_once = ends.shift(further_back).gt(&begins);
    each_once(&(&begins.filter(&at_once)? / two_periods(given.days)))
}
