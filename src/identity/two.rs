//! Numbers and ids that seem to stand for two children: twins who were given one NHS number, a family's number that is
//! used as each child's. They cannot be parted here: they are shown, with the sources to ask.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::cases::Everyone;
use crate::cells::nhs::NhsNumber;
use crate::child::reread::Reread;
use crate::contact::columns::NO_TEXT;
use crate::contact::local_id::SHARED;
use crate::contact::name::{first_word, words_contradict};
use crate::day::NO_DAY;
use crate::field::Field;
use crate::records::{AnyRecord, ChildRecord};
use crate::stop::Stop;
use crate::store::ChildKey;
use crate::store::{Child, ChildNumber, PackedKey, Row};

use super::combinations::{Combination, Everybody};
use super::side::Own;

/// Records of each name at least: a slip of the pen is none.
const FEWEST: usize = 2;
/// So many records are compared each with each before their names are read.
const MANY: usize = 500;

/// What seems to stand for two children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shared {
    /// An NHS number.
    Number,
    /// A local id within its scope.
    Id,
}

impl Shared {
    /// The word that CSV files use for the key.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Id => "id",
        }
    }
}

/// Records under one name.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// What they are known by.
    pub(super) key: ChildKey,
    /// The number or the id, as decisions call it.
    pub(super) id: String,
    /// What they say of names, birth and home, once they have been looked through.
    pub(super) combinations: Vec<Combination>,
    pub(super) rows: Vec<Row>,
    pub(super) records: Vec<ChildRecord>,
}

impl Named {
    /// Its records.
    pub(super) fn own(&self) -> Own<'_> {
        Own { key: self.key, rows: &self.rows, records: &self.records }
    }
}

/// A number or an id with the records of both children.
pub(super) struct Two {
    pub(super) of: Shared,
    pub(super) sides: [Named; 2],
}

/// What a record says that tells two children apart.
#[derive(Clone, Copy)]
struct Said {
    place: AnyRecord,
    row: Option<Row>,
    born: i32,
    local: u32,
    /// Of the record itself, as a column stores it.
    number: u32,
}

/// The numbers and ids that seem to stand for two children.
///
/// # Errors
/// Where a file is no longer what it was.
pub(super) fn find(all: &Everyone<'_>, everybody: &Everybody) -> Result<Vec<Two>, Stop> {
    let mut groups: Vec<(Shared, ChildKey, Vec<Said>)> = Vec::new();
    for child in &everybody.several_given {
        let child = all.children.get(*child);
        let said = said(all, child);
        if let ChildKey::Nhs(_) = child.key() {
            // Records that only a decision has brought to the child say nothing of the number.
            groups.push((Shared::Number, child.key(), of_its_own(all, child, said.clone())));
        }
        let mut by_id: BTreeMap<u32, Vec<Said>> = BTreeMap::new();
        for own in said.into_iter().filter(|own| own.local != NO_TEXT) {
            by_id.entry(own.local).or_default().push(own);
        }
        groups.extend(by_id.into_iter().map(|(local, own)| (Shared::Id, ChildKey::Local(local), own)));
    }
    // An id that stands for several numbers has records of several children.
    for same in everybody.carriers.chunk_by(|a, b| a.0 == b.0) {
        let local = same[0].0;
        let beside: BTreeSet<u32> = all.intake.locals.bonds().with(local).collect();
        // Of records without a number those that have no other id are known by it, the others by theirs.
        let unlinked = beside.iter().chain([&local]).filter_map(|id| all.children.find(ChildKey::Local(*id)));
        let children: BTreeSet<ChildNumber> = same.iter().map(|(_, child)| *child).chain(unlinked).collect();
        let has_it = |own: &Said| own.local == local || beside.contains(&own.local);
        let own = children.into_iter().flat_map(|child| said(all, all.children.get(child))).filter(has_it);
        groups.retain(|(of, key, _)| (*of, *key) != (Shared::Id, ChildKey::Local(local)));
        groups.push((Shared::Id, ChildKey::Local(local), own.collect()));
    }
    let scopes: BTreeMap<u32, String> = groups
        .iter()
        .flat_map(|(.., said)| said.iter().map(|own| own.local))
        .filter(|local| *local != NO_TEXT)
        .map(|local| (local, all.intake.locals.shown(local).split('/').next().unwrap_or_default().to_owned()))
        .collect();
    // Ids that stand side by side in records are one: which of them a record has is seen when it is read again.
    let bonds = all.intake.locals.bonds();
    let has_several = |own: &Said| own.local != NO_TEXT && bonds.beside(own.local).len() > 1;
    groups.retain(|(of, _, said)| {
        let several = || *of == Shared::Number && said.iter().any(has_several);
        said.len() >= 2 * FEWEST && (may_be_two(*of, said, &scopes) || several())
    });
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let places = groups.iter().flat_map(|(.., said)| said.iter().map(|own| own.place)).collect();
    let again = super::pairs::read_with_ids(all, places)?;
    let mut found: Vec<Two> = Vec::new();
    for (of, key, said) in groups {
        let mut by_name: BTreeMap<String, Vec<Said>> = BTreeMap::new();
        for own in said {
            let name = again.text(own.place, Field::GivenName);
            by_name.entry(first_word(name)).or_default().push(own);
        }
        let ids = |own: &Said| ids_of(all, &again, own.place);
        let names: Vec<&String> = by_name.keys().collect();
        // All records under a name, or one that begins with it or that it begins with, which is not the other child's.
        let under = |one: &str, other: &str| -> Vec<Said> {
            let own = by_name.iter().filter(|(name, _)| !words_contradict(name, one) && words_contradict(name, other));
            own.flat_map(|(_, own)| own).copied().collect()
        };
        let two = names.iter().enumerate().find_map(|(at, one)| {
            names[at + 1..].iter().filter(|other| words_contradict(one, other)).find_map(|other| {
                let (a, b) = (under(one, other), under(other, one));
                let are_two = a.len() >= FEWEST && b.len() >= FEWEST && differ(of, &a, &b, &ids);
                are_two.then(|| {
                    let id = called(all, key, [&a, &b], &ids);
                    [named(key, &id, &a), named(key, &id, &b)]
                })
            })
        });
        found.extend(two.map(|sides| Two { of, sides }));
    }
    found.sort_by(|a, b| (a.of, &a.sides[0].id).cmp(&(b.of, &b.sides[0].id)));
    Ok(found)
}

/// The ids of a record, each behind its scope.
type Ids<'a> = Vec<(&'a str, &'a str)>;

/// The ids that a record itself has.
fn ids_of<'a>(all: &Everyone<'a>, again: &'a Reread, place: AnyRecord) -> Ids<'a> {
    let Some(record) = again.record(place) else { return Vec::new() };
    let source = all.intake.files[all.intake.file_of(place)].source_of(all.settings);
    let own = [(Field::LocalId, source.id_scope.as_str())].into_iter().chain(SHARED);
    own.map(|(field, scope)| (scope, record.text(field))).filter(|(_, id)| !id.is_empty()).collect()
}

/// What a number or an id is called. Of ids that stand side by side in records it is the one that most records of both
/// children have, else the one that stands for all.
fn called<'a>(all: &Everyone<'_>, key: ChildKey, sides: [&[Said]; 2], ids: &impl Fn(&Said) -> Ids<'a>) -> String {
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

/// Every record of a child.
fn said(all: &Everyone<'_>, child: Child<'_>) -> Vec<Said> {
    let (parts, register) = (&all.intake.parts, &all.intake.register);
    let own_number = match child.key() {
        ChildKey::Nhs(number) => NhsNumber::column(Some(number)),
        ChildKey::Local(_) => NhsNumber::NONE,
    };
    let of_contacts = child.all_rows().iter().map(|row| {
        let extra = parts.extra(row.row);
        Said {
            place: AnyRecord::Contact(row.row),
            row: Some(*row),
            born: row.born.day(all.as_of).map_or(NO_DAY, |day| day.0),
            local: extra.local(),
            number: if extra.has_number() { own_number } else { NhsNumber::NONE },
        }
    });
    let of_records = child.records().iter().map(|row| Said {
        place: AnyRecord::Child(*row),
        row: None,
        born: register.born(*row),
        local: register.people.rare.local.get(row.place()),
        number: register.people.nhs[row.place()],
    });
    of_contacts.chain(of_records).collect()
}

/// Those of the records of a child that are known by its number, and not by somebody's decision.
fn of_its_own(all: &Everyone<'_>, child: Child<'_>, said: Vec<Said>) -> Vec<Said> {
    let key = PackedKey::of(child.key());
    if !all.children.same().involves(key) {
        return said;
    }
    let members = all.children.members();
    let contacts = members.contacts_of(key).map(AnyRecord::Contact);
    let own: BTreeSet<AnyRecord> = contacts.chain(members.records_of(key).map(AnyRecord::Child)).collect();
    said.into_iter().filter(|said| own.contains(&said.place)).collect()
}

/// Whether some of the records differ at all in what tells two children apart.
fn may_be_two(of: Shared, said: &[Said], scopes: &BTreeMap<u32, String>) -> bool {
    if said.len() > MANY {
        return true;
    }
    said.iter().any(|one| said.iter().any(|other| tells_apart(of, one, other, scopes)))
}

fn tells_apart(of: Shared, one: &Said, other: &Said, scopes: &BTreeMap<u32, String>) -> bool {
    let births = one.born != NO_DAY && other.born != NO_DAY && one.born != other.born;
    births
        || match of {
            Shared::Number => {
                one.local != other.local
                    && one.local != NO_TEXT
                    && other.local != NO_TEXT
                    && scopes.get(&one.local) == scopes.get(&other.local)
            }
            Shared::Id => {
                one.number != other.number && one.number != NhsNumber::NONE && other.number != NhsNumber::NONE
            }
        }
}

/// Whether the records of two names are told apart by what most of each say: one record may have a slip of the pen, or the
/// other child's.
fn differ<'a>(of: Shared, a: &[Said], b: &[Said], ids: &impl Fn(&Said) -> Ids<'a>) -> bool {
    let births = |own: &Said| (own.born != NO_DAY).then_some(own.born);
    if apart(&most(a, births), &most(b, births)) {
        return true;
    }
    match of {
        Shared::Id => {
            let number = |own: &Said| (own.number != NhsNumber::NONE).then_some(own.number);
            apart(&most(a, number), &most(b, number))
        }
        Shared::Number => {
            let scopes: BTreeSet<&str> = a.iter().chain(b).flat_map(ids).map(|(scope, _)| scope).collect();
            scopes.into_iter().any(|wanted| {
                let id = |own: &Said| ids(own).into_iter().find(|(scope, _)| *scope == wanted).map(|(_, id)| id);
                apart(&most(a, id), &most(b, id))
            })
        }
    }
}

/// What most of the records say that say something: several where as many say one thing as another.
fn most<T: Ord>(said: &[Said], of: impl Fn(&Said) -> Option<T>) -> BTreeSet<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in said.iter().filter_map(of) {
        *counts.entry(value).or_default() += 1;
    }
    let highest = counts.values().max().copied().unwrap_or_default();
    counts.into_iter().filter(|(_, count)| *count == highest).map(|(value, _)| value).collect()
}

/// Whether both say something, and nothing in common.
fn apart<T: Ord>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> bool {
    !one.is_empty() && !other.is_empty() && one.is_disjoint(other)
}

fn named(key: ChildKey, id: &str, said: &[Said]) -> Named {
    let rows = said.iter().filter_map(|own| own.row).collect();
    let of_child = |own: &Said| match own.place {
        AnyRecord::Child(record) => Some(record),
        AnyRecord::Contact(_) => None,
    };
    let records = said.iter().filter_map(of_child).collect();
    Named { key, id: id.to_owned(), combinations: Vec::new(), rows, records }
}
