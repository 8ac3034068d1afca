//! Are listed children reviewed in time? A sentence about all children whose number is printed, newly listed in these 12 months.

use super::range::CountRange;
use crate::disclosure::published::{Count, ReviewRow};
use crate::vocabulary::Priority;
use crate::wording::{listed, number};

/// A function that gives one count of a row of `reviews.csv`.
type PartOfRow = fn(&ReviewRow) -> Count;

/// The parts, which have no child in common; what is said of one and where it is nobody, and what is asked.
const PARTS: [(PartOfRow, [&str; 2], &str); 3] = [
    (
        |row| row.decided_in_target,
        ["had a decision in time", "none had a decision in time"],
        "how many had a decision in time",
    ),
    (|row| row.decided_later, ["had one later than that", "none had one later than that"], "how many had one later"),
    (
        |row| row.undecided,
        ["had none by the month end", "all had one by the month end"],
        "how many had none by the month end",
    ),
];

/// From counts that are rounded to `unit`. Every number is one of the same children: those of the months and priorities whose
/// `listed` is printed.
pub(super) fn in_time(rows: &[ReviewRow], unit: u64) -> String {
    if rows.iter().all(|row| row.listed.number() == Some(0)) {
        return "No weekly report that is kept with this pack lists a child for the first time in these 12 months, so there is \
                nothing to count yet."
            .to_owned();
    }
    let all = ReviewTotals::sum(rows.iter(), unit);
    if all.whole == 0 {
        return "The numbers are too small to be shown.".to_owned();
    }
    let is_all = rows.iter().all(|row| row.listed.number().is_some());
    let of_whom = if is_all { "" } else { ", in the months and priorities whose number is shown" };
    if !all.said.is_empty() {
        return all.sentence(&format!("newly listed children{of_whom}"));
    }
    let open =
        "Too many of these counts are suppressed to say of all newly listed children how many had a decision in time.";
    let first = ReviewTotals::sum(rows.iter().filter(|row| row.priority != Priority::Routine), unit);
    if first.said.is_empty() {
        return format!("{open} The table by month and priority has what can be shown.");
    }
    format!("{open} {}", first.sentence(&format!("children newly listed as immediate or urgent{of_whom}")))
}

struct ReviewTotals {
    whole: u64,
    said: Vec<String>,
    /// What cannot be said.
    open: Vec<&'static str>,
}

impl ReviewTotals {
    fn sum<'a>(rows: impl Iterator<Item = &'a ReviewRow>, unit: u64) -> Self {
        let shown: Vec<(&ReviewRow, u64)> =
            rows.filter_map(|row| Some((row, row.listed.number().filter(|listed| *listed > 0)?))).collect();
        let whole = shown.iter().map(|(_, listed)| listed).sum();
        let (mut said, mut open) = (Vec::new(), Vec::new());
        for (place, (part, [words, of_nobody], asked)) in PARTS.iter().enumerate() {
            let range: CountRange =
                shown.iter().map(|(row, listed)| range_of_part(row, *listed, place, *part, unit)).sum();
            if whole == 0 || !range.is_useful(whole) {
                open.push(*asked);
            } else if range.high == 0 {
                said.push((*of_nobody).to_owned());
            } else {
                said.push(format!("{} {words}", range.number(unit)));
            }
        }
        Self { whole, said, open }
    }

    fn sentence(&self, of_whom: &str) -> String {
        let left = if self.open.is_empty() {
            String::new()
        } else {
            format!(" Too many counts are suppressed to say {}.", listed(&self.open))
        };
        format!("Of about {} {of_whom}: {}.{left}", number(self.whole), self.said.join("; "))
    }
}

/// What may be behind a part of the listed children of a row.
fn range_of_part(row: &ReviewRow, listed: u64, place: usize, part: PartOfRow, unit: u64) -> CountRange {
    let others = PARTS.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, (other, ..))| other(row));
    CountRange::of_part(part(row), listed, &others.collect::<Vec<_>>(), unit)
}

#[cfg(test)]
#[path = "reviewed_tests.rs"]
mod tests;
