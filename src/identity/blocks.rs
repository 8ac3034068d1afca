//! Groups the combinations of several children into blocks that share all that a match key asks for. Only children in the same
//! block are compared.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::combinations::Combination;
use super::key::MatchKey;
use super::nearly;
use super::pairs::Candidates;
use crate::day::{Day, NO_DAY};
use crate::numbers::count;

/// The largest block whose children are compared each with each. In a larger one every unlinked child has too many pairs.
pub(super) const MAX_BLOCK: usize = 64;

/// Finds the candidate pairs in all blocks of all keys.
pub(super) fn find_candidates(combinations: &[Combination]) -> Vec<Candidates> {
    let in_blocks = |key: PackKey, judge: fn(&[Combination], &[u32]) -> Candidates| -> Vec<Candidates> {
        blocks(combinations, key).par_iter().map(|block| judge(combinations, block)).collect()
    };
    [
        in_blocks(names_and_birth, compare_names_and_birth),
        in_blocks(birth_and_home, compare_birth_and_home),
        in_blocks(names_and_home, compare_names_and_home),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Packs what a match key compares into one number; none where a record lacks some of it.
type PackKey = fn(&Combination) -> Option<u64>;

/// The date of birth in 20 bits; none where it is not known.
fn packed_birth(own: &Combination) -> Option<u64> {
    u64::try_from(own.born).ok().filter(|born| *born < 1 << 20)
}

pub(super) fn names_and_birth(own: &Combination) -> Option<u64> {
    let (given, family) = (own.name_bits.given(), own.name_bits.family());
    own.name_bits.has_names().then_some(())?;
    Some(given.min(family) << 42 | given.max(family) << 20 | packed_birth(own)?)
}

pub(super) fn birth_and_home(own: &Combination) -> Option<u64> {
    (own.name_bits.home() != 0 && own.name_bits.given() != 0).then_some(())?;
    Some(own.name_bits.home() << 20 | packed_birth(own)?)
}

pub(super) fn names_and_home(own: &Combination) -> Option<u64> {
    (own.name_bits.has_names() && own.name_bits.home() != 0 && own.born != NO_DAY).then_some(())?;
    Some(own.name_bits.given() << 42 | own.name_bits.family() << 20 | own.name_bits.home())
}

/// The indexes of combinations that a key packs into the same number, in blocks with at least 2 different children.
fn blocks(combinations: &[Combination], key: PackKey) -> Vec<Vec<u32>> {
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
fn compare_block(
    combinations: &[Combination],
    block: &[u32],
    large: MatchKey,
    mut judge: impl FnMut(&Combination, &Combination, &mut Candidates),
) -> Candidates {
    let mut found = Candidates::default();
    let own = |at: &u32| &combinations[*at as usize];
    if block.len() > MAX_BLOCK {
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

fn compare_names_and_birth(combinations: &[Combination], block: &[u32]) -> Candidates {
    // Where very many share names and birth, those who share the postcode too are looked at by themselves.
    if block.len() > MAX_BLOCK {
        let mut by_home: BTreeMap<_, Vec<u32>> = BTreeMap::new();
        for at in block {
            by_home.entry(combinations[*at as usize].name_bits).or_default().push(*at);
        }
        let mut found = compare_block(combinations, block, MatchKey::NamesAndBirth, |_, _, _| ());
        for same in by_home.values().filter(|same| same.len() > 1) {
            if same.len() <= MAX_BLOCK {
                found.append(compare_names_and_birth(combinations, same));
            } else if combinations[same[0] as usize].name_bits.home() != 0 {
                found.too_many.extend(same.iter().map(|at| (combinations[*at as usize].child, MatchKey::AllFour)));
            }
        }
        return found;
    }
    compare_block(combinations, block, MatchKey::NamesAndBirth, |one, other, found| {
        let same_names = one.name_bits.given() == other.name_bits.given();
        let same_home = one.name_bits.home() != 0 && one.name_bits.home() == other.name_bits.home();
        let key = match (same_names, same_home) {
            (true, true) => MatchKey::AllFour,
            (true, false) => MatchKey::NamesAndBirth,
            (false, _) => MatchKey::NamesExchanged,
        };
        if one.unlinked || other.unlinked || key.pairs_numbers() {
            found.add_pair(one.child, other.child, key);
        }
    })
}

fn compare_birth_and_home(combinations: &[Combination], block: &[u32]) -> Candidates {
    compare_block(combinations, block, MatchKey::BirthAndHome, |one, other, found| {
        if !one.unlinked && !other.unlinked {
            return;
        }
        if one.name_bits.given() == other.name_bits.given() {
            found.add_pair(one.child, other.child, MatchKey::BirthAndHome);
        } else {
            found.by_text.push((one.child.min(other.child), one.child.max(other.child)));
        }
    })
}

fn compare_names_and_home(combinations: &[Combination], block: &[u32]) -> Candidates {
    compare_block(combinations, block, MatchKey::NamesAndHome, |one, other, found| {
        let nearly = one.born != other.born && nearly::births(Day(one.born), Day(other.born));
        if nearly && (one.unlinked || other.unlinked) {
            found.add_pair(one.child, other.child, MatchKey::NamesAndHome);
        }
    })
}
