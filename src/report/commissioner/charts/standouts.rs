//! What stands out, in words made from the printed numbers by fixed rules.
//!
//! In this order, concerns before improvements:
//!
//! 1. All services, then each service in the order of the table: special cause towards more failed contacts in its control
//!    chart, where it is still going on in the last three periods and there are enough points.
//! 2. Each service whose share has risen against the 12 months before, by more than chance explains, where its sources have
//!    records of all of these.
//! 3. Services, then providers, above the 99.8% limit of their funnel.
//! 4. The gap between the most and the least deprived fifth, and the slope over all five; age bands, sexes, ethnic groups
//!    and localities above all others together. Each where the 95% limits of the difference leave out 0.
//! 5. What follows a missed appointment.
//! 6. Special cause towards fewer failed contacts, shares that have fallen, services and providers below the 99.8% limit.
//! 7. Special cause that is past.
//! 8. Where there was nothing of all this: that nothing stands out.
//! 9. What could not be judged, and why.
//!
//! A difference is one percentage of points with its sign, the first less the second, and so are its limits.
//!
//! The 95% limits of a funnel make no line here: of twenty alike, one lies outside them. That two intervals overlap, or do
//! not, makes none either.

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

/// Periods that count as lately: what was marked before them is over.
const LATELY: usize = 3;
/// Periods within which what is over is told.
const TOLD: usize = 12;

/// What stands out first, in whole sentences.
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

/// Whether a series has points enough, and enough of them in a row.
fn is_judged(series: &Series<'_>) -> bool {
    series.chart.limits.is_some() && !series.is_trial()
}

fn special(series: &Series<'_>, way: Direction) -> Option<String> {
    let told = lately(series, way);
    let towards = if way == Direction::Up { "more" } else { "fewer" };
    let coarse = if series.is_coarse() { " Its counts are small: rounding alone moves the points." } else { "" };
    (!told.is_empty()).then(|| {
        format!(
            "{}: {towards} failed contacts, unlikely to be chance: {}.{coarse}",
            series.name,
            series.words(told.iter())
        )
    })
}

/// Services, and all together, whose charts show more failed contacts lately than chance explains, each with what they show.
pub(crate) fn worse_lately(published: &Published, changes: &[Change]) -> Vec<String> {
    let all = series::all_series(published, changes);
    let told = all.iter().filter_map(|series| {
        let lately = lately(series, Direction::Up);
        (!lately.is_empty()).then(|| format!("{}, {}", series.name, series.words(lately.iter())))
    });
    told.collect()
}

/// What a judged series shows in its last periods.
fn lately(series: &Series<'_>, way: Direction) -> Vec<Episode> {
    if !is_judged(series) {
        return Vec::new();
    }
    let goes_on = |episode: &Episode| series.goes_on(episode, LATELY);
    series.episodes().into_iter().filter(|episode| episode.way == way && goes_on(episode)).collect()
}

/// What stood out before the last periods and is over.
fn over(series: &Series<'_>) -> Option<String> {
    if !is_judged(series) {
        return None;
    }
    let told = series.months.len().saturating_sub(TOLD);
    let episodes = series.episodes();
    let is_past =
        |episode: &&Episode| episode.places[episode.places.len() - 1] >= told && !series.goes_on(episode, LATELY);
    let past: Vec<&Episode> = episodes.iter().filter(is_past).collect();
    (!past.is_empty()).then(|| format!("Past: {}: {}.", series.name, series.words(past.iter().copied())))
}

/// Shares that differ from those of the 12 months before by more than chance explains.
fn risen_or_fallen(published: &Published, records: &IncompleteSources, way: Direction) -> Vec<String> {
    let services = rows_of(published, "service").filter(|row| row.group != super::words::MERGED);
    services
        .filter(|row| has_both(row, records))
        .filter_map(|row| {
            let [value, low, high] = row.change.map(|rate| rate.value());
            let (value, low, high) = (value?, low?, high?);
            let told = match way {
                Direction::Up => is_above(low),
                Direction::Down => is_below(high),
            };
            told.then(|| {
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

pub(crate) fn rows_of<'a>(published: &'a Published, dimension: &'a str) -> impl Iterator<Item = &'a BreakdownRow> {
    published.breakdown.iter().filter(move |row| row.dimension == dimension)
}

/// The most and the least deprived fifth, where both have a printed rate.
fn fifths(published: &Published) -> Option<(RatedGroup<'_>, RatedGroup<'_>)> {
    let of = |group: &str| {
        rows_of(published, "deprivation_quintile").find(|row| row.group == group).and_then(RatedGroup::from_row)
    };
    Some((of("1")?, of("5")?))
}

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

/// The slope over all five fifths: how much more fails at the most deprived end than at the least.
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

pub(crate) fn slope_sentence(published: &Published) -> Option<String> {
    let index = slope(published)?;
    Some(format!(
        "Slope index of inequality: along a line through all five fifths, from the least to the most deprived, the failed share \
         changes by {}, {}.",
        with_limits(index.value, index.low, index.high),
        by_chance(index.low, index.high)
    ))
}

/// Groups of children whose share is above that of all others together.
fn above_all_others(published: &Published) -> Vec<String> {
    let dimensions = [("age_band", "Age"), ("sex", "Sex"), ("ethnic_group", "Ethnic group"), ("locality", "Locality")];
    let told = dimensions.iter().flat_map(|(dimension, title)| {
        let own: Vec<&BreakdownRow> = rows_of(published, dimension).collect();
        let [above, _] = equity::different(&own);
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
    told.collect()
}

fn not_judged(published: &Published, series: &[Series<'_>], funnels: &[(FunnelGroups<'_>, &str, &str)]) -> Vec<String> {
    let mut out = Vec::new();
    let few: Vec<&str> = series.iter().filter(|series| !is_judged(series)).map(|series| series.name).collect();
    if !few.is_empty() {
        out.push(format!(
            "Could not be judged over time, because fewer than {MIN_FIRM_POINTS} months (or {ENOUGH_QUARTERS} quarters) can be \
             shown, too few in a row, or too coarsely rounded: {}.",
            listed(&few)
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

/// Whether a row may be held against the 12 months before.
pub(crate) fn has_both(row: &BreakdownRow, records: &IncompleteSources) -> bool {
    records.first_whole_month(row.dimension, &row.group).is_none()
}

/// `records of Audiology and CAMHS are complete only from December 2024, of Dietetics only from March 2026`; none where there are
/// records of all of the 12 months before.
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
    let is_all = named().all(|row| !has_both(row, records));
    let alone = is_all && late.len() == 1;
    let words = late.iter().enumerate().map(|(place, (month, services))| {
        let of_whom = if alone { String::new() } else { format!("of {} ", listed(services)) };
        match place {
            0 => format!("records {of_whom}are complete only from {}", month.long()),
            _ => format!("{of_whom}only from {}", month.long()),
        }
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() {
        // Those that are merged have no name here.
        return Some("records of some small services are not complete for both years".to_owned());
    }
    Some(words.join(", "))
}
