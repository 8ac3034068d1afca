//! Control charts against published values, and at their boundaries.

use super::*;

fn known(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

fn close(limits: Option<Limits>, mean: f64, lower: f64, upper: f64, by: f64) {
    let limits = limits.expect("limits");
    for (found, published) in [(limits.mean, mean), (limits.lower, lower), (limits.upper, upper)] {
        assert!((found - published).abs() <= by, "{found} is not {published}");
    }
}

/// The places with a signal.
fn marked(values: &[Option<f64>], signal: Signal) -> Vec<usize> {
    let chart = chart(values, &[]);
    (0..values.len()).filter(|place| chart.signals[*place].iter().any(|(found, _)| *found == signal)).collect()
}

/// `NHSRplotthedots`, vignettes/deviations.Rmd: the captions of its two charts.
#[test]
fn screened_and_unscreened_limits_of_the_vignette_on_deviations() {
    let mut values = vec![1.0, 2.0, 1.0, 2.0, 10.0];
    values.extend([1.0, 2.0].repeat(6));
    values.push(1.0);
    let round = |screened| {
        let limits = super::limits(&known(&values), screened).expect("limits");
        format!("{:.2} {:.2} {:.2}", limits.mean, limits.upper, limits.lower)
    };
    assert_eq!(round(true), "1.94 4.60 -0.72");
    assert_eq!(round(false), "1.94 6.95 -3.06");
    // "four grey common cause points followed by a single blue special cause improvement point followed by a further 12
    // grey common cause points"
    assert_eq!(marked(&known(&values), Signal::Outside), [4]);
    assert_eq!(chart(&known(&values), &[]).signals.iter().flatten().count(), 1);
    let unscreened = limits(&known(&values), false).expect("limits");
    assert_eq!(outside_direction(values[4], unscreened), Some(Direction::Up));
}

/// The values of `set.seed(123); rnorm(20)`, on which that package's tests are built.
const NORMAL: [f64; 20] = [
    -0.560_475_65,
    -0.230_177_49,
    1.558_708_31,
    0.070_508_39,
    0.129_287_74,
    1.715_064_99,
    0.460_916_21,
    -1.265_061_23,
    -0.686_852_85,
    -0.445_661_97,
    1.224_081_8,
    0.359_813_83,
    0.400_771_45,
    0.110_682_72,
    -0.555_841_13,
    1.786_913_14,
    0.497_850_48,
    -1.966_617_16,
    0.701_355_9,
    -0.472_791_41,
];

/// `NHSRplotthedots`, `tests/testthat/_snaps/ptd_spc_standard.md` (r1, r2, r3) and `_snaps/ptd_spc.md`; commit 050b07d7.
#[test]
fn limits_of_the_snapshots() {
    close(limits(&known(&NORMAL), true), 0.141_623_8, -3.011_38, 3.294_627, 1e-6);
    let mut out = NORMAL;
    out[14] = 10.0;
    close(limits(&known(&out), true), 0.669_415_9, -2.383_666, 3.722_497, 1e-6);
    close(limits(&known(&out), false), 0.669_415_9, -4.596_625, 5.935_457, 1e-6);
    // Its two facets, printed with three digits; its summary has 20 points of common cause.
    close(limits(&known(&NORMAL[..10]), true), 0.0746, -2.60, 2.75, 5e-3);
    close(limits(&known(&NORMAL[10..]), true), 0.209, -3.28, 3.70, 5e-3);
    assert!(chart(&known(&NORMAL), &[]).signals.iter().all(Vec::is_empty));
}

/// `NHSRplotthedots`, test-ptd_spc_standard.R, "it only reports special cause for 2of3 points close to limits when they
/// are on the same side of the mean".
#[test]
fn two_points_near_opposite_limits_are_common_cause() {
    let mut values = [1.0, -1.0].repeat(8);
    values[14] = 5.5;
    values[15] = -5.5;
    let chart = chart(&known(&values), &[]);
    assert!(chart.signals[14..].iter().all(Vec::is_empty));
}

/// Sixteen points around 0 with limits at ±2.66 × 2, then some behind a gap: the gap keeps them apart.
fn after_a_gap(behind: &[f64]) -> Vec<Option<f64>> {
    let mut values = known(&[1.0, -1.0].repeat(8));
    values.push(None);
    values.extend(known(behind));
    values
}

/// The cases of `test-ptd_calculate_point_type.R`, "`ptd_seven_point_one_side_mean`" and "`ptd_part_of_seven_trend`": six
/// on one side are nothing, of seven and eight all are marked.
#[test]
fn seven_on_one_side_of_the_mean_and_not_six() {
    let run = |points: usize| {
        let mut sides = vec![None];
        sides.extend(vec![Some(Direction::Up); points]);
        sides.push(Some(Direction::Down));
        let values: Vec<_> = sides.iter().map(|side| side.map_or(Some(0.0), |way| Some(way_value(way)))).collect();
        let mut signals = vec![Vec::new(); values.len()];
        one_side(&values, Limits { mean: 0.0, lower: -3.0, upper: 3.0 }, &mut signals);
        (0..signals.len()).filter(|place| !signals[*place].is_empty()).collect::<Vec<_>>()
    };
    assert_eq!(run(6), [0; 0]);
    assert_eq!(run(7), (1..8).collect::<Vec<_>>());
    assert_eq!(run(8), (1..9).collect::<Vec<_>>());
}

fn way_value(way: Direction) -> f64 {
    if way == Direction::Up { 1.0 } else { -1.0 }
}

#[test]
fn a_point_on_the_mean_ends_a_run() {
    let mut signals = vec![Vec::new(); 7];
    let lines = Limits { mean: 0.5, lower: 0.0, upper: 1.0 };
    one_side(&known(&[0.6, 0.6, 0.6, 0.5, 0.6, 0.6, 0.6]), lines, &mut signals);
    assert!(signals.iter().all(Vec::is_empty));
    one_side(&known(&[0.6; 7]), lines, &mut signals);
    assert!(signals.iter().all(|at_point| *at_point == [(Signal::OneSide, Direction::Up)]));
}

/// The cases of `test-ptd_calculate_point_type.R`, "`ptd_seven_point_trend` works as expected".
#[test]
fn seven_rising_or_falling_points_and_not_six() {
    let trend = |values: &[f64]| {
        let mut signals = vec![Vec::new(); values.len()];
        trends(&known(values), &mut signals);
        signals
            .iter()
            .map(|at_point| at_point.first().map_or(0, |(_, way)| if *way == Direction::Up { 1 } else { -1 }))
            .collect()
    };
    let rising = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
    let trends: Vec<i32> = trend(&rising[..6]);
    assert_eq!(trends, [0; 6]);
    assert_eq!(trend(&[1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 6.0]), [0; 7]);
    assert_eq!(trend(&rising), [1; 7]);
    assert_eq!(trend(&[2.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 3.0]), [0, 1, 1, 1, 1, 1, 1, 1, 0]);
    assert_eq!(trend(&[7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]), [-1; 7]);
    assert_eq!(trend(&[2.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 3.0]), [0, -1, -1, -1, -1, -1, -1, -1, 0]);
    // "if a point is part of a trend either side, use right side"
    let up_and_down = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0];
    assert_eq!(trend(&up_and_down), [1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1]);
}

/// The cases of `test-ptd_calculate_point_type.R`, "`ptd_two_in_three`" and "`ptd_part_of_two_in_three`": 1 is near the
/// upper limit, 0 on its side of the mean and not near.
#[test]
fn two_of_three_near_the_same_limit() {
    let lines = Limits { mean: 0.0, lower: -3.0, upper: 3.0 };
    let places = |values: &[f64]| {
        let mut signals = vec![Vec::new(); values.len()];
        two_of_three(&known(values), lines, &mut signals);
        signals.iter().map(|at_point| usize::from(!at_point.is_empty())).collect::<Vec<_>>()
    };
    let (near, side) = (2.5, 0.5);
    assert_eq!(places(&[near, side, near]), [1, 0, 1]);
    assert_eq!(places(&[side, near, near]), [0, 1, 1]);
    assert_eq!(places(&[near, near, side]), [1, 1, 0]);
    assert_eq!(places(&[side, side, near, side, near, side, side]), [0, 0, 1, 0, 1, 0, 0]);
    assert_eq!(places(&[side, side, near, near, side, side, side]), [0, 0, 1, 1, 0, 0, 0]);
    assert_eq!(places(&[near, side, side, near]), [0; 4]);
    assert_eq!(places(&[near, side, side, near, near]), [0, 0, 0, 1, 1]);
    // "when points are on opposite sides of the mean"
    assert_eq!(places(&[near, -side, near]), [0; 3]);
    assert_eq!(places(&[near, near, -side]), [0; 3]);
    assert_eq!(places(&[-side, near, -near, side, -side]), [0; 5]);
    // Two thirds of the way exactly, and the limit itself: the one is not near yet, the other still is.
    assert_eq!(places(&[2.0, 2.0, 2.0]), [0; 3]);
    assert_eq!(places(&[3.0, side, 3.0]), [1, 0, 1]);
    assert_eq!(places(&[-3.0, -2.1, -side]), [1, 1, 0]);
    // Outside is no longer near.
    assert_eq!(places(&[3.1, side, near]), [0; 3]);
    // Two points are not three.
    assert_eq!(places(&[near, near]), [0; 2]);
}

#[test]
fn a_point_on_the_limit_is_inside() {
    let lines = Limits { mean: 0.3, lower: 0.1, upper: 0.5 };
    assert_eq!(outside_direction(0.5, lines), None);
    assert_eq!(outside_direction(0.1, lines), None);
    assert_eq!(outside_direction(0.500_001, lines), Some(Direction::Up));
    assert_eq!(outside_direction(0.099_999, lines), Some(Direction::Down));
}

#[test]
fn the_order_of_a_points_signals_is_the_order_of_drawing() {
    let chart = chart(&known(&(0..40).map(f64::from).collect::<Vec<_>>()), &[]);
    assert_eq!(
        chart.signals[0],
        [(Signal::Outside, Direction::Down), (Signal::Trend, Direction::Up), (Signal::OneSide, Direction::Down)]
    );
    assert_eq!(
        chart.signals[39],
        [(Signal::Outside, Direction::Up), (Signal::Trend, Direction::Up), (Signal::OneSide, Direction::Up)]
    );
}

#[test]
fn a_gap_makes_no_signal() {
    // Three and four on one side with a month missing between them are not seven.
    let values = after_a_gap(&[0.5, 0.5, 0.5]);
    let mut values: Vec<_> = values.into_iter().chain([None]).chain(known(&[0.5; 4])).collect();
    assert_eq!(marked(&values, Signal::OneSide), [0usize; 0]);
    // Without the gap they are.
    values.remove(20);
    assert_eq!(marked(&values, Signal::OneSide), (17..24).collect::<Vec<_>>());
    // Nor does a trend or a window of three reach across it.
    let rise = after_a_gap(&[-3.0, -2.0, -1.0]);
    let rise: Vec<_> = rise.into_iter().chain([None]).chain(known(&[0.0, 1.0, 2.0, 3.0])).collect();
    assert_eq!(marked(&rise, Signal::Trend), [0usize; 0]);
    let mut near = vec![Vec::new(); 4];
    let lines = Limits { mean: 0.0, lower: -3.0, upper: 3.0 };
    two_of_three(&[Some(2.5), None, Some(2.5), Some(0.5)], lines, &mut near);
    assert!(near.iter().all(Vec::is_empty));
    // A jump over it is no moving range.
    let jump = [1.0, 2.0, 1.0, 2.0].map(Some).into_iter().chain([None]).chain([101.0, 102.0, 101.0].map(Some));
    let jump: Vec<_> = jump.collect();
    let limits = super::limits(&jump, true).expect("limits");
    assert!((limits.upper - limits.mean - 2.66).abs() < 1e-9);
}

#[test]
fn eleven_points_are_a_trial_and_twelve_are_not() {
    assert_eq!(chart(&known(&[1.0; 11]), &[]).points, 11);
    assert_eq!(chart(&known(&[1.0; 12]), &[]).points, 12);
    // Gaps are no points.
    let mut values = known(&[1.0; 11]);
    values.push(None);
    assert_eq!(chart(&values, &[]).points, 11);
}

#[test]
fn too_few_points_or_neighbours_make_no_limits() {
    let alternating: Vec<_> = (0..24).map(|place| (place % 2 == 0).then_some(0.1 + f64::from(place))).collect();
    for values in [vec![], vec![None; 24], vec![Some(0.2)], known(&[1.0, 2.0, 1.0, 2.0, 1.0]), alternating] {
        let chart = chart(&values, &[]);
        assert_eq!(chart.limits, None);
        assert!(chart.signals.iter().all(Vec::is_empty));
        assert_eq!(chart.signals.len(), values.len());
    }
    assert!(limits(&known(&[1.0, 2.0, 1.0, 2.0, 1.0, 2.0]), true).is_some());
    // Six points, with a gap between them, have four neighbours only.
    let gap = [Some(1.0), Some(2.0), Some(1.0), None, Some(2.0), Some(1.0), Some(2.0)];
    assert_eq!(limits(&gap, true), None);
}

#[test]
fn coarse_counts_make_no_limits_of_zero_width() {
    // Equal wherever two months follow each other, different across a gap: nothing tells how months vary.
    let months = [known(&[0.2; 4]), vec![None, Some(0.25), None], known(&[0.2; 4])].concat();
    assert_eq!(chart(&months, &[]).limits, None);
    // Mostly equal: screening would leave ranges of 0 alone, and every point outside.
    let mut values = vec![1.0; 12];
    values[5] = 5.0;
    let chart = chart(&known(&values), &[]);
    let limits = chart.limits.expect("limits");
    assert!((limits.upper - limits.mean - 2.66 * 8.0 / 11.0).abs() < 1e-9);
    assert_eq!(marked(&known(&values), Signal::Outside), [5]);
}

#[test]
fn a_constant_series_has_no_signals() {
    // The sum of 24 tenths is not 2.4: rounding must not put every point outside.
    for value in [0.1, 0.0, 1.0 / 3.0, 0.07] {
        let chart = chart(&known(&[value; 24]), &[]);
        assert!(chart.signals.iter().all(Vec::is_empty), "{value}");
    }
}

#[test]
fn limits_that_begin_again_are_those_of_two_series() {
    let (first, second) = ([1.0, 2.0, 1.5, 2.5, 1.0, 2.0, 1.2], [8.0, 9.0, 8.5, 9.5, 8.0, 9.0, 30.0]);
    let both: Vec<Option<f64>> = first.iter().chain(&second).map(|value| Some(*value)).collect();
    let [one, two] = [first, second].map(|values| chart(&known(&values), &[]));
    let joined = chart(&both, &[7]);
    assert_eq!((joined.begins, joined.points, joined.limits), (7, 7, two.limits));
    assert_eq!(joined.before, [(0, 7, one.limits)]);
    assert_eq!(joined.signals, [one.signals, two.signals].concat());
    // At the beginning or behind the end nothing begins again, and twice at one place is once.
    for (again, begins) in [(&[0][..], 0), (&[14], 0), (&[7, 7], 7), (&[3, 7], 7)] {
        assert_eq!(chart(&both, again).begins, begins, "{again:?}");
    }
    assert_eq!(chart(&[], &[0, 2]).signals.len(), 0);
}
