//! What is a failed contact: one child, one service, one date, however many slots were missed.

use polars_core::prelude::*;

use super::contacts::has_seen;
use super::lists::{first_of_each, kind_is, numbers, outcome_is, outcome_is_one_of, sorted};
use crate::config::settings::Settings;
use crate::vocabulary::{Kind, Outcome};

/// The failed contacts, one row each, by child, then service, then day: dates with a contact that failed, for which no
/// contact of that service makes up. One at which the child was seen in person does; one by telephone or video does where
/// everything that failed on that date was to be by telephone or video. Unscheduled care is nobody's appointment, so nobody
/// fails to come to it; but a child who was seen there was seen.
pub(super) fn failed_contacts(settings: &Settings, contacts: &DataFrame) -> PolarsResult<DataFrame> {
    let seen = has_seen(settings, contacts)?;
    let seen_by_any_means = outcome_is(contacts, Outcome::Seen)?;
    let spoken_to = &seen_by_any_means & &!seen.clone();
    let failed = outcome_is_one_of(contacts, &settings.failed.words())?;
    let missed = failed & !kind_is(contacts, Kind::Unscheduled)? & !seen_by_any_means;
    let remote = kind_is(contacts, Kind::Remote)?;

    let alone = &missed & &contacts.column("alone")?.u32()?.equal(1);

    // Of each date, the contacts that tell, those that tell most first: missed while only another child was seen (0), seen
    // (1), missed in person (2), spoken to (3), and a call that was missed (4).
    let mut telling = contacts.select(["child", "pair", "day", "date"])?;
    let number = |of: &BooleanChunked| -> PolarsResult<UInt64Chunked> { of.cast(&DataType::UInt64)?.u64().cloned() };
    let missed_beside = &missed & &!alone.clone();
    let missed_call = &missed_beside & &remote;
    let tells = number(&seen)? + number(&missed_beside)? * 2 + number(&missed_call)? * 2 + number(&spoken_to)? * 3;
    telling.with_column(tells.with_name("tells".into()).into_column())?;
    let mut telling = telling.filter(&(missed | seen | spoken_to))?;
    let first = numbers(&telling, "date")? * TELLING + numbers(&telling, "tells")?.clone();
    telling.with_column(first.with_name("first".into()).into_column())?;
    let telling = sorted(&telling, "first")?;

    // So the first contact of a date tells: was it missed, then nothing makes up for it.
    let first = first_of_each(numbers(&telling, "date")?);
    let missed = numbers(&telling, "tells")?.equal(0)
        | numbers(&telling, "tells")?.equal(2)
        | numbers(&telling, "tells")?.equal(4);
    telling.filter(&(first & missed))
}

/// In how many ways a contact can tell.
pub(super) const TELLING: u64 = 5;
