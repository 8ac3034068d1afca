//! How names and postcodes are compared: without case, blanks, hyphens, apostrophes and diacritics.
//!
//! The names of every record are compared, not only those of listed children, so a record keeps eight bytes of hash bits
//! ([`NameBits`]) instead of the texts. Different names may have the same bits, so before a pair is shown, its texts are read
//! again and compared.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::unnamed::{follow_ups_contradict, is_for_unnamed, with_what_follows};
use crate::text::{is_blank, is_zero_width};

/// Texts that some systems write where they have no value.
const NOTHING: [&str; 3] = ["null", "n/a", "#n/a"];

/// A name or a postcode in the form in which it is compared; blank if it is a text that means "no value".
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_left_out(*c)) {
        match c {
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' => out.push('d'),
            'ħ' | 'Ħ' => out.push('h'),
            'ı' => out.push('i'),
            'ß' | 'ẞ' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            c => out.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c))),
        }
    }
    if NOTHING.contains(&out.as_str()) {
        out.clear();
    }
    out
}

fn is_left_out(c: char) -> bool {
    is_blank(c)
        || is_zero_width(c)
        || is_combining_mark(c)
        || matches!(c, '-' | '\'' | '`' | '´' | '\u{ad}' | '′' | 'ʻ'..='ʽ' | '‘' | '’' | '‛' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The first word of a given name, in the form in which it is compared; with what follows if it is a word for a child without a name.
pub(crate) fn first_word(name: &str) -> String {
    let first = folded(crate::text::trim(name).split(is_blank).next().unwrap_or_default());
    if is_for_unnamed(&first) { with_what_follows(first, name) } else { first }
}

/// Whether two given names must be two people's: neither is blank, and neither's first word begins with the other's. `Twin 1` and
/// `Twin 2` are two people's as well.
pub(crate) fn contradict(one: &str, other: &str) -> bool {
    words_contradict(&first_word(one), &first_word(other))
}

/// [`contradict`] for two first words ([`first_word`]).
pub(crate) fn words_contradict(one: &str, other: &str) -> bool {
    let parts = |name| str::split_once(name, ' ').unwrap_or((name, ""));
    let ((one, of_one), (other, of_other)) = (parts(one), parts(other));
    let both_begin = one.starts_with(other) || other.starts_with(one);
    !one.is_empty() && !other.is_empty() && (!both_begin || (one == other && follow_ups_contradict(of_one, of_other)))
}

/// Hash bits of a given name (22), a family name (22) and a postcode (20); each part is 0 if the record has none.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NameBits(u64);

/// How many bits each name has.
const NAME: u32 = 22;
/// How many bits the postcode has.
const HOME: u32 = 20;

/// Hides the bits, which are derived from a person's name.
impl fmt::Debug for NameBits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NameBits(…)")
    }
}

impl NameBits {
    /// No names and no postcode.
    pub(crate) const NONE: Self = Self(0);

    /// Packs the bits of a given name, a family name and a postcode.
    pub(crate) fn new(given: TextBits, family: TextBits, home: TextBits) -> Self {
        Self(given.of(NAME) | family.of(NAME) << NAME | home.of(HOME) << (2 * NAME))
    }

    /// The given name's bits.
    pub(crate) const fn given(self) -> u64 {
        self.0 & ((1 << NAME) - 1)
    }

    /// The family name's bits.
    pub(crate) const fn family(self) -> u64 {
        self.0 >> NAME & ((1 << NAME) - 1)
    }

    /// The postcode's bits.
    pub(crate) const fn home(self) -> u64 {
        self.0 >> (2 * NAME)
    }

    /// Whether both names have the same bits, or are missing on both sides.
    pub(crate) const fn same_names(self, other: Self) -> bool {
        (self.0 ^ other.0) & ((1 << (2 * NAME)) - 1) == 0
    }

    /// These names with the postcode of another record.
    #[must_use]
    pub(crate) const fn with_postcode_of(self, other: Self) -> Self {
        let names = (1 << (2 * NAME)) - 1;
        Self(self.0 & names | other.0 & !names)
    }

    /// The given name and the postcode with the family name of another record.
    #[must_use]
    pub(crate) const fn with_family_name_of(self, other: Self) -> Self {
        let family = ((1 << NAME) - 1) << NAME;
        Self(self.0 & !family | other.0 & family)
    }

    /// Whether names and postcode are all missing.
    pub(crate) const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Whether neither name is missing.
    pub(crate) const fn has_names(self) -> bool {
        self.given() != 0 && self.family() != 0
    }
}

/// A 64-bit hash of a folded text; 0 for a blank one.
#[derive(Clone, Copy, Default)]
pub(crate) struct TextBits(u64);

/// The longest text, in bytes, that the fast path takes: few names are longer.
const ROOM: usize = 48;
/// In [`BYTES`]: folding drops this byte.
const LEFT_OUT: u8 = 0;
/// In [`BYTES`]: this byte must be decoded before it can be folded.
const OF_TEXT: u8 = 0xFF;

/// What folding makes of each byte of a name.
const BYTES: [u8; 256] = {
    let mut bytes = [OF_TEXT; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        bytes[byte as usize] = match byte {
            b'\t'..=b'\r' | b' ' | b'-' | b'\'' | b'`' => LEFT_OUT,
            0 => OF_TEXT,
            _ => byte.to_ascii_lowercase(),
        };
        byte += 1;
    }
    bytes
};

impl TextBits {
    /// The highest `bits` bits; never 0 unless the text is blank.
    const fn of(self, bits: u32) -> u64 {
        if self.0 == 0 {
            return 0;
        }
        let highest = self.0 >> (64 - bits);
        if highest == 0 { 1 } else { highest }
    }

    /// The hash of a text.
    pub(crate) fn of_text(text: &str) -> Self {
        Self::of_plain(text.as_bytes()).unwrap_or_else(|| Self::of_folded(folded(text).as_bytes()))
    }

    /// The hash of an undecoded text, in any encoding that contains ASCII; `None` if it must be decoded first.
    #[inline]
    pub(crate) fn of_plain(text: &[u8]) -> Option<Self> {
        if text.len() > ROOM {
            return None;
        }
        // A dropped byte is written as 0, and the next byte overwrites it; so only zeros follow the folded text.
        let mut folded = [0_u8; ROOM + 8];
        let (mut length, mut seen) = (0, 0);
        for byte in text {
            let lower = BYTES[*byte as usize];
            seen |= lower;
            folded[length] = lower;
            length += usize::from(lower != LEFT_OUT);
        }
        if seen & 0x80 != 0 {
            return None;
        }
        let may_be_nothing = folded.starts_with(b"n") || folded.starts_with(b"#");
        if may_be_nothing && NOTHING.iter().any(|nothing| nothing.as_bytes() == &folded[..length]) {
            return Some(Self(0));
        }
        let (words, _) = folded.as_chunks::<8>();
        Some(Self::of_words(&words[..=length / 8], length))
    }

    /// The hash of a folded text of `length` bytes, given as words. The last word is padded with zeros; if the text fills its
    /// words exactly, one more word of zeros follows.
    #[inline]
    fn of_words(words: &[[u8; 8]], length: usize) -> Self {
        if length == 0 {
            return Self(0);
        }
        let words = words.iter().map(|word| u64::from_le_bytes(*word));
        Self(words.fold(length as u64, |hash, word| mixed(hash ^ word)).max(1))
    }

    /// The hash of a folded text.
    #[inline]
    fn of_folded(text: &[u8]) -> Self {
        let mut words = text.to_vec();
        words.resize((text.len() / 8 + 1) * 8, 0);
        Self::of_words(words.as_chunks::<8>().0, text.len())
    }
}

/// Mixes a word: multiplies it to 128 bits and combines the two halves.
#[inline]
fn mixed(word: u64) -> u64 {
    let product = u128::from(word ^ 0x9E37_79B9_7F4A_7C15) * 0xC2B2_AE3D_27D4_EB4F_u128;
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_blanks_punctuation_and_diacritics() {
        for (one, other) in [
            ("O'Neill", "oneill"),
            ("O\u{2019}Neill", "ONEILL"),
            ("Anne-Marie", "Anne Marie"),
            ("Zoë", "zoe"),
            ("Zoe\u{308}", "ZOE"),
            ("Sørensen", "Sorensen"),
            ("Wałęsa", "walesa"),
            ("  Lee\u{a0}", "lee"),
            ("ZZ99 3VZ", "zz993vz"),
            ("Smith\u{2011}Jones", "Smith Jones"),
            ("NULL", ""),
            ("n/a", ""),
            (" - ", ""),
        ] {
            assert_eq!(folded(one), folded(other), "{one}");
            let who =
                |text: &str| NameBits::new(TextBits::of_text(text), TextBits::of_text(text), TextBits::of_text(text));
            assert_eq!(who(one), who(other), "{one}");
            assert_eq!(who(one).is_none(), folded(one).is_empty(), "{one}");
        }
        assert_ne!(folded("Lea"), folded("Lee"));
    }

    #[test]
    fn hashing_bytes_agrees_with_hashing_decoded_text() {
        for text in ["a", "Nul", "Null", "Nulla", "12345678", "123456789", "D'Arcy-Jones", "\t x \u{7f}", "Ng", "#n/a"]
        {
            let long = TextBits::of_folded(folded(text).as_bytes());
            assert_eq!(TextBits::of_plain(text.as_bytes()).map(|bits| bits.0), Some(long.0), "{text}");
        }
        assert!(TextBits::of_plain("Zoë".as_bytes()).is_none());
        assert!(TextBits::of_plain("x".repeat(ROOM + 1).as_bytes()).is_none());
        let long = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh";
        assert_eq!(TextBits::of_text(long).0, TextBits::of_folded(folded(long).as_bytes()).0);
    }

    #[test]
    fn names_and_postcode_have_separate_bits() {
        let [given, family, home] = ["Lee", "Wren", "ZZ99 3VZ"].map(TextBits::of_text);
        let none = TextBits::default();
        let who = NameBits::new(given, family, home);
        assert_eq!(NameBits::new(given, none, none).given(), who.given());
        assert_eq!(NameBits::new(none, family, none).family(), who.family());
        assert_eq!(NameBits::new(none, none, home).home(), who.home());
        assert!(who.has_names() && !NameBits::new(given, none, home).has_names());
        assert_eq!(format!("{who:?}"), "NameBits(…)");
        let exchanged = NameBits::new(family, given, home);
        assert_eq!((exchanged.given(), exchanged.family()), (who.family(), who.given()));
    }

    #[test]
    fn given_names_contradict_if_neither_first_word_begins_with_the_other() {
        for (one, other, two) in [
            ("Ivy", "Max", true),
            ("Max", "Maximilian", false),
            ("Maximilian", "max", false),
            ("Anne-Marie", "Anne", false),
            ("Anne Marie", "Anne Louise", false),
            ("Lee", "Lea", true),
            ("Zoë", "Zoe", false),
            ("", "Max", false),
            ("-", "Max", false),
        ] {
            assert_eq!(contradict(one, other), two, "{one} {other}");
        }
    }
}
