//! Rounds counts for printing, and works out rates and their limits from printed counts.

use super::published::{Count, Rate, Share};
use crate::statistics::{newcombe, wilson};

/// The fewest due contacts for which a rate is printed; with fewer it is not reliable.
const RELIABLE: u64 = 20;

/// The nearest multiple of `round_to`, halves up.
pub(super) const fn round(count: u64, round_to: u64) -> u64 {
    (count + round_to / 2) / round_to * round_to
}

/// The smallest and the largest count that are printed as `number`. Only 0 and counts of at least `minimum` are printed.
pub(super) fn counts_printed_as(number: u64, minimum: u64, round_to: u64) -> (u64, u64) {
    if number == 0 {
        return (0, 0);
    }
    let (low, high) = (number.saturating_sub(round_to / 2), number + (round_to - 1) / 2);
    (low.max(minimum), high)
}

/// A rate and its 95% limits, from printed counts only.
pub(super) fn rates(failed: Count, due: Count) -> [Rate; 3] {
    let (Some(failed), Some(due)) = (failed.number(), due.number()) else {
        return [Rate::Suppressed; 3];
    };
    if due < RELIABLE {
        return [Rate::Unreliable; 3];
    }
    let Some(limits) = wilson::interval_95(failed, due) else {
        return [Rate::Unreliable; 3];
    };
    [failed as f64 / due as f64, limits.low, limits.high].map(|share| Rate::Of(Share::new(share)))
}

/// The first rate minus the second, and the 95% limits of that difference, from printed counts only.
pub(super) fn change([failed, due]: [Count; 2], [other_failed, other_due]: [Count; 2]) -> [Rate; 3] {
    let both = [rates(failed, due)[0], rates(other_failed, other_due)[0]];
    if both.contains(&Rate::Suppressed) {
        return [Rate::Suppressed; 3];
    }
    let numbers = [failed, due, other_failed, other_due].map(|count| count.number().unwrap_or_default());
    match newcombe::difference(numbers[0], numbers[1], numbers[2], numbers[3]) {
        Some(difference) if !both.contains(&Rate::Unreliable) => {
            [difference.value, difference.low, difference.high].map(|share| Rate::Of(Share::new(share)))
        }
        _ => [Rate::Unreliable; 3],
    }
}

/// The sum of printed counts; suppressed if one of them is.
pub(super) fn sum(counts: impl Iterator<Item = Count>) -> Count {
    counts.fold(Count::rounded(0), |sum, count| match (sum.number(), count.number()) {
        (Some(sum), Some(count)) => Count::rounded(sum + count),
        _ => Count::SUPPRESSED,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_rounded_to_the_nearest_halves_up() {
        for (round_to, count, printed) in [
            (5, 0, 0),
            (5, 8, 10),
            (5, 12, 10),
            (5, 13, 15),
            (5, 17, 15),
            (5, 18, 20),
            (3, 8, 9),
            (3, 10, 9),
            (3, 11, 12),
            (4, 9, 8),
            (4, 10, 12),
            (4, 13, 12),
            (4, 14, 16),
            (1, 9, 9),
            (6, 9, 12),
            (6, 8, 6),
        ] {
            assert_eq!(round(count, round_to), printed, "{count} to {round_to}");
        }
    }

    #[test]
    fn counts_printed_as_a_number_are_those_rounded_to_it() {
        for round_to in 1..8 {
            let minimum = (round_to + 1).max(5);
            for number in (0..60).step_by(round_to as usize) {
                let counts: Vec<u64> =
                    (0..80).filter(|n| (*n == 0 || *n >= minimum) && round(*n, round_to) == number).collect();
                if let (Some(first), Some(last)) = (counts.first(), counts.last()) {
                    assert_eq!(counts_printed_as(number, minimum, round_to), (*first, *last), "{number} of {round_to}");
                }
            }
        }
    }

    #[test]
    fn rates_come_from_printed_counts_only() {
        let count = Count::rounded;
        let text = |failed, due| rates(failed, due).map(|rate| rate.to_string()).join(" ");
        assert_eq!(text(count(10), count(40)), "0.2500 0.1419 0.4019");
        assert_eq!(text(count(0), count(20)), "0.0000 0.0000 0.1611");
        assert_eq!(text(count(10), count(15)), "[u] [u] [u]");
        assert_eq!(text(count(0), count(0)), "[u] [u] [u]");
        assert_eq!(text(Count::SUPPRESSED, count(15)), "[c] [c] [c]");
        assert_eq!(text(count(0), Count::SUPPRESSED), "[c] [c] [c]");
    }

    #[test]
    fn differences_come_from_printed_counts_only() {
        let count = Count::rounded;
        let text = |one: [Count; 2], other: [Count; 2]| change(one, other).map(|rate| rate.to_string()).join(" ");
        assert_eq!(text([count(56), count(70)], [count(48), count(80)]), "0.2000 0.0524 0.3339");
        assert_eq!(text([count(48), count(80)], [count(56), count(70)]), "-0.2000 -0.3339 -0.0524");
        assert_eq!(text([count(10), count(15)], [count(48), count(80)]), "[u] [u] [u]");
        assert_eq!(text([count(10), count(15)], [Count::SUPPRESSED, count(80)]), "[c] [c] [c]");
        assert_eq!(text([count(20), count(40)], [count(30), count(60)]).split(' ').next(), Some("0.0000"));
        assert_eq!(sum([count(5), count(10)].into_iter()), count(15));
        assert_eq!(sum([count(5), Count::SUPPRESSED].into_iter()), Count::SUPPRESSED);
    }
}
