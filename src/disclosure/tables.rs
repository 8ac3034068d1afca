//! The five tables as a reader has them: their rows, and in each place a cell, printed as a number or hidden.
//!
//! The pack of this run and the earlier packs come to [`super::reader`] in this one form.

use crate::config::settings::Rules;
use crate::day::Month;
use crate::vocabulary::Priority;

/// The place of a cell in [`Pack::printed`].
pub(super) type Cell = usize;

/// What a reader has of one pack.
#[derive(Clone, Default)]
pub(super) struct Pack {
    /// Its rows.
    pub tables: Tables,
    /// What is printed in each cell; none is `[c]`.
    pub printed: Vec<Option<u64>>,
    /// The settings that it says it was made with.
    pub settings: PackSettings,
}

/// The settings of a pack that tell something of its counts.
#[derive(Clone, Copy, Default)]
pub(super) struct PackSettings {
    /// `[disclosure] minimum_count`
    pub minimum: u64,
    /// `[disclosure] round_to`
    pub round_to: u64,
    /// `[review] period_days`
    pub period_days: i32,
    /// The threshold of `repeated`, where it is in force.
    pub repeated: Option<u32>,
    /// The services of `cross_service`, where it is in force.
    pub cross_service: Option<u32>,
    /// The failed contacts of `unscheduled_care`, where it is in force.
    pub unscheduled_care: Option<u32>,
    /// The threshold of `early_concern`, where it is in force.
    pub early_concern: Option<u32>,
}

impl PackSettings {
    /// What the settings of this run tell.
    pub(super) fn of(minimum: u32, round_to: u32, period_days: i32, rules: &Rules) -> Self {
        Self {
            minimum: minimum.into(),
            round_to: round_to.max(1).into(),
            period_days,
            repeated: rules.repeated.enabled.then_some(rules.repeated.threshold),
            cross_service: rules.cross_service.enabled.then_some(rules.cross_service.services),
            unscheduled_care: rules.unscheduled_care.enabled.then_some(rules.unscheduled_care.failed),
            early_concern: rules.early_concern.enabled.then_some(rules.early_concern.threshold),
        }
    }
}

/// The rows of the five tables.
#[derive(Clone, Default)]
pub(super) struct Tables {
    /// The month that the pack speaks for.
    pub month: Option<Month>,
    /// `activity.csv`
    pub activity: Vec<ActivityLine>,
    /// `breakdown.csv`
    pub breakdown: Vec<BreakdownLine>,
    /// `rules.csv`
    pub rules: Vec<RuleLine>,
    /// `trend.csv`
    pub trend: Vec<TrendLine>,
    /// `thresholds.csv`
    pub thresholds: Vec<ThresholdLine>,
}

/// A row of `activity.csv`.
#[derive(Clone)]
pub(super) struct ActivityLine {
    pub month: Month,
    pub service: String,
    pub due: Cell,
    pub failed: Cell,
}

/// A row of `breakdown.csv`.
#[derive(Clone)]
pub(super) struct BreakdownLine {
    pub dimension: &'static str,
    pub group: String,
    pub children: Cell,
    pub due: Cell,
    pub failed: Cell,
    pub with_case: Cell,
}

/// A row of `rules.csv`.
#[derive(Clone)]
pub(super) struct RuleLine {
    pub rule: &'static str,
    pub priority: Priority,
    pub children: Cell,
}

/// A row of `trend.csv`.
#[derive(Clone)]
pub(super) struct TrendLine {
    pub month_end: Month,
    pub rule: &'static str,
    pub children: Cell,
}

/// A row of `thresholds.csv`.
#[derive(Clone)]
pub(super) struct ThresholdLine {
    pub threshold: u32,
    pub period_days: i32,
    pub children: Cell,
}
