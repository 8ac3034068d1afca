//! Says which child is named in the records for which a case is listed, if the case may show the name of another child with the same
//! number.

use super::words::clean;
use crate::cases::Case;
use crate::day::Day;
use crate::field::Field;
use crate::review::Review;
use crate::wording::first_few;

/// The most children that a page names.
const NAMED: usize = 4;

/// The people whom the records name, such as `Ivy, born 3 April 2025`, with dates as `date` writes them. None if nobody
/// has to be named.
fn listed_for(review: &Review, case: &Case, date: impl Fn(Day) -> String) -> Option<String> {
    let listed_for = case.another_child.listed_for();
    let named = listed_for.iter().map(|(record, born)| {
        let name = clean(review.cases.reread.text(*record, Field::GivenName));
        match born {
            Some(born) if name.is_empty() => format!("a child born {}", date(*born)),
            Some(born) => format!("{name}, born {}", date(*born)),
            None => name.into_owned(),
        }
    });
    let named: Vec<String> = named.collect();
    (!named.is_empty()).then(|| first_few(&named, NAMED))
}

/// [`listed_for`] as a sentence without its full stop. `behind` follows "The record" or "The records".
fn in_words(review: &Review, case: &Case, behind: &str, date: impl Fn(Day) -> String) -> Option<String> {
    let named = listed_for(review, case, date)?;
    let (records, name) =
        if case.another_child.is_listed_for_several() { ("records", "name") } else { ("record", "names") };
    Some(format!("The {records}{behind} {name} {named}"))
}

/// The short form, such as `The record names Ivy, born 3 Apr 2025`, for rows with little room.
pub(crate) fn listed_for_in_brief(review: &Review, case: &Case) -> Option<String> {
    in_words(review, case, "", Day::short)
}

/// The full sentence, for those who decide.
pub(crate) fn listed_for_sentence(review: &Review, case: &Case) -> Option<String> {
    in_words(review, case, " for which the child is listed", Day::long).map(|sentence| sentence + ".")
}
