//! Collects the distinct combinations of names, date of birth and postcode on the records of each child.

use rayon::prelude::*;

use super::side::SideRecords;
use crate::cases::ReviewInput;
use crate::cells::nhs::NhsNumber;
use crate::contact::columns::NO_TEXT;
use crate::contact::name::NameBits;
use crate::day::NO_DAY;
use crate::numbers::count;
use crate::records::AnyRecord;
use crate::store::local_ids::StandsFor;
use crate::store::{Child, ChildKey, ChildNumber};

/// How many children's names are fetched from memory before any of them is used.
const FETCH_BATCH: usize = 64;

/// A combination of names, date of birth and postcode on a child's records. Kept to 32 bytes, since nearly every child has one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Combination {
    pub(super) name_bits: NameBits,
    pub(super) child: ChildNumber,
    /// The date of birth, as a column stores it.
    pub(super) born: i32,
    /// The record whose texts to read: the last of a register, else the newest contact.
    pub(super) record: AnyRecord,
    /// The day of that record, if it is a contact; else 0.
    day: i32,
    /// Whether that record counts, rather than being superseded.
    counts: bool,
    /// Whether the child is known by a local id only.
    pub(super) unlinked: bool,
}

impl Combination {
    /// The sort key by which its record was chosen: the greatest wins.
    pub(super) const fn order(&self) -> (bool, bool, i32, usize) {
        (matches!(self.record, AnyRecord::Child(_)), self.counts, self.day, self.record.place())
    }
}

/// The combinations of all children, and which children may have shared ids.
#[derive(Default)]
pub(super) struct AllCombinations {
    /// By child, one list for each partition of children; empty lists are left out.
    combinations: Vec<Vec<Combination>>,
    /// Children whose records have several given names.
    pub(super) several_given: Vec<ChildNumber>,
    /// Other children whose records have more than two dates of birth, if the run has local ids at all.
    pub(super) several_births: Vec<ChildNumber>,
    /// Local ids that stand for several NHS numbers, each with each child with an NHS number who carries it; ascending.
    pub(super) carriers: Vec<(u32, ChildNumber)>,
}

impl AllCombinations {
    /// Collects the combinations from all records.
    pub(super) fn of(all: &ReviewInput<'_>) -> Self {
        let several: Vec<u32> = (0..count(all.intake.locals.len()))
            .into_par_iter()
            .filter(|local| all.children.number_of(*local) == StandsFor::Several)
            .collect();
        let have_ids = !all.intake.locals.is_empty();
        let found = all.children.by_partition(|children| {
            let (mut combinations, mut carriers) = (Vec::new(), Vec::new());
            let children: Vec<Child<'_>> = children.collect();
            add_children(all, &children, &mut combinations);
            if !several.is_empty() {
                for child in children.iter().filter(|child| matches!(child.key(), ChildKey::Nhs(_))) {
                    add_shared_local_ids(all, *child, &several, &mut carriers);
                }
            }
            let given_names_differ = |of_child: &&[Combination]| {
                let given = of_child.iter().map(|combination| combination.name_bits.given());
                let mut given = given.filter(|given| *given != 0);
                let first = given.next();
                given.any(|other| Some(other) != first)
            };
            let by_child = combinations.chunk_by(|a, b| a.child == b.child);
            let several_given: Vec<ChildNumber> =
                by_child.filter(given_names_differ).map(|of_child| of_child[0].child).collect();
            let others =
                children.iter().filter(|child| have_ids && several_given.binary_search(&child.number).is_err());
            let several_births: Vec<ChildNumber> =
                others.filter(|child| has_several_births(all, **child)).map(|child| child.number).collect();
            (combinations, several_given, several_births, carriers)
        });
        let mut all_combinations = Self::default();
        for (combinations, mut several_given, mut several_births, mut carriers) in found {
            all_combinations.combinations.push(combinations);
            all_combinations.several_given.append(&mut several_given);
            all_combinations.several_births.append(&mut several_births);
            all_combinations.carriers.append(&mut carriers);
        }
        all_combinations.combinations.retain(|of_partition| !of_partition.is_empty());
        // An id may also be a further id of a record that is known by another one.
        for (local, number) in all.intake.locals.bonds().others() {
            if several.binary_search(&local).is_ok() {
                let key = NhsNumber::from_column(number).map(ChildKey::Nhs);
                all_combinations
                    .carriers
                    .extend(key.and_then(|key| all.children.find(key)).map(|child| (local, child)));
            }
        }
        all_combinations.carriers.sort_unstable();
        all_combinations.carriers.dedup();
        all_combinations
    }

    /// The combinations of a child.
    pub(super) fn of_child(&self, child: ChildNumber) -> &[Combination] {
        let is_before = |list: &Vec<Combination>| list.last().is_some_and(|last| last.child < child);
        let Some(list) = self.combinations.get(self.combinations.partition_point(is_before)) else { return &[] };
        let from = list.partition_point(|combination| combination.child < child);
        let to = from + list[from..].partition_point(|combination| combination.child == child);
        &list[from..to]
    }

    /// The combinations of all children, one list for each partition.
    pub(super) fn pieces(&self) -> &[Vec<Combination>] {
        &self.combinations
    }
}

/// The distinct dates of birth on the records of a child, ascending.
pub(super) fn births(all: &ReviewInput<'_>, child: ChildNumber) -> Vec<i32> {
    let child = all.children.get(child);
    let of_contacts = child.all_rows().iter().filter_map(|row| row.born.day(all.as_of)).map(|day| day.0);
    let of_records = child.records().iter().map(|row| all.intake.register.born(*row));
    let mut births: Vec<i32> = of_contacts.chain(of_records).filter(|born| *born != NO_DAY).collect();
    births.sort_unstable();
    births.dedup();
    births
}

/// Whether the records of a child have more than two distinct dates of birth.
fn has_several_births(all: &ReviewInput<'_>, child: Child<'_>) -> bool {
    let mut known = [NO_DAY; 2];
    let mut is_third = |born: i32| {
        if born == NO_DAY || known.contains(&born) {
            return false;
        }
        match known.iter_mut().find(|slot| **slot == NO_DAY) {
            Some(slot) => {
                *slot = born;
                false
            }
            None => true,
        }
    };
    child.all_rows().iter().any(|row| row.born.day(all.as_of).is_some_and(|day| is_third(day.0)))
        || child.records().iter().any(|row| is_third(all.intake.register.born(*row)))
}

/// Adds the combinations on all records of these children.
fn add_children(all: &ReviewInput<'_>, children: &[Child<'_>], combinations: &mut Vec<Combination>) {
    // A child's records are scattered over the columns of the extracts. So the names of several children are fetched before any
    // is used: the processor then waits for many at once and not for each in turn.
    let parts = &all.intake.parts;
    let mut fetched: Vec<NameBits> = Vec::new();
    for batch in children.chunks(FETCH_BATCH) {
        fetched.clear();
        if parts.has_names() {
            for child in batch {
                fetched.extend(child.all_rows().iter().map(|row| parts.extra(row.row).name_bits()));
            }
        }
        let mut from = 0;
        for child in batch {
            let records = SideRecords::of(*child);
            let to = if parts.has_names() { from + records.rows.len() } else { from };
            add(all, child.number, records, &fetched[from..to], combinations);
            from = to;
        }
    }
}

/// The child of combinations on some records only, whose child nobody asks for.
const NOBODY: ChildNumber = ChildNumber::new(u32::MAX);

/// The combinations on some records of a child.
pub(super) fn of_records(all: &ReviewInput<'_>, records: SideRecords<'_>) -> Vec<Combination> {
    let parts = &all.intake.parts;
    let name_bits: Vec<NameBits> = if parts.has_names() {
        records.rows.iter().map(|row| parts.extra(row.row).name_bits()).collect()
    } else {
        Vec::new()
    };
    let mut combinations = Vec::new();
    add(all, NOBODY, records, &name_bits, &mut combinations);
    combinations
}

/// Adds the combinations on a child's records. `name_bits` has the bits of each contact; it is empty if no contact has names.
fn add(
    all: &ReviewInput<'_>,
    child: ChildNumber,
    records: SideRecords<'_>,
    name_bits: &[NameBits],
    combinations: &mut Vec<Combination>,
) {
    let from = combinations.len();
    let unlinked = matches!(records.key, ChildKey::Local(_));
    // The dates of birth on records without names and postcode.
    let mut births: Vec<i32> = Vec::new();
    let mut put = |new: Combination| {
        if new.name_bits.is_none() {
            if new.born != NO_DAY && !births.contains(&new.born) {
                births.push(new.born);
            }
            return;
        }
        match combinations[from..].iter_mut().find(|known| known.name_bits == new.name_bits && known.born == new.born) {
            Some(known) if known.order() < new.order() => *known = new,
            Some(_) => {}
            None => combinations.push(new),
        }
    };
    for (row, bits) in records.rows.iter().zip(name_bits) {
        put(Combination {
            name_bits: *bits,
            child,
            born: row.born.day(all.as_of).map_or(NO_DAY, |day| day.0),
            record: AnyRecord::Contact(row.row),
            day: row.day().0,
            counts: !row.is_duplicate(),
            unlinked,
        });
    }
    let register = &all.intake.register;
    for row in records.records {
        put(Combination {
            name_bits: register.people.rare.name_bits.get(row.place()),
            child,
            born: register.born(*row),
            record: AnyRecord::Child(*row),
            day: 0,
            counts: register.counts(*row),
            unlinked,
        });
    }
    combine(combinations, from, births);
}

/// The most combinations of values from different records to try for one child.
const MAX_COMBINED: usize = 512;

/// Adds combinations of values from different records of a child: the given name of one, the family name of another, the date
/// of birth of a third and the postcode of a fourth. `combinations[from..]` are the child's; `births` are dates of birth on
/// other records.
fn combine(combinations: &mut Vec<Combination>, from: usize, mut births: Vec<i32>) {
    let of_child = &combinations[from..];
    let Some(first) = of_child.first() else { return };
    let is_whole = |one: &Combination| one.name_bits.has_names() && one.name_bits.home() != 0 && one.born != NO_DAY;
    let alike = |one: &Combination, other: &Combination| one.name_bits.same_names(other.name_bits);
    // Usually only the postcode differs, if anything does: then there is nothing new to combine.
    let is_usual = |other: &Combination| is_whole(other) && alike(other, first) && other.born == first.born;
    if births.iter().all(|born| *born == first.born) && of_child.iter().all(is_usual) {
        return;
    }
    let (mut names, mut homes): (Vec<Combination>, Vec<NameBits>) = Default::default();
    for one in of_child {
        if one.name_bits.given() != 0 && !names.iter().any(|other| alike(one, other)) {
            names.push(*one);
        }
        if one.born != NO_DAY && !births.contains(&one.born) {
            births.push(one.born);
        }
        if one.name_bits.home() != 0 && !homes.iter().any(|other| other.home() == one.name_bits.home()) {
            homes.push(one.name_bits);
        }
    }
    if births.is_empty() {
        births.push(NO_DAY);
    }
    if homes.is_empty() {
        homes.push(NameBits::NONE);
    }
    if !of_child.iter().all(|other| alike(other, first)) {
        add_names_with_every_family(of_child, &mut names, MAX_COMBINED / (births.len() * homes.len()));
    }
    if names.len() * births.len() * homes.len() > MAX_COMBINED {
        return;
    }
    for name in names {
        for born in &births {
            for home in &homes {
                let new = Combination { name_bits: name.name_bits.with_postcode_of(*home), born: *born, ..name };
                let is_new = |known: &Combination| known.name_bits != new.name_bits || known.born != new.born;
                if combinations[from..].iter().all(is_new) {
                    combinations.push(new);
                }
            }
        }
    }
}

/// Adds each given name in `names` with every family name of the child, unless that could make more than `most` names.
fn add_names_with_every_family(of_child: &[Combination], names: &mut Vec<Combination>, most: usize) {
    let mut families: Vec<NameBits> = Vec::new();
    for bits in of_child.iter().map(|combination| combination.name_bits).filter(|bits| bits.family() != 0) {
        if !families.iter().any(|other| other.family() == bits.family()) {
            families.push(bits);
        }
    }
    if names.len() * (families.len() + 1) > most {
        return;
    }
    for at in 0..names.len() {
        for family in &families {
            let new = Combination { name_bits: names[at].name_bits.with_family_name_of(*family), ..names[at] };
            if !names.iter().any(|other| other.name_bits.same_names(new.name_bits)) {
                names.push(new);
            }
        }
    }
}

/// Adds a child as a carrier of each of their local ids that is in `several`: ids that stand for several NHS numbers.
fn add_shared_local_ids(
    all: &ReviewInput<'_>,
    child: Child<'_>,
    several: &[u32],
    carriers: &mut Vec<(u32, ChildNumber)>,
) {
    let mut add = |local: u32| {
        if local != NO_TEXT && several.binary_search(&local).is_ok() && !carriers.contains(&(local, child.number)) {
            carriers.push((local, child.number));
        }
    };
    child.records().iter().for_each(|row| add(all.intake.register.people.rare.local.get(row.place())));
    if all.intake.parts.has_local_ids() {
        child.all_rows().iter().for_each(|row| add(all.intake.parts.extra(row.row).local()));
    }
}
