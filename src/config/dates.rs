//! Days in the configuration, such as `2026-12-25`, with or without quotes.

use serde_json::{Value as Json, json};
use toml::de::DeValue;

use super::declare::Setting;
use super::document::Value;
use super::log::Log;
#[cfg(test)]
use super::reference::{Form, Shape};
use crate::day::Day;

/// A list of days; none by default.
pub(crate) struct Days;

const HELP: &str = "write days as year, month and day: [2026-12-25, 2026-12-28]";

impl Setting for Days {
    type Value = Vec<Day>;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Vec<Day>> {
        let DeValue::Array(_) = value.node else {
            value.must_be("a list of days", HELP, log);
            return None;
        };
        let mut days: Vec<Day> = value.list(log)?.iter().filter_map(|item| day(item, log)).collect();
        days.sort_unstable();
        days.dedup();
        Some(days)
    }

    fn in_manifest(&self, value: &Vec<Day>) -> Option<Json> {
        Some(json!(value.iter().map(ToString::to_string).collect::<Vec<_>>()))
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Days.or(json!([]))
    }
}

/// A required day.
pub(crate) struct OneDay;

impl Setting for OneDay {
    type Value = Option<Day>;

    fn needed(&self) -> Option<&'static str> {
        Some("write the day as year, month and day: date = 2026-04-01")
    }

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<Option<Day>> {
        day(value, log).map(Some)
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Day.like(json!("2026-04-01"))
    }
}

/// A day, with or without quotes.
fn day(value: &Value<'_>, log: &mut Log<'_>) -> Option<Day> {
    let text = match value.node {
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        _ => {
            value.must_be("a day", HELP, log);
            return None;
        }
    };
    let day = Day::from_iso(&text);
    if day.is_none() {
        log.report(value.at, format!("`{}` has a text that is not a day: \"{text}\"", value.path), HELP);
    }
    day
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{parsed, problems};

    #[test]
    fn a_change_needs_a_day_and_a_reason() {
        let with = |table: &str| crate::config::tests::with(&format!("[[changes]]\n{table}"));
        let change = &parsed(&with("date = 2026-04-01\nreason = \"New code\"")).changes[0];
        assert_eq!(change.date.map(|day| day.to_string()).as_deref(), Some("2026-04-01"));
        assert_eq!((change.service.as_str(), change.reason.as_str(), change.rebase), ("", "New code", false));
        for (table, what) in [
            ("reason = \"New code\"", "date"),
            ("date = 2026-04-01", "reason"),
            ("date = \"1 April\"\nreason = \"New code\"", "not a day"),
            ("date = 2026-04-01\nreason = \"New code\"\nrebased = true", "rebase"),
        ] {
            let found = problems(&with(table));
            assert!(found.len() == 1 && found[0].contains(what), "{table}: {found:?}");
        }
    }

    #[test]
    fn days_are_read_with_quotes_and_without_and_nothing_else_is_a_day() {
        let with = |list: &str| crate::config::tests::with(&format!("[targets]\nbank_holidays = {list}"));
        let days = parsed(&with("[2026-12-28, \"2026-12-25\", 2026-12-25]")).targets.bank_holidays;
        assert_eq!(days.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2026-12-25", "2026-12-28"]);
        for (list, what) in [
            ("2026-12-25", "must be a list of days"),
            ("[\"25/12/2026\"]", "has a text that is not a day"),
            ("[2026-12-25T10:00:00]", "has a text that is not a day"),
            ("[1]", "must be a day"),
        ] {
            let found = problems(&with(list));
            assert!(found.len() == 1 && found[0].contains(what), "{list}: {found:?}");
        }
    }
}
