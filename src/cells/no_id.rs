//! Texts that mean "no id". If one were taken for an id, many children, or many contacts, would become one.

use crate::text::fold;

/// What people and systems write if there is no id, in lower case and without blanks and punctuation. Of the default for
/// `ignore_local_ids`, `test`, `temp` and `0` are not here: they may be real ids, and a configured list replaces that default.
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
/// The longest such text, including blanks and punctuation.
const LONGEST: usize = 32;
/// The fewest times that 0 or 9 must be repeated to mean "no id", as people fill in forms.
const FEWEST_0_OR_9: usize = 5;
/// The same for other digits, which needs more: 11111 may be a real id in a small system.
const FEWEST_OF_ANOTHER_DIGIT: usize = 7;

/// Whether a trimmed text means "no id" whatever the configuration says.
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
    // A row of `#` is what a spreadsheet shows in a narrow column. It is reported as damage.
    (letters.is_empty() && !text.contains('#')) || WORDS.binary_search(&letters.as_str()).is_ok()
}

/// The texts of a source that mean "no id": those above, and those of its `ignore_local_ids`.
#[derive(Clone, Debug)]
pub(crate) struct NoIdTexts {
    /// The texts of the configuration, folded.
    configured: Vec<String>,
    /// For each last byte, the lengths of the configured texts that end with it, one bit each: few cells need a closer look.
    lengths: Box<[u64; 128]>,
}

impl NoIdTexts {
    /// For a source with these configured texts, folded.
    pub(crate) fn new(configured: &[String]) -> Self {
        let mut lengths = Box::new([0; 128]);
        for text in configured {
            let Some(last) = text.bytes().last().filter(u8::is_ascii) else { continue };
            // Texts with blanks, `&` or other than ASCII characters can be written in several ways, of any length.
            let is_bare = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'&');
            let bits = if is_bare { length_bit(text.len()) } else { u64::MAX };
            for byte in [last.to_ascii_lowercase(), last.to_ascii_uppercase(), if last == b'&' { b';' } else { last }] {
                lengths[usize::from(byte)] |= bits;
            }
        }
        Self { configured: configured.to_vec(), lengths }
    }

    /// Whether a trimmed ASCII cell may be one of these texts: a cheap first check, by the length and two bytes, that few cells
    /// pass.
    #[inline(always)]
    pub(crate) fn may_have(&self, cell: &[u8]) -> bool {
        let [first, .., last] = cell else { return true };
        let may_be_built_in = if last.is_ascii_digit() {
            first == last && cell.len() >= FEWEST_0_OR_9
        } else {
            cell.len() <= LONGEST && !first.is_ascii_digit()
        };
        may_be_built_in || self.lengths.get(usize::from(*last)).is_none_or(|bits| bits & length_bit(cell.len()) != 0)
    }

    /// Whether a trimmed text is one of these texts.
    pub(crate) fn has(&self, text: &str) -> bool {
        if text.is_ascii() && !self.may_have(text.as_bytes()) {
            return false;
        }
        // Without blanks, `&` and other than ASCII characters, as nearly always, folding changes only the case.
        let is_bare = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'&');
        let is_configured = if is_bare {
            self.configured.iter().any(|known| known.eq_ignore_ascii_case(text))
        } else {
            !self.configured.is_empty() && self.configured.contains(&fold(text))
        };
        is_configured || says_no_id(text)
    }
}

/// The bit for a length; the last bit stands for all longer texts too.
#[inline(always)]
const fn length_bit(length: usize) -> u64 {
    1 << if length < 63 { length } else { 63 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_mean_no_id() {
        assert!(WORDS.is_sorted(), "for the binary search");
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
        let (_, section) = guide.split_once("#### Texts that are not ids").unwrap();
        let (list, _) = section.split_once("- In addition").unwrap();
        let list = list.replace("xxx to xxxxx", "xxx, xxxx, xxxxx").replace(" - ", ";");
        let squeezed = |text: &str| text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
        let listed: Vec<String> = list.split([',', ';', ':']).map(squeezed).collect();
        for word in WORDS {
            assert!(listed.iter().any(|entry| entry == word), "{word}");
        }
    }

    #[test]
    fn texts_that_the_configuration_names() {
        let configured = ["0", "-", "n/a", "no id yet", "unknown", "tom & co", "999"].map(String::from);
        let texts = NoIdTexts::new(&configured);
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
