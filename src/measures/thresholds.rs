//! What other thresholds and periods would mean: the children with so many failed contacts at the end of the month.
//!
//! A failed contact is what it is for the rules ([`crate::child::timeline`]): a child, a service and a day with a failed
//! outcome, and no contact of that child with that service on that day at which the child was seen. Most contacts of two
//! years are looked at here, so they are counted as keys and not as timelines.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use super::{ThresholdCount, TrueCount};
use crate::child::timeline::Period;
use crate::contact::fate::Fate;
use crate::day::Day;
use crate::review::Review;
use crate::vocabulary::{Kind, Outcome};

/// The thresholds of the table.
pub const THRESHOLDS: std::ops::RangeInclusive<u32> = 2..=6;
/// The lengths of the review period in days.
pub const PERIODS: [i32; 3] = [180, 365, 730];

/// The children for whom `repeated` would hold on a day, `fates` being what becomes of the contacts then, with each threshold and period.
pub fn thresholds(review: &Review, fates: &[Fate], as_of: Day) -> Vec<ThresholdCount> {
    let counts = PERIODS.map(|days| counts(review, fates, as_of, days));
    THRESHOLDS
        .flat_map(|threshold| {
            PERIODS.iter().zip(&counts).map(move |(days, counts)| ThresholdCount {
                threshold,
                period_days: *days,
                children: TrueCount(counts.iter().filter(|count| **count >= threshold).count() as u64),
            })
        })
        .collect()
}

/// The failed contacts in a period of every child who has one.
fn counts(review: &Review, fates: &[Fate], as_of: Day, days: i32) -> Vec<u32> {
    let contacts = &review.intake.contacts;
    let period = Period { as_of, days };
    let (first, last) = (period.first().0, period.as_of.0);
    let rows =
        || (0..contacts.len()).filter(|row| (first..=last).contains(&contacts.date[*row]) && fates[*row] == Fate::Used);
    let key = |row: usize| (review.identities.of_contact[row], contacts.date[row], contacts.service[row]);
    let outcome = |row: usize| Outcome::from_code(contacts.outcome[row]);
    let mut failed: HashSet<(u32, i32, u32), FixedState> = rows()
        .filter(|row| review.settings.failed.contains(outcome(*row)) && contacts.kind[*row] != Kind::Unscheduled.code())
        .map(key)
        .collect();
    for row in rows().filter(|row| outcome(*row) == Outcome::Seen) {
        failed.remove(&key(row));
    }
    let mut children: Vec<u32> = failed.into_iter().map(|(child, _, _)| child).collect();
    children.sort_unstable();
    children.chunk_by(|a, b| a == b).map(|own| own.len() as u32).collect()
}
