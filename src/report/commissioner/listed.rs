//! Counts newly listed children and when decisions about them came, from the safeguarding packs in the output folder and from
//! reviewers' decisions.
//!
//! A child is newly listed by a report if the report before it, by date, does not list them. Children are compared by NHS number
//! or, if one of the two has none, by a local id. The decision that counts is the first from that day on, up to the end of the
//! month of the commissioner pack. It is in time if it came by the day that the list itself asked for (`decision_due`). If no
//! target was set, no decision is late.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::cells::nhs::NhsNumber;
use crate::compare::previous::{self, ListedCase};
use crate::compare::reviews::ReviewDecisions;
use crate::day::{Day, Month};
use crate::disclosure::TrueCount;
use crate::disclosure::counts::ReviewCount;
use crate::problem::Problem;
use crate::vocabulary::Priority;

const MONTHS: i32 = 12;

/// Counts newly listed children by month and priority, for the 12 months that end with `month`. `packs` are the safeguarding packs,
/// in the order of their days.
///
/// # Errors
/// If a list of these months cannot be read.
pub(crate) fn counts(
    month: Month,
    packs: &[(Day, PathBuf)],
    decisions: &ReviewDecisions,
) -> Result<Vec<ReviewCount>, Problem> {
    let months: Vec<Month> = (1 - MONTHS..=0).map(|back| month.plus(back)).collect();
    let (first, last) = (months[0].first_day(), month.last_day());
    let decided = DecisionsByChild::collect(decisions);
    // Four counts: listed, decided in target, decided later, undecided.
    let mut counted: BTreeMap<(Month, u8), [u64; 4]> = BTreeMap::new();
    let mut before = EarlierList::default();
    // The last report before these months is read too: it shows who is new in the first report of these months.
    let from = packs.partition_point(|(day, _)| *day < first).saturating_sub(1);
    for (day, folder) in packs[from..].iter().filter(|(day, _)| *day <= last) {
        let list = read_list(folder)?;
        let known: BTreeMap<&str, NhsNumber> =
            list.iter().filter_map(|child| Some((child.case_ref.as_str(), child.nhs?))).collect();
        if *day >= first {
            for child in list.iter().filter(|child| !before.contains(child)) {
                let counts = counted.entry((Month::of(*day), child.priority.code())).or_default();
                counts[0] += 1;
                counts[match decided.first(child, &known, (*day, last)) {
                    Some(on) if child.due.is_none_or(|due| on <= due) => 1,
                    Some(_) => 2,
                    None => 3,
                }] += 1;
            }
        }
        before = EarlierList::from_list(list);
    }
    let rows = months.iter().flat_map(|month| Priority::ALL.iter().map(move |priority| (*month, *priority)));
    Ok(rows
        .map(|(month, priority)| {
            let counts = counted.get(&(month, priority.code())).copied().unwrap_or_default();
            let [listed, in_target, later, undecided] = counts.map(TrueCount::new);
            ReviewCount { month, priority, listed, in_target, later, undecided }
        })
        .collect())
}

/// The children on the list of an earlier report.
#[derive(Default)]
struct EarlierList {
    numbers: BTreeSet<NhsNumber>,
    /// Local ids of all children.
    ids: BTreeSet<String>,
    /// Local ids of the children without a number.
    ids_alone: BTreeSet<String>,
}

impl EarlierList {
    fn from_list(list: Vec<ListedCase>) -> Self {
        let mut earlier = Self::default();
        for child in list {
            match child.nhs {
                None => earlier.ids_alone.extend(child.local_ids.iter().cloned()),
                Some(number) => _ = earlier.numbers.insert(number),
            }
            earlier.ids.extend(child.local_ids);
        }
        earlier
    }

    /// Whether a child was on the list. Two children with different numbers are different, even if they share an id.
    fn contains(&self, child: &ListedCase) -> bool {
        let ids = if child.nhs.is_none() { &self.ids } else { &self.ids_alone };
        child.nhs.is_some_and(|number| self.numbers.contains(&number))
            || child.local_ids.iter().any(|id| ids.contains(id))
    }
}

/// A decision about a child.
#[derive(Clone)]
struct DatedDecision {
    on: Day,
    /// The NHS number and the case reference, if the row has both.
    both: Option<(NhsNumber, String)>,
}

/// Decisions by what they name the child with.
struct DecisionsByChild {
    by_number: BTreeMap<NhsNumber, Vec<DatedDecision>>,
    by_reference: BTreeMap<String, Vec<DatedDecision>>,
}

impl DecisionsByChild {
    fn collect(decisions: &ReviewDecisions) -> Self {
        let mut by_child = Self { by_number: BTreeMap::new(), by_reference: BTreeMap::new() };
        for row in decisions.files.iter().flat_map(|file| &file.rows) {
            let decision = DatedDecision { on: row.reviewed_on, both: row.nhs.zip(row.case_ref.clone()) };
            if let Some(reference) = &row.case_ref {
                by_child.by_reference.entry(reference.clone()).or_default().push(decision.clone());
            }
            if let Some(number) = row.nhs {
                by_child.by_number.entry(number).or_default().push(decision);
            }
        }
        by_child
    }

    /// The first decision about a child between two days, both included. A decision whose number and reference belong to different
    /// children of the list (`known` has the numbers by reference) does not count: the safeguarding pack rejects it too.
    fn first(&self, child: &ListedCase, known: &BTreeMap<&str, NhsNumber>, (from, to): (Day, Day)) -> Option<Day> {
        let by_number = child.nhs.and_then(|number| self.by_number.get(&number));
        let by_reference = self.by_reference.get(&child.case_ref);
        let names_two = |decision: &&DatedDecision| {
            let both = decision.both.as_ref();
            both.is_some_and(|(number, reference)| known.get(reference.as_str()).is_some_and(|other| other != number))
        };
        let decisions = by_number.into_iter().chain(by_reference).flatten().filter(|decision| !names_two(decision));
        decisions.map(|decision| decision.on).filter(|day| (from..=to).contains(day)).min()
    }
}

fn read_list(pack: &Path) -> Result<Vec<ListedCase>, Problem> {
    let help = "restore it from a backup: without the lists of these months reviews.csv cannot be made";
    previous::read_list(pack).map_err(|problem| problem.help(help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::reviews;
    use crate::config::settings::{ExtractFile, Reviews};

    /// A folder with a list for each day. A child is a line of `cases.csv`: reference, number, local ids, priority, decision due.
    fn packs(lists: &[(&str, &[&str])]) -> (tempfile::TempDir, Vec<(Day, PathBuf)>) {
        let folder = tempfile::tempdir().unwrap();
        let mut packs = Vec::new();
        for (day, children) in lists {
            let pack = folder.path().join(day);
            std::fs::create_dir(&pack).unwrap();
            let rows = children.join("\r\n");
            let text = format!("\u{feff}case_ref,nhs_number,local_ids,priority,decision_due\r\n{rows}\r\n");
            std::fs::write(pack.join("cases.csv"), text).unwrap();
            packs.push((Day::from_iso(day).unwrap(), pack));
        }
        (folder, packs)
    }

    fn shown(counts: &[ReviewCount]) -> Vec<String> {
        let numbers = |row: &ReviewCount| [row.listed, row.in_target, row.later, row.undecided].map(TrueCount::in_test);
        let rows = counts.iter().filter(|row| row.listed.in_test() > 0);
        rows.map(|row| format!("{} {} {:?}", row.month, row.priority.word(), numbers(row))).collect()
    }

    #[test]
    fn a_child_is_newly_listed_if_the_report_before_does_not_list_them() {
        let (_folder, packs) = packs(&[
            ("2026-09-27", &["A,,x/1,urgent,", "B,,x/2,routine,"]),
            ("2026-10-04", &["A,,x/1,urgent,", "B,,x/2,routine,", "C,,x/3,urgent,"]),
            // B is off the list for a week, so counts as new afterwards. The key of the references has changed too.
            ("2026-10-11", &["P,,x/1,urgent,"]),
            ("2026-10-18", &["P,,x/1,immediate,", "Q,,x/2,routine,"]),
            ("2026-11-01", &["P,,x/1,immediate,", "Q,,x/2,routine,", "R,,x/9,routine,"]),
        ]);
        let month = Month::from_iso("2026-10").unwrap();
        let counts = counts(month, &packs, &ReviewDecisions::default()).unwrap();
        assert_eq!(counts.len(), 36);
        assert_eq!(
            shown(&counts),
            [
                "2026-09 urgent [1, 0, 0, 1]",
                "2026-09 routine [1, 0, 0, 1]",
                "2026-10 urgent [1, 0, 0, 1]",
                "2026-10 routine [1, 0, 0, 1]",
            ]
        );
    }

    #[test]
    fn a_child_whose_number_is_found_or_lost_is_not_new() {
        let (_folder, packs) = packs(&[
            // The report before the twelve months.
            ("2025-10-26", &["A,,x/1;y/1,urgent,", "B,9990000018,x/2,urgent,"]),
            // A has a number now, B none any more, and C shares an id with B.
            ("2026-10-04", &["D,9990000026,y/1,urgent,", "E,,x/2,urgent,", "C,9990000034,x/2,routine,"]),
        ]);
        let counts = counts(Month::from_iso("2026-10").unwrap(), &packs, &ReviewDecisions::default()).unwrap();
        assert_eq!(shown(&counts), ["2026-10 routine [1, 0, 0, 1]"]);
    }

    #[test]
    fn children_whose_ids_have_a_semicolon_are_told_apart() {
        let (_folder, packs) = packs(&[
            ("2026-10-04", &["A,,x/1;EXT,urgent,"]),
            ("2026-10-11", &["A,,x/1;EXT,urgent,", "B,,x/2;EXT,routine,"]),
        ]);
        let counts = counts(Month::from_iso("2026-10").unwrap(), &packs, &ReviewDecisions::default()).unwrap();
        assert_eq!(shown(&counts), ["2026-10 urgent [1, 0, 0, 1]", "2026-10 routine [1, 0, 0, 1]"]);
    }

    /// The safeguarding pack rejects such a row, because nobody knows whose decision it is.
    #[test]
    fn a_decision_that_names_two_children_is_about_neither() {
        let (folder, packs) =
            packs(&[("2026-10-04", &["AAAAAAAA,9990000018,,urgent,", "BBBBBBBB,9990000026,,routine,"])]);
        for (reference, number, expected) in [
            ("AAAAAAAA", "9990000018", [[1, 1, 0, 0], [1, 0, 0, 1]]),
            ("BBBBBBBB", "9990000018", [[1, 0, 0, 1], [1, 0, 0, 1]]),
            // Nobody on the list has this reference, for example because the key was lost: the number decides.
            ("CCCCCCCC", "9990000018", [[1, 1, 0, 0], [1, 0, 0, 1]]),
            ("BBBBBBBB", "", [[1, 0, 0, 1], [1, 1, 0, 0]]),
        ] {
            let path = folder.path().join("reviews.csv");
            let row = format!("{reference},{number},2026-10-05,J,referred");
            std::fs::write(&path, format!("case_ref,nhs_number,reviewed_on,reviewer,decision\r\n{row}\r\n")).unwrap();
            let file = ExtractFile { path, shown: "reviews.csv".to_owned() };
            let decisions = ReviewDecisions { files: vec![reviews::read_file(&file, &Reviews::default())] };
            let counts = counts(Month::from_iso("2026-10").unwrap(), &packs, &decisions).unwrap();
            let [urgent, routine] = expected;
            let expected = [format!("2026-10 urgent {urgent:?}"), format!("2026-10 routine {routine:?}")];
            assert_eq!(shown(&counts), expected, "{row}");
        }
    }

    #[test]
    fn a_list_that_cannot_be_read_is_an_error_and_not_a_month_without_children() {
        let (_folder, packs) = packs(&[("2026-10-04", &["A,,x/1,soon,"])]);
        assert!(counts(Month::from_iso("2026-10").unwrap(), &packs, &ReviewDecisions::default()).is_err());
    }
}
