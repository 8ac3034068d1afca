//! Where the reader of a file hands its records.

use super::fate::Warning;
use super::source_record::{NotTaken, SourceRecord};
use crate::extract::cell::Record;
use crate::extract::columns::ColumnMap;
use crate::extract::record::batch::Batch;

/// How much of a batch of records a sink has taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BatchTaken {
    /// Nothing: each record is to be handed over by itself.
    None,
    /// Nothing yet, but some records need no more than what was found out ([`RecordSink::take_looked_at`]).
    Some,
    /// All of it.
    All,
}

/// Takes the records of a file, or of a part of it.
pub(crate) trait RecordSink {
    /// Takes a record that has as many cells as the header. Nothing of one that is not taken is kept.
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

    /// Looks at records that stand side by side, and takes all of them where that tells all that they say. The bytes looked at
    /// start at that byte of the file, and the first record on that line.
    fn look<const BARE: bool>(
        &mut self,
        columns: &ColumnMap,
        batch: &Batch<'_, BARE>,
        (from, line): (u64, u32),
    ) -> BatchTaken {
        let _ = (columns, batch, from, line);
        BatchTaken::None
    }

    /// Takes one of the records that were looked at, where that has told what it must say. False where it has not.
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

    /// There will be about so many records.
    fn expect(&mut self, records: usize) {
        let _ = records;
    }

    /// All records of the part have been taken.
    fn finish(&mut self) {}

    /// Whether a rejected date would fit with day and month in the other order.
    fn fits_other_order(&self, date: &str) -> bool {
        let _ = date;
        false
    }
}
