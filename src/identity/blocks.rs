//! Blocks: the combinations of several children that have all that a match key asks for. Whoever is in one is compared with
//! the others in it, and with nobody else.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::combinations::Combination;
use super::key::MatchKey;
use super::nearly;
use super::pairs::Candidates;
use crate::day::{Day, NO_DAY};
use crate::numbers::count;

/// So many children who share what a key asks for are compared each with each; of more, every unlinked one has too many.
pub(super) const COMPARED: usize = 64;

/// What is found in all blocks of all keys.
pub(super) fn candidates(combinations: &[Combination]) -> Vec<Candidates> {
    let in_blocks = |key: Packed, judge: fn(&[Combination], &[u32]) -> Candidates| -> Vec<Candidates> {
        blocks(combinations, key).par_iter().map(|block| judge(combinations, block)).collect()
    };
    [
        in_blocks(names_and_birth, of_names_and_birth),
        in_blocks(birth_and_home, of_birth_and_home),
        in_blocks(names_and_home, of_names_and_home),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a key packs into a number, or nothing where a record lacks some of it.
type Packed = fn(&Combination) -> Option<u64>;

/// A date of birth in 20 bits.
fn born(own: &Combination) -> Option<u64> {
    u64::try_from(own.born).ok().filter(|born| *born < 1 << 20)
}

pub(super) fn names_and_birth(own: &Combination) -> Option<u64> {
    let (given, family) = (own.who.given(), own.who.family());
    own.who.has_names().then_some(())?;
    Some(given.min(family) << 42 | given.max(family) << 20 | born(own)?)
}

pub(super) fn birth_and_home(own: &Combination) -> Option<u64> {
    (own.who.home() != 0 && own.who.given() != 0).then_some(())?;
    Some(own.who.home() << 20 | born(own)?)
}

pub(super) fn names_and_home(own: &Combination) -> Option<u64> {
    (own.who.has_names() && own.who.home() != 0 && own.born != NO_DAY).then_some(())?;
    Some(own.who.given() << 42 | own.who.family() << 20 | own.who.home())
}

/// Combinations of several children that a key packs into one number, by their places among all.
fn blocks(combinations: &[Combination], key: Packed) -> Vec<Vec<u32>> {
    let mut keyed: Vec<(u64, u32)> = (0..count(combinations.len()))
        .into_par_iter()
        .filter_map(|at| Some((key(&combinations[at as usize])?, at)))
        .collect();
    keyed.par_sort_unstable();
    let several = |same: &&[(u64, u32)]| {
        let child = |own: &(u64, u32)| combinations[own.1 as usize].child;
        child(&same[0]) != child(&same[same.len() - 1])
    };
    let blocks = keyed.chunk_by(|a, b| a.0 == b.0).filter(several);
    blocks.map(|same| same.iter().map(|(_, at)| *at).collect()).collect()
}

/// Compares each of a block with each; `judge` says by which key two of different children are a pair. Where there are too
/// many, each unlinked child of them has too many by the key that `large` names.
fn each_with_each(
    combinations: &[Combination],
    block: &[u32],
    large: MatchKey,
    mut judge: impl FnMut(&Combination, &Combination, &mut Candidates),
) -> Candidates {
    let mut found = Candidates::default();
    let own = |at: &u32| &combinations[*at as usize];
    if block.len() > COMPARED {
        found.too_many.extend(block.iter().map(own).filter(|own| own.unlinked).map(|own| (own.child, large)));
        return found;
    }
    for (place, one) in block.iter().map(own).enumerate() {
        for other in block[place + 1..].iter().map(own).filter(|other| other.child != one.child) {
            judge(one, other, &mut found);
        }
    }
    found
}

fn of_names_and_birth(combinations: &[Combination], block: &[u32]) -> Candidates {
    // Where very many share names and birth, those who share the postcode too are looked at by themselves.
    if block.len() > COMPARED {
        let mut by_home: BTreeMap<_, Vec<u32>> = BTreeMap::new();
        for at in block {
            by_home.entry(combinations[*at as usize].who).or_default().push(*at);
        }
        let mut found = each_with_each(combinations, block, MatchKey::NamesAndBirth, |_, _, _| ());
        for same in by_home.values().filter(|same| same.len() > 1) {
            if same.len() <= COMPARED {
                found.add(of_names_and_birth(combinations, same));
            } else if combinations[same[0] as usize].who.home() != 0 {
                found.too_many.extend(same.iter().map(|at| (combinations[*at as usize].child, MatchKey::AllFour)));
            }
        }
        return found;
    }
    each_with_each(combinations, block, MatchKey::NamesAndBirth, |one, other, found| {
        let same_names = one.who.given() == other.who.given();
        let same_home = one.who.home() != 0 && one.who.home() == other.who.home();
        let key = match (same_names, same_home) {
            (true, true) => MatchKey::AllFour,
            (true, false) => MatchKey::NamesAndBirth,
            (false, _) => MatchKey::NamesExchanged,
        };
        if one.unlinked || other.unlinked || key.pairs_numbers() {
            found.pair(one.child, other.child, key);
        }
    })
}

fn of_birth_and_home(combinations: &[Combination], block: &[u32]) -> Candidates {
    each_with_each(combinations, block, MatchKey::BirthAndHome, |one, other, found| {
        if !one.unlinked && !other.unlinked {
            return;
        }
        if one.who.given() == other.who.given() {
            found.pair(one.child, other.child, MatchKey::BirthAndHome);
        } else {
            found.by_text.push((one.child.min(other.child), one.child.max(other.child)));
        }
    })
}

fn of_names_and_home(combinations: &[Combination], block: &[u32]) -> Candidates {
    each_with_each(combinations, block, MatchKey::NamesAndHome, |one, other, found| {
        let nearly = one.born != other.born && nearly::births(Day(one.born), Day(other.born));
        if nearly && (one.unlinked || other.unlinked) {
            found.pair(one.child, other.child, MatchKey::NamesAndHome);
        }
    })
}
