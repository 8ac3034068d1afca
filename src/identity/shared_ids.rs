//! Finds NHS numbers and ids that seem to stand for two children: twins who were given one NHS number, or a family's id used for
//! each child. More than two dates of birth that are not of one name say so too ([`births`]). The program cannot part them: pages show
//! them, with the sources to ask.

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

/// The fewest records of each name, so that one typing error makes no second child.
const MIN_RECORDS_PER_NAME: usize = 2;
/// The most records that are compared each with each before their names are read.
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
    /// Their combinations of names, date of birth and postcode, once those have been collected.
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

/// What tells the records of two children apart.
#[derive(Clone, Copy)]
struct RecordFacts {
    record: AnyRecord,
    row: Option<Row>,
    born: i32,
    local: u32,
    /// The NHS number on the record itself, as a column stores it.
    number: u32,
}

/// The numbers and ids that seem to stand for two children.
pub(super) fn find_shared_ids(
    all: &ReviewInput<'_>,
    all_combinations: &AllCombinations,
) -> Result<Vec<SharedId>, Stop> {
    let mut groups: Vec<(SharedIdKind, ChildKey, Vec<RecordFacts>)> = Vec::new();
    let of_names = all_combinations.several_given.iter().map(|child| (child, true));
    for (child, names_differ) in of_names.chain(all_combinations.several_births.iter().map(|child| (child, false))) {
        let child = all.children.get(*child);
        let said = record_facts(all, child);
        if let ChildKey::Nhs(_) = child.key()
            && names_differ
        {
            // Records that only a decision has brought to the child say nothing of the number.
            groups.push((SharedIdKind::Number, child.key(), known_by_own_number(all, child, said.clone())));
        }
        let mut by_id: BTreeMap<u32, Vec<RecordFacts>> = BTreeMap::new();
        for own in said.into_iter().filter(|own| own.local != NO_TEXT) {
            by_id.entry(own.local).or_default().push(own);
        }
        groups.extend(by_id.into_iter().map(|(local, own)| (SharedIdKind::Id, ChildKey::Local(local), own)));
    }
    // An id that stands for several numbers has records of several children.
    for same in all_combinations.carriers.chunk_by(|a, b| a.0 == b.0) {
        let local = same[0].0;
        let beside: BTreeSet<u32> = all.intake.locals.bonds().with(local).collect();
        // Of records without a number those that have no other id are known by it, the others by theirs.
        let unlinked = beside.iter().chain([&local]).filter_map(|id| all.children.find(ChildKey::Local(*id)));
        let children: BTreeSet<ChildNumber> = same.iter().map(|(_, child)| *child).chain(unlinked).collect();
        let has_it = |own: &RecordFacts| own.local == local || beside.contains(&own.local);
        let own = children.into_iter().flat_map(|child| record_facts(all, all.children.get(child))).filter(has_it);
        groups.retain(|(of, key, _)| (*of, *key) != (SharedIdKind::Id, ChildKey::Local(local)));
        groups.push((SharedIdKind::Id, ChildKey::Local(local), own.collect()));
    }
    let scopes: BTreeMap<u32, String> = groups
        .iter()
        .flat_map(|(.., said)| said.iter().map(|own| own.local))
        .filter(|local| *local != NO_TEXT)
        .map(|local| (local, all.intake.locals.shown(local).split('/').next().unwrap_or_default().to_owned()))
        .collect();
    // Ids that stand side by side in records are one: which of them a record has is seen when it is read again.
    let bonds = all.intake.locals.bonds();
    let has_several = |own: &RecordFacts| own.local != NO_TEXT && bonds.beside(own.local).len() > 1;
    groups.retain(|(of, _, said)| {
        let several = || *of == SharedIdKind::Number && said.iter().any(has_several);
        let may_be_two = || may_be_two(*of, said, &scopes) || several();
        (said.len() >= 2 * MIN_RECORDS_PER_NAME && may_be_two()) || births::may_be_several(*of, said)
    });
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let places = groups.iter().flat_map(|(.., said)| said.iter().map(|own| own.record)).collect();
    let (contacts, children) = super::pairs::rows_of(places);
    let again = reread::read_with_ids(all.settings, all.intake, &contacts, &children)?;
    let mut found: Vec<SharedId> = Vec::new();
    for (of, key, said) in groups {
        let mut by_name: BTreeMap<String, Vec<RecordFacts>> = BTreeMap::new();
        for own in said {
            let name = again.text(own.record, Field::GivenName);
            by_name.entry(first_word(name)).or_default().push(own);
        }
        let ids = |own: &RecordFacts| ids_of(all, &again, own.record);
        let names: Vec<&String> = by_name.keys().collect();
        // All records under a name, or one that begins with it or that it begins with, which is not the other child's.
        let under = |one: &str, other: &str| -> Vec<RecordFacts> {
            let own = by_name.iter().filter(|(name, _)| !words_contradict(name, one) && words_contradict(name, other));
            own.flat_map(|(_, own)| own).copied().collect()
        };
        let two = names.iter().enumerate().find_map(|(at, one)| {
            names[at + 1..].iter().filter(|other| words_contradict(one, other)).find_map(|other| {
                let (a, b) = (under(one, other), under(other, one));
                let are_two = a.len() >= MIN_RECORDS_PER_NAME
                    && b.len() >= MIN_RECORDS_PER_NAME
                    && names_are_different_children(of, &a, &b, &ids);
                are_two.then(|| {
                    let id = name_shared_id(all, key, [&a, &b], &ids);
                    [named(key, &id, &a), named(key, &id, &b)]
                })
            })
        });
        let two = two.or_else(|| {
            let [a, b] = births::of_several(of, &by_name, |own| folded(again.text(own.record, Field::FamilyName)))?;
            let id = name_shared_id(all, key, [&a, &b], &ids);
            Some([named(key, &id, &a), named(key, &id, &b)])
        });
        found.extend(two.map(|sides| SharedId { kind: of, sides }));
    }
    found.sort_by(|a, b| (a.kind, &a.sides[0].id).cmp(&(b.kind, &b.sides[0].id)));
    Ok(found)
}

/// The ids of a record, each with its scope in front.
type Ids<'a> = Vec<(&'a str, &'a str)>;

/// The ids that a record itself has.
fn ids_of<'a>(all: &ReviewInput<'a>, again: &'a Reread, place: AnyRecord) -> Ids<'a> {
    let Some(record) = again.record(place) else { return Vec::new() };
    let source = all.intake.files[all.intake.file_of(place)].source_of(all.settings);
    let own = [(Field::LocalId, source.id_scope.as_str())].into_iter().chain(SHARED);
    own.map(|(field, scope)| (scope, record.text(field))).filter(|(_, id)| !id.is_empty()).collect()
}

/// The text of a number or id. Of ids that stand side by side in records it is the one that most records of both
/// children have, else the one that stands for all.
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
    let [a, b] = sides.map(|said| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (scope, id) in said.iter().flat_map(ids) {
            *counts.entry(format!("{scope}/{id}")).or_default() += 1;
        }
        counts
    });
    let of_both = a.into_iter().filter_map(|(id, count)| Some((count.min(*b.get(&id)?), id)));
    let best = of_both.max_by_key(|(count, id)| (*count, *id == known, Reverse(id.clone())));
    best.map_or(known, |(_, id)| id)
}

/// What each record of a child says.
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

/// The records that belong to a child by its number, and not by somebody's decision.
fn known_by_own_number(all: &ReviewInput<'_>, child: Child<'_>, said: Vec<RecordFacts>) -> Vec<RecordFacts> {
    let key = PackedKey::of(child.key());
    if !all.children.same().involves(key) {
        return said;
    }
    let members = all.children.members();
    let contacts = members.contacts_of(key).map(AnyRecord::Contact);
    let own: BTreeSet<AnyRecord> = contacts.chain(members.records_of(key).map(AnyRecord::Child)).collect();
    said.into_iter().filter(|said| own.contains(&said.record)).collect()
}

/// Whether any two of the records differ in what tells children apart.
fn may_be_two(of: SharedIdKind, said: &[RecordFacts], scopes: &BTreeMap<u32, String>) -> bool {
    if said.len() > MAX_COMPARED {
        return true;
    }
    said.iter().any(|one| said.iter().any(|other| tells_apart(of, one, other, scopes)))
}

fn tells_apart(of: SharedIdKind, one: &RecordFacts, other: &RecordFacts, scopes: &BTreeMap<u32, String>) -> bool {
    let births = one.born != NO_DAY && other.born != NO_DAY && one.born != other.born;
    births
        || match of {
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

/// Whether most records of one name differ from most of the other: a single one may have a typing error.
fn names_are_different_children<'a>(
    of: SharedIdKind,
    a: &[RecordFacts],
    b: &[RecordFacts],
    ids: &impl Fn(&RecordFacts) -> Ids<'a>,
) -> bool {
    let births = |own: &RecordFacts| (own.born != NO_DAY).then_some(own.born);
    if nothing_in_common(&most_common(a, births), &most_common(b, births)) {
        return true;
    }
    match of {
        SharedIdKind::Id => {
            let number = |own: &RecordFacts| (own.number != NhsNumber::NONE).then_some(own.number);
            nothing_in_common(&most_common(a, number), &most_common(b, number))
        }
        SharedIdKind::Number => {
            let scopes: BTreeSet<&str> = a.iter().chain(b).flat_map(ids).map(|(scope, _)| scope).collect();
            scopes.into_iter().any(|wanted| {
                let id = |own: &RecordFacts| ids(own).into_iter().find(|(scope, _)| *scope == wanted).map(|(_, id)| id);
                nothing_in_common(&most_common(a, id), &most_common(b, id))
            })
        }
    }
}

/// The most frequent value of the records that have one; several values where they are equally frequent.
fn most_common<T: Ord>(said: &[RecordFacts], of: impl Fn(&RecordFacts) -> Option<T>) -> BTreeSet<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in said.iter().filter_map(of) {
        *counts.entry(value).or_default() += 1;
    }
    let highest = counts.values().max().copied().unwrap_or_default();
    counts.into_iter().filter(|(_, count)| *count == highest).map(|(value, _)| value).collect()
}

/// Whether both sets hold values, and none in common.
fn nothing_in_common<T: Ord>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> bool {
    !one.is_empty() && !other.is_empty() && one.is_disjoint(other)
}

fn named(key: ChildKey, id: &str, said: &[RecordFacts]) -> NamedRecords {
    let rows = said.iter().filter_map(|own| own.row).collect();
    let of_child = |own: &RecordFacts| match own.record {
        AnyRecord::Child(record) => Some(record),
        AnyRecord::Contact(_) => None,
    };
    let records = said.iter().filter_map(of_child).collect();
    NamedRecords { key, id: id.to_owned(), combinations: Vec::new(), rows, records }
}
