//! Whom the records name for which a child is listed, where the name of the case may be that of another child under the same number.

use super::words::clean;
use crate::cases::Case;
use crate::day::Day;
use crate::field::Field;
use crate::review::Review;
use crate::wording::first_few;

/// Children that a page names.
const NAMED: usize = 4;

/// Whom they name, `Ivy, born 3 April 2025`; nothing where nobody need ask. A date is written as `date` does.
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

/// The same in words, with what stands behind "the records".
fn in_words(review: &Review, case: &Case, behind: &str, date: impl Fn(Day) -> String) -> Option<String> {
    let named = listed_for(review, case, date)?;
    let (records, name) =
        if case.another_child.is_listed_for_several() { ("records", "name") } else { ("record", "names") };
    Some(format!("The {records}{behind} {name} {named}"))
}

/// `The record names Ivy, born 3 Apr 2025`, where there is little room.
pub(crate) fn listed_for_in_brief(review: &Review, case: &Case) -> Option<String> {
    in_words(review, case, "", Day::short)
}

/// The same in a sentence for those who decide.
pub(crate) fn listed_for_sentence(review: &Review, case: &Case) -> Option<String> {
    in_words(review, case, " for which the child is listed", Day::long).map(|sentence| sentence + ".")
}
