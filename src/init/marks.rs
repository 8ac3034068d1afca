//! What a person must look at in the columns of a source: each field whose header or values leave a doubt.
//!
//! An id that is somebody else's, or a clinician who is taken for an organisation, does more harm than a field that is not
//! mapped: such a line is drafted as a comment, with the question.

use std::collections::BTreeMap;

use super::assign::Plan;
use super::headers::{Meaning, guesses};
use super::profile::Column;
use super::values::{are_people, is_nhs_number, share};
use super::write::quote;
use crate::config::settings::Sort;
use crate::field::Field;
use crate::text::fold;

/// A doubt about a field's column.
pub(crate) struct Mark {
    /// Whether the line is in force until somebody has decided.
    pub(crate) in_force: bool,
    /// What is to be decided, or looked at.
    pub(crate) what: String,
    /// It is a guess to be checked, and no decision.
    pub(crate) is_guess: bool,
}

impl Mark {
    /// People must decide before the column is used.
    fn decide(what: &str) -> Self {
        Self { in_force: false, what: what.to_owned(), is_guess: false }
    }

    /// The column is used, and people must look whether that is right.
    fn guess(what: &str) -> Self {
        Self { in_force: true, what: what.to_owned(), is_guess: true }
    }
}

/// Identifiers of which a record may have several: which one is right only people know.
const IDS: [Field; 2] = [Field::ContactId, Field::LocalId];

/// Of an extract without versions each contact id is another one.
const COMES_AGAIN: f64 = 0.9;

/// In so many records an id of a child comes again.
const ENOUGH: u64 = 20;

/// The doubts about the columns of a source.
pub(crate) fn marks(plan: &Plan<'_>) -> BTreeMap<Field, Mark> {
    let mut marks = BTreeMap::new();
    for (field, at) in &plan.fields {
        let column = &plan.profile.columns[*at];
        let values = column.values();
        let mark = if IDS.contains(field) {
            id(plan, *field, *at)
        } else if *field == Field::Provider && are_people(&values) {
            let what = "its values look like names of people: they would stand in the pack for commissioners. Which header names \
                        the organisation?";
            Some(Mark::decide(what))
        } else if *field == Field::Service && are_people(&values) {
            let what = "its values look like names of people: which header names the service?";
            Some(Mark::decide(what))
        } else if *field == Field::NhsNumber && column.filled() > 0 && share(&values, is_nhs_number) < 0.5 {
            let what = "fewer than half of its cells are NHS numbers";
            Some(Mark::guess(what))
        } else if *field == Field::GpPractice
            && plan.sort == Sort::Contacts
            && matches!(fold(&column.header).as_str(), "practice" | "surgery" | "practice name" | "practice code")
        {
            let what = "the practice where the child is registered, or the provider of the contact?";
            Some(Mark::decide(what))
        } else if *field == Field::LocalAuthorityId {
            let what = "the number by which the council knows the child: are all sources with it of one council?";
            Some(Mark::guess(what))
        } else if *field == Field::FullName && fold(&column.header) == "name" {
            let what = "the child's whole name?";
            Some(Mark::guess(what))
        } else if plan.by_values.contains(field) {
            let what = "its values suggest this, its header does not";
            Some(Mark::guess(what))
        } else {
            None
        };
        marks.extend(mark.map(|mark| (*field, mark)));
    }
    marks
}

/// The doubt about an identifier: a header that says too little, or another that says as much.
fn id(plan: &Plan<'_>, field: Field, at: usize) -> Option<Mark> {
    let columns = &plan.profile.columns;
    let own = guesses(&columns[at].header);
    let is_weak = own.iter().any(|guess| guess.meaning == Meaning::Field(field) && guess.weak);
    let never_again = |column: &Column| column.filled() >= ENOUGH && column.distinct_share() >= 0.99;
    let known_again = plan.column(Field::NhsNumber).is_some_and(|numbers| numbers.distinct_share() < 0.9);
    if field == Field::LocalId && plan.sort == Sort::Contacts && never_again(&columns[at]) && known_again {
        let what = "each record has another one, and children come again: is it the contact's id?";
        return Some(Mark::decide(what));
    }
    let (whose, other) = if field == Field::ContactId {
        ("the contact's own, a new one for each contact", "If it is the child's, it is `local_id`")
    } else {
        ("the child's, the same in every record of the child", "If it is the contact's own, it is `contact_id`")
    };
    if is_weak {
        let other = if plan.sort == Sort::Contacts { format!(". {other}") } else { String::new() };
        return Some(Mark::decide(&format!("is this id {whose}? Its header does not say{other}")));
    }
    // Of an id that comes again nearly always, records would replace each other that are different contacts.
    let share = columns[at].distinct_share();
    if field == Field::ContactId && share < COMES_AGAIN {
        let what = "some of its ids come again: are these later versions of one contact? Else leave it out";
        return Some(if share >= 0.5 { Mark::guess(what) } else { Mark::decide(what) });
    }
    let others: Vec<String> = (0..columns.len())
        .filter(|other| *other != at && !plan.fields.values().any(|taken| taken == other))
        .filter(|other| columns[*other].filled() > 0 && columns[*other].has_plain_header())
        .filter(|other| {
            guesses(&columns[*other].header).iter().any(|guess| guess.meaning == Meaning::Field(field) && !guess.weak)
        })
        .map(|other| quote(&columns[other].header))
        .collect();
    (!others.is_empty()).then(|| Mark {
        in_force: true,
        what: format!("or is it {}? It must be {whose}", others.join(" or ")),
        is_guess: false,
    })
}
