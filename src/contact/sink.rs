//! The trait through which the reader of a file hands over its records.

use super::fate::Warning;
use super::source_record::{NotTaken, SourceRecord};
use crate::extract::cell::Record;
use crate::extract::columns::ColumnMap;
use crate::extract::record::batch::Batch;

/// How much of a batch of records a sink has taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BatchTaken {
    /// Nothing: hand over each record with [`RecordSink::accept`].
    None,
    /// Nothing yet, but for some records [`RecordSink::take_looked_at`] will do.
    Some,
    /// All of it.
    All,
}

/// Takes the records of a file, or of a part of it.
pub(crate) trait RecordSink {
    /// Takes a record that has as many cells as the header. Keeps nothing of a record that it does not take.
    ///
    /// # Errors
    /// Why the record is rejected, or left out.
    fn accept<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        line: u32,
        offset: u64,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), NotTaken>;

    /// Looks at a batch of records column by column, and takes all of them if that is enough to read each. The batch starts at
    /// byte `from` of the file, its first record on `line`.
    fn look<const BARE: bool>(
        &mut self,
        columns: &ColumnMap,
        batch: &Batch<'_, BARE>,
        (from, line): (u64, u32),
    ) -> BatchTaken {
        let _ = (columns, batch, from, line);
        BatchTaken::None
    }

    /// Takes record `at` of the batch last looked at, if that look was enough to read it; else returns false.
    fn take_looked_at<'r>(
        &mut self,
        at: usize,
        row: &SourceRecord<'r, impl Record<'r>>,
        (line, offset): (u32, u64),
        warnings: &mut Vec<Warning>,
    ) -> bool {
        let _ = (at, row, line, offset, warnings);
        false
    }

    /// Says that about this many records will follow.
    fn expect(&mut self, records: usize) {
        let _ = records;
    }

    /// Called when all records of the part have been handed over.
    fn finish(&mut self) {}

    /// Whether a rejected date would be valid with day and month exchanged.
    fn fits_other_order(&self, date: &str) -> bool {
        let _ = date;
        false
    }
}
