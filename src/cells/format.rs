//! Reads a day and a time by one format.

use chrono::format::{Fixed, Item, Numeric, Parsed, StrftimeItems, parse_and_remainder};
use chrono::{NaiveTime, Timelike};

use super::quick::PlainDate;
use super::zone;
use crate::day::{Day, Time};

/// The format of a spreadsheet's day numbers: 45123 is 16 July 2023.
pub(crate) const EXCEL: &str = "excel";

/// A day, and perhaps a time, as read from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day; in UK time if the text names a zone.
    pub day: Day,
    /// The time of day, if the text has one.
    pub time: Option<Time>,
    /// Whether the year had two digits, so that the century is a guess.
    pub short_year: bool,
    /// Seconds of universal time, if the text names a zone.
    universal: Option<i64>,
    /// Microseconds after the second.
    fraction: i32,
}

/// Whether texts in a format name a zone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ZoneSuffix {
    /// No, since the format has no time of day. A zone may follow the date all the same (`2026-11-20Z`), but does not change
    /// the day.
    Never,
    /// Perhaps: the format has a time but no zone, and a zone may follow.
    Perhaps,
    /// Yes, at the end.
    Always,
    /// As the format's own items say, other than at the end.
    Within,
}

/// One format, parsed.
pub(super) struct Format {
    /// The items, without a zone at the end; empty for a spreadsheet's day numbers.
    pub(super) items: Vec<Item<'static>>,
    pub(super) day_numbers: bool,
    pub(super) short_year: bool,
    pub(super) zoned: ZoneSuffix,
}

impl Format {
    /// Parses a format; `None` if it is not valid.
    pub(super) fn new(text: &str) -> Option<Self> {
        if text == EXCEL {
            return Some(Self { items: Vec::new(), day_numbers: true, short_year: false, zoned: ZoneSuffix::Never });
        }
        let mut items = StrftimeItems::new(text).parse_to_owned().ok()?;
        let number = |wanted: &Numeric| has_number(&items, wanted);
        let short_year = number(&Numeric::YearMod100) && !number(&Numeric::Year);
        let timed = number(&Numeric::Minute) && (number(&Numeric::Hour) || number(&Numeric::Hour12));
        let has_zone_inside = |fixed: &Fixed| matches!(fixed, Fixed::RFC2822 | Fixed::RFC3339);
        let within = number(&Numeric::Timestamp) || has_fixed(&items, is_zone) || has_fixed(&items, has_zone_inside);
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

    /// Reads a text by this format. `zone` is the text split at a zone at its end, if it has one ([`zone::split`]).
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

/// Removes an offset or a literal `Z` from the end of a format, and returns whether there was one.
fn take_zone(items: &mut Vec<Item<'static>>) -> bool {
    // The item for `%#z` has no public name in chrono.
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
    /// Microseconds of universal time, for comparing moments. A text without a zone is in UK time.
    pub fn instant(self) -> i64 {
        let fraction = i64::from(self.fraction);
        match self.universal {
            Some(seconds) => seconds * 1_000_000 + fraction,
            None => zone::instant(self.day, self.time, fraction),
        }
    }

    /// Converts to UK time, given that this is the time of clocks `ahead` seconds ahead of universal time.
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

/// The day that Excel's numbers count from, for dates from 1 March 1900 on: Excel counts a 29 February 1900, which did not exist.
const DAY_NOUGHT: Day = Day(693_594);
/// Excel's numbers from 1 March 1900 to the last day that it knows.
const NUMBERS: std::ops::RangeInclusive<i32> = 61..=2_958_465;

/// Reads a spreadsheet's day number; its fraction is the part of the day that has passed.
fn of_day_number(text: &str) -> Option<Moment> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    let number: i32 = whole.parse().ok().filter(|number| NUMBERS.contains(number))?;
    let seconds = format!("0.{part}0").parse::<f64>().map_or(0, |part| (part * 86_400.0).round() as i32);
    // `46183.0` is a whole number that a program wrote as a fraction, and has no time.
    let timed = part.bytes().any(|byte| byte != b'0');
    let (day, seconds) = if seconds < 86_400 { (number, seconds) } else { (number + 1, 0) };
    let time = timed.then_some(Time(seconds));
    Some(Moment { day: DAY_NOUGHT.plus(day), time, short_year: false, universal: None, fraction: 0 })
}

/// Whether a text looks like a spreadsheet's day number between 1 January 1980 and 31 December 2079.
pub(crate) fn looks_like_day_number(text: &str) -> bool {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    of_day_number(text).is_some() && whole.parse().is_ok_and(|number: i32| (29_221..=65_745).contains(&number))
}

/// Reads a text by the items of a format. A zone at its end is not expected.
pub(super) fn parse(text: &str, format: &Format) -> Option<Moment> {
    if format.day_numbers {
        return of_day_number(text);
    }
    let parsed = fields(text, &format.items)?;
    let fraction = (parsed.nanosecond().unwrap_or(0) / 1000).cast_signed();
    if parsed.timestamp().is_some() {
        // Seconds of universal time since 1970 (`%s`) are enough; anything else in the text must agree with them.
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

/// The time of day, if the parsed fields make one.
pub(super) fn time_of(parsed: &Parsed) -> Option<Time> {
    let time: NaiveTime = parsed.to_naive_time().ok()?;
    Some(Time(time.num_seconds_from_midnight().cast_signed()))
}

/// Reads a text item by item as chrono does, but stricter in two ways. A year takes exactly the digits that its format says:
/// chrono reads `26` as the year 26, and `6` as 2006. And so do numbers with nothing between them (`%d%m%y`): if a spreadsheet
/// has dropped a leading zero there, nobody can tell which number is short.
pub(super) fn fields(text: &str, items: &[Item<'static>]) -> Option<Parsed> {
    let mut parsed = Parsed::new();
    let mut rest = text;
    for (at, item) in items.iter().enumerate() {
        if let (Item::Numeric(Numeric::Timestamp, _), Some(next)) = (item, items.get(at + 1))
            && StrftimeItems::new("%3f").next().as_ref() == Some(next)
        {
            // `%s%3f`, milliseconds since 1970: chrono would take all digits for seconds.
            let (seconds, milliseconds) = rest.split_at_checked(rest.len().checked_sub(3)?)?;
            if !parse_and_remainder(&mut parsed, seconds, std::iter::once(item)).ok()?.is_empty() {
                return None;
            }
            rest = milliseconds;
            continue;
        }
        let Item::Numeric(number, _) = item else {
            rest = parse_and_remainder(&mut parsed, rest, std::iter::once(item)).ok()?;
            continue;
        };
        let is_number = |item: Option<&Item<'_>>| matches!(item, Some(Item::Numeric(_, _)));
        let number_follows = is_number(items.get(at + 1));
        let follows_number = is_number(at.checked_sub(1).and_then(|before| items.get(before)));
        let exact_width = match number {
            Numeric::Year => Some(4),
            Numeric::YearMod100 => Some(2),
            Numeric::Month | Numeric::Day | Numeric::Hour | Numeric::Hour12 | Numeric::Minute | Numeric::Second
                if number_follows || follows_number =>
            {
                Some(2)
            }
            _ => None,
        };
        let Some(width) = exact_width else {
            rest = parse_and_remainder(&mut parsed, rest, std::iter::once(item)).ok()?;
            continue;
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits < width || (digits > width && !number_follows) {
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
