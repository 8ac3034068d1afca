//! A small area in a temporary folder: children with one-letter names, their contacts, and a review of them.
//!
//! `tests/support` has a similar one for integration tests. Unit tests cannot use it, because it uses the crate from outside.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::config;
use crate::day::Day;
use crate::disclosure::counts::{ContactClass, Dimension, Measures};
use crate::measures::measure;
use crate::pipeline::{self, Detected};

/// The columns of both extracts. The first is the child's name.
const CONTACT: [&str; 16] = [
    "child",
    "date",
    "outcome",
    "id",
    "time",
    "service",
    "provider",
    "sector",
    "kind",
    "age",
    "born",
    "died",
    "household",
    "locality",
    "closed",
    "reason",
];
const CHILD: [&str; 9] =
    ["child", "born", "died", "sex", "ethnicity", "decile", "locality", "household", "looked_after"];

/// How a configuration reads them.
const CONFIG: &str = r#"
organisation = "Test Team"
[limits]
max_rejected = 1.0
[rules.repeated_cancellation]
enabled = true
[[contacts]]
name = "contacts"
files = ["contacts.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "child"
date = "date"
outcome = "outcome"
contact_id = "id"
time = "time"
service = "service"
provider = "provider"
sector = "sector"
kind = "kind"
age = "age"
date_of_birth = "born"
date_of_death = "died"
household_id = "household"
locality = "locality"
closed_on = "closed"
closure_reason = "reason"
[[children]]
name = "register"
files = ["register.csv"]
date_format = "%Y-%m-%d"
[children.columns]
nhs_number = "child"
date_of_birth = "born"
date_of_death = "died"
sex = "sex"
ethnicity = "ethnicity"
imd_decile = "decile"
locality = "locality"
household_id = "household"
[children.factors]
looked_after = "looked_after"
"#;

/// A contact with which the extract begins long before everything that is counted, so that no month is incomplete.
const LONG_AGO: &str = "Y 2020-01-01 cancelled";

pub(crate) struct Area {
    folder: tempfile::TempDir,
}

/// An area with these contacts (`A 2026-10-31 seen service=CAMHS`) and children (`A born=2015-01-01`). `_` is a blank, and the default
/// service is Audiology.
pub(crate) fn area<S: AsRef<str>>(contacts: &[S], children: &[&str]) -> Area {
    let area = Area { folder: tempfile::tempdir().unwrap() };
    area.write("contacts.csv", &csv(&CONTACT, contacts.iter().map(AsRef::as_ref).chain([LONG_AGO])));
    // A child without contacts, because an extract without records would be refused.
    area.write("register.csv", &csv(&CHILD, children.iter().copied().chain(["Z born=2015-01-01"])));
    area.configure("");
    area
}

impl Area {
    /// Adds settings to those that every area has.
    pub(crate) fn configure(&self, settings: &str) {
        self.write("failed-contact.toml", &CONFIG.replacen("[limits]", &format!("{settings}\n[limits]"), 1));
    }

    pub(crate) fn review(&self, as_of: &str) -> Detected {
        let settings = config::load(&self.path("failed-contact.toml")).unwrap();
        match pipeline::run(settings, Day::from_iso(as_of).unwrap(), &|_| {}) {
            Ok(review) => review,
            Err(stop) => panic!("{}", stop.message()),
        }
    }

    /// The measures of a run.
    pub(crate) fn measures(&self, as_of: &str) -> Measures {
        measure(&self.review(as_of), Vec::new()).unwrap_or_else(|stop| panic!("{}", stop.message())).0
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }
}

fn csv<'a>(columns: &[&str], rows: impl Iterator<Item = &'a str>) -> String {
    let mut text = columns.join(",");
    for row in rows {
        let mut cells: BTreeMap<&str, String> = BTreeMap::from([("service", "Audiology".to_owned())]);
        for (place, word) in row.split_whitespace().enumerate() {
            let (column, cell) = word.split_once('=').unwrap_or((columns[place], word));
            assert!(columns.contains(&column), "no column {column}");
            cells.insert(column, cell.replace('_', " "));
        }
        // The words of the vocabulary have underscores of their own.
        for column in ["outcome", "kind", "sector"] {
            cells.entry(column).and_modify(|cell| *cell = cell.replace(' ', "_"));
        }
        cells.entry("child").and_modify(|name| *name = number(name));
        let line: Vec<&str> = columns.iter().map(|column| cells.get(column).map_or("", String::as_str)).collect();
        let _ = write!(text, "\n{}", line.join(","));
    }
    text + "\n"
}

/// The NHS number of a child, in the range that is reserved for tests.
fn number(name: &str) -> String {
    let place = u32::from_str_radix(name, 36).unwrap();
    let with_check_digit = |digits: String| {
        let values = digits.chars().filter_map(|c| c.to_digit(10));
        let sum: u32 = values.zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
        let check = (11 - sum % 11) % 11;
        (check < 10).then(|| format!("{digits}{check}"))
    };
    (0..10).find_map(|last| with_check_digit(format!("999{:06}", place * 10 + last))).unwrap()
}

/// A dimension by name.
pub(crate) fn dimension<'a>(measures: &'a Measures, name: &str) -> &'a Dimension {
    measures.dimensions.iter().find(|d| d.name == name).unwrap_or_else(|| panic!("no dimension {name}"))
}

/// The lines of a dimension: `group: children, due, failed, children with a case`.
pub(crate) fn lines(measures: &Measures, name: &str) -> Vec<String> {
    let dimension = dimension(measures, name);
    let line = |(place, group): (usize, &crate::disclosure::counts::Group)| {
        let counts = dimension.combine(&std::iter::once(place as u16).collect());
        format!(
            "{}: {}, {}, {}, {}",
            group.name.as_deref().unwrap_or("Not known"),
            counts.children.in_test(),
            counts.contacts.tally(ContactClass::Due).in_test(),
            counts.contacts.tally(ContactClass::Failed).in_test(),
            counts.children_with_case.in_test()
        )
    };
    dimension.groups.iter().enumerate().map(line).collect()
}

/// The months with due contacts of a service: `month: due, failed`.
pub(crate) fn months(measures: &Measures, service: &str) -> Vec<String> {
    let activity = measures.activity.iter().find(|a| a.service == service);
    let all = measures.months.iter().zip(activity.into_iter().flat_map(|a| &a.by_month));
    let busy = all.filter(|(_, due)| due.due.in_test() > 0);
    busy.map(|(month, due)| format!("{month}: {}, {}", due.due.in_test(), due.failed.in_test())).collect()
}

/// The rules with their counts, where there are any: `rule priority: children`.
pub(crate) fn rules(measures: &Measures) -> Vec<String> {
    let counted = measures.rules.iter().filter(|r| r.children.in_test() > 0);
    counted.map(|r| format!("{} {}: {}", r.rule, r.priority, r.children.in_test())).collect()
}

/// The children of a rule at each month end at which there are any: `month: children`.
pub(crate) fn trend(measures: &Measures, rule: &str) -> Vec<String> {
    let place = measures.rule_names.iter().position(|name| *name == rule).unwrap_or_else(|| panic!("no rule {rule}"));
    let counted = measures.trend.iter().filter(|end| end.by_rule[place].in_test() > 0);
    counted.map(|end| format!("{}: {}", end.month, end.by_rule[place].in_test())).collect()
}

/// The children of a threshold by period: 180, 365, 730 days.
pub(crate) fn by_period(measures: &Measures, threshold: u32) -> Vec<u64> {
    measures.thresholds.iter().filter(|t| t.threshold == threshold).map(|t| t.children.in_test()).collect()
}
