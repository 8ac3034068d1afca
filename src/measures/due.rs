//! The contacts that were due, counted: by service and month, and by child.
//!
//! A contact is due where the child was seen or the outcome is a failed one; unscheduled care is nobody's appointment.
//! Each counts once, so that three slots missed in one morning are three here, though they are one failed contact.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::{Due, ServiceActivity};
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

/// The due contacts of every service that has one in these months (which follow one another), by service and month.
pub fn activity(review: &Review, fates: &[Fate], months: &[Month]) -> Vec<ServiceActivity> {
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Vec::new() };
    let (first_day, last_day) = (first.first_day(), last.last_day());
    let month_of: Vec<usize> =
        (first_day.0..=last_day.0).map(|day| Month::of(Day(day)).since(*first).unsigned_abs() as usize).collect();
    let contacts = &review.intake.contacts;
    let services = &review.intake.services;
    let mut counted = vec![Due::default(); services.len() * months.len()];
    for (row, failed) in due(review, fates, first_day, last_day) {
        let month = month_of[(contacts.date[row] - first_day.0) as usize];
        let own = &mut counted[contacts.service[row] as usize * months.len() + month];
        own.due.0 += 1;
        own.failed.0 += u64::from(failed);
    }
    let of_service = |(service, by_month): (&String, &[Due])| {
        let any = by_month.iter().any(|month| month.due.0 > 0);
        any.then(|| ServiceActivity { service: service.clone(), by_month: by_month.to_vec() })
    };
    services.iter().zip(counted.chunks(months.len())).filter_map(of_service).collect()
}

/// The due contacts from `first` to `last`, by child and lane.
pub fn shares(review: &Review, fates: &[Fate], first: Day, last: Day) -> Shares {
    let contacts = &review.intake.contacts;
    let mut numbers: HashMap<Lane, u32, FixedState> = HashMap::default();
    let mut lanes: Vec<Lane> = Vec::new();
    // The child, the lane, and whether the contact failed, in one number: an area has fewer than 2^31 lanes.
    let mut keys: Vec<u64> = Vec::new();
    let mut latest = None;
    for (row, failed) in due(review, fates, first, last) {
        let lane = Lane {
            service: contacts.service[row],
            provider: contacts.provider.get(row),
            kind: contacts.kind[row],
            sector: contacts.sector[row],
        };
        // Neighbours in an extract are often of one clinic.
        let number = match latest {
            Some((same, number)) if same == lane => number,
            _ => *numbers.entry(lane).or_insert_with(|| {
                lanes.push(lane);
                lanes.len() as u32 - 1
            }),
        };
        latest = Some((lane, number));
        keys.push(u64::from(review.identities.of_contact[row]) << 32 | u64::from(number) << 1 | u64::from(failed));
    }
    keys.par_sort_unstable();
    let share = |own: &[u64]| Share {
        child: (own[0] >> 32) as u32,
        lane: own[0] as u32 >> 1,
        due: own.len() as u32,
        failed: own.iter().filter(|key| *key & 1 == 1).count() as u32,
    };
    Shares { lanes, list: keys.chunk_by(|a, b| a >> 1 == b >> 1).map(share).collect() }
}
