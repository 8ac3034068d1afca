//! Tests of which contacts are due, and in which months they count.

use super::AS_OF;
use super::area::{area, lines, months};

#[test]
fn the_months_are_the_36_that_end_with_the_last_complete_one() {
    for (as_of, first, last) in [
        ("2026-10-30", "2023-10", "2026-09"),
        ("2026-10-31", "2023-11", "2026-10"),
        ("2026-11-01", "2023-11", "2026-10"),
        ("2026-11-22", "2023-11", "2026-10"),
    ] {
        let measures = area(&["A 2026-10-01 seen"], &[]).measures(as_of);
        let months: Vec<String> = measures.months.iter().map(|m| m.to_string()).collect();
        assert_eq!((months.len(), months[0].as_str(), months[35].as_str()), (36, first, last), "{as_of}");
        let trend: Vec<String> = measures.trend.iter().map(|end| end.month.to_string()).collect();
        assert_eq!(trend, months[24..], "{as_of}");
    }
}

#[test]
fn a_contact_counts_in_its_month_from_the_first_day_of_the_36_to_the_last() {
    for (date, expected) in [
        ("2023-10-31", None),
        ("2023-11-01", Some("2023-11: 1, 0")),
        ("2023-11-30", Some("2023-11: 1, 0")),
        ("2026-02-28", Some("2026-02: 1, 0")),
        ("2026-10-30", Some("2026-10: 1, 0")),
        ("2026-10-31", Some("2026-10: 1, 0")),
        ("2026-11-01", None),
    ] {
        let measures = area(&[format!("A {date} seen")], &[]).measures(AS_OF);
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_eq!(months(&measures, "Audiology"), expected, "{date}");
        assert_eq!(measures.activity.len(), expected.len(), "{date}: only services with a due contact are there");
    }
}

#[test]
fn the_breakdown_is_of_the_last_12_of_them() {
    for (date, counted) in [("2025-10-31", false), ("2025-11-01", true), ("2026-10-31", true), ("2026-11-01", false)] {
        let measures = area(&[format!("A {date} seen")], &[]).measures(AS_OF);
        let expected: Vec<&str> = if counted { vec!["Audiology: 1, 1, 0, 0"] } else { Vec::new() };
        assert_eq!(lines(&measures, "service"), expected, "{date}");
    }
}

#[test]
fn seen_and_failed_contacts_are_due_except_in_unscheduled_care() {
    for (outcome, kind, expected) in [
        ("seen", "clinic", Some("1, 0")),
        ("seen", "other", Some("1, 0")),
        ("seen", "unscheduled", None),
        ("was_not_brought", "clinic", Some("1, 1")),
        ("was_not_brought", "unscheduled", None),
        ("late_not_seen", "remote", Some("1, 1")),
        ("refused", "clinic", Some("1, 1")),
        ("no_access", "home_visit", Some("1, 1")),
        ("child_not_seen", "home_visit", Some("1, 1")),
        ("whereabouts_unknown", "home_visit", Some("1, 1")),
        ("disengaged", "clinic", Some("1, 1")),
        ("cancelled_by_family", "clinic", None),
        ("cancelled_by_provider", "clinic", None),
        ("cancelled", "clinic", None),
        ("pending", "clinic", None),
    ] {
        let measures = area(&[format!("A 2026-10-05 {outcome} kind={kind}")], &[]).measures(AS_OF);
        let expected: Vec<String> = expected.iter().map(|counts| format!("2026-10: {counts}")).collect();
        assert_eq!(months(&measures, "Audiology"), expected, "{outcome}, {kind}");
    }
}

#[test]
fn the_configuration_says_which_outcomes_have_failed() {
    let area = area(&["A 2026-10-05 refused", "A 2026-10-06 was_not_brought", "A 2026-10-07 seen"], &[]);
    area.configure("[failed_contact]\noutcomes = [\"was_not_brought\"]");
    assert_eq!(months(&area.measures(AS_OF), "Audiology"), ["2026-10: 2, 1"]);
}

#[test]
fn every_contact_counts_once_and_duplicates_do_not() {
    let measures = area(
        &[
            // Three slots of one morning are one failed contact, and three contacts that were due.
            "A 2026-10-05 was_not_brought time=09:00",
            "A 2026-10-05 was_not_brought time=09:30",
            "A 2026-10-05 was_not_brought time=10:00",
            // The same record twice, and two versions of one contact.
            "A 2026-10-06 seen",
            "A 2026-10-06 seen",
            "A 2026-10-07 was_not_brought id=1",
            "A 2026-10-07 seen id=1",
            // A booking that came true.
            "A 2026-10-08 pending time=11:00",
            "A 2026-10-08 seen time=11:00",
        ],
        &[],
    )
    .measures(AS_OF);
    assert_eq!(months(&measures, "Audiology"), ["2026-10: 6, 3"]);
}

#[test]
fn services_are_sorted_by_code_point_and_have_one_name() {
    let measures = area(
        &[
            "A 2026-10-05 seen service=audiology",
            "A 2026-10-06 seen service=CAMHS",
            "A 2026-10-07 seen service=Audiology",
            "A 2026-10-08 seen service=Audiology",
            "A 2026-10-08 seen service=Zebra kind=unscheduled",
        ],
        &[],
    )
    .measures(AS_OF);
    let services: Vec<&str> = measures.activity.iter().map(|a| a.service.as_str()).collect();
    assert_eq!(services, ["Audiology", "CAMHS"]);
    assert_eq!(months(&measures, "Audiology"), ["2026-10: 3, 0"]);
}

#[test]
fn an_area_without_due_contacts_has_no_groups() {
    let measures = area(&["A 2026-11-05 seen"], &[]).measures(AS_OF);
    assert!(measures.activity.is_empty());
    assert!(measures.dimensions.iter().all(|d| d.groups.is_empty() && d.members.is_empty()));
    assert_eq!((measures.dimensions.len(), measures.trend.len(), measures.thresholds.len()), (9, 12, 15));
    assert_eq!(measures.rules.len(), 8 * 3);
}
