//! Starts a reading where the last one ended. Every reading of the same packs has the same numbers, so the next one starts with
//! the values of the last, and drops the equalities that the last had to drop. What was dropped is tried again each time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{ByKey, Key, Likely, Reader, ReaderAssumptions};
use crate::disclosure::draft::Draft;
use crate::disclosure::tables::Pack;
use crate::disclosure::{ALL_SERVICES, OTHER};

/// The services and groups that the packs name. Readers with the same names have the same numbers.
#[derive(Clone)]
pub(in crate::disclosure) struct ReaderNames {
    pub(super) services: Vec<String>,
    pub(super) groups: Vec<(&'static str, String)>,
    /// The assumptions that the new pack contradicts, once known.
    pub(super) unlikely: Option<BTreeSet<Likely>>,
}

impl ReaderNames {
    /// Collects the names of the new pack and the earlier ones.
    pub(in crate::disclosure) fn collect(draft: &Draft, earlier: &[&Pack]) -> Self {
        let (mut services, mut groups) = (BTreeSet::new(), BTreeSet::new());
        for pack in std::iter::once(&draft.pack).chain(earlier.iter().copied()) {
            let ours = |name: &&String| *name != ALL_SERVICES && *name != OTHER;
            services.extend(pack.tables.activity.iter().map(|line| &line.service).filter(ours).cloned());
            groups.extend(pack.tables.breakdown.iter().map(|line| (line.dimension, line.group.clone())));
        }
        Self { services: services.into_iter().collect(), groups: groups.into_iter().collect(), unlikely: None }
    }
}

impl Reader {
    /// The names, with the assumptions that the new pack contradicts.
    pub(in crate::disclosure) fn names_with_unlikely(draft: &Draft, names: &ReaderNames) -> ReaderNames {
        let alone = Self::new(draft, &[], ReaderAssumptions { small: false }, names, Arc::default(), 0);
        ReaderNames { unlikely: alone.unlikely, ..names.clone() }
    }
}

/// A value of a number, with the pack and the key of the number.
#[derive(Clone, Copy)]
pub(in crate::disclosure) struct NamedValue((usize, Key), i64);

/// The result of a reading, from which the next one starts.
#[derive(Clone, Default)]
pub(in crate::disclosure) struct ReadingStart {
    values: ByKey<i64>,
    /// The counts that each earlier pack has differently from the newer ones.
    contradicting: BTreeMap<usize, BTreeSet<Key>>,
}

impl ReadingStart {
    /// The value of a number, or of the shared number if the pack had no number of its own.
    pub(super) fn value(&self, version: usize, key: Key) -> Option<i64> {
        let shared = || self.values.get(&(0, key)).filter(|_| key.is_shared());
        self.values.get(&(version, key)).or_else(shared).copied()
    }

    /// The counts that a pack has differently from the newer ones.
    pub(super) fn contradicting(&self, place: usize) -> BTreeSet<Key> {
        self.contradicting.get(&place).cloned().unwrap_or_default()
    }
}

impl Reader {
    /// The values of all numbers.
    pub(super) fn values_by_key(&self) -> ByKey<i64> {
        self.keys.iter().enumerate().map(|(number, key)| (*key, self.system.value(number))).collect()
    }

    /// The values from which the next reading of the same packs may start.
    pub(in crate::disclosure) fn end_values(&self) -> ReadingStart {
        ReadingStart { values: self.values_by_key(), contradicting: self.contradicting.clone() }
    }

    /// The values that were changed in a search, for another reader.
    pub(in crate::disclosure) fn named_values(&self, values: &[(usize, i64)]) -> Vec<NamedValue> {
        values.iter().map(|(number, value)| NamedValue(self.keys[*number], *value)).collect()
    }

    /// The values found by another reader, for the numbers that this one has too.
    pub(in crate::disclosure) fn known_values(&self, values: &[NamedValue]) -> Vec<(usize, i64)> {
        values.iter().filter_map(|NamedValue(key, value)| Some((*self.numbers.get(key)?, *value))).collect()
    }
}
