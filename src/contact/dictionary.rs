//! String interning: ids, services, names and places become numbers.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Distinct texts, numbered in the order in which they first occur. There may be millions, so each is stored once, in one long
/// string.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    /// The numbers by the hashes of their texts. Each slot keeps half of the hash, so that texts are rarely compared in vain.
    numbers: HashTable<Slot>,
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    half: u32,
    number: u32,
}

impl Texts {
    /// The number of a text, a new one if it has none yet.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        let half = half_of_hash(text);
        if let Some(number) = self.with_hash(half, text) {
            return number;
        }
        let number = self.ends.len() as u32;
        self.numbers.insert_unique(spread(half), Slot { half, number }, |slot| spread(slot.half));
        self.text.push_str(text);
        self.ends.push(self.text.len());
        number
    }

    /// The number of a text, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.with_hash(half_of_hash(text), text)
    }

    /// The text with this number.
    pub(crate) fn text(&self, number: u32) -> &str {
        let at = number as usize;
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[from..self.ends[at]]
    }

    /// The texts in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|number| self.text(number))
    }

    /// How many texts there are.
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Gives back the memory for looking up texts. From then on, only [`Self::text`] and [`Self::iter`] may be called.
    pub(crate) fn close(&mut self) {
        self.numbers = HashTable::new();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn with_hash(&self, half: u32, text: &str) -> Option<u32> {
        let is_same = |slot: &Slot| slot.half == half && same(self.text(slot.number).as_bytes(), text.as_bytes());
        self.numbers.find(spread(half), is_same).map(|slot| slot.number)
    }
}

/// Distinct texts, and how often each occurs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    texts: Texts,
    counts: Vec<u64>,
}

impl Dictionary {
    /// Counts a text and returns its number.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        let number = self.texts.number(text);
        self.counts.resize(self.texts.len(), 0);
        self.again(number);
        number
    }

    /// Counts a text whose number is known.
    pub(crate) fn again(&mut self, number: u32) {
        self.counts[number as usize] += 1;
    }

    /// The number of a text, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.texts.find(text)
    }

    /// Each text and its count, in the order of their numbers.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, u64)> {
        self.texts.iter().zip(self.counts.iter().copied())
    }

    /// How many texts there are.
    pub(crate) const fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are no texts.
    pub(crate) const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text with this number.
    pub(crate) fn text(&self, number: u32) -> &str {
        self.texts.text(number)
    }
}

fn half_of_hash(text: &str) -> u32 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(text.as_bytes());
    (hasher.finish() >> 32) as u32
}

/// A 64-bit hash made from the half that is kept. The table uses both its lowest and its highest bits.
const fn spread(half: u32) -> u64 {
    (half as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Whether two texts have the same bytes. For texts this short, calling the library's `memcmp` costs more than comparing inline.
fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let ((ones, one), (others, other)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    let differ = |one: &[u8; 8], other: &[u8; 8]| u64::from_le_bytes(*one) ^ u64::from_le_bytes(*other);
    ones.iter().zip(others).fold(0, |all, (one, other)| all | differ(one, other)) == 0
        && one.iter().zip(other).fold(0, |all, (one, other)| all | one ^ other) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_numbers_in_the_order_in_which_they_first_occur() {
        let mut dictionary = Dictionary::default();
        let text = |number: usize| format!("{}{number}", "é".repeat(number % 13));
        let texts: Vec<String> = (0..3000).map(|number| text(number % 1000)).chain([String::new()]).collect();
        let numbers: Vec<u32> = texts.iter().map(|text| dictionary.number(text)).collect();
        let expected: Vec<u32> = (0..1000).cycle().take(3000).chain([1000]).collect();
        assert_eq!(numbers, expected);
        dictionary.again(7);
        assert_eq!((dictionary.len(), dictionary.is_empty()), (1001, false));
        assert!(texts.iter().zip(&numbers).all(|(text, number)| dictionary.text(*number) == text));
        assert!(texts.iter().zip(&numbers).all(|(text, number)| dictionary.find(text) == Some(*number)));
        assert_eq!(dictionary.find("1000"), None);
        let counts: Vec<u64> = dictionary.entries().map(|(_, count)| count).collect();
        assert_eq!((counts[6], counts[7], counts[1000]), (3, 4, 1));
        let mut closed = dictionary.texts;
        closed.close();
        assert_eq!(closed.text(999), texts[999]);
        assert_eq!(Texts::default().iter().count(), 0);
    }

    #[test]
    fn one_different_byte_anywhere_makes_texts_differ() {
        for length in 0..40_usize {
            let one: Vec<u8> = (0..length as u8).collect();
            assert!(same(&one, &one.clone()));
            for at in 0..length {
                let mut other = one.clone();
                other[at] ^= 0x40;
                assert!(!same(&one, &other), "{length} {at}");
            }
            assert!(!same(&one, &[&one[..], &[0]].concat()));
        }
    }
}
