//! The tables of the page, each with definitions of its numbers.

use serde::Serialize;

use super::charts::{self, count, group_name};
use super::one_source;
use super::page::printable;
use super::reviewed;
use crate::config::settings::Targets;
use crate::disclosure::one_source::MostlyOneSource;
use crate::disclosure::published::{BreakdownRow, Published, Rate, ReviewRow};
use crate::measures::IncompleteSources;
use crate::report::pages::words::shown;
use crate::rules;
use crate::wording::capital;

/// A table of the page.
#[derive(Serialize)]
pub(super) struct TableView {
    id: &'static str,
    title: &'static str,
    /// What the numbers count.
    definition: String,
    file: &'static str,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// A rate in percent, or the mark for one that is not shown.
fn percent(rate: Rate) -> String {
    rate.value().map_or_else(|| rate.to_string(), |share| format!("{:.1}%", share * 100.0))
}

/// All tables, in the order of the page. Counts are rounded to `unit`.
pub(super) fn tables(
    published: &Published,
    (unit, targets): (u64, &Targets),
    from_one: &[MostlyOneSource],
    records: &IncompleteSources,
) -> Vec<TableView> {
    const DUE: &str = "Due contacts: contacts other than unscheduled care whose outcome is “seen” or one of the failed \
                       outcomes, one contact each. Failed: those of them with a failed outcome. Share failed: failed / due.";
    let breakdown = TableView {
        id: "breakdown",
        title: "Breakdown of the 12 months",
        definition: format!(
            "{DUE} Children: those with at least one due contact in the group in the 12 months. Children with a case: those of \
             them whom at least one rule lists at the end of the last month. Lower and upper: the 95% Wilson interval of the \
             share. A child who uses several services counts in each."
        ),
        file: "breakdown.csv",
        head: charts::head(
            "By | Group | Children | Due | Failed | Share failed | Lower | Upper | Children with a case",
        ),
        rows: published
            .breakdown
            .iter()
            .map(|row| {
                let cells = [
                    count(row.children),
                    count(row.due),
                    count(row.failed),
                    percent(row.rate),
                    percent(row.rate_low),
                    percent(row.rate_high),
                    count(row.children_with_case),
                ];
                group(row).into_iter().chain(cells).collect()
            })
            .collect(),
    };
    let title = |word: &str| rules::find(word).map_or_else(|| word.to_owned(), |rule| rule.title().to_owned());
    let by_rule = TableView {
        id: "rules",
        title: "Children by rule and priority",
        definition:
            "Children for whom a rule holds at the end of the last month, by the priority of their case. A child \
                     for whom several rules hold counts in each."
                .to_owned(),
        file: "rules.csv",
        head: charts::head("Rule | Priority | Children"),
        rows: published
            .rules
            .iter()
            .map(|row| vec![title(row.rule), row.priority.phrase().to_owned(), count(row.children)])
            .collect(),
    };
    vec![
        breakdown,
        year_before(published, records),
        comparable(published, from_one),
        by_rule,
        reviews(published, unit, targets),
    ]
}

/// The first two cells of a group's row: its dimension and its name.
fn group(row: &BreakdownRow) -> [String; 2] {
    [capital(charts::dimension(row.dimension)[0]), shown(&group_name(row))]
}

/// The cell of a group that is not compared with the 12 months before.
const NOT_COMPARED: &str = "–";

/// The table of both years, and of each group against all others.
fn year_before(published: &Published, records: &IncompleteSources) -> TableView {
    let late = charts::begins(published, records).map_or_else(String::new, |late| {
        format!(
            " {}: groups that may have contacts of their sources are not compared with the 12 months before ({NOT_COMPARED}).",
            capital(&late)
        )
    });
    TableView {
        id: "before",
        title: "These 12 months and the 12 before, and each group against all others",
        definition: printable(&format!(
            "Change: the share failed less that of the 12 months before, in percentage points, with Newcombe's 95% \
                     limits (method 10). A change is more than chance explains where both limits have the same sign. Of many \
                     groups, one in twenty would show a change by chance alone. Against others: the share less that of all other \
                     groups together, with the same limits. Children are in the group that they are in now, for both years: an \
                     age band holds the same children a year younger.{late}"
        )),
        file: "breakdown.csv",
        head: charts::head(
            "By | Group | Share failed | Due before | Failed before | Share before | Change | from | to | Against \
             others | from | to",
        ),
        rows: published
            .breakdown
            .iter()
            .map(|row| {
                let [change, low, high] = row.change.map(charts::points);
                let before =
                    [count(row.due_before), count(row.failed_before), percent(row.rate_before), change, low, high];
                let is_compared = charts::has_both(row, records);
                let before = before.map(|cell| if is_compared { cell } else { NOT_COMPARED.to_owned() });
                let [rest, rest_low, rest_high] = row.against_rest.map(charts::points);
                let share = std::iter::once(percent(row.rate));
                group(row).into_iter().chain(share).chain(before).chain([rest, rest_low, rest_high]).collect()
            })
            .collect(),
    }
}

/// The table of contacts without an outcome and of cancellations.
fn comparable(published: &Published, from_one: &[MostlyOneSource]) -> TableView {
    let sources = one_source::sentence(published, from_one);
    TableView {
        id: "comparable",
        title: "Can these shares be compared?",
        definition: printable(&format!(
            "Contacts without an outcome and cancelled ones are neither due nor failed. A service that records no outcome, or calls a missed appointment \
             cancelled, seems to fail less often: compare shares only where these numbers are alike. {sources}"
        )),
        file: "breakdown.csv",
        head: charts::head(
            "By | Group | Due | No outcome recorded | Cancelled by the family | Cancelled by the provider",
        ),
        rows: published
            .breakdown
            .iter()
            .map(|row| {
                let counts = [row.due, row.no_outcome, row.cancelled_by_family, row.cancelled_by_provider];
                group(row).into_iter().chain(counts.map(count)).collect()
            })
            .collect(),
    }
}

/// The table of reviews: the months and priorities in which somebody was, or may have been, newly listed.
fn reviews(published: &Published, unit: u64, targets: &Targets) -> TableView {
    let is_empty = |row: &&ReviewRow| {
        [row.listed, row.decided_in_target, row.decided_later, row.undecided]
            .iter()
            .all(|count| count.number() == Some(0))
    };
    let empty = published.reviews.iter().filter(is_empty).count();
    let mut notes = String::new();
    if empty < published.reviews.len() {
        notes.push_str(" A list that was made with other targets is judged by those.");
        if empty > 0 {
            notes.push_str(" Months and priorities without a newly listed child are left out here.");
        }
    }
    TableView {
        id: "reviews",
        title: "Are listed children reviewed in time?",
        definition: format!(
            "Children whom the safeguarding team's weekly lists of each month named for the first time, by the priority that they \
             had then, and when a decision about them came. {}{notes}",
            reviewed::sentences(&published.reviews, targets, unit)
        ),
        file: "reviews.csv",
        head: charts::head("Month | Priority | Newly listed | Decided in time | Decided later | No decision yet"),
        rows: published
            .reviews
            .iter()
            .filter(|row| !is_empty(row))
            .map(|row| {
                vec![
                    row.month.long(),
                    row.priority.phrase().to_owned(),
                    count(row.listed),
                    count(row.decided_in_target),
                    count(row.decided_later),
                    count(row.undecided),
                ]
            })
            .collect(),
    }
}
