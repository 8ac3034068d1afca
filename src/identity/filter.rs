//! Who can be in a pair at all: nearly nobody with an NHS number.
//!
//! A pair has an unlinked child, or two children whose names, birth and home are all equal. So the keys of unlinked children
//! go into a set of bits, and of all others only those stay that have one of them, or all four values of somebody else.
//! What the bits let through wrongly is compared like the rest and found to differ.

use super::blocks::{birth_and_home, names_and_birth, names_and_home};
use super::combinations::{Combination, Everybody};

/// Bits for each value that is put in: one in so many lets something through that is not there.
const ROOM: usize = 32;

/// A set of numbers that may say of a number that it is there when it is not, and never the other way round.
struct Bits {
    words: Vec<u64>,
    /// How far a hash is shifted to make a place.
    shift: u32,
}

impl Bits {
    /// With room for so many numbers.
    fn for_numbers(count: usize) -> Self {
        let bits = (count * ROOM).next_power_of_two().max(64);
        Self { words: vec![0; bits / 64], shift: 64 - bits.trailing_zeros() }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the field has its bits in memory")]
    fn place(&self, number: u64) -> (usize, u64) {
        let place = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift;
        (place as usize / 64, 1 << (place % 64))
    }

    fn contains(&self, number: u64) -> bool {
        let (word, bit) = self.place(number);
        self.words[word] & bit != 0
    }

    /// Puts a number in; whether it may have been there before.
    fn put(&mut self, number: u64) -> bool {
        let (word, bit) = self.place(number);
        let was_there = self.words[word] & bit != 0;
        self.words[word] |= bit;
        was_there
    }
}

/// What the three ways of looking for pairs ask for, told apart.
fn keys(own: &Combination) -> impl Iterator<Item = u64> {
    let keys = [(names_and_birth(own), 1), (birth_and_home(own), 2), (names_and_home(own), 3)];
    keys.into_iter().filter_map(|(key, way)| Some(mixed(key? ^ way << 62)))
}

/// Spreads a number over all bits: keys are made of parts that say much by few.
const fn mixed(number: u64) -> u64 {
    let own = (number ^ number >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    own ^ own >> 32
}

/// Names, birth and home, where a record says all four.
fn all_four(own: &Combination) -> Option<u64> {
    let names = names_and_birth(own)?;
    (own.who.home() != 0).then(|| mixed(names) ^ own.who.home().wrapping_mul(0xC2B2_AE3D_27D4_EB4F))
}

/// The combinations of all who can be in a pair, by child.
pub(super) fn of(everybody: &Everybody) -> Vec<Combination> {
    let all = || everybody.pieces().iter().flatten();
    let unlinked = all().filter(|own| own.unlinked).count();
    let mut wanted = Bits::for_numbers(3 * unlinked);
    all().filter(|own| own.unlinked).flat_map(keys).for_each(|key| _ = wanted.put(key));
    let linked = || all().filter(|own| !own.unlinked).filter_map(all_four);
    let count = everybody.pieces().iter().map(Vec::len).sum::<usize>() - unlinked;
    let mut once = Bits::for_numbers(count);
    let mut again = Bits::for_numbers(count / 16);
    linked().for_each(|four| {
        if once.put(four) {
            _ = again.put(four);
        }
    });
    let may_be = |own: &&Combination| {
        own.unlinked
            || unlinked > 0 && keys(own).any(|key| wanted.contains(key))
            || all_four(own).is_some_and(|four| again.contains(four))
    };
    all().filter(may_be).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_there_and_little_else() {
        let mut bits = Bits::for_numbers(1000);
        let number = |at: u64| mixed(at << 20);
        assert!((0..1000).all(|at| !bits.contains(number(at))));
        let again = (0..1000).filter(|at| bits.put(number(*at))).count();
        assert!(again < 60, "{again}");
        assert!((0..1000).all(|at| bits.contains(number(at)) && bits.put(number(at))));
        let wrongly = (1000..11_000).filter(|at| bits.contains(number(*at))).count();
        assert!(wrongly < 600, "{wrongly}");
        assert!(!Bits::for_numbers(0).contains(number(7)));
    }
}
