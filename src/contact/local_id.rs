//! Local ids: which texts are ids, and how several ids of one record are kept as one text.

use crate::cells::no_id::NoIdTexts;
use crate::field::Field;

/// The fields with ids that all sources share whatever their `id_scope`, each with its own scope.
pub(crate) const SHARED: [(Field, &str); 2] = [(Field::Upn, "upn"), (Field::LocalAuthorityId, "la")];

/// Separates scope and id in a shared id, and so several ids too. No cell of a record that is used contains it.
const SEPARATOR: char = '\0';

/// A shared id as one text: `\0scope\0id`.
pub(crate) fn shared(scope: &str, id: &str) -> String {
    format!("{SEPARATOR}{scope}{SEPARATOR}{id}")
}

/// The scope and the id of a shared id ([`shared`]); `None` for a plain local id.
pub(crate) fn scope_and_id(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix(SEPARATOR)?.split_once(SEPARATOR)
}

/// The ids in a text that is one id or several joined: an optional local id, whose scope is `None` (the source's), and then
/// shared ids with their scopes.
pub(crate) fn ids(text: &str) -> impl Iterator<Item = (Option<&str>, &str)> {
    let mut parts = text.split(SEPARATOR);
    let local = parts.next().filter(|id| !id.is_empty()).map(|id| (None, id));
    local.into_iter().chain(std::iter::from_fn(move || Some((Some(parts.next()?), parts.next()?))))
}

/// What a cell for an id holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LocalCell<'a> {
    /// Nothing, or a text that means "no id".
    Blank,
    /// An id that a spreadsheet has damaged, so that many ids may look the same.
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

/// What a spreadsheet shows where a formula failed. `#N/A` is not among them: it means "no value"
/// ([`crate::cells::no_value::is_no_value`]).
const ERRORS: [&str; 8] = ["#REF!", "#VALUE!", "#NAME?", "#NUM!", "#DIV/0!", "#NULL!", "#SPILL!", "#CALC!"];

/// Whether a text is spreadsheet damage: scientific notation such as `2.98725E+13` (digits, perhaps a decimal point, E, a sign
/// and a number), `########` from a column that was too narrow, or an error such as `#REF!`.
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

/// Whether a contact id is spreadsheet damage, which would make one contact of many. This runs for every record, so it first
/// looks only at the ends of the id; an exponent has at most three digits.
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
    fn several_ids_in_one_text_are_told_apart() {
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
    fn a_damaged_contact_id_is_recognised_by_its_ends() {
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
    fn a_cell_is_blank_damaged_or_an_id() {
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
