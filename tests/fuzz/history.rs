//! Files of reviews and packs of previous runs, damaged in every way: no panic, every row accounted for, every complaint
//! with its place.

use std::fs;

use failed_contact::compare::{previous, reviews};
use failed_contact::config::settings::{ExtractFile, Reviews};
use failed_contact::contact::fate::{About, Reason};

use crate::drive::{Target, inputs};
use crate::mutate::TOKENS;
use crate::rng::Rng;
use crate::strict::{self, Charset};

#[test]
fn every_row_of_a_file_of_reviews_is_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reviews.csv");
    let file = ExtractFile { path: path.clone(), shown: "reviews.csv".to_owned() };
    let setting = Reviews {
        files: vec![file.clone()],
        date_format: vec!["%Y-%m-%d".to_owned(), "%d/%m/%Y".to_owned()],
        ..Reviews::default()
    };
    let check = |(): &(), input: &[u8]| {
        fs::write(&path, input).unwrap();
        let read = reviews::read_file(&file, &setting);
        let tally = read.tally;
        if tally.records != tally.used + tally.excluded + tally.duplicate + tally.rejected {
            return Err(format!("does not reconcile: {tally:?}"));
        }
        if tally.used != read.rows.len() as u64 || tally.rejected != read.rejects.len() as u64 {
            return Err(format!("the rows are not those that are counted: {tally:?}"));
        }
        if read.problem.as_ref().is_some_and(|problem| problem.contains("which is not read")) {
            return Ok(());
        }
        // The same rows as strict reading finds, with either delimiter.
        let (charset, mark) = Charset::of("auto", input).unwrap();
        let text = match charset {
            Charset::Utf16Le | Charset::Utf16Be => strict::from_utf16(&input[mark..], charset == Charset::Utf16Le),
            _ => input[mark..].to_vec(),
        };
        let mut lines = text.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty());
        let mut first = lines.next().unwrap_or_default();
        // Excel's `sep=` line is not a header.
        let excels = first.len() <= 5 && first.to_ascii_lowercase().starts_with(b"sep=");
        if excels {
            first = lines.next().unwrap_or_default();
        }
        let count = |wanted: u8| first.split(|byte| *byte == wanted).count();
        let delimiter = if count(b';') > count(b',') { b';' } else { b',' };
        let mut records = strict::records(&text, delimiter, 0);
        if excels {
            records.remove(0);
        }
        let rows = records.get(1..).unwrap_or_default();
        if rows.len() as u64 != tally.records {
            return Err(format!("{} rows, strict reading {}", tally.records, rows.len()));
        }
        let lines: Vec<u32> = rows.iter().map(|row| row.line).collect();
        for line in read.rejects.iter().map(|reject| reject.line).chain(read.rows.iter().map(|review| review.line)) {
            if !lines.contains(&line) {
                return Err(format!("line {line} is no row's"));
            }
        }
        let quoting = |line: u32| rows.iter().any(|row| row.line == line && row.cells.is_none());
        let header = records.first().and_then(|header| header.cells.as_ref()).map(Vec::len);
        for row in rows {
            let reject = read.rejects.iter().find(|reject| reject.line == row.line);
            let reason = reject.map(|reject| reject.reason);
            let right = match (&row.cells, header) {
                (None, _) => reason == Some(Reason::Quoting),
                (Some(cells), Some(width)) if cells.len() != width => reason == Some(Reason::FieldCount),
                _ => reason != Some(Reason::Quoting),
            };
            if !right {
                return Err(format!("line {}: {reason:?}, quoting broken: {}", row.line, quoting(row.line)));
            }
            if let Some(About::Review(column)) = reject.map(|reject| reject.about)
                && !reviews::COLUMNS.contains(&column)
            {
                return Err(format!("line {}: no column {column}", row.line));
            }
        }
        Ok(())
    };
    let options = |_: &mut Rng| ();
    Target {
        name: "reviews",
        tokens: TOKENS,
        most: 400,
        letters: Some((b"a,\"\r\n;", 5)),
        options: &options,
        check: &check,
    }
    .run();
}

/// Found by the test above: the blank line was passed over in place of Excel's, and every decision was rejected.
#[test]
fn a_blank_line_before_excels_line_loses_no_decision() {
    let folder = tempfile::tempdir().unwrap();
    let file = ExtractFile { path: folder.path().join("reviews.csv"), shown: "reviews.csv".to_owned() };
    let setting = Reviews { files: vec![file.clone()], date_format: vec!["%Y-%m-%d".to_owned()], ..Reviews::default() };
    let text = "\r\nsep=;\r\nnhs_number;reviewed_on;reviewer;decision\r\n9990000018;2026-11-10;J;referred\r\n";
    fs::write(&file.path, text).unwrap();
    let read = reviews::read_file(&file, &setting);
    assert_eq!((read.problem, read.rows.len(), read.rejects.len()), (None, 1, 0));
}

const PACK: [&str; 3] = ["cases.csv", "contacts.csv", "manifest.json"];

#[test]
fn a_damaged_previous_run_is_refused_or_read_as_it_stands() {
    let whole = inputs("corpus", "previous");
    let file_of = |name: &str| {
        let (_, bytes) = whole.iter().find(|(path, _)| path.ends_with(name)).expect(name);
        bytes.clone()
    };
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("safeguarding");
    fs::create_dir(&pack).unwrap();
    let put = |damaged: Option<(&str, &[u8])>| {
        for name in PACK {
            let file = file_of(name);
            let bytes = damaged.filter(|(at, _)| *at == name).map_or(file.as_slice(), |(_, bytes)| bytes);
            fs::write(pack.join(name), bytes).unwrap();
        }
    };
    put(None);
    let sound = previous::read_run(folder.path()).unwrap();
    assert!(sound.cases.len() >= 3, "the pack to damage has cases");
    let refs = |run: &previous::Previous| run.cases.iter().map(|case| case.case_ref.clone()).collect::<Vec<_>>();
    let check = |at: &usize, input: &[u8]| {
        put(Some((PACK[*at], input)));
        match previous::read_run(folder.path()) {
            Ok(run) => {
                // Cases and failed contacts cannot be lost silently: two files have their numbers.
                let manifest: serde_json::Value =
                    serde_json::from_slice(&fs::read(pack.join("manifest.json")).unwrap()).unwrap();
                if manifest["counts"]["cases"].as_u64() != Some(run.cases.len() as u64) {
                    return Err("another number of cases than its manifest tells".to_owned());
                }
                if run.cases.iter().any(|case| case.failed.len() != case.failed_contacts as usize) {
                    return Err("another number of failed contacts than its cases tell".to_owned());
                }
                if *at != 0 && refs(&run) != refs(&sound) {
                    return Err("other cases, though cases.csv is whole".to_owned());
                }
                Ok(())
            }
            Err(problem) if problem.file.contains("safeguarding") => {
                if problem.to_string().chars().any(|c| c != '\n' && c.is_control()) {
                    return Err(format!("a control character in {problem:?}"));
                }
                Ok(())
            }
            Err(problem) => Err(format!("no file is named: {problem:?}")),
        }
    };
    let options = |rng: &mut Rng| rng.below(PACK.len());
    Target { name: "previous", tokens: TOKENS, most: 4000, letters: None, options: &options, check: &check }.run();
}
