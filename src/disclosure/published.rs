//! Counts and rates that may be published, which only this folder can make.

use std::fmt;

use serde::{Serialize, Serializer};

pub(crate) use super::period::{Grain, Period};
use crate::day::Month;
use crate::vocabulary::Priority;

/// A count that may be published: suppressed, or rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count(Option<u64>);

impl Count {
    /// Hidden: printed `[c]`.
    pub(super) const SUPPRESSED: Self = Self(None);

    /// A rounded count, or a true 0.
    pub(super) const fn rounded(number: u64) -> Self {
        Self(Some(number))
    }

    /// A count for tests; `None` is suppressed.
    #[cfg(test)]
    pub(crate) const fn for_test(number: Option<u64>) -> Self {
        Self(number)
    }

    /// The printed number; `None` if it is suppressed.
    pub(crate) const fn number(self) -> Option<u64> {
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

/// A rate worked out from two printed counts, or the reason why there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Rate {
    /// One of its counts is suppressed: printed `[c]`.
    Suppressed,
    /// The printed number of due contacts is under 20: printed `[u]`.
    Unreliable,
    /// A share, 0 to 1: printed with four decimals.
    Of(Share),
}

/// A share of printed counts, 0 to 1, or the difference of two shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Share(f64);

impl Share {
    /// A share that was worked out from printed counts.
    pub(super) const fn new(share: f64) -> Self {
        Self(share)
    }
}

impl Rate {
    /// A share for tests.
    #[cfg(test)]
    pub(crate) const fn for_test(share: f64) -> Self {
        Self::Of(Share(share))
    }

    /// The share, if there is one.
    pub(crate) const fn value(self) -> Option<f64> {
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
            // Never writes `-0.0000`.
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
pub(crate) struct Published {
    /// The month of the pack.
    pub(crate) month: Month,
    /// `activity.csv`
    pub(crate) activity: Vec<ActivityRow>,
    /// `breakdown.csv`
    pub(crate) breakdown: Vec<BreakdownRow>,
    /// `follow_up.csv`
    pub(crate) follow_up: Vec<FollowUpRow>,
    /// `reviews.csv`
    pub(crate) reviews: Vec<ReviewRow>,
    /// `rules.csv`
    pub(crate) rules: Vec<RuleRow>,
    /// `trend.csv`
    pub(crate) trend: Vec<TrendRow>,
    /// `thresholds.csv`
    pub(crate) thresholds: Vec<ThresholdRow>,
}

/// A row of `activity.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct ActivityRow {
    /// `All services`, a service, or `Other (merged)`.
    pub(crate) service: String,
    pub(crate) period: Period,
    pub(crate) due: Count,
    /// Those that failed.
    pub(crate) failed: Count,
    /// failed / due
    pub(crate) rate: Rate,
}

/// A row of `breakdown.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct BreakdownRow {
    pub(crate) dimension: &'static str,
    /// The group, `Other (merged)` or `Not known`.
    pub(crate) group: String,
    /// Children with a due contact in the group.
    pub(crate) children: Count,
    pub(crate) due: Count,
    /// Those that failed.
    pub(crate) failed: Count,
    /// failed / due
    pub(crate) rate: Rate,
    /// Lower limit of its 95% Wilson interval.
    pub(crate) rate_low: Rate,
    /// Upper limit.
    pub(crate) rate_high: Rate,
    /// Children who are a case.
    pub(crate) children_with_case: Count,
    /// Contacts without an outcome.
    pub(crate) no_outcome: Count,
    /// Contacts that the family cancelled.
    pub(crate) cancelled_by_family: Count,
    /// Contacts that the provider cancelled.
    pub(crate) cancelled_by_provider: Count,
    /// Due contacts of the 12 months before.
    pub(crate) due_before: Count,
    /// Those that failed.
    pub(crate) failed_before: Count,
    /// failed / due of the 12 months before
    pub(crate) rate_before: Rate,
    /// `rate` less `rate_before`, with its lower and its upper 95% limit by Newcombe's method 10.
    pub(crate) change: [Rate; 3],
    /// `rate` less that of all other groups of the dimension together, with its limits.
    pub(crate) against_rest: [Rate; 3],
}

/// A row of `follow_up.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct FollowUpRow {
    /// The service, or `Other (merged)`.
    pub(crate) service: String,
    pub(crate) failed: Count,
    /// Those after which the child had another contact with the service within 21 days.
    pub(crate) rebooked_21: Count,
    /// Those after which the child was seen by it within 28 days.
    pub(crate) seen_28: Count,
    /// Those after which the child was seen by it within 90 days.
    pub(crate) seen_90: Count,
    /// Those followed by none of these.
    pub(crate) nothing_since: Count,
}

/// A row of `reviews.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct ReviewRow {
    /// The month of the reports.
    pub(crate) month: Month,
    pub(crate) priority: Priority,
    /// Children whom they listed for the first time.
    pub(crate) listed: Count,
    /// Those with a decision on time.
    pub(crate) decided_in_target: Count,
    /// Those with a later one.
    pub(crate) decided_later: Count,
    /// Those without one.
    pub(crate) undecided: Count,
}

/// A row of `rules.csv`. `C` is its kind of count: a true count, a cell of a draft, or a published count.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct RuleRow<C = Count> {
    pub(crate) rule: &'static str,
    /// The priority of the cases.
    pub(crate) priority: Priority,
    /// Children for whom it holds.
    pub(crate) children: C,
}

impl<C> RuleRow<C> {
    /// The same row with another kind of count.
    pub(super) fn with<D>(&self, children: D) -> RuleRow<D> {
        RuleRow { rule: self.rule, priority: self.priority, children }
    }
}

/// A row of `trend.csv`. `C` is a cell of a draft, or a published count.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct TrendRow<C = Count> {
    /// The month at whose end the cases are counted; written as its last day.
    pub(crate) month_end: Month,
    pub(crate) rule: &'static str,
    /// Children for whom it held.
    pub(crate) children: C,
}

/// A row of `thresholds.csv`. `C` is its kind of count: a true count, a cell of a draft, or a published count.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct ThresholdRow<C = Count> {
    /// Failed contacts needed.
    pub(crate) threshold: u32,
    /// Length of the period in days.
    pub(crate) period_days: i32,
    /// Children with at least that many in the period.
    pub(crate) children: C,
}

impl<C> ThresholdRow<C> {
    /// The same row with another kind of count.
    pub(super) fn with<D>(&self, children: D) -> ThresholdRow<D> {
        ThresholdRow { threshold: self.threshold, period_days: self.period_days, children }
    }
}
