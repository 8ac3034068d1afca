//! Counts `activity.csv` and `follow_up.csv` again, and `breakdown.csv` except the children with a case and what is calculated from
//! printed numbers.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};

use crate::area::{Child, Contact, Made, day, month_end};
use crate::ledger::Ledger;
use crate::support::{Pack, Row, cell};

const MERGED: &str = "Other (merged)";
const NOT_KNOWN: &str = "Not known";
/// October 2026, counted in months.
const LAST: i32 = 2026 * 12 + 9;

fn months(date: NaiveDate) -> i32 {
    date.year() * 12 + date.month0() as i32
}

/// Whether a contact is in the 12 months that end with a month.
fn in_year(own: &Contact, end: i32) -> bool {
    (0..12).contains(&(end - months(own.date)))
}

/// The children with due contacts in the 12 months to October 2026 among these.
pub fn children<'a>(own: &[&'a Contact]) -> BTreeSet<&'a str> {
    let due = own.iter().filter(|contact| in_year(contact, LAST) && contact.due());
    due.map(|contact| contact.child.as_str()).collect()
}

/// What `breakdown.csv` counts of the contacts of a group in the 12 months to October 2026, and in those before.
fn of_group(own: &[&Contact]) -> [(&'static str, usize); 8] {
    let count = |end: i32, what: &dyn Fn(&Contact) -> bool| {
        own.iter().filter(|contact| in_year(contact, end)).filter(|contact| what(contact)).count()
    };
    let outcome = |word: &'static str| move |own: &Contact| own.came_to(word);
    [
        ("children", children(own).len()),
        ("due", count(LAST, &Contact::due)),
        ("failed", count(LAST, &Contact::failed)),
        ("no_outcome", count(LAST, &outcome("pending"))),
        ("cancelled_by_family", count(LAST, &outcome("cancelled_by_family"))),
        ("cancelled_by_provider", count(LAST, &outcome("cancelled_by_provider"))),
        ("due_before", count(LAST - 12, &Contact::due)),
        ("failed_before", count(LAST - 12, &Contact::failed)),
    ]
}

/// The group of a contact in the words of the table.
fn group(own: &Contact, child: &Child, dimension: &str) -> String {
    let known = |text: &str| if text.is_empty() { NOT_KNOWN.to_owned() } else { text.to_owned() };
    match dimension {
        "service" => own.service.clone(),
        "provider" => known(&own.provider),
        "sector" => own.sector.clone(),
        "kind" => own.kind.clone(),
        "age_band" => match child.age_on(month_end()) {
            ..=0 => "0",
            1..=4 => "1 to 4",
            5..=9 => "5 to 9",
            10..=14 => "10 to 14",
            _ => "15 to 17",
        }
        .to_owned(),
        "sex" => match child.sex.as_str() {
            "F" => "female",
            "M" => "male",
            _ => NOT_KNOWN,
        }
        .to_owned(),
        "ethnic_group" => match child.ethnicity.as_str() {
            "A" | "B" => "White",
            "D" => "Mixed",
            "H" => "Asian",
            "M" => "Black",
            "R" => "Other",
            "Z" => "Not stated",
            _ => NOT_KNOWN,
        }
        .to_owned(),
        "deprivation_quintile" => match child.decile {
            0 => NOT_KNOWN.to_owned(),
            decile => decile.div_ceil(2).to_string(),
        },
        "locality" => known(&child.locality),
        other => panic!("nobody knows how to divide by {other}"),
    }
}

/// The contacts of a row of `breakdown.csv`. Groups that have no row are in the merged one.
pub fn of_row<'a>(made: &Made, all: &'a [Contact], rows: &[Row], row: &Row) -> Vec<&'a Contact> {
    let (dimension, own_group) = (cell(row, "dimension"), cell(row, "group"));
    let named: BTreeSet<&str> =
        rows.iter().filter(|row| cell(row, "dimension") == dimension).map(|row| cell(row, "group")).collect();
    let children = made.children();
    let is_own = |own: &&Contact| {
        let group = group(own, &children[&own.child], dimension);
        group == own_group || (own_group == MERGED && !named.contains(group.as_str()))
    };
    all.iter().filter(is_own).collect()
}

/// Counts the contacts again.
pub fn recount(made: &Made, pack: &Pack, ledger: &mut Ledger) {
    let all = made.contacts(month_end());
    let rows = pack.rows("breakdown.csv");
    for row in &rows {
        for (column, counted) in of_group(&of_row(made, &all, &rows, row)) {
            ledger.count("breakdown.csv", row, column, counted);
        }
    }
    activity(&all, pack, ledger);
    follow_up(made, &all, pack, ledger);
}

/// The first and the last month of a period.
fn period(row: &Row) -> (i32, i32) {
    let text = cell(row, "period");
    let first = |text: &str| months(day(&format!("{}-01", &text[..7])));
    match cell(row, "grain") {
        "month" => (first(text), first(text)),
        "quarter" => {
            let (year, quarter) = text.split_once("-Q").unwrap();
            let first = year.parse::<i32>().unwrap() * 12 + quarter.parse::<i32>().unwrap() * 3 - 3;
            (first, first + 2)
        }
        _ => (first(text), first(text) + 11),
    }
}

fn activity(all: &[Contact], pack: &Pack, ledger: &mut Ledger) {
    let rows = pack.rows("activity.csv");
    let named: BTreeSet<&str> = rows.iter().map(|row| cell(row, "service")).collect();
    for row in &rows {
        let service = cell(row, "service");
        let (from, to) = period(row);
        let is_own = |own: &&Contact| match service {
            "All services" => true,
            MERGED => !named.contains(own.service.as_str()),
            service => own.service == service,
        };
        let own = all.iter().filter(|contact| (from..=to).contains(&months(contact.date))).filter(is_own);
        ledger.count("activity.csv", row, "due", own.clone().filter(|contact| contact.due()).count());
        ledger.count("activity.csv", row, "failed", own.filter(|contact| contact.failed()).count());
    }
}

/// Whether a child was seen by a service on the day of a failed contact with it, which makes up for that: in person, or by
/// telephone where that had been agreed.
pub fn was_seen_after_all(made: &Made, of_day: &[&Contact]) -> bool {
    let by_telephone = of_day.iter().filter(|contact| contact.failed()).all(|contact| contact.kind == "remote");
    of_day.iter().any(|contact| seen(made, contact) || (by_telephone && contact.came_to("seen")))
}

/// Whether somebody saw the child, in the sense of the setting.
fn seen(made: &Made, own: &Contact) -> bool {
    own.outcome == "seen" && (own.kind != "remote" || !made.in_person)
}

/// Of failed contacts of 3 August 2025 to 2 August 2026.
fn follow_up(made: &Made, all: &[Contact], pack: &Pack, ledger: &mut Ledger) {
    const FILE: &str = "follow_up.csv";
    let rows = pack.rows(FILE);
    let named: BTreeSet<&str> = rows.iter().map(|row| cell(row, "service")).collect();
    for row in &rows {
        // What followed a failed contact followed it in the same service, in the merged row as well.
        let is_own = |service: &str| match cell(row, "service") {
            MERGED => !named.contains(service),
            own => own == service,
        };
        let own: Vec<&Contact> = all.iter().filter(|contact| is_own(&contact.service)).collect();
        let same = |other: &Contact, (child, service, _): &(&str, &str, NaiveDate)| {
            other.child == *child && other.service == *service
        };
        let failed: BTreeSet<(&str, &str, NaiveDate)> = own
            .iter()
            .filter(|contact| contact.failed() && (day("2025-08-03")..=day("2026-08-02")).contains(&contact.date))
            .map(|contact| (contact.child.as_str(), contact.service.as_str(), contact.date))
            .filter(|key| {
                let of_day: Vec<&Contact> =
                    own.iter().copied().filter(|other| same(other, key) && other.date == key.2).collect();
                !was_seen_after_all(made, &of_day)
            })
            .collect();
        let after = |days: u64, asked: bool| {
            let has = |key: &&(&str, &str, NaiveDate)| {
                own.iter().any(|other| {
                    let in_time = other.date > key.2 && other.date <= key.2 + Days::new(days);
                    in_time && same(other, key) && (!asked || seen(made, other))
                })
            };
            failed.iter().filter(has).count()
        };
        ledger.count(FILE, row, "failed", failed.len());
        ledger.count(FILE, row, "rebooked_21", after(21, false));
        ledger.count(FILE, row, "seen_28", after(28, true));
        ledger.count(FILE, row, "seen_90", after(90, true));
        ledger.count(FILE, row, "nothing_since", failed.len() - after(1_000, false));
    }
}
