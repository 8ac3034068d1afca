//! What stands out, in words made from the printed numbers by fixed rules.
//!
//! In this order, concerns before improvements:
//!
//! 1. All services, then each service in the order of the table: special cause towards more failed contacts in its control
//!    chart, where one of the marked months is among the last twelve and there are twelve points or more.
//! 2. Services, then providers, above the 99.8% limit of their funnel.
//! 3. The most and the least deprived fifth, and the age bands with the highest and the lowest share, where their 95%
//!    Wilson intervals do not overlap.
//! 4. Special cause towards fewer failed contacts, and services and providers below the 99.8% limit.
//! 5. Where there was nothing of all this: that nothing stands out.
//! 6. What could not be judged, and why.
//!
//! The 95% limits of a funnel make no line here: of twenty alike, one lies outside them.

use super::equity::{self, Rated};
use super::funnel::{DIMENSIONS, Groups};
use super::series::{self, Episode, Series};
use super::words::percent;
use crate::disclosure::published::{BreakdownRow, Published};
use crate::rules::listed;
use crate::statistics::funnel::Place;
use crate::statistics::spc::{ENOUGH, Way};

/// Months that count as lately: those of which the pack speaks.
const LATELY: usize = 12;

/// What stands out first, in whole sentences.
pub fn standouts(published: &Published) -> Vec<String> {
    let series = series::all(published);
    let funnels: Vec<_> =
        DIMENSIONS.iter().map(|(dimension, one, many)| (Groups::of(published, dimension), *one, *many)).collect();
    let mut out: Vec<String> = series.iter().filter_map(|series| special(series, Way::Up)).collect();
    for (groups, one, _) in &funnels {
        out.extend(outside(groups, one, Place::HighBeyond998, "higher"));
    }
    out.extend(deprivation(published));
    out.extend(age(published));
    out.extend(series.iter().filter_map(|series| special(series, Way::Down)));
    for (groups, one, _) in &funnels {
        out.extend(outside(groups, one, Place::LowBeyond998, "lower"));
    }
    if out.is_empty() {
        out.push("Nothing stands out.".to_owned());
    }
    out.extend(not_judged(published, &series, &funnels));
    out
}

/// Whether a series has points enough, and enough of them in a row.
fn is_judged(series: &Series<'_>) -> bool {
    series.chart.limits.is_some() && !series.chart.is_trial()
}

fn special(series: &Series<'_>, way: Way) -> Option<String> {
    if !is_judged(series) {
        return None;
    }
    let lately = series.months.len().saturating_sub(LATELY);
    let episodes = series.episodes();
    let told: Vec<&Episode> = episodes
        .iter()
        .filter(|episode| episode.way == way && episode.places.iter().any(|place| *place >= lately))
        .collect();
    let towards = if way == Way::Up { "more" } else { "fewer" };
    let coarse = if series.is_coarse() { " Its counts are small: rounding alone moves the points." } else { "" };
    (!told.is_empty()).then(|| {
        format!(
            "{}: {towards} failed contacts, unlikely to be chance: {}.{coarse}",
            series.name,
            series.words(told.iter().copied())
        )
    })
}

fn outside(groups: &Groups<'_>, one: &str, place: Place, than: &str) -> Vec<String> {
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

fn rows<'a>(published: &'a Published, dimension: &'a str) -> impl Iterator<Item = &'a BreakdownRow> {
    published.breakdown.iter().filter(move |row| row.dimension == dimension)
}

/// The most and the least deprived fifth, where both have a printed rate.
fn fifths(published: &Published) -> Option<(Rated<'_>, Rated<'_>)> {
    let of = |group: &str| rows(published, "deprivation_quintile").find(|row| row.group == group).and_then(Rated::of);
    Some((of("1")?, of("5")?))
}

fn deprivation(published: &Published) -> Option<String> {
    let (most, least) = fifths(published)?;
    (!most.interval.overlaps(least.interval)).then(|| {
        format!(
            "Deprivation: {} of due contacts failed for children in the most deprived fifth of areas, {} in the least \
             deprived. The 95% intervals do not overlap.",
            percent(most.share),
            percent(least.share)
        )
    })
}

fn age(published: &Published) -> Option<String> {
    let named = |row: &&BreakdownRow| row.group.starts_with(|c: char| c.is_ascii_digit());
    let rated: Vec<Rated<'_>> = rows(published, "age_band").filter(named).filter_map(Rated::of).collect();
    // Of equal shares the first in order of age.
    let high = rated.iter().rev().max_by(|a, b| a.share.total_cmp(&b.share))?;
    let low = rated.iter().min_by(|a, b| a.share.total_cmp(&b.share))?;
    (!high.interval.overlaps(low.interval)).then(|| {
        format!(
            "Age: {} of due contacts failed for {}, the highest share, and {} for {}, the lowest. The 95% intervals do not \
             overlap.",
            percent(high.share),
            equity::spoken(high.row),
            percent(low.share),
            equity::spoken(low.row)
        )
    })
}

fn not_judged(published: &Published, series: &[Series<'_>], funnels: &[(Groups<'_>, &str, &str)]) -> Vec<String> {
    let mut out = Vec::new();
    let few: Vec<&str> = series.iter().filter(|series| !is_judged(series)).map(|series| series.name).collect();
    if !few.is_empty() {
        out.push(format!(
            "Could not be judged over time, because fewer than {ENOUGH} months can be shown, too few in a row, or too \
             coarsely rounded: {}.",
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
