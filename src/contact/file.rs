//! Reads the records of a file, or of a part of one, into a [`RecordSink`]; counts them and collects rejects and warnings.

use std::collections::BTreeMap;

use super::columns::Fingerprint;
use super::fate::{Reject, Warning};
use super::sink::{BatchTaken, RecordSink};
use super::source_record::{NotTaken, Rejection, SourceRecord};
use super::swallowed::Swallowed;
use crate::config::settings::{ExtractFile, Source};
use crate::extract::blocks::{CellIndex, LineCursor};
use crate::extract::cell::{Record, WithoutShortCuts};
use crate::extract::columns::ColumnMap;
use crate::extract::encoding::Charset;
use crate::extract::open::{InputText, Refusal};
use crate::extract::record::batch::Batch;
use crate::extract::record::{Damage, RecordPlace, RecordReader};
use crate::text;

use super::fate::Reason;

/// How many records are not contacts, by the text that says so. Each text is one that the configuration or a built-in set maps.
pub(crate) type LeftOut = BTreeMap<Box<str>, u64>;

/// Where a record starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecordStart {
    /// The byte of the file.
    pub(crate) offset: u64,
    /// The line, as the part's reader counts lines.
    pub(crate) line: u32,
}

/// What became of the records of a file, or of a part of it.
#[derive(Default)]
pub(crate) struct RecordTally {
    /// How many there are.
    pub(crate) records: u64,
    /// Those that could not be used, in the order of their lines.
    pub(crate) rejects: Vec<Reject>,
    /// Cells that could not be read, in the order of their lines.
    pub(crate) warnings: Vec<Warning>,
    /// Records that are no contacts, counted by what says so.
    pub(crate) left_out: LeftOut,
    /// Rejected dates that would be valid with day and month exchanged.
    pub(crate) other_order: u64,
    /// Records in which every cell is blank.
    pub(crate) blank_rows: u64,
    /// Records that repeat the header.
    pub(crate) repeated_headers: u64,
    /// Cells that seem to have swallowed other records.
    pub(crate) swallowed: Swallowed,
    /// The line of the first header whose columns are in another order: two exports in one file.
    pub(crate) other_header: Option<u32>,
}

impl RecordTally {
    /// How many records there are, without those left out, blank or repeating the header: the base of every share.
    pub(crate) fn with_content(&self) -> u64 {
        self.records - self.left_out.values().sum::<u64>() - self.blank_rows - self.repeated_headers
    }

    /// Adds the tally of the part that follows.
    pub(crate) fn append(&mut self, mut next: Self) {
        self.records += next.records;
        self.rejects.append(&mut next.rejects);
        self.warnings.append(&mut next.warnings);
        for (text, count) in next.left_out {
            *self.left_out.entry(text).or_default() += count;
        }
        self.other_order += next.other_order;
        self.blank_rows += next.blank_rows;
        self.repeated_headers += next.repeated_headers;
        self.swallowed.append(next.swallowed);
        self.other_header = self.other_header.or(next.other_header);
    }
}

/// What was read of a file in one go: all of it, or one part. Lines are numbered as the reader counts them until
/// [`Self::shift`] corrects them.
pub(crate) struct PartRead<S> {
    /// The sink, with the records that it took.
    pub(crate) sink: S,
    /// How many lines [`Self::shift`] has added; the sink's own line numbers lack them.
    pub(crate) lines: u32,
    /// The counts, rejects and warnings.
    pub(crate) account: RecordTally,
    /// The first record found, in this part or after it; `None` if the file has no more.
    pub(crate) first: Option<RecordStart>,
    /// The first record after this part; `None` if the file ends with the part.
    pub(crate) next: Option<RecordStart>,
    /// The line after the last one read.
    pub(crate) behind: u32,
}

impl<S> PartRead<S> {
    /// Adds `lines` to every line number except those in the sink.
    pub(crate) fn shift(&mut self, lines: u32) {
        self.lines += lines;
        self.behind += lines;
        let RecordTally { rejects, warnings, swallowed, other_header, .. } = &mut self.account;
        let rejects = rejects.iter_mut().map(|reject| &mut reject.line);
        let warnings = warnings.iter_mut().map(|warning| &mut warning.line);
        let swallowed = swallowed.first.iter_mut().map(|(line, _)| line);
        for line in rejects.chain(warnings).chain(swallowed).chain(other_header) {
            *line += lines;
        }
        for place in self.first.iter_mut().chain(&mut self.next) {
            place.line += lines;
        }
    }
}

/// A file to read, and how to read it.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// The source.
    pub(crate) source: &'a Source,
    /// The file.
    pub(crate) extract: &'a ExtractFile,
    /// Its encoding.
    pub(crate) charset: Charset,
    /// Where its columns are.
    pub(crate) columns: &'a ColumnMap,
    /// The size of the file in bytes.
    pub(crate) size: u64,
    /// Whether to take no short cuts: every record goes through the strict parser and every cell is decoded. The result is the
    /// same; tests compare the two ways.
    pub(crate) slowly: bool,
    /// Called with the number of bytes read since its last call.
    pub(crate) progress: &'a (dyn Fn(u64) + Sync),
}

/// Reads the records that start before byte `until`, from where the reader is, into a sink. `index` is only working memory.
///
/// # Errors
/// Why the file cannot be used.
pub(crate) fn read<S: RecordSink>(
    reading: &Reading<'_>,
    reader: &mut RecordReader<InputText>,
    index: &mut CellIndex,
    until: u64,
    sink: S,
) -> Result<PartRead<S>, Refusal> {
    let part = PartRead { sink, lines: 0, account: RecordTally::default(), first: None, next: None, behind: 0 };
    let mut file = PartReader { reading, until, reported: reader.offset(), part };
    let failed = |error: std::io::Error| Refusal::from_io(&reading.extract.shown, &error);
    loop {
        if !reading.slowly {
            file.take_indexed(reader, index).map_err(failed)?;
        }
        if !file.take_next_strictly(reader).map_err(failed)? {
            break;
        }
    }
    let PartReader { reported, mut part, .. } = file;
    part.sink.finish();
    part.behind = reader.line();
    (reading.progress)(part.next.map_or(reader.offset(), |next| next.offset).saturating_sub(reported));
    Ok(part)
}

/// Reads one part, in batches of plain records where possible and record by record otherwise.
struct PartReader<'a, S> {
    reading: &'a Reading<'a>,
    until: u64,
    /// The byte up to which progress has been reported.
    reported: u64,
    part: PartRead<S>,
}

impl<S: RecordSink> PartReader<'_, S> {
    /// Indexes the records in the buffer, and takes them.
    fn take_indexed(&mut self, reader: &mut RecordReader<InputText>, index: &mut CellIndex) -> std::io::Result<()> {
        reader.look_ahead(index)?;
        if index.is_bare() {
            self.take_all_of_index::<true>(reader, index)
        } else {
            self.take_all_of_index::<false>(reader, index)
        }
    }

    /// Takes the records of an index: runs of plain records in batches, the others one by one through the strict parser.
    fn take_all_of_index<const BARE: bool>(
        &mut self,
        reader: &mut RecordReader<InputText>,
        index: &CellIndex,
    ) -> std::io::Result<()> {
        let Reading { source, charset, columns, size, .. } = *self.reading;
        let from = reader.offset();
        if self.part.account.records == 0 {
            let bytes = self.until.min(size).saturating_sub(from);
            self.part.sink.expect(index.expected(bytes as usize));
        }
        let mut line = reader.line();
        let mut behind = from;
        let mut walk = LineCursor::default();
        let ahead = self.until.saturating_sub(from);
        loop {
            if let Some(batch) = reader.next_batch::<BARE>(index, &mut walk, columns.width, ahead) {
                self.take_batch(&batch, from, line);
                line += batch.len() as u32;
                behind = from + batch.behind() as u64;
                continue;
            }
            let Some(place) = index.next(&mut walk, columns.width) else { break };
            let offset = from + place.start as u64;
            if offset >= self.until {
                break;
            }
            let Some(record) = reader.ahead::<BARE>(index, place) else { return Ok(()) };
            if record.is_blank() {
                line += 1;
                behind = from + place.end as u64 + 1;
                continue;
            }
            if record.width() == columns.width && index.is_plain(place) {
                let found = RecordPlace { line, offset, damage: None };
                self.take(&SourceRecord { record, charset, columns, source }, found);
                line += 1;
                behind = from + place.end as u64 + 1;
                continue;
            }
            reader.pass(offset - reader.offset(), line - reader.line());
            self.take_next_strictly(reader)?;
            line = reader.line();
            behind = from + place.end as u64 + 1;
            if reader.offset() != behind {
                return Ok(());
            }
        }
        reader.pass(behind - reader.offset(), line - reader.line());
        Ok(())
    }

    /// Takes the next record with the strict parser. Returns false if the part has no more.
    fn take_next_strictly(&mut self, reader: &mut RecordReader<InputText>) -> std::io::Result<bool> {
        let Reading { source, charset, columns, slowly, .. } = *self.reading;
        let Some(found) = reader.advance()? else { return Ok(false) };
        if found.offset >= self.until {
            let place = Some(RecordStart { offset: found.offset, line: found.line });
            self.part.first = self.part.first.or(place);
            self.part.next = place;
            return Ok(false);
        }
        if reader.line() - found.line > 1 {
            let row = SourceRecord { record: &*reader, charset, columns, source };
            self.part.account.swallowed.look(&row, found.line);
        }
        if slowly {
            self.take(&SourceRecord { record: WithoutShortCuts(&*reader), charset, columns, source }, found);
        } else {
            self.take(&SourceRecord { record: &*reader, charset, columns, source }, found);
        }
        Ok(true)
    }

    /// Takes a batch of plain records.
    #[inline(never)]
    fn take_batch<const BARE: bool>(&mut self, batch: &Batch<'_, BARE>, from: u64, line: u32) {
        let Reading { source, charset, columns, .. } = *self.reading;
        self.count(RecordStart { offset: from + batch.start(0) as u64, line }, batch.len() as u64);
        let taken = self.part.sink.look(columns, batch, (from, line));
        if taken == BatchTaken::All {
            return;
        }
        let places = (line..).zip((0..batch.len()).map(|at| from + batch.start(at) as u64));
        for (at, (line, offset)) in places.enumerate() {
            let row = SourceRecord { record: batch.record(at), charset, columns, source };
            let warnings = &mut self.part.account.warnings;
            if taken == BatchTaken::None || !self.part.sink.take_looked_at(at, &row, (line, offset), warnings) {
                self.accept_or_reject(&row, RecordPlace { line, offset, damage: None });
            }
        }
    }

    /// Counts a record and hands it to the sink.
    #[inline]
    fn take<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>, found: RecordPlace) {
        self.count(RecordStart { offset: found.offset, line: found.line }, 1);
        self.accept_or_reject(row, found);
    }

    /// Counts `records` records, the first of which starts at `place`, and reports progress.
    #[inline]
    fn count(&mut self, place: RecordStart, records: u64) {
        let part = &mut self.part;
        if part.first.is_none() {
            part.first = Some(place);
        }
        part.account.records += records;
        if place.offset - self.reported > 1 << 20 {
            (self.reading.progress)(place.offset - self.reported);
            self.reported = place.offset;
        }
    }

    /// Offers a record to the sink, and tallies why if it is not taken.
    #[inline(never)]
    fn accept_or_reject<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>, found: RecordPlace) {
        let part = &mut self.part;
        let verdict = match found.damage {
            Some(Damage::TooLong(cells)) if cells != row.columns.width => {
                Err(Rejection::whole(Reason::FieldCount).into())
            }
            Some(_) => Err(Rejection::whole(Reason::Quoting).into()),
            // With the wrong number of cells, no cell is known to be the one that the header names.
            None if row.record.width() != row.columns.width => Err(Rejection::whole(Reason::FieldCount).into()),
            None => part.sink.accept(row, found.line, found.offset, &mut part.account.warnings),
        };
        let rejection = match verdict {
            Ok(()) => return,
            Err(NotTaken::LeftOut(text)) => {
                *part.account.left_out.entry(text).or_default() += 1;
                return;
            }
            Err(NotTaken::Rejected(rejection)) => rejection,
        };
        // Blank rows and repeated headers are looked for only among rejected records: without an identity the sink takes
        // neither. A damaged record, or one with the wrong number of cells, is never one of them: nobody knows what it was.
        let is_intact = found.damage.is_none() && rejection.reason != Reason::FieldCount;
        if is_intact && is_blank(row) {
            part.account.blank_rows += 1;
            return;
        }
        if is_intact && row.repeats_header() {
            part.account.repeated_headers += 1;
            return;
        }
        if is_intact && row.has_all_headers() {
            part.account.other_header = part.account.other_header.or(Some(found.line));
        }
        if rejection.reason == Reason::DateInvalid && part.sink.fits_other_order(&rejection.value) {
            part.account.other_order += 1;
        }
        part.account.rejects.push(reject(row, *rejection, found.line, found.offset, found.damage.is_none()));
    }
}

/// Whether every cell of a record is blank, as in the rows that a spreadsheet leaves below a table.
fn is_blank<'r>(row: &SourceRecord<'r, impl Record<'r>>) -> bool {
    let blank = |column| {
        let cell = row.charset.decode(row.record.cell(column).bytes());
        cell.is_ok_and(|cell| text::trim(&cell).is_empty())
    };
    (0..row.record.width()).all(blank)
}

/// A rejected record with its raw lines. `is_whole` says whether its quoting is sound, so that its cells can be told apart.
fn reject<'r>(
    row: &SourceRecord<'r, impl Record<'r>>,
    rejection: Rejection,
    line: u32,
    offset: u64,
    is_whole: bool,
) -> Reject {
    let has_cells = is_whole && rejection.reason != Reason::FieldCount;
    let contact_id = has_cells
        .then(|| {
            let text = row.text(crate::field::Field::ContactId);
            row.contact_id().print.map(|hash| (Fingerprint::of(hash), text.as_ref().into()))
        })
        .flatten();
    Reject {
        line,
        about: rejection.about,
        reason: rejection.reason,
        value: rejection.value.into(),
        record: row.charset.decode_for_show(row.record.raw()).into(),
        byte: rejection.byte.map(|at| offset + at),
        contact_id,
    }
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
