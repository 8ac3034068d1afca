//! Local identifiers: which texts are one.

use crate::cells::no_id::NoIdTexts;
use crate::field::Field;

/// The ids that sources share whatever their `id_scope`, each with its scope.
pub(crate) const SHARED: [(Field, &str); 2] = [(Field::Upn, "upn"), (Field::LocalAuthorityId, "la")];

/// Stands before a scope and before its id, where a text is both, and so between several ids: no cell that is used has it.
const APART: char = '\0';

/// An id with its own scope, as one text.
pub(crate) fn shared(scope: &str, id: &str) -> String {
    format!("{APART}{scope}{APART}{id}")
}

/// The scope and the id of a text that is both ([`shared`]).
pub(crate) fn scope_and_id(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix(APART)?.split_once(APART)
}

/// The ids of a text that is one, or several one behind the other, each with its scope where that is its own.
pub(crate) fn ids(text: &str) -> impl Iterator<Item = (Option<&str>, &str)> {
    let mut parts = text.split(APART);
    let own = parts.next().filter(|own| !own.is_empty()).map(|own| (None, own));
    own.into_iter().chain(std::iter::from_fn(move || Some((Some(parts.next()?), parts.next()?))))
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LocalCell<'a> {
    /// Nothing, or a text that is no id.
    Blank,
    /// What a spreadsheet has made of an id: many ids became one.
    Damaged,
    /// An id.
    Id(&'a str),
}

impl<'a> LocalCell<'a> {
    /// Reads a trimmed cell.
    pub(crate) fn read(cell: &'a str, no_ids: &NoIdTexts) -> Self {
        if cell.is_empty() || no_ids.has(cell) {
            Self::Blank
        } else if is_spreadsheet_damage(cell) {
            Self::Damaged
        } else {
            Self::Id(cell)
        }
    }
}

/// What a spreadsheet writes where a formula went wrong; `#N/A` says that there is no value
/// ([`crate::cells::no_value::is_no_value`]).
const ERRORS: [&str; 8] = ["#REF!", "#VALUE!", "#NAME?", "#NUM!", "#DIV/0!", "#NULL!", "#SPILL!", "#CALC!"];

/// `2.98725E+13`: digits, perhaps a decimal point, E, a number with its sign. `########`, of a column that was too narrow;
/// `#REF!` and the like.
pub(crate) fn is_spreadsheet_damage(text: &str) -> bool {
    if text.starts_with('#') {
        let is_error = || ERRORS.iter().any(|error| error.eq_ignore_ascii_case(text));
        return (text.len() > 1 && text.bytes().all(|byte| byte == b'#')) || is_error();
    }
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let signed = exponent.strip_prefix(['+', '-']);
    !whole.is_empty() && digits(whole) && digits(fraction) && signed.is_some_and(|e| !e.is_empty() && digits(e))
}

/// Whether a contact id is such: many contacts became one. Every record has an id, and hardly any is looked at as a whole; none
/// has more than three digits behind the E.
#[inline(always)]
pub(crate) fn is_damaged(id: &[u8]) -> bool {
    let may_be = matches!(
        id,
        [b'#', ..]
            | [b'0'..=b'9', .., b'+' | b'-', _]
            | [b'0'..=b'9', .., b'+' | b'-', _, _]
            | [b'0'..=b'9', .., b'+' | b'-', _, _, _]
    );
    may_be && std::str::from_utf8(id).is_ok_and(is_spreadsheet_damage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_ids_are_one_text() {
        let (upn, la) = (shared("upn", "U1"), shared("la", "L1"));
        for (text, expected) in [
            ("C1".to_owned(), &[(None, "C1")][..]),
            (upn.clone(), &[(Some("upn"), "U1")]),
            (format!("C1{upn}{la}"), &[(None, "C1"), (Some("upn"), "U1"), (Some("la"), "L1")]),
            (format!("{upn}{la}"), &[(Some("upn"), "U1"), (Some("la"), "L1")]),
        ] {
            assert_eq!(ids(&text).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn a_damaged_contact_id_is_known_by_its_ends() {
        for text in ["1.00235E+12", "1e+1", "3E-7", "1E+100", "########", "##", "#REF!"] {
            assert!(is_damaged(text.as_bytes()) && is_spreadsheet_damage(text), "{text}");
        }
        for text in
            ["", "#", "+", "1", "1+1", "100235-12", "1.00235E12", "A1E+12", "9f3e-12", "1E+12\u{e9}", "2026-11-22"]
        {
            assert!(!is_damaged(text.as_bytes()) && !is_spreadsheet_damage(text), "{text}");
        }
    }

    #[test]
    fn ids_and_what_is_none() {
        let no_ids = NoIdTexts::new(&["unknown", "n/a", "0", "-"].map(String::from));
        for (text, expected) in [
            ("CN-104", LocalCell::Id("CN-104")),
            ("", LocalCell::Blank),
            ("Unknown", LocalCell::Blank),
            ("N/A", LocalCell::Blank),
            ("0", LocalCell::Blank),
            ("00", LocalCell::Id("00")),
            ("Not known", LocalCell::Blank),
            ("00000", LocalCell::Blank),
            ("2.98725E+13", LocalCell::Damaged),
            ("3E+10", LocalCell::Damaged),
            ("3e-10", LocalCell::Damaged),
            ("3E10", LocalCell::Id("3E10")),
            ("E+10", LocalCell::Id("E+10")),
            ("2.9.8E+13", LocalCell::Id("2.9.8E+13")),
            ("##", LocalCell::Damaged),
            ("########", LocalCell::Damaged),
            ("#REF!", LocalCell::Damaged),
            ("#value!", LocalCell::Damaged),
            ("#NAME?", LocalCell::Damaged),
            ("#DIV/0!", LocalCell::Damaged),
            ("#", LocalCell::Id("#")),
            ("#17", LocalCell::Id("#17")),
            ("##17", LocalCell::Id("##17")),
            ("REF!", LocalCell::Id("REF!")),
        ] {
            assert_eq!(LocalCell::read(text, &no_ids), expected, "{text:?}");
        }
    }
}
