//! Makes the JSON Schema of the configuration, with which editors complete it and mark mistakes.

use serde_json::{Map, Value as Json, json};

use super::{Form, Key, Word, below, factors_read};
use crate::config::columns::MOST_HEADERS;
use crate::config::declare::Declared as _;
use crate::config::settings::{Settings, Sort};
use crate::config::words::{KINDS, OUTCOMES, SECTORS, SEXES};
use crate::field::Field;

/// The JSON Schema (draft 2020-12) of the configuration.
///
/// It refuses nothing that the program accepts, except blanks around a name. Only `failed-contact check` finds mistakes that depend on
/// several keys, on files or on headers.
pub(super) fn json_schema() -> Json {
    let mut schema = table(&Settings::keys(), "");
    schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    schema.insert("title".into(), "Configuration of failed-contact".into());
    schema.into()
}

/// The schema of a table.
fn table(keys: &[Key], path: &str) -> Map<String, Json> {
    let properties = keys.iter().map(|key| (key.name.to_owned(), value(key, &below(path, key.name)).into()));
    let mut object = object(properties.collect(), Json::Bool(false));
    let needed: Vec<&str> = keys.iter().filter(|key| key.needed).map(|key| key.name).collect();
    if !needed.is_empty() {
        object.insert("required".into(), json!(needed));
    }
    object
}

/// A table with these keys. `others` is the schema of further keys, or false.
fn object(properties: Map<String, Json>, others: Json) -> Map<String, Json> {
    let mut object = Map::new();
    object.insert("type".into(), "object".into());
    if !properties.is_empty() {
        object.insert("properties".into(), properties.into());
    }
    object.insert("additionalProperties".into(), others);
    object
}

/// The schema of the value of a key.
fn value(key: &Key, path: &str) -> Map<String, Json> {
    let described = |form: Map<String, Json>, meaning: &str| {
        let mut schema = form;
        schema.insert("description".into(), meaning.into());
        schema
    };
    if let Form::Tables(keys) = &key.form {
        let items = described(table(keys, path), &key.meaning);
        return Map::from_iter([("type".into(), "array".into()), ("items".into(), items.into())]);
    }
    let entries = |entries: &mut dyn Iterator<Item = (&'static str, Json, &'static str)>| {
        let properties =
            entries.map(|(word, form, meaning)| (word.to_owned(), described(as_map(form), meaning).into())).collect();
        object(properties, Json::Bool(false)).into()
    };
    let fields = Sort::of_table(path.split('.').next().unwrap_or_default()).fields();
    let form = match &key.form {
        Form::Table(keys) => table(keys, path).into(),
        Form::Map(value, _) => {
            object(Map::new(), described(as_map(form(value)), value.meaning_of_text()).into()).into()
        }
        Form::Headers => entries(&mut fields.map(|field| {
            let headers = json!({ "type": "array", "items": filled(), "minItems": 2, "maxItems": MOST_HEADERS });
            let either = json!({ "anyOf": [filled(), headers] });
            (field.word(), if field == Field::Outcome { either } else { filled() }, field.described().0.trim())
        })),
        Form::Constants(_) => entries(&mut fields.map(|field| {
            let words = match field {
                Field::Outcome => Some(OUTCOMES.described()),
                Field::Kind => Some(KINDS.described()),
                Field::Sector => Some(SECTORS.described()),
                Field::Sex => Some(SEXES.described()),
                _ => None,
            };
            let cell = words.map_or_else(filled, |words| json!({ "anyOf": [one_of(&words), filled()] }));
            (field.word(), cell, field.described().0.trim())
        })),
        Form::ByHeader { schema, .. } => {
            object(Map::new(), described(as_map(schema.clone()), "A header of the extract, in any case.").into()).into()
        }
        Form::FactorHeaders => entries(&mut factors_read().map(|factor| (factor.word, filled(), factor.meaning))),
        scalar => form(scalar),
    };
    let mut schema = described(as_map(form), &key.meaning);
    if !key.default.is_null() {
        schema.insert("default".into(), key.default.clone());
    }
    schema
}

/// The schema of a value that is not a table.
fn form(form: &Form) -> Json {
    let list = |items: Json, least: usize| json!({ "type": "array", "items": items, "minItems": least });
    match form {
        Form::Text(Some(pattern)) => json!({ "type": "string", "pattern": pattern }),
        Form::TextOrBlank => json!({ "type": "string" }),
        Form::Whole { least, most, .. } => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Form::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Word(_, words) => one_of(words),
        Form::Words(_, words, least) => list(one_of(words), *least),
        Form::Day => json!({ "type": "string", "format": "date" }),
        Form::Days => list(json!({ "type": "string", "format": "date" }), 0),
        Form::Texts(least) => list(json!({ "type": "string" }), *least),
        Form::Formats => json!({ "anyOf": [filled(), list(filled(), 1)] }),
        Form::Character => json!({ "type": "string", "pattern": "^[^\"\\r\\n0-9A-Za-z]$" }),
        _ => filled(),
    }
}

/// A text that is not blank.
fn filled() -> Json {
    json!({ "type": "string", "minLength": 1 })
}

fn as_map(schema: Json) -> Map<String, Json> {
    match schema {
        Json::Object(schema) => schema,
        _ => Map::new(),
    }
}

/// One of these words. Editors with taplo read their meanings from `x-taplo`.
fn one_of(words: &[Word]) -> Json {
    let all: Vec<&str> = words.iter().map(|word| word.word).collect();
    let meanings: Vec<&str> = words.iter().map(|word| word.meaning).collect();
    json!({ "enum": all, "x-taplo": { "docs": { "enumValues": meanings } } })
}
