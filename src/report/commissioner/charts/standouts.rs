//! What stands out, in sentences that fixed rules make from the printed numbers.
//!
//! The sentences come in this order, concerns before improvements:
//!
//! 1. All services together, then each service in the order of the table: special cause towards more failed contacts in the
//!    control chart, if it continues in the last three periods and there are enough points.
//! 2. Each service whose share has risen since the 12 months before by more than chance explains, if its sources have
//!    complete records of those months.
//! 3. Services, then providers, above the 99.8% limit of their funnel.
//! 4. The gap between the most and the least deprived fifth, and the slope over all five; age bands, sexes, ethnic groups
//!    and localities above all others together. Each only if the 95% limits of the difference do not include 0.
//! 5. Special cause towards fewer failed contacts, shares that have fallen, services and providers below the 99.8% limit.
//! 6. Special cause that is past.
//! 7. If there is none of these: that nothing stands out.
//! 8. What could not be judged, and why.
//!
//! A difference is in percentage points with a sign, the first share less the second, and so are its limits.
//!
//! Points outside the 95% limits of a funnel are not named: of twenty similar services, one is outside by chance. Nor is it said
//! whether two intervals overlap.

use std::collections::BTreeMap;

use super::equity::{self, RatedGroup};
use super::funnel::{DIMENSIONS, FunnelGroups};
use super::series::{self, ENOUGH_QUARTERS, Episode, Series};
use super::words::{by_chance, exact, is_above, is_below, is_one, percent, points, with_limits};
use crate::config::settings::Change;
use crate::day::Month;
use crate::disclosure::published::{BreakdownRow, Published};
use crate::measures::IncompleteSources;
use crate::statistics::funnel::Position;
use crate::statistics::spc::{Direction, MIN_FIRM_POINTS};
use crate::statistics::{newcombe, slope};
use crate::wording::listed;

/// The number of last periods that count as recent. A signal before them is past.
const LATELY: usize = 3;
/// A past signal is named if it ends within this number of last periods.
const TOLD: usize = 12;

/// The sentences, in the order above.
pub(crate) fn standouts(published: &Published, changes: &[Change], records: &IncompleteSources) -> Vec<String> {
    let series = series::all_series(published, changes);
    let funnels: Vec<_> = DIMENSIONS
        .iter()
        .map(|(dimension, one, many)| (FunnelGroups::from_rows(published, dimension), *one, *many))
        .collect();
    let mut out: Vec<String> = series.iter().filter_map(|series| special(series, Direction::Up)).collect();
    out.extend(risen_or_fallen(published, records, Direction::Up));
    for (groups, one, _) in &funnels {
        out.extend(outside(groups, one, Position::HighBeyond998, "higher"));
    }
    out.extend(deprivation(published));
    if slope(published).is_some_and(|index| is_above(index.low) || is_below(index.high)) {
        out.extend(slope_sentence(published));
    }
    out.extend(above_all_others(published));
    out.extend(series.iter().filter_map(|series| special(series, Direction::Down)));
    out.extend(risen_or_fallen(published, records, Direction::Down));
    for (groups, one, _) in &funnels {
        out.extend(outside(groups, one, Position::LowBeyond998, "lower"));
    }
    out.extend(series.iter().filter_map(over));
    if out.is_empty() {
        out.push("Nothing stands out.".to_owned());
    }
    out.extend(not_judged(published, &series, &funnels));
    let late = begins(published, records);
    out.extend(late.map(|late| format!("Could not be compared with the 12 months before: {late}.")));
    out
}

/// Whether a series has enough points, and enough of them in a row.
fn is_judged(series: &Series<'_>) -> bool {
    series.chart.limits.is_some() && !series.is_trial()
}

/// The recent signals of a series in one direction, as a sentence.
fn special(series: &Series<'_>, way: Direction) -> Option<String> {
    let recent = lately(series, way);
    let towards = if way == Direction::Up { "more" } else { "fewer" };
    let coarse = if series.is_coarse() { " Its counts are small: rounding alone moves the points." } else { "" };
    (!recent.is_empty()).then(|| {
        format!(
            "{}: {towards} failed contacts, unlikely to be chance: {}.{coarse}",
            series.name,
            series.words(recent.iter())
        )
    })
}

/// The series (all services, or one) with a recent signal of more failed contacts, each with its signals in words.
pub(crate) fn worse_lately(published: &Published, changes: &[Change]) -> Vec<String> {
    let all = series::all_series(published, changes);
    let worse = all.iter().filter_map(|series| {
        let recent = lately(series, Direction::Up);
        (!recent.is_empty()).then(|| format!("{}, {}", series.name, series.words(recent.iter())))
    });
    worse.collect()
}

/// The episodes of a judged series that continue in its last periods.
fn lately(series: &Series<'_>, way: Direction) -> Vec<Episode> {
    if !is_judged(series) {
        return Vec::new();
    }
    let goes_on = |episode: &Episode| series.goes_on(episode, LATELY);
    series.episodes().into_iter().filter(|episode| episode.way == way && goes_on(episode)).collect()
}

/// A sentence on the signals of a series that are past, but not long past.
fn over(series: &Series<'_>) -> Option<String> {
    if !is_judged(series) {
        return None;
    }
    let earliest = series.months.len().saturating_sub(TOLD);
    let episodes = series.episodes();
    let is_past =
        |episode: &&Episode| episode.places[episode.places.len() - 1] >= earliest && !series.goes_on(episode, LATELY);
    let past: Vec<&Episode> = episodes.iter().filter(is_past).collect();
    (!past.is_empty()).then(|| format!("Past: {}: {}.", series.name, series.words(past.iter().copied())))
}

/// A sentence for each service whose share differs from that of the 12 months before by more than chance explains.
fn risen_or_fallen(published: &Published, records: &IncompleteSources, way: Direction) -> Vec<String> {
    let services = rows_of(published, "service").filter(|row| row.group != super::words::MERGED);
    services
        .filter(|row| has_both(row, records))
        .filter_map(|row| {
            let [value, low, high] = row.change.map(|rate| rate.value());
            let (value, low, high) = (value?, low?, high?);
            let is_named = match way {
                Direction::Up => is_above(low),
                Direction::Down => is_below(high),
            };
            is_named.then(|| {
                format!(
                    "{}: {} of due contacts failed in these 12 months, {} in the 12 before: {}, more than chance explains.",
                    row.group,
                    row.rate.value().map_or_else(String::new, percent),
                    row.rate_before.value().map_or_else(String::new, percent),
                    with_limits(value, low, high)
                )
            })
        })
        .collect()
}

/// A sentence for each group at this position in a funnel.
fn outside(groups: &FunnelGroups<'_>, one: &str, place: Position, than: &str) -> Vec<String> {
    let named = groups.points.iter().filter(|point| point.place == place);
    named
        .map(|point| {
            format!(
                "{} ({one}): {} of due contacts failed, {than} than expected and outside the 99.8% limits of the funnel plot.",
                point.row.group,
                point.row.rate.value().map_or_else(String::new, percent)
            )
        })
        .collect()
}

/// The rows of a dimension of the breakdown.
pub(crate) fn rows_of<'a>(published: &'a Published, dimension: &'a str) -> impl Iterator<Item = &'a BreakdownRow> {
    published.breakdown.iter().filter(move |row| row.dimension == dimension)
}

/// The most and the least deprived fifth, if both have a printed rate.
fn fifths(published: &Published) -> Option<(RatedGroup<'_>, RatedGroup<'_>)> {
    let fifth = |group: &str| {
        rows_of(published, "deprivation_quintile").find(|row| row.group == group).and_then(RatedGroup::from_row)
    };
    Some((fifth("1")?, fifth("5")?))
}

/// A sentence on the gap between these two, if it is more than chance explains.
fn deprivation(published: &Published) -> Option<String> {
    let (most, least) = fifths(published)?;
    let counts = |rated: &RatedGroup<'_>| Some((rated.row.failed.number()?, rated.row.due.number()?));
    let ((failed, due), (other_failed, other_due)) = (counts(&most)?, counts(&least)?);
    let gap = newcombe::difference(failed, due, other_failed, other_due)?;
    (is_above(gap.low) || is_below(gap.high)).then(|| {
        format!(
            "Deprivation: {} of due contacts failed for children in the most deprived fifth of areas, {} in the least \
             deprived: {}, more than chance explains.",
            percent(most.share),
            percent(least.share),
            with_limits(gap.value, gap.low, gap.high)
        )
    })
}

/// The slope over all five fifths: how much larger the failed share is at the most deprived end than at the least.
fn slope(published: &Published) -> Option<newcombe::Difference> {
    let fifths: Vec<(u64, u64)> = ["1", "2", "3", "4", "5"]
        .iter()
        .map(|fifth| {
            let row = rows_of(published, "deprivation_quintile").find(|row| row.group == *fifth)?;
            Some((row.failed.number()?, row.due.number()?))
        })
        .collect::<Option<_>>()?;
    slope::index(&fifths)
}

/// A sentence on the slope; `None` if it cannot be calculated.
pub(crate) fn slope_sentence(published: &Published) -> Option<String> {
    let index = slope(published)?;
    Some(format!(
        "Slope index of inequality: along a line through all five fifths, from the least to the most deprived, the failed share \
         changes by {}, {}.",
        with_limits(index.value, index.low, index.high),
        by_chance(index.low, index.high)
    ))
}

/// A sentence for each group of children whose share is above that of all others together by more than chance explains.
fn above_all_others(published: &Published) -> Vec<String> {
    let dimensions = [("age_band", "Age"), ("sex", "Sex"), ("ethnic_group", "Ethnic group"), ("locality", "Locality")];
    let sentences = dimensions.iter().flat_map(|(dimension, title)| {
        let rows: Vec<&BreakdownRow> = rows_of(published, dimension).collect();
        let [above, _] = equity::different(&rows);
        above.into_iter().map(move |row| {
            let [value, ..] = row.against_rest.map(|rate| rate.value().map_or_else(String::new, exact));
            let [_, low, high] = row.against_rest.map(points);
            format!(
                "{title}: {} of due contacts failed for {}, {value} percentage points above all others together (95% limits \
                 {low} to {high}), more than chance explains.",
                row.rate.value().map_or_else(String::new, percent),
                equity::spoken(row)
            )
        })
    });
    sentences.collect()
}

/// Sentences on what could not be judged, and why.
fn not_judged(published: &Published, series: &[Series<'_>], funnels: &[(FunnelGroups<'_>, &str, &str)]) -> Vec<String> {
    let mut out = Vec::new();
    let unjudged: Vec<&str> = series.iter().filter(|series| !is_judged(series)).map(|series| series.name).collect();
    if !unjudged.is_empty() {
        out.push(format!(
            "Could not be judged over time, because fewer than {MIN_FIRM_POINTS} months (or {ENOUGH_QUARTERS} quarters) can be \
             shown, too few in a row, or too coarsely rounded: {}.",
            listed(&unjudged)
        ));
    }
    for (groups, _, many) in funnels {
        if groups.funnel.is_none() {
            out.push(format!(
                "Could not be compared: {many}, because a funnel needs at least 2 with a share that can be shown and is \
                 neither 0% nor 100%."
            ));
        } else if !groups.not_judged.is_empty() {
            out.push(format!(
                "Could not be compared with other {many}, because no share can be shown: {}.",
                listed(&groups.not_judged)
            ));
        }
    }
    if fifths(published).is_none() {
        out.push(
            "Could not be compared: the most and the least deprived fifth of areas, because the share of one cannot be shown."
                .to_owned(),
        );
    }
    out
}

/// Whether a row may be compared with the 12 months before.
pub(crate) fn has_both(row: &BreakdownRow, records: &IncompleteSources) -> bool {
    records.first_whole_month(row.dimension, &row.group).is_none()
}

/// Which services have no complete records of the 12 months before: `records of Audiology and CAMHS are complete only from December
/// 2024, of Dietetics only from March 2026`. `None` if all have.
pub(crate) fn begins(published: &Published, records: &IncompleteSources) -> Option<String> {
    if records.are_whole() {
        return None;
    }
    let named = || rows_of(published, "service").filter(|row| is_one(row));
    let mut late: BTreeMap<Month, Vec<&str>> = BTreeMap::new();
    for row in named() {
        if let Some(month) = records.first_whole_month(row.dimension, &row.group) {
            late.entry(month).or_default().push(&row.group);
        }
    }
    let all_late = named().all(|row| !has_both(row, records));
    let same_month = all_late && late.len() == 1;
    let words = late.iter().enumerate().map(|(place, (month, services))| {
        let of_whom = if same_month { String::new() } else { format!("of {} ", listed(services)) };
        match place {
            0 => format!("records {of_whom}are complete only from {}", month.long()),
            _ => format!("{of_whom}only from {}", month.long()),
        }
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() {
        // The services are all merged, so they have no name here.
        return Some("records of some small services are not complete for both years".to_owned());
    }
    Some(words.join(", "))
}
