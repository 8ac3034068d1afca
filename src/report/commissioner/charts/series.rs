//! The rates over time of all services together and of each service, as control charts need them.

use crate::config::settings::Change;
use crate::day::Month;
use crate::disclosure::published::{ActivityRow, Count, Grain, Period, Published};
use crate::statistics::spc::{self, Direction, MIN_FIRM_POINTS, Signal};
use crate::text::fold;

/// With fewer quarters than this, limits are trial limits.
pub(crate) const ENOUGH_QUARTERS: usize = 8;

pub(crate) const ALL: &str = "All services";

/// The periods (months, quarters or years) of one service, or of all together.
pub(crate) struct Series<'a> {
    pub(crate) name: &'a str,
    /// Its rows, one for each period, oldest first.
    pub(crate) months: Vec<&'a ActivityRow>,
    /// Printed failed / printed due of each period; `None` if no rate is printed.
    pub(crate) values: Vec<Option<f64>>,
    pub(crate) chart: spc::Chart,
    /// The changes that its chart marks, in order of time, each with the index of the first period that lies wholly after it. A
    /// period in which something changed belongs to the time before. The index may be one past the last period.
    pub(crate) changes: Vec<(usize, &'a Change)>,
}

/// Neighbouring periods that are marked for the same signal.
pub(crate) struct Episode {
    pub(crate) signal: Signal,
    pub(crate) way: Direction,
    /// The indices of the periods.
    pub(crate) places: Vec<usize>,
}

/// Every series in the order of the table, but all services together first, with the changes that concern it.
pub(crate) fn all_series<'a>(published: &'a Published, changes: &'a [Change]) -> Vec<Series<'a>> {
    let mut names: Vec<&str> = Vec::new();
    for row in &published.activity {
        if !names.contains(&row.service.as_str()) {
            names.push(&row.service);
        }
    }
    names.sort_by_key(|name| *name != ALL);
    names.into_iter().map(|name| Series::new(published, name, changes)).collect()
}

impl<'a> Series<'a> {
    fn new(published: &'a Published, name: &'a str, changes: &'a [Change]) -> Self {
        let mut months: Vec<&ActivityRow> = published.activity.iter().filter(|row| row.service == name).collect();
        months.sort_by_key(|row| row.period);
        let values: Vec<Option<f64>> = months.iter().map(|row| value(row)).collect();
        // Names of services are compared in the same way everywhere.
        let concerns_it = |change: &&Change| change.service.is_empty() || fold(&change.service) == fold(name);
        let mut changes: Vec<(usize, &Change)> = changes
            .iter()
            .filter(concerns_it)
            .filter_map(|change| {
                let (date, first, last) = (change.date?, months.first()?.period, months.last()?.period);
                let is_within = (first.first..=last.last()).contains(&Month::of(date));
                let after = months.iter().position(|row| row.period.first.first_day() >= date);
                is_within.then(|| (after.unwrap_or(months.len()), change))
            })
            .collect();
        changes.sort_by_key(|(_, change)| change.date);
        let rebased: Vec<usize> = changes.iter().filter(|(_, change)| change.rebase).map(|(place, _)| *place).collect();
        let chart = spc::chart(&values, &rebased);
        let mut series = Self { name, months, values, chart, changes };
        if series.is_coarse() {
            series.remove_signals_of_rounding();
        }
        series
    }

    /// Removes signals that rounding alone could have made: a point that is no farther outside a limit than the rounding of its
    /// count can move it, or a run whose points are on average no farther from their line than that.
    fn remove_signals_of_rounding(&mut self) {
        let unit = self.unit() as f64;
        let rounding = |place: usize| self.months[place].due.number().map_or(0.0, |due| unit / 2.0 / due.max(1) as f64);
        let mut kept = self.chart.signals.clone();
        for episode in self.episodes() {
            let places = &episode.places;
            let Some(limits) = self.limits_at(places[0]) else { continue };
            let beyond = |place: usize| {
                let value = self.values[place].unwrap_or(limits.mean);
                let line = match (episode.signal, episode.way) {
                    (Signal::Outside, Direction::Up) => limits.upper,
                    (Signal::Outside, Direction::Down) => limits.lower,
                    (Signal::TwoOfThree, Direction::Up) => limits.mean + (limits.upper - limits.mean) * 2.0 / 3.0,
                    (Signal::TwoOfThree, Direction::Down) => limits.mean - (limits.mean - limits.lower) * 2.0 / 3.0,
                    (Signal::OneSide | Signal::Trend, _) => limits.mean,
                };
                (value - line).abs() - rounding(place)
            };
            let removed: Vec<usize> = match episode.signal {
                Signal::Outside => places.iter().copied().filter(|place| beyond(*place) <= 0.0).collect(),
                Signal::TwoOfThree | Signal::OneSide
                    if places.iter().map(|place| beyond(*place)).sum::<f64>() <= 0.0 =>
                {
                    places.clone()
                }
                Signal::Trend | Signal::TwoOfThree | Signal::OneSide => continue,
            };
            for place in removed {
                kept[place].retain(|signal| *signal != (episode.signal, episode.way));
            }
        }
        self.chart.signals = kept;
    }

    /// The limits by which the period at a place is judged.
    fn limits_at(&self, place: usize) -> Option<spc::Limits> {
        let before = self.chart.before.iter().find(|(from, to, _)| (*from..*to).contains(&place));
        before.map_or(self.chart.limits, |(.., limits)| *limits)
    }

    /// Whether an episode reaches into the last `recent` periods and, if it is a run or a trend, no later point has ended it.
    pub(crate) fn goes_on(&self, episode: &Episode, recent: usize) -> bool {
        let from = self.months.len().saturating_sub(recent);
        let last = episode.places[episode.places.len() - 1];
        let ended = || self.values[last + 1..].iter().any(Option::is_some);
        last >= from && (matches!(episode.signal, Signal::Outside | Signal::TwoOfThree) || !ended())
    }

    /// Whether limits begin again after the place `before`, at the latest at `place`.
    fn begins_again_between(&self, before: usize, place: usize) -> bool {
        self.changes.iter().any(|(at, change)| change.rebase && before < *at && *at <= place)
    }

    /// The length of its periods.
    pub(crate) fn grain(&self) -> Grain {
        self.months.first().map_or(Grain::Month, |row| row.period.grain)
    }

    /// Whether there are so few points that limits are trial limits. Fewer quarters than months are needed.
    pub(crate) fn is_trial(&self) -> bool {
        self.chart.points < if self.grain() == Grain::Quarter { ENOUGH_QUARTERS } else { MIN_FIRM_POINTS }
    }

    pub(crate) fn signals(&self, place: usize) -> &[(Signal, Direction)] {
        &self.chart.signals[place]
    }

    pub(crate) fn period(&self, place: usize) -> Period {
        self.months[place].period
    }

    /// What stands out: points outside a limit first, then trends, two of three near a limit and runs, each in order of time.
    pub(crate) fn episodes(&self) -> Vec<Episode> {
        let mut out: Vec<Episode> = Vec::new();
        for signal in [Signal::Outside, Signal::Trend, Signal::TwoOfThree, Signal::OneSide] {
            // Of two of three periods near a limit, the one between them need not be marked.
            let most_apart = if signal == Signal::TwoOfThree { 2 } else { 1 };
            for place in 0..self.months.len() {
                let Some((_, way)) = self.signals(place).iter().find(|(marked, _)| *marked == signal) else { continue };
                match out.last_mut() {
                    Some(last)
                        if last.signal == signal
                            && last.way == *way
                            && last.places.last().is_some_and(|before| {
                                place - before <= most_apart && !self.begins_again_between(*before, place)
                            }) =>
                    {
                        last.places.push(place);
                    }
                    _ => out.push(Episode { signal, way: *way, places: vec![place] }),
                }
            }
        }
        out
    }

    /// Episodes in words: `above the upper limit (June 2025, July 2026); above average 7 months running (April to October
    /// 2026)`.
    pub(crate) fn words<'e>(&self, episodes: impl IntoIterator<Item = &'e Episode>) -> String {
        let mut phrases: Vec<(String, String)> = Vec::new();
        for episode in episodes {
            let (first, last) = (episode.places[0], episode.places[episode.places.len() - 1]);
            let span = super::words::span(self.period(first).first, self.period(last).last());
            let count = episode.places.len();
            let periods = self.grain().plural();
            let phrase = match (episode.signal, episode.way) {
                (Signal::Outside, Direction::Up) => "above the upper limit".to_owned(),
                (Signal::Outside, Direction::Down) => "below the lower limit".to_owned(),
                (Signal::Trend, Direction::Up) => format!("rising {count} {periods} running"),
                (Signal::Trend, Direction::Down) => format!("falling {count} {periods} running"),
                (Signal::TwoOfThree, Direction::Up) => format!("2 of 3 {periods} near the upper limit"),
                (Signal::TwoOfThree, Direction::Down) => format!("2 of 3 {periods} near the lower limit"),
                (Signal::OneSide, Direction::Up) => format!("above average {count} {periods} running"),
                (Signal::OneSide, Direction::Down) => format!("below average {count} {periods} running"),
            };
            match phrases.iter_mut().find(|(known, _)| *known == phrase) {
                Some((_, spans)) => {
                    spans.push_str(", ");
                    spans.push_str(&span);
                }
                None => phrases.push((phrase, span)),
            }
        }
        phrases.iter().map(|(phrase, spans)| format!("{phrase} ({spans})")).collect::<Vec<_>>().join("; ")
    }

    /// The number of which all its printed counts are multiples: the rounding.
    fn unit(&self) -> u64 {
        let counts = self.months.iter().flat_map(|row| [row.due, row.failed]);
        counts.filter_map(Count::number).fold(0, common_divisor)
    }

    /// Whether failed contacts are so few, on average below four times the rounding, that rounding moves the points.
    pub(crate) fn is_coarse(&self) -> bool {
        let failed: Vec<u64> = self.months.iter().filter_map(|row| row.failed.number()).collect();
        let unit = self.unit();
        unit > 1 && failed.iter().sum::<u64>() < 4 * unit * failed.len() as u64
    }
}

fn common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

/// The rate of a period from its printed counts; `None` if it is not printed.
fn value(row: &ActivityRow) -> Option<f64> {
    row.rate.value()?;
    let (failed, due) = (row.failed.number()?, row.due.number()?);
    (due > 0).then(|| failed as f64 / due as f64)
}
