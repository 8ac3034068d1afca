//! A table from NHS numbers to the numbers of children, for ten million look-ups in a row.

/// No key, and no value.
const NONE: u32 = u32::MAX;
/// How many keys are looked for together: their slots are fetched from memory at the same time.
const TOGETHER: usize = 32;

/// Keys (any number but `u32::MAX`) and their values, at most half full, neighbours being tried in turn.
pub struct Numbers {
    slots: Vec<[u32; 2]>,
    used: usize,
}

impl Numbers {
    /// An empty table.
    pub fn new() -> Self {
        Self { slots: vec![[NONE; 2]; 1 << 10], used: 0 }
    }

    /// The place at which a key is looked for first: the upper bits of its product with an odd number.
    const fn home(&self, key: u32) -> usize {
        let spread = (key as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (spread >> 32) as usize & (self.slots.len() - 1)
    }

    /// The value of a key; `value` where it has none, which it then has.
    fn number(&mut self, key: u32, value: u32) -> u32 {
        if self.used * 2 >= self.slots.len() {
            self.grow();
        }
        let mut at = self.home(key);
        loop {
            let [known, own] = self.slots[at];
            if known == key {
                return own;
            }
            if known == NONE {
                self.slots[at] = [key, value];
                self.used += 1;
                return value;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    fn grow(&mut self) {
        let larger = vec![[NONE; 2]; self.slots.len() * 2];
        let old = std::mem::replace(&mut self.slots, larger);
        self.used = 0;
        for [key, value] in old.into_iter().filter(|[key, _]| *key != NONE) {
            self.number(key, value);
        }
    }

    /// Turns keys into their values, in place. One that is new gets the value that `new` gives; `u32::MAX` is turned into
    /// what `other` says by its place.
    pub fn turn(
        &mut self,
        keys: &mut [u32],
        mut new: impl FnMut(u32) -> u32,
        mut other: impl FnMut(usize, &mut Self) -> u32,
    ) {
        let mut base = 0;
        for some in keys.chunks_mut(TOGETHER) {
            // Nothing waits for these: the memory behind all of them is on its way before the first is needed.
            let near = some.iter().fold(0, |near, key| near ^ self.slots[self.home(*key)][0]);
            std::hint::black_box(near);
            for (place, key) in some.iter_mut().enumerate() {
                *key = if *key == NONE { other(base + place, self) } else { self.of(*key, &mut new) };
            }
            base += TOGETHER;
        }
    }

    /// The value of a key; one that is new gets the value that `new` gives.
    pub fn of(&mut self, key: u32, new: &mut impl FnMut(u32) -> u32) -> u32 {
        let found = self.number(key, NONE);
        if found != NONE {
            return found;
        }
        let value = new(key);
        let mut at = self.home(key);
        while self.slots[at][0] != key {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at][1] = value;
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_keeps_the_value_it_got_first() {
        let mut table = Numbers::new();
        let mut keys: Vec<u32> = (0..50_000_u32).map(|i| i.wrapping_mul(2_654_435_761) % 20_000 * 1_024).collect();
        keys.push(NONE);
        let mut expected: std::collections::HashMap<u32, u32> = std::collections::HashMap::new();
        let all = keys.clone();
        let mut next = 0;
        table.turn(
            &mut keys,
            |_| {
                next += 1;
                next - 1
            },
            |place, _| place as u32,
        );
        for (key, value) in all.iter().zip(&keys).take(50_000) {
            let count = expected.len() as u32;
            assert_eq!(*expected.entry(*key).or_insert(count), *value);
        }
        assert_eq!(keys[50_000], 50_000);
    }
}
