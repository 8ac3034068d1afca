//! Failed contacts that a supplier leaves out, while contacts at which children were seen still come.

use super::*;
use failed_contact::day::Day;

/// Contacts up to the day `until`, `each` a day, every fourth of them failed. After the day `dropped`, failed contacts are left out.
fn extract(each: usize, until: &str, dropped: &str) -> Vec<Record> {
    let day = |text: &str| Day::from_iso(text).unwrap();
    let (first, until, dropped) = (day("2025-09-01"), day(until), day(dropped));
    let of = |at: usize| {
        let on = first.plus((at / each) as i32);
        let failed = at.is_multiple_of(4);
        let outcome = if failed { "DNA" } else { "seen" };
        (!failed || on <= dropped).then(|| Record { outcome, ..seen(at, at % 60, &on.to_string()) })
    };
    (0..(until.0 - first.0 + 1) as usize * each).filter_map(of).collect()
}

const ALWAYS: &str = "2026-12-31";

/// The notices of reports one week after the other.
fn weeks(each: usize, dropped: &str, days: &[&str]) -> Vec<Vec<Row>> {
    let area = Area::new(CONFIG);
    let of = |day: &&str| {
        area.write("clinic.csv", csv(&extract(each, day, dropped)));
        run(&area, day).1
    };
    days.iter().map(of).collect()
}

#[test]
fn failed_contacts_that_are_left_out_are_reported_every_week() {
    let all = weeks(10, LAST_WEEK, &["2026-11-08", LAST_WEEK, THIS_WEEK, "2026-11-29"]);
    assert!(all[0].is_empty() && all[1].is_empty(), "{all:?}");
    let expected = |before: &'static str| [["act", "clinic", "", "", "0.000", before]];
    assert_eq!(with_code(&all[2], "failed_fell"), expected("0.250"));
    assert_eq!(with_code(&all[3], "failed_fell"), expected("0.246"));
    assert_eq!(all[2].len(), 1, "{all:?}");
    let sentence = "Children's clinic has no more failed contacts than on 15 November 2026, though 53 contacts were due after that \
                day. In the year before, 25% failed, so about 13 were to be expected. Ask the supplier whether";
    assert!(cell(&all[2][0], "text").starts_with(sentence), "{}", cell(&all[2][0], "text"));
}

#[test]
fn failed_contacts_of_a_small_source_are_missed_when_enough_were_expected() {
    // Five or six a week, a quarter of which fail: 12 were to be expected after 10 weeks.
    let days = ["2026-10-04", "2026-11-01", "2026-11-29", "2026-12-06"];
    let all = weeks(1, "2026-09-20", &days);
    let notices_a_week: Vec<usize> = all.iter().map(|notices| with_code(notices, "failed_fell").len()).collect();
    assert_eq!(notices_a_week, [0, 0, 1, 1], "{all:?}");
    let text = cell(all[2].iter().find(|row| cell(row, "code") == "failed_fell").unwrap(), "text");
    assert!(text.starts_with("Children's clinic has no failed contact since 20 September 2026, though 5"), "{text}");
}

#[test]
fn a_first_report_shows_by_itself_that_failed_contacts_are_missing() {
    let first = |dropped: &str| {
        let notices = weeks(10, dropped, &[THIS_WEEK]).remove(0);
        with_code(&notices, "failed_fell").len()
    };
    assert_eq!(first("2026-11-08"), 1);
    assert_eq!(first("2026-11-10"), 0, "outcomes of the last days may come later");
    assert_eq!(first(ALWAYS), 0);
}

#[test]
fn failed_contacts_that_are_always_recorded_late_are_not_missed() {
    // Failed contacts have no outcome for 10 days.
    let area = Area::new(CONFIG);
    for day in ["2026-11-08", LAST_WEEK, THIS_WEEK] {
        let recorded = Day::from_iso(day).unwrap().plus(-10).to_string();
        let mut records = extract(30, day, ALWAYS);
        let is_late = |own: &Record| own.outcome == "DNA" && own.date > recorded;
        records.iter_mut().filter(|record| is_late(record)).for_each(|record| record.outcome = "");
        area.write("clinic.csv", csv(&records));
        let (_, notices) = run(&area, day);
        assert!(with_code(&notices, "failed_fell").is_empty(), "{day}: {notices:?}");
    }
}

#[test]
fn an_unmapped_outcome_is_reported_as_unmapped_only() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", csv(&extract(10, LAST_WEEK, ALWAYS)));
    run(&area, LAST_WEEK);
    let mut records = extract(10, THIS_WEEK, ALWAYS);
    let is_new = |own: &Record| own.outcome == "DNA" && own.date.as_str() > LAST_WEEK;
    records.iter_mut().filter(|record| is_new(record)).for_each(|record| record.outcome = "Missed");
    area.write("clinic.csv", csv(&records));
    let (_, notices) = run(&area, THIS_WEEK);
    assert_eq!(with_code(&notices, "outcome_text_new").len(), 1);
    assert!(with_code(&notices, "failed_fell").is_empty(), "{notices:?}");
}

#[test]
fn a_typing_error_every_week_does_not_hide_failed_contacts_that_are_left_out() {
    let area = Area::new(CONFIG);
    for (day, typed, told_of) in
        [(LAST_WEEK, "", 0), (THIS_WEEK, "Atended", 1), ("2026-11-29", "Attnded", 1), ("2026-12-06", "Atttended", 1)]
    {
        let mut records = extract(10, day, LAST_WEEK);
        if !typed.is_empty() {
            records.last_mut().unwrap().outcome = typed;
        }
        area.write("clinic.csv", csv(&records));
        let (_, notices) = run(&area, day);
        assert_eq!(with_code(&notices, "failed_fell").len(), told_of, "{day}: {notices:?}");
        assert_eq!(with_code(&notices, "outcome_text_new").len(), told_of, "{day}: {notices:?}");
    }
}

#[test]
fn half_of_the_missing_failed_contacts_under_a_text_that_is_not_mapped_explain_them() {
    // Of the 13 failed contacts that were expected, this many have another text, and the others are left out.
    for (unmapped, told_of) in [(6, 1), (7, 0)] {
        let area = Area::new(CONFIG);
        area.write("clinic.csv", csv(&extract(10, LAST_WEEK, ALWAYS)));
        run(&area, LAST_WEEK);
        let (mut kept, mut records) = (0, extract(10, THIS_WEEK, ALWAYS));
        records.retain_mut(|record| {
            let is_new = record.outcome == "DNA" && record.date.as_str() > LAST_WEEK;
            kept += usize::from(is_new);
            if is_new {
                record.outcome = "Missed";
            }
            !is_new || kept <= unmapped
        });
        area.write("clinic.csv", csv(&records));
        let (_, notices) = run(&area, THIS_WEEK);
        assert_eq!(with_code(&notices, "failed_fell").len(), told_of, "{unmapped}: {notices:?}");
    }
}
