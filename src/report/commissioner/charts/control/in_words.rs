//! What a control chart says in words: the rows of its table, its signals, and its sentence.

use crate::config::settings::Change;
use crate::disclosure::published::{ActivityRow, Grain};
use crate::report::commissioner::charts::series::{ENOUGH_QUARTERS, Series};
use crate::report::commissioner::charts::words::{count, percent, rate};
use crate::statistics::spc::{Direction, MIN_FIRM_POINTS, Signal};

/// What a chart without limits can say.
const NO_LIMITS: &str = "the chart shows what was counted, not whether it changed";

/// The rows of the table: periods, changes, then means and limits.
pub(super) fn rows(series: &Series<'_>) -> Vec<Vec<String>> {
    let month = |(place, row): (usize, &&ActivityRow)| {
        let signals: Vec<&str> = series.signals(place).iter().map(|signal| words(*signal)).collect();
        vec![row.period.long(), count(row.due), count(row.failed), rate(row.rate), signals.join("; ")]
    };
    let mut rows: Vec<Vec<String>> = series.months.iter().enumerate().map(month).collect();
    for (_, change) in &series.changes {
        let mut row = vec![String::new(); 5];
        (row[0], row[4]) = (change.date.map_or_else(String::new, |day| day.long()), change_in_words(change));
        rows.push(row);
    }
    let before = series
        .chart
        .before
        .iter()
        .map(|(_, to, limits)| (*limits, format!(" to {}", series.period(to - 1).last().long())));
    let trial = if series.is_trial() { " (trial)" } else { "" };
    for (limits, which) in before.chain([(series.chart.limits, trial.to_owned())]) {
        let Some(limits) = limits else { continue };
        for (name, value) in [("Mean", limits.mean), ("Upper limit", limits.upper), ("Lower limit", limits.lower)] {
            let value = if value < 0.0 { "below 0%".to_owned() } else { percent(value) };
            rows.push(vec![format!("{name}{which}"), String::new(), String::new(), value, String::new()]);
        }
    }
    rows
}

pub(super) fn change_in_words(change: &Change) -> String {
    let again = if change.rebase { " (average and limits begin again)" } else { "" };
    format!("{}{again}", change.reason)
}

/// A signal in words.
pub(super) fn words(signal: (Signal, Direction)) -> &'static str {
    match signal {
        (Signal::Outside, Direction::Up) => "above the upper limit",
        (Signal::Outside, Direction::Down) => "below the lower limit",
        (Signal::Trend, Direction::Up) => "7 or more rising",
        (Signal::Trend, Direction::Down) => "7 or more falling",
        (Signal::TwoOfThree, Direction::Up) => "2 of 3 near the upper limit",
        (Signal::TwoOfThree, Direction::Down) => "2 of 3 near the lower limit",
        (Signal::OneSide, Direction::Up) => "7 or more above the mean",
        (Signal::OneSide, Direction::Down) => "7 or more below the mean",
    }
}

/// The sentence below the chart.
pub(super) fn sentence(series: &Series<'_>) -> String {
    let (one, many) = (series.grain().word(), series.grain().plural());
    let gaps = series.months.len() - series.chart.begins - series.chart.points;
    let missing = match gaps {
        0 => String::new(),
        1 => format!(" (1 {one} is not shown and is a gap)"),
        gaps => format!(" ({gaps} {many} are not shown and are gaps)"),
    };
    let points = series.chart.points;
    let Some(limits) = series.chart.limits else {
        return match points {
            0 => format!("No {one} has a share that can be shown, so there is nothing to draw and nothing to judge."),
            1 => format!("Only 1 {one} can be shown{missing}: {NO_LIMITS}."),
            _ => format!(
                "Only {points} {many} can be shown{missing}. Limits need more of them in a row, or larger counts: {NO_LIMITS}."
            ),
        };
    };
    let is_rebase = |(place, change): &&(usize, &Change)| change.rebase && *place < series.months.len();
    let since = match series.changes.iter().rev().find(is_rebase) {
        Some((place, _)) => format!(" since the average and limits began again with {}", series.period(*place).long()),
        None => String::new(),
    };
    let episodes = series.episodes();
    let found = if episodes.is_empty() {
        format!(
            "no {one} stands out from the usual variation. That does not mean that the share is as low as it could be"
        )
    } else {
        format!("these {many} are unlikely to be chance: {}. The chart does not show why", series.words(&episodes))
    };
    let trial = if series.is_trial() {
        let needed = if series.grain() == Grain::Quarter { ENOUGH_QUARTERS } else { MIN_FIRM_POINTS };
        format!(" These are trial limits, from {points} {many} ({needed} are needed). They will move every {one}.")
    } else {
        String::new()
    };
    let coarse = if series.is_coarse() {
        " The counts are small, so rounding alone can move a point. A change that rounding alone could cause is not marked."
    } else {
        ""
    };
    format!(
        "Over {points} {many}{missing}{since} the share of due contacts that failed in a {one} was {} on average, and \
         {found}.{trial}{coarse}",
        percent(limits.mean)
    )
}
