//! Finds NHS numbers and ids that seem to stand for two children, such as twins who were given one NHS number, or a family's id
//! used for each child. The signs are contradicting given names, or more than two dates of birth that are not of one name
//! ([`births`]). The program cannot separate the children; pages show them, with the sources to ask.

mod births;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::cases::ReviewInput;
use crate::cells::nhs::NhsNumber;
use crate::child::reread::{self, Reread};
use crate::contact::columns::NO_TEXT;
use crate::contact::local_id::SHARED;
use crate::contact::name::{first_word, folded, words_contradict};
use crate::day::NO_DAY;
use crate::field::Field;
use crate::records::{AnyRecord, ChildRecord};
use crate::stop::Stop;
use crate::store::{Child, ChildKey, ChildNumber, PackedKey, Row};

use super::combinations::{AllCombinations, Combination};
use super::side::SideRecords;

/// The fewest records of each name, so that a single typing error does not look like a second child.
const MIN_RECORDS_PER_NAME: usize = 2;
/// The most records to compare each with each before their names are read.
const MAX_COMPARED: usize = 500;

/// Whether an NHS number or a local id seems to stand for two children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SharedIdKind {
    Number,
    /// A local id within its scope.
    Id,
}

impl SharedIdKind {
    /// The word that CSV files use for the key.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Id => "id",
        }
    }
}

/// The records of one number or id that carry one given name.
#[derive(Clone, Debug)]
pub(super) struct NamedRecords {
    pub(super) key: ChildKey,
    /// The number or the id, as decisions call it.
    pub(super) id: String,
    /// The combinations of names, date of birth and postcode on these records, once collected.
    pub(super) combinations: Vec<Combination>,
    pub(super) rows: Vec<Row>,
    pub(super) records: Vec<ChildRecord>,
}

impl NamedRecords {
    pub(super) fn side_records(&self) -> SideRecords<'_> {
        SideRecords { key: self.key, rows: &self.rows, records: &self.records }
    }
}

/// A number or id that seems to stand for two children, with the records of each.
pub(super) struct SharedId {
    pub(super) kind: SharedIdKind,
    pub(super) sides: [NamedRecords; 2],
}

/// The facts of a record by which children can be told apart.
#[derive(Clone, Copy)]
struct RecordFacts {
    record: AnyRecord,
    row: Option<Row>,
    born: i32,
    local: u32,
    /// The NHS number on the record itself, as a column stores it.
    number: u32,
}

/// Finds the numbers and ids that seem to stand for two children.
///
/// # Errors
/// Any extract that cannot be read again.
pub(super) fn find_shared_ids(
    all: &ReviewInput<'_>,
    all_combinations: &AllCombinations,
) -> Result<Vec<SharedId>, Stop> {
    let mut groups: Vec<(SharedIdKind, ChildKey, Vec<RecordFacts>)> = Vec::new();
    let of_names = all_combinations.several_given.iter().map(|child| (child, true));
    for (child, names_differ) in of_names.chain(all_combinations.several_births.iter().map(|child| (child, false))) {
        let child = all.children.get(*child);
        let facts = record_facts(all, child);
        if let ChildKey::Nhs(_) = child.key()
            && names_differ
        {
            // Records that are the child's only by a decision say nothing about the number.
            groups.push((SharedIdKind::Number, child.key(), known_by_own_number(all, child, facts.clone())));
        }
        let mut by_id: BTreeMap<u32, Vec<RecordFacts>> = BTreeMap::new();
        for record in facts.into_iter().filter(|record| record.local != NO_TEXT) {
            by_id.entry(record.local).or_default().push(record);
        }
        groups.extend(by_id.into_iter().map(|(local, records)| (SharedIdKind::Id, ChildKey::Local(local), records)));
    }
    // The records of an id that stands for several numbers are under several children.
    for carriers in all_combinations.carriers.chunk_by(|a, b| a.0 == b.0) {
        let local = carriers[0].0;
        let beside: BTreeSet<u32> = all.intake.locals.bonds().with(local).collect();
        // Records without a number are known by this id, or by another one that they have beside it.
        let unlinked = beside.iter().chain([&local]).filter_map(|id| all.children.find(ChildKey::Local(*id)));
        let children: BTreeSet<ChildNumber> = carriers.iter().map(|(_, child)| *child).chain(unlinked).collect();
        let has_id = |record: &RecordFacts| record.local == local || beside.contains(&record.local);
        let facts = children.into_iter().flat_map(|child| record_facts(all, all.children.get(child))).filter(has_id);
        groups.retain(|(kind, key, _)| (*kind, *key) != (SharedIdKind::Id, ChildKey::Local(local)));
        groups.push((SharedIdKind::Id, ChildKey::Local(local), facts.collect()));
    }
    let scopes: BTreeMap<u32, String> = groups
        .iter()
        .flat_map(|(.., records)| records.iter().map(|record| record.local))
        .filter(|local| *local != NO_TEXT)
        .map(|local| (local, all.intake.locals.shown(local).split('/').next().unwrap_or_default().to_owned()))
        .collect();
    // Ids that occur together in records were joined; which of them a record has shows only when it is read again.
    let bonds = all.intake.locals.bonds();
    let has_joined_ids = |record: &RecordFacts| record.local != NO_TEXT && bonds.beside(record.local).len() > 1;
    groups.retain(|(kind, _, records)| {
        let ids_may_differ = || *kind == SharedIdKind::Number && records.iter().any(has_joined_ids);
        let may_be_two = || may_be_two(*kind, records, &scopes) || ids_may_differ();
        (records.len() >= 2 * MIN_RECORDS_PER_NAME && may_be_two()) || births::may_be_several(records)
    });
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let to_read = groups.iter().flat_map(|(.., records)| records.iter().map(|record| record.record)).collect();
    let (contacts, children) = super::pairs::rows_of(to_read);
    let reread = reread::read_with_ids(all.settings, all.intake, &contacts, &children)?;
    let mut found: Vec<SharedId> = Vec::new();
    for (kind, key, records) in groups {
        let mut by_name: BTreeMap<String, Vec<RecordFacts>> = BTreeMap::new();
        for record in records {
            let name = reread.text(record.record, Field::GivenName);
            by_name.entry(first_word(name)).or_default().push(record);
        }
        let ids = |record: &RecordFacts| ids_of(all, &reread, record.record);
        let names: Vec<&String> = by_name.keys().collect();
        // All records under names that agree with `one` and contradict `other`.
        let under = |one: &str, other: &str| -> Vec<RecordFacts> {
            let agrees = |name: &str| !words_contradict(name, one) && words_contradict(name, other);
            by_name.iter().filter(|(name, _)| agrees(name)).flat_map(|(_, records)| records).copied().collect()
        };
        let two = names.iter().enumerate().find_map(|(at, one)| {
            names[at + 1..].iter().filter(|other| words_contradict(one, other)).find_map(|other| {
                let (a, b) = (under(one, other), under(other, one));
                let are_two = a.len() >= MIN_RECORDS_PER_NAME
                    && b.len() >= MIN_RECORDS_PER_NAME
                    && names_are_different_children(kind, &a, &b, &ids);
                are_two.then(|| {
                    let id = name_shared_id(all, key, [&a, &b], &ids);
                    [named(key, &id, &a), named(key, &id, &b)]
                })
            })
        });
        let two = two.or_else(|| {
            let family_name = |record: &RecordFacts| folded(reread.text(record.record, Field::FamilyName));
            let [a, b] = births::of_several(kind, &by_name, family_name)?;
            let id = name_shared_id(all, key, [&a, &b], &ids);
            Some([named(key, &id, &a), named(key, &id, &b)])
        });
        found.extend(two.map(|sides| SharedId { kind, sides }));
    }
    found.sort_by(|a, b| (a.kind, &a.sides[0].id).cmp(&(b.kind, &b.sides[0].id)));
    Ok(found)
}

/// The ids of a record, as pairs of scope and id.
type Ids<'a> = Vec<(&'a str, &'a str)>;

/// The ids that a record itself carries.
fn ids_of<'a>(all: &ReviewInput<'a>, reread: &'a Reread, place: AnyRecord) -> Ids<'a> {
    let Some(record) = reread.record(place) else { return Vec::new() };
    let source = all.intake.files[all.intake.file_of(place)].source_of(all.settings);
    let fields = [(Field::LocalId, source.id_scope.as_str())].into_iter().chain(SHARED);
    fields.map(|(field, scope)| (scope, record.text(field))).filter(|(_, id)| !id.is_empty()).collect()
}

/// The text of a shared number or id. If several ids were joined, it is the one that most records of both children have, else the
/// one that represents them all.
fn name_shared_id<'a>(
    all: &ReviewInput<'_>,
    key: ChildKey,
    sides: [&[RecordFacts]; 2],
    ids: &impl Fn(&RecordFacts) -> Ids<'a>,
) -> String {
    let known = super::side::id(key, all.intake);
    if matches!(key, ChildKey::Nhs(_)) {
        return known;
    }
    let [a, b] = sides.map(|records| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (scope, id) in records.iter().flat_map(ids) {
            *counts.entry(format!("{scope}/{id}")).or_default() += 1;
        }
        counts
    });
    let of_both = a.into_iter().filter_map(|(id, count)| Some((count.min(*b.get(&id)?), id)));
    let best = of_both.max_by_key(|(count, id)| (*count, *id == known, Reverse(id.clone())));
    best.map_or(known, |(_, id)| id)
}

/// The facts of each record of a child.
fn record_facts(all: &ReviewInput<'_>, child: Child<'_>) -> Vec<RecordFacts> {
    let (parts, register) = (&all.intake.parts, &all.intake.register);
    let own_number = NhsNumber::column(child.key().nhs_number());
    let of_contacts = child.all_rows().iter().map(|row| {
        let extra = parts.extra(row.row);
        RecordFacts {
            record: AnyRecord::Contact(row.row),
            row: Some(*row),
            born: row.born.day(all.as_of).map_or(NO_DAY, |day| day.0),
            local: extra.local(),
            number: if extra.has_number() { own_number } else { NhsNumber::NONE },
        }
    });
    let of_records = child.records().iter().map(|row| RecordFacts {
        record: AnyRecord::Child(*row),
        row: None,
        born: register.born(*row),
        local: register.people.rare.local.get(row.place()),
        number: register.people.nhs[row.place()],
    });
    of_contacts.chain(of_records).collect()
}

/// The records that belong to a child by its number, and not by a decision.
fn known_by_own_number(all: &ReviewInput<'_>, child: Child<'_>, records: Vec<RecordFacts>) -> Vec<RecordFacts> {
    let key = PackedKey::of(child.key());
    if !all.children.same().involves(key) {
        return records;
    }
    let members = all.children.members();
    let contacts = members.contacts_of(key).map(AnyRecord::Contact);
    let by_number: BTreeSet<AnyRecord> = contacts.chain(members.records_of(key).map(AnyRecord::Child)).collect();
    records.into_iter().filter(|record| by_number.contains(&record.record)).collect()
}

/// Whether any two of the records may be of different children. True, without looking, if there are very many.
fn may_be_two(kind: SharedIdKind, records: &[RecordFacts], scopes: &BTreeMap<u32, String>) -> bool {
    records.len() > MAX_COMPARED
        || records.iter().any(|one| records.iter().any(|other| tells_apart(kind, one, other, scopes)))
}

/// Whether two records differ in the date of birth, or, for a number, in the local id of one scope; for an id, in the number.
fn tells_apart(kind: SharedIdKind, one: &RecordFacts, other: &RecordFacts, scopes: &BTreeMap<u32, String>) -> bool {
    let births_differ = one.born != NO_DAY && other.born != NO_DAY && one.born != other.born;
    births_differ
        || match kind {
            SharedIdKind::Number => {
                one.local != other.local
                    && one.local != NO_TEXT
                    && other.local != NO_TEXT
                    && scopes.get(&one.local) == scopes.get(&other.local)
            }
            SharedIdKind::Id => {
                one.number != other.number && one.number != NhsNumber::NONE && other.number != NhsNumber::NONE
            }
        }
}

/// Whether the records of two names differ in their most common values. Single records may have typing errors.
fn names_are_different_children<'a>(
    kind: SharedIdKind,
    a: &[RecordFacts],
    b: &[RecordFacts],
    ids: &impl Fn(&RecordFacts) -> Ids<'a>,
) -> bool {
    let born = |record: &RecordFacts| (record.born != NO_DAY).then_some(record.born);
    if nothing_in_common(&most_common(a, born), &most_common(b, born)) {
        return true;
    }
    match kind {
        SharedIdKind::Id => {
            let number = |record: &RecordFacts| (record.number != NhsNumber::NONE).then_some(record.number);
            nothing_in_common(&most_common(a, number), &most_common(b, number))
        }
        SharedIdKind::Number => {
            let scopes: BTreeSet<&str> = a.iter().chain(b).flat_map(ids).map(|(scope, _)| scope).collect();
            scopes.into_iter().any(|wanted| {
                let id = |record: &RecordFacts| {
                    ids(record).into_iter().find(|(scope, _)| *scope == wanted).map(|(_, id)| id)
                };
                nothing_in_common(&most_common(a, id), &most_common(b, id))
            })
        }
    }
}

/// The most frequent value among the records that have one; several values if they are equally frequent.
fn most_common<T: Ord>(records: &[RecordFacts], value: impl Fn(&RecordFacts) -> Option<T>) -> BTreeSet<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in records.iter().filter_map(value) {
        *counts.entry(value).or_default() += 1;
    }
    let highest = counts.values().max().copied().unwrap_or_default();
    counts.into_iter().filter(|(_, count)| *count == highest).map(|(value, _)| value).collect()
}

/// Whether both sets have values, but none in common.
fn nothing_in_common<T: Ord>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> bool {
    !one.is_empty() && !other.is_empty() && one.is_disjoint(other)
}

fn named(key: ChildKey, id: &str, facts: &[RecordFacts]) -> NamedRecords {
    let rows = facts.iter().filter_map(|record| record.row).collect();
    let of_register = |record: &RecordFacts| match record.record {
        AnyRecord::Child(record) => Some(record),
        AnyRecord::Contact(_) => None,
    };
    let records = facts.iter().filter_map(of_register).collect();
    NamedRecords { key, id: id.to_owned(), combinations: Vec::new(), rows, records }
}
