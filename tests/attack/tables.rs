//! What a reader knows about each table, and how tables are related, written from the description of the pack.

#[path = "cases.rs"]
mod cases;
#[path = "chain.rs"]
mod chain;
#[path = "ends.rs"]
mod ends;
#[path = "few.rs"]
mod few;
#[path = "groups.rs"]
mod groups;
#[path = "within.rs"]
mod within;

pub(super) use chain::between;
pub(super) use groups::in_several;
use within::has_leap_day;

use super::{Known, MOST, Model, Within};
use crate::support::{Row, cell};

const ALL: &str = "All services";
const OTHERS: &str = "Other (merged)";
const OVERLAPPING: [&str; 4] = ["service", "provider", "sector", "kind"];
const PARTS: [&str; 2] = ["due", "failed"];

/// A month as a number: months since the year 0.
fn month(text: &str) -> i32 {
    let (year, month) = text[..7].split_once('-').unwrap();
    year.parse::<i32>().unwrap() * 12 + month.parse::<i32>().unwrap() - 1
}

/// The months of a period.
fn months(grain: &str, period: &str) -> std::ops::RangeInclusive<i32> {
    match grain {
        "month" => month(period)..=month(period),
        "quarter" => {
            let (year, quarter) = period.split_once("-Q").unwrap();
            let first = year.parse::<i32>().unwrap() * 12 + quarter.parse::<i32>().unwrap() * 3 - 3;
            first..=first + 2
        }
        _ => month(period)..=month(period) + 11,
    }
}

/// The months that have a day, and those that have all days, among the twelve months that end 90 days before the last day of
/// a month.
fn followed_up(last: &str) -> (std::ops::RangeInclusive<i32>, std::ops::RangeInclusive<i32>) {
    const DAYS: [i32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let days = |month: i32| {
        let year = month.div_euclid(12);
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        DAYS[month.rem_euclid(12) as usize] + i32::from(is_leap && month.rem_euclid(12) == 1)
    };
    let mut at = month(last);
    let mut day = days(at) - 90;
    while day < 1 {
        at -= 1;
        day += days(at);
    }
    let is_whole = day == days(at);
    // The year begins on the day after the same one.
    let first = if day >= days(at - 12) { at - 11 } else { at - 12 };
    let begins_whole = first == at - 11;
    let whole = if begins_whole { first } else { first + 1 }..=if is_whole { at } else { at - 1 };
    (first..=at, whole)
}

/// The place of a month of a service that has no cell.
pub(super) fn place_of_month([pack, service, of, part]: &Within) -> String {
    format!("{} {} {part} as of {pack}", name_of(service, pack), month(of))
}

/// A service, and of the merged ones those of this pack.
fn name_of(service: &str, pack: &str) -> String {
    if service == OTHERS { format!("{service} of {pack}") } else { service.to_owned() }
}

struct Reading<'m, 'a> {
    model: &'m mut Model,
    pack: &'a Known<'a>,
    last: i32,
    /// The first month of any series.
    first: i32,
    services: Vec<String>,
}

pub(super) fn read(model: &mut Model, pack: &Known<'_>) {
    let rows = pack.pack.rows("activity.csv");
    let last = month(&pack.month);
    let first = rows.iter().map(|row| *months(cell(row, "grain"), cell(row, "period")).start()).min();
    let mut services: Vec<String> = rows.iter().map(|row| cell(row, "service").to_owned()).collect();
    services.dedup();
    let mut reading = Reading { model, pack, last, first: first.unwrap_or(last + 1), services };
    reading.activity(&rows);
    let totals = reading.breakdown();
    let rules = reading.rules(&totals);
    reading.thresholds(&totals, &rules);
    reading.few(&totals, &rules);
    reading.years_apart();
    reading.follow_up();
    reading.reviews();
}

/// The numbers of all children and contacts of a pack.
struct Totals {
    children: usize,
    due: usize,
    failed: usize,
    with_case: usize,
    /// Children with a failed contact.
    behind: usize,
}

impl Reading<'_, '_> {
    /// A service's contacts of a month.
    fn of_month(&mut self, service: &str, month: i32, part: &str) -> usize {
        let own = name_of(service, &self.pack.month);
        self.model.shared(&format!("{own} {month} {part}"), self.pack)
    }

    fn activity(&mut self, rows: &[Row]) {
        for series in rows.chunk_by(|a, b| cell(a, "service") == cell(b, "service")) {
            let service = cell(&series[0], "service");
            for row in series {
                let own = PARTS.map(|part| {
                    let months: Vec<usize> = months(cell(row, "grain"), cell(row, "period"))
                        .map(|month| self.of_month(service, month, part))
                        .collect();
                    let place = format!("{service} {} {part}", cell(row, "period"));
                    let number = self.model.count(&place, cell(row, part), self.pack, 0.0);
                    self.model.whole(number, months);
                    number
                });
                self.model.rest(own[0], own[1], cell(row, "failed"), self.pack);
            }
            let begins = *months(cell(&series[0], "grain"), cell(&series[0], "period")).start();
            for month in self.first..=self.last {
                let own = PARTS.map(|part| self.of_month(service, month, part));
                self.model.at_least(own[0], own[1], 0.0);
                if cell(&series[0], "grain") == "month" && month < begins {
                    for number in own {
                        self.model.bounds[number] = (0.0, 0.0);
                    }
                }
            }
        }
        let parts: Vec<String> = self.services.iter().filter(|service| *service != ALL).cloned().collect();
        for month in self.first..=self.last {
            for part in PARTS {
                let all = self.of_month(ALL, month, part);
                let own: Vec<usize> = parts.iter().map(|service| self.of_month(service, month, part)).collect();
                self.model.whole(all, own);
            }
        }
    }

    /// Failed or due contacts of a service in a number of months up to one; `None` if the tables begin later.
    fn year(&mut self, service: &str, last: i32, months: i32, part: &str) -> Option<Vec<usize>> {
        let first = last - months + 1;
        (first >= self.first).then(|| (first..=last).map(|month| self.of_month(service, month, part)).collect())
    }

    fn breakdown(&mut self) -> Totals {
        let name = |column: &str| format!("all of {} {column}", self.pack.month);
        let totals = Totals {
            children: self.model.number(name("children")),
            due: self.model.number(name("due")),
            failed: self.model.number(name("failed")),
            with_case: self.model.number(name("children_with_case")),
            behind: self.model.number(name("children behind failed")),
        };
        for (part, total) in [("due", totals.due), ("failed", totals.failed)] {
            if let Some(all) = self.year(ALL, self.last, 12, part) {
                self.model.whole(total, all);
            }
        }
        let before = self.failed_before();
        if let Some(all) = self.year(ALL, self.last - 12, 12, "failed") {
            self.model.whole(before, all);
        }
        self.model.at_least(totals.children, totals.with_case, 0.0);
        let rows = self.pack.pack.rows("breakdown.csv");
        for rows in rows.chunk_by(|a, b| cell(a, "dimension") == cell(b, "dimension")) {
            self.dimension(rows, &totals);
        }
        totals
    }

    fn dimension(&mut self, rows: &[Row], totals: &Totals) {
        let (model, pack) = (&mut *self.model, self.pack);
        let dimension = cell(&rows[0], "dimension");
        let least = if rows.len() > 1 { pack.minimum as f64 } else { 0.0 };
        let overlapping = OVERLAPPING.contains(&dimension);
        let failed_of_cases = failed_of_cases(pack);
        // A group without contacts in the last twelve months has no row, whatever it had before.
        let mut failed_before = vec![(model.number(format!("all of {} failed_before", pack.month)), 1.0)];
        let mut groups: Vec<[usize; 4]> = Vec::new();
        let (mut behind_failed, mut behind_cancelled) = (Vec::new(), Vec::new());
        for row in rows {
            let group = cell(row, "group");
            let mut number = |column: &str, least: f64| {
                let place = format!("{dimension} {group} {column}");
                model.count(&place, cell(row, column), pack, least)
            };
            let own = [
                number("children", least),
                number("due", least),
                number("failed", 0.0),
                number("children_with_case", 0.0),
            ];
            let before = [number("due_before", 0.0), number("failed_before", 0.0)];
            for column in ["no_outcome", "cancelled_by_family", "cancelled_by_provider"] {
                number(column, 0.0);
            }
            failed_before.push((before[1], -1.0));
            model.rest(own[1], own[2], cell(row, "failed"), pack);
            model.rest(own[0], own[3], cell(row, "children_with_case"), pack);
            model.rest(before[0], before[1], cell(row, "failed_before"), pack);
            model.at_least(own[1], own[0], 0.0);
            let behind = model.behind(&format!("{dimension} {group} failed"), cell(row, "failed"), pack);
            model.at_least(own[0], behind, 0.0);
            // A child without a failed contact has a contact that did not fail.
            model.sum([(own[1], 1.0), (own[2], -1.0), (own[0], -1.0), (behind, 1.0)], 0.0, MOST);
            if !overlapping && failed_of_cases > 0.0 {
                // The first contact of each child, and the others of those with a case.
                model.sum([(own[2], 1.0), (behind, -1.0), (own[3], 1.0 - failed_of_cases)], 0.0, MOST);
                model.at_least(behind, own[3], 0.0);
            }
            behind_failed.push(behind);
            let cancelled = cell(row, "cancelled_by_family");
            behind_cancelled.push(model.behind(&format!("{dimension} {group} cancelled_by_family"), cancelled, pack));
            groups.push(own);
        }
        model.sum(failed_before, 0.0, MOST);
        let cancelled = model.number(format!("all of {} children behind cancelled_by_family", pack.month));
        for (all, groups) in [(totals.behind, behind_failed), (cancelled, behind_cancelled)] {
            if !overlapping && all == cancelled {
                model.no_more(all, &groups);
            } else {
                let sum = groups.iter().map(|group| (*group, 1.0)).chain([(all, -1.0)]);
                model.sum(sum, 0.0, if overlapping { MOST } else { 0.0 });
            }
            for group in groups {
                model.at_least(all, group, 0.0);
            }
        }
        for (column, total) in [(1, totals.due), (2, totals.failed)] {
            model.whole(total, groups.iter().map(|group| group[column]));
        }
        let all = [totals.children, totals.with_case];
        let sets: &[[f64; 2]] =
            if overlapping { &[[1.0, 0.0], [0.0, 1.0], [1.0, -1.0]] } else { &[[1.0, 0.0], [0.0, 1.0]] };
        for signs in sets {
            let set = |numbers: [usize; 2], by: f64| [(numbers[0], by * signs[0]), (numbers[1], by * signs[1])];
            let of = |group: &[usize; 4]| [group[0], group[3]];
            let high = if overlapping { MOST } else { 0.0 };
            model.sum(groups.iter().flat_map(|group| set(of(group), 1.0)).chain(set(all, -1.0)), 0.0, high);
            for group in groups.iter().filter(|_| overlapping) {
                model.sum(set(all, 1.0).into_iter().chain(set(of(group), -1.0)), 0.0, MOST);
            }
        }
        for column in ["no_outcome", "cancelled_by_family", "cancelled_by_provider"] {
            if !overlapping {
                let total = self.model.number(format!("all of {} {column}", self.pack.month));
                let numbers: Vec<usize> = rows
                    .iter()
                    .map(|row| {
                        let place = format!("{dimension} {} {column} as of {}", cell(row, "group"), self.pack.month);
                        self.model.number(place)
                    })
                    .collect();
                self.model.no_more(total, &numbers);
            }
        }
        if dimension == "service" {
            self.services_of_year(rows, &groups, totals);
        }
    }

    /// A service's year is the sum of its months. A child who is listed for several services is in each of them.
    fn services_of_year(&mut self, rows: &[Row], groups: &[[usize; 4]], totals: &Totals) {
        let several = self.pack.rule("cross_service", "services");
        let children = self.model.shared(&format!("trend {} cross_service", self.last), self.pack);
        let within_year = self.pack.is_within_year();
        for (row, group) in rows.iter().zip(groups) {
            let service = cell(row, "group");
            if !self.services.iter().any(|name| name == service) {
                continue;
            }
            // The merged services are those of the same pack.
            for (part, number) in [("due", group[1]), ("failed", group[2])] {
                if let Some(months) = self.year(service, self.last, 12, part) {
                    self.model.whole(number, months);
                }
            }
            for part in PARTS {
                let place = format!("service {service} {part}_before as of {}", self.pack.month);
                let number = self.model.number(place);
                if let Some(months) = self.year(service, self.last - 12, 12, part) {
                    // A service without contacts in the last twelve months is in no row.
                    let high = if service == OTHERS { MOST } else { 0.0 };
                    let months = months.into_iter().map(|month| (month, 1.0));
                    self.model.sum(months.chain([(number, -1.0)]), 0.0, high);
                }
            }
            if let Some(services) = several.filter(|_| within_year && service != OTHERS) {
                let more = services as f64 - 1.0;
                self.model.sum([(totals.failed, 1.0), (group[2], -1.0), (children, -more)], 0.0, MOST);
            }
        }
        if let Some(services) = several.filter(|_| within_year && rows.iter().all(|row| cell(row, "group") != OTHERS)) {
            for (column, total) in [(0, totals.children), (3, totals.with_case)] {
                let counted = groups.iter().map(|group| (group[column], 1.0));
                let more = services as f64 - 1.0;
                self.model.sum(counted.chain([(total, -1.0), (children, -more)]), 0.0, MOST);
            }
        }
    }

    fn follow_up(&mut self) {
        for row in self.pack.pack.rows("follow_up.csv") {
            let service = cell(&row, "service");
            let columns = ["failed", "rebooked_21", "seen_28", "seen_90", "nothing_since"];
            let numbers = columns.map(|column| {
                self.model.count(&format!("follow-up {service} {column}"), cell(&row, column), self.pack, 0.0)
            });
            for (number, column) in numbers.iter().zip(columns).skip(1) {
                self.model.rest(numbers[0], *number, cell(&row, column), self.pack);
            }
            self.model.at_least(numbers[3], numbers[2], 0.0);
            for after in [numbers[1], numbers[3]] {
                self.model.sum([(numbers[0], 1.0), (after, -1.0), (numbers[4], -1.0)], 0.0, MOST);
            }
            let (touched, whole) = followed_up(&self.pack.month);
            let range = |from: i32, to: i32| (to, to - from + 1);
            let (last, months) = range(*touched.start(), *touched.end());
            if let Some(months) = self.year(service, last, months, "failed") {
                let months = months.into_iter().map(|number| (number, 1.0));
                self.model.sum(months.chain([(numbers[0], -1.0)]), 0.0, MOST);
            }
            // Several failed slots on one day are one failed contact here, so the equality is likely but not certain.
            let (last, months) = range(*whole.start(), *whole.end());
            if let Some(months) = self.year(service, last, months, "failed") {
                let months = months.into_iter().map(|number| (number, -1.0));
                self.model.likely(months.chain([(numbers[0], 1.0)]), 0.0);
            }
        }
    }

    fn reviews(&mut self) {
        for row in self.pack.pack.rows("reviews.csv") {
            let place = format!("reviews {} {}", month(cell(&row, "month")), cell(&row, "priority"));
            let listed = self.model.printed(&format!("{place} listed"), cell(&row, "listed"), self.pack);
            let parts = ["decided_in_target", "decided_later", "undecided"].map(|column| {
                let number = self.model.count(&format!("{place} {column}"), cell(&row, column), self.pack, 0.0);
                self.model.rest(listed, number, cell(&row, column), self.pack);
                number
            });
            self.model.whole(listed, parts);
        }
    }
}

/// The least number of failed contacts of a child with a case.
fn failed_of_cases(pack: &Known<'_>) -> f64 {
    let rules = pack.settings["rules"].as_object().unwrap();
    let least = rules.iter().filter(|(_, rule)| rule["enabled"] == true).map(|(name, _)| asks_for(pack, name)).min();
    least.filter(|_| pack.is_within_year()).unwrap_or(0) as f64
}

/// The least number of failed contacts in the review period of a child whom a rule lists.
fn asks_for(pack: &Known<'_>, rule: &str) -> i64 {
    match rule {
        "repeated" | "early_concern" => pack.rule(rule, "threshold").unwrap(),
        "cross_service" => pack.rule(rule, "services").unwrap(),
        "unscheduled_care" => pack.rule(rule, "failed").unwrap(),
        "household" | "closed_after_failed" => 1,
        "not_seen" | "repeated_cancellation" => 0,
        "whereabouts_unknown" | "disengaged" => {
            i64::from(Known::words(&pack.settings["failed_contact"]["outcomes"]).contains(rule))
        }
        other => panic!("say here how many failed contacts {other} asks for"),
    }
}
