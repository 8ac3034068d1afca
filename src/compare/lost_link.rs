//! Finds records that have lost their link to an NHS number. A child who left the list because of this is not gone. What is found
//! here is only a hint for the person who looks into it; no child is recognised by it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::child_index::number_of;
use super::previous::PastCase;
use crate::pipeline::Detected;
use crate::service::ServiceNumber;
use crate::store::{ChildKey, ChildNumber};

/// The fewest failed contacts in common with an earlier case that make a child a possible match.
const MIN_SAME_CONTACTS: usize = 2;

/// A hint about where the records of an earlier case may be now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trace {
    /// The case's local id is on records that nothing links to an NHS number.
    Unlinked(String),
    /// A child without an NHS number, known by this local id, has this many of the same failed contacts.
    SimilarChild(String, usize),
}

impl Trace {
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Unlinked(id) => format!(
                "Not gone: records with the local id {id} are still in the extracts, but nothing links them to the NHS number \
                 any more."
            ),
            Self::SimilarChild(id, count) => format!(
                "Perhaps not gone: {id}, a child without an NHS number, has {count} of the same failed contacts. Is it the same \
                 child?"
            ),
        }
    }
}

/// Finds where the records of some earlier cases (each with its index) may be now. `known` are the children of other earlier cases,
/// who cannot be meant.
pub(super) fn find_traces(
    now: &Detected,
    gone: &[(usize, &PastCase)],
    known: &BTreeSet<ChildNumber>,
) -> BTreeMap<usize, Trace> {
    let mut found = BTreeMap::new();
    let mut left: Vec<(usize, &PastCase)> = Vec::new();
    for (at, past) in gone {
        match unlinked_local_id(now, past) {
            Some(id) => _ = found.insert(*at, Trace::Unlinked(id)),
            None => left.push((*at, past)),
        }
    }
    found.extend(find_similar(now, &left, known));
    found
}

/// A local id of a case with an NHS number, if it is now on records of a child without one.
fn unlinked_local_id(now: &Detected, past: &PastCase) -> Option<String> {
    past.nhs?;
    let is_unlinked = |id: &&String| {
        let child = number_of(now, id).and_then(|local| now.children.find(ChildKey::Local(local)));
        child.is_some_and(|child| now.children.get(child).used().next().is_some())
    };
    past.local_ids.iter().find(is_unlinked).cloned()
}

/// A failed contact to look for: the number of its service, the index of its source and the index of the case.
type SoughtContact = (ServiceNumber, usize, usize);

/// For each case, the child without an NHS number who has most of its failed contacts, from the same sources. Only children with
/// more than half of them are considered.
fn find_similar(now: &Detected, gone: &[(usize, &PastCase)], known: &BTreeSet<ChildNumber>) -> BTreeMap<usize, Trace> {
    let services: HashMap<&str, ServiceNumber> =
        now.intake.services.each().map(|(service, name)| (name, service)).collect();
    let sources: HashMap<&str, usize> =
        now.settings.contacts.iter().map(|source| source.name.as_str()).zip(0..).collect();
    let mut wanted: HashMap<i32, Vec<SoughtContact>> = HashMap::new();
    for (at, past) in gone {
        for failed in &past.failed {
            if let (Some(service), Some(source)) =
                (services.get(failed.service.as_str()), sources.get(failed.source.as_str()))
            {
                wanted.entry(failed.day.0).or_default().push((*service, *source, *at));
            }
        }
    }
    if wanted.is_empty() {
        return BTreeMap::new();
    }
    let found = now.children.by_partition(|partition| {
        let mut found: Vec<(usize, usize, ChildNumber)> = Vec::new();
        for child in partition {
            if !matches!(child.key(), ChildKey::Local(_)) || known.contains(&child.number) {
                continue;
            }
            let mut same: BTreeSet<(usize, i32, ServiceNumber)> = BTreeSet::new();
            for row in child.used().filter(|row| now.settings.failed.contains(row.outcome())) {
                let day = row.day().0;
                let source = || now.intake.parts.extra(row.row).source();
                let on_day = wanted.get(&day).into_iter().flatten().filter(|sought| sought.0 == row.service);
                same.extend(on_day.filter(|sought| sought.1 == source()).map(|(service, _, at)| (*at, day, *service)));
            }
            for (at, past) in gone {
                let of_case = same.range((*at, i32::MIN, ServiceNumber::new(0))..).take_while(|same| same.0 == *at);
                let count = of_case.count();
                if count >= MIN_SAME_CONTACTS && count * 2 > past.failed.len() {
                    found.push((*at, count, child.number));
                }
            }
        }
        found
    });
    let mut best: BTreeMap<usize, (usize, ChildNumber)> = BTreeMap::new();
    for (at, count, child) in found.into_iter().flatten() {
        let best = best.entry(at).or_insert((count, child));
        if (count, std::cmp::Reverse(child)) > (best.0, std::cmp::Reverse(best.1)) {
            *best = (count, child);
        }
    }
    let trace = |(at, (count, child)): (usize, (usize, ChildNumber))| match now.children.get(child).key() {
        ChildKey::Local(local) => Some((at, Trace::SimilarChild(now.intake.locals.shown(local), count))),
        ChildKey::Nhs(_) => None,
    };
    best.into_iter().filter_map(trace).collect()
}
