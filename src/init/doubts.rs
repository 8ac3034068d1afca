//! The fields of a source whose column is doubtful, because of its header or its values, so that a person must look at it.
//!
//! An id of somebody else, or a clinician taken for an organisation, does more harm than a field that is not mapped. Such a
//! line is drafted as a comment, with a question.

use std::collections::BTreeMap;

use super::assign::SourcePlan;
use super::headers::{Meaning, guesses};
use super::profile::Column;
use super::values::{are_people, is_nhs_number, share_of_cells};
use super::write::quote;
use crate::config::settings::Sort;
use crate::field::Field;
use crate::text::fold;

/// A doubt about a field's column, in words for the person who edits the draft.
pub(crate) enum ColumnDoubt {
    /// A person must decide before the column is used: its line is a comment until then.
    DecideFirst(String),
    /// A person must decide; the column is used until then.
    Decide(String),
    /// The column is used; a person must check whether that is right.
    Check(String),
}

/// Identifiers of which a record may have several: only people know which one is right.
const IDS: [Field; 2] = [Field::ContactId, Field::LocalId];

/// If the share of different contact ids is lower, the extract may have several versions of a contact.
const FEWEST_DIFFERENT: f64 = 0.9;

/// The fewest records among which the id of a child is expected to repeat.
const ENOUGH_RECORDS: u64 = 20;

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
        } else if *field == Field::EndedOn && is_weak(column, *field) {
            let what = "the day on which a missing child was found? If it is when the appointment ended, leave it out";
            Some(ColumnDoubt::DecideFirst(what.to_owned()))
        } else if *field == Field::LocalAuthorityId {
            let what = "the council's number for the child: do all sources that have it come from one council?";
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

/// Whether the header of a column may mean this field, but means something else in many systems.
fn is_weak(column: &Column, field: Field) -> bool {
    guesses(&column.header).into_iter().any(|guess| guess.meaning == Meaning::Field(field) && guess.weak)
}

/// The doubt about an identifier: its header is not clear enough, its values repeat too often or too seldom, or another header
/// fits as well.
fn id_doubt(plan: &SourcePlan<'_>, field: Field, index: usize) -> Option<ColumnDoubt> {
    let columns = &plan.profile.columns;
    let guesses_of = |index: usize| guesses(&columns[index].header).into_iter();
    let is_unique = |column: &Column| column.filled() >= ENOUGH_RECORDS && column.distinct_share() >= 0.99;
    let children_repeat = plan.column(Field::NhsNumber).is_some_and(|numbers| numbers.distinct_share() < 0.9);
    if field == Field::LocalId && plan.sort == Sort::Contacts && is_unique(&columns[index]) && children_repeat {
        let what = "each record has a different one, but children have several records: is it the contact's id?";
        return Some(ColumnDoubt::DecideFirst(what.to_owned()));
    }
    let (whose, other) = if field == Field::ContactId {
        ("the contact's own, a new one for each contact", "If it is the child's, it is `local_id`")
    } else {
        ("the child's, the same in every record of the child", "If it is the contact's own, it is `contact_id`")
    };
    if is_weak(&columns[index], field) {
        let other = if plan.sort == Sort::Contacts { format!(". {other}") } else { String::new() };
        return Some(ColumnDoubt::DecideFirst(format!("is this id {whose}? Its header does not say{other}")));
    }
    // If most ids repeat, they are not contact ids: records of different contacts would replace each other.
    let distinct = columns[index].distinct_share();
    if field == Field::ContactId && distinct < FEWEST_DIFFERENT {
        let what = "some of its ids repeat: are these later versions of the same contact? If not, leave it out";
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
