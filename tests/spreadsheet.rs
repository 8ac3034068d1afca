//! Every CSV of the packs, opened by a real spreadsheet program: the cells are what was written, and nothing is run.
//!
//! `LibreOffice` opens each file and saves what it understood.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

mod support;

use support::tools::Tool;
use support::{AS_OF, Area, Output, files_below, sample_config};

/// Commas, quotes, UTF-8, from the first line on; English as in the United Kingdom (2057), as its users have it.
const FILTER: &str = "Text - txt - csv (StarCalc):44,34,76,1,,2057";
const OUT: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,2057,true,true,true";

/// Every CSV below a folder, by path.
fn tables(folder: &Path) -> Vec<PathBuf> {
    let names = files_below(folder).into_keys();
    names
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "csv"))
        .map(|name| folder.join(name))
        .collect()
}

fn rows(path: &Path) -> Vec<Vec<String>> {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    reader.records().map(|row| row.unwrap().iter().map(String::from).collect()).collect()
}

/// Whether a spreadsheet program that shows `shown` for `written` has understood it: the same text, the same number, or the
/// same time of day.
fn same(written: &str, shown: &str) -> bool {
    // It keeps no NUL, which an extract's rejected line may hold, and writes line breaks in its own way.
    let written = written.replace('\0', "").replace("\r\n", "\n").replace('\r', "\n");
    let shown = shown.replace("\r\n", "\n").replace('\r', "\n");
    let number = |text: &str| text.parse::<f64>().ok();
    let time = |text: &str| text.len() == 5 && text.as_bytes()[2] == b':';
    written == shown
        || (time(&written) && shown == format!("{written}:00"))
        || close(number(&written), number(&shown), written.contains("E+"))
}

/// Whether two numbers are one. What a spreadsheet has damaged before (`2.98725E+13`, in a line that was rejected for it)
/// is shown with as many digits as it likes.
fn close(written: Option<f64>, shown: Option<f64>, damaged: bool) -> bool {
    let (Some(written), Some(shown)) = (written, shown) else { return false };
    (written - shown).abs() <= if damaged { written.abs() / 100.0 } else { f64::EPSILON * written.abs() }
}

/// Opens every CSV below a folder, and holds what was understood against what was written. Returns how many cells.
fn opened(folder: &Path) -> usize {
    let files = tables(folder);
    assert!(files.len() >= 7, "{files:?}");
    let scratch = tempfile::tempdir().unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", scratch.path().display());
    let mut cells = 0;
    // Folder by folder: files of two packs may have one name.
    for (number, together) in files.chunk_by(|a, b| a.parent() == b.parent()).enumerate() {
        let out = scratch.path().join(number.to_string());
        let output = Command::new("soffice")
            .args(["--headless", &profile, &format!("--infilter={FILTER}"), "--convert-to", OUT, "--outdir"])
            .arg(&out)
            .args(together)
            .output()
            .unwrap();
        for file in together {
            let shown = out.join(file.file_name().unwrap());
            assert!(shown.exists(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
            cells += compare(file, &shown);
        }
    }
    cells
}

/// Holds what was understood of a file against what was written in it. Returns how many cells.
fn compare(file: &Path, shown: &Path) -> usize {
    let (written, shown) = (rows(file), rows(shown));
    let header = &written[0];
    let mut cells = 0;
    for (row, written) in written.iter().enumerate() {
        for (column, written) in written.iter().enumerate() {
            let shown = shown.get(row).and_then(|row| row.get(column)).map_or("", String::as_str);
            let place = format!("{} row {} column {}", file.display(), row + 1, column + 1);
            // The cell of an extract that could not be read stands there as the extract has it: where it begins as a date
            // or a time does, a spreadsheet may show it as one.
            let of_extract = header[column] == "value" && written.starts_with(|c: char| c.is_ascii_digit());
            assert!(of_extract || same(written, shown), "{place}: {written:?} is shown as {shown:?}");
            cells += 1;
        }
    }
    cells
}

#[test]
fn the_tables_of_the_sample_open_as_they_were_written() {
    if !Tool::Soffice.is_here() {
        return;
    }
    let output = Output::new();
    output.publish(&sample_config(), AS_OF, &[]);
    assert!(opened(output.path()) > 5_000);
}

/// Texts that a spreadsheet would run.
const NAUGHTY: [&str; 8] = [
    "=1+1",
    "+1+1",
    "-1-1",
    "@SUM(1+1)",
    "=HYPERLINK(\"\"http://127.0.0.1/\"\")",
    "\t=1+1",
    "=cmd|' /C calc'!A0",
    "'=1+1",
];

#[test]
fn nothing_that_an_extract_says_is_run() {
    if !Tool::Soffice.is_here() {
        return;
    }
    let area = Area::new(
        r#"
organisation = "Test Team"
[limits]
max_rejected = 1.0
[[contacts]]
name = "clinic"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "nhs_number"
family_name = "family_name"
school = "school"
service = "service"
date = "date"
outcome = "outcome"
practitioner = "practitioner"
location = "location"
"#,
    );
    let mut text = String::from("nhs_number,family_name,school,service,date,outcome,practitioner,location\n");
    for (number, naughty) in NAUGHTY.iter().enumerate() {
        for month in 1..=4 {
            let cell = format!("\"{naughty}\"");
            let _ = writeln!(text, "9990000018,{cell},{cell},{cell},2026-0{month}-1{number},no_access,{cell},{cell}");
        }
        let _ = writeln!(text, "\"{naughty}\",x,y,z,2026-01-01,seen,,");
    }
    area.write("clinic.csv", text);
    area.report();
    assert!(opened(&area.path("reports")) > 500);
}
