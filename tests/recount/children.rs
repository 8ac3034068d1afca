//! Every printed count of children once more: who they are from the register, who is listed from the safeguarding packs of the
//! month ends, and how often they were failed from the contacts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use crate::areas::Made;
use crate::recount::{Contact, children, contacts, day, is, of_group};
use crate::support::{Area, Pack, Row, cell};

/// How many counts were compared.
#[derive(Debug, Default)]
pub struct Checked {
    pub groups: usize,
    pub cases: usize,
    pub thresholds: usize,
}

/// Asserts that a pack of October 2026 of an area from which nobody leaves is right.
pub fn assert_right(made: &Made, pack: &Pack) -> Checked {
    let all: Vec<Contact> = contacts(made);
    let ends: Vec<NaiveDate> = (0..12).map(end_of_month).collect();
    let lists: Vec<Vec<Row>> = ends.iter().map(|end| listed(made, *end)).collect();
    let mut checked = Checked::default();
    groups(made, &all, &lists[11], pack, &mut checked);
    for row in pack.rows("rules.csv") {
        let (rule, priority) = (cell(&row, "rule"), cell(&row, "priority"));
        let own = lists[11].iter().filter(|case| has(case, rule) && cell(case, "priority") == priority).count();
        checked.cases += is(cell(&row, "children"), own, &format!("{rule} {priority}"));
    }
    for row in pack.rows("trend.csv") {
        let (end, rule) = (cell(&row, "month_end"), cell(&row, "rule"));
        let place = ends.iter().position(|own| own.to_string().starts_with(end)).expect(end);
        let own = lists[place].iter().filter(|case| has(case, rule)).count();
        checked.cases += is(cell(&row, "children"), own, &format!("{rule} {end}"));
    }
    for row in pack.rows("thresholds.csv") {
        let [threshold, days] = ["threshold", "period_days"].map(|column| cell(&row, column).parse::<u64>().unwrap());
        let from = ends[11] - Days::new(days);
        let within = |date: NaiveDate| from < date && date <= ends[11];
        let own = failed(&all)
            .into_values()
            .filter(|dates| dates.iter().filter(|date| within(**date)).count() as u64 >= threshold);
        checked.thresholds += is(cell(&row, "children"), own.count(), &format!("{threshold} in {days} days"));
    }
    checked
}

/// The last day of the month so many after November 2025.
fn end_of_month(place: u32) -> NaiveDate {
    let next = 2025 * 12 + 11 + place;
    NaiveDate::from_ymd_opt((next / 12) as i32, next % 12 + 1, 1).unwrap() - Days::new(1)
}

/// The list of a day, of what happened up to then.
fn listed(made: &Made, end: NaiveDate) -> Vec<Row> {
    let area = Area::new(&made.config);
    area.write("children.csv", &made.children);
    area.write("contacts.csv", made.extract(&end.to_string()));
    let run = area.run(&["report", "--as-of", &end.to_string(), "--only", "safeguarding"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    area.pack(&end.to_string()).rows("cases.csv")
}

fn has(case: &Row, rule: &str) -> bool {
    cell(case, "rules").split(';').any(|own| own == rule)
}

/// The days of each child's failed contacts, one for a service and day on which no contact with it was kept.
fn failed(all: &[Contact]) -> BTreeMap<&str, Vec<NaiveDate>> {
    let of = |own: &Contact| (own.child.clone(), own.service.clone(), own.date);
    let seen: BTreeSet<_> = all.iter().filter(|own| own.outcome == "seen").map(of).collect();
    let mut counted = BTreeSet::new();
    let mut days: BTreeMap<&str, Vec<NaiveDate>> = BTreeMap::new();
    for own in all.iter().filter(|own| own.failed()) {
        if !seen.contains(&of(own)) && counted.insert(of(own)) {
            days.entry(&own.child).or_default().push(own.date);
        }
    }
    days
}

/// A child's groups, in the words of the table.
fn who(line: &str) -> (String, BTreeMap<&'static str, String>) {
    let cells: Vec<&str> = line.split(',').collect();
    let born = day(cells[3]);
    let age = 2026 - born.year() - i32::from((born.month(), born.day()) > (10, 31));
    let band = match age {
        ..=0 => "0",
        1..=4 => "1 to 4",
        5..=9 => "5 to 9",
        10..=14 => "10 to 14",
        _ => "15 to 17",
    };
    let sex = match cells[5] {
        "F" => "female",
        "M" => "male",
        _ => "Not known",
    };
    let ethnicity = match cells[6] {
        "A" | "B" => "White",
        "D" => "Mixed",
        "M" => "Black",
        "Z" => "Not stated",
        _ => "Not known",
    };
    let fifth = cells[7].parse::<u32>().unwrap().div_ceil(2);
    let groups = [
        ("age_band", band.to_owned()),
        ("sex", sex.to_owned()),
        ("ethnic_group", ethnicity.to_owned()),
        ("deprivation_quintile", fifth.to_string()),
        ("locality", cells[8].to_owned()),
    ];
    (cells[0].to_owned(), groups.into())
}

/// `breakdown.csv` of everything that a child is.
fn groups(made: &Made, all: &[Contact], list: &[Row], pack: &Pack, checked: &mut Checked) {
    let whose: BTreeMap<String, BTreeMap<&str, String>> = made.children.lines().skip(1).map(who).collect();
    let cases: BTreeSet<String> = list.iter().map(|case| cell(case, "nhs_number").replace(' ', "")).collect();
    let rows = pack.rows("breakdown.csv");
    for row in &rows {
        let (dimension, group) = (cell(row, "dimension"), cell(row, "group"));
        if !whose.values().any(|groups| groups.contains_key(dimension)) {
            continue;
        }
        // What is merged is whatever has no row.
        let has_row =
            |group: &str| rows.iter().any(|own| cell(own, "dimension") == dimension && cell(own, "group") == group);
        let is_own = |child: &str| match whose[child][dimension].as_str() {
            own if group == "Other (merged)" => !has_row(own),
            own => own == group,
        };
        let own: Vec<&Contact> = all.iter().filter(|contact| is_own(&contact.child)).collect();
        let with_case = children(&own).iter().filter(|child| cases.contains(**child)).count();
        for (column, counted) in of_group(&own).into_iter().chain([("children_with_case", with_case)]) {
            checked.groups += is(cell(row, column), counted, &format!("{dimension} {group} {column}"));
        }
    }
}
