//! Which children are the same beyond what numbers and ids say: by a person's decision, or by a setting.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use super::PackedKey;
use crate::records::{ChildRecord, ContactRecord};

/// Why two children were joined, though no number joins them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum JoinedBy {
    /// Names, date of birth and postcode are equal, and the configuration says that this is enough.
    Matched,
    /// A person decided it.
    Linked,
}

/// Which keys were joined into one child, by a person's decision or by a match key of the configuration. Each joined child has a
/// root: the key that it is known by.
#[derive(Clone, Debug, Default)]
pub(crate) struct JoinedChildren {
    /// The root of each joined key, except for the roots themselves.
    to: HashMap<PackedKey, PackedKey, FixedState>,
    /// For each root, the keys joined to it.
    from: HashMap<PackedKey, Vec<PackedKey>, FixedState>,
    /// For each root, the strongest reason for which its keys were joined.
    ways: BTreeMap<PackedKey, JoinedBy>,
    /// The joins as they were asked for, in order.
    joins: Vec<(PackedKey, PackedKey, JoinedBy)>,
}

impl JoinedChildren {
    /// The root of a key: itself if it was not joined.
    pub(crate) fn root(&self, key: PackedKey) -> PackedKey {
        if self.to.is_empty() { key } else { self.to.get(&key).copied().unwrap_or(key) }
    }

    /// Whether a key was joined with others.
    pub(crate) fn involves(&self, key: PackedKey) -> bool {
        self.to.contains_key(&key) || self.ways.contains_key(&key)
    }

    /// All keys joined with this one, itself included.
    pub(crate) fn members(&self, key: PackedKey) -> impl Iterator<Item = PackedKey> {
        let root = self.root(key);
        std::iter::once(root).chain(self.from.get(&root).into_iter().flatten().copied())
    }

    /// Why the keys of a child were joined, if they were.
    pub(crate) fn way(&self, key: PackedKey) -> Option<JoinedBy> {
        self.ways.get(&self.root(key)).copied()
    }

    /// The NHS numbers that were joined with others.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = PackedKey> {
        self.to.keys().chain(self.ways.keys()).copied().filter(|key| key.is_number())
    }

    /// The joined keys other than roots, each with its root, in order.
    pub(crate) fn joined(&self) -> Vec<(PackedKey, PackedKey)> {
        let mut joined: Vec<(PackedKey, PackedKey)> = self.to.iter().map(|(key, root)| (*key, *root)).collect();
        joined.sort_unstable();
        joined
    }

    /// The joins that changed something, in order: both keys as they were asked for, and why.
    pub(crate) fn joins(&self) -> impl Iterator<Item = (PackedKey, PackedKey, JoinedBy)> {
        self.joins.iter().copied()
    }

    /// Joins two keys into one child. Its root is the NHS number of `a`, else that of `b`, else the local id of `a`.
    pub(crate) fn join(&mut self, a: PackedKey, b: PackedKey, way: JoinedBy) {
        let asked_for = (a, b, way);
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            if let Some(known) = self.ways.get_mut(&a) {
                *known = (*known).max(way);
            }
            return;
        }
        self.joins.push(asked_for);
        let (root, gone) = if a.is_number() || !b.is_number() { (a, b) } else { (b, a) };
        let mut moved = self.from.remove(&gone).unwrap_or_default();
        moved.push(gone);
        self.to.extend(moved.iter().map(|key| (*key, root)));
        self.from.entry(root).or_default().append(&mut moved);
        let ways = [self.ways.remove(&gone), self.ways.remove(&root), Some(way)];
        self.ways.insert(root, ways.into_iter().flatten().max().unwrap_or(way));
    }
}

/// The records of joined children, each with the key that it would have without the join.
#[derive(Debug, Default)]
pub(crate) struct JoinedRecords {
    /// Contacts, by key and then record.
    pub(super) contacts: Vec<(PackedKey, ContactRecord)>,
    /// Records of children, likewise.
    pub(super) records: Vec<(PackedKey, ChildRecord)>,
}

impl JoinedRecords {
    /// Sorts by key and record, as the look-ups require.
    pub(super) fn sorted(mut self) -> Self {
        self.contacts.sort_unstable();
        self.records.sort_unstable();
        self
    }

    /// The contacts under a key.
    pub(crate) fn contacts_of(&self, key: PackedKey) -> impl Iterator<Item = ContactRecord> {
        with_key(&self.contacts, key)
    }

    /// The records of children under a key.
    pub(crate) fn records_of(&self, key: PackedKey) -> impl Iterator<Item = ChildRecord> {
        with_key(&self.records, key)
    }
}

fn with_key<R: Copy>(sorted: &[(PackedKey, R)], key: PackedKey) -> impl Iterator<Item = R> {
    let from = sorted.partition_point(|(other, _)| *other < key);
    sorted[from..].iter().take_while(move |(other, _)| *other == key).map(|(_, record)| *record)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_an_nhs_number_if_there_is_one_else_the_first_id() {
        let [n1, n2] = [1, 2].map(PackedKey::nhs);
        let [l1, l2, l3] = [1, 2, 3].map(PackedKey::local);
        let mut same = JoinedChildren::default();
        assert!(same.to.is_empty() && same.root(l1) == l1 && same.way(l1).is_none());
        same.join(l1, l2, JoinedBy::Matched);
        assert_eq!([l1, l2, l3].map(|key| same.root(key)), [l1, l1, l3]);
        assert_eq!(same.way(l2), Some(JoinedBy::Matched));
        same.join(l2, n1, JoinedBy::Linked);
        assert_eq!([l1, l2, n1].map(|key| same.root(key)), [n1; 3]);
        assert_eq!(same.way(l1), Some(JoinedBy::Linked));
        same.join(n2, l1, JoinedBy::Matched);
        assert_eq!([l1, l2, n1, n2].map(|key| same.root(key)), [n2; 4]);
        assert_eq!(same.way(n1), Some(JoinedBy::Linked), "a person's decision outranks a setting");
        assert!(same.involves(n2) && same.involves(l2) && !same.involves(l3));
        assert_eq!(same.joined(), [(n1, n2), (l1, n2), (l2, n2)]);
    }
}
