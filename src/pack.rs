//! The two packs of a run. Each is a folder of reports for one audience, in the folder of the as-of date.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::day::Day;

/// The identifiable pack, for the safeguarding team.
pub(crate) const SAFEGUARDING: &str = "safeguarding";
/// The aggregate pack, disclosure-controlled, for commissioners.
pub(crate) const COMMISSIONER: &str = "commissioner";

/// The files of the identifiable pack, except the pages of single cases. A long page or table continues in numbered files.
pub(crate) const SAFEGUARDING_FILES: [&str; 15] = [
    "cases.csv",
    "contacts.csv",
    "identity.csv",
    "identity.html",
    "index.html",
    "links-template.csv",
    "manifest.json",
    "notices.csv",
    "outcomes.csv",
    "quality.csv",
    "quality.html",
    "rejected.csv",
    "resolved.csv",
    "reviews-template.csv",
    "warnings.csv",
];
/// The tables of the aggregate pack.
pub(crate) const COMMISSIONER_TABLES: [&str; 7] =
    ["activity.csv", "breakdown.csv", "follow_up.csv", "reviews.csv", "rules.csv", "trend.csv", "thresholds.csv"];

/// The files of the aggregate pack.
pub(crate) fn commissioner_files() -> impl Iterator<Item = &'static str> {
    COMMISSIONER_TABLES.into_iter().chain(["index.html", "manifest.json"])
}

/// The dates of the runs in a folder, in order. The list is empty if the folder does not exist.
///
/// # Errors
/// If the folder cannot be read.
pub(crate) fn runs(folder: &Path) -> io::Result<Vec<Day>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut days = Vec::new();
    for entry in entries {
        days.extend(entry?.file_name().to_str().and_then(Day::from_iso));
    }
    days.sort_unstable();
    Ok(days)
}

/// The key of a manifest that lists the sources which its run was told to leave out.
pub(crate) const WITHOUT: &str = "without";

/// The name of the file that holds one part of a table, counted from 1: `contacts.csv`, then `contacts-2.csv` if the table has
/// more rows than a spreadsheet program opens.
pub(crate) fn part_name(table: &str, number: usize) -> String {
    match table.strip_suffix(".csv") {
        Some(stem) if number > 1 => format!("{stem}-{number}.csv"),
        _ => table.to_owned(),
    }
}

/// The files of a table in a pack: the first, even if it does not exist, then numbered ones up to the first gap.
pub(crate) fn parts(pack: &Path, table: &str) -> Vec<PathBuf> {
    let later = (2..).map(|number| pack.join(part_name(table, number))).take_while(|file| file.is_file());
    std::iter::once(pack.join(table)).chain(later).collect()
}
