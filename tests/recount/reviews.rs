//! `reviews.csv` once more: reports are published every other week, somebody decides about some of the listed children, and
//! who was listed when, and decided about in time, is counted from the safeguarding packs and from what they wrote. Every
//! extract has one half of the children, by turns, so that whoever is listed is newly listed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::{Days, NaiveDate};

use crate::areas::Made;
use crate::recount::{day, is};
use crate::support::{Area, cell};

const REVIEWS: &str = "nhs_number,reviewed_on,reviewer,decision\n";

/// Listed, decided in time, later, not yet.
type Counts = [usize; 4];

/// Every other child's contacts.
fn half(extract: &str, turn: u64) -> String {
    let is_own = |line: &&str| {
        let number = line.split(',').nth(1).unwrap();
        number.parse::<u64>().is_ok_and(|number| number / 100 % 2 == turn % 2) || number == "nhs_number"
    };
    extract.lines().filter(is_own).flat_map(|line| [line, "\n"]).collect()
}

/// Asserts that the table of the pack for October 2026 is right. How many counts there were.
pub fn assert_right(made: &Made) -> usize {
    let area = Area::new(&made.config);
    area.write("children.csv", &made.children);
    let mut decisions: BTreeMap<String, NaiveDate> = BTreeMap::new();
    let mut before: BTreeSet<String> = BTreeSet::new();
    let mut newly: Vec<(String, NaiveDate, String, String)> = Vec::new();
    for turn in 0..5 {
        let on = day("2026-08-30") + Days::new(14 * turn);
        area.write("contacts.csv", half(&made.extract(&on.to_string()), turn));
        let mut reviews = REVIEWS.to_owned();
        for (child, decided) in decisions.iter().filter(|(_, decided)| **decided <= on) {
            let _ = writeln!(reviews, "{child},{decided},A Nurse,monitoring");
        }
        area.write("reviews/decided.csv", reviews);
        let run = area.run(&["report", "--as-of", &on.to_string(), "--only", "safeguarding"]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let list = area.pack(&on.to_string()).rows("cases.csv");
        for (place, case) in list.iter().enumerate() {
            let child = cell(case, "nhs_number").replace(' ', "");
            if before.contains(&child) {
                continue;
            }
            // A third are decided about at once, a third after four weeks, and a third not.
            if place % 3 < 2 {
                let decided = on + Days::new([1, 28][place % 3]);
                decisions.entry(child.clone()).or_insert(decided);
            }
            newly.push((child, on, cell(case, "priority").to_owned(), cell(case, "decision_due").to_owned()));
        }
        before = list.iter().map(|case| cell(case, "nhs_number").replace(' ', "")).collect();
    }
    let end = day("2026-10-31");
    let mut counted: BTreeMap<(String, String), Counts> = BTreeMap::new();
    for (child, on, priority, due) in newly {
        let decided = decisions.get(&child).filter(|decided| (on..=end).contains(*decided));
        let how = match decided {
            Some(decided) if decided.to_string() <= due => 1,
            Some(_) => 2,
            None => 3,
        };
        let own = counted.entry((on.to_string()[..7].to_owned(), priority)).or_default();
        own[0] += 1;
        own[how] += 1;
    }
    let mut reviews = REVIEWS.to_owned();
    for (child, decided) in &decisions {
        let _ = writeln!(reviews, "{child},{decided},A Nurse,monitoring");
    }
    area.write("reviews/decided.csv", reviews);
    area.write("contacts.csv", made.extract("2026-11-03"));
    let run = area.run(&["report", "--as-of", "2026-11-03"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let rows = area.commissioner("2026-11-03").rows("reviews.csv");
    assert_eq!(rows.len(), 36);
    let mut checked = 0;
    for row in rows {
        let key = (cell(&row, "month").to_owned(), cell(&row, "priority").to_owned());
        let own = counted.remove(&key).unwrap_or_default();
        for (column, count) in ["listed", "decided_in_target", "decided_later", "undecided"].into_iter().zip(own) {
            checked += usize::from(count > 0) * is(cell(&row, column), count, &format!("{key:?} {column}"));
        }
    }
    assert!(counted.is_empty(), "{counted:?}");
    checked
}
