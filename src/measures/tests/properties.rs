//! Checks with generated areas that a month end of a run agrees with the run of that day, and that every table adds up.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::Config;

use super::AS_OF;
use super::area::{Area, area, lines};
use crate::disclosure::counts::{ContactClass, Group, Measures};
use crate::measures::thresholds;
use crate::rules;
use crate::vocabulary::Priority;

const OUTCOMES: [&str; 12] = [
    "seen",
    "seen",
    "was_not_brought",
    "was_not_brought",
    "no_access",
    "late_not_seen",
    "whereabouts_unknown",
    "disengaged",
    "cancelled_by_family",
    "cancelled_by_provider",
    "pending",
    "pending",
];

/// Settings with which children are listed in different ways.
const SETTINGS: [&str; 6] = [
    "",
    "",
    "[rules.not_seen]\nenabled = true\ndays = 60\nfactors = [\"looked_after\", \"infant\"]",
    "[rules.closed_after_failed]\nenabled = true\n[rules.early_concern]\nenabled = false",
    "[rules.cross_service]\nservices = 3\nspan_days = 200\n[rules.household]\nenabled = false\n[rules.unscheduled_care]\nfailed = 1",
    "[review]\nperiod_days = 90\nseen_in_person = false\n[rules.early_concern]\nthreshold = 1",
];

fn day(back: i64) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap() - chrono::Duration::days(back)
}

/// A contact. Some contacts have an age, or a date of birth that is near one that matters.
///
/// A contact with an id has no date of birth or household. If versions of such a contact are after a month end, a run of that day may choose
/// another version than a run of today, and the month end uses what today's choice says.
fn contact() -> impl Strategy<Value = String> {
    (1..7_u32, -40..800_i64, 0..12_usize, 0..3_usize, 0..3_usize, 0..5_usize, 0..9_usize).prop_map(
        |(child, back, outcome, service, time, kind, extra)| {
            let born = ["2008-11-10", "2008-03-01", "2025-08-15", "2015-01-01", "2009-01-01", "2026-02-01"];
            let extra = match extra {
                0 => format!("born={}", born[child as usize - 1]),
                1 => "age=17".to_owned(),
                2 => format!("household=H{}", back % 2),
                3 => format!("locality=L{}", back % 3),
                4 if child == 4 => format!("died={}", day(back - 60)),
                5 => format!("id=C{}", back % 5),
                // On the day of the contact or up to some weeks later, perhaps after the end of its month.
                6 => format!("closed={} reason={}", day(back - back % 40), ["05", "07", "09"][service]),
                // A twin under the same number.
                7 if child == 3 => format!("born=2025-08-{}", 15 + back.rem_euclid(2)),
                _ => String::new(),
            };
            format!(
                "{child} {} {} service=S{service} {} {} {extra}",
                day(back),
                OUTCOMES[outcome],
                ["", "time=09:00", "time=14:30"][time],
                ["", "kind=clinic", "kind=home_visit", "kind=unscheduled", "provider=P"][kind],
            )
        },
    )
}

/// The children of the cases of a review by rule and priority, as `rules.csv` counts them.
fn of_cases(area: &Area, as_of: &str) -> Vec<(&'static str, Priority, u64)> {
    let review = area.review(as_of);
    let enabled = rules::ALL.iter().filter(|rule| rule.enabled(&review.settings.rules));
    let cases = &review.cases.list;
    let count = |rule: &str, priority: Priority| {
        cases.iter().filter(|case| case.holds(rule) && case.priority == priority).count() as u64
    };
    enabled.flat_map(|r| Priority::ALL.iter().map(move |p| (r.name(), *p, count(r.name(), *p)))).collect()
}

fn counted(measures: &Measures) -> Vec<(&'static str, Priority, u64)> {
    measures.rules.iter().map(|r| (r.rule, r.priority, r.children.in_test())).collect()
}

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_month_end_of_a_run_agrees_with_the_run_of_that_day(
        contacts in prop::collection::vec(contact(), 10..120),
        looked_after in 1..7_u32,
        settings in prop::sample::select(&SETTINGS[..]),
    ) {
        let area = area(&contacts, &[&format!("{looked_after} looked_after=Y")]);
        area.configure(settings);
        let measures = area.measures(AS_OF);
        for end in &measures.trend {
            let cases = of_cases(&area, &end.month.last_day().to_string());
            for (place, rule) in measures.rule_names.iter().enumerate() {
                let children: u64 = cases.iter().filter(|(name, _, _)| name == rule).map(|(_, _, count)| count).sum();
                prop_assert_eq!(end.by_rule[place].in_test(), children, "{} {} {}", end.month, rule, settings);
            }
        }
        // The end of the last month agrees in every detail.
        let on_the_day = area.measures("2026-10-31");
        prop_assert_eq!(counted(&measures), of_cases(&area, "2026-10-31"));
        prop_assert_eq!(counted(&measures), counted(&on_the_day));
        for dimension in &measures.dimensions {
            prop_assert_eq!(lines(&measures, dimension.name), lines(&on_the_day, dimension.name));
        }
        let thresholds = |m: &Measures| m.thresholds.iter().map(|t| t.children.in_test()).collect::<Vec<_>>();
        prop_assert_eq!(thresholds(&measures), thresholds(&on_the_day));
    }

    #[test]
    fn every_table_adds_up(contacts in prop::collection::vec(contact(), 1..120)) {
        let measures = area(&contacts, &[]).measures(AS_OF);
        let year = measures.activity.iter().flat_map(|a| &a.by_month[24..]);
        let year = year.fold((0, 0), |(due, failed), month| (due + month.due.in_test(), failed + month.failed.in_test()));
        for dimension in &measures.dimensions {
            let all = dimension.combine(&(0..dimension.groups.len() as u16).collect());
            let due_and_failed = [ContactClass::Due, ContactClass::Failed].map(|class| all.contacts.tally(class).in_test());
            prop_assert_eq!(due_and_failed, <[u64; 2]>::from(year), "{}", dimension.name);
            let children: u64 = dimension.kinds.iter().map(|kind| kind.children.in_test()).sum();
            prop_assert_eq!(all.children.in_test(), children);
            let has_due = |group: &Group| group.contacts.tally(ContactClass::Due).in_test() > 0;
            prop_assert!(dimension.members.is_sorted() && dimension.groups.iter().all(has_due));
            prop_assert_eq!(dimension.of_children && dimension.members.len() != dimension.kinds.len(), false);
        }
    }
}

#[test]
fn a_threshold_counts_the_cases_that_the_rule_repeated_would_make() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = prop::collection::vec(contact(), 100..200);
    let contacts = strategy.new_tree(&mut runner).unwrap().current();
    let area = area(&contacts, &[]);
    let measures = area.measures(AS_OF);
    for count in measures.thresholds.iter().filter(|count| count.threshold % 2 == 0) {
        area.configure(&format!(
            "[review]\nperiod_days = {}\n[rules.repeated]\nthreshold = {}",
            count.period_days, count.threshold
        ));
        let cases = of_cases(&area, "2026-10-31");
        let children: u64 = cases.iter().filter(|(rule, _, _)| *rule == "repeated").map(|(_, _, n)| n).sum();
        assert_eq!(count.children.in_test(), children, "{} in {} days", count.threshold, count.period_days);
    }
    assert_eq!(measures.thresholds.len(), thresholds::THRESHOLDS.count() * thresholds::PERIODS.len());
    assert!(measures.thresholds.iter().any(|count| count.children.in_test() > 0));
}
