//! Deaths that may be another child's: twins who were given one NHS number, say.
//!
//! A child who has died is on no list, because nobody may write to that family about a missed appointment. So whoever has the
//! same number is on none either. Where the record that says the death has another date of birth, or another given name, than
//! that of a contact for which the child would be looked at, somebody has to ask who has died.

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

/// A record with the date of birth that it says.
type Born = (AnyRecord, Option<Day>);

/// A death that may be another child's than the one who is left out because of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DoubtfulDeath {
    /// Who is left out.
    pub(crate) child: ChildNumber,
    /// The first record that says the death.
    pub(crate) record: AnyRecord,
    /// How many contacts contradict it for which the child would be looked at, and the day of the newest.
    pub(crate) contacts: u64,
    pub(crate) newest: Day,
    /// Whether one of them says that nobody knows where the child is, or that the family withdrew, and nothing has answered it.
    pub(crate) is_missing: bool,
}

/// A contact for which a child would be looked at.
struct Missed {
    born: Born,
    day: Day,
    /// It says that nobody knows where the child is, or that the family withdrew, and nothing has answered it.
    is_missing: bool,
}

/// A child who has died, by these records, with contacts for which the child would be looked at.
struct Died {
    child: ChildNumber,
    says: Vec<Born>,
    missed: Vec<Missed>,
}

impl Died {
    fn records(&self) -> impl Iterator<Item = &Born> {
        self.says.iter().chain(self.missed.iter().map(|missed| &missed.born))
    }
}

/// The deaths of children of whom some contact that would matter contradicts all records that say them, in reading order.
///
/// # Errors
/// Where a file is no longer what it was.
pub(crate) fn find_doubtful_deaths(
    settings: &Settings,
    intake: &Intake,
    children: &Children,
    period: ReviewPeriod,
) -> Result<Vec<DoubtfulDeath>, Stop> {
    let died = children.by_partition(|own| {
        let died = own.filter(|child| child.excluded() == Some(Exclusion::Deceased));
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
    let again = reread::read(settings, intake, &contacts, &records)?;
    let record = |own: &Born| (own.1, again.text(own.0, Field::GivenName));
    let differ = |one: &Born, other: &Born| are_two_children(record(one), record(other));
    let death = |own: &Died| -> Option<DoubtfulDeath> {
        let contradicts = |missed: &&Missed| own.says.iter().all(|says| differ(says, &missed.born));
        let contradicting: Vec<&Missed> = own.missed.iter().filter(contradicts).collect();
        Some(DoubtfulDeath {
            child: own.child,
            record: own.says[0].0,
            contacts: contradicting.len() as u64,
            newest: contradicting.iter().map(|missed| missed.day).max()?,
            is_missing: contradicting.iter().any(|missed| missed.is_missing),
        })
    };
    let mut doubtful: Vec<DoubtfulDeath> = died.iter().filter_map(death).collect();
    doubtful.sort_unstable_by_key(|own| own.record);
    Ok(doubtful)
}

/// The records of a child who has died; nothing where there is no contact in the period that could matter.
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
    let matters = |outcome: Outcome| matches!(outcome, Outcome::WhereaboutsUnknown | Outcome::Disengaged);
    let missed = child.rows().filter(|row| period.contains(row.day()));
    let missed = missed.filter(|row| matters(row.outcome()) || counting.has_failed(row.outcome(), row.kind()));
    let contacts = || child.rows().map(|row| Contact::from_row(row, parts)).filter(|contact| contact.day <= as_of);
    // As the rules of the same names have it.
    let is_missing = |row: &Row| {
        let own = Contact::from_row(row, parts);
        let is_answered = || contacts().any(|seen| counting.has_seen(&seen) && own.is_answered_by(&seen, seen_since));
        let is_found = own.outcome == Outcome::WhereaboutsUnknown && own.has_ended(as_of);
        matters(own.outcome) && !is_found && !is_answered()
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
    let says: Vec<Born> = of_contacts
        .map(|row| (row.row.into(), row.born.day(as_of)))
        .chain(of_register.map(|record| (record.into(), Day::from_column(register.born(record)))))
        .collect();
    (!says.is_empty()).then_some(Died { child: child.number, says, missed })
}
