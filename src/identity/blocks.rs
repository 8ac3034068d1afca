//! Groups combinations into blocks that share everything a match key compares exactly. Only children in the same block are
//! compared.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::combinations::Combination;
use super::key::MatchKey;
use super::nearly;
use super::pairs::Candidates;
use crate::day::{Day, NO_DAY};
use crate::numbers::count;

/// The largest block whose children are compared each with each. In a larger one, every unlinked child has too many pairs to
/// list.
pub(super) const MAX_BLOCK: usize = 64;

/// Finds the candidate pairs in all blocks by all keys.
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

/// Packs the values that a block shares into one number; `None` if a combination lacks one of them.
type PackKey = fn(&Combination) -> Option<u64>;

/// The date of birth in 20 bits; `None` if it is not known.
fn packed_birth(combination: &Combination) -> Option<u64> {
    u64::try_from(combination.born).ok().filter(|born| *born < 1 << 20)
}

/// Both names, in either order, and the date of birth.
pub(super) fn names_and_birth(combination: &Combination) -> Option<u64> {
    let bits = combination.name_bits;
    bits.has_names().then_some(())?;
    let (given, family) = (bits.given(), bits.family());
    Some(given.min(family) << 42 | given.max(family) << 20 | packed_birth(combination)?)
}

/// The postcode and the date of birth, of a combination with a given name.
pub(super) fn birth_and_home(combination: &Combination) -> Option<u64> {
    let bits = combination.name_bits;
    (bits.home() != 0 && bits.given() != 0).then_some(())?;
    Some(bits.home() << 20 | packed_birth(combination)?)
}

/// Both names and the postcode, of a combination with a date of birth.
pub(super) fn names_and_home(combination: &Combination) -> Option<u64> {
    let bits = combination.name_bits;
    (bits.has_names() && bits.home() != 0 && combination.born != NO_DAY).then_some(())?;
    Some(bits.given() << 42 | bits.family() << 20 | bits.home())
}

/// Blocks of combinations, as indices, that a key packs into the same number. Each block has at least two different children.
fn blocks(combinations: &[Combination], key: PackKey) -> Vec<Vec<u32>> {
    let mut keyed: Vec<(u64, u32)> = (0..count(combinations.len()))
        .into_par_iter()
        .filter_map(|at| Some((key(&combinations[at as usize])?, at)))
        .collect();
    keyed.par_sort_unstable();
    // Combinations are ordered by child, so the first and the last tell whether there are several children.
    let has_several_children = |block: &&[(u64, u32)]| {
        let child = |(_, at): (u64, u32)| combinations[at as usize].child;
        child(block[0]) != child(block[block.len() - 1])
    };
    let blocks = keyed.chunk_by(|a, b| a.0 == b.0).filter(has_several_children);
    blocks.map(|block| block.iter().map(|(_, at)| *at).collect()).collect()
}

/// Compares every two combinations of different children in a block; `judge` adds those that are a pair. If the block is too
/// large, each unlinked child in it has too many pairs by the key `large`.
fn compare_block(
    combinations: &[Combination],
    block: &[u32],
    large: MatchKey,
    mut judge: impl FnMut(&Combination, &Combination, &mut Candidates),
) -> Candidates {
    let mut found = Candidates::default();
    let combination = |at: &u32| &combinations[*at as usize];
    if block.len() > MAX_BLOCK {
        let unlinked = block.iter().map(combination).filter(|combination| combination.unlinked);
        found.too_many.extend(unlinked.map(|combination| (combination.child, large)));
        return found;
    }
    for (place, one) in block.iter().map(combination).enumerate() {
        for other in block[place + 1..].iter().map(combination).filter(|other| other.child != one.child) {
            judge(one, other, &mut found);
        }
    }
    found
}

fn compare_names_and_birth(combinations: &[Combination], block: &[u32]) -> Candidates {
    // If very many share names and birth, compare those who share the postcode too among themselves.
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
