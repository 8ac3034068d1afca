//! `[rules.*]`: which rules are in force, with which thresholds.

use super::bounds;
use super::document::Table;
use super::log::Log;
use super::settings::{
    CrossService, EarlyConcern, Household, Repeated, RepeatedCancellation, Rules, Switch, UnscheduledCare,
};
use super::words::FACTORS;
use crate::vocabulary::Factor;

/// The factors with which fewer failed contacts are of concern.
const EARLY_FACTORS: &[Factor] = &[
    Factor::Infant,
    Factor::Premature,
    Factor::LowBirthWeight,
    Factor::ChildProtectionPlan,
    Factor::Section47,
    Factor::ChildInNeed,
    Factor::LookedAfter,
];

/// Reads the table `rules`, which may be absent.
pub fn rules(table: Option<Table<'_>>, log: &mut Log<'_>) -> Rules {
    let empty = toml::de::DeTable::new();
    let mut table = table.unwrap_or_else(|| Table::absent("rules", &empty));
    let rules = Rules {
        repeated: rule(&mut table, "repeated", log, |t, log| Repeated {
            enabled: t.flag("enabled", true, log),
            threshold: t.whole("threshold", &bounds::REPEATED_THRESHOLD, log) as u32,
        }),
        cross_service: rule(&mut table, "cross_service", log, |t, log| CrossService {
            enabled: t.flag("enabled", true, log),
            services: t.whole("services", &bounds::CROSS_SERVICES, log) as u32,
            span_days: t.whole("span_days", &bounds::SPAN_DAYS, log) as i32,
        }),
        whereabouts_unknown: rule(&mut table, "whereabouts_unknown", log, switch),
        disengaged: rule(&mut table, "disengaged", log, switch),
        household: rule(&mut table, "household", log, |t, log| Household {
            enabled: t.flag("enabled", true, log),
            threshold: t.whole("threshold", &bounds::HOUSEHOLD_THRESHOLD, log) as u32,
            children: t.whole("children", &bounds::HOUSEHOLD_CHILDREN, log) as u32,
        }),
        unscheduled_care: rule(&mut table, "unscheduled_care", log, |t, log| UnscheduledCare {
            enabled: t.flag("enabled", true, log),
            attendances: t.whole("attendances", &bounds::ATTENDANCES, log) as u32,
            failed: t.whole("failed", &bounds::UNSCHEDULED_FAILED, log) as u32,
        }),
        early_concern: rule(&mut table, "early_concern", log, early_concern),
        repeated_cancellation: rule(&mut table, "repeated_cancellation", log, |t, log| RepeatedCancellation {
            enabled: t.flag("enabled", false, log),
            threshold: t.whole("threshold", &bounds::CANCELLATIONS, log) as u32,
        }),
    };
    table.finish(log);
    rules
}

/// Reads the table of one rule, or its defaults where it is absent.
fn rule<T>(
    rules: &mut Table<'_>,
    name: &'static str,
    log: &mut Log<'_>,
    read: impl FnOnce(&mut Table<'_>, &mut Log<'_>) -> T,
) -> T {
    let empty = toml::de::DeTable::new();
    let mut table: Table<'_> = match rules.table(name, log) {
        Some(table) => table,
        None => Table::absent(&format!("rules.{name}"), &empty),
    };
    let settings = read(&mut table, log);
    table.finish(log);
    settings
}

fn switch(table: &mut Table<'_>, log: &mut Log<'_>) -> Switch {
    Switch { enabled: table.flag("enabled", true, log) }
}

fn early_concern(table: &mut Table<'_>, log: &mut Log<'_>) -> EarlyConcern {
    let enabled = table.flag("enabled", true, log);
    let threshold = table.whole("threshold", &bounds::EARLY_THRESHOLD, log) as u32;
    let given = table.take("factors");
    let factors = match given.as_ref().map(|value| (value, FACTORS.read_list(value, log))) {
        Some((value, Some(factors))) => {
            if enabled && factors.is_empty() && value.list_or_one().is_empty() {
                let help = "name at least one factor, or turn the rule off with `enabled = false`";
                log.tell(value.at, format!("`{}` is empty", value.path), help);
            }
            factors.into_iter().map(|(factor, _)| factor).collect()
        }
        _ => EARLY_FACTORS.to_vec(),
    };
    EarlyConcern { enabled, threshold, factors }
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{helps, parsed, problems, with};
    use crate::vocabulary::Factor;

    #[test]
    fn every_rule_but_one_is_in_force_unless_the_configuration_says_otherwise() {
        let rules = parsed(&with("")).rules;
        assert!(rules.repeated.enabled && rules.cross_service.enabled && rules.whereabouts_unknown.enabled);
        assert!(rules.disengaged.enabled && rules.household.enabled && rules.unscheduled_care.enabled);
        assert!(rules.early_concern.enabled && !rules.repeated_cancellation.enabled);
        let rules =
            parsed(&with("[rules.repeated]\nenabled = false\n[rules.repeated_cancellation]\nenabled = true")).rules;
        assert!(!rules.repeated.enabled && rules.repeated_cancellation.enabled);
    }

    #[test]
    fn factors_are_in_the_vocabularys_order() {
        let rules =
            parsed(&with("[rules.early_concern]\nfactors = [\"looked_after\", \"infant\", \"looked_after\"]")).rules;
        assert_eq!(rules.early_concern.factors, [Factor::Infant, Factor::LookedAfter]);
    }

    #[test]
    fn a_mistyped_rule_or_setting_is_told_with_the_right_one() {
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
                "head it with [rules.household], its keys on the lines below",
            ),
        ] {
            assert_eq!((problems(&with(text)), helps(&with(text))), (vec![problem.into()], vec![help.into()]));
        }
    }
}
