//! Confirms that the reference and the NHS number in a row of a review file are one child's, if neither the extracts nor the
//! previous run know the reference. Either the key confirms it, or an earlier report that gave the child this reference before a
//! key was lost.

use std::collections::{BTreeMap, BTreeSet};

use super::child_index::numbers_of;
use super::previous;
use super::reviews::ReviewDecision;
use crate::cases::case_ref::{self, ReferenceKey};
use crate::cells::nhs::NhsNumber;
use crate::pipeline::Detected;
use crate::store::ChildKey;

/// An NHS number and a reference in the same row.
type NumberAndReference = (NhsNumber, String);

/// The rows whose number and reference are confirmed to be one child's.
pub(super) struct ConfirmedRows(BTreeSet<NumberAndReference>);

impl ConfirmedRows {
    /// Confirms those of the `open` rows that the key or an earlier report shows to be one child's.
    pub(super) fn confirm(now: &Detected, open: BTreeSet<NumberAndReference>, key: Option<&ReferenceKey>) -> Self {
        let by_key = |(number, reference): &NumberAndReference| {
            key.is_some_and(|key| case_ref::is_reference_of(reference, ChildKey::Nhs(*number), &now.intake.locals, key))
        };
        let (mut confirmed, mut open): (BTreeSet<_>, BTreeSet<_>) = open.into_iter().partition(by_key);
        // Earlier reports are read only for references that nothing else explains, the newest first.
        for (_, pack) in previous::packs_before(&now.settings.output.folder, now.as_of) {
            if open.is_empty() {
                break;
            }
            let wanted: BTreeSet<&str> = open.iter().map(|(_, reference)| reference.as_str()).collect();
            let mut given: BTreeMap<String, (Option<NhsNumber>, Vec<String>)> = BTreeMap::new();
            // A report that cannot be read confirms nothing, and does not stop the run.
            let _ = previous::read_references(&pack, |reference, nhs, local_ids| {
                if wanted.contains(reference) {
                    given.insert(reference.to_owned(), (nhs, local_ids));
                }
            });
            // The newest report with a reference decides, so older ones are not read for it.
            let (known, unknown): (BTreeSet<_>, BTreeSet<_>) =
                open.into_iter().partition(|(_, reference)| given.contains_key(reference));
            open = unknown;
            let is_confirmed = |(number, reference): &NumberAndReference| {
                let (nhs, local_ids) = &given[reference];
                is_same_child(now, *nhs, local_ids, *number)
            };
            confirmed.extend(known.into_iter().filter(is_confirmed));
        }
        Self(confirmed)
    }

    /// Whether the number and the reference of a row are confirmed to be one child's. A row without a reference needs no
    /// confirmation.
    pub(super) fn are_of_one_child(&self, review: &ReviewDecision) -> bool {
        match (review.nhs, &review.case_ref) {
            (Some(number), Some(reference)) => self.0.contains(&(number, reference.clone())),
            _ => true,
        }
    }
}

/// Whether the child whom an earlier report knew by the number `then` or these local ids is the one who has `number` now.
fn is_same_child(now: &Detected, then: Option<NhsNumber>, local_ids: &[String], number: NhsNumber) -> bool {
    let child = now.children.find(ChildKey::Nhs(number));
    match then {
        Some(then) if then == number => true,
        // A decision may have joined the two numbers since.
        Some(then) => child.is_some() && now.children.find(ChildKey::Nhs(then)) == child,
        None => {
            let bonds = now.intake.locals.bonds();
            let locals = numbers_of(now, local_ids);
            let mut children = locals.iter().map(|local| now.children.find_local(bonds.root(*local)));
            child.is_some() && !locals.is_empty() && children.all(|of_local| of_local == child)
        }
    }
}
