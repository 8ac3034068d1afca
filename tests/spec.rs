//! The specification as tables that a clinician can read, and that the program is held to: every row of every Markdown
//! file in `tests/spec` is a test. `tests/spec/README.md` explains how the tables are written.
//!
//! A row of a rule's table is tested twice: the rule by itself, over a timeline; and the whole way, from CSV extracts and
//! a configuration file in a temporary folder to the list of cases. So a screen that loses a child, or a count that is
//! taken before its exclusions, fails here too.

#[path = "spec/harness/area.rs"]
mod area;
#[path = "spec/harness/judge.rs"]
mod judge;
#[path = "spec/harness/notation.rs"]
mod notation;
#[path = "spec/harness/table.rs"]
mod table;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use failed_contact::rules;
use table::{Sort, Table};

/// Every table of every file, or everything that is wrong with how they are written.
fn tables() -> Vec<Table> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.strip_suffix(".md").is_some_and(|stem| stem != "README"))
        .collect();
    names.sort();
    let mut all = Vec::new();
    let mut wrong = Vec::new();
    for name in names {
        match table::read(&name, &fs::read_to_string(folder.join(&name)).unwrap()) {
            Ok(tables) => all.extend(tables),
            Err(problems) => wrong.extend(problems),
        }
    }
    assert!(wrong.is_empty(), "{} places of the tables cannot be read:\n{}", wrong.len(), wrong.join("\n"));
    all
}

#[test]
fn the_program_does_what_every_row_says() {
    let tables = tables();
    let rows: usize = tables.iter().map(|table| table.rows.len()).sum();
    let failures: Vec<judge::Failure> = tables.iter().flat_map(judge::failures).collect();
    let mut told = String::new();
    for failure in &failures {
        let _ = write!(told, "\n{}:{}: {}\n", failure.file, failure.line, failure.case);
        for complaint in &failure.complaints {
            let _ = writeln!(told, "    {complaint}");
        }
    }
    assert!(failures.is_empty(), "{} of {rows} rows do not hold:\n{told}", failures.len());
}

#[test]
fn every_rule_has_a_table_with_both_answers() {
    let tables = tables();
    let mut lacking = Vec::new();
    for rule in rules::ALL {
        let rows = || {
            let own = tables.iter().filter(|table| matches!(table.sort, Sort::Rule(of) if of.name() == rule.name()));
            own.flat_map(|table| &table.rows)
        };
        for answer in ["yes", "no"] {
            if !rows().any(|row| row.text("holds") == answer) {
                lacking.push(format!("tests/spec/{}.md has no row where the rule holds: {answer}", rule.name()));
            }
        }
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

#[test]
fn what_is_not_a_rule_has_its_table_too() {
    let files: BTreeSet<String> = tables().into_iter().map(|table| table.file).collect();
    for name in ["children.md", "failed_contact.md", "pattern.md", "priority.md", "order.md", "checks.md"] {
        assert!(files.contains(name), "tests/spec/{name} is not there");
    }
}

#[test]
fn every_judgement_is_a_sentence_with_the_numbers_it_turns_on() {
    let tables = tables();
    let wrong: Vec<String> = tables.iter().flat_map(judge::sentences).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tables_are_read_strictly() {
    let head = "# `repeated`\n\nWords.\n\n| case | contacts | holds |\n| --- | --- | --- |\n";
    let row = "| one | 2026-11-18 Audiology was_not_brought | no |\n";
    assert!(table::read("repeated.md", &format!("{head}{row}")).is_ok());
    for (name, text, problem) in [
        ("nothing.md", format!("{head}{row}"), "nothing.md:1: nothing like this is specified"),
        ("repeated.md", head.to_owned(), "repeated.md:5: the table is empty"),
        ("repeated.md", "# `repeated`\n\nWords.\n".to_owned(), "repeated.md:1: there is no table"),
        ("repeated.md", format!("{head}{row}\n## More\n\nWords.\n"), "repeated.md:9: there is no table"),
        ("repeated.md", format!("{head}{row}{row}"), "repeated.md:8: the case \"one\" is there already"),
        ("repeated.md", format!("{head}| one | none |\n"), "repeated.md:7: 2 cells under 3 headers"),
        ("repeated.md", format!("{head}| one | none | perhaps |\n"), "repeated.md:7: `holds` is \"perhaps\""),
        ("repeated.md", format!("{head}| one |  | no |\n"), "repeated.md:7: `contacts` is blank"),
        ("repeated.md", format!("{head}{row}\nSettings: none\n"), "repeated.md:9: a setting is written"),
        ("repeated.md", head.replace("holds", "hold"), "repeated.md:5: there is no column `hold`"),
        ("repeated.md", head.replace("| holds ", "| note "), "repeated.md:5: the column `holds` is missing"),
        (
            "repeated.md",
            format!("{head}{}", row.replace("was_not", "has_not")),
            "repeated.md:7: `contacts`: \"2026-11-18 Audiology has_not_brought\": no outcome is called \"has_not_brought\"",
        ),
        (
            "repeated.md",
            format!("{head}{}", row.replace("11-18", "11-31")),
            "repeated.md:7: `contacts`: \"2026-11-31 Audiology was_not_brought\": \"2026-11-31\" is not a date",
        ),
        (
            "repeated.md",
            format!("{head}{}", row.replace("brought |", "brought (at_home) |")),
            "repeated.md:7: `contacts`: \"2026-11-18 Audiology was_not_brought (at_home)\": nothing is known of \"at_home\"",
        ),
    ] {
        let problems = table::read(name, &text).err().unwrap_or_default();
        assert!(problems.iter().any(|told| told.starts_with(problem)), "{text}\n{problems:?}");
    }
}
