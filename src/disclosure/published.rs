//! What may be published: counts and rates that only this folder can make.

use std::fmt;

use serde::{Serialize, Serializer};

pub use super::period::{Grain, Period};
use crate::day::Month;
use crate::vocabulary::Priority;

/// A count that may be published: suppressed, or rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(Option<u64>);

impl Count {
    /// Hidden: printed `[c]`.
    pub(super) const SUPPRESSED: Self = Self(None);

    /// A rounded count, or a true 0.
    pub(super) const fn rounded(number: u64) -> Self {
        Self(Some(number))
    }

    /// What a test wants printed; none is suppressed.
    #[cfg(test)]
    pub(crate) const fn for_test(number: Option<u64>) -> Self {
        Self(number)
    }

    /// The printed number; none where it is suppressed.
    pub const fn number(self) -> Option<u64> {
        self.0
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(number) => write!(f, "{number}"),
            None => f.write_str("[c]"),
        }
    }
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A rate made of two printed counts, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rate {
    /// One of its counts is suppressed: printed `[c]`.
    Suppressed,
    /// The printed due is under 20: printed `[u]`.
    Unreliable,
    /// A share, 0 to 1: printed with four decimals.
    Of(Share),
}

/// A share of printed counts, 0 to 1; or the difference of two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share(f64);

impl Share {
    /// A share that was worked out from printed counts.
    pub(super) const fn new(share: f64) -> Self {
        Self(share)
    }

    /// The share.
    pub const fn value(self) -> f64 {
        self.0
    }
}

impl Rate {
    /// The share that a test wants printed.
    #[cfg(test)]
    pub(crate) const fn for_test(share: f64) -> Self {
        Self::Of(Share(share))
    }

    /// The share, where there is one.
    pub const fn value(self) -> Option<f64> {
        match self {
            Self::Of(share) => Some(share.0),
            Self::Suppressed | Self::Unreliable => None,
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Suppressed => f.write_str("[c]"),
            Self::Unreliable => f.write_str("[u]"),
            // No difference is written as less than none.
            Self::Of(share) => write!(f, "{:.4}", if share.0.abs() < 0.000_05 { 0.0 } else { share.0 }),
        }
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The tables of a commissioner pack, ready to be written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Published {
    /// The month that it speaks for.
    pub month: Month,
    /// `activity.csv`
    pub activity: Vec<ActivityRow>,
    /// `breakdown.csv`
    pub breakdown: Vec<BreakdownRow>,
    /// `follow_up.csv`
    pub follow_up: Vec<FollowUpRow>,
    /// `reviews.csv`
    pub reviews: Vec<ReviewRow>,
    /// `rules.csv`
    pub rules: Vec<RuleRow>,
    /// `trend.csv`
    pub trend: Vec<TrendRow>,
    /// `thresholds.csv`
    pub thresholds: Vec<ThresholdRow>,
}

/// A row of `activity.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActivityRow {
    /// `All services`, a service, or `Other (merged)`.
    pub service: String,
    /// The month, quarter or year.
    pub period: Period,
    /// Due contacts.
    pub due: Count,
    /// Failed ones of them.
    pub failed: Count,
    /// failed / due
    pub rate: Rate,
}

/// A row of `breakdown.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BreakdownRow {
    /// The dimension.
    pub dimension: &'static str,
    /// The group, `Other (merged)` or `Not known`.
    pub group: String,
    /// Children with a due contact in the group.
    pub children: Count,
    /// Due contacts.
    pub due: Count,
    /// Failed ones of them.
    pub failed: Count,
    /// failed / due
    pub rate: Rate,
    /// Lower limit of its 95% Wilson interval.
    pub rate_low: Rate,
    /// Upper limit.
    pub rate_high: Rate,
    /// Children who are a case.
    pub children_with_case: Count,
    /// Contacts without an outcome.
    pub no_outcome: Count,
    /// Contacts that the family cancelled.
    pub cancelled_by_family: Count,
    /// Contacts that the provider cancelled.
    pub cancelled_by_provider: Count,
    /// Due contacts of the 12 months before.
    pub due_before: Count,
    /// Failed ones of them.
    pub failed_before: Count,
    /// failed / due of the 12 months before
    pub rate_before: Rate,
    /// `rate` less `rate_before`, with its lower and its upper 95% limit by Newcombe's method 10.
    pub change: [Rate; 3],
    /// `rate` less that of all other groups of the dimension together, with its limits.
    pub against_rest: [Rate; 3],
}

/// A row of `follow_up.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FollowUpRow {
    /// The service, or `Other (merged)`.
    pub service: String,
    /// Failed contacts.
    pub failed: Count,
    /// Those after which the child had another contact with the service within 21 days.
    pub rebooked_21: Count,
    /// Those after which the child was seen by it within 28 days.
    pub seen_28: Count,
    /// Those after which the child was seen by it within 90 days.
    pub seen_90: Count,
    /// Those after which there was neither.
    pub nothing_since: Count,
}

/// A row of `reviews.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReviewRow {
    /// The month of the reports.
    pub month: Month,
    /// The priority.
    pub priority: Priority,
    /// Children whom they listed for the first time.
    pub listed: Count,
    /// Those with a decision in time.
    pub decided_in_target: Count,
    /// Those with a later one.
    pub decided_later: Count,
    /// Those without one.
    pub undecided: Count,
}

/// A row of `rules.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleRow {
    /// The rule.
    pub rule: &'static str,
    /// The priority of the cases.
    pub priority: Priority,
    /// Children for whom it holds.
    pub children: Count,
}

/// A row of `trend.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrendRow {
    /// The month at whose end the cases are counted; written as its last day.
    pub month_end: Month,
    /// The rule.
    pub rule: &'static str,
    /// Children for whom it held.
    pub children: Count,
}

/// A row of `thresholds.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThresholdRow {
    /// Failed contacts needed.
    pub threshold: u32,
    /// Length of the period in days.
    pub period_days: i32,
    /// Children with so many in it.
    pub children: Count,
}
