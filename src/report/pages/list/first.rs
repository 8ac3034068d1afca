//! The cases to look at today, each with its reasons in words: every immediate case and every child of whom a record mentions a death,
//! whatever was decided; then the most pressing urgent cases without a decision that holds. A child who was immediate and has left the
//! list for a reason that somebody should look into is named before them.

use serde::Serialize;

use super::STOP;
use crate::report::pages::history::{decide_by, explained, overdue_since, past_name};
use crate::report::pages::listed_for::listed_for_in_brief;
use crate::report::pages::sheet::who::urgent_factors;
use crate::report::pages::words::{age, age_of, name_or_id};
use crate::report::pages::{list_page, sheet_path};
use crate::review::Review;
use crate::rules::brief_sentence;
use crate::text::for_page;
use crate::vocabulary::{Factor, Priority, Status};
use crate::wording::{capital, counted, listed, number};

/// How many cases to name if fewer are immediate or urgent. Every immediate case is named, however many there are.
const NAMED: usize = 3;
/// Up to how many names urgent cases follow the others.
const WITH_URGENT: usize = 6;
/// The most reasons given for each case. Its row in the list has them all.
const TOLD: usize = 2;
/// The factors that put an urgent case before other urgent ones.
const PRESSING: [Factor; 2] = [Factor::Infant, Factor::ChildProtectionPlan];
/// The most children to name who have left the list.
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
    /// What to do before anything else, if a record mentions a death.
    stop: &'static str,
    why: String,
    /// The first reason and the day of the decision, for a telephone.
    brief: String,
}

/// The cases to look at first. `sheets` is the number of cases with a sheet.
pub(crate) fn first(review: &Review, sheets: usize) -> FirstCases {
    let cases = &review.cases.list;
    let (held, open): (Vec<usize>, Vec<usize>) =
        (0..cases.len()).partition(|at| review.compared.status(*at) == Status::Reviewed);
    let is_immediate = |at: usize| cases[at].priority == Priority::Immediate;
    let named = named(review, &open);
    let still: Vec<usize> = held.iter().copied().filter(|at| is_immediate(*at) || has_death(review, *at)).collect();
    let (mut rows, more_left) = left(review);
    rows.extend(named.iter().chain(&still).map(|at| row(review, *at, sheets)));
    let of = |priority: Priority| {
        let is_of = |at: &&usize| cases[**at].priority == priority;
        open.iter().filter(is_of).count() - named.iter().filter(is_of).count()
    };
    let told: Vec<String> = Priority::ALL
        .iter()
        .filter(|priority| of(**priority) > 0)
        .map(|priority| format!("{} {}", number(of(*priority) as u64), priority.word()))
        .collect();
    let reviewed = held.len() - still.len();
    let more = match (told.is_empty(), reviewed) {
        (true, 0) => String::new(),
        (true, _) if rows.is_empty() => "Nobody: a decision still holds for every case.".to_owned(),
        (true, _) => format!("A decision still holds for {}.", counted(reviewed, "other case", "other cases")),
        (false, 0) => format!("After them: {}.", listed(&told)),
        // With these the numbers add up to all cases.
        (false, _) => {
            format!("After them: {}. {} reviewed.", listed(&told), counted(reviewed, "more is", "more are"))
        }
    };
    FirstCases { rows, more: format!("{more_left}{more}") }
}

/// The cases to name of those without a decision that holds: every immediate one; every child of whom a record mentions a death; then, up
/// to [`WITH_URGENT`] names, urgent ones: first those whose decision is overdue, and among equals infants and children on a child
/// protection plan. If these are fewer than [`NAMED`], the next in the order of the list follow.
fn named(review: &Review, open: &[usize]) -> Vec<usize> {
    let cases = &review.cases.list;
    let is_of = |at: usize, priority: Priority| cases[at].priority == priority;
    let mut named: Vec<usize> = open.iter().copied().filter(|at| is_of(*at, Priority::Immediate)).collect();
    let others = || open.iter().copied().filter(|at| !is_of(*at, Priority::Immediate));
    let deaths: Vec<usize> = others().filter(|at| has_death(review, *at)).collect();
    let mut urgent: Vec<usize> = others().filter(|at| is_of(*at, Priority::Urgent) && !deaths.contains(at)).collect();
    named.extend(deaths);
    urgent.sort_by_key(|at| {
        let is_overdue = review.compared.waiting(*at).is_some_and(|own| own.overdue);
        (!is_overdue, !PRESSING.iter().any(|factor| cases[*at].factors.contains(factor)))
    });
    named.extend(urgent.into_iter().take(WITH_URGENT.saturating_sub(named.len())));
    let others: Vec<usize> =
        others().filter(|at| !named.contains(at)).take(NAMED.saturating_sub(named.len())).collect();
    named.extend(others);
    named
}

/// Whether a record mentions that the child has died.
fn has_death(review: &Review, at: usize) -> bool {
    review.cases.death_mentioned(&review.review_input(), &review.cases.list[at]).is_some()
}

fn row(review: &Review, at: usize, sheets: usize) -> Row {
    let case = &review.cases.list[at];
    let mut briefs = case.briefs(&review.review_input());
    briefs.truncate(TOLD);
    let death = has_death(review, at);
    let decide_by = decide_by(review, at);
    let reason = brief_sentence(&briefs[..briefs.len().min(1)]);
    // A reason may say more after a semicolon.
    let reason = reason.split("; ").next().unwrap_or_default();
    let decision = match &decide_by {
        _ if overdue_since(review, at).is_some() => " Decision overdue.".to_owned(),
        Some(day) => format!(" Decide by {day}."),
        None => String::new(),
    };
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
        name: name_or_id(review, case),
        sheet: (at < sheets).then(|| sheet_path(case)),
        age: if factors.is_empty() { years } else { format!("{years}; {factors}") },
        stop: if death { STOP } else { "" },
        why: capital(&for_page(&format!(
            "{}.{}{}{}",
            brief_sentence(&briefs),
            listed_for_in_brief(review, case).map_or_else(String::new, |named| format!(" {named}.")),
            match (overdue_since(review, at), &decide_by) {
                (Some(day), _) => format!(" Decision overdue: it was due by {day}."),
                (None, Some(day)) => format!(" Decide by {day}."),
                (None, None) => String::new(),
            },
            if status == Status::Reviewed { " A decision still holds." } else { "" }
        ))),
        brief: if death { STOP.to_owned() } else { capital(&for_page(&format!("{reason}.{decision}"))) },
    }
}

/// The children who were immediate and have left the list for a reason to look into, and a sentence on how many more there are.
fn left(review: &Review) -> (Vec<Row>, String) {
    let Some(previous) = &review.compared.previous else { return (Vec::new(), String::new()) };
    let all = review.compared.resolved.iter().filter(|own| own.is_to_look_into());
    let immediate =
        all.map(|own| (own, &previous.cases[own.past])).filter(|(_, past)| past.priority == Priority::Immediate);
    let immediate: Vec<_> = immediate.collect();
    let rows = immediate.iter().take(LEFT).map(|(own, past)| Row {
        priority: past.priority.word(),
        priority_phrase: "Was immediate",
        status: "",
        status_phrase: "",
        name: past_name(review, past),
        sheet: Some(format!("{}#left", list_page(0))),
        age: past.born.map_or_else(
            || "left the list".to_owned(),
            |born| format!("{}; left the list", age_of(Some(born), Some(born.age_on(review.as_of)), review.as_of)),
        ),
        stop: "",
        why: format!("Look into this: {}", explained(own)),
        brief: format!("Look into this: {}", for_page(own.explained.first().map_or("", String::as_str))),
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
