//! Reads every extract, files in parallel, and puts their records together in reading order: sources as configured,
//! files by code point of their path, then lines. What comes out does not depend on which thread was faster.

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

use std::collections::HashMap;
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

/// All records of all extracts, before anyone knows who is who.
pub struct Intake {
    /// Every file, contacts' before children's, in reading order.
    pub files: Vec<FileFacts>,
    /// The contacts' records that were not rejected, by the parts in which they were read.
    pub parts: Parts,
    /// The children's records that were not rejected.
    pub(crate) register: Register,
    /// Local ids within their scopes.
    pub locals: LocalIds,
    /// Household ids within their scopes.
    pub(crate) households: LocalIds,
    /// Names of services, by code point; a service's number is its place here.
    pub services: Services,
    /// Names of providers, by code point; a provider's number is its place here.
    pub providers: Vec<String>,
    /// Names of localities, likewise.
    pub(crate) localities: Vec<String>,
    /// Texts of ethnic groups that mean none, with the number of records that have them.
    pub unread_ethnicities: Vec<UnreadEthnicity>,
    /// The texts of outcomes of each source of contacts.
    pub(crate) outcomes: Vec<Vec<OutcomeText>>,
    /// For each source of contacts with several forms of dates, how many of each have a day up to the 12th, and a later one.
    pub(crate) days_of_formats: Vec<Vec<[u64; 2]>>,
    /// Dates of each source of contacts that are not written with all digits of its form.
    pub(crate) unpadded_dates: Vec<UnpaddedDates>,
    /// The providers of each source, and which of them are people.
    pub(crate) providers_of: Providers,
}

/// A text of an ethnic group that means none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadEthnicity {
    pub(crate) sort: Sort,
    /// The place of the source in [`Settings::contacts`] or [`Settings::children`].
    pub(crate) source: usize,
    /// The text as it stands.
    pub text: String,
    /// How many records have it.
    pub records: u64,
}

/// What is known of a file.
pub struct FileFacts {
    /// What its records are.
    pub sort: Sort,
    /// The place of its source in [`Settings::contacts`] or [`Settings::children`].
    pub(crate) source: usize,
    /// Where it is opened.
    pub(crate) path: PathBuf,
    /// Its path relative to the configuration.
    pub shown: String,
    /// Its encoding.
    pub charset: Charset,
    pub(crate) columns: ColumnMap,
    /// Its size and checksum.
    pub checksum: FileChecksum,
    /// How it was when it was read.
    pub(crate) stamp: Stamp,
    /// Lines that it has, the header's among them.
    pub(crate) lines: u64,
    /// Records that it has.
    pub records: u64,
    /// Those without anything in them.
    pub(crate) blank_rows: u64,
    /// Those that are the header again.
    pub(crate) repeated_headers: u64,
    /// Cells that seem to have swallowed the records of several lines.
    pub(crate) swallowed: Swallowed,
    /// NHS numbers and local ids from around which something was taken off.
    pub(crate) wrapped: u64,
    /// Cells that say that there is no value, such as `NULL`, and were read as blank.
    pub(crate) no_values: u64,
    /// Its records' places among all records of contacts, or of children, in reading order.
    pub rows: Range<usize>,
    /// Those that could not be used, by line.
    pub rejects: Vec<Reject>,
    /// Cells that could not be read, by line.
    pub warnings: Vec<Warning>,
    /// Records that are no contacts, counted by what says so.
    pub(crate) left_out: LeftOut,
    /// Those of them that have a contact id, until it is known which of them are versions of a contact ([`crate::child::withdrawn`]).
    pub(crate) left_out_versions: Vec<LeftOutVersion>,
}

impl FileFacts {
    /// Its records without anything of their own in them: blank, or the header again.
    pub(crate) const fn empty_rows(&self) -> u64 {
        self.blank_rows + self.repeated_headers
    }

    /// Its records but for those that are no contact. These make no share smaller.
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
    /// The place in [`Self::files`] of the file that a row of contacts or children came from.
    pub(crate) fn file_of(&self, record: impl Into<AnyRecord>) -> usize {
        let record = record.into();
        let contacts = self.files.partition_point(|f| f.sort == Sort::Contacts);
        let (from, files) = match record.sort() {
            Sort::Contacts => (0, &self.files[..contacts]),
            Sort::Children => (contacts, &self.files[contacts..]),
        };
        from + files.partition_point(|f| f.rows.end <= record.place())
    }

    /// The line on which a record starts, and the byte.
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

/// A file with its source and that one's place.
pub(crate) type Extract<'a> = (&'a Source, usize, &'a ExtractFile);

/// Opens every extract and looks for the headers that the configuration names, before anything is read in full.
///
/// # Errors
/// All problems of the configuration, or else all extracts that are not fit to be read.
pub(crate) fn check_headers(settings: &Settings) -> Result<(), Stop> {
    let open = |(source, _, file)| open::open(source, file, &settings.config_file).map(drop);
    refuse::or_stop(every_file(settings).into_par_iter().map(open).collect()).map(drop)
}

/// The headers that extracts lack or have twice, by settings that may be unsound in other ways: only of files of which
/// this can be said with some confidence, their line of headers being recognisable.
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

/// Reads every extract. `progress` is told how many bytes more have been read.
///
/// # Errors
/// All extracts that are refused; problems of the configuration come first.
pub fn read(settings: &Settings, as_of: Day, progress: &(dyn Fn(u64) + Sync)) -> Result<Intake, Stop> {
    read_by_parts(settings, as_of, progress, None)
}

/// The same, by parts of about so many bytes instead of what suits: nothing may depend on it.
///
/// # Errors
/// As [`read`].
pub fn read_by_parts(
    settings: &Settings,
    as_of: Day,
    progress: &(dyn Fn(u64) + Sync),
    part: Option<u64>,
) -> Result<Intake, Stop> {
    let every = every_file(settings);
    let way = ReadOptions { config_file: &settings.config_file, progress, part };
    let results = stage("read the extracts", || files::read(&every, &way, &|source| Mapper::new(source, as_of)));
    let read = refuse::or_stop(results)?;
    refuse::unfit(settings, &every, &read)?;
    Ok(stage("put the parts together", || merge::merge(settings, &every, read)))
}

#[derive(Default)]
pub(crate) struct OutcomesOfSource {
    pub(crate) texts: Vec<OutcomeText>,
    /// The file and the line where each text that nobody has mapped stands first, by the folded text.
    pub(crate) first: HashMap<String, String>,
}

/// The texts of outcomes of each source of contacts, whatever else is wrong with its records.
pub(crate) fn outcome_texts(settings: &Settings, as_of: Day) -> Result<Vec<OutcomesOfSource>, Stop> {
    let every = every_file(settings);
    let way = ReadOptions { config_file: &settings.config_file, progress: &|_| (), part: None };
    let mut parts: Vec<Vec<Vec<OutcomeText>>> = settings.contacts.iter().map(|_| Vec::new()).collect();
    let mut all: Vec<OutcomesOfSource> = settings.contacts.iter().map(|_| OutcomesOfSource::default()).collect();
    let read = refuse::or_stop(files::read(&every, &way, &|source| Mapper::new(source, as_of)))?;
    for ((_, place, extract), file) in every.iter().zip(read).filter(|((source, ..), _)| source.sort == Sort::Contacts)
    {
        for reject in file.account.rejects.iter().filter(|own| own.reason == Reason::OutcomeUnmapped) {
            let first = all[*place].first.entry(fold(&reject.value));
            first.or_insert_with(|| format!("{}:{}", extract.shown, reject.line));
        }
        parts[*place].extend(file.sinks.into_iter().filter_map(|(mapper, _)| match mapper {
            Mapper::Read(own, _) => Some(own.outcomes),
            Mapper::Contacts(_) | Mapper::Children(_) => None,
        }));
    }
    for (own, parts) in all.iter_mut().zip(parts) {
        own.texts = outcome_texts::together(parts);
    }
    Ok(all)
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
