//! Reads records again from where they start, for what the store does not hold: names, places, practitioners, and texts as they
//! are written.

mod read;
mod records;

pub(crate) use read::{read, read_contact_ids, read_with_ids};

use crate::config::settings::Sort;
use crate::contact::columns::Texts;
use crate::day::Day;
use crate::field::Field;
use crate::records::{AnyRecord, ContactRecord};
use records::{RecordNumbers, RereadRecords};

/// The records that were read again.
#[derive(Default)]
pub struct Reread {
    texts: Texts,
    contacts: RereadRecords,
    children: RereadRecords,
}

/// One record that was read again.
#[derive(Clone, Copy)]
pub(crate) struct Record<'a> {
    texts: &'a Texts,
    numbers: RecordNumbers<'a>,
}

impl<'a> Record<'a> {
    /// The line on which it starts.
    pub(crate) const fn line(self) -> u32 {
        self.numbers.line()
    }

    /// The text of a field; blank if the record has none.
    pub(crate) fn text(self, field: Field) -> &'a str {
        self.text_number(field).map_or("", |number| self.texts.text(number))
    }

    /// The number of a field's text ([`Reread::text_by_number`]); `None` if it is blank.
    pub(crate) fn text_number(self, field: Field) -> Option<u32> {
        self.numbers.get(field)
    }

    fn day(self, field: Field) -> Option<Day> {
        self.numbers.get(field).map(|number| Day(number.cast_signed()))
    }

    /// The day on which a contact was booked.
    pub(crate) fn booked_on(self) -> Option<Day> {
        self.day(Field::BookedOn)
    }

    /// The day on which a child's details were changed.
    pub(crate) fn details_changed_on(self) -> Option<Day> {
        self.day(Field::DetailsChangedOn)
    }
}

impl Reread {
    /// A record, if it was read again.
    pub(crate) fn record(&self, record: impl Into<AnyRecord>) -> Option<Record<'_>> {
        let record = record.into();
        let kept = match record.sort() {
            Sort::Contacts => &self.contacts,
            Sort::Children => &self.children,
        };
        Some(Record { texts: &self.texts, numbers: kept.record(record.place())? })
    }

    /// The text with a number ([`Record::text_number`]).
    pub(crate) fn text_by_number(&self, number: u32) -> &str {
        self.texts.text(number)
    }

    /// The line on which a record starts; 0 if it was not read again.
    pub(crate) fn line(&self, record: impl Into<AnyRecord>) -> u32 {
        self.record(record).map_or(0, Record::line)
    }

    /// The text of a field of a record; blank if the record has none or was not read again.
    pub(crate) fn text(&self, record: impl Into<AnyRecord>, field: Field) -> &str {
        self.record(record).map_or("", |record| record.text(field))
    }

    /// The day on which a contact was booked.
    pub(crate) fn booked_on(&self, record: ContactRecord) -> Option<Day> {
        self.record(record).and_then(|record| record.booked_on())
    }
}
