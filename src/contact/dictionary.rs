//! Texts that are numbered: ids, services, places.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Texts that are numbered in the order in which they first occur. There may be millions of them: each is held once, all of
/// them one behind the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    /// The numbers by the hash of their texts, each with half of it, so that another text is rarely looked at.
    numbers: HashTable<Slot>,
    hasher: FixedState,
    texts: String,
    /// Where each text ends.
    ends: Vec<usize>,
    counts: Vec<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    half: u32,
    number: u32,
}

impl Dictionary {
    /// The number of a text, which is counted.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        let hash = self.hash(text);
        if let Some(number) = self.with_hash(hash, text) {
            self.counts[number as usize] += 1;
            return number;
        }
        let number = self.ends.len() as u32;
        self.numbers.insert_unique(spread(hash), Slot { half: hash, number }, |own| spread(own.half));
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        self.counts.push(1);
        number
    }

    /// A text whose number is known occurs once more.
    pub(crate) fn again(&mut self, number: u32) {
        self.counts[number as usize] += 1;
    }

    /// The number of a text, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.with_hash(self.hash(text), text)
    }

    /// The texts with how often each was asked for, in the order of their numbers.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, u64)> {
        (0..).zip(&self.counts).map(|(number, count)| (self.text(number), *count))
    }

    /// How many texts there are.
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub(crate) const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text with this number.
    pub(crate) fn text(&self, number: u32) -> &str {
        let at = number as usize;
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.texts[from..self.ends[at]]
    }

    fn hash(&self, text: &str) -> u32 {
        self.hasher.hash_one(text) as u32
    }

    fn with_hash(&self, hash: u32, text: &str) -> Option<u32> {
        let is_it = |own: &Slot| own.half == hash && self.text(own.number) == text;
        self.numbers.find(spread(hash), is_it).map(|own| own.number)
    }
}

/// A hash of 64 bits from the half that is kept: a table looks at the lowest bits and at the highest.
const fn spread(half: u32) -> u64 {
    (half as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_numbers_in_the_order_in_which_they_first_occur() {
        let mut dictionary = Dictionary::default();
        let texts: Vec<String> =
            (0..3000).map(|number| format!("id {}", number % 1000)).chain([String::new()]).collect();
        let numbers: Vec<u32> = texts.iter().map(|text| dictionary.number(text)).collect();
        let expected: Vec<u32> = (0..1000).cycle().take(3000).chain([1000]).collect();
        assert_eq!(numbers, expected);
        dictionary.again(7);
        assert_eq!((dictionary.len(), dictionary.is_empty()), (1001, false));
        assert!(texts.iter().zip(&numbers).all(|(text, number)| dictionary.text(*number) == text));
        assert!(texts.iter().zip(&numbers).all(|(text, number)| dictionary.find(text) == Some(*number)));
        assert_eq!(dictionary.find("id 1000"), None);
        let counts: Vec<u64> = dictionary.entries().map(|(_, count)| count).collect();
        assert_eq!((counts[6], counts[7], counts[1000]), (3, 4, 1));
    }
}
