//! Finds deaths that may be another child's, for example if twins were given one NHS number.
//!
//! A child who has died is on no list, because nobody may write to that family about a missed appointment. So anyone else with
//! the same number is on no list either. If the record of the death has another date of birth or given name than a contact for
//! which the child would be looked at, somebody has to ask who has died.

use super::reread;
use super::timeline::{Contact, CountingSettings, ReviewPeriod};
use super::two_children::are_two_children;
use crate::config::settings::Settings;
use crate::contact::columns::says_death;
use crate::day::Day;
use crate::field::Field;
use crate::intake::Intake;
use crate::records::{AnyRecord, ChildRecord, ContactRecord};
use crate::stop::Stop;
use crate::store::{Child, ChildNumber, Children, Exclusion, Row, SeenSince};
use crate::vocabulary::Outcome;

/// A record and its date of birth.
type Born = (AnyRecord, Option<Day>);

/// A death that may not be that of the child who is excluded because of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DoubtfulDeath {
    /// The child who is excluded.
    pub(crate) child: ChildNumber,
    /// The first record of the death.
    pub(crate) record: AnyRecord,
    /// How many contacts for which the child would be looked at contradict the death.
    pub(crate) contacts: u64,
    /// The day of the newest of these contacts.
    pub(crate) newest: Day,
    /// Whether one of them is unanswered and says that nobody knows where the child is, or that the family withdrew.
    pub(crate) is_missing: bool,
}

/// A contact for which a child would be looked at.
struct Missed {
    born: Born,
    day: Day,
    /// Whether it is unanswered and says that nobody knows where the child is, or that the family withdrew.
    is_missing: bool,
}

/// A child who has died, with contacts for which the child would otherwise be looked at.
struct Died {
    child: ChildNumber,
    /// The records of the death.
    deaths: Vec<Born>,
    missed: Vec<Missed>,
}

impl Died {
    fn records(&self) -> impl Iterator<Item = &Born> {
        self.deaths.iter().chain(self.missed.iter().map(|missed| &missed.born))
    }
}

/// Finds the deaths for which some contact of the child contradicts every record of the death, in reading order.
///
/// # Errors
/// A refusal if a file has changed since it was first read.
pub(crate) fn find_doubtful_deaths(
    settings: &Settings,
    intake: &Intake,
    children: &Children,
    period: ReviewPeriod,
) -> Result<Vec<DoubtfulDeath>, Stop> {
    let died = children.by_partition(|children_in_partition| {
        let died = children_in_partition.filter(|child| child.excluded() == Some(Exclusion::Deceased));
        died.filter_map(|child| of_child(settings, intake, (child, children.seen_since()), period))
            .collect::<Vec<Died>>()
    });
    let died: Vec<Died> = died.into_iter().flatten().collect();
    if died.is_empty() {
        return Ok(Vec::new());
    }
    let (mut contacts, mut records): (Vec<ContactRecord>, Vec<ChildRecord>) = (Vec::new(), Vec::new());
    for (record, _) in died.iter().flat_map(Died::records) {
        match record {
            AnyRecord::Contact(record) => contacts.push(*record),
            AnyRecord::Child(record) => records.push(*record),
        }
    }
    contacts.sort_unstable();
    contacts.dedup();
    records.sort_unstable();
    let reread = reread::read(settings, intake, &contacts, &records)?;
    let birth_and_name = |(record, born): &Born| (*born, reread.text(*record, Field::GivenName));
    let differ = |one: &Born, other: &Born| are_two_children(birth_and_name(one), birth_and_name(other));
    let doubtful_death = |died: &Died| -> Option<DoubtfulDeath> {
        let contradicts = |missed: &&Missed| died.deaths.iter().all(|death| differ(death, &missed.born));
        let contradicting: Vec<&Missed> = died.missed.iter().filter(contradicts).collect();
        Some(DoubtfulDeath {
            child: died.child,
            record: died.deaths[0].0,
            contacts: contradicting.len() as u64,
            newest: contradicting.iter().map(|missed| missed.day).max()?,
            is_missing: contradicting.iter().any(|missed| missed.is_missing),
        })
    };
    let mut doubtful: Vec<DoubtfulDeath> = died.iter().filter_map(doubtful_death).collect();
    doubtful.sort_unstable_by_key(|death| death.record);
    Ok(doubtful)
}

/// The records of a child who has died; `None` if no contact in the period could matter.
fn of_child(
    settings: &Settings,
    intake: &Intake,
    (child, seen_since): (Child<'_>, &SeenSince),
    period: ReviewPeriod,
) -> Option<Died> {
    let Intake { parts, register, .. } = intake;
    let counting = CountingSettings::from_settings(settings);
    let as_of = period.as_of;
    let is_death = |died: i32| says_death(died) && died <= as_of.0;
    let says_missing = |outcome: Outcome| matches!(outcome, Outcome::WhereaboutsUnknown | Outcome::Disengaged);
    let missed = child.rows().filter(|row| period.contains(row.day()));
    let missed = missed.filter(|row| says_missing(row.outcome()) || counting.has_failed(row.outcome(), row.kind()));
    let contacts = || child.rows().map(|row| Contact::from_row(row, parts)).filter(|contact| contact.day <= as_of);
    // Judged as by the rules `whereabouts_unknown` and `disengaged`.
    let is_missing = |row: &Row| {
        let missed = Contact::from_row(row, parts);
        let is_answered =
            || contacts().any(|seen| counting.has_seen(&seen) && missed.is_answered_by(&seen, seen_since));
        let is_found = missed.outcome == Outcome::WhereaboutsUnknown && missed.has_ended(as_of);
        says_missing(missed.outcome) && !is_found && !is_answered()
    };
    let missed: Vec<Missed> = missed
        .map(|row| Missed { born: (row.row.into(), row.born.day(as_of)), day: row.day(), is_missing: is_missing(row) })
        .collect();
    if missed.is_empty() {
        return None;
    }
    let of_contacts = child.rows().filter(|row| is_death(parts.extra(row.row).died()));
    let of_register = child
        .records()
        .iter()
        .copied()
        .filter(|record| register.counts(*record) && is_death(register.people.rare.died.get(record.place())));
    let deaths: Vec<Born> = of_contacts
        .map(|row| (row.row.into(), row.born.day(as_of)))
        .chain(of_register.map(|record| (record.into(), Day::from_column(register.born(record)))))
        .collect();
    (!deaths.is_empty()).then_some(Died { child: child.number, deaths, missed })
}
