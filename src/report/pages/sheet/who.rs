//! The top of a sheet: who the child is, how urgent the case is and why the child is listed.

use std::borrow::Cow;

use serde::Serialize;

use super::super::listed_for::listed_for_in_brief;
use super::super::words::{age_and_limit, clean, name_or_id};
use super::super::{CaseContext, ids};
use super::glance::Headline;
use super::steps;
use crate::cases::Case;
use crate::field::Field;
use crate::review::Review;
use crate::vocabulary::{Factor, Priority};
use crate::wording::{capital, first_few};

/// The most telephone numbers at the top of a sheet.
const PHONES: usize = 3;

#[derive(Serialize)]
pub(crate) struct Who<'a> {
    name: String,
    /// The NHS number, if there is one.
    nhs: Option<String>,
    case_ref: &'a str,
    priority: Urgency,
    priority_why: &'a str,
    facts: [Fact<'a>; 6],
    /// The warning that the child may have died. None if no record mentions a death.
    death: Option<&'a str>,
    /// Why the child is listed: the most serious reason, then the rest with the services named.
    why: &'a str,
    why_rest: &'a str,
    /// Who is named in the records for which the child is listed, if that may be another child.
    listed_for: Option<String>,
}

/// A priority: its word, its mark and its phrase on the pages.
#[derive(Serialize)]
struct Urgency {
    word: &'static str,
    mark: &'static str,
    phrase: &'static str,
}

#[derive(Serialize)]
pub(crate) struct Fact<'a> {
    label: &'static str,
    text: Cow<'a, str>,
    known: bool,
}

pub(crate) fn who<'a>(about: &'a CaseContext<'_>, why: &'a Headline, priority_why: &'a str) -> Who<'a> {
    let (review, case) = (about.review(), about.case);
    Who {
        name: name_or_id(review, case),
        nhs: case.nhs().map(|number| number.spaced()),
        case_ref: &case.case_ref,
        priority: Urgency {
            word: case.priority.word(),
            mark: match case.priority {
                Priority::Immediate => "▲",
                Priority::Urgent => "◆",
                Priority::Routine => "●",
            },
            phrase: case.priority.phrase(),
        },
        priority_why,
        facts: facts(review, case),
        death: about.death.as_deref(),
        why: &why.first,
        why_rest: &why.rest,
        listed_for: listed_for_in_brief(review, case),
    }
}

/// Why the case has its priority. An immediate case also lists the factors that would make a case urgent, because they matter
/// as much when nobody knows where the child is.
pub(crate) fn priority_why(review: &Review, case: &Case) -> String {
    // The age beside it already says that a missing child is under one.
    let is_said = |factor: &Factor| case.priority != Priority::Immediate || *factor != Factor::Infant;
    let factors = urgent_factors(review, case).filter(is_said).map(Factor::phrase).collect::<Vec<_>>().join(", ");
    match (case.priority, factors) {
        (Priority::Immediate, factors) if factors.is_empty() => "whereabouts unknown".to_owned(),
        (Priority::Immediate, factors) => format!("whereabouts unknown; {factors}"),
        (Priority::Urgent | Priority::Routine, factors) => factors,
    }
}

/// The child's factors that make a case urgent.
pub(crate) fn urgent_factors(review: &Review, case: &Case) -> impl Iterator<Item = Factor> {
    case.factors.iter().copied().filter(|factor| review.settings.priority.urgent_factors.contains(factor))
}

/// A fact. Without a text it says `none`.
pub(crate) fn fact<'a>(label: &'static str, text: Cow<'a, str>, none: &'static str) -> Fact<'a> {
    let known = !text.is_empty();
    let text = match text {
        _ if !known => Cow::Borrowed(none),
        Cow::Borrowed(text) => clean(text),
        Cow::Owned(text) => Cow::Owned(clean(&text).into_owned()),
    };
    Fact { label, text, known }
}

fn facts<'a>(review: &'a Review, case: &Case) -> [Fact<'a>; 6] {
    let text = |field: Field| Cow::Borrowed(case.details.text(&review.cases.reread, field));
    let years = age_and_limit(review, case);
    let born = match (case.born, case.age) {
        (Some(day), _) => format!("{} ({years})", day.long()),
        (None, Some(_)) => format!("Not recorded ({years})"),
        (None, None) => String::new(),
    };
    let ids = ids::of_case(review, case);
    let none = "Not recorded";
    [
        fact("Date of birth", born.into(), "Not recorded; age not known"),
        fact("Sex", case.details.sex.map_or_else(String::new, |sex| capital(sex.phrase())).into(), none),
        fact("Postcode", text(Field::Postcode), none),
        fact(
            "Telephone",
            first_few(&steps::by_text(case.details.phones(&review.settings, &review.cases.reread)), PHONES).into(),
            none,
        ),
        fact("Locality", text(Field::Locality), none),
        fact("Known in systems as", ids.into(), "None recorded"),
    ]
}
