//! The hazard log holds together: every hazard is rated by the matrix, has its parts, and names tests that are there.

use std::collections::BTreeSet;
use std::fs;

#[path = "support/sources.rs"]
mod sources;

use sources::{files, has_test, read};

const SEVERITIES: [&str; 5] = ["Minor", "Significant", "Considerable", "Major", "Catastrophic"];

fn log() -> String {
    read("docs/clinical-safety.md")
}

/// A hazard: its id, and its text on one line.
fn hazards(log: &str) -> Vec<(String, String)> {
    let end = log.find("\n## What is transferred").unwrap();
    let sections = log[..end].split("\n### ").skip(1);
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    sections.map(|section| (section.split(':').next().unwrap().to_owned(), one_line(section))).collect()
}

/// The cells of a table's row.
fn cells(row: &str) -> Vec<&str> {
    row.trim_matches('|').split('|').map(str::trim).collect()
}

/// What the page's matrix says of a likelihood and a severity.
fn rating(log: &str, likelihood: &str, severity: &str) -> u32 {
    let column =
        SEVERITIES.iter().position(|name| *name == severity).unwrap_or_else(|| panic!("no severity {severity}"));
    let rows = log.lines().map(cells).filter(|row| row.len() == 6 && row[0].eq_ignore_ascii_case(likelihood));
    let found: Vec<u32> = rows.map(|row| row[column + 1].parse().unwrap()).collect();
    assert_eq!(found.len(), 1, "likelihood {likelihood}");
    found[0]
}

/// The rating behind a label, once it has been held against the matrix: `**Initial risk.** Major × High = 4`.
fn rated(log: &str, id: &str, text: &str, label: &str) -> u32 {
    let (_, rest) = text.split_once(label).unwrap_or_else(|| panic!("{id}: no {label}"));
    let (severity, rest) = rest.trim().split_once(" × ").unwrap_or_else(|| panic!("{id}: {label}"));
    let (likelihood, rest) = rest.split_once(" = ").unwrap_or_else(|| panic!("{id}: {label}"));
    let written: u32 = rest[..1].parse().unwrap();
    assert_eq!(written, rating(log, likelihood, severity), "{id}: {label} {severity} × {likelihood}");
    written
}

#[test]
fn every_hazard_has_its_parts_and_the_ratings_of_the_matrix() {
    let log = log();
    let hazards = hazards(&log);
    assert!(hazards.len() >= 20);
    let mut summary: Vec<(String, u32, u32)> = Vec::new();
    for row in log.lines().map(cells).filter(|row| row.len() == 4 && row[0].len() == 3 && row[0].starts_with('H')) {
        summary.push((row[0].to_owned(), row[2].parse().unwrap(), row[3].parse().unwrap()));
    }
    let mut rated_hazards = Vec::new();
    for (id, text) in &hazards {
        for part in ["Causes", "Effect", "Controls", "Shown by", "Transferred"] {
            assert!(text.contains(&format!("- **{part}.** ")), "{id}: no {part}");
        }
        let initial = rated(&log, id, text, "**Initial risk.**");
        let residual = rated(&log, id, text, "**Residual risk.**");
        assert!(residual <= initial && residual <= 3, "{id}: {initial}, then {residual}");
        rated_hazards.push((id.clone(), initial, residual));
    }
    assert_eq!(rated_hazards, summary, "the summary says something else");
    let ids: Vec<String> = (1..=hazards.len()).map(|number| format!("H{number:02}")).collect();
    assert_eq!(hazards.into_iter().map(|(id, _)| id).collect::<Vec<_>>(), ids);
}

#[test]
fn every_hazard_names_tests_that_are_there() {
    for (id, text) in hazards(&log()) {
        let (_, shown) = text.split_once("**Shown by.** ").unwrap();
        let (shown, _) = shown.split_once("- **Residual risk.**").unwrap();
        let names: Vec<(&str, &str)> =
            shown.split('`').skip(1).step_by(2).filter_map(|name| name.split_once("::")).collect();
        assert!(names.len() >= 2, "{id}: {} tests", names.len());
        for (file, test) in names {
            assert!(has_test(file, test), "{id}: {file}::{test} is no test");
        }
    }
}

/// The numbers of faults that a text names: `fault 05`, `faults 05, 06`.
fn faults(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut after = false;
    for word in text.split_whitespace() {
        let number = word.trim_matches(|c: char| !c.is_ascii_digit());
        if after && number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit()) {
            out.insert(number.to_owned());
            after = word.ends_with(',');
        } else {
            after = matches!(word.trim_start_matches(['"', '(']), "fault" | "faults");
        }
    }
    out
}

#[test]
fn every_fault_that_a_document_names_has_its_test() {
    let sources: String =
        files("tests/faults", "rs").into_iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let named = ["docs/clinical-safety.md", "docs/data-protection.md", "SECURITY.md"].map(|page| faults(&read(page)));
    assert!(named[0].len() > 40, "{:?}", named[0]);
    let missing: Vec<&String> =
        named.iter().flatten().filter(|number| !sources.contains(&format!("fn fault_{number}_"))).collect();
    assert!(missing.is_empty(), "faults without a test: {missing:?}");
}

#[test]
fn numbers_of_faults_are_found() {
    let found = faults("one 07; fault 05, of 12. See faults 01, 02,\n03. And \"fault 09\" of 44 (fault 61)");
    assert_eq!(Vec::from_iter(found), ["01", "02", "03", "05", "09", "61"]);
}
