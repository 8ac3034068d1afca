//! Time zones. A text that ends in `Z` or an offset names a moment, which counts as the date and time that clocks in the United
//! Kingdom showed then: a contact at 23:00 UTC on 9 September was on the 10th.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::{self, TimeZone};

use crate::day::{Day, Time};

/// The time zone of the United Kingdom, compiled in.
static LONDON: TimeZone = tz::get!("Europe/London");

/// 1 January 1970 ([`Day`]).
const EPOCH: i64 = 719_163;
/// The seconds in a day.
const DAY: i64 = 86_400;
/// The first day in the table [`AHEAD`]: 1 January 1900.
const FIRST: Day = Day(693_596);
/// How many days the table has: to the end of 2149.
const DAYS: usize = 91_310;
/// The microseconds in a second.
const MICROSECONDS: i64 = 1_000_000;
/// In the table: clocks were changed on this day.
const CHANGED: i8 = i8::MAX;
/// The most hours of an offset: no time zone on earth has as many.
const HOURS: i32 = 18;

/// For each day, the hours by which UK clocks are ahead of universal time from three hours before its midnight until the next
/// midnight, and so throughout the day by either time; or [`CHANGED`].
static AHEAD: LazyLock<Vec<i8>> = LazyLock::new(|| {
    let midnight = |day: i32| i64::from(day) * DAY;
    (FIRST.0..FIRST.0 + DAYS as i32)
        .map(|day| {
            // Clocks change at night, by less than three hours.
            let [before, after] = [midnight(day) - 3 * 3600, midnight(day + 1)].map(ahead);
            if before == after { (after / 3600) as i8 } else { CHANGED }
        })
        .collect()
});

/// Seconds by which UK clocks are ahead of universal time, at a moment in seconds of universal time since the year 1 ([`Day`]).
fn ahead(universal: i64) -> i64 {
    Timestamp::from_second(universal - EPOCH * DAY).map_or(0, |moment| i64::from(LONDON.to_offset(moment).seconds()))
}

/// The day and time that UK clocks show at a second of universal time.
pub(super) fn local(universal: i64) -> (Day, Time) {
    let hours = (universal.div_euclid(DAY) as i32)
        .checked_sub(FIRST.0)
        .and_then(|place| AHEAD.get(usize::try_from(place).ok()?).copied());
    let seconds_ahead = match hours {
        Some(hours) if hours != CHANGED => i64::from(hours) * 3600,
        _ => ahead(universal),
    };
    let local = universal + seconds_ahead;
    (Day(local.div_euclid(DAY) as i32), Time(local.rem_euclid(DAY) as i32))
}

/// The microsecond of universal time at which UK clocks showed this day and time, plus `fraction` microseconds. If they showed
/// it twice, the first.
#[inline]
pub(super) fn instant(day: Day, time: Option<Time>, fraction: i64) -> i64 {
    let local = i64::from(day.0) * DAY + i64::from(time.map_or(0, |time| time.0));
    match day.0.checked_sub(FIRST.0).and_then(|place| AHEAD.get(usize::try_from(place).ok()?)) {
        Some(hours) if *hours != CHANGED => (local - i64::from(*hours) * 3600) * MICROSECONDS + fraction,
        _ => by_the_clock(local, fraction),
    }
}

#[inline(never)]
fn by_the_clock(local: i64, fraction: i64) -> i64 {
    // If two offsets fit, the larger one gives the earlier moment.
    let offsets = [ahead(local - 3 * 3600), ahead(local + 3 * 3600)];
    let fits = |offset: &i64| ahead(local - offset) == *offset;
    if let Some(offset) = offsets.into_iter().filter(fits).max() {
        return (local - offset) * MICROSECONDS + fraction;
    }
    // Clocks never showed it. A system that writes such a time writes universal time all night, or changes its clock late.
    // Either way, the moment is before anything that clock shows after the skipped hour, so the hour is squeezed into the
    // second before the change.
    let universal = local - offsets[0];
    let change = universal.div_euclid(3600) * 3600;
    (change - 1) * MICROSECONDS + ((universal - change) * MICROSECONDS + fraction) / 3600
}

/// Splits off a time zone (`Z`, `UTC`, `+01`, `+0100`, `+01:00`). Returns the rest of the text, and the seconds by which the
/// zone is ahead of universal time.
#[inline]
pub(super) fn split(text: &str) -> Option<(&str, i32)> {
    let bytes = text.as_bytes();
    let (rest, seconds) = match bytes.last()? {
        b'Z' | b'z' => (&text[..text.len() - 1], 0),
        b'C' | b'c' => match bytes {
            [.., b' ' | b'0'..=b'9', u, t, c] if [*u, *t, *c].eq_ignore_ascii_case(b"utc") => {
                (&text[..text.len() - 3], 0)
            }
            _ => return None,
        },
        b'0'..=b'9' => return offset(text),
        _ => return None,
    };
    let rest = rest.trim_end();
    rest.ends_with(|c: char| c.is_ascii_alphanumeric()).then_some((rest, seconds))
}

fn offset(text: &str) -> Option<(&str, i32)> {
    let bytes = text.as_bytes();
    let two = |tens: u8, ones: u8| {
        (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
    };
    let (length, sign, hours, minutes) = match *bytes {
        [.., sign @ (b'+' | b'-'), a, b, b':', c, d] => (6, sign, two(a, b)?, two(c, d)?),
        [.., sign @ (b'+' | b'-'), a, b, c, d] => (5, sign, two(a, b)?, two(c, d)?),
        [.., sign @ (b'+' | b'-'), a, b] => (3, sign, two(a, b)?, 0),
        _ => return None,
    };
    if hours > HOURS || minutes > 59 {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60;
    let rest = text[..text.len() - length].trim_end();
    // The `-03` of `2026-11-03` is not an offset, since no time comes before it; `2026-11-03+00:00` has an offset, by its colon.
    let is_timed = rest.bytes().any(|byte| matches!(byte, b':' | b'T' | b't' | b' '));
    (is_timed || length == 6).then_some((rest, if sign == b'-' { -seconds } else { seconds }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(date: &str, hour: i32, minute: i32) -> i64 {
        i64::from(Day::from_iso(date).unwrap().0) * DAY + i64::from(hour * 3600 + minute * 60)
    }

    #[test]
    fn clocks_in_the_united_kingdom() {
        for (date, hour, minute, expected) in [
            ("2026-09-09", 22, 59, "2026-09-09 23:59"),
            ("2026-09-09", 23, 0, "2026-09-10 00:00"),
            ("2026-11-10", 0, 0, "2026-11-10 00:00"),
            ("2026-11-10", 23, 59, "2026-11-10 23:59"),
            // The last Sunday of March and of October.
            ("2026-03-29", 0, 59, "2026-03-29 00:59"),
            ("2026-03-29", 1, 0, "2026-03-29 02:00"),
            ("2026-03-28", 23, 30, "2026-03-28 23:30"),
            ("2026-10-25", 0, 59, "2026-10-25 01:59"),
            ("2026-10-25", 1, 0, "2026-10-25 01:00"),
            ("2026-10-24", 23, 30, "2026-10-25 00:30"),
            // Summer time all the year round.
            ("1970-01-01", 0, 0, "1970-01-01 01:00"),
            ("2090-07-01", 23, 30, "2090-07-02 00:30"),
        ] {
            let (day, time) = local(at(date, hour, minute));
            assert_eq!(format!("{day} {time}"), expected, "{date} {hour}:{minute}");
        }
    }

    #[test]
    fn the_table_of_days_agrees_with_the_time_zone() {
        assert_eq!(FIRST, Day::from_ymd(1900, 1, 1).unwrap());
        assert_eq!(FIRST.plus(DAYS as i32), Day::from_ymd(2149, 12, 31).unwrap());
        let mut changes = 0;
        for day in (FIRST.0 - 5..FIRST.0 + DAYS as i32 + 5).step_by(3) {
            for quarter in 0..96 {
                let second = i64::from(day) * DAY + quarter * 900;
                let (day_there, time) = local(second);
                assert_eq!(i64::from(day_there.0) * DAY + i64::from(time.0), second + ahead(second), "{}", Day(day));
                let back = instant(day_there, Some(time), 0) / MICROSECONDS;
                changes += i32::from(back != second);
                assert!(back == second || back == second - 3600, "{} {quarter}", Day(day));
            }
        }
        assert!((1..2000).contains(&changes), "clocks show one hour twice a year: {changes}");
    }

    #[test]
    fn a_skipped_time_is_before_every_later_one_of_that_night() {
        for year in ["1972-03-19", "2025-03-30", "2026-03-29"] {
            let day = Day::from_iso(year).unwrap();
            // Until 1980, clocks changed an hour later.
            let hour = if year < "1981" { 2 } else { 1 };
            let shown = [
                (hour * 60 - 1, 0),
                (hour * 60, 0),
                (hour * 60 + 46, 0),
                (hour * 60 + 46, 500_000),
                (hour * 60 + 59, 0),
                (hour * 60 + 60, 0),
                (hour * 60 + 90, 0),
            ];
            let instants = shown.map(|(minute, fraction)| instant(day, Some(Time(minute * 60)), fraction));
            assert!(instants.is_sorted_by(|a, b| a < b), "{year}: {instants:?}");
        }
    }

    #[test]
    fn a_zone_is_split_off_and_nothing_else() {
        for (text, expected) in [
            ("2026-11-03T09:30Z", Some(("2026-11-03T09:30", 0))),
            ("2026-11-03T09:30 z", Some(("2026-11-03T09:30", 0))),
            ("2026-11-03 09:30 UTC", Some(("2026-11-03 09:30", 0))),
            ("2026-11-03 09:30+01", Some(("2026-11-03 09:30", 3600))),
            ("2026-11-03 09:30 +0100", Some(("2026-11-03 09:30", 3600))),
            ("2026-11-03 09:30-05:30", Some(("2026-11-03 09:30", -19_800))),
            ("2026-11-03Z", Some(("2026-11-03", 0))),
            ("2026-11-03+00:00", Some(("2026-11-03", 0))),
            ("2026-11-03-05:00", Some(("2026-11-03", -18_000))),
            ("2026-11-03-0500", None),
            ("20261103+01", None),
            ("2026-11-03", None),
            ("03-11-2026", None),
            ("2026-11-03 09:30", None),
            ("2026-11-03 09:30+01:60", None),
            ("2026-11-03 09:30+1", None),
            ("Z", None),
            (" UTC", None),
            ("", None),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }
}
