//! What suppressed counts leave open: a suppressed part of a whole may be anything from 0 to what its whole has left, so what
//! several wholes have together is a range.
//!
//! Nothing is left out of such a sum. True zeros are printed and small counts are not, so that a sum of printed parts alone
//! is pulled down by its zeros; and each part would be a share of another whole.

use crate::disclosure::published::Count;

/// A range that is longer than this share of its whole says too little to be told.
const USEFUL: f64 = 0.15;

/// The range of numbers that a count may have, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CountRange {
    pub(crate) low: u64,
    pub(crate) high: u64,
}

impl CountRange {
    /// Of a part of a whole whose number is printed, beside other parts that have nothing in common with it or each other.
    /// A printed part is what is printed. Counts are rounded to `unit`: what a suppressed part may have is at its most what is
    /// left where the whole was rounded down and the others up.
    pub(crate) fn of_part(part: Count, whole: u64, others: &[Count], unit: u64) -> Self {
        if let Some(own) = part.number() {
            return Self { low: own, high: own };
        }
        let others = others.iter().filter_map(|other| other.number());
        let taken: u64 = others.map(|other| other.saturating_sub(unit / 2)).sum();
        Self { low: 0, high: (whole + unit.saturating_sub(1) / 2).saturating_sub(taken) }
    }

    /// Where its suppressed part holds another one that is printed.
    pub(crate) fn at_least(mut self, held: Count, unit: u64) -> Self {
        if self.low < self.high {
            let least = held.number().unwrap_or(0).saturating_sub(unit / 2);
            self.low = self.low.max(least).min(self.high);
        }
        self
    }

    /// Whether it says enough of a whole.
    pub(crate) fn is_useful(self, whole: u64) -> bool {
        (self.high - self.low) as f64 <= USEFUL * whole as f64
    }

    /// Of each hundred of a whole: `about 40`, `40 to 46`, `at most 6`. Its ends are rounded outwards.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is a number from 0 to 100")]
    pub(crate) fn of_a_hundred(self, whole: u64) -> String {
        let share = |part: u64| part as f64 * 100.0 / whole as f64;
        if self.low == self.high {
            return match share(self.low) {
                none if none <= 0.0 => "0".to_owned(),
                few if few.round() < 1.0 => "fewer than 1".to_owned(),
                some => format!("about {}", some.round().min(100.0)),
            };
        }
        // What is whole but for the last bit of a division is whole.
        let low = (share(self.low) + 1e-9).floor().min(100.0);
        ends(low as u64, (share(self.high) - 1e-9).ceil().min(100.0) as u64)
    }

    /// As a number: `about 40`, `40 to 55`. Its ends are rounded outwards, as counts are.
    pub(crate) fn number(self, unit: u64) -> String {
        let unit = unit.max(1);
        match (self.low, self.high) {
            (0, 0) => "0".to_owned(),
            (low, high) if low == high => format!("about {}", crate::wording::number(low)),
            (low, high) => ends(low / unit * unit, high.next_multiple_of(unit)),
        }
    }
}

fn ends(low: u64, high: u64) -> String {
    let [from, to] = [low, high].map(crate::wording::number);
    if low == 0 { format!("at most {to}") } else { format!("{from} to {to}") }
}

impl std::iter::Sum for CountRange {
    fn sum<I: Iterator<Item = Self>>(ranges: I) -> Self {
        ranges.fold(Self { low: 0, high: 0 }, |sum, own| Self { low: sum.low + own.low, high: sum.high + own.high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_in_words() {
        for (low, high, of_a_hundred, number) in [
            (0, 0, "0", "0"),
            (1, 1, "about 1", "about 1"),
            (80, 80, "about 40", "about 80"),
            (81, 91, "40 to 46", "80 to 95"),
            (80, 92, "40 to 46", "80 to 95"),
            (0, 12, "at most 6", "at most 15"),
            (190, 204, "95 to 100", "190 to 205"),
        ] {
            let range = CountRange { low, high };
            assert_eq!((range.of_a_hundred(200).as_str(), range.number(5).as_str()), (of_a_hundred, number));
        }
    }

    #[test]
    fn few_of_many_are_not_written_as_none() {
        assert_eq!(CountRange { low: 1, high: 1 }.of_a_hundred(1000), "fewer than 1");
    }

    #[test]
    fn a_range_of_more_than_15_in_a_hundred_says_too_little() {
        for (low, high, is_useful) in [(0, 0, true), (40, 70, true), (40, 71, false), (0, 31, false)] {
            assert_eq!(CountRange { low, high }.is_useful(200), is_useful, "{low} to {high}");
        }
    }
}
