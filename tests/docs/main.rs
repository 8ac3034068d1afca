//! The documents explain what the program says, and count and list what there is.

mod schema;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::PathBuf;

use failed_contact::cases::checks::CheckKind;
use failed_contact::cells::nhs::NhsCell;
use failed_contact::contact::fate::{Caution, Reason};
use failed_contact::exit::Exit;
use failed_contact::rules;

use support::Area;
use support::sources::{files, read, root};

/// The words in backticks that head the parts of a chapter of the analyst's guide.
fn words_explained_in(guide: &str, chapter: &str) -> Vec<String> {
    let lines = guide.lines().skip_while(|line| !(line.starts_with("## ") && line.ends_with(chapter))).skip(1);
    let heads = lines.take_while(|line| !line.starts_with("## ")).filter_map(|line| line.strip_prefix("### `"));
    heads.map(|head| head.trim_end_matches('`').to_owned()).collect()
}

#[test]
fn the_analysts_guide_explains_every_reason_and_every_warning_in_their_order() {
    let guide = fs::read_to_string(root().join("docs/analyst-guide.md")).unwrap();
    let reasons: Vec<&str> = Reason::ALL.iter().map(|reason| reason.word()).collect();
    assert_eq!(words_explained_in(&guide, "Every reason for a reject"), reasons);
    let cautions: Vec<&str> = Caution::ALL.iter().map(|caution| caution.word()).collect();
    assert_eq!(words_explained_in(&guide, "Every warning"), cautions);
}

#[test]
fn the_analysts_guide_has_something_to_say_to_whoever_sent_each_of_them() {
    let guide = fs::read_to_string(root().join("docs/analyst-guide.md")).unwrap();
    for part in guide.split("\n### `").skip(1) {
        let part = part.split("\n## ").next().unwrap();
        let line = part.replace('\n', " ");
        assert!(line.contains("**Tell the supplier") || line.contains("**Tell the reviewer"), "{part}");
    }
}

/// An example that fails its own check digit teaches people that a number which the program refuses is one.
#[test]
fn every_example_of_an_nhs_number_has_the_right_check_digit() {
    let root = root();
    let mut texts: Vec<PathBuf> =
        ["sample_data/README.md", "src/cli/mod.rs", "src/cells/nhs.rs"].map(|name| root.join(name)).into();
    for folder in [".", "docs", "templates"] {
        let entries = fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        texts.extend(entries.filter(|path| path.extension().is_some_and(|ending| ending == "md" || ending == "toml")));
    }
    let mut examples = 0;
    for path in texts {
        let text = fs::read_to_string(&path).unwrap();
        // Tests of numbers that are not right are no examples.
        let text = text.split("#[cfg(test)]").next().unwrap();
        for (at, _) in text.match_indices("999 ").filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_ascii_digit()))
        {
            let number: String = text[at..].chars().take(12).collect();
            let shape: String = number.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
            if shape == "999 999 9999" {
                examples += 1;
                assert!(matches!(NhsCell::read(&number), NhsCell::Valid(_)), "{}: {number}", path.display());
            }
        }
    }
    assert!(examples > 30, "{examples}");
}

/// The exit statuses that a table of a document explains: the first cells of its rows, and what follows.
fn exits_of(document: &str, head: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join(document)).expect("the document");
    let table = text.split_once(head).expect("its table of exit statuses").1;
    // The rest of the head, and the line below it.
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        (cells[0].to_owned(), cells[1].to_owned())
    })
    .collect()
}

#[test]
fn the_documents_explain_every_exit_status_of_the_program() {
    let program: Vec<(String, String)> =
        Exit::ALL.iter().map(|exit| (exit.status().to_string(), exit.meaning().to_owned())).collect();
    assert_eq!(exits_of("README.md", "| status | meaning |"), program);
    let statuses: Vec<&String> = program.iter().map(|(status, _)| status).collect();
    let guide = exits_of("docs/analyst-guide.md", "| status | what happened |");
    assert_eq!(guide.iter().map(|(status, _)| status).collect::<Vec<_>>(), statuses);
}

/// A document on one line.
fn on_one_line(path: &str) -> String {
    read(path).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_documents_count_checks_and_rules_as_they_are() {
    let checks = format!("{} checks", CheckKind::ALL.len());
    for page in ["docs/clinical-safety.md", "docs/data-protection.md"] {
        assert!(on_one_line(page).contains(&checks), "{page} does not say: {checks}");
    }
    let area = Area::plain(&["1,9990000018,Audiology,2026-10-01,seen"]);
    let defaults = area.settings().unwrap().rules;
    let off = rules::ALL.iter().filter(|rule| !rule.enabled(&defaults)).count();
    let sentence = format!("{} rules, {off} of them off unless asked for", rules::ALL.len());
    assert!(
        on_one_line("docs/data-protection.md").contains(&sentence),
        "docs/data-protection.md does not say: {sentence}"
    );
    let tables = read("tests/spec/README.md");
    let missing: Vec<&str> =
        rules::ALL.iter().map(|rule| rule.name()).filter(|name| !tables.contains(&format!("`{name}.md`"))).collect();
    assert!(missing.is_empty(), "tests/spec/README.md does not name {missing:?}");
}

#[test]
fn the_list_of_documents_has_every_document() {
    let list = read("docs/README.md");
    for path in files("docs", "md") {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name == "README.md" || list.contains(&format!("]({name})")), "docs/README.md does not list {name}");
    }
}
