//! Texts that mean "no value".

/// What databases and spreadsheets write for an empty cell.
const NO_VALUE: [&str; 4] = ["null", "n/a", "nan", "#n/a"];
/// The longest of them.
pub(crate) const LONGEST: usize = 4;

/// Whether a trimmed text means "no value".
#[inline]
pub(crate) fn is_no_value(text: &str) -> bool {
    is_no_value_in_bytes(text.as_bytes())
}

/// [`is_no_value`] for the bytes of a trimmed text.
#[inline]
pub(crate) fn is_no_value_in_bytes(text: &[u8]) -> bool {
    text.len() <= LONGEST && NO_VALUE.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(text))
}
