//! The contacts that were due, counted with polars' group-bys: by service and month, and by child.
//!
//! A contact is due where the child was seen or the outcome is a failed one; unscheduled care is nobody's appointment.
//! Each counts once, so that three slots missed in one morning are three here, though they are one failed contact.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use polars::prelude::*;

use super::{Due, ServiceActivity, TrueCount};
use crate::contact::fate::Fate;
use crate::day::{Day, Month};
use crate::review::Review;
use crate::vocabulary::{Kind, Outcome};

/// Where a contact was due: what contacts are divided by. An area has a few hundred of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lane {
    /// The service's number.
    pub service: u32,
    /// The provider's number, or [`crate::contact::columns::NO_TEXT`].
    pub provider: u32,
    /// The [`Kind`]'s code.
    pub kind: u8,
    /// The [`crate::vocabulary::Sector`]'s code.
    pub sector: u8,
}

/// The due contacts of one child in one lane.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// The child's number.
    pub child: u32,
    /// The place of the lane in [`Shares::lanes`].
    pub lane: u32,
    /// How many contacts.
    pub due: u32,
    /// How many of them failed.
    pub failed: u32,
}

/// The due contacts of some months.
pub struct Shares {
    /// Every lane that occurs.
    pub lanes: Vec<Lane>,
    /// By child, then lane.
    pub list: Vec<Share>,
}

/// The rows of due contacts from `first` to `last`, and whether each failed, in reading order.
fn due<'a>(review: &'a Review, fates: &'a [Fate], first: Day, last: Day) -> impl Iterator<Item = (usize, bool)> + 'a {
    let contacts = &review.intake.contacts;
    let failed = Outcome::ALL.iter().map(|outcome| review.settings.failed.contains(*outcome)).collect::<Vec<bool>>();
    let unscheduled = Kind::Unscheduled.code();
    (0..contacts.len()).filter_map(move |row| {
        let (date, outcome) = (contacts.date[row], contacts.outcome[row]);
        let due = fates[row] == Fate::Used
            && first.0 <= date
            && date <= last.0
            && contacts.kind[row] != unscheduled
            && (failed[usize::from(outcome)] || outcome == Outcome::Seen.code());
        due.then(|| (row, failed[usize::from(outcome)]))
    })
}

/// Contacts by a key.
#[derive(Default)]
struct Keyed {
    /// Of all that were due.
    due: Vec<u64>,
    /// Of those that failed.
    failed: Vec<u64>,
}

impl Keyed {
    fn push(&mut self, key: u64, failed: bool) {
        self.due.push(key);
        if failed {
            self.failed.push(key);
        }
    }

    /// How many contacts were due and how many of them failed, by ascending key.
    fn count(self) -> PolarsResult<Vec<(u64, Due)>> {
        let mut failed = counts(self.failed)?.into_iter().peekable();
        let of_both = |(key, due): (u64, u64)| {
            let failed = failed.next_if(|(other, _)| *other == key).map_or(0, |(_, count)| count);
            (key, Due { due: TrueCount(due), failed: TrueCount(failed) })
        };
        Ok(counts(self.due)?.into_iter().map(of_both).collect())
    }
}

/// How often each key occurs, by ascending key.
fn counts(keys: Vec<u64>) -> PolarsResult<Vec<(u64, u64)>> {
    let frame = DataFrame::new_infer_height(vec![Column::new("key".into(), keys)])?;
    let groups = frame.group_by(["key"])?.select(["key"]).count()?;
    let key = groups.column("key")?.u64()?.into_no_null_iter();
    let count = groups.column(groups.get_column_names()[1])?.cast(&DataType::UInt64)?;
    let mut counts: Vec<(u64, u64)> = key.zip(count.u64()?.into_no_null_iter()).collect();
    counts.sort_unstable();
    Ok(counts)
}

/// The due contacts of every service that has one in these months (which follow one another), by service and month.
///
/// # Errors
/// What polars fails with, which would be a fault of the program.
pub fn activity(review: &Review, fates: &[Fate], months: &[Month]) -> PolarsResult<Vec<ServiceActivity>> {
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Ok(Vec::new()) };
    let (first_day, last_day) = (first.first_day(), last.last_day());
    let month_of: Vec<u64> =
        (first_day.0..=last_day.0).map(|day| u64::from(Month::of(Day(day)).since(*first).unsigned_abs())).collect();
    let contacts = &review.intake.contacts;
    let mut keyed = Keyed::default();
    for (row, failed) in due(review, fates, first_day, last_day) {
        let month = month_of[(contacts.date[row] - first_day.0) as usize];
        keyed.push(u64::from(contacts.service[row]) * months.len() as u64 + month, failed);
    }
    let mut activity: Vec<ServiceActivity> = Vec::new();
    let mut last = None;
    for (key, counts) in keyed.count()? {
        let (service, month) = (key / months.len() as u64, key % months.len() as u64);
        if last != Some(service) {
            last = Some(service);
            activity.push(ServiceActivity {
                service: review.intake.services[service as usize].clone(),
                by_month: vec![Due::default(); months.len()],
            });
        }
        if let Some(own) = activity.last_mut() {
            own.by_month[month as usize] = counts;
        }
    }
    Ok(activity)
}

/// The due contacts from `first` to `last`, by child and lane.
///
/// # Errors
/// What polars fails with, which would be a fault of the program.
pub fn shares(review: &Review, fates: &[Fate], first: Day, last: Day) -> PolarsResult<Shares> {
    let contacts = &review.intake.contacts;
    let mut numbers: HashMap<Lane, u32, FixedState> = HashMap::default();
    let mut lanes: Vec<Lane> = Vec::new();
    let mut keyed = Keyed::default();
    for (row, failed) in due(review, fates, first, last) {
        let lane = Lane {
            service: contacts.service[row],
            provider: contacts.provider.get(row),
            kind: contacts.kind[row],
            sector: contacts.sector[row],
        };
        let number = *numbers.entry(lane).or_insert_with(|| {
            lanes.push(lane);
            lanes.len() as u32 - 1
        });
        keyed.push(u64::from(review.identities.of_contact[row]) << 32 | u64::from(number), failed);
    }
    let share = |(key, due): (u64, Due)| Share {
        child: (key >> 32) as u32,
        lane: key as u32,
        due: due.due.0 as u32,
        failed: due.failed.0 as u32,
    };
    Ok(Shares { lanes, list: keyed.count()?.into_iter().map(share).collect() })
}
