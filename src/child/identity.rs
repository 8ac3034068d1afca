//! What a child is known by: the NHS number, or the one that the local id stands for, or the local id itself.
//!
//! Two records are never joined because both lack something.

use crate::contact::nhs::NhsNumber;

/// What a child is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChildKey {
    /// A valid NHS number.
    Nhs(NhsNumber),
    /// The number of a local id that stands for no NHS number, or for several: an unlinked child.
    Local(u32),
}
