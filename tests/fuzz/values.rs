//! Dates, times, NHS numbers and ages against slow readings of their own.

use chrono::Datelike;
use failed_contact::cells::dates::DateParser;
use failed_contact::cells::nhs::NhsCell;
use failed_contact::day::{Day, Month};

use crate::drive::Target;
use crate::rng::Rng;
use crate::slow_dates::{civil, days_in, number, slow_date, slow_moment};

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
/// Codes of formats.
const CODES: &[&[u8]] = &[
    b"%Y", b"%y", b"%m", b"%d", b"%b", b"%B", b"%h", b"%e", b"%j", b"%H", b"%I", b"%M", b"%S", b"%p", b"%P", b"%F",
    b"%D", b"%T", b"%R", b"%s", b"%+", b"%c", b"%x", b"%X", b"%r", b"%v", b"%A", b"%a", b"%u", b"%G", b"%V", b"%C",
    b"%q", b"%z", b"%:z", b"%#z", b"%.f", b"%3f", b"%-d", b"%_d", b"%0d", b"%-m", b"%n", b"%t", b"%%", b" ", b"/",
    b"-", b".", b":", b"T", b"%", b"%k", b"%l",
];

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
        if let Err(problems) = failed_contact::config::parse(&text, "c.toml", folder.path()) {
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
