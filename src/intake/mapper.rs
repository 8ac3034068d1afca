//! The sink for a part of a file: maps its records while it is read, then holds the result.

use std::collections::BTreeSet;

use crate::cells::nhs::NhsNumber;
use crate::config::settings::{Sort, Source};
use crate::contact::columns::{Bond, Dictionary, People};
use crate::contact::factors::CellsRead;
use crate::contact::fate::Warning;
use crate::contact::left_out::LeftOutVersion;
use crate::contact::map::ContactMapper;
use crate::contact::outcome_texts::OutcomeText;
use crate::contact::person::{ChildrenMapper, PersonMapper};
use crate::contact::sink::{BatchTaken, RecordSink};
use crate::contact::source_record::{NotTaken, SourceRecord};
use crate::contact::unpadded_dates::UnpaddedDates;
use crate::day::Day;
use crate::extract::cell::Record;
use crate::extract::columns::ColumnMap;
use crate::extract::record::batch::Batch;
use crate::store::scatter::PartitionedContacts;

/// The sink for a part of a file of contacts or of children.
pub(super) enum Mapper<'a> {
    Contacts(Box<ContactMapper<'a>>),
    Children(Box<ChildrenMapper>),
    /// The part has been read, and the memory needed only for reading has been freed.
    Read(Box<Texts>, Records),
}

/// The numbered texts of a part, and other facts about it.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) locals: Dictionary,
    pub(super) households: Dictionary,
    pub(super) localities: Dictionary,
    pub(super) unread_ethnicities: Dictionary,
    pub(super) services: Dictionary,
    pub(super) providers: Dictionary,
    pub(super) outcomes: Vec<OutcomeText>,
    /// NHS numbers and ids that had a spreadsheet wrapper.
    pub(super) wrapped: u64,
    /// Cells with a text that means "no value".
    pub(super) no_values: u64,
    /// Records that are left out and have a contact id.
    pub(super) left_out_versions: Vec<LeftOutVersion>,
    pub(super) bonds: BTreeSet<Bond>,
    /// How many records have a valid NHS number.
    pub(super) numbers: u64,
    /// For each date format, how many dates have a day up to the 12th and how many a later one.
    pub(super) days_of_formats: Vec<[u64; 2]>,
    pub(super) unpadded_dates: UnpaddedDates,
    /// The texts of kinds that mean unscheduled care.
    pub(super) unscheduled_kinds: BTreeSet<String>,
    /// For each header of the source's `factors`, the first distinct texts under it.
    pub(super) of_factors: Vec<BTreeSet<String>>,
    /// Counts of cells for each header of the source's `factors`, then for each of its `factor_codes`.
    pub(super) factor_cells: Vec<CellsRead>,
}

impl Texts {
    fn of(person: PersonMapper) -> Self {
        Self {
            locals: person.locals,
            households: person.households,
            localities: person.localities,
            unread_ethnicities: person.unread_ethnicities,
            wrapped: person.wrapped,
            no_values: person.no_values,
            bonds: person.bonds,
            of_factors: person.factors.texts,
            factor_cells: person.factors.cells,
            ..Self::default()
        }
    }
}

/// The records of a part.
pub(super) enum Records {
    /// Contacts, partitioned by child.
    Contacts(Box<PartitionedContacts>),
    Children(Box<People>),
}

impl<'a> Mapper<'a> {
    pub(super) fn new(source: &'a Source, as_of: Day) -> Self {
        match source.sort {
            Sort::Contacts => Self::Contacts(Box::new(ContactMapper::new(source, as_of))),
            Sort::Children => Self::Children(Box::new(ChildrenMapper::new(source, as_of))),
        }
    }

    /// The texts of a part that has been read.
    pub(super) fn texts(&self) -> Option<&Texts> {
        match self {
            Self::Read(texts, _) => Some(texts),
            Self::Contacts(_) | Self::Children(_) => None,
        }
    }
}

impl RecordSink for Mapper<'_> {
    fn accept<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        line: u32,
        offset: u64,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), NotTaken> {
        match self {
            Self::Contacts(mapper) => mapper.accept(row, line, offset, warnings),
            Self::Children(mapper) => mapper.accept(row, line, offset, warnings),
            Self::Read(..) => unreachable!("a part that has been read has no more records"),
        }
    }

    fn look<const BARE: bool>(
        &mut self,
        columns: &ColumnMap,
        batch: &Batch<'_, BARE>,
        place: (u64, u32),
    ) -> BatchTaken {
        match self {
            Self::Contacts(mapper) => mapper.look(columns, batch, place),
            Self::Children(_) | Self::Read(..) => BatchTaken::None,
        }
    }

    #[inline]
    fn take_looked_at<'r>(
        &mut self,
        at: usize,
        row: &SourceRecord<'r, impl Record<'r>>,
        place: (u32, u64),
        warnings: &mut Vec<Warning>,
    ) -> bool {
        match self {
            Self::Contacts(mapper) => mapper.take_looked_at(at, row, place, warnings),
            Self::Children(_) | Self::Read(..) => false,
        }
    }

    fn expect(&mut self, records: usize) {
        match self {
            Self::Contacts(mapper) => mapper.expect(records),
            Self::Children(mapper) => mapper.expect(records),
            Self::Read(..) => {}
        }
    }

    fn finish(&mut self) {
        let nothing = Self::Read(Box::default(), Records::Children(Box::default()));
        *self = match std::mem::replace(self, nothing) {
            Self::Contacts(mapper) => {
                let numbers = mapper.contacts.rows.iter().filter(|row| row.nhs != NhsNumber::NONE).count() as u64;
                let scattered = PartitionedContacts::of(mapper.contacts, mapper.person.locals.len());
                let texts = Texts {
                    services: mapper.services,
                    providers: mapper.providers,
                    outcomes: mapper.outcome_texts.into_list(),
                    left_out_versions: mapper.left_out_versions,
                    numbers,
                    days_of_formats: mapper.days_of_formats.into_list(),
                    unpadded_dates: mapper.unpadded_dates,
                    unscheduled_kinds: mapper.unscheduled_kinds,
                    ..Texts::of(mapper.person)
                };
                Self::Read(Box::new(texts), Records::Contacts(Box::new(scattered)))
            }
            Self::Children(mapper) => {
                let ChildrenMapper { people, person, .. } = *mapper;
                let numbers = people.nhs.iter().filter(|nhs| **nhs != NhsNumber::NONE).count() as u64;
                Self::Read(Box::new(Texts { numbers, ..Texts::of(person) }), Records::Children(Box::new(people)))
            }
            read @ Self::Read(..) => read,
        };
    }

    fn fits_other_order(&self, date: &str) -> bool {
        match self {
            Self::Contacts(mapper) => mapper.fits_other_order(date),
            Self::Children(mapper) => mapper.fits_other_order(date),
            Self::Read(..) => false,
        }
    }
}
