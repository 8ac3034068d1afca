//! Whether a reference beside an NHS number in a file of reviews is that child's, where neither the extracts nor the previous
//! run know the reference: the key says so, or an earlier report, from before a key was lost, gave it to the child.

use std::collections::{BTreeMap, BTreeSet};

use super::previous::older;
use super::recognise::numbers_of;
use super::reviews::Decided;
use crate::cases::case_ref::{self, ReferenceKey};
use crate::cells::nhs::NhsNumber;
use crate::detected::Detected;
use crate::store::ChildKey;

/// An NHS number and a reference that stand in one row.
type Beside = (NhsNumber, String);

/// The rows whose two names are shown to be of one child.
pub(super) struct Named(BTreeSet<Beside>);

impl Named {
    /// Those of `open` that the key or an earlier report shows to be of one child.
    pub(super) fn of(now: &Detected, mut open: BTreeSet<Beside>, key: Option<&ReferenceKey>) -> Self {
        let mut shown = BTreeSet::new();
        let by_key = |(number, reference): &Beside| {
            key.is_some_and(|key| case_ref::is_reference_of(reference, ChildKey::Nhs(*number), &now.intake.locals, key))
        };
        settle(&mut open, &mut shown, by_key);
        // Earlier reports are read only for references that nothing else explains, the newest first.
        for (_, pack) in older::packs(&now.settings.output.folder, now.as_of) {
            if open.is_empty() {
                break;
            }
            let wanted: BTreeSet<&str> = open.iter().map(|(_, reference)| reference.as_str()).collect();
            let mut given: BTreeMap<String, Given> = BTreeMap::new();
            // A report that cannot be read shows nothing, and stops nothing.
            let _ = older::references(&pack, |reference, nhs, local_ids| {
                if wanted.contains(reference) {
                    given.insert(reference.to_owned(), Given { nhs, local_ids });
                }
            });
            // Who had a reference last had it: an earlier report is not asked again.
            let (known, unknown) = open.into_iter().partition(|(_, reference)| given.contains_key(reference));
            open = unknown;
            let mut known: BTreeSet<Beside> = known;
            settle(&mut known, &mut shown, |(number, reference)| given[reference].is_of(now, *number));
        }
        Self(shown)
    }

    /// Whether the number and the reference of a row are shown to be of one child; a row without a reference has nothing to show.
    pub(super) fn agree(&self, review: &Decided) -> bool {
        match (review.nhs, &review.case_ref) {
            (Some(number), Some(reference)) => self.0.contains(&(number, reference.clone())),
            _ => true,
        }
    }
}

/// Moves what holds from one set to the other.
fn settle(open: &mut BTreeSet<Beside>, shown: &mut BTreeSet<Beside>, holds: impl Fn(&Beside) -> bool) {
    let all = std::mem::take(open);
    for own in all {
        if holds(&own) {
            shown.insert(own)
        } else {
            open.insert(own)
        };
    }
}

/// Whom an earlier report gave a reference.
struct Given {
    nhs: Option<NhsNumber>,
    local_ids: Vec<String>,
}

impl Given {
    /// Whether that is the child who has an NHS number now.
    fn is_of(&self, now: &Detected, number: NhsNumber) -> bool {
        let child = now.children.find(ChildKey::Nhs(number));
        match self.nhs {
            Some(then) if then == number => true,
            // A decision may have brought the two numbers together since.
            Some(then) => child.is_some() && now.children.find(ChildKey::Nhs(then)) == child,
            None => {
                let bonds = now.intake.locals.bonds();
                let locals = numbers_of(now, &self.local_ids);
                let mut children = locals.iter().map(|local| now.children.find_local(bonds.root(*local)));
                child.is_some() && !locals.is_empty() && children.all(|own| own == child)
            }
        }
    }
}
