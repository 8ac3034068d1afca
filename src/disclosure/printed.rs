//! How a count is printed, and what a printed count says: rounding, rates and their limits.

use super::published::{Count, Rate, Share};

/// The rate is printed from this due count on; below it is too few to be reliable.
const RELIABLE: u64 = 20;

/// The 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The nearest multiple of `round_to`, halves up.
pub(super) const fn round(count: u64, round_to: u64) -> u64 {
    (count + round_to / 2) / round_to * round_to
}

/// The smallest and the largest count that are printed as `number`: counts that are 0, or at least `minimum`.
pub(super) fn behind(number: u64, minimum: u64, round_to: u64) -> (u64, u64) {
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
    let (low, high) = wilson(failed as f64, due as f64);
    [failed as f64 / due as f64, low, high].map(|share| Rate::Of(Share::new(share)))
}

/// Wilson's 95% interval for `part` of `whole` (Wilson, JASA 22, 1927, page 209).
fn wilson(part: f64, whole: f64) -> (f64, f64) {
    let share = part / whole;
    let square = Z * Z;
    let middle = share + square / (2.0 * whole);
    let reach = Z * (share * (1.0 - share) / whole + square / (4.0 * whole * whole)).max(0.0).sqrt();
    let scale = 1.0 + square / whole;
    (((middle - reach) / scale).max(0.0), ((middle + reach) / scale).min(1.0))
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
    fn what_is_behind_a_number_is_what_is_rounded_to_it() {
        for round_to in 1..8 {
            let minimum = (round_to + 1).max(5);
            for number in (0..60).step_by(round_to as usize) {
                let counts: Vec<u64> =
                    (0..80).filter(|n| (*n == 0 || *n >= minimum) && round(*n, round_to) == number).collect();
                if let (Some(first), Some(last)) = (counts.first(), counts.last()) {
                    assert_eq!(behind(number, minimum, round_to), (*first, *last), "{number} of {round_to}");
                }
            }
        }
    }

    #[test]
    fn wilson_s_limits() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-8;
        for (part, whole, low, high) in
            [(65.0, 100.0, 0.552_544_433_0, 0.736_357_516_6), (1045.0, 5000.0, 0.197_955_498_8, 0.220_491_303_7)]
        {
            let limits = wilson(part, whole);
            assert!(near(limits.0, low) && near(limits.1, high), "{limits:?}");
        }
        assert!(wilson(0.0, 50.0).0 < 1e-12);
        assert!((wilson(50.0, 50.0).1 - 1.0).abs() < 1e-12);
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
}
