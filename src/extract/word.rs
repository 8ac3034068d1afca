//! Searches eight bytes in one step (SIMD within a register).

const ONES: u64 = 0x0101_0101_0101_0101;
const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Finds any of four bytes in a word of eight.
pub(super) struct ByteFinder([u64; 4]);

impl ByteFinder {
    /// A finder for these bytes.
    pub(crate) fn new(bytes: [u8; 4]) -> Self {
        Self(bytes.map(|byte| u64::from(byte) * ONES))
    }

    /// Sets the highest bit of each byte of `word` that is one of them.
    pub(crate) fn of(&self, word: u64) -> u64 {
        self.0.iter().fold(0, |found, wanted| found | zeros(word ^ wanted))
    }

    /// Non-zero if some byte of `word` is NUL or not ASCII.
    pub(crate) fn odd(word: u64) -> u64 {
        zeros(word) | (word & HIGH)
    }
}

/// Sets the highest bit of each byte that is 0. Exact: no byte affects its neighbours.
fn zeros(word: u64) -> u64 {
    !(((word & LOW) + LOW) | word) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found_at_every_place_and_no_other_byte_is() {
        for wanted in 0..=u8::MAX {
            let matches = ByteFinder::new([wanted; 4]);
            for place in 0..8 {
                for byte in 0..=u8::MAX {
                    let mut bytes = [wanted.wrapping_add(1); 8];
                    bytes[place] = byte;
                    let expected = if byte == wanted { 0x80 << (8 * place) } else { 0 };
                    assert_eq!(matches.of(u64::from_le_bytes(bytes)), expected, "{wanted} {place} {byte}");
                }
            }
        }
    }

    #[test]
    fn odd_bytes_are_nul_and_those_that_are_not_ascii() {
        for byte in 0..=u8::MAX {
            let word = u64::from_le_bytes([b'a', b'b', byte, b'c', b'd', b'e', b'f', b'g']);
            assert_eq!(ByteFinder::odd(word) != 0, byte == 0 || !byte.is_ascii(), "{byte}");
        }
    }
}
