//! Many children under one id: their dates of birth show it. Two dates may be one child and a slip of the pen, and all dates of
//! one name may be one child's; more than two, of several names or of none, are those of several children.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{RecordFacts, SharedIdKind};
use crate::day::{Day, NO_DAY};
use crate::identity::nearly;

/// So many dates of birth, no two of which differ by a slip of the pen alone, are those of several children.
const BIRTHS_OF_SEVERAL: usize = 3;

/// Whether the records of an id have so many dates of birth, whatever the names beside them.
pub(super) fn may_be_several(of: SharedIdKind, said: &[RecordFacts]) -> bool {
    of == SharedIdKind::Id && unlike(&counts(said)).len() == BIRTHS_OF_SEVERAL
}

/// The records of two of the children, where the dates of birth show that there are several. `by_name` has the records by their
/// given name, and `family` says the family name of one, as names are compared.
pub(super) fn of_several(
    of: SharedIdKind,
    by_name: &BTreeMap<String, Vec<RecordFacts>>,
    family: impl Fn(&RecordFacts) -> String,
) -> Option<[Vec<RecordFacts>; 2]> {
    if of != SharedIdKind::Id {
        return None;
    }
    // Records of one whole name are of one child, whose date of birth is what most of them say.
    let mut children: BTreeMap<(&str, String), Vec<RecordFacts>> = BTreeMap::new();
    for (given, own) in by_name.iter().filter(|(given, _)| !given.is_empty()) {
        for own in own {
            children.entry((given, family(own))).or_default().push(*own);
        }
    }
    let nameless = by_name.get("").map_or(&[][..], Vec::as_slice);
    let mut births = counts(nameless);
    let mut of_births: BTreeMap<i32, Vec<RecordFacts>> = BTreeMap::new();
    let mut add = |own: &[RecordFacts], born: i32| {
        of_births.entry(born).or_default().extend(own.iter().filter(|own| own.born == born));
    };
    for born in births.keys() {
        add(nameless, *born);
    }
    for own in children.values() {
        if let Some((count, Reverse(born))) = counts(own).into_iter().map(|(born, count)| (count, Reverse(born))).max()
        {
            *births.entry(born).or_default() += count;
            add(own, born);
        }
    }
    let born = unlike(&births);
    (born.len() == BIRTHS_OF_SEVERAL).then(|| [0, 1].map(|at| of_births.remove(&born[at]).unwrap_or_default()))
}

/// How many of the records have each date of birth.
fn counts(said: &[RecordFacts]) -> BTreeMap<i32, usize> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for own in said.iter().filter(|own| own.born != NO_DAY) {
        *counts.entry(own.born).or_default() += 1;
    }
    counts
}

/// The most frequent dates of birth of which no two differ by a slip of the pen alone; no more than tell several children.
fn unlike(counts: &BTreeMap<i32, usize>) -> Vec<i32> {
    let mut unlike: Vec<i32> = Vec::new();
    if counts.len() < BIRTHS_OF_SEVERAL {
        return unlike;
    }
    let mut births: Vec<(Reverse<usize>, i32)> = counts.iter().map(|(born, count)| (Reverse(*count), *born)).collect();
    births.sort_unstable();
    for (_, born) in births {
        if unlike.len() < BIRTHS_OF_SEVERAL && !unlike.iter().any(|own| nearly::births(Day(*own), Day(born))) {
            unlike.push(born);
        }
    }
    unlike
}
