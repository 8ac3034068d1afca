//! Stores contacts by child, in 256 partitions of children.
//!
//! Each part of a file is read in reading order, and its contacts are distributed to partitions by NHS number ([`scatter`]).
//! When all parts have been read, each partition gathers its contacts ([`mod@gather`]): it numbers its children, and puts each
//! child's contacts side by side in timeline order. A partition fits the processor's cache, so ten million contacts take a
//! tenth of the time that a single table would; and afterwards a child's contacts are one slice of memory.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a run has fewer records than four bytes can count; bits are taken apart on purpose"
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
/// How many neighbouring partitions share one allocation in a part, so that it can be freed as soon as they have been gathered.
const TOGETHER: usize = 32;
