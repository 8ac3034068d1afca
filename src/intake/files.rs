//! Reads all files at the same time, large ones by parts, and puts each file's parts together again.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use rayon::prelude::*;

use super::Extract;
use crate::config::settings::Source;
use crate::contact::file::{self, Account, PartRead, Reading, Start};
use crate::contact::sink::RecordSink;
use crate::extract::blocks::Index;
use crate::extract::columns::ColumnMap;
use crate::extract::digest::{Digested, Digesting};
use crate::extract::encoding::Charset;
use crate::extract::open::{self, Opened, PartOf, Refusal, Text};
use crate::extract::parts;
use crate::extract::record::RecordReader;
use crate::extract::stamp::Stamp;
use crate::problem::Problem;

/// A part is so many bytes: enough that starting it costs nothing beside reading it, more than a record has, and so few that
/// what its records become is still in the processor's cache when it is dealt out.
pub(crate) const PART: u64 = 8 << 20;

/// A file that has been read.
pub(crate) struct FileRead<S> {
    /// What the records of its parts became, each with how many lines are before the line that it calls the first.
    pub(crate) sinks: Vec<(S, u32)>,
    /// Lines that it has, the header's among them.
    pub(crate) lines: u64,
    /// What became of its records.
    pub(crate) account: Account,
    /// Its encoding.
    pub(crate) charset: Charset,
    pub(crate) columns: ColumnMap,
    /// Its size and checksum.
    pub(crate) digest: Digested,
    /// How it was when it was opened.
    pub(crate) stamp: Stamp,
}

/// How files are read.
pub(crate) struct Way<'a> {
    /// The configuration file, for messages.
    pub(crate) config_file: &'a str,
    /// Told how many bytes more have been read.
    pub(crate) progress: &'a (dyn Fn(u64) + Sync),
    /// How long a part is to be, in bytes; none for what suits the files and the machine.
    pub(crate) part: Option<u64>,
}

/// A file that is open, with the place where each of its parts starts.
struct Plan<'a> {
    file: Extract<'a>,
    charset: Charset,
    columns: ColumnMap,
    on_trial: bool,
    stamp: Stamp,
    /// The line behind the header.
    line: u32,
    /// Where the records start, and the lines at which the file is cut.
    starts: Vec<u64>,
    /// Stands behind the header of a file that is read from its start only.
    reader: Mutex<Option<RecordReader<Text>>>,
    /// Whether some thread goes through all of the file.
    attended: AtomicBool,
    /// The first part that no thread has begun to read.
    next: AtomicUsize,
}

enum Done<S> {
    Digest(Digested),
    Part(PartRead<S>),
}

/// What was done of a file: the number of the part, and the part; behind all of them the checksum.
type Deed<S> = (usize, Result<Done<S>, Refusal>);

/// What a thread uses again from part to part.
#[derive(Default)]
struct Desk {
    buffer: Vec<u8>,
    index: Index,
}

/// Reads every file into sinks that `start` makes, one for each part of a file.
///
/// The files are in reading order, and so is the answer.
pub(crate) fn read<'a, S: RecordSink + Send>(
    files: &[Extract<'a>],
    way: &Way<'_>,
    start: &(impl Fn(&'a Source) -> S + Sync),
) -> Vec<Result<FileRead<S>, Refusal>> {
    let length = way.part.unwrap_or(PART);
    let mut read: Vec<Result<FileRead<S>, Refusal>> = round(files, way, length, None, start);
    // A file that was taken for UTF-8 and is not is read once more.
    let again: Vec<usize> = (0..files.len()).filter(|at| matches!(read[*at], Err(Refusal::NotUtf8))).collect();
    if !again.is_empty() {
        let own: Vec<Extract<'a>> = again.iter().map(|at| files[*at]).collect();
        for (at, result) in again.into_iter().zip(round(&own, way, length, Some(Charset::Windows1252), start)) {
            read[at] = result;
        }
    }
    read
}

/// Reads files in a given encoding, or in the one that each seems to have.
fn round<'a, S: RecordSink + Send>(
    files: &[Extract<'a>],
    way: &Way<'_>,
    length: u64,
    given: Option<Charset>,
    start: &(impl Fn(&'a Source) -> S + Sync),
) -> Vec<Result<FileRead<S>, Refusal>> {
    let plans: Vec<Result<Plan<'a>, Refusal>> =
        files.par_iter().map(|file| plan(*file, way.config_file, length, given)).collect();
    // The largest first: what takes longest should not be begun last.
    let mut sound: Vec<(usize, &Plan<'a>)> =
        plans.iter().enumerate().filter_map(|(at, plan)| Some((at, plan.as_ref().ok()?))).collect();
    sound.sort_by_key(|(_, plan)| std::cmp::Reverse(plan.stamp.size()));
    let done: Vec<Vec<(usize, Deed<S>)>> = rayon::broadcast(|_| {
        let (mut desk, mut done) = (Desk::default(), Vec::new());
        for (at, plan) in &sound {
            if !plan.attended.swap(true, Relaxed) {
                plan.through(way, start, &mut desk, |deed| done.push((*at, deed)));
            }
        }
        for (at, plan) in &sound {
            while let Some(part) = plan.take() {
                let (read, _) = plan.part(part, way, start(plan.file.0), &mut desk, None);
                done.push((*at, (part, read.map(Done::Part))));
            }
        }
        done
    });
    let mut of_file: Vec<Vec<Deed<S>>> = files.iter().map(|_| Vec::new()).collect();
    for (at, deed) in done.into_iter().flatten() {
        of_file[at].push(deed);
    }
    let join = |(plan, done): (Result<Plan<'a>, Refusal>, Vec<_>)| join(&plan?, done, way, start);
    plans.into_iter().zip(of_file).map(join).collect()
}

/// Opens a file and looks for the lines at which to cut it.
fn plan<'a>(file: Extract<'a>, config_file: &str, length: u64, given: Option<Charset>) -> Result<Plan<'a>, Refusal> {
    let (source, _, extract) = file;
    let opened = match given {
        Some(_) => open::open_as(source, extract, config_file, given)?,
        None => open::open(source, extract, config_file)?,
    };
    let Opened { reader, charset, columns, on_trial, stamp } = opened;
    let (from, line) = (reader.offset(), reader.line());
    let plain = charset.is_read_as_it_stands();
    let mut starts = vec![from];
    if plain {
        let cuts = parts::cuts(&extract.path, from, stamp.size(), length);
        starts.extend(cuts.map_err(|error| Refusal::from_io(&extract.shown, &error))?);
    }
    let reader = Mutex::new((!plain).then_some(reader));
    let (attended, next) = (AtomicBool::new(false), AtomicUsize::new(0));
    Ok(Plan { file, charset, columns, on_trial, stamp, line, starts, reader, attended, next })
}

impl<'a> Plan<'a> {
    fn reading<'b>(&'b self, way: &'b Way<'_>) -> Reading<'b> {
        let (source, _, extract) = self.file;
        Reading {
            source,
            extract,
            charset: self.charset,
            columns: &self.columns,
            size: self.stamp.size(),
            slowly: false,
            progress: way.progress,
        }
    }

    /// Where a part ends.
    fn until(&self, part: usize) -> u64 {
        self.starts.get(part + 1).copied().unwrap_or(u64::MAX)
    }

    /// The next part that nobody has begun to read, which is the caller's then.
    fn take(&self) -> Option<usize> {
        let next = |next: usize| (next < self.starts.len()).then_some(next + 1);
        self.next.fetch_update(Relaxed, Relaxed, next).ok()
    }

    /// Goes through all of the file in its order: makes its checksum, and reads the parts that nobody else has begun to
    /// read when it comes to them. The bytes of those are read once for both.
    fn through<S: RecordSink>(
        &self,
        way: &Way<'_>,
        start: &impl Fn(&'a Source) -> S,
        desk: &mut Desk,
        mut done: impl FnMut(Deed<S>),
    ) {
        let (source, _, extract) = self.file;
        let mut digesting = Digesting::default();
        for part in 0..self.starts.len() {
            if let Err(refusal) = digesting.read_up_to(extract, self.stamp, self.starts[part]) {
                return done((part, Err(refusal)));
            }
            if self.next.compare_exchange(part, part + 1, Relaxed, Relaxed).is_ok() {
                let (read, further) = self.part(part, way, start(source), desk, Some(digesting));
                let failed = read.is_err();
                done((part, read.map(Done::Part)));
                match further {
                    Some(further) if !failed => digesting = further,
                    // The file is refused, or read again in another encoding: the rest of it need not be read.
                    _ => return self.next.store(self.starts.len(), Relaxed),
                }
            }
        }
        done((self.starts.len(), digesting.finish(extract, self.stamp).map(Done::Digest)));
    }

    /// Reads a part, from its line on trial; the first one from the first record. The checksum that was handed over comes
    /// back with what was read.
    fn part<S: RecordSink>(
        &self,
        part: usize,
        way: &Way<'_>,
        sink: S,
        desk: &mut Desk,
        digesting: Option<Digesting>,
    ) -> (Result<PartRead<S>, Refusal>, Option<Digesting>) {
        let reader = self.reader.lock().ok().and_then(|mut reader| reader.take());
        if let Some(mut reader) = reader {
            return (file::read(&self.reading(way), &mut reader, &mut desk.index, u64::MAX, sink), digesting);
        }
        let line = if part == 0 { self.line } else { 1 };
        self.from(Start { offset: self.starts[part], line }, part, way, sink, desk, digesting)
    }

    /// Reads the records from a place up to the end of a part.
    fn from<S: RecordSink>(
        &self,
        start: Start,
        part: usize,
        way: &Way<'_>,
        sink: S,
        desk: &mut Desk,
        digesting: Option<Digesting>,
    ) -> (Result<PartRead<S>, Refusal>, Option<Digesting>) {
        let (source, _, extract) = self.file;
        let Start { offset, line } = start;
        let until = self.until(part);
        let part = PartOf { stamp: self.stamp, on_trial: self.on_trial, offset, line, until };
        let mut reader = match open::reader_from((source, extract), &part, std::mem::take(&mut desk.buffer), digesting)
        {
            Ok(reader) => reader,
            Err(refusal) => return (Err(refusal), None),
        };
        let read = file::read(&self.reading(way), &mut reader, &mut desk.index, until, sink);
        let (text, buffer) = reader.into_parts();
        desk.buffer = buffer;
        (read, text.digesting())
    }
}

/// Puts the parts of a file together, reading again what was begun at the wrong place.
fn join<'a, S: RecordSink>(
    plan: &Plan<'a>,
    mut done: Vec<Deed<S>>,
    way: &Way<'_>,
    start: &impl Fn(&'a Source) -> S,
) -> Result<FileRead<S>, Refusal> {
    let (source, _, extract) = plan.file;
    let mut digest = None;
    let mut parts: Vec<(usize, PartRead<S>)> = Vec::new();
    let mut refusal = None;
    done.sort_by_key(|(number, _)| *number);
    for (number, done) in done {
        match done {
            Ok(Done::Digest(own)) => digest = Some(own),
            Ok(Done::Part(part)) => parts.push((number, part)),
            // Bytes that are not UTF-8 may be all that is wrong: that is tried before anything is refused.
            Err(Refusal::NotUtf8) => return Err(Refusal::NotUtf8),
            Err(other) => refusal = refusal.or(Some(other)),
        }
    }
    open::unchanged(extract, plan.stamp)?;
    let digest = match (refusal, digest) {
        (None, Some(digest)) => digest,
        (refusal, _) => return Err(refusal.unwrap_or_else(|| open::changed(&extract.shown))),
    };
    let mut desk = Desk::default();
    let mut file = FileRead {
        sinks: Vec::with_capacity(parts.len()),
        lines: 0,
        account: Account::default(),
        charset: plan.charset,
        columns: plan.columns.clone(),
        digest,
        stamp: plan.stamp,
    };
    let mut expected: Option<Start> = None;
    for (number, mut part) in parts {
        if number > 0 {
            let Some(next) = expected else { break };
            if part.first.is_none_or(|first| first.offset != next.offset) {
                part = plan.from(next, number, way, start(source), &mut desk, None).0?;
            }
            let Some(first) = part.first else { return Err(open::changed(&extract.shown)) };
            part.shift(next.line - first.line);
        }
        expected = part.next;
        let lines = part.lines;
        file.lines = u64::from(part.behind.saturating_sub(1));
        file.sinks.push((part.sink, lines));
        file.account.append(part.account);
    }
    let Account { records, blank_rows, repeated_headers, .. } = file.account;
    if records == blank_rows + repeated_headers {
        return Err(Refusal::Extract(
            Problem::new(&extract.shown, "the extract has a header but no records")
                .help("ask for the extract again: an empty extract is not treated as a quiet week"),
        ));
    }
    open::unchanged(extract, file.stamp)?;
    Ok(file)
}
