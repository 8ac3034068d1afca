//! The parts of the extracts of contacts, and how to find a record's fields and its place in the file.

use std::collections::BTreeSet;

use super::PackedKey;
use super::register::Register;
use super::scatter::PartitionedContacts;
use crate::cells::nhs::NhsNumber;
use crate::contact::columns::{Cursor, NO_TEXT, RawContact, Renumbering, Sparse};
use crate::contact::name::NameBits;
use crate::day::Day;
use crate::records::ContactRecord;
use crate::vocabulary::Closure;

/// A part of a file.
#[derive(Debug)]
pub struct Part {
    /// The index of its source in [`crate::config::settings::Settings::contacts`].
    pub(crate) source: usize,
    /// The number of its first record among all records of contacts.
    pub base: ContactRecord,
    /// Its contacts.
    pub scattered: PartitionedContacts,
    /// The numbers of its texts in the whole run.
    pub to: Renumbering,
}

/// All parts, in reading order.
#[derive(Debug, Default)]
pub struct Parts {
    /// In reading order.
    pub list: Vec<Part>,
    /// Where each part starts.
    starts: PartStarts,
    /// Which rare columns at least one part has.
    has: FilledColumns,
}

/// Finds the line and byte of records, which must be asked for in ascending order.
pub(crate) struct PlaceFinder<'a> {
    parts: &'a Parts,
    /// The part of the last record.
    part: usize,
    cursor: Cursor,
}

impl PlaceFinder<'_> {
    /// The line and the byte at which a record starts.
    pub(crate) fn place(&mut self, row: ContactRecord) -> (u32, u64) {
        let list = &self.parts.list;
        while list.get(self.part + 1).is_some_and(|part| part.base <= row) {
            self.part += 1;
            self.cursor = Cursor::default();
        }
        let part = &list[self.part];
        part.scattered.places.follow(&mut self.cursor, row.place() - part.base.place())
    }
}

/// The table of parts has an entry for every 2^12th record.
const APART: u32 = 12;

/// Finds the part of a record with a table: millions of records are looked up in random order, and a binary search would take
/// longer than reading what it finds.
#[derive(Debug, Default)]
struct PartStarts {
    /// The first record of each part, and a last entry larger than any record.
    bases: Vec<u32>,
    /// The part of each 4,096th record.
    table: Vec<u32>,
}

impl PartStarts {
    fn of(list: &[Part]) -> Self {
        let mut bases: Vec<u32> = list.iter().map(|part| part.base.column()).collect();
        let records = list.last().map_or(0, |part| part.base.place() + part.scattered.len());
        let mut part = 0;
        let table = (0..=records >> APART).map(|place| {
            while bases.get(part + 1).is_some_and(|base| *base as usize <= place << APART) {
                part += 1;
            }
            part as u32
        });
        let table = table.collect();
        bases.push(u32::MAX);
        Self { bases, table }
    }

    fn part(&self, row: ContactRecord) -> usize {
        let row = row.column();
        let mut part = self.table[(row >> APART) as usize] as usize;
        while self.bases[part + 1] <= row {
            part += 1;
        }
        part
    }
}

/// Which rare columns at least one part has filled.
#[derive(Clone, Copy, Debug, Default)]
struct FilledColumns {
    local: bool,
    died: bool,
    household: bool,
    factors: bool,
    /// Sex, ethnic group, decile or locality.
    person: bool,
    /// Names or postcodes.
    name_bits: bool,
}

/// The rare fields of one contact.
#[derive(Clone, Copy, Debug)]
pub struct RareFields<'a> {
    part: &'a Part,
    at: usize,
}

impl Parts {
    /// From the parts in reading order.
    pub(crate) fn new(list: Vec<Part>) -> Self {
        let any_filled = |is_plain: fn(&Part) -> bool| list.iter().any(|part| !is_plain(part));
        let has = FilledColumns {
            local: any_filled(|part| part.scattered.rare.local.is_plain()),
            died: any_filled(|part| part.scattered.rare.died.is_plain()),
            household: any_filled(|part| part.scattered.rare.household.is_plain()),
            factors: any_filled(|part| part.scattered.rare.factors.is_plain()),
            name_bits: any_filled(|part| part.scattered.rare.name_bits.is_plain()),
            person: any_filled(|part| {
                let rare = &part.scattered.rare;
                rare.sex.is_plain()
                    && rare.ethnic_group.is_plain()
                    && rare.imd_decile.is_plain()
                    && rare.locality.is_plain()
            }),
        };
        let starts = PartStarts::of(&list);
        Self { list, starts, has }
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.list.last().map_or(0, |part| part.base.place() + part.scattered.len())
    }

    /// The part of a record.
    pub(crate) fn part(&self, row: ContactRecord) -> &Part {
        &self.list[self.starts.part(row)]
    }

    /// The rare fields of a record.
    pub fn extra(&self, row: ContactRecord) -> RareFields<'_> {
        let part = self.part(row);
        RareFields { part, at: row.place() - part.base.place() }
    }

    /// The line and the byte at which a record starts.
    pub fn place(&self, row: ContactRecord) -> (u32, u64) {
        let part = self.part(row);
        part.scattered.places.of(row.place() - part.base.place())
    }

    /// A finder for the places of records that are asked for in ascending order.
    pub(crate) fn follow(&self) -> PlaceFinder<'_> {
        PlaceFinder { parts: self, part: 0, cursor: Cursor::default() }
    }

    /// Whether any record has a local id.
    pub(crate) const fn has_local_ids(&self) -> bool {
        self.has.local
    }

    /// Whether any record has a sex, an ethnic group, a decile or a locality.
    pub(crate) const fn describes_people(&self) -> bool {
        self.has.person
    }

    /// Whether any record has a name or a postcode.
    pub(crate) const fn has_names(&self) -> bool {
        self.has.name_bits
    }

    /// Frees the bits of names and postcodes, once pairs have been looked for.
    pub(crate) fn forget_names(&mut self) {
        self.has.name_bits = false;
        for part in &mut self.list {
            part.scattered.rare.name_bits = Sparse::new(NameBits::NONE);
        }
    }

    /// Whether any record has a factor.
    pub(crate) const fn says_factors(&self) -> bool {
        self.has.factors
    }

    /// Whether any record has a death, a household or a factor.
    pub(crate) const fn says_more(&self) -> bool {
        self.has.died || self.has.household || self.has.factors
    }
}

fn renumbered(number: u32, to: &[u32]) -> u32 {
    if number == NO_TEXT { NO_TEXT } else { to[number as usize] }
}

impl RareFields<'_> {
    /// The number of the local id, or [`NO_TEXT`].
    pub fn local(self) -> u32 {
        renumbered(self.part.scattered.rare.local.get(self.at), &self.part.to.locals)
    }

    /// The number that stands for all ids of the record ([`crate::intake::LocalIds::each`]), or [`NO_TEXT`].
    pub(crate) fn ids(self) -> u32 {
        let Renumbering { locals, ids, .. } = &self.part.to;
        renumbered(self.part.scattered.rare.local.get(self.at), if ids.is_empty() { locals } else { ids })
    }

    /// The date of death, as a column stores it.
    pub(crate) fn died(self) -> i32 {
        self.part.scattered.rare.died.get(self.at)
    }

    /// The number of the household, or [`NO_TEXT`].
    pub(crate) fn household(self) -> u32 {
        renumbered(self.part.scattered.rare.household.get(self.at), &self.part.to.households)
    }

    /// Factors, one bit each.
    pub(crate) fn factors(self) -> u32 {
        self.part.scattered.rare.factors.get(self.at)
    }

    /// Factors that the record says are not known, one bit each.
    pub(crate) fn not_known(self) -> u32 {
        self.part.scattered.rare.not_known.get(self.at)
    }

    /// The day on which the episode ended.
    pub(crate) fn ended(self) -> Option<Day> {
        Day::from_column(self.part.scattered.rare.ended.get(self.at))
    }

    /// The day on which the referral was closed.
    pub(crate) fn closed(self) -> Option<Day> {
        Day::from_column(self.part.scattered.rare.closed.get(self.at))
    }

    /// Why it was closed.
    pub(crate) fn closure(self) -> Option<Closure> {
        self.part.scattered.rare.closure.get(self.at).checked_sub(1).map(Closure::from_code)
    }

    /// The code of the sex plus one; 0 if not known.
    pub(crate) fn sex(self) -> u8 {
        self.part.scattered.rare.sex.get(self.at)
    }

    /// The ethnic group, as a column stores it.
    pub(crate) fn ethnic_group(self) -> u8 {
        self.part.scattered.rare.ethnic_group.get(self.at)
    }

    /// The decile of the index of multiple deprivation, 0 for none.
    pub(crate) fn imd_decile(self) -> u8 {
        self.part.scattered.rare.imd_decile.get(self.at)
    }

    /// The number of the locality, or [`NO_TEXT`].
    pub(crate) fn locality(self) -> u32 {
        renumbered(self.part.scattered.rare.locality.get(self.at), &self.part.to.localities)
    }

    /// When the version was recorded, in microseconds; `i64::MIN` if blank.
    pub(crate) fn recorded(self) -> i64 {
        self.part.scattered.rare.recorded.get(self.at)
    }

    /// Whether the record itself has an NHS number.
    pub(crate) fn has_number(self) -> bool {
        self.part.scattered.without_number.binary_search(&(self.at as u32)).is_err()
    }

    /// Bits of names and postcode.
    pub(crate) fn name_bits(self) -> NameBits {
        self.part.scattered.rare.name_bits.get(self.at)
    }

    /// The index of the record's source.
    pub(crate) const fn source(self) -> usize {
        self.part.source
    }
}

impl Part {
    /// Its contacts with their rows, in no order. Only before they have been gathered.
    pub(crate) fn contacts(&self) -> impl Iterator<Item = (u32, &RawContact)> {
        let contacts = self.scattered.groups.iter().flatten().chain(&self.scattered.waiting);
        contacts.map(|contact| (contact.row, &contact.contact))
    }

    /// The rare fields of one of its records.
    pub(crate) const fn extra(&self, row: u32) -> RareFields<'_> {
        RareFields { part: self, at: row as usize }
    }
}

/// Which of the wanted NHS numbers some record has. Only before contacts have been gathered.
pub(crate) fn numbers_there(parts: &Parts, register: &Register, wanted: &BTreeSet<NhsNumber>) -> BTreeSet<NhsNumber> {
    let mut found = BTreeSet::new();
    let partitions: BTreeSet<usize> =
        wanted.iter().map(|number| PackedKey::nhs(NhsNumber::column(Some(*number))).partition()).collect();
    for part in &parts.list {
        let contacts = partitions.iter().flat_map(|partition| part.scattered.of_partition(*partition));
        let numbers = contacts.filter_map(|contact| NhsNumber::from_column(contact.contact.nhs));
        found.extend(numbers.filter(|number| wanted.contains(number)));
    }
    if !wanted.is_empty() {
        let numbers = register.people.nhs.iter().filter_map(|column| NhsNumber::from_column(*column));
        found.extend(numbers.filter(|number| wanted.contains(number)));
    }
    found
}

/// By which of the wanted local ids some record without an NHS number is known. Only before contacts have been gathered.
pub(crate) fn locals_without_number(parts: &Parts, register: &Register, wanted: &BTreeSet<u32>) -> BTreeSet<u32> {
    if wanted.is_empty() {
        return BTreeSet::new();
    }
    let of_contacts =
        parts.list.iter().flat_map(|part| part.scattered.waiting.iter().map(|moved| part.extra(moved.row).local()));
    let people = &register.people;
    let unnumbered = people.nhs.iter().enumerate().filter(|(_, number)| **number == NhsNumber::NONE);
    let of_records = unnumbered.map(|(row, _)| people.rare.local.get(row));
    of_contacts.chain(of_records).filter(|local| wanted.contains(local)).collect()
}
