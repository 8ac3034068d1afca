//! Wilson's score interval for a proportion.
//!
//! Sources: Wilson E.B., "Probable inference, the law of succession, and statistical inference", Journal of the American
//! Statistical Association 22 (1927), 209-212; Newcombe R.G., "Two-sided confidence intervals for the single
//! proportion", Statistics in Medicine 17 (1998), 857-872, method 3 (no continuity correction). It is the interval that
//! English public health uses for proportions: `phe_proportion` of the R package `PHEindicatormethods`.
//!
//! With `p` = part / whole, `n` = whole and the normal quantile `z`, the limits are
//! `(2np + z² ± z √(z² + 4np(1 - p))) / 2(n + z²)`.

/// The normal quantile of a two-sided 95% interval.
pub(crate) const Z_95: f64 = 1.959_963_984_540_054;
/// The normal quantile of a two-sided 99.8% interval.
pub(crate) const Z_998: f64 = 3.090_232_306_167_813;

/// An interval of shares, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Interval {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// The interval of `part` of `whole` for a normal quantile. None if `whole` is not positive, or if `part` is not between 0
/// and `whole`.
pub(crate) fn interval(part: f64, whole: f64, z: f64) -> Option<Interval> {
    if whole.is_nan() || whole <= 0.0 || !(0.0..=whole).contains(&part) {
        return None;
    }
    let square = z * z;
    let middle = 2.0 * part + square;
    let half = z * (square + 4.0 * part * (1.0 - part / whole)).sqrt();
    let denominator = 2.0 * (whole + square);
    // Exactly 0 and 1 at the ends, where rounding could give a value just beyond them.
    let low = if part <= 0.0 { 0.0 } else { ((middle - half) / denominator).max(0.0) };
    let high = if part >= whole { 1.0 } else { ((middle + half) / denominator).min(1.0) };
    Some(Interval { low, high })
}

/// The 95% interval of the proportion of two counts.
pub(crate) fn interval_95(part: u64, whole: u64) -> Option<Interval> {
    interval(part as f64, whole as f64, Z_95)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `PHEindicatormethods`, tests/testthat: testWilson.R with `testdata_Byars_Wilson.xlsx` (rows 7 to 12), and
    /// testProportions.R with `testdata_Proportion.xlsx` (sheet `testdata_Prop`); read at commit 093fd288.
    #[test]
    fn the_published_test_values_of_phe_indicator_methods() {
        #[rustfmt::skip]
        let published = [
            (65.0, 100.0, Z_95, 0.552_544_432_968_879_7, 0.736_357_517_569_024_7),
            (1045.0, 5000.0, Z_95, 0.197_955_498_800_132_97, 0.220_491_303_731_890_27),
            (0.445, 1.0, Z_95, 0.043_817_447_720_588_22, 0.933_462_127_697_915_6),
            (65.0, 100.0, Z_998, 0.495_494_657_407_043_1, 0.778_354_061_408_969_7),
            (1045.0, 5000.0, Z_998, 0.191_793_817_990_152_44, 0.227_315_629_025_258_18),
            (0.445, 1.0, Z_998, 0.019_347_006_132_900_975, 0.970_225_994_701_954_1),
            (1.0, 100.0, Z_95, 0.001_767_432_064_140_651, 0.054_486_196_178_705_294),
            (5.0, 100.0, Z_95, 0.021_543_679_154_367_98, 0.111_750_469_231_919_11),
            (20.0, 100.0, Z_95, 0.133_366_933_331_032_5, 0.288_829_165_593_158_85),
            (9856.0, 12345.0, Z_95, 0.791_210_175_290_906_9, 0.805_364_007_361_490_9),
            (7_776_456.0, 7_564_336_677.0, Z_95, 0.001_027_320_100_164_109_4, 0.001_028_764_457_897_723_1),
            (222.0, 3215.0, Z_95, 0.060_791_690_363_636_595, 0.078_339_566_813_836_33),
            (999.0, 3456.0, Z_95, 0.274_189_510_800_098_73, 0.304_403_896_628_180_57),
            (999.0, 3456.0, Z_998, 0.265_839_957_680_749_53, 0.313_447_544_927_998_5),
        ];
        for (part, whole, z, low, high) in published {
            let found = interval(part, whole, z).expect("a proportion");
            assert!((found.low - low).abs() < 1e-7, "{part} of {whole}: {} is not {low}", found.low);
            assert!((found.high - high).abs() < 1e-7, "{part} of {whole}: {} is not {high}", found.high);
        }
    }

    #[test]
    fn ten_decimals_of_the_95_percent_intervals() {
        let written = |part, whole| {
            let Interval { low, high } = interval_95(part, whole).expect("a proportion");
            format!("{low:.10} {high:.10}")
        };
        assert_eq!(written(65, 100), "0.5525444330 0.7363575176");
        assert_eq!(written(1045, 5000), "0.1979554988 0.2204913037");
    }

    /// testProportions.R ("error handling") of the same package refuses these.
    #[test]
    fn numbers_that_are_no_proportion_have_no_interval() {
        assert_eq!(interval_95(65, 0), None);
        assert_eq!(interval_95(0, 0), None);
        assert_eq!(interval_95(100, 65), None);
        assert_eq!(interval(-65.0, 100.0, Z_95), None);
        assert_eq!(interval(65.0, -100.0, Z_95), None);
        assert_eq!(interval(f64::NAN, 100.0, Z_95), None);
    }

    #[test]
    fn the_interval_of_none_starts_at_0_and_that_of_all_ends_at_1() {
        let none = interval_95(0, 40).expect("a proportion");
        assert!(none.low.abs() < 1e-15 && none.high > 0.08 && none.high < 0.09);
        let all = interval_95(40, 40).expect("a proportion");
        assert!((1.0 - all.high).abs() < 1e-15 && (all.low - (1.0 - none.high)).abs() < 1e-12);
    }
}
