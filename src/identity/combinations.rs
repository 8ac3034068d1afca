//! Collects what the records of each child say of names, date of birth and postcode: each different combination once.

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

/// How many children's names are fetched from memory before any of them is looked at.
const FETCH_BATCH: usize = 64;

/// One combination of names, date of birth and postcode on a child's records, in 32 bytes: every child has at least one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Combination {
    pub(super) name_bits: NameBits,
    pub(super) child: ChildNumber,
    /// Date of birth, as a column stores it.
    pub(super) born: i32,
    /// The record to read for its texts: the last of a register, else the newest contact.
    pub(super) record: AnyRecord,
    /// The day of that record, where it is a contact.
    day: i32,
    /// Whether that record counts.
    counts: bool,
    pub(super) unlinked: bool,
}

impl Combination {
    /// The sort key by which its record was chosen: the greatest wins.
    pub(super) const fn order(&self) -> (bool, bool, i32, usize) {
        (matches!(self.record, AnyRecord::Child(_)), self.counts, self.day, self.record.place())
    }
}

#[derive(Default)]
pub(super) struct AllCombinations {
    /// By child, one list for each partition of children.
    combinations: Vec<Vec<Combination>>,
    /// Children whose records have several given names.
    pub(super) several_given: Vec<ChildNumber>,
    /// Others with a local id, perhaps, whose records have more than two dates of birth; ascending in each partition.
    pub(super) several_births: Vec<ChildNumber>,
    /// The children with an NHS number who carry a local id that stands for several, with the id; ascending.
    pub(super) carriers: Vec<(u32, ChildNumber)>,
}

impl AllCombinations {
    /// Collects them from every record.
    pub(super) fn of(all: &ReviewInput<'_>) -> Self {
        let several: Vec<u32> = (0..count(all.intake.locals.len()))
            .into_par_iter()
            .filter(|local| all.children.number_of(*local) == StandsFor::Several)
            .collect();
        let have_ids = !all.intake.locals.is_empty();
        let found = all.children.by_partition(|own| {
            let (mut combinations, mut carriers) = (Vec::new(), Vec::new());
            let children: Vec<Child<'_>> = own.collect();
            add_children(all, &children, &mut combinations);
            if !several.is_empty() {
                for child in children.iter().filter(|child| matches!(child.key(), ChildKey::Nhs(_))) {
                    add_shared_local_ids(all, *child, &several, &mut carriers);
                }
            }
            let differ = |own: &&[Combination]| {
                let mut given = own.iter().map(|own| own.name_bits.given()).filter(|given| *given != 0);
                let first = given.next();
                given.any(|other| Some(other) != first)
            };
            let several_given: Vec<ChildNumber> =
                combinations.chunk_by(|a, b| a.child == b.child).filter(differ).map(|own| own[0].child).collect();
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
        all_combinations.combinations.retain(|own| !own.is_empty());
        // An id that no record has first: its records are known by another one.
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

    pub(super) fn of_child(&self, child: ChildNumber) -> &[Combination] {
        let last = |own: &Vec<Combination>| own.last().map(|own| own.child);
        let Some(combinations) =
            self.combinations.get(self.combinations.partition_point(|own| last(own) < Some(child)))
        else {
            return &[];
        };
        let from = combinations.partition_point(|own| own.child < child);
        let to = from + combinations[from..].partition_point(|own| own.child == child);
        &combinations[from..to]
    }

    /// The combinations of all children, one list for each partition.
    pub(super) fn pieces(&self) -> &[Vec<Combination>] {
        &self.combinations
    }
}

/// The dates of birth that the records of a child say, ascending.
pub(super) fn births(all: &ReviewInput<'_>, child: ChildNumber) -> Vec<i32> {
    let child = all.children.get(child);
    let of_contacts = child.all_rows().iter().filter_map(|row| row.born.day(all.as_of)).map(|day| day.0);
    let of_records = child.records().iter().map(|row| all.intake.register.born(*row));
    let mut births: Vec<i32> = of_contacts.chain(of_records).filter(|born| *born != NO_DAY).collect();
    births.sort_unstable();
    births.dedup();
    births
}

/// Whether the records of a child say more than two dates of birth.
fn has_several_births(all: &ReviewInput<'_>, child: Child<'_>) -> bool {
    let mut known = [NO_DAY; 2];
    let mut is_third = |born: i32| {
        if born == NO_DAY || known.contains(&born) {
            return false;
        }
        let free = known.iter_mut().find(|own| **own == NO_DAY);
        free.is_none_or(|own| {
            *own = born;
            false
        })
    };
    child.all_rows().iter().any(|row| row.born.day(all.as_of).is_some_and(|day| is_third(day.0)))
        || child.records().iter().any(|row| is_third(all.intake.register.born(*row)))
}

/// Adds the combinations on all records of these children.
fn add_children(all: &ReviewInput<'_>, children: &[Child<'_>], combinations: &mut Vec<Combination>) {
    // The records of a child stand apart in the columns of the extracts. Those of several children are fetched one behind
    // the other before any is looked at, so that the processor waits for many at once and not for each.
    let parts = &all.intake.parts;
    let mut fetched: Vec<NameBits> = Vec::new();
    for some in children.chunks(FETCH_BATCH) {
        fetched.clear();
        if parts.has_names() {
            for child in some {
                fetched.extend(child.all_rows().iter().map(|row| parts.extra(row.row).name_bits()));
            }
        }
        let mut from = 0;
        for child in some {
            let own = SideRecords::of(*child);
            let to = if parts.has_names() { from + own.rows.len() } else { from };
            add(all, child.number, own, &fetched[from..to], combinations);
            from = to;
        }
    }
}

/// Stands for no child, where a combination is of some records only and nobody asks whose it is.
const NOBODY: ChildNumber = ChildNumber::new(u32::MAX);

/// The combinations on some records of a child.
pub(super) fn of_records(all: &ReviewInput<'_>, own: SideRecords<'_>) -> Vec<Combination> {
    let parts = &all.intake.parts;
    let name_bits: Vec<NameBits> = if parts.has_names() {
        own.rows.iter().map(|row| parts.extra(row.row).name_bits()).collect()
    } else {
        Vec::new()
    };
    let mut combinations = Vec::new();
    add(all, NOBODY, own, &name_bits, &mut combinations);
    combinations
}

/// Adds the combinations of a child, given the names and postcodes of the contacts (`name_bits`), if there are any.
fn add(
    all: &ReviewInput<'_>,
    child: ChildNumber,
    own: SideRecords<'_>,
    name_bits: &[NameBits],
    combinations: &mut Vec<Combination>,
) {
    let from = combinations.len();
    let unlinked = matches!(own.key, ChildKey::Local(_));
    // What records without a name and a postcode say of the birth.
    let mut bare: Vec<i32> = Vec::new();
    let mut put = |new: Combination| {
        if new.name_bits.is_none() {
            if new.born != NO_DAY && !bare.contains(&new.born) {
                bare.push(new.born);
            }
            return;
        }
        match combinations[from..].iter_mut().find(|own| own.name_bits == new.name_bits && own.born == new.born) {
            Some(own) if own.order() < new.order() => *own = new,
            Some(_) => {}
            None => combinations.push(new),
        }
    };
    for (row, bits) in own.rows.iter().zip(name_bits) {
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
    for row in own.records {
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
    combine(combinations, from, bare);
}

/// The most combinations of values from different records that are looked at for one child.
const MAX_COMBINED: usize = 512;

/// Adds combinations of values from different records of a child: the given name of one, the family name of another, the date
/// of birth of a third and the postcode of a fourth.
fn combine(combinations: &mut Vec<Combination>, from: usize, mut births: Vec<i32>) {
    let own = &combinations[from..];
    let Some(first) = own.first() else { return };
    let is_whole = |own: &Combination| own.name_bits.has_names() && own.name_bits.home() != 0 && own.born != NO_DAY;
    let alike = |one: &Combination, other: &Combination| one.name_bits.same_names(other.name_bits);
    let is_usual = |other: &Combination| is_whole(other) && alike(other, first) && other.born == first.born;
    if births.iter().all(|born| *born == first.born) && own.iter().all(is_usual) {
        return;
    }
    let (mut names, mut homes): (Vec<Combination>, Vec<NameBits>) = Default::default();
    for own in own {
        if own.name_bits.given() != 0 && !names.iter().any(|other| alike(own, other)) {
            names.push(*own);
        }
        if own.born != NO_DAY && !births.contains(&own.born) {
            births.push(own.born);
        }
        if own.name_bits.home() != 0 && !homes.iter().any(|other| other.home() == own.name_bits.home()) {
            homes.push(own.name_bits);
        }
    }
    if births.is_empty() {
        births.push(NO_DAY);
    }
    if homes.is_empty() {
        homes.push(NameBits::NONE);
    }
    if !own.iter().all(|other| alike(other, first)) {
        add_names_with_every_family(own, &mut names, MAX_COMBINED / (births.len() * homes.len()));
    }
    if names.len() * births.len() * homes.len() > MAX_COMBINED {
        return;
    }
    for name in names {
        for born in &births {
            for home in &homes {
                let new = Combination { name_bits: name.name_bits.with_postcode_of(*home), born: *born, ..name };
                if !combinations[from..].iter().any(|own| own.name_bits == new.name_bits && own.born == new.born) {
                    combinations.push(new);
                }
            }
        }
    }
}

/// Pairs each of these given names with every family name on record, unless that makes more than `most` names.
fn add_names_with_every_family(own: &[Combination], names: &mut Vec<Combination>, most: usize) {
    let mut families: Vec<NameBits> = Vec::new();
    for who in own.iter().map(|own| own.name_bits).filter(|who| who.family() != 0) {
        if !families.iter().any(|other| other.family() == who.family()) {
            families.push(who);
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

/// Adds a child as a carrier of each of their local ids that stands for several NHS numbers (`several`).
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
