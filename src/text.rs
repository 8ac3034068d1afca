//! Text as extracts carry it: trimming, folding for comparison, cleaning for a page.

mod markup;

use std::borrow::Cow;

pub use markup::escape;
pub(crate) use markup::escaped;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Whether a character is trimmed from the ends of headers and cells: Unicode white space and the zero-width
/// characters U+200B to U+200D, U+2060 and U+FEFF.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_zero_width(c)
}

/// Whether a character is one of the zero-width ones that spreadsheets and web pages leave behind.
pub(crate) fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Whether a character is invisible and means nothing in a name or a word: the zero-width ones, and those that only set the
/// direction of writing.
fn is_unseen(c: char) -> bool {
    is_zero_width(c) || is_direction(c)
}

/// Whether a character sets the direction of writing.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text for an SVG picture: as on a page, but without characters that set the direction of writing. A picture has no
/// markup that would keep them from affecting the text around them.
pub(crate) fn for_picture(text: &str) -> String {
    for_page(text).chars().filter(|c| !is_direction(*c)).collect()
}

/// The text without blanks at its ends.
pub fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (None, _) | (_, None) => text,
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim_matches(is_blank),
    }
}

/// The keyboard character for a typographic one: `'` for every apostrophe, `-` for every dash.
const fn keyed(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2BC}' | '\u{FF07}' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2E3A}' | '\u{2E3B}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => '-',
        c => c,
    }
}

/// Curly apostrophes and dashes in UTF-8 that somebody read as Windows-1252, with the character that was meant.
const MISREAD: [(&str, &str); 4] = [
    ("\u{e2}\u{20ac}\u{2122}", "'"),
    ("\u{e2}\u{20ac}\u{2dc}", "'"),
    ("\u{e2}\u{20ac}\u{201c}", "-"),
    ("\u{e2}\u{20ac}\u{201d}", "-"),
];

/// The text in the form in which texts are compared: trimmed, in lower case and Unicode form NFC, without invisible
/// characters, with one space for each run of white space, `'` for every apostrophe, `-` for every dash and `&` for `&amp;`.
pub fn fold(text: &str) -> String {
    let text = trim(text);
    let seen: String;
    let text = if text.is_ascii() {
        text
    } else {
        let misread = MISREAD.iter().filter(|(wrong, _)| text.contains(wrong));
        let text = misread.fold(Cow::Borrowed(text), |text, (wrong, right)| Cow::Owned(text.replace(wrong, right)));
        seen = text.chars().filter(|c| !is_unseen(*c)).map(keyed).collect();
        &seen
    };
    let composed: Cow<'_, str> = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    };
    let mut out = String::with_capacity(composed.len());
    for word in composed.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        if word.is_ascii() {
            out.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
        } else {
            out.extend(word.chars().flat_map(char::to_lowercase));
        }
    }
    // Repeated, because a text may have been escaped more than once.
    while out.contains("&amp;") {
        out = out.replace("&amp;", "&");
    }
    match is_nfc_quick(out.chars()) {
        IsNormalized::Yes => out,
        _ => out.nfc().collect(),
    }
}

/// Whether a text says that somebody has died: whether it has the word death, died, dead or deceased.
pub(crate) fn mentions_death(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| ["death", "died", "dead", "deceased"].iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// Whether a text says that an interpreter was needed and not there: "no interpreter", "interpreter did not attend". A text that
/// says that none was needed does not count.
pub(crate) fn says_no_interpreter(text: &str) -> bool {
    const WANTING: [&str; 5] = ["no", "without", "missing", "lack", "absent"];
    const FAILED: [&str; 14] = [
        "no",
        "not",
        "never",
        "dna",
        "dnad",
        "failed",
        "cancelled",
        "canceled",
        "unavailable",
        "absent",
        "missing",
        "late",
        "didn",
        "didnt",
    ];
    const NEEDED: [&str; 6] = ["required", "needed", "necessary", "need", "wanted", "requested"];
    // A quick exit for nearly every text, because the texts of all failed contacts of every case come here.
    if !text.as_bytes().windows(11).any(|word| word.eq_ignore_ascii_case(b"interpreter")) {
        return false;
    }
    let is_one = |word: &str, list: &[&str]| list.iter().any(|known| word.eq_ignore_ascii_case(known));
    text.split(['|', ';', ',', '.', ':', '(', ')', '/', '\u{2013}', '\u{2014}']).flat_map(|part| part.split(" - ")).any(
        |phrase| {
            let words: Vec<&str> =
                phrase.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            let Some(at) = words.iter().position(|word| is_one(word, &["interpreter", "interpreters"])) else {
                return false;
            };
            let (before, after) = (&words[at.saturating_sub(3)..at], &words[at + 1..]);
            let is_needed =
                |from: usize, words: usize| after.iter().skip(from).take(words).any(|word| is_one(word, &NEEDED));
            let wanting = before.iter().any(|word| is_one(word, &WANTING)) && !is_needed(0, 3);
            let failed = |place: usize| is_one(after[place], &FAILED) && !is_needed(place + 1, 2);
            wanting || (0..after.len()).any(failed)
        },
    )
}

/// The text as a page shows it, with blanks for line breaks and control characters.
pub fn for_page(text: &str) -> Cow<'_, str> {
    // Nearly every text is plain ASCII. A loop without an early exit lets the processor test many bytes at a time.
    if text.bytes().fold(true, |plain, byte| plain & matches!(byte, 0x20..0x7F)) {
        return Cow::Borrowed(text);
    }
    let is_control = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if text.chars().any(is_control) {
        Cow::Owned(text.chars().map(|c| if is_control(c) { ' ' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The most characters of a text that the packs show. A longer text is not a name, a place or an outcome, and would take up its
/// full length each time that it is shown.
pub(crate) const SHOWN: usize = 200;

/// The text as the packs hold it. One that is longer than [`SHOWN`] characters becomes its start and its length.
pub(crate) fn shortened(text: &str) -> Cow<'_, str> {
    // A text never has more characters than bytes.
    if text.len() <= SHOWN || text.chars().nth(SHOWN).is_none() {
        return Cow::Borrowed(text);
    }
    let start: String = text.chars().take(SHOWN * 3 / 4).collect();
    Cow::Owned(format!("{}… ({} characters)", start.trim_end_matches(is_blank), text.chars().count()))
}

/// The text, with a `'` in front if a spreadsheet program could run it as a formula: if its first character after any blanks is
/// one of `= + - @`, their full-width forms, a tab or a line end (OWASP, CSV injection).
pub fn inert(text: &str) -> Cow<'_, str> {
    for c in text.chars() {
        match c {
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\u{FF1D}' | '\u{FF0B}' | '\u{FF0D}' | '\u{FF20}' => {
                return Cow::Owned(format!("'{text}"));
            }
            c if is_blank(c) => {}
            _ => break,
        }
    }
    Cow::Borrowed(text)
}

/// The original text of a cell that [`inert`] may have changed.
pub fn original(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if matches!(inert(text), Cow::Owned(_)) => text,
        _ => cell,
    }
}

/// The numbers from 0 to 99, two digits each.
const PAIRS: &str = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
                     5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/// Appends a number. Pages and tables have millions of numbers, so two digits at a time are copied from [`PAIRS`].
pub(crate) fn push_number(out: &mut String, value: u64) {
    if value < 10 {
        let digit = 2 * (value % 10) as usize + 1;
        out.push_str(&PAIRS[digit..=digit]);
        return;
    }
    if value >= 100 {
        push_number(out, value / 100);
    }
    push_two_digits(out, value);
}

/// Appends the last 2 digits of a number.
pub(crate) fn push_two_digits(out: &mut String, value: u64) {
    let pair = 2 * (value % 100) as usize;
    out.push_str(&PAIRS[pair..pair + 2]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_becomes_its_start_and_its_length() {
        for (text, shown) in [
            ("Audiology".to_owned(), "Audiology".to_owned()),
            ("é".repeat(200), "é".repeat(200)),
            ("é".repeat(201), format!("{}… (201 characters)", "é".repeat(150))),
            (format!("Audio{}logy", " ".repeat(1_000_000)), "Audio… (1000009 characters)".to_owned()),
        ] {
            assert_eq!(shortened(&text), shown);
        }
    }

    #[test]
    fn an_absent_interpreter_is_distinguished_from_one_who_was_not_needed() {
        for (text, says_so) in [
            ("Did not attend | no interpreter", true),
            ("DNA - Interpreter did not arrive", true),
            ("Not brought (interpreter DNA)", true),
            ("WNB without an interpreter", true),
            ("INTERPRETER CANCELLED", true),
            ("Interpreter required but did not attend", true),
            ("No interpreter was available", true),
            ("Did not attend | interpreter booked", false),
            ("Did not attend, interpreter present", false),
            ("No interpreter required", false),
            ("Interpreter not needed", false),
            ("Interpreter no longer required", false),
            ("Not brought", false),
            ("No interpretation of results", false),
            ("", false),
        ] {
            assert_eq!(says_no_interpreter(text), says_so, "{text:?}");
        }
    }

    #[test]
    fn a_number_is_written_as_the_library_writes_it() {
        for value in [0, 1, 9, 10, 99, 100, 12_345, u64::from(u32::MAX), u64::MAX] {
            let mut out = "n".to_owned();
            push_number(&mut out, value);
            assert_eq!(out, format!("n{value}"));
        }
    }

    #[test]
    fn blanks_of_every_kind_are_trimmed() {
        assert_eq!(trim(" \u{a0}\u{200b}x y\u{feff}\t"), "x y");
        assert_eq!(trim("x"), "x");
        assert_eq!(trim("\u{2060}"), "");
    }

    #[test]
    fn texts_that_look_alike_are_folded_alike() {
        assert_eq!(fold("  Was \u{a0} NOT\tBrought "), "was not brought");
        assert_eq!(fold("Cafe\u{301}"), fold("CAFÉ"));
        assert_eq!(fold("\u{200e}Was\u{200b} not \u{202d} brought\u{202c} "), "was not brought");
        let written = fold("Children's Speech & Language - North");
        for text in [
            "Children\u{2019}s Speech & Language \u{2013} North",
            "CHILDREN\u{2018}S Speech &amp; Language \u{2014} North",
            "Children\u{2bc}s Speech &AMP; Language \u{2212}  North",
            "Children\u{ff07}s Speech &amp;amp; Language \u{2010} North",
            "Children\u{e2}\u{20ac}\u{2122}s Speech & Language \u{e2}\u{20ac}\u{201c} North",
        ] {
            assert_eq!(fold(text), written, "{text}");
        }
        assert_ne!(fold("Children\"s Speech & Language - North"), written);
        assert_eq!(fold("\u{e2}\u{20ac} \u{2022}"), "\u{e2}\u{20ac} \u{2022}");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in [
            "&amp;amp;amp; A",
            "&am&amp;p;",
            "\u{2019}\u{2013}\u{e2}\u{20ac}\u{2122}",
            "\u{130}\u{307}",
            "A\u{200b}\u{301}",
        ] {
            assert_eq!(fold(&fold(text)), fold(text), "{text:?}");
        }
    }

    #[test]
    fn a_page_shows_control_characters_as_blanks() {
        assert_eq!(for_page("a\r\nb\u{7}c"), "a  b c");
    }

    #[test]
    fn formulas_are_made_inert() {
        for text in [
            "=1+1",
            "+44",
            "-1",
            "@SUM(A1)",
            "  =x",
            "\u{200b}=x",
            "\u{a0}\u{feff}@x",
            "\tx",
            "\r=x",
            "\nx",
            "\u{ff1d}x",
        ] {
            assert_eq!(inert(text), format!("'{text}"), "{text:?}");
        }
        assert_eq!(original("'=1+1"), "=1+1");
        assert_eq!(original("'Hara"), "'Hara");
        for text in ["", "Audiology", "a=b", "'=x", "2026-11-22", "O'Neil"] {
            assert_eq!(inert(text), text);
        }
    }
}
