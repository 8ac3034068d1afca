//! A slow, independent reader of dates, times and zones, without a calendar or a library.

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(crate) fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(leap(year)),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// Days since the day before 1 January of the year 1, if there is such a day.
pub(crate) fn number(year: i64, month: i64, day: i64) -> Option<i32> {
    if day < 1 || day > days_in(year, month) {
        return None;
    }
    let before = year - 1;
    let years = before * 365 + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    let months: i64 = (1..month).map(|earlier| days_in(year, earlier)).sum();
    Some((years + months + day) as i32)
}

/// Up to `most` digits, at least one, behind white space.
fn digits(rest: &mut &str, most: usize) -> Option<i64> {
    *rest = rest.trim_start();
    let count = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let value = rest[..count].parse().ok()?;
    *rest = &rest[count..];
    Some(value)
}

/// Exactly this many digits. More digits may follow only if the format has another number there.
fn exactly(rest: &mut &str, width: usize, number_follows: bool) -> Option<i64> {
    let count = rest.bytes().take_while(u8::is_ascii_digit).count();
    if count < width || (count > width && !number_follows) {
        return None;
    }
    let value = rest[..width].parse().ok()?;
    *rest = &rest[width..];
    Some(value)
}

/// The day and the second of the day that a text says by a format, code by code. Years, and numbers with nothing between
/// them, have all of their digits.
pub(crate) fn slow_date(text: &str, format: &str) -> Option<(i32, Option<i64>)> {
    let (mut year, mut month, mut day, mut hour, mut minute, mut second, mut afternoon) = (0, 0, 0, None, 0, 0, None);
    let mut rest = text;
    let mut codes = format.chars().peekable();
    let mut behind_number = false;
    while let Some(code) = codes.next() {
        if code != '%' {
            behind_number = false;
            if code == ' ' {
                // Any white space, or none.
                rest = rest.trim_start();
            } else {
                rest = rest.strip_prefix(code)?;
            }
            continue;
        }
        let code = codes.next()?;
        let is_number = |code: char| "YymdHIMS".contains(code);
        let mut ahead = codes.clone();
        let number_follows = ahead.next() == Some('%') && ahead.next().is_some_and(is_number);
        let close = behind_number || number_follows;
        let mut two = || if close { exactly(&mut rest, 2, number_follows) } else { digits(&mut rest, 2) };
        behind_number = is_number(code);
        match code {
            'm' => month = two()?,
            'd' => day = two()?,
            'H' => hour = Some(two()?),
            'I' => hour = Some(two().filter(|hour| (1..=12).contains(hour))? % 12),
            'M' => minute = two()?,
            'S' => second = two()?,
            'Y' => year = exactly(&mut rest, 4, number_follows)?,
            'y' => {
                let short = exactly(&mut rest, 2, number_follows)?;
                year = if short < 70 { 2000 + short } else { 1900 + short };
            }
            'p' => {
                let half = rest.get(..2)?.to_ascii_lowercase();
                afternoon = Some(if half == "pm" {
                    12
                } else if half == "am" {
                    0
                } else {
                    return None;
                });
                rest = &rest[2..];
            }
            'b' => {
                let word = rest.get(..3)?.to_ascii_lowercase();
                month = MONTHS.iter().position(|name| name[..3] == word)? as i64 + 1;
                rest = &rest[3..];
            }
            'B' => {
                let lower = rest.to_ascii_lowercase();
                let at = MONTHS.iter().position(|name| lower.starts_with(&name[..3]))?;
                month = at as i64 + 1;
                let long = if lower.starts_with(MONTHS[at]) { MONTHS[at].len() } else { 3 };
                rest = &rest[long..];
            }
            other => panic!("no such code here: {other}"),
        }
    }
    if !rest.is_empty() || minute > 59 || second > 60 || hour.is_some_and(|hour| hour > 23) {
        return None;
    }
    // A leap second is the last of its minute.
    let time = hour.map(|hour| (hour + afternoon.unwrap_or(0)) * 3600 + minute * 60 + second.min(59));
    Some((number(year, month, day)?, time))
}

/// A text without the zone at its end, and by how many seconds that is ahead of universal time.
fn slow_zone(text: &str) -> Option<(&str, i64)> {
    let behind_digit = |rest: &str| rest.trim_end().ends_with(|c: char| c.is_ascii_alphanumeric());
    if let Some(rest) = text.strip_suffix(['z', 'Z']).filter(|rest| behind_digit(rest)) {
        return Some((rest, 0));
    }
    let length = text.len();
    if length > 3 && text.is_char_boundary(length - 3) && text[length - 3..].eq_ignore_ascii_case("utc") {
        let rest = &text[..length - 3];
        return rest
            .ends_with(|c: char| c == ' ' || c.is_ascii_digit())
            .then_some((rest, 0))
            .filter(|_| behind_digit(rest));
    }
    let at = text.rfind(['+', '-'])?;
    let (hours, minutes) = match text[at + 1..].split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if length - at == 5 && text.is_char_boundary(at + 3) => (&text[at + 1..at + 3], &text[at + 3..]),
        None => (&text[at + 1..], "00"),
    };
    let two =
        |text: &str| text.parse::<i64>().ok().filter(|_| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()));
    let (hours, minutes) = (two(hours).filter(|hours| *hours <= 18)?, two(minutes).filter(|minutes| *minutes < 60)?);
    let ahead = (hours * 60 + minutes) * 60;
    Some((&text[..at], if text[at..].starts_with('-') { -ahead } else { ahead }))
}

/// The day and the second of the day before a zone, and by how many seconds that is ahead of universal time. Without a time of day
/// what could be an offset is one only with a colon, or behind what could be a time.
pub(crate) fn slow_moment(text: &str, format: &str) -> Option<(i32, Option<i64>, i64)> {
    let (rest, ahead) = slow_zone(text)?;
    let (rest, zone) = (rest.trim_end(), &text[rest.len()..]);
    let (day, time) = slow_date(rest, format)?;
    let is_zone = zone.contains(':') || !zone.contains(['+', '-']) || rest.contains([':', 'T', 't', ' ']);
    (time.is_some() || is_zone).then_some((day, time, ahead))
}

/// Year, month and day of a day, found by walking.
pub(crate) fn civil(day: i32) -> (i64, i64, i64) {
    let mut year = 1;
    while number(year + 1, 1, 1).unwrap() <= day {
        year += 1;
    }
    let month = (1..=12).rev().find(|month| number(year, *month, 1).unwrap() <= day).unwrap();
    (year, month, i64::from(day - number(year, month, 1).unwrap()) + 1)
}
