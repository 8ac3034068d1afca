//! References to the two sides of a pair.

use std::collections::BTreeSet;

use super::side;
use crate::cases::ReviewInput;
use crate::records::{ChildRecord, ContactRecord};
use crate::store::{ChildKey, ChildNumber, PackedKey, Row};

/// Whose records one side of a pair has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SideRef {
    /// All records of a child, by number.
    Child(ChildNumber),
    /// The records of part of a child: those that would be a child of their own, had nobody joined them to others.
    Part(PackedKey),
    /// The records of one given name, where a number or id seems to stand for two children: an index into the list of these.
    Named(usize),
}

pub(super) fn records_of_part(all: &ReviewInput<'_>, key: PackedKey) -> (Vec<Row>, Vec<ChildRecord>) {
    let Some(child) = all.children.find(key.key()) else { return (Vec::new(), Vec::new()) };
    let own: BTreeSet<ContactRecord> = all.children.members().contacts_of(key).collect();
    let rows = all.children.get(child).all_rows().iter().filter(|row| own.contains(&row.row)).copied();
    (rows.collect(), all.children.members().records_of(key).collect())
}

/// The key of a child, or of part of one.
pub(super) fn key_of(all: &ReviewInput<'_>, whose: SideRef) -> Option<ChildKey> {
    match whose {
        SideRef::Child(child) => Some(all.children.get(child).key()),
        SideRef::Part(key) => Some(key.key()),
        SideRef::Named(_) => None,
    }
}

/// The child of a side, by number.
pub(super) fn child_of(all: &ReviewInput<'_>, whose: SideRef) -> Option<ChildNumber> {
    match whose {
        SideRef::Child(child) => Some(child),
        SideRef::Part(key) => all.children.find(key.key()),
        SideRef::Named(_) => None,
    }
}

/// Puts the side with the NHS number first, else the first by its id.
pub(super) fn order_sides(all: &ReviewInput<'_>, one: SideRef, other: SideRef) -> (SideRef, SideRef) {
    let has_number = |key: Option<ChildKey>| matches!(key, Some(ChildKey::Nhs(_)));
    let (own, its) = (key_of(all, one), key_of(all, other));
    let exchanged = match (has_number(own), has_number(its)) {
        (true, false) => false,
        (false, true) => true,
        _ => {
            let id = |key: Option<ChildKey>| key.map(|key| side::id(key, all.intake));
            id(its) < id(own)
        }
    };
    if exchanged { (other, one) } else { (one, other) }
}
