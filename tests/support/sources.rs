//! Our own sources and documents, as texts: what `tests/links.rs` and the like look at. It uses nothing of the program, so that
//! these tests are built without it.

#![allow(dead_code, reason = "every target of tests uses a part of it; all of it is used")]

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the project.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// How the project calls a file.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// The files below a folder of the project whose names end so, in order.
pub fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Whether a file has a test of this name. Of `tests/spec.rs`, whose tests are the rows of tables, the name of a table is one,
/// too, and so is a function that it lists in `tests![…]`.
pub fn has_test(file: &str, name: &str) -> bool {
    let Ok(source) = fs::read_to_string(root().join(file)) else { return false };
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let function = format!("fn {name}(");
    let is_test = |at: usize| {
        let mut above = lines[..at].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("///"));
        above.any(|line| *line == "#[test]")
    };
    if lines.iter().enumerate().any(|(at, line)| line.starts_with(&function) && is_test(at)) {
        return true;
    }
    let listed =
        source.split_once("tests![").and_then(|(_, rest)| rest.split_once(']')).map_or("", |(listed, _)| listed);
    let table = root().join("tests/spec").join(format!("{name}.md"));
    file == "tests/spec.rs" && (listed.split(',').any(|line| line.trim() == name) || table.is_file())
}
