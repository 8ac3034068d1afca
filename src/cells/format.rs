//! What a text says of a day and a time by one format.

use chrono::format::{Fixed, Item, Numeric, Parsed, StrftimeItems, parse_and_remainder};
use chrono::{NaiveTime, Timelike};

use super::quick::PlainDate;
use super::zone;
use crate::day::{Day, Time};

/// The format of a spreadsheet's day numbers: 45123 is 16 July 2023.
pub(crate) const EXCEL: &str = "excel";

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day, in the United Kingdom where the text names a zone.
    pub day: Day,
    /// The time of day, where the text has one.
    pub time: Option<Time>,
    /// The year had two digits, so that the century is a guess.
    pub short_year: bool,
    /// Seconds of universal time, where the text names a zone.
    universal: Option<i64>,
    /// Microseconds behind the second.
    fraction: i32,
}

/// Whether texts of a format name a zone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ZoneSuffix {
    /// No: it has no time of day. A zone may stand behind the date all the same (`2026-11-20Z`), and moves no day: the day is the
    /// one that is written.
    Never,
    /// They may: the format says nothing of it, and a zone may stand behind what it says.
    Perhaps,
    /// Yes, at their end, behind what the other items say.
    Always,
    /// As its items say.
    Within,
}

/// One format, taken apart.
pub(super) struct Format {
    /// Without a zone at the end; none where it is a spreadsheet's day numbers.
    pub(super) items: Vec<Item<'static>>,
    pub(super) day_numbers: bool,
    pub(super) short_year: bool,
    pub(super) zoned: ZoneSuffix,
}

impl Format {
    pub(super) fn new(text: &str) -> Option<Self> {
        if text == EXCEL {
            return Some(Self { items: Vec::new(), day_numbers: true, short_year: false, zoned: ZoneSuffix::Never });
        }
        let mut items = StrftimeItems::new(text).parse_to_owned().ok()?;
        let number = |wanted: &Numeric| has_number(&items, wanted);
        let short_year = number(&Numeric::YearMod100) && !number(&Numeric::Year);
        let timed = number(&Numeric::Minute) && (number(&Numeric::Hour) || number(&Numeric::Hour12));
        let whole = |fixed: &Fixed| matches!(fixed, Fixed::RFC2822 | Fixed::RFC3339);
        let within = number(&Numeric::Timestamp) || has_fixed(&items, is_zone) || has_fixed(&items, whole);
        let zoned = if timed && take_zone(&mut items) && !has_fixed(&items, is_zone) {
            ZoneSuffix::Always
        } else if within {
            ZoneSuffix::Within
        } else if timed {
            ZoneSuffix::Perhaps
        } else {
            ZoneSuffix::Never
        };
        Some(Self { items, day_numbers: false, short_year, zoned })
    }

    /// What a text says by this format, without a zone behind it or with one.
    pub(super) fn parse(&self, text: &str, zone: Option<(&str, i32)>) -> Option<Moment> {
        match (self.zoned, zone) {
            (ZoneSuffix::Always, Some((rest, ahead))) => Some(parse(rest, self)?.of_zone(ahead)),
            (ZoneSuffix::Always, None) => None,
            _ => parse(text, self),
        }
    }
}

fn has_number(items: &[Item<'static>], wanted: &Numeric) -> bool {
    items.iter().any(|item| matches!(item, Item::Numeric(number, _) if number == wanted))
}

fn has_fixed(items: &[Item<'static>], wanted: impl Fn(&Fixed) -> bool) -> bool {
    items.iter().any(|item| matches!(item, Item::Fixed(fixed) if wanted(fixed)))
}

const fn is_zone(fixed: &Fixed) -> bool {
    matches!(
        fixed,
        Fixed::TimezoneName
            | Fixed::TimezoneOffset
            | Fixed::TimezoneOffsetZ
            | Fixed::TimezoneOffsetColon
            | Fixed::TimezoneOffsetColonZ
            | Fixed::TimezoneOffsetDoubleColon
            | Fixed::TimezoneOffsetTripleColon
    )
}

/// Takes an offset, or a `Z` that is written out, off the end of a format, if it is there.
fn take_zone(items: &mut Vec<Item<'static>>) -> bool {
    // `%#z`, as chrono calls it in private.
    let short = StrftimeItems::new("%#z").next();
    let ends = match items.last() {
        Some(Item::Fixed(Fixed::TimezoneName)) | None => false,
        Some(item @ Item::Fixed(fixed)) => is_zone(fixed) || Some(item) == short.as_ref(),
        Some(Item::OwnedLiteral(text)) => text.eq_ignore_ascii_case("z"),
        Some(_) => false,
    };
    if ends {
        items.pop();
        while matches!(items.last(), Some(Item::OwnedSpace(_) | Item::Space(_))) {
            items.pop();
        }
    }
    ends
}

impl Moment {
    /// Microseconds of universal time, for telling which of two is later. A text without a zone is in the time of the United
    /// Kingdom.
    pub fn instant(self) -> i64 {
        let fraction = i64::from(self.fraction);
        match self.universal {
            Some(seconds) => seconds * 1_000_000 + fraction,
            None => zone::instant(self.day, self.time, fraction),
        }
    }

    /// The moment that clocks show so which are so many seconds ahead of universal time.
    pub(super) fn of_zone(self, ahead: i32) -> Self {
        let shown = i64::from(self.day.0) * 86_400 + i64::from(self.time.map_or(0, |time| time.0));
        let universal = shown - i64::from(ahead);
        let (day, time) = zone::local(universal);
        Self { day, time: Some(time), universal: Some(universal), ..self }
    }
}

impl From<PlainDate> for Moment {
    #[inline]
    fn from(plain: PlainDate) -> Self {
        let PlainDate { day, time, short_year } = plain;
        Self { day, time, short_year, universal: None, fraction: 0 }
    }
}

/// The day before the first that Excel numbers, as it numbers from 1 March 1900 on: it has a 29 February in 1900.
const DAY_NOUGHT: Day = Day(693_594);
/// Excel's number of 1 March 1900, and of the last day that it knows.
const NUMBERS: std::ops::RangeInclusive<i32> = 61..=2_958_465;

/// What a spreadsheet's day number says; behind its point is the part of the day that has passed.
fn of_day_number(text: &str) -> Option<Moment> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    let number: i32 = whole.parse().ok().filter(|number| NUMBERS.contains(number))?;
    let seconds = format!("0.{part}0").parse::<f64>().map_or(0, |part| (part * 86_400.0).round() as i32);
    // `46183.0` is a whole number that a program wrote as a fraction: it says no time.
    let timed = part.bytes().any(|byte| byte != b'0');
    let (day, seconds) = if seconds < 86_400 { (number, seconds) } else { (number + 1, 0) };
    let time = timed.then_some(Time(seconds));
    Some(Moment { day: DAY_NOUGHT.plus(day), time, short_year: false, universal: None, fraction: 0 })
}

/// Whether a text looks like a spreadsheet's day number of our days: 1 January 1980 to 31 December 2079.
pub(crate) fn looks_like_day_number(text: &str) -> bool {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    of_day_number(text).is_some() && whole.parse().is_ok_and(|number: i32| (29_221..=65_745).contains(&number))
}

/// What a text says by a format, whatever zone stands behind it.
pub(super) fn parse(text: &str, format: &Format) -> Option<Moment> {
    if format.day_numbers {
        return of_day_number(text);
    }
    let parsed = fields(text, &format.items)?;
    let fraction = (parsed.nanosecond().unwrap_or(0) / 1000).cast_signed();
    if parsed.timestamp().is_some() {
        // Seconds of universal time since 1970 (`%s`) say all; whatever else the text says must agree.
        let moment = parsed.to_naive_datetime_with_offset(parsed.offset().unwrap_or(0)).ok()?;
        let time = Time(moment.num_seconds_from_midnight().cast_signed());
        let shown = Moment {
            fraction,
            ..PlainDate { day: Day::of(moment.date()), time: Some(time), short_year: false }.into()
        };
        return Some(shown.of_zone(parsed.offset().unwrap_or(0)));
    }
    let (day, time) = (Day::of(parsed.to_naive_date().ok()?), time_of(&parsed));
    if time.is_none() && (parsed.hour_mod_12().is_some() || parsed.hour_div_12().is_some()) {
        return None;
    }
    let shown = Moment { fraction, ..PlainDate { day, time, short_year: format.short_year }.into() };
    Some(match parsed.offset() {
        Some(ahead) if time.is_some() => shown.of_zone(ahead),
        _ => shown,
    })
}

pub(super) fn time_of(parsed: &Parsed) -> Option<Time> {
    let time: NaiveTime = parsed.to_naive_time().ok()?;
    Some(Time(time.num_seconds_from_midnight().cast_signed()))
}

/// Reads a text item by item, as chrono does, but for years, which take exactly the digits that their format says (chrono
/// reads `26` as the year 26, and `6` as 2006), and for numbers that follow one another without anything between
/// (`%d%m%y`): where a spreadsheet has dropped a leading zero there, nobody can tell which number is short.
pub(super) fn fields(text: &str, items: &[Item<'static>]) -> Option<Parsed> {
    let mut parsed = Parsed::new();
    let mut rest = text;
    for (at, item) in items.iter().enumerate() {
        if let (Item::Numeric(Numeric::Timestamp, _), Some(behind)) = (item, items.get(at + 1))
            && StrftimeItems::new("%3f").next().as_ref() == Some(behind)
        {
            // `%s%3f`: milliseconds since 1970. chrono takes all digits for seconds.
            let (seconds, further) = rest.split_at_checked(rest.len().checked_sub(3)?)?;
            if !parse_and_remainder(&mut parsed, seconds, std::iter::once(item)).ok()?.is_empty() {
                return None;
            }
            rest = further;
            continue;
        }
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
        let (item_text, after) = rest.split_at(width);
        if *number == Numeric::Year {
            parsed.set_year(item_text.parse().ok()?).ok()?;
        } else if !parse_and_remainder(&mut parsed, item_text, std::iter::once(item)).ok()?.is_empty() {
            return None;
        }
        rest = after;
    }
    rest.is_empty().then_some(parsed)
}
