//! Whether a child has been seen since.

use polars_core::prelude::*;

use super::lists::{each_once, how_many_up_to, is_in, numbers};

/// When a child must be seen for a contact to be answered.
#[derive(Clone, Copy)]
pub(super) enum Seen {
    /// On a later date, or later that day where both times are known.
    Later,
    ThatDayOrLater,
}

/// The moments of a day, in order: its beginning, all its seconds, its end. A child who was seen at a time that is not
/// known counts as seen before the first second, so that this answers nothing of that day; a contact at a time that is
/// not known counts as the day's end, so that nothing of that day answers it.
const MOMENTS: u64 = 86_400 + 3;
const BEGINNING: i32 = 0;
const END: i32 = 86_402;
/// Of the second 0; one before it is a time that is not known.
const FIRST_SECOND: i32 = 2;

/// The contacts of `said` whose owner (`child`, or `pair`: a child and a service) was not seen since; where a later date
/// is asked for, those too since which only another child was seen.
pub(super) fn not_seen_since(
    said: &DataFrame,
    when: Seen,
    seen: &DataFrame,
    owner: &str,
    days: u64,
) -> PolarsResult<DataFrame> {
    let owners = each_once(&numbers(said, owner)?.sort(false))?;
    let seen = seen.filter(&is_in(numbers(seen, owner)?, &owners))?;

    // One number for the owner and the moment, ascending in that order.
    let said_at = moment(said, |time| match when {
        Seen::Later if time >= 0 => time + FIRST_SECOND,
        Seen::Later => END,
        Seen::ThatDayOrLater => BEGINNING,
    })?;
    let seen_at = moment(&seen, |time| time + FIRST_SECOND)?;
    let of_owner = |rows: &DataFrame| -> PolarsResult<UInt64Chunked> {
        let place = how_many_up_to(numbers(rows, owner)?, &owners).cast(&DataType::UInt64)?;
        Ok(place.u64()? * (days * MOMENTS))
    };
    let said_at = of_owner(said)? + said_at;
    let end_of_owner = of_owner(said)? + (days * MOMENTS - 1);
    let seen_at = (of_owner(&seen)? + seen_at).sort(false);

    // Nobody saw the child since, where as many had by then as ever did.
    let by_then = how_many_up_to(&said_at, &seen_at);
    let ever = how_many_up_to(&end_of_owner, &seen_at);
    let not_seen = by_then.equal(&ever);
    match when {
        Seen::Later => said.filter(&(not_seen | said.column("another_since")?.u32()?.equal(1))),
        Seen::ThatDayOrLater => said.filter(&not_seen),
    }
}

/// The moment of each contact, counted from the beginning of the period. Times are seconds of the day, -1 where it is
/// not known.
fn moment(rows: &DataFrame, within_day: impl Fn(i32) -> i32 + Copy) -> PolarsResult<UInt64Chunked> {
    let within_day = rows.column("time")?.i32()?.apply_values(within_day).cast(&DataType::UInt64)?;
    Ok(numbers(rows, "day")? * MOMENTS + within_day.u64()?.clone())
}
