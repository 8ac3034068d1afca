//! Dates and times as extracts write them, by the formats that the configuration names.

use std::collections::HashMap;

use chrono::format::{Item, Numeric, Parsed, StrftimeItems, parse_and_remainder};
use chrono::{NaiveTime, Timelike};
use foldhash::fast::FixedState;

use crate::config::settings::Formats;
use crate::day::{Day, Time};

/// The forms of ISO 8601 that systems write, tried after the configured ones. A blank may stand for the `T`.
const ISO_8601: [&str; 7] = [
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f%#z",
];

/// How many different texts a parser remembers.
const REMEMBERED: usize = 1 << 16;

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// The time of day, where the text has one.
    pub time: Option<Time>,
    /// Microseconds of the moment, in universal time where the text names an offset: for telling which is later.
    pub instant: i64,
    /// The year had two digits, so that the century is a guess.
    pub short_year: bool,
}

struct Format {
    items: Vec<Item<'static>>,
    short_year: bool,
}

/// Reads dates by a list of formats, tried in order. Remembers what it has read, since dates repeat.
pub struct DateParser {
    formats: Vec<Format>,
    remembered: HashMap<Box<str>, Option<Moment>, FixedState>,
}

impl DateParser {
    fn new<S: AsRef<str>>(formats: &[S]) -> Self {
        let formats = formats
            .iter()
            .filter_map(|text| {
                let items = StrftimeItems::new(text.as_ref()).parse_to_owned().ok()?;
                let has = |wanted: &Numeric| items.iter().any(|i| matches!(i, Item::Numeric(n, _) if n == wanted));
                let short_year = has(&Numeric::YearMod100) && !has(&Numeric::Year);
                Some(Format { items, short_year })
            })
            .collect();
        Self { formats, remembered: HashMap::default() }
    }

    /// The parser for the dates of reviews, by their own formats.
    pub fn for_reviews(formats: &[String]) -> Self {
        Self::new(formats)
    }

    /// The parser for the date of a contact.
    pub fn for_date(formats: &Formats) -> Self {
        Self::new(&formats.date)
    }

    /// The parser for another date, with its own formats if it has them; else the contact's date format, that with the
    /// time format behind it, and ISO 8601.
    pub fn for_other(own: Option<&Vec<String>>, formats: &Formats) -> Self {
        match own {
            Some(own) => Self::new(own),
            None => Self::new(&Self::usual(formats)),
        }
    }

    /// The parser for a date of death: as a date of birth is written, or in any of the usual ways.
    pub fn for_death(formats: &Formats) -> Self {
        let own = formats.birth_date.iter().flatten().cloned();
        Self::new(&own.chain(Self::usual(formats)).collect::<Vec<_>>())
    }

    fn usual(formats: &Formats) -> Vec<String> {
        let with_time = formats.date.iter().flat_map(|d| formats.time.iter().map(move |t| format!("{d} {t}")));
        formats.date.iter().cloned().chain(with_time).chain(ISO_8601.map(String::from)).collect()
    }

    /// What a trimmed text says, if one of the formats fits all of it.
    pub fn parse(&mut self, text: &str) -> Option<Moment> {
        if let Some(known) = self.remembered.get(text) {
            return *known;
        }
        let moment = self.formats.iter().find_map(|format| parse(text, format));
        if self.remembered.len() < REMEMBERED {
            self.remembered.insert(text.into(), moment);
        }
        moment
    }

    /// Whether a text that does not parse would, with day and month in the other order.
    pub fn fits_other_order(&self, text: &str) -> bool {
        self.formats.iter().any(|format| {
            let swapped = format.items.iter().map(|item| match item {
                Item::Numeric(Numeric::Day, pad) => Item::Numeric(Numeric::Month, *pad),
                Item::Numeric(Numeric::Month, pad) => Item::Numeric(Numeric::Day, *pad),
                other => other.clone(),
            });
            parse(text, &Format { items: swapped.collect(), short_year: format.short_year }).is_some()
        })
    }
}

/// Reads times of day by a list of formats.
pub struct TimeParser {
    formats: Vec<Vec<Item<'static>>>,
    remembered: HashMap<Box<str>, Option<Time>, FixedState>,
}

impl TimeParser {
    /// The parser for the time of a contact.
    pub fn new(formats: &Formats) -> Self {
        let formats = formats.time.iter().filter_map(|t| StrftimeItems::new(t).parse_to_owned().ok()).collect();
        Self { formats, remembered: HashMap::default() }
    }

    /// What a trimmed text says.
    pub fn parse(&mut self, text: &str) -> Option<Time> {
        if let Some(known) = self.remembered.get(text) {
            return *known;
        }
        let time = self.formats.iter().find_map(|items| {
            let parsed = fields(text, items)?;
            time_of(&parsed)
        });
        if self.remembered.len() < REMEMBERED {
            self.remembered.insert(text.into(), time);
        }
        time
    }
}

fn parse(text: &str, format: &Format) -> Option<Moment> {
    let parsed = fields(text, &format.items)?;
    let (date, time) = if parsed.timestamp().is_some() {
        // Seconds since 1970 (`%s`) say both; whatever else the text says must agree.
        let moment = parsed.to_naive_datetime_with_offset(parsed.offset().unwrap_or(0)).ok()?;
        (moment.date(), Some(Time(moment.num_seconds_from_midnight() as i32)))
    } else {
        (parsed.to_naive_date().ok()?, time_of(&parsed))
    };
    let day = Day::of(date);
    if time.is_none() && (parsed.hour_mod_12().is_some() || parsed.hour_div_12().is_some()) {
        return None;
    }
    let fraction = i64::from(parsed.nanosecond().unwrap_or(0) / 1000);
    let local = i64::from(day.0) * 86_400 + i64::from(time.map_or(0, |t| t.0));
    let instant = (local - i64::from(parsed.offset().unwrap_or(0))) * 1_000_000 + fraction;
    Some(Moment { day, time, instant, short_year: format.short_year })
}

fn time_of(parsed: &Parsed) -> Option<Time> {
    let time: NaiveTime = parsed.to_naive_time().ok()?;
    Some(Time(time.num_seconds_from_midnight() as i32))
}

/// Reads a text item by item, as chrono does, but for `%Y`, which takes exactly four digits here: chrono reads `26` as
/// the year 26. And of numbers that follow one another without a separator each takes all its digits: `2026111` would
/// else be the first of November, and might be the eleventh of January.
fn fields(text: &str, items: &[Item<'static>]) -> Option<Parsed> {
    let mut parsed = Parsed::new();
    let mut rest = text;
    for (place, item) in items.iter().enumerate() {
        if is_number(items.get(place + 1)) || is_number(place.checked_sub(1).and_then(|before| items.get(before))) {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits < all_digits(item) {
                return None;
            }
        }
        if matches!(item, Item::Numeric(Numeric::Year, _)) {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            // What follows without a separator (`%Y%m%d`) is digits too: then the first four are the year.
            let closed = digits == 4 || (digits > 4 && is_number(items.get(place + 1)));
            if !closed {
                return None;
            }
            parsed.set_year(rest[..4].parse().ok()?).ok()?;
            rest = &rest[4..];
        } else {
            rest = parse_and_remainder(&mut parsed, rest, std::iter::once(item)).ok()?;
        }
    }
    rest.is_empty().then_some(parsed)
}

const fn is_number(item: Option<&Item<'_>>) -> bool {
    matches!(item, Some(Item::Numeric(..)))
}

/// How many digits a number of a date or a time has with its leading noughts; 0 for what is none.
const fn all_digits(item: &Item<'_>) -> usize {
    use Numeric::{Day, Hour, Hour12, Minute, Month, Ordinal, Second, YearMod100};
    match item {
        Item::Numeric(Day | Month | YearMod100 | Hour | Hour12 | Minute | Second, _) => 2,
        Item::Numeric(Ordinal, _) => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(format: &str, text: &str) -> Option<String> {
        DateParser::new(&[format]).parse(text).map(|m| match m.time {
            None => m.day.to_string(),
            Some(time) => format!("{} {time}", m.day),
        })
    }

    #[test]
    fn dates_by_the_formats_of_real_systems() {
        for (format, text, expected) in [
            ("%d/%m/%Y", "18/11/2026", Some("2026-11-18")),
            ("%d/%m/%Y", "1/9/2026", Some("2026-09-01")),
            ("%d/%m/%Y", "31/02/2026", None),
            ("%d/%m/%Y", "00/00/2026", None),
            ("%d/%m/%Y", "11/18/2026", None),
            ("%d/%m/%Y", "18/11/26", None),
            ("%d/%m/%Y", "18/11/02026", None),
            ("%d/%m/%Y", "18/11/+2026", None),
            ("%d/%m/%Y", "18/11/2026 ", None),
            ("%d/%m/%Y", "18/11/2026 09:30", None),
            ("%d/%m/%y", "18/11/26", Some("2026-11-18")),
            ("%d-%b-%Y %H:%M", "18-Nov-2026 09:30", Some("2026-11-18 09:30")),
            ("%d-%b-%Y %H:%M", "18-NOV-2026 09:30", Some("2026-11-18 09:30")),
            ("%d-%b-%Y %H:%M", "18-Nov-2026 24:30", None),
            ("%Y%m%d", "20261118", Some("2026-11-18")),
            // 1 November, or 11 January?
            ("%Y%m%d", "2026111", None),
            ("%d%m%Y", "01112026", Some("2026-11-01")),
            ("%d%m%Y", "1112026", None),
            ("%e%m/%Y", "106/2003", None),
            ("%Y%j", "2026322", Some("2026-11-18")),
            ("%Y%j", "202632", None),
            ("%Y%m%d%H%M", "202611180930", Some("2026-11-18 09:30")),
            ("%Y%m%d%H%M", "20261118930", None),
            ("%d%b%y", "8Nov26", Some("2026-11-08")),
            ("%Y-%m-%dT%H:%M:%S", "2026-11-18T09:30:15", Some("2026-11-18 09:30:15")),
            ("%d/%m/%Y %I:%M %p", "18/11/2026 01:05 pm", Some("2026-11-18 13:05")),
            ("%s", "1794994215", Some("2026-11-18 09:30:15")),
            ("%Y %s", "2026 1794994215", Some("2026-11-18 09:30:15")),
            ("%F %s", "2026-11-17 1794994215", None),
        ] {
            assert_eq!(date(format, text).as_deref(), expected, "{format} {text}");
        }
    }

    #[test]
    fn other_dates_are_read_in_the_usual_ways() {
        let formats = Formats {
            date: vec!["%d/%m/%Y".into()],
            time: vec!["%H:%M".into()],
            birth_date: None,
            booked_on: None,
            recorded_at: None,
            details_changed_on: None,
        };
        let mut parser = DateParser::for_other(None, &formats);
        for text in ["18/11/2026", "18/11/2026 09:30", "2026-11-18", "2026-11-18T09:30:00Z", "2026-11-18 09:30:00.123"]
        {
            assert_eq!(parser.parse(text).map(|m| m.day.to_string()).as_deref(), Some("2026-11-18"), "{text}");
        }
        assert_eq!(parser.parse("18.11.2026"), None);
        let early = parser.parse("2026-11-18T09:30:00+01:00").unwrap().instant;
        let late = parser.parse("2026-11-18T09:30:00Z").unwrap().instant;
        assert_eq!(late - early, 3_600_000_000, "an offset moves the instant, not the day");
    }

    #[test]
    fn a_time_that_has_lost_its_nought_is_no_other_time() {
        let formats = Formats {
            date: Vec::new(),
            time: vec!["%H%M".into()],
            birth_date: None,
            booked_on: None,
            recorded_at: None,
            details_changed_on: None,
        };
        let mut parser = TimeParser::new(&formats);
        for (text, expected) in [("0130", Some("01:30")), ("1330", Some("13:30")), ("130", None), ("930", None)] {
            assert_eq!(parser.parse(text).map(|time| time.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_column_in_the_other_order_is_recognised() {
        let parser = DateParser::new(&["%d/%m/%Y"]);
        assert!(parser.fits_other_order("11/18/2026"));
        assert!(!parser.fits_other_order("32/18/2026"));
    }
}
