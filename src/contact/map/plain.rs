//! The fast path: reads a batch of neighbouring records column by column, as far as their cells are plainly written.
//!
//! It is only a short cut: what it reads is what [`super`] would read, record by record. Looking at a batch keeps nothing, counts
//! nothing and gives no warnings. If all records of the batch are plain, they are taken together; otherwise one by one. A record
//! with a cell that is not plainly written, or whose text was not read before, is left to the slow path.

use super::core_fields::{CoreFields, ENDS, SELDOM};
use super::{ContactMapper, is_plausible};
use crate::cells::cell::Cell;
use crate::cells::dates::{DateParser, PlainDate, TimeParser};
use crate::cells::memo::Memo;
use crate::cells::nhs::NhsNumber;
use crate::cells::no_id::NoIdTexts;
use crate::cells::no_value::{LONGEST, is_no_value_in_bytes};
use crate::contact::columns::{Codes, Fingerprint, NO_AGE, NO_TEXT};
use crate::contact::contact_id::is_plainly_id;
use crate::contact::fate::Warning;
use crate::contact::meanings::Meanings;
use crate::contact::outcomes::{Outcomes, Read};
use crate::contact::person::PersonMapper;
use crate::contact::print;
use crate::contact::source_record::SourceRecord;
use crate::contact::wrapped::{may_say_no_value, says_no_value};
use crate::day::{Day, Time};
use crate::extract::cell::Record;
use crate::extract::columns::ColumnMap;
use crate::extract::record::batch::{Batch, TOGETHER};
use crate::field::{Field, Fields};
use crate::vocabulary::{Kind, Outcome, Sector};

/// One value for each record of a batch.
type Column<T> = [T; TOGETHER];

/// The columns of a batch, as read.
pub(super) struct BatchColumns {
    /// Records that could be read, one bit each; the columns say nothing about the others.
    plain: u64,
    /// Whether these columns are all that records of the file have.
    is_all: bool,
    /// Records with a cell that means "no value", one bit each.
    no_values: u64,
    numbers: Column<Option<NhsNumber>>,
    born: Column<Option<Day>>,
    dates: Column<PlainDate>,
    times: Column<Option<Time>>,
    outcomes: Column<Read>,
    kinds: Column<Kind>,
    sectors: Column<Sector>,
    services: Column<u32>,
    providers: Column<u32>,
    ids: Column<Option<u128>>,
}

impl Default for BatchColumns {
    fn default() -> Self {
        Self {
            plain: 0,
            is_all: false,
            no_values: 0,
            numbers: [None; TOGETHER],
            born: [None; TOGETHER],
            dates: [PlainDate { day: Day(0), time: None, short_year: false }; TOGETHER],
            times: [None; TOGETHER],
            outcomes: [Read::default(); TOGETHER],
            kinds: [Kind::Other; TOGETHER],
            sectors: [Sector::Health; TOGETHER],
            services: [NO_TEXT; TOGETHER],
            providers: [NO_TEXT; TOGETHER],
            ids: [None; TOGETHER],
        }
    }
}

/// Every record's bit.
const ALL: u64 = u64::MAX;

/// Reads a column with `read_cell`. Returns the records whose cells could be read, one bit each.
#[inline(always)]
fn read<const BARE: bool, T: Copy>(
    batch: &Batch<'_, BARE>,
    column: usize,
    values: &mut Column<T>,
    read_cell: impl Fn(Cell<'_>) -> Option<T>,
) -> u64 {
    let mut known = 0;
    batch.each(column, |at, cell| {
        if let Some(value) = read_cell(cell) {
            values[at] = value;
            known |= 1_u64.wrapping_shl(at as u32);
        }
    });
    known
}

/// Fills a column that the file lacks with the value that all its records have, if that is known.
fn fill<T: Copy>(value: Option<T>, values: &mut Column<T>) -> u64 {
    match value {
        Some(value) => {
            values.fill(value);
            ALL
        }
        None => 0,
    }
}

#[inline(never)]
fn numbers<const BARE: bool>(batch: &Batch<'_, BARE>, column: usize, values: &mut Column<Option<NhsNumber>>) -> u64 {
    read(batch, column, values, |cell| NhsNumber::plainly(cell).map(Some))
}

#[inline(never)]
fn dates<const BARE: bool>(
    batch: &Batch<'_, BARE>,
    column: usize,
    parser: &DateParser,
    values: &mut Column<PlainDate>,
) -> u64 {
    read(batch, column, values, |cell| parser.plainly(cell))
}

#[inline(never)]
fn births<const BARE: bool>(
    batch: &Batch<'_, BARE>,
    column: usize,
    person: &PersonMapper,
    values: &mut Column<Option<Day>>,
) -> u64 {
    read(batch, column, values, |cell| if cell.is_empty() { Some(None) } else { person.plain_birth(cell).map(Some) })
}

#[inline(never)]
fn times<const BARE: bool>(
    batch: &Batch<'_, BARE>,
    column: usize,
    parser: &TimeParser,
    values: &mut Column<Option<Time>>,
) -> u64 {
    read(batch, column, values, |cell| if cell.is_empty() { Some(None) } else { parser.plainly(cell).map(Some) })
}

#[inline(never)]
fn outcomes<const BARE: bool>(
    batch: &Batch<'_, BARE>,
    column: usize,
    known: &Outcomes,
    values: &mut Column<Read>,
) -> u64 {
    read(batch, column, values, |cell| {
        // If the outcome implies a kind, whether that counts depends on the record's own kind: left to the slow path.
        let read = known.of_cell(cell)?;
        (read.kind.is_none() && !matches!(read.outcome, None | Some(Outcome::NotAContact))).then_some(read)
    })
}

#[inline(never)]
fn meanings<const BARE: bool, T: Copy>(
    batch: &Batch<'_, BARE>,
    column: Option<usize>,
    known: &Meanings<T>,
    values: &mut Column<T>,
) -> u64 {
    match column {
        Some(column) => read(batch, column, values, |cell| known.of_cell(cell)),
        None => fill(known.without(), values),
    }
}

/// The numbers of texts that were read before; `blank` is the number of a blank one, if it may be blank.
#[inline(never)]
fn texts<const BARE: bool>(
    batch: &Batch<'_, BARE>,
    (columns, field): (&ColumnMap, Field),
    memo: &Memo<u32>,
    blank: Option<u32>,
    values: &mut Column<u32>,
) -> u64 {
    let constant = columns.has_constant(field);
    let find = |cell: Cell<'_>| if cell.is_empty() && !constant { blank } else { memo.find(cell) };
    match columns.of(field) {
        Some(column) => read(batch, column, values, find),
        None => fill(find(Cell::new(b"", 0)), values),
    }
}

/// Fingerprints of contact ids that need no unwrapping or trimming.
#[inline(never)]
fn ids<const BARE: bool>(
    batch: &Batch<'_, BARE>,
    column: usize,
    no_ids: &NoIdTexts,
    values: &mut Column<Option<u128>>,
) -> u64 {
    read(batch, column, values, |cell| {
        let bytes = cell.bytes();
        let graphic = bytes.first()?.is_ascii_graphic() && bytes.last()?.is_ascii_graphic();
        let is_value = bytes.len() > LONGEST || !is_no_value_in_bytes(bytes);
        (graphic && is_value && is_plainly_id(bytes, no_ids)).then(|| Some(print::of_id(cell)))
    })
}

/// Records with a cell in one of `columns` that means "no value", one bit each.
#[inline(never)]
fn no_values<const BARE: bool>(batch: &Batch<'_, BARE>, columns: impl Iterator<Item = usize>) -> u64 {
    let mut records = 0;
    for column in columns {
        batch.each(column, |at, cell| {
            if may_say_no_value(cell.bytes()) && says_no_value(cell.bytes()) {
                records |= 1_u64.wrapping_shl(at as u32);
            }
        });
    }
    records
}

impl BatchColumns {
    /// The fields of a record, with the number of its outcome's text.
    #[inline(always)]
    fn core_fields(&self, at: usize) -> (CoreFields, u32) {
        let at = at % TOGETHER;
        let (read, date) = (self.outcomes[at], self.dates[at]);
        // Plain records always have an outcome ([`outcomes`]).
        let outcome = read.outcome.unwrap_or(Outcome::Pending);
        let codes = Codes::new(self.times[at].or(date.time), outcome, self.kinds[at], self.sectors[at]);
        let codes = if read.death { codes.with_death() } else { codes };
        let codes = if self.ids[at].is_some() { codes.with_id() } else { codes };
        let (service, provider, id) = (self.services[at], self.providers[at], self.ids[at]);
        let core_fields =
            CoreFields { nhs: self.numbers[at], born: self.born[at], day: date.day, codes, service, provider, id };
        (core_fields, read.text)
    }
}

impl ContactMapper<'_> {
    /// Whether each field that a record must have is in a column of its own, and the source has nothing that changes how these
    /// are read.
    fn is_simple(&self, columns: &ColumnMap) -> bool {
        let must = [Field::NhsNumber, Field::Date, Field::Service, Field::Outcome];
        let read = Fields::of(&[Field::NhsNumber, Field::DateOfBirth, Field::Date, Field::Time, Field::ContactId]);
        must.iter().all(|field| columns.of(*field).is_some())
            && !columns.has_constant_of(read)
            && columns.outcome_more.is_empty()
            && self.left_out.is_empty()
            && !self.days_of_formats.are_counted()
            && !columns.has(Fields::of(&[Field::Subject]))
    }

    /// Reads a batch into `batch_columns`. Returns false if the source is not simple enough for it.
    pub(super) fn look_at<const BARE: bool>(&mut self, columns: &ColumnMap, batch: &Batch<'_, BARE>) -> bool {
        if !self.is_simple(columns) {
            return false;
        }
        let Self { batch_columns, as_of, latest, .. } = self;
        let found = &mut **batch_columns;
        let place = |field: Field| columns.of(field);
        let mut plain = place(Field::NhsNumber).map_or(0, |column| numbers(batch, column, &mut found.numbers));
        plain &= place(Field::Date).map_or(0, |column| dates(batch, column, &self.dates, &mut found.dates));
        plain &= texts(batch, (columns, Field::Service), &self.service_cells, None, &mut found.services);
        plain &= place(Field::Outcome).map_or(0, |column| outcomes(batch, column, &self.outcomes, &mut found.outcomes));
        found.plain = plain;
        // New texts come in the first records of a part, and hardly ever later.
        if plain == 0 {
            return true;
        }
        plain &= match place(Field::DateOfBirth) {
            Some(column) => births(batch, column, &self.person, &mut found.born),
            None => fill(Some(None), &mut found.born),
        };
        plain &= match place(Field::Time) {
            Some(column) => times(batch, column, &self.times, &mut found.times),
            None => fill(Some(None), &mut found.times),
        };
        plain &= meanings(batch, place(Field::Kind), &self.kinds, &mut found.kinds);
        plain &= meanings(batch, place(Field::Sector), &self.sectors, &mut found.sectors);
        plain &= texts(batch, (columns, Field::Provider), &self.provider_cells, Some(NO_TEXT), &mut found.providers);
        plain &= match place(Field::ContactId) {
            Some(column) => ids(batch, column, &columns.no_ids, &mut found.ids),
            None => fill(Some(None), &mut found.ids),
        };
        for at in 0..batch.len().min(TOGETHER) {
            let (day, outcome) = (found.dates[at].day, found.outcomes[at].outcome);
            let in_future = day > *as_of && !outcome.is_some_and(Outcome::may_be_in_future);
            if in_future || !is_plausible(day, found.born[at], *latest) {
                plain &= !1_u64.wrapping_shl(at as u32);
            }
        }
        found.plain = plain;
        // A contact id that was read is a value.
        let id = place(Field::ContactId);
        let others = columns.beside_what_is_read.iter().map(|column| usize::from(*column));
        found.no_values = no_values(batch, others.filter(|column| Some(*column) != id));
        let has_other_identity = columns.has_local_ids() || place(Field::ContactId).is_none();
        found.is_all = !has_other_identity
            && !columns.has(SELDOM)
            && !columns.has(ENDS)
            && !columns.has_details()
            && !columns.has_names();
        true
    }

    /// Takes all records of the batch last looked at, if every one could be read in full; else takes none and returns false.
    pub(super) fn take_all_plain<const BARE: bool>(
        &mut self,
        batch: &Batch<'_, BARE>,
        (from, line): (u64, u32),
    ) -> bool {
        let Self { batch_columns: found, contacts, outcome_texts, services, providers, as_of, .. } = self;
        let count = batch.len().min(TOGETHER);
        let batch_bits = ALL.checked_shr((TOGETHER - count) as u32).unwrap_or_default();
        if !found.is_all || found.plain & batch_bits != batch_bits || found.no_values & batch_bits != 0 {
            return false;
        }
        for (read, date) in found.outcomes.iter().zip(&found.dates).take(count) {
            outcome_texts.count(read.text, date.day, *as_of);
        }
        found.services.iter().take(count).for_each(|service| services.again(*service));
        for provider in found.providers.iter().take(count).filter(|provider| **provider != NO_TEXT) {
            providers.again(*provider);
        }
        contacts.rows.extend((0..count).map(|at| {
            let (fields, _) = found.core_fields(at);
            fields.contact(fields.codes, NO_AGE, *as_of)
        }));
        contacts.prints.extend(found.ids.iter().take(count).flatten().map(|id| Fingerprint::of(*id)));
        for (line, at) in (line..).zip(0..count) {
            contacts.places.push(line, from + batch.start(at) as u64);
        }
        true
    }

    /// Takes record `at` of the batch last looked at, if it could be read; else returns false.
    #[inline(always)]
    pub(super) fn take_plain<'r>(
        &mut self,
        at: usize,
        row: &SourceRecord<'r, impl Record<'r>>,
        place: (u32, u64),
        warnings: &mut Vec<Warning>,
    ) -> bool {
        let bit = 1_u64.wrapping_shl(at as u32);
        let at = at % TOGETHER;
        if self.batch_columns.plain & bit == 0 {
            return false;
        }
        let identity = if row.columns.has_local_ids() {
            let Ok(identity) = row.identity() else { return false };
            Some(identity)
        } else {
            None
        };
        let (core_fields, text) = self.batch_columns.core_fields(at);
        let CoreFields { day, service, provider, .. } = core_fields;
        self.outcome_texts.count(text, day, self.as_of);
        self.services.again(service);
        if provider != NO_TEXT {
            self.providers.again(provider);
        }
        if self.batch_columns.no_values & bit != 0 {
            self.person.no_values += row.no_values(false);
        }
        self.keep(row, &core_fields, identity.as_ref(), place, warnings);
        true
    }
}
