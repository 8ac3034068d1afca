//! What a reader knows about the month ends of `trend.csv` before the last, if nobody has left since: children who were listed then
//! have their failed contacts in the twelve months up to that end.

use std::collections::{BTreeMap, BTreeSet};

use super::{ALL, OVERLAPPING, asks_for, month, months};
use crate::attacker::{Known, MOST, Model};
use crate::support::cell;

/// The children of each rule by month end.
fn listed(model: &mut Model, pack: &Known<'_>) -> BTreeMap<i32, BTreeMap<String, usize>> {
    let mut listed: BTreeMap<i32, BTreeMap<String, usize>> = BTreeMap::new();
    for row in pack.pack.rows("trend.csv") {
        let (end, rule) = (month(cell(&row, "month_end")), cell(&row, "rule"));
        let number = model.number(format!("trend {end} {rule} as of {}", pack.month));
        listed.entry(end).or_default().insert(rule.to_owned(), number);
    }
    listed
}

/// A pack's own month ends: by the months of all services, and by the thresholds of 730 days, in which the review period up to each
/// of the twelve ends is.
pub(super) fn years(model: &mut Model, pack: &Known<'_>) {
    if !pack.is_within_year() {
        return;
    }
    let activity = pack.pack.rows("activity.csv");
    for (end, listed) in listed(model, pack) {
        for asked in listed.keys().map(|rule| asks_for(pack, rule)).collect::<BTreeSet<_>>() {
            let place = format!("thresholds {asked} 730 as of {}", pack.month);
            let Some(as_many) = model.places.get(&place).copied() else { continue };
            let mut early_and_repeated = vec![(as_many, 1.0)];
            for (rule, number) in listed.iter().filter(|(rule, _)| asks_for(pack, rule) >= asked) {
                model.at_least(as_many, *number, 0.0);
                if ["early_concern", "repeated"].contains(&rule.as_str()) {
                    early_and_repeated.push((*number, -1.0));
                }
            }
            model.sum(early_and_repeated, 0.0, MOST);
        }
        let place = |month: i32| format!("{ALL} {month} failed as of {}", pack.month);
        let failed: Option<Vec<usize>> =
            (end - 11..=end).map(|month| model.places.get(&place(month)).copied()).collect();
        let Some(failed) = failed.filter(|_| end < month(&pack.month)) else { continue };
        let behind = model.number(format!("children with failed contacts in the year to {end} as of {}", pack.month));
        let is_printed = activity.iter().any(|row| {
            let own = months(cell(row, "grain"), cell(row, "period"));
            *own.start() > end - 12 && *own.end() <= end && !["[c]", "0"].contains(&cell(row, "failed"))
        });
        if is_printed {
            model.bounds[behind].0 = pack.minimum as f64;
        }
        listed_within(model, &failed, behind, &listed, pack);
    }
}

/// The failed contacts of a later pack's year before are behind the children of an older pack's month end, where it ends then.
pub(super) fn year_before(model: &mut Model, older: &Known<'_>, newer: &Known<'_>) {
    let end = month(&newer.month) - 12;
    if !older.is_within_year() || end >= month(&older.month) {
        return;
    }
    let Some(children) = listed(model, older).remove(&end) else { return };
    let failed = model.number(format!("all of {} failed_before", newer.month));
    let behind = model.number(format!("all of {} children behind failed_before", newer.month));
    let rows = newer.pack.rows("breakdown.csv");
    for rows in rows.chunk_by(|a, b| cell(a, "dimension") == cell(b, "dimension")) {
        let dimension = cell(&rows[0], "dimension");
        let groups: Vec<usize> = rows
            .iter()
            .map(|row| {
                let place = format!("{dimension} {} failed_before", cell(row, "group"));
                model.behind(&place, cell(row, "failed_before"), newer)
            })
            .collect();
        if OVERLAPPING.contains(&dimension) {
            for group in groups {
                model.at_least(behind, group, 0.0);
            }
        } else {
            // A group without contacts in the last twelve months has no row.
            model.sum(groups.into_iter().map(|group| (group, -1.0)).chain([(behind, 1.0)]), 0.0, MOST);
        }
    }
    listed_within(model, &[failed], behind, &children, older);
}

/// Failed contacts of a year, the children behind them, and the children who were listed at its end: each of these has so many of
/// the contacts.
fn listed_within(
    model: &mut Model,
    failed: &[usize],
    behind: usize,
    listed: &BTreeMap<String, usize>,
    pack: &Known<'_>,
) {
    let asked = |rule: &String| asks_for(pack, rule);
    let mut sets: Vec<Vec<(&String, usize)>> = listed.iter().map(|(rule, number)| vec![(rule, *number)]).collect();
    // No child is listed for both.
    let both = listed.iter().filter(|(rule, _)| ["early_concern", "repeated"].contains(&rule.as_str()));
    sets.push(both.map(|(rule, number)| (rule, *number)).collect());
    for mut set in sets {
        set.retain(|(rule, _)| asked(rule) > 0);
        let more = set.iter().map(|(rule, number)| (*number, 1.0 - asked(rule) as f64));
        let failed = failed.iter().map(|number| (*number, 1.0));
        model.sum(more.chain(failed).chain([(behind, -1.0)]), 0.0, MOST);
        model.sum(set.iter().map(|(_, number)| (*number, -1.0)).chain([(behind, 1.0)]), 0.0, MOST);
    }
}
