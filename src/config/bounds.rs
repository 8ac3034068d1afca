//! The default and the bounds of every number of the configuration, in one place.

/// A whole number that the configuration sets.
#[derive(Clone, Copy, Debug)]
pub struct Whole {
    /// What it is where the configuration does not say.
    pub default: i64,
    /// The least that makes sense.
    pub least: i64,
    /// The most that makes sense, or that arithmetic can bear.
    pub most: i64,
}

/// No count of anything that people review is as large: such a number is a slip, or means "never".
const MANY: i64 = 1_000_000_000;
/// Some 2,700 years: as many days as calendar arithmetic certainly bears.
const DAYS: i64 = 1_000_000;

/// `output.max_sheets`
pub const MAX_SHEETS: Whole = Whole { default: 5000, least: 0, most: MANY };
/// `review.period_days`
pub const PERIOD_DAYS: Whole = Whole { default: 365, least: 1, most: 36_500 };
/// `review.under_age`
pub const UNDER_AGE: Whole = Whole { default: 18, least: 1, most: 120 };
/// `rules.repeated.threshold`
pub const REPEATED_THRESHOLD: Whole = Whole { default: 3, least: 1, most: MANY };
/// `rules.cross_service.services`
pub const CROSS_SERVICES: Whole = Whole { default: 2, least: 1, most: MANY };
/// `rules.cross_service.span_days`
pub const SPAN_DAYS: Whole = Whole { default: 90, least: 1, most: DAYS };
/// `rules.household.threshold`
pub const HOUSEHOLD_THRESHOLD: Whole = Whole { default: 3, least: 1, most: MANY };
/// `rules.household.children`
pub const HOUSEHOLD_CHILDREN: Whole = Whole { default: 2, least: 1, most: MANY };
/// `rules.unscheduled_care.attendances`
pub const ATTENDANCES: Whole = Whole { default: 1, least: 1, most: MANY };
/// `rules.unscheduled_care.failed`
pub const UNSCHEDULED_FAILED: Whole = Whole { default: 2, least: 1, most: MANY };
/// `rules.early_concern.threshold`
pub const EARLY_THRESHOLD: Whole = Whole { default: 2, least: 1, most: MANY };
/// `rules.repeated_cancellation.threshold`
pub const CANCELLATIONS: Whole = Whole { default: 3, least: 1, most: MANY };
/// `limits.stale_days`
pub const STALE_DAYS: Whole = Whole { default: 14, least: 0, most: DAYS };
/// `disclosure.minimum_count`: fewer than five is below what the NHS publishes anywhere.
pub const MINIMUM_COUNT: Whole = Whole { default: 8, least: 5, most: 1_000_000 };
/// `disclosure.round_to`
pub const ROUND_TO: Whole = Whole { default: 5, least: 1, most: 1_000_000 };
/// `skip_rows` of a source
pub const SKIP_ROWS: Whole = Whole { default: 0, least: 0, most: MANY };
/// `limits.max_rejected`, a share from 0 to 1
pub const MAX_REJECTED: f64 = 0.05;

impl Whole {
    /// What a number that is out of bounds must be; nothing for one that is within them.
    pub fn refuses(&self, value: i64) -> Option<String> {
        if (self.least..=self.most).contains(&value) {
            None
        } else if value < self.least && self.most >= DAYS {
            Some(format!("at least {}", self.least))
        } else {
            Some(format!("from {} to {}", self.least, self.most))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{problems, with};

    /// Table and key, the least, the most where it is fixed by what the number means.
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
        ("rules.repeated_cancellation", "threshold", 1, None),
        ("limits", "stale_days", 0, None),
        ("limits", "max_rejected", 0, Some(1)),
        ("disclosure", "round_to", 1, None),
    ];

    #[test]
    fn numbers_at_their_bounds_are_taken_and_beyond_them_refused() {
        for (table, key, least, most) in BOUNDS {
            let told = |value: i64| problems(&with(&format!("[{table}]\n{key} = {value}")));
            assert_eq!(told(*least), Vec::<String>::new(), "{key} = {least}");
            let beyond = told(least - 1);
            assert!(beyond.len() == 1 && beyond[0].contains(&format!("`{table}.{key}` must be")), "{beyond:?}");
            if let Some(most) = most {
                assert_eq!(told(*most), Vec::<String>::new(), "{key} = {most}");
                assert_eq!(told(most + 1).len(), 1, "{key} = {}", most + 1);
            }
            assert_eq!(told(i64::MAX).len(), 1, "{key} has an end");
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
    fn a_number_of_another_form_is_refused_in_words() {
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
            (
                "[rules.household]\nenabled = \"yes\"",
                "5:11 `rules.household.enabled` must be true or false, not a text",
            ),
        ] {
            assert_eq!(problems(&with(text)), [expected], "{text}");
        }
    }
}
