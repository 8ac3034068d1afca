//! Who is the same child, beyond what numbers say: a person's decision, or a setting that says so.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;

use super::PackedKey;
use crate::records::{ChildRecord, ContactRecord};

/// Why records that no number joins are taken for one child's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum JoinedBy {
    /// Names, date of birth and postcode are equal, and the configuration says that this is enough.
    Matched,
    /// A person decided it.
    Linked,
}

/// Which keys are one child, by a person's decision or by a match key of the configuration.
#[derive(Clone, Debug, Default)]
pub(crate) struct JoinedChildren {
    /// What each key stands for, of those that stand for another.
    to: HashMap<PackedKey, PackedKey, FixedState>,
    /// The same the other way round.
    from: HashMap<PackedKey, Vec<PackedKey>, FixedState>,
    /// The keys that others stand for, with the way.
    ways: BTreeMap<PackedKey, JoinedBy>,
    /// Who was joined with whom, in order.
    joins: Vec<(PackedKey, PackedKey, JoinedBy)>,
}

impl JoinedChildren {
    /// What a key stands for.
    pub(crate) fn root(&self, key: PackedKey) -> PackedKey {
        if self.to.is_empty() { key } else { self.to.get(&key).copied().unwrap_or(key) }
    }

    /// Whether records under this key are joined with others.
    pub(crate) fn involves(&self, key: PackedKey) -> bool {
        self.to.contains_key(&key) || self.ways.contains_key(&key)
    }

    /// All keys that are one with this one, itself among them.
    pub(crate) fn members(&self, key: PackedKey) -> impl Iterator<Item = PackedKey> {
        let root = self.root(key);
        std::iter::once(root).chain(self.from.get(&root).into_iter().flatten().copied())
    }

    /// How the records of a child came together, where not by numbers.
    pub(crate) fn way(&self, key: PackedKey) -> Option<JoinedBy> {
        self.ways.get(&self.root(key)).copied()
    }

    /// The NHS numbers that are joined with others.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = PackedKey> {
        self.to.keys().chain(self.ways.keys()).copied().filter(|key| key.is_number())
    }

    /// The keys that stand for another, with what they stand for, in order.
    pub(crate) fn joined(&self) -> Vec<(PackedKey, PackedKey)> {
        let mut joined: Vec<(PackedKey, PackedKey)> = self.to.iter().map(|(own, root)| (*own, *root)).collect();
        joined.sort_unstable();
        joined
    }

    /// Who was joined with whom, in order: of each join that brought two together.
    pub(crate) fn joins(&self) -> impl Iterator<Item = (PackedKey, PackedKey, JoinedBy)> {
        self.joins.iter().copied()
    }

    /// Makes two one child. Of two NHS numbers that of `a` counts; else the one there is; else what `a` is known by.
    pub(crate) fn join(&mut self, a: PackedKey, b: PackedKey, way: JoinedBy) {
        let own = (a, b, way);
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            if let Some(known) = self.ways.get_mut(&a) {
                *known = (*known).max(way);
            }
            return;
        }
        self.joins.push(own);
        let (root, gone) = if a.is_number() || !b.is_number() { (a, b) } else { (b, a) };
        let mut moved = self.from.remove(&gone).unwrap_or_default();
        moved.push(gone);
        self.to.extend(moved.iter().map(|own| (*own, root)));
        self.from.entry(root).or_default().append(&mut moved);
        let ways = [self.ways.remove(&gone), self.ways.remove(&root), Some(way)];
        self.ways.insert(root, ways.into_iter().flatten().max().unwrap_or(way));
    }
}

/// The records of children who are one by a decision or a setting, each with the key that it would have without.
#[derive(Debug, Default)]
pub(crate) struct JoinedRecords {
    /// Contacts, by key and then row.
    pub(super) contacts: Vec<(PackedKey, ContactRecord)>,
    /// Children's records, likewise.
    pub(super) records: Vec<(PackedKey, ChildRecord)>,
}

impl JoinedRecords {
    /// Sorted by key and row, as the look-ups need it.
    pub(super) fn sorted(mut self) -> Self {
        self.contacts.sort_unstable();
        self.records.sort_unstable();
        self
    }

    /// The contacts of a key.
    pub(crate) fn contacts_of(&self, key: PackedKey) -> impl Iterator<Item = ContactRecord> {
        with_key(&self.contacts, key)
    }

    /// The children's records of a key.
    pub(crate) fn records_of(&self, key: PackedKey) -> impl Iterator<Item = ChildRecord> {
        with_key(&self.records, key)
    }
}

fn with_key<R: Copy>(all: &[(PackedKey, R)], key: PackedKey) -> impl Iterator<Item = R> {
    let from = all.partition_point(|(own, _)| *own < key);
    all[from..].iter().take_while(move |(own, _)| *own == key).map(|(_, row)| *row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_nhs_number_counts_then_what_a_is_known_by() {
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
        assert_eq!(same.way(n1), Some(JoinedBy::Linked), "a person's decision is told before a setting");
        assert!(same.involves(n2) && same.involves(l2) && !same.involves(l3));
        assert_eq!(same.joined(), [(n1, n2), (l1, n2), (l2, n2)]);
    }
}
