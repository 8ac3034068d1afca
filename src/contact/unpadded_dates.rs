//! Dates whose month has one digit in a source that writes two: `5/6/2026` beside `25/06/2026`. A spreadsheet program set to
//! another country's dates may have rewritten the texts that it took for dates and left the others alone.

use chrono::Datelike;

use crate::day::{Day, Month};

/// Counts dates whose month has one digit, in a source with a single date format that has the day first.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct UnpaddedDates {
    /// Whether the source has a single date format, with the day first. If not, nothing is counted.
    day_first: bool,
    /// Dates up to the 12th, with no nought before the day: day and month may have been exchanged.
    pub(crate) early: u64,
    /// All others, which a spreadsheet did not rewrite.
    late: u64,
    /// The days of the month that the early ones fall on, one bit each.
    days: u16,
    /// Their months, one bit each.
    months: u16,
    /// The first and the last of the early ones.
    ends: Option<(Day, Day)>,
}

impl UnpaddedDates {
    /// For a source with these date formats.
    pub(super) fn new(formats: &[String]) -> Self {
        Self { day_first: matches!(formats, [only] if is_day_first(only)), ..Self::default() }
    }

    /// Counts a date that is not written exactly as the format says.
    pub(super) fn count(&mut self, text: &str, day: Day) {
        let Some(nought) = self.day_first.then(|| of_unpadded(text)).flatten() else { return };
        let date = day.date();
        if nought || date.day() > 12 {
            self.late += 1;
        } else {
            self.early += 1;
            self.days |= 1 << date.day();
            self.months |= 1 << date.month();
            self.reach(day, day);
        }
    }

    fn reach(&mut self, first: Day, last: Day) {
        let (from, to) = self.ends.unwrap_or((first, last));
        self.ends = Some((from.min(first), to.max(last)));
    }

    /// Adds the counts of another part.
    pub(crate) fn join(&mut self, other: &Self) {
        self.early += other.early;
        self.late += other.late;
        self.days |= other.days;
        self.months |= other.months;
        if let Some((first, last)) = other.ends {
            self.reach(first, last);
        }
    }

    /// Whether a spreadsheet program may have made these dates.
    ///
    /// People who type dates write a few like this, so there must be more than `few`, on several different days or in several
    /// months. And a source that never pads dates has them early in January, when no later day has come yet: so not all may be in
    /// one month, or in months after the last date with a later day (`last_late`), which was then in a month of two digits.
    pub(crate) fn are_suspect(&self, few: u64, last_late: Option<Day>) -> bool {
        const DIFFERENT: u32 = 4;
        let Some((first, last)) = self.ends.map(|(first, last)| (Month::of(first), Month::of(last))) else {
            return false;
        };
        let has_only_begun = first == last || last_late.is_some_and(|late| first > Month::of(late));
        self.early > few
            && self.late == 0
            && self.days.count_ones().max(self.months.count_ones()) >= DIFFERENT
            && !has_only_begun
    }
}

/// Whether a format begins with the day and then the month, both in digits.
fn is_day_first(format: &str) -> bool {
    let starts = ["%d", "%-d", "%e"].into_iter().find_map(|day| format.trim().strip_prefix(day));
    let month = starts.and_then(|rest| rest.strip_prefix(['/', '-', '.']));
    month.is_some_and(|rest| rest.starts_with("%m") || rest.starts_with("%-m"))
}

/// For a date whose month has one digit, whether its day has a nought before it: `05/6/2026` has, `5/6/2026` has not.
fn of_unpadded(text: &str) -> Option<bool> {
    let mut parts = text.split(|letter: char| !letter.is_ascii_digit());
    let (day, month) = (parts.next()?, parts.next()?);
    (month.len() == 1).then(|| day.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(format: &str, dates: &[(&str, &str)]) -> UnpaddedDates {
        let mut counted = UnpaddedDates::new(&[format.to_owned()]);
        for (text, day) in dates {
            counted.count(text, Day::from_iso(day).unwrap());
        }
        counted
    }

    #[test]
    fn dates_whose_month_has_one_digit_are_counted_where_the_day_stands_first() {
        let dates = [("5/6/2026", "2026-06-05"), ("15/6/2026", "2026-06-15"), ("05/6/2026", "2026-06-05")];
        for format in ["%d/%m/%Y", "%-d/%-m/%Y", "%d-%m-%y", "%e.%m.%Y %H:%M"] {
            let counted = of(format, &dates);
            assert_eq!((counted.early, counted.late), (1, 2), "{format}");
        }
        for format in ["%m/%d/%Y", "%Y-%m-%d", "%d %b %Y", "%d", "", "excel"] {
            let counted = of(format, &dates);
            assert_eq!((counted.early, counted.late), (0, 0), "{format}");
        }
        let others = [("5/06/2026", "2026-06-05"), ("5/11/2026", "2026-11-05"), ("15/06/2026", "2026-06-15")];
        assert_eq!(of("%d/%m/%Y", &others).early, 0);
    }

    #[test]
    fn early_days_in_several_months_are_suspect_unless_a_later_day_is_among_them() {
        let texts: Vec<(String, String)> =
            (1..=9).map(|month| (format!("5/{month}/2026"), format!("2026-{month:02}-05"))).collect();
        let dates: Vec<(&str, &str)> = texts.iter().map(|(text, day)| (text.as_str(), day.as_str())).collect();
        let suspect = |counted: &UnpaddedDates, few: u64| counted.are_suspect(few, Day::from_iso("2026-11-20"));
        assert!(suspect(&of("%d/%m/%Y", &dates), 8));
        assert!(!suspect(&of("%d/%m/%Y", &dates), 9), "few");
        let later = [&dates[..], &[("13/1/2026", "2026-01-13")]].concat();
        assert!(!suspect(&of("%d/%m/%Y", &later), 5));
        assert!(!suspect(&of("%d/%m/%Y", &[dates[0]; 20]), 5), "one day");
        assert!(!of("%d/%m/%Y", &dates).are_suspect(5, Day::from_iso("2025-12-31")), "months that have only begun");
        let mut joined = of("%d/%m/%Y", &dates[..3]);
        joined.join(&of("%d/%m/%Y", &dates[3..]));
        assert!(suspect(&joined, 8));
    }

    /// In a source that writes no noughts, the months from October on have two digits.
    #[test]
    fn the_first_days_of_a_year_are_not_suspect() {
        let texts: Vec<(String, String)> =
            (2..=10).map(|day| (format!("{day}/1/2027"), format!("2027-01-{day:02}"))).collect();
        let dates: Vec<(&str, &str)> = texts.iter().map(|(text, day)| (text.as_str(), day.as_str())).collect();
        for late in [None, Day::from_iso("2026-12-31"), Day::from_iso("2027-01-13")] {
            assert!(!of("%d/%m/%Y", &dates).are_suspect(5, late), "{late:?}");
        }
        let booked = [&dates[..], &[("1/2/2027", "2027-02-01")]].concat();
        assert!(!of("%d/%m/%Y", &booked).are_suspect(5, Day::from_iso("2026-12-31")));
        assert!(of("%d/%m/%Y", &booked).are_suspect(5, Day::from_iso("2027-01-13")));
    }
}
