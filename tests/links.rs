//! What the documents point at is there: every link between them, every file and every test that they name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "support/sources.rs"]
mod sources;

use sources::{has_test, root, shown};

/// The documents: those of the first folder, those in `docs/`, and the two that lie beside what they explain.
fn documents() -> Vec<PathBuf> {
    let mut out = vec![root().join("sample_data/README.md"), root().join("tests/spec/README.md")];
    for folder in [root().to_path_buf(), root().join("docs")] {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        out.extend(entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    }
    out.sort();
    out
}

/// The lines of a document that are no code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut code = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        !code && !fence
    })
}

/// The line without what stands in backticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// What stands in backticks in a line.
fn code(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Where the links of a text lead: `[words](here)`.
fn links(text: &str) -> Vec<String> {
    let prose: Vec<String> = prose(text).map(without_code).collect();
    let joined = prose.join("\n");
    joined.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(String::from).collect()
}

/// The anchors of a page: those that it names, and those of its headings as GitHub makes them.
fn anchors(text: &str) -> BTreeSet<String> {
    let named = prose(text).filter_map(|line| line.strip_prefix("<a id=\"")?.split('"').next());
    let mut out: BTreeSet<String> = named.map(String::from).collect();
    for line in prose(text).filter(|line| line.starts_with('#')) {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let anchor: String = title
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        let again = (1..).map(|count| format!("{anchor}-{count}"));
        let free = std::iter::once(anchor.clone()).chain(again).find(|anchor_name| !out.contains(anchor_name)).unwrap();
        out.insert(free);
    }
    out
}

/// Why a link leads nowhere.
fn broken(page: &Path, link: &str) -> Option<String> {
    if link.starts_with("https://") {
        return None;
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let to = if file.is_empty() { page.to_path_buf() } else { page.parent().unwrap().join(file) };
    if !to.exists() {
        return Some("no such file".to_owned());
    }
    let lacks = |text: String| !anchors(&text).contains(anchor);
    let missing = !anchor.is_empty() && fs::read_to_string(to).map_or(true, lacks);
    missing.then(|| format!("no heading #{anchor}"))
}

/// Why a name in backticks is the name of nothing: `tests/file.rs::test`, or a file of the project.
fn unknown(name: &str) -> Option<String> {
    const FOLDERS: [&str; 8] =
        ["src/", "tests/", "docs/", "templates/", "examples/", "sample_data/extracts/", "sample_data/weeks/", ".ci/"];
    if !FOLDERS.iter().any(|folder| name.starts_with(folder)) || name.contains([' ', '*', '<', '{', '…']) {
        return None;
    }
    let (file, test) = name.split_once("::").unwrap_or((name, ""));
    if !root().join(file).exists() {
        return Some("no such file".to_owned());
    }
    let missing = !test.is_empty() && !has_test(file, test);
    missing.then(|| "no such test".to_owned())
}

#[test]
fn every_link_of_every_document_leads_somewhere() {
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for page in documents() {
        for link in links(&fs::read_to_string(&page).unwrap()) {
            checked += 1;
            wrong.extend(broken(&page, &link).map(|why| format!("{}: {link}: {why}", shown(&page))));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 100, "{checked} links");
}

#[test]
fn every_file_and_test_that_a_document_names_is_there() {
    let (mut wrong, mut tests) = (Vec::new(), 0);
    for page in documents() {
        let text = fs::read_to_string(&page).unwrap();
        for name in prose(&text).flat_map(code) {
            tests += usize::from(name.contains(".rs::"));
            wrong.extend(unknown(name).map(|why| format!("{}: `{name}`: {why}", shown(&page))));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tests > 100, "{tests} tests are named");
}

#[test]
fn broken_links_and_unknown_names_are_found() {
    let page = root().join("docs/README.md");
    assert_eq!(links("see [a](b.md), `[no](link)`\n```\n[code](c.md)\n```\nand [d\ne](#f)"), ["b.md", "#f"]);
    assert_eq!(broken(&page, "protocol.md#1-introduction"), None);
    assert_eq!(broken(&page, "protocol.md#nothing"), Some("no heading #nothing".to_owned()));
    assert_eq!(broken(&page, "nothing.md"), Some("no such file".to_owned()));
    assert_eq!(Vec::from_iter(anchors("# A `b`: c\n## D\n## D\n```\n# no\n```")), ["a-b-c", "d", "d-1"]);
    assert_eq!(unknown("tests/links.rs::broken_links_and_unknown_names_are_found"), None);
    assert_eq!(unknown("tests/links.rs::links"), Some("no such test".to_owned()));
    for test in ["tables_are_read_strictly", "repeated"] {
        assert_eq!(unknown(&format!("tests/spec.rs::{test}")), None);
    }
    for none in ["no_such_table", "name", "main"] {
        assert_eq!(unknown(&format!("tests/spec.rs::{none}")), Some("no such test".to_owned()));
    }
    assert_eq!(unknown("tests/nothing.rs::links"), Some("no such file".to_owned()));
    assert_eq!(unknown("cargo test"), None);
}
