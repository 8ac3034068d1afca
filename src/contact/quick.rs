//! Dates and times that are written as nearly all are: with every digit of a format, and nothing else.
//!
//! This is a short cut and no second opinion: what is not plainly the day that a format says is left to the parser that
//! knows all of its leniency ([`super::dates`]).

use chrono::format::{Fixed, Item, Numeric};

use crate::day::{Day, Time};

/// What stands next in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Year,
    Month,
    MonthName,
    Day,
    Hour,
    Minute,
    Second,
    Literal(u8),
}

/// A format whose every part has a fixed length.
#[derive(Debug)]
pub struct Quick(Vec<Step>);

const MONTHS: [&[u8; 3]; 12] =
    [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];

impl Quick {
    /// The short cut for a format of a date, with or without a time, if it has one.
    pub fn for_date(items: &[Item<'_>]) -> Option<Self> {
        let quick = Self::new(items)?;
        let months = quick.count(Step::Month) + quick.count(Step::MonthName);
        let timed = quick.0.iter().any(|step| matches!(step, Step::Hour | Step::Minute | Step::Second));
        let fits = quick.count(Step::Year) == 1 && months == 1 && quick.count(Step::Day) == 1;
        (fits && (!timed || quick.has_time())).then_some(quick)
    }

    /// The short cut for a format of a time of day, if it has one.
    pub fn for_time(items: &[Item<'_>]) -> Option<Self> {
        let quick = Self::new(items)?;
        let dated = |step: &Step| matches!(step, Step::Year | Step::Month | Step::MonthName | Step::Day);
        (quick.has_time() && !quick.0.iter().any(dated)).then_some(quick)
    }

    fn new(items: &[Item<'_>]) -> Option<Self> {
        let mut steps = Vec::new();
        for item in items {
            match item {
                Item::Numeric(Numeric::Year, _) => steps.push(Step::Year),
                Item::Numeric(Numeric::Month, _) => steps.push(Step::Month),
                Item::Numeric(Numeric::Day, _) => steps.push(Step::Day),
                Item::Numeric(Numeric::Hour, _) => steps.push(Step::Hour),
                Item::Numeric(Numeric::Minute, _) => steps.push(Step::Minute),
                Item::Numeric(Numeric::Second, _) => steps.push(Step::Second),
                Item::Fixed(Fixed::ShortMonthName) => steps.push(Step::MonthName),
                Item::Literal(text) | Item::Space(text) => steps.extend(text.bytes().map(Step::Literal)),
                Item::OwnedLiteral(text) | Item::OwnedSpace(text) => steps.extend(text.bytes().map(Step::Literal)),
                _ => return None,
            }
        }
        // A literal that could be part of a number is no edge.
        let edge = |step: &Step| !matches!(step, Step::Literal(byte) if byte.is_ascii_digit() || !byte.is_ascii());
        steps.iter().all(edge).then_some(Self(steps))
    }

    fn count(&self, step: Step) -> usize {
        self.0.iter().filter(|own| **own == step).count()
    }

    fn has_time(&self) -> bool {
        self.count(Step::Hour) == 1 && self.count(Step::Minute) == 1 && self.count(Step::Second) <= 1
    }

    /// The day, and the time where the format has one, of a text that is plainly one.
    pub fn date(&self, text: &[u8]) -> Option<(Day, Option<Time>)> {
        let mut parts = [0; 6];
        let timed = self.read(text, &mut parts)?;
        let [year, month, day, ..] = parts;
        Some((Day::from_ymd(year as i32, month, day)?, if timed { Some(time(&parts)?) } else { None }))
    }

    /// The time of day of a text that is plainly one.
    pub fn time(&self, text: &[u8]) -> Option<Time> {
        let mut parts = [0; 6];
        self.read(text, &mut parts)?;
        time(&parts)
    }

    /// Year, month, day, hour, minute, second; and whether there is an hour.
    fn read(&self, mut text: &[u8], parts: &mut [u32; 6]) -> Option<bool> {
        let mut timed = false;
        for step in &self.0 {
            let (place, length) = match step {
                Step::Literal(byte) => {
                    text = text.strip_prefix(&[*byte])?;
                    continue;
                }
                Step::MonthName => {
                    let (name, rest) = text.split_at_checked(3)?;
                    parts[1] = MONTHS.iter().position(|month| name.eq_ignore_ascii_case(&month[..]))? as u32 + 1;
                    text = rest;
                    continue;
                }
                Step::Year => (0, 4),
                Step::Month => (1, 2),
                Step::Day => (2, 2),
                Step::Hour => (3, 2),
                Step::Minute => (4, 2),
                Step::Second => (5, 2),
            };
            timed |= place == 3;
            let (digits, rest) = text.split_at_checked(length)?;
            parts[place] = digits
                .iter()
                .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))?;
            text = rest;
        }
        text.is_empty().then_some(timed)
    }
}

fn time(parts: &[u32; 6]) -> Option<Time> {
    let [.., hour, minute, second] = *parts;
    (hour < 24 && minute < 60 && second < 60).then_some(Time((hour * 3600 + minute * 60 + second) as i32))
}
