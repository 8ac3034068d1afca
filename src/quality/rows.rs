//! Which file a contact is from.

use crate::config::settings::Sort;
use crate::intake::Intake;
use crate::numbers::count;
use crate::records::ContactRecord;

/// Which file a record of a contact is from, looked up for every one of them.
pub(super) struct FilesOfRows {
    /// Where the records of each file end.
    ends: Vec<u32>,
    /// For so many records together the first file that one of them may be from.
    first: Vec<u32>,
}

impl FilesOfRows {
    const TOGETHER: u32 = 1 << 12;

    /// Of the files of an intake.
    pub(super) fn new(intake: &Intake) -> Self {
        let of_contacts = intake.files.iter().filter(|file| file.sort == Sort::Contacts);
        let ends: Vec<u32> = of_contacts.map(|file| count(file.rows.end)).collect();
        let first = (0..=ends.last().copied().unwrap_or_default() / Self::TOGETHER)
            .map(|some| count(ends.partition_point(|end| *end <= some * Self::TOGETHER)))
            .collect();
        Self { ends, first }
    }

    /// The place of the file among all.
    pub(super) fn of(&self, row: ContactRecord) -> usize {
        let row = row.column();
        let mut file = self.first[(row / Self::TOGETHER) as usize] as usize;
        while self.ends[file] <= row {
            file += 1;
        }
        file
    }
}
