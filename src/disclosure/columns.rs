//! The columns of the tables of a pack, for writing a pack and for reading an earlier one.

pub(crate) const ACTIVITY: [&str; 6] = ["service", "grain", "period", "due", "failed", "rate"];
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
pub(crate) const FOLLOW_UP: [&str; 6] = ["service", "failed", "rebooked_21", "seen_28", "seen_90", "nothing_since"];
pub(crate) const REVIEWS: [&str; 6] =
    ["month", "priority", "listed", "decided_in_target", "decided_later", "undecided"];
pub(crate) const RULES: [&str; 3] = ["rule", "priority", "children"];
pub(crate) const TREND: [&str; 3] = ["month_end", "rule", "children"];
pub(crate) const THRESHOLDS: [&str; 3] = ["threshold", "period_days", "children"];
