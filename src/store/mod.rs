//! Where contacts are kept: every child's together, in 256 partitions of children.
//!
//! A part of a file is read in reading order, and its contacts are dealt out to partitions by the child's number
//! ([`scatter`]). When all parts have been read, each partition puts its own together ([`mod@gather`]): it numbers its
//! children, and brings each child's contacts side by side, in the order of a timeline. A partition fits the processor's
//! cache, so that ten million contacts take a tenth of the time that one table of them all would; and what is asked later
//! of a child is a slice of memory.

pub(crate) mod children;
pub(crate) mod gather;
pub(crate) mod links;
pub(crate) mod parts;
mod row;
pub(crate) mod same;
pub(crate) mod scatter;

pub(crate) use children::{Child, Children, Facts};
pub(crate) use gather::gather;
pub(crate) use row::Row;

/// How many partitions there are.
pub(crate) const PARTITIONS: usize = 256;
/// Partitions whose contacts a part keeps in one piece of memory, which is given back at once.
const TOGETHER: usize = 128;

/// What a child is known by, in four bytes: an NHS number without its check digit, or behind all of those the number of a
/// local id.
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
    /// Where there are more than three thousand million local ids.
    pub(crate) fn local(number: u32) -> Self {
        assert!(number < u32::MAX - NUMBERS, "too many local ids");
        Self(NUMBERS + number)
    }

    /// Whether it is an NHS number.
    pub(crate) const fn is_number(self) -> bool {
        self.0 < NUMBERS
    }

    /// What the child is known by.
    pub(crate) fn key(self) -> crate::child::identity::ChildKey {
        use crate::child::identity::ChildKey;
        use crate::contact::nhs::NhsNumber;
        match NhsNumber::from_column(self.0) {
            Some(number) if self.0 < NUMBERS => ChildKey::Nhs(number),
            _ => ChildKey::Local(self.0 - NUMBERS),
        }
    }

    /// The same key, packed.
    pub(crate) fn of(key: crate::child::identity::ChildKey) -> Self {
        use crate::child::identity::ChildKey;
        use crate::contact::nhs::NhsNumber;
        match key {
            ChildKey::Nhs(number) => Self::nhs(NhsNumber::column(Some(number))),
            ChildKey::Local(number) => Self::local(number),
        }
    }

    /// The partition of the child: the upper bits of a product, so that numbers that follow one another are dealt out.
    pub(crate) const fn partition(self) -> usize {
        (self.0.wrapping_mul(0x9E37_79B1) >> 24) as usize
    }
}
