//! Ids that sources share, such as the unique pupil number, beside a source's own: a record that has both says that both are of
//! one child. So they become one id before anybody asks whose it is, and nothing after this knows of several ids of a record.
//!
//! Ids are not brought together where that would join two children: an id that records have with several NHS numbers stands
//! alone, and so does every id of a chain that leads to several. A record with such an id and another that stands for one NHS
//! number is that one's.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::FixedState;

use super::Intake;
use crate::contact::columns::Bond;
use crate::contact::local_id::SHARED;
use crate::store::local_ids::{StandsFor, numbers};
use crate::store::parts::Part;

/// Which ids stand side by side in records.
#[derive(Default)]
pub(crate) struct Bonds {
    /// Of each id that became one with others the one that stands for them all.
    to: HashMap<u32, u32, FixedState>,
    /// The ids that records with an id have beside it, itself among them, by the one that stands for it.
    beside: BTreeMap<u32, Vec<u32>>,
    list: Vec<Bond>,
}

impl Bonds {
    /// The id that stands for an id.
    pub(crate) fn root(&self, id: u32) -> u32 {
        if self.to.is_empty() { id } else { self.to.get(&id).copied().unwrap_or(id) }
    }

    /// The ids that records with this id have, itself among them.
    pub(crate) fn beside(&self, id: u32) -> Vec<u32> {
        self.beside.get(&id).cloned().unwrap_or_else(|| vec![id])
    }

    /// The NHS numbers with which records have ids that do not stand for the record, as columns store both.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (u32, u32)> {
        self.list.iter().flat_map(|own| [own.local, own.other].map(|id| (own.number, self.root(id))))
    }

    /// The ids by which records may be known that have this one beside it.
    pub(crate) fn with(&self, id: u32) -> impl Iterator<Item = u32> {
        let beside = move |own: &Bond| match (own.local == id, own.other == id) {
            (true, _) => Some(own.other),
            (_, true) => Some(own.local),
            _ => None,
        };
        self.list.iter().filter_map(beside).map(|own| self.root(own))
    }

    /// The ids of records that may be known by another one, with the records' numbers.
    pub(crate) fn others(&self) -> impl Iterator<Item = (u32, u32)> {
        let apart = self.list.iter().filter(|own| self.root(own.other) != self.root(own.local));
        apart.flat_map(|own| [own.local, own.other].map(|id| (id, own.number)))
    }
}

/// Brings together the ids that records have side by side: in the parts, in the register, and for whoever asks for an id.
pub(super) fn bring_together(intake: &mut Intake, parts: &mut [Part], bonds: BTreeSet<Bond>) {
    let alone = alone(intake, parts, &bonds);
    let mut groups = Groups::default();
    let stands_alone = |id: u32| alone[id as usize] == StandsFor::Several;
    for own in bonds.iter().filter(|own| !stands_alone(own.local) && !stands_alone(own.other)) {
        groups.join(own.local, own.other);
    }
    let mut to: HashMap<u32, u32, FixedState> = HashMap::default();
    let mut beside: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    // What ids stand for that became one with others.
    let mut together: HashMap<u32, StandsFor, FixedState> = HashMap::default();
    for ids in groups.into_list() {
        let number = ids.iter().fold(StandsFor::None, |all, id| all.and(alone[*id as usize]));
        if number == StandsFor::Several {
            continue;
        }
        // A source's own id stands for the child as it did before anybody mapped a shared one.
        let rank = |id: &u32| {
            let shown = intake.locals.shown(*id);
            let is_shared = SHARED.iter().any(|(_, scope)| shown.split_once('/').is_some_and(|(own, _)| own == *scope));
            (is_shared, shown)
        };
        let Some(root) = ids.iter().copied().min_by_key(rank) else { continue };
        together.insert(root, number);
        to.extend(ids.iter().filter(|id| **id != root).map(|id| (*id, root)));
        beside.insert(root, ids);
    }
    let root = |id: u32| to.get(&id).copied().unwrap_or(id);
    // What stands for several is nobody's: it says of no other id that it is that child's.
    for own in bonds.iter().filter(|own| !stands_alone(own.local)) {
        let ids = beside.entry(root(own.local)).or_insert_with(|| vec![own.local]);
        if !ids.contains(&own.other) {
            ids.push(own.other);
        }
    }
    // A record is known by the first of its ids that stands for one number, else by the first that does not stand for several:
    // an id that says nothing of whose a record is brings it to nobody.
    let rank = |id: &u32| match together.get(id).unwrap_or(&alone[*id as usize]) {
        StandsFor::One(_) => 0,
        StandsFor::None => 1,
        StandsFor::Several => 2,
    };
    let known_by = |number: u32| intake.locals.each(number).map(root).min_by_key(rank).unwrap_or(number);
    for part in parts {
        let known_by = part.to.locals.iter().map(|number| known_by(*number)).collect();
        part.to.ids = std::mem::replace(&mut part.to.locals, known_by);
    }
    let local = &mut intake.register.people.rare.local;
    intake.register.several = Some(local.clone());
    local.change(known_by);
    intake.locals.bonds = Bonds { to, beside, list: bonds.into_iter().collect() };
}

/// What each id stands for by itself.
fn alone(intake: &Intake, parts: &[Part], bonds: &BTreeSet<Bond>) -> Vec<StandsFor> {
    let people = &intake.register.people;
    let first = |number: u32| intake.locals.each(number).next().unwrap_or(number);
    let of_register = people.nhs.iter().copied().zip(people.rare.local.iter().map(first));
    let of_bonds = bonds.iter().map(|own| (own.number, own.other));
    let mut alone = numbers(intake.locals.len(), of_register.chain(of_bonds));
    for part in parts {
        for (own, id) in part.scattered.numbers().iter().zip(&part.to.locals) {
            let known = &mut alone[first(*id) as usize];
            *known = known.and(*own);
        }
    }
    alone
}

/// Ids that belong together.
#[derive(Default)]
struct Groups {
    /// The group of each id, by its place in `list`.
    of: BTreeMap<u32, usize>,
    list: Vec<Vec<u32>>,
}

impl Groups {
    fn join(&mut self, one: u32, other: u32) {
        let [a, b] = [one, other].map(|id| self.group(id));
        if a != b {
            // The smaller goes into the larger.
            let (into, from) = if self.list[a].len() < self.list[b].len() { (b, a) } else { (a, b) };
            let moved = std::mem::take(&mut self.list[from]);
            for id in &moved {
                self.of.insert(*id, into);
            }
            self.list[into].extend(moved);
        }
    }

    fn group(&mut self, id: u32) -> usize {
        *self.of.entry(id).or_insert_with(|| {
            self.list.push(vec![id]);
            self.list.len() - 1
        })
    }

    fn into_list(self) -> impl Iterator<Item = Vec<u32>> {
        self.list.into_iter().filter(|ids| ids.len() > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_lead_to_one_another_are_one_group() {
        let mut groups = Groups::default();
        for (one, other) in [(1, 2), (3, 4), (4, 2), (5, 6), (1, 3)] {
            groups.join(one, other);
        }
        let mut list: Vec<Vec<u32>> = groups.into_list().collect();
        for ids in &mut list {
            ids.sort_unstable();
        }
        list.sort();
        assert_eq!(list, [vec![1, 2, 3, 4], vec![5, 6]]);
    }
}
