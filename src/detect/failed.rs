//! What is a failed contact: one child, one service, one date, however many slots were missed.

use polars_core::prelude::*;

use super::lists::{first_of_each, kind_is, numbers, outcome_is, outcome_is_one_of, sorted};
use crate::config::settings::Settings;
use crate::vocabulary::{Kind, Outcome};

/// The failed contacts, one row each, by child, then service, then day: dates with a contact that failed, and none at
/// which that service saw the child. Unscheduled care is nobody's appointment, so nobody fails to come to it; but a child
/// who was seen there was seen.
pub(super) fn failed_contacts(settings: &Settings, contacts: &DataFrame) -> PolarsResult<DataFrame> {
    let seen = outcome_is(contacts, Outcome::Seen)?;
    let failed = outcome_is_one_of(contacts, &settings.failed.words())?;
    let missed = failed & !kind_is(contacts, Kind::Unscheduled)? & !seen.clone();

    // Of each date, the contacts at which the child was seen first.
    let mut telling = contacts.select(["child", "pair", "day", "date"])?;
    telling.with_column(missed.clone().with_name("missed".into()).into_column())?;
    let mut telling = telling.filter(&(&missed | &seen))?;
    let missed = telling.column("missed")?.cast(&DataType::UInt64)?;
    let seen_first = numbers(&telling, "date")? * 2 + missed.u64()?.clone();
    telling.with_column(seen_first.with_name("seen_first".into()).into_column())?;
    let telling = sorted(&telling, "seen_first")?;

    // So the first contact of a date tells: was it missed, then the child was not seen at all.
    let first = first_of_each(numbers(&telling, "date")?);
    telling.filter(&(first & telling.column("missed")?.bool()?.clone()))
}
