//! `docs/failed-contact.schema.json`, the template and the program agree on every key.
//!
//! The schema, the template and `docs/configuration.md` are made from the declarations, and held to them beside them: see
//! `src/config/reference`. Here they are read as their readers read them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use failed_contact::config::parse;
use serde_json::Value;

use crate::support::Area;
use crate::support::sources::root;

fn template() -> String {
    fs::read_to_string(root().join("templates/failed-contact.toml")).unwrap()
}

fn schema() -> &'static Value {
    static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
        let text = fs::read_to_string(root().join("docs/failed-contact.schema.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    });
    &SCHEMA
}

/// The template with every line that is an example, or a default, in force.
fn template_in_full() -> String {
    let line = |line: &str| {
        let bare = line.trim_start_matches(['#', ' ']);
        let setting = line.starts_with('#') && bare.parse::<toml::Table>().is_ok_and(|table| !table.is_empty());
        format!("{}\n", if setting { bare } else { line })
    };
    template().lines().map(line).collect()
}

fn json(text: &str) -> Value {
    serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap()
}

/// Stands for a key that the user chooses.
const ANY: &str = "A text";

/// A key of the schema.
struct Key {
    /// Its table.
    table: String,
    name: String,
    form: Value,
}

/// Every table of a schema, and every key that is no table.
fn walk(path: &str, table: &Value, tables: &mut Vec<String>, keys: &mut Vec<Key>) {
    tables.push(path.to_owned());
    for (name, form) in table["properties"].as_object().into_iter().flatten() {
        let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match form["type"].as_str() {
            Some("object") => walk(&below, form, tables, keys),
            Some("array") if form["items"]["type"] == "object" => walk(&below, &form["items"], tables, keys),
            _ => keys.push(Key { table: path.to_owned(), name: name.clone(), form: form.clone() }),
        }
    }
    if table["additionalProperties"].is_object() {
        keys.push(Key { table: path.to_owned(), name: ANY.to_owned(), form: table["additionalProperties"].clone() });
    }
}

fn tables_and_keys() -> (Vec<String>, Vec<Key>) {
    let (mut tables, mut keys) = (Vec::new(), Vec::new());
    walk("", schema(), &mut tables, &mut keys);
    assert!(tables.len() > 20 && keys.len() > 150, "{} {}", tables.len(), keys.len());
    (tables, keys)
}

/// Where the template shows the keys of a table. Children take the keys of contacts, and constants the fields of columns:
/// it shows each once.
fn shown_in(table: &str) -> &[&str] {
    match table {
        "contacts.columns" | "contacts.constants" | "children.constants" | "children.columns" => {
            &["contacts.columns", "children.columns"]
        }
        "contacts.factors" | "children.factors" => &["children.factors"],
        "children" => &["contacts"],
        "children.outcomes" => &["contacts.outcomes"],
        "children.kinds" => &["contacts.kinds"],
        "children.sectors" => &["contacts.sectors"],
        "children.leave_out" => &["contacts.leave_out"],
        "children.subjects" => &["contacts.subjects"],
        "children.closures" => &["contacts.closures"],
        "children.factor_codes" => &["contacts.factor_codes"],
        _ => &[],
    }
}

#[test]
fn the_template_shows_every_key() {
    let shown = json(&template_in_full());
    let inside = |table: &str| {
        let path = table.split('.').filter(|name| !name.is_empty());
        let one = |value: Value| if value.is_array() { value[0].clone() } else { value };
        path.fold(shown.clone(), |value, name| one(value[name].clone()))
    };
    for key in tables_and_keys().1 {
        let there = shown_in(&key.table).iter().chain([&key.table.as_str()]).any(|table| match inside(table) {
            Value::Object(keys) if key.name == ANY => !keys.is_empty(),
            keys => !keys[&key.name].is_null(),
        });
        assert!(there, "the template does not show {}.{}", key.table, key.name);
    }
}

/// A value that a key takes, as TOML.
fn example(key: &Key) -> String {
    let form = &key.form;
    let words = |form: &Value| form["enum"].as_array().map(|words| words[words.len() - 1].to_string());
    match form["type"].as_str() {
        _ if !form["default"].is_null() => form["default"].to_string(),
        Some("array") => words(&form["items"]).map_or_else(|| "[\"in/*.csv\"]".to_owned(), |word| format!("[{word}]")),
        _ => words(form).or_else(|| words(&form["anyOf"][0])).unwrap_or_else(|| {
            let constant = key.table.ends_with("constants");
            let text = match key.name.as_str() {
                _ if form["format"] == "date" => "2026-04-01",
                name if name.ends_with("_format") => "%d/%m/%Y",
                "age" | "imd_decile" => "1",
                "deceased" if constant => "no",
                "nhs_number" if constant => "9990000018",
                "date" | "date_of_birth" | "date_of_death" | "booked_on" | "recorded_at" | "details_changed_on"
                | "ended_on" | "closed_on" => "01/11/2026",
                "closure_reason" if constant => "05",
                "subject" if constant => "child",
                "time" => "09:30",
                _ => "own",
            };
            format!("\"{text}\"")
        }),
    }
}

/// A configuration with this key, and with what must be there besides.
fn with(table: &str, name: &str, value: &str) -> String {
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
    if table.starts_with("children") {
        least.push(("children", "name", text("register")));
        least.push(("children", "files", "[\"children.csv\"]".to_owned()));
        least.push(("children.columns", "nhs_number", text("NHS Number")));
    }
    if table == "reviews" {
        least.push(("reviews", "files", "[\"reviews.csv\"]".to_owned()));
    }
    if table == "changes" {
        least.push(("changes", "date", text("2026-04-01")));
        least.push(("changes", "reason", text("New booking system")));
    }
    for (table, key, value) in least {
        tables.entry(table).or_default().insert(key.to_owned(), value);
    }
    if name != "files" {
        let name = if name == ANY { format!("\"{ANY}\"") } else { name.to_owned() };
        tables.entry(table).or_default().insert(name, value.to_owned());
    }
    let mut out: Vec<String> = Vec::new();
    for (table, keys) in tables {
        match (table, &schema()["properties"][table]["type"]) {
            ("", _) => {}
            (_, Value::String(kind)) if kind == "array" => out.push(format!("[[{table}]]")),
            _ => out.push(format!("[{table}]")),
        }
        out.extend(keys.iter().map(|(key, value)| format!("{key} = {value}")));
    }
    out.join("\n") + "\n"
}

fn problems_of(text: &str, base: &Path) -> Vec<String> {
    parse(text, "c.toml", base).err().unwrap_or_default().into_iter().map(|problem| problem.what).collect()
}

/// What a configuration may name.
fn area() -> Area {
    Area::with(&[("in/a.csv", b""), ("children.csv", b"")])
}

#[test]
fn the_program_and_the_schema_take_every_key() {
    let area = area();
    // One contact id for every record would make duplicates of them all: a key that is known, and refused with a reason.
    let refused = |key: &Key| key.table == "contacts.constants" && key.name == "contact_id";
    for key in tables_and_keys().1.into_iter().filter(|key| !refused(key)) {
        let text = with(&key.table, &key.name, &example(&key));
        assert_eq!(problems_of(&text, area.folder()), Vec::<String>::new(), "{text}");
        assert_eq!(check(schema(), &json(&text), ""), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn neither_takes_another_key() {
    let area = area();
    let (tables, keys) = tables_and_keys();
    for table in tables.iter().filter(|table| !keys.iter().any(|key| key.name == ANY && key.table == **table)) {
        let text = with(table, "zzz", "\"x\"");
        assert_eq!(problems_of(&text, area.folder()).len(), 1, "{text}");
        let at = if table.is_empty() { "zzz".to_owned() } else { format!("{table}.zzz") };
        assert_eq!(check(schema(), &json(&text), ""), [format!("{at} is not known")], "{text}");
    }
}

#[test]
fn the_bounds_and_the_words_of_the_schema_are_those_of_the_program() {
    let area = area();
    let mut refused = 0;
    for key in tables_and_keys().1 {
        let form = &key.form;
        let bound = |name: &str, more: i64| form[name].as_i64().map(|bound| (bound + more).to_string());
        let values: Vec<String> = match form["type"].as_str() {
            Some("integer" | "number") => [bound("minimum", -1), bound("maximum", 1)].map(Option::unwrap).into(),
            Some("boolean") => vec!["\"yes\"".to_owned()],
            Some("array") => {
                let none = form["minItems"].as_u64().filter(|least| *least > 0).map(|_| "[]".to_owned());
                let other = form["items"]["enum"].is_array().then(|| "[\"pending\"]".to_owned());
                none.into_iter().chain(other).chain(["\"x\"".to_owned()]).collect()
            }
            Some("string") if form["minLength"].is_null() && form["pattern"].is_null() => vec!["3".to_owned()],
            None if form["enum"].is_array() => vec!["\"zzz\"".to_owned()],
            _ => vec!["\"\"".to_owned(), "3".to_owned()],
        };
        for value in values.iter().filter(|_| key.name != "files") {
            let text = with(&key.table, &key.name, value);
            assert!(!problems_of(&text, area.folder()).is_empty(), "the program takes {text}");
            assert!(!check(schema(), &json(&text), "").is_empty(), "the schema takes {text}");
            refused += 1;
        }
    }
    assert!(refused > 200, "{refused}");
}

#[test]
fn an_outcome_is_said_by_as_many_columns_in_the_schema_as_in_the_program() {
    let area = area();
    for (count, good) in [(0, false), (1, false), (2, true), (4, true), (5, false)] {
        let headers: Vec<String> = (0..count).map(|number| format!("\"H{number}\"")).collect();
        let text = with("contacts.columns", "outcome", &format!("[{}]", headers.join(", ")));
        let problems = problems_of(&text, area.folder());
        let listed = |problem: &String| problem.contains("must list two to four headers");
        assert_eq!(!problems.iter().any(listed), good, "{problems:?}");
        assert_eq!(check(schema(), &json(&text), "").is_empty(), good, "{count}");
    }
}

#[test]
fn the_sample_and_the_template_are_valid_by_the_schema() {
    let sample = fs::read_to_string(root().join("sample_data/failed-contact.toml")).unwrap();
    for text in [sample, template(), template_in_full()] {
        assert_eq!(check(schema(), &json(&text), ""), Vec::<String>::new());
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
