//! The extract `clinic.csv` with a fault in it, and what the program must not print of it.

use crate::stand::{Stand, good_records};
use crate::support::{AS_OF, HEADER, Pack, Row, Run, assert_reconciles, cell, plain_csv};

/// The good records with others after the first, from line 3 on.
pub fn good_and(others: &[&str]) -> String {
    let mut records = good_records();
    records.splice(1..1, others.iter().map(|&record| record.to_owned()));
    plain_csv(&records)
}

/// Writes the extract, publishes, and asserts that the files reconcile and that the terminal shows nothing of a cell.
#[track_caller]
pub fn publishes(stand: &Stand, bytes: impl AsRef<[u8]>) -> Pack {
    stand.area.write("clinic.csv", &bytes);
    // The aggregate pack refuses the other settings that some tests come with.
    let run = stand.area.run(&["report", "--as-of", AS_OF, "--replace", "--only", "safeguarding"]);
    run.assert_status(0);
    tells_no_cell(&run, bytes.as_ref());
    let pack = stand.area.pack(AS_OF);
    assert_reconciles(&pack);
    assert!(!stand.area.path("reports/.staging").exists());
    pack
}

/// Writes the extract and asserts that the run stops, says each of these, leaves the last report alone, and shows
/// nothing of a cell.
#[track_caller]
pub fn stops(stand: &Stand, bytes: impl AsRef<[u8]>, status: i32, says: &[&str]) {
    stand.area.write("clinic.csv", &bytes);
    let run = stand.stops(status, says);
    tells_no_cell(&run, bytes.as_ref());
}

/// Asserts that no cell behind the first line of an extract is on the terminal, standard output and error alike.
#[track_caller]
pub fn tells_no_cell(run: &Run, extract: &[u8]) {
    // UTF-16 without its NULs is near enough.
    let bytes: Vec<u8> = extract.iter().copied().filter(|byte| *byte != 0).collect();
    let text = String::from_utf8_lossy(&bytes);
    let records = text.split_once(['\n', '\r']).map_or("", |(_, records)| records);
    let pieces = records.split([',', ';', '\t', '|', '"', '\n', '\r']).map(str::trim);
    let header: Vec<&str> = HEADER.trim_end().split(',').collect();
    for piece in pieces.filter(|piece| piece.len() > 4 && *piece != AS_OF && !header.contains(piece)) {
        assert!(!run.stderr.contains(piece), "a cell is on standard error: {piece:?}\n{}", run.stderr);
        assert!(!run.stdout.contains(piece), "a cell is on standard output: {piece:?}\n{}", run.stdout);
    }
}

/// The reason and the line of each rejected record.
pub fn rejected(pack: &Pack) -> Vec<(String, u32)> {
    let place = |row: &Row| (cell(row, "reason").to_owned(), cell(row, "line").parse().unwrap());
    pack.rows("rejected.csv").iter().map(place).collect()
}

/// Asserts that these records were rejected, each with its reason and line, and that the three failed contacts of the
/// good records still make the case.
#[track_caller]
pub fn only_rejects(pack: &Pack, expected: &[(&str, u32)]) {
    let found = rejected(pack);
    let found: Vec<(&str, u32)> = found.iter().map(|(reason, line)| (reason.as_str(), *line)).collect();
    assert_eq!(found, expected);
    assert!(pack.rows("rejected.csv").iter().all(|row| cell(row, "file") == "clinic.csv"));
    assert_eq!(pack.column("cases.csv", "failed_contacts"), ["3"]);
}

/// The number of records of the file, and how many of them were used.
pub fn counted(pack: &Pack) -> (u64, u64) {
    let rows = pack.rows("quality.csv");
    let sum = |column: &str| rows.iter().map(|row| cell(row, column).parse::<u64>().unwrap()).sum();
    (sum("records"), sum("used"))
}
