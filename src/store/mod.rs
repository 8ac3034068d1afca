//! Where contacts are kept: every child's together, in 256 partitions of children.
//!
//! A part of a file is read in reading order, and its contacts are dealt out to partitions by the child's number
//! ([`scatter`]). When all parts have been read, each partition puts its own together ([`mod@gather`]): it numbers its
//! children, and brings each child's contacts side by side, in the order of a timeline. A partition fits the processor's
//! cache, so that ten million contacts take a tenth of the time that one table of them all would; and what is asked later
//! of a child is a slice of memory.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a partition has fewer records than four bytes count, as has a run; bits are taken apart"
)]

pub(crate) mod children;
mod contact_blocks;
pub(crate) mod gather;
mod key;
pub(crate) mod local_ids;
pub(crate) mod parts;
pub(crate) mod register;
mod row;
pub(crate) mod same;
pub(crate) mod scatter;
mod seen_since;

pub(crate) use children::{Child, Children, Exclusion, Facts};
pub(crate) use gather::gather;
pub use key::ChildKey;
pub(crate) use key::{ChildNumber, PackedKey};
pub(crate) use row::Row;
pub use seen_since::SeenSince;

/// How many partitions there are.
pub(crate) const PARTITIONS: usize = 256;
/// Partitions whose contacts a part keeps in one piece of memory, which is given back at once.
const TOGETHER: usize = 32;
