//! Are listed children reviewed in time? Makes a sentence about the children who were newly listed in these 12 months, as far as
//! their numbers are printed.

use super::range::CountRange;
use crate::config::settings::Targets;
use crate::disclosure::published::{Count, ReviewRow};
use crate::vocabulary::Priority;
use crate::wording::{counted, listed, listed_with, number};

/// A function that gives one count of a row of `reviews.csv`.
type PartOfRow = fn(&ReviewRow) -> Count;

/// The three parts, which have no child in common. Each has the words that follow its number, the words if it is 0, and the question
/// that cannot be answered if too much of it is suppressed.
const PARTS: [(PartOfRow, [&str; 2], &str); 3] = [
    (
        |row| row.decided_in_target,
        ["had a decision in time", "none had a decision in time"],
        "how many had a decision in time",
    ),
    (|row| row.decided_later, ["had one later than that", "none had one later than that"], "how many had one later"),
    (
        |row| row.undecided,
        ["had no decision yet at the month end", "all had one by the month end"],
        "how many had no decision yet at the month end",
    ),
];

/// What can be said, and what its words mean.
pub(super) fn sentences(rows: &[ReviewRow], targets: &Targets, unit: u64) -> String {
    let (found, meaning) = (in_time(rows, unit), meaning(rows, targets));
    if meaning.is_empty() { found } else { format!("{found} {meaning}") }
}

/// What "in time" means by the targets, and who has no decision; empty if no child was newly listed.
fn meaning(rows: &[ReviewRow], targets: &Targets) -> String {
    if is_empty(rows) {
        return String::new();
    }
    let (mut set, mut unset): (Vec<String>, Vec<&str>) = (Vec::new(), Vec::new());
    for priority in Priority::ALL {
        match targets.days_for(*priority) {
            None => unset.push(priority.word()),
            Some(days) if set.is_empty() => {
                set.push(format!("{} ({})", counted(days, "working day", "working days"), priority.word()));
            }
            Some(days) => set.push(format!("{days} ({})", priority.word())),
        }
    }
    let in_time = match (set.is_empty(), unset.is_empty()) {
        (true, _) => "No target is set, so any decision by the month end is in time.".to_owned(),
        (false, true) => {
            format!("In time: within {} of the first report that lists the child.", listed_with(&set, "or"))
        }
        (false, false) => format!(
            "In time: within {} of the first report that lists the child. No target is set for {}, so any decision by the month \
             end is in time.",
            listed_with(&set, "or"),
            listed(&unset)
        ),
    };
    format!("{in_time} \u{201c}No decision yet\u{201d} includes children whose time had not run out at the month end.")
}

/// Whether no child was newly listed.
fn is_empty(rows: &[ReviewRow]) -> bool {
    rows.iter().all(|row| row.listed.number() == Some(0))
}

/// How many had a decision. Counts are rounded to `unit`. All its numbers are about the same children: those of the months and priorities for
/// which `listed` is printed.
fn in_time(rows: &[ReviewRow], unit: u64) -> String {
    if is_empty(rows) {
        return "No weekly report that is kept with this pack lists a child for the first time in these 12 months, so there is \
                nothing to count yet."
            .to_owned();
    }
    let totals = ReviewTotals::sum(rows.iter(), unit);
    if totals.whole == 0 {
        return "The numbers are too small to be shown.".to_owned();
    }
    let all_printed = rows.iter().all(|row| row.listed.number().is_some());
    let of_whom = if all_printed { "" } else { ", in the months and priorities whose number is shown" };
    if !totals.parts.is_empty() {
        return totals.sentence(&format!("newly listed children{of_whom}"));
    }
    let open =
        "Too many of these counts are suppressed to say of all newly listed children how many had a decision in time.";
    let higher = ReviewTotals::sum(rows.iter().filter(|row| row.priority != Priority::Routine), unit);
    if higher.parts.is_empty() {
        return format!("{open} The table by month and priority has what can be shown.");
    }
    format!("{open} {}", higher.sentence(&format!("children newly listed as immediate or urgent{of_whom}")))
}

struct ReviewTotals {
    /// Newly listed children.
    whole: u64,
    /// The parts that can be given, in words.
    parts: Vec<String>,
    /// Questions that cannot be answered.
    open: Vec<&'static str>,
}

impl ReviewTotals {
    fn sum<'a>(rows: impl Iterator<Item = &'a ReviewRow>, unit: u64) -> Self {
        let shown: Vec<(&ReviewRow, u64)> =
            rows.filter_map(|row| Some((row, row.listed.number().filter(|listed| *listed > 0)?))).collect();
        let whole = shown.iter().map(|(_, listed)| listed).sum();
        let (mut parts, mut open) = (Vec::new(), Vec::new());
        for (place, (part, [words, if_none], question)) in PARTS.iter().enumerate() {
            let range: CountRange =
                shown.iter().map(|(row, listed)| range_of_part(row, *listed, place, *part, unit)).sum();
            if whole == 0 || !range.is_useful(whole) {
                open.push(*question);
            } else if range.high == 0 {
                parts.push((*if_none).to_owned());
            } else {
                parts.push(format!("{} {words}", range.number(unit)));
            }
        }
        Self { whole, parts, open }
    }

    fn sentence(&self, of_whom: &str) -> String {
        let open = if self.open.is_empty() {
            String::new()
        } else {
            format!(" Too many counts are suppressed to say {}.", listed(&self.open))
        };
        format!("Of about {} {of_whom}: {}.{open}", number(self.whole), self.parts.join("; "))
    }
}

/// The range of a part of a row's listed children.
fn range_of_part(row: &ReviewRow, listed: u64, place: usize, part: PartOfRow, unit: u64) -> CountRange {
    let others = PARTS.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, (other, ..))| other(row));
    CountRange::of_part(part(row), listed, &others.collect::<Vec<_>>(), unit)
}

#[cfg(test)]
#[path = "reviewed_tests.rs"]
mod tests;
