//! What a record says, as numbers: the sink that turns contacts' records into [`Contacts`].

use std::borrow::Cow;

use super::columns::{
    Codes as Packed, Contacts, Dictionary, FIRST_DAY, NO_AGE, NO_TEXT, Print, RawContact, ShortBirth, ShortDay,
};
use super::dates::{DateParser, Moment, TimeParser};
use super::fate::{About, Caution, Reason, Warning};
use super::file::Sink;
use super::memo::Memo;
use super::nhs::NhsNumber;
use super::person::PersonMapper;
use super::row::{Rejection, Row};
use crate::config::settings::Source;
use crate::day::Day;
use crate::extract::open::Text;
use crate::field::Field;
use crate::text::fold;
use crate::vocabulary::{Kind, Outcome, Sector};

/// How many days before the child's birth a contact is plausible: a pregnancy.
const DAYS_BEFORE_BIRTH: i32 = 300;
/// How many calendar years after the as-of date a contact is plausible.
const YEARS_AHEAD: u32 = 2;

/// What each text of a column means; texts repeat, so each is folded once.
type Codes<T> = Memo<Option<T>>;

/// Maps the contacts' records of one file.
pub struct ContactMapper<'a> {
    source: &'a Source,
    as_of: Day,
    latest: Day,
    /// The contacts so far.
    pub contacts: Contacts,
    /// Local ids and households.
    pub person: PersonMapper,
    /// Services as the extract spells them.
    pub services: Dictionary,
    /// Providers as the extract spells them.
    pub providers: Dictionary,
    dates: DateParser,
    times: TimeParser,
    booked: DateParser,
    recorded: DateParser,
    outcomes: Codes<Outcome>,
    kinds: Codes<Kind>,
    sectors: Codes<Sector>,
    /// Numbers in `services` and `providers` by the cell as it stands.
    service_cells: Memo<u32>,
    provider_cells: Memo<u32>,
}

impl<'a> ContactMapper<'a> {
    /// A mapper for a file of `source`.
    pub fn new(source: &'a Source, as_of: Day) -> Self {
        let formats = &source.formats;
        Self {
            source,
            as_of,
            latest: as_of.plus_years(YEARS_AHEAD),
            contacts: Contacts::default(),
            person: PersonMapper::new(source, as_of),
            services: Dictionary::default(),
            providers: Dictionary::default(),
            dates: DateParser::for_date(formats),
            times: TimeParser::new(formats),
            booked: DateParser::for_other(formats.booked_on.as_ref(), formats),
            recorded: DateParser::for_other(formats.recorded_at.as_ref(), formats),
            outcomes: Codes::default(),
            kinds: Codes::default(),
            sectors: Codes::default(),
            service_cells: Memo::default(),
            provider_cells: Memo::default(),
        }
    }

    /// The date of a contact, if it is there, is one, and is plausible.
    fn date(&mut self, row: &Row<'_, Text>, born: Option<Day>) -> Result<Moment, Rejection> {
        let text = row.text(Field::Date);
        if text.is_empty() {
            return Err(Rejection::of(Field::Date, Reason::DateMissing, ""));
        }
        let Some(moment) = self.dates.parse(&text) else {
            return Err(Rejection::of(Field::Date, Reason::DateInvalid, &text));
        };
        let day = moment.day;
        let before_birth = born.is_some_and(|born| day < born.plus(-DAYS_BEFORE_BIRTH));
        if day < FIRST_DAY || day > self.latest || before_birth {
            return Err(Rejection::of(Field::Date, Reason::DateImplausible, &text));
        }
        Ok(moment)
    }

    /// What the outcome's text means: blank is `pending`.
    fn outcome(&mut self, row: &Row<'_, Text>) -> Result<Outcome, Rejection> {
        let status_bytes = row.bytes(Field::Outcome);
        let two_columns = row.columns.outcome_reason.is_some();
        if !two_columns && let Some(known) = self.outcomes.find(status_bytes) {
            return known
                .ok_or_else(|| Rejection::of(Field::Outcome, Reason::OutcomeUnmapped, &row.text(Field::Outcome)));
        }
        let status = row.text(Field::Outcome);
        let source = self.source;
        let look_up = |text: &str| {
            let folded = fold(text);
            source.outcomes.get(&folded).copied().or_else(|| Outcome::from_word(&folded))
        };
        let both =
            row.outcome_reason().filter(|reason| !reason.is_empty()).map(|reason| format!("{status} | {reason}"));
        let outcome = both
            .as_deref()
            .and_then(look_up)
            .or_else(|| if status.is_empty() { Some(Outcome::Pending) } else { look_up(&status) });
        if !two_columns {
            self.outcomes.keep(status_bytes, outcome);
        }
        outcome.ok_or_else(|| {
            Rejection::of(Field::Outcome, Reason::OutcomeUnmapped, &both.unwrap_or_else(|| status.into_owned()))
        })
    }
}

/// What a text of a column means by a map and the vocabulary; `default` where it is blank.
fn code<T: Copy>(
    row: &Row<'_, Text>,
    field: Field,
    known: &mut Codes<T>,
    default: T,
    look_up: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let bytes = row.bytes(field);
    if let Some(code) = known.find(bytes) {
        return code;
    }
    let text = row.text(field);
    let code = if text.is_empty() { Some(default) } else { look_up(&fold(&text)) };
    known.keep(bytes, code);
    code
}

/// The number of a cell's text, which is counted; [`NO_TEXT`] where there is none.
fn numbered<'a>(
    texts: &mut Dictionary,
    cells: &mut Memo<u32>,
    cell: &[u8],
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

impl Sink for ContactMapper<'_> {
    fn accept(
        &mut self,
        row: &Row<'_, Text>,
        line: u32,
        offset: u64,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), Rejection> {
        // Everything that can reject comes first, so that a rejected record leaves nothing behind.
        let identity = row.identity()?;
        let born_text = row.text(Field::DateOfBirth);
        let born = self.person.birth(&born_text);
        let moment = self.date(row, born)?;
        let known_service = self.service_cells.find(row.bytes(Field::Service));
        let service = if known_service.is_some() { Cow::Borrowed("") } else { row.text(Field::Service) };
        if known_service.is_none() && service.is_empty() {
            return Err(Rejection::of(Field::Service, Reason::ServiceMissing, ""));
        }
        let outcome = self.outcome(row)?;
        let source = self.source;
        let kind = code(row, Field::Kind, &mut self.kinds, Kind::Other, |text| {
            source.kinds.get(text).copied().or_else(|| Kind::from_word(text))
        })
        .ok_or_else(|| Rejection::of(Field::Kind, Reason::KindUnmapped, &row.text(Field::Kind)))?;
        let sector = code(row, Field::Sector, &mut self.sectors, Sector::Health, |text| {
            source.sectors.get(text).copied().or_else(|| Sector::from_word(text))
        })
        .ok_or_else(|| Rejection::of(Field::Sector, Reason::SectorUnmapped, &row.text(Field::Sector)))?;

        let mut warn = |field: Field, caution: Caution, value: &str| {
            warnings.push(Warning { line, about: About::Field(field), caution, value: value.into() });
        };
        let at = self.contacts.rows.len();
        let mut time = moment.time;
        let time_text = row.text(Field::Time);
        if !time_text.is_empty() {
            match self.times.parse(&time_text) {
                Some(parsed) => time = Some(parsed),
                None => warn(Field::Time, Caution::TimeInvalid, &time_text),
            }
        }
        if moment.day > self.as_of && !outcome.may_be_in_future() {
            warn(Field::Outcome, Caution::OutcomeInFuture, &row.outcome_in_extract());
        }
        let booked = if self.person.has(Field::BookedOn) { row.text(Field::BookedOn) } else { Cow::Borrowed("") };
        if !booked.is_empty() && self.booked.parse(&booked).is_none() {
            warn(Field::BookedOn, Caution::BookedOnInvalid, &booked);
        }
        let recorded = row.text(Field::RecordedAt);
        if !recorded.is_empty() {
            match self.recorded.parse(&recorded) {
                Some(moment) => self.contacts.rare.recorded.set(at, moment.instant),
                None => warn(Field::RecordedAt, Caution::RecordedAtInvalid, &recorded),
            }
        }
        let age_text = if self.person.has(Field::Age) { row.text(Field::Age) } else { Cow::Borrowed("") };
        let mut age = NO_AGE;
        if !age_text.is_empty() {
            match whole_years(&age_text) {
                Some(years) => age = years,
                None => warn(Field::Age, Caution::NumberInvalid, &age_text),
            }
        }
        let contact_id = row.contact_id();
        let print = Print::of(contact_id.unwrap_or_else(|| row.all_cells()));
        let service = numbered(&mut self.services, &mut self.service_cells, row.bytes(Field::Service), || service);
        let provider = if self.person.has(Field::Provider) {
            let cell = row.bytes(Field::Provider);
            numbered(&mut self.providers, &mut self.provider_cells, cell, || row.text(Field::Provider))
        } else {
            NO_TEXT
        };
        let contacts = &mut self.contacts;
        contacts.rows.push(RawContact {
            nhs: NhsNumber::column(identity.nhs),
            service,
            provider,
            codes: Packed::new(time, outcome, kind, sector, contact_id.is_some()),
            day: ShortDay::of(moment.day),
            born: ShortBirth::of(born, self.as_of),
            age,
        });
        contacts.prints.push(print);
        contacts.places.push(line, offset);
        self.person.take(row, &identity, (born, &born_text), (line, at), &mut contacts.rare, warnings);
        Ok(())
    }

    fn fits_other_order(&self, date: &str) -> bool {
        self.dates.fits_other_order(date)
    }
}

/// A whole number of years, as an `age` column writes it.
fn whole_years(text: &str) -> Option<u8> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|years| digits && *years <= 130 && *years != NO_AGE)
}

#[cfg(test)]
mod tests {
    use super::whole_years;

    #[test]
    fn an_age_is_a_whole_number_of_plausible_years() {
        for (text, years) in [
            ("0", Some(0)),
            ("17", Some(17)),
            ("130", Some(130)),
            ("131", None),
            ("-1", None),
            ("3.5", None),
            ("+3", None),
        ] {
            assert_eq!(whole_years(text), years, "{text}");
        }
    }
}
