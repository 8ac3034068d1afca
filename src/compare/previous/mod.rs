//! Reads the previous run from its published pack: its cases, what they were listed for, its sources and its settings.
//!
//! Because it is read from the pack itself, a run can be compared with any other, even one made on another computer. A damaged pack
//! stops the run. It would be worse to show every case as new and nobody as gone.

mod left_out;
mod tables;

pub(crate) use tables::{ListedCase, read_list};
pub(super) use tables::{read_due_dates, read_references};

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use serde::Deserialize;
use serde_json::Value;

use super::memory::{DoubtMemory, PastFile, RecordingTimes, SourceMemory};
use crate::cells::nhs::NhsNumber;
use crate::day::Day;
use crate::intake::FileFacts;
use crate::opening::{self, plain};
use crate::pack::{SAFEGUARDING, part_name, runs};
use crate::problem::Problem;
use crate::quality::past::PastSource;
use crate::rules::HeldRules;
use crate::text::original;
use crate::vocabulary::{Factor, Priority, Status};

/// The lists of sources in the settings of a manifest.
pub(super) const SOURCE_LISTS: [&str; 2] = ["contacts", "children"];

/// The longest line, in bytes, of a table that a run has written.
const MAX_LINE_BYTES: usize = 64 << 20;

/// A run that was published before.
#[derive(Debug, Default)]
pub struct Previous {
    /// Its as-of date.
    pub(crate) as_of: Option<Day>,
    /// Its cases, in order.
    pub cases: Vec<PastCase>,
    /// Its sources, and those that it was told to leave out, as the newest report before it has them.
    pub(crate) sources: Vec<PastSource>,
    /// The as-of date of that report, by the name of the source that was left out.
    pub(crate) earlier: BTreeMap<String, Day>,
    /// The day of the newest contact of each source that had one, by the source's name.
    pub(crate) newest: BTreeMap<String, Day>,
    /// The counts that it kept of its sources, by their names; empty from the first version of the program.
    pub(crate) memory: BTreeMap<String, SourceMemory>,
    /// Its files.
    pub(crate) files: Vec<PastFile>,
    /// The names of its sources with their folded outcome texts; none from the first version of the program.
    pub(crate) outcomes: Option<BTreeSet<(String, String)>>,
    /// The numbers and ids that seemed to stand for two children, each as the key and the id in `identity.csv`; empty from an older
    /// version.
    pub(crate) for_two: BTreeSet<(String, String)>,
    /// The deaths that might be another child's or errors, by the child's reference; none from an older version.
    pub(crate) doubtful_deaths: Option<BTreeMap<String, DoubtMemory>>,
    /// The same of the ages that might be another person's, or wrong.
    pub(crate) doubtful_ages: Option<BTreeMap<String, DoubtMemory>>,
    /// How many decisions about who is the same child it used; none from an older version.
    pub(crate) links: Option<u64>,
    /// Its settings, as in its manifest.
    pub(crate) settings: Value,
    /// The version of the program that wrote it.
    pub(crate) version: String,
    /// The fingerprint of the key of its case references, if its manifest has one.
    pub(crate) key: Option<String>,
}

impl Previous {
    /// Whether it had a source.
    pub(crate) fn has_source(&self, name: &str) -> bool {
        self.sources.iter().any(|source| source.name == name)
    }

    /// The as-of date of the report with which a source is compared.
    pub(crate) fn day_of(&self, source: &str) -> Option<Day> {
        self.earlier.get(source).copied().or(self.as_of)
    }

    /// Whether a source had a file with the bytes of this one.
    pub(crate) fn has_bytes_of(&self, source: &str, file: &FileFacts) -> bool {
        let sha256 = HEXLOWER.encode(&file.checksum.sha256);
        self.files.iter().any(|file| file.source == source && file.sha256 == sha256)
    }

    /// Its sources of contacts, which may have seen a child.
    pub(crate) fn contact_sources(&self) -> Vec<PastSource> {
        let children = self.settings["children"].as_array().map_or(&[][..], Vec::as_slice);
        let of_contacts = |past: &&PastSource| children.iter().all(|source| source["name"] != past.name);
        self.sources.iter().filter(of_contacts).cloned().collect()
    }
}

/// A case of the previous run.
#[derive(Debug)]
pub struct PastCase {
    /// Its reference.
    pub case_ref: String,
    /// Its status then.
    pub(crate) status: Status,
    pub(crate) priority: Priority,
    /// The child's NHS number; none if the child was unlinked.
    pub(crate) nhs: Option<NhsNumber>,
    /// The local ids in the child's records then, as `scope/id`.
    pub(crate) local_ids: Vec<String>,
    pub(crate) family_name: String,
    pub(crate) given_name: String,
    /// The number of failed contacts.
    pub failed_contacts: u32,
    /// The day of the last failed contact.
    pub(crate) last_failed: Option<Day>,
    /// The child's date of birth.
    pub(crate) born: Option<Day>,
    /// The rules that held, without any that this version does not know.
    pub(crate) rules: HeldRules,
    pub(crate) factors: Vec<Factor>,
    /// The first of the unbroken series of reports that listed the child; none from an older version.
    pub(crate) first_listed: Option<Day>,
    /// Whether a decision or the configuration had joined the child's records.
    pub(crate) together: bool,
    /// The day by which a decision was due.
    pub(crate) decision_due: Option<Day>,
    /// Whether a decision was overdue; none from an older version.
    pub(crate) overdue: Option<bool>,
    /// The failed contacts, sorted by day and service.
    pub failed: Vec<PastFailed>,
    /// The sources of all contacts of the review period, without repeats.
    pub(crate) sources: Vec<Arc<String>>,
}

/// A failed contact of the previous run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PastFailed {
    pub(crate) day: Day,
    /// The service, as it was shown.
    pub(crate) service: Arc<String>,
    pub(crate) source: Arc<String>,
}

/// A service's name as it is read from the tables of an earlier report. There `'=X` and `=X` look the same, because `=X` was made
/// inert.
pub(super) fn read_back(service: &str) -> &str {
    original(service)
}

/// Reads the run in a folder, which is either the folder of its date or its safeguarding pack.
///
/// # Errors
/// If a file of it cannot be read or is damaged.
pub fn read_run(run: &Path) -> Result<Previous, Problem> {
    let pack = if run.join("cases.csv").is_file() { run.to_path_buf() } else { run.join(SAFEGUARDING) };
    if !pack.is_dir() {
        return Err(Problem::new(run.display().to_string(), "this is not the folder of a report")
            .help("name the folder of its date, such as reports/2026-11-15"));
    }
    let manifest_path = pack.join("manifest.json");
    let manifest = read_manifest(&pack)?;
    let as_of = manifest["as_of"].as_str().and_then(Day::from_iso);
    let Some(as_of) = as_of else {
        return Err(damaged(&manifest_path, "it has no as-of date"));
    };
    let files = |table: &str| table_files(&manifest, &pack, table);
    let (cases, rows) =
        rayon::join(|| tables::read_cases(&files("cases.csv")), || tables::read_contacts(&files("contacts.csv")));
    let mut cases = cases?;
    if manifest["counts"]["cases"].as_u64() != Some(cases.len() as u64) {
        return Err(damaged(&pack.join("cases.csv"), "its number of cases does not match manifest.json"));
    }
    let contacts = pack.join("contacts.csv");
    tables::attach_contacts(&mut cases, rows?).map_err(|what| damaged(&contacts, what))?;
    if !manifest["sources"].is_array() || !manifest["settings"].is_object() {
        return Err(damaged(&manifest_path, "it lacks the sources or the settings"));
    }
    let mut previous = Previous {
        as_of: Some(as_of),
        cases,
        outcomes: tables::read_outcomes(&files("outcomes.csv"))?,
        for_two: tables::read_shared_ids(&files("identity.csv"))?,
        doubtful_deaths: BTreeMap::deserialize(&manifest["doubtful_deaths"]).ok(),
        doubtful_ages: BTreeMap::deserialize(&manifest["doubtful_ages"]).ok(),
        links: manifest["counts"]["links"]["used"].as_u64(),
        settings: manifest["settings"].clone(),
        version: manifest["version"].as_str().unwrap_or_default().to_owned(),
        key: manifest["case_ref_key"].as_str().map(String::from),
        ..Previous::default()
    };
    add_sources(&mut previous, &manifest, |_| true);
    left_out::add(&mut previous, &manifest, &pack);
    Ok(previous)
}

/// Reads the manifest of a pack.
fn read_manifest(pack: &Path) -> Result<Value, Problem> {
    let path = pack.join("manifest.json");
    let bytes = opening::read_own(&path, opening::MOST_OF_PACK).map_err(|error| unreadable(&path, &error))?;
    serde_json::from_slice(&bytes).map_err(|_| damaged(&path, "it is not valid JSON"))
}

/// The files of a table. The manifest says how many there are, so that a file which somebody else put there is not read.
fn table_files(manifest: &Value, pack: &Path, table: &str) -> Vec<PathBuf> {
    let count = manifest["tables_in_parts"][table].as_array().map_or(1, Vec::len);
    (1..=count).map(|number| pack.join(part_name(table, number))).collect()
}

/// Adds what a manifest says of the sources whose names are `wanted`, and of their files.
fn add_sources(previous: &mut Previous, manifest: &Value, wanted: impl Fn(&str) -> bool) {
    let is_wanted = |value: &&Value| value["source"].as_str().is_some_and(&wanted);
    for source in manifest["sources"].as_array().into_iter().flatten().filter(is_wanted) {
        let name = || source["source"].as_str().unwrap_or_default().to_owned();
        if let Some(records) = source["counts"]["records"].as_u64() {
            let empty_rows = source["remembered"]["empty_rows"].as_u64();
            previous.sources.push(PastSource { name: name(), records, empty_rows });
        }
        let newest = source["newest_contact"].as_str().and_then(Day::from_iso);
        previous.newest.extend(newest.map(|day| (name(), day)));
        let memory = source.get("remembered").and_then(|memory| SourceMemory::deserialize(memory).ok());
        previous.memory.extend(memory.map(|memory| (name(), memory)));
    }
    let file = |input: &Value| {
        let text = |key: &str| input[key].as_str().map(String::from);
        let times = input.get("recording_times").and_then(|times| RecordingTimes::deserialize(times).ok());
        Some(PastFile { source: text("source")?, file: text("file")?, sha256: text("sha256")?, times })
    };
    let inputs = manifest["inputs"].as_array().into_iter().flatten().filter(is_wanted);
    previous.files.extend(inputs.filter_map(file));
}

/// Reads the run in the folder that is named after a day.
///
/// # Errors
/// As [`read_run`], and if its as-of date is another day.
pub(crate) fn read_day(run: &Path, day: Day) -> Result<Previous, Problem> {
    let previous = read_run(run)?;
    if previous.as_of == Some(day) {
        Ok(previous)
    } else {
        Err(damaged(run, "the date in its manifest is not the date in the name of its folder"))
    }
}

/// The safeguarding packs of the reports before a day, the newest first, each with its day.
pub(super) fn packs_before(folder: &Path, before: Day) -> impl Iterator<Item = (Day, PathBuf)> {
    // A folder that cannot be read has no packs, and does not stop the run.
    let earlier = runs(folder).unwrap_or_default().into_iter().filter(move |day| *day < before);
    earlier.rev().map(|day| (day, folder.join(day.to_string()).join(SAFEGUARDING)))
}

/// The settings of a pack, if its manifest can be read.
pub(super) fn read_settings(pack: &Path) -> Option<Value> {
    read_manifest(pack).ok()?.get("settings").cloned()
}

/// The problem that the system cannot read a file of the previous report.
fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    problem(path, &format!("the previous report cannot be read: {}", plain(error)))
}

/// The problem that a file of the previous report is not as a run writes it.
fn damaged(path: &Path, what: &str) -> Problem {
    problem(path, &format!("the previous report is damaged: {what}"))
}

fn problem(path: &Path, what: &str) -> Problem {
    Problem::new(path.display().to_string(), what)
        .help("restore it from a backup, or name another report with --previous")
}
