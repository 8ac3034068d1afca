//! Months, quarters and years: the grain in which a service's counts can be shown.

use std::fmt;

use chrono::Datelike;

use crate::day::{Day, Month};

/// The length of the periods of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Grain {
    /// Calendar months.
    Month,
    /// Quarters of the calendar.
    Quarter,
    /// Twelve months that end with the month of the pack, or twelve or twenty-four months before.
    Year,
}

impl Grain {
    /// Its word in `activity.csv`.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The plural that pages use.
    pub(crate) const fn plural(self) -> &'static str {
        match self {
            Self::Month => "months",
            Self::Quarter => "quarters",
            Self::Year => "years",
        }
    }

    /// How many months a period has.
    pub(crate) const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The whole periods from `first` up to `last`, oldest first. None begins before `first` or ends after `last`.
    pub(crate) fn periods(self, first: Month, last: Month) -> Vec<Period> {
        let ends = match self {
            Self::Month | Self::Year => last,
            // The last month of a quarter is the third, the sixth, the ninth or the twelfth.
            Self::Quarter => last.plus(-(month_of_year(last) % 3)),
        };
        let mut periods = Vec::new();
        let mut period = Period { grain: self, first: ends.plus(1 - self.months()) };
        while period.first >= first {
            periods.push(period);
            period.first = period.first.plus(-self.months());
        }
        periods.reverse();
        periods
    }
}

fn month_of_year(month: Month) -> i32 {
    month.first_day().date().month().cast_signed()
}

/// For how many days a failed contact is followed up.
pub(crate) const FOLLOWED: i32 = 90;

/// The first and the last day of the failed contacts that are followed up in the pack of a month.
pub(crate) fn followed_up(month: Month) -> (Day, Day) {
    let last = month.last_day().plus(-FOLLOWED);
    // The first day is the day after the same date a year earlier, which for 29 February is 28 February.
    let year_before = (Month::of(last).plus(-12), last.0 - Month::of(last).first_day().0);
    let same = Day((year_before.0.first_day().0 + year_before.1).min(year_before.0.last_day().0));
    (same.plus(1), last)
}

/// A month, a quarter or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Period {
    pub(crate) first: Month,
    /// How long it is.
    pub(crate) grain: Grain,
}

impl Period {
    /// A month.
    pub(crate) const fn month(month: Month) -> Self {
        Self { first: month, grain: Grain::Month }
    }

    /// Its last month.
    pub(crate) const fn last(self) -> Month {
        self.first.plus(self.grain.months() - 1)
    }

    /// Its months.
    pub(crate) fn months(self) -> impl Iterator<Item = Month> {
        (0..self.grain.months()).map(move |place| self.first.plus(place))
    }

    /// Parses a period as `activity.csv` writes it, given the word for its grain.
    pub(crate) fn parse(grain: &str, text: &str) -> Option<Self> {
        let period = match grain {
            "month" => Self { grain: Grain::Month, first: Month::from_iso(text)? },
            "quarter" => {
                let (year, quarter) = text.split_once("-Q")?;
                let quarter: u32 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
                Self { grain: Grain::Quarter, first: Month::from_iso(&format!("{year}-{:02}", quarter * 3 - 2))? }
            }
            "year" => Self { grain: Grain::Year, first: Month::from_iso(text.split_once(" to ")?.0)? },
            _ => return None,
        };
        (period.to_string() == text).then_some(period)
    }

    /// As pages write it: `October 2026`, `July to September 2026`.
    pub(crate) fn long(self) -> String {
        let (first, last) = (self.first.long(), self.last().long());
        match self.grain {
            Grain::Month => first,
            Grain::Quarter => format!("{} to {last}", first.split(' ').next().unwrap_or_default()),
            Grain::Year => format!("{first} to {last}"),
        }
    }
}

/// As `activity.csv` writes it.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.grain {
            Grain::Month => write!(f, "{}", self.first),
            Grain::Quarter => {
                let text = self.first.to_string();
                write!(f, "{}-Q{}", &text[..text.len() - 3], (month_of_year(self.first) + 2) / 3)
            }
            Grain::Year => write!(f, "{} to {}", self.first, self.last()),
        }
    }
}

impl serde::Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_whole_and_parse_as_they_are_written() {
        let month = |text| Month::from_iso(text).expect(text);
        for (grain, first, last, expected, long) in [
            (Grain::Month, "2026-08", "2026-10", "2026-08 2026-09 2026-10", "October 2026"),
            (Grain::Quarter, "2025-11", "2026-10", "2026-Q1 2026-Q2 2026-Q3", "July to September 2026"),
            (Grain::Quarter, "2026-01", "2026-12", "2026-Q1 2026-Q2 2026-Q3 2026-Q4", "October to December 2026"),
            (Grain::Quarter, "2026-02", "2026-05", "", ""),
            (
                Grain::Year,
                "2023-12",
                "2026-10",
                "2024-11 to 2025-10|2025-11 to 2026-10",
                "November 2025 to October 2026",
            ),
        ] {
            let periods = grain.periods(month(first), month(last));
            let texts: Vec<String> = periods.iter().map(ToString::to_string).collect();
            let separator = if grain == Grain::Year { "|" } else { " " };
            assert_eq!(texts.join(separator), expected);
            assert_eq!(periods.last().map(|period| period.long()).unwrap_or_default(), long);
            for (period, text) in periods.iter().zip(&texts) {
                assert_eq!(Period::parse(grain.word(), text), Some(*period));
            }
        }
        for (grain, text) in
            [("month", "2026-Q1"), ("quarter", "2026-Q5"), ("year", "2025-11 to 2026-09"), ("week", "")]
        {
            assert_eq!(Period::parse(grain, text), None, "{grain} {text}");
        }
    }

    #[test]
    fn the_twelve_months_of_follow_up_end_90_days_before_the_month() {
        for (month, first, last) in [
            ("2026-10", "2025-08-03", "2026-08-02"),
            ("2026-05", "2025-03-03", "2026-03-02"),
            // 90 days before 29 May of a leap year would be 29 February.
            ("2024-05", "2023-03-03", "2024-03-02"),
        ] {
            let (from, to) = followed_up(Month::from_iso(month).expect(month));
            assert_eq!((from.to_string(), to.to_string()), (first.to_owned(), last.to_owned()), "{month}");
        }
    }
}
