//! Counts from the extracts which months of a service that is published by quarter or year could not have been printed: too few
//! contacts, too few children behind them, or one or two children with most of them. No pack may reveal such a month, although
//! none has a cell for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::areas::Made;
use crate::attacker::Within;
use crate::support::{Pack, Row, cell};

const FAILED: [&str; 4] = ["was_not_brought", "no_access", "late_not_seen", "whereabouts_unknown"];

/// Contacts by child: that failed, and that were seen.
type Counts = [BTreeMap<String, u64>; 2];

/// Those months of all these packs, except months that a pack prints: by itself, or as part of a period that is 0.
pub fn months(made: &Made, packs: &[&Pack], minimum: u64) -> Vec<Within> {
    let mut printed: BTreeSet<(String, String, &str)> = BTreeSet::new();
    for row in packs.iter().flat_map(|pack| pack.rows("activity.csv")) {
        for part in ["due", "failed"] {
            if (cell(&row, "grain") == "month" && cell(&row, part) != "[c]") || cell(&row, part) == "0" {
                let service = cell(&row, "service");
                printed.extend(months_of(&row).map(|month| (service.to_owned(), month, part)));
            }
        }
    }
    let mut all = Vec::new();
    for pack in packs {
        let manifest: serde_json::Value = serde_json::from_slice(&pack.bytes("manifest.json")).unwrap();
        let month = manifest["month"].as_str().unwrap();
        let rows = pack.rows("activity.csv");
        let named: BTreeSet<&str> = rows.iter().map(|row| cell(row, "service")).collect();
        let coarse: BTreeSet<&str> =
            rows.iter().filter(|row| cell(row, "grain") != "month").map(|row| cell(row, "service")).collect();
        for ((service, of), counts) in by_month(made, month, &named) {
            let in_a_pack = rows.iter().any(|row| cell(row, "service") == service && begins(row) <= of);
            if !coarse.contains(service.as_str()) || !in_a_pack {
                continue;
            }
            for (part, hidden) in [("due", !due_prints(&counts, minimum)), ("failed", !failed_prints(&counts, minimum))]
            {
                if hidden && !printed.contains(&(service.clone(), of.clone(), part)) {
                    all.push([month.to_owned(), service.clone(), of.clone(), part.to_owned()]);
                }
            }
        }
    }
    all
}

/// The numbers of children behind the failed contacts of packs and of some of their groups, which are in no table: the place of each
/// number, and the number.
pub fn behind(made: &Made, packs: &[&Pack]) -> Vec<(String, u64)> {
    let mut all = Vec::new();
    for pack in packs {
        let manifest: serde_json::Value = serde_json::from_slice(&pack.bytes("manifest.json")).unwrap();
        let last = manifest["month"].as_str().unwrap();
        let year_before = format!("{}{}", last[..4].parse::<u32>().unwrap() - 1, &last[4..]);
        let counted = counted(made, last);
        let failed: Vec<Vec<&str>> = made
            .known_on(&day_of(last))
            .map(|contact| contact.text.trim_end().split(',').collect::<Vec<_>>())
            .filter(|cells| cells[4][..7] > *year_before && cells[4][..7] <= *last)
            .filter(|cells| counted.contains(cells[1]) && FAILED.contains(&cells[6]))
            .collect();
        let of = |has: &dyn Fn(&[&str]) -> bool| {
            failed.iter().filter(|cells| has(cells)).map(|cells| cells[1]).collect::<BTreeSet<_>>().len() as u64
        };
        all.push((format!("all of {last} children behind failed"), of(&|_| true)));
        for row in pack.rows("breakdown.csv") {
            let (dimension, group) = (cell(&row, "dimension"), cell(&row, "group"));
            let column = ["service", "provider"].iter().position(|name| *name == dimension);
            if let Some(column) = column.filter(|_| group != "Other (merged)") {
                let place = format!("children behind {dimension} {group} failed as of {last}");
                all.push((place, of(&|cells| cells[2 + column] == group)));
            }
        }
    }
    all
}

/// The day on which the pack of a month is made.
fn day_of(month: &str) -> String {
    let (year, month) = month.split_once('-').unwrap();
    crate::areas::day_after((year.parse::<u64>().unwrap() - 2024) * 12 + month.parse::<u64>().unwrap() - 1)
}

/// The first month of a row.
fn begins(row: &Row) -> String {
    let period = cell(row, "period");
    match period.split_once("-Q") {
        Some((year, quarter)) => format!("{year}-{:02}", quarter.parse::<u32>().unwrap() * 3 - 2),
        None => period[..7].to_owned(),
    }
}

/// The months of a row.
fn months_of(row: &Row) -> impl Iterator<Item = String> {
    let first = begins(row);
    let (year, month) = first.split_once('-').unwrap();
    let first = year.parse::<u32>().unwrap() * 12 + month.parse::<u32>().unwrap() - 1;
    let many = match cell(row, "grain") {
        "month" => 1,
        "quarter" => 3,
        _ => 12,
    };
    (first..first + many).map(|month| format!("{}-{:02}", month / 12, month % 12 + 1))
}

/// The contacts of each service that a pack names, of all together and of all others, by month, as known when the pack of
/// `last` was made.
fn by_month(made: &Made, last: &str, named: &BTreeSet<&str>) -> BTreeMap<(String, String), Counts> {
    let day = day_of(last);
    let counted = counted(made, last);
    let mut all: BTreeMap<(String, String), Counts> = BTreeMap::new();
    for contact in made.known_on(&day) {
        let cells: Vec<&str> = contact.text.trim_end().split(',').collect();
        let (child, service, month, outcome) = (cells[1], cells[2], &cells[4][..7], cells[6]);
        let failed = FAILED.contains(&outcome);
        if !counted.contains(child) || month > last || !(failed || outcome == "seen") {
            continue;
        }
        let service = if named.contains(service) { service } else { "Other (merged)" };
        for service in ["All services", service] {
            let own = all.entry((service.to_owned(), month.to_owned())).or_default();
            *own[usize::from(!failed)].entry(child.to_owned()).or_default() += 1;
        }
    }
    all
}

/// The children who are under 18 and alive at the end of a month.
fn counted<'a>(made: &'a Made, last: &str) -> BTreeSet<&'a str> {
    let under = |born: &str| {
        let year: u32 = born[..4].parse().unwrap();
        // Nobody is born on the last days of a month.
        format!("{}{}", year + 18, &born[4..7]).as_str() > last
    };
    made.children
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|cells| under(cells[3]) && (cells[4].is_empty() || &cells[4][..7] > last))
        .map(|cells| cells[0])
        .collect()
}

/// Whether the children behind a count allow it to be printed.
fn prints(of: &BTreeMap<String, u64>, minimum: u64) -> bool {
    let mut most: Vec<u64> = of.values().copied().collect();
    most.sort_unstable_by(|a, b| b.cmp(a));
    let sum: u64 = most.iter().sum();
    let two = most.iter().take(2).sum::<u64>();
    sum == 0 || (sum >= minimum && most.len() as u64 >= minimum && most[0] * 2 <= sum && two * 4 <= sum * 3)
}

fn due_prints([failed, seen]: &Counts, minimum: u64) -> bool {
    let mut all = failed.clone();
    for (child, count) in seen {
        *all.entry(child.clone()).or_default() += count;
    }
    prints(&all, minimum)
}

fn failed_prints([failed, seen]: &Counts, minimum: u64) -> bool {
    failed.is_empty() || (prints(failed, minimum) && !seen.is_empty() && prints(seen, minimum))
}
