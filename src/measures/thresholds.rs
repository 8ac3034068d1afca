//! What other thresholds and periods would mean: the children with so many failed contacts at the end of the month.
//!
//! A failed contact is what it is for the rules ([`crate::child::timeline`]): a child, a service and a day with a failed
//! outcome, and no contact of that child with that service on that day at which the child was seen. Most contacts of two
//! years are looked at here, so they are counted as keys and not as timelines.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use rayon::prelude::*;

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
    let failed = failed(review, fates, Period { as_of, days: PERIODS[PERIODS.len() - 1] });
    let counts = PERIODS.map(|days| {
        let first = Period { as_of, days }.first().0;
        let own = failed.chunk_by(|a, b| a.child == b.child);
        own.map(|own| own.iter().filter(|f| f.date >= first).count() as u32).collect::<Vec<u32>>()
    });
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

/// A child, a day and a service.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Slot {
    child: u32,
    date: i32,
    service: u32,
}

/// The failed contacts in a period, ascending.
fn failed(review: &Review, fates: &[Fate], period: Period) -> Vec<Slot> {
    let contacts = &review.intake.contacts;
    let (first, last) = (period.first().0, period.as_of.0);
    let rows =
        || (0..contacts.len()).filter(|row| (first..=last).contains(&contacts.date[*row]) && fates[*row] == Fate::Used);
    let slot = |row: usize| Slot {
        child: review.identities.of_contact[row],
        date: contacts.date[row],
        service: contacts.service[row],
    };
    let outcome = |row: usize| Outcome::from_code(contacts.outcome[row]);
    let failing =
        |row: &usize| review.settings.failed.contains(outcome(*row)) && contacts.kind[*row] != Kind::Unscheduled.code();
    let mut failed: Vec<Slot> = rows().filter(failing).map(slot).collect();
    failed.par_sort_unstable();
    failed.dedup();
    // Few of the many contacts at which a child was seen are on the day and with the service of a failed one: most are
    // told by a bit for each of those.
    let bits = (failed.len() as u64 * 16).next_power_of_two().max(64);
    let hasher = FixedState::default();
    let bit = |slot: &Slot| (hasher.hash_one(slot) & (bits - 1)) as usize;
    let mut field = vec![0_u64; bits as usize / 64];
    for slot in &failed {
        field[bit(slot) / 64] |= 1 << (bit(slot) % 64);
    }
    let may_match = |slot: &Slot| field[bit(slot) / 64] >> (bit(slot) % 64) & 1 == 1;
    let mut seen: Vec<Slot> = rows().filter(|row| outcome(*row) == Outcome::Seen).map(slot).filter(may_match).collect();
    seen.par_sort_unstable();
    failed.retain(|slot| seen.binary_search(slot).is_err());
    failed
}
