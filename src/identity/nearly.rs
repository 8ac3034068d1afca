//! Compares values for being nearly the same: dates of birth, given names, NHS numbers.

use crate::cells::nhs::{NhsCell, NhsNumber};
use crate::day::Day;

/// The lowest Jaro-Winkler similarity of two given names that count as alike.
const ALIKE: f64 = 0.9;
/// Tolerance for rounding: `jane` and `joanne` have a similarity of exactly 0.9.
const ROUNDING: f64 = 1e-9;
/// The fewest letters of a given name for it to count as the beginning of another.
const BEGINNING: usize = 3;

/// Whether two dates of birth differ in one digit, or by day and month exchanged.
pub(super) fn births(one: Day, other: Day) -> bool {
    if one == other {
        return false;
    }
    let (one, other) = (digits(one), digits(other));
    let differ = one.iter().zip(&other).filter(|(a, b)| a != b).count();
    let exchanged = one[..4] == other[..4] && one[4..6] == other[6..] && one[6..] == other[4..6];
    differ == 1 || exchanged
}

/// Year, month and day, in eight digits.
fn digits(day: Day) -> Vec<u8> {
    day.to_string().bytes().filter(u8::is_ascii_digit).collect()
}

/// Whether two folded given names are equal, or one begins with the other, or they are spelt much alike.
pub(super) fn given_names(one: &str, other: &str) -> bool {
    if one.is_empty() || other.is_empty() {
        return false;
    }
    let begins = |long: &str, short: &str| short.chars().count() >= BEGINNING && long.starts_with(short);
    one == other || begins(one, other) || begins(other, one) || strsim::jaro_winkler(one, other) >= ALIKE - ROUNDING
}

/// The valid NHS numbers that result from a text by changing one digit or exchanging two neighbours.
pub(super) fn numbers(text: &str) -> Vec<NhsNumber> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    let others = text.chars().filter(|c| !c.is_ascii_digit());
    if digits.len() != 10 || others.into_iter().any(char::is_alphanumeric) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut add_if_valid = |digits: &[u8]| {
        if let Ok(text) = std::str::from_utf8(digits)
            && let NhsCell::Valid(number) = NhsCell::read(text)
            && !found.contains(&number)
        {
            found.push(number);
        }
    };
    for place in 0..10 {
        let mut changed = digits.clone();
        for digit in (b'0'..=b'9').filter(|digit| *digit != digits[place]) {
            changed[place] = digit;
            add_if_valid(&changed);
        }
        if place < 9 && digits[place] != digits[place + 1] {
            let mut exchanged = digits.clone();
            exchanged.swap(place, place + 1);
            add_if_valid(&exchanged);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_birth_that_are_nearly_the_same() {
        for (one, other, nearly) in [
            ("2018-04-03", "2018-03-04", true),
            ("2018-04-03", "2018-04-08", true),
            ("2018-04-03", "2008-04-03", true),
            ("2018-04-03", "2018-04-03", false),
            ("2018-04-03", "2018-05-04", false),
            ("2018-04-03", "2017-03-04", false),
            ("2018-12-01", "2018-01-12", true),
            ("2018-10-09", "2018-11-10", false),
        ] {
            let day = |text| Day::from_iso(text).unwrap();
            assert_eq!(births(day(one), day(other)), nearly, "{one} {other}");
            assert_eq!(births(day(other), day(one)), nearly, "{other} {one}");
        }
    }

    #[test]
    fn given_names_that_are_alike() {
        for (one, other, alike) in [
            ("lee", "lee", true),
            ("max", "maximilian", true),
            ("jo", "joanna", false),
            ("jonathan", "jonathon", true),
            ("katherine", "kathryn", true),
            ("ivy", "max", false),
            ("oliver", "olivia", false),
            ("jane", "joanne", true),
            ("jana", "joanna", true),
            ("", "max", false),
        ] {
            assert_eq!(given_names(one, other), alike, "{one} {other}");
        }
    }

    #[test]
    fn numbers_that_are_one_slip_away() {
        let is_near = |text: &str| {
            let NhsCell::Valid(number) = NhsCell::read("9990000018") else { unreachable!() };
            numbers(text).contains(&number)
        };
        for (text, near) in [
            ("9990000019", true),
            ("9990000108", true),
            ("999 000 0081", true),
            ("9990000008", true),
            ("9990000118", true),
            ("9990000129", false),
            ("999000001", false),
            ("99900000188", false),
            ("9.99E+09", false),
            ("X990000018", false),
        ] {
            assert_eq!(is_near(text), near, "{text}");
        }
    }
}
