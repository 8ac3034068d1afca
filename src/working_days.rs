//! Working days: Monday to Friday, except the bank holidays in the configuration.

use chrono::Weekday;

use crate::day::Day;

/// The last of the given number of working days, counted from the day after `from`.
pub(crate) fn after(from: Day, working_days: u32, bank_holidays: &[Day]) -> Day {
    let mut day = from;
    let mut left = working_days;
    while left > 0 {
        day = day.plus(1);
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if !weekend && !bank_holidays.contains(&day) {
            left -= 1;
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_and_bank_holidays_are_not_working_days() {
        let day = |text| Day::from_iso(text).expect(text);
        let holidays = [day("2026-12-25"), day("2026-12-28")];
        for (from, days, due) in [
            // 22 November 2026 is a Sunday.
            ("2026-11-22", 1, "2026-11-23"),
            ("2026-11-22", 5, "2026-11-27"),
            ("2026-11-22", 6, "2026-11-30"),
            ("2026-11-22", 10, "2026-12-04"),
            ("2026-11-27", 1, "2026-11-30"),
            ("2026-11-28", 1, "2026-11-30"),
            ("2026-12-24", 1, "2026-12-29"),
            ("2026-12-23", 2, "2026-12-29"),
            ("2026-11-22", 0, "2026-11-22"),
        ] {
            assert_eq!(after(day(from), days, &holidays), day(due), "{from} and {days}");
        }
    }
}
