//! `docs/detection.md` shows the detection as it is in `src/detect`, each rule's words beside its operations.
//!
//! To write it again: `UPDATE_DOCS=1 cargo test --profile fast --test detection_doc`.

use std::fmt::Write as _;
use std::fs;

use failed_contact::rules;

#[path = "support/sources.rs"]
mod sources;
use sources::{read, root};

const HEAD: &str = "\
# The detection

<!-- Made from src/detect and from the documentation of each rule in src/rules; change it there, then
     UPDATE_DOCS=1 cargo test --profile fast --test detection_doc -->

The program finds every case twice. [The rules](rules.md) go through the timeline of one child and say why a rule holds. The
detection is written separately, in [polars](https://pola.rs): a few operations on a table of all contacts, which say for whom
a rule holds. Before a run publishes anything, it compares the two, rule by rule. If they differ about a single child, the run
stops with exit status 70 and publishes nothing. The message names the rule and the number of children, never a child.

This page is for an analyst who wants to check a rule, or to write it again in SQL, R or Python. It shows the code of the
program: a test fails if the page and the code differ. 4 operations do the work: `filter` keeps the rows that matter, `sort`
puts together what belongs together, `shift` compares a row with one before or after it, and a search in a sorted list (`is_in`,
`how_many_up_to`) finds what it has.

2 tables go in. They have only used records of children who are not excluded and may be listed: a first pass over all contacts
leaves out children for whom no rule can hold.

| table | a row is | columns |
| --- | --- | --- |
| `contacts` | one contact, by child, then day | `child`, `service`, `day`, `time` (seconds, -1 if it is not known), `outcome`, `kind`, `ended` (the day on which an episode ended, or null), `alone` (1 where the service saw only another child that day), `another_since` (1 where the child is missing, or the family has withdrawn, and only another child was seen since), `closed` (the day on which a referral was closed after failed contacts, or null) |
| `children` | one child | `child`, `factors` (one bit each), `household` (null if it is not known), `doubtful` (a source that has seen the child cannot be relied on) |
";

/// What every rule rests on: a heading, the file, and what to say before it.
const BASE: [(&str, &str, &str); 4] = [
    (
        "Who is in the review period",
        "contacts",
        "Child and service become one number, and so do child, service and day, because one number is quicker to sort and \
         to compare than several.",
    ),
    ("What is a failed contact", "failed", "Most rules begin with these rows: one child, one service, one date."),
    (
        "Whether a child has been seen since",
        "since",
        "`whereabouts_unknown`, `disengaged` and `repeated_cancellation` ask this.",
    ),
    ("The words that the rules are written in", "lists", "A list is a column of numbers in ascending order."),
];

/// The document as it must be.
fn document() -> String {
    let mut out = HEAD.to_owned();
    for (heading, file, before) in BASE {
        let _ = write!(out, "\n## {heading}\n\n{before}\n\n{}", code(file));
    }
    for rule in rules::ALL {
        let page = rules::rule_page(*rule);
        let words = section(&page, "## What it looks for");
        let _ = write!(out, "\n## `{0}`\n\n{words}\n\n{1}", rule.name(), code(rule.name()));
    }
    out
}

/// The section of a page under a heading.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let (_, rest) = page.split_once(heading).unwrap_or_else(|| panic!("no section {heading}"));
    rest.split("\n## ").next().unwrap_or(rest).trim()
}

/// The code of a file below its imports.
fn code(file: &str) -> String {
    let path = format!("src/detect/{file}.rs");
    let text = read(&path);
    let imports = text.rfind("\nuse ").unwrap_or_else(|| panic!("{path} imports nothing"));
    let (_, body) = text[imports..].split_once(";\n").unwrap_or_else(|| panic!("{path} ends with its imports"));
    format!("[`{path}`](../{path}):\n\n```rust\n{}\n```\n", body.trim())
}

#[test]
fn the_page_shows_the_code_as_it_is() {
    let path = root().join("docs/detection.md");
    let expected = document();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "docs/detection.md is out of date: UPDATE_DOCS=1 cargo test --profile fast --test detection_doc"
    );
}
