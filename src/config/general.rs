//! What is said once for a run: the organisation, the output, the period, the limits.

use std::path::{Path, PathBuf};

use super::bounds;
use super::document::Table;
use super::log::Log;
use super::settings::{Disclosure, Limits, OutcomeSet, Output, Review};
use super::words::{FACTORS, OUTCOMES};
use crate::vocabulary::{Factor, Outcome};

/// The folder of the runs, beside the configuration.
const FOLDER: &str = "reports";

/// The factors that make a case urgent.
const URGENT: &[Factor] = &[
    Factor::Infant,
    Factor::ChildProtectionPlan,
    Factor::Section47,
    Factor::ChildInNeed,
    Factor::LookedAfter,
    Factor::HouseholdSafeguardingConcern,
    Factor::DomesticAbuse,
];

/// `[output]`, and where `commissioner` stands.
pub fn output(table: Option<Table<'_>>, base: &Path, log: &mut Log<'_>) -> (Output, usize) {
    let Some(mut table) = table else {
        let max_sheets = bounds::MAX_SHEETS.default as usize;
        return (Output { folder: beside(base, FOLDER), commissioner: None, max_sheets }, 0);
    };
    let folder = table.take("folder").and_then(|value| value.plain("the default is \"reports\"", log));
    let commissioner = table.take("commissioner");
    let at = commissioner.as_ref().map_or(table.at, |value| value.at);
    let commissioner = commissioner
        .filter(|value| !value.is_blank_text())
        .and_then(|value| value.plain("name a folder, or \"\" for the folder of the run", log));
    let output = Output {
        folder: beside(base, folder.unwrap_or(FOLDER)),
        commissioner: commissioner.map(|folder| beside(base, folder)),
        max_sheets: table.whole("max_sheets", &bounds::MAX_SHEETS, log) as usize,
    };
    table.finish(log);
    (output, at)
}

/// A path of the configuration as the program opens it.
fn beside(base: &Path, path: &str) -> PathBuf {
    if base == Path::new(".") { PathBuf::from(path) } else { base.join(path) }
}

/// `[review]`.
pub fn review(table: &mut Table<'_>, log: &mut Log<'_>) -> Review {
    Review {
        period_days: table.whole("period_days", &bounds::PERIOD_DAYS, log) as i32,
        under_age: table.whole("under_age", &bounds::UNDER_AGE, log) as i32,
    }
}

/// `[failed_contact]`.
pub fn failed(table: &mut Table<'_>, log: &mut Log<'_>) -> OutcomeSet {
    let given = table.take("outcomes");
    let Some((value, outcomes)) = given.and_then(|value| OUTCOMES.read_list(&value, log).map(|list| (value, list)))
    else {
        return OutcomeSet::new(Outcome::DEFAULT_FAILED);
    };
    if value.list_or_one().is_empty() {
        let help = "name at least one outcome, or remove the key for the usual seven";
        log.tell(value.at, format!("`{}` is empty", value.path), help);
    }
    for (outcome, at) in &outcomes {
        let reason = match outcome {
            Outcome::Seen => "remove it: a child who was seen is a contact that did not fail",
            Outcome::Pending => "remove it: a contact without an outcome may yet take place; the quality page lists it",
            _ => continue,
        };
        log.tell(*at, format!("`{outcome}` cannot count as failed"), reason);
    }
    OutcomeSet::new(&outcomes.into_iter().map(|(outcome, _)| outcome).collect::<Vec<_>>())
}

/// `[priority]`.
pub fn urgent(table: &mut Table<'_>, log: &mut Log<'_>) -> Vec<Factor> {
    FACTORS.take_list(table, "urgent_factors", URGENT, log)
}

/// `[limits]`.
pub fn limits(table: &mut Table<'_>, log: &mut Log<'_>) -> Limits {
    let share = table.take("max_rejected").and_then(|value| value.share(bounds::MAX_REJECTED, log));
    Limits {
        max_rejected: share.unwrap_or(bounds::MAX_REJECTED),
        stale_days: table.whole("stale_days", &bounds::STALE_DAYS, log) as i32,
    }
}

/// `[disclosure]`.
pub fn disclosure(table: &mut Table<'_>, log: &mut Log<'_>) -> Disclosure {
    let count = table.take("minimum_count");
    let round = table.take("round_to");
    let at = count.as_ref().or(round.as_ref()).map_or(table.at, |value| value.at);
    let mut number = |value: &Option<super::document::Value<'_>>, whole: &bounds::Whole| match value {
        Some(value) => value.whole(whole, log),
        None => Some(whole.default),
    };
    let both = number(&count, &bounds::MINIMUM_COUNT).zip(number(&round, &bounds::ROUND_TO));
    if let Some((minimum, round)) = both
        && minimum <= round
    {
        let what = format!("`disclosure.minimum_count` ({minimum}) must be more than `disclosure.round_to` ({round})");
        log.tell(at, what, "raise the one or lower the other: else a rounded count could tell of a small one");
    }
    let (minimum, round) = both.unwrap_or((bounds::MINIMUM_COUNT.default, bounds::ROUND_TO.default));
    Disclosure { minimum_count: minimum as u32, round_to: round as u32 }
}
