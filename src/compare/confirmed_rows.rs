//! Confirms that a reference beside an NHS number in a file of reviews is that child's, where neither the extracts nor the
//! previous run know the reference: by the key, or by an earlier report that gave it to the child before a key was lost.

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

/// The rows whose number and reference are confirmed to be of one child.
pub(super) struct ConfirmedRows(BTreeSet<NumberAndReference>);

impl ConfirmedRows {
    /// Confirms those of `open` that the key or an earlier report shows to be of one child.
    pub(super) fn confirm(now: &Detected, open: BTreeSet<NumberAndReference>, key: Option<&ReferenceKey>) -> Self {
        let by_key = |(number, reference): &NumberAndReference| {
            key.is_some_and(|key| case_ref::is_reference_of(reference, ChildKey::Nhs(*number), &now.intake.locals, key))
        };
        let (mut shown, mut open): (BTreeSet<_>, BTreeSet<_>) = open.into_iter().partition(by_key);
        // Earlier reports are read only for references that nothing else explains, the newest first.
        for (_, pack) in previous::packs_before(&now.settings.output.folder, now.as_of) {
            if open.is_empty() {
                break;
            }
            let wanted: BTreeSet<&str> = open.iter().map(|(_, reference)| reference.as_str()).collect();
            let mut given: BTreeMap<String, (Option<NhsNumber>, Vec<String>)> = BTreeMap::new();
            // A report that cannot be read shows nothing, and stops nothing.
            let _ = previous::read_references(&pack, |reference, nhs, local_ids| {
                if wanted.contains(reference) {
                    given.insert(reference.to_owned(), (nhs, local_ids));
                }
            });
            // Who had a reference last had it: an earlier report is not asked again.
            let (known, unknown): (BTreeSet<_>, BTreeSet<_>) =
                open.into_iter().partition(|(_, reference)| given.contains_key(reference));
            open = unknown;
            let is_shown = |(number, reference): &NumberAndReference| {
                let (nhs, local_ids) = &given[reference];
                is_now(now, *nhs, local_ids, *number)
            };
            shown.extend(known.into_iter().filter(is_shown));
        }
        Self(shown)
    }

    /// Whether the number and the reference of a row are shown to be of one child; a row without a reference has nothing to show.
    pub(super) fn are_of_one_child(&self, review: &ReviewDecision) -> bool {
        match (review.nhs, &review.case_ref) {
            (Some(number), Some(reference)) => self.0.contains(&(number, reference.clone())),
            _ => true,
        }
    }
}

/// Whether the child whom an earlier report knew by this number or these ids is the one who has this number now.
fn is_now(now: &Detected, then: Option<NhsNumber>, local_ids: &[String], number: NhsNumber) -> bool {
    let child = now.children.find(ChildKey::Nhs(number));
    match then {
        Some(then) if then == number => true,
        // A decision may have brought the two numbers together since.
        Some(then) => child.is_some() && now.children.find(ChildKey::Nhs(then)) == child,
        None => {
            let bonds = now.intake.locals.bonds();
            let locals = numbers_of(now, local_ids);
            let mut children = locals.iter().map(|local| now.children.find_local(bonds.root(*local)));
            child.is_some() && !locals.is_empty() && children.all(|own| own == child)
        }
    }
}
