//! Fingerprints by which records that say the same are found: two times 64 bits, mixed eight bytes at a time.
//!
//! Two different texts have the same one by chance in about one of 2^128 pairs; whoever keeps fewer bits keeps that many of
//! the quality. They are no secret and no signature: nobody is known by one.

use crate::cells::cell::{Cell, WINDOW};

const KEYS: [u64; 6] = [
    0x243F_6A88_85A3_08D3,
    0x1319_8A2E_0370_7344,
    0xA409_3822_299F_31D0,
    0x082E_FA98_EC4E_6C89,
    0x4528_21E6_38D0_1377,
    0xBE54_66CF_34E9_0C6C,
];

/// What a fingerprint is of: the same text is two things as an id and as all that a record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FingerprintOf {
    /// A contact id.
    Id = 1,
    /// Every mapped cell of a record.
    Record = 2,
}

/// Makes a fingerprint from the texts that are added.
#[derive(Clone, Copy)]
pub(crate) struct Fingerprinter {
    one: u64,
    other: u64,
}

impl Fingerprinter {
    /// Nothing yet.
    #[inline]
    pub(crate) const fn new(of: FingerprintOf) -> Self {
        Self { one: KEYS[0] ^ of as u64, other: KEYS[1] ^ (of as u64) << 32 }
    }

    /// Adds two words.
    #[inline]
    fn pair(&mut self, first: u64, second: u64) {
        let one = fold(self.one ^ first, second ^ KEYS[2]);
        let other = fold(self.other ^ second.rotate_left(32), first ^ KEYS[3]);
        (self.one, self.other) =
            (one.wrapping_add(self.one.rotate_left(23)), other.wrapping_add(self.other.rotate_left(41)));
    }

    /// Adds a text: where one ends and the next one begins is part of it.
    #[inline(always)]
    pub(crate) fn add(&mut self, text: Cell<'_>) {
        self.one = self.one.wrapping_add((text.len() as u64).wrapping_mul(KEYS[4]));
        if text.len() <= WINDOW {
            let words = text.words();
            self.pair(words[0], words[1]);
            if text.len() > 16 {
                self.pair(words[2], words[3]);
            }
            return;
        }
        self.add_long(text.bytes());
    }

    #[inline(never)]
    fn add_long(&mut self, text: &[u8]) {
        let (pairs, rest) = text.as_chunks::<16>();
        for pair in pairs {
            let (words, _) = pair.as_chunks::<8>();
            self.pair(u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1]));
        }
        if !rest.is_empty() {
            self.pair_of(rest);
        }
    }

    fn pair_of(&mut self, rest: &[u8]) {
        let mut last = [0; 16];
        last[..rest.len()].copy_from_slice(rest);
        let both = u128::from_le_bytes(last);
        self.pair(both as u64, (both >> 64) as u64);
    }

    /// The fingerprint of what was added.
    #[inline]
    pub(crate) fn finish(self) -> u128 {
        let one = fold(self.one ^ KEYS[4], KEYS[5]);
        let other = fold(self.other ^ KEYS[5], KEYS[4]);
        u128::from(one ^ self.other.rotate_left(17)) | u128::from(other ^ self.one.rotate_left(31)) << 64
    }
}

/// The fingerprint of a contact id.
#[inline(always)]
pub fn of_id(id: Cell<'_>) -> u128 {
    let mut printer = Fingerprinter::new(FingerprintOf::Id);
    printer.add(id);
    printer.finish()
}

/// Both halves of a product, as one.
#[inline]
fn fold(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn cell(text: &str) -> Cell<'_> {
        Cell::new(text.as_bytes(), text.len())
    }

    fn of_all(texts: &[&str]) -> u128 {
        let mut printer = Fingerprinter::new(FingerprintOf::Record);
        for text in texts {
            printer.add(cell(text));
        }
        printer.finish()
    }

    #[test]
    fn what_stands_behind_a_text_changes_nothing() {
        let bytes: Vec<u8> = (0..200).collect();
        for length in 0..100 {
            let apart = bytes[..length].to_vec();
            assert_eq!(of_id(Cell::new(&bytes, length)), of_id(Cell::new(&apart, length)), "{length}");
        }
    }

    #[test]
    fn where_a_text_ends_is_part_of_what_is_said() {
        assert_ne!(of_all(&["ab", "c"]), of_all(&["a", "bc"]));
        assert_ne!(of_all(&["ab", ""]), of_all(&["", "ab"]));
        assert_ne!(of_all(&["ab"]), of_all(&["ab", ""]));
        assert_ne!(of_all(&["ab"]), of_id(cell("ab")));
        assert_ne!(of_id(cell("a")), of_id(cell("a\0")));
    }

    /// Ids that differ little: counted up, at the front, at the end, padded. No two may meet in either half, and each bit is
    /// set about half of the time.
    #[test]
    fn texts_that_differ_little_differ_in_every_part() {
        let mut texts = HashSet::new();
        for number in 0..60_000_u32 {
            texts.insert(number.to_string());
            texts.insert(format!("{number:010}"));
            texts.insert(format!("{number}-A"));
            texts.insert(format!("RXW/2026/{number:06}/01"));
            texts.insert(format!("an id that is far longer than most of the ids of this world: {number}"));
        }
        let prints: Vec<u128> = texts.iter().map(|text| of_id(cell(text))).collect();
        let halves = |half: fn(u128) -> u64| prints.iter().map(|print| half(*print)).collect::<HashSet<u64>>().len();
        assert_eq!(halves(|print| print as u64), texts.len());
        assert_eq!(halves(|print| (print >> 64) as u64), texts.len());
        assert_eq!(halves(|print| (print >> 32) as u64), texts.len());
        for bit in 0..128 {
            let set = prints.iter().filter(|print| *print >> bit & 1 == 1).count() as f64 / prints.len() as f64;
            assert!((set - 0.5).abs() < 0.01, "bit {bit}: {set}");
        }
        // 32 bits meet as often as chance has it: n² / 2^33, give or take.
        let expected = texts.len() as f64 * texts.len() as f64 / (1_u64 << 33) as f64;
        for shift in [0, 32, 64, 96] {
            let met = texts.len() - prints.iter().map(|print| (print >> shift) as u32).collect::<HashSet<_>>().len();
            assert!((met as f64 - expected).abs() < 6.0 * expected.sqrt(), "{shift}: {met}, expected {expected}");
        }
    }
}
