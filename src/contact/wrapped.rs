//! The wrappers that spreadsheet programs, and suppliers who work around them, put on a number; and texts that mean "no value".

use std::borrow::Cow;

use crate::cells::no_value::{LONGEST, is_no_value, is_no_value_in_bytes};
use crate::text::trim;

/// Whether an undecoded cell has the length and the first byte of a "no value" text: a cheap first check that few cells pass.
#[inline(always)]
pub(super) fn may_say_no_value(cell: &[u8]) -> bool {
    cell.len().wrapping_sub(3) <= 2 * LONGEST - 3 && matches!(cell.first(), Some(b'n' | b'N' | b'#' | b'"' | b' '))
}

/// Whether an undecoded cell, perhaps in quotes and blanks, means "no value".
#[inline]
pub(super) fn says_no_value(cell: &[u8]) -> bool {
    if !may_say_no_value(cell) {
        return false;
    }
    match (cell[0], cell[cell.len() - 1]) {
        (b'n' | b'N' | b'#', last) if last.is_ascii_alphabetic() => is_no_value_in_bytes(cell),
        (b'n' | b'N' | b'#' | b'"' | b' ', _) => {
            std::str::from_utf8(cell).is_ok_and(|text| is_no_value(trim(trim(text).trim_matches('"'))))
        }
        _ => false,
    }
}

/// Whether a trimmed text may have a wrapper that [`bare`] takes off: a cheap first check that few texts pass.
#[inline(always)]
pub(super) fn may_be_wrapped(text: &[u8]) -> bool {
    matches!(text, [b'\'' | b'=', ..] | [.., b'.', b'0'])
}

/// A trimmed text without its spreadsheet wrapper: `'9990000018`, `="9990000018"` and `9990000018.0` become `9990000018`.
pub(crate) fn bare(text: &str) -> &str {
    let mut bare = text;
    if let Some(framed) = bare.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')) {
        bare = trim(framed);
    }
    if let Some(rest) = bare.strip_prefix('\'') {
        bare = trim(rest);
    }
    let whole = bare.strip_suffix(".0").unwrap_or_default();
    if !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) { whole } else { bare }
}

/// [`bare`] for a text that may be owned.
pub(crate) fn bare_of(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(bare(text)),
        Cow::Owned(text) => match bare(&text) {
            same if same.len() == text.len() => Cow::Owned(text),
            other => Cow::Owned(other.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreadsheet_wrappers_are_taken_off() {
        for (text, expected) in [
            ("9990000018", "9990000018"),
            ("'9990000018", "9990000018"),
            ("' 999 000 0018", "999 000 0018"),
            ("=\"9990000018\"", "9990000018"),
            ("=\"'9990000018\"", "9990000018"),
            ("9990000018.0", "9990000018"),
            ("=\"9990000018.0\"", "9990000018"),
            ("A17.0", "A17.0"),
            ("1.10", "1.10"),
            (".0", ".0"),
            ("'", ""),
            ("=\"", "=\""),
            ("=9990000018", "=9990000018"),
            ("O'Neill", "O'Neill"),
            ("9.99E+09", "9.99E+09"),
            ("", ""),
        ] {
            assert_eq!(bare(text), expected, "{text}");
            assert_eq!(bare_of(Cow::Owned(text.to_owned())), expected, "{text}");
            assert!(text == expected || may_be_wrapped(text.as_bytes()), "{text}");
        }
        for text in ["", "9990000018", "A17", "O'Neill'", "1=", "0", "1.00"] {
            assert!(!may_be_wrapped(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn texts_that_mean_no_value() {
        for text in ["NULL", "null", "N/A", "n/a", "NaN", "#N/A"] {
            assert!(is_no_value(text), "{text}");
            for cell in [text.to_owned(), format!(" {text} "), format!("\"{text}\""), format!("\" {text}\"")] {
                assert!(says_no_value(cell.as_bytes()), "{cell}");
            }
        }
        for text in ["", "NA", "N", "None", "Nullarbor", "0", "-"] {
            assert!(!is_no_value(text) && !says_no_value(text.as_bytes()), "{text}");
        }
    }
}
