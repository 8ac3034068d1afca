//! The cases to look at today: the first cases in the list without a decision that holds, and every immediate case, each with
//! its reasons in words. A child whose whereabouts are unknown is here whatever was decided. So is a child who was immediate
//! and has left the list for a reason that somebody should look into.

use serde::Serialize;

use crate::report::pages::history::{explained, overdue_since};
use crate::report::pages::listed_for::listed_for_in_brief;
use crate::report::pages::sheet::who::urgent_factors;
use crate::report::pages::words::{age, age_of, full_name, name};
use crate::report::pages::{list_page, sheet_path};
use crate::review::Review;
use crate::rules::brief_sentence;
use crate::vocabulary::{Factor, Priority, Status};
use crate::wording::{capital, counted, listed, number};

/// How many cases to name if fewer are immediate. Every immediate case is named, however many there are.
const NAMED: usize = 3;
/// The most reasons given for each case. Its row in the list has them all.
const TOLD: usize = 2;
/// The most children named who have left the list.
const LEFT: usize = 3;

#[derive(Serialize)]
pub(crate) struct FirstCases {
    rows: Vec<Row>,
    /// How many more cases there are, or that there are none.
    more: String,
}

#[derive(Serialize)]
struct Row {
    priority: &'static str,
    priority_phrase: &'static str,
    /// The status if the case is new, worse or due for review. Blank for new cases in the first report, where every case is new.
    status: &'static str,
    status_phrase: &'static str,
    name: String,
    /// The path of the child's sheet, or of the part of the list for children who have left it.
    sheet: Option<String>,
    /// The age, and the factors that make the case urgent.
    age: String,
    why: String,
}

/// The cases to look at first: the first in order without a decision that holds, or whose decision asks for another look now.
/// Immediate cases that were decided follow. `sheets` is the number of cases with a sheet.
pub(crate) fn first(review: &Review, sheets: usize) -> FirstCases {
    let cases = &review.cases.list;
    let (held, open): (Vec<usize>, Vec<usize>) =
        (0..cases.len()).partition(|at| review.compared.status(*at) == Status::Reviewed);
    let is_immediate = |at: &&usize| cases[**at].priority == Priority::Immediate;
    let named = open.len().min(NAMED.max(open.iter().filter(is_immediate).count()));
    let still: Vec<&usize> = held.iter().filter(is_immediate).collect();
    let (mut rows, more_left) = left(review);
    rows.extend(open.iter().take(named).chain(still.iter().copied()).map(|at| row(review, *at, sheets)));
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
    FirstCases { rows, more: format!("{more_left}{more}") }
}

fn row(review: &Review, at: usize, sheets: usize) -> Row {
    let case = &review.cases.list[at];
    let mut briefs = case.briefs(&review.review_input());
    briefs.truncate(TOLD);
    let status = review.compared.status(at);
    let is_said = match status {
        Status::New => review.compared.previous.is_some(),
        Status::Worsened | Status::ReviewDue => true,
        Status::Continuing | Status::Reviewed => false,
    };
    // The age already says that a child is under one.
    let factors = urgent_factors(review, case).filter(|factor| *factor != Factor::Infant);
    let factors = factors.map(Factor::phrase).collect::<Vec<_>>().join(", ");
    let years = age(case, review.as_of);
    Row {
        priority: case.priority.word(),
        priority_phrase: case.priority.phrase(),
        status: if is_said { status.word() } else { "" },
        status_phrase: status.phrase(),
        name: name(review, case),
        sheet: (at < sheets).then(|| sheet_path(case)),
        age: if factors.is_empty() { years } else { format!("{years}; {factors}") },
        why: capital(&crate::text::for_page(&format!(
            "{}.{}{}{}",
            brief_sentence(&briefs),
            listed_for_in_brief(review, case).map_or_else(String::new, |named| format!(" {named}.")),
            overdue_since(review, at)
                .map_or_else(String::new, |day| format!(" Decision overdue: it was due by {day}.")),
            if status == Status::Reviewed { " A decision still holds." } else { "" }
        ))),
    }
}

/// The children who were immediate and have left the list for a reason to look into, and a sentence on how many more there are.
fn left(review: &Review) -> (Vec<Row>, String) {
    let Some(previous) = &review.compared.previous else { return (Vec::new(), String::new()) };
    let all = review.compared.resolved.iter().filter(|own| own.doubtful);
    let immediate =
        all.map(|own| (own, &previous.cases[own.past])).filter(|(_, past)| past.priority == Priority::Immediate);
    let immediate: Vec<_> = immediate.collect();
    let rows = immediate.iter().take(LEFT).map(|(own, past)| Row {
        priority: past.priority.word(),
        priority_phrase: "Was immediate",
        status: "",
        status_phrase: "",
        name: full_name(&past.family_name, &past.given_name),
        sheet: Some(format!("{}#left", list_page(0))),
        age: past.born.map_or_else(
            || "left the list".to_owned(),
            |born| format!("{}; left the list", age_of(Some(born), Some(born.age_on(review.as_of)), review.as_of)),
        ),
        why: format!("Look into this: {}", explained(own)),
    });
    let more = immediate.len().saturating_sub(LEFT);
    let told = match more {
        0 => String::new(),
        _ => format!(
            "{} who left the list must be looked into. ",
            counted(more, "more immediate child", "more immediate children")
        ),
    };
    (rows.collect(), told)
}
