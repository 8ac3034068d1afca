//! Counts what followed failed contacts: whether the child had another contact with the service, and was seen by it.
//!
//! The failed contacts are those of the 12 months that end 90 days before the month end, so that there are 90 days after the last of
//! them too. Contacts after the month end are not looked at.

use super::groups::join_each;
use crate::day::Day;
use crate::disclosure::counts::{FollowUp, FollowUpOutcome};
use crate::disclosure::period::FOLLOWED;
use crate::numbers::add_each;
use crate::service::{ServiceNumber, Services};
use crate::store::{ChildNumber, Row};
use crate::vocabulary::{Kind, Outcome};

/// A contact up to this many days later is another attempt.
const REBOOKED_DAYS: i32 = 21;
/// A child seen within this many days was seen soon.
const SOON_DAYS: i32 = 28;
/// A child seen within this many days was seen eventually.
const EVENTUALLY_DAYS: i32 = FOLLOWED;

/// Counts of what followed failed contacts, by service.
pub(crate) struct FollowUps {
    by_service: Vec<Option<Box<FollowUp>>>,
    /// `review.seen_in_person`: whether telephone and video do not count as seen.
    in_person: bool,
    /// One child's counts by service: a buffer that is reused.
    counts_of_child: Vec<(ServiceNumber, [u64; FollowUpOutcome::ALL.len()])>,
}

impl FollowUps {
    /// Empty counts for this many services.
    pub(crate) fn new(services: usize, in_person: bool) -> Self {
        Self { by_service: (0..services).map(|_| None).collect(), in_person, counts_of_child: Vec::new() }
    }

    /// Counts a child. `failed` are the days and services of the failed contacts, of which those from `first` to `last` are followed up,
    /// and `rows` are the contacts up to the month end. Both are sorted by day.
    pub(crate) fn add_child(
        &mut self,
        child: ChildNumber,
        failed: &[(Day, ServiceNumber)],
        (first, last): (Day, Day),
        rows: &[Row],
    ) {
        let from = failed.partition_point(|(day, _)| *day < first);
        let to = failed.partition_point(|(day, _)| *day <= last);
        for (day, service) in &failed[from..to] {
            // A failed contact, and until one is found, no later contact.
            let mut followed = [1, 0, 0, 0, 1];
            let later = &rows[rows.partition_point(|row| row.day() <= *day)..];
            for row in later.iter().filter(|row| row.service == *service) {
                let days = row.day().0 - day.0;
                let can_be_seen = !self.in_person || row.kind() != Kind::Remote;
                let seen = row.outcome() == Outcome::Seen && can_be_seen;
                followed[FollowUpOutcome::Rebooked21 as usize] |= u64::from(days <= REBOOKED_DAYS);
                followed[FollowUpOutcome::Seen28 as usize] |= u64::from(seen && days <= SOON_DAYS);
                followed[FollowUpOutcome::Seen90 as usize] |= u64::from(seen && days <= EVENTUALLY_DAYS);
                followed[FollowUpOutcome::Nothing as usize] = 0;
            }
            match self.counts_of_child.iter_mut().find(|(known, _)| known == service) {
                Some((_, counts)) => add_each(counts, followed),
                None => self.counts_of_child.push((*service, followed)),
            }
        }
        for (service, counts) in self.counts_of_child.drain(..) {
            self.by_service[service.place()].get_or_insert_with(Box::default).add(child.place(), &counts);
        }
    }

    /// Adds the counts of other children.
    pub(crate) fn join(&mut self, other: Self) {
        join_each(&mut self.by_service, other.by_service, |counts, more| counts.join(&more));
    }

    /// The counts of each service with a failed contact, sorted by code point.
    pub(crate) fn by_service(self, services: &Services) -> Vec<FollowUp> {
        let named = services.names().iter().zip(self.by_service);
        named.filter_map(|(service, counts)| Some(FollowUp { service: service.clone(), ..*counts? })).collect()
    }
}
