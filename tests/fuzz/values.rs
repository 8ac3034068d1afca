//! Dates, times, NHS numbers and ages against slow readings of their own: no calendar, no library.

use chrono::Datelike;
use failed_contact::cells::dates::DateParser;
use failed_contact::cells::nhs::NhsCell;
use failed_contact::day::{Day, Month};

use crate::drive::Target;
use crate::rng::Rng;

const FORMATS: [&str; 12] = [
    "%d/%m/%Y",
    "%Y-%m-%d",
    "%d-%b-%Y",
    "%d %B %Y",
    "%Y%m%d",
    "%d/%m/%y",
    "%m/%d/%Y",
    "%d/%m/%Y %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%d.%m.%Y",
    "%d/%m/%Y %I:%M %p",
    "%d%m%Y",
];
const TOKENS: &[&[u8]] = &[
    b"0",
    b"00",
    b"1",
    b"29",
    b"30",
    b"31",
    b"12",
    b"13",
    b"02",
    b"2024",
    b"2023",
    b"1900",
    b"2000",
    b"9999",
    b"10000",
    b"-",
    b"/",
    b".",
    b" ",
    b"  ",
    b":",
    b"T",
    b"+",
    b"-1",
    b"Feb",
    b"FEBRUARY",
    b"sept",
    b"am",
    b"PM",
    b"24",
    b"60",
    b"\xD9\xA1",
    b"\xEF\xBC\x91",
    b"\xC2\xA0",
    b"\xE2\x80\x8B",
    b"e9",
    b"99",
    b"\0",
    b"x",
];
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

/// Codes of formats.
const CODES: &[&[u8]] = &[
    b"%Y", b"%y", b"%m", b"%d", b"%b", b"%B", b"%h", b"%e", b"%j", b"%H", b"%I", b"%M", b"%S", b"%p", b"%P", b"%F",
    b"%D", b"%T", b"%R", b"%s", b"%+", b"%c", b"%x", b"%X", b"%r", b"%v", b"%A", b"%a", b"%u", b"%G", b"%V", b"%C",
    b"%q", b"%z", b"%:z", b"%#z", b"%.f", b"%3f", b"%-d", b"%_d", b"%0d", b"%-m", b"%n", b"%t", b"%%", b" ", b"/",
    b"-", b".", b":", b"T", b"%", b"%k", b"%l",
];

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(leap(year)),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// Days since the day before 1 January of the year 1, if there is such a day.
fn number(year: i64, month: i64, day: i64) -> Option<i32> {
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

/// Exactly so many digits; more may follow only where another number does.
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
fn slow_date(text: &str, format: &str) -> Option<(i32, Option<i64>)> {
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
fn slow_moment(text: &str, format: &str) -> Option<(i32, Option<i64>, i64)> {
    let (rest, ahead) = slow_zone(text)?;
    let (rest, zone) = (rest.trim_end(), &text[rest.len()..]);
    let (day, time) = slow_date(rest, format)?;
    let is_zone = zone.contains(':') || !zone.contains(['+', '-']) || rest.contains([':', 'T', 't', ' ']);
    (time.is_some() || is_zone).then_some((day, time, ahead))
}

/// Whether a text is an NHS number: its ten digits.
fn slow_nhs(text: &str) -> Option<String> {
    let dropped = |c: &char| {
        c.is_whitespace()
            || matches!(*c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '-')
            || ('\u{2010}'..='\u{2015}').contains(c)
    };
    let kept: String = text.chars().filter(|c| !dropped(c)).collect();
    if kept.len() != 10 || !kept.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let digits: Vec<u32> = kept.chars().map(|c| c.to_digit(10).unwrap()).collect();
    let sum: u32 = (0..9).map(|place| digits[place] * (10 - place as u32)).sum();
    let check = match 11 - sum % 11 {
        11 => 0,
        other => other,
    };
    (check == digits[9] && digits.iter().any(|digit| *digit != digits[0])).then_some(kept)
}

#[test]
fn dates_are_what_a_slow_reading_of_their_format_says() {
    let mut parsers: Vec<DateParser> = FORMATS.iter().map(|format| DateParser::new(&[(*format).to_owned()])).collect();
    // Every day of four hundred years, in every format.
    for day in (number(1800, 1, 1).unwrap()..number(2200, 1, 1).unwrap()).step_by(1 + Rng::new(3).below(17)) {
        let date = Day(day).date();
        assert_eq!(number(i64::from(date.year()), i64::from(date.month()), i64::from(date.day())), Some(day));
        for (format, parser) in FORMATS.iter().zip(&mut parsers) {
            let moment = date.and_hms_opt(14, 5, 59).unwrap();
            let found = parser.parse(&moment.format(format).to_string()).map(|moment| moment.day);
            if *format != "%d/%m/%y" {
                assert_eq!(found, Some(Day(day)), "{format}");
            }
        }
    }
    let options = |rng: &mut Rng| rng.below(FORMATS.len());
    let check = |format: &usize, input: &[u8]| {
        let text = String::from_utf8_lossy(input);
        let text = text.trim();
        let format = FORMATS[*format];
        let found = DateParser::new(&[format.to_owned()]).parse(text);
        let slow = slow_date(text, format);
        let same = match (found, slow) {
            (None, None) => slow_moment(text, format).is_none(),
            (Some(found), None) => match slow_moment(text, format) {
                Some((day, Some(time), ahead)) => i64::from(day) * 86_400 + time - ahead == found.instant() / 1_000_000,
                Some((day, None, _)) => (found.day.0, found.time) == (day, None),
                None => false,
            },
            (Some(found), Some((day, time))) => {
                found.day.0 == day
                    && found.time.map(|time| i64::from(time.0)) == time
                    && found.short_year == (format.contains("%y"))
            }
            _ => false,
        };
        let iso = (text.len() == 10).then(|| slow_date(text, "%Y-%m-%d")).flatten();
        let iso = iso.filter(|_| text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()));
        if !same {
            return Err(format!("{format}: the program reads {found:?}, slow reading {slow:?}"));
        }
        if Day::from_iso(text).map(|day| day.0) != iso.map(|(day, _)| day) {
            return Err(format!("as ISO 8601 the program reads {:?}, slow reading {iso:?}", Day::from_iso(text)));
        }
        Ok(())
    };
    Target { name: "dates", tokens: TOKENS, most: 40, letters: Some((b"0129/-", 5)), options: &options, check: &check }
        .run();
}

#[test]
fn nhs_numbers_are_what_modulus_11_says() {
    let check = |(): &(), input: &[u8]| {
        let text = String::from_utf8_lossy(input);
        let text = failed_contact::text::trim(&text);
        let found = match NhsCell::read(text) {
            NhsCell::Valid(number) => Some(number.digits()),
            NhsCell::Blank if !text.is_empty() => return Err("blank, but it is not".to_owned()),
            NhsCell::Blank | NhsCell::Invalid => None,
        };
        let slow = slow_nhs(text);
        if found == slow { Ok(()) } else { Err(format!("the program reads {found:?}, slow reading {slow:?}")) }
    };
    // Every last digit of many numbers: one is right, or none.
    let mut rng = Rng::new(crate::drive::seed());
    for _ in 0..2_000 {
        let first = format!("{:09}", rng.below(1_000_000_000));
        for last in 0..10 {
            check(&(), format!("{first}{last}").as_bytes()).unwrap();
        }
    }
    let options = |_: &mut Rng| ();
    Target { name: "nhs", tokens: TOKENS, most: 40, letters: None, options: &options, check: &check }.run();
}

#[test]
fn ages_and_months_are_what_counting_says() {
    let mut rng = Rng::new(crate::drive::seed());
    for _ in 0..4_000 {
        let born = Day(number(1990, 1, 1).unwrap() + rng.below(13_000) as i32);
        // Half of them on a leap day's neighbours.
        let born = if rng.once_in(2) {
            Day(number(1988 + 4 * rng.below(12) as i64, 2, 28).unwrap() + rng.below(3) as i32)
        } else {
            born
        };
        let day = Day(born.0 + rng.below(9_000) as i32 - 400);
        let (birth_year, birth_month, birth_day) = civil(born.0);
        let mut age = 0;
        for year in birth_year + 1..birth_year + 40 {
            // Born on 29 February: a year older on 1 March.
            let birthday = number(year, birth_month, birth_day).unwrap_or_else(|| number(year, 3, 1).unwrap());
            age += i32::from(birthday <= day.0);
        }
        assert_eq!(born.age_on(day), age, "{born} {day}");
        let (year, month, in_month) = civil(day.0);
        assert_eq!(day.to_string(), format!("{year:04}-{month:02}-{in_month:02}"));
        assert_eq!(Month::of(day).last_day().0, number(year, month, days_in(year, month)).unwrap());
        let ends = in_month == days_in(year, month);
        assert_eq!(Month::last_complete(day), Month::of(day).plus(if ends { 0 } else { -1 }));
        for years in [1_i64, 2, 17, 18] {
            let later = number(year + years, month, in_month).unwrap_or_else(|| number(year + years, 2, 28).unwrap());
            assert_eq!(day.plus_years(years as u32).0, later, "{day} {years}");
        }
    }
}

/// Year, month and day of a day, found by walking.
fn civil(day: i32) -> (i64, i64, i64) {
    let mut year = 1;
    while number(year + 1, 1, 1).unwrap() <= day {
        year += 1;
    }
    let month = (1..=12).rev().find(|month| number(year, *month, 1).unwrap() <= day).unwrap();
    (year, month, i64::from(day - number(year, month, 1).unwrap()) + 1)
}

#[test]
fn a_format_that_a_configuration_may_have_never_reads_another_day() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("x.csv"), "").unwrap();
    let check = |day: &i32, input: &[u8]| {
        let Ok(format) = std::str::from_utf8(input) else { return Ok(()) };
        if format.chars().any(|c| c.is_control() || c == '"' || c == '\\') {
            return Ok(());
        }
        let text = format!(
            "organisation = \"T\"\n[[contacts]]\nname = \"x\"\nfiles = [\"x.csv\"]\ndate_format = \"{format}\"\n\
             [contacts.columns]\nnhs_number = \"n\"\nservice = \"s\"\ndate = \"d\"\noutcome = \"o\"\n"
        );
        let mut problems = Vec::new();
        if failed_contact::config::parse(&text, "c.toml", folder.path(), None, &mut problems).is_none() {
            return if problems.is_empty() { Err("refused without a word".to_owned()) } else { Ok(()) };
        }
        let moment = Day(*day).date().and_hms_opt(9, 30, 0).unwrap();
        let mut shown = String::new();
        if std::fmt::Write::write_fmt(&mut shown, format_args!("{}", moment.format(format))).is_err() {
            // A code for what this moment has not, such as an offset.
            return Ok(());
        }
        match DateParser::new(&[format.to_owned()]).parse(shown.trim()) {
            Some(found) if found.day.0 != *day && !found.short_year => {
                Err(format!("{shown} is read as {}, not as {}", found.day, Day(*day)))
            }
            _ => Ok(()),
        }
    };
    let options = |rng: &mut Rng| number(1990, 1, 1).unwrap() + rng.below(20_000) as i32;
    Target { name: "formats", tokens: CODES, most: 40, letters: None, options: &options, check: &check }.run();
}
