//! The two sides of a pair: whose records each are.

use std::collections::BTreeSet;

use super::side;
use crate::cases::Everyone;
use crate::records::{ChildRecord, ContactRecord};
use crate::store::{ChildKey, ChildNumber, PackedKey, Row};

/// One side of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// A child, by number.
    Child(ChildNumber),
    /// The records that would be a child of their own, had nobody brought them together with others.
    Part(PackedKey),
    /// The records under one name of a number or an id that seems to stand for two children, by its place among all.
    Named(usize),
}

/// The records of a part of a child.
pub(super) fn part(all: &Everyone<'_>, key: PackedKey) -> (Vec<Row>, Vec<ChildRecord>) {
    let Some(child) = all.children.find(key.key()) else { return (Vec::new(), Vec::new()) };
    let own: BTreeSet<ContactRecord> = all.children.members().contacts_of(key).collect();
    let rows = all.children.get(child).all_rows().iter().filter(|row| own.contains(&row.row)).copied();
    (rows.collect(), all.children.members().records_of(key).collect())
}

/// What a child, or a part of one, is known by.
pub(super) fn key_of(all: &Everyone<'_>, whose: Whose) -> Option<ChildKey> {
    match whose {
        Whose::Child(child) => Some(all.children.get(child).key()),
        Whose::Part(key) => Some(key.key()),
        Whose::Named(_) => None,
    }
}

/// The child of a side, by number.
pub(super) fn child_of(all: &Everyone<'_>, whose: Whose) -> Option<ChildNumber> {
    match whose {
        Whose::Child(child) => Some(child),
        Whose::Part(key) => all.children.find(key.key()),
        Whose::Named(_) => None,
    }
}

/// The side with the NHS number first, else the first by its id.
pub(super) fn ordered(all: &Everyone<'_>, one: Whose, other: Whose) -> (Whose, Whose) {
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
