//! Joins ids that sources share, such as the unique pupil number, with the sources' own local ids. A record that carries both
//! says that both are the same child's. So they become one id before records are linked to children, and nothing after this
//! deals with several ids of a record.
//!
//! Ids are not joined if that would join two children: an id that occurs with several NHS numbers stays alone, and so does
//! every id of a chain that leads to several. A record with such an id and another that stands for one NHS number belongs to
//! that number.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::FixedState;

use super::Intake;
use crate::contact::columns::Bond;
use crate::contact::local_id::SHARED;
use crate::store::local_ids::{StandsFor, numbers};
use crate::store::parts::Part;

/// Which ids occur together in records, and which of them were joined.
#[derive(Default)]
pub(crate) struct Bonds {
    /// For each id that was joined with others, the one that represents them all, unless that is itself.
    to: HashMap<u32, u32, FixedState>,
    /// For each representative, the ids that occur in records with it or with the ids that it represents, itself included.
    beside: BTreeMap<u32, Vec<u32>>,
    list: Vec<Bond>,
}

impl Bonds {
    /// The id that represents an id after joining; most often itself.
    pub(crate) fn root(&self, id: u32) -> u32 {
        if self.to.is_empty() { id } else { self.to.get(&id).copied().unwrap_or(id) }
    }

    /// The ids that occur in records with this id, itself included.
    pub(crate) fn beside(&self, id: u32) -> Vec<u32> {
        self.beside.get(&id).cloned().unwrap_or_else(|| vec![id])
    }

    /// The NHS numbers of records with several ids, with each of those ids, as columns store both.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (u32, u32)> {
        self.list.iter().flat_map(|bond| [bond.local, bond.other].map(|id| (bond.number, self.root(id))))
    }

    /// The ids by which records may be known that also carry this id.
    pub(crate) fn with(&self, id: u32) -> impl Iterator<Item = u32> {
        let partner = move |bond: &Bond| match (bond.local == id, bond.other == id) {
            (true, _) => Some(bond.other),
            (_, true) => Some(bond.local),
            _ => None,
        };
        self.list.iter().filter_map(partner).map(|id| self.root(id))
    }

    /// The ids of records with ids that were not joined, each with the record's NHS number: the record may be known by another
    /// one.
    pub(crate) fn others(&self) -> impl Iterator<Item = (u32, u32)> {
        let not_joined = self.list.iter().filter(|bond| self.root(bond.other) != self.root(bond.local));
        not_joined.flat_map(|bond| [bond.local, bond.other].map(|id| (id, bond.number)))
    }
}

/// Joins the ids that occur together in records, and renumbers the records in the parts and in the register accordingly.
pub(super) fn bring_together(intake: &mut Intake, parts: &mut [Part], bonds: BTreeSet<Bond>) {
    let alone = alone(intake, parts, &bonds);
    let mut groups = Groups::default();
    let has_several_numbers = |id: u32| alone[id as usize] == StandsFor::Several;
    for bond in bonds.iter().filter(|bond| !has_several_numbers(bond.local) && !has_several_numbers(bond.other)) {
        groups.join(bond.local, bond.other);
    }
    let mut to: HashMap<u32, u32, FixedState> = HashMap::default();
    let mut beside: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    // What each representative of joined ids stands for.
    let mut joined: HashMap<u32, StandsFor, FixedState> = HashMap::default();
    for ids in groups.into_list() {
        let number = ids.iter().fold(StandsFor::None, |number, id| number.and(alone[*id as usize]));
        if number == StandsFor::Several {
            continue;
        }
        // A source's own id is preferred, so that mapping a shared id later changes nothing about how the child is known.
        let rank = |id: &u32| {
            let shown = intake.locals.shown(*id);
            let has_scope = |scope: &str| shown.split_once('/').is_some_and(|(of_id, _)| of_id == scope);
            (SHARED.iter().any(|(_, scope)| has_scope(scope)), shown)
        };
        let Some(root) = ids.iter().copied().min_by_key(rank) else { continue };
        joined.insert(root, number);
        to.extend(ids.iter().filter(|id| **id != root).map(|id| (*id, root)));
        beside.insert(root, ids);
    }
    let root = |id: u32| to.get(&id).copied().unwrap_or(id);
    // An id with several numbers is no single child's, so it does not make another id that child's.
    for bond in bonds.iter().filter(|bond| !has_several_numbers(bond.local)) {
        let ids = beside.entry(root(bond.local)).or_insert_with(|| vec![bond.local]);
        if !ids.contains(&bond.other) {
            ids.push(bond.other);
        }
    }
    // A record is known by the first of its ids that stands for one number; else by the first that stands for none, rather than
    // by one that stands for several.
    let rank = |id: &u32| match joined.get(id).unwrap_or(&alone[*id as usize]) {
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

/// What each id stands for before any are joined.
fn alone(intake: &Intake, parts: &[Part], bonds: &BTreeSet<Bond>) -> Vec<StandsFor> {
    let people = &intake.register.people;
    let first = |number: u32| intake.locals.each(number).next().unwrap_or(number);
    let of_register = people.nhs.iter().copied().zip(people.rare.local.iter().map(first));
    let of_bonds = bonds.iter().map(|bond| (bond.number, bond.other));
    let mut alone = numbers(intake.locals.len(), of_register.chain(of_bonds));
    for part in parts {
        for (stands_for, id) in part.scattered.numbers().iter().zip(&part.to.locals) {
            let known = &mut alone[first(*id) as usize];
            *known = known.and(*stands_for);
        }
    }
    alone
}

/// Groups of ids that are connected by bonds.
#[derive(Default)]
struct Groups {
    /// The group of each id, as an index in `list`.
    of: BTreeMap<u32, usize>,
    list: Vec<Vec<u32>>,
}

impl Groups {
    fn join(&mut self, one: u32, other: u32) {
        let [a, b] = [one, other].map(|id| self.group(id));
        if a != b {
            // The smaller group moves into the larger.
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
    fn connected_ids_are_one_group() {
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
