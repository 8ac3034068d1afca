//! Works out which children the decisions join and keep apart, whatever number other records give an id.
//!
//! What people have decided is about what they named. So the decisions that say "the same" are taken first, over these ids and
//! numbers alone. Then an id brings the number that it carries, where no decision has brought it to another. Where a number
//! would bring two together who are decided to be different, the ids behind it stand for no number any more.

use std::collections::BTreeMap;

use super::links::{Decision, DecisionOrder, OrderedDecision};
use crate::contact::fate::Reason;
use crate::store::PackedKey;
use crate::store::local_ids::{StandsFor, key_of};
use crate::store::same::{JoinedBy, JoinedChildren};

pub(super) struct SettledDecisions {
    /// The children whom they join.
    pub(super) joined: JoinedChildren,
    /// The decisions that count, in their order.
    pub(super) decisions: Vec<Decision>,
    /// The decisions that do not count, and why.
    pub(super) rejected: Vec<(DecisionOrder, Reason)>,
}

/// Applies these decisions in their order. `numbers` has what each local id stands for, then beside the decisions.
pub(super) fn settle(mut all: Vec<OrderedDecision>, numbers: &mut [StandsFor]) -> SettledDecisions {
    let mut rejected = Vec::new();
    let decided = join_by_decisions(&mut all, &mut rejected);
    let (same, different): (Vec<&Decision>, Vec<&Decision>) = all.iter().map(|(_, own)| own).partition(|own| own.same);
    let (joined, brought) = loop {
        let mut joined = decided.clone();
        let brought = attach_numbers(&mut joined, &same, numbers);
        let behind = ids_joining_different_children(&decided, &joined, &different, numbers);
        if behind.is_empty() {
            break (joined, brought);
        }
        clear_numbers(behind, numbers);
    };
    for local in brought {
        numbers[local as usize] = StandsFor::Several;
    }
    // Whom other records bring together by a number too are one child by the decision: the id stands for itself beside it.
    let agreed = same.iter().filter(|own| stands_for(own.a, numbers) == stands_for(own.b, numbers));
    let agreed: Vec<u32> = agreed.flat_map(|own| [own.a, own.b]).filter_map(PackedKey::as_local).collect();
    clear_numbers(agreed, numbers);
    let mut decisions = Vec::new();
    for (order, mut own) in all {
        if !own.same && child_key_of(own.a, &joined, numbers) == child_key_of(own.b, &joined, numbers) {
            rejected.push((order, Reason::LinkContradicts));
        } else {
            (own.a, own.b) = (stands_for(own.a, numbers), stands_for(own.b, numbers));
            decisions.push(own);
        }
    }
    SettledDecisions { joined, decisions, rejected }
}

/// Joins the children whom the decisions name. Takes out decisions that name nobody any more, or are now about two numbers that
/// nobody has decided about.
fn join_by_decisions(all: &mut Vec<OrderedDecision>, rejected: &mut Vec<(DecisionOrder, Reason)>) -> JoinedChildren {
    let mut decided = JoinedChildren::default();
    for (_, own) in all.iter().filter(|(_, own)| own.same && !own.names_id_with_number) {
        decided.join(own.a, own.b, JoinedBy::Linked);
    }
    let mut apart: Vec<(DecisionOrder, [PackedKey; 2])> = Vec::new();
    all.retain(|(order, own)| {
        let [a, b] = [own.a, own.b].map(|key| decided.root(key));
        if !own.same || !own.names_id_with_number {
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
    let mut answered: BTreeMap<[PackedKey; 2], DecisionOrder> = BTreeMap::new();
    for (order, own) in all.iter().filter(|(_, own)| !own.same && !apart.is_empty()) {
        let [a, b] = [own.a, own.b].map(|key| decided.root(key));
        answered.insert([a.min(b), a.max(b)], *order);
    }
    let is_open = |(order, two): &(DecisionOrder, [PackedKey; 2])| answered.get(two).is_none_or(|later| later < order);
    rejected.extend(apart.into_iter().filter(is_open).map(|(order, _)| (order, Reason::LinkInvalid)));
    decided
}

/// Joins the number that an id carries to the children joined with the id, where no decision names a number. Returns the ids
/// that were joined to another number: nobody has decided about the one that they carry.
fn attach_numbers(joined: &mut JoinedChildren, same: &[&Decision], numbers: &[StandsFor]) -> Vec<u32> {
    let mut brought = Vec::new();
    for key in same.iter().flat_map(|own| [own.a, own.b]) {
        if let Some((local, number)) = id_with_number(key, numbers) {
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

/// The ids whose numbers join children who are decided to be different. Of a decision about an id and a number this is the id;
/// only where none of these is left, both of a decision about two ids.
fn ids_joining_different_children(
    decided: &JoinedChildren,
    joined: &JoinedChildren,
    different: &[&Decision],
    numbers: &[StandsFor],
) -> Vec<u32> {
    let meet = |own: &&Decision| {
        decided.root(own.a) != decided.root(own.b)
            && child_key_of(own.a, joined, numbers) == child_key_of(own.b, joined, numbers)
    };
    let has_number = |own: &&Decision| [own.a, own.b].into_iter().any(|key| decided.root(key).is_number());
    let (first, then): (Vec<&Decision>, Vec<&Decision>) = different.iter().copied().filter(meet).partition(has_number);
    let own = if first.is_empty() { then } else { first };
    let keys = own.iter().flat_map(|own| [own.a, own.b]).filter(|key| !decided.root(*key).is_number());
    let carriers = keys.flat_map(|key| decided.members(key).map(move |member| (key, member)));
    carriers
        .filter_map(|(key, member)| {
            let (local, number) = id_with_number(member, numbers)?;
            (joined.root(number) == child_key_of(key, joined, numbers)).then_some(local)
        })
        .collect()
}

/// The key of the child whom a key belongs to.
fn child_key_of(key: PackedKey, joined: &JoinedChildren, numbers: &[StandsFor]) -> PackedKey {
    joined.root(if joined.involves(key) { key } else { stands_for(key, numbers) })
}

/// The local id of a key with the NHS number that it carries.
fn id_with_number(key: PackedKey, numbers: &[StandsFor]) -> Option<(u32, PackedKey)> {
    let local = key.as_local()?;
    let number = key_of(local, numbers);
    number.is_number().then_some((local, number))
}

/// The number that an id stands for, or the id itself.
pub(super) fn stands_for(key: PackedKey, numbers: &[StandsFor]) -> PackedKey {
    key.as_local().map_or(key, |local| key_of(local, numbers))
}

/// Makes these ids stand for no number.
fn clear_numbers(locals: impl IntoIterator<Item = u32>, numbers: &mut [StandsFor]) {
    for local in locals {
        numbers[local as usize] = StandsFor::None;
    }
}
