//! Dates as days since 1 January 1970, and the ways in which the six systems write them.

/// A day of the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(i32);

/// Days on which clinics are closed: the public holidays of England within the sample's two years.
const CLOSED: [&str; 17] = [
    "2024-12-25",
    "2024-12-26",
    "2025-01-01",
    "2025-04-18",
    "2025-04-21",
    "2025-05-05",
    "2025-05-26",
    "2025-08-25",
    "2025-12-25",
    "2025-12-26",
    "2026-01-01",
    "2026-04-03",
    "2026-04-06",
    "2026-05-04",
    "2026-05-25",
    "2026-08-31",
    "2026-12-25",
];

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

impl Date {
    /// The day of a year, month (1 to 12) and day of the month.
    pub fn of(year: i32, month: i32, day: i32) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    /// The day that an ISO 8601 date names. Only the texts in this program are read so, hence the panic.
    pub fn parse(text: &str) -> Self {
        let part = |range: std::ops::Range<usize>| text[range].parse().expect("a number in a date");
        let date = Self::of(part(0..4), part(5..7), part(8..10));
        assert_eq!(date.iso(), text, "no such day");
        date
    }

    /// Year, month and day of the month.
    pub fn parts(self) -> (i32, i32, i32) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (year_of_era + era * 400 + i32::from(month <= 2), month, day)
    }

    /// The day that is so many days later (or, below zero, earlier).
    pub fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// How many days later than `other` this is.
    pub fn since(self, other: Self) -> i32 {
        self.0 - other.0
    }

    /// Whole years from `born` to this day; whoever is born on 29 February is a year older on 1 March.
    pub fn age_of(self, born: Self) -> i32 {
        let (year, month, day) = self.parts();
        let (birth_year, birth_month, birth_day) = born.parts();
        year - birth_year - i32::from((month, day) < (birth_month, birth_day))
    }

    /// Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        (self.0 + 3).rem_euclid(7) >= 5
    }

    /// A day on which clinics are open.
    pub fn is_working_day(self) -> bool {
        !self.is_weekend() && !CLOSED.contains(&self.iso().as_str())
    }

    /// `2026-11-18`.
    pub fn iso(self) -> String {
        let (year, month, day) = self.parts();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// `18/11/2026`.
    pub fn british(self) -> String {
        let (year, month, day) = self.parts();
        format!("{day:02}/{month:02}/{year:04}")
    }

    /// `18/11/26`.
    pub fn british_short(self) -> String {
        let (year, month, day) = self.parts();
        format!("{day:02}/{month:02}/{:02}", year % 100)
    }

    /// `18-Nov-2026`.
    pub fn with_short_month(self) -> String {
        let (year, month, day) = self.parts();
        format!("{day:02}-{}-{year:04}", &MONTHS[month as usize - 1][..3])
    }

    /// `18 November 2026`.
    pub fn in_words(self) -> String {
        let (year, month, day) = self.parts();
        format!("{day:02} {} {year:04}", MONTHS[month as usize - 1])
    }

    /// `20261118`.
    pub fn compact(self) -> String {
        self.iso().replace('-', "")
    }
}

/// A time of day in minutes, as `14:30`.
pub fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
