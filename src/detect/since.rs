//! Finds contacts after which a child has not been seen.

use polars_core::prelude::*;

use super::lists::{each_once, how_many_up_to, is_in, numbers};

/// When a child must be seen for a contact to be answered.
#[derive(Clone, Copy)]
pub(super) enum Seen {
    /// On a later date, or later that day if both times are known. Midnight is not: exports write it where there is no time.
    Later,
    /// On the same date, whatever the times, or on a later date.
    ThatDayOrLater,
}

/// The number of moments of a day: its beginning, an unknown time at which the child was seen, each second, and its end. An
/// unknown time of seeing the child is before the first second, so that it answers no contact of that day. A contact with an
/// unknown time, or at midnight, is at the day's end, so that nothing on that day answers it.
const MOMENTS: u64 = 86_400 + 3;
const BEGINNING: i32 = 0;
const END: i32 = 86_402;
/// The moment of second 0. An unknown time is -1, so its moment is the one before.
const FIRST_SECOND: i32 = 2;

/// The rows of `contacts` after which the owner was not seen. `owner` is the column that says whose contacts in `seen` count:
/// `child`, or `pair` for a child and a service. With [`Seen::Later`], rows after which only another child was seen are included.
pub(super) fn not_seen_since(
    contacts: &DataFrame,
    when: Seen,
    seen: &DataFrame,
    owner: &str,
    days: u64,
) -> PolarsResult<DataFrame> {
    let owners = each_once(&numbers(contacts, owner)?.sort(false))?;
    let seen = seen.filter(&is_in(numbers(seen, owner)?, &owners))?;

    // One number for the owner and the moment, ascending in that order.
    let contact_at = moment(contacts, |time| match when {
        Seen::Later if time > 0 => time + FIRST_SECOND,
        Seen::Later => END,
        Seen::ThatDayOrLater => BEGINNING,
    })?;
    let seen_at = moment(&seen, |time| time + FIRST_SECOND)?;
    let start_of_owner = |rows: &DataFrame| -> PolarsResult<UInt64Chunked> {
        let place = how_many_up_to(numbers(rows, owner)?, &owners).cast(&DataType::UInt64)?;
        Ok(place.u64()? * (days * MOMENTS))
    };
    let contact_at = start_of_owner(contacts)? + contact_at;
    let end_of_owner = start_of_owner(contacts)? + (days * MOMENTS - 1);
    let seen_at = (start_of_owner(&seen)? + seen_at).sort(false);

    // The child was not seen since if as many attendances came up to the contact as up to the end of the period.
    let by_then = how_many_up_to(&contact_at, &seen_at);
    let by_end = how_many_up_to(&end_of_owner, &seen_at);
    let not_seen = by_then.equal(&by_end);
    match when {
        Seen::Later => contacts.filter(&(not_seen | contacts.column("another_since")?.u32()?.equal(1))),
        Seen::ThatDayOrLater => contacts.filter(&not_seen),
    }
}

/// The moment of each contact, counted from the beginning of the period. `within_day` turns a time (seconds of the day, -1 if not
/// known) into a moment of the day.
fn moment(rows: &DataFrame, within_day: impl Fn(i32) -> i32 + Copy) -> PolarsResult<UInt64Chunked> {
    let within_day = rows.column("time")?.i32()?.apply_values(within_day).cast(&DataType::UInt64)?;
    Ok(numbers(rows, "day")? * MOMENTS + within_day.u64()?.clone())
}
