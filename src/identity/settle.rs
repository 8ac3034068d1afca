//! Works out which children the decisions join and keep apart, whatever number other records give an id.
//!
//! A decision is about the ids and numbers that it names. So the decisions that say "the same" are applied first, to these alone.
//! Then each id brings in the NHS number that it carries, unless a decision has joined the id to another number. If such a number
//! would join two children who are decided to be different, the ids that carry it no longer stand for it.

use std::collections::BTreeMap;

use super::links::{Decision, DecisionOrder, OrderedDecision};
use crate::contact::fate::Reason;
use crate::store::PackedKey;
use crate::store::local_ids::{StandsFor, key_of};
use crate::store::same::{JoinedBy, JoinedChildren};

/// The outcome of applying all decisions.
pub(super) struct SettledDecisions {
    /// The children whom the decisions join.
    pub(super) joined: JoinedChildren,
    /// The decisions that count, in their order.
    pub(super) decisions: Vec<Decision>,
    /// The decisions that do not count, and why.
    pub(super) rejected: Vec<(DecisionOrder, Reason)>,
}

/// Applies decisions in their order. `numbers` is what each local id stands for; on return, what it stands for apart from the
/// decisions.
pub(super) fn settle(mut all: Vec<OrderedDecision>, numbers: &mut [StandsFor]) -> SettledDecisions {
    let mut rejected = Vec::new();
    let decided = join_by_decisions(&mut all, &mut rejected);
    let (same, different): (Vec<&Decision>, Vec<&Decision>) =
        all.iter().map(|(_, decision)| decision).partition(|decision| decision.same);
    let (joined, brought) = loop {
        let mut joined = decided.clone();
        let brought = attach_numbers(&mut joined, &same, numbers);
        let at_fault = ids_joining_different_children(&decided, &joined, &different, numbers);
        if at_fault.is_empty() {
            break (joined, brought);
        }
        clear_numbers(at_fault, numbers);
    };
    for local in brought {
        numbers[local as usize] = StandsFor::Several;
    }
    // Children whom a number joins too are still shown as joined by the decision, so their ids stand for themselves.
    let agreed = same.iter().filter(|decision| stands_for(decision.a, numbers) == stands_for(decision.b, numbers));
    let agreed: Vec<u32> =
        agreed.flat_map(|decision| [decision.a, decision.b]).filter_map(PackedKey::as_local).collect();
    clear_numbers(agreed, numbers);
    let mut decisions = Vec::new();
    for (order, mut decision) in all {
        let child_key = |key: PackedKey| child_key_of(key, &joined, numbers);
        if !decision.same && child_key(decision.a) == child_key(decision.b) {
            rejected.push((order, Reason::LinkContradicts));
        } else {
            (decision.a, decision.b) = (stands_for(decision.a, numbers), stands_for(decision.b, numbers));
            decisions.push(decision);
        }
    }
    SettledDecisions { joined, decisions, rejected }
}

/// Joins the children whom the decisions name. Removes decisions that no longer name two children, or that would now
/// join two NHS numbers, about which nobody has decided.
fn join_by_decisions(all: &mut Vec<OrderedDecision>, rejected: &mut Vec<(DecisionOrder, Reason)>) -> JoinedChildren {
    let mut decided = JoinedChildren::default();
    for (_, decision) in all.iter().filter(|(_, decision)| decision.same && !decision.names_id_with_number) {
        decided.join(decision.a, decision.b, JoinedBy::Linked);
    }
    let mut apart: Vec<(DecisionOrder, [PackedKey; 2])> = Vec::new();
    all.retain(|(order, decision)| {
        let [a, b] = [decision.a, decision.b].map(|key| decided.root(key));
        if !decision.same || !decision.names_id_with_number {
            return true;
        }
        if a == b {
            return false;
        }
        if a.is_number() && b.is_number() {
            apart.push((*order, [a.min(b), a.max(b)]));
            return false;
        }
        decided.join(decision.a, decision.b, JoinedBy::Linked);
        true
    });
    // A later decision may have said that the two numbers are different children.
    let mut answered: BTreeMap<[PackedKey; 2], DecisionOrder> = BTreeMap::new();
    for (order, decision) in all.iter().filter(|(_, decision)| !decision.same && !apart.is_empty()) {
        let [a, b] = [decision.a, decision.b].map(|key| decided.root(key));
        answered.insert([a.min(b), a.max(b)], *order);
    }
    let is_open = |(order, two): &(DecisionOrder, [PackedKey; 2])| answered.get(two).is_none_or(|later| later < order);
    rejected.extend(apart.into_iter().filter(is_open).map(|(order, _)| (order, Reason::LinkInvalid)));
    decided
}

/// Joins the number that an id carries to the children joined with the id, unless decisions have joined these to a number.
/// Returns the ids that are joined to another number than the one that they carry, about which nobody has decided.
fn attach_numbers(joined: &mut JoinedChildren, same: &[&Decision], numbers: &[StandsFor]) -> Vec<u32> {
    let mut brought = Vec::new();
    for key in same.iter().flat_map(|decision| [decision.a, decision.b]) {
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

/// The ids whose numbers join children who are decided to be different. For a decision about an id and a number this is the id.
/// Only if there are no such decisions are both ids of decisions about two ids returned.
fn ids_joining_different_children(
    decided: &JoinedChildren,
    joined: &JoinedChildren,
    different: &[&Decision],
    numbers: &[StandsFor],
) -> Vec<u32> {
    let is_violated = |decision: &&Decision| {
        decided.root(decision.a) != decided.root(decision.b)
            && child_key_of(decision.a, joined, numbers) == child_key_of(decision.b, joined, numbers)
    };
    let has_number =
        |decision: &&Decision| [decision.a, decision.b].into_iter().any(|key| decided.root(key).is_number());
    let (with_number, between_ids): (Vec<&Decision>, Vec<&Decision>) =
        different.iter().copied().filter(is_violated).partition(has_number);
    let decision = if with_number.is_empty() { between_ids } else { with_number };
    let keys =
        decision.iter().flat_map(|decision| [decision.a, decision.b]).filter(|key| !decided.root(*key).is_number());
    let carriers = keys.flat_map(|key| decided.members(key).map(move |member| (key, member)));
    carriers
        .filter_map(|(key, member)| {
            let (local, number) = id_with_number(member, numbers)?;
            (joined.root(number) == child_key_of(key, joined, numbers)).then_some(local)
        })
        .collect()
}

/// The key of the child to whom a key belongs.
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
