//! Compares the measures of the sample area with reviews of its month ends.

use std::collections::BTreeMap;
use std::path::Path;

use super::AS_OF;
use crate::config;
use crate::day::Day;
use crate::disclosure::counts::{ContactClass, Dimension, Group, Measures};
use crate::measures::measure;
use crate::pipeline::{self, Detected};

fn sample(as_of: Day) -> Detected {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/failed-contact.toml");
    let mut settings = config::load(&path).unwrap();
    // The extracts have many records after these days, so a report for one of them would be refused.
    settings.limits.max_rejected = 1.0;
    pipeline::run(settings, as_of, &|_| {}).unwrap_or_else(|stop| panic!("{}", stop.message()))
}

fn measures(as_of: Day) -> Measures {
    measure(&sample(as_of), Vec::new()).unwrap_or_else(|stop| panic!("{}", stop.message())).0
}

fn day(text: &str) -> Day {
    Day::from_iso(text).unwrap()
}

#[test]
fn the_last_month_end_counts_the_cases_of_the_review_of_that_day() {
    let mut listed: BTreeMap<(&str, String), u64> = BTreeMap::new();
    let review = sample(day("2026-10-31"));
    for case in &review.cases.list {
        for finding in case.findings(&review.review_input()) {
            *listed.entry((finding.rule.name(), case.priority.to_string())).or_default() += 1;
        }
    }
    let measures = measures(day(AS_OF));
    let counted: BTreeMap<(&str, String), u64> = measures
        .rules
        .iter()
        .map(|row| ((row.rule, row.priority.to_string()), row.children.in_test()))
        .filter(|(_, children)| *children > 0)
        .collect();
    assert!(!counted.is_empty());
    assert_eq!(counted, listed);

    // `repeated` is in thresholds.csv too: three failed contacts in 365 days are what the sample is configured with.
    let repeated: u64 = listed.iter().filter(|((rule, _), _)| *rule == "repeated").map(|(_, count)| count).sum();
    let threshold = measures.thresholds.iter().find(|row| row.threshold == 3 && row.period_days == 365).unwrap();
    assert_eq!(threshold.children.in_test(), repeated);
}

#[test]
fn every_month_end_counts_the_cases_of_the_review_of_that_day() {
    let measures = measures(day(AS_OF));
    for end in [&measures.trend[0], &measures.trend[5], &measures.trend[11]] {
        let review = sample(end.month.last_day());
        for (rule, children) in measures.rule_names.iter().zip(&end.by_rule) {
            let cases = review.cases.list.iter().filter(|case| case.holds(rule)).count() as u64;
            assert_eq!(children.in_test(), cases, "{rule}, {}", end.month);
        }
    }
}

#[test]
fn a_run_on_the_last_day_of_a_month_counts_the_same_as_a_later_one() {
    let (on_the_day, later) = (measures(day("2026-10-31")), measures(day(AS_OF)));
    assert_eq!(on_the_day.months, later.months);
    let activity = |measures: &Measures| {
        let counts = measures.activity.iter().flat_map(|service| &service.by_month);
        counts.map(|due| (due.due.in_test(), due.failed.in_test())).collect::<Vec<_>>()
    };
    assert_eq!(activity(&on_the_day), activity(&later));
    for (one, other) in on_the_day.dimensions.iter().zip(&later.dimensions) {
        let groups = |d: &Dimension| {
            let due = |group: &Group| group.contacts.tally(ContactClass::Due).in_test();
            d.groups.iter().map(|group| (group.name.clone(), due(group))).collect::<Vec<_>>()
        };
        assert!(groups(one) == groups(other) && one.members.len() == other.members.len(), "{}", one.name);
        assert!(!one.groups.is_empty(), "{} has groups in the sample", one.name);
    }
}
