//! The whole program on small hostile extracts: every record that strict reading finds is used, excluded, a duplicate or
//! rejected, in the review and in the pack that is published.

use std::collections::BTreeMap;

use clap::Parser;
use failed_contact::cli::{self, Cli, Clock};
use failed_contact::exit::Exit;
use failed_contact::pipeline;
use failed_contact::records::AnyRecord;
use failed_contact::text::inert;

use crate::drive::Target;
use crate::mutate::TOKENS;
use crate::record::{shown, trimmed};
use crate::rng::Rng;
use crate::strict::{self, Charset, Strict};
use crate::support::{AS_OF, Area, as_of};

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
    form: Form,
}

/// How the text of an extract becomes bytes.
#[derive(Clone, Copy, Debug)]
enum Form {
    Plain,
    Marked,
    Utf16,
}

/// The file of a text, and what strict reading reads of it.
fn file(text: &[u8], form: Form) -> (Vec<u8>, Vec<Strict>, Charset) {
    let bytes = match form {
        Form::Plain => text.to_vec(),
        Form::Marked => [b"\xEF\xBB\xBF", text].concat(),
        Form::Utf16 => {
            let units = String::from_utf8_lossy(text);
            [0xFEFF].into_iter().chain(units.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        }
    };
    let (charset, mark) = Charset::of("auto", &bytes).unwrap();
    let read =
        if charset == Charset::Utf16Le { strict::from_utf16(&bytes[mark..], true) } else { bytes[mark..].to_vec() };
    (bytes, strict::records(&read, b',', 0).split_off(1), charset)
}

#[test]
fn every_record_that_strict_reading_finds_is_accounted_for() {
    let area = Area::new(CONFIG);
    let check = |way: &Way, input: &[u8]| {
        let with = |header: &str, body: &[u8]| [header.as_bytes(), body].concat();
        let plain = b"1,9990000026,,Audiology,2026-11-01,seen,\n";
        let (clinic, clinic_records, clinic_charset) =
            file(&with(CONTACTS, if way.children { plain } else { input }), way.form);
        let (children, child_records, child_charset) =
            file(&with(CHILDREN, if way.children { input } else { b"" }), way.form);
        area.write("clinic.csv", clinic);
        area.write("children.csv", children);
        let strict = [clinic_records, child_records];
        let charsets = [clinic_charset, child_charset];
        let settings = area.settings().map_err(|problems| format!("{problems:?}"))?;
        let review = match pipeline::run(settings, as_of(), &|_| ()) {
            Ok(review) => review,
            Err(_) if strict[0].is_empty() => return Ok(()),
            Err(stop) => return Err(stop.message()),
        };
        for (file, strict) in review.intake.files.iter().zip(&strict) {
            let line = |row: usize| review.intake.line(AnyRecord::at(file.sort, row));
            let mut lines: Vec<u32> = file.rows.clone().map(line).collect();
            lines.extend(file.rejects.iter().map(|reject| reject.line));
            lines.sort_unstable();
            if lines != strict.iter().map(|record| record.line).collect::<Vec<_>>() {
                return Err(format!("{}: its records start on the lines {lines:?}", file.shown));
            }
        }
        if review.quality.files.iter().any(|tally| !tally.reconciles()) || !review.quality.total.reconciles() {
            return Err("does not reconcile".to_owned());
        }
        if way.publish { published(&area, &strict, charsets) } else { Ok(()) }
    };
    let options = |rng: &mut Rng| Way {
        children: rng.once_in(4),
        publish: rng.once_in(40),
        form: *rng.pick(&[Form::Plain, Form::Plain, Form::Marked, Form::Utf16]),
    };
    Target { name: "whole", tokens: TOKENS, most: 400, letters: None, options: &options, check: &check }.run();
}

/// Publishes a report and adds up what its tables say.
fn published(area: &Area, strict: &[Vec<Strict>; 2], charsets: [Charset; 2]) -> Result<(), String> {
    let config = area.path("failed-contact.toml");
    let typed = ["failed-contact", "report", config.to_str().unwrap(), "--as-of", AS_OF, "--replace", "--quiet"];
    let clock = Clock { today: as_of(), now: "2026-11-22T09:00:00+00:00".to_owned() };
    let status = cli::run(Cli::try_parse_from(typed).unwrap(), &clock);
    if status != Exit::Done {
        return Err(format!("report ends with {status:?}"));
    }
    let pack = area.pack(AS_OF);
    let rows = |name: &str| {
        let bytes = pack.bytes(name);
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
    for (row, records) in rows("quality.csv").iter().zip(strict) {
        let records = records.len() as u64;
        let numbers: Vec<u64> = row[2..].iter().map(|cell| cell.parse().unwrap()).collect();
        if numbers[0] != records || numbers[0] != numbers[1..].iter().sum::<u64>() {
            return Err(format!("quality.csv: {row:?}, strict reading finds {records}"));
        }
        if numbers[4] != rejected.get(&row[0]).copied().unwrap_or(0) {
            return Err(format!("rejected.csv has not the rejects of {row:?}"));
        }
    }
    // The table has the text of that line of the extract.
    let at = |file: &str, line: &str| {
        let own = usize::from(file == "children.csv");
        let record = strict[own].iter().find(|record| record.line.to_string() == line);
        (record.expect("a record starts on that line"), charsets[own])
    };
    for row in rows("rejected.csv") {
        let (record, charset) = at(&row[1], &row[2]);
        if row[6] != inert(&shown(&record.raw, charset)) {
            return Err(format!("rejected.csv: {row:?}"));
        }
    }
    for row in rows("contacts.csv") {
        let (record, charset) = at(&row[17], &row[18]);
        let cell = |place: usize| charset.decode(&record.cells.as_ref().unwrap()[place].bytes).unwrap();
        if row[10] != inert(trimmed(&cell(5))) || row[3] != trimmed(&cell(4)) {
            return Err(format!("contacts.csv: {row:?}"));
        }
    }
    Ok(())
}
