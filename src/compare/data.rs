//! Finds what has changed in the sources and the settings since the previous run. A list that is shorter only because a source
//! is gone must not look like good news.

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
    /// Its records now; none if the source is gone.
    pub(crate) now: Option<u64>,
}

/// The sources of the previous run that are gone, or have fewer than half as many records now.
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

/// Settings that do not affect who is listed: a heading, and the days until a decision is due.
const IGNORED_TABLES: [&str; 2] = ["organisation", "targets"];
/// Tables whose keys are texts of extracts, so that a new key is a change. Elsewhere a new key is one that an older version of the
/// program did not have.
const MAPS: [&str; 2] = ["services.", "ethnicity."];
/// The lists of sources.
const SOURCES: [&str; 2] = ["contacts", "children"];
/// The key by which a source is recognised.
const NAME: &str = "name";

/// The settings that have changed since the previous run, such as `rules.repeated.threshold (was 3, now 2)`, in the order of the
/// manifest. Only numbers and switches are shown with their values. Sources in `without`, which this run was told to leave out, are
/// not compared.
pub(crate) fn setting_changes(then: &Value, now: &Value, without: &[&str]) -> Vec<String> {
    let mut then = then.clone();
    for sort in SOURCES {
        if let Some(Value::Array(sources)) = then.get_mut(sort) {
            sources.retain(|source| !without.iter().any(|name| source[NAME] == *name));
        }
    }
    let mut changes = Vec::new();
    let keys = |value: &Value| value.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect::<Vec<_>>();
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
            let find = |list: &[Value], name: &Value| list.iter().find(|source| source[NAME] == *name).cloned();
            for source in before {
                match find(after, &source[NAME]) {
                    Some(other) if is_read_alike(source, &other) => {}
                    Some(_) => changes.push(format!("source {} is read in another way", text(&source[NAME]))),
                    None => changes.push(format!("source {} was removed", text(&source[NAME]))),
                }
            }
            for source in after.iter().filter(|source| find(before, &source[NAME]).is_none()) {
                changes.push(format!("source {} was added", text(&source[NAME])));
            }
        }
        (Value::Number(_) | Value::Bool(_), Value::Number(_) | Value::Bool(_)) => {
            changes.push(format!("{path} (was {then}, now {now})"));
        }
        _ => changes.push(path.to_owned()),
    }
}

/// Whether a source is read as before. A key that the earlier manifest lacks was added to the program since, so it is ignored.
fn is_read_alike(then: &Value, now: &Value) -> bool {
    let (Some(then), Some(now)) = (then.as_object(), now.as_object()) else { return then == now };
    then.iter().all(|(key, value)| now.get(key) == Some(value))
}

fn are_named(list: &[Value]) -> bool {
    list.iter().all(|source| source[NAME].is_string())
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
        for (now, expected) in [
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
            assert_eq!(setting_changes(&before, &now, &[]), expected);
        }
        // The first source of its sort is added, and the last one is removed.
        let none = settings_of(3, true, &[], "One");
        assert_eq!(setting_changes(&none, &before, &[]), ["source a was added", "source b was added"]);
        assert_eq!(setting_changes(&before, &none, &[]), ["source a was removed", "source b was removed"]);
        // Leaving a source out of a run is not a change, even if it is the only one of its sort.
        for (left, without) in [(&[("a", "x")][..], &["b"][..]), (&[], &["a", "b"])] {
            let now = settings_of(3, true, left, "One");
            assert_eq!(setting_changes(&before, &now, without), Vec::<String>::new(), "{without:?}");
            assert_ne!(setting_changes(&before, &now, &[]), Vec::<String>::new());
        }
    }
}
