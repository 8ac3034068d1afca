//! What stands out, in sentences that fixed rules make from the printed numbers.
//!
//! Sentences about one service or one dimension are joined, at the place of the first. They come in this order, concerns before
//! improvements:
//!
//! 1. All services together, then each service in the order of the table: special cause towards more failed contacts in the
//!    control chart, if it continues in the last three periods and there are enough points.
//! 2. Each service whose share has risen since the 12 months before by more than chance explains, if its sources have
//!    complete records of those months.
//! 3. Services, then providers, above the 99.8% limit of their funnel.
//! 4. The gap between the most and the least deprived fifth, and the slope over all five; age bands, sexes, ethnic groups
//!    and localities above all others together. Each only if the 95% limits of the difference do not include 0.
//! 5. Special cause towards fewer failed contacts, shares that have fallen, services and providers below the 99.8% limit.
//! 6. If there is none of these: that nothing stands out of what was compared, or that nothing could be compared.
//! 7. What could not be judged, and why.
//! 8. Apart from these, special cause that is past.
//!
//! A difference is in percentage points with a sign, the first share less the second, and so are its limits.
//!
//! Points outside the 95% limits of a funnel are not named: of twenty similar services, one is outside by chance. Whether two
//! intervals overlap is not said either.

use std::collections::BTreeMap;

use super::equity::{self, RatedGroup};
use super::funnel::{DIMENSIONS, FunnelGroups};
use super::groups;
use super::series::{self, ENOUGH_QUARTERS, Episode, Series};
use super::slope;
use super::words::{exact, is_above, is_below, is_one, percent, points, with_limits};
use crate::config::settings::Change;
use crate::day::Month;
use crate::disclosure::published::{BreakdownRow, Published};
use crate::measures::IncompleteSources;
use crate::statistics::funnel::Position;
use crate::statistics::newcombe;
use crate::statistics::spc::{Direction, MIN_FIRM_POINTS};
use crate::wording::{capital, counted, listed, listed_with};

/// The number of last periods that count as recent. A signal before them is past.
const LATELY: usize = 3;
/// A past signal is named if it ends within this number of last periods.
const TOLD: usize = 12;

/// What stands out, in whole sentences.
pub(crate) struct Standouts {
    /// What stands out now, and what could not be judged.
    pub(crate) now: Vec<String>,
    /// What stood out in earlier periods and is over.
    pub(crate) past: Vec<String>,
}

/// The name of a service or dimension, and what stands out about it.
type Standout = (String, String);

/// Finds what stands out.
pub(crate) fn standouts(published: &Published, changes: &[Change], records: &IncompleteSources) -> Standouts {
    let series = series::all_series(published, changes);
    let funnels: Vec<_> = DIMENSIONS
        .iter()
        .map(|(dimension, one, many)| (FunnelGroups::from_rows(published, dimension), *one, *many))
        .collect();
    let mut standouts: Vec<Standout> = series.iter().filter_map(|series| special(series, Direction::Up)).collect();
    standouts.extend(risen_or_fallen(published, records, Direction::Up));
    for (groups, one, _) in &funnels {
        let outside = outside(groups, one, Position::HighBeyond998, &standouts);
        standouts.extend(outside);
    }
    let index = slope::index(published);
    standouts.extend(deprivation(published));
    let slopes = index.as_ref().filter(|index| is_above(index.low) || is_below(index.high));
    standouts.extend(slopes.map(|index| ("Deprivation".to_owned(), slope::clause(index))));
    standouts.extend(above_all_others(published));
    standouts.extend(series.iter().filter_map(|series| special(series, Direction::Down)));
    standouts.extend(risen_or_fallen(published, records, Direction::Down));
    for (groups, one, _) in &funnels {
        let outside = outside(groups, one, Position::LowBeyond998, &standouts);
        standouts.extend(outside);
    }
    let past: Vec<String> = series.iter().filter_map(over).collect();
    let mut now = joined_by_subject(standouts);
    if now.is_empty() {
        let compared = compared(published, records, &series, &funnels);
        let none = if past.is_empty() { "Nothing stands out" } else { "Nothing stands out now" };
        now.push(if compared.is_empty() {
            "Nothing could be compared, so this page cannot say what stands out.".to_owned()
        } else {
            format!("{none}. Compared: {}.", compared.join("; "))
        });
    }
    now.extend(not_judged(published, &series, &funnels));
    let late = begins(published, records);
    now.extend(late.map(|late| format!("Could not be compared with the 12 months before: {late}.")));
    Standouts { now, past }
}

/// What was compared, so that nobody takes "nothing stands out" for more than it says.
fn compared(
    published: &Published,
    records: &IncompleteSources,
    series: &[Series<'_>],
    funnels: &[(FunnelGroups<'_>, &str, &str)],
) -> Vec<String> {
    let mut out = Vec::new();
    let (all, some): (Vec<_>, Vec<_>) =
        series.iter().filter(|series| is_judged(series)).partition(|series| series.name == series::ALL);
    let all = (!all.is_empty()).then(|| "all services together".to_owned());
    let some = (!some.is_empty()).then(|| counted(some.len(), "service", "services"));
    let over_time: Vec<String> = all.into_iter().chain(some).collect();
    if !over_time.is_empty() {
        out.push(format!("{} over time", listed(&over_time)));
    }
    let has_change = |row: &&BreakdownRow| is_one(row) && has_both(row, records) && row.change[0].value().is_some();
    let changes = rows_of(published, "service").filter(has_change).count();
    if changes > 0 {
        out.push(format!("{} with the 12 months before", counted(changes, "service", "services")));
    }
    let judged = funnels.iter().filter(|(groups, ..)| groups.funnel.is_some());
    out.extend(judged.map(|(groups, one, many)| format!("{} side by side", counted(groups.points.len(), one, many))));
    let deprivation = (fifths(published).is_some() || slope::index(published).is_some()).then_some("deprivation");
    let dimensions = COMPARED.iter().filter(|(dimension, _)| is_compared(published, dimension));
    let by: Vec<String> =
        deprivation.map(str::to_owned).into_iter().chain(dimensions.map(|(_, title)| title.to_lowercase())).collect();
    if !by.is_empty() {
        out.push(format!("children by {}", listed(&by)));
    }
    out
}

/// Whether a group of a dimension can be compared with all others together.
fn is_compared(published: &Published, dimension: &str) -> bool {
    rows_of(published, dimension).any(|row| is_one(row) && row.against_rest[0].value().is_some())
}

/// A line for each service or dimension, with everything that stands out about it.
fn joined_by_subject(standouts: Vec<Standout>) -> Vec<String> {
    let mut lines: Vec<Standout> = Vec::new();
    for (subject, text) in standouts {
        match lines.iter_mut().find(|(known, _)| *known == subject) {
            Some((_, line)) => line.extend([". ", &capital(&text)]),
            None => lines.push((subject, text)),
        }
    }
    lines.into_iter().map(|(subject, line)| format!("{subject}: {line}.")).collect()
}

/// Whether a series has enough points, and enough of them in a row.
fn is_judged(series: &Series<'_>) -> bool {
    series.chart.limits.is_some() && !series.is_trial()
}

/// The recent signals of a series in one direction.
fn special(series: &Series<'_>, way: Direction) -> Option<Standout> {
    let recent = lately(series, way);
    let towards = if way == Direction::Up { "more" } else { "fewer" };
    let coarse = if series.is_coarse() { ". Its counts are small, so rounding alone can move a point" } else { "" };
    (!recent.is_empty()).then(|| {
        let text = format!("{towards} failed contacts, unlikely to be chance: {}{coarse}", series.words(recent.iter()));
        (series.name.to_owned(), text)
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
    (!past.is_empty()).then(|| format!("{}: {}.", series.name, series.words(past.iter().copied())))
}

/// Services whose share differs from that of the 12 months before by more than chance explains.
fn risen_or_fallen(published: &Published, records: &IncompleteSources, way: Direction) -> Vec<Standout> {
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
                let text = format!(
                    "{} of due contacts failed in these 12 months, {} in the 12 before: {}, more than chance explains",
                    row.rate.value().map_or_else(String::new, percent),
                    row.rate_before.value().map_or_else(String::new, percent),
                    with_limits(value, low, high)
                );
                (row.group.clone(), text)
            })
        })
        .collect()
}

/// Groups outside the limits of their funnel. If a change of a group is in `said` already, its share is not given again.
fn outside(groups: &FunnelGroups<'_>, one: &str, place: Position, said: &[Standout]) -> Vec<Standout> {
    let than = if place == Position::HighBeyond998 { "higher" } else { "lower" };
    let named = groups.points.iter().filter(|point| point.place == place);
    named
        .map(|point| {
            let name = &point.row.group;
            let subject = if one == "service" { name.clone() } else { format!("{name} ({one})") };
            let share = point.row.rate.value().map_or_else(String::new, percent);
            let is_said = said.iter().any(|(known, text)| *known == subject && text.starts_with(&share));
            let what = if is_said {
                "beside the others, its share is".to_owned()
            } else {
                format!("{share} of due contacts failed,")
            };
            (subject, format!("{what} {than} than expected and outside the 99.8% limits of the funnel plot"))
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

/// The gap between the most and the least deprived fifth, if it is more than chance explains.
fn deprivation(published: &Published) -> Option<Standout> {
    let (most, least) = fifths(published)?;
    let counts = |rated: &RatedGroup<'_>| Some((rated.row.failed.number()?, rated.row.due.number()?));
    let ((failed, due), (other_failed, other_due)) = (counts(&most)?, counts(&least)?);
    let gap = newcombe::difference(failed, due, other_failed, other_due)?;
    (is_above(gap.low) || is_below(gap.high)).then(|| {
        let text = format!(
            "{} of due contacts failed for children in the most deprived fifth of areas, {} in the least deprived: {}, more than \
             chance explains",
            percent(most.share),
            percent(least.share),
            with_limits(gap.value, gap.low, gap.high)
        );
        ("Deprivation".to_owned(), text)
    })
}

/// The dimensions whose groups are each compared with all others together.
const COMPARED: [(&str, &str); 4] =
    [("age_band", "Age"), ("sex", "Sex"), ("ethnic_group", "Ethnic group"), ("locality", "Locality")];

/// Groups of children whose share is above that of all others together by more than chance explains.
fn above_all_others(published: &Published) -> Vec<Standout> {
    let standouts = COMPARED.iter().flat_map(|(dimension, title)| {
        let rows: Vec<&BreakdownRow> = rows_of(published, dimension).collect();
        let [above, _] = equity::different(&rows);
        above.into_iter().map(move |row| {
            let [value, ..] = row.against_rest.map(|rate| rate.value().map_or_else(String::new, exact));
            let [_, low, high] = row.against_rest.map(points);
            let text = format!(
                "{} of due contacts failed for {}, {value} percentage points more than for all other children (95% limits {low} to \
                 {high}), more than chance explains",
                row.rate.value().map_or_else(String::new, percent),
                groups::spoken(row)
            );
            ((*title).to_owned(), text)
        })
    });
    standouts.collect()
}

/// Sentences on what could not be judged, and why.
fn not_judged(published: &Published, series: &[Series<'_>], funnels: &[(FunnelGroups<'_>, &str, &str)]) -> Vec<String> {
    let mut out = Vec::new();
    let unjudged: Vec<&str> = series.iter().filter(|series| !is_judged(series)).map(|series| series.name).collect();
    if !unjudged.is_empty() {
        out.push(format!(
            "Could not be judged over time, because fewer than {MIN_FIRM_POINTS} months (or {ENOUGH_QUARTERS} quarters) can be \
             shown, too few of them in a row, or because their counts are so small that rounding hides a change: {}.",
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
    let without = COMPARED.iter().filter(|(dimension, _)| !is_compared(published, dimension));
    let by: Vec<String> = without.map(|(_, title)| title.to_lowercase()).collect();
    if !by.is_empty() {
        out.push(format!(
            "Could not be compared: children by {}, because too little is known of them or can be shown.",
            listed_with(&by, "or")
        ));
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
