//! Tests of the tables that are there once: defaults, bounds, and settings that depend on each other.

use super::super::reference::whole_numbers;
use super::{helps, parsed, problems, with};
use crate::vocabulary::Factor;

/// Table, key, smallest value, and largest value if the meaning of the number fixes it.
const BOUNDS: &[(&str, &str, i64, Option<i64>)] = &[
    ("output", "max_sheets", 0, None),
    ("review", "period_days", 1, Some(36_500)),
    ("review", "under_age", 1, Some(120)),
    ("rules.repeated", "threshold", 1, None),
    ("rules.cross_service", "services", 1, None),
    ("rules.cross_service", "span_days", 1, None),
    ("rules.household", "threshold", 1, None),
    ("rules.household", "children", 1, None),
    ("rules.unscheduled_care", "attendances", 1, None),
    ("rules.unscheduled_care", "failed", 1, None),
    ("rules.early_concern", "threshold", 1, None),
    ("rules.not_seen", "days", 1, Some(36_500)),
    ("rules.repeated_cancellation", "threshold", 1, None),
    ("targets", "immediate", 0, Some(365)),
    ("targets", "urgent", 0, Some(365)),
    ("targets", "routine", 0, Some(365)),
    ("limits", "stale_days", 0, None),
    ("limits", "max_rejected", 0, Some(1)),
    ("limits", "max_change", 0, Some(1)),
    ("disclosure", "round_to", 1, None),
];

#[test]
fn numbers_at_their_bounds_are_accepted_and_beyond_them_refused() {
    for (table, key, least, most) in BOUNDS {
        let set_to = |value: i64| problems(&with(&format!("[{table}]\n{key} = {value}")));
        assert_eq!(set_to(*least), Vec::<String>::new(), "{key} = {least}");
        let beyond = set_to(least - 1);
        assert!(beyond.len() == 1 && beyond[0].contains(&format!("`{table}.{key}` must be")), "{beyond:?}");
        if let Some(most) = most {
            assert_eq!(set_to(*most), Vec::<String>::new(), "{key} = {most}");
            assert_eq!(set_to(most + 1).len(), 1, "{key} = {}", most + 1);
        }
        assert_eq!(set_to(i64::MAX).len(), 1, "{key} has an end");
    }
}

#[test]
fn every_whole_number_has_its_bounds_above() {
    for (table, key) in whole_numbers() {
        // The bounds of this one depend on another setting.
        let is_above = BOUNDS.iter().any(|(known, name, ..)| (*known, *name) == (&*table, key));
        assert!(is_above || key == "minimum_count", "{table}.{key}");
    }
}

#[test]
fn the_minimum_count_is_at_least_five_and_more_than_the_rounding() {
    for (text, refused) in [
        ("minimum_count = 4\nround_to = 1", true),
        ("minimum_count = 5\nround_to = 4", false),
        ("minimum_count = 5", true),
        ("minimum_count = 6", false),
        ("minimum_count = 10\nround_to = 10", true),
        ("minimum_count = 11\nround_to = 10", false),
        ("round_to = 7", false),
        ("round_to = 8", true),
        ("round_to = 0", true),
    ] {
        assert_eq!(problems(&with(&format!("[disclosure]\n{text}"))).len(), usize::from(refused), "{text}");
    }
}

#[test]
fn a_wrong_number_is_refused_in_plain_words() {
    for (text, expected) in [
        ("[review]\nperiod_days = 0", "5:15 `review.period_days` must be from 1 to 36500, not 0"),
        ("[review]\nperiod_days = \"365\"", "5:15 `review.period_days` must be a whole number, not a text"),
        ("[rules.repeated]\nthreshold = 0", "5:13 `rules.repeated.threshold` must be at least 1, not 0"),
        (
            "[rules.repeated]\nthreshold = 2.5",
            "5:13 `rules.repeated.threshold` must be a whole number, not a number with a decimal point",
        ),
        (
            "[rules.repeated]\nthreshold = -99999999999999999999",
            "5:13 `rules.repeated.threshold` must be at least 1, not -99999999999999999999",
        ),
        ("[limits]\nmax_rejected = 5", "5:16 `limits.max_rejected` must be from 0 to 1, not 5"),
        ("[limits]\nmax_rejected = nan", "5:16 `limits.max_rejected` must be from 0 to 1, not NaN"),
        ("[rules.household]\nenabled = \"yes\"", "5:11 `rules.household.enabled` must be true or false, not a text"),
    ] {
        assert_eq!(problems(&with(text)), [expected], "{text}");
    }
}

#[test]
fn rules_are_on_or_off_by_default() {
    let rules = parsed(&with("")).rules;
    assert!(rules.repeated.enabled && rules.cross_service.enabled && rules.whereabouts_unknown.enabled);
    assert!(rules.disengaged.enabled && rules.household.enabled && rules.unscheduled_care.enabled);
    assert!(rules.early_concern.enabled && !rules.repeated_cancellation.enabled);
    assert!(!rules.closed_after_failed.enabled && !rules.not_seen.enabled);
    let rules = parsed(&with("[rules.repeated]\nenabled = false\n[rules.repeated_cancellation]\nenabled = true")).rules;
    assert!(!rules.repeated.enabled && rules.repeated_cancellation.enabled);
}

#[test]
fn factors_are_in_the_vocabularys_order() {
    let rules =
        parsed(&with("[rules.early_concern]\nfactors = [\"looked_after\", \"infant\", \"looked_after\"]")).rules;
    assert_eq!(rules.early_concern.factors, [Factor::Infant, Factor::LookedAfter]);
}

#[test]
fn a_mistyped_rule_or_setting_is_reported_with_the_right_one() {
    for (text, problem, help) in [
        (
            "[rules.repeated]\ntreshold = 3",
            "5:1 there is no key `treshold` in [rules.repeated]",
            "did you mean `threshold`?",
        ),
        (
            "[rules.crossservice]\nservices = 2",
            "4:8 there is no table `[rules.crossservice]`",
            "did you mean `cross_service`?",
        ),
        (
            "[rules.disengaged]\nthreshold = 2",
            "5:1 there is no key `threshold` in [rules.disengaged]",
            "known here: enabled",
        ),
        (
            "[rules]\nhousehold = false",
            "5:13 `rules.household` must be a table, not true or false",
            "write [rules.household] on a line of its own, and its keys on the lines below",
        ),
    ] {
        assert_eq!((problems(&with(text)), helps(&with(text))), (vec![problem.into()], vec![help.into()]));
    }
}
