//! Funnel plots of proportions: is a group's share further from that of all than its size explains?
//!
//! Sources: Spiegelhalter D.J., "Funnel plots for comparing institutional performance", Statistics in Medicine 24 (2005),
//! 1185-1202, for funnels on the arcsine square-root scale; Spiegelhalter D.J., "Handling over-dispersion of performance
//! indicators", Quality and Safety in Health Care 14 (2005), 347-351, for over-dispersion by an additive variance between
//! groups; the R package `FunnelPlotR` (`R/od_adjustment.R`, `R/calculate_limits.R`, `R/funnel_plot.R`) for every detail, which
//! this module follows for its `data_type = "PR"`:
//!
//! - The target `p` is the share of all groups together. A group with `n` due and share `y` has
//!   `z = (asin √y - asin √p) / s` with `s = 1 / (2 √n)`.
//! - The z-scores are winsorised: those below the 10% quantile are set to it, and so are those above the 90% quantile (R's
//!   type 7).
//! - `φ` is the mean of their squares. If `N φ >= N - 1`,
//!   `τ² = (N φ - (N - 1)) / (Σ w - Σ w² / Σ w)` with `w = 1 / s²`, else 0.
//! - Limits at `n` are `sin²(asin √p ± z √(s² + τ²))`. The angle is kept between 0 and a quarter turn, so that the limits
//!   lie between 0 and 1.
//! - **When limits are adjusted:** if `φ > 1`; otherwise there is no over-dispersion and the plain limits (τ² = 0) are
//!   used. A group is judged by the limits that are drawn. A share on a limit is inside.
//!
//! The truncation of the extremes that `FunnelPlotR` offers for standardised ratios (as the SHMI does it) is not offered:
//! that package winsorises proportions.

use super::wilson::{Interval, Z_95, Z_998};

/// The share of the z-scores that is winsorised at each end.
const TRIM: f64 = 0.1;

/// A funnel: its middle and what determines its width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Funnel {
    /// The share of all groups together.
    pub(crate) target: f64,
    /// The dispersion ratio φ: above 1 the groups differ by more than chance alone explains.
    pub(crate) phi: f64,
    /// The estimated variance between groups τ², on the arcsine square-root scale.
    pub(crate) tau2: f64,
}

/// Where a share lies in a funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Position {
    /// Inside the 95% limits, or on one.
    Inside,
    /// Beyond the upper 95% limit, but not the 99.8% one.
    HighBeyond95,
    /// Beyond the lower 95% limit, but not the 99.8% one.
    LowBeyond95,
    /// Beyond the upper 99.8% limit.
    HighBeyond998,
    /// Beyond the lower 99.8% limit.
    LowBeyond998,
}

impl Funnel {
    /// The funnel of groups, each given as its failed and its due contacts. None if there are fewer than two groups, if a
    /// group has nothing due, or if no contact or every contact failed.
    pub(crate) fn from_groups(groups: &[(u64, u64)]) -> Option<Self> {
        let (part, whole) = groups.iter().fold((0, 0), |(part, whole), group| (part + group.0, whole + group.1));
        let sound = groups.iter().all(|(part, whole)| *whole > 0 && part <= whole);
        if groups.len() < 2 || !sound || part == 0 || part == whole {
            return None;
        }
        let target = part as f64 / whole as f64;
        let zs: Vec<f64> = groups.iter().map(|(part, whole)| z(*part, *whole, target)).collect();
        let phi = phi(&winsorised(&zs));
        let weights: Vec<f64> = groups.iter().map(|(_, whole)| 4.0 * *whole as f64).collect();
        Some(Self { target, phi, tau2: tau2(phi, &weights) })
    }

    /// Whether the limits are adjusted for over-dispersion.
    pub(crate) fn is_adjusted(self) -> bool {
        self.phi > 1.0
    }

    /// The 95% limits for this number of due contacts.
    pub(crate) fn limits_95(self, due: f64) -> Interval {
        self.limits(due, Z_95)
    }

    /// The 99.8% limits for this number of due contacts.
    pub(crate) fn limits_998(self, due: f64) -> Interval {
        self.limits(due, Z_998)
    }

    fn limits(self, due: f64, z: f64) -> Interval {
        let tau2 = if self.is_adjusted() { self.tau2 } else { 0.0 };
        limits(self.target, due, tau2, z)
    }

    /// The position of a group.
    pub(crate) fn position_of(self, failed: u64, due: u64) -> Position {
        let share = failed as f64 / due as f64;
        position(share, self.limits_95(due as f64), self.limits_998(due as f64))
    }
}

/// The limits around a target for this number due, given the variance between groups.
fn limits(target: f64, due: f64, tau2: f64, z: f64) -> Interval {
    let middle = libm::asin(target.sqrt());
    let half = z * (0.25 / due + tau2).sqrt();
    let share = |angle: f64| {
        let sine = libm::sin(angle.clamp(0.0, std::f64::consts::FRAC_PI_2));
        sine * sine
    };
    Interval { low: share(middle - half), high: share(middle + half) }
}

fn position(share: f64, wide: Interval, wider: Interval) -> Position {
    if share > wider.high {
        Position::HighBeyond998
    } else if share < wider.low {
        Position::LowBeyond998
    } else if share > wide.high {
        Position::HighBeyond95
    } else if share < wide.low {
        Position::LowBeyond95
    } else {
        Position::Inside
    }
}

/// The z-score of a group.
fn z(part: u64, whole: u64, target: f64) -> f64 {
    let share = part as f64 / whole as f64;
    (libm::asin(share.sqrt()) - libm::asin(target.sqrt())) * 2.0 * (whole as f64).sqrt()
}

/// The values, with those beyond the lower and the upper quantile set to that quantile.
fn winsorised(values: &[f64]) -> Vec<f64> {
    let (low, high) = (quantile(values, TRIM), quantile(values, 1.0 - TRIM));
    values.iter().map(|value| value.max(low).min(high)).collect()
}

/// A quantile as R's `quantile` gives it (type 7): linear between the values around place `(n - 1) × probability`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place among the values is a whole number from 0 on"
)]
fn quantile(values: &[f64], probability: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() - 1) as f64 * probability;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - place.floor()) * (sorted[above] - sorted[below])
}

/// The dispersion ratio: the mean of the squares.
fn phi(zs: &[f64]) -> f64 {
    zs.iter().map(|z| z * z).sum::<f64>() / zs.len() as f64
}

/// The variance between groups for a dispersion ratio and the groups' weights, 1 / s².
fn tau2(phi: f64, weights: &[f64]) -> f64 {
    let n = weights.len() as f64;
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
    let denominator = sum - squares / sum;
    let numerator = n * phi - (n - 1.0);
    if numerator <= 0.0 || denominator <= 0.0 { 0.0 } else { numerator / denominator }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, published: f64, by: f64) {
        assert!((found - published).abs() <= by, "{found} is not {published}");
    }

    /// `FunnelPlotR`, tests/testthat/test-classes_methods.R: `round(phi.funnelplot(a), 6)` is 2.948033; commit 9020d497.
    /// Its data are ratios (z = √e ln(o / e)), of which truncation leaves all six; φ is the same function.
    #[test]
    fn phi_of_the_packages_test() {
        let groups = [(100.0, 108.0), (150.0, 112.0), (180.0, 165.0), (80.0, 95.0), (120.0, 100.0), (225.0, 220.0)];
        let zs: Vec<f64> = groups
            .iter()
            .map(|(observed, expected): &(f64, f64)| expected.sqrt() * libm::log(observed / expected))
            .collect();
        near(phi(&zs), 2.948_033, 5e-7);
    }

    /// `FunnelPlotR`, tests/testthat/test-outliers_func.R: the shares, limits and answers of its five tests, with its
    /// limits of 95% and 99%, unadjusted and adjusted.
    #[test]
    fn outliers_of_the_packages_test() {
        let shares = [1.0, 0.95, 1.05, 0.8, 1.2, 0.6, 1.4, 0.4, 1.6, 0.0];
        let limits = |low, high| Interval { low, high };
        let plain = (limits(0.9, 1.1), limits(0.59, 1.41));
        let adjusted = (limits(0.79, 1.21), limits(0.38, 1.62));
        let beyond = |(wide, wider): (Interval, Interval), far: bool| {
            shares.map(|share| match position(share, wide, wider) {
                Position::Inside => 0,
                Position::HighBeyond95 | Position::LowBeyond95 => i32::from(!far),
                Position::HighBeyond998 | Position::LowBeyond998 => 1,
            })
        };
        assert_eq!(beyond(plain, false), [0, 0, 0, 1, 1, 1, 1, 1, 1, 1]);
        assert_eq!(beyond(adjusted, false), [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
        assert_eq!(beyond(plain, true), [0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
        assert_eq!(beyond(adjusted, true), [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    }

    /// `FunnelPlotR`, tests/testthat/test-build_limits_lookup.R, "PR" with a target of 0.5: at its smallest denominator,
    /// 3, the 95% limits lie within 0 and 1. The 99.8% limits would turn back there; that package sets them to 0 and 1.
    #[test]
    fn small_denominators_as_in_the_packages_test() {
        let wide = limits(0.5, 3.0, 0.0, Z_95);
        assert!(wide.high < 1.0 && wide.low > 0.0);
        let wider = limits(0.5, 3.0, 0.0, Z_998);
        near(wider.high, 1.0, 1e-15);
        near(wider.low, 0.0, 1e-15);
        // sin²(asin √0.5 - 1.959964 / (2 √3)), the formula of R/calculate_limits.R.
        near(
            wide.low,
            libm::pow(libm::sin(libm::asin(0.5_f64.sqrt()) - 1.959_964 / (2.0 * 3.0_f64.sqrt())), 2.0),
            1e-6,
        );
        // The limits never become narrower as the denominator falls.
        let mut last = Interval { low: 0.12, high: 0.12 };
        for due in (1..5000).rev() {
            let these = limits(0.12, f64::from(due), 0.001, Z_998);
            assert!(these.low <= last.low && these.high >= last.high, "{due}");
            last = these;
        }
    }

    /// R: `quantile(c(1, 2, 3, 4, 10), c(0.1, 0.9))` is 1.4 and 7.6; `quantile(1:10, 0.1)` is 1.9.
    #[test]
    fn quantiles_are_those_of_r() {
        near(quantile(&[10.0, 1.0, 3.0, 2.0, 4.0], 0.1), 1.4, 1e-12);
        near(quantile(&[10.0, 1.0, 3.0, 2.0, 4.0], 0.9), 7.6, 1e-12);
        near(quantile(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0], 0.1), 1.9, 1e-12);
        for (found, expected) in winsorised(&[10.0, 1.0, 3.0, 2.0, 4.0]).into_iter().zip([7.6, 1.4, 3.0, 2.0, 4.0]) {
            near(found, expected, 1e-12);
        }
    }

    /// By hand: with equal weights w, τ² is (N φ - (N - 1)) / (w (N - 1)).
    #[test]
    fn the_variance_between_groups() {
        near(tau2(3.0, &[400.0; 5]), (15.0 - 4.0) / 1600.0, 1e-15);
        // There is none at N φ = N - 1 and some above it; adjusted limits also need φ above 1.
        assert!(tau2(0.8, &[400.0; 5]) < 1e-15);
        assert!(tau2(0.81, &[400.0; 5]) > 0.0);
        assert!(tau2(0.5, &[400.0; 5]) == 0.0);
        assert!(tau2(5.0, &[400.0]) == 0.0);
        let calm = Funnel { target: 0.1, phi: 1.0, tau2: 0.01 };
        assert!(!calm.is_adjusted());
        assert_eq!(calm.limits_95(100.0), limits(0.1, 100.0, 0.0, Z_95));
        let wild = Funnel { phi: 1.001, ..calm };
        assert_eq!(wild.limits_95(100.0), limits(0.1, 100.0, 0.01, Z_95));
    }

    #[test]
    fn similar_groups_are_inside_and_one_far_away_is_not() {
        let mut groups = vec![(100, 1000), (105, 1000), (95, 1000), (48, 500), (210, 2000), (11, 100)];
        let funnel = Funnel::from_groups(&groups).expect("a funnel");
        assert!(!funnel.is_adjusted());
        assert!(groups.iter().all(|(failed, due)| funnel.position_of(*failed, *due) == Position::Inside));
        groups.push((200, 1000));
        let funnel = Funnel::from_groups(&groups).expect("a funnel");
        assert_eq!(funnel.position_of(200, 1000), Position::HighBeyond998);
    }

    #[test]
    fn groups_that_make_no_funnel() {
        assert_eq!(Funnel::from_groups(&[]), None);
        assert_eq!(Funnel::from_groups(&[(10, 100)]), None, "one service has nothing to be compared with");
        assert_eq!(Funnel::from_groups(&[(10, 100), (0, 0)]), None);
        assert_eq!(Funnel::from_groups(&[(0, 100), (0, 50)]), None);
        assert_eq!(Funnel::from_groups(&[(100, 100), (50, 50)]), None);
        assert!(Funnel::from_groups(&[(10, 100), (0, 50)]).is_some());
    }
}
