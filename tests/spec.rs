//! The specification as tables that a clinician can read, and that the program is held to: every row of every Markdown
//! file in `tests/spec` is a test of its own, named after its file, its case and its line.
//! `cargo test --test spec repeated::` runs those of one file. `tests/spec/README.md` explains how the tables are written.
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
mod support;
#[path = "spec/harness/table.rs"]
mod table;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, LazyLock};

use failed_contact::rules;
use libtest_mimic::{Arguments, Failed, Trial};
use table::{Problem, Sort, Table};

/// Functions, each as a test of its name.
macro_rules! tests {
    ($($name:ident),* $(,)?) => { [$((stringify!($name), $name as fn())),*] };
}

/// The tables of every file, and the mistakes in how they are written.
static TABLES: LazyLock<(Vec<Arc<Table>>, Vec<Problem>)> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.strip_suffix(".md").is_some_and(|stem| stem != "README"))
        .collect();
    names.sort();
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    for name in names {
        match table::read(&name, &fs::read_to_string(folder.join(&name)).unwrap()) {
            Ok(tables) => all.extend(tables.into_iter().map(Arc::new)),
            Err(problems) => wrong.extend(problems),
        }
    }
    (all, wrong)
});

/// A test: a row of a table, or a table that is one list.
struct Case {
    table: Arc<Table>,
    row: Option<usize>,
}

impl Case {
    /// The tests of a table.
    fn all(table: &Arc<Table>) -> Vec<Self> {
        let case = |row| Self { table: Arc::clone(table), row };
        match table.sort {
            Sort::Order => vec![case(None)],
            _ => (0..table.rows.len()).map(|row| case(Some(row))).collect(),
        }
    }

    /// Its line and its name.
    fn place(&self) -> (usize, &str) {
        let row = self.row.map(|row| &self.table.rows[row]);
        row.map_or((self.table.line, "the list"), |row| (row.line, row.text("case")))
    }

    /// Checks the program against it.
    fn holds(&self) -> Result<(), Failed> {
        let complaints = match self.row {
            Some(row) => judge::row(&self.table, &self.table.rows[row]),
            None => judge::list(&self.table),
        };
        if complaints.is_empty() {
            return Ok(());
        }
        Err(format!("tests/spec/{}:{}:\n    {}", self.table.file, self.place().0, complaints.join("\n    ")).into())
    }

    fn test(self) -> Trial {
        let (line, case) = self.place();
        Trial::test(name(&self.table.file, case, line), move || self.holds())
    }
}

/// The name of a test.
fn name(file: &str, case: &str, line: usize) -> String {
    format!("{}::{case} (line {line})", file.strip_suffix(".md").unwrap_or(file))
}

fn main() -> ExitCode {
    let (tables, wrong) = &*TABLES;
    let mut trials: Vec<Trial> = tables.iter().flat_map(Case::all).map(Case::test).collect();
    // A table that cannot be read is a failing test.
    trials.extend(wrong.iter().map(|problem| {
        let message = format!("tests/spec/{problem}");
        Trial::test(name(&problem.file, "cannot be read", problem.line), || Err(message.into()))
    }));
    let of_tables = tests![
        every_rule_has_a_table_with_both_answers,
        what_is_not_a_rule_has_its_table_too,
        tables_are_read_strictly,
        what_does_not_hold_fails_with_its_place,
    ];
    trials.extend(of_tables.map(|(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn every_rule_has_a_table_with_both_answers() {
    let tables = &TABLES.0;
    let mut lacking = Vec::new();
    for rule in rules::ALL {
        let rows = || {
            let of_rule =
                tables.iter().filter(|table| matches!(table.sort, Sort::Rule(of) if of.name() == rule.name()));
            of_rule.flat_map(|table| &table.rows)
        };
        for answer in ["yes", "no"] {
            if !rows().any(|row| row.text("holds") == answer) {
                lacking.push(format!("tests/spec/{}.md has no row where the rule holds: {answer}", rule.name()));
            }
        }
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

fn what_is_not_a_rule_has_its_table_too() {
    let files: BTreeSet<&str> = TABLES.0.iter().map(|table| table.file.as_str()).collect();
    for name in ["children.md", "failed_contact.md", "pattern.md", "priority.md", "order.md", "checks.md"] {
        assert!(files.contains(name), "tests/spec/{name} is not there");
    }
}

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
        assert!(problems.iter().any(|told| told.to_string().starts_with(problem)), "{text}\n{problems:?}");
    }
}

/// Rows and a list that are wrong on purpose.
fn what_does_not_hold_fails_with_its_place() {
    let contacts = ["2026-11-16", "2026-11-17", "2026-11-18"].map(|day| format!("{day} Audiology was_not_brought"));
    let three = contacts.join("; ");
    for (file, header, rows, line, complaints) in [
        (
            "repeated.md",
            "case | contacts | holds",
            format!("| right | {three} | yes |\n| wrong | {three} | no |\n"),
            6,
            &["by itself: holds should be no", "the whole way: holds should be no"][..],
        ),
        (
            "repeated.md",
            "case | contacts | holds | evidence",
            format!("| wrong | {three} | yes | 2026-11-16 |\n"),
            5,
            &["by itself: the evidence is", "the whole way: the evidence is"],
        ),
        (
            "failed_contact.md",
            "case | contacts | failed contacts",
            format!("| wrong | {three} | none |\n"),
            5,
            &["by itself: should be []", "the whole way: should be []"],
        ),
        ("children.md", "case | contacts | listed", format!("| wrong | {three} | no |\n"), 5, &["should be false"]),
        (
            "pattern.md",
            "case | contacts | pattern",
            format!("| wrong | {three} | none |\n"),
            5,
            &["by itself", "the whole way"],
        ),
        (
            "priority.md",
            "case | contacts | priority",
            format!("| wrong | {three} | immediate |\n"),
            5,
            &["should be Immediate"],
        ),
        (
            "checks.md",
            "case | contacts | checks",
            format!("| wrong | {three} | same_place |\n"),
            5,
            &["should be [SamePlace], is []"],
        ),
        (
            "order.md",
            "case | nhs number | contacts",
            format!("| second | 999 000 0026 | {three} |\n| first | 999 000 0018 | {three} |\n"),
            3,
            &["read in this order: should be", "read backwards: should be"],
        ),
    ] {
        let rule = "| --- ".repeat(header.split('|').count());
        let text = format!("# Title\n\n| {header} |\n{rule}|\n{rows}");
        let tables = table::read(file, &text).unwrap_or_else(|problems| panic!("{file}: {}", problems[0]));
        let cases: Vec<Case> = tables.into_iter().map(Arc::new).flat_map(|table| Case::all(&table)).collect();
        let failed: Vec<Failed> = cases.iter().filter_map(|case| case.holds().err()).collect();
        let [failed] = &failed[..] else { panic!("{file}: {} of {} do not hold", failed.len(), cases.len()) };
        let failed = failed.message().unwrap_or_default();
        assert!(failed.starts_with(&format!("tests/spec/{file}:{line}:")), "{failed}");
        assert!(complaints.iter().all(|words| failed.contains(words)), "{failed}");
    }
}
