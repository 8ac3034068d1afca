//! Whom decisions bring together and keep apart, whatever number other records give an id.
//!
//! What people have decided is about what they named. So the decisions that say "the same" are taken first, over these ids and
//! numbers alone. Then an id brings the number that it carries, where no decision has brought it to another. Where a number
//! would bring two together who are decided to be different, the ids behind it stand for no number any more.

use std::collections::BTreeMap;

use super::links::{Decision, Order, Ordered};
use crate::contact::fate::Reason;
use crate::store::PackedKey;
use crate::store::local_ids::{StandsFor, key_of};
use crate::store::same::{JoinedBy, JoinedChildren};

/// What decisions come to.
pub(super) struct Settled {
    /// Who is one child by them.
    pub(super) same: JoinedChildren,
    /// Those that count, in their order.
    pub(super) decisions: Vec<Decision>,
    /// Those that do not, and why.
    pub(super) rejected: Vec<(Order, Reason)>,
}

/// Joins whom these decisions, in their order, make one child. `numbers` are what local ids stand for; after it, what they stand
/// for beside the decisions.
pub(super) fn settle(mut all: Vec<Ordered>, numbers: &mut [StandsFor]) -> Settled {
    let mut rejected = Vec::new();
    let decided = decided(&mut all, &mut rejected);
    let (same, different): (Vec<&Decision>, Vec<&Decision>) = all.iter().map(|(_, own)| own).partition(|own| own.same);
    let (joined, brought) = loop {
        let mut joined = decided.clone();
        let brought = attach(&mut joined, &same, numbers);
        let behind = behind(&decided, &joined, &different, numbers);
        if behind.is_empty() {
            break (joined, brought);
        }
        stand_alone(behind, numbers);
    };
    for local in brought {
        numbers[local as usize] = StandsFor::Several;
    }
    // Whom other records bring together by a number too are one child by the decision: the id stands for itself beside it.
    let agreed = same.iter().filter(|own| stands_for(own.a, numbers) == stands_for(own.b, numbers));
    let agreed: Vec<u32> = agreed.flat_map(|own| [own.a, own.b]).filter_map(PackedKey::as_local).collect();
    stand_alone(agreed, numbers);
    let mut decisions = Vec::new();
    for (order, mut own) in all {
        if !own.same && whose(own.a, &joined, numbers) == whose(own.b, &joined, numbers) {
            rejected.push((order, Reason::LinkContradicts));
        } else {
            (own.a, own.b) = (stands_for(own.a, numbers), stands_for(own.b, numbers));
            decisions.push(own);
        }
    }
    Settled { same: joined, decisions, rejected }
}

/// Who is one child by what the decisions name. Those that name nobody any more, or are about two numbers now about which nobody
/// has decided, are taken out.
fn decided(all: &mut Vec<Ordered>, rejected: &mut Vec<(Order, Reason)>) -> JoinedChildren {
    let mut decided = JoinedChildren::default();
    for (_, own) in all.iter().filter(|(_, own)| own.same && !own.of_number) {
        decided.join(own.a, own.b, JoinedBy::Linked);
    }
    let mut apart: Vec<(Order, [PackedKey; 2])> = Vec::new();
    all.retain(|(order, own)| {
        let [a, b] = [own.a, own.b].map(|key| decided.root(key));
        if !own.same || !own.of_number {
            return true;
        }
        if a == b {
            return false;
        }
        if a.is_number() && b.is_number() {
            apart.push((*order, [a.min(b), a.max(b)]));
            return false;
        }
        decided.join(own.a, own.b, JoinedBy::Linked);
        true
    });
    // Somebody may have said since that the two numbers are different children.
    let mut answered: BTreeMap<[PackedKey; 2], Order> = BTreeMap::new();
    for (order, own) in all.iter().filter(|(_, own)| !own.same && !apart.is_empty()) {
        let [a, b] = [own.a, own.b].map(|key| decided.root(key));
        answered.insert([a.min(b), a.max(b)], *order);
    }
    let is_open = |(order, two): &(Order, [PackedKey; 2])| answered.get(two).is_none_or(|later| later < order);
    rejected.extend(apart.into_iter().filter(is_open).map(|(order, _)| (order, Reason::LinkInvalid)));
    decided
}

/// Brings the number that an id carries to whom it was joined with, where nobody has named a number. The ids that were brought to
/// another number: nobody has decided about the one that they carry.
fn attach(joined: &mut JoinedChildren, same: &[&Decision], numbers: &[StandsFor]) -> Vec<u32> {
    let mut brought = Vec::new();
    for key in same.iter().flat_map(|own| [own.a, own.b]) {
        if let Some((local, number)) = carried(key, numbers) {
            let root = joined.root(key);
            if !root.is_number() {
                joined.join(number, key, JoinedBy::Linked);
            } else if root != joined.root(number) {
                brought.push(local);
            }
        }
    }
    brought
}

/// The ids behind the numbers that bring together who is decided to be different. Of an id and a number it is the id's; only where
/// there is none left of these, both of two ids.
fn behind(
    decided: &JoinedChildren,
    joined: &JoinedChildren,
    different: &[&Decision],
    numbers: &[StandsFor],
) -> Vec<u32> {
    let meet = |own: &&Decision| {
        decided.root(own.a) != decided.root(own.b) && whose(own.a, joined, numbers) == whose(own.b, joined, numbers)
    };
    let has_number = |own: &&Decision| [own.a, own.b].into_iter().any(|key| decided.root(key).is_number());
    let (first, then): (Vec<&Decision>, Vec<&Decision>) = different.iter().copied().filter(meet).partition(has_number);
    let own = if first.is_empty() { then } else { first };
    let keys = own.iter().flat_map(|own| [own.a, own.b]).filter(|key| !decided.root(*key).is_number());
    let carriers = keys.flat_map(|key| decided.members(key).map(move |member| (key, member)));
    carriers
        .filter_map(|(key, member)| {
            let (local, number) = carried(member, numbers)?;
            (joined.root(number) == whose(key, joined, numbers)).then_some(local)
        })
        .collect()
}

/// The child of a key.
fn whose(key: PackedKey, joined: &JoinedChildren, numbers: &[StandsFor]) -> PackedKey {
    joined.root(if joined.involves(key) { key } else { stands_for(key, numbers) })
}

/// A local id with the number that it carries.
fn carried(key: PackedKey, numbers: &[StandsFor]) -> Option<(u32, PackedKey)> {
    let local = key.as_local()?;
    let number = key_of(local, numbers);
    number.is_number().then_some((local, number))
}

/// The number that an id stands for, or the id itself.
pub(super) fn stands_for(key: PackedKey, numbers: &[StandsFor]) -> PackedKey {
    key.as_local().map_or(key, |local| key_of(local, numbers))
}

/// Lets ids stand for no number any more.
fn stand_alone(locals: impl IntoIterator<Item = u32>, numbers: &mut [StandsFor]) {
    for local in locals {
        numbers[local as usize] = StandsFor::None;
    }
}
