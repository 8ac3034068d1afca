//! Texts in small letters, eight bytes at a time.

const HIGH: u64 = every(0x80);

/// A byte in every place of a word.
const fn every(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The highest bit of each byte that is at least this one; all are ASCII.
const fn at_least(word: u64, byte: u8) -> u64 {
    word.wrapping_add(every(0x80 - byte)) & HIGH
}

/// The highest bit of each byte that is this one; all are ASCII.
const fn is(word: u64, byte: u8) -> u64 {
    !at_least(word ^ every(byte), 1) & HIGH
}

/// Two words of a text in small letters, where nothing else would be folded: they are ASCII without control characters, runs
/// of blanks and what may be `&amp;`. `before` is the word before them; what stands behind a text is zeros.
#[inline(always)]
pub(super) const fn in_small_letters(words: [u64; 2], before: u64) -> Option<[u64; 2]> {
    let (first, odd) = small(words[0], before);
    let (second, more) = small(words[1], first);
    if odd | more == 0 { Some([first, second]) } else { None }
}

/// A word in small letters, and a bit of each byte at which more would be folded.
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
