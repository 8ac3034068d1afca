//! What a person must look at in the columns of a source: each field whose header or values leave a doubt.
//!
//! An id that is somebody else's, or a clinician who is taken for an organisation, does more harm than a field that is not
//! mapped: such a line is drafted as a comment, with the question.

use std::collections::BTreeMap;

use super::assign::SourcePlan;
use super::headers::{Meaning, guesses};
use super::profile::Column;
use super::values::{are_people, is_nhs_number, share_of_cells};
use super::write::quote;
use crate::config::settings::Sort;
use crate::field::Field;
use crate::text::fold;

/// A doubt about a field's column, in words for the person who drafts.
pub(crate) enum ColumnDoubt {
    /// People must decide before the column is used: its line is a comment until then.
    DecideFirst(String),
    /// People must decide, and the column is used until then.
    Decide(String),
    /// The column is used, and people must look whether that is right.
    Check(String),
}

/// Identifiers of which a record may have several: which one is right only people know.
const IDS: [Field; 2] = [Field::ContactId, Field::LocalId];

/// Where fewer of the contact ids are different, the extract may have versions of contacts.
const COMES_AGAIN: f64 = 0.9;

/// In so many records the id of a child comes again.
const ENOUGH: u64 = 20;

/// The doubts about the columns of a source.
pub(crate) fn doubts(plan: &SourcePlan<'_>) -> BTreeMap<Field, ColumnDoubt> {
    let mut doubts = BTreeMap::new();
    for (field, index) in &plan.fields {
        let column = &plan.profile.columns[*index];
        let values = column.values();
        let doubt = if IDS.contains(field) {
            id_doubt(plan, *field, *index)
        } else if *field == Field::Provider && are_people(&values) {
            let what = "its values look like names of people: they would stand in the pack for commissioners. Which header names \
                        the organisation?";
            Some(ColumnDoubt::DecideFirst(what.to_owned()))
        } else if *field == Field::Service && are_people(&values) {
            Some(ColumnDoubt::DecideFirst(
                "its values look like names of people: which header names the service?".to_owned(),
            ))
        } else if *field == Field::NhsNumber && column.filled() > 0 && share_of_cells(&values, is_nhs_number) < 0.5 {
            Some(ColumnDoubt::Check("fewer than half of its cells are NHS numbers".to_owned()))
        } else if *field == Field::GpPractice
            && plan.sort == Sort::Contacts
            && matches!(fold(&column.header).as_str(), "practice" | "surgery" | "practice name" | "practice code")
        {
            Some(ColumnDoubt::DecideFirst(
                "the practice where the child is registered, or the provider of the contact?".to_owned(),
            ))
        } else if *field == Field::LocalAuthorityId {
            let what = "the number by which the council knows the child: are all sources with it of one council?";
            Some(ColumnDoubt::Check(what.to_owned()))
        } else if *field == Field::FullName && fold(&column.header) == "name" {
            Some(ColumnDoubt::Check("the child's whole name?".to_owned()))
        } else if plan.by_values.contains(field) {
            Some(ColumnDoubt::Check("its values suggest this, its header does not".to_owned()))
        } else {
            None
        };
        doubts.extend(doubt.map(|doubt| (*field, doubt)));
    }
    doubts
}

/// The doubt about an identifier: a header that says too little, or another that says as much.
fn id_doubt(plan: &SourcePlan<'_>, field: Field, index: usize) -> Option<ColumnDoubt> {
    let columns = &plan.profile.columns;
    let guesses_of = |index: usize| guesses(&columns[index].header).into_iter();
    let is_weak = guesses_of(index).any(|guess| guess.meaning == Meaning::Field(field) && guess.weak);
    let comes_once = |column: &Column| column.filled() >= ENOUGH && column.distinct_share() >= 0.99;
    let children_come_again = plan.column(Field::NhsNumber).is_some_and(|numbers| numbers.distinct_share() < 0.9);
    if field == Field::LocalId && plan.sort == Sort::Contacts && comes_once(&columns[index]) && children_come_again {
        let what = "each record has another one, and children come again: is it the contact's id?";
        return Some(ColumnDoubt::DecideFirst(what.to_owned()));
    }
    let (whose, other) = if field == Field::ContactId {
        ("the contact's own, a new one for each contact", "If it is the child's, it is `local_id`")
    } else {
        ("the child's, the same in every record of the child", "If it is the contact's own, it is `contact_id`")
    };
    if is_weak {
        let other = if plan.sort == Sort::Contacts { format!(". {other}") } else { String::new() };
        return Some(ColumnDoubt::DecideFirst(format!("is this id {whose}? Its header does not say{other}")));
    }
    // Of an id that comes again nearly always, records would replace each other that are different contacts.
    let distinct = columns[index].distinct_share();
    if field == Field::ContactId && distinct < COMES_AGAIN {
        let what = "some of its ids come again: are these later versions of one contact? Else leave it out";
        return Some(if distinct >= 0.5 {
            ColumnDoubt::Check(what.to_owned())
        } else {
            ColumnDoubt::DecideFirst(what.to_owned())
        });
    }
    let others: Vec<String> = (0..columns.len())
        .filter(|other| *other != index && !plan.fields.values().any(|taken| taken == other))
        .filter(|other| columns[*other].filled() > 0 && columns[*other].has_plain_header())
        .filter(|other| guesses_of(*other).any(|guess| guess.meaning == Meaning::Field(field) && !guess.weak))
        .map(|other| quote(&columns[other].header))
        .collect();
    (!others.is_empty()).then(|| ColumnDoubt::Decide(format!("or is it {}? It must be {whose}", others.join(" or "))))
}
