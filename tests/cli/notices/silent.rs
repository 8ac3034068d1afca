//! A service that an extract has lost, while the others go on.

use super::*;
use failed_contact::day::Day;

/// Contacts of days up to one, at three services in turn: those of one after its last day are left out.
fn extract(each: usize, until: &str, last: &str) -> Vec<Record> {
    let first = Day::from_iso("2026-08-01").unwrap();
    let days = Day::from_iso(until).unwrap().0 - first.0 + 1;
    let of = |at: usize| {
        let date = first.plus((at / each) as i32).to_string();
        let service = ["Audiology", "Dietetics", "Eye"][at % 3];
        let outcome = if at == 0 { "DNA" } else { "seen" };
        (service != "Eye" || date.as_str() <= last).then(|| Record { service, outcome, ..seen(at, at % 60, &date) })
    };
    (0..days as usize * each).filter_map(of).collect()
}

/// The days of those reports that have a notice about a silent service.
fn told_in(each: usize, last: &str, days: &[&str]) -> Vec<String> {
    let area = Area::new(CONFIG);
    let mut told_in = Vec::new();
    for day in days {
        area.write("clinic.csv", csv(&extract(each, day, last)));
        let (_, notices) = run(&area, day);
        for notice in with_code(&notices, "service_silent") {
            assert_eq!(notice, ["know", "clinic", "", "", "1", ""]);
            told_in.push((*day).to_owned());
        }
        for notice in notices {
            let text = cell(&notice, "text");
            assert!(text.starts_with("Children's clinic has no contact of “Eye” since "), "{text}");
            assert!(text.contains(" 2026, while other services go on. Ask the supplier"), "{text}");
        }
    }
    told_in
}

const WEEKS: [&str; 5] = ["2026-11-01", "2026-11-08", "2026-11-15", "2026-11-22", "2026-11-29"];

#[test]
fn a_service_without_contacts_for_longer_than_a_source_may_be_stale_is_reported_once() {
    // 14 days after 1 November are not too many yet.
    assert_eq!(told_in(3, "2026-11-01", &WEEKS), ["2026-11-22"]);
    assert_eq!(told_in(3, "2026-10-31", &WEEKS), ["2026-11-15"]);
    assert_eq!(told_in(3, "2026-12-31", &WEEKS), [""; 0]);
}

#[test]
fn a_first_report_names_a_silent_service_that_had_contacts_every_week() {
    assert_eq!(told_in(3, "2026-10-31", &[THIS_WEEK]), [THIS_WEEK]);
    // A contact every third day is too seldom; a service that ended months ago is known.
    assert_eq!(told_in(1, "2026-10-31", &[THIS_WEEK]), [""; 0]);
    assert_eq!(told_in(3, "2026-09-20", &[THIS_WEEK]), [""; 0]);
}

/// The 8 weeks are those before its newest contact, however long ago that is.
#[test]
fn reports_4_weeks_apart_name_a_silent_service_that_was_not_busy() {
    // A contact every third day of two: 5 a week.
    assert_eq!(told_in(2, "2026-10-15", &["2026-10-25", THIS_WEEK]), [THIS_WEEK]);
    assert_eq!(told_in(2, "2026-10-15", &["2026-10-25", THIS_WEEK, "2026-12-20"]), [THIS_WEEK]);
}

#[test]
fn a_source_that_loses_a_service_is_reported_even_if_another_source_has_it() {
    let source = &CONFIG[CONFIG.find("[[contacts]]").unwrap()..CONFIG.find("[reviews]").unwrap()];
    let other =
        source.replace("\"clinic\"", "\"visits\"").replace("clinic*", "visits*").replace("Children's clinic", "Visits");
    let area = Area::new(&format!("{CONFIG}\n{other}"));
    let mut found = Vec::new();
    for day in WEEKS {
        area.write("clinic.csv", csv(&extract(3, day, "2026-12-31")));
        area.write("visits.csv", csv(&extract(3, day, "2026-10-31")));
        let (_, notices) = run(&area, day);
        found.extend(with_code(&notices, "service_silent").iter().map(|source| (day, source[1].to_owned())));
    }
    assert_eq!(found, [("2026-11-15", "visits".to_owned())]);
}

#[test]
fn a_stale_source_is_reported_as_stale_only() {
    let area = Area::new(CONFIG);
    area.write("clinic.csv", csv(&extract(3, "2026-10-31", "2026-10-31")));
    let (_, notices) = run(&area, THIS_WEEK);
    assert_eq!(with_code(&notices, "source_stale").len(), 1);
    assert!(with_code(&notices, "service_silent").is_empty(), "{notices:?}");
}
