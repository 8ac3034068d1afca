//! If the words match nobody, finds children whose number, id or reference is similar: with one character more, fewer or different, or
//! with two neighbouring characters exchanged.

use serde::Serialize;

use crate::cases::case_ref::{self, ReferenceKey};
use crate::day::Day;
use crate::numbers::count;
use crate::pipeline::Detected;
use crate::store::{ChildKey, ChildNumber};

/// The most children that are offered.
pub(super) const MAX_SIMILAR: usize = 8;

/// A child who may be meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SimilarChild {
    /// What to give to `--child`.
    pub(crate) child: String,
    /// How it is similar to the words.
    pub(crate) how: &'static str,
    /// The date of birth, if it helps to tell children apart.
    pub(crate) date_of_birth: Option<Day>,
}

/// The difference between two texts, if there is exactly one.
fn difference(given: &str, known: &str) -> Option<&'static str> {
    if strsim::osa_distance(given, known) != 1 {
        return None;
    }
    let (given, known): (Vec<char>, Vec<char>) = (given.chars().collect(), known.chars().collect());
    Some(match given.len().cmp(&known.len()) {
        std::cmp::Ordering::Less => "has 1 character more",
        std::cmp::Ordering::Greater => "has 1 character fewer",
        std::cmp::Ordering::Equal if given.iter().zip(&known).filter(|(a, b)| a != b).count() == 1 => {
            "differs in 1 character"
        }
        std::cmp::Ordering::Equal => "has 2 neighbouring characters exchanged",
    })
}

/// The children with NHS numbers similar to these digits.
pub(super) fn numbers(review: &Detected, digits: &str) -> Vec<SimilarChild> {
    if !(9..=11).contains(&digits.len()) {
        return Vec::new();
    }
    let near = review.children.iter().filter_map(|child| {
        let number = child.key().nhs_number()?;
        let how = difference(digits, &number.digits())?;
        Some(SimilarChild { child: number.spaced(), how, date_of_birth: None })
    });
    first_by_child(near.collect())
}

/// The children with local ids similar to these words, with or without their scope.
pub(super) fn local_ids(review: &Detected, words: &str) -> Vec<SimilarChild> {
    // A short id is similar to too many others.
    if words.chars().count() < 4 {
        return Vec::new();
    }
    let words = words.to_lowercase();
    let near = (0..count(review.intake.locals.len())).filter_map(|local| {
        let shown = review.intake.locals.shown(local);
        let lower = shown.to_lowercase();
        let bare = lower.split_once('/').map_or("", |(_, id)| id);
        let how = if bare == words || lower == words {
            Some("is the same in other capitals")
        } else {
            difference(&words, &lower).or_else(|| difference(&words, bare))
        }?;
        review.children.find_local(review.intake.locals.bonds().root(local))?;
        Some(SimilarChild { child: shown, how, date_of_birth: None })
    });
    first_by_child(near.collect())
}

/// The cases of this run with references similar to these words.
pub(super) fn references(review: &Detected, words: &str, key: &ReferenceKey) -> Vec<SimilarChild> {
    let words: String = words.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let known = case_ref::references(&review.cases.list, &review.intake.locals, key);
    let near = known.into_iter().filter_map(|reference| {
        let how = difference(&words, &reference)?;
        Some(SimilarChild { child: reference, how, date_of_birth: None })
    });
    first_by_child(near.collect())
}

/// A child as the answer names them: what to give to `--child`, and the date of birth, which tells namesakes apart.
pub(super) fn similar_child(review: &Detected, child: ChildNumber, how: &'static str) -> SimilarChild {
    let child = review.children.get(child);
    SimilarChild {
        child: match child.key() {
            ChildKey::Nhs(number) => number.spaced(),
            ChildKey::Local(local) => review.intake.locals.shown(local),
        },
        how,
        date_of_birth: child.facts().born,
    }
}

fn first_by_child(mut near: Vec<SimilarChild>) -> Vec<SimilarChild> {
    near.sort();
    near.dedup();
    near.truncate(MAX_SIMILAR);
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_difference_is_named_and_two_are_not() {
        for (given, known, how) in [
            ("9990000026", "9990000018", None),
            ("9990000019", "9990000018", Some("differs in 1 character")),
            ("9990000081", "9990000018", Some("has 2 neighbouring characters exchanged")),
            ("999000018", "9990000018", Some("has 1 character more")),
            ("99900000181", "9990000018", Some("has 1 character fewer")),
            ("9990000018", "9990000018", None),
        ] {
            assert_eq!(difference(given, known), how, "{given} {known}");
        }
    }
}
