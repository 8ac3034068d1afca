//! Who needs somebody today: the first cases of the list that no decision holds for, with their reasons in words.

use serde::Serialize;

use crate::report::pages::sheet_path;
use crate::report::pages::words::{age, capital, counted, name, number};
use crate::review::Review;
use crate::rules::{briefly, listed};
use crate::vocabulary::{Priority, Status};

/// Cases that are named at least; and every immediate one, however many there are.
const NAMED: usize = 3;
/// Reasons that are told of each; its line in the list has them all.
const TOLD: usize = 2;

/// The cases to look at first.
#[derive(Serialize)]
pub(crate) struct First {
    rows: Vec<Row>,
    /// How many more there are, or that there are none.
    more: String,
}

#[derive(Serialize)]
struct Row {
    priority: &'static str,
    priority_phrase: &'static str,
    name: String,
    sheet: Option<String>,
    age: String,
    why: String,
}

/// The cases to look at first: of those without a decision that holds, or with one that asks for another look now, the
/// first of the order. `sheets` is how many cases have a sheet.
pub(crate) fn first(review: &Review, sheets: usize) -> First {
    let cases = &review.cases.list;
    let open: Vec<usize> = (0..cases.len()).filter(|at| review.compared.status(*at) != Status::Reviewed).collect();
    let immediate = open.iter().filter(|at| cases[**at].priority == Priority::Immediate).count();
    let rows = open.iter().take(NAMED.max(immediate)).map(|at| {
        let case = &cases[*at];
        let mut briefs = case.briefs(&review.everyone());
        briefs.truncate(TOLD);
        Row {
            priority: case.priority.word(),
            priority_phrase: case.priority.phrase(),
            name: name(review, case),
            sheet: (*at < sheets).then(|| sheet_path(case)),
            age: age(case, review.as_of),
            why: capital(&crate::text::for_page(&format!("{}.", briefly(&briefs)))),
        }
    });
    let rows: Vec<Row> = rows.collect();
    let rest = &open[rows.len()..];
    let of = |priority: Priority| rest.iter().filter(|at| cases[**at].priority == priority).count();
    let told: Vec<String> = Priority::ALL
        .iter()
        .filter(|priority| of(**priority) > 0)
        .map(|priority| format!("{} {}", number(of(*priority) as u64), priority.word()))
        .collect();
    let reviewed = cases.len() - open.len();
    let more = match (rest.len(), reviewed) {
        (0, 0) => String::new(),
        (0, _) if rows.is_empty() => "Nobody: a decision still holds for every case.".to_owned(),
        (0, _) => format!("A decision still holds for {}.", counted(reviewed, "other case", "other cases")),
        (..) => format!("After them: {}.", listed(&told)),
    };
    First { rows, more }
}
