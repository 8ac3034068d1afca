//! The columns of the tables of a pack: what is written, and what is read back of an earlier pack.

/// Those of `activity.csv`.
pub(crate) const ACTIVITY: [&str; 6] = ["service", "grain", "period", "due", "failed", "rate"];

/// Those of `breakdown.csv`.
pub(crate) const BREAKDOWN: [&str; 21] = [
    "dimension",
    "group",
    "children",
    "due",
    "failed",
    "rate",
    "rate_low",
    "rate_high",
    "children_with_case",
    "no_outcome",
    "cancelled_by_family",
    "cancelled_by_provider",
    "due_before",
    "failed_before",
    "rate_before",
    "change",
    "change_low",
    "change_high",
    "against_rest",
    "against_rest_low",
    "against_rest_high",
];

/// Those of `follow_up.csv`.
pub(crate) const FOLLOW_UP: [&str; 6] = ["service", "failed", "rebooked_21", "seen_28", "seen_90", "nothing_since"];

/// Those of `reviews.csv`.
pub(crate) const REVIEWS: [&str; 6] =
    ["month", "priority", "listed", "decided_in_target", "decided_later", "undecided"];

/// Those of `rules.csv`.
pub(crate) const RULES: [&str; 3] = ["rule", "priority", "children"];

/// Those of `trend.csv`.
pub(crate) const TREND: [&str; 3] = ["month_end", "rule", "children"];

/// Those of `thresholds.csv`.
pub(crate) const THRESHOLDS: [&str; 3] = ["threshold", "period_days", "children"];
