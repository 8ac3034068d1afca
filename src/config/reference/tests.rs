//! The three files of the documentation are what the declarations say.
//!
//! To write them again: `UPDATE_DOCS=1 cargo test --profile fast --lib reference`.

use std::fs;
use std::path::Path;

use super::{markdown, schema, template};

/// Holds a file of the repository against what it must be, or writes it; `tests` are those that write it.
pub(crate) fn same(name: &str, expected: &str, tests: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(found == expected, "{name} is out of date: UPDATE_DOCS=1 cargo test --profile fast --lib {tests}");
}

#[test]
fn the_page_is_what_the_declarations_say() {
    same("docs/configuration.md", &markdown::markdown(), "reference");
}

#[test]
fn the_schema_is_what_the_declarations_say() {
    same("docs/failed-contact.schema.json", &format!("{:#}\n", schema::json_schema()), "reference");
}

#[test]
fn the_template_is_what_the_declarations_say() {
    same("templates/failed-contact.toml", &template::template(), "reference");
}
