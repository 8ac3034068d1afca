//! Reads extracts once more for the records that are no contacts, or no children: of these a run keeps only how many there are.

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

/// A record that is no contact, or no child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LeftOutRecord {
    /// The place of its file among those that were given.
    pub(crate) file: usize,
    pub(crate) line: u32,
    /// What says so, as the configuration maps it.
    pub(crate) text: Box<str>,
}

/// The records of these files that are left out and about somebody who is meant, in reading order.
pub(crate) fn left_out(
    settings: &Settings,
    as_of: Day,
    files: &[&FileFacts],
    is_meant: &(dyn Fn(&Source, &Identity<'_>) -> bool + Sync),
) -> Result<Vec<LeftOutRecord>, Stop> {
    let extracts: Vec<ExtractFile> =
        files.iter().map(|file| ExtractFile { path: file.path.clone(), shown: file.shown.clone() }).collect();
    let of_file = |(file, extract)| {
        let file: &FileFacts = file;
        (file.source_of(settings), file.source, extract)
    };
    let every: Vec<_> = files.iter().copied().zip(&extracts).map(of_file).collect();
    let way = ReadOptions { config_file: &settings.config_file, progress: &|_| (), part: None };
    let start = |source| Finder { source, mapper: Mapper::new(source, as_of), is_meant, found: Vec::new() };
    let mut all = Vec::new();
    for (file, read) in refuse::or_stop(files::read(&every, &way, &start))?.into_iter().enumerate() {
        for (finder, lines) in read.sinks {
            let found = finder.found.into_iter();
            all.extend(found.map(|(line, text)| LeftOutRecord { file, line: line + lines, text }));
        }
    }
    Ok(all)
}

/// Notes the records that are left out, of those that are meant. Of others it keeps nothing.
struct Finder<'a, 'b> {
    source: &'a Source,
    mapper: Mapper<'a>,
    is_meant: &'b (dyn Fn(&Source, &Identity<'_>) -> bool + Sync),
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
        if row.identity().is_ok_and(|identity| (self.is_meant)(self.source, &identity))
            && let Err(NotTaken::LeftOut(text)) = self.mapper.accept(row, line, offset, warnings)
        {
            self.found.push((line, text));
        }
        Ok(())
    }
}
