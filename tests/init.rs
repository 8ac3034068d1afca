//! How much of a configuration `init` drafts right: 30 extracts as real systems lay them out, made up from public documentation
//! (`tests/init/*.csv`), each with the right configuration beside it (`*.toml`). `docs/init.md` has the counts.

#[path = "support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use support::Area;

/// The maps of a source, whose lines are counted one by one.
const TABLES: [&str; 10] = [
    "columns",
    "constants",
    "outcomes",
    "kinds",
    "sectors",
    "subjects",
    "closures",
    "factors",
    "factor_codes",
    "services",
];
/// Keys of a source that say where it is, and not how it is read.
const NOT_COUNTED: [&str; 3] = ["name", "files", "sort"];

/// The lines of a configuration, as `table.key` and what it is set to.
type Lines = BTreeMap<String, String>;

/// How the draft of one extract compares with the correct configuration.
#[derive(Default)]
struct Comparison {
    right: usize,
    marked: Vec<String>,
    missed: Vec<String>,
    wrong: Vec<String>,
}

/// A key as it is compared: case and blanks make no difference.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A value as text.
fn shown(value: &toml::Value) -> String {
    serde_json::to_string(value).unwrap()
}

fn lines(source: &toml::Table) -> Lines {
    let mut lines = Lines::new();
    for (key, value) in source {
        match value {
            toml::Value::Table(table) if TABLES.contains(&key.as_str()) => {
                let of_table = table.iter().map(|(text, value)| (format!("{key}.{}", plain(text)), shown(value)));
                lines.extend(of_table);
            }
            _ if NOT_COUNTED.contains(&key.as_str()) => {}
            value => {
                lines.insert(key.clone(), shown(value));
            }
        }
    }
    lines
}

/// The lines of a draft that are in force.
fn in_force(draft: &str, sort: &str) -> Lines {
    let table: toml::Table = toml::from_str(draft).unwrap_or_else(|error| panic!("{error}\n{draft}"));
    let Some(source) = table.get(sort).and_then(|sources| sources.as_array()?.first()?.as_table()) else {
        return Lines::new();
    };
    let mut source = source.clone();
    source.extend(table.get("services").map(|services| ("services".to_owned(), services.clone())));
    lines(&source)
}

/// Keys and headers of the lines of a draft that ask for a decision or to be checked.
fn marks(draft: &str) -> Vec<String> {
    let marked = draft.lines().filter(|line| line.contains("# DECIDE") || line.contains("# check"));
    marked.map(plain).collect()
}

/// Whether a marked line asks about this one: it is a line of this key, commented out or not, or names this header.
fn is_marked(marks: &[String], line: &str, value: &str) -> bool {
    let key = line.rsplit_once('.').map_or(line, |(table, key)| if TABLES.contains(&table) { key } else { line });
    let value = plain(value);
    let is_header = line.starts_with("columns.") && value.starts_with('"');
    marks.iter().any(|mark| {
        let setting = mark.trim_start_matches('#').trim_start();
        setting.starts_with(&format!("{key} ="))
            || setting.starts_with(&format!("\"{key}\" ="))
            || (is_header && mark.contains(&value))
    })
}

fn compare(draft: &str, right: &toml::Table) -> Comparison {
    let sort = right.get("sort").and_then(toml::Value::as_str).unwrap_or("contacts");
    let (drafted, right, marks) = (in_force(draft, sort), lines(right), marks(draft));
    let mut comparison = Comparison::default();
    for (line, value) in &right {
        // Of a service that no column names, only the team knows the name.
        let is_open = value == "\"*\"";
        match drafted.get(line) {
            Some(found) if found == value => comparison.right += 1,
            _ if is_marked(&marks, line, value)
                || (is_open && is_marked(&marks, &line.replace("constants.", ""), value)) =>
            {
                comparison.marked.push(line.clone());
            }
            Some(_) => {}
            None => comparison.missed.push(format!("{line} = {value}")),
        }
    }
    for (line, value) in &drafted {
        if right.get(line) != Some(value) && !is_marked(&marks, line, value) {
            comparison.wrong.push(format!("{line} = {value}"));
        }
    }
    comparison
}

/// Every extract with what its draft came to, by name.
fn corpus() -> Vec<(String, Comparison)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/init");
    let names: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let of = |name: String| {
        let file = format!("{name}.csv");
        let area = Area::with(&[(file.as_str(), &fs::read(folder.join(&file)).unwrap())]);
        let run = area.run(&["init", &file]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{name}");
        let right = fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap();
        let comparison = compare(&run.stdout, &toml::from_str(&right).unwrap());
        (name, comparison)
    };
    names.into_iter().map(of).collect()
}

fn table(corpus: &[(String, Comparison)]) -> String {
    let mut table = String::from(
        "| extract | lines | right | marked | missed | wrong in force |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    let mut all = [0; 5];
    let mut row = |name: &str, counts: [usize; 5]| {
        let counts: Vec<String> = counts.iter().map(usize::to_string).collect();
        let _ = writeln!(table, "| {name} | {} |", counts.join(" | "));
    };
    for (name, comparison) in corpus {
        let (marked, missed, wrong) = (comparison.marked.len(), comparison.missed.len(), comparison.wrong.len());
        let counts = [comparison.right + marked + missed, comparison.right, marked, missed, wrong];
        row(&name.replace('_', " "), counts);
        all.iter_mut().zip(counts).for_each(|(all, count)| *all += count);
    }
    row("**all**", all);
    table
}

#[test]
fn drafts_of_30_extracts_are_right_or_marked_and_nothing_is_wrong_in_force() {
    let corpus = corpus();
    assert!(corpus.len() >= 30, "{}", corpus.len());
    let list = |of: fn(&Comparison) -> &Vec<String>| -> Vec<String> {
        corpus
            .iter()
            .flat_map(|(name, comparison)| of(comparison).iter().map(move |line| format!("{name}: {line}")))
            .collect()
    };
    let (wrong, missed, marked) = (
        list(|comparison| &comparison.wrong),
        list(|comparison| &comparison.missed),
        list(|comparison| &comparison.marked),
    );
    let right: usize = corpus.iter().map(|(_, comparison)| comparison.right).sum();
    let all = right + marked.len() + missed.len();
    assert!(wrong.is_empty(), "wrong in force:\n{}\nmissed:\n{}", wrong.join("\n"), missed.join("\n"));
    assert!(
        (right + marked.len()) * 100 >= all * 95,
        "{right} and {} of {all}; missed:\n{}",
        marked.len(),
        missed.join("\n")
    );
    // The page says what was counted.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/init.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once("<!-- counts -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    let counted = format!("{before}<!-- counts -->\n{}<!-- end -->{after}", table(&corpus));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &counted).unwrap();
    }
    assert_eq!(
        counted,
        fs::read_to_string(&path).unwrap(),
        "UPDATE_DOCS=1 cargo test --profile fast --test init writes it anew"
    );
}

#[test]
fn lines_are_counted_as_right_marked_missed_or_wrong() {
    let right: toml::Table = toml::from_str(
        "date_format = \"%Y\"\n[columns]\ndate = \"A\"\noutcome = \"B\"\nservice = \"C\"\nprovider = \"D\"\n[outcomes]\n\"X\" = \"seen\"\n",
    )
    .unwrap();
    let draft = "[[contacts]]\ndate_format = \"%Y\"\n[contacts.columns]\ndate = \"A\"\n# outcome = \"B\"   # DECIDE: is it?\n\
                 service = \"E\"\nlocation = \"F\"\n[contacts.outcomes]\n\"x\" = \"seen\"   # check\n";
    let comparison = compare(draft, &right);
    assert_eq!(comparison.right, 3);
    assert_eq!(comparison.marked, ["columns.outcome"]);
    assert_eq!(comparison.missed, ["columns.provider = \"D\""]);
    assert_eq!(comparison.wrong, ["columns.location = \"F\"", "columns.service = \"E\""]);
}
