//! Finds the child in the extracts whom a row of an earlier run or of a review file is about. It uses NHS numbers and local ids,
//! never names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::cases::case_ref::{self, ReferenceKey};
use crate::cells::nhs::NhsNumber;
use crate::contact::columns::NO_TEXT;
use crate::intake::Intake;
use crate::pipeline::Detected;
use crate::store::{ChildKey, ChildNumber};
use crate::text::inert;

use super::previous::PastCase;

/// An index of the children of the extracts by NHS number and local id.
pub(crate) struct ChildIndex {
    numbers: HashMap<NhsNumber, ChildNumber>,
    /// Children who are known by a local id only.
    unlinked: HashMap<u32, ChildNumber>,
    /// For each local id of an earlier case without an NHS number, all children whose records have it.
    carriers: BTreeMap<u32, BTreeSet<ChildNumber>>,
}

impl ChildIndex {
    /// Indexes the children with these numbers and those who were listed before. Superseded and excluded records count too.
    pub(crate) fn new(now: &Detected, numbers: &BTreeSet<NhsNumber>, past: &[PastCase]) -> Self {
        let mut index = Self { numbers: HashMap::new(), unlinked: HashMap::new(), carriers: BTreeMap::new() };
        for number in past.iter().filter(|case| case.nhs.is_none()).flat_map(|case| numbers_of(now, &case.local_ids)) {
            index.carriers.insert(number, BTreeSet::new());
        }
        let wanted = past.iter().filter_map(|case| case.nhs).chain(numbers.iter().copied()).map(ChildKey::Nhs);
        let locals: Vec<u32> = index.carriers.keys().copied().collect();
        let wanted: Vec<ChildKey> = wanted.chain(locals.iter().copied().map(ChildKey::Local)).collect();
        for (key, child) in now.children.find_all(&wanted) {
            match key {
                ChildKey::Nhs(number) => index.numbers.insert(number, child),
                ChildKey::Local(local) => index.unlinked.insert(local, child),
            };
        }
        if index.carriers.is_empty() {
            return index;
        }
        let Intake { parts, register, locals: all_locals, .. } = &now.intake;
        let roots =
            |ids: u32| (ids != NO_TEXT).then(|| all_locals.each(ids).map(|local| all_locals.bonds().root(local)));
        let is_wanted = |local: &u32| locals.binary_search(local).is_ok();
        let found = now.children.by_partition(|partition| {
            let mut found: Vec<(u32, ChildNumber)> = Vec::new();
            for child in partition {
                let of_records = child.records().iter().filter_map(|record| roots(register.ids(*record))).flatten();
                found.extend(of_records.filter(is_wanted).map(|local| (local, child.number)));
                if parts.has_local_ids() {
                    let of_contacts = child.all_rows().iter().filter_map(|row| roots(parts.extra(row.row).ids()));
                    found.extend(of_contacts.flatten().filter(is_wanted).map(|local| (local, child.number)));
                }
            }
            found
        });
        for (local, child) in found.into_iter().flatten() {
            index.carriers.entry(local).or_default().insert(child);
        }
        index
    }

    /// The child with an NHS number.
    pub(crate) fn with_number(&self, number: NhsNumber) -> Option<ChildNumber> {
        self.numbers.get(&number).copied()
    }

    /// The child of an earlier case. If the case had an NHS number, it is the child with that number. Otherwise it is the child who
    /// is now known by one of its local ids, or the only child whose records have one. `key`, if there is one, makes the case
    /// references.
    pub(crate) fn child_of(&self, now: &Detected, past: &PastCase, key: Option<&ReferenceKey>) -> Option<ChildNumber> {
        if let Some(number) = past.nhs {
            return self.with_number(number);
        }
        let mut locals = numbers_of(now, &past.local_ids);
        // The id that the case's reference was made from comes first.
        if let Some(key) = key {
            let made_reference = |local: &u32| {
                case_ref::is_reference_of(&past.case_ref, ChildKey::Local(*local), &now.intake.locals, key)
            };
            locals.sort_by_cached_key(|local| !made_reference(local));
        }
        if let Some(child) = locals.iter().find_map(|local| self.unlinked.get(local)) {
            return Some(*child);
        }
        // Ids that several children have are ignored.
        let unique = locals.iter().filter_map(|local| self.carriers.get(local)).filter(|carriers| carriers.len() == 1);
        let children: BTreeSet<ChildNumber> = unique.flatten().copied().collect();
        if children.len() == 1 { children.first().copied() } else { None }
    }

    /// How many children have a local id of an earlier case without an NHS number.
    pub(crate) fn carriers(&self, now: &Detected, past: &PastCase) -> usize {
        let numbers = if past.nhs.is_none() { numbers_of(now, &past.local_ids) } else { Vec::new() };
        numbers.iter().filter_map(|local| self.carriers.get(local)).flatten().collect::<BTreeSet<_>>().len()
    }
}

/// The numbers of the local ids of an earlier case. Ids are separated by `;` in the pack, but an id may itself contain a `;`. So the
/// whole cell is looked up as one id too.
pub(super) fn numbers_of(now: &Detected, local_ids: &[String]) -> Vec<u32> {
    let whole = (local_ids.len() > 1).then(|| local_ids.join(";"));
    let ids = whole.iter().chain(local_ids);
    ids.filter_map(|local| number_of(now, local)).collect()
}

/// The number of a local id from an earlier pack. A cell that begins with `'=` may hold an id that begins this way or one that
/// was made inert, so both are looked up.
pub(super) fn number_of(now: &Detected, local: &str) -> Option<u32> {
    let locals = &now.intake.locals;
    locals.find(local).or_else(|| locals.find(&inert(local)))
}
