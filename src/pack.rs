//! The two packs of a run: a folder of reports for one audience each, below the folder of the as-of date.

/// The identifiable pack, for the safeguarding team.
pub(crate) const SAFEGUARDING: &str = "safeguarding";
/// The aggregate pack, disclosure-controlled, for commissioners.
pub(crate) const COMMISSIONER: &str = "commissioner";

/// The name of the file that holds a part of a table: `contacts.csv`, and where it has more rows than a spreadsheet
/// program opens, `contacts-2.csv`.
pub(crate) fn part_name(table: &str, number: usize) -> String {
    match table.strip_suffix(".csv") {
        Some(stem) if number > 1 => format!("{stem}-{number}.csv"),
        _ => table.to_owned(),
    }
}
