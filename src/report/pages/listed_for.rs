//! Says which child is named in the records for which a case is listed, if the case may show the name of another child with the same
//! number.

use super::words::clean;
use crate::cases::Case;
use crate::child::timeline::Contact;
use crate::day::Day;
use crate::field::Field;
use crate::review::Review;
use crate::rules::RuleId;
use crate::vocabulary::{Kind, Outcome};
use crate::wording::{first_few, number};

/// The most children that a page names.
const NAMED: usize = 4;

/// The people whom the records name, such as `Ivy, born 3 April 2025`, with dates as `date` writes them. None if nobody
/// has to be named.
fn listed_for(review: &Review, case: &Case, date: impl Fn(Day) -> String) -> Option<String> {
    let named = case.another_child.listed_for().iter().map(|person| {
        let name = clean(review.cases.reread.text(person.record, Field::GivenName));
        match person.born {
            Some(born) if name.is_empty() => format!("a child born {}", date(born)),
            Some(born) => format!("{name}, born {}", date(born)),
            None => name.into_owned(),
        }
    });
    let named: Vec<String> = named.collect();
    (!named.is_empty()).then(|| first_few(&named, NAMED))
}

/// [`listed_for`] as a sentence without its full stop. It says which records they are. If they have no name of their own, `others`
/// follows "The record" or "The records".
fn in_words(review: &Review, case: &Case, others: &str, date: impl Fn(Day) -> String) -> Option<String> {
    let named = listed_for(review, case, date)?;
    let of = if case.rules.contains(RuleId::WhereaboutsUnknown) {
        " of unknown whereabouts"
    } else if case.rules.contains(RuleId::Disengaged) {
        " that the family withdrew"
    } else if let Some(failed) = in_the_name_of(case) {
        return Some(format!("{failed} {named}"));
    } else {
        others
    };
    let (records, name) =
        if case.another_child.is_listed_for_several() { ("records", "name") } else { ("record", "names") };
    Some(format!("The {records}{of} {name} {named}"))
}

/// How many of the failed contacts are in the names that follow: `2 of the 3 missed appointments are in the name of`. None if a
/// person is named for other records.
fn in_the_name_of(case: &Case) -> Option<String> {
    let people = case.another_child.listed_for();
    if people.iter().any(|person| person.failed == 0) {
        return None;
    }
    let failed: usize = people.iter().map(|person| person.failed).sum();
    let all = case.timeline.failed.len();
    let mut contacts = case.timeline.failed.iter().map(|failed| &case.timeline.contacts[failed.evidence[0]]);
    let what = if contacts.all(is_appointment) { "missed appointment" } else { "failed contact" };
    let what = if all == 1 { what.to_owned() } else { format!("{what}s") };
    let which = if failed == all {
        format!("The {what}")
    } else {
        format!("{} of the {} {what}", number(failed as u64), number(all as u64))
    };
    let are = if failed == 1 { "is" } else { "are" };
    let names = if people.len() == 1 { "name" } else { "names" };
    Some(format!("{which} {are} in the {names} of"))
}

/// Whether a failed contact was an appointment to which somebody should have brought the child.
fn is_appointment(contact: &Contact) -> bool {
    contact.kind != Kind::HomeVisit
        && matches!(contact.outcome, Outcome::WasNotBrought | Outcome::LateNotSeen | Outcome::Refused)
}

/// The short form, such as `The missed appointments are in the name of Ivy, born 3 Apr 2025`, for rows with little room.
pub(crate) fn listed_for_in_brief(review: &Review, case: &Case) -> Option<String> {
    in_words(review, case, "", Day::short)
}

/// The full sentence, for those who decide.
pub(crate) fn listed_for_sentence(review: &Review, case: &Case) -> Option<String> {
    in_words(review, case, " for which the child is listed", Day::long).map(|sentence| sentence + ".")
}
