//! Finds what has changed in the sources and the settings since the previous run. A list that is shorter only because a source
//! is gone must not look like good news.

use serde_json::Value;

use super::previous::{Previous, SOURCE_LISTS};
use crate::config::settings::Sort;
use crate::quality::past::PastSource;
use crate::quality::{Quality, SourceQuality};
use crate::rules;
use crate::wording::capital;

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

/// A register has lost children if it has fewer by more than this number, and by more than a tenth. Children join and leave a register
/// all the time: of those with a child protection plan, about 1 in 50 leaves in a week and as many join. A large family may leave at once.
const FEW_CHILDREN: u64 = 5;

/// How many children a register had in the previous run, if it has lost many since but not more than half.
pub(crate) fn children_lost(previous: &Previous, source: &SourceQuality) -> Option<u64> {
    let past = previous.sources.iter().find(|past| past.name == source.name)?;
    let before = previous.memory.get(&source.name)?.used;
    let is_lost = source.sort == Sort::Children && past.shrunk(source).is_none();
    (is_lost && many_lost(source.tally.used, before)).then_some(before)
}

const fn many_lost(now: u64, before: u64) -> bool {
    let fewer = before.saturating_sub(now);
    fewer > FEW_CHILDREN && fewer * 10 > before
}

/// The registers that have lost children since the previous run, with their records then and now.
pub(crate) fn registers_with_losses(previous: &Previous, quality: &Quality) -> Vec<SourceChange> {
    let change = |source: &SourceQuality| {
        let then = children_lost(previous, source)?;
        Some(SourceChange { name: source.name.clone(), then, now: Some(source.tally.used) })
    };
    quality.sources.iter().filter_map(change).collect()
}

/// Settings that do not affect who is listed: a heading, and the days until a decision is due.
const IGNORED_TABLES: [&str; 2] = ["organisation", "targets"];
/// Tables whose keys are texts of extracts, so that a new key is a change. Elsewhere a new key is one that an older version of the
/// program did not have.
const MAPS: [&str; 2] = ["services.", "ethnicity."];
/// The key by which a source is recognised.
const NAME: &str = "name";

/// A setting that has changed since the previous run. Only numbers and switches are shown with their values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SettingChange {
    /// By its key, for those who know the configuration: `rules.repeated.threshold (was 3, now 2)`.
    pub(crate) by_key: String,
    /// In words, for those who read pages: `Repeated failed contacts: threshold 2 (was 3)`.
    pub(crate) in_words: String,
}

/// The settings that have changed since the previous run, in the order of the manifest; `title_of` gives a source's title. Sources
/// in `without`, which this run was told to leave out, are not compared.
pub(crate) fn setting_changes(
    then: &Value,
    now: &Value,
    without: &[&str],
    title_of: &dyn Fn(&str) -> String,
) -> Vec<SettingChange> {
    let mut then = then.clone();
    for sort in SOURCE_LISTS {
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
        compare(part, &then[part], &now[part], title_of, &mut changes);
    }
    changes
}

fn compare(path: &str, then: &Value, now: &Value, title_of: &dyn Fn(&str) -> String, changes: &mut Vec<SettingChange>) {
    let mut source = |name: &Value, by_key: &str, before: &str, behind: &str| {
        let name = text(name);
        changes.push(SettingChange {
            by_key: format!("source {name} {by_key}"),
            in_words: format!("{before}{}{behind}", title_of(name)),
        });
    };

    match (then, now) {
        _ if then == now => {}
        (Value::Null, _) if !MAPS.iter().any(|map| path.starts_with(map)) => {}
        (Value::Object(before), Value::Object(after)) => {
            let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
            for key in keys {
                compare(&format!("{path}.{key}"), &then[key], &now[key], title_of, changes);
            }
        }
        (Value::Array(before), Value::Array(after)) if are_named(before) && are_named(after) => {
            let find = |list: &[Value], name: &Value| list.iter().find(|source| source[NAME] == *name).cloned();
            for past in before {
                match find(after, &past[NAME]) {
                    Some(other) if is_read_alike(past, &other) => {}
                    Some(_) => source(&past[NAME], "is read in another way", "how ", " is read"),
                    None => source(&past[NAME], "was removed", "", " removed"),
                }
            }
            for new in after.iter().filter(|new| find(before, &new[NAME]).is_none()) {
                source(&new[NAME], "was added", "", " added");
            }
        }
        (Value::Number(_) | Value::Bool(_), Value::Number(_) | Value::Bool(_)) => changes.push(SettingChange {
            by_key: format!("{path} (was {then}, now {now})"),
            in_words: format!("{} {} (was {})", in_words(path), value_in_words(now), value_in_words(then)),
        }),
        _ => changes.push(SettingChange { by_key: path.to_owned(), in_words: in_words(path) }),
    }
}

/// What a setting is, without its value: `Repeated failed contacts: threshold` of `rules.repeated.threshold`, `Limits: max change` of
/// `limits.max_change`. A switch is called by its rule alone.
fn in_words(path: &str) -> String {
    if let Some((map, text)) = MAPS.iter().find_map(|map| Some((map, path.strip_prefix(map)?))) {
        return format!("{}: “{text}”", capital(map.trim_end_matches('.')));
    }
    let named = |name: &str| rules::find(name).map(|rule| rule.title().to_owned());
    let (table, key) = match path.strip_prefix("rules.") {
        Some(own) => own.split_once('.').map_or((own, ""), |(rule, key)| (rule, key)),
        None => path.split_once('.').unwrap_or((path, "")),
    };
    let table = named(table).unwrap_or_else(|| capital(&table.replace('_', " ")));
    match key {
        "" => table,
        "enabled" => format!("{table}:"),
        key => format!("{table}: {}", key.replace(['_', '.'], " ")),
    }
}

fn value_in_words(value: &Value) -> String {
    match value {
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        other => other.to_string(),
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

    fn titled(name: &str) -> String {
        format!("{} title", name.to_uppercase())
    }

    fn by_key(then: &Value, now: &Value, without: &[&str]) -> Vec<String> {
        setting_changes(then, now, without, &titled).into_iter().map(|own| own.by_key).collect()
    }

    #[test]
    fn a_register_has_lost_children_if_more_than_five_and_more_than_a_tenth_are_gone() {
        for (now, before, lost) in [
            (36, 60, true),
            (53, 60, true),
            (54, 60, false),
            (55, 60, false),
            // Few children: a large family may have moved.
            (4, 9, false),
            (5, 10, false),
            (44, 50, true),
            (45, 50, false),
            (899, 1000, true),
            (900, 1000, false),
            (1000, 1000, false),
            (1100, 1000, false),
            (0, 0, false),
        ] {
            assert_eq!(many_lost(now, before), lost, "{now} of {before}");
        }
    }

    #[test]
    fn a_setting_is_called_by_words() {
        for (path, words) in [
            ("rules.not_seen.factors", "Not seen for some weeks: factors"),
            ("review.period_days", "Review: period days"),
            ("failed_contact.outcomes", "Failed contact: outcomes"),
            ("services.speech & lang.", "Services: “speech & lang.”"),
            ("priority", "Priority"),
        ] {
            assert_eq!(in_words(path), words);
        }
    }

    #[test]
    fn changed_settings_are_listed_by_their_keys_and_in_words() {
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
            (
                settings_of(2, true, &[("a", "x"), ("b", "x")], "One"),
                vec![("rules.repeated.threshold (was 3, now 2)", "Repeated failed contacts: threshold 2 (was 3)")],
            ),
            (
                settings_of(3, false, &[("a", "x"), ("b", "x")], "One"),
                vec![("rules.repeated.enabled (was true, now false)", "Repeated failed contacts: off (was on)")],
            ),
            (
                settings_of(3, true, &[("a", "y"), ("c", "x")], "One"),
                vec![
                    ("source a is read in another way", "how A title is read"),
                    ("source b was removed", "B title removed"),
                    ("source c was added", "C title added"),
                ],
            ),
        ] {
            let changes = setting_changes(&before, &now, &[], &titled);
            let changes: Vec<(&str, &str)> =
                changes.iter().map(|change| (change.by_key.as_str(), change.in_words.as_str())).collect();
            assert_eq!(changes, expected);
        }
        // The first source of its sort is added, and the last one is removed.
        let none = settings_of(3, true, &[], "One");
        assert_eq!(by_key(&none, &before, &[]), ["source a was added", "source b was added"]);
        assert_eq!(by_key(&before, &none, &[]), ["source a was removed", "source b was removed"]);
        // Leaving a source out of a run is not a change, even if it is the only one of its sort.
        for (left, without) in [(&[("a", "x")][..], &["b"][..]), (&[], &["a", "b"])] {
            let now = settings_of(3, true, left, "One");
            assert_eq!(by_key(&before, &now, without), Vec::<String>::new(), "{without:?}");
            assert_ne!(by_key(&before, &now, &[]), Vec::<String>::new());
        }
    }
}
