//! The fast path for dates and times that are written as nearly all are: with every digit of their format, and nothing else.
//!
//! It is only a short cut: a text that is not plainly in the format is left to the lenient parser ([`super::dates`]). Literals
//! and digits are checked a word at a time, and the day is looked up in a table by year and month.

use chrono::format::{Fixed, Item, Numeric};

use super::cell::{Cell, WINDOW, words};
use crate::day::{Day, Time};

/// The highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;
/// Added to a byte from which `0` was removed, sets the highest bit if it is not a digit.
const DIGIT: u8 = 0x76;
/// Added to a byte from which a literal was removed, sets the highest bit if it is not that literal.
const NOTHING: u8 = 0x7F;

/// A format in which every part has a fixed length, as offsets in the text.
#[derive(Debug)]
pub(crate) struct FixedLayout {
    length: usize,
    words: [LayoutWord; 4],
    year: Option<YearAt>,
    month: Option<MonthAt>,
    day: Option<u8>,
    hour: Option<u8>,
    minute: Option<u8>,
    second: Option<u8>,
}

/// What eight bytes of a text must be.
#[derive(Clone, Copy, Debug, Default)]
struct LayoutWord {
    /// In each byte, `0` for a digit, or the literal.
    wanted: u64,
    /// All ones in each byte that must be a digit or a literal; other bytes may be anything.
    compared: u64,
    /// [`DIGIT`] or [`NOTHING`] in each byte.
    added: u64,
}

impl LayoutWord {
    /// Sets the highest bit of each byte that is not what it must be; other bits are arbitrary.
    #[inline(always)]
    const fn wrong(self, word: u64) -> u64 {
        let rest = (word ^ self.wanted) & self.compared;
        rest.wrapping_add(self.added) | rest
    }
}

#[derive(Clone, Copy, Debug)]
enum YearAt {
    Four(u8),
    /// Two digits, so that the century is a guess.
    Two(u8),
}

#[derive(Clone, Copy, Debug)]
enum MonthAt {
    Number(u8),
    Name(u8),
}

/// A date, and perhaps a time, that was read by a fixed layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainDate {
    /// The day.
    pub day: Day,
    /// The time of day, if the format has one.
    pub(crate) time: Option<Time>,
    /// Whether the year had two digits.
    pub(crate) short_year: bool,
}

impl FixedLayout {
    /// The layout of a format of a date, with or without a time, if it has a fixed one.
    pub(crate) fn for_date(items: &[Item<'_>]) -> Option<Self> {
        let quick = Self::new(items)?;
        let dated = quick.year.is_some() && quick.month.is_some() && quick.day.is_some();
        let timed = quick.hour.is_some() || quick.minute.is_some() || quick.second.is_some();
        (dated && (!timed || quick.has_time())).then_some(quick)
    }

    /// The layout of a format of a time of day, if it has a fixed one.
    pub(crate) fn for_time(items: &[Item<'_>]) -> Option<Self> {
        let quick = Self::new(items)?;
        let dated = quick.year.is_some() || quick.month.is_some() || quick.day.is_some();
        (quick.has_time() && !dated).then_some(quick)
    }

    const fn has_time(&self) -> bool {
        self.hour.is_some() && self.minute.is_some()
    }

    fn new(items: &[Item<'_>]) -> Option<Self> {
        let mut quick = Self {
            length: 0,
            words: [LayoutWord::default(); 4],
            year: None,
            month: None,
            day: None,
            hour: None,
            minute: None,
            second: None,
        };
        for item in items {
            let is_first = match item {
                Item::Numeric(Numeric::Year, _) => put(YearAt::Four(quick.digits(4)?), &mut quick.year),
                Item::Numeric(Numeric::YearMod100, _) => put(YearAt::Two(quick.digits(2)?), &mut quick.year),
                Item::Numeric(Numeric::Month, _) => put(MonthAt::Number(quick.digits(2)?), &mut quick.month),
                Item::Fixed(Fixed::ShortMonthName) => put(MonthAt::Name(quick.take(3)?), &mut quick.month),
                Item::Numeric(Numeric::Day, _) => put(quick.digits(2)?, &mut quick.day),
                Item::Numeric(Numeric::Hour, _) => put(quick.digits(2)?, &mut quick.hour),
                Item::Numeric(Numeric::Minute, _) => put(quick.digits(2)?, &mut quick.minute),
                Item::Numeric(Numeric::Second, _) => put(quick.digits(2)?, &mut quick.second),
                // A fraction may be missing; texts that have one are left to the lenient parser.
                Item::Fixed(Fixed::Nanosecond) => quick.second.is_some(),
                Item::Literal(text) | Item::Space(text) => quick.literals(text)?,
                Item::OwnedLiteral(text) | Item::OwnedSpace(text) => quick.literals(text)?,
                _ => return None,
            };
            if !is_first {
                return None;
            }
        }
        Some(quick)
    }

    /// Reserves the next `bytes` bytes, and returns their offset. `None` if the layout is too long.
    fn take(&mut self, bytes: usize) -> Option<u8> {
        let at = self.length;
        self.length += bytes;
        (self.length <= WINDOW).then_some(at as u8)
    }

    /// Adds a byte that must be `wanted`, or a digit if `wanted` is `0` and `added` is [`DIGIT`].
    fn want(&mut self, wanted: u8, added: u8) -> Option<()> {
        let place = usize::from(self.take(1)?);
        let word = &mut self.words[place / 8];
        let at = 8 * (place % 8);
        word.wanted |= u64::from(wanted) << at;
        word.compared |= 0xFF << at;
        word.added |= u64::from(added) << at;
        Some(())
    }

    fn digits(&mut self, count: usize) -> Option<u8> {
        let at = self.length as u8;
        for _ in 0..count {
            self.want(b'0', DIGIT)?;
        }
        Some(at)
    }

    fn literals(&mut self, text: &str) -> Option<bool> {
        for byte in text.bytes() {
            // A literal digit could be part of a number, so the layout would not be certain.
            if byte.is_ascii_digit() || !byte.is_ascii() {
                return None;
            }
            self.want(byte, NOTHING)?;
        }
        Some(true)
    }

    /// The bytes of a text, if it has the format's literals and digits in the right places.
    #[inline(always)]
    fn window<'a>(&self, cell: Cell<'a>) -> Option<&'a [u8; WINDOW]> {
        if cell.len() != self.length {
            return None;
        }
        let window = cell.window()?;
        let [first, second, third, fourth] = words(window);
        let mut wrong = self.words[0].wrong(first) | self.words[1].wrong(second);
        if self.length > 16 {
            wrong |= self.words[2].wrong(third) | self.words[3].wrong(fourth);
        }
        (wrong & HIGH == 0).then_some(window)
    }

    /// The day, and the time if the format has one, of a text that is plainly written in the format.
    #[inline(always)]
    pub(crate) fn date(&self, cell: Cell<'_>) -> Option<PlainDate> {
        let window = self.window(cell)?;
        let two = |at: u8| two(window, at);
        let (year, short_year) = match self.year? {
            YearAt::Four(at) => (two(at).wrapping_mul(100).wrapping_add(two(at.wrapping_add(2))), false),
            YearAt::Two(at) => (two(at).wrapping_add(if two(at) < 70 { 2000 } else { 1900 }), true),
        };
        let month = match self.month? {
            MonthAt::Number(at) => two(at),
            MonthAt::Name(at) => named_month(window, at)?,
        };
        let day = day(year, month, two(self.day?))?;
        let time = if self.hour.is_some() { Some(self.time_in(window)?) } else { None };
        Some(PlainDate { day, time, short_year })
    }

    /// The time of day of a text that is plainly written in the format.
    #[inline(always)]
    pub(crate) fn time(&self, cell: Cell<'_>) -> Option<Time> {
        self.time_in(self.window(cell)?)
    }

    #[inline(always)]
    fn time_in(&self, window: &[u8; WINDOW]) -> Option<Time> {
        let (hour, minute) = (two(window, self.hour?), two(window, self.minute?));
        let second = self.second.map_or(0, |at| two(window, at));
        let seconds = hour.wrapping_mul(3600).wrapping_add(minute.wrapping_mul(60)).wrapping_add(second);
        (hour < 24 && minute < 60 && second < 60).then_some(Time(seconds as i32))
    }

    /// Whether another format certainly fits no text that this one fits: it has a literal that no such text has, or needs fewer
    /// or more digits. Only then may this format be tried before it.
    pub(crate) fn excludes(&self, other: &[Item<'_>]) -> bool {
        let literals: Vec<u8> = self.words.iter().flat_map(|word| word.wanted.to_le_bytes()).collect();
        let named = matches!(self.month, Some(MonthAt::Name(_)));
        let foreign = |text: &str| {
            let must_match = |byte: u8| byte.is_ascii_punctuation() || (byte.is_ascii_alphabetic() && !named);
            text.bytes().any(|byte| must_match(byte) && !literals.contains(&byte))
        };
        let (mut least, mut most) = (0, Some(0_u32));
        for item in other {
            let (few, many) = match item {
                Item::Literal(text) if foreign(text) => return true,
                Item::OwnedLiteral(text) if foreign(text) => return true,
                Item::Literal(text) if text.bytes().any(|byte| byte.is_ascii_digit()) => (0, None),
                Item::OwnedLiteral(text) if text.bytes().any(|byte| byte.is_ascii_digit()) => (0, None),
                Item::Literal(_)
                | Item::OwnedLiteral(_)
                | Item::Space(_)
                | Item::OwnedSpace(_)
                | Item::Fixed(Fixed::ShortMonthName | Fixed::LongMonthName | Fixed::LowerAmPm | Fixed::UpperAmPm) => {
                    (0, Some(0))
                }
                Item::Numeric(Numeric::Year, _) => (4, Some(4)),
                Item::Numeric(Numeric::YearMod100, _) => (2, Some(2)),
                Item::Numeric(
                    Numeric::Month | Numeric::Day | Numeric::Hour | Numeric::Hour12 | Numeric::Minute | Numeric::Second,
                    _,
                ) => (1, Some(2)),
                _ => (0, None),
            };
            least += few;
            most = most.zip(many).map(|(most, many)| most + many);
        }
        let added = self.words.iter().flat_map(|word| word.added.to_le_bytes());
        let digits = added.filter(|added| *added == DIGIT).count() as u32;
        digits < least || most.is_some_and(|most| digits > most)
    }
}

/// Sets a part, and returns whether it was not set before.
fn put<T>(value: T, slot: &mut Option<T>) -> bool {
    slot.replace(value).is_none()
}

/// The number made by the two digits at an offset, which must be within the window.
#[inline(always)]
fn two(window: &[u8; WINDOW], at: u8) -> u32 {
    let digit = |at: u8| u32::from(window[usize::from(at) % WINDOW]);
    let sum = digit(at).wrapping_mul(10).wrapping_add(digit(at.wrapping_add(1)));
    sum.wrapping_sub(11 * u32::from(b'0'))
}

/// The short names of the months, in lower case.
const NAMES: [&[u8; 3]; 12] =
    [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];

/// The slot of a month's name in [`MONTHS`]: a perfect hash of its letters in lower case.
const fn place(name: u32) -> usize {
    (name.wrapping_mul(PLACING) >> 28) as usize
}

/// A factor that hashes the twelve names to different slots out of sixteen, found by trial at compile time.
const PLACING: u32 = {
    let mut factor = 1_u32;
    loop {
        let mut taken = 0_u32;
        let mut month = 0;
        while month < 12 {
            taken |= 1 << (letters(*NAMES[month]).wrapping_mul(factor) >> 28);
            month += 1;
        }
        if taken.count_ones() == 12 {
            break factor;
        }
        factor = factor.wrapping_mul(0x9E37_79B1).wrapping_add(2);
    }
};

const fn letters(name: [u8; 3]) -> u32 {
    u32::from_le_bytes([name[0], name[1], name[2], 0])
}

/// The names of the months with their numbers, at their slots.
const MONTHS: [(u32, u32); 16] = {
    let mut months = [(0, 0); 16];
    let mut month = 0;
    while month < 12 {
        let name = letters(*NAMES[month]);
        months[place(name)] = (name, month as u32 + 1);
        month += 1;
    }
    months
};

/// The month whose short name is at an offset, in any case.
#[inline(always)]
fn named_month(window: &[u8; WINDOW], at: u8) -> Option<u32> {
    let at = usize::from(at);
    let name = u32::from_le_bytes([window[at] | 0x20, window[at + 1] | 0x20, window[at + 2] | 0x20, 0]);
    let (known_name, month) = MONTHS[place(name)];
    (known_name == name).then_some(month)
}

/// The first year in the table [`CALENDAR`].
const FIRST_YEAR: u32 = 1850;
/// How many years the table has.
const YEARS: usize = 300;

/// For each month of each year, the day before its first ([`Day`]), and how many days it has.
static CALENDAR: [(i32, u32); YEARS * 12] = {
    let mut calendar = [(0, 0); YEARS * 12];
    let years = FIRST_YEAR as i32 - 1;
    let mut before = 365 * years + years / 4 - years / 100 + years / 400;
    let mut at = 0;
    while at < calendar.len() {
        let year = FIRST_YEAR as usize + at / 12;
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match at % 12 {
            1 if leap => 29,
            1 => 28,
            3 | 5 | 8 | 10 => 30,
            _ => 31,
        };
        calendar[at] = (before, days);
        before += days as i32;
        at += 1;
    }
    calendar
};

/// The day, if it exists and its year is in the table.
#[inline(always)]
fn day(year: u32, month: u32, day: u32) -> Option<Day> {
    let place = year.wrapping_sub(FIRST_YEAR).wrapping_mul(12).wrapping_add(month).wrapping_sub(1);
    let (before, days) = *CALENDAR.get(place as usize)?;
    ((month.wrapping_sub(1) < 12) & (day.wrapping_sub(1) < days)).then_some(Day(before.wrapping_add(day as i32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_agrees_with_the_calendar() {
        for year in [1849, 1850, 1899, 1900, 1999, 2000, 2023, 2024, 2026, 2100, 2149, 2150] {
            for month in 0..15 {
                for of_month in 0..33 {
                    let known = (1850..2150).contains(&year);
                    let expected = Day::from_ymd(year as i32, month, of_month).filter(|_| known);
                    assert_eq!(day(year, month, of_month), expected, "{year}-{month}-{of_month}");
                }
            }
        }
        let mut last = None;
        for year in 1850..2150 {
            for month in 1..=12 {
                for of_month in 1..=31 {
                    let Some(found) = day(year, month, of_month) else { continue };
                    assert!(last.is_none_or(|last: Day| found.0 == last.0 + 1), "{year}-{month}-{of_month}");
                    last = Some(found);
                }
            }
        }
    }

    #[test]
    fn months_are_recognised_by_their_names_and_nothing_else() {
        let mut window = [b'x'; WINDOW];
        for (number, name) in NAMES.iter().enumerate() {
            for text in [name.to_ascii_lowercase(), name.to_ascii_uppercase()] {
                window[4..7].copy_from_slice(&text);
                assert_eq!(named_month(&window, 4), Some(number as u32 + 1));
            }
            for place in 0..3 {
                for byte in 0..=u8::MAX {
                    window[4..7].copy_from_slice(*name);
                    window[4 + place] = byte;
                    let written = window[4..7].to_vec();
                    let expected = NAMES.iter().position(|name| written.eq_ignore_ascii_case(&name[..]));
                    assert_eq!(named_month(&window, 4), expected.map(|at| at as u32 + 1), "{written:?}");
                }
            }
        }
    }
}
