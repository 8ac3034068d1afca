//! Looks up the file that a contact is from.

use crate::config::settings::Sort;
use crate::intake::Intake;
use crate::numbers::count;
use crate::records::ContactRecord;

/// Looks up the file that a contact's record is from, quickly enough for every record.
pub(super) struct FileLookup {
    /// The end of each file's records.
    ends: Vec<u32>,
    /// For each block of [`Self::ROWS_PER_ENTRY`] records, the first file that may have one of them.
    first: Vec<u32>,
    /// The source of each file.
    sources: Vec<usize>,
}

impl FileLookup {
    const ROWS_PER_ENTRY: u32 = 1 << 12;

    /// Prepares the lookup for the files of an intake.
    pub(super) fn new(intake: &Intake) -> Self {
        let of_contacts = || intake.files.iter().filter(|file| file.sort == Sort::Contacts);
        let ends: Vec<u32> = of_contacts().map(|file| count(file.rows.end)).collect();
        let first = (0..=ends.last().copied().unwrap_or_default() / Self::ROWS_PER_ENTRY)
            .map(|block| count(ends.partition_point(|end| *end <= block * Self::ROWS_PER_ENTRY)))
            .collect();
        Self { ends, first, sources: of_contacts().map(|file| file.source).collect() }
    }

    /// The source of a file.
    pub(super) fn source_of(&self, file: usize) -> usize {
        self.sources[file]
    }

    /// The index of the record's file.
    pub(super) fn file_of(&self, row: ContactRecord) -> usize {
        let row = row.column();
        let mut file = self.first[(row / Self::ROWS_PER_ENTRY) as usize] as usize;
        while self.ends[file] <= row {
            file += 1;
        }
        file
    }
}
