//! Reads all files at the same time, large ones by parts, and puts each file's parts together again.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use rayon::prelude::*;

use super::Extract;
use crate::config::settings::Source;
use crate::contact::file::{self, PartRead, Reading, RecordStart, RecordTally};
use crate::contact::sink::RecordSink;
use crate::extract::blocks::CellIndex;
use crate::extract::checksum::{FileChecksum, RunningChecksum};
use crate::extract::columns::ColumnMap;
use crate::extract::encoding::Charset;
use crate::extract::open::{self, InputText, Opened, PartRange, Refusal};
use crate::extract::parts;
use crate::extract::record::RecordReader;
use crate::extract::stamp::Stamp;
use crate::problem::Problem;

/// A part is so many bytes: enough that starting it costs nothing beside reading it, more than a record has, and so few that
/// what its records become is still in the processor's cache when it is dealt out.
pub(crate) const PART: u64 = 8 << 20;

pub(crate) struct FileRead<S> {
    /// What the records of its parts became, each with how many lines are before the line that it calls the first.
    pub(crate) sinks: Vec<(S, u32)>,
    /// Lines that it has, the header's among them.
    pub(crate) lines: u64,
    /// What became of its records.
    pub(crate) account: RecordTally,
    pub(crate) charset: Charset,
    pub(crate) columns: ColumnMap,
    pub(crate) checksum: FileChecksum,
    /// How it was when it was opened.
    pub(crate) stamp: Stamp,
}

pub(crate) struct ReadOptions<'a> {
    /// The configuration file, for messages.
    pub(crate) config_file: &'a str,
    /// Told how many bytes more have been read.
    pub(crate) progress: &'a (dyn Fn(u64) + Sync),
    /// How long a part is to be, in bytes; none for what suits the files and the machine.
    pub(crate) part: Option<u64>,
}

/// A file whose header has been read, and where it is cut into parts.
struct PlannedFile<'a> {
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
    reader: Mutex<Option<RecordReader<InputText>>>,
    /// Whether some thread goes through all of the file.
    attended: AtomicBool,
    /// The first part that no thread has begun to read.
    next: AtomicUsize,
}

enum Piece<S> {
    Checksum(FileChecksum),
    Part(PartRead<S>),
}

/// A piece of a file with its number: that of the part; for the checksum, one more than the last.
type NumberedPiece<S> = (usize, Result<Piece<S>, Refusal>);

/// Memory that a thread uses again from part to part.
#[derive(Default)]
struct Buffers {
    buffer: Vec<u8>,
    index: CellIndex,
}

/// Reads every file into sinks that `start` makes, one for each part of a file.
///
/// The files are in reading order, and so is the answer.
pub(crate) fn read<'a, S: RecordSink + Send>(
    files: &[Extract<'a>],
    options: &ReadOptions<'_>,
    start: &(impl Fn(&'a Source) -> S + Sync),
) -> Vec<Result<FileRead<S>, Refusal>> {
    let length = options.part.unwrap_or(PART);
    let mut read: Vec<Result<FileRead<S>, Refusal>> = read_as(files, options, length, None, start);
    // A file that was taken for UTF-8 and is not is read once more.
    let again: Vec<usize> = (0..files.len()).filter(|at| matches!(read[*at], Err(Refusal::NotUtf8))).collect();
    if !again.is_empty() {
        let own: Vec<Extract<'a>> = again.iter().map(|at| files[*at]).collect();
        for (at, result) in again.into_iter().zip(read_as(&own, options, length, Some(Charset::Windows1252), start)) {
            read[at] = result;
        }
    }
    read
}

/// Reads files in a given encoding, or in the one that each seems to have.
fn read_as<'a, S: RecordSink + Send>(
    files: &[Extract<'a>],
    options: &ReadOptions<'_>,
    length: u64,
    given: Option<Charset>,
    start: &(impl Fn(&'a Source) -> S + Sync),
) -> Vec<Result<FileRead<S>, Refusal>> {
    let plans: Vec<Result<PlannedFile<'a>, Refusal>> =
        files.par_iter().map(|file| plan(*file, options.config_file, length, given)).collect();
    // The largest first: what takes longest should not be begun last.
    let mut sound: Vec<(usize, &PlannedFile<'a>)> =
        plans.iter().enumerate().filter_map(|(at, plan)| Some((at, plan.as_ref().ok()?))).collect();
    sound.sort_by_key(|(_, plan)| std::cmp::Reverse(plan.stamp.size()));
    let done: Vec<Vec<(usize, NumberedPiece<S>)>> = rayon::broadcast(|_| {
        let (mut buffers, mut done) = (Buffers::default(), Vec::new());
        for (at, plan) in &sound {
            if !plan.attended.swap(true, Relaxed) {
                plan.read_in_order(options, start, &mut buffers, |deed| done.push((*at, deed)));
            }
        }
        for (at, plan) in &sound {
            while let Some(part) = plan.take() {
                let (read, _) = plan.part(part, options, start(plan.file.0), &mut buffers, None);
                done.push((*at, (part, read.map(Piece::Part))));
            }
        }
        done
    });
    let mut of_file: Vec<Vec<NumberedPiece<S>>> = files.iter().map(|_| Vec::new()).collect();
    for (at, deed) in done.into_iter().flatten() {
        of_file[at].push(deed);
    }
    let join = |(plan, done): (Result<PlannedFile<'a>, Refusal>, Vec<_>)| join(&plan?, done, options, start);
    plans.into_iter().zip(of_file).map(join).collect()
}

/// Opens a file and looks for the lines at which to cut it.
fn plan<'a>(
    file: Extract<'a>,
    config_file: &str,
    length: u64,
    given: Option<Charset>,
) -> Result<PlannedFile<'a>, Refusal> {
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
    Ok(PlannedFile { file, charset, columns, on_trial, stamp, line, starts, reader, attended, next })
}

impl<'a> PlannedFile<'a> {
    fn reading<'b>(&'b self, options: &'b ReadOptions<'_>) -> Reading<'b> {
        let (source, _, extract) = self.file;
        Reading {
            source,
            extract,
            charset: self.charset,
            columns: &self.columns,
            size: self.stamp.size(),
            slowly: false,
            progress: options.progress,
        }
    }

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
    fn read_in_order<S: RecordSink>(
        &self,
        options: &ReadOptions<'_>,
        start: &impl Fn(&'a Source) -> S,
        buffers: &mut Buffers,
        mut done: impl FnMut(NumberedPiece<S>),
    ) {
        let (source, _, extract) = self.file;
        let mut checksum = RunningChecksum::default();
        for part in 0..self.starts.len() {
            if let Err(refusal) = checksum.read_up_to(extract, self.stamp, self.starts[part]) {
                return done((part, Err(refusal)));
            }
            if self.next.compare_exchange(part, part + 1, Relaxed, Relaxed).is_ok() {
                let (read, further) = self.part(part, options, start(source), buffers, Some(checksum));
                let failed = read.is_err();
                done((part, read.map(Piece::Part)));
                match further {
                    Some(further) if !failed => checksum = further,
                    // The file is refused, or read again in another encoding: the rest of it need not be read.
                    _ => return self.next.store(self.starts.len(), Relaxed),
                }
            }
        }
        done((self.starts.len(), checksum.finish(extract, self.stamp).map(Piece::Checksum)));
    }

    /// Reads a part, from its line on trial; the first from the first record. The checksum comes back with what was read.
    fn part<S: RecordSink>(
        &self,
        part: usize,
        options: &ReadOptions<'_>,
        sink: S,
        buffers: &mut Buffers,
        checksum: Option<RunningChecksum>,
    ) -> (Result<PartRead<S>, Refusal>, Option<RunningChecksum>) {
        let reader = self.reader.lock().ok().and_then(|mut reader| reader.take());
        if let Some(mut reader) = reader {
            return (file::read(&self.reading(options), &mut reader, &mut buffers.index, u64::MAX, sink), checksum);
        }
        let line = if part == 0 { self.line } else { 1 };
        self.from(RecordStart { offset: self.starts[part], line }, part, options, sink, buffers, checksum)
    }

    /// Reads the records from a place up to the end of a part.
    fn from<S: RecordSink>(
        &self,
        start: RecordStart,
        part: usize,
        options: &ReadOptions<'_>,
        sink: S,
        buffers: &mut Buffers,
        checksum: Option<RunningChecksum>,
    ) -> (Result<PartRead<S>, Refusal>, Option<RunningChecksum>) {
        let (source, _, extract) = self.file;
        let RecordStart { offset, line } = start;
        let until = self.until(part);
        let part = PartRange { stamp: self.stamp, on_trial: self.on_trial, offset, line, until };
        let mut reader =
            match open::reader_from((source, extract), &part, std::mem::take(&mut buffers.buffer), checksum) {
                Ok(reader) => reader,
                Err(refusal) => return (Err(refusal), None),
            };
        let read = file::read(&self.reading(options), &mut reader, &mut buffers.index, until, sink);
        let (checksum, buffer) = reader.into_parts();
        buffers.buffer = buffer;
        (read, checksum)
    }
}

/// Puts the parts of a file together, reading again what was begun at the wrong place.
fn join<'a, S: RecordSink>(
    plan: &PlannedFile<'a>,
    mut done: Vec<NumberedPiece<S>>,
    options: &ReadOptions<'_>,
    start: &impl Fn(&'a Source) -> S,
) -> Result<FileRead<S>, Refusal> {
    let (source, _, extract) = plan.file;
    let mut checksum = None;
    let mut parts: Vec<(usize, PartRead<S>)> = Vec::new();
    let mut refusal = None;
    done.sort_by_key(|(number, _)| *number);
    for (number, done) in done {
        match done {
            Ok(Piece::Checksum(own)) => checksum = Some(own),
            Ok(Piece::Part(part)) => parts.push((number, part)),
            // Bytes that are not UTF-8 may be all that is wrong: that is tried before anything is refused.
            Err(Refusal::NotUtf8) => return Err(Refusal::NotUtf8),
            Err(other) => refusal = refusal.or(Some(other)),
        }
    }
    open::unchanged(extract, plan.stamp)?;
    let checksum = match (refusal, checksum) {
        (None, Some(checksum)) => checksum,
        (refusal, _) => return Err(refusal.unwrap_or_else(|| open::changed(&extract.shown))),
    };
    let mut buffers = Buffers::default();
    let mut file = FileRead {
        sinks: Vec::with_capacity(parts.len()),
        lines: 0,
        account: RecordTally::default(),
        charset: plan.charset,
        columns: plan.columns.clone(),
        checksum,
        stamp: plan.stamp,
    };
    let mut expected: Option<RecordStart> = None;
    for (number, mut part) in parts {
        if number > 0 {
            let Some(next) = expected else { break };
            if part.first.is_none_or(|first| first.offset != next.offset) {
                part = plan.from(next, number, options, start(source), &mut buffers, None).0?;
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
    let RecordTally { records, blank_rows, repeated_headers, .. } = file.account;
    if records == blank_rows + repeated_headers {
        return Err(Refusal::Extract(
            Problem::new(&extract.shown, "the extract has a header but no records")
                .help("ask for the extract again: an empty extract is not treated as a quiet week"),
        ));
    }
    open::unchanged(extract, file.stamp)?;
    Ok(file)
}
