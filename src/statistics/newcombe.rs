//! The difference of two independent proportions with its 95% limits.
//!
//! Source: Newcombe R.G., "Interval estimation for the difference between independent proportions: comparison of eleven
//! methods", Statistics in Medicine 17 (1998), 873-890, method 10: from the Wilson limits of both, without continuity
//! correction. With proportions `p` and `q`, their limits `p1`, `p2` and `q1`, `q2`, and `d = p - q`, the limits are
//! `d - √((p - p1)² + (q2 - q)²)` and `d + √((p2 - p)² + (q - q1)²)`.

use super::wilson::{Z_95, interval};

/// A difference with its limits, all from -1 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Difference {
    /// The first proportion less the second.
    pub(crate) value: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// `part` of `whole` less `other_part` of `other_whole`. None if one of them is not a proportion.
pub(crate) fn difference(part: u64, whole: u64, other_part: u64, other_whole: u64) -> Option<Difference> {
    let one = interval(part as f64, whole as f64, Z_95)?;
    let other = interval(other_part as f64, other_whole as f64, Z_95)?;
    let (p, q) = (part as f64 / whole as f64, other_part as f64 / other_whole as f64);
    let value = p - q;
    Some(Difference {
        value,
        low: value - libm::hypot(p - one.low, other.high - q),
        high: value + libm::hypot(one.high - p, q - other.low),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples (a) to (h) of Newcombe's table II, method 10.
    #[test]
    fn the_published_examples() {
        for (part, whole, other_part, other_whole, low, high) in [
            (56, 70, 48, 80, 0.0524, 0.3339),
            (9, 10, 3, 10, 0.1705, 0.8090),
            (6, 7, 2, 7, 0.0582, 0.8062),
            (5, 56, 0, 29, -0.0381, 0.1926),
            (0, 10, 0, 20, -0.1611, 0.2775),
            (0, 10, 0, 10, -0.2775, 0.2775),
            (10, 10, 0, 20, 0.6791, 1.0000),
            (10, 10, 0, 10, 0.6075, 1.0000),
        ] {
            let interval = difference(part, whole, other_part, other_whole).expect("two proportions");
            let text = format!("{:.4} {:.4}", interval.low, interval.high);
            assert_eq!(text, format!("{low:.4} {high:.4}"), "{part}/{whole} less {other_part}/{other_whole}");
        }
        assert_eq!(difference(1, 0, 1, 2), None);
        assert_eq!(difference(3, 2, 1, 2), None);
    }
}
