//! Every printed count of contacts once more, from the extracts: by hand, as it were, and in the plainest way.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};

use crate::areas::Made;
use crate::support::{Pack, cell};

pub const FAILED: [&str; 3] = ["was_not_brought", "no_access", "late_not_seen"];
/// October 2026, counted in months.
const LAST: i32 = 2026 * 12 + 9;

/// A contact as the extract has it.
pub struct Contact {
    pub child: String,
    pub service: String,
    provider: String,
    pub date: NaiveDate,
    kind: String,
    pub outcome: String,
}

impl Contact {
    pub fn failed(&self) -> bool {
        FAILED.contains(&self.outcome.as_str())
    }

    pub fn due(&self) -> bool {
        self.failed() || self.outcome == "seen"
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The contacts of an area.
pub fn contacts(made: &Made) -> Vec<Contact> {
    let contact = |text: &str| {
        let cells: Vec<String> = text.trim_end().split(',').map(String::from).collect();
        let [_, child, service, provider, date, kind, outcome] = cells.try_into().unwrap();
        Contact { child, service, provider, date: day(&date), kind, outcome }
    };
    made.contacts.iter().map(|own| contact(&own.text)).collect()
}

pub fn months(date: NaiveDate) -> i32 {
    date.year() * 12 + date.month0() as i32
}

/// Asserts that a printed cell is this count, rounded to five.
#[track_caller]
pub fn is(printed: &str, count: usize, what: &str) -> usize {
    if printed == "[c]" {
        return 0;
    }
    assert_eq!(printed, ((count + 2) / 5 * 5).to_string(), "{what}: {count}");
    1
}

/// The children with due contacts in the 12 months to October 2026 among these.
pub fn children<'a>(own: &[&'a Contact]) -> BTreeSet<&'a str> {
    let due = own.iter().filter(|own| in_year(own, LAST) && own.due());
    due.map(|own| own.child.as_str()).collect()
}

/// What `breakdown.csv` counts of the contacts of a group in the 12 months to October 2026, and in those before.
pub fn of_group(own: &[&Contact]) -> [(&'static str, usize); 8] {
    let count = |end: i32, what: &dyn Fn(&Contact) -> bool| {
        own.iter().filter(|own| in_year(own, end)).filter(|own| what(own)).count()
    };
    let outcome = |word: &'static str| move |own: &Contact| own.outcome == word;
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

/// Whether a contact is in the 12 months that end with a month.
fn in_year(own: &Contact, end: i32) -> bool {
    (0..12).contains(&(end - months(own.date)))
}

/// Asserts that every printed count of contacts and children of a pack of October 2026 is right. How many there were.
pub fn assert_right(made: &Made, pack: &Pack, in_person: bool) -> usize {
    let all = contacts(made);
    let mut checked = 0;
    for row in pack.rows("breakdown.csv") {
        let (dimension, group) = (cell(&row, "dimension"), cell(&row, "group"));
        let of = |own: &&Contact| match dimension {
            "service" => own.service == group,
            "provider" => own.provider == group,
            "kind" => own.kind == group,
            _ => group == "health",
        };
        if !["service", "provider", "kind", "sector"].contains(&dimension) || group == "Other (merged)" {
            continue;
        }
        let own: Vec<&Contact> = all.iter().filter(of).collect();
        for (column, counted) in of_group(&own) {
            checked += is(cell(&row, column), counted, &format!("{dimension} {group} {column}"));
        }
    }
    for row in pack.rows("activity.csv") {
        let (service, period) = (cell(&row, "service"), cell(&row, "period"));
        if service == "Other (merged)" {
            continue;
        }
        let first = |text: &str| months(day(&format!("{}-01", &text[..7])));
        let (from, to) = match cell(&row, "grain") {
            "month" => (first(period), first(period)),
            "quarter" => {
                let (year, quarter) = period.split_once("-Q").unwrap();
                let first = year.parse::<i32>().unwrap() * 12 + quarter.parse::<i32>().unwrap() * 3 - 3;
                (first, first + 2)
            }
            _ => (first(period), first(period) + 11),
        };
        let own = all
            .iter()
            .filter(|own| (from..=to).contains(&months(own.date)))
            .filter(|own| service == "All services" || own.service == service);
        let (due, failed) = (own.clone().filter(|own| own.due()).count(), own.filter(|own| own.failed()).count());
        checked += is(cell(&row, "due"), due, &format!("{service} {period} due"));
        checked += is(cell(&row, "failed"), failed, &format!("{service} {period} failed"));
    }
    checked + follow_up(&all, pack, in_person)
}

/// `follow_up.csv`: of failed contacts of 3 August 2025 to 2 August 2026.
fn follow_up(all: &[Contact], pack: &Pack, in_person: bool) -> usize {
    // Whether somebody saw the child, as the setting means it.
    let seen = |own: &Contact| own.outcome == "seen" && (own.kind != "remote" || !in_person);
    let mut checked = 0;
    let end = day("2026-10-31");
    for row in pack.rows("follow_up.csv") {
        let service = cell(&row, "service");
        let own: Vec<&Contact> = all.iter().filter(|own| own.service == service && own.date <= end).collect();
        // It makes up for failed contacts of that day; by telephone, for those that were to be by telephone.
        let seen_that_day = |child: &str, date: NaiveDate| {
            let that_day = || own.iter().filter(|other| other.child == child && other.date == date);
            let by_telephone = that_day().filter(|other| other.failed()).all(|other| other.kind == "remote");
            that_day().any(|other| seen(other) || (by_telephone && other.outcome == "seen"))
        };
        let failed: BTreeSet<(&str, NaiveDate)> = own
            .iter()
            .filter(|own| own.failed() && (day("2025-08-03")..=day("2026-08-02")).contains(&own.date))
            .map(|own| (own.child.as_str(), own.date))
            .filter(|(child, date)| !seen_that_day(child, *date))
            .collect();
        let after = |days: u64, asked: bool| {
            let has = |(child, date): &&(&str, NaiveDate)| {
                own.iter().any(|other| {
                    other.child == *child
                        && other.date > *date
                        && other.date <= *date + Days::new(days)
                        && (!asked || seen(other))
                })
            };
            failed.iter().filter(has).count()
        };
        let nothing = failed.len() - after(1000, false);
        for (column, counted) in [
            ("failed", failed.len()),
            ("rebooked_21", after(21, false)),
            ("seen_28", after(28, true)),
            ("seen_90", after(90, true)),
            ("nothing_since", nothing),
        ] {
            if service != "Other (merged)" {
                checked += is(cell(&row, column), counted, &format!("{service} {column}"));
            }
        }
    }
    checked
}
