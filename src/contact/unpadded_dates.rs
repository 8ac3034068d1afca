//! Dates whose month has one digit, in a source that writes two (`5/6/2026` beside `25/06/2026`): a spreadsheet program of another
//! country may have written what it took for a date anew, and left alone what it took for none.

use chrono::Datelike;

use crate::day::Day;

/// The dates of one form, day first, whose month has one digit. Other dates are not looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct UnpaddedDates {
    /// Whether the source has one form of dates, and the day stands first in it.
    day_first: bool,
    /// Those with a day up to the 12th, written without a nought.
    pub(crate) early: u64,
    /// All others.
    late: u64,
    /// Which days and which months the early ones have: one bit each.
    days: u16,
    months: u16,
}

impl UnpaddedDates {
    /// None so far.
    pub(super) fn new(formats: &[String]) -> Self {
        Self { day_first: matches!(formats, [only] if is_day_first(only)), ..Self::default() }
    }

    /// Counts a date, which was not read at once because it is not written as the format says.
    pub(super) fn count(&mut self, text: &str, day: Day) {
        let Some(nought) = self.day_first.then(|| of_unpadded(text)).flatten() else { return };
        let (day, month) = (day.date().day(), day.date().month());
        if nought || day > 12 {
            self.late += 1;
        } else {
            self.early += 1;
            self.days |= 1 << day;
            self.months |= 1 << month;
        }
    }

    /// Adds those of another part.
    pub(crate) fn join(&mut self, other: &Self) {
        self.early += other.early;
        self.late += other.late;
        self.days |= other.days;
        self.months |= other.months;
    }

    /// Whether a spreadsheet program may have made them. That somebody who writes them by hand has a few in the first days of a month
    /// is nothing: there must be some of so many days, or months.
    pub(crate) fn are_suspect(&self, few: u64) -> bool {
        const DIFFERENT: u32 = 4;
        self.early > few && self.late == 0 && self.days.count_ones().max(self.months.count_ones()) >= DIFFERENT
    }
}

/// Whether a format has the day first and the month behind it, both in digits.
fn is_day_first(format: &str) -> bool {
    let starts = ["%d", "%-d", "%e"].into_iter().find_map(|day| format.trim().strip_prefix(day));
    let month = starts.and_then(|rest| rest.strip_prefix(['/', '-', '.']));
    month.is_some_and(|rest| rest.starts_with("%m") || rest.starts_with("%-m"))
}

/// Whether the day of a date has a nought before it, where its month has one digit: `05/6/2026`, and not `5/6/2026`.
fn of_unpadded(text: &str) -> Option<bool> {
    let mut parts = text.split(|letter: char| !letter.is_ascii_digit());
    let (day, month) = (parts.next()?, parts.next()?);
    (month.len() == 1).then(|| day.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(format: &str, dates: &[(&str, &str)]) -> UnpaddedDates {
        let mut own = UnpaddedDates::new(&[format.to_owned()]);
        for (text, day) in dates {
            own.count(text, Day::from_iso(day).unwrap());
        }
        own
    }

    #[test]
    fn dates_whose_month_has_one_digit_are_counted_where_the_day_stands_first() {
        let dates = [("5/6/2026", "2026-06-05"), ("15/6/2026", "2026-06-15"), ("05/6/2026", "2026-06-05")];
        for format in ["%d/%m/%Y", "%-d/%-m/%Y", "%d-%m-%y", "%e.%m.%Y %H:%M"] {
            let own = of(format, &dates);
            assert_eq!((own.early, own.late), (1, 2), "{format}");
        }
        for format in ["%m/%d/%Y", "%Y-%m-%d", "%d %b %Y", "%d", "", "excel"] {
            let own = of(format, &dates);
            assert_eq!((own.early, own.late), (0, 0), "{format}");
        }
        let others = [("5/06/2026", "2026-06-05"), ("5/11/2026", "2026-11-05"), ("15/06/2026", "2026-06-15")];
        assert_eq!(of("%d/%m/%Y", &others).early, 0);
    }

    #[test]
    fn enough_of_different_days_are_suspect_if_none_has_a_later_day() {
        let texts: Vec<(String, String)> =
            (1..=9).map(|month| (format!("5/{month}/2026"), format!("2026-{month:02}-05"))).collect();
        let dates: Vec<(&str, &str)> = texts.iter().map(|(text, day)| (text.as_str(), day.as_str())).collect();
        assert!(of("%d/%m/%Y", &dates).are_suspect(8));
        assert!(!of("%d/%m/%Y", &dates).are_suspect(9), "few");
        let later = [&dates[..], &[("13/1/2026", "2026-01-13")]].concat();
        assert!(!of("%d/%m/%Y", &later).are_suspect(5));
        assert!(!of("%d/%m/%Y", &[dates[0]; 20]).are_suspect(5), "one day");
    }
}
