//! Finds pairs of children by match keys: candidates by hashes and numbers first, then confirmed by comparing texts.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::between;
use super::blocks::{self, MAX_BLOCK};
use super::combinations::{self, AllCombinations, Combination};
use super::filter;
use super::key::MatchKey;
use super::nearly;
use crate::cases::ReviewInput;
use crate::cells::nhs::NhsNumber;
use crate::child::facts::NewestValue;
use crate::child::reread::Reread;
use crate::contact::columns::NO_TEXT;
use crate::contact::fate::{About, Caution, Warning};
use crate::contact::wrapped::bare;
use crate::field::Field;
use crate::records::{AnyRecord, ChildRecord, ContactRecord};
use crate::store::{ChildKey, ChildNumber};

/// The most pairs of one child by one key; if there are more, they are too many to list.
pub(crate) const MAX_PAIRS_PER_KEY: usize = 5;

/// Two children who may be the same, the smaller number first.
pub(super) type ChildPair = (ChildNumber, ChildNumber);

/// The pairs that are left once texts have been compared.
#[derive(Default)]
pub(super) struct FoundPairs {
    /// The pairs, each with the first key that holds; ascending.
    pub(super) pairs: Vec<(ChildPair, MatchKey)>,
    /// Children whom a key pairs with too many others; ascending.
    pub(super) too_many: Vec<(ChildNumber, MatchKey)>,
}

impl FoundPairs {
    /// The key of a pair, if it is among those found.
    pub(super) fn key_of(&self, two: ChildPair) -> Option<MatchKey> {
        self.pairs.binary_search_by_key(&two, |(pair, _)| *pair).ok().map(|at| self.pairs[at].1)
    }
}

/// The pairs that may hold, before any text is read.
#[derive(Default)]
pub(super) struct Candidates {
    pairs: Vec<(ChildPair, MatchKey)>,
    /// Pairs that hold only if the texts of their given names are similar.
    pub(super) by_text: Vec<ChildPair>,
    /// Children whom a key pairs with too many others.
    pub(super) too_many: Vec<(ChildNumber, MatchKey)>,
}

/// Finds the pairs that may hold among all children.
pub(super) fn find_candidates(all: &ReviewInput<'_>, all_combinations: &AllCombinations) -> Candidates {
    let mut found = Candidates::default();
    for of_block in blocks::find_candidates(&filter::keep_possible_pairs(all_combinations)) {
        found.append(of_block);
    }
    found.add_pairs_by_local_id(all, all_combinations);
    found.add_pairs_by_mistyped_number(all);
    found
}

impl Candidates {
    /// The children whose texts must be read.
    pub(super) fn children(&self) -> impl Iterator<Item = ChildNumber> {
        let twos = self.pairs.iter().map(|(two, _)| two).chain(&self.by_text);
        twos.flat_map(|(one, other)| [*one, *other]).chain(self.too_many.iter().map(|(child, _)| *child))
    }

    /// The pairs that hold, once texts have been read. Those in `known` are decided, and do not count towards the limit for a
    /// child.
    pub(super) fn confirm<'a>(
        mut self,
        all: &ReviewInput<'_>,
        (combinations, reread): (&(dyn Fn(ChildNumber) -> &'a [Combination] + Sync), &Reread),
        known: &BTreeSet<ChildPair>,
    ) -> FoundPairs {
        self.compare_texts(all, combinations, reread);
        self.limited(all, known)
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.pairs.append(&mut other.pairs);
        self.by_text.append(&mut other.by_text);
        self.too_many.append(&mut other.too_many);
    }

    pub(super) fn add_pair(&mut self, one: ChildNumber, other: ChildNumber, key: MatchKey) {
        if one != other {
            self.pairs.push(((one.min(other), one.max(other)), key));
        }
    }

    /// Adds pairs of children with NHS numbers who share a local id and a date of birth.
    fn add_pairs_by_local_id(&mut self, all: &ReviewInput<'_>, all_combinations: &AllCombinations) {
        for same in all_combinations.carriers.chunk_by(|a, b| a.0 == b.0) {
            if same.len() > MAX_BLOCK {
                self.too_many.extend(same.iter().map(|(_, child)| (*child, MatchKey::OneId)));
                continue;
            }
            let births: Vec<Vec<i32>> = same.iter().map(|(_, child)| combinations::births(all, *child)).collect();
            for (at, (_, one)) in same.iter().enumerate() {
                for (other_at, (_, other)) in same.iter().enumerate().skip(at + 1) {
                    if births[at].iter().any(|born| births[other_at].contains(born)) {
                        self.add_pair(*one, *other, MatchKey::OneId);
                    }
                }
            }
        }
    }

    /// Adds pairs of an unlinked child whose invalid NHS number is nearly that of another child with the same date of birth.
    fn add_pairs_by_mistyped_number(&mut self, all: &ReviewInput<'_>) {
        let mistyped = unlinked_with_invalid_number(all);
        if mistyped.is_empty() {
            return;
        }
        let near: Vec<(NhsNumber, ChildNumber)> = mistyped
            .par_iter()
            .flat_map_iter(|(child, text)| nearly::numbers(text).into_iter().map(|number| (number, *child)))
            .collect();
        let mut wanted: HashMap<NhsNumber, Vec<ChildNumber>> = HashMap::new();
        for (number, child) in near {
            wanted.entry(number).or_default().push(child);
        }
        let found = all.children.by_partition(|children| {
            let numbers = children.filter_map(|child| match child.key() {
                ChildKey::Nhs(number) if wanted.contains_key(&number) => Some((number, child.number)),
                _ => None,
            });
            numbers.collect::<Vec<_>>()
        });
        for (number, child) in found.into_iter().flatten() {
            let births = combinations::births(all, child);
            for unlinked in &wanted[&number] {
                if combinations::births(all, *unlinked).iter().any(|born| births.contains(born)) {
                    self.add_pair(*unlinked, child, MatchKey::NumberSlip);
                }
            }
        }
    }

    /// Compares texts: different ones may have the same hash, and only texts show whether given names are similar.
    fn compare_texts<'a>(
        &mut self,
        all: &ReviewInput<'_>,
        combinations: &(dyn Fn(ChildNumber) -> &'a [Combination] + Sync),
        reread: &Reread,
    ) {
        let by_names = |key: MatchKey| !matches!(key, MatchKey::NumberSlip | MatchKey::OneId);
        let (by_names, others): (Vec<_>, Vec<_>) = self.pairs.drain(..).partition(|(_, key)| by_names(*key));
        let mut twos: Vec<ChildPair> = by_names.into_iter().map(|(two, _)| two).chain(self.by_text.drain(..)).collect();
        twos.par_sort_unstable();
        twos.dedup();
        let is_unlinked = |child: ChildNumber| matches!(all.children.get(child).key(), ChildKey::Local(_));
        let found = twos.into_par_iter().filter_map(|two| {
            let key = between::first_match_key(combinations(two.0), combinations(two.1), reread)?;
            (key.pairs_numbers() || is_unlinked(two.0) || is_unlinked(two.1)).then_some((two, key))
        });
        self.pairs = found.collect();
        self.pairs.extend(others);
    }

    /// Reduces the pairs to those to show: each once, with its first key; none of different sexes, of two excluded children, or
    /// of a child with too many.
    fn limited(mut self, all: &ReviewInput<'_>, known: &BTreeSet<ChildPair>) -> FoundPairs {
        self.pairs.par_sort_unstable();
        self.pairs.dedup_by_key(|(two, _)| *two);
        let may_be_same = |((one, other), _): &(ChildPair, MatchKey)| {
            let is_excluded = |child: ChildNumber| all.children.get(child).excluded().is_some();
            let (one_sex, other_sex) = (sex(all, *one), sex(all, *other));
            let sexes_differ = one_sex != 0 && other_sex != 0 && one_sex != other_sex;
            !(sexes_differ || is_excluded(*one) && is_excluded(*other))
        };
        let pairs: Vec<(ChildPair, MatchKey)> = self.pairs.into_par_iter().filter(may_be_same).collect();
        let open = pairs.iter().filter(|(two, _)| !known.contains(two));
        let mut sides: Vec<(ChildNumber, MatchKey)> =
            open.flat_map(|((one, other), key)| [(*one, *key), (*other, *key)]).collect();
        sides.par_sort_unstable();
        let mut too_many = self.too_many;
        too_many
            .extend(sides.chunk_by(|a, b| a == b).filter(|same| same.len() > MAX_PAIRS_PER_KEY).map(|same| same[0]));
        too_many.sort_unstable();
        too_many.dedup();
        let has_too_many = |child: ChildNumber, key: MatchKey| too_many.binary_search(&(child, key)).is_ok();
        let is_listed = |(two, key): &(ChildPair, MatchKey)| {
            known.contains(two) || (!has_too_many(two.0, *key) && !has_too_many(two.1, *key))
        };
        let pairs = pairs.into_iter().filter(is_listed).collect();
        // A child with too many pairs is shown once, by the first key.
        too_many.dedup_by_key(|(child, _)| *child);
        FoundPairs { pairs, too_many }
    }
}

/// Splits records into those of contacts and those of children, each in order and without repeats.
pub(super) fn rows_of(mut records: Vec<AnyRecord>) -> (Vec<ContactRecord>, Vec<ChildRecord>) {
    records.par_sort_unstable();
    records.dedup();
    let (mut contacts, mut children) = (Vec::new(), Vec::new());
    for record in records {
        match record {
            AnyRecord::Contact(record) => contacts.push(record),
            AnyRecord::Child(record) => children.push(record),
        }
    }
    (contacts, children)
}

/// The unlinked children with a record whose NHS number has ten digits and is not valid, with its text.
fn unlinked_with_invalid_number<'a>(all: &ReviewInput<'a>) -> Vec<(ChildNumber, &'a str)> {
    let mut found = Vec::new();
    let is_invalid_number = |warning: &&Warning| {
        warning.caution == Caution::NhsNumberInvalid
            && warning.about == About::Field(Field::NhsNumber)
            && bare(&warning.value).bytes().filter(u8::is_ascii_digit).count() == 10
    };
    for file in &all.intake.files {
        for warning in file.warnings.iter().filter(is_invalid_number) {
            // Binary search for the record by its line.
            let line = |row: usize| all.intake.line(AnyRecord::at(file.sort, row));
            let (mut from, mut to) = (file.rows.start, file.rows.end);
            while from < to {
                let middle = usize::midpoint(from, to);
                if line(middle) < warning.line { from = middle + 1 } else { to = middle }
            }
            if from == file.rows.end || line(from) != warning.line {
                continue;
            }
            let local = match AnyRecord::at(file.sort, from) {
                AnyRecord::Contact(record) => all.intake.parts.extra(record).local(),
                AnyRecord::Child(record) => all.intake.register.people.rare.local.get(record.place()),
            };
            if local != NO_TEXT
                && let Some(child) = all.children.find_local(local)
                && matches!(all.children.get(child).key(), ChildKey::Local(_))
            {
                found.push((child, bare(&warning.value)));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The sex of a child, as a column stores it: the last in a register, else that of the newest contact that has one.
pub(super) fn sex(all: &ReviewInput<'_>, child: ChildNumber) -> u8 {
    let child = all.children.get(child);
    let register = &all.intake.register;
    let records = child.records().iter().rev().filter(|row| register.counts(**row));
    if let Some(sex) = records.map(|row| register.people.rare.sex.get(row.place())).find(|sex| *sex != 0) {
        return sex;
    }
    let mut newest = NewestValue::new(0_u8);
    if all.intake.parts.describes_people() {
        for row in child.rows() {
            match all.intake.parts.extra(row.row).sex() {
                0 => {}
                sex => newest.offer(row, sex),
            }
        }
    }
    newest.value
}
