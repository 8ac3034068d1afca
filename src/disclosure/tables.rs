//! The tables as a reader sees them: rows of cells, each printed as a number or hidden. Both the new pack and the earlier packs
//! come to [`super::reader`] in this form.

use super::period::Period;
use super::published::{RuleRow, ThresholdRow, TrendRow};
use crate::config::in_force;
use crate::config::settings::Settings;
use crate::day::Month;
use crate::rules::{self, ALL, FewestFailed, Rule};
use crate::vocabulary::{Outcome, Priority};
use serde_json::Value;
use std::collections::BTreeMap;

/// The index of a cell in [`Pack::printed`].
pub(super) type Cell = usize;

/// A pack as a reader sees it.
#[derive(Clone, Default)]
pub(super) struct Pack {
    pub(crate) tables: Tables,
    /// The number printed in each cell; `None` is `[c]`.
    pub(crate) printed: Vec<Option<u64>>,
    /// The settings in its manifest.
    pub(crate) settings: PackSettings,
    /// Whether it has the tables and columns that packs from before version 0.2 lack.
    pub(crate) has_follow_up: bool,
}

impl Pack {
    /// Whether a cell prints a number above 0, which stands for a count of at least the minimum.
    pub(super) fn prints_some(&self, cell: Cell) -> bool {
        self.printed[cell].is_some_and(|number| number > 0)
    }
}

/// The settings of a pack that say something about its counts.
#[derive(Clone, Copy, Default)]
pub(super) struct PackSettings {
    /// `[disclosure] minimum_count`
    pub(crate) minimum: u64,
    /// `[disclosure] round_to`
    pub(crate) round_to: u64,
    /// `[review] period_days`
    pub(crate) period_days: i32,
    /// The threshold of `repeated_cancellation`, if the rule is on.
    pub(crate) repeated_cancellation: Option<u32>,
    /// Whether each factor of `early_concern` makes a case urgent.
    pub(crate) early_is_urgent: bool,
    /// Whether a case of an infant is urgent.
    pub(crate) infants_are_urgent: bool,
    /// For a series by month: how many (first) of the last months (second) must be printable.
    pub(crate) enough_months: (usize, usize),
    /// The same for a series by quarter.
    pub(crate) enough_quarters: (usize, usize),
    /// For each rule in the order of [`ALL`], the fewest failed contacts of a child for whom it holds; 0 if the rule is off.
    pub(crate) failed: [u32; ALL.len()],
    /// The fewest failed contacts of any child with a case: the lowest number that an enabled rule asks for.
    pub(crate) least: u32,
}

impl PackSettings {
    /// Takes them from the settings of this run.
    pub(super) fn from_settings(settings: &Settings) -> Self {
        Self::from_manifest(&in_force(settings)).unwrap_or_default()
    }

    /// Reads them from the settings in a manifest.
    pub(super) fn from_manifest(settings: &Value) -> Option<Self> {
        let number = |value: &Value| u32::try_from(value.as_u64()?).ok();
        let minimum = number(&settings["disclosure"]["minimum_count"])?.into();
        let round_to = number(&settings["disclosure"]["round_to"]).filter(|round_to| *round_to > 0)?.into();
        let period_days = i32::try_from(settings["review"]["period_days"].as_i64()?).ok()?;
        let rules = settings["rules"].as_object()?;
        let list = |value: &Value| -> Vec<String> {
            value.as_array().into_iter().flatten().filter_map(|word| word.as_str().map(String::from)).collect()
        };
        let failing = list(&settings["failed_contact"]["outcomes"]);
        let fails = |outcome: Outcome| failing.iter().any(|word| word == outcome.word());
        let enabled = rules.iter().filter(|(_, table)| table["enabled"] == true);
        // A rule that this version does not know may hold without failed contacts.
        let asks_for = |name: &str, table: &Value| {
            rules::find(name).map_or(0, |rule| rule.fewest_failed().published(|key| number(&table[key]), fails))
        };
        let asked: BTreeMap<&str, u32> = enabled.map(|(name, table)| (name.as_str(), asks_for(name, table))).collect();
        let urgent = list(&settings["priority"]["urgent_factors"]);
        let early = list(&settings["rules"]["early_concern"]["factors"]);
        let cancellation = &settings["rules"]["repeated_cancellation"];
        Some(Self {
            minimum,
            round_to,
            period_days,
            repeated_cancellation: number(&cancellation["threshold"]).filter(|_| cancellation["enabled"] == true),
            early_is_urgent: early.iter().all(|factor| urgent.contains(factor)),
            infants_are_urgent: urgent.iter().any(|factor| factor == "infant"),
            enough_months: (18, 24),
            enough_quarters: (8, 12),
            failed: std::array::from_fn(|place| asked.get(ALL[place].name()).copied().unwrap_or(0)),
            least: asked.values().copied().min().unwrap_or(0),
        })
    }

    /// The fewest failed contacts in the review period of a child for whom a rule holds.
    pub(super) fn min_failed(&self, rule: &str) -> u32 {
        ALL.iter().zip(self.failed).find(|(known, _)| known.name() == rule).map_or(0, |(_, failed)| failed)
    }

    /// The rules that hold only for children with a failed contact in the review period. The values that the gate's search
    /// finds depend on the order in which sums are added, so rules whose number comes from a setting stay first.
    pub(super) fn with_failed(&self) -> Vec<&'static str> {
        let mut rules: Vec<&dyn Rule> = ALL.iter().copied().filter(|rule| self.min_failed(rule.name()) > 0).collect();
        rules.sort_by_key(|rule| match rule.fewest_failed() {
            FewestFailed::Setting { .. } => 0,
            FewestFailed::One => 1,
            FewestFailed::ByOutcome(_) | FewestFailed::None => 2,
        });
        rules.into_iter().map(Rule::name).collect()
    }

    /// The same settings with a rule that asks for so many failed contacts.
    #[cfg(test)]
    pub(super) fn asking(mut self, rule: &str, failed: u32) -> Self {
        let place = ALL.iter().position(|known| known.name() == rule).expect(rule);
        self.failed[place] = failed;
        self
    }

    /// Whether no child can be listed by both rules, because `early_concern` ends where `repeated` begins.
    pub(super) fn early_is_not_repeated(&self) -> bool {
        self.min_failed("early_concern") < self.min_failed("repeated")
    }
}

/// The rows of the tables.
#[derive(Clone, Default)]
pub(super) struct Tables {
    /// The month of the pack.
    pub(crate) month: Option<Month>,
    /// `activity.csv`
    pub(crate) activity: Vec<ActivityLine>,
    /// `breakdown.csv`
    pub(crate) breakdown: Vec<BreakdownLine>,
    /// `follow_up.csv`
    pub(crate) follow_up: Vec<FollowUpLine>,
    /// `reviews.csv`
    pub(crate) reviews: Vec<ReviewLine>,
    /// `rules.csv`
    pub(crate) rules: Vec<RuleLine>,
    /// `trend.csv`
    pub(crate) trend: Vec<TrendLine>,
    /// `thresholds.csv`
    pub(crate) thresholds: Vec<ThresholdLine>,
}

/// A row of `activity.csv`.
#[derive(Clone)]
pub(super) struct ActivityLine {
    pub(crate) service: String,
    pub(crate) period: Period,
    pub(crate) due: Cell,
    pub(crate) failed: Cell,
}

/// A row of `breakdown.csv`.
#[derive(Clone)]
pub(super) struct BreakdownLine {
    pub(crate) dimension: &'static str,
    pub(crate) group: String,
    pub(crate) children: Cell,
    pub(crate) due: Cell,
    pub(crate) failed: Cell,
    pub(crate) with_case: Cell,
    pub(crate) no_outcome: Cell,
    /// By the family, by the provider.
    pub(crate) cancelled: [Cell; 2],
    pub(crate) due_before: Cell,
    pub(crate) failed_before: Cell,
}

/// A row of `follow_up.csv`.
#[derive(Clone)]
pub(super) struct FollowUpLine {
    pub(crate) service: String,
    /// By [`super::counts::FollowUpOutcome`].
    pub(crate) cells: [Cell; 5],
}

/// A row of `reviews.csv`.
#[derive(Clone)]
pub(super) struct ReviewLine {
    pub(crate) month: Month,
    pub(crate) priority: Priority,
    pub(crate) listed: Cell,
    /// In target, later, undecided.
    pub(crate) parts: [Cell; 3],
}

/// A row of `rules.csv`.
pub(super) type RuleLine = RuleRow<Cell>;

/// A row of `trend.csv`.
pub(super) type TrendLine = TrendRow<Cell>;

/// A row of `thresholds.csv`.
pub(super) type ThresholdLine = ThresholdRow<Cell>;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_failed_contacts_that_each_rule_asks_for_are_read_from_a_manifest() {
        let settings = |outcomes: &[&str], other: &str| {
            let manifest = json!({
                "review": { "period_days": 365 },
                "disclosure": { "minimum_count": 8, "round_to": 5 },
                "failed_contact": { "outcomes": outcomes },
                "rules": {
                    "repeated": { "enabled": true, "threshold": 4 },
                    "cross_service": { "enabled": true, "services": 3, "span_days": 90 },
                    "unscheduled_care": { "enabled": false, "attendances": 1, "failed": 2 },
                    other: { "enabled": true },
                },
            });
            PackSettings::from_manifest(&manifest).expect("settings")
        };
        for (outcomes, other, least, with_failed) in [
            (&[][..], "household", 1, &["repeated", "cross_service", "household"][..]),
            (&["disengaged"], "disengaged", 1, &["repeated", "cross_service", "disengaged"]),
            (&["no_access"], "disengaged", 0, &["repeated", "cross_service"]),
            (&["no_access"], "not_seen", 0, &["repeated", "cross_service"]),
            (&["no_access"], "a_rule_of_a_later_version", 0, &["repeated", "cross_service"]),
        ] {
            let settings = settings(outcomes, other);
            let asked = ["repeated", "cross_service", "unscheduled_care"].map(|rule| settings.min_failed(rule));
            assert_eq!(
                (asked, settings.least, &settings.with_failed()[..]),
                ([4, 3, 0], least, with_failed),
                "{other}"
            );
        }
    }
}
