//! The cases to look at today: the first cases of the list that no decision holds for, with their reasons in words, and every
//! immediate one: a child whose whereabouts are unknown is looked at whatever was decided.

use serde::Serialize;

use crate::report::pages::listed_for::listed_for_in_brief;
use crate::report::pages::sheet_path;
use crate::report::pages::words::{age, name};
use crate::review::Review;
use crate::rules::brief_sentence;
use crate::vocabulary::{Priority, Status};
use crate::wording::{capital, counted, listed, number};

/// Cases that are named at least; and every immediate one, however many there are.
const NAMED: usize = 3;
/// Reasons that are told of each; its line in the list has them all.
const TOLD: usize = 2;

#[derive(Serialize)]
pub(crate) struct FirstCases {
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
pub(crate) fn first(review: &Review, sheets: usize) -> FirstCases {
    let cases = &review.cases.list;
    let (held, open): (Vec<usize>, Vec<usize>) =
        (0..cases.len()).partition(|at| review.compared.status(*at) == Status::Reviewed);
    let is_immediate = |at: &&usize| cases[**at].priority == Priority::Immediate;
    let named = open.len().min(NAMED.max(open.iter().filter(is_immediate).count()));
    let still: Vec<&usize> = held.iter().filter(is_immediate).collect();
    let rows = open.iter().take(named).chain(still.iter().copied()).map(|at| {
        let case = &cases[*at];
        let mut briefs = case.briefs(&review.review_input());
        briefs.truncate(TOLD);
        Row {
            priority: case.priority.word(),
            priority_phrase: case.priority.phrase(),
            name: name(review, case),
            sheet: (*at < sheets).then(|| sheet_path(case)),
            age: age(case, review.as_of),
            why: capital(&crate::text::for_page(&format!(
                "{}.{}{}",
                brief_sentence(&briefs),
                listed_for_in_brief(review, case).map_or_else(String::new, |named| format!(" {named}.")),
                if review.compared.status(*at) == Status::Reviewed { " A decision still holds." } else { "" }
            ))),
        }
    });
    let rows: Vec<Row> = rows.collect();
    let rest = &open[named..];
    let of = |priority: Priority| rest.iter().filter(|at| cases[**at].priority == priority).count();
    let told: Vec<String> = Priority::ALL
        .iter()
        .filter(|priority| of(**priority) > 0)
        .map(|priority| format!("{} {}", number(of(*priority) as u64), priority.word()))
        .collect();
    let reviewed = held.len() - still.len();
    let more = match (rest.len(), reviewed) {
        (0, 0) => String::new(),
        (0, _) if rows.is_empty() => "Nobody: a decision still holds for every case.".to_owned(),
        (0, _) => format!("A decision still holds for {}.", counted(reviewed, "other case", "other cases")),
        (..) => format!("After them: {}.", listed(&told)),
    };
    FirstCases { rows, more }
}
