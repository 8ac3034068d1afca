//! `[identity] join`: joins by a match key without a person's decision, where the configuration says so.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::links::Decision;
use super::pairs::MOST;
use crate::cells::nhs::NhsNumber;
use crate::contact::columns::NO_TEXT;
use crate::contact::name::Who;
use crate::day::{Day, NO_DAY};
use crate::intake::Intake;
use crate::store::ChildKey;
use crate::store::PackedKey;
use crate::store::links::{Link, key_of};
use crate::store::parts::Part;
use crate::store::same::{Same, Way};

/// What `all_four` compares.
type Four = (Who, i32);

/// A record with all four, and what its child is known by.
type Keyed = (Four, PackedKey);

/// Joins children whose family name, given name, date of birth and postcode are equal: not where a person has decided that
/// they are different, not where both have a known sex and the two differ, and not more than six. Where the known sexes of all
/// of them differ, nobody can say whose records without one are: only those are joined who have the same known sex.
pub(super) fn join(same: &mut Same, intake: &Intake, numbers: &[Link], decisions: &[Decision], as_of: Day) {
    let mut all = keyed(intake, numbers, as_of);
    all.par_sort_unstable();
    all.dedup();
    let groups: Vec<&[Keyed]> =
        all.chunk_by(|a, b| a.0 == b.0).filter(|own| (2..=MOST + 1).contains(&own.len())).collect();
    let mut wanted: BTreeSet<PackedKey> = groups.iter().flat_map(|own| own.iter().map(|(_, key)| *key)).collect();
    if wanted.is_empty() {
        return;
    }
    // What is known of a child is known of all who are the same child by a decision.
    let joined = same.joined();
    wanted.extend(joined.iter().flat_map(|(own, root)| [*own, *root]));
    let mut sexes_of: BTreeMap<PackedKey, BTreeSet<u8>> = BTreeMap::new();
    for (key, sex) in sexes(intake, numbers, &wanted) {
        sexes_of.entry(same.root(key)).or_default().insert(sex);
    }
    let shown = |key: PackedKey| match key.key() {
        ChildKey::Nhs(number) => (0, number.digits()),
        ChildKey::Local(local) => (1, intake.locals.shown(local)),
    };
    let mut order: Vec<Vec<PackedKey>> = groups
        .iter()
        .map(|own| {
            let mut keys: Vec<PackedKey> = own.iter().map(|(_, key)| *key).collect();
            keys.sort_by_cached_key(|key| shown(*key));
            keys
        })
        .collect();
    order.sort_by_cached_key(|keys| shown(keys[0]));
    for keys in order {
        // By key, before any of them is joined.
        let own = |key: &PackedKey| sexes_of.get(&same.root(*key)).cloned().unwrap_or_default();
        let known: Vec<BTreeSet<u8>> = keys.iter().map(own).collect();
        let all: BTreeSet<u8> = known.iter().flatten().copied().collect();
        for (at, a) in keys.iter().enumerate() {
            for (b, of_b) in keys.iter().zip(&known).skip(at + 1) {
                let differ = all.len() > 1 && (known[at].len() != 1 || known[at] != *of_b);
                let (own, other) = (same.root(*a), same.root(*b));
                let told_apart = decisions.iter().filter(|decision| !decision.same).any(|decision| {
                    let (one, two) = (same.root(decision.a), same.root(decision.b));
                    (one, two) == (own, other) || (two, one) == (own, other)
                });
                if !differ && !told_apart {
                    same.join(*a, *b, Way::Matched);
                    sexes_of.entry(same.root(*a)).or_default().extend(known[at].union(of_b));
                }
            }
        }
    }
}

/// The child of a record by its number, else by its local id.
fn child_of(nhs: u32, local: u32, numbers: &[Link]) -> Option<PackedKey> {
    match (NhsNumber::from_column(nhs), local) {
        (Some(number), _) => Some(PackedKey::of(ChildKey::Nhs(number))),
        (None, NO_TEXT) => None,
        (None, local) => Some(key_of(local, numbers)),
    }
}

/// Every record that says all four, with its child.
fn keyed(intake: &Intake, numbers: &[Link], as_of: Day) -> Vec<Keyed> {
    let four = |who: Who, born: i32| (who.has_names() && who.home() != 0 && born != NO_DAY).then_some((who, born));
    let of_part = |part: &Part| {
        let own = part.contacts().filter_map(|(row, contact)| {
            let four = four(part.extra(row).who(), contact.born.day(as_of).map_or(NO_DAY, |day| day.0))?;
            Some((four, child_of(contact.nhs, part.extra(row).local(), numbers)?))
        });
        let mut own: Vec<Keyed> = own.collect();
        own.sort_unstable();
        own.dedup();
        own
    };
    let mut all: Vec<Keyed> = intake.parts.list.par_iter().flat_map_iter(of_part).collect();
    let people = &intake.register.people;
    all.extend((0..people.len()).filter_map(|row| {
        let four = four(people.rare.who.get(row), people.born[row])?;
        Some((four, child_of(people.nhs[row], people.rare.local.get(row), numbers)?))
    }));
    all
}

/// The sex of each of these, as a column stores it: the last of a register, else the newest contact's.
fn sexes(intake: &Intake, numbers: &[Link], wanted: &BTreeSet<PackedKey>) -> BTreeMap<PackedKey, u8> {
    let mut newest: BTreeMap<PackedKey, ((bool, i32, u32), u8)> = BTreeMap::new();
    let mut offer = |key: Option<PackedKey>, order: (bool, i32, u32), sex: u8| {
        if let Some(key) = key.filter(|key| sex != 0 && wanted.contains(key)) {
            let known = newest.entry(key).or_insert((order, sex));
            if known.0 <= order {
                *known = (order, sex);
            }
        }
    };
    for part in &intake.parts.list {
        for (row, contact) in part.contacts() {
            let key = child_of(contact.nhs, part.extra(row).local(), numbers);
            offer(key, (false, contact.day.day().0, part.base + row), part.extra(row).sex());
        }
    }
    let people = &intake.register.people;
    for row in 0..people.len() {
        let key = child_of(people.nhs[row], people.rare.local.get(row), numbers);
        offer(key, (true, 0, row as u32), people.rare.sex.get(row));
    }
    newest.into_iter().map(|(key, (_, sex))| (key, sex)).collect()
}
