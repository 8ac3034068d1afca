//! Reads every extract, files in parallel, and puts their records together in reading order: sources as configured,
//! files by code point of their path, then lines. What comes out does not depend on which thread was faster.

mod merge;
mod names;
mod refuse;

use std::ops::Range;
use std::path::PathBuf;

use rayon::prelude::*;

pub use merge::LocalIds;

use crate::config::settings::{ExtractFile, Settings, Sort, Source};
use crate::contact::columns::{Contacts, Dictionary, People};
use crate::contact::fate::{Reject, Warning};
use crate::contact::file::{self, FileRead, Reading};
use crate::contact::map::ContactMapper;
use crate::contact::person::ChildrenMapper;
use crate::day::Day;
use crate::extract::columns::ColumnMap;
use crate::extract::encoding::Charset;
use crate::extract::open::{self, Digested, Refusal, Stamp};
use crate::problem::Problem;
use crate::stop::Stop;

/// All records of all extracts, before anyone knows who is who.
pub struct Intake {
    /// Every file, contacts' before children's, in reading order.
    pub files: Vec<FileFacts>,
    /// Every contacts' record that was not rejected, in reading order.
    pub contacts: Contacts,
    /// Every children's record that was not rejected, in reading order.
    pub children: People,
    /// Local ids within their scopes.
    pub locals: LocalIds,
    /// Household ids within their scopes.
    pub households: LocalIds,
    /// Names of services, by code point; a service's number is its place here.
    pub services: Vec<String>,
    /// Names of providers, by code point; a provider's number is its place here.
    pub providers: Vec<String>,
    /// Names of localities, likewise.
    pub localities: Vec<String>,
}

/// What is known of a file.
pub struct FileFacts {
    /// What its records are.
    pub sort: Sort,
    /// The place of its source in [`Settings::contacts`] or [`Settings::children`].
    pub source: usize,
    /// Where it is opened.
    pub path: PathBuf,
    /// Its path relative to the configuration.
    pub shown: String,
    /// Its encoding.
    pub charset: Charset,
    /// Where its columns are.
    pub columns: ColumnMap,
    /// Its size and checksum.
    pub digest: Digested,
    /// How it was when it was read.
    pub stamp: Stamp,
    /// Records that it has.
    pub records: u64,
    /// The rows of [`Intake::contacts`] or [`Intake::children`] that are its records.
    pub rows: Range<usize>,
    /// Those that could not be used, by line.
    pub rejects: Vec<Reject>,
    /// Cells that could not be read, by line.
    pub warnings: Vec<Warning>,
}

impl FileFacts {
    /// The source of the file.
    pub fn source_of<'a>(&self, settings: &'a Settings) -> &'a Source {
        match self.sort {
            Sort::Contacts => &settings.contacts[self.source],
            Sort::Children => &settings.children[self.source],
        }
    }
}

impl Intake {
    /// Gives back the memory of the fingerprints, once the duplicates are known.
    pub fn forget_fingerprints(&mut self) {
        self.contacts.people.print = Vec::new();
        self.children.print = Vec::new();
    }

    /// The place in [`Self::files`] of the file that a row of contacts or children came from.
    pub fn file_of(&self, sort: Sort, row: usize) -> usize {
        let contacts = self.files.partition_point(|f| f.sort == Sort::Contacts);
        let (from, files) = match sort {
            Sort::Contacts => (0, &self.files[..contacts]),
            Sort::Children => (contacts, &self.files[contacts..]),
        };
        from + files.partition_point(|f| f.rows.end <= row)
    }
}

/// What became of a file's bytes, before all are put together.
enum Part {
    Contacts(Box<FileRead<ContactMapperOut>>),
    Children(Box<FileRead<ChildrenMapperOut>>),
}

/// What is kept of a [`ContactMapper`] once its file has been read.
struct ContactMapperOut {
    contacts: Contacts,
    locals: Dictionary,
    households: Dictionary,
    localities: Dictionary,
    services: Dictionary,
    providers: Dictionary,
}

/// What is kept of a [`ChildrenMapper`] once its file has been read.
struct ChildrenMapperOut {
    people: People,
    locals: Dictionary,
    households: Dictionary,
    localities: Dictionary,
}

/// Opens every extract and looks for the headers that the configuration names, before anything is read in full.
///
/// # Errors
/// All problems of the configuration, or else all extracts that are not fit to be read.
pub fn check_headers(settings: &Settings) -> Result<(), Stop> {
    let refusals = every_file(settings)
        .into_par_iter()
        .filter_map(|(source, _, file)| open::open(source, file, &settings.config_file).err())
        .collect::<Vec<_>>();
    refuse::stop(refusals)
}

/// The headers that extracts lack or have twice, by settings that may be unsound in other ways: only of files of which
/// this can be said with some confidence, their line of headers being recognisable.
pub fn missing_headers(settings: &Settings) -> Vec<Problem> {
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
    let reading = Reading { config_file: &settings.config_file, as_of, progress };
    let files = every_file(settings);
    let results: Vec<Result<Part, Refusal>> = files
        .par_iter()
        .map(|(source, _, file)| match source.sort {
            Sort::Contacts => file::read(source, file, &reading, || ContactMapper::new(source, as_of)).map(|read| {
                Part::Contacts(Box::new(read.change(|mapper| ContactMapperOut {
                    contacts: mapper.contacts,
                    locals: mapper.person.locals,
                    households: mapper.person.households,
                    localities: mapper.person.localities,
                    services: mapper.services,
                    providers: mapper.providers,
                })))
            }),
            Sort::Children => file::read(source, file, &reading, || ChildrenMapper::new(source, as_of)).map(|read| {
                Part::Children(Box::new(read.change(|mapper| ChildrenMapperOut {
                    people: mapper.people,
                    locals: mapper.person.locals,
                    households: mapper.person.households,
                    localities: mapper.person.localities,
                })))
            }),
        })
        .collect();
    let mut parts = Vec::with_capacity(results.len());
    let mut refusals = Vec::new();
    for result in results {
        match result {
            Ok(part) => parts.push(part),
            Err(refusal) => refusals.push(refusal),
        }
    }
    refuse::stop(refusals)?;
    refuse::unfit(settings, &files, &parts)?;
    Ok(merge::merge(settings, &files, parts))
}

/// Every file with its source, in reading order.
fn every_file(settings: &Settings) -> Vec<(&Source, usize, &ExtractFile)> {
    settings
        .contacts
        .iter()
        .enumerate()
        .chain(settings.children.iter().enumerate())
        .flat_map(|(place, source)| source.files.iter().map(move |file| (source, place, file)))
        .collect()
}

impl Part {
    /// What the records of contacts became, where they are such.
    fn of_contacts(&self) -> Option<&ContactMapperOut> {
        match self {
            Self::Contacts(read) => Some(&read.sink),
            Self::Children(_) => None,
        }
    }

    fn localities(&self) -> &Dictionary {
        match self {
            Self::Contacts(read) => &read.sink.localities,
            Self::Children(read) => &read.sink.localities,
        }
    }

    const fn records(&self) -> u64 {
        match self {
            Self::Contacts(read) => read.records,
            Self::Children(read) => read.records,
        }
    }

    fn rejects(&self) -> &[Reject] {
        match self {
            Self::Contacts(read) => &read.rejects,
            Self::Children(read) => &read.rejects,
        }
    }

    const fn digest(&self) -> &Digested {
        match self {
            Self::Contacts(read) => &read.digest,
            Self::Children(read) => &read.digest,
        }
    }

    const fn other_order(&self) -> u64 {
        match self {
            Self::Contacts(read) => read.other_order,
            Self::Children(read) => read.other_order,
        }
    }
}
