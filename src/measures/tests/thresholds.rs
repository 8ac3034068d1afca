//! Tests of the counts for other thresholds and periods.

use super::AS_OF;
use super::area::{area, by_period};

#[test]
fn a_child_counts_up_to_its_number_of_failed_contacts() {
    let contacts: Vec<String> = (2..=7)
        .flat_map(|count| (1..=count).map(move |day| format!("{count} 2026-10-{day:02} was_not_brought")))
        .chain(["1 2026-10-05 was_not_brought".to_owned()])
        .collect();
    let area = area(&contacts, &[]);
    for enabled in [true, false] {
        area.configure(&format!("[rules.repeated]\nenabled = {enabled}"));
        let measures = area.measures(AS_OF);
        for (threshold, children) in [(2, 6), (3, 5), (4, 4), (5, 3), (6, 2)] {
            assert_eq!(by_period(&measures, threshold), [children; 3], "{threshold}");
        }
        let order: Vec<(u32, i32)> = measures.thresholds.iter().map(|t| (t.threshold, t.period_days)).collect();
        assert_eq!(order[..4], [(2, 180), (2, 365), (2, 730), (3, 180)]);
    }
}

#[test]
fn the_periods_end_with_the_month() {
    // 180 days that end on 31 October 2026 begin on 5 May 2026; 365 on 1 November 2025; 730 on 1 November 2024.
    for (other, periods) in [
        ("2026-11-01", [0, 0, 0]),
        ("2026-10-31", [1, 1, 1]),
        ("2026-05-05", [1, 1, 1]),
        ("2026-05-04", [0, 1, 1]),
        ("2025-11-01", [0, 1, 1]),
        ("2025-10-31", [0, 0, 1]),
        ("2024-11-01", [0, 0, 1]),
        ("2024-10-31", [0, 0, 0]),
    ] {
        let contacts = ["A 2026-10-05 no_access", &format!("A {other} no_access")];
        assert_eq!(by_period(&area(&contacts, &[]).measures(AS_OF), 2), periods, "{other}");
    }
}

#[test]
fn failed_contacts_are_counted_as_in_the_rules() {
    for (case, contacts, children) in [
        ("two days", &["A 2026-10-05 no_access", "A 2026-10-06 no_access"][..], 1),
        ("two services", &["A 2026-10-05 no_access", "A 2026-10-05 refused service=CAMHS"], 1),
        ("one morning", &["A 2026-10-05 no_access time=09:00", "A 2026-10-05 no_access time=10:00"], 0),
        ("seen that day", &["A 2026-10-05 no_access", "A 2026-10-06 no_access", "A 2026-10-06 seen"], 0),
        ("seen elsewhere", &["A 2026-10-05 no_access", "A 2026-10-06 no_access", "A 2026-10-06 seen service=CAMHS"], 1),
        ("unscheduled", &["A 2026-10-05 no_access", "A 2026-10-06 no_access kind=unscheduled"], 0),
        ("over age", &["A 2026-10-05 no_access born=2008-10-31", "A 2026-10-06 no_access"], 0),
        ("not yet", &["A 2026-10-05 no_access born=2008-11-01", "A 2026-10-06 no_access"], 1),
    ] {
        assert_eq!(by_period(&area(contacts, &[]).measures(AS_OF), 2), [children; 3], "{case}");
    }
}
