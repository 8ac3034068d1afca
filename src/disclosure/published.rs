//! What may be published: counts and rates that only this folder can make.

use std::fmt;

use serde::{Serialize, Serializer};

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

/// A share of printed counts, 0 to 1.
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
            Self::Of(share) => write!(f, "{:.4}", share.0),
        }
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The five tables of a commissioner pack, ready to be written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Published {
    /// The month that it speaks for.
    pub month: Month,
    /// `activity.csv`
    pub activity: Vec<ActivityRow>,
    /// `breakdown.csv`
    pub breakdown: Vec<BreakdownRow>,
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
    /// The month.
    pub month: Month,
    /// `All services`, a service, or `Other (merged)`.
    pub service: String,
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
