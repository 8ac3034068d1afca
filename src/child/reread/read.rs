//! Reads chosen records of the extracts again.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;

use rayon::prelude::*;

use super::Reread;
use super::records::{DAYS, FileRecords, IDS, Layout, RereadRecords, TEXTS, day_number};
use crate::cells::dates::DateParser;
use crate::cells::no_value::is_no_value;
use crate::config::settings::{Settings, Sort, Source};
use crate::contact::columns::{NO_TEXT, Texts};
use crate::contact::source_record::SourceRecord;
use crate::extract::encoding::{Utf16Reader, mark};
use crate::extract::open::{Refusal, changed};
use crate::extract::record::RecordReader;
use crate::extract::stamp::Stamp;
use crate::field::Field;
use crate::intake::{FileFacts, Intake};
use crate::opening;
use crate::records::{AnyRecord, ChildRecord, ContactRecord};
use crate::stop::Stop;
use crate::text::{SHOWN, shortened, trim};

/// How many records are read again by one thread at a time.
const RECORDS_PER_THREAD: usize = 1 << 15;

/// Reads these records again. They must be in ascending order.
///
/// # Errors
/// A refusal if a file has changed since it was first read.
pub(crate) fn read(
    settings: &Settings,
    intake: &Intake,
    contacts: &[ContactRecord],
    children: &[ChildRecord],
) -> Result<Reread, Stop> {
    read_records(settings, intake, (contacts, children), &[])
}

/// Like [`read`], with the ids that each record itself carries.
///
/// # Errors
/// A refusal if a file has changed since it was first read.
pub(crate) fn read_with_ids(
    settings: &Settings,
    intake: &Intake,
    contacts: &[ContactRecord],
    children: &[ChildRecord],
) -> Result<Reread, Stop> {
    read_records(settings, intake, (contacts, children), &IDS)
}

/// Like [`read`], for contacts, with their contact ids.
///
/// # Errors
/// A refusal if a file has changed since it was first read.
pub(crate) fn read_contact_ids(
    settings: &Settings,
    intake: &Intake,
    contacts: &[ContactRecord],
) -> Result<Reread, Stop> {
    read_records(settings, intake, (contacts, &[]), &[Field::ContactId])
}

fn read_records(
    settings: &Settings,
    intake: &Intake,
    (contacts, children): (&[ContactRecord], &[ChildRecord]),
    ids: &[Field],
) -> Result<Reread, Stop> {
    let mut tasks: Vec<(&FileFacts, Rows<'_>)> = Vec::new();
    for file in &intake.files {
        // A UTF-16 file must be read from its start, so one task reads all its records.
        let chunk = if file.charset.is_read_as_it_stands() { RECORDS_PER_THREAD } else { usize::MAX };
        match file.sort {
            Sort::Contacts => {
                let in_file = records_in_range(contacts, |record| record.place(), &file.rows);
                tasks.extend(in_file.chunks(chunk).map(|records| (file, Rows::Contacts(records))));
            }
            Sort::Children => {
                let in_file = records_in_range(children, |record| record.place(), &file.rows);
                tasks.extend(in_file.chunks(chunk).map(|records| (file, Rows::Children(records))));
            }
        }
    }
    let parts: Vec<(Sort, Result<FileTexts, Refusal>)> =
        tasks.into_par_iter().map(|(file, rows)| (file.sort, read_file(settings, intake, (file, rows), ids))).collect();
    let mut reread = Reread {
        contacts: RereadRecords::new(contacts.iter().map(|record| record.place())),
        children: RereadRecords::new(children.iter().map(|record| record.place())),
        ..Reread::default()
    };
    let mut problems = Vec::new();
    let mut runs = Vec::with_capacity(parts.len());
    for (sort, part) in parts {
        match part {
            Ok((texts, run)) => {
                let numbers: Vec<u32> = texts.iter().map(|text| reread.texts.number(text)).collect();
                runs.push((sort, run, numbers));
            }
            Err(Refusal::Extract(problem)) => problems.push(problem),
            Err(Refusal::Configuration(more)) => problems.extend(more),
            Err(Refusal::NotUtf8) => {
                return Err(Stop::Bug("an extract was read a second time in another encoding".to_owned()));
            }
        }
    }
    reread.texts.close();
    runs.par_iter_mut().for_each(|(_, run, numbers)| run.renumber(numbers));
    for (sort, run, _) in runs {
        match sort {
            Sort::Contacts => reread.contacts.push(run),
            Sort::Children => reread.children.push(run),
        }
    }
    // A file that has changed is reported once, however many threads have noticed.
    problems.sort();
    problems.dedup();
    if problems.is_empty() { Ok(reread) } else { Err(Stop::Refused(problems)) }
}

/// The records of a sorted list whose numbers are in a range.
fn records_in_range<'a, R: Copy>(records: &'a [R], place: impl Fn(R) -> usize, range: &Range<usize>) -> &'a [R] {
    let from = records.partition_point(|record| place(*record) < range.start);
    let to = records.partition_point(|record| place(*record) < range.end);
    &records[from..to]
}

/// The records to read from one file, in order.
#[derive(Clone, Copy)]
enum Rows<'a> {
    Contacts(&'a [ContactRecord]),
    Children(&'a [ChildRecord]),
}

impl Rows<'_> {
    const fn len(&self) -> usize {
        match self {
            Self::Contacts(records) => records.len(),
            Self::Children(records) => records.len(),
        }
    }

    fn get(self, place: usize) -> AnyRecord {
        match self {
            Self::Contacts(records) => records[place].into(),
            Self::Children(records) => records[place].into(),
        }
    }

    fn iter(self) -> impl Iterator<Item = AnyRecord> {
        (0..self.len()).map(move |place| self.get(place))
    }
}

/// What was read from one file: its texts, and its records with the numbers of these texts.
type FileTexts = (Texts, FileRecords);

/// Reads these rows of one file.
fn read_file(
    settings: &Settings,
    intake: &Intake,
    (facts, rows): (&FileFacts, Rows<'_>),
    ids: &[Field],
) -> Result<FileTexts, Refusal> {
    let failed = |error: io::Error| Refusal::from_io(&facts.shown, &error);
    let file = opening::open(&facts.path).map_err(failed)?;
    if Stamp::of(&file).map_err(failed)? != facts.stamp {
        return Err(changed(&facts.shown));
    }
    let file_to_check = file.try_clone().map_err(failed)?;
    let source = facts.source_of(settings);
    let mut records = RecordCollector::new(facts, source, rows.len(), ids);
    if facts.charset.is_read_as_it_stands() {
        let mut reader = RecordReader::new(file, source.delimiter, 0, 1);
        let mut follower = intake.parts.follow();
        for record in rows.iter() {
            let (line, offset) = match record {
                AnyRecord::Contact(record) => follower.place(record),
                AnyRecord::Child(record) => intake.register.place(record),
            };
            reader.go_to(offset, line).map_err(failed)?;
            reader.advance().map_err(failed)?;
            records.take(&reader, line)?;
        }
    } else {
        // Offsets were counted in the UTF-8 that UTF-16 is converted to, not in the file, so it is read from the start.
        let mut reader = RecordReader::new(open_utf16(file, facts).map_err(failed)?, source.delimiter, 0, 1);
        let mut wanted = rows.iter().map(|record| intake.place(record)).peekable();
        for _ in 0..source.skip_rows {
            reader.skip_line().map_err(failed)?;
        }
        while let Some((line, offset)) = wanted.peek() {
            let Some(found) = reader.advance().map_err(failed)? else {
                return Err(changed(&facts.shown));
            };
            if found.offset == *offset {
                records.take(&reader, *line)?;
                wanted.next();
            }
        }
    }
    if Stamp::of(&file_to_check).map_err(failed)? != facts.stamp {
        return Err(changed(&facts.shown));
    }
    Ok((records.texts, records.run))
}

/// Opens a UTF-16 file from its start, and reads it as UTF-8.
fn open_utf16(mut file: File, facts: &FileFacts) -> io::Result<Utf16Reader<impl Read + use<>>> {
    let mut first = [0; 2];
    file.read_exact(&mut first)?;
    let prefix = if mark(&first).is_none() { first.to_vec() } else { Vec::new() };
    Ok(Utf16Reader::new(io::Cursor::new(prefix).chain(file), facts.charset))
}

/// Adds a text, shortened as the packs show it, and returns its number.
fn add_text(texts: &mut Texts, text: &str) -> u32 {
    if text.len() > SHOWN
        && let Cow::Owned(short) = shortened(text)
    {
        return texts.number(&short);
    }
    texts.number(text)
}

/// A field to read, and where its number goes.
struct WantedField {
    field: Field,
    /// Its column, if its text is just that cell.
    column: Option<usize>,
    /// The index of its number among the record's numbers.
    place: usize,
    /// The number that stands for a blank cell.
    blank: u32,
}

/// Collects the fields to read from the records of a file.
struct RecordCollector<'a> {
    facts: &'a FileFacts,
    source: &'a Source,
    booked: DateParser,
    changed: DateParser,
    texts: Texts,
    run: FileRecords,
    wanted: Vec<WantedField>,
    ids: Vec<WantedField>,
    days: Vec<WantedField>,
}

impl<'a> RecordCollector<'a> {
    fn new(facts: &'a FileFacts, source: &'a Source, records: usize, with_ids: &[Field]) -> Self {
        let mut texts = Texts::default();
        let mut layout = Layout::new();
        let mut wanted = Vec::new();
        for field in TEXTS {
            let constant = source.constants.get(&field).filter(|text| !text.is_empty());
            let blank = constant.map_or(NO_TEXT, |text| add_text(&mut texts, text));
            let column = facts.columns.of(field);
            let of_full_name = matches!(field, Field::FamilyName | Field::GivenName) && facts.columns.has_full_name();
            if column.is_some() || of_full_name || (field == Field::Outcome && source.has(field)) {
                // An outcome of several columns must be joined, and a full name must be split.
                let is_whole = field != Field::Outcome || facts.columns.outcome_more.is_empty();
                let column = column.filter(|_| is_whole && !of_full_name);
                wanted.push(WantedField { field, column, place: layout.add_field(field), blank });
            } else if blank != NO_TEXT {
                layout.set_constant(field, blank);
            }
        }
        let mut ids = Vec::new();
        for field in with_ids.iter().copied().filter(|field| source.has(*field)) {
            ids.push(WantedField { field, column: None, place: layout.add_field(field), blank: NO_TEXT });
        }
        let mut days = Vec::new();
        for field in DAYS.into_iter().filter(|field| source.has(*field)) {
            days.push(WantedField {
                field,
                column: facts.columns.of(field),
                place: layout.add_field(field),
                blank: NO_TEXT,
            });
        }
        Self {
            facts,
            source,
            booked: source.formats.other_dates(source.formats.booked_on.as_ref()),
            changed: source.formats.other_dates(source.formats.details_changed_on.as_ref()),
            texts,
            run: FileRecords::new(layout, records),
            wanted,
            ids,
            days,
        }
    }

    /// Adds the record read last, which starts on `line`.
    fn take<R: Read>(&mut self, reader: &RecordReader<R>, line: u32) -> Result<(), Refusal> {
        if reader.len() != self.facts.columns.width {
            return Err(changed(&self.facts.shown));
        }
        let cells = SourceRecord {
            record: reader,
            charset: self.facts.charset,
            columns: &self.facts.columns,
            source: self.source,
        };
        let numbers = self.run.push(line);
        for WantedField { field, column, place, blank } in &self.wanted {
            numbers[*place] = match column {
                // Nearly every record is ASCII.
                Some(column) if reader.is_plain() => {
                    match trim(std::str::from_utf8(reader.cell(*column)).unwrap_or_default()) {
                        "" => *blank,
                        text if *field != Field::Outcome && is_no_value(text) => *blank,
                        text => add_text(&mut self.texts, text),
                    }
                }
                _ => {
                    let text =
                        if *field == Field::Outcome { cells.outcome_in_extract().into() } else { cells.text(*field) };
                    if text.is_empty() { NO_TEXT } else { add_text(&mut self.texts, &text) }
                }
            };
        }
        if let Some(identity) = Some(&self.ids).filter(|ids| !ids.is_empty()).and_then(|_| cells.identity().ok()) {
            for WantedField { field, place, .. } in &self.ids {
                let text = cells.text(Field::ContactId);
                let id = if *field == Field::ContactId { Some(text.as_ref()) } else { identity.id(*field) };
                numbers[*place] = id.map_or(NO_TEXT, |id| add_text(&mut self.texts, id));
            }
        }
        for WantedField { field, place, .. } in &self.days {
            let text = cells.text(*field);
            let parser = if *field == Field::BookedOn { &mut self.booked } else { &mut self.changed };
            numbers[*place] =
                day_number(if text.is_empty() { None } else { parser.parse(&text).map(|moment| moment.day) });
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
