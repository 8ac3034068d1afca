//! `XmR` control charts (individuals and moving ranges), as NHS England's "Making Data Count" draws them.
//!
//! Sources: Wheeler D.J., "Understanding Variation" (1993), for the limits (mean ± 2.66 × the mean moving range) and for
//! the screening of moving ranges (3.267 × their mean); NHS England, "Making Data Count", for the four signals; the R
//! package `NHSRplotthedots` (`R/ptd_spc_standard.R` and `R/ptd_calculate_point_type.R`) for every detail, which this module
//! follows:
//!
//! - Moving ranges of at least 3.267 × the mean moving range are left out once, and the mean is taken again. The Excel
//!   tool of Making Data Count does not do so; its limits are among the tests.
//! - *Outside*: beyond a limit. A point on the limit is inside.
//! - *One side*: 7 consecutive points on one side of the mean, all of the run marked. A point on the mean is on neither
//!   side and ends a run.
//! - *Trend*: 7 consecutive points (6 steps) each above the one before, or each below; all marked. Equal neighbours end it.
//! - *Two of three*: of 3 consecutive points that are all on one side of the mean, two or more lie beyond 2/3 of the way
//!   to the limit, and not outside it. The points that do are marked, the third is not.
//!
//! If a point has several signals, the first of these is drawn: outside, trend, two of three, one side.
//!
//! **A gap** is a point that is not known (a suppressed month). It has no moving range with either neighbour, and it ends
//! every run, trend and window of three: points are consecutive only if nothing is missing between them. So a gap can
//! hide a signal and never makes one. `NHSRplotthedots` leaves missing values out of the mean and the moving ranges
//! likewise.
//!
//! There are three differences from that package, each where its answer would be a signal without cause: numbers that
//! differ by rounding alone are equal here (a constant series has no signals, whatever its mean rounds to); each point of a
//! trend carries the direction of its own trend; and there are no limits from fewer than [`MIN_POINTS`] points or from
//! fewer moving ranges than that many consecutive points have, nor limits of zero width around points that differ, which
//! coarse counts with gaps lead to.

/// Factor of the mean moving range for the limits: 3 / 1.128.
const LIMIT: f64 = 2.66;
/// A moving range of at least the mean moving range times this factor is left out.
const SCREEN: f64 = 3.267;
/// The points that make a run or a trend.
pub(crate) const RUN_LENGTH: usize = 7;
/// The fewest points for firm limits; with fewer, they are trial limits.
pub(crate) const MIN_FIRM_POINTS: usize = 12;
/// The fewest points for any limits: Wheeler says "5 or 6", and this is the more careful choice.
pub(crate) const MIN_POINTS: usize = 6;
/// Numbers that differ by no more than this are equal: far below anything that is printed, far above rounding.
const EQUAL: f64 = 1e-10;

/// The lines of a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limits {
    pub(crate) mean: f64,
    /// It may be lower than any value that can occur.
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

/// Which way a signal points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    /// Above the mean, or rising.
    Up,
    /// Below the mean, or falling.
    Down,
}

/// A pattern at a point that is unlikely to be chance, in the order of preference for drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Signal {
    /// Outside a limit.
    Outside,
    /// One of 7 or more consecutive points that rise or fall.
    Trend,
    /// One of two or three of 3 consecutive points near the same limit.
    TwoOfThree,
    /// One of 7 or more consecutive points on one side of the mean.
    OneSide,
}

/// A control chart: its lines, and the signals of every point.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chart {
    /// The number of known points since the limits last began.
    pub(crate) points: usize,
    /// The lines since then; none if there is too little data for them.
    pub(crate) limits: Option<Limits>,
    /// The place where the limits last began: 0 if they never began again.
    pub(crate) begins: usize,
    /// The lines of the parts before that, each from the first place up to, but not including, the second.
    pub(crate) before: Vec<(usize, usize, Option<Limits>)>,
    /// For every place, including gaps: its signals in the order of [`Signal`], none for common cause.
    pub(crate) signals: Vec<Vec<(Signal, Direction)>>,
}

/// The chart of a series, in which `None` is a gap. At each of the places in `restarts`, which are in order, limits begin
/// again as for a new series: no run, trend or moving range crosses such a place.
pub(crate) fn chart(values: &[Option<f64>], restarts: &[usize]) -> Chart {
    let mut starts: Vec<usize> = restarts.iter().copied().filter(|place| *place < values.len()).collect();
    starts.insert(0, 0);
    starts.dedup();
    let ends = starts.iter().copied().skip(1).chain([values.len()]);
    let mut signals = vec![Vec::new(); values.len()];
    let mut parts: Vec<(usize, usize, Option<Limits>)> = Vec::new();
    for (from, to) in starts.iter().copied().zip(ends) {
        let (values, signals) = (&values[from..to], &mut signals[from..to]);
        let limits = limits(values, true);
        if let Some(limits) = limits {
            outside(values, limits, signals);
            trends(values, signals);
            two_of_three(values, limits, signals);
            one_side(values, limits, signals);
        }
        parts.push((from, to, limits));
    }
    let (begins, _, limits) = parts.pop().unwrap_or_default();
    Chart { points: values[begins..].iter().flatten().count(), limits, begins, before: parts, signals }
}

/// The mean and the limits. None if fewer than [`MIN_POINTS`] points are known, if there are fewer moving ranges than that
/// many consecutive points have, or if the points differ only across gaps, so that no two neighbours differ. If `screened`,
/// as for every chart, moving ranges that stand out are left out.
fn limits(values: &[Option<f64>], screened: bool) -> Option<Limits> {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let ranges: Vec<f64> = values.windows(2).filter_map(|pair| Some((pair[1]? - pair[0]?).abs())).collect();
    if known.len() < MIN_POINTS || ranges.len() + 1 < MIN_POINTS {
        return None;
    }
    let (mean, mut range) = (average(&known)?, average(&ranges)?);
    if screened {
        let kept: Vec<f64> = ranges.into_iter().filter(|moving| *moving < SCREEN * range).collect();
        // If most neighbours are equal, screening may leave no range at all; then nothing is left out.
        range = average(&kept).filter(|kept| *kept > EQUAL).unwrap_or(range);
    }
    let differs = known.iter().any(|value| direction(*value, mean).is_some());
    (range > EQUAL || !differs).then_some(Limits { mean, lower: mean - LIMIT * range, upper: mean + LIMIT * range })
}

fn average(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The direction of `value` from `other`; none if they are equal.
fn direction(value: f64, other: f64) -> Option<Direction> {
    if value > other + EQUAL {
        Some(Direction::Up)
    } else if value < other - EQUAL {
        Some(Direction::Down)
    } else {
        None
    }
}

fn outside_direction(value: f64, limits: Limits) -> Option<Direction> {
    match (direction(value, limits.upper), direction(value, limits.lower)) {
        (Some(Direction::Up), _) => Some(Direction::Up),
        (_, Some(Direction::Down)) => Some(Direction::Down),
        _ => None,
    }
}

/// Adds a signal to the points that have a direction.
fn mark(signal: Signal, ways: impl IntoIterator<Item = Option<Direction>>, signals: &mut [Vec<(Signal, Direction)>]) {
    for (way, at_point) in ways.into_iter().zip(signals) {
        at_point.extend(way.map(|way| (signal, way)));
    }
}

fn outside(values: &[Option<f64>], limits: Limits, signals: &mut [Vec<(Signal, Direction)>]) {
    mark(Signal::Outside, values.iter().map(|value| outside_direction((*value)?, limits)), signals);
}

fn trends(values: &[Option<f64>], signals: &mut [Vec<(Signal, Direction)>]) {
    let steps: Vec<Option<Direction>> = values.windows(2).map(|pair| direction(pair[1]?, pair[0]?)).collect();
    let mut marked = vec![None; values.len()];
    for (from, to, way) in runs(&steps) {
        // Six steps are seven points. Where a trend turns, the turning point belongs to the later trend.
        if to - from + 1 >= RUN_LENGTH {
            marked[from..=to].fill(Some(way));
        }
    }
    mark(Signal::Trend, marked, signals);
}

fn two_of_three(values: &[Option<f64>], limits: Limits, signals: &mut [Vec<(Signal, Direction)>]) {
    let third = (limits.upper - limits.mean) / 3.0;
    let is_close = |value: f64| {
        let beyond = match direction(value, limits.mean) {
            Some(Direction::Up) => direction(value, limits.mean + 2.0 * third) == Some(Direction::Up),
            Some(Direction::Down) => direction(value, limits.mean - 2.0 * third) == Some(Direction::Down),
            None => false,
        };
        beyond && outside_direction(value, limits).is_none()
    };
    let mut marked = vec![None; values.len()];
    for (from, window) in values.windows(3).enumerate() {
        let &[Some(a), Some(b), Some(c)] = window else { continue };
        let side = direction(a, limits.mean);
        let close = [a, b, c].map(is_close);
        if side.is_some()
            && direction(b, limits.mean) == side
            && direction(c, limits.mean) == side
            && close.iter().filter(|is_close| **is_close).count() >= 2
        {
            for (place, _) in close.iter().enumerate().filter(|(_, is_close)| **is_close) {
                marked[from + place] = side;
            }
        }
    }
    mark(Signal::TwoOfThree, marked, signals);
}

fn one_side(values: &[Option<f64>], limits: Limits, signals: &mut [Vec<(Signal, Direction)>]) {
    let sides: Vec<Option<Direction>> = values.iter().map(|value| direction((*value)?, limits.mean)).collect();
    for (from, to, way) in runs(&sides) {
        if to - from >= RUN_LENGTH {
            mark(Signal::OneSide, vec![Some(way); to - from], &mut signals[from..to]);
        }
    }
}

/// The longest runs of one direction, each as the place of its first member and the place after its last.
fn runs(ways: &[Option<Direction>]) -> Vec<(usize, usize, Direction)> {
    let mut out: Vec<(usize, usize, Direction)> = Vec::new();
    for (place, way) in ways.iter().enumerate() {
        let Some(way) = *way else { continue };
        match out.last_mut() {
            Some((_, to, way_of_run)) if *to == place && *way_of_run == way => *to += 1,
            _ => out.push((place, place + 1, way)),
        }
    }
    out
}

#[cfg(test)]
#[path = "spc_tests.rs"]
mod tests;
