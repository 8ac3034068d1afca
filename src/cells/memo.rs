//! Remembers what the cells of a column mean, by their bytes: cells repeat, so each text is read only once.
//!
//! A hash table of its own, which compares cells of up to 32 bytes as four words: calling the library's `memcmp` for such short
//! texts would cost more than everything else done with a cell.

use super::cell::{Cell, WINDOW};

/// The most distinct cells to remember.
const REMEMBERED: usize = 1 << 16;
/// The size of the table once it has a cell: large enough that few cells collide.
const FEWEST: usize = 512;
/// The most slots to probe for a cell.
const PLACES: usize = 24;
/// The length that marks a free slot.
const EMPTY: usize = usize::MAX;

/// Remembers what cells mean.
pub struct Memo<T> {
    /// Empty, or a power of two of slots, at most half of which are taken.
    slots: Vec<Slot<T>>,
    /// How many slots are taken.
    taken: usize,
    /// Whether any cell has more than two words.
    wide: bool,
    /// The cells of more than 32 bytes.
    long: Vec<Box<[u8]>>,
}

#[derive(Clone, Copy)]
struct Slot<T> {
    /// The cell's words; for a cell of more than 32 bytes, its hash and its index in `long`.
    words: [u64; 4],
    length: usize,
    meaning: Option<T>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), taken: 0, wide: false, long: Vec::new() }
    }
}

impl<T: Copy> Memo<T> {
    /// What a cell means, if it is remembered.
    #[inline(always)]
    pub fn find(&self, cell: Cell<'_>) -> Option<T> {
        if !self.wide && cell.len() <= 16 {
            return self.find_short(cell);
        }
        if cell.len() > WINDOW {
            return self.find_long(cell.bytes());
        }
        let words = cell.words();
        let mut place = place(words, cell.len());
        for _ in 0..PLACES {
            let slot = self.slots.get(place & self.slots.len().wrapping_sub(1))?;
            let differ = (slot.words[0] ^ words[0])
                | (slot.words[1] ^ words[1])
                | (slot.words[2] ^ words[2])
                | (slot.words[3] ^ words[3])
                | (slot.length ^ cell.len()) as u64;
            if differ == 0 {
                return slot.meaning;
            }
            if slot.length == EMPTY {
                return None;
            }
            place = place.wrapping_add(1);
        }
        None
    }

    /// [`Self::find`] if no cell has more than two words.
    #[inline(always)]
    fn find_short(&self, cell: Cell<'_>) -> Option<T> {
        let words = cell.two_words();
        let mut place = place_of_two(words, cell.len());
        for _ in 0..PLACES {
            let slot = self.slots.get(place & self.slots.len().wrapping_sub(1))?;
            let differ = (slot.words[0] ^ words[0]) | (slot.words[1] ^ words[1]) | (slot.length ^ cell.len()) as u64;
            if differ == 0 {
                return slot.meaning;
            }
            if slot.length == EMPTY {
                return None;
            }
            place = place.wrapping_add(1);
        }
        None
    }

    fn find_long(&self, cell: &[u8]) -> Option<T> {
        let hash = hash_long(cell);
        let mut place = hash as usize;
        for _ in 0..PLACES {
            let slot = self.slots.get(place & self.slots.len().wrapping_sub(1))?;
            if slot.length == EMPTY {
                return None;
            }
            if slot.length == cell.len() && slot.words[0] == hash && same(&self.long[slot.words[1] as usize], cell) {
                return slot.meaning;
            }
            place = place.wrapping_add(1);
        }
        None
    }

    /// Remembers what a cell means, unless it is remembered already or the table is full.
    pub fn keep(&mut self, cell: Cell<'_>, meaning: T) {
        if self.taken >= REMEMBERED || self.find(cell).is_some() {
            return;
        }
        if self.taken * 2 >= self.slots.len() {
            self.grow();
        }
        self.wide |= cell.len() > 16;
        let words = if cell.len() > WINDOW {
            self.long.push(cell.bytes().into());
            [hash_long(cell.bytes()), self.long.len() as u64 - 1, 0, 0]
        } else {
            cell.words()
        };
        self.put(Slot { words, length: cell.len(), meaning: Some(meaning) });
    }

    /// Stores a slot where [`Self::find`] will look for it, if one of these places is free.
    fn put(&mut self, slot: Slot<T>) {
        let from = if slot.length > WINDOW { slot.words[0] as usize } else { place(slot.words, slot.length) };
        for ahead in 0..PLACES {
            let at = from.wrapping_add(ahead) & (self.slots.len() - 1);
            if self.slots[at].length == EMPTY {
                self.slots[at] = slot;
                self.taken += 1;
                return;
            }
        }
    }

    fn grow(&mut self) {
        let empty = Slot { words: [0; 4], length: EMPTY, meaning: None };
        let slots = std::mem::take(&mut self.slots);
        self.slots = vec![empty; (slots.len() * 2).max(FEWEST)];
        self.taken = 0;
        for slot in slots.into_iter().filter(|slot| slot.length != EMPTY) {
            self.put(slot);
        }
    }
}

const FACTORS: [u64; 4] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0xD6E8_FEB8_6659_FD93];

/// The slot at which to start looking for a cell.
#[inline(always)]
fn place(words: [u64; 4], length: usize) -> usize {
    let more = mix(words[2] ^ FACTORS[2], words[3] ^ FACTORS[3]) as usize;
    place_of_two([words[0], words[1]], length) ^ if length > 16 { more } else { 0 }
}

/// [`place`] for a cell of at most two words.
#[inline(always)]
fn place_of_two(words: [u64; 2], length: usize) -> usize {
    mix(words[0] ^ FACTORS[0], words[1] ^ FACTORS[1] ^ length as u64) as usize
}

/// Mixes two words for a hash: multiplies them to 128 bits and combines the two halves.
#[inline]
pub(crate) fn mix(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    product as u64 ^ (product >> 64) as u64
}

fn hash_long(cell: &[u8]) -> u64 {
    let (words, rest) = cell.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().chain(std::iter::once(&last)).map(|word| u64::from_le_bytes(*word));
    words.fold(cell.len() as u64, |hash, word| mix(hash ^ word ^ FACTORS[0], FACTORS[1]))
}

/// Whether two texts of the same length have the same bytes.
fn same(one: &[u8], other: &[u8]) -> bool {
    let ((words, rest), (others, others_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    let differ =
        words.iter().zip(others).fold(0, |all, (a, b)| all | (u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b)));
    rest.iter().zip(others_rest).fold(differ, |all, (a, b)| all | u64::from(a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cell with no bytes after it.
    fn cell(text: &str) -> Cell<'_> {
        Cell::new(text.as_bytes(), text.len())
    }

    #[test]
    fn cells_of_any_length_are_told_apart_whatever_bytes_follow() {
        for following in ["", "x", ",and much more than a window of thirty-two bytes holds"] {
            let mut memo = Memo::default();
            let mut texts: Vec<String> = (0..1000).map(|number| format!("service {number}")).collect();
            texts.extend((0..1000).map(|number| format!("a service whose name is rather long, number {number}")));
            texts.extend((0..80).map(|length| "s".repeat(length)));
            let whole: Vec<String> = texts.iter().map(|text| format!("{text}{following}")).collect();
            let cells: Vec<Cell<'_>> =
                texts.iter().zip(&whole).map(|(text, whole)| Cell::new(whole.as_bytes(), text.len())).collect();
            for (number, cell) in cells.iter().enumerate() {
                assert_eq!(memo.find(*cell), None, "{}", texts[number]);
                memo.keep(*cell, number);
                assert_eq!(memo.find(*cell), Some(number), "{}", texts[number]);
            }
            for (number, text) in texts.iter().enumerate() {
                assert_eq!(memo.find(cell(text)), Some(number), "{text}");
            }
            assert_eq!(memo.find(cell("a service whose name is rather long, number 1000")), None);
        }
    }

    #[test]
    fn a_full_memo_forgets_nothing_and_learns_nothing() {
        let mut memo = Memo::default();
        let texts: Vec<String> = (0..REMEMBERED + 100).map(|number| number.to_string()).collect();
        for (number, text) in texts.iter().enumerate() {
            memo.keep(cell(text), number);
        }
        let known = texts.iter().enumerate().filter(|(number, text)| match memo.find(cell(text)) {
            Some(found) => {
                assert_eq!(found, *number);
                true
            }
            None => false,
        });
        let known = known.count();
        assert!((REMEMBERED - 100..=REMEMBERED).contains(&known), "{known}");
    }
}
