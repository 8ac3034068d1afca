//! `docs/rules.md` is what `failed-contact rules` prints, with the spec tables as examples.
//!
//! To write it again: `UPDATE_DOCS=1 cargo test --profile fast --test rules_doc`.

use std::fmt::Write as _;
use std::fs;

use failed_contact::rules;

mod support;
use support::sources::root;

const HEAD: &str = "\
# The rules

<!-- Made from the documentation of each rule in src/rules and from its table in tests/spec; change it there, then
     UPDATE_DOCS=1 cargo test --profile fast --test rules_doc -->

A child for whom at least one rule holds is a case. Most rules look at the child's *failed contacts* in the review period;
`whereabouts_unknown`, `disengaged`, `not_seen` and `repeated_cancellation` hold without any. A failed contact is one child, service and date with at least one contact whose outcome counts as failed, and no contact at
which that service saw the child on that date. `failed-contact explain` says for one child why each rule holds or does not.

The tables are the rules' tests: each row is run. Unless a table says otherwise, the as-of date is 22 November 2026, the review
period is 23 November 2025 to that day, and the settings are the defaults.

| rule | title | paragraph of SG012 |
| --- | --- | --- |
";

/// The document as it must be.
fn document() -> String {
    let mut out = HEAD.to_owned();
    for rule in rules::ALL {
        let _ = writeln!(out, "| [`{0}`](#{0}) | {1} | {2} |", rule.name(), rule.title(), rule.paragraph());
    }
    for rule in rules::ALL {
        let _ = writeln!(out, "\n<a id=\"{}\"></a>\n", rule.name());
        out.push_str(&deeper(&rules::rule_page(*rule), 1));
        let spec = root().join("tests/spec").join(format!("{}.md", rule.name()));
        let spec = fs::read_to_string(&spec).unwrap_or_else(|error| panic!("{}: {error}", spec.display()));
        let tables = spec.split_once('\n').map_or("", |(_, rest)| rest);
        let _ = write!(out, "\n\n### Cases\n{}", deeper(tables, 2));
    }
    out
}

/// The text with its headings moved this many levels down.
fn deeper(markdown: &str, levels: usize) -> String {
    let line = |line: &str| {
        if line.starts_with('#') { format!("{}{line}\n", "#".repeat(levels)) } else { format!("{line}\n") }
    };
    markdown.trim_end().lines().map(line).collect::<String>().trim_end().to_owned() + "\n"
}

#[test]
fn the_document_is_what_the_rules_say() {
    let path = root().join("docs/rules.md");
    let expected = document();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "docs/rules.md is out of date: UPDATE_DOCS=1 cargo test --profile fast --test rules_doc"
    );
}

#[test]
fn the_command_prints_each_page() {
    for rule in rules::ALL {
        let output = support::program().args(["rules", rule.name()]).output().unwrap();
        assert!(output.status.success());
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), rules::rule_page(*rule).trim_end());
    }
}

#[test]
fn the_readme_names_every_rule_in_its_order() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, section) = readme.split_once("\n## What it looks for\n").unwrap();
    let table = section.split("\n## ").next().unwrap().lines().filter_map(|line| line.strip_prefix("| `"));
    let found: Vec<&str> = table.map(|row| row.split('`').next().unwrap()).collect();
    assert_eq!(found, rules::ALL.iter().map(|rule| rule.name()).collect::<Vec<_>>());
}
