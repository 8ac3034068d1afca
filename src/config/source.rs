//! `[[contacts]]` and `[[children]]`: the name of a source, and checks that involve several of its keys.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[cfg(test)]
use serde_json::json;

use super::constants;
use super::declare::Setting;
use super::document::{Table, Value};
use super::log::Log;
#[cfg(test)]
use super::reference::{Form, Shape};
use super::settings::{Settings, Sort, Source};
use crate::field::Field;
use crate::opening::is_device_name;
use crate::problem::nearest;

/// The bytes at which a source's keys start that are compared with those of other sources.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Places {
    name: usize,
    id_scope: usize,
}

/// The name of the reviewers' decisions as a source, in tables and manifests.
pub(crate) const REVIEWS: &str = "reviews";
/// The name of the decisions about who is the same child as a source, in tables and manifests.
pub(crate) const LINKS: &str = "links";

/// Names that no source can have, each with the reason.
const TAKEN: [(&str, &str); 2] = [
    (REVIEWS, "is taken: it stands for the reviewers' decisions"),
    (LINKS, "is taken: it stands for the decisions about one child or two"),
];

/// Whether a source may have a name, so long as no other source has it.
pub(crate) fn is_free(name: &str) -> bool {
    !is_device_name(name) && TAKEN.iter().all(|(name_taken, _)| !name_taken.eq_ignore_ascii_case(name))
}

/// The name of a source.
pub(crate) struct SourceName;

impl Setting for SourceName {
    type Value = String;

    fn needed(&self) -> Option<&'static str> {
        Some("give the source a short name of its own: name = \"community\"")
    }

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<String> {
        let name = value.plain("give the source a short name of its own", log)?;
        let lower = name.to_lowercase();
        let (what, help) = if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
            ("has other characters than letters, digits, - and _", "write a name such as \"community-nursing\"")
        } else if let Some((_, what)) = TAKEN.iter().find(|(taken, _)| *taken == lower) {
            (*what, "give the source another name")
        } else if is_device_name(name) {
            ("is kept for a device by Windows, and cannot be the name of a file", "give the source another name")
        } else {
            return Some(name.to_owned());
        };
        log.report(value.at, format!("the source name `{name}` {what}"), help);
        None
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Text(Some("^[A-Za-z0-9_-]+$")).like(json!("community"))
    }
}

/// The scope of a source's local ids. If the key is missing, it is blank until [`settle`] replaces it by the source's name.
pub(crate) struct Scope;

impl Setting for Scope {
    type Value = String;

    fn read(&self, value: &Value<'_>, log: &mut Log<'_>) -> Option<String> {
        let scope = value.plain("name the system that gives these local ids, or remove the key", log)?;
        if scope.contains(['/', ';']) {
            let what = format!("the id_scope `{scope}` has a `/` or `;` in it");
            let help = "local ids are written scope/id and joined with `;`: use letters, digits, - and _";
            log.report(value.at, what, help);
            return None;
        }
        Some(scope.to_owned())
    }

    #[cfg(test)]
    fn shape(&self) -> Shape {
        Form::Text(Some("^[^/;]+$")).like(json!("systmone"))
    }
}

/// Works out what depends on several keys of a source, and reports keys that contradict each other.
pub(crate) fn settle(source: &mut Source, table: &Table<'_>, log: &mut Log<'_>) {
    source.sort = Sort::of_table(&table.path);
    source.line = log.line(table.at);
    source.lines = table.starts().into_iter().map(|at| log.line(at)).collect();
    let name = table.place("name");
    source.places = Places { name, id_scope: table.peek("id_scope").map_or(name, |value| value.at) };
    if source.id_scope.is_empty() {
        source.id_scope.clone_from(&source.name);
    }
    super::sets::settle(source, table, log);
    // A table of columns that is there but cannot be read has been reported, so its fields are not reported one by one.
    if table.is_table("columns") || !table.attempts("columns") {
        missing_fields(table, source.sort, log);
    }
    constants::check(source, &table.rows_of("constants"), log);
}

/// Reports names that two sources of any sort share, and scopes that differ only in case.
pub(crate) fn compare(settings: &mut Settings, _: &Table<'_>, log: &mut Log<'_>) {
    let ethnic_groups = Arc::new(settings.ethnicity.clone());
    for source in settings.contacts.iter_mut().chain(&mut settings.children) {
        source.ethnic_groups = Arc::clone(&ethnic_groups);
    }
    let mut sources: Vec<&Source> = settings.contacts.iter().chain(&settings.children).collect();
    sources.sort_by_key(|source| source.places.name);
    let mut names: BTreeMap<String, u32> = BTreeMap::new();
    let mut scopes: BTreeMap<String, &str> = BTreeMap::new();
    for source in sources {
        if source.name.is_empty() {
            continue;
        }
        if let Some(line) = names.get(&source.name.to_lowercase()) {
            let what = format!("the name `{}` is taken by the source on line {line}", source.name);
            log.report(source.places.name, what, "give every source a name of its own; case makes no difference");
            continue;
        }
        names.insert(source.name.to_lowercase(), source.line);
        let first = *scopes.entry(source.id_scope.to_lowercase()).or_insert(&source.id_scope);
        if first != source.id_scope {
            let what = format!("the id_scope `{}` is spelt `{first}` above", source.id_scope);
            let help = "spell it in one way, so that an id means the same child in both sources";
            log.report(source.places.id_scope, what, help);
        }
    }
}

/// Reports required fields that a source neither maps nor has as constants.
fn missing_fields(table: &Table<'_>, sort: Sort, log: &mut Log<'_>) {
    let path = &table.path;
    let at = if table.is_table("columns") { table.place("columns") } else { table.at };
    // Fields that are named, even if mistyped: a mistyped one has been reported with the nearest field.
    let words = || sort.fields().map(Field::word);
    let rows = table.rows_of("columns").into_iter().chain(table.rows_of("constants"));
    let named: BTreeSet<&str> = rows
        .take(2000)
        .filter_map(|(key, _)| words().find(|word| *word == key.text).or_else(|| nearest(key.text, words())))
        .collect();
    let required: &[Field] = match sort {
        Sort::Contacts => &[Field::Service, Field::Date, Field::Outcome],
        Sort::Children => &[],
    };
    for field in required.iter().filter(|field| !named.contains(field.word())) {
        let help = format!("map its header in [{path}.columns], or name its value in [{path}.constants]");
        log.report(at, format!("the source does not map `{field}`"), help);
    }
    let ids = [Field::NhsNumber, Field::LocalId, Field::Upn, Field::LocalAuthorityId];
    if !ids.iter().any(|field| named.contains(field.word())) {
        let help = format!("map the header of at least one of them in [{path}.columns]");
        log.report(at, "the source maps neither `nhs_number` nor `local_id`", help);
    }
}

#[cfg(test)]
mod tests {
    use crate::config::settings::Encoding;
    use crate::config::tests::{children, helps, parsed, problems, source, source_keys};

    #[test]
    fn names_of_sources() {
        let other = "has other characters than letters, digits, - and _";
        let device = "is kept for a device by Windows, and cannot be the name of a file";
        for (name, expected) in [
            ("community", None),
            ("Speech_and-Language-2", None),
            ("com", None),
            ("com10", None),
            ("console", None),
            ("../../etc", Some(other)),
            ("a b", Some(other)),
            ("a.csv", Some(other)),
            ("é", Some(other)),
            ("Reviews", Some("is taken: it stands for the reviewers' decisions")),
            ("links", Some("is taken: it stands for the decisions about one child or two")),
            ("CON", Some(device)),
            ("nul", Some(device)),
            ("COM1", Some(device)),
            ("lpt9", Some(device)),
        ] {
            let text = source_keys("").replace("\"clinic\"", &format!("\"{name}\""));
            let expected = expected.map(|what| format!("3:8 the source name `{name}` {what}"));
            assert_eq!(problems(&text), Vec::from_iter(expected), "{name}");
        }
    }

    #[test]
    fn two_sources_of_any_sort_cannot_have_one_name() {
        let text = children("[children.columns]\nlocal_id = \"ID\"").replace("register", "Clinic");
        assert_eq!(problems(&text), ["11:8 the name `Clinic` is taken by the source on line 2"]);
    }

    #[test]
    fn a_scope_is_written_in_one_way() {
        let text = children("id_scope = \"Clinic\"\n[children.columns]\nlocal_id = \"ID\"");
        assert_eq!(problems(&text), ["13:12 the id_scope `Clinic` is spelt `clinic` above"]);
        let text = children("id_scope = \"clinic\"\n[children.columns]\nlocal_id = \"ID\"");
        assert_eq!(parsed(&text).children[0].id_scope, "clinic");
        assert_eq!(parsed(&text).contacts[0].id_scope, "clinic", "the name, unless it says otherwise");
        assert_eq!(problems(&source_keys("id_scope = \"a/b\"")), ["4:12 the id_scope `a/b` has a `/` or `;` in it"]);
    }

    #[test]
    fn delimiters() {
        for (delimiter, expected) in [
            ("\",\"", Some(b',')),
            ("\"\\t\"", Some(b'\t')),
            ("\"|\"", Some(b'|')),
            ("';'", Some(b';')),
            ("'\"'", None),
            ("\"\\n\"", None),
            ("\"\\r\"", None),
            ("\"a\"", None),
            ("\"7\"", None),
            ("\"\"", None),
            ("\"||\"", None),
            ("\"¦\"", None),
            ("9", None),
        ] {
            let text = source_keys(&format!("delimiter = {delimiter}"));
            match expected {
                Some(byte) => assert_eq!(parsed(&text).contacts[0].delimiter, byte, "{delimiter}"),
                None => assert_eq!(problems(&text).len(), 1, "{delimiter}"),
            }
        }
    }

    #[test]
    fn encodings() {
        for encoding in Encoding::ALL {
            let text = source_keys(&format!("encoding = \"{}\"", encoding.word()));
            assert_eq!(parsed(&text).contacts[0].encoding, *encoding);
        }
        let text = source_keys("encoding = \"UTF8\"");
        assert_eq!(problems(&text), ["4:12 `UTF8` is not an encoding"]);
        assert_eq!(helps(&text), ["did you mean `utf-8`?"]);
    }

    #[test]
    fn texts_that_are_not_local_ids() {
        let defaults = &parsed(&source_keys("")).contacts[0].ignore_local_ids;
        assert_eq!(defaults, &["-", "0", "n/a", "none", "null", "temp", "test", "unknown"]);
        let ignored =
            &parsed(&source_keys("ignore_local_ids = [\"TBC\", \" tbc\", \"\"]")).contacts[0].ignore_local_ids;
        assert_eq!(ignored, &["tbc"]);
        assert!(parsed(&source_keys("ignore_local_ids = []")).contacts[0].ignore_local_ids.is_empty());
        assert_eq!(
            problems(&source_keys("ignore_local_ids = [\"x\", 0]")),
            ["4:26 `contacts.ignore_local_ids` must be a text in quotes, not a whole number"]
        );
    }

    #[test]
    fn required_fields_must_be_mapped_or_constant() {
        let mapped = source("");
        for field in ["service", "date", "outcome"] {
            let without = mapped.replace(&format!("\n{field} = "), &format!("\n#{field} = "));
            assert_eq!(problems(&without), [format!("5:1 the source does not map `{field}`")]);
            let constant = if field == "date" { "01/11/2026" } else { "seen" };
            let constant = format!("{without}\n[contacts.constants]\n{field} = \"{constant}\"");
            assert_eq!(problems(&constant), Vec::<String>::new());
            let mistyped = mapped.replace(&format!("\n{field} = "), &format!("\n{field}x = "));
            assert_eq!(problems(&mistyped).len(), 1, "{field}: reported once, with the right word");
        }
        let nobody = "5:1 the source maps neither `nhs_number` nor `local_id`";
        let without = mapped.replace("nhs_number", "#");
        assert_eq!(problems(&without), [nobody]);
        assert_eq!(problems(&mapped.replace("nhs_number", "local_id")), Vec::<String>::new());
        assert_eq!(
            problems(&children("[children.columns]\nschool = \"School\"")),
            ["13:1 the source maps neither `nhs_number` nor `local_id`"]
        );
        let bare = mapped.lines().take(4).collect::<Vec<_>>().join("\n");
        assert_eq!(problems(&bare).len(), 4, "without [contacts.columns], at the source itself");
    }

    #[test]
    fn keys_of_a_source_that_are_refused() {
        for (keys, problem, help) in [
            ("delimeter = \",\"", "4:1 there is no key `delimeter` in [[contacts]]", "did you mean `delimiter`?"),
            (
                "service = \"Team\"",
                "4:1 there is no key `service` in [[contacts]]",
                "`service` is a field: map it in [contacts.columns]",
            ),
            (
                "columns = \"Team\"",
                "4:11 `contacts.columns` must be a table, not a text",
                "write [contacts.columns] on a line of its own, and its keys on the lines below",
            ),
        ] {
            let text = source_keys(keys);
            let lines = if keys.starts_with("columns") { 5 } else { usize::MAX };
            let text = text.lines().take(lines).collect::<Vec<_>>().join("\n");
            assert_eq!(problems(&text), [problem]);
            assert_eq!(helps(&text), [help]);
        }
        let text = source("[contacts.outcome]\nx = \"seen\"");
        assert_eq!(problems(&text), ["10:11 there is no table `[contacts.outcome]`"]);
        let colums = problems(&source("").replace("[contacts.columns]", "[contacts.colums]"));
        assert_eq!(colums, ["5:11 there is no table `[contacts.colums]`"], "not reported field by field as well");
        assert_eq!(helps(&text), ["did you mean `outcomes`?"]);
        let text = source("").replace("name = \"clinic\"", "nam = \"clinic\"");
        assert_eq!(problems(&text), ["3:1 there is no key `nam` in [[contacts]]"], "not reported as missing as well");
        let text = source("").replace("name = \"clinic\"", "");
        assert_eq!(problems(&text), ["2:1 `name` is missing in [[contacts]]"]);
    }
}
