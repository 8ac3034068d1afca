//! The tables as a reader has them: their rows, and in each place a cell, printed as a number or hidden.
//!
//! The pack of this run and the earlier packs come to [`super::reader`] in this one form.

use super::period::Period;
use crate::config::settings::Settings;
use crate::day::Month;
use crate::vocabulary::Priority;
use serde_json::Value;

/// The place of a cell in [`Pack::printed`].
pub(super) type Cell = usize;

/// What a reader has of one pack.
#[derive(Clone, Default)]
pub(super) struct Pack {
    /// Its rows.
    pub(crate) tables: Tables,
    /// What is printed in each cell; none is `[c]`.
    pub(crate) printed: Vec<Option<u64>>,
    /// The settings that it says it was made with.
    pub(crate) settings: PackSettings,
    /// Whether it has the tables that packs of before do not have.
    pub(crate) has_follow_up: bool,
}

impl Pack {
    /// Whether a number above 0 is printed in a cell: a count of at least the minimum.
    pub(super) fn prints_some(&self, cell: Cell) -> bool {
        self.printed[cell].is_some_and(|number| number > 0)
    }
}

/// The settings of a pack that tell something of its counts.
#[derive(Clone, Copy, Default)]
pub(super) struct PackSettings {
    /// `[disclosure] minimum_count`
    pub(crate) minimum: u64,
    /// `[disclosure] round_to`
    pub(crate) round_to: u64,
    /// `[review] period_days`
    pub(crate) period_days: i32,
    /// The threshold of `repeated`, where it is in force.
    pub(crate) repeated: Option<u32>,
    /// The services of `cross_service`, where it is in force.
    pub(crate) cross_service: Option<u32>,
    /// The failed contacts of `unscheduled_care`, where it is in force.
    pub(crate) unscheduled_care: Option<u32>,
    /// The threshold of `early_concern`, where it is in force.
    pub(crate) early_concern: Option<u32>,
    /// The cancelled contacts of `repeated_cancellation`, where it is in force.
    pub(crate) repeated_cancellation: Option<u32>,
    /// Whether the factors of `early_concern` make a case urgent, each of them.
    pub(crate) early_is_urgent: bool,
    /// Whether a case of an infant is urgent.
    pub(crate) infants_are_urgent: bool,
    /// Of the last so many months the first number must be printable for a series of months; and of quarters.
    pub(crate) enough_months: (usize, usize),
    pub(crate) enough_quarters: (usize, usize),
    /// At least so many failed contacts has every child with a case: the fewest that an enabled rule asks for.
    pub(crate) least: u32,
    /// Whether the outcome of each of [`BY_OUTCOME`] makes a failed contact.
    pub(crate) fails: [bool; BY_OUTCOME.len()],
}

impl PackSettings {
    /// What settings tell: of this run, or as a pack's manifest has them. `rule` is the number that an enabled rule asks
    /// for, by the names of the rule and of its setting.
    pub(super) fn new(
        [minimum, round_to]: [u64; 2],
        period_days: i32,
        rule: &dyn Fn(&str, &str) -> Option<u32>,
        others: Others,
        urgent: &dyn Fn(&str) -> bool,
        early: &[&str],
    ) -> Self {
        let mut own = Self {
            minimum,
            round_to: round_to.max(1),
            period_days,
            repeated: rule("repeated", "threshold"),
            cross_service: rule("cross_service", "services"),
            unscheduled_care: rule("unscheduled_care", "failed"),
            early_concern: rule("early_concern", "threshold"),
            repeated_cancellation: rule("repeated_cancellation", "threshold"),
            early_is_urgent: early.iter().all(|factor| urgent(factor)),
            infants_are_urgent: urgent("infant"),
            enough_months: (18, 24),
            enough_quarters: (8, 12),
            least: 0,
            fails: [false; BY_OUTCOME.len()],
        };
        let asked = [own.repeated, own.cross_service, own.unscheduled_care, own.early_concern];
        let one = (others == Others::WithOne).then_some(1);
        if others != Others::WithNone {
            own.least = asked.into_iter().chain([one]).flatten().min().unwrap_or(0);
        }
        own
    }

    /// What the settings of this run tell.
    pub(super) fn of(settings: &Settings) -> Self {
        let manifest = crate::config::in_force::in_force(settings);
        Self::of_manifest(&manifest).unwrap_or_default()
    }

    /// What the settings in a manifest tell.
    pub(super) fn of_manifest(settings: &Value) -> Option<Self> {
        let number = |value: &Value| u32::try_from(value.as_u64()?).ok();
        let minimum = number(&settings["disclosure"]["minimum_count"])?.into();
        let round_to = number(&settings["disclosure"]["round_to"]).filter(|round_to| *round_to > 0)?.into();
        let period_days = i32::try_from(settings["review"]["period_days"].as_i64()?).ok()?;
        let rules = settings["rules"].as_object()?;
        let rule = |name: &str, key: &str| {
            let rule = rules.get(name)?;
            number(&rule[key]).filter(|_| rule["enabled"] == true)
        };
        let list = |value: &Value| -> Vec<String> {
            value.as_array().into_iter().flatten().filter_map(|word| word.as_str().map(String::from)).collect()
        };
        let failed = list(&settings["failed_contact"]["outcomes"]);
        let fails = |rule: &str| failed.iter().any(|outcome| outcome == rule);
        let enabled = rules.iter().filter(|(_, rule)| rule["enabled"] == true).map(|(name, _)| name.as_str());
        let others = enabled
            .filter(|name| !WITH_SOME.contains(name))
            // Two are named after the outcome that they ask for.
            .map(|name| if WITH_ONE.contains(&name) || fails(name) { Others::WithOne } else { Others::WithNone })
            .max()
            .unwrap_or(Others::None);
        let urgent = list(&settings["priority"]["urgent_factors"]);
        let early = list(&settings["rules"]["early_concern"]["factors"]);
        let early: Vec<&str> = early.iter().map(String::as_str).collect();
        let is_urgent = |factor: &str| urgent.iter().any(|own| own == factor);
        Some(Self {
            fails: BY_OUTCOME.map(fails),
            ..Self::new([minimum, round_to], period_days, &rule, others, &is_urgent, &early)
        })
    }

    /// How many failed contacts in the review period a rule asks of each of its children for, at least.
    pub(super) fn asks_for(&self, rule: &str) -> i64 {
        let asked = match rule {
            "repeated" => self.repeated,
            "cross_service" => self.cross_service,
            "unscheduled_care" => self.unscheduled_care,
            "early_concern" => self.early_concern,
            _ if WITH_ONE.contains(&rule) => Some(1),
            _ => BY_OUTCOME.iter().zip(self.fails).any(|(own, fails)| *own == rule && fails).then_some(1),
        };
        asked.map_or(0, i64::from)
    }

    /// The rules that hold only for children with a failed contact in the review period.
    pub(super) fn with_failed(&self) -> impl Iterator<Item = &'static str> {
        let by_outcome = BY_OUTCOME.into_iter().zip(self.fails).filter_map(|(rule, fails)| fails.then_some(rule));
        WITH_SOME.into_iter().chain(WITH_ONE).chain(by_outcome)
    }

    /// Whether a child cannot be of both of these rules: early concern ends where repeated begins.
    pub(super) fn early_is_not_repeated(&self) -> bool {
        self.early_concern.zip(self.repeated).is_some_and(|(early, repeated)| early < repeated)
    }
}

/// Enabled rules besides [`WITH_SOME`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Others {
    /// There is none.
    None,
    /// Every one of them asks for a failed contact, or for an outcome that makes one.
    WithOne,
    /// One of them may hold for a child without failed contacts.
    WithNone,
}

/// The rules that are named after the outcome that they ask for.
pub(super) const BY_OUTCOME: [&str; 2] = ["whereabouts_unknown", "disengaged"];

/// The rules that ask for so many failed contacts in the review period as a setting says.
const WITH_SOME: [&str; 4] = ["repeated", "cross_service", "unscheduled_care", "early_concern"];
/// Those that ask for one.
const WITH_ONE: [&str; 2] = ["household", "closed_after_failed"];
/// Those that may hold for a child without any.
#[cfg(test)]
const WITHOUT: [&str; 2] = ["not_seen", "repeated_cancellation"];

/// The rows of the tables.
#[derive(Clone, Default)]
pub(super) struct Tables {
    /// The month that the pack speaks for.
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
    /// By [`super::counts::After`].
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
#[derive(Clone)]
pub(super) struct RuleLine {
    pub(crate) rule: &'static str,
    pub(crate) priority: Priority,
    pub(crate) children: Cell,
}

/// A row of `trend.csv`.
#[derive(Clone)]
pub(super) struct TrendLine {
    pub(crate) month_end: Month,
    pub(crate) rule: &'static str,
    pub(crate) children: Cell,
}

/// A row of `thresholds.csv`.
#[derive(Clone)]
pub(super) struct ThresholdLine {
    pub(crate) threshold: u32,
    pub(crate) period_days: i32,
    pub(crate) children: Cell,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rule that is in none of these lists would be taken for one that holds without failed contacts, and readers for knowing
    /// less than they do.
    #[test]
    fn of_every_rule_it_is_said_whether_it_asks_for_failed_contacts() {
        let mut said = [&WITH_SOME[..], &WITH_ONE, &BY_OUTCOME, &WITHOUT].concat();
        let mut rules: Vec<&str> = crate::rules::ALL.iter().map(|rule| rule.name()).collect();
        said.sort_unstable();
        rules.sort_unstable();
        assert_eq!(said, rules);
    }
}
