//! `reviews.csv` once more: reports are published every other week, somebody decides about some of the listed children, and
//! who was listed when, and decided about in time, is counted from the lists and from what they wrote. The extracts have
//! one half of the children, then the other, in turn, so that all listed children are newly listed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::{Days, NaiveDate};

use crate::area::{Made, day, month_end};
use crate::ledger::Ledger;
use crate::support::{Area, Pack, cell};

const FILE: &str = "reviews.csv";
/// Publishes this many reports, the last for 25 October 2026, and the commissioner pack of the month after them, and counts the
/// table again.
pub fn publish(made: &Made, reports: u64, ledger: &mut Ledger) -> Pack {
    let area = Area::new(&made.config);
    let mut decisions: BTreeMap<String, NaiveDate> = BTreeMap::new();
    let mut before: BTreeSet<String> = BTreeSet::new();
    let mut newly: Vec<(String, NaiveDate, String, String)> = Vec::new();
    for turn in 0..reports {
        let on = day("2026-10-25") - Days::new(14 * (reports - 1 - turn));
        made.write(&area, on, |number| number.parse::<u64>().unwrap() / 100 % 2 == turn % 2);
        area.write("reviews/decided.csv", reviews(decisions.iter().filter(|(_, decided)| **decided <= on)));
        let run = area.run(&["report", "--as-of", &on.to_string(), "--only", "safeguarding"]);
        run.assert_status(0);
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
    // Listed, decided in time, later, not yet.
    let mut counted: BTreeMap<(String, String), [usize; 4]> = BTreeMap::new();
    for (child, on, priority, due) in newly {
        let decided = decisions.get(&child).filter(|decided| (on..=month_end()).contains(*decided));
        let how = match decided {
            Some(decided) if decided.to_string() <= due => 1,
            Some(_) => 2,
            None => 3,
        };
        let counts = counted.entry((on.to_string()[..7].to_owned(), priority)).or_default();
        counts[0] += 1;
        counts[how] += 1;
    }
    area.write("reviews/decided.csv", reviews(decisions.iter()));
    made.write(&area, day("2026-11-03"), |_| true);
    let run = area.run(&["report", "--as-of", "2026-11-03"]);
    run.assert_status(0);
    let pack = area.commissioner("2026-11-03");
    for row in pack.rows(FILE) {
        let key = (cell(&row, "month").to_owned(), cell(&row, "priority").to_owned());
        let counts = counted.remove(&key).unwrap_or_default();
        for (column, count) in ["listed", "decided_in_target", "decided_later", "undecided"].into_iter().zip(counts) {
            ledger.count(FILE, &row, column, count);
        }
    }
    assert!(counted.is_empty(), "{counted:?}");
    pack
}

fn reviews<'a>(decisions: impl Iterator<Item = (&'a String, &'a NaiveDate)>) -> String {
    let mut text = "nhs_number,reviewed_on,reviewer,decision\n".to_owned();
    for (child, decided) in decisions {
        let _ = writeln!(text, "{child},{decided},A Nurse,monitoring");
    }
    text
}
