//! What the records of contacts and of children say about a person: identity, birth, death, household, factors.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::Datelike;

use super::columns::{ALIVE, Bond, DIED, Dictionary, Fingerprint, People, RareColumns};
use super::factors::FactorReader;
use super::fate::{About, Caution, Warning};
use super::left_out::LeftOuts;
use super::local_id::LocalCell;
use super::map::numbered;
use super::name::{NameBits, TextBits};
use super::sink::RecordSink;
use super::source_record::{Identity, NotTaken, SourceRecord};
use super::wrapped;
use crate::cells::cell::Cell;
use crate::cells::dates::{DateParser, Moment, PlainDate};
use crate::cells::memo::Memo;
use crate::cells::nhs::NhsNumber;
use crate::cells::short::{has_died, imd_decile};
use crate::config::settings::Source;
use crate::day::{Day, NO_DAY};
use crate::ethnicity::{self, EthnicGroup, Ethnicity};
use crate::extract::cell::Record;
use crate::field::Field;

use crate::vocabulary::{Factor, Sex};

/// The oldest plausible age in years. An earlier birth is a placeholder such as 1 January 1900, and would silently make a child
/// an adult.
const OLDEST: i32 = 120;
/// The first year of a plausible death. An earlier one is a placeholder too.
const FIRST_DEATH: i32 = 1990;
/// The code under which a text is remembered that is not an ethnic group.
const UNREAD: u8 = u8::MAX;

/// Reads what records say about their person.
pub(crate) struct PersonMapper {
    /// Local ids.
    pub(crate) locals: Dictionary,
    /// Household ids.
    pub(crate) households: Dictionary,
    /// Which ids occur in one record.
    pub(crate) bonds: BTreeSet<Bond>,
    /// How many NHS numbers and ids had a spreadsheet wrapper, which was taken off.
    pub(crate) wrapped: u64,
    /// How many cells hold a text that means "no value".
    pub(crate) no_values: u64,
    /// Localities as the extract spells them.
    pub(crate) localities: Dictionary,
    /// Texts that are not an ethnic group, with their counts.
    pub(crate) unread_ethnicities: Dictionary,
    /// What cells mean, as [`RareColumns`] stores it; likewise `ethnic_groups` and `sexes`.
    locality_cells: Memo<u32>,
    ethnic_groups: Memo<u8>,
    /// The ethnic groups of the texts that the configuration maps.
    configured_ethnic_groups: Arc<BTreeMap<String, EthnicGroup>>,
    sexes: Memo<u8>,
    /// Reads the factors.
    pub(crate) factors: FactorReader,
    as_of: Day,
    births: DateParser,
    deaths: DateParser,
    changes: DateParser,
}

impl PersonMapper {
    /// For a file of `source`.
    pub(crate) fn new(source: &Source, as_of: Day) -> Self {
        let formats = &source.formats;
        Self {
            locals: Dictionary::default(),
            households: Dictionary::default(),
            bonds: BTreeSet::new(),
            wrapped: 0,
            no_values: 0,
            localities: Dictionary::default(),
            unread_ethnicities: Dictionary::default(),
            locality_cells: Memo::default(),
            ethnic_groups: Memo::default(),
            configured_ethnic_groups: Arc::clone(&source.ethnic_groups),
            sexes: Memo::default(),
            factors: FactorReader::new(source),
            as_of,
            births: formats.other_dates(formats.birth_date.as_ref()),
            deaths: formats.deaths(),
            changes: formats.other_dates(formats.details_changed_on.as_ref()),
        }
    }

    /// The date of birth, if there is one that can be read and is plausible.
    #[inline]
    pub(crate) fn birth<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>) -> Option<Day> {
        let plain = self.births.plainly(row.cell(Field::DateOfBirth));
        match plain {
            Some(PlainDate { day, short_year: false, .. }) if self.is_plainly_younger(day) => Some(day),
            None if row.is_bare(Field::DateOfBirth) => None,
            _ => self.birth_by_its_text(row),
        }
    }

    /// The date of birth in a cell that is plainly written; `None` says only that [`Self::birth`] must look closer.
    #[inline(always)]
    pub(crate) fn plain_birth(&self, cell: Cell<'_>) -> Option<Day> {
        let PlainDate { day, short_year, .. } = self.births.plainly(cell)?;
        (!short_year && self.is_plainly_younger(day)).then_some(day)
    }

    #[inline(never)]
    fn birth_by_its_text<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>) -> Option<Day> {
        let text = row.text(Field::DateOfBirth);
        let moment = if text.is_empty() { None } else { self.births.parse(&text) };
        self.plausible(moment?)
    }

    /// Whether somebody is certainly younger than [`OLDEST`]. Only near that age is the exact age, which takes a calendar,
    /// needed.
    #[inline]
    const fn is_plainly_younger(&self, born: Day) -> bool {
        born.0 > self.as_of.0 - OLDEST * 365
    }

    /// The day of a date of birth: one with a two-digit year that is after the as-of date is a hundred years earlier. `None` if
    /// it is more than [`OLDEST`] years before the as-of date.
    fn plausible(&self, moment: Moment) -> Option<Day> {
        let next_century = moment.short_year && moment.day > self.as_of;
        let day = if next_century { moment.day.century_earlier() } else { moment.day };
        (self.is_plainly_younger(day) || day.age_on(self.as_of) <= OLDEST).then_some(day)
    }

    /// The date of death, or on which details changed, as a number, if it can be read.
    pub(crate) fn moment<'r>(&mut self, row: &SourceRecord<'r, impl Record<'r>>, field: Field) -> Option<u64> {
        match field {
            Field::DateOfDeath => row.moment(&mut self.deaths, field),
            Field::DetailsChangedOn => row.moment(&mut self.changes, field),
            _ => None,
        }
    }

    /// Keeps in row `at` of `rare` what a record says about its person besides NHS number and birth, with a warning for each cell
    /// that cannot be read. `identity` is given if it holds more than a valid NHS number.
    pub(crate) fn take<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        identity: Option<&Identity<'_>>,
        born: Option<Day>,
        (line, at): (u32, usize),
        rare: &mut RareColumns,
        warnings: &mut Vec<Warning>,
    ) {
        let mut warn = |about: About, caution: Caution, value: &str| {
            warnings.push(Warning { line, about, caution, value: value.into() });
        };
        self.wrapped += identity.map_or(0, |identity| u64::from(identity.wrapped));
        let field = About::Field;
        if identity.is_some_and(|identity| identity.nhs_invalid) {
            warn(field(Field::NhsNumber), Caution::NhsNumberInvalid, &row.text(Field::NhsNumber));
        }
        if identity.is_some_and(|identity| identity.local_damaged) {
            warn(field(Field::LocalId), Caution::LocalIdDamaged, &row.text(Field::LocalId));
        }
        for shared in identity.iter().flat_map(|identity| &identity.shared_damaged) {
            warn(field(*shared), Caution::LocalIdDamaged, &row.text(*shared));
        }
        if born.is_none() && !row.is_bare(Field::DateOfBirth) {
            let text = row.text(Field::DateOfBirth);
            if !text.is_empty() {
                warn(field(Field::DateOfBirth), Caution::DateOfBirthInvalid, &text);
            }
        }
        if row.columns.has_details() {
            self.details(row, (at, born), rare, &mut warn);
        }
        if let Some(id) = identity.and_then(|identity| identity.local.as_ref()) {
            let local = self.locals.number(id);
            let more = identity.map_or(&[][..], |identity| &identity.more);
            let number = NhsNumber::column(identity.and_then(|identity| identity.nhs));
            // Every pair of ids, since the first id may turn out not to identify anyone.
            for (at, id) in more.iter().enumerate() {
                let other = self.locals.number(id);
                self.bonds.insert(Bond { number, local, other });
                for third in &more[at + 1..] {
                    self.bonds.insert(Bond { number, local: other, other: self.locals.number(third) });
                }
            }
            // Which of several ids identifies the child is decided later, from all records together.
            let joined = if more.is_empty() { local } else { self.locals.number(&format!("{id}{}", more.concat())) };
            rare.local.set(at, joined);
        }
        if row.columns.has_names() {
            rare.name_bits.set(at, name_bits_of(row));
        }
    }

    /// Keeps what a record says about its person besides identity and birth.
    fn details<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        (at, born): (usize, Option<Day>),
        rare: &mut RareColumns,
        warn: &mut impl FnMut(About, Caution, &str),
    ) {
        let field = About::Field;
        let text = |field: Field| if row.is_bare(field) { Cow::Borrowed("") } else { row.text(field) };
        let died = text(Field::DateOfDeath);
        if !died.is_empty() {
            // A death before the birth is somebody else's, or a slip, and would take a living child off the list.
            let is_plausible = |day: &Day| day.date().year() >= FIRST_DEATH && born.is_none_or(|born| *day >= born);
            match self.deaths.parse(&died).map(|moment| moment.day).filter(is_plausible) {
                Some(day) => rare.died.set(at, day.0),
                None => warn(field(Field::DateOfDeath), Caution::DateOfDeathInvalid, &died),
            }
        }
        let deceased = text(Field::Deceased);
        if !deceased.is_empty() && rare.died.get(at) == NO_DAY {
            match has_died(&deceased) {
                Ok(Some(true)) => rare.died.set(at, DIED),
                Ok(Some(false)) => rare.died.set(at, ALIVE),
                Ok(None) => {}
                Err(()) => warn(field(Field::Deceased), Caution::FactorInvalid, &deceased),
            }
        }
        let changed = text(Field::DetailsChangedOn);
        if !changed.is_empty() && self.changes.parse(&changed).is_none() {
            warn(field(Field::DetailsChangedOn), Caution::DetailsChangedOnInvalid, &changed);
        }
        let decile = text(Field::ImdDecile);
        match imd_decile(&decile) {
            Some(number) => rare.imd_decile.set(at, number),
            None if decile.is_empty() => {}
            None => warn(field(Field::ImdDecile), Caution::NumberInvalid, &decile),
        }
        if !row.is_bare(Field::Sex) {
            let read = || Sex::read(&row.text(Field::Sex)).map_or(0, |sex| sex.code() + 1);
            rare.sex.set(at, remembered(&mut self.sexes, row.cell(Field::Sex), read));
        }
        if !row.is_bare(Field::Ethnicity) {
            let configured = &self.configured_ethnic_groups;
            let read = || match ethnicity::read(&row.text(Field::Ethnicity), configured) {
                Ethnicity::Group(group) => EthnicGroup::column(Some(group)),
                Ethnicity::NotKnown => EthnicGroup::column(None),
                Ethnicity::Unread => UNREAD,
            };
            match remembered(&mut self.ethnic_groups, row.cell(Field::Ethnicity), read) {
                UNREAD => {
                    self.unread_ethnicities.number(&row.text(Field::Ethnicity));
                }
                group => rare.ethnic_group.set(at, group),
            }
        }
        if !row.is_bare(Field::Locality) {
            let cell = row.cell(Field::Locality);
            let text = || row.text(Field::Locality);
            rare.locality.set(at, numbered(&mut self.localities, &mut self.locality_cells, cell, text));
        }
        let household = text(Field::HouseholdId);
        let length = household.len();
        let household = wrapped::bare_of(household);
        self.wrapped += u64::from(household.len() != length);
        match LocalCell::read(&household, &row.columns.no_ids) {
            LocalCell::Id(id) => rare.household.set(at, self.households.number(id)),
            LocalCell::Damaged => warn(field(Field::HouseholdId), Caution::LocalIdDamaged, &household),
            LocalCell::Blank => {}
        }
        if !row.columns.factors.is_empty() || !row.columns.factor_codes.is_empty() {
            let factors = self.factors.read(row, warn);
            rare.factors.set(at, factors.has);
            rare.not_known.set(at, factors.not_known);
        }
    }
}

/// The hash bits of a record's names and postcode.
#[inline]
fn name_bits_of<'r>(row: &SourceRecord<'r, impl Record<'r>>) -> NameBits {
    let bits = |field: Field| {
        if !row.has(field) {
            return TextBits::default();
        }
        match row.bare(field).and_then(|cell| TextBits::of_plain(cell.bytes())) {
            Some(bits) => bits,
            None => TextBits::of_text(&row.text(field)),
        }
    };
    NameBits::new(bits(Field::GivenName), bits(Field::FamilyName), bits(Field::Postcode))
}

/// What a cell means, if it was read before; else reads and remembers it.
#[inline]
fn remembered<T: Copy>(memo: &mut Memo<T>, cell: Cell<'_>, read: impl FnOnce() -> T) -> T {
    memo.find(cell).unwrap_or_else(|| {
        let meaning = read();
        memo.keep(cell, meaning);
        meaning
    })
}

/// The factors in a set of bits, in the vocabulary's order.
pub(crate) fn factors_of(bits: u32) -> Vec<Factor> {
    Factor::ALL.iter().copied().filter(|f| bits & f.bit() != 0).collect()
}

/// The sink for records of children.
pub(crate) struct ChildrenMapper {
    /// The records.
    pub(crate) people: People,
    /// Local ids and households.
    pub(crate) person: PersonMapper,
    left_out: LeftOuts,
}

impl ChildrenMapper {
    /// A mapper for a file of `source`.
    pub(crate) fn new(source: &Source, as_of: Day) -> Self {
        Self { people: People::default(), person: PersonMapper::new(source, as_of), left_out: LeftOuts::new(source) }
    }
}

impl RecordSink for ChildrenMapper {
    fn accept<'r>(
        &mut self,
        row: &SourceRecord<'r, impl Record<'r>>,
        line: u32,
        offset: u64,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), NotTaken> {
        self.left_out.check(row)?;
        row.must_be_readable()?;
        let identity = row.identity()?;
        let born = self.person.birth(row);
        let people = &mut self.people;
        let at = people.len();
        people.nhs.push(NhsNumber::column(identity.nhs));
        people.born.push(Day::column(born));
        let person = &mut self.person;
        let print = row.fingerprint_of_values(|field| match field {
            Field::NhsNumber => identity.nhs.map(NhsNumber::as_number),
            Field::DateOfBirth => born.map(Day::as_number),
            _ => person.moment(row, field),
        });
        people.prints.push(Fingerprint::of(print));
        people.places.push(line, offset);
        self.person.no_values += row.no_values(false);
        self.person.take(row, Some(&identity), born, (line, at), &mut people.rare, warnings);
        Ok(())
    }
}
