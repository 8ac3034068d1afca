//! The JSON Schema of the configuration, with which editors complete it and mark mistakes.

use serde_json::{Map, Value, json};

use super::{ANY, Form, Key, Section, Word, keys, sections};

/// The JSON Schema (draft 2020-12) of the configuration.
///
/// It refuses nothing that the program takes, but for blanks around a name; what hangs on several keys at once, on files
/// or on headers only `failed-contact check` can tell.
pub fn json_schema() -> Value {
    let all = Reference { sections: sections(), keys: keys() };
    let mut schema = all.object("");
    schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    schema.insert("title".into(), "Configuration of failed-contact".into());
    let required = schema.entry("required").or_insert_with(|| json!([]));
    if let Value::Array(required) = required {
        required.push("contacts".into());
    }
    Value::Object(schema)
}

struct Reference {
    sections: Vec<Section>,
    keys: Vec<Key>,
}

impl Reference {
    /// The schema of a table.
    fn object(&self, path: &str) -> Map<String, Value> {
        let mut properties = Map::new();
        let mut others = Value::Bool(false);
        let mut required: Vec<&str> = Vec::new();
        for key in self.keys.iter().filter(|key| key.section == path) {
            if key.name == ANY {
                others = Value::Object(value(key));
                continue;
            }
            properties.insert(key.name.to_owned(), Value::Object(value(key)));
            if key.required {
                required.push(key.name);
            }
        }
        for section in self.sections.iter().filter(|section| !section.path.is_empty()) {
            let (parent, name) = section.path.rsplit_once('.').unwrap_or(("", &section.path));
            if parent != path {
                continue;
            }
            let mut table = self.object(&section.path);
            table.insert("description".into(), section.meaning.as_str().into());
            let table = if section.many { json!({ "type": "array", "items": table }) } else { Value::Object(table) };
            properties.insert(name.to_owned(), table);
        }
        let mut object = Map::new();
        object.insert("type".into(), "object".into());
        if !properties.is_empty() {
            object.insert("properties".into(), properties.into());
        }
        if !required.is_empty() {
            object.insert("required".into(), json!(required));
        }
        object.insert("additionalProperties".into(), others);
        object
    }
}

/// The schema of the value of a key.
fn value(key: &Key) -> Map<String, Value> {
    let filled = || json!({ "type": "string", "minLength": 1 });
    let list = |items: Value, least: usize| json!({ "type": "array", "items": items, "minItems": least });
    let form = match &key.form {
        Form::Text(None) | Form::Header => filled(),
        Form::Text(Some(pattern)) => json!({ "type": "string", "pattern": pattern }),
        Form::TextOrBlank => json!({ "type": "string" }),
        Form::Whole { least, most, .. } => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Form::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Word(_, words) => one_of(words),
        Form::Words(_, words, least) => list(one_of(words), *least),
        Form::Texts(least) => list(json!({ "type": "string" }), *least),
        Form::Formats => json!({ "anyOf": [filled(), list(filled(), 1)] }),
        Form::Character => json!({ "type": "string", "pattern": "^[^\"\\r\\n0-9A-Za-z]$" }),
        Form::Headers => {
            json!({ "anyOf": [filled(), { "type": "array", "items": filled(), "minItems": 2, "maxItems": 2 }] })
        }
        Form::Cell(words) => json!({ "anyOf": [one_of(words), filled()] }),
    };
    let mut schema = match form {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    schema.insert("description".into(), key.meaning.as_str().into());
    if !key.default.is_null() {
        schema.insert("default".into(), key.default.clone());
    }
    schema
}

/// One of these words; `x-taplo` is where editors with taplo look for what each means.
fn one_of(words: &[Word]) -> Value {
    let all: Vec<&str> = words.iter().map(|word| word.word).collect();
    let meanings: Vec<&str> = words.iter().map(|word| word.meaning).collect();
    json!({ "enum": all, "x-taplo": { "docs": { "enumValues": meanings } } })
}
