//! Texts, each kept once and known by its number: names, places and people of some hundred thousand records.

use foldhash::fast::FixedState;
use std::borrow::Cow;
use std::hash::{BuildHasher, Hasher};

use crate::text::{SHOWN, shortened};

/// Different texts, one behind the other in one piece of memory.
#[derive(Default)]
pub(super) struct Texts {
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
    /// An open table of a power of two: the upper half of a text's hash, and its number plus one.
    slots: Vec<(u32, u32)>,
}

impl Texts {
    pub(super) fn text(&self, number: u32) -> &str {
        let at = number as usize;
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[from..self.ends[at]]
    }

    /// The texts in the order of their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|number| self.text(number))
    }

    /// The number of a text, which is kept as the packs show it.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if text.len() > SHOWN
            && let Cow::Owned(short) = shortened(text)
        {
            return self.number(&short);
        }
        if self.ends.len() * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let hash = hash(text.as_bytes());
        let tag = (hash >> 32) as u32;
        let mut at = self.first(hash);
        loop {
            let (own, number) = self.slots[at];
            if number == 0 {
                break;
            }
            if own == tag && same(self.text(number - 1).as_bytes(), text.as_bytes()) {
                return number - 1;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.text.push_str(text);
        self.ends.push(self.text.len());
        let number = self.ends.len() as u32;
        self.slots[at] = (tag, number);
        number - 1
    }

    /// No text gets a number any more: what is needed for that only is given back.
    pub(super) fn close(&mut self) {
        self.slots = Vec::new();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn first(&self, hash: u64) -> usize {
        hash as usize & (self.slots.len() - 1)
    }

    fn grow(&mut self) {
        self.slots = vec![(0, 0); (self.slots.len() * 2).max(64)];
        for number in 0..self.ends.len() as u32 {
            let hash = hash(self.text(number).as_bytes());
            let mut at = self.first(hash);
            while self.slots[at].1 != 0 {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = ((hash >> 32) as u32, number + 1);
        }
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(bytes);
    hasher.finish()
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
    fn a_text_has_one_number_however_many_there_are() {
        let mut texts = Texts::default();
        let all: Vec<String> = (0..5000).map(|n| format!("{}{n}", "é".repeat(n % 13))).collect();
        for round in 0..2 {
            for (number, text) in all.iter().enumerate() {
                assert_eq!(texts.number(text), number as u32, "round {round}");
            }
        }
        assert!(texts.iter().eq(all.iter().map(String::as_str)));
        texts.close();
        assert_eq!(texts.text(4999), all[4999]);
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
