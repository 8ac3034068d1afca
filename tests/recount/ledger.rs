//! The ledger: which numbers have been counted again, by file and column.

use std::collections::BTreeMap;

use crate::support::{Pack, Row, cell};

/// Columns that name a row and say nothing else, though some are written in digits.
const NAMES: [(&str, &[&str]); 7] = [
    ("activity.csv", &["service", "grain", "period"]),
    ("breakdown.csv", &["dimension", "group"]),
    ("follow_up.csv", &["service"]),
    ("reviews.csv", &["month", "priority"]),
    ("rules.csv", &["rule", "priority"]),
    ("trend.csv", &["month_end", "rule"]),
    ("thresholds.csv", &["threshold", "period_days"]),
];

/// A column needs this many numbers above 0, or its check shows too little.
const ENOUGH: usize = 10;

/// What was compared in a column.
#[derive(Clone, Copy, Debug, Default)]
struct Compared {
    /// Cells, whatever they print.
    cells: usize,
    /// Those of them with a number that is not 0.
    numbers: usize,
}

#[derive(Debug, Default)]
pub struct Ledger(BTreeMap<(String, String), Compared>);

impl Ledger {
    /// Asserts that a printed cell is this count, rounded to five, or hidden.
    #[track_caller]
    pub fn count(&mut self, file: &str, row: &Row, column: &str, count: usize) {
        let printed = cell(row, column);
        if printed != "[c]" {
            assert_eq!(printed, ((count + 2) / 5 * 5).to_string(), "{file} {column}: {count}, {row:?}");
        }
        self.note(file, column, printed);
    }

    /// Asserts that a printed cell is this share or difference to four decimals; none must be written `none`.
    #[track_caller]
    pub fn share(&mut self, file: &str, row: &Row, column: &str, share: Result<f64, &str>) {
        let printed = cell(row, column);
        match share {
            Err(none) => assert_eq!(printed, none, "{file} {column} {row:?}"),
            Ok(share) => {
                let number: f64 = printed.parse().unwrap_or_else(|_| panic!("{file} {column} {printed} {row:?}"));
                assert!((number - share).abs() < 0.000_051, "{file} {column}: {number}, not {share} {row:?}");
            }
        }
        self.note(file, column, printed);
    }

    fn note(&mut self, file: &str, column: &str, printed: &str) {
        let column_checks = self.0.entry((file.to_owned(), column.to_owned())).or_default();
        column_checks.cells += 1;
        column_checks.numbers += usize::from(printed.parse::<f64>().is_ok_and(|number| number != 0.0));
    }

    /// Removes a column, as if it had not been counted.
    pub fn forget(&mut self, file: &str, column: &str) {
        self.0.remove(&(file.to_owned(), column.to_owned())).expect("a column that was counted");
    }

    /// What was not counted: tables, columns, cells, and columns with too few numbers.
    pub fn left_out(&self, pack: &Pack) -> Vec<String> {
        let mut left_out = Vec::new();
        for file in pack.files().into_keys().filter(|name| name.rsplit_once('.').is_some_and(|(_, end)| end == "csv")) {
            let names = NAMES.iter().find(|(name, _)| *name == file).map_or(&[][..], |(_, columns)| *columns);
            let rows = pack.rows(&file).len();
            for column in pack.header(&file).split(',').filter(|column| !names.contains(column)) {
                match self.0.get(&(file.clone(), column.to_owned())) {
                    None => left_out.push(format!("{file}: nobody counts {column}")),
                    Some(own) if own.cells != rows => {
                        left_out.push(format!("{file}: {} of {rows} cells of {column}", own.cells));
                    }
                    Some(own) if own.numbers < ENOUGH => {
                        left_out.push(format!("{file}: {} numbers above 0 in {column}", own.numbers));
                    }
                    Some(_) => {}
                }
            }
        }
        left_out
    }
}
