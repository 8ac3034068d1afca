//! Reads all records of one file, whatever they are about: counting, rejecting, warning.

use super::fate::{Reject, Warning};
use super::row::{Rejection, Row};
use crate::config::settings::{ExtractFile, Source};
use crate::day::Day;
use crate::extract::columns::ColumnMap;
use crate::extract::encoding::Charset;
use crate::extract::open::{self, Digested, Opened, Refusal, Text};
use crate::extract::record::Damage;
use crate::problem::Problem;

use super::fate::Reason;

/// What the records of a file become.
pub trait Sink {
    /// Takes a record that is whole. Nothing of a rejected one is kept.
    ///
    /// # Errors
    /// Why the record is rejected.
    fn accept(
        &mut self,
        row: &Row<'_, Text>,
        line: u32,
        offset: u64,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), Rejection>;

    /// Whether a rejected date would fit with day and month in the other order.
    fn fits_other_order(&self, date: &str) -> bool {
        let _ = date;
        false
    }
}

/// A file that has been read.
pub struct FileRead<S> {
    /// What its records became.
    pub sink: S,
    /// Records that it has.
    pub records: u64,
    /// Those that could not be used, in the order of their lines.
    pub rejects: Vec<Reject>,
    /// Cells that could not be read, in the order of their lines.
    pub warnings: Vec<Warning>,
    /// Rejected dates that would fit with day and month in the other order.
    pub other_order: u64,
    /// Its encoding.
    pub charset: Charset,
    /// Where its columns are.
    pub columns: ColumnMap,
    /// Its size and checksum.
    pub digest: Digested,
    /// How it was when it was opened.
    pub stamp: open::Stamp,
}

impl<S> FileRead<S> {
    /// The same file with another sink.
    pub fn change<T>(self, change: impl FnOnce(S) -> T) -> FileRead<T> {
        let Self { sink, records, rejects, warnings, other_order, charset, columns, digest, stamp } = self;
        FileRead { sink: change(sink), records, rejects, warnings, other_order, charset, columns, digest, stamp }
    }
}

/// What reading is told besides the source.
pub struct Reading<'a> {
    /// The configuration file, for messages.
    pub config_file: &'a str,
    /// The day the report speaks for.
    pub as_of: Day,
    /// Told how many bytes have been read since it was told last.
    pub progress: &'a (dyn Fn(u64) + Sync),
}

/// Reads a file into a sink that `start` makes: twice, where it was taken for UTF-8 and is not.
///
/// # Errors
/// Why the file cannot be used.
pub fn read<S: Sink>(
    source: &Source,
    extract: &ExtractFile,
    reading: &Reading<'_>,
    start: impl Fn() -> S,
) -> Result<FileRead<S>, Refusal> {
    match read_as(source, extract, reading, None, start()) {
        Err(Refusal::NotUtf8) => read_as(source, extract, reading, Some(Charset::Windows1252), start()),
        other => other,
    }
}

fn read_as<S: Sink>(
    source: &Source,
    extract: &ExtractFile,
    reading: &Reading<'_>,
    given: Option<Charset>,
    mut sink: S,
) -> Result<FileRead<S>, Refusal> {
    let mut opened = open::open_as(source, extract, reading.config_file, given)?;
    let mut records = 0;
    let mut rejects = Vec::new();
    let mut warnings = Vec::new();
    let mut other_order = 0;
    let mut told = 0;
    while let Some(found) = opened.reader.advance().map_err(|error| Refusal::from_io(&extract.shown, &error))? {
        records += 1;
        if found.offset - told > 1 << 20 {
            (reading.progress)(found.offset - told);
            told = found.offset;
        }
        let Opened { reader, charset, columns, .. } = &opened;
        let row = Row { reader, charset: *charset, columns, source };
        let verdict = match found.damage {
            Some(Damage::TooLong(cells)) if cells != columns.width => Err(Rejection::whole(Reason::FieldCount)),
            Some(_) => Err(Rejection::whole(Reason::Quoting)),
            None => match row.flaw() {
                Some(rejection) => Err(rejection),
                None => sink.accept(&row, found.line, found.offset, &mut warnings),
            },
        };
        if let Err(rejection) = verdict {
            if rejection.reason == Reason::DateInvalid && sink.fits_other_order(&rejection.value) {
                other_order += 1;
            }
            rejects.push(reject(&row, rejection, found.line, found.offset, found.damage.is_none()));
        }
    }
    (reading.progress)(opened.stamp.size().saturating_sub(told));
    let (charset, stamp, columns) = (opened.charset, opened.stamp, opened.columns.clone());
    let digest = opened.finish(extract)?;
    if records == 0 {
        return Err(Refusal::Extract(
            Problem::new(&extract.shown, "the extract has a header and no records")
                .help("ask for the extract again; an empty extract is never taken for a quiet week"),
        ));
    }
    Ok(FileRead { sink, records, rejects, warnings, other_order, charset, columns, digest, stamp })
}

/// A rejected record with its lines as they stand.
fn reject(row: &Row<'_, Text>, rejection: Rejection, line: u32, offset: u64, whole: bool) -> Reject {
    let structured = whole && rejection.reason != Reason::FieldCount;
    let contact_id = structured
        .then(|| {
            let text = row.text(crate::field::Field::ContactId);
            row.contact_id().map(|print| (print, text.as_ref().into()))
        })
        .flatten();
    Reject {
        line,
        about: rejection.about,
        reason: rejection.reason,
        value: rejection.value.into(),
        record: row.charset.decode_for_show(row.reader.raw()).into(),
        byte: rejection.byte.map(|at| offset + at),
        contact_id,
    }
}
