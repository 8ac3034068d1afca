//! Recognises values other than dates and codes. Nothing here shows a value.

use crate::cells::nhs::NhsCell;
use crate::text::fold;
use crate::vocabulary::Sex;

/// The different values of a column, each with the number of its cells.
pub(crate) type CountedValues<'a> = [(&'a str, u64)];

/// The share of the cells whose value fits; 0 if there are no cells.
pub(crate) fn share_of_cells(values: &CountedValues<'_>, fits: impl Fn(&str) -> bool) -> f64 {
    let filled: u64 = values.iter().map(|(_, cells)| cells).sum();
    let fitting: u64 = values.iter().filter(|(text, _)| fits(text)).map(|(_, cells)| cells).sum();
    if filled == 0 { 0.0 } else { fitting as f64 / filled as f64 }
}

/// Whether a text is an NHS number.
pub(crate) fn is_nhs_number(text: &str) -> bool {
    matches!(NhsCell::read(text), NhsCell::Valid(_))
}

/// Whether a text is a yes or a no, as factors are read.
pub(crate) fn is_yes_or_no(text: &str) -> bool {
    matches!(fold(text).as_str(), "y" | "yes" | "true" | "1" | "n" | "no" | "false" | "0")
}

/// Whether a text means "not known", as factors are read.
pub(crate) fn is_not_known(text: &str) -> bool {
    matches!(fold(text).as_str(), "x" | "u" | "unknown" | "not known")
}

/// Whether a text is a whole number within bounds.
pub(crate) fn is_whole(text: &str, least: u32, most: u32) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse().is_ok_and(|n: u32| (least..=most).contains(&n))
}

/// Whether a text is a sex, or means that it is not known.
pub(crate) fn is_sex(text: &str) -> bool {
    Sex::read(text).is_some() || matches!(fold(text).as_str(), "u" | "unknown" | "not known" | "0" | "x" | "other" | "")
}

/// Whether a text has the shape of a UK postcode.
pub(crate) fn is_postcode(text: &str) -> bool {
    let plain: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    if !plain.is_ascii() || !(5..=7).contains(&plain.len()) {
        return false;
    }
    let (outward, inward) = plain.split_at(plain.len() - 3);
    outward[0].is_ascii_alphabetic()
        && outward.iter().any(u8::is_ascii_digit)
        && outward.iter().all(u8::is_ascii_alphanumeric)
        && inward[0].is_ascii_digit()
        && inward[1..].iter().all(u8::is_ascii_alphabetic)
}

/// Whether a cell of a possible header looks like a value: a number, a date, a postcode or an email address.
pub(crate) fn looks_like_data(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let starts_as_date = text.starts_with(|c: char| c.is_numeric()) && digits >= 4;
    // A year or two in a header is not a value: `IMD 2019 decile (2011 areas)`.
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    starts_as_date || (digits >= 5 && digits > letters) || digits >= 9 || text.contains('@') || is_postcode(text)
}

/// Titles before the name of a person.
const TITLES: &str = "dr|mr|mrs|ms|miss|mx|prof|professor|sister|nurse|consultant|sr";
/// Words in names of organisations, services and places.
const ORGANISATIONS: &str = "nhs|trust|hospital|clinic|centre|center|service|services|team|school|practice|surgery|council|\
    department|health|community|house|road|street|ward|unit|foundation|therapy|care|academy|nursery|university|ltd|cic";

/// Whether a folded word is one that names of organisations have.
fn is_organisation_word(word: &str) -> bool {
    ORGANISATIONS.split('|').any(|known| known == word)
}

/// Whether a text looks like the name of a person: `FAMILY, Given`, or a title before a name.
pub(crate) fn is_persons_name(text: &str) -> bool {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphabetic() && c != '\'').filter(|w| !w.is_empty()).map(fold).collect();
    if text.chars().any(char::is_numeric) || words.iter().any(|word| is_organisation_word(word)) {
        return false;
    }
    let has_title = words.len() > 1 && TITLES.split('|').any(|title| title == words[0]);
    let parts: Vec<&str> = text.split(',').collect();
    let is_name = |part: &&str| {
        (1..=3).contains(&part.split_whitespace().count())
            && part.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '\u{2019}' | '.'))
    };
    has_title || (parts.len() == 2 && parts.iter().all(is_name))
}

/// Whether a text looks like the whole name of a person: two words or more, or `FAMILY, Given`.
pub(super) fn is_full_name(text: &str) -> bool {
    let name = text.split('(').next().unwrap_or_default();
    let words: Vec<&str> = name.split([' ', ',', '\u{a0}']).filter(|word| !word.is_empty()).collect();
    let is_letter = |c: char| c.is_alphabetic() || matches!(c, ' ' | ',' | '-' | '\'' | '\u{2019}' | '.' | '\u{a0}');
    (2..=6).contains(&words.len())
        && name.chars().all(is_letter)
        && !words.iter().any(|word| is_organisation_word(&fold(word)))
}

/// Whether a text has the form of a unique pupil number: a letter, 11 digits, and a digit, or a letter if it is temporary.
pub(super) fn is_upn(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 13
        && bytes[0].is_ascii_alphabetic()
        && bytes[1..12].iter().all(u8::is_ascii_digit)
        && bytes[12].is_ascii_alphanumeric()
}

/// Whether more than half of the different texts look like names of people.
pub(crate) fn are_people(values: &CountedValues<'_>) -> bool {
    values.iter().filter(|(text, _)| is_persons_name(text)).count() * 2 > values.len()
}

/// Whether a text is an age in whole years, or a code of Hospital Episode Statistics for an age under 1 year.
pub(crate) fn is_age(text: &str) -> bool {
    is_whole(text, 0, 130) || is_whole(text, 7001, 7007)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_from_headers() {
        for (text, expected) in [
            ("NHS Number", false),
            ("S47", false),
            ("IMD 2019 decile", false),
            ("Address line 1", false),
            ("2019-20", true),
            ("9990000018", true),
            ("NHS 999 000 0018", true),
            ("18/11/2026", true),
            ("18-Nov-2026", true),
            ("FX1 2AB", true),
            ("a.person@example.org", true),
            ("01632 960123", true),
            ("1", false),
            ("", false),
        ] {
            assert_eq!(looks_like_data(text), expected, "{text:?}");
        }
    }

    #[test]
    fn names_of_people_are_recognised() {
        for (text, expected) in [
            ("HERON, MARY ANN", true),
            ("Finch, Jo", true),
            ("O'Rook, Pat", true),
            ("Dr Kestrel", true),
            ("Sister M Wren", true),
            ("Example Community Health NHS Trust", false),
            ("Hill House, Shropshire", false),
            ("Audiology", false),
            ("RXW", false),
            ("Health Visiting, North", false),
            ("Team A, B", false),
            ("Mr", false),
            ("", false),
        ] {
            assert_eq!(is_persons_name(text), expected, "{text}");
        }
        assert!(
            are_people(&[("Finch, Jo", 1), ("Heron, Al", 9), ("T", 90)]) && !are_people(&[("Finch, Jo", 1), ("T", 1)])
        );
        assert!(!are_people(&[]));
    }

    #[test]
    fn whole_names_and_pupil_numbers_are_recognised() {
        for (text, name, upn) in [
            ("Lee Wren", true, false),
            ("WREN, Lee", true, false),
            ("Miss Lee Ann O'Wren-Finch (twin 1)", true, false),
            ("Wren", false, false),
            ("Hill School", false, false),
            ("Team 4", false, false),
            ("", false, false),
            ("H801200000000", false, true),
            ("H80120000000A", false, true),
            ("8012000000000", false, false),
            ("H80120000000", false, false),
            ("H8012000000000", false, false),
        ] {
            assert_eq!((is_full_name(text), is_upn(text)), (name, upn), "{text}");
        }
    }

    #[test]
    fn nhs_numbers_yes_or_no_and_postcodes_are_recognised() {
        for (text, nhs, yes_no, postcode) in [
            ("9990000018", true, false, false),
            ("999 000 0018", true, false, false),
            ("9990000019", false, false, false),
            ("Y", false, true, false),
            ("FALSE", false, true, false),
            ("was, until May", false, false, false),
            ("FX1 2AB", false, false, true),
            ("fx12ab", false, false, true),
            ("S47", false, false, false),
        ] {
            assert_eq!((is_nhs_number(text), is_yes_or_no(text), is_postcode(text)), (nhs, yes_no, postcode), "{text}");
        }
    }

    #[test]
    fn shares_are_of_cells() {
        assert!((share_of_cells(&[("1", 3), ("x", 1)], |t| is_whole(t, 0, 130)) - 0.75).abs() < 1e-9);
        assert!(share_of_cells(&[], |_| true).abs() < 1e-9);
    }
}
