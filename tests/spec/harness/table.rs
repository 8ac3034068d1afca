//! Reads the Markdown files: titles, settings, tables. It is strict: anything that it does not understand is a problem with file and line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use failed_contact::rules::{self, Rule};

use super::notation;

/// What a file specifies.
#[derive(Clone, Copy)]
pub enum Sort {
    /// A rule.
    Rule(&'static dyn Rule),
    /// What one failed contact is.
    FailedContact,
    /// Which children are looked at.
    Children,
    /// The patterns.
    Pattern,
    /// The priorities.
    Priority,
    /// The order of cases: each table is one list.
    Order,
    /// The checks.
    Checks,
}

impl Sort {
    /// What the file with this name specifies.
    fn of(file: &str) -> Option<Self> {
        let name = file.strip_suffix(".md")?;
        Some(match name {
            "failed_contact" => Self::FailedContact,
            "children" => Self::Children,
            "pattern" => Self::Pattern,
            "priority" => Self::Priority,
            "order" => Self::Order,
            "checks" => Self::Checks,
            _ => Self::Rule(rules::find(name)?),
        })
    }

    /// The columns that a table must have, and those that it may have.
    const fn columns(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Rule(_) => {
                (&["case", "contacts", "holds"], &["born", "factors", "brothers and sisters", "evidence", "note"])
            }
            Self::FailedContact => (&["case", "contacts", "failed contacts"], &["note"]),
            Self::Children => (&["case", "contacts", "listed"], &["born", "died", "note"]),
            Self::Pattern => (&["case", "contacts", "pattern"], &["note"]),
            Self::Priority => (&["case", "contacts", "priority"], &["born", "factors", "note"]),
            Self::Order => (&["case", "nhs number", "contacts"], &["local id", "factors", "note"]),
            Self::Checks => (&["case", "contacts", "checks"], &["register", "another child", "note"]),
        }
    }
}

/// A table, and the text above it.
pub struct Table {
    /// The file.
    pub file: String,
    /// The line of its header.
    pub line: usize,
    /// What it specifies.
    pub sort: Sort,
    /// Settings other than the defaults: the key as in the configuration, and its value in TOML.
    pub settings: BTreeMap<String, String>,
    /// Its rows; never none.
    pub rows: Vec<Row>,
}

/// One row.
pub struct Row {
    /// Its line.
    pub line: usize,
    /// Column → cell, trimmed.
    cells: BTreeMap<String, String>,
}

impl Row {
    /// The cell under this header; blank where the table has no such column.
    pub fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// What cannot be understood.
#[derive(Debug)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// The tables of a file.
///
/// # Errors
/// Everything that cannot be understood.
pub fn read(file: &str, text: &str) -> Result<Vec<Table>, Vec<Problem>> {
    let Some(sort) = Sort::of(file) else {
        let what = "nothing like this is specified: name the file after a rule".to_owned();
        return Err(vec![Problem { file: file.to_owned(), line: 1, what }]);
    };
    let mut reader = Reader { file, sort, problems: Vec::new(), cases: BTreeSet::new() };
    let tables = reader.tables(&text.lines().collect::<Vec<_>>());
    if reader.problems.is_empty() { Ok(tables) } else { Err(reader.problems) }
}

struct Reader<'a> {
    file: &'a str,
    sort: Sort,
    problems: Vec<Problem>,
    cases: BTreeSet<String>,
}

impl Reader<'_> {
    fn wrong(&mut self, line: usize, what: &str) {
        self.problems.push(Problem { file: self.file.to_owned(), line, what: what.to_owned() });
    }

    fn tables(&mut self, lines: &[&str]) -> Vec<Table> {
        let mut tables = Vec::new();
        let mut of_file = BTreeMap::new();
        let mut of_section = BTreeMap::new();
        let mut section_at = 1;
        let mut tables_before = 0;
        let mut at = 0;
        if !lines.first().is_some_and(|line| line.starts_with("# ")) {
            self.wrong(1, "the file does not start with a title");
        }
        while at < lines.len() {
            let (line, number) = (lines[at], at + 1);
            at += 1;
            if line.starts_with("## ") {
                if tables.len() == tables_before && section_at > 1 {
                    self.wrong(section_at, "there is no table under this heading");
                }
                of_section.clear();
                section_at = number;
                tables_before = tables.len();
            } else if line.starts_with('#') && number > 1 {
                self.wrong(number, "only headings with ## are known below the title");
            } else if line.starts_with("```") {
                self.wrong(number, "blocks of code are not known");
            } else if let Some(given) = line.strip_prefix("Settings:") {
                let settings = if section_at == 1 { &mut of_file } else { &mut of_section };
                settings.extend(self.settings(given, number));
            } else if line.starts_with('|') {
                let to = at + lines[at..].iter().take_while(|line| line.starts_with('|')).count();
                let rows = self.rows(&lines[at - 1..to], number);
                let mut settings = of_file.clone();
                settings.extend(of_section.clone());
                tables.push(Table { file: self.file.to_owned(), line: number, sort: self.sort, settings, rows });
                at = to;
            }
        }
        if tables.len() == tables_before {
            self.wrong(section_at, "there is no table under this heading");
        }
        tables
    }

    /// `` `key = value`, `key = value`, and words around them``.
    fn settings(&mut self, text: &str, line: usize) -> BTreeMap<String, String> {
        let given: BTreeMap<String, String> = text
            .split('`')
            .skip(1)
            .step_by(2)
            .filter_map(|setting| setting.split_once(" = "))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        if given.is_empty() || text.matches('`').count() != 2 * given.len() {
            self.wrong(line, "a setting is written `key = value`, each key once");
        }
        given
    }

    fn rows(&mut self, lines: &[&str], first: usize) -> Vec<Row> {
        let header = cells(lines[0]);
        let (required, optional) = self.sort.columns();
        for column in &header {
            if !required.contains(&column.as_str()) && !optional.contains(&column.as_str()) {
                self.wrong(first, &format!("there is no column `{column}`"));
            }
            if header.iter().filter(|other| *other == column).count() > 1 {
                self.wrong(first, &format!("the column `{column}` is there twice"));
            }
        }
        for column in required {
            if !header.iter().any(|c| c == column) {
                self.wrong(first, &format!("the column `{column}` is missing"));
            }
        }
        let ruled = lines.get(1).is_some_and(|line| cells(line).iter().all(|cell| cell == "---"));
        if !ruled {
            self.wrong(first + 1, "under the header there is no line of ---");
            return Vec::new();
        }
        if lines.len() == 2 {
            self.wrong(first, "the table is empty");
        }
        let mut rows = Vec::new();
        for (line, number) in lines.iter().zip(first..).skip(2) {
            let cells = cells(line);
            if cells.len() != header.len() {
                self.wrong(number, &format!("{} cells under {} headers", cells.len(), header.len()));
                continue;
            }
            let row = Row { line: number, cells: header.iter().cloned().zip(cells).collect() };
            if !self.cases.insert(row.text("case").to_owned()) {
                self.wrong(number, &format!("the case {:?} is there already", row.text("case")));
            }
            for column in header.iter().filter(|column| required.contains(&column.as_str())) {
                if row.text(column).is_empty() && *column != "nhs number" {
                    self.wrong(number, &format!("`{column}` is blank: write `none` where there is nothing"));
                }
            }
            for what in notation::problems(self.sort, &row) {
                self.wrong(number, &what);
            }
            rows.push(row);
        }
        rows
    }
}

/// The cells of a line of a table, trimmed.
fn cells(line: &str) -> Vec<String> {
    let inner = line.trim_end().strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    inner.split('|').map(|cell| cell.trim().to_owned()).collect()
}
