//! Lower-cases ASCII texts eight bytes at a time (SIMD within a register).

const HIGH: u64 = every(0x80);

/// A word with `byte` in every place.
const fn every(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Sets the highest bit of each byte of `word` that is at least `byte`. All bytes must be ASCII.
const fn at_least(word: u64, byte: u8) -> u64 {
    word.wrapping_add(every(0x80 - byte)) & HIGH
}

/// Sets the highest bit of each byte of `word` that equals `byte`. All bytes must be ASCII.
const fn is(word: u64, byte: u8) -> u64 {
    !at_least(word ^ every(byte), 1) & HIGH
}

/// Two words of a text in small letters, or `None` if [`crate::text::fold`] would change more: unless they are ASCII without
/// control characters, runs of blanks or what may be `&amp;`. `before` is the word before them; a text is padded with zeros.
#[inline(always)]
pub(super) const fn in_small_letters(words: [u64; 2], before: u64) -> Option<[u64; 2]> {
    let (first, odd) = small(words[0], before);
    let (second, more) = small(words[1], first);
    if odd | more == 0 { Some([first, second]) } else { None }
}

/// A word in small letters, and a bit for each byte at which folding would change more.
#[inline(always)]
const fn small(word: u64, before: u64) -> (u64, u64) {
    let capital = at_least(word, b'A') & !at_least(word, b'Z' + 1);
    let small = word | capital >> 2;
    let one_before = small << 8 | before >> 56;
    let control = at_least(word, 1) & !at_least(word, b' ');
    let run = is(small, b' ') & is(one_before, b' ');
    let escape = is(small, b'a') & is(one_before, b'&');
    (small, word & HIGH | control | run | escape)
}
