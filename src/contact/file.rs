//! Reads the records of a file, or of a part of it, whatever they are about: counting, rejecting, warning.

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

/// Records that are no contacts: what says so, and how many there are. The texts are those that the configuration, or a
/// built-in set, maps.
pub(crate) type LeftOut = BTreeMap<Box<str>, u64>;

/// Where a record starts: a byte of the file, and a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecordStart {
    /// The byte.
    pub(crate) offset: u64,
    /// The line, counted as the part's reader counts.
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
    /// Rejected dates that would fit with day and month in the other order.
    pub(crate) other_order: u64,
    /// Records without anything in them.
    pub(crate) blank_rows: u64,
    /// Records that are the header again.
    pub(crate) repeated_headers: u64,
    /// Cells that seem to have swallowed the records of several lines.
    pub(crate) swallowed: Swallowed,
}

impl RecordTally {
    /// Its records but for those that are no contact: left out, blank, or the header again. These make no share smaller.
    pub(crate) fn with_content(&self) -> u64 {
        self.records - self.left_out.values().sum::<u64>() - self.blank_rows - self.repeated_headers
    }

    /// Adds that of the part that follows.
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
    }
}

/// What is read of a file in one go: all of it, or one part. Lines are counted as the reader counts them.
pub(crate) struct PartRead<S> {
    /// What its records became.
    pub(crate) sink: S,
    /// How many lines are before the one that the sink was told is the first.
    pub(crate) lines: u32,
    /// What became of its records.
    pub(crate) account: RecordTally,
    /// The first record that was found, in this part or behind it; none where the file ends before.
    pub(crate) first: Option<RecordStart>,
    /// The first record that is not of this part; none where the file ends with it.
    pub(crate) next: Option<RecordStart>,
    /// The line behind what was read.
    pub(crate) behind: u32,
}

impl<S> PartRead<S> {
    /// Counts lines from another one: so many more than the reader did. The sink's own lines stay what they are.
    pub(crate) fn shift(&mut self, lines: u32) {
        self.lines += lines;
        self.behind += lines;
        let RecordTally { rejects, warnings, swallowed, .. } = &mut self.account;
        let rejects = rejects.iter_mut().map(|reject| &mut reject.line);
        let swallowed = swallowed.first.iter_mut().map(|(line, _)| line);
        for line in rejects.chain(warnings.iter_mut().map(|warning| &mut warning.line)).chain(swallowed) {
            *line += lines;
        }
        for place in self.first.iter_mut().chain(&mut self.next) {
            place.line += lines;
        }
    }
}

/// The file that is read, and how.
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
    /// Bytes of the file.
    pub(crate) size: u64,
    /// Whether every record is read by the strict rules and every cell by its text. Nothing depends on it: it is what
    /// tests hold the short cuts against.
    pub(crate) slowly: bool,
    /// Told how many bytes have been read since it was told last.
    pub(crate) progress: &'a (dyn Fn(u64) + Sync),
}

/// Reads the records that start before `until`, from where the reader is, into a sink. The index is used again and again.
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

/// Reads one part, record by record or batch by batch.
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

    /// Takes the records of an index: batches of plain ones together, and those that are not plain by the strict rules.
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

    /// Reads and takes the next record by the strict rules. False where the part has no more.
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

    /// Takes a record.
    #[inline]
    fn take<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>, found: RecordPlace) {
        self.count(RecordStart { offset: found.offset, line: found.line }, 1);
        self.accept_or_reject(row, found);
    }

    /// Counts so many records, of which the first stands there.
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

    /// Gives a record to the sink, and notes why where it is not taken.
    #[inline(never)]
    fn accept_or_reject<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>, found: RecordPlace) {
        let part = &mut self.part;
        let verdict = match found.damage {
            Some(Damage::TooLong(cells)) if cells != row.columns.width => {
                Err(Rejection::whole(Reason::FieldCount).into())
            }
            Some(_) => Err(Rejection::whole(Reason::Quoting).into()),
            // No cell is known to be a mapped one.
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
        // Neither can have been taken for a contact: it says of no child. What is damaged or has not as many cells as the header
        // is never one of these: nobody knows what it was.
        let whole = found.damage.is_none() && rejection.reason != Reason::FieldCount;
        if whole && is_blank(row) {
            part.account.blank_rows += 1;
            return;
        }
        if whole && is_header_again(row) {
            part.account.repeated_headers += 1;
            return;
        }
        if rejection.reason == Reason::DateInvalid && part.sink.fits_other_order(&rejection.value) {
            part.account.other_order += 1;
        }
        part.account.rejects.push(reject(row, *rejection, found.line, found.offset, found.damage.is_none()));
    }
}

/// Whether a record has nothing in any cell, such as a spreadsheet leaves behind a table.
fn is_blank<'r>(row: &SourceRecord<'r, impl Record<'r>>) -> bool {
    let blank = |column| {
        let cell = row.charset.decode(row.record.cell(column).bytes());
        cell.is_ok_and(|cell| text::trim(&cell).is_empty())
    };
    (0..row.record.width()).all(blank)
}

/// Whether a record is the header again, as where files were put together.
fn is_header_again<'r>(row: &SourceRecord<'r, impl Record<'r>>) -> bool {
    let same = |column| {
        let cell = row.charset.decode(row.record.cell(column).bytes());
        cell.is_ok_and(|cell| row.columns.says_header(column, text::trim(&cell)))
    };
    (0..row.columns.width).all(same)
}

/// A rejected record with its lines as they stand.
fn reject<'r>(
    row: &SourceRecord<'r, impl Record<'r>>,
    rejection: Rejection,
    line: u32,
    offset: u64,
    whole: bool,
) -> Reject {
    let structured = whole && rejection.reason != Reason::FieldCount;
    let contact_id = structured
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
