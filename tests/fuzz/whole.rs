//! The whole program on small hostile extracts: every record that strict reading finds is used, excluded, a duplicate or
//! rejected, in the review and in the pack that is published.

use std::collections::BTreeMap;
use std::fs;

use clap::Parser;
use failed_contact::cli::{self, Cli, Clock};
use failed_contact::config::settings::Sort;
use failed_contact::day::Day;
use failed_contact::{config, review};

use crate::drive::Target;
use crate::mutate::TOKENS;
use crate::rng::Rng;
use crate::strict;

const CONFIG: &str = r#"
organisation = "Test Team"
[limits]
max_rejected = 1.0
[[contacts]]
name = "clinic"
files = ["clinic.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "id"
nhs_number = "nhs"
local_id = "local"
service = "service"
date = "date"
outcome = "outcome"
date_of_birth = "born"
[[children]]
name = "register"
files = ["children.csv"]
date_format = "%Y-%m-%d"
[children.columns]
nhs_number = "nhs"
family_name = "family"
date_of_birth = "born"
date_of_death = "died"
[children.factors]
looked_after = "lac"
"#;

const CONTACTS: &str = "id,nhs,local,service,date,outcome,born\n";
const CHILDREN: &str = "nhs,family,born,died,lac\n9990000018,Ample,2020-01-01,,Y\n";

/// How an input is used: as contacts or as children, and whether a pack is published of it.
#[derive(Debug)]
struct Way {
    children: bool,
    publish: bool,
}

#[test]
fn every_record_that_strict_reading_finds_is_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("failed-contact.toml"), CONFIG).unwrap();
    let as_of = Day::from_iso("2026-11-22").unwrap();
    let check = |way: &Way, input: &[u8]| {
        let with = |header: &str, body: &[u8]| [header.as_bytes(), body].concat();
        let plain = b"1,9990000026,,Audiology,2026-11-01,seen,\n";
        fs::write(path("clinic.csv"), with(CONTACTS, if way.children { plain } else { input })).unwrap();
        fs::write(path("children.csv"), with(CHILDREN, if way.children { input } else { b"" })).unwrap();
        let settings = config::load(&path("failed-contact.toml")).map_err(|problems| format!("{problems:?}"))?;
        let strict_of = |name: &str| strict::records(&fs::read(path(name)).unwrap(), b',', 0).split_off(1);
        let strict = [strict_of("clinic.csv"), strict_of("children.csv")];
        let review = match review::review(settings, as_of, &|_| ()) {
            Ok(review) => review,
            Err(_) if strict[0].is_empty() => return Ok(()),
            Err(stop) => return Err(stop.message()),
        };
        for (file, strict) in review.intake.files.iter().zip(&strict) {
            let people =
                if file.sort == Sort::Contacts { &review.intake.contacts.people } else { &review.intake.children };
            let mut lines: Vec<u32> = file.rows.clone().map(|row| people.line[row]).collect();
            lines.extend(file.rejects.iter().map(|reject| reject.line));
            lines.sort_unstable();
            if lines != strict.iter().map(|record| record.line).collect::<Vec<_>>() {
                return Err(format!("{}: its records start on the lines {lines:?}", file.shown));
            }
        }
        if review.quality.files.iter().any(|tally| !tally.reconciles()) || !review.quality.total.reconciles() {
            return Err("does not reconcile".to_owned());
        }
        if way.publish { published(folder.path(), &strict.map(|records| records.len() as u64)) } else { Ok(()) }
    };
    let options = |rng: &mut Rng| Way { children: rng.once_in(4), publish: rng.once_in(150) };
    Target { name: "whole", tokens: TOKENS, most: 400, letters: None, options: &options, check: &check }.run();
}

/// Publishes a report and adds up what its tables say.
fn published(folder: &std::path::Path, records: &[u64; 2]) -> Result<(), String> {
    let config = folder.join("failed-contact.toml");
    let typed = ["failed-contact", "report", config.to_str().unwrap(), "--as-of", "2026-11-22", "--replace", "--quiet"];
    let clock = Clock { today: Day::from_iso("2026-11-22").unwrap(), now: "2026-11-22T09:00:00+00:00".to_owned() };
    let status = cli::run(Cli::try_parse_from(typed).unwrap(), &clock);
    if status != 0 {
        return Err(format!("report ends with {status}"));
    }
    let pack = folder.join("reports/2026-11-22/safeguarding");
    let rows = |name: &str| {
        let bytes = fs::read(pack.join(name)).unwrap();
        let cells = strict::records(&bytes[3..], b',', 0).into_iter().map(|record| {
            let cells = record.cells.expect("every table is well quoted");
            cells.into_iter().map(|cell| String::from_utf8(cell.bytes).unwrap()).collect::<Vec<_>>()
        });
        cells.skip(1).collect::<Vec<_>>()
    };
    let mut rejected: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows("rejected.csv") {
        *rejected.entry(row[0].clone()).or_default() += 1;
    }
    for (row, records) in rows("quality.csv").iter().zip(records) {
        let numbers: Vec<u64> = row[2..].iter().map(|cell| cell.parse().unwrap()).collect();
        if numbers[0] != *records || numbers[0] != numbers[1..].iter().sum::<u64>() {
            return Err(format!("quality.csv: {row:?}, strict reading finds {records}"));
        }
        if numbers[4] != rejected.get(&row[0]).copied().unwrap_or(0) {
            return Err(format!("rejected.csv has not the rejects of {row:?}"));
        }
    }
    Ok(())
}
