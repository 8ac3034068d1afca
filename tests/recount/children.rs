//! Counts children again: who is listed, from lists that are published for every month end, and how many failed contacts they have,
//! from the contacts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use crate::area::{Contact, Made, month_end};
use crate::contacts::{children, of_row, was_seen_after_all};
use crate::ledger::Ledger;
use crate::support::{Area, Pack, Row, cell};

/// Counts the children again.
pub fn recount(made: &Made, pack: &Pack, ledger: &mut Ledger) {
    let ends: Vec<NaiveDate> = (0..12).map(end_of_month).collect();
    let area = Area::new(&made.config);
    let lists: Vec<Vec<Row>> = ends.iter().map(|end| listed(made, &area, *end)).collect();
    with_case(made, &lists[11], pack, ledger);
    for row in pack.rows("rules.csv") {
        let (rule, priority) = (cell(&row, "rule"), cell(&row, "priority"));
        let listed_then = lists[11].iter().filter(|case| has(case, rule) && cell(case, "priority") == priority).count();
        ledger.count("rules.csv", &row, "children", listed_then);
    }
    for row in pack.rows("trend.csv") {
        let (end, rule) = (cell(&row, "month_end"), cell(&row, "rule"));
        let place = ends.iter().position(|name| name.to_string() == end).expect(end);
        let listed_then = lists[place].iter().filter(|case| has(case, rule)).count();
        if rule == "repeated" {
            assert_eq!(listed_then, failed_often(made, ends[place], 365, 3), "the list of {end}");
        }
        ledger.count("trend.csv", &row, "children", listed_then);
    }
    for row in pack.rows("thresholds.csv") {
        let [threshold, days] = ["threshold", "period_days"].map(|column| cell(&row, column).parse::<u64>().unwrap());
        ledger.count("thresholds.csv", &row, "children", failed_often(made, month_end(), days, threshold));
    }
}

/// The last day of the month that is `place` months after November 2025.
fn end_of_month(place: u32) -> NaiveDate {
    let next = 2025 * 12 + 11 + place;
    NaiveDate::from_ymd_opt((next / 12) as i32, next % 12 + 1, 1).unwrap() - Days::new(1)
}

/// The list of a day, from what happened up to then.
fn listed(made: &Made, area: &Area, end: NaiveDate) -> Vec<Row> {
    made.write(area, end, |_| true);
    let run = area.run(&["report", "--as-of", &end.to_string(), "--only", "safeguarding"]);
    run.assert_status(0);
    area.pack(&end.to_string()).rows("cases.csv")
}

fn has(case: &Row, rule: &str) -> bool {
    cell(case, "rules").split(';').any(|name| name == rule)
}

/// How many children reached the threshold of failed contacts in the days up to one. A service and day counts once, and not if the
/// service saw the child after all.
fn failed_often(made: &Made, end: NaiveDate, days: u64, threshold: u64) -> usize {
    let all = made.contacts(end);
    let from = end - Days::new(days);
    let mut by_day: BTreeMap<(&str, &str, NaiveDate), Vec<&Contact>> = BTreeMap::new();
    for contact in all.iter().filter(|contact| from < contact.date && contact.kind != "unscheduled") {
        by_day.entry((&contact.child, &contact.service, contact.date)).or_default().push(contact);
    }
    let mut often: BTreeMap<&str, u64> = BTreeMap::new();
    for ((child, ..), own) in by_day {
        if own.iter().any(|contact| contact.failed()) && !was_seen_after_all(made, &own) {
            *often.entry(child).or_default() += 1;
        }
    }
    often.values().filter(|count| **count >= threshold).count()
}

/// Those of a group's children who are on the list.
fn with_case(made: &Made, list: &[Row], pack: &Pack, ledger: &mut Ledger) {
    let cases: BTreeSet<String> = list.iter().map(|case| cell(case, "nhs_number").replace(' ', "")).collect();
    let all = made.contacts(month_end());
    let rows = pack.rows("breakdown.csv");
    for row in &rows {
        let of_group = children(&of_row(made, &all, &rows, row));
        let with_case = of_group.iter().filter(|child| cases.contains(**child)).count();
        ledger.count("breakdown.csv", row, "children_with_case", with_case);
    }
}
