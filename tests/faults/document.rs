//! `docs/reliability.md` is made from the tests of this folder.
//!
//! To write it again: `UPDATE_DOCS=1 cargo test --profile fast --test faults document`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use failed_contact::exit::Exit;

/// The numbered faults.
const FAULTS: u32 = 86;

/// The parts of the page, in order: a file of this folder and its heading.
const PARTS: &[(&str, &str)] = &[
    ("structure", "A file's structure"),
    ("encoding", "Encoding"),
    ("values", "Values"),
    ("overlap", "Overlap"),
    ("configuration", "Configuration"),
    ("files", "Files and folders"),
    ("processes", "Processes"),
    ("secrets", "What a process must not give away"),
    ("scale", "Scale"),
    ("harm", "People who mean harm"),
    ("windows", "Windows"),
    ("injection", "Injection"),
    ("disclosure", "Disclosure, in the commissioner pack"),
];

const HEAD: &str = "\
# What can go wrong, and what the program does then

<!-- Made from the documentation of the tests in tests/faults; change it there, then
     UPDATE_DOCS=1 cargo test --profile fast --test faults document -->

The 2 worst things that this program could do are to lose a failed contact without a sign, and to leak something about one
child from the safeguarding pack. The third is a reassuring, empty report because an extract broke.

So every fault that we could think of has a number here, and at least one test. The test makes it happen to the program as its
users run it, and checks the exit status, the messages, the sums (records = used + excluded + duplicate + rejected) and what is
left on the disk. Whenever the exit status is not 0, 4 or 7, the last report is byte for byte what it was.

{exits}
To run all of them: `cargo test --release --test faults`. To run one: `cargo test --release --test faults fault_05`.
";

/// A test that names a fault.
struct Shown {
    number: u32,
    test: String,
    fault: String,
    promise: String,
}

/// The tests of a file, from its text: the documentation above `fn fault_…`, its first paragraph and the rest.
fn shown(source: &str) -> Vec<Shown> {
    let mut out = Vec::new();
    let mut doc: Vec<&str> = Vec::new();
    for line in source.lines() {
        let line = line.trim_start();
        if let Some(text) = line.strip_prefix("///") {
            doc.push(text.trim());
        } else if let Some(rest) = line.strip_prefix("fn fault_") {
            let test = format!("fault_{}", rest.split('(').next().unwrap());
            let number = rest.get(..2).and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("{test}: no number"));
            let text = doc.join("\n");
            let (fault, promise) =
                text.split_once("\n\n").unwrap_or_else(|| panic!("{test}: no promise is documented"));
            let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
            out.push(Shown { number, test, fault: one_line(fault), promise: one_line(promise) });
            doc.clear();
        } else if !line.starts_with("#[") {
            doc.clear();
        }
    }
    out
}

/// The files of a part: its own, then those of its folder, if it has one.
fn sources(part: &str) -> Vec<String> {
    let folder = fs::read_dir(root().join("tests/faults").join(part)).into_iter().flatten();
    let mut more: Vec<String> =
        folder.map(|entry| format!("{part}/{}", entry.unwrap().file_name().to_str().unwrap())).collect();
    more.sort();
    more.insert(0, format!("{part}.rs"));
    more
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_fault_has_its_test_and_the_page_is_what_the_tests_say() {
    let exits: Vec<String> =
        Exit::ALL.iter().map(|exit| format!("| {} | {} |\n", exit.status(), exit.meaning())).collect();
    let mut page =
        HEAD.replace("{exits}\n", &format!("| exit status | what it means |\n| --- | --- |\n{}\n", exits.concat()));
    let mut numbers = BTreeSet::new();
    for (file, heading) in PARTS {
        let _ = write!(
            page,
            "\n## {heading}\n\n| | what goes wrong | what the program does | shown by |\n| --- | --- | --- | --- |\n"
        );
        let mut tests: Vec<(Shown, String)> = Vec::new();
        for path in sources(file) {
            let source = fs::read_to_string(root().join("tests/faults").join(&path)).unwrap();
            tests.extend(shown(&source).into_iter().map(|shown| (shown, path.clone())));
        }
        tests.sort_by_key(|(shown, _)| shown.number);
        for (Shown { number, test, fault, promise }, path) in tests {
            numbers.insert(number);
            let _ = writeln!(page, "| {number} | {fault} | {promise} | [`{test}`](../tests/faults/{path}) |");
        }
    }
    let missing: Vec<u32> = (1..=FAULTS).filter(|number| !numbers.contains(number)).collect();
    let unknown: Vec<&u32> = numbers.iter().filter(|number| **number == 0 || **number > FAULTS).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "without a test: {missing:?}; not a fault: {unknown:?}");
    let path = root().join("docs/reliability.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        found == page,
        "docs/reliability.md is out of date: UPDATE_DOCS=1 cargo test --profile fast --test faults document"
    );
}
