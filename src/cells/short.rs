//! Reads short cells about a child: an age, a decile, whether the child has died.

use crate::text::fold;

/// A whole number of years from a column of ages. The codes of Hospital Episode Statistics for children under one year (7001 to
/// 7007) are 0.
pub(crate) fn whole_years(text: &str) -> Option<u8> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.parse::<u16>().ok().filter(|_| digits)? {
        7001..=7007 => Some(0),
        years @ 0..=130 => Some(years as u8),
        _ => None,
    }
}

/// A decile of the index of multiple deprivation, 1 to 10; 1 is the most deprived.
pub(crate) fn imd_decile(text: &str) -> Option<u8> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|decile| digits && (1..=10).contains(decile))
}

/// Whether somebody has died; `None` if the text says that it is not known.
///
/// # Errors
/// If the text says none of these.
pub(crate) fn has_died(text: &str) -> Result<Option<bool>, ()> {
    match fold(text).as_str() {
        "y" | "yes" | "true" | "1" | "deceased" | "died" | "dead" => Ok(Some(true)),
        "n" | "no" | "false" | "0" | "alive" | "living" => Ok(Some(false)),
        "x" | "u" | "unknown" | "not known" => Ok(None),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::whole_years;

    #[test]
    fn an_age_is_a_whole_number_of_plausible_years() {
        for (text, years) in [
            ("0", Some(0)),
            ("17", Some(17)),
            ("130", Some(130)),
            ("131", None),
            ("7000", None),
            ("7001", Some(0)),
            ("7007", Some(0)),
            ("7008", None),
            ("70010", None),
            ("-1", None),
            ("3.5", None),
            ("+3", None),
        ] {
            assert_eq!(whole_years(text), years, "{text}");
        }
    }
}
