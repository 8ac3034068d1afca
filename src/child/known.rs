//! What is known of a listed child, from all that their records say.

use super::reread::{Record, Reread};
use crate::config::settings::{Settings, Sort};
use crate::contact::columns::NO_TEXT;
use crate::day::Day;
use crate::field::Field;
use crate::intake::Intake;
use crate::store::Child;
use crate::vocabulary::Sex;

/// The records of one child.
pub struct Records<'a> {
    /// Rows of used contacts, by date, then reading order.
    pub contacts: &'a [usize],
    /// Rows of children's records that are not superseded, in reading order.
    pub children: &'a [usize],
}

/// The fields of which a child has one text.
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

/// What is known of a child besides birth, household and factors. Texts are numbers of those that were read again: there
/// may be sixty thousand listed children, and no page needs more than one of them at a time.
#[derive(Clone, Debug)]
pub struct Known {
    texts: [u32; TEXTS.len()],
    /// Sex.
    pub sex: Option<Sex>,
    /// The day on which the child's details were changed.
    pub details_changed_on: Option<Day>,
    /// The newest postcode of each source that has one, by the source's name.
    postcodes: Box<[Postcode]>,
    births: Box<[Day]>,
}

/// A source's newest postcode.
#[derive(Clone, Copy, Debug)]
struct Postcode {
    sort: Sort,
    source: u32,
    text: u32,
}

impl Postcode {
    fn source(self, settings: &Settings) -> &str {
        let sources = match self.sort {
            Sort::Contacts => &settings.contacts,
            Sort::Children => &settings.children,
        };
        &sources[self.source as usize].name
    }
}

impl Known {
    /// The text of a field (family name, given name, postcode, GP practice, school, locality, social worker, phone); blank where
    /// nothing is known.
    pub fn text<'a>(&self, reread: &'a Reread, field: Field) -> &'a str {
        self.number(field).map_or("", |number| reread.numbered(number))
    }

    /// The number of that text; none where nothing is known.
    pub fn number(&self, field: Field) -> Option<u32> {
        let place = TEXTS.iter().position(|own| *own == field)?;
        Some(self.texts[place]).filter(|number| *number != NO_TEXT)
    }

    /// The newest postcode of each source that has one, with the source's name, in the order of the names.
    pub fn postcodes<'a>(
        &self,
        settings: &'a Settings,
        reread: &'a Reread,
    ) -> impl Iterator<Item = (&'a str, &'a str)> + use<'_, 'a> {
        self.postcodes.iter().map(|own| (own.source(settings), reread.numbered(own.text)))
    }

    /// Whether any source has a postcode.
    pub const fn has_postcode(&self) -> bool {
        !self.postcodes.is_empty()
    }

    /// The dates of birth on record, in order, where they differ.
    pub const fn births(&self) -> &[Day] {
        &self.births
    }
}

/// What the records of a child say: the last non-blank value of the children's files, else that of the newest contact.
pub fn known(
    settings: &Settings,
    intake: &Intake,
    child: Child<'_>,
    as_of: Day,
    records: &Records<'_>,
    reread: &Reread,
) -> Known {
    let children = records.children.iter().rev().map(|row| (Sort::Children, *row));
    let rows = children.chain(records.contacts.iter().rev().map(|row| (Sort::Contacts, *row)));
    let newest_first: Vec<(Sort, usize, Record<'_>)> =
        rows.filter_map(|(sort, row)| Some((sort, row, reread.record(sort, row)?))).collect();
    let newest = |field: Field| newest_first.iter().find_map(|(_, _, record)| record.number(field));
    let mut postcodes: Vec<Postcode> = Vec::new();
    for (sort, row, record) in &newest_first {
        if let Some(text) = record.number(Field::Postcode) {
            let source = intake.files[intake.file_of(*sort, *row)].source as u32;
            let own = Postcode { sort: *sort, source, text };
            if postcodes.iter().all(|known| known.source(settings) != own.source(settings)) {
                postcodes.push(own);
            }
        }
    }
    postcodes.sort_by_key(|own| own.source(settings));
    let of_contacts = child.used().filter_map(|row| row.born.day(as_of));
    let of_children = records.children.iter().filter_map(|row| Day::from_column(intake.register.born(*row as u32)));
    let mut births: Vec<Day> = of_contacts.chain(of_children).collect();
    births.sort_unstable();
    births.dedup();
    if births.len() == 1 {
        births.clear();
    }
    Known {
        texts: TEXTS.map(|field| newest(field).unwrap_or(NO_TEXT)),
        // A text that says nothing is no value: an older one that says something counts.
        sex: newest_first.iter().find_map(|(_, _, record)| Sex::read(record.text(Field::Sex))),
        details_changed_on: newest_first.iter().find_map(|(_, _, record)| record.details_changed_on()),
        postcodes: postcodes.into(),
        births: births.into(),
    }
}
