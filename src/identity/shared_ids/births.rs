//! Recognises a number or an id shared by many children by their dates of birth. Two dates may be one child's and a typing error, and
//! all dates of one name may be one child's; but more than two are several children's: for an id those of several names or of none,
//! for an NHS number, which is a child's for life, only those of names that contradict each other.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{RecordFacts, SharedIdKind};
use crate::contact::name::words_contradict;
use crate::day::{Day, NO_DAY};
use crate::identity::nearly;

/// This many dates of birth, no two of which could be a typing error for one another, are several children's.
const BIRTHS_OF_SEVERAL: usize = 3;

/// Whether the records have that many dates of birth, whatever their names.
pub(super) fn may_be_several(records: &[RecordFacts]) -> bool {
    unlike(&counts(records)).len() == BIRTHS_OF_SEVERAL
}

/// The records of two of the children, if the dates of birth show that there are several. `by_name` has the records by given
/// name; `family_name` returns the folded family name of a record.
pub(super) fn of_several(
    kind: SharedIdKind,
    by_name: &BTreeMap<String, Vec<RecordFacts>>,
    family_name: impl Fn(&RecordFacts) -> String,
) -> Option<[Vec<RecordFacts>; 2]> {
    if kind == SharedIdKind::Number {
        return of_names(by_name);
    }
    // Records with the same full name are taken for one child, with the most frequent of their dates of birth.
    let mut children: BTreeMap<(&str, String), Vec<RecordFacts>> = BTreeMap::new();
    for (given_name, records) in by_name.iter().filter(|(given_name, _)| !given_name.is_empty()) {
        for record in records {
            children.entry((given_name, family_name(record))).or_default().push(*record);
        }
    }
    let nameless = by_name.get("").map_or(&[][..], Vec::as_slice);
    let mut birth_counts = counts(nameless);
    let mut by_birth: BTreeMap<i32, Vec<RecordFacts>> = BTreeMap::new();
    let mut add = |records: &[RecordFacts], born: i32| {
        by_birth.entry(born).or_default().extend(records.iter().filter(|record| record.born == born));
    };
    for born in birth_counts.keys() {
        add(nameless, *born);
    }
    for records in children.values() {
        let most_frequent = counts(records).into_iter().map(|(born, count)| (count, Reverse(born))).max();
        if let Some((count, Reverse(born))) = most_frequent {
            *birth_counts.entry(born).or_default() += count;
            add(records, born);
        }
    }
    let births = unlike(&birth_counts);
    (births.len() == BIRTHS_OF_SEVERAL).then(|| [0, 1].map(|at| by_birth.remove(&births[at]).unwrap_or_default()))
}

/// The records of two of the children who share a number, if that many names contradict each other and each have another date of birth.
fn of_names(by_name: &BTreeMap<String, Vec<RecordFacts>>) -> Option<[Vec<RecordFacts>; 2]> {
    let mut children: Vec<(&str, i32, &[RecordFacts])> = Vec::new();
    for (name, records) in by_name.iter().filter(|(name, _)| !name.is_empty()) {
        let most_frequent = counts(records).into_iter().map(|(born, count)| (count, Reverse(born))).max();
        if let Some((_, Reverse(born))) = most_frequent
            && children
                .iter()
                .all(|(other, birth, _)| words_contradict(name, other) && !nearly::births(Day(*birth), Day(born)))
        {
            children.push((name, born, records));
        }
    }
    (children.len() >= BIRTHS_OF_SEVERAL).then(|| [0, 1].map(|at| children[at].2.to_vec()))
}

/// How many of the records have each date of birth.
fn counts(records: &[RecordFacts]) -> BTreeMap<i32, usize> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for record in records.iter().filter(|record| record.born != NO_DAY) {
        *counts.entry(record.born).or_default() += 1;
    }
    counts
}

/// The most frequent dates of birth of which no two could be a typing error for one another; at most [`BIRTHS_OF_SEVERAL`].
fn unlike(counts: &BTreeMap<i32, usize>) -> Vec<i32> {
    let mut unlike: Vec<i32> = Vec::new();
    if counts.len() < BIRTHS_OF_SEVERAL {
        return unlike;
    }
    let mut births: Vec<(Reverse<usize>, i32)> = counts.iter().map(|(born, count)| (Reverse(*count), *born)).collect();
    births.sort_unstable();
    for (_, born) in births {
        if unlike.len() < BIRTHS_OF_SEVERAL && !unlike.iter().any(|other| nearly::births(Day(*other), Day(born))) {
            unlike.push(born);
        }
    }
    unlike
}
