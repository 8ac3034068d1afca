//! From when on there are records, in words, where a year cannot be held against the year before.

use std::collections::BTreeMap;

use super::standouts::rows_of;
use super::words::{MERGED, NOT_KNOWN};
use crate::day::Month;
use crate::disclosure::published::{BreakdownRow, Published};
use crate::measures::IncompleteSources;
use crate::wording::listed;

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
    let named = || rows_of(published, "service").filter(|row| row.group != MERGED && row.group != NOT_KNOWN);
    let mut late: BTreeMap<Month, Vec<&str>> = BTreeMap::new();
    for row in named() {
        if let Some(month) = records.first_whole_month(row.dimension, &row.group) {
            late.entry(month).or_default().push(&row.group);
        }
    }
    let is_all = named().all(|row| !has_both(row, records));
    let words: Vec<String> = late
        .iter()
        .map(|(month, services)| {
            let of_whom = if is_all && late.len() == 1 { String::new() } else { format!("of {} ", listed(services)) };
            (of_whom, month.long())
        })
        .enumerate()
        .map(|(place, (of_whom, month))| match place {
            0 => format!("records {of_whom}are complete only from {month}"),
            _ => format!("{of_whom}only from {month}"),
        })
        .collect();
    if words.is_empty() {
        // Those that are merged have no name here.
        return Some("records of some small services are not complete for both years".to_owned());
    }
    Some(words.join(", "))
}
