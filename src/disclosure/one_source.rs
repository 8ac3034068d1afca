//! Finds groups most of whose failed contacts come from one source: they may stand out only because of how that system records.
//!
//! Such a remark depends on a table of groups by source that is not published, so it must not narrow any count. It is made only
//! about the source with the most failed contacts, judging by the printed services, and about dimensions in which every failed
//! count is printed. And it is made only if, for all numbers that the printed ones may stand for, some table of groups by source
//! agrees with it: each printed number may stand for anything that is rounded to it, and the source may have anything between
//! the contacts of the services that only it covers and those of all services that it covers. So the remark rules out no number,
//! printed or hidden.

use std::collections::{BTreeMap, BTreeSet};

use super::printed::counts_printed_as;
use super::published::{BreakdownRow, Published};
use super::{OTHER, TrueCount};
use crate::config::settings::Disclosure;

/// Failed contacts of the last 12 months by group and source.
#[derive(Default)]
pub(crate) struct GroupSources {
    /// The services of every source.
    pub(crate) services: Vec<BTreeSet<String>>,
    /// By dimension and the group's name (`None`: not known), a count for every source.
    pub(crate) failed: BTreeMap<&'static str, BTreeMap<Option<String>, Vec<TrueCount>>>,
}

/// Groups of a dimension most of whose failed contacts come from one source.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct MostlyOneSource {
    pub(crate) dimension: &'static str,
    /// The groups as the table names them, in its order.
    pub(crate) groups: Vec<String>,
    /// The services of that source that the table names.
    pub(crate) services: Vec<String>,
}

/// A range of whole numbers.
type Range = (u64, u64);

/// Finds the groups about which this remark may be published.
pub(crate) fn find_mostly_one_source(
    published: &Published,
    sources: &GroupSources,
    settings: Disclosure,
) -> Vec<MostlyOneSource> {
    let range = |number: u64| counts_printed_as(number, settings.minimum_count.into(), settings.round_to.max(1).into());
    let failed = |row: &BreakdownRow| row.failed.number().map(range);
    let rows = |dimension: &str| -> Vec<&BreakdownRow> {
        published.breakdown.iter().filter(|row| row.dimension == dimension).collect()
    };
    let named = rows("service");
    let most = (0..sources.services.len())
        .filter_map(|source| Some((source, of_source(sources, source, &named, &failed, &range)?)))
        .max_by_key(|(source, (low, _))| (*low, std::cmp::Reverse(*source)));
    let Some((source, of_source)) = most else { return Vec::new() };
    let services: Vec<String> =
        named.iter().filter(|row| sources.services[source].contains(&row.group)).map(|row| row.group.clone()).collect();
    let of_dimension = |(dimension, counts): (&&'static str, &BTreeMap<Option<String>, Vec<TrueCount>>)| {
        let rows = rows(dimension);
        let ranges: Vec<Range> = rows.iter().map(|row| failed(row)).collect::<Option<_>>()?;
        let is_most: Vec<bool> = rows.iter().map(|row| is_most(row, &rows, counts, source)).collect();
        let groups: Vec<String> =
            rows.iter().zip(&is_most).filter(|(_, is)| **is).map(|(row, _)| row.group.clone()).collect();
        let reveals_nothing = reveals_nothing(&ranges, &is_most, of_source);
        (reveals_nothing && !groups.is_empty()).then(|| MostlyOneSource {
            dimension,
            groups,
            services: services.clone(),
        })
    };
    sources.failed.iter().filter_map(of_dimension).collect()
}

/// The range of failed contacts that a source may have, judging by the printed services; `None` if one that matters is hidden.
fn of_source(
    sources: &GroupSources,
    source: usize,
    named: &[&BreakdownRow],
    failed: &dyn Fn(&BreakdownRow) -> Option<Range>,
    range: &dyn Fn(u64) -> Range,
) -> Option<Range> {
    let services = &sources.services[source];
    let (mut low, mut high) = (0, 0);
    for row in named {
        if row.group == OTHER {
            // Some of its services may be among the merged: at most all that failed there, or all that was due.
            high += failed(row).or_else(|| row.due.number().map(range))?.1;
        } else if services.contains(&row.group) {
            let (least, most) = failed(row)?;
            let shared =
                sources.services.iter().enumerate().any(|(other, names)| other != source && names.contains(&row.group));
            low += if shared { 0 } else { least };
            high += most;
        }
    }
    Some((low, high))
}

/// Whether more than half of the failed contacts in a row's group are from a source.
fn is_most(
    row: &BreakdownRow,
    rows: &[&BreakdownRow],
    counts: &BTreeMap<Option<String>, Vec<TrueCount>>,
    source: usize,
) -> bool {
    let label = |name: &Option<String>| name.clone().unwrap_or_else(|| super::NOT_KNOWN.to_owned());
    let is_own = |name: &Option<String>| {
        let label = label(name);
        label == row.group || (row.group == OTHER && rows.iter().all(|other| other.group != label))
    };
    let of_group = counts.iter().filter(|(name, _)| is_own(name)).map(|(_, counts)| counts);
    let (of_source, all) = of_group.fold((0, 0), |(of_source, all), counts| {
        (of_source + counts[source].read(), all + counts.iter().map(|count| count.read()).sum::<u64>())
    });
    of_source * 2 > all
}

/// Whether the remark reveals nothing: for all numbers within the ranges, the source's contacts can be divided over the groups
/// so that it has more than half of each named group and at most half of each other group.
fn reveals_nothing(groups: &[Range], is_most: &[bool], (least, most): Range) -> bool {
    let each = || groups.iter().zip(is_most);
    let at_least: u64 = each().filter(|(_, is)| **is).map(|((_, high), _)| high / 2 + 1).sum();
    let at_most: u64 = each().map(|((low, _), is)| if *is { *low } else { low / 2 }).sum();
    at_least <= least && most <= at_most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_remark_agrees_with_every_number_behind_what_is_printed() {
        // Each group and the source may have any number in its range. The source has from more than half to all of a named group,
        // and up to half of another.
        for (groups, named, source) in [
            (vec![(18, 22), (28, 32)], vec![true, false], (12, 32)),
            (vec![(18, 22), (28, 32)], vec![true, false], (11, 32)),
            (vec![(18, 22), (28, 32)], vec![true, false], (12, 33)),
            (vec![(8, 12), (8, 12), (48, 52)], vec![true, true, false], (14, 40)),
        ] {
            let fits = |sizes: &[u64], has: u64| {
                let each = || sizes.iter().zip(&named);
                let low: u64 = each().map(|(size, is)| if *is { size / 2 + 1 } else { 0 }).sum();
                let high: u64 = each().map(|(size, is)| if *is { *size } else { size / 2 }).sum();
                (low..=high).contains(&has)
            };
            let mut all = vec![Vec::new()];
            for (low, high) in &groups {
                let more = |sizes: &Vec<u64>| {
                    (*low..=*high).map(|size| [sizes.clone(), vec![size]].concat()).collect::<Vec<_>>()
                };
                all = all.iter().flat_map(more).collect();
            }
            let always = all.iter().all(|sizes| (source.0..=source.1).all(|has| fits(sizes, has)));
            assert_eq!(reveals_nothing(&groups, &named, source), always, "{groups:?} {source:?}");
        }
    }
}
