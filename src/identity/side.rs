//! One side of a pair, as it is shown to a person.

use crate::cases::ReviewInput;
use crate::cells::nhs::NhsNumber;
use crate::child::reread::Reread;
use crate::child::timeline::{Contact, CountingSettings, ReviewPeriod, Timeline};
use crate::config::settings::Sort;
use crate::contact::columns::NO_TEXT;
use crate::day::Day;
use crate::field::Field;
use crate::intake::Intake;
use crate::records::{ChildRecord, ContactRecord};
use crate::store::{Child, ChildKey, ChildNumber, Exclusion, PackedKey, Row};

use super::combinations::Combination;

/// Which records one side of a pair has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SideRef {
    /// All records of a child.
    Child(ChildNumber),
    /// The records of part of a joined child: those that would be a child of their own without the join.
    Part(PackedKey),
    /// The records of one given name under a number or id that seems to stand for two children: an index into the list of these.
    Named(usize),
}

/// The records of one side of a pair.
#[derive(Clone, Copy)]
pub(super) struct SideRecords<'a> {
    pub(super) key: ChildKey,
    pub(super) rows: &'a [Row],
    pub(super) records: &'a [ChildRecord],
}

impl<'a> SideRecords<'a> {
    pub(super) fn of(child: Child<'a>) -> Self {
        Self { key: child.key(), rows: child.all_rows(), records: child.records() }
    }
}

/// One side of a pair, with all that a person sees of it.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    /// `nhs:<digits>` or `<scope>/<id>`.
    pub(crate) id: String,
    pub(crate) nhs: Option<NhsNumber>,
    /// Each as `scope/id`, by code point.
    pub(crate) local_ids: Vec<String>,
    pub(crate) family_name: String,
    pub(crate) given_name: String,
    pub(crate) born: Option<Day>,
    pub(crate) postcode: String,
    /// The names of the sources that its records come from, in the order of the configuration.
    pub(crate) sources: Vec<String>,
    /// Failed contacts in the review period.
    pub(crate) failed_contacts: usize,
    pub(crate) excluded: Option<Exclusion>,
}

impl Side {
    pub(super) fn with_exclusion_of(self, all: &ReviewInput<'_>, child: ChildNumber) -> Self {
        Self { excluded: all.children.get(child).excluded(), ..self }
    }

    /// A warning to read before anybody writes to the family, if there is one.
    pub(crate) fn warning(&self, under_age: i32) -> Option<String> {
        Some(match self.excluded? {
            Exclusion::Deceased => "The extracts give a date of death".to_owned(),
            Exclusion::OverAge => format!("Now aged {under_age} or over"),
        })
    }

    /// The warning as a sentence to append to another that has no full stop yet; blank if there is none.
    pub(crate) fn warning_behind(&self, under_age: i32) -> String {
        self.warning(under_age).map_or_else(String::new, |warning| format!(". {warning}"))
    }

    /// The given and the family name (`Lee Wren`), or the one that is known.
    pub(crate) fn full_name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name).trim().to_owned()
    }

    /// The NHS number in groups of 3, 3 and 4 digits; blank if there is none.
    pub(crate) fn number(&self) -> String {
        self.nhs.map_or_else(String::new, |number| number.spaced())
    }
}

/// A child's id as decisions write it: `nhs:<digits>` or `<scope>/<id>`.
pub(super) fn id(key: ChildKey, intake: &Intake) -> String {
    match key {
        ChildKey::Nhs(number) => format!("nhs:{}", number.digits()),
        ChildKey::Local(local) => intake.locals.shown(local),
    }
}

/// The number that stands for a contact's local ids, and the index of its source.
pub(super) type ContactSource = (u32, usize);

/// The local ids and the source of each of these contacts.
pub(super) fn contact_sources(all: &ReviewInput<'_>, rows: impl Iterator<Item = ContactRecord>) -> Vec<ContactSource> {
    let source = |row| {
        let extra = all.intake.parts.extra(row);
        (extra.ids(), extra.source())
    };
    rows.map(source).collect()
}

/// Builds one side from its records, the local ids and sources of its contacts, and its combinations.
pub(super) fn build_side(
    all: &ReviewInput<'_>,
    side: SideRecords<'_>,
    contact_sources: &[ContactSource],
    combinations: &[Combination],
    reread: &Reread,
) -> Side {
    let [family_name, given_name, postcode] =
        newest(combinations, reread, [Field::FamilyName, Field::GivenName, Field::Postcode]).map(str::to_owned);
    let (intake, register) = (all.intake, &all.intake.register);
    let mut locals: Vec<u32> = side.records.iter().map(|row| register.ids(*row)).collect();
    let mut sources: Vec<(Sort, usize)> = Vec::new();
    locals.extend(contact_sources.iter().map(|(local, _)| *local));
    sources.extend(contact_sources.iter().map(|(_, source)| (Sort::Contacts, *source)));
    sources.extend(side.records.iter().map(|row| {
        let file = intake.file_of(*row);
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
        id: id(side.key, intake),
        nhs: side.key.nhs_number(),
        local_ids,
        family_name,
        given_name,
        born: newest_birth(all, side),
        postcode,
        sources: sources.into_iter().map(name).collect(),
        failed_contacts: failed_contacts(all, side.rows),
        excluded: None,
    }
}

/// The newest text of each field that is not blank.
fn newest<'a, const N: usize>(combinations: &[Combination], reread: &'a Reread, fields: [Field; N]) -> [&'a str; N] {
    let mut newest = [(None, ""); N];
    for combination in combinations {
        let Some(record) = reread.record(combination.record) else { continue };
        let order = Some(combination.order());
        for (newest, field) in newest.iter_mut().zip(fields).filter(|(newest, _)| newest.0 < order) {
            let text = record.text(field);
            if !text.is_empty() {
                *newest = (order, text);
            }
        }
    }
    newest.map(|(_, text)| text)
}

/// The number of failed contacts in the review period. Most unlinked children have none, which is checked first to avoid
/// building a timeline.
fn failed_contacts(all: &ReviewInput<'_>, rows: &[Row]) -> usize {
    let (counting, period) =
        (CountingSettings::from_settings(all.settings), ReviewPeriod::new(all.settings, all.as_of));
    let may_count = |row: &Row| counting.failed.contains(row.outcome()) && period.contains(row.day());
    if rows.iter().any(may_count) { timeline(all, rows.iter()).failed.len() } else { 0 }
}

/// The date of birth that counts: the last in a register, else that of the newest contact that has one.
fn newest_birth(all: &ReviewInput<'_>, side: SideRecords<'_>) -> Option<Day> {
    let register = &all.intake.register;
    let mut of_register = side.records.iter().rev().filter(|row| register.counts(**row));
    let of_contacts = side.rows.iter().filter(|row| !row.is_duplicate()).max_by_key(|row| {
        let born = row.born.day(all.as_of);
        (born.is_some(), row.day(), row.row)
    });
    of_register
        .find_map(|row| Day::from_column(register.born(*row)))
        .or_else(|| of_contacts.and_then(|row| row.born.day(all.as_of)))
}

/// The timeline of the contacts that are not duplicates.
pub(super) fn timeline<'a>(all: &ReviewInput<'_>, rows: impl Iterator<Item = &'a Row>) -> Timeline {
    let contacts =
        rows.filter(|row| !row.is_duplicate()).map(|row| Contact::from_row(row, &all.intake.parts)).collect();
    Timeline::new(contacts, CountingSettings::from_settings(all.settings), ReviewPeriod::new(all.settings, all.as_of))
}
