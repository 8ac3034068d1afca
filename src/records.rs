//! Numbers that identify a record of the extracts: its place, in reading order, among all records that were not rejected.
//! Contacts' records and children's records are counted separately, and within a part of a file a record has yet another
//! place. The types keep these numbers apart.

use crate::config::settings::Sort;
use crate::numbers::count;

/// A contact's record, by its place among all contacts' records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContactRecord(u32);

/// A child's record, by its place among all children's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChildRecord(u32);

/// A record of either sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnyRecord {
    /// Of a contact.
    Contact(ContactRecord),
    /// Of a child.
    Child(ChildRecord),
}

impl ContactRecord {
    /// The record at this place.
    ///
    /// # Panics
    /// If the place is more than `u32::MAX`, about four thousand million. Reading refuses that many records.
    pub const fn at(place: usize) -> Self {
        Self(count(place))
    }

    /// Its place.
    pub(crate) const fn place(self) -> usize {
        self.0 as usize
    }

    /// The record this many places later.
    #[must_use]
    pub const fn behind(self, records: u32) -> Self {
        Self(self.0 + records)
    }

    /// The number that a column stores.
    pub(crate) const fn column(self) -> u32 {
        self.0
    }
}

impl ChildRecord {
    /// The record at this place.
    pub(crate) const fn at(place: usize) -> Self {
        Self(count(place))
    }

    /// Its place.
    pub(crate) const fn place(self) -> usize {
        self.0 as usize
    }
}

impl AnyRecord {
    /// The record of this sort at this place.
    pub const fn at(sort: Sort, place: usize) -> Self {
        match sort {
            Sort::Contacts => Self::Contact(ContactRecord::at(place)),
            Sort::Children => Self::Child(ChildRecord::at(place)),
        }
    }

    /// Whether it is a contact's or a child's record.
    pub(crate) const fn sort(self) -> Sort {
        match self {
            Self::Contact(_) => Sort::Contacts,
            Self::Child(_) => Sort::Children,
        }
    }

    /// Its place among the records of its sort.
    pub(crate) const fn place(self) -> usize {
        match self {
            Self::Contact(record) => record.place(),
            Self::Child(record) => record.place(),
        }
    }
}

impl From<ContactRecord> for AnyRecord {
    fn from(record: ContactRecord) -> Self {
        Self::Contact(record)
    }
}

impl From<ChildRecord> for AnyRecord {
    fn from(record: ChildRecord) -> Self {
        Self::Child(record)
    }
}
