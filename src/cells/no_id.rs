//! Texts that say that there is no id. One that is taken for an id makes one child of many, or one contact of many.

use crate::text::fold;

/// What people and systems write where there is no id, in small letters and without blanks and signs. Of what `ignore_local_ids` names
/// by default, `test`, `temp` and `0` are not here: they may be somebody's, and a list of one's own takes its place.
const WORDS: [&str; 69] = [
    "awaited",
    "awaiting",
    "awaitingid",
    "awaitingnumber",
    "awaitingupn",
    "baby",
    "blank",
    "dummy",
    "empty",
    "missing",
    "na",
    "new",
    "nil",
    "nk",
    "noid",
    "none",
    "nonerecorded",
    "nonhsnumber",
    "nonumber",
    "norecord",
    "notallocated",
    "notapplicable",
    "notassigned",
    "notavailable",
    "notentered",
    "notfound",
    "notgiven",
    "notheld",
    "notissued",
    "notknown",
    "notprovided",
    "notrecorded",
    "notregistered",
    "notsent",
    "notset",
    "notspecified",
    "notstated",
    "notsupplied",
    "notyetallocated",
    "notyetassigned",
    "notyetissued",
    "notyetknown",
    "noupn",
    "novalue",
    "null",
    "pending",
    "placeholder",
    "tba",
    "tbc",
    "tbd",
    "temporary",
    "tobeadvised",
    "tobeallocated",
    "tobeassigned",
    "tobeconfirmed",
    "tofollow",
    "unallocated",
    "unassigned",
    "unavailable",
    "unborn",
    "undefined",
    "unk",
    "unknown",
    "unknownchild",
    "unrecorded",
    "unspecified",
    "xxx",
    "xxxx",
    "xxxxx",
];
/// No longer text is one of them, with blanks and signs.
const LONGEST: usize = 32;
/// So often a form is given 0 or 9 where there is no id. Other digits are: 11111 may be somebody's in a small system.
const FEWEST_0_OR_9: usize = 5;
const FEWEST_OF_ANOTHER_DIGIT: usize = 7;

/// Whether a trimmed text says by itself that there is no id, whatever the configuration says.
pub(crate) fn says_no_id(text: &str) -> bool {
    if text.is_empty() || text.len() > LONGEST {
        return false;
    }
    if text.bytes().any(|byte| byte.is_ascii_digit()) {
        let first = text.as_bytes()[0];
        let fewest = if matches!(first, b'0' | b'9') { FEWEST_0_OR_9 } else { FEWEST_OF_ANOTHER_DIGIT };
        return text.len() >= fewest && text.bytes().all(|byte| byte == first);
    }
    let letters: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    // A row of `#` is what a spreadsheet shows of a narrow column: damage, and told as such.
    (letters.is_empty() && !text.contains('#')) || WORDS.binary_search(&letters.as_str()).is_ok()
}

/// The texts of a source that are no id: those that say so by themselves, and those of `ignore_local_ids`.
#[derive(Clone, Debug)]
pub(crate) struct NoIdTexts {
    /// Those of the configuration, folded.
    own: Vec<String>,
    /// For each last byte, the lengths of cells that may be one of them: hardly any cell need be looked at as a whole.
    lengths: Box<[u64; 128]>,
}

impl NoIdTexts {
    /// For a source whose configuration has these, folded.
    pub(crate) fn new(own: &[String]) -> Self {
        let mut lengths = Box::new([0; 128]);
        for text in own {
            let Some(last) = text.bytes().last().filter(u8::is_ascii) else { continue };
            // Blanks and what is not ASCII, and `&amp;`, are written in several ways.
            let is_bare = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'&');
            let bits = if is_bare { length_bit(text.len()) } else { u64::MAX };
            for byte in [last.to_ascii_lowercase(), last.to_ascii_uppercase(), if last == b'&' { b';' } else { last }] {
                lengths[usize::from(byte)] |= bits;
            }
        }
        Self { own: own.to_vec(), lengths }
    }

    /// Whether a trimmed cell of ASCII letters may be one of them: hardly any is. Every record has ids, and this looks at two
    /// bytes of each.
    #[inline(always)]
    pub(crate) fn may_have(&self, cell: &[u8]) -> bool {
        let [first, .., last] = cell else { return true };
        let by_itself = if last.is_ascii_digit() {
            first == last && cell.len() >= FEWEST_0_OR_9
        } else {
            cell.len() <= LONGEST && !first.is_ascii_digit()
        };
        by_itself || self.lengths.get(usize::from(*last)).is_none_or(|own| own & length_bit(cell.len()) != 0)
    }

    /// Whether a trimmed text is one of them.
    pub(crate) fn has(&self, text: &str) -> bool {
        if text.is_ascii() && !self.may_have(text.as_bytes()) {
            return false;
        }
        // Folding changes letters, runs of blanks and what is not ASCII; an id has none of the latter two, nearly always.
        let bare = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'&');
        let is_own = if bare {
            self.own.iter().any(|own| own.eq_ignore_ascii_case(text))
        } else {
            !self.own.is_empty() && self.own.contains(&fold(text))
        };
        is_own || says_no_id(text)
    }
}

/// The bit of a length; the last one is that of all longer texts.
#[inline(always)]
const fn length_bit(length: usize) -> u64 {
    1 << if length < 63 { length } else { 63 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_say_that_there_is_no_id() {
        assert!(WORDS.is_sorted(), "they are searched");
        let none = NoIdTexts::new(&[]);
        for text in [
            "Unknown",
            "NONE",
            "null",
            "Not known",
            "NOT  KNOWN",
            "not_known",
            "Not-Recorded",
            "(not stated)",
            "N/K",
            "n.k.",
            "TBC",
            "T.B.C.",
            "tba",
            "Pending",
            "Awaiting UPN",
            "UNK",
            "nil",
            "NEW",
            "Not registered",
            "No NHS number",
            "Unborn",
            "BABY",
            "Not\u{a0}applicable",
            "xxx",
            "?",
            "--",
            "\u{2014}",
            "...",
            "00000",
            "99999",
            "9999999",
            "1111111",
            "0000000000000",
        ] {
            assert!(says_no_id(text) && none.has(text), "{text:?}");
            assert!(!text.is_ascii() || none.may_have(text.as_bytes()), "{text:?}");
        }
        for text in [
            "",
            "L104",
            "test",
            "TEMP",
            "0",
            "00",
            "0000",
            "9999",
            "99998",
            "11111",
            "222222",
            "100001",
            "Pending1",
            "NK-17",
            "#",
            "########",
            "A99999",
            "Baby 1",
            "99999A",
            "not known to any of the other services",
            "9f3ec0de-6a54-4d43-9b7d-3f1f8b0d6a5e",
            "A12345678901B",
        ] {
            assert!(!says_no_id(text) && !none.has(text), "{text:?}");
        }
    }

    #[test]
    fn the_guide_has_every_word() {
        let guide = include_str!("../../docs/analyst-guide.md");
        let (_, behind) = guide.split_once("#### Texts that are not ids").unwrap();
        let (list, _) = behind.split_once("- In addition").unwrap();
        let list = list.replace("xxx to xxxxx", "xxx, xxxx, xxxxx").replace(" - ", ";");
        let squeezed = |text: &str| text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
        let told: Vec<String> = list.split([',', ';', ':']).map(squeezed).collect();
        for word in WORDS {
            assert!(told.iter().any(|own| own == word), "{word}");
        }
    }

    #[test]
    fn texts_that_the_configuration_names() {
        let own = ["0", "-", "n/a", "no id yet", "unknown", "tom & co", "999"].map(String::from);
        let texts = NoIdTexts::new(&own);
        for text in ["0", "-", "\u{2013}", "N/A", "No  ID\tyet", "UNKNOWN", "Tom &amp; Co", "tom & CO", "999"] {
            assert!(texts.has(text), "{text:?}");
        }
        for text in ["00", "10", "1110", "C-9", "X999", "9990", "n/ab", "sea", "noidyet1"] {
            assert!(!texts.has(text), "{text:?}");
        }
        for text in ["1110", "C1234567", "9990000018", "E-2026-1000", "4f6c0000-1234-4321-8888-6a5e6a5ebbbb"] {
            assert!(!texts.may_have(text.as_bytes()), "{text:?}");
        }
    }
}
