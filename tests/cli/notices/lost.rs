//! Contacts that are gone. A system that exports a fixed number of days drops its oldest ones each week, and loses nothing.

use super::*;
use failed_contact::day::Day;

/// Twenty contacts a day, from one day to another, without those of the days that are skipped.
fn daily(first: &str, last: &str, skip: impl Fn(Day) -> bool) -> Vec<Record> {
    let (first, last) = (Day::from_iso(first).unwrap(), Day::from_iso(last).unwrap());
    let days = (first.0..=last.0).map(Day).filter(|day| !skip(*day));
    days.flat_map(|day| (0..20).map(move |at| seen(day.0 as usize * 20 + at, at, &day.to_string()))).collect()
}

/// The months that have lost contacts, with the contacts now and before.
fn lost(before: &[Record], now: &[Record]) -> Vec<[String; 3]> {
    let notices = week_after(before, now);
    let lost = with_code(&notices, "contacts_lost");
    lost.into_iter().map(|[_, _, _, months, now, before]| [months, now, before].map(str::to_owned)).collect()
}

#[test]
fn the_first_days_of_a_source_are_missed_if_they_are_in_the_review_period() {
    let before = daily("2026-09-01", LAST_WEEK, |_| false);
    for (first, expected) in [
        ("2026-09-01", vec![]),
        ("2026-09-02", vec![["2026-09", "580", "600"]]),
        ("2026-09-08", vec![["2026-09", "460", "600"]]),
        ("2026-11-08", vec![["2026-09;2026-10;2026-11", "160", "1520"]]),
    ] {
        assert_eq!(lost(&before, &daily(first, THIS_WEEK, |_| false)), expected, "{first}");
    }
    // Of every day but the first, one in four is gone.
    let mut fewer = daily("2026-09-02", THIS_WEEK, |_| false);
    fewer.retain(|record| !record.date.starts_with("2026-09") || record.id.parse::<usize>().unwrap() % 4 != 0);
    assert_eq!(lost(&before, &fewer), [["2026-09", "435", "600"]]);
}

#[test]
fn an_extract_of_a_fixed_number_of_days_loses_nothing() {
    // The review period begins on 23 November 2025. The days of an extract may end some days before the report.
    for days in [360, 364, 365, 366, 372, 400] {
        let first = |as_of: &str| Day::from_iso(as_of).unwrap().plus(1 - days).to_string();
        let (before, now) = (first(LAST_WEEK), first(THIS_WEEK));
        let gone = lost(&daily(&before, LAST_WEEK, |_| false), &daily(&now, THIS_WEEK, |_| false));
        assert!(gone.is_empty(), "{days}: {gone:?}");
    }
    // Nobody works in the first 8 days of the period.
    let holiday = |day: Day| ("2025-11-23"..="2025-11-30").contains(&day.to_string().as_str());
    let gone = lost(&daily("2025-11-17", LAST_WEEK, holiday), &daily("2025-11-24", THIS_WEEK, holiday));
    assert!(gone.is_empty(), "{gone:?}");
}

#[test]
fn contacts_of_a_few_children_who_seem_over_age_all_at_once_are_missed() {
    let config = CONFIG.replace("ethnicity = \"ethnicity\"", "date_of_birth = \"ethnicity\"");
    // Of 187 contacts, six are 3 in 100.
    let week = |records: Vec<Record>, children: usize, born: &'static str| {
        let own = |at: usize| Record { ethnicity: born, ..seen(93_000 + at, 70 + at, "2026-07-01") };
        csv(&records.into_iter().chain((0..children).map(own)).collect::<Vec<_>>())
    };
    for (children, born, expected) in [
        (6, "1990-01-01", vec![["act", "clinic", "", "2026-07", "30", "36"]]),
        (5, "1990-01-01", vec![]),
        // They came of age on the day of the last report, and one day later.
        (6, "2008-11-15", vec![["act", "clinic", "", "2026-07", "30", "36"]]),
        (6, "2008-11-16", vec![]),
        (6, "2008-11-22", vec![]),
    ] {
        let now = week(a_week_later(30), children, born);
        let notices = second_week(&config, &week(months(30), children, "2015-01-01"), &[("clinic.csv", now)]);
        assert_eq!(with_code(&notices, "contacts_lost"), expected, "{children} born on {born}");
    }
}
