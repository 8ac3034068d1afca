//! What is known of a listed child, from all that their records say.

use std::collections::BTreeMap;

use super::reread::{Record, Reread};
use crate::config::settings::Sort;
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

/// What is known of a child besides birth, household and factors. Blank where nothing is.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Family name.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// Sex.
    pub sex: Option<Sex>,
    /// Postcode.
    pub postcode: String,
    /// GP practice.
    pub gp_practice: String,
    /// School.
    pub school: String,
    /// Locality.
    pub locality: String,
    /// Social worker.
    pub social_worker: String,
    /// The day on which the child's details were changed.
    pub details_changed_on: Option<Day>,
    /// The newest postcode of each source that has one, by the source's name.
    pub postcodes: BTreeMap<String, String>,
    /// The different dates of birth on record.
    pub births: Vec<Day>,
}

/// What the records of a child say: the last non-blank value of the children's files, else that of the newest contact.
pub fn known(
    intake: &Intake,
    child: Child<'_>,
    as_of: Day,
    source_name: impl Fn(Sort, usize) -> String,
    records: &Records<'_>,
    reread: &Reread,
) -> Known {
    let children = records.children.iter().rev().map(|row| (Sort::Children, *row));
    let rows = children.chain(records.contacts.iter().rev().map(|row| (Sort::Contacts, *row)));
    let newest_first: Vec<(Sort, usize, Record<'_>)> =
        rows.filter_map(|(sort, row)| Some((sort, row, reread.record(sort, row)?))).collect();
    let text = |field: Field| {
        let texts = newest_first.iter().map(|(_, _, record)| record.text(field));
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    };
    let mut postcodes = BTreeMap::new();
    for (sort, row, record) in &newest_first {
        let postcode = record.text(Field::Postcode);
        if !postcode.is_empty() {
            postcodes.entry(source_name(*sort, *row)).or_insert_with(|| postcode.to_owned());
        }
    }
    let of_contacts = child.used().filter_map(|row| row.born.day(as_of));
    let of_children = records.children.iter().filter_map(|row| Day::from_column(intake.register.born(*row as u32)));
    let mut births: Vec<Day> = of_contacts.chain(of_children).collect();
    births.sort_unstable();
    births.dedup();
    Known {
        family_name: text(Field::FamilyName),
        given_name: text(Field::GivenName),
        // A text that says nothing is no value: an older one that says something counts.
        sex: newest_first.iter().find_map(|(_, _, record)| Sex::read(record.text(Field::Sex))),
        postcode: text(Field::Postcode),
        gp_practice: text(Field::GpPractice),
        school: text(Field::School),
        locality: text(Field::Locality),
        social_worker: text(Field::SocialWorker),
        details_changed_on: newest_first.iter().find_map(|(_, _, record)| record.details_changed_on()),
        postcodes,
        births,
    }
}
