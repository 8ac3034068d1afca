//! Sums of counts of which some are suppressed. A suppressed part of a whole may be anything from 0 to what the printed parts
//! leave of the whole, so a sum over several wholes is a range.
//!
//! Suppressed parts must not simply be left out. Zeros are printed and small counts are not, so a sum of printed parts alone
//! would be too low; and different parts would be shares of different wholes.

use crate::disclosure::published::Count;

/// A range that is longer than this share of its whole is too vague to be printed.
const USEFUL: f64 = 0.15;

/// The range of numbers that a count may have, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CountRange {
    pub(crate) low: u64,
    pub(crate) high: u64,
}

impl CountRange {
    /// The range of a part of a printed `whole`. `others` are the other parts, which overlap neither this part nor each other. A
    /// printed part is exactly its printed number. Counts are rounded to `unit`, so a suppressed part is largest if the whole
    /// was rounded down and the other parts were rounded up.
    pub(crate) fn of_part(part: Count, whole: u64, others: &[Count], unit: u64) -> Self {
        if let Some(number) = part.number() {
            return Self { low: number, high: number };
        }
        let others = others.iter().filter_map(|other| other.number());
        let taken: u64 = others.map(|other| other.saturating_sub(unit / 2)).sum();
        Self { low: 0, high: (whole + unit.saturating_sub(1) / 2).saturating_sub(taken) }
    }

    /// Raises the lower end of a suppressed part that includes another count, if that one is printed.
    pub(crate) fn at_least(mut self, included: Count, unit: u64) -> Self {
        if self.low < self.high {
            let least = included.number().unwrap_or(0).saturating_sub(unit / 2);
            self.low = self.low.max(least).min(self.high);
        }
        self
    }

    /// Whether the range is narrow enough, as a share of its whole, to be printed.
    pub(crate) fn is_useful(self, whole: u64) -> bool {
        (self.high - self.low) as f64 <= USEFUL * whole as f64
    }

    /// The range per hundred of a whole: `about 40`, `40 to 46`, `at most 6`. Its ends are rounded outwards.
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
        // The small correction keeps a whole number whole if the division was off by a bit.
        let low = (share(self.low) + 1e-9).floor().min(100.0);
        ends(low as u64, (share(self.high) - 1e-9).ceil().min(100.0) as u64)
    }

    /// The range in words: `about 40`, `40 to 55`. Its ends are rounded outwards to multiples of `unit`.
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
        ranges
            .fold(Self { low: 0, high: 0 }, |sum, range| Self { low: sum.low + range.low, high: sum.high + range.high })
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
    fn a_few_of_a_thousand_are_not_written_as_0() {
        assert_eq!(CountRange { low: 1, high: 1 }.of_a_hundred(1000), "fewer than 1");
    }

    #[test]
    fn a_range_of_more_than_15_in_a_hundred_is_not_useful() {
        for (low, high, is_useful) in [(0, 0, true), (40, 70, true), (40, 71, false), (0, 31, false)] {
            assert_eq!(CountRange { low, high }.is_useful(200), is_useful, "{low} to {high}");
        }
    }
}
