//! Reads all files in parallel, large ones in parts, and joins the parts of each file.

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

/// The size of a part in bytes: larger than any record, large enough that starting a part costs next to nothing, and small enough
/// that its contacts are still in the processor's cache when they are partitioned.
pub(crate) const PART: u64 = 8 << 20;

/// A file that has been read.
pub(crate) struct FileRead<S> {
    /// The sink of each part, with how many lines its own line numbers lack.
    pub(crate) sinks: Vec<(S, u32)>,
    /// How many lines it has, including the header's.
    pub(crate) lines: u64,
    /// The counts, rejects and warnings of its records.
    pub(crate) account: RecordTally,
    pub(crate) charset: Charset,
    pub(crate) columns: ColumnMap,
    pub(crate) checksum: FileChecksum,
    /// The stamp of the file when it was opened.
    pub(crate) stamp: Stamp,
}

/// How to read files.
pub(crate) struct ReadOptions<'a> {
    /// The configuration file, for messages.
    pub(crate) config_file: &'a str,
    /// Called with the number of bytes read since its last call.
    pub(crate) progress: &'a (dyn Fn(u64) + Sync),
    /// The size of a part in bytes, instead of [`PART`].
    pub(crate) part: Option<u64>,
}

/// A file whose header has been read, and where it is split into parts.
struct PlannedFile<'a> {
    file: Extract<'a>,
    charset: Charset,
    columns: ColumnMap,
    on_trial: bool,
    stamp: Stamp,
    /// The line after the header.
    line: u32,
    /// The byte at which each part starts; the first is that of the first record.
    starts: Vec<u64>,
    /// The reader, positioned after the header, for a file that cannot be read in parts.
    reader: Mutex<Option<RecordReader<InputText>>>,
    /// Whether some thread has begun to go through the whole file.
    attended: AtomicBool,
    /// The first part that no thread has begun to read.
    next: AtomicUsize,
}

/// What a thread has worked out about a file.
enum Piece<S> {
    Checksum(FileChecksum),
    Part(PartRead<S>),
}

/// A piece with its number: that of the part, or for the checksum the number of parts.
type NumberedPiece<S> = (usize, Result<Piece<S>, Refusal>);

/// Memory that a thread reuses from part to part.
#[derive(Default)]
struct Buffers {
    buffer: Vec<u8>,
    index: CellIndex,
}

/// Reads files into sinks made by `start`, one for each part of a file. Returns the results in the order of `files`.
pub(crate) fn read<'a, S: RecordSink + Send>(
    files: &[Extract<'a>],
    options: &ReadOptions<'_>,
    start: &(impl Fn(&'a Source) -> S + Sync),
) -> Vec<Result<FileRead<S>, Refusal>> {
    let length = options.part.unwrap_or(PART);
    let mut read: Vec<Result<FileRead<S>, Refusal>> = read_as(files, options, length, None, start);
    // A file that was assumed to be UTF-8, and is not, is read again.
    let again: Vec<usize> = (0..files.len()).filter(|at| matches!(read[*at], Err(Refusal::NotUtf8))).collect();
    if !again.is_empty() {
        let files: Vec<Extract<'a>> = again.iter().map(|at| files[*at]).collect();
        for (at, result) in again.into_iter().zip(read_as(&files, options, length, Some(Charset::Windows1252), start)) {
            read[at] = result;
        }
    }
    read
}

/// Reads files in the `given` encoding, or in the one that each seems to have.
fn read_as<'a, S: RecordSink + Send>(
    files: &[Extract<'a>],
    options: &ReadOptions<'_>,
    length: u64,
    given: Option<Charset>,
    start: &(impl Fn(&'a Source) -> S + Sync),
) -> Vec<Result<FileRead<S>, Refusal>> {
    let plans: Vec<Result<PlannedFile<'a>, Refusal>> =
        files.par_iter().map(|file| plan(*file, options.config_file, length, given)).collect();
    // The largest first, so that the longest job is not the last to start.
    let mut sound: Vec<(usize, &PlannedFile<'a>)> =
        plans.iter().enumerate().filter_map(|(at, plan)| Some((at, plan.as_ref().ok()?))).collect();
    sound.sort_by_key(|(_, plan)| std::cmp::Reverse(plan.stamp.size()));
    let done: Vec<Vec<(usize, NumberedPiece<S>)>> = rayon::broadcast(|_| {
        let (mut buffers, mut done) = (Buffers::default(), Vec::new());
        for (at, plan) in &sound {
            if !plan.attended.swap(true, Relaxed) {
                plan.read_in_order(options, start, &mut buffers, |piece| done.push((*at, piece)));
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
    let mut pieces: Vec<Vec<NumberedPiece<S>>> = files.iter().map(|_| Vec::new()).collect();
    for (at, piece) in done.into_iter().flatten() {
        pieces[at].push(piece);
    }
    let join = |(plan, pieces): (Result<PlannedFile<'a>, Refusal>, Vec<_>)| join(&plan?, pieces, options, start);
    plans.into_iter().zip(pieces).map(join).collect()
}

/// Opens a file and finds the lines at which to split it.
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

    /// The byte at which a part ends; `u64::MAX` for the last.
    fn until(&self, part: usize) -> u64 {
        self.starts.get(part + 1).copied().unwrap_or(u64::MAX)
    }

    /// Claims the next part that no thread has begun to read.
    fn take(&self) -> Option<usize> {
        let next = |next: usize| (next < self.starts.len()).then_some(next + 1);
        self.next.fetch_update(Relaxed, Relaxed, next).ok()
    }

    /// Goes through the whole file from start to end: computes its checksum, and reads each part that no other thread has begun
    /// to read by then. The bytes of those parts are read only once for both purposes.
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
                let (read, returned) = self.part(part, options, start(source), buffers, Some(checksum));
                let failed = read.is_err();
                done((part, read.map(Piece::Part)));
                match returned {
                    Some(returned) if !failed => checksum = returned,
                    // The file is refused, or will be read again in another encoding: no thread need read the rest.
                    _ => return self.next.store(self.starts.len(), Relaxed),
                }
            }
        }
        done((self.starts.len(), checksum.finish(extract, self.stamp).map(Piece::Checksum)));
    }

    /// Reads a part, guessing that a record starts on its first line. Returns the checksum too, with the bytes that were read.
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

    /// Reads the records from `start` up to the end of a part.
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

/// Joins the parts of a file. Reads a part again if it was started at the wrong place ([`parts`]).
fn join<'a, S: RecordSink>(
    plan: &PlannedFile<'a>,
    mut pieces: Vec<NumberedPiece<S>>,
    options: &ReadOptions<'_>,
    start: &impl Fn(&'a Source) -> S,
) -> Result<FileRead<S>, Refusal> {
    let (source, _, extract) = plan.file;
    let mut checksum = None;
    let mut parts: Vec<(usize, PartRead<S>)> = Vec::new();
    let mut refusal = None;
    pieces.sort_by_key(|(number, _)| *number);
    for (number, piece) in pieces {
        match piece {
            Ok(Piece::Checksum(finished)) => checksum = Some(finished),
            Ok(Piece::Part(part)) => parts.push((number, part)),
            // The wrong encoding may be the only fault, so that is tried before the file is refused.
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
