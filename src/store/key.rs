//! What a child is known by: the NHS number, or the one that the local id stands for, or the local id itself.
//!
//! Two records are never joined because both lack something.

use crate::cells::nhs::NhsNumber;

/// A child's number among all children of the run. It means nothing outside the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChildNumber(u32);

impl ChildNumber {
    /// The number of the child at an index.
    pub(crate) const fn new(place: u32) -> Self {
        Self(place)
    }

    /// The index, as columns store it.
    pub(crate) const fn place(self) -> u32 {
        self.0
    }
}

/// What a child is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChildKey {
    /// A valid NHS number.
    Nhs(NhsNumber),
    /// The number of a local id that stands for no NHS number, or for several: an unlinked child.
    Local(u32),
}

impl ChildKey {
    /// The NHS number, if the child is known by one.
    pub(crate) const fn nhs_number(self) -> Option<NhsNumber> {
        match self {
            Self::Nhs(number) => Some(number),
            Self::Local(_) => None,
        }
    }
}

/// A [`ChildKey`] in four bytes: an NHS number without its check digit, or, above all of those, the number of a local id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PackedKey(u32);

/// One more than the largest NHS number without its check digit.
const NUMBERS: u32 = 1_000_000_000;

impl PackedKey {
    /// The key of an NHS number, as a column stores it.
    pub(crate) const fn nhs(column: u32) -> Self {
        Self(column)
    }

    /// The key of a child who is known by a local id only.
    ///
    /// # Panics
    /// If there are more than about 3.3 thousand million local ids.
    pub(crate) fn local(number: u32) -> Self {
        assert!(number < u32::MAX - NUMBERS, "too many local ids");
        Self(NUMBERS + number)
    }

    /// Whether it is an NHS number.
    pub(crate) const fn is_number(self) -> bool {
        self.0 < NUMBERS
    }

    /// The key, unpacked.
    pub(crate) fn key(self) -> ChildKey {
        match NhsNumber::from_column(self.0) {
            Some(number) if self.0 < NUMBERS => ChildKey::Nhs(number),
            _ => ChildKey::Local(self.0 - NUMBERS),
        }
    }

    /// The key, packed.
    pub(crate) fn of(key: ChildKey) -> Self {
        match key {
            ChildKey::Nhs(number) => Self::nhs(NhsNumber::column(Some(number))),
            ChildKey::Local(number) => Self::local(number),
        }
    }

    /// The number of the local id, if the child is known by one.
    pub(crate) fn as_local(self) -> Option<u32> {
        match self.key() {
            ChildKey::Local(local) => Some(local),
            ChildKey::Nhs(_) => None,
        }
    }

    /// The child's partition: the upper bits of a product, so that consecutive numbers are spread over partitions.
    pub(crate) const fn partition(self) -> usize {
        (self.0.wrapping_mul(0x9E37_79B1) >> 24) as usize
    }
}
