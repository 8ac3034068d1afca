//! The sink that turns records of contacts into [`Contacts`]: each record as a row of numbers.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::columns::{Codes, Contacts, Dictionary, NO_TEXT};
use super::contact_id::ContactId;
use super::days_of_formats::DaysOfFormats;
use super::fate::{About, Caution, Reason, Warning};
use super::left_out::{LeftOutBy, LeftOutVersion, LeftOuts, says_in_error};
use super::meanings::Meanings;
use super::outcome_texts::OutcomeTexts;
use super::outcomes::{Outcomes, Read};
use super::person::PersonMapper;
use super::short::FIRST_DAY;
use super::sink::{BatchTaken, RecordSink};
use super::source_record::{NotTaken, Rejection, SourceRecord};
use super::unpadded_dates::UnpaddedDates;
use crate::cells::cell::Cell;
use crate::cells::dates::{DateParser, Moment, PlainDate, TimeParser};
use crate::cells::memo::Memo;
use crate::config::settings::Source;
use crate::day::Day;
use crate::extract::cell::Record;
use crate::extract::columns::ColumnMap;
use crate::extract::record::batch::Batch;
use crate::field::Field;
use crate::text::fold;
use crate::vocabulary::{Kind, Outcome, Party, Sector};

mod core_fields;
mod plain;

use core_fields::CoreFields;
use plain::BatchColumns;

/// How many days before the child's birth a contact is plausible: the length of a pregnancy.
const DAYS_BEFORE_BIRTH: i32 = 300;
/// How many calendar years after the as-of date a contact is plausible.
pub(crate) const YEARS_AHEAD: u32 = 2;

/// Maps the records of contacts of one file, or of a part of one.
pub(crate) struct ContactMapper<'a> {
    source: &'a Source,
    as_of: Day,
    latest: Day,
    /// The contacts so far.
    pub(crate) contacts: Contacts,
    /// Local ids and households.
    pub(crate) person: PersonMapper,
    /// Services as the extract spells them.
    pub(crate) services: Dictionary,
    /// Providers as the extract spells them.
    pub(crate) providers: Dictionary,
    /// The texts of outcomes, with their counts.
    pub(crate) outcome_texts: OutcomeTexts,
    dates: DateParser,
    /// How many dates each of several formats has read.
    pub(crate) days_of_formats: DaysOfFormats,
    /// Dates with a month of one digit where the format has two.
    pub(crate) unpadded_dates: UnpaddedDates,
    times: TimeParser,
    booked: DateParser,
    recorded: DateParser,
    outcomes: Outcomes,
    left_out: LeftOuts,
    /// Records that are left out and have a contact id.
    pub(crate) left_out_versions: Vec<LeftOutVersion>,
    ends: DateParser,
    kinds: Meanings<Kind>,
    /// The texts of kinds that mean unscheduled care.
    pub(crate) unscheduled_kinds: BTreeSet<String>,
    /// Whom a contact was with; `None` for a text that is not mapped.
    parties: Memo<Option<Party>>,
    sectors: Meanings<Sector>,
    /// Numbers in `services` and `providers`, by undecoded cell.
    service_cells: Memo<u32>,
    provider_cells: Memo<u32>,
    /// The columns of the batch last looked at.
    batch_columns: Box<BatchColumns>,
}

impl<'a> ContactMapper<'a> {
    /// A mapper for a file of `source`.
    pub(crate) fn new(source: &'a Source, as_of: Day) -> Self {
        let formats = &source.formats;
        Self {
            source,
            as_of,
            latest: as_of.plus_years(YEARS_AHEAD),
            contacts: Contacts::default(),
            person: PersonMapper::new(source, as_of),
            services: Dictionary::default(),
            providers: Dictionary::default(),
            outcome_texts: OutcomeTexts::default(),
            dates: formats.dates(),
            days_of_formats: DaysOfFormats::new(&formats.date),
            unpadded_dates: UnpaddedDates::new(&formats.date),
            times: formats.times(),
            booked: formats.other_dates(formats.booked_on.as_ref()),
            recorded: formats.other_dates(formats.recorded_at.as_ref()),
            outcomes: Outcomes::default(),
            left_out: LeftOuts::new(source),
            left_out_versions: Vec::new(),
            ends: formats.other_dates(None),
            kinds: Meanings::default(),
            unscheduled_kinds: BTreeSet::new(),
            parties: Memo::default(),
            sectors: Meanings::default(),
            service_cells: Memo::default(),
            provider_cells: Memo::default(),
            batch_columns: Box::default(),
        }
    }

    /// The date of a contact, read from its text.
    ///
    /// # Errors
    /// A rejection if the date is missing, invalid or implausible.
    #[inline(never)]
    fn date_by_its_text<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        born: Option<Day>,
    ) -> Result<PlainDate, Rejection> {
        let text = row.text(Field::Date);
        if text.is_empty() {
            return Err(Rejection::of(Field::Date, Reason::DateMissing, ""));
        }
        let Some(Moment { day, time, short_year, .. }) = self.dates.parse(&text) else {
            return Err(Rejection::of(Field::Date, Reason::DateInvalid, &text));
        };
        if !is_plausible(day, born, self.latest) {
            return Err(Rejection::of(Field::Date, Reason::DateImplausible, &text));
        }
        self.unpadded_dates.count(&text, day);
        Ok(PlainDate { day, time, short_year })
    }

    /// Whom a `seen` contact was with. A text that is not mapped is not taken to mean the child.
    fn party<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        warn: &mut impl FnMut(Field, Caution, &str),
    ) -> Party {
        if row.is_bare(Field::Subject) {
            return Party::Child;
        }
        let cell = row.cell(Field::Subject);
        let party = self.parties.find(cell).unwrap_or_else(|| {
            let text = fold(&row.text(Field::Subject));
            let party = self.source.subjects.get(&text).copied().or_else(|| Party::from_word(&text));
            let party = if text.is_empty() { Some(Party::Child) } else { party };
            self.parties.keep(cell, party);
            party
        });
        party.unwrap_or_else(|| {
            warn(Field::Subject, Caution::SubjectUnmapped, &row.text(Field::Subject));
            Party::Family
        })
    }

    /// Counts the outcome's text of a record that is not used.
    #[cold]
    fn count_unused<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>, text: u32) {
        let day = self.dates.parse(&row.text(Field::Date)).map(|moment| moment.day);
        self.outcome_texts.count_unused(text, day.filter(|day| is_plausible(*day, None, self.latest)));
    }

    /// Takes a record that is a contact, and whose outcome was read.
    #[inline(always)]
    fn take_contact<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        read: Read,
        (line, offset): (u32, u64),
        warnings: &mut Vec<Warning>,
    ) -> Result<(), NotTaken> {
        let source = self.source;
        row.must_be_readable()?;
        // Everything that can reject comes first, so that a rejected record leaves nothing behind. Cells that are plainly written
        // or were read before are taken at once; only the rest are decoded.
        let plain_number = row.plain_number();
        let identity =
            if plain_number.is_some() && !row.columns.has_local_ids() { None } else { Some(row.identity()?) };
        let nhs = identity.as_ref().map_or(plain_number, |identity| identity.nhs);
        let born = self.person.birth(row);
        let moment = match self.dates.plainly(row.cell(Field::Date)) {
            Some(plain) if is_plausible(plain.day, born, self.latest) => plain,
            _ => self.date_by_its_text(row, born)?,
        };
        let service_cell = row.cell(Field::Service);
        let known_service = self.service_cells.find(service_cell);
        if known_service.is_none() && row.text(Field::Service).is_empty() {
            return Err(Rejection::of(Field::Service, Reason::ServiceMissing, "").into());
        }
        self.outcome_texts.count(read.text, moment.day, self.as_of);
        let Read { kind: kind_of_outcome, death, .. } = read;
        let Some(mut outcome) = read.outcome else {
            return Err(Rejection::of(Field::Outcome, Reason::OutcomeUnmapped, &row.outcome_in_extract()).into());
        };
        let kind = match self.kinds.known(row, Field::Kind) {
            // The outcome implies a kind, and the record names none.
            _ if kind_of_outcome.is_some() && row.text(Field::Kind).is_empty() => {
                kind_of_outcome.unwrap_or(Kind::Other)
            }
            Some(kind) => kind,
            None => {
                let kind = self.kinds.read(row, (Field::Kind, Reason::KindUnmapped), Kind::Other, |text| {
                    source.kinds.get(text).copied().or_else(|| Kind::from_word(text))
                })?;
                if kind == Kind::Unscheduled {
                    self.unscheduled_kinds.insert(row.text(Field::Kind).into_owned());
                }
                kind
            }
        };
        let sector = match self.sectors.known(row, Field::Sector) {
            Some(sector) => sector,
            None => self.sectors.read(row, (Field::Sector, Reason::SectorUnmapped), Sector::Health, |text| {
                source.sectors.get(text).copied().or_else(|| Sector::from_word(text))
            })?,
        };

        let mut warn = |field: Field, caution: Caution, value: &str| {
            warnings.push(Warning { line, about: About::Field(field), caution, value: value.into() });
        };
        let mut time = moment.time;
        let plain_time = self.times.plainly(row.cell(Field::Time));
        if plain_time.is_some() {
            time = plain_time;
        } else if !row.is_bare(Field::Time) {
            let text = row.text(Field::Time);
            match self.times.parse(&text) {
                _ if text.is_empty() => {}
                Some(parsed) => time = Some(parsed),
                None => warn(Field::Time, Caution::TimeInvalid, &text),
            }
        }
        if outcome == Outcome::Seen && row.has(Field::Subject) && self.party(row, &mut warn) == Party::Family {
            outcome = Outcome::FamilySeen;
        }
        if moment.day > self.as_of && !outcome.may_be_in_future() {
            warn(Field::Outcome, Caution::OutcomeInFuture, &row.outcome_in_extract());
        }
        if self.days_of_formats.are_counted() {
            self.days_of_formats.count(&self.dates, row, moment.day);
        }
        let service = match known_service {
            Some(number) => {
                self.services.again(number);
                number
            }
            None => numbered(&mut self.services, &mut self.service_cells, service_cell, || row.text(Field::Service)),
        };
        let provider = if row.is_bare(Field::Provider) {
            NO_TEXT
        } else {
            let cell = row.cell(Field::Provider);
            numbered(&mut self.providers, &mut self.provider_cells, cell, || row.text(Field::Provider))
        };
        let were_read = plain_number.is_some() && born.is_some() && (plain_time.is_some() || !row.has(Field::Time));
        self.person.no_values += row.no_values(were_read);
        let codes = Codes::new(time, outcome, kind, sector);
        let codes = if death { codes.with_death() } else { codes };
        let ContactId { print: id, damaged, wrapped } = row.contact_id();
        self.person.wrapped += u64::from(wrapped);
        if let Some(damaged) = damaged {
            warnings.push(Warning {
                line,
                about: About::Field(Field::ContactId),
                caution: Caution::ContactIdDamaged,
                value: damaged.into(),
            });
        }
        let core_fields = CoreFields { nhs, born, day: moment.day, codes, service, provider, id };
        self.keep(row, &core_fields, identity.as_ref(), (line, offset), warnings);
        Ok(())
    }
}

/// Whether a contact on `day` is plausible for a child born on `born`; `latest` is the last plausible day.
#[inline]
fn is_plausible(day: Day, born: Option<Day>, latest: Day) -> bool {
    let before_birth = born.is_some_and(|born| day < born.plus(-DAYS_BEFORE_BIRTH));
    day >= FIRST_DAY && day <= latest && !before_birth
}

/// Counts the text of a cell and returns its number, or [`NO_TEXT`] if it is blank.
#[inline]
pub(super) fn numbered<'a>(
    texts: &mut Dictionary,
    cells: &mut Memo<u32>,
    cell: Cell<'_>,
    text: impl FnOnce() -> Cow<'a, str>,
) -> u32 {
    if let Some(number) = cells.find(cell) {
        if number != NO_TEXT {
            texts.again(number);
        }
        return number;
    }
    let text = text();
    let number = if text.is_empty() { NO_TEXT } else { texts.number(&text) };
    cells.keep(cell, number);
    number
}

impl RecordSink for ContactMapper<'_> {
    fn accept<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        line: u32,
        offset: u64,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), NotTaken> {
        // A row that is not a contact is not checked for anything else.
        if let Err(left_out) = self.left_out.check(row) {
            self.note_left_out(row, line, LeftOutBy::Column, || left_out.says_in_error());
            return Err(left_out.into());
        }
        let source = self.source;
        let read = match self.outcomes.known(row) {
            Some(read) => read,
            None => self.outcomes.read(source, row, &mut self.outcome_texts),
        };
        if read.outcome == Some(Outcome::NotAContact) && row.has_readable_outcome() {
            self.count_unused(row, read.text);
            let text = row.outcome_in_extract();
            self.note_left_out(row, line, LeftOutBy::Outcome, || says_in_error(&text));
            return Err(NotTaken::LeftOut(text.into()));
        }
        let taken = self.take_contact(row, read, (line, offset), warnings);
        // A record that is rejected for its outcome, or later, has been counted.
        if let Err(NotTaken::Rejected(rejection)) = &taken
            && rejection.reason < Reason::OutcomeUnmapped
            && row.has_readable_outcome()
            && !row.repeats_header()
        {
            self.count_unused(row, read.text);
        }
        taken
    }

    fn look<const BARE: bool>(
        &mut self,
        columns: &ColumnMap,
        batch: &Batch<'_, BARE>,
        place: (u64, u32),
    ) -> BatchTaken {
        match self.look_at(columns, batch) {
            false => BatchTaken::None,
            true if self.take_all_plain(batch, place) => BatchTaken::All,
            true => BatchTaken::Some,
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
        self.take_plain(at, row, place, warnings)
    }

    fn expect(&mut self, records: usize) {
        self.contacts.rows.reserve(records);
        self.contacts.prints.reserve(records);
    }

    fn fits_other_order(&self, date: &str) -> bool {
        self.dates.fits_other_order(date)
    }
}
