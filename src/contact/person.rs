//! What contacts' and children's records say of a person: identity, birth, death, household, factors.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::Datelike;
use foldhash::fast::FixedState;

use super::columns::{Dictionary, People, Print, Rare};
use super::dates::DateParser;
use super::ethnicity::EthnicGroup;
use super::fate::{About, Caution, Warning};
use super::file::Sink;
use super::local_id::LocalCell;
use super::nhs::NhsNumber;
use super::row::{Identity, Rejection, Row};
use crate::config::settings::Source;
use crate::day::Day;
use crate::extract::open::Text;
use crate::field::Field;
use crate::vocabulary::{Factor, Sex};

/// Years after which nobody is alive: an older birth is a placeholder such as 1 January 1900, and would make a child an
/// adult without a word.
const OLDEST: i32 = 120;
/// How many different texts of ethnic groups are remembered.
const REMEMBERED: usize = 1 << 12;
/// No child of a review died before this year: an older death is a placeholder too.
const FIRST_DEATH: i32 = 1990;

/// Reads what a record says of its person.
pub struct PersonMapper {
    /// Local ids.
    pub locals: Dictionary,
    /// Household ids.
    pub households: Dictionary,
    /// Localities as the extract spells them.
    pub localities: Dictionary,
    ethnic_groups: HashMap<Box<str>, u8, FixedState>,
    as_of: Day,
    ignored_ids: Vec<String>,
    /// Which fields have a column or a constant, by [`Field::index`]: of the others nothing is asked.
    has: [bool; Field::ALL.len()],
    births: DateParser,
    deaths: DateParser,
    changes: DateParser,
}

impl PersonMapper {
    /// For a file of `source`.
    pub fn new(source: &Source, as_of: Day) -> Self {
        let formats = &source.formats;
        Self {
            locals: Dictionary::default(),
            households: Dictionary::default(),
            localities: Dictionary::default(),
            ethnic_groups: HashMap::default(),
            as_of,
            ignored_ids: source.ignore_local_ids.clone(),
            has: Field::ALL.iter().fold([false; Field::ALL.len()], |mut has, field| {
                has[field.index()] = source.has(*field);
                has
            }),
            births: DateParser::for_other(formats.birth_date.as_ref(), formats),
            deaths: DateParser::for_death(formats),
            changes: DateParser::for_other(formats.details_changed_on.as_ref(), formats),
        }
    }

    /// Whether a record can have this field at all.
    pub fn has(&self, field: Field) -> bool {
        self.has[field.index()]
    }

    /// The date of birth that a text says: one with a two-digit year after the as-of date is a hundred years earlier. A
    /// birth of more than 120 years before the as-of date is none.
    pub fn birth(&mut self, text: &str) -> Option<Day> {
        if text.is_empty() {
            return None;
        }
        let moment = self.births.parse(text)?;
        let next_century = moment.short_year && moment.day > self.as_of;
        let day = if next_century { moment.day.century_earlier() } else { moment.day };
        // An age takes a calendar to tell: only of the very old is it asked.
        let plainly_younger = day.0 > self.as_of.0 - OLDEST * 365;
        (plainly_younger || day.age_on(self.as_of) <= OLDEST).then_some(day)
    }

    /// The ethnic group that a text says, as the column stores it. Texts repeat, so each is read once.
    fn ethnic_group(&mut self, text: &str) -> u8 {
        if text.is_empty() {
            return 0;
        }
        if let Some(known) = self.ethnic_groups.get(text) {
            return *known;
        }
        let group = EthnicGroup::column(EthnicGroup::read(text));
        if self.ethnic_groups.len() < REMEMBERED {
            self.ethnic_groups.insert(text.into(), group);
        }
        group
    }

    /// Takes what the record of a row says of its person besides number and birth, with a warning for each cell that
    /// cannot be read.
    pub fn take(
        &mut self,
        row: &Row<'_, Text>,
        identity: &Identity<'_>,
        (born, born_text): (Option<Day>, &str),
        (line, at): (u32, usize),
        rare: &mut Rare,
        warnings: &mut Vec<Warning>,
    ) {
        let mut warn = |about: About, caution: Caution, value: &str| {
            warnings.push(Warning { line, about, caution, value: value.into() });
        };
        let field = About::Field;
        if identity.nhs_invalid {
            warn(field(Field::NhsNumber), Caution::NhsNumberInvalid, &row.text(Field::NhsNumber));
        }
        if identity.local_damaged {
            warn(field(Field::LocalId), Caution::LocalIdDamaged, &row.text(Field::LocalId));
        }
        if born.is_none() && !born_text.is_empty() {
            warn(field(Field::DateOfBirth), Caution::DateOfBirthInvalid, born_text);
        }
        let own = self.has;
        let has = |field: Field| own[field.index()];
        let text = |field: Field| if has(field) { row.text(field) } else { Cow::Borrowed("") };
        let died = text(Field::DateOfDeath);
        if !died.is_empty() {
            match self.deaths.parse(&died).filter(|moment| moment.day.date().year() >= FIRST_DEATH) {
                Some(moment) => rare.died.set(at, moment.day.0),
                None => warn(field(Field::DateOfDeath), Caution::DateOfDeathInvalid, &died),
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
        if has(Field::Sex) {
            rare.sex.set(at, Sex::read(&row.text(Field::Sex)).map_or(0, |sex| sex.code() + 1));
        }
        let ethnicity = text(Field::Ethnicity);
        let locality = text(Field::Locality);
        if !locality.is_empty() {
            rare.locality.set(at, self.localities.number(&locality));
        }
        let household = text(Field::HouseholdId);
        match LocalCell::read(&household, &self.ignored_ids) {
            LocalCell::Id(id) => rare.household.set(at, self.households.number(id)),
            LocalCell::Damaged => warn(field(Field::HouseholdId), Caution::LocalIdDamaged, &household),
            LocalCell::Blank => {}
        }
        rare.ethnic_group.set(at, self.ethnic_group(&ethnicity));
        let mut factors = 0;
        for (factor, column) in &row.columns.factors {
            let cell = row.factor(*column);
            match yes_or_no(&cell) {
                Some(true) => factors |= factor.bit(),
                Some(false) => {}
                None => warn(About::Factor(*factor), Caution::FactorInvalid, &cell),
            }
        }
        rare.factors.set(at, factors);
        if let Some(id) = &identity.local {
            rare.local.set(at, self.locals.number(id));
        }
    }
}

/// A decile of the index of multiple deprivation, 1 to 10; 1 is the most deprived.
pub fn imd_decile(text: &str) -> Option<u8> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|decile| digits && (1..=10).contains(decile))
}

/// Whether a factor's cell says that the child has it: `Y`, `Yes`, `True`, `1`; `N`, `No`, `False`, `0` or blank.
pub fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "y" | "yes" | "true" | "1" => Some(true),
        "n" | "no" | "false" | "0" | "" => Some(false),
        _ => None,
    }
}

/// The factors of a set of bits, in the vocabulary's order.
pub fn factors_of(bits: u32) -> Vec<Factor> {
    Factor::ALL.iter().copied().filter(|f| bits & f.bit() != 0).collect()
}

/// The sink for children's records.
pub struct ChildrenMapper {
    /// What they say.
    pub people: People,
    /// Local ids and households.
    pub person: PersonMapper,
}

impl ChildrenMapper {
    /// A mapper for a file of `source`.
    pub fn new(source: &Source, as_of: Day) -> Self {
        Self { people: People::default(), person: PersonMapper::new(source, as_of) }
    }
}

impl Sink for ChildrenMapper {
    fn accept(
        &mut self,
        row: &Row<'_, Text>,
        line: u32,
        offset: u64,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), Rejection> {
        let identity = row.identity()?;
        let born_text = row.text(Field::DateOfBirth);
        let born = self.person.birth(&born_text);
        let people = &mut self.people;
        let at = people.len();
        people.nhs.push(NhsNumber::column(identity.nhs));
        people.born.push(Day::column(born));
        people.prints.push(Print::of(row.all_cells()));
        people.places.push(line, offset);
        self.person.take(row, &identity, (born, &born_text), (line, at), &mut people.rare, warnings);
        Ok(())
    }
}
