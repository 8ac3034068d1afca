//! Every child that some record is about, with their contacts and facts.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::contact_blocks::ContactBlocks;
use super::gather::Located;
use super::local_ids::StandsFor;
use super::row::Row;
use super::same::{JoinedChildren, JoinedRecords};
use super::{ChildKey, ChildNumber, PackedKey, SeenSince};
use crate::contact::columns::NO_TEXT;
use crate::day::{Day, Month};
use crate::records::{AnyRecord, ChildRecord};

/// Why a person's contacts are excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exclusion {
    /// At or over `under_age` by every date of birth on record.
    OverAge,
    /// Died on or before the day.
    Deceased,
}

/// What is known about a child on the as-of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The date of birth.
    pub(crate) born: Option<Day>,
    /// The age in years.
    pub(crate) age: Option<i16>,
    /// The household's number.
    pub household: Option<u32>,
    /// Factors, one bit each, `infant` among them.
    pub factors: u32,
    /// Why the child's contacts are excluded, if they are.
    pub(crate) excluded: Option<Exclusion>,
}

/// [`Facts`] in fewer bytes.
#[derive(Clone, Copy, Debug)]
struct PackedFacts {
    born: i32,
    household: u32,
    factors: u32,
    age: i16,
    excluded: Option<Exclusion>,
}

impl PackedFacts {
    fn of(facts: &Facts) -> Self {
        Self {
            born: Day::column(facts.born),
            household: facts.household.unwrap_or(NO_TEXT),
            factors: facts.factors,
            age: facts.age.unwrap_or(-1),
            excluded: facts.excluded,
        }
    }

    fn facts(self) -> Facts {
        Facts {
            born: Day::from_column(self.born),
            age: (self.age >= 0).then_some(self.age),
            household: (self.household != NO_TEXT).then_some(self.household),
            factors: self.factors,
            excluded: self.excluded,
        }
    }
}

/// The children of one partition; each vector is indexed by child.
#[derive(Debug)]
pub(crate) struct Partition {
    keys: Vec<PackedKey>,
    contacts: ContactBlocks,
    /// Where each child's records start in `records`, and a last entry for the end.
    record_starts: Vec<u32>,
    records: Vec<ChildRecord>,
    facts: Vec<PackedFacts>,
}

/// All children. They are numbered from 0, partition by partition.
#[derive(Debug)]
pub struct Children {
    partitions: Vec<Partition>,
    /// The number of the first child of each partition, and a last entry with how many children there are.
    first: Vec<u32>,
    numbers: Vec<StandsFor>,
    same: JoinedChildren,
    members: JoinedRecords,
    seen_since: SeenSince,
}

/// One child.
#[derive(Clone, Copy)]
pub struct Child<'a> {
    /// The child's number.
    pub number: ChildNumber,
    partition: &'a Partition,
    at: usize,
}

impl Partition {
    pub(super) const fn new(
        keys: Vec<PackedKey>,
        contacts: ContactBlocks,
        record_starts: Vec<u32>,
        records: Vec<ChildRecord>,
    ) -> Self {
        Self { keys, contacts, record_starts, records, facts: Vec::new() }
    }

    /// The range in `records` of a child's records.
    fn records_of(&self, at: usize) -> Range<usize> {
        self.record_starts[at] as usize..self.record_starts[at + 1] as usize
    }
}

impl<'a> Child<'a> {
    /// What the child is known by.
    pub(crate) fn key(self) -> ChildKey {
        self.partition.keys[self.at].key()
    }

    /// Every contact of the child, superseded ones too, by day, time (unknown first), service and reading order.
    pub(crate) fn all_rows(self) -> &'a [Row] {
        self.partition.contacts.of(self.at)
    }

    /// The contacts that no other record supersedes, in the same order.
    pub(crate) fn rows(self) -> impl Iterator<Item = &'a Row> + Clone {
        self.all_rows().iter().filter(|row| !row.is_duplicate())
    }

    /// The contacts that count: none if the child is excluded.
    pub(crate) fn used(self) -> impl Iterator<Item = &'a Row> + Clone {
        let excluded = self.excluded().is_some();
        self.rows().filter(move |_| !excluded)
    }

    /// The child's records in children's sources, superseded ones too, in reading order.
    pub(crate) fn records(self) -> &'a [ChildRecord] {
        &self.partition.records[self.partition.records_of(self.at)]
    }

    /// The child's first record: a contact, if there is one.
    pub(crate) fn first(self) -> Option<AnyRecord> {
        let of_contact = self.all_rows().iter().map(|row| row.row).min();
        of_contact.map(AnyRecord::from).or_else(|| self.records().first().copied().map(AnyRecord::from))
    }

    /// What is known about the child on the as-of date.
    pub fn facts(self) -> Facts {
        self.partition.facts[self.at].facts()
    }

    /// Why the child's contacts are excluded, if they are.
    pub fn excluded(self) -> Option<Exclusion> {
        self.partition.facts[self.at].excluded
    }

    /// The number of the child's household.
    pub(crate) fn household(self) -> Option<u32> {
        Some(self.partition.facts[self.at].household).filter(|number| *number != NO_TEXT)
    }
}

impl Children {
    pub(super) fn new(
        partitions: Vec<Partition>,
        numbers: Vec<StandsFor>,
        same: JoinedChildren,
        members: JoinedRecords,
    ) -> Self {
        let mut first = vec![0];
        for partition in &partitions {
            first.push(first[first.len() - 1] + partition.keys.len() as u32);
        }
        Self { partitions, first, numbers, same, members, seen_since: SeenSince::default() }
    }

    /// The child with a number.
    pub fn get(&self, number: ChildNumber) -> Child<'_> {
        let place = self.first.partition_point(|first| *first <= number.place()) - 1;
        Child { number, partition: &self.partitions[place], at: (number.place() - self.first[place]) as usize }
    }

    /// The children of a partition.
    pub(crate) fn of_partition(&self, place: usize) -> impl Iterator<Item = Child<'_>> {
        let partition = &self.partitions[place];
        let first = self.first[place];
        (0..partition.keys.len()).map(move |at| Child { number: ChildNumber::new(first + at as u32), partition, at })
    }

    /// All children, by number.
    pub fn iter(&self) -> impl Iterator<Item = Child<'_>> {
        (0..self.partitions.len()).flat_map(|place| self.of_partition(place))
    }

    /// Calls `each` with the children of every partition, in parallel. Returns the results in the order of partitions.
    pub(crate) fn by_partition<'a, T: Send>(
        &'a self,
        each: impl Fn(&mut dyn Iterator<Item = Child<'a>>) -> T + Sync,
    ) -> Vec<T> {
        (0..self.partitions.len()).into_par_iter().map(|place| each(&mut self.of_partition(place))).collect()
    }

    /// Folds all children in parallel. Each of several runs of partitions starts with a value from `start`, to which `each`
    /// adds a child; `join` then adds the value of each later run, in order.
    pub(crate) fn fold<'a, T: Send>(
        &'a self,
        start: impl Fn() -> T + Sync,
        each: impl Fn(&mut T, Child<'a>) + Sync,
        join: impl Fn(&mut T, T),
    ) -> T {
        let run = self.partitions.len().div_ceil(rayon::current_num_threads() * 4).max(1);
        let of_run = |first: usize| {
            let mut value = start();
            for place in first..(first + run).min(self.partitions.len()) {
                self.of_partition(place).for_each(|child| each(&mut value, child));
            }
            value
        };
        let firsts: Vec<usize> = (0..self.partitions.len()).step_by(run).collect();
        let runs: Vec<T> = firsts.into_par_iter().with_max_len(1).map(of_run).collect();
        let mut runs = runs.into_iter();
        let mut total = runs.next().unwrap_or_else(&start);
        runs.for_each(|later| join(&mut total, later));
        total
    }

    /// Like [`Self::fold`], but with only one value for each thread, which takes the next free partition whenever it has
    /// finished one. Only for results that do not depend on the order of children.
    pub(crate) fn fold_in_any_order<'a, T: Send>(
        &'a self,
        start: impl Fn() -> T + Sync,
        each: impl Fn(&mut T, Child<'a>) + Sync,
        join: impl Fn(&mut T, T),
    ) -> T {
        let next = AtomicUsize::new(0);
        let of_thread = || {
            let mut value = None;
            while let place = next.fetch_add(1, Relaxed)
                && place < self.partitions.len()
            {
                let value = value.get_or_insert_with(&start);
                self.of_partition(place).for_each(|child| each(value, child));
            }
            value
        };
        let mut values = rayon::broadcast(|_| of_thread()).into_iter().flatten();
        let mut total = values.next().unwrap_or_else(&start);
        values.for_each(|other| join(&mut total, other));
        total
    }

    /// The child known by a key, if there is one.
    pub(crate) fn find(&self, key: ChildKey) -> Option<ChildNumber> {
        let key = self.same.root(PackedKey::of(key));
        let place = key.partition();
        let at = self.partitions.get(place)?.keys.iter().position(|known| *known == key)?;
        Some(ChildNumber::new(self.first[place] + at as u32))
    }

    /// The children known by the wanted keys, each beside the key that was asked for, in no order. Makes one pass over all keys,
    /// however many are wanted.
    pub(crate) fn find_all(&self, wanted: &[ChildKey]) -> Vec<(ChildKey, ChildNumber)> {
        let mut by_root: HashMap<PackedKey, Vec<ChildKey>, FixedState> = HashMap::default();
        for key in wanted {
            by_root.entry(self.same.root(PackedKey::of(*key))).or_default().push(*key);
        }
        let found = self.partitions.par_iter().zip(&self.first).map(|(partition, first)| {
            let known = partition.keys.iter().zip((*first..).map(ChildNumber::new));
            let found =
                known.filter_map(|(key, child)| Some(by_root.get(key)?.iter().map(move |wanted| (*wanted, child))));
            found.flatten().collect::<Vec<_>>()
        });
        found.collect::<Vec<_>>().concat()
    }

    /// Which children were joined by a decision or a setting.
    pub(crate) const fn same(&self) -> &JoinedChildren {
        &self.same
    }

    /// The records of joined children, each with the key that it would have otherwise.
    pub(crate) const fn members(&self) -> &JoinedRecords {
        &self.members
    }

    /// Which attendances answer a contact, where two children share a number.
    pub const fn seen_since(&self) -> &SeenSince {
        &self.seen_since
    }

    /// Sets [`Self::seen_since`].
    pub(crate) fn set_seen_since(&mut self, seen_since: SeenSince) {
        self.seen_since = seen_since;
    }

    /// What a local id stands for.
    pub(crate) fn number_of(&self, local: u32) -> StandsFor {
        self.numbers[local as usize]
    }

    /// The child of records with this local id and no NHS number, if there are any.
    pub(crate) fn find_local(&self, local: u32) -> Option<ChildNumber> {
        match self.number_of(local) {
            StandsFor::One(number) => self.find(ChildKey::Nhs(number)),
            StandsFor::None | StandsFor::Several => self.find(ChildKey::Local(local)),
        }
    }

    /// Lets `change` mark superseded contacts, child by child.
    pub(crate) fn mark(&mut self, change: impl Fn(&mut [Row]) + Sync) {
        self.partitions.par_iter_mut().for_each(|partition| {
            for at in 0..partition.keys.len() {
                change(partition.contacts.of_mut(at));
            }
        });
    }

    /// The contact stored at a place.
    pub(crate) fn located(&self, place: &Located) -> &Row {
        &self.partitions[place.partition as usize].contacts.of(place.child as usize)[place.at as usize]
    }

    /// The child of the contact stored at a place.
    pub(crate) fn located_child(&self, place: &Located) -> ChildNumber {
        ChildNumber::new(self.first[place.partition as usize] + place.child)
    }

    fn located_mut(&mut self, place: &Located) -> &mut Row {
        let contacts = &mut self.partitions[place.partition as usize].contacts;
        &mut contacts.of_mut(place.child as usize)[place.at as usize]
    }

    /// Withdraws a contact that was entered in error ([`Row::withdraw`]).
    pub(crate) fn withdraw(&mut self, place: &Located) {
        self.located_mut(place).withdraw();
    }

    /// Lets a superseded contact count again, since what superseded it was withdrawn.
    pub(crate) fn count_again(&mut self, place: &Located) {
        self.located_mut(place).count_again();
    }

    /// Marks a contact as superseded: always, or only from the end of the month `from` on.
    pub(crate) fn supersede(&mut self, place: &Located, from: Option<Month>) {
        let row = self.located_mut(place);
        match from {
            Some(month) => row.supersede_from(month),
            None => row.supersede(),
        }
    }

    /// Sets the facts of every child, which `facts` works out from their contacts and records.
    pub(crate) fn set_facts(&mut self, facts: impl Fn(&[Row], &[ChildRecord]) -> Facts + Sync) {
        self.partitions.par_iter_mut().for_each(|partition| {
            partition.facts = (0..partition.keys.len())
                .map(|at| {
                    PackedFacts::of(&facts(partition.contacts.of(at), &partition.records[partition.records_of(at)]))
                })
                .collect();
        });
    }
}
