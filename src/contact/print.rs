//! Fingerprints by which equal records are found: 128-bit hashes, mixed eight bytes at a time in two lanes.
//!
//! Two different texts share one by chance in about one of 2^128 pairs; any n of its bits serve as an n-bit hash. They are not
//! cryptographic: they neither hide a text nor authenticate it.

use super::small_letters::in_small_letters;
use crate::cells::cell::{Cell, WINDOW};
use crate::cells::memo::mix;

const KEYS: [u64; 6] = [
    0x243F_6A88_85A3_08D3,
    0x1319_8A2E_0370_7344,
    0xA409_3822_299F_31D0,
    0x082E_FA98_EC4E_6C89,
    0x4528_21E6_38D0_1377,
    0xBE54_66CF_34E9_0C6C,
];

/// What a fingerprint is of, so that an id and a record with the same text differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FingerprintOf {
    /// A contact id.
    Id = 1,
    /// The values of all mapped fields of a record.
    Record = 2,
}

/// Makes a fingerprint from the texts that are added.
#[derive(Clone, Copy)]
pub(crate) struct Fingerprinter {
    one: u64,
    other: u64,
}

impl Fingerprinter {
    /// A fingerprinter to which nothing has been added.
    #[inline]
    pub(crate) const fn new(kind: FingerprintOf) -> Self {
        Self { one: KEYS[0] ^ kind as u64, other: KEYS[1] ^ (kind as u64) << 32 }
    }

    /// Adds two words.
    #[inline]
    fn pair(&mut self, first: u64, second: u64) {
        let one = mix(self.one ^ first, second ^ KEYS[2]);
        let other = mix(self.other ^ second.rotate_left(32), first ^ KEYS[3]);
        (self.one, self.other) =
            (one.wrapping_add(self.one.rotate_left(23)), other.wrapping_add(self.other.rotate_left(41)));
    }

    /// Adds a text. Its length goes in too, so that `ab`, `c` differs from `a`, `bc`.
    #[inline(always)]
    pub(crate) fn add(&mut self, text: Cell<'_>) {
        if text.len() <= WINDOW {
            self.add_words(text.words(), text.len());
        } else {
            self.add_length(text.len());
            self.add_long(text.bytes());
        }
    }

    /// Adds the folded form of a text ([`crate::text::fold`]) if folding only makes its letters small, as nearly always. Else
    /// adds nothing and returns false. The text must begin and end with a visible character.
    #[inline(always)]
    pub(crate) fn add_in_small_letters(&mut self, text: Cell<'_>) -> bool {
        if text.len() > WINDOW {
            return self.add_long_in_small_letters(text.bytes());
        }
        let [first, second, third, fourth] = text.words();
        let Some([first, second]) = in_small_letters([first, second], 0) else { return false };
        let mut words = [first, second, 0, 0];
        if text.len() > 16 {
            let Some(rest) = in_small_letters([third, fourth], second) else { return false };
            [words[2], words[3]] = rest;
        }
        self.add_words(words, text.len());
        true
    }

    #[inline(never)]
    fn add_long_in_small_letters(&mut self, text: &[u8]) -> bool {
        let mut extended = *self;
        extended.add_length(text.len());
        let mut before = 0;
        for part in text.chunks(16) {
            let Some(words) = in_small_letters(words_of(part), before) else { return false };
            extended.pair(words[0], words[1]);
            before = words[1];
        }
        *self = extended;
        true
    }

    /// Adds a number that a cell was read as. It differs from every text.
    #[inline]
    pub(crate) fn add_number(&mut self, number: u64) {
        self.add_length(usize::MAX);
        self.pair(number, 0);
    }

    #[inline(always)]
    const fn add_length(&mut self, length: usize) {
        self.one = self.one.wrapping_add((length as u64).wrapping_mul(KEYS[4]));
    }

    /// Adds a text of at most four words.
    #[inline(always)]
    fn add_words(&mut self, words: [u64; 4], length: usize) {
        self.add_length(length);
        self.pair(words[0], words[1]);
        if length > 16 {
            self.pair(words[2], words[3]);
        }
    }

    #[inline(never)]
    fn add_long(&mut self, text: &[u8]) {
        for part in text.chunks(16) {
            let words = words_of(part);
            self.pair(words[0], words[1]);
        }
    }

    /// The fingerprint of what was added.
    #[inline]
    pub(crate) fn finish(self) -> u128 {
        let one = mix(self.one ^ KEYS[4], KEYS[5]);
        let other = mix(self.other ^ KEYS[5], KEYS[4]);
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

/// Up to sixteen bytes as two words, padded with zeros.
#[inline]
fn words_of(part: &[u8]) -> [u64; 2] {
    let mut bytes = [0; 16];
    bytes[..part.len()].copy_from_slice(part);
    let both = u128::from_le_bytes(bytes);
    [both as u64, (both >> 64) as u64]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::text::fold;

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
    fn bytes_after_a_text_change_nothing() {
        let bytes: Vec<u8> = (0..200).collect();
        for length in 0..100 {
            let apart = bytes[..length].to_vec();
            assert_eq!(of_id(Cell::new(&bytes, length)), of_id(Cell::new(&apart, length)), "{length}");
        }
    }

    #[test]
    fn where_a_text_ends_is_part_of_the_fingerprint() {
        assert_ne!(of_all(&["ab", "c"]), of_all(&["a", "bc"]));
        assert_ne!(of_all(&["ab", ""]), of_all(&["", "ab"]));
        assert_ne!(of_all(&["ab"]), of_all(&["ab", ""]));
        assert_ne!(of_all(&["ab"]), of_id(cell("ab")));
        assert_ne!(of_id(cell("a")), of_id(cell("a\0")));
    }

    #[test]
    fn a_number_differs_from_every_text() {
        let of_number = |number: u64| {
            let mut printer = Fingerprinter::new(FingerprintOf::Record);
            printer.add_number(number);
            printer.finish()
        };
        assert_ne!(of_number(0), of_all(&[""]));
        assert_ne!(of_number(0x31), of_all(&["1"]));
        assert_ne!(of_number(0), of_number(1));
    }

    /// Texts of every length around the widths of words, each with a character in every place that folding may change.
    #[test]
    fn adding_in_small_letters_equals_adding_the_folded_text() {
        let odd = [
            "A", "Z", "z", "@", "[", "`", "{", " ", "  ", "&", "&amp;", "&AMP;", "& a", "\t", "\u{7f}", "'",
            "\u{2019}", "\u{c9}", "0",
        ];
        let (mut short_ways, mut texts) = (0, 0);
        for length in 0..70 {
            for (place, odd) in (0..=length).flat_map(|place| odd.iter().map(move |odd| (place, odd))) {
                let text = format!("B{}{odd}{}a", "x".repeat(place), "y".repeat(length - place));
                let mut printer = Fingerprinter::new(FingerprintOf::Record);
                texts += 1;
                if printer.add_in_small_letters(cell(&text)) {
                    short_ways += 1;
                    assert_eq!(printer.finish(), of_all(&[&fold(&text)]), "{text}");
                } else {
                    assert_eq!(printer.finish(), of_all(&[]), "{text}");
                }
            }
        }
        assert!(short_ways * 19 >= texts * 12, "{short_ways} of {texts}");
        assert!(Fingerprinter::new(FingerprintOf::Record).add_in_small_letters(cell("")));
    }

    /// Ids that differ little: counted up, at the front, at the end, padded. No two may collide in either half, and each bit
    /// must be set about half of the time.
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
        // 32 bits collide about as often as chance would have it: n² / 2^33 times.
        let expected = texts.len() as f64 * texts.len() as f64 / (1_u64 << 33) as f64;
        for shift in [0, 32, 64, 96] {
            let met = texts.len() - prints.iter().map(|print| (print >> shift) as u32).collect::<HashSet<_>>().len();
            assert!((met as f64 - expected).abs() < 6.0 * expected.sqrt(), "{shift}: {met}, expected {expected}");
        }
    }
}
