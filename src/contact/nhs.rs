//! NHS numbers: which texts are one, and how one is shown. Nothing prints one by accident.

use std::fmt;

use nhs_number::NHSNumber;

use crate::text;

/// A valid NHS number: ten digits whose last is the check digit of the others by modulus 11, not all equal
/// (NHS Data Model and Dictionary, NHS NUMBER). Stored without its check digit, so that it fits in four bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber(u32);

/// Shows nothing: a number in a panic or a log would name a child.
impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(…)")
    }
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NhsCell {
    /// Nothing.
    Blank,
    /// Something that is not an NHS number: it links nobody.
    Invalid,
    /// An NHS number.
    Valid(NhsNumber),
}

impl NhsCell {
    /// Reads a trimmed cell. White space, zero-width characters, hyphens and dashes (U+002D, U+2010 to U+2015) between
    /// the digits do not count; only ASCII digits do.
    pub fn read(cell: &str) -> Self {
        if cell.is_empty() {
            return Self::Blank;
        }
        let mut digits = [0_i8; 10];
        let mut count = 0;
        let bytes = cell.as_bytes();
        if bytes.len() == 10 && bytes.iter().all(u8::is_ascii_digit) {
            for (digit, byte) in digits.iter_mut().zip(bytes) {
                *digit = (byte - b'0') as i8;
            }
            return Self::of(digits);
        }
        for c in cell.chars() {
            match c {
                '0'..='9' if count < 10 => {
                    digits[count] = (c as u8 - b'0') as i8;
                    count += 1;
                }
                '-' | '\u{2010}'..='\u{2015}' => {}
                c if text::is_blank(c) => {}
                _ => return Self::Invalid,
            }
        }
        if count == 10 { Self::of(digits) } else { Self::Invalid }
    }

    /// What ten digits say.
    fn of(digits: [i8; 10]) -> Self {
        let all_equal = digits.iter().all(|d| *d == digits[0]);
        if all_equal || !NHSNumber::new(digits).validate_check_digit() {
            return Self::Invalid;
        }
        Self::Valid(NhsNumber(digits[..9].iter().fold(0, |number, digit| number * 10 + *digit as u32)))
    }
}

impl NhsNumber {
    /// How a column says that there is none.
    pub const NONE: u32 = u32::MAX;

    /// The number as a column stores it.
    pub fn column(number: Option<Self>) -> u32 {
        number.map_or(Self::NONE, |n| n.0)
    }

    /// The number that a column stores.
    pub fn from_column(value: u32) -> Option<Self> {
        (value != Self::NONE).then_some(Self(value))
    }

    /// The ten digits.
    pub fn digits(self) -> String {
        let mut digits = [0_i8; 10];
        let mut rest = self.0;
        for place in (0..9).rev() {
            digits[place] = (rest % 10) as i8;
            rest /= 10;
        }
        format!("{:09}{}", self.0, NHSNumber::new(digits).calculate_check_digit())
    }

    /// As pages and CSV files write it: `999 123 4567`.
    pub fn spaced(self) -> String {
        let digits = self.digits();
        format!("{} {} {}", &digits[..3], &digits[3..6], &digits[6..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_blanks_and_dashes_are_numbers() {
        for text in
            ["9990000018", "999 000 0018", "999-000-0018", "999\u{2011}000\u{2014}0018", "999\u{a0}000\u{200b}0018"]
        {
            let NhsCell::Valid(number) = NhsCell::read(text) else { panic!("{text:?}") };
            assert_eq!(number.digits(), "9990000018");
            assert_eq!(number.spaced(), "999 000 0018");
        }
    }

    #[test]
    fn what_is_not_a_number_links_nobody() {
        for text in [
            "9990000019",  // check digit
            "999000001",   // nine digits: never padded
            "99900000180", // eleven
            "9.99E+09",    // spreadsheet damage
            "9999999999",  // ten equal digits pass modulus 11
            "0000000000",
            "٩٩٩٠٠٠٠٠١٨", // digits that are not ASCII
            "999.000.0018",
            "NHS 9990000018",
            "-",
        ] {
            assert_eq!(NhsCell::read(text), NhsCell::Invalid, "{text:?}");
        }
        assert_eq!(NhsCell::read(""), NhsCell::Blank);
    }

    #[test]
    fn a_number_is_not_printed_by_debug() {
        assert_eq!(format!("{:?}", NhsCell::read("9990000018")), "Valid(NhsNumber(…))");
    }
}
