//! The children of the rule `repeated_cancellation`.

use polars_core::prelude::*;

use super::contacts::Given;
use super::lists::{at_least, children_of, first_of_each, is_in, numbers, outcome_is, sorted};
use super::since::{Seen, not_seen_since};
use crate::vocabulary::Outcome;

/// The children with a service whose contacts the family cancelled on at least `threshold` dates, all after the child was
/// last seen there.
pub(super) fn children(given: &Given<'_>) -> PolarsResult<UInt64Chunked> {
    let rule = given.settings.rules.repeated_cancellation;
    let cancelled = given.contacts.filter(&outcome_is(&given.contacts, Outcome::CancelledByFamily)?)?;
    let cancelled = sorted(&cancelled, "date")?;
    let dates = cancelled.filter(&first_of_each(numbers(&cancelled, "date")?))?;
    // Few families cancel this often, so the slower look-up that follows is done only for these.
    let dates = dates.filter(&is_in(numbers(&dates, "pair")?, &at_least(rule.threshold, numbers(&dates, "pair")?)?))?;

    let since = not_seen_since(&dates, Seen::ThatDayOrLater, &given.seen_by_any_means, "pair", given.days)?;
    let often = at_least(rule.threshold, numbers(&since, "pair")?)?;
    children_of(&since.filter(&is_in(numbers(&since, "pair")?, &often))?)
}
