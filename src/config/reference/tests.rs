//! Checks that the three files of documentation agree with the declarations.
//!
//! To write them again: `UPDATE_DOCS=1 cargo test --profile fast --lib reference`.

use std::fs;
use std::path::Path;

use super::{markdown, schema, template};

/// Checks that a file of the repository is as expected, or writes it. `tests` is the filter of the tests that write it.
pub(crate) fn same(name: &str, expected: &str, tests: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(found == expected, "{name} is out of date: UPDATE_DOCS=1 cargo test --profile fast --lib {tests}");
}

#[test]
fn the_page_agrees_with_the_declarations() {
    same("docs/configuration.md", &markdown::markdown(), "reference");
}

#[test]
fn the_schema_agrees_with_the_declarations() {
    same("docs/failed-contact.schema.json", &format!("{:#}\n", schema::json_schema()), "reference");
}

#[test]
fn the_template_agrees_with_the_declarations() {
    same("templates/failed-contact.toml", &template::template(), "reference");
}
