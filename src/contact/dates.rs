//! Dates and times as extracts write them, by the formats that the configuration names.

use chrono::format::{Item, Numeric, Parsed, StrftimeItems, parse_and_remainder};
use chrono::{NaiveTime, Timelike};

use super::memo::Memo;
pub use super::quick::Plain;
use super::quick::Quick;
use crate::config::settings::Formats;
use crate::day::{Day, Time};
use crate::extract::cell::{Cell, WINDOW};

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
    /// The short cuts for those that may be tried before the others.
    quick: Vec<Quick>,
    remembered: Memo<Option<Moment>>,
}

impl DateParser {
    fn new<S: AsRef<str>>(formats: &[S]) -> Self {
        let formats: Vec<Format> = formats
            .iter()
            .filter_map(|text| {
                let items = StrftimeItems::new(text.as_ref()).parse_to_owned().ok()?;
                let has = |wanted: &Numeric| items.iter().any(|i| matches!(i, Item::Numeric(n, _) if n == wanted));
                let short_year = has(&Numeric::YearMod100) && !has(&Numeric::Year);
                Some(Format { items, short_year })
            })
            .collect();
        let quick = formats.iter().enumerate().filter_map(|(at, format)| {
            let quick = Quick::for_date(&format.items)?;
            formats[..at].iter().all(|earlier| quick.excludes(&earlier.items)).then_some(quick)
        });
        Self { quick: quick.collect(), formats, remembered: Memo::default() }
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

    /// What a cell says that is plainly written in one of the formats.
    #[inline]
    pub fn plainly(&self, cell: Cell<'_>) -> Option<Plain> {
        for quick in &self.quick {
            if let Some(plain) = quick.date(cell) {
                return Some(plain);
            }
        }
        None
    }

    /// What a trimmed text says, if one of the formats fits all of it.
    pub fn parse(&mut self, text: &str) -> Option<Moment> {
        let mut window = [0; WINDOW];
        if let Some(moment) = with_window(text, &mut window).and_then(|cell| self.plainly(cell)) {
            return Some(moment.into());
        }
        let cell = Cell::new(text.as_bytes(), text.len());
        if let Some(known) = self.remembered.find(cell) {
            return known;
        }
        let moment = self.formats.iter().find_map(|format| parse(text, format));
        self.remembered.keep(cell, moment);
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

impl From<Plain> for Moment {
    #[inline]
    fn from(plain: Plain) -> Self {
        let Plain { day, time, short_year } = plain;
        let instant = (i64::from(day.0) * 86_400 + i64::from(time.map_or(0, |t| t.0))) * 1_000_000;
        Self { day, time, instant, short_year }
    }
}

/// A short text as a cell with something behind it.
fn with_window<'a>(text: &str, window: &'a mut [u8; WINDOW]) -> Option<Cell<'a>> {
    window.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
    Some(Cell::new(window, text.len()))
}

/// Reads times of day by a list of formats.
pub struct TimeParser {
    formats: Vec<Vec<Item<'static>>>,
    /// The short cut for the first of them.
    quick: Option<Quick>,
    remembered: Memo<Option<Time>>,
}

impl TimeParser {
    /// The parser for the time of a contact.
    pub fn new(formats: &Formats) -> Self {
        let formats: Vec<Vec<Item<'static>>> =
            formats.time.iter().filter_map(|t| StrftimeItems::new(t).parse_to_owned().ok()).collect();
        let quick = formats.first().and_then(|first| Quick::for_time(first));
        Self { formats, quick, remembered: Memo::default() }
    }

    /// The time of a cell that is plainly written in the first of the formats.
    #[inline]
    pub fn plainly(&self, cell: Cell<'_>) -> Option<Time> {
        self.quick.as_ref()?.time(cell)
    }

    /// What a trimmed text says.
    pub fn parse(&mut self, text: &str) -> Option<Time> {
        let mut window = [0; WINDOW];
        if let Some(time) = with_window(text, &mut window).and_then(|cell| self.plainly(cell)) {
            return Some(time);
        }
        let cell = Cell::new(text.as_bytes(), text.len());
        if let Some(known) = self.remembered.find(cell) {
            return known;
        }
        let time = self.formats.iter().find_map(|items| {
            let parsed = fields(text, items)?;
            time_of(&parsed)
        });
        self.remembered.keep(cell, time);
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

/// Reads a text item by item, as chrono does, but for years, which take exactly the digits that their format says (chrono
/// reads `26` as the year 26, and `6` as 2006), and for numbers that follow one another without anything between
/// (`%d%m%y`): where a spreadsheet has dropped a leading zero there, nobody can tell which number is short.
fn fields(text: &str, items: &[Item<'static>]) -> Option<Parsed> {
    let mut parsed = Parsed::new();
    let mut rest = text;
    for (at, item) in items.iter().enumerate() {
        let Item::Numeric(number, _) = item else {
            rest = parse_and_remainder(&mut parsed, rest, std::iter::once(item)).ok()?;
            continue;
        };
        let is_number = |item: Option<&Item<'_>>| matches!(item, Some(Item::Numeric(_, _)));
        let (behind, closed) =
            (is_number(items.get(at + 1)), is_number(at.checked_sub(1).and_then(|at| items.get(at))));
        let exactly = match number {
            Numeric::Year => Some(4),
            Numeric::YearMod100 => Some(2),
            Numeric::Month | Numeric::Day | Numeric::Hour | Numeric::Hour12 | Numeric::Minute | Numeric::Second
                if behind || closed =>
            {
                Some(2)
            }
            _ => None,
        };
        let Some(width) = exactly else {
            rest = parse_and_remainder(&mut parsed, rest, std::iter::once(item)).ok()?;
            continue;
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits < width || (digits > width && !behind) {
            return None;
        }
        let (own, further) = rest.split_at(width);
        if *number == Numeric::Year {
            parsed.set_year(own.parse().ok()?).ok()?;
        } else if !parse_and_remainder(&mut parsed, own, std::iter::once(item)).ok()?.is_empty() {
            return None;
        }
        rest = further;
    }
    rest.is_empty().then_some(parsed)
}

#[cfg(test)]
#[path = "dates_tests.rs"]
mod tests;
