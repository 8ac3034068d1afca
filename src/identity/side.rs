//! One side of a pair: what the records of a child say, as a person compares it.

use std::cmp::Reverse;

use crate::cases::Everyone;
use crate::cells::nhs::NhsNumber;
use crate::child::reread::Reread;
use crate::child::timeline::{Contact, Counting, Period, Timeline};
use crate::config::settings::Sort;
use crate::contact::columns::NO_TEXT;
use crate::day::Day;
use crate::field::Field;
use crate::intake::Intake;
use crate::store::ChildKey;
use crate::store::{Child, Row};

use super::seen::Seen;

/// The records of one side.
#[derive(Clone, Copy)]
pub(super) struct Own<'a> {
    pub(super) key: ChildKey,
    pub(super) rows: &'a [Row],
    pub(super) records: &'a [u32],
}

impl<'a> Own<'a> {
    /// All records of a child.
    pub(super) fn of(child: Child<'a>) -> Self {
        Self { key: child.key(), rows: child.all_rows(), records: child.records() }
    }
}

/// What a person sees of one side.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    /// `nhs:<digits>` or `<scope>/<id>`.
    pub(crate) id: String,
    /// The NHS number.
    pub(crate) nhs: Option<NhsNumber>,
    /// `scope/id`s, by code point.
    pub(crate) local_ids: Vec<String>,
    /// The family name.
    pub(crate) family_name: String,
    /// The given name.
    pub(crate) given_name: String,
    /// The date of birth.
    pub(crate) born: Option<Day>,
    /// The postcode.
    pub(crate) postcode: String,
    /// The names of the sources that have records, as configured.
    pub(crate) sources: Vec<String>,
    /// Failed contacts in the review period.
    pub(crate) failed_contacts: usize,
}

impl Side {
    /// `Lee Wren`, or what there is of it.
    pub(crate) fn full_name(&self) -> String {
        full_name(&self.given_name, &self.family_name)
    }

    /// The NHS number, 3-3-4; blank where there is none.
    pub(crate) fn number(&self) -> String {
        self.nhs.map_or_else(String::new, |number| number.spaced())
    }
}

/// What a side is called.
pub(crate) struct Called {
    /// `nhs:<digits>` or `<scope>/<id>`.
    pub(crate) id: String,
    /// `Lee Wren`, or what there is of it.
    pub(crate) name: String,
}

fn full_name(given: &str, family: &str) -> String {
    format!("{given} {family}").trim().to_owned()
}

/// What a child is called in a decision: `nhs:<digits>` or `<scope>/<id>`.
pub(super) fn id(key: ChildKey, intake: &Intake) -> String {
    match key {
        ChildKey::Nhs(number) => format!("nhs:{}", number.digits()),
        ChildKey::Local(local) => intake.locals.shown(local),
    }
}

/// What a person sees of one side, whose combinations of names, birth and home these are; `reread` has their records.
pub(super) fn side(all: &Everyone<'_>, own: Own<'_>, seen: &[Seen], reread: &Reread) -> Side {
    let texts = Newest::of(seen, reread);
    let (intake, register) = (all.intake, &all.intake.register);
    let mut locals: Vec<u32> = own.records.iter().map(|row| register.people.rare.local.get(*row as usize)).collect();
    let mut sources: Vec<(Sort, usize)> = Vec::new();
    for row in own.rows {
        let extra = intake.parts.extra(row.row);
        locals.push(extra.local());
        sources.push((Sort::Contacts, extra.source()));
    }
    sources.extend(own.records.iter().map(|row| {
        let file = intake.file_of(Sort::Children, *row as usize);
        (Sort::Children, intake.files[file].source)
    }));
    locals.retain(|local| *local != NO_TEXT);
    let local_ids = intake.locals.all_shown(locals);
    sources.sort_unstable();
    sources.dedup();
    let name = |(sort, place): (Sort, usize)| match sort {
        Sort::Contacts => all.settings.contacts[place].name.clone(),
        Sort::Children => all.settings.children[place].name.clone(),
    };
    Side {
        id: id(own.key, intake),
        nhs: match own.key {
            ChildKey::Nhs(number) => Some(number),
            ChildKey::Local(_) => None,
        },
        local_ids,
        family_name: texts.of_field(Field::FamilyName),
        given_name: texts.of_field(Field::GivenName),
        born: newest_birth(all, own),
        postcode: texts.of_field(Field::Postcode),
        sources: sources.into_iter().map(name).collect(),
        failed_contacts: failed_contacts(all, own.rows),
    }
}

/// What the newest records of a side say.
struct Newest<'a> {
    /// The newest first.
    seen: Vec<&'a Seen>,
    reread: &'a Reread,
}

impl<'a> Newest<'a> {
    fn of(seen: &'a [Seen], reread: &'a Reread) -> Self {
        let mut seen: Vec<&Seen> = seen.iter().collect();
        seen.sort_by_key(|own| Reverse(own.order()));
        Self { seen, reread }
    }

    /// The newest text of a field that is not blank.
    fn of_field(&self, field: Field) -> String {
        let mut texts = self.seen.iter().map(|own| self.reread.text(own.place.sort, own.place.row as usize, field));
        texts.find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    }
}

/// What a side is called in a decision, and its names, for those who need no more.
pub(super) fn called(all: &Everyone<'_>, key: ChildKey, seen: &[Seen], reread: &Reread) -> Called {
    let texts = Newest::of(seen, reread);
    let name = full_name(&texts.of_field(Field::GivenName), &texts.of_field(Field::FamilyName));
    Called { id: id(key, all.intake), name }
}

/// How many contacts of the review period have failed. Most records without an NHS number have none: then nothing is sorted.
fn failed_contacts(all: &Everyone<'_>, rows: &[Row]) -> usize {
    let (counting, period) = (Counting::of(all.settings), Period::new(all.settings, all.as_of));
    let may_count = |row: &Row| counting.failed.contains(row.outcome()) && period.contains(row.day());
    if rows.iter().any(may_count) { timeline(all, rows.iter()).failed.len() } else { 0 }
}

/// The date of birth that counts: the last of a register, else the newest contact's.
fn newest_birth(all: &Everyone<'_>, own: Own<'_>) -> Option<Day> {
    let register = &all.intake.register;
    let mut of_register = own.records.iter().rev().filter(|row| register.counts(**row));
    let of_contacts = own.rows.iter().filter(|row| !row.is_duplicate()).max_by_key(|row| {
        let born = row.born.day(all.as_of);
        (born.is_some(), row.day(), row.row)
    });
    of_register
        .find_map(|row| Day::from_column(register.born(*row)))
        .or_else(|| of_contacts.and_then(|row| row.born.day(all.as_of)))
}

/// The timeline of these contacts, those that count.
pub(super) fn timeline<'a>(all: &Everyone<'_>, rows: impl Iterator<Item = &'a Row>) -> Timeline {
    let contacts = rows.filter(|row| !row.is_duplicate()).map(|row| Contact::of(row, &all.intake.parts)).collect();
    Timeline::new(contacts, Counting::of(all.settings), Period::new(all.settings, all.as_of))
}
