//! Finds the failed contacts: one for each child, service and date, however many slots were missed.

use polars_core::prelude::*;

use super::contacts::has_seen;
use super::lists::{first_of_each, kind_is, numbers, outcome_is, outcome_is_one_of, sorted};
use crate::config::settings::Settings;
use crate::vocabulary::{Kind, Outcome};

/// The failed contacts, one row each, sorted by child, then service, then day. They are the dates on which a contact with a
/// service failed and no other contact with that service makes up for it. A contact at which the child was seen in person makes
/// up for it. One by telephone or video does so only if everything that failed on that date was to be by telephone or video.
/// Unscheduled care is never failed, because nobody has an appointment there; but a child who was seen there was seen.
pub(super) fn failed_contacts(settings: &Settings, contacts: &DataFrame) -> PolarsResult<DataFrame> {
    let seen = has_seen(settings, contacts)?;
    let seen_by_any_means = outcome_is(contacts, Outcome::Seen)?;
    let spoken_to = &seen_by_any_means & &!seen.clone();
    let failed = outcome_is_one_of(contacts, &settings.failed.words())?;
    let missed = failed & !kind_is(contacts, Kind::Unscheduled)? & !seen_by_any_means;
    let remote = kind_is(contacts, Kind::Remote)?;

    let alone = &missed & &contacts.column("alone")?.u32()?.equal(1);

    // Rank the contacts of each date by which decides: missed while only another child was seen (0), seen (1), missed in person
    // (2), spoken to (3), and a missed call (4).
    let mut ranked = contacts.select(["child", "pair", "day", "date"])?;
    let number = |of: &BooleanChunked| -> PolarsResult<UInt64Chunked> { of.cast(&DataType::UInt64)?.u64().cloned() };
    let missed_beside = &missed & &!alone.clone();
    let missed_call = &missed_beside & &remote;
    let rank = number(&seen)? + number(&missed_beside)? * 2 + number(&missed_call)? * 2 + number(&spoken_to)? * 3;
    ranked.with_column(rank.with_name("rank".into()).into_column())?;
    let mut ranked = ranked.filter(&(missed | seen | spoken_to))?;
    let order = numbers(&ranked, "date")? * RANKS + numbers(&ranked, "rank")?.clone();
    ranked.with_column(order.with_name("order".into()).into_column())?;
    let ranked = sorted(&ranked, "order")?;

    // The first contact of each date decides: if it was missed, nothing makes up for it.
    let first = first_of_each(numbers(&ranked, "date")?);
    let rank = numbers(&ranked, "rank")?;
    let missed = rank.equal(0) | rank.equal(2) | rank.equal(4);
    ranked.filter(&(first & missed))
}

/// The number of ranks.
pub(super) const RANKS: u64 = 5;
