//! Where contacts are kept: every child's together, in 256 partitions of children.
//!
//! A part of a file is read in reading order, and its contacts are dealt out to partitions by the child's number
//! ([`scatter`]). When all parts have been read, each partition puts its own together ([`mod@gather`]): it numbers its
//! children, and brings each child's contacts side by side, in the order of a timeline. A partition fits the processor's
//! cache, so that ten million contacts take a tenth of the time that one table of them all would; and what is asked later
//! of a child is a slice of memory.

pub mod children;
pub mod gather;
pub mod links;
pub mod parts;
mod row;
pub mod same;
pub mod scatter;

pub use children::{Child, Children, Facts};
pub use gather::gather;
pub use row::Row;

/// How many partitions there are.
pub const PARTITIONS: usize = 256;
/// Partitions whose contacts a part keeps in one piece of memory, which is given back at once.
const TOGETHER: usize = 128;

/// What a child is known by, in four bytes: an NHS number without its check digit, or behind all of those the number of a
/// local id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackedKey(u32);

/// One more than the largest NHS number without its check digit.
const NUMBERS: u32 = 1_000_000_000;

impl PackedKey {
    /// The key of an NHS number, as a column stores it.
    pub const fn nhs(column: u32) -> Self {
        Self(column)
    }

    /// The key of a child who is known by a local id only.
    ///
    /// # Panics
    /// Where there are more than three thousand million local ids.
    pub fn local(number: u32) -> Self {
        assert!(number < u32::MAX - NUMBERS, "too many local ids");
        Self(NUMBERS + number)
    }

    /// Whether it is an NHS number.
    pub const fn is_number(self) -> bool {
        self.0 < NUMBERS
    }

    /// What the child is known by.
    pub fn key(self) -> crate::child::identity::ChildKey {
        use crate::child::identity::ChildKey;
        use crate::contact::nhs::NhsNumber;
        match NhsNumber::from_column(self.0) {
            Some(number) if self.0 < NUMBERS => ChildKey::Nhs(number),
            _ => ChildKey::Local(self.0 - NUMBERS),
        }
    }

    /// The same key, packed.
    pub fn of(key: crate::child::identity::ChildKey) -> Self {
        use crate::child::identity::ChildKey;
        use crate::contact::nhs::NhsNumber;
        match key {
            ChildKey::Nhs(number) => Self::nhs(NhsNumber::column(Some(number))),
            ChildKey::Local(number) => Self::local(number),
        }
    }

    /// The partition of the child: the upper bits of a product, so that numbers that follow one another are dealt out.
    pub const fn partition(self) -> usize {
        (self.0.wrapping_mul(0x9E37_79B1) >> 24) as usize
    }
}
