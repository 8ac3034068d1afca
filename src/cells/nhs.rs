//! NHS numbers: which texts are valid ones, and how they are shown. The type makes it hard to print one by accident.

use std::fmt;

use nhs_number::NHSNumber;

use super::cell::{Cell, words};
use crate::text;

/// A valid NHS number: ten digits, not all equal, of which the last is the check digit of the others by modulus 11 (NHS Data
/// Model and Dictionary, NHS NUMBER). Stored without its check digit, to fit into four bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber(u32);

/// Hides the number, which would identify a child in a panic or a log.
impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(…)")
    }
}

/// What a cell for an NHS number holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NhsCell {
    /// Nothing.
    Blank,
    /// Something that is not a valid NHS number, and so links nobody.
    Invalid,
    /// A valid NHS number.
    Valid(NhsNumber),
}

impl NhsCell {
    /// The number, if it is valid.
    pub(crate) const fn valid(self) -> Option<NhsNumber> {
        match self {
            Self::Valid(number) => Some(number),
            Self::Blank | Self::Invalid => None,
        }
    }

    /// The number in a cell that may be blank.
    ///
    /// # Errors
    /// The name of the column, if the cell is not a valid NHS number.
    pub(crate) const fn if_any(self) -> Result<Option<NhsNumber>, &'static str> {
        match self {
            Self::Valid(number) => Ok(Some(number)),
            Self::Blank => Ok(None),
            Self::Invalid => Err("nhs_number"),
        }
    }

    /// Reads a trimmed cell. Ignores white space, zero-width characters, hyphens and dashes (U+002D, U+2010 to U+2015). Only
    /// ASCII digits count as digits.
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

    /// Checks ten digits.
    fn of(digits: [i8; 10]) -> Self {
        let all_equal = digits.iter().all(|d| *d == digits[0]);
        if all_equal || !NHSNumber::new(digits).validate_check_digit() {
            return Self::Invalid;
        }
        Self::Valid(NhsNumber(digits[..9].iter().fold(0, |number, digit| number * 10 + *digit as u32)))
    }
}

/// Eight characters `0`.
const ZEROS: u64 = 0x3030_3030_3030_3030;
/// Added to bytes from which `0` was removed, sets the highest bit of each that is more than 9.
const NO_DIGIT: u64 = 0x7676_7676_7676_7676;
const HIGH: u64 = 0x8080_8080_8080_8080;

impl NhsNumber {
    /// The fast path: the number in a cell of ten digits, together or in groups of 3, 3 and 4 with a blank or a hyphen between
    /// them. `None` says only that [`NhsCell::read`] must look closer.
    #[inline(always)]
    pub fn plainly(cell: Cell<'_>) -> Option<Self> {
        let [first, second, ..] = words(cell.window()?);
        let (eight, two) = match cell.len() {
            10 => (first, second & 0xFFFF),
            12 => {
                let (one, other) = (first >> 24 & 0xFF, first >> 56);
                let blank = |byte: u64| byte == u64::from(b' ') || byte == u64::from(b'-');
                if !blank(one) || !blank(other) {
                    return None;
                }
                let six = (first & 0xFF_FFFF) | (first >> 32 & 0xFF_FFFF) << 24;
                (six | (second & 0xFFFF) << 48, second >> 16 & 0xFFFF)
            }
            _ => return None,
        };
        let (eight, two) = (eight ^ ZEROS, two ^ (ZEROS & 0xFFFF));
        if ((eight.wrapping_add(NO_DIGIT) | eight) | (two.wrapping_add(NO_DIGIT & 0xFFFF) | two)) & HIGH != 0 {
            return None;
        }
        let all_equal = eight == (eight & 0xFF).wrapping_mul(0x0101_0101_0101_0101) && two == eight & 0xFFFF;
        // The first eight digits have weights 10 to 3. Multiplying sums the digits at even places, and those at odd ones, into
        // the top 16 bits.
        let even = (eight & 0x00FF_00FF_00FF_00FF).wrapping_mul(10 << 48 | 8 << 32 | 6 << 16 | 4) >> 48;
        let odd = (eight >> 8 & 0x00FF_00FF_00FF_00FF).wrapping_mul(9 << 48 | 7 << 32 | 5 << 16 | 3) >> 48;
        let (ninth, check) = (two & 0xFF, two >> 8);
        if all_equal || !(even + odd + 2 * ninth + check).is_multiple_of(11) {
            return None;
        }
        // Combine digits to pairs, pairs to fours, and fours to eight digits.
        let pairs = (eight.wrapping_mul(10).wrapping_add(eight >> 8)) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
        let number = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xFFFF_FFFF;
        Some(Self((number * 10 + ninth) as u32))
    }

    /// Stands in a column for "no number".
    pub(crate) const NONE: u32 = u32::MAX;

    /// The number as a column stores it.
    pub fn column(number: Option<Self>) -> u32 {
        number.map_or(Self::NONE, |n| n.0)
    }

    /// The number as a value for fingerprints.
    pub(crate) fn as_number(self) -> u64 {
        u64::from(self.0)
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

    /// The number as pages and CSV files write it: `999 123 4578`.
    pub fn spaced(self) -> String {
        let digits = self.digits();
        format!("{} {} {}", &digits[..3], &digits[3..6], &digits[6..])
    }
}

/// A number without the prefix that `identity.csv` and decisions have: `nhs:9990000018`.
pub(crate) fn without_prefix(text: &str) -> &str {
    text.get(..4).filter(|start| start.eq_ignore_ascii_case("nhs:")).map_or(text, |_| &text[4..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_dashes_in_a_number_are_ignored() {
        for text in
            ["9990000018", "999 000 0018", "999-000-0018", "999\u{2011}000\u{2014}0018", "999\u{a0}000\u{200b}0018"]
        {
            let NhsCell::Valid(number) = NhsCell::read(text) else { panic!("{text:?}") };
            assert_eq!(number.digits(), "9990000018");
            assert_eq!(number.spaced(), "999 000 0018");
        }
    }

    /// The fast path finds nothing that the slow path does not, and finds every number that is plainly written.
    #[test]
    fn the_fast_path_agrees_with_the_slow_path() {
        let plainly = |text: &str| {
            let mut bytes = text.as_bytes().to_vec();
            bytes.resize(64, b'7');
            NhsNumber::plainly(Cell::new(&bytes, text.len()))
        };
        let long = |text: &str| match NhsCell::read(text) {
            NhsCell::Valid(number) => Some(number),
            _ => None,
        };
        let (mut valid, mut state) = (0, 9_u64);
        for round in 0..200_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let mut text = format!("{:010}", (state >> 20) % 10_000_000_000);
            if round % 3 == 0 {
                text = format!("999{}", &text[3..]);
            }
            valid += u32::from(long(&text).is_some());
            assert_eq!(plainly(&text), long(&text), "{text}");
            let spaced = format!("{} {}-{}", &text[..3], &text[3..6], &text[6..]);
            assert_eq!(plainly(&spaced), long(&text), "{spaced}");
        }
        assert!((15_000..21_000).contains(&valid), "{valid}");
        for digit in '0'..='9' {
            assert_eq!(plainly(&digit.to_string().repeat(10)), None);
        }
        for text in ["9990000018", "999 000 0018"] {
            for place in 0..text.len() {
                for byte in 1..128_u8 {
                    let mut changed = text.as_bytes().to_vec();
                    changed[place] = byte;
                    let changed = String::from_utf8(changed).unwrap();
                    if plainly(&changed).is_some() {
                        assert_eq!(plainly(&changed), long(&changed), "{changed:?}");
                    }
                }
                let mut changed = text.as_bytes().to_vec();
                changed[place] = 0xB0;
                changed.resize(40, b' ');
                assert_eq!(NhsNumber::plainly(Cell::new(&changed, text.len())), None);
            }
        }
    }

    #[test]
    fn what_is_not_a_valid_number_is_invalid() {
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
