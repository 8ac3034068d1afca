//! `docs/configuration.md` and `docs/failed-contact.schema.json` are what the program knows of its configuration.
//!
//! To write them again: `UPDATE_DOCS=1 cargo test --release --test docs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use failed_contact::config::reference::{ANY, Form, Key, json_schema, keys, markdown, sections};
use failed_contact::config::{TEMPLATE, parse};
use failed_contact::contact::fate::{Caution, Reason};
use serde_json::Value;

mod support;
use support::Area;
use support::sources::root;

/// Holds a file of the documentation against what it must be, or writes it.
fn same(name: &str, expected: &str) {
    let path = root().join("docs").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "docs/{name} is out of date: UPDATE_DOCS=1 cargo test --release --test docs");
}

#[test]
fn the_page_is_what_the_code_says() {
    same("configuration.md", &markdown());
}

#[test]
fn the_schema_is_what_the_code_says() {
    same("failed-contact.schema.json", &format!("{:#}\n", json_schema()));
}

/// The words in backticks that head the parts of a chapter of the analyst's guide.
fn words_explained_in(guide: &str, chapter: &str) -> Vec<String> {
    let lines = guide.lines().skip_while(|line| !(line.starts_with("## ") && line.ends_with(chapter))).skip(1);
    let heads = lines.take_while(|line| !line.starts_with("## ")).filter_map(|line| line.strip_prefix("### `"));
    heads.map(|head| head.trim_end_matches('`').to_owned()).collect()
}

#[test]
fn the_analysts_guide_explains_every_reason_and_every_warning_in_their_order() {
    let guide = fs::read_to_string(root().join("docs/analyst-guide.md")).unwrap();
    let reasons: Vec<&str> = Reason::ALL.iter().map(|reason| reason.word()).collect();
    assert_eq!(words_explained_in(&guide, "Every reason for a reject"), reasons);
    let cautions: Vec<&str> = Caution::ALL.iter().map(|caution| caution.word()).collect();
    assert_eq!(words_explained_in(&guide, "Every warning"), cautions);
}

#[test]
fn the_analysts_guide_has_something_to_say_to_whoever_sent_each_of_them() {
    let guide = fs::read_to_string(root().join("docs/analyst-guide.md")).unwrap();
    for part in guide.split("\n### `").skip(1) {
        let part = part.split("\n## ").next().unwrap();
        let told = part.replace('\n', " ");
        assert!(told.contains("**Tell the supplier") || told.contains("**Tell the reviewer"), "{part}");
    }
}

/// The template with every line that is an example, or a default, in force.
fn template_in_full() -> String {
    let line = |line: &str| {
        let bare = line.trim_start_matches(['#', ' ']);
        let setting = line.starts_with('#') && bare.parse::<toml::Table>().is_ok_and(|table| !table.is_empty());
        format!("{}\n", if setting { bare } else { line })
    };
    TEMPLATE.lines().map(line).collect()
}

fn json(text: &str) -> Value {
    serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap()
}

/// The path of every value, lists of tables taken as one table: section and key.
fn paths(section: &str, value: &Value, out: &mut BTreeSet<(String, String)>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let path = if section.is_empty() { name.clone() } else { format!("{section}.{name}") };
        match value {
            Value::Object(_) => paths(&path, value, out),
            Value::Array(items) if items.iter().any(Value::is_object) => {
                for item in items {
                    paths(&path, item, out);
                }
            }
            _ => {
                out.insert((section.to_owned(), name.clone()));
            }
        }
    }
}

/// Where the template shows the keys of a table. Children take the keys of contacts, and constants the fields of columns:
/// it shows each once.
fn shown_in(section: &str) -> Vec<&str> {
    match section {
        "contacts.columns" | "contacts.constants" | "children.constants" | "children.columns" => {
            vec!["contacts.columns", "children.columns"]
        }
        "contacts.factors" | "children.factors" => vec!["children.factors"],
        "children" | "children.outcomes" | "children.kinds" | "children.sectors" => vec![],
        _ => vec![section],
    }
}

#[test]
fn the_template_shows_every_key_of_the_reference_and_no_other() {
    let mut shown = BTreeSet::new();
    paths("", &json(&template_in_full()), &mut shown);
    let keys = keys();
    for (section, name) in &shown {
        let there = keys.iter().any(|key| key.section == *section && (key.name == name || key.name == ANY));
        assert!(there, "the reference does not have {section}.{name}");
    }
    for key in keys {
        let places = shown_in(&key.section);
        let there = places
            .iter()
            .any(|place| shown.iter().any(|(section, name)| section == place && (key.name == ANY || key.name == name)));
        assert!(there || places.is_empty(), "the template does not show {}.{}", key.section, key.name);
    }
}

/// A value that a key takes, as TOML.
fn example(key: &Key) -> String {
    match &key.form {
        _ if !key.default.is_null() => key.default.to_string(),
        Form::Word(_, words) => format!("\"{}\"", words[0].word),
        Form::Words(_, words, _) => format!("[\"{}\"]", words[0].word),
        Form::Texts(_) => "[\"in/*.csv\"]".to_owned(),
        Form::Formats => "\"%d/%m/%Y\"".to_owned(),
        Form::Cell(words) => format!("\"{}\"", words[1].word),
        _ => match key.name {
            "age" | "imd_decile" => "\"1\"".to_owned(),
            "nhs_number" if key.section.ends_with("constants") => "\"9990000018\"".to_owned(),
            "date" | "date_of_birth" | "date_of_death" | "booked_on" | "recorded_at" | "details_changed_on" => {
                "\"01/11/2026\"".to_owned()
            }
            "time" => "\"09:30\"".to_owned(),
            _ => "\"own\"".to_owned(),
        },
    }
}

/// A configuration with this key, and with what must be there besides.
fn with(section: &str, name: &str, value: &str) -> String {
    let mut tables: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    let text = |text: &str| format!("\"{text}\"");
    let mut least = vec![
        ("", "organisation", text("Team")),
        ("contacts", "name", text("clinic")),
        ("contacts", "files", "[\"in/*.csv\"]".to_owned()),
        ("contacts.columns", "nhs_number", text("NHS Number")),
        ("contacts.columns", "service", text("Team")),
        ("contacts.columns", "date", text("Date")),
        ("contacts.columns", "outcome", text("Status")),
    ];
    if section.starts_with("children") {
        least.push(("children", "name", text("register")));
        least.push(("children", "files", "[\"children.csv\"]".to_owned()));
        least.push(("children.columns", "nhs_number", text("NHS Number")));
    }
    if section == "reviews" {
        least.push(("reviews", "files", "[\"reviews.csv\"]".to_owned()));
    }
    for (section, key, value) in least {
        tables.entry(section).or_default().insert(key.to_owned(), value);
    }
    if name != "files" {
        let name = if name == ANY { "\"A text\"" } else { name };
        tables.entry(section).or_default().insert(name.to_owned(), value.to_owned());
    }
    let many: BTreeSet<String> = sections().into_iter().filter(|s| s.many).map(|s| s.path).collect();
    let mut out: Vec<String> = Vec::new();
    for (section, keys) in tables {
        match section {
            "" => {}
            section if many.contains(section) => out.push(format!("[[{section}]]")),
            section => out.push(format!("[{section}]")),
        }
        out.extend(keys.iter().map(|(key, value)| format!("{key} = {value}")));
    }
    out.join("\n") + "\n"
}

fn told(text: &str, base: &Path) -> Vec<String> {
    let mut problems = Vec::new();
    parse(text, "c.toml", base, None, &mut problems);
    problems.into_iter().map(|problem| problem.what).collect()
}

/// What a configuration may name.
fn area() -> Area {
    Area::with(&[("in/a.csv", b""), ("children.csv", b"")])
}

#[test]
fn the_configuration_and_the_schema_take_every_key_of_the_reference() {
    let area = area();
    // One contact id for every record would make duplicates of them all: a key that is known, and refused with a reason.
    let refused = |key: &Key| key.section == "contacts.constants" && key.name == "contact_id";
    for key in keys().into_iter().filter(|key| !refused(key)) {
        let text = with(&key.section, key.name, &example(&key));
        assert_eq!(told(&text, area.folder()), Vec::<String>::new(), "{text}");
        assert_eq!(check(&json_schema(), &json(&text), ""), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn neither_takes_a_key_that_is_not_in_the_reference() {
    let area = area();
    let chosen: Vec<String> = keys().into_iter().filter(|key| key.name == ANY).map(|key| key.section).collect();
    for section in sections().into_iter().filter(|section| !chosen.contains(&section.path)) {
        let text = with(&section.path, "zzz", "\"x\"");
        assert_eq!(told(&text, area.folder()).len(), 1, "{text}");
        let at = if section.path.is_empty() { "zzz".to_owned() } else { format!("{}.zzz", section.path) };
        assert_eq!(check(&json_schema(), &json(&text), ""), [format!("{at} is not known")], "{text}");
    }
}

#[test]
fn the_bounds_and_the_words_of_the_schema_are_those_of_the_configuration() {
    let area = area();
    let mut refused = 0;
    for key in keys() {
        let values: Vec<String> = match &key.form {
            Form::Whole { least, most, .. } => [least - 1, most + 1].map(|value| value.to_string()).into(),
            Form::Share => vec!["-0.01".to_owned(), "1.01".to_owned()],
            Form::Flag => vec!["\"yes\"".to_owned()],
            Form::Word(..) => vec!["\"zzz\"".to_owned()],
            Form::Words(_, _, least) => {
                let none = (*least > 0).then(|| "[]".to_owned());
                none.into_iter().chain([String::from("[\"zzz\"]"), "[\"pending\"]".to_owned()]).collect()
            }
            Form::Texts(0) => vec!["\"x\"".to_owned()],
            Form::Texts(_) | Form::TextOrBlank => vec!["3".to_owned()],
            Form::Formats => vec!["\"\"".to_owned(), "[]".to_owned()],
            _ => vec!["\"\"".to_owned()],
        };
        for value in values.iter().filter(|_| key.name != "files") {
            let text = with(&key.section, key.name, value);
            assert!(!told(&text, area.folder()).is_empty(), "the configuration takes {text}");
            assert!(!check(&json_schema(), &json(&text), "").is_empty(), "the schema takes {text}");
            refused += 1;
        }
    }
    assert!(refused > 200, "{refused}");
}

#[test]
fn the_sample_and_the_template_are_valid_by_the_schema() {
    let sample = fs::read_to_string(root().join("sample_data/failed-contact.toml")).unwrap();
    for text in [sample.as_str(), TEMPLATE, &template_in_full()] {
        assert_eq!(check(&json_schema(), &json(text), ""), Vec::<String>::new());
    }
}

/// What is wrong with a value by a schema: those parts of JSON Schema that ours has, but for patterns.
fn check(schema: &Value, value: &Value, path: &str) -> Vec<String> {
    if let Some(ways) = schema["anyOf"].as_array() {
        let fits = ways.iter().any(|way| check(way, value, path).is_empty());
        return if fits { Vec::new() } else { vec![format!("{path} fits none")] };
    }
    if let Some(words) = schema["enum"].as_array() {
        return if words.contains(value) { Vec::new() } else { vec![format!("{path} is not one of the words")] };
    }
    match (schema["type"].as_str().unwrap(), value) {
        ("object", Value::Object(entries)) => {
            let mut out = Vec::new();
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !entries.contains_key(name) {
                    out.push(format!("{path} lacks {name}"));
                }
            }
            for (name, value) in entries {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match (&schema["properties"][name], &schema["additionalProperties"]) {
                    (Value::Null, Value::Bool(false)) => out.push(format!("{path} is not known")),
                    (Value::Null, schema) | (schema, _) => out.extend(check(schema, value, &path)),
                }
            }
            out
        }
        ("array", Value::Array(items)) => {
            let (least, most) = (schema["minItems"].as_u64().unwrap_or(0), schema["maxItems"].as_u64());
            let count = items.len() as u64;
            if count < least || most.is_some_and(|most| count > most) {
                return vec![format!("{path} has {count} items")];
            }
            items.iter().flat_map(|item| check(&schema["items"], item, path)).collect()
        }
        ("string", Value::String(text)) => {
            let least = schema["minLength"].as_u64().unwrap_or(0).max(u64::from(!schema["pattern"].is_null()));
            if (text.len() as u64) < least { vec![format!("{path} is blank")] } else { Vec::new() }
        }
        ("integer" | "number", Value::Number(number)) => {
            let number = number.as_f64().unwrap();
            let within = schema["minimum"].as_f64().unwrap() <= number && number <= schema["maximum"].as_f64().unwrap();
            if within { Vec::new() } else { vec![format!("{path} is out of bounds")] }
        }
        ("boolean", Value::Bool(_)) => Vec::new(),
        (wanted, _) => vec![format!("{path} is not of the type {wanted}")],
    }
}
