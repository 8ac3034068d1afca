//! The slope index of inequality: how much a share falls from the most to the least deprived people of an area, along a
//! straight line fitted to its deprivation fifths.
//!
//! Sources: Pamuk E.R., "Social class inequality in mortality from 1921 to 1972 in England and Wales", Population Studies
//! 39 (1985), 17-31; Low A. and Low A., "Measuring the gap: quantifying and comparing local health inequalities", Journal
//! of Public Health 26 (2004), 388-395. Each group stands at the middle of its part of the whole, counted from the most
//! deprived (0) to the least (1), and weighs as much as that part. With weights `a`, places `x`, shares `y` and the weighted
//! mean `m` of the places, the slope is `Σ a (x - m) y / Σ a (x - m)²`, and the index is minus the slope. It is a weighted
//! sum of independent proportions, so its variance is the sum of their variances, each multiplied by the square of its
//! factor; the 95% limits are 1.96 standard errors to either side.

use super::newcombe::Difference;
use super::wilson::Z_95;

/// The index of groups in order, the most deprived first: each is given as the number counted and the number in the group.
/// None if there are fewer than three groups, or if one of them is empty.
pub(crate) fn index(groups: &[(u64, u64)]) -> Option<Difference> {
    let all: u64 = groups.iter().map(|(_, whole)| whole).sum();
    if groups.len() < 3 || groups.iter().any(|(part, whole)| *whole == 0 || part > whole) {
        return None;
    }
    let weights: Vec<f64> = groups.iter().map(|(_, whole)| *whole as f64 / all as f64).collect();
    let mut end = 0.0;
    let places: Vec<f64> = weights
        .iter()
        .map(|weight| {
            end += weight;
            end - weight / 2.0
        })
        .collect();
    let mean: f64 = weights.iter().zip(&places).map(|(weight, place)| weight * place).sum();
    let spread: f64 = weights.iter().zip(&places).map(|(weight, place)| weight * (place - mean) * (place - mean)).sum();
    let (mut value, mut variance) = (0.0, 0.0);
    for ((weight, place), (part, whole)) in weights.iter().zip(&places).zip(groups) {
        let factor = -weight * (place - mean) / spread;
        let share = *part as f64 / *whole as f64;
        value += factor * share;
        variance += factor * factor * share * (1.0 - share) / *whole as f64;
    }
    let limit = Z_95 * variance.sqrt();
    Some(Difference { value, low: value - limit, high: value + limit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_equal_fifths_by_hand() {
        // Places 0.1 to 0.9, mean 0.5, spread 0.08: the factors of the shares are 1, 0.5, 0, -0.5 and -1.
        let index = super::index(&[(30, 100), (25, 100), (20, 100), (15, 100), (10, 100)]).expect("five fifths");
        assert!((index.value - 0.25).abs() < 1e-12, "{}", index.value);
        // 0.0021 + 0.25 × 0.001875 + 0.25 × 0.001275 + 0.0009 = 0.0037875
        let limit = 1.959_963_984_540_054 * 0.003_787_5_f64.sqrt();
        assert!((index.low - (0.25 - limit)).abs() < 1e-12 && (index.high - (0.25 + limit)).abs() < 1e-12);
    }

    #[test]
    fn a_line_gives_its_slope_whatever_the_sizes_of_the_groups() {
        // Shares of 0.4 - 0.2 × place, the places being 0.05, 0.25, 0.7.
        let index = super::index(&[(39, 100), (105, 300), (156, 600)]).expect("three groups");
        assert!((index.value - 0.2).abs() < 1e-12, "{}", index.value);
    }

    #[test]
    fn too_few_groups_or_an_empty_one_give_no_index() {
        assert_eq!(index(&[(1, 2), (1, 2)]), None);
        assert_eq!(index(&[(1, 2), (0, 0), (1, 2)]), None);
        let none = index(&[(5, 50), (5, 50), (5, 50)]).expect("three groups");
        assert!(none.value.abs() < 1e-12 && none.low < 0.0 && none.high > 0.0);
    }
}
