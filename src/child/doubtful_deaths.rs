//! Finds deaths that may be another child's, for example if twins were given one NHS number, or that are errors.
//!
//! A child who has died is on no list, because nobody may write to that family about a missed appointment. So anyone else with
//! the same number is on no list either. If the record of the death has another date of birth or given name than a contact for
//! which the child would be looked at, somebody has to ask who has died. Somebody has to ask as well if the child was seen, or was
//! missing, days after the death.

use super::doubtful::{Born, Doubt, DoubtfulExclusion, Missed, missed_contacts, read_again};
use super::timeline::{Contact, CountingSettings, ReviewPeriod};
use super::two_children::are_two_children;
use crate::config::settings::Settings;
use crate::contact::columns::{DIED, says_death};
use crate::day::Day;
use crate::field::Field;
use crate::intake::Intake;
use crate::stop::Stop;
use crate::store::{Child, ChildNumber, Children, Exclusion, SeenSince};
use crate::vocabulary::Outcome;

/// How many days after a death a contact may be dated and still say nothing about it: the last visits are often entered later.
const DAYS_TO_ENTER: i32 = 3;

/// A child who has died, with contacts for which the child would otherwise be looked at.
struct Died {
    child: ChildNumber,
    /// The records of the death.
    deaths: Vec<Born>,
    missed: Vec<Missed>,
    /// Whether somebody saw the child after the death, or nobody knew where the child was.
    is_seen_later: bool,
}

impl Died {
    fn records(&self) -> impl Iterator<Item = &Born> {
        self.deaths.iter().chain(self.missed.iter().map(|missed| &missed.born))
    }
}

/// Finds the deaths that other records of the child contradict, in reading order: some contact is of another child than every record
/// of the death, or the child was seen or missing later.
///
/// # Errors
/// A refusal if a file has changed since it was first read.
pub(crate) fn find_doubtful_deaths(
    settings: &Settings,
    intake: &Intake,
    children: &Children,
    period: ReviewPeriod,
) -> Result<Vec<DoubtfulExclusion>, Stop> {
    let died = children.by_partition(|children_in_partition| {
        let died = children_in_partition.filter(|child| child.excluded() == Some(Exclusion::Deceased));
        died.filter_map(|child| of_child(settings, intake, (child, children.seen_since()), period))
            .collect::<Vec<Died>>()
    });
    let died: Vec<Died> = died.into_iter().flatten().collect();
    if died.is_empty() {
        return Ok(Vec::new());
    }
    let reread = read_again(settings, intake, died.iter().flat_map(Died::records))?;
    let birth_and_name = |(record, born): &Born| (*born, reread.text(*record, Field::GivenName));
    let differ = |one: &Born, other: &Born| are_two_children(birth_and_name(one), birth_and_name(other));
    let doubtful_death = |died: &Died| -> Option<DoubtfulExclusion> {
        let contradicts = |missed: &&Missed| died.deaths.iter().all(|death| differ(death, &missed.born));
        let of_others: Vec<&Missed> = died.missed.iter().filter(contradicts).collect();
        let of = |doubt, contacts: &[&Missed]| DoubtfulExclusion::of(died.child, died.deaths[0].0, doubt, contacts);
        of(Doubt::AnotherPerson, &of_others).or_else(|| {
            let all = || died.missed.iter().collect::<Vec<&Missed>>();
            died.is_seen_later.then(|| of(Doubt::SeenAfterDeath, &all())).flatten()
        })
    };
    let mut doubtful: Vec<DoubtfulExclusion> = died.iter().filter_map(doubtful_death).collect();
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
    let as_of = period.as_of;
    let is_death = |died: i32| says_death(died) && died <= as_of.0;
    let missed = missed_contacts(settings, intake, (child, seen_since), period);
    if missed.is_empty() {
        return None;
    }
    let of_contacts = child.rows().map(|row| (row, parts.extra(row.row).died())).filter(|(_, died)| is_death(*died));
    let of_register = child.records().iter().filter(|record| register.counts(**record));
    let of_register = of_register
        .map(|record| (record, register.people.rare.died.get(record.place())))
        .filter(|(_, died)| is_death(*died));
    let mut last = DIED;
    let mut deaths: Vec<Born> = Vec::new();
    for (row, died) in of_contacts {
        last = last.max(died);
        deaths.push((row.row.into(), row.born.day(as_of)));
    }
    for (record, died) in of_register {
        last = last.max(died);
        deaths.push(((*record).into(), Day::from_column(register.born(*record))));
    }
    let counting = CountingSettings::from_settings(settings);
    let is_seen = |contact: &Contact| counting.has_seen(contact) || contact.outcome == Outcome::WhereaboutsUnknown;
    let later = child.rows().filter(|row| row.day().0 > last + DAYS_TO_ENTER && row.day() <= as_of);
    // Without a date, nothing is known to be later.
    let is_seen_later = last != DIED && later.map(|row| Contact::from_row(row, parts)).any(|contact| is_seen(&contact));
    (!deaths.is_empty()).then_some(Died { child: child.number, deaths, missed, is_seen_later })
}
