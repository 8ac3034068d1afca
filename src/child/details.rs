//! Collects the details of a listed child from all their records.

use super::reread::{Record, Reread};
use crate::config::settings::{Settings, Sort, Source};
use crate::contact::columns::NO_TEXT;
use crate::contact::name::{first_word, words_contradict};
use crate::contact::short::ShortBirth;
use crate::day::Day;
use crate::field::Field;
use crate::intake::Intake;
use crate::numbers::count;
use crate::records::{AnyRecord, ChildRecord, ContactRecord};
use crate::store::{Child, Row};
use crate::vocabulary::Sex;

/// The records of one child that count.
pub(crate) struct CountedRecords<'a> {
    /// Rows of used contacts, by date, then reading order.
    pub(crate) contacts: &'a [ContactRecord],
    /// Rows of children's records that are not superseded, in reading order.
    pub(crate) children: &'a [ChildRecord],
}

/// The fields for which a child has a single text.
const TEXTS: [Field; 8] = [
    Field::FamilyName,
    Field::GivenName,
    Field::Postcode,
    Field::GpPractice,
    Field::School,
    Field::Locality,
    Field::SocialWorker,
    Field::Phone,
];

/// The details of a child other than birth, household and factors. Texts are held as numbers of texts that were read again, to
/// save memory: there may be 60,000 listed children.
#[derive(Clone, Debug)]
pub struct ChildDetails {
    texts: [u32; TEXTS.len()],
    /// Sex.
    pub sex: Option<Sex>,
    /// The day on which the child's details were changed.
    pub details_changed_on: Option<Day>,
    /// The newest postcode of each source that has one, by the source's name.
    postcodes: Box<[SourceText]>,
    /// The newest telephone number of each source that has one, by the source's name.
    phones: Box<[SourceText]>,
    /// The dates of birth on record, if they differ; else empty.
    births: Box<[Day]>,
    /// The given names on record that contradict each other.
    given_names: Box<[u32]>,
}

/// The newest text of a field in one source.
#[derive(Clone, Copy, Debug)]
struct SourceText {
    sort: Sort,
    source: u32,
    text: u32,
}

impl SourceText {
    fn source(self, settings: &Settings) -> &Source {
        let sources = match self.sort {
            Sort::Contacts => &settings.contacts,
            Sort::Children => &settings.children,
        };
        &sources[self.source as usize]
    }

    /// The newest text of a field in each source, by the source's name, from the records of a child.
    fn newest(
        settings: &Settings,
        intake: &Intake,
        newest_first: &[(AnyRecord, Record<'_>)],
        field: Field,
    ) -> Box<[Self]> {
        let mut texts: Vec<Self> = Vec::new();
        for (at, record) in newest_first {
            if let Some(text) = record.text_number(field) {
                let source = count(intake.files[intake.file_of(*at)].source);
                if texts.iter().all(|known| (known.sort, known.source) != (at.sort(), source)) {
                    texts.push(Self { sort: at.sort(), source, text });
                }
            }
        }
        texts.sort_by_key(|text| &text.source(settings).name);
        texts.into()
    }
}

impl ChildDetails {
    /// The text of a field (family name, given name, postcode, GP practice, school, locality, social worker, phone); blank if
    /// it is not known.
    pub fn text<'a>(&self, reread: &'a Reread, field: Field) -> &'a str {
        self.text_number(field).map_or("", |number| reread.text_by_number(number))
    }

    /// The number of the text of a field, if it is known.
    pub(crate) fn text_number(&self, field: Field) -> Option<u32> {
        let place = TEXTS.iter().position(|known| *known == field)?;
        Some(self.texts[place]).filter(|number| *number != NO_TEXT)
    }

    /// The title of each source that has a postcode, with the newest one, in the order of the sources' names.
    pub fn postcodes<'a>(
        &self,
        settings: &'a Settings,
        reread: &'a Reread,
    ) -> impl Iterator<Item = (&'a str, &'a str)> + use<'_, 'a> {
        self.postcodes.iter().map(|newest| (newest.source(settings).title(), reread.text_by_number(newest.text)))
    }

    /// The title of each source that has a telephone number, with the newest one, in the order of the sources' names.
    pub(crate) fn phones<'a>(
        &self,
        settings: &'a Settings,
        reread: &'a Reread,
    ) -> impl Iterator<Item = (&'a str, &'a str)> + use<'_, 'a> {
        self.phones.iter().map(|newest| (newest.source(settings).title(), reread.text_by_number(newest.text)))
    }

    /// Whether any source has a postcode.
    pub(crate) const fn has_postcode(&self) -> bool {
        !self.postcodes.is_empty()
    }

    /// The dates of birth on record, in order, if they differ; else none.
    pub const fn births(&self) -> &[Day] {
        &self.births
    }

    /// Whether records carry given names of which neither's first word begins with the other's.
    pub(crate) const fn names_differ(&self) -> bool {
        !self.given_names.is_empty()
    }

    /// The given names that contradict each other, one for each first word, by code point.
    pub(crate) fn given_names<'a>(&self, reread: &'a Reread) -> impl Iterator<Item = &'a str> + use<'_, 'a> {
        self.given_names.iter().map(|number| reread.text_by_number(*number))
    }
}

/// Collects the details of a child: the last non-blank value of the children's files, else that of the newest contact.
pub(crate) fn child_details(
    settings: &Settings,
    intake: &Intake,
    child: Child<'_>,
    as_of: Day,
    records: &CountedRecords<'_>,
    reread: &Reread,
) -> ChildDetails {
    let children = records.children.iter().rev().map(|record| AnyRecord::Child(*record));
    let rows = children.chain(records.contacts.iter().rev().map(|record| AnyRecord::Contact(*record)));
    let newest_first: Vec<(AnyRecord, Record<'_>)> = rows.filter_map(|at| Some((at, reread.record(at)?))).collect();
    let newest = |field: Field| newest_first.iter().find_map(|(_, record)| record.text_number(field));
    // Nearly all contacts of a child have the same date of birth as the one before.
    let mut before = ShortBirth::NONE;
    let differs_from_last = |row: &&Row| std::mem::replace(&mut before, row.born) != row.born;
    let of_contacts = child.used().filter(differs_from_last).filter_map(|row| row.born.day(as_of));
    let of_children = records.children.iter().filter_map(|row| Day::from_column(intake.register.born(*row)));
    let mut births: Vec<Day> = of_contacts.chain(of_children).collect();
    births.sort_unstable();
    births.dedup();
    if births.len() == 1 {
        births.clear();
    }
    ChildDetails {
        texts: TEXTS.map(|field| newest(field).unwrap_or(NO_TEXT)),
        // A text that is not a sex is skipped for an older one that is.
        sex: newest_first.iter().find_map(|(_, record)| Sex::read(record.text(Field::Sex))),
        details_changed_on: newest_first.iter().find_map(|(_, record)| record.details_changed_on()),
        postcodes: SourceText::newest(settings, intake, &newest_first, Field::Postcode),
        phones: SourceText::newest(settings, intake, &newest_first, Field::Phone),
        births: births.into(),
        given_names: contradicting_given_names(&newest_first, reread).into(),
    }
}

/// The given names on record that are not forms of one name: for each first word, the first by code point. Returns early for
/// nearly every child, who has one name only.
fn contradicting_given_names(records: &[(AnyRecord, Record<'_>)], reread: &Reread) -> Vec<u32> {
    let mut numbers = records.iter().filter_map(|(_, record)| record.text_number(Field::GivenName));
    let Some(first) = numbers.next() else { return Vec::new() };
    let mut others: Vec<u32> = numbers.filter(|number| *number != first).collect();
    if others.is_empty() {
        return Vec::new();
    }
    others.push(first);
    others.sort_unstable_by_key(|number| reread.text_by_number(*number));
    others.dedup();
    let mut names: Vec<(String, u32)> = Vec::new();
    for number in others {
        let word = first_word(reread.text_by_number(number));
        if names.iter().all(|(known, _)| *known != word) {
            names.push((word, number));
        }
    }
    let contradicted = |word: &str| names.iter().any(|(other, _)| words_contradict(word, other));
    names.iter().filter(|(word, _)| contradicted(word)).map(|(_, number)| *number).collect()
}
