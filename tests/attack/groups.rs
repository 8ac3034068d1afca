//! What a reader knows about children in several groups, if no child has two contacts on one day. Then each failed contact counts for
//! the thresholds, and a child in several services, providers, sectors or kinds has at least as many failed contacts.

use super::{OVERLAPPING, has_leap_day, month};
use crate::attacker::{Known, MOST, Model};
use crate::support::cell;

/// A child behind m groups is counted m - 1 times too often, and reaches all thresholds from 2 to m: there are no more groups than
/// rows. With a 29 February, the first of the twelve months' days is not in the 365.
pub(in crate::attacker) fn in_several(model: &mut Model, pack: &Known<'_>) {
    let rows = pack.pack.rows("breakdown.csv");
    for rows in rows.chunk_by(|a, b| cell(a, "dimension") == cell(b, "dimension")) {
        let dimension = cell(&rows[0], "dimension");
        if !OVERLAPPING.contains(&dimension) || has_leap_day(month(&pack.month)) {
            continue;
        }
        let at =
            |threshold: usize| model.places.get(&format!("thresholds {threshold} 365 as of {}", pack.month)).copied();
        let Some(thresholds) = (2..=rows.len()).map(at).collect::<Option<Vec<usize>>>() else { continue };
        let groups: Vec<usize> = rows
            .iter()
            .map(|row| {
                let place = format!("children behind {dimension} {} failed", cell(row, "group"));
                model.number(format!("{place} as of {}", pack.month))
            })
            .collect();
        let all = model.number(format!("all of {} children behind failed", pack.month));
        let groups = groups.into_iter().map(|group| (group, -1.0));
        let thresholds = thresholds.into_iter().map(|number| (number, 1.0));
        model.sum(groups.chain(thresholds).chain([(all, 1.0)]), 0.0, MOST);
    }
}
