//! Finds what has changed in the sources and the settings since the previous run: a list that is shorter because a source is
//! gone must not look like good news.

use serde_json::Value;

use super::previous::Previous;
use crate::quality::Quality;
use crate::quality::past::PastSource;

/// A source that is gone, or has shrunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceChange {
    pub(crate) name: String,
    /// Its records in the previous run.
    pub(crate) then: u64,
    /// Its records now; none where there is no such source any more.
    pub(crate) now: Option<u64>,
}

/// The sources of the previous run that are gone, or have fewer than half of its records.
pub(crate) fn source_changes(previous: &Previous, quality: &Quality) -> Vec<SourceChange> {
    let change = |past: &PastSource| {
        let name = past.name.clone();
        match quality.sources.iter().find(|source| source.name == name) {
            None => Some(SourceChange { name, then: past.records, now: None }),
            Some(source) => past.shrunk(source).map(|[then, now]| SourceChange { name, then, now: Some(now) }),
        }
    };
    previous.sources.iter().filter_map(change).collect()
}

/// The tables of settings that change nobody's listing: a heading, and by when a decision is wanted.
const IGNORED_TABLES: [&str; 2] = ["organisation", "targets"];
/// Tables whose keys are texts of extracts: one more is a change.
const MAPS: [&str; 2] = ["services.", "ethnicity."];
const SOURCES: [&str; 2] = ["contacts", "children"];
/// Keys of a source that say which extract is read, not how.
const NAME: &str = "name";

/// The settings that have changed since the previous run: `rules.repeated.threshold (was 3, now 2)`, in the order of the
/// manifest. Only numbers and switches are shown with their values. Sources that this run does without are not looked at.
pub(crate) fn setting_changes(then: &Value, now: &Value, without: &[&str]) -> Vec<String> {
    let mut then = then.clone();
    for sort in SOURCES {
        if let Some(Value::Array(sources)) = then.get_mut(sort) {
            sources.retain(|own| !without.iter().any(|name| own[NAME] == *name));
        }
    }
    let mut changes = Vec::new();
    let keys = |value: &Value| value.as_object().into_iter().flat_map(|own| own.keys().cloned()).collect::<Vec<_>>();
    let mut parts = keys(&then);
    parts.extend(keys(now));
    parts.sort();
    parts.dedup();
    for part in parts.iter().filter(|part| !IGNORED_TABLES.contains(&part.as_str())) {
        compare(part, &then[part], &now[part], &mut changes);
    }
    changes
}

fn compare(path: &str, then: &Value, now: &Value, changes: &mut Vec<String>) {
    match (then, now) {
        _ if then == now => {}
        (Value::Null, _) if !MAPS.iter().any(|map| path.starts_with(map)) => {}
        (Value::Object(before), Value::Object(after)) => {
            let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
            for key in keys {
                compare(&format!("{path}.{key}"), &then[key], &now[key], changes);
            }
        }
        (Value::Array(before), Value::Array(after)) if are_named(before) && are_named(after) => {
            let of = |list: &[Value], name: &Value| list.iter().find(|own| own[NAME] == *name).cloned();
            for own in before {
                match of(after, &own[NAME]) {
                    Some(other) if is_read_alike(own, &other) => {}
                    Some(_) => changes.push(format!("source {} is read in another way", text(&own[NAME]))),
                    None => changes.push(format!("source {} was removed", text(&own[NAME]))),
                }
            }
            for own in after.iter().filter(|own| of(before, &own[NAME]).is_none()) {
                changes.push(format!("source {} was added", text(&own[NAME])));
            }
        }
        (Value::Number(_) | Value::Bool(_), Value::Number(_) | Value::Bool(_)) => {
            changes.push(format!("{path} (was {then}, now {now})"));
        }
        _ => changes.push(path.to_owned()),
    }
}

/// Whether a source is read as it was. A key that the earlier manifest lacks is one that the program has learned since.
fn is_read_alike(then: &Value, now: &Value) -> bool {
    let (Some(then), Some(now)) = (then.as_object(), now.as_object()) else { return then == now };
    then.iter().all(|(key, value)| now.get(key) == Some(value))
}

fn are_named(list: &[Value]) -> bool {
    list.iter().all(|own| own[NAME].is_string())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changed_settings_are_listed_by_their_keys() {
        let settings_of = |threshold: u32, enabled: bool, sources: &[(&str, &str)], organisation: &str| {
            let sources: Vec<Value> =
                sources.iter().map(|(name, format)| json!({"name": name, "date_format": format})).collect();
            json!({
                "organisation": organisation,
                "review": {"period_days": 365},
                "rules": {"repeated": {"enabled": enabled, "threshold": threshold}},
                "contacts": sources,
            })
        };
        let before = settings_of(3, true, &[("a", "x"), ("b", "x")], "One");
        for (now, told) in [
            (settings_of(3, true, &[("a", "x"), ("b", "x")], "Two"), vec![]),
            (settings_of(2, true, &[("a", "x"), ("b", "x")], "One"), vec!["rules.repeated.threshold (was 3, now 2)"]),
            (
                settings_of(3, false, &[("a", "x"), ("b", "x")], "One"),
                vec!["rules.repeated.enabled (was true, now false)"],
            ),
            (
                settings_of(3, true, &[("a", "y"), ("c", "x")], "One"),
                vec!["source a is read in another way", "source b was removed", "source c was added"],
            ),
        ] {
            assert_eq!(setting_changes(&before, &now, &[]), told);
        }
        // The first source of its sort, and the last one.
        let none = settings_of(3, true, &[], "One");
        assert_eq!(setting_changes(&none, &before, &[]), ["source a was added", "source b was added"]);
        assert_eq!(setting_changes(&before, &none, &[]), ["source a was removed", "source b was removed"]);
        // A source that the run does without is no change, be it the only one of its sort.
        for (left, without) in [(&[("a", "x")][..], &["b"][..]), (&[], &["a", "b"])] {
            let now = settings_of(3, true, left, "One");
            assert_eq!(setting_changes(&before, &now, without), Vec::<String>::new(), "{without:?}");
            assert_ne!(setting_changes(&before, &now, &[]), Vec::<String>::new());
        }
    }
}
