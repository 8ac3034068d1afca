//! Leaves out the children who cannot be in any pair: nearly everybody with an NHS number.
//!
//! A pair includes an unlinked child, or is of two children whose names, birth and home are all equal. So the keys of unlinked
//! children go into a Bloom filter, and of all other children only those stay who share one of these keys, or who share all four
//! values with somebody. A child kept by mistake is compared like the rest and found to differ.

use super::blocks::{birth_and_home, names_and_birth, names_and_home};
use super::combinations::{AllCombinations, Combination};

/// Bits for each value: about 1 in 32 lookups finds a value that is not there.
const BITS_PER_VALUE: usize = 32;

/// A Bloom filter with one hash: it may find a number that was never inserted, and never misses one that was.
struct BloomFilter {
    words: Vec<u64>,
    /// How far a hash is shifted to give the index of a bit.
    shift: u32,
}

impl BloomFilter {
    fn for_numbers(count: usize) -> Self {
        let bits = (count * BITS_PER_VALUE).next_power_of_two().max(64);
        Self { words: vec![0; bits / 64], shift: 64 - bits.trailing_zeros() }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the bits of the filter fit into memory")]
    fn place(&self, number: u64) -> (usize, u64) {
        let place = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift;
        (place as usize / 64, 1 << (place % 64))
    }

    fn contains(&self, number: u64) -> bool {
        let (word, bit) = self.place(number);
        self.words[word] & bit != 0
    }

    /// Inserts a number, and returns whether it may have been there before.
    fn put(&mut self, number: u64) -> bool {
        let (word, bit) = self.place(number);
        let was_there = self.words[word] & bit != 0;
        self.words[word] |= bit;
        was_there
    }
}

/// The hashes of a combination's keys, one for each way of sorting into blocks.
fn keys(combination: &Combination) -> impl Iterator<Item = u64> {
    let keys = [(names_and_birth(combination), 1), (birth_and_home(combination), 2), (names_and_home(combination), 3)];
    keys.into_iter().filter_map(|(key, way)| Some(mixed(key? ^ way << 62)))
}

/// Hashes a packed key, so that all its bits matter.
const fn mixed(number: u64) -> u64 {
    let product = (number ^ number >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    product ^ product >> 32
}

/// The hash of names, date of birth and postcode; `None` if one of them is missing.
fn all_four(combination: &Combination) -> Option<u64> {
    let names = names_and_birth(combination)?;
    let home = combination.name_bits.home();
    (home != 0).then(|| mixed(names) ^ home.wrapping_mul(0xC2B2_AE3D_27D4_EB4F))
}

/// The combinations of children who can be in a pair, by child.
pub(super) fn keep_possible_pairs(all_combinations: &AllCombinations) -> Vec<Combination> {
    let all = || all_combinations.pieces().iter().flatten();
    let unlinked = all().filter(|combination| combination.unlinked).count();
    let mut wanted = BloomFilter::for_numbers(3 * unlinked);
    all().filter(|combination| combination.unlinked).flat_map(keys).for_each(|key| _ = wanted.put(key));
    let linked = || all().filter(|combination| !combination.unlinked).filter_map(all_four);
    let count = all_combinations.pieces().iter().map(Vec::len).sum::<usize>() - unlinked;
    let mut once = BloomFilter::for_numbers(count);
    let mut again = BloomFilter::for_numbers(count / 16);
    linked().for_each(|four| {
        if once.put(four) {
            _ = again.put(four);
        }
    });
    let may_be_in_pair = |combination: &&Combination| {
        combination.unlinked
            || unlinked > 0 && keys(combination).any(|key| wanted.contains(key))
            || all_four(combination).is_some_and(|four| again.contains(four))
    };
    all().filter(may_be_in_pair).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_inserted_number_is_found_and_few_others() {
        let mut bits = BloomFilter::for_numbers(1000);
        let number = |at: u64| mixed(at << 20);
        assert!((0..1000).all(|at| !bits.contains(number(at))));
        let again = (0..1000).filter(|at| bits.put(number(*at))).count();
        assert!(again < 60, "{again}");
        assert!((0..1000).all(|at| bits.contains(number(at)) && bits.put(number(at))));
        let wrongly = (1000..11_000).filter(|at| bits.contains(number(*at))).count();
        assert!(wrongly < 600, "{wrongly}");
        assert!(!BloomFilter::for_numbers(0).contains(number(7)));
    }
}
