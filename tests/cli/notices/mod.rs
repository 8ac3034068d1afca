//! Notices: each appears when it must, and not below its threshold. Every run is compared with the last one.

mod broken;
mod doubtful;
mod factors;
mod failed_fell;
mod first_week;
mod for_two;
mod lost;
mod reasons;
mod recorded_at;
mod registers;
mod reused_ids;
mod silent;
mod standing;
mod steady;
mod swallowed;
mod week_by_week;

use std::fmt::Write as _;

use crate::support::{Area, Row, Run, cell, number};

pub const LAST_WEEK: &str = "2026-11-15";
pub const THIS_WEEK: &str = "2026-11-22";

/// An area of one clinic, whose last contact is always the day before.
pub const CONFIG: &str = r#"
organisation = "Test Team"
[limits]
max_rejected = 1.0
[[contacts]]
name = "clinic"
title = "Children's clinic"
files = ["clinic*.csv"]
date_format = ["%Y-%m-%d", "%d/%m/%Y"]
ignore_local_ids = []
[contacts.columns]
contact_id = "id"
nhs_number = "nhs"
local_id = "local"
service = "service"
provider = "provider"
date = "date"
outcome = "outcome"
ethnicity = "ethnicity"
[contacts.outcomes]
"DNA" = "was_not_brought"
[reviews]
files = ["reviews/*.csv"]
"#;

pub const HEADER: &str = "id,nhs,local,service,provider,date,outcome,ethnicity\n";

/// A record. What a test does not care for is as it is in an ordinary area.
#[derive(Clone)]
pub struct Record {
    pub id: String,
    pub nhs: String,
    pub local: String,
    pub service: &'static str,
    pub provider: String,
    pub date: String,
    pub outcome: &'static str,
    pub ethnicity: &'static str,
}

/// A contact of the child with this number, at which the child was seen.
pub fn seen(id: usize, child: usize, date: &str) -> Record {
    Record {
        id: id.to_string(),
        nhs: number(child),
        local: String::new(),
        service: "Audiology",
        provider: String::new(),
        date: date.to_owned(),
        outcome: "seen",
        ethnicity: "",
    }
}

pub fn csv(records: &[Record]) -> String {
    let mut out = HEADER.to_owned();
    for Record { id, nhs, local, service, provider, date, outcome, ethnicity } in records {
        let _ = writeln!(out, "{id},{nhs},{local},{service},\"{provider}\",{date},{outcome},{ethnicity}");
    }
    out
}

/// This many contacts in each month from June to November; those of November are before the 15th. The first of June failed.
pub fn months(each: usize) -> Vec<Record> {
    let dates = (6..=11).flat_map(|month| (0..each).map(move |at| format!("2026-{month:02}-{:02}", at % 12 + 1)));
    let mut records: Vec<Record> = dates.enumerate().map(|(at, date)| seen(at, at % 50, &date)).collect();
    records.push(seen(90_000, 0, "2026-11-14"));
    // Contacts can fail here.
    records[0].outcome = "DNA";
    records
}

/// Runs the report, and returns what it did with its notices.
pub fn run(area: &Area, as_of: &str) -> (Run, Vec<Row>) {
    let run = area.run(&["report", "--as-of", as_of, "--replace", "--strict", "--only", "safeguarding"]);
    assert!(matches!(run.status, 0 | 4), "{}{}", run.stdout, run.stderr);
    let notices = area.pack(as_of).rows("notices.csv");
    let act = notices.iter().filter(|row| cell(row, "level") == "act").count();
    assert_eq!(run.status, if act > 0 { 4 } else { 0 }, "{act} to act on\n{}", run.stdout);
    for notice in &notices {
        let on_terminal = run.stdout.contains(cell(notice, "text"));
        assert_eq!(on_terminal, cell(notice, "level") == "act", "{}\n{}", cell(notice, "text"), run.stdout);
    }
    (run, notices)
}

/// The notices of a second week, whose files are `now`, after a first one, whose file was `before`.
pub fn second_week(config: &str, before: &str, now: &[(&str, String)]) -> Vec<Row> {
    let area = Area::new(config);
    area.write("clinic.csv", before);
    run(&area, LAST_WEEK);
    std::fs::remove_file(area.path("clinic.csv")).unwrap();
    for (name, content) in now {
        area.write(name, content);
    }
    run(&area, THIS_WEEK).1
}

/// The same where the file is called as before.
pub fn week_after(before: &[Record], now: &[Record]) -> Vec<Row> {
    second_week(CONFIG, &csv(before), &[("clinic.csv", csv(now))])
}

/// The notices with a code: level, source, file, month, now and before.
pub fn with_code<'a>(notices: &'a [Row], code: &str) -> Vec<[&'a str; 6]> {
    let of = |row: &'a Row| ["level", "source", "file", "month", "now", "before"].map(|column| cell(row, column));
    notices.iter().filter(|row| cell(row, "code") == code).map(of).collect()
}

/// The contacts of `months` with one more, of this week.
pub fn a_week_later(each: usize) -> Vec<Record> {
    let mut records = months(each);
    records.push(seen(90_001, 1, "2026-11-20"));
    records
}

/// One notice to act on, of the clinic, with these figures.
pub fn act<'a>(now: &'a str, before: &'a str) -> Vec<[&'a str; 6]> {
    vec![["act", "clinic", "", "", now, before]]
}
