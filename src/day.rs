//! A calendar day as a small number, and the arithmetic that ages and review periods need.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate, Weekday};

use crate::text::{push_number, push_two_digits};

/// A calendar day, as a number of days in the proleptic Gregorian calendar. 1 January of the year 1 is day 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// What a column stores where there is no day.
pub(crate) const NO_DAY: i32 = i32::MIN;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Day {
    /// The day of a date.
    pub fn of(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce())
    }

    /// The day with this year, month and day of the month, if there is one.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::of)
    }

    /// Parses an ISO 8601 date (`2026-11-22`).
    pub fn from_iso(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
        if !shaped {
            return None;
        }
        Self::from_ymd(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?)
    }

    /// The date of the day.
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0).unwrap_or(NaiveDate::MIN)
    }

    /// The day as one of the numbers of a record.
    pub(crate) fn as_number(self) -> u64 {
        u64::from(self.0.cast_unsigned())
    }

    /// The day as a column stores it.
    pub(crate) fn column(day: Option<Self>) -> i32 {
        day.map_or(NO_DAY, |d| d.0)
    }

    /// The day that a column stores.
    pub(crate) fn from_column(value: i32) -> Option<Self> {
        (value != NO_DAY).then_some(Self(value))
    }

    /// The day this many days later, or earlier if the number is negative.
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The same date this many years later. 29 February becomes 28 February in a year that has none.
    #[must_use]
    pub fn plus_years(self, years: u32) -> Self {
        self.date().checked_add_months(Months::new(12 * years)).map_or(self, Self::of)
    }

    /// The same date a hundred years earlier. 29 February becomes 28 February in a year that has none.
    #[must_use]
    pub(crate) fn century_earlier(self) -> Self {
        self.date().checked_sub_months(Months::new(1200)).map_or(self, Self::of)
    }

    /// Whole years from this day to `later`, as a person's age is counted. Someone born on 29 February turns a year older on
    /// 1 March in a year without that date. Negative if `later` is earlier than this day.
    pub(crate) fn years_to(self, later: Self) -> i32 {
        let (from, to) = (self.date(), later.date());
        let had_birthday = (to.month(), to.day()) >= (from.month(), from.day());
        to.year() - from.year() - i32::from(!had_birthday)
    }

    /// The age on `day` of someone born on this one; 0 before the birth.
    pub fn age_on(self, day: Self) -> i32 {
        self.years_to(day).max(0)
    }

    /// The day of the week.
    pub(crate) fn weekday(self) -> Weekday {
        // 1 January of the year 1 was a Monday.
        match self.0.rem_euclid(7) {
            1 => Weekday::Mon,
            2 => Weekday::Tue,
            3 => Weekday::Wed,
            4 => Weekday::Thu,
            5 => Weekday::Fri,
            6 => Weekday::Sat,
            _ => Weekday::Sun,
        }
    }

    /// The name of the day of the week.
    pub(crate) fn weekday_name(self) -> &'static str {
        weekday_name(self.weekday())
    }

    /// The date as pages write it: `18 November 2026`.
    pub(crate) fn long(self) -> String {
        let mut out = String::with_capacity(20);
        self.push_long(&mut out);
        out
    }

    /// Appends the date as pages write it.
    pub(crate) fn push_long(self, out: &mut String) {
        self.push_words(out, |month| month);
    }

    /// The date as narrow columns show it: `18 Nov 2026`.
    pub(crate) fn short(self) -> String {
        let mut out = String::with_capacity(16);
        self.push_words(&mut out, |month| &month[..3]);
        out
    }

    fn push_words(self, out: &mut String, month_name: impl Fn(&'static str) -> &'static str) {
        let date = self.date();
        push_number(out, u64::from(date.day()));
        out.push(' ');
        out.push_str(month_name(MONTHS[date.month0() as usize]));
        out.push(' ');
        match u64::try_from(date.year()) {
            Ok(year) => push_number(out, year),
            Err(_) => out.push_str(&date.year().to_string()),
        }
    }

    /// Appends the date in ISO 8601, as CSV files write it. It is called hundreds of thousands of times, so it does not use
    /// chrono's format strings, which are parsed on each call.
    pub(crate) fn push_iso(self, out: &mut String) {
        let date = self.date();
        let (year, month, day) = (date.year(), date.month(), date.day());
        if !(0..10_000).contains(&year) {
            out.push_str(&date.format("%Y-%m-%d").to_string());
            return;
        }
        let year = u64::from(year.unsigned_abs());
        push_two_digits(out, year / 100);
        push_two_digits(out, year);
        for part in [month, day] {
            out.push('-');
            push_two_digits(out, u64::from(part));
        }
    }
}

/// The name of a day of the week.
pub(crate) const fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// ISO 8601, as CSV files write it.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::with_capacity(10);
        self.push_iso(&mut out);
        f.write_str(&out)
    }
}

/// A calendar month, as the number of months since January of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of a day.
    pub fn of(day: Day) -> Self {
        let date = day.date();
        Self(date.year() * 12 + date.month0().cast_signed())
    }

    /// The last month that is complete on a day: the day's own month if it is that month's last day, otherwise the one before.
    pub fn last_complete(day: Day) -> Self {
        let month = Self::of(day);
        if month.last_day() == day { month } else { month.plus(-1) }
    }

    /// Parses an ISO 8601 month (`2026-10`).
    pub(crate) fn from_iso(text: &str) -> Option<Self> {
        Day::from_iso(&format!("{text}-01")).map(Self::of)
    }

    /// The month this many months later, or earlier if the number is negative.
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// How many months this one is after `earlier`.
    pub(crate) const fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    pub(crate) fn first_day(self) -> Day {
        Day::from_ymd(self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1, 1).unwrap_or(Day(NO_DAY))
    }

    /// Its last day.
    pub fn last_day(self) -> Day {
        self.plus(1).first_day().plus(-1)
    }

    /// The month as pages write it: `October 2026`.
    pub(crate) fn long(self) -> String {
        format!("{} {}", MONTHS[self.0.rem_euclid(12) as usize], self.0.div_euclid(12))
    }
}

/// As CSV files write it: `2026-10`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

impl serde::Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A time of day: seconds since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i32);

impl Time {
    /// The first moment of a day. Exports write it where no time is known, so it does not show what came first on that day.
    pub(crate) const MIDNIGHT: Self = Self(0);

    /// The time as a column stores it.
    pub(crate) fn column(time: Option<Self>) -> i32 {
        time.map_or(-1, |t| t.0)
    }

    /// Appends the time: `09:30`, or `09:30:15` if the seconds are not 0.
    pub(crate) fn push(self, out: &mut String) {
        let seconds = u64::from(self.0.unsigned_abs());
        push_two_digits(out, seconds / 3600);
        out.push(':');
        push_two_digits(out, seconds / 60 % 60);
        if !seconds.is_multiple_of(60) {
            out.push(':');
            push_two_digits(out, seconds % 60);
        }
    }
}

/// `09:30`, or `09:30:15` if the seconds are not 0.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::with_capacity(8);
        self.push(&mut out);
        f.write_str(&out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::from_iso(text).expect(text)
    }

    #[test]
    fn ages_turn_on_the_birthday() {
        for (born, on, age) in [
            ("2008-11-22", "2026-11-21", 17),
            ("2008-11-22", "2026-11-22", 18),
            ("2008-11-22", "2026-11-23", 18),
            ("2008-02-29", "2026-02-28", 17),
            ("2008-02-29", "2026-03-01", 18),
            ("2008-02-29", "2028-02-29", 20),
            ("2026-12-01", "2026-11-22", 0),
            ("2025-11-23", "2026-11-22", 0),
        ] {
            assert_eq!(day(born).age_on(day(on)), age, "born {born}, on {on}");
        }
    }

    #[test]
    fn a_day_is_written_for_people_and_for_programs() {
        assert_eq!(day("2026-11-08").long(), "8 November 2026");
        assert_eq!(day("2026-11-08").to_string(), "2026-11-08");
        assert_eq!(Time(34_200).to_string(), "09:30");
        assert_eq!(Time(34_215).to_string(), "09:30:15");
    }

    #[test]
    fn days_and_times_are_written_as_chrono_writes_them() {
        let days = [-800_000, -1, 0, 1, 365, 366, 36_524, 146_097, 3_652_059, 3_652_060, 4_000_000];
        for day in (-400..1_200_000).step_by(373).chain(739_000..740_000).chain(days).map(Day) {
            let date = day.date();
            assert_eq!(day.to_string(), date.format("%Y-%m-%d").to_string());
            assert_eq!(day.short(), format!("{} {} {}", date.day(), date.format("%b"), date.year()));
            assert_eq!(day.long(), format!("{} {} {}", date.day(), date.format("%B"), date.year()));
        }
        for second in (0..86_400).step_by(7) {
            let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
            let rest = if seconds == 0 { String::new() } else { format!(":{seconds:02}") };
            assert_eq!(Time(second).to_string(), format!("{hours:02}:{minutes:02}{rest}"));
        }
    }

    #[test]
    fn a_month_is_complete_on_its_last_day() {
        for (on, month) in [
            ("2026-10-30", "2026-09"),
            ("2026-10-31", "2026-10"),
            ("2026-11-01", "2026-10"),
            ("2027-01-30", "2026-12"),
            ("2028-02-28", "2028-01"),
            ("2028-02-29", "2028-02"),
        ] {
            assert_eq!(Month::last_complete(day(on)).to_string(), month, "{on}");
            assert_eq!(Month::from_iso(month), Some(Month::last_complete(day(on))));
        }
        assert_eq!(Month::of(day("2026-01-05")).plus(-1).last_day(), day("2025-12-31"));
        assert_eq!(Month::of(day("2026-01-05")).long(), "January 2026");
    }

    #[test]
    fn text_that_is_not_an_iso_date_is_not_a_day() {
        for text in ["2026-02-29", "26-11-22", "2026-11-2", "2026/11/22", "+026-11-22", ""] {
            assert_eq!(Day::from_iso(text), None, "{text}");
        }
    }
}
