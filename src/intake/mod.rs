//! Reads every extract, in parallel, and merges their records in reading order: sources as configured, files by code point of
//! their path, then lines. The result does not depend on the timing of threads.

mod factors;
mod files;
mod left_out;
mod mapper;
mod merge;
mod names;
mod people;
mod refuse;
pub(crate) mod rejected_cells;
mod shared;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::path::PathBuf;

use rayon::prelude::*;

use files::{FileRead, ReadOptions};
pub(crate) use left_out::{LeftOutRecord, left_out};
use mapper::{Mapper, Records, Texts};
pub(crate) use merge::{LocalIds, numbers_of_ids};
pub(crate) use people::Providers;

use crate::config::settings::{ExtractFile, Settings, Sort, Source};
use crate::contact::fate::{Reason, Reject, Warning};
use crate::contact::file::LeftOut;
use crate::contact::left_out::LeftOutVersion;
use crate::contact::outcome_texts::{self, OutcomeText};
use crate::contact::swallowed::Swallowed;
use crate::contact::unpadded_dates::UnpaddedDates;
use crate::day::Day;
use crate::extract::checksum::FileChecksum;
use crate::extract::columns::ColumnMap;
use crate::extract::encoding::Charset;
use crate::extract::open::{self, Refusal};
use crate::extract::stamp::Stamp;
use crate::problem::Problem;
use crate::records::AnyRecord;
use crate::service::Services;
use crate::stop::Stop;
use crate::store::parts::Parts;
use crate::store::register::Register;
use crate::text::fold;
use crate::timing::stage;

/// All records of all extracts, before it is known which are of the same child.
pub struct Intake {
    /// Every file in reading order, those of contacts before those of children.
    pub files: Vec<FileFacts>,
    /// The records of contacts that were not rejected, by the parts in which they were read.
    pub parts: Parts,
    /// The records of children that were not rejected.
    pub(crate) register: Register,
    /// Local ids within their scopes.
    pub locals: LocalIds,
    /// Household ids within their scopes.
    pub(crate) households: LocalIds,
    /// Names of services, by code point; a service's number is its index here.
    pub services: Services,
    /// Names of providers, by code point; a provider's number is its index here.
    pub providers: Vec<String>,
    /// Names of localities, likewise.
    pub(crate) localities: Vec<String>,
    /// Texts that are not an ethnic group, though in a column of ethnic groups.
    pub unread_ethnicities: Vec<UnreadEthnicity>,
    /// The texts of outcomes of each source of contacts.
    pub(crate) outcomes: Vec<Vec<OutcomeText>>,
    /// For each source of contacts and each of its date formats, how many dates have a day up to the 12th and how many a later
    /// one. Empty for a source with a single format.
    pub(crate) days_of_formats: Vec<Vec<[u64; 2]>>,
    /// For each source of contacts, the dates with a month of one digit where its format has two.
    pub(crate) unpadded_dates: Vec<UnpaddedDates>,
    /// For each source of contacts, the texts of kinds that mean unscheduled care.
    pub(crate) unscheduled_kinds: Vec<BTreeSet<String>>,
    /// The providers of each source, and which of them are people.
    pub(crate) providers_of: Providers,
}

/// A text that is not an ethnic group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadEthnicity {
    pub(crate) sort: Sort,
    /// The index of the source in [`Settings::contacts`] or [`Settings::children`].
    pub(crate) source: usize,
    /// The text as the extract writes it.
    pub text: String,
    /// How many records have it.
    pub records: u64,
}

/// What is known about a file that was read.
pub struct FileFacts {
    /// Whether its records are contacts or children.
    pub sort: Sort,
    /// The index of its source in [`Settings::contacts`] or [`Settings::children`].
    pub(crate) source: usize,
    /// The path from which it was read.
    pub(crate) path: PathBuf,
    /// Its path relative to the configuration.
    pub shown: String,
    /// Its encoding.
    pub charset: Charset,
    pub(crate) columns: ColumnMap,
    /// Its size and checksum.
    pub checksum: FileChecksum,
    /// The stamp of the file when it was read.
    pub(crate) stamp: Stamp,
    /// How many lines it has, including the header's.
    pub(crate) lines: u64,
    /// How many records it has.
    pub records: u64,
    /// Records in which every cell is blank.
    pub(crate) blank_rows: u64,
    /// Records that repeat the header.
    pub(crate) repeated_headers: u64,
    /// Cells that seem to have swallowed other records.
    pub(crate) swallowed: Swallowed,
    /// NHS numbers and ids that had a spreadsheet wrapper, which was taken off.
    pub(crate) wrapped: u64,
    /// Cells with a text that means "no value", such as `NULL`, which were read as blank.
    pub(crate) no_values: u64,
    /// The range of its records that were not rejected, among all records of contacts, or of children, in reading order.
    pub rows: Range<usize>,
    /// Its records that could not be used, by line.
    pub rejects: Vec<Reject>,
    /// Warnings about its records, by line.
    pub warnings: Vec<Warning>,
    /// How many records are not contacts, by the text that says so.
    pub(crate) left_out: LeftOut,
    /// Records left out that have a contact id, until it is known which of them are versions of a contact
    /// ([`crate::child::withdrawn`]).
    pub(crate) left_out_versions: Vec<LeftOutVersion>,
}

impl FileFacts {
    /// How many records are blank or repeat the header.
    pub(crate) const fn empty_rows(&self) -> u64 {
        self.blank_rows + self.repeated_headers
    }

    /// How many records there are, without those left out, blank or repeating the header: the base of every share.
    pub(crate) fn with_content(&self) -> u64 {
        self.records - self.left_out.values().sum::<u64>() - self.empty_rows()
    }

    pub(crate) fn source_of<'a>(&self, settings: &'a Settings) -> &'a Source {
        match self.sort {
            Sort::Contacts => &settings.contacts[self.source],
            Sort::Children => &settings.children[self.source],
        }
    }
}

impl Intake {
    /// The index in [`Self::files`] of the file that a record came from.
    pub(crate) fn file_of(&self, record: impl Into<AnyRecord>) -> usize {
        let record = record.into();
        let contacts = self.files.partition_point(|f| f.sort == Sort::Contacts);
        let (from, files) = match record.sort() {
            Sort::Contacts => (0, &self.files[..contacts]),
            Sort::Children => (contacts, &self.files[contacts..]),
        };
        from + files.partition_point(|f| f.rows.end <= record.place())
    }

    /// The line and the byte at which a record starts.
    pub(crate) fn place(&self, record: impl Into<AnyRecord>) -> (u32, u64) {
        match record.into() {
            AnyRecord::Contact(record) => self.parts.place(record),
            AnyRecord::Child(record) => self.register.place(record),
        }
    }

    /// The line on which a record starts.
    pub fn line(&self, record: impl Into<AnyRecord>) -> u32 {
        self.place(record).0
    }
}

/// A file with its source, and the source's index in [`Settings::contacts`] or [`Settings::children`].
pub(crate) type Extract<'a> = (&'a Source, usize, &'a ExtractFile);

/// Opens every extract and looks for the headers that the configuration names, without reading the records.
///
/// # Errors
/// All problems with the configuration, or else all extracts that cannot be used.
pub(crate) fn check_headers(settings: &Settings) -> Result<(), Stop> {
    let open = |(source, _, file)| open::open(source, file, &settings.config_file).map(drop);
    refuse::or_stop(every_file(settings).into_par_iter().map(open).collect()).map(drop)
}

/// The mapped headers that extracts lack or have twice, for settings that may have other faults too. Covers only files whose
/// header line is recognisable, so that this can be said with some confidence.
pub(crate) fn missing_headers(settings: &Settings) -> Vec<Problem> {
    let missing =
        |(source, _, file): (&Source, usize, &ExtractFile)| match open::open(source, file, &settings.config_file) {
            Err(Refusal::Configuration(problems)) if ColumnMap::is_header(source, problems.len()) => problems,
            _ => Vec::new(),
        };
    let mut problems: Vec<Problem> = every_file(settings).into_iter().flat_map(missing).collect();
    problems.sort();
    problems.dedup();
    problems
}

/// Reads every extract. Calls `progress` with the number of bytes read since its last call.
///
/// # Errors
/// All problems with the configuration, or else all refused extracts.
pub fn read(settings: &Settings, as_of: Day, progress: &(dyn Fn(u64) + Sync)) -> Result<Intake, Stop> {
    read_by_parts(settings, as_of, progress, None)
}

/// [`read`] with parts of about `part` bytes, if given. The result must not depend on it.
///
/// # Errors
/// As [`read`].
pub fn read_by_parts(
    settings: &Settings,
    as_of: Day,
    progress: &(dyn Fn(u64) + Sync),
    part: Option<u64>,
) -> Result<Intake, Stop> {
    let extracts = every_file(settings);
    let options = ReadOptions { config_file: &settings.config_file, progress, part };
    let results = stage("read the extracts", || files::read(&extracts, &options, &|source| Mapper::new(source, as_of)));
    let read = refuse::or_stop(results)?;
    refuse::unfit(settings, &extracts, &read)?;
    Ok(stage("put the parts together", || merge::merge(settings, &extracts, read)))
}

/// The texts of outcomes of a source of contacts.
#[derive(Default)]
pub(crate) struct OutcomesOfSource {
    pub(crate) texts: Vec<OutcomeText>,
    /// Where each unmapped text first occurs, as `file:line`, by the folded text.
    pub(crate) first: HashMap<String, String>,
}

/// The texts of outcomes of each source of contacts, whatever else is wrong with its records.
///
/// # Errors
/// As [`read`], but too many rejects refuse no extract.
pub(crate) fn outcome_texts(settings: &Settings, as_of: Day) -> Result<Vec<OutcomesOfSource>, Stop> {
    let extracts = every_file(settings);
    let options = ReadOptions { config_file: &settings.config_file, progress: &|_| (), part: None };
    let mut parts: Vec<Vec<Vec<OutcomeText>>> = settings.contacts.iter().map(|_| Vec::new()).collect();
    let mut sources: Vec<OutcomesOfSource> = settings.contacts.iter().map(|_| OutcomesOfSource::default()).collect();
    let read = refuse::or_stop(files::read(&extracts, &options, &|source| Mapper::new(source, as_of)))?;
    let of_contacts = extracts.iter().zip(read).filter(|((source, ..), _)| source.sort == Sort::Contacts);
    for ((_, place, extract), file) in of_contacts {
        for reject in file.account.rejects.iter().filter(|reject| reject.reason == Reason::OutcomeUnmapped) {
            let first = sources[*place].first.entry(fold(&reject.value));
            first.or_insert_with(|| format!("{}:{}", extract.shown, reject.line));
        }
        parts[*place].extend(file.sinks.into_iter().filter_map(|(mapper, _)| match mapper {
            Mapper::Read(texts, _) => Some(texts.outcomes),
            Mapper::Contacts(_) | Mapper::Children(_) => None,
        }));
    }
    for (source, parts) in sources.iter_mut().zip(parts) {
        source.texts = outcome_texts::together(parts);
    }
    Ok(sources)
}

/// Every file with its source, in reading order.
fn every_file(settings: &Settings) -> Vec<Extract<'_>> {
    settings
        .contacts
        .iter()
        .enumerate()
        .chain(settings.children.iter().enumerate())
        .flat_map(|(place, source)| source.files.iter().map(move |file| (source, place, file)))
        .collect()
}
