//! The previous run as it was published: its cases, what they were listed for, its sources and its settings.
//!
//! It is read from the pack itself, so that any run can be compared with, also one of another computer. A pack that is
//! damaged stops the run: to take every case for new, and nobody for gone, would be worse than to say so.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::memory::{PastFile, SourceMemory};
use crate::cells::nhs::{NhsCell, NhsNumber};
use crate::day::Day;
use crate::extract::open::plain;
use crate::opening::{self, ShortLines};
use crate::pack::{SAFEGUARDING, part_name};
use crate::problem::Problem;
use crate::text::{fold, original};
use crate::vocabulary::{Factor, Priority, Status};

/// A line of a table that a run has written is shorter.
const MOST_OF_LINE: usize = 64 << 20;

/// A run that was published before.
#[derive(Debug, Default)]
pub struct Previous {
    /// The day that it speaks for.
    pub(crate) as_of: Option<Day>,
    /// Its cases, in order.
    pub cases: Vec<PastCase>,
    /// Its sources with their records, in order.
    pub(crate) sources: Vec<(String, u64)>,
    /// The newest contact of each source that had one.
    pub(crate) newest: BTreeMap<String, Day>,
    /// What it remembers of its sources, by their names; a run of the first edition remembers nothing.
    pub(crate) memory: BTreeMap<String, SourceMemory>,
    pub(crate) files: Vec<PastFile>,
    /// The texts of outcomes that it had, each with its source, folded; a run of the first edition does not say.
    pub(crate) outcomes: Option<BTreeSet<(String, String)>>,
    /// The numbers and ids that seemed to stand for two children, each by the word of its key and what `identity.csv` calls
    /// it; a run of an older version knew of none.
    pub(crate) for_two: BTreeSet<(String, String)>,
    /// Its settings, as its manifest has them.
    pub(crate) settings: Value,
    /// The version of the program that wrote it.
    pub(crate) version: String,
    /// What tells the key of its case references from another, where its manifest says so.
    pub(crate) key: Option<String>,
}

impl Previous {
    /// Whether it had a source.
    pub(crate) fn has_source(&self, name: &str) -> bool {
        self.sources.iter().any(|(own, _)| own == name)
    }
}

/// A case of the previous run.
#[derive(Debug)]
pub struct PastCase {
    /// Its reference.
    pub case_ref: String,
    /// What it was against the run before.
    pub(crate) status: Status,
    /// How soon it was to be looked at.
    pub(crate) priority: Priority,
    /// The child's NHS number; none where the child was unlinked.
    pub(crate) nhs: Option<NhsNumber>,
    /// `scope/id` of all the child's records then.
    pub(crate) local_ids: Vec<String>,
    /// The child's family name.
    pub(crate) family_name: String,
    /// The child's given name.
    pub(crate) given_name: String,
    /// Failed contacts.
    pub failed_contacts: u32,
    pub(crate) last_failed: Option<Day>,
    /// Words of the rules that held.
    pub(crate) rules: Vec<String>,
    pub(crate) factors: Vec<Factor>,
    /// The first of the unbroken row of reports that listed the child; not known of a report of an older version.
    pub(crate) first_listed: Option<Day>,
    /// By when a decision was wanted.
    pub(crate) decision_due: Option<Day>,
    /// The failed contacts, by day and service.
    pub failed: Vec<PastFailed>,
}

/// A failed contact of the previous run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PastFailed {
    pub(crate) day: Day,
    /// The service, as it was shown.
    pub(crate) service: String,
    /// The source of its contacts.
    pub(crate) source: String,
}

/// Reads the run in a folder: the folder of its date, or its safeguarding pack itself.
///
/// # Errors
/// Which of its files cannot be read, and where.
pub fn read(run: &Path) -> Result<Previous, Problem> {
    let pack = if run.join("cases.csv").is_file() { run.to_path_buf() } else { run.join(SAFEGUARDING) };
    if !pack.is_dir() {
        return Err(Problem::new(run.display().to_string(), "this is not the folder of a report")
            .help("name the folder of its date, such as reports/2026-11-15"));
    }
    let manifest_path = pack.join("manifest.json");
    let manifest =
        opening::read_own(&manifest_path, opening::MOST_OF_PACK).map_err(|error| unreadable(&manifest_path, &error))?;
    let manifest: Value =
        serde_json::from_slice(&manifest).map_err(|_| damaged(&manifest_path, "it is not valid JSON"))?;
    let as_of = manifest["as_of"].as_str().and_then(Day::from_iso);
    let Some(as_of) = as_of else {
        return Err(damaged(&manifest_path, "it has no as-of date"));
    };
    // How many files a table is in, as the manifest has it: a file that somebody put beside them is none of them.
    let files = |table: &str| -> Vec<PathBuf> {
        let count = manifest["tables_in_parts"][table].as_array().map_or(1, Vec::len);
        (1..=count).map(|number| pack.join(part_name(table, number))).collect()
    };
    let mut cases = cases(&files("cases.csv"))?;
    if manifest["counts"]["cases"].as_u64() != Some(cases.len() as u64) {
        return Err(damaged(&pack.join("cases.csv"), "its number of cases does not match manifest.json"));
    }
    failed_contacts(&files("contacts.csv"), &mut cases)?;
    if cases.iter().any(|case| case.failed.len() as u64 != u64::from(case.failed_contacts)) {
        let what = "it does not match the failed contacts in cases.csv";
        return Err(damaged(&pack.join("contacts.csv"), what));
    }
    let (Some(sources), true) = (manifest["sources"].as_array(), manifest["settings"].is_object()) else {
        return Err(damaged(&manifest_path, "it lacks the sources or the settings"));
    };
    let memory = |own: &Value| {
        let remembered = SourceMemory::deserialize(own.get("remembered")?).ok()?;
        Some((own["source"].as_str()?.to_owned(), remembered))
    };
    let file = |own: &Value| {
        let text = |key: &str| own[key].as_str().map(String::from);
        Some(PastFile { source: text("source")?, sha256: text("sha256")? })
    };
    let newest = |own: &Value| {
        Some((own["source"].as_str()?.to_owned(), own["newest_contact"].as_str().and_then(Day::from_iso)?))
    };
    let inputs = manifest["inputs"].as_array();
    let source = |own: &Value| Some((own["source"].as_str()?.to_owned(), own["counts"]["records"].as_u64()?));
    Ok(Previous {
        as_of: Some(as_of),
        cases,
        sources: sources.iter().filter_map(source).collect(),
        newest: sources.iter().filter_map(newest).collect(),
        memory: sources.iter().filter_map(memory).collect(),
        files: inputs.into_iter().flatten().filter_map(file).collect(),
        outcomes: outcomes(&files("outcomes.csv"))?,
        for_two: for_two(&files("identity.csv"))?,
        settings: manifest["settings"].clone(),
        version: manifest["version"].as_str().unwrap_or_default().to_owned(),
        key: manifest["case_ref_key"].as_str().map(String::from),
    })
}

/// Reads the run in the folder that is named after a day.
///
/// # Errors
/// As [`read`], and where it speaks for another day.
pub(crate) fn of_day(run: &Path, day: Day) -> Result<Previous, Problem> {
    let previous = read(run)?;
    if previous.as_of == Some(day) {
        Ok(previous)
    } else {
        Err(damaged(run, "the date in its manifest is not the date in the name of its folder"))
    }
}

/// The problem of a previous report that the system does not let us read.
fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    problem(path, &format!("the previous report cannot be read: {}", plain(error)))
}

/// The problem of a previous report that is not as a run writes it.
fn damaged(path: &Path, what: &str) -> Problem {
    problem(path, &format!("the previous report is damaged: {what}"))
}

fn problem(path: &Path, what: &str) -> Problem {
    Problem::new(path.display().to_string(), what)
        .help("restore it from a backup, or name another report with --previous")
}

/// Reads a table of a pack row by row, from all its files. Columns in `newer`, behind the others, are blank in the pack of
/// an older version.
fn rows(
    files: &[PathBuf],
    columns: &[&'static str],
    newer: &[&'static str],
    mut take: impl FnMut(&[&str]) -> Result<(), &'static str>,
) -> Result<(), Problem> {
    files.iter().try_for_each(|path| rows_of_file(path, columns, newer, &mut take))
}

fn rows_of_file(
    path: &Path,
    columns: &[&'static str],
    newer: &[&'static str],
    take: &mut impl FnMut(&[&str]) -> Result<(), &'static str>,
) -> Result<(), Problem> {
    let file = opening::open_own(path).map_err(|error| unreadable(path, &error))?;
    let mut reader = csv::Reader::from_reader(std::io::BufReader::new(ShortLines::new(file, MOST_OF_LINE)));
    let header = reader.headers().map_err(|_| damaged(path, "its header cannot be read"))?.clone();
    let place = |column: &str| header.iter().position(|own| own.trim_start_matches('\u{feff}') == column);
    let mut places = Vec::with_capacity(columns.len() + newer.len());
    for column in columns {
        places.push(Some(place(column).ok_or_else(|| damaged(path, &format!("it has no column {column}")))?));
    }
    places.extend(newer.iter().map(|column| place(column)));
    let mut record = csv::StringRecord::new();
    for row in 1_u64.. {
        let wrong = |what: &str| damaged(path, &format!("row {row} below the header is wrong{what}"));
        if !reader.read_record(&mut record).map_err(|_| wrong(""))? {
            break;
        }
        let cells: Vec<&str> = places.iter().map(|place| place.map_or("", |place| original(&record[place]))).collect();
        take(&cells).map_err(|column| wrong(&format!(" in column {column}")))?;
    }
    Ok(())
}

fn list(cell: &str) -> Vec<String> {
    cell.split(';').filter(|word| !word.is_empty()).map(String::from).collect()
}

fn cases(files: &[PathBuf]) -> Result<Vec<PastCase>, Problem> {
    const COLUMNS: [&str; 11] = [
        "case_ref",
        "status",
        "priority",
        "nhs_number",
        "local_ids",
        "family_name",
        "given_name",
        "failed_contacts",
        "last_failed",
        "rules",
        "factors",
    ];
    let day = |cell: &str, column| match cell {
        "" => Ok(None),
        cell => Day::from_iso(cell).map(Some).ok_or(column),
    };
    let mut cases = Vec::new();
    rows(files, &COLUMNS, &["first_listed", "decision_due"], |cells| {
        let [
            case_ref,
            status,
            priority,
            nhs,
            local_ids,
            family_name,
            given_name,
            failed,
            last,
            rules,
            factors,
            first,
            due,
        ] = cells
        else {
            unreachable!("as many cells as columns");
        };
        let nhs = match NhsCell::read(nhs) {
            NhsCell::Valid(number) => Some(number),
            NhsCell::Blank => None,
            NhsCell::Invalid => return Err("nhs_number"),
        };
        cases.push(PastCase {
            case_ref: (*case_ref).to_owned(),
            status: Status::from_word(status).ok_or("status")?,
            priority: Priority::from_word(priority).ok_or("priority")?,
            nhs,
            local_ids: if nhs.is_none() { ids_without_number(local_ids) } else { list(local_ids) },
            family_name: (*family_name).to_owned(),
            given_name: (*given_name).to_owned(),
            failed_contacts: failed.parse().map_err(|_| "failed_contacts")?,
            last_failed: day(last, "last_failed")?,
            first_listed: day(first, "first_listed")?,
            decision_due: day(due, "decision_due")?,
            rules: list(rules),
            factors: list(factors).iter().filter_map(|word| Factor::from_word(word)).collect(),
            failed: Vec::new(),
        });
        Ok(())
    })?;
    Ok(cases)
}

/// The texts of outcomes, each with its source, folded; none where there is no such table.
fn outcomes(files: &[PathBuf]) -> Result<Option<BTreeSet<(String, String)>>, Problem> {
    if files.first().is_none_or(|first| !first.exists()) {
        return Ok(None);
    }
    let mut texts = BTreeSet::new();
    rows(files, &["source", "text"], &[], |cells| {
        let [source, text] = cells else {
            unreachable!("as many cells as columns");
        };
        texts.insert(((*source).to_owned(), fold(text)));
        Ok(())
    })?;
    Ok(Some(texts))
}

/// The numbers and ids that seemed to stand for two children; none where there is no such table.
fn for_two(files: &[PathBuf]) -> Result<BTreeSet<(String, String)>, Problem> {
    let mut known = BTreeSet::new();
    if files.first().is_none_or(|first| !first.exists()) {
        return Ok(known);
    }
    rows(files, &["kind", "key", "a_id"], &[], |cells| {
        let [kind, key, id] = cells else {
            unreachable!("as many cells as columns");
        };
        if *kind == "two" {
            known.insert(((*key).to_owned(), (*id).to_owned()));
        }
        Ok(())
    })?;
    Ok(known)
}

/// The ids of a child without a number: several where records have ids that sources share, or where a decision or the
/// configuration has brought records together. An id may have a `;` in it, so the cell as a whole may be one: that first.
fn ids_without_number(cell: &str) -> Vec<String> {
    let mut ids = vec![cell.to_owned()];
    let mut several: Vec<String> = Vec::new();
    for part in cell.split(';') {
        match several.last_mut() {
            // Every id begins with its scope: what does not is the rest of the one before.
            Some(before) if !part.contains('/') => {
                before.push(';');
                before.push_str(part);
            }
            _ => several.push(part.to_owned()),
        }
    }
    if several.len() > 1 {
        ids.append(&mut several);
    }
    ids
}

/// Adds the failed contacts to the cases, from `contacts.csv`.
fn failed_contacts(files: &[PathBuf], cases: &mut [PastCase]) -> Result<(), Problem> {
    let place: HashMap<String, usize> =
        cases.iter().enumerate().map(|(at, case)| (case.case_ref.clone(), at)).collect();
    let mut failed: BTreeMap<usize, Vec<PastFailed>> = BTreeMap::new();
    rows(files, &["case_ref", "date", "service", "source", "counted"], &[], |cells| {
        let [case_ref, date, service, source, counted] = cells else {
            unreachable!("as many cells as columns");
        };
        if *counted == "yes" {
            let at = place.get(*case_ref).ok_or("case_ref")?;
            let day = Day::from_iso(date).ok_or("date")?;
            let own = failed.entry(*at).or_default();
            own.push(PastFailed { day, service: (*service).to_owned(), source: (*source).to_owned() });
        }
        Ok(())
    })?;
    for (at, mut own) in failed {
        own.sort();
        own.dedup_by(|a, b| a.day == b.day && a.service == b.service);
        cases[at].failed = own;
    }
    Ok(())
}
