//! Reads extracts again for the records that are not contacts, or not children. A run itself only counts these.

use super::files::{self, ReadOptions};
use super::mapper::Mapper;
use super::{FileFacts, refuse};
use crate::config::settings::{ExtractFile, Settings, Source};
use crate::contact::fate::Warning;
use crate::contact::sink::RecordSink;
use crate::contact::source_record::{Identity, NotTaken, SourceRecord};
use crate::day::Day;
use crate::extract::cell::Record;
use crate::stop::Stop;

/// A record that is not a contact, or not a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LeftOutRecord {
    /// The index of its file among those given to [`left_out`].
    pub(crate) file: usize,
    pub(crate) line: u32,
    /// The text that says so, as the configuration maps it.
    pub(crate) text: Box<str>,
}

/// The records of `files` that are left out and whose identity `is_wanted`, in reading order.
///
/// # Errors
/// Any file that cannot be read.
pub(crate) fn left_out(
    settings: &Settings,
    as_of: Day,
    files: &[&FileFacts],
    is_wanted: &(dyn Fn(&Source, &Identity<'_>) -> bool + Sync),
) -> Result<Vec<LeftOutRecord>, Stop> {
    let extracts: Vec<ExtractFile> =
        files.iter().map(|file| ExtractFile { path: file.path.clone(), shown: file.shown.clone() }).collect();
    let with_source = |(file, extract)| {
        let file: &FileFacts = file;
        (file.source_of(settings), file.source, extract)
    };
    let extracts: Vec<_> = files.iter().copied().zip(&extracts).map(with_source).collect();
    let options = ReadOptions { config_file: &settings.config_file, progress: &|_| (), part: None };
    let start = |source| Finder { source, mapper: Mapper::new(source, as_of), is_wanted, found: Vec::new() };
    let mut records = Vec::new();
    for (file, read) in refuse::or_stop(files::read(&extracts, &options, &start))?.into_iter().enumerate() {
        for (finder, lines) in read.sinks {
            let found = finder.found.into_iter();
            records.extend(found.map(|(line, text)| LeftOutRecord { file, line: line + lines, text }));
        }
    }
    Ok(records)
}

/// Collects the wanted records that are left out, and keeps nothing else.
struct Finder<'a, 'b> {
    source: &'a Source,
    mapper: Mapper<'a>,
    is_wanted: &'b (dyn Fn(&Source, &Identity<'_>) -> bool + Sync),
    found: Vec<(u32, Box<str>)>,
}

impl RecordSink for Finder<'_, '_> {
    fn accept<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        line: u32,
        offset: u64,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), NotTaken> {
        if row.identity().is_ok_and(|identity| (self.is_wanted)(self.source, &identity))
            && let Err(NotTaken::LeftOut(text)) = self.mapper.accept(row, line, offset, warnings)
        {
            self.found.push((line, text));
        }
        Ok(())
    }
}
