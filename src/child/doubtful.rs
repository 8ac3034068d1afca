//! What doubtful deaths and doubtful ages have in common: because of one record, contacts for which a child would be looked at do not
//! count, although other records contradict it.

use super::reread::{self, Reread};
use super::timeline::{Contact, CountingSettings, ReviewPeriod};
use crate::config::settings::Settings;
use crate::day::Day;
use crate::intake::Intake;
use crate::records::{AnyRecord, ChildRecord, ContactRecord};
use crate::stop::Stop;
use crate::store::{Child, ChildNumber, Row, SeenSince};
use crate::vocabulary::Outcome;

/// A record and its date of birth.
pub(crate) type Born = (AnyRecord, Option<Day>);

/// Why a record of a death or of an adult's age may be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Doubt {
    /// Its date of birth or given name is another than that of the contacts.
    AnotherPerson,
    /// Somebody saw the child after the death, or nobody knew where the child was.
    SeenAfterDeath,
    /// A newer version of the record counts, and gives no such age.
    Superseded,
    /// It is the only one of several records of its source with a date of birth.
    OnlyOne,
    /// Hardly anybody is as old as that.
    VeryOld,
}

/// A person whose contacts do not count because of a record that may be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DoubtfulExclusion {
    /// The person who is excluded.
    pub(crate) child: ChildNumber,
    /// The first record of the death or of the age.
    pub(crate) record: AnyRecord,
    /// Why it may be wrong.
    pub(crate) doubt: Doubt,
    /// How many contacts for which the child would be looked at contradict it.
    pub(crate) contacts: u64,
    /// The day of the newest of these contacts.
    pub(crate) newest: Day,
    /// Whether one of them is unanswered and says that nobody knows where the child is, or that the family withdrew.
    pub(crate) is_missing: bool,
}

impl DoubtfulExclusion {
    /// The exclusion because of a record that these contacts contradict; `None` if there are none.
    pub(crate) fn of(child: ChildNumber, record: AnyRecord, doubt: Doubt, contradicting: &[&Missed]) -> Option<Self> {
        Some(Self {
            child,
            record,
            doubt,
            contacts: contradicting.len() as u64,
            newest: contradicting.iter().map(|missed| missed.day).max()?,
            is_missing: contradicting.iter().any(|missed| missed.is_missing),
        })
    }
}

/// A contact for which a child would be looked at.
pub(crate) struct Missed {
    pub(crate) born: Born,
    pub(crate) day: Day,
    /// Whether it is unanswered and says that nobody knows where the child is, or that the family withdrew.
    is_missing: bool,
}

/// The contacts of the review period for which an excluded child would be looked at.
pub(crate) fn missed_contacts(
    settings: &Settings,
    intake: &Intake,
    (child, seen_since): (Child<'_>, &SeenSince),
    period: ReviewPeriod,
) -> Vec<Missed> {
    let parts = &intake.parts;
    let counting = CountingSettings::from_settings(settings);
    let as_of = period.as_of;
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
    missed
        .map(|row| Missed { born: (row.row.into(), row.born.day(as_of)), day: row.day(), is_missing: is_missing(row) })
        .collect()
}

/// Reads these records again, in whatever order they are.
///
/// # Errors
/// A refusal if a file has changed since it was first read.
pub(crate) fn read_again<'a>(
    settings: &Settings,
    intake: &Intake,
    wanted: impl Iterator<Item = &'a Born>,
) -> Result<Reread, Stop> {
    let (mut contacts, mut records): (Vec<ContactRecord>, Vec<ChildRecord>) = (Vec::new(), Vec::new());
    for (record, _) in wanted {
        match record {
            AnyRecord::Contact(record) => contacts.push(*record),
            AnyRecord::Child(record) => records.push(*record),
        }
    }
    contacts.sort_unstable();
    contacts.dedup();
    records.sort_unstable();
    records.dedup();
    reread::read(settings, intake, &contacts, &records)
}
