//! Texts that are numbered: ids, services, names, places.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Different texts, numbered in the order in which they first occur. There may be millions of them: each is held once, all of
/// them one behind the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    /// The numbers by the hash of their texts, each with half of it, so that another text is rarely looked at.
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
    /// The number of a text.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        let half = half_of_hash(text);
        if let Some(number) = self.with_hash(half, text) {
            return number;
        }
        let number = self.ends.len() as u32;
        self.numbers.insert_unique(spread(half), Slot { half, number }, |own| spread(own.half));
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

    /// No text gets a number any more, and none is looked for: what is needed for that only is given back.
    pub(crate) fn close(&mut self) {
        self.numbers = HashTable::new();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn with_hash(&self, half: u32, text: &str) -> Option<u32> {
        let is_it = |own: &Slot| own.half == half && same(self.text(own.number).as_bytes(), text.as_bytes());
        self.numbers.find(spread(half), is_it).map(|own| own.number)
    }
}

/// Texts with how often each occurs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    texts: Texts,
    counts: Vec<u64>,
}

impl Dictionary {
    /// The number of a text, which is counted.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        let number = self.texts.number(text);
        self.counts.resize(self.texts.len(), 0);
        self.again(number);
        number
    }

    /// A text whose number is known occurs once more.
    pub(crate) fn again(&mut self, number: u32) {
        self.counts[number as usize] += 1;
    }

    /// The number of a text, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.texts.find(text)
    }

    /// The texts with how often each was asked for, in the order of their numbers.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, u64)> {
        self.texts.iter().zip(self.counts.iter().copied())
    }

    /// How many texts there are.
    pub(crate) const fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is none.
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

/// A hash of 64 bits from the half that is kept: a table looks at the lowest bits and at the highest.
const fn spread(half: u32) -> u64 {
    (half as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Whether these are the same bytes. Texts are short, and a call of the library's comparison takes longer than theirs.
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
        let own = |number: usize| format!("{}{number}", "é".repeat(number % 13));
        let texts: Vec<String> = (0..3000).map(|number| own(number % 1000)).chain([String::new()]).collect();
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
    fn bytes_are_the_same_only_if_all_of_them_are() {
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
