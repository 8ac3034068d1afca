//! Counts the children with enough failed contacts at the end of the month, for other thresholds and periods.
//!
//! A failed contact is the same as for the rules ([`crate::child::timeline`]): a child, a service and a day with a failed outcome, and no
//! contact of that child with that service on that day at which the child was seen.

use crate::child::timeline::ReviewPeriod;
use crate::day::Day;
use crate::disclosure::TrueCount;
use crate::disclosure::counts::ThresholdCount;
use crate::numbers::add_each;

/// The thresholds of the table.
pub(crate) const THRESHOLDS: std::ops::RangeInclusive<u32> = 2..=6;
/// The lengths of the review period in days.
pub(crate) const PERIODS: [i32; 3] = [180, 365, 730];
/// Children with more failed contacts than this are counted as having this many.
const MAX_FAILED: usize = *THRESHOLDS.end() as usize;

/// Children by their number of failed contacts in each period.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Thresholds([[u64; MAX_FAILED + 1]; PERIODS.len()]);

impl Thresholds {
    /// Counts a child with failed contacts on these days up to `as_of`.
    pub(crate) fn add(&mut self, failed: impl Iterator<Item = Day>, as_of: Day) {
        let mut counts = [0_usize; PERIODS.len()];
        for day in failed {
            for (count, days) in counts.iter_mut().zip(PERIODS) {
                *count += usize::from(ReviewPeriod { as_of, days }.contains(day));
            }
        }
        for (children, count) in self.0.iter_mut().zip(counts) {
            children[count.min(MAX_FAILED)] += 1;
        }
    }

    /// Adds the counts of other children.
    pub(crate) fn join(&mut self, other: &Self) {
        add_each(self.0.as_flattened_mut(), other.0.into_iter().flatten());
    }

    /// The children for whom `repeated` would hold with each threshold and period.
    pub(crate) fn counts(&self) -> Vec<ThresholdCount> {
        let count = |threshold: u32, place: usize| ThresholdCount {
            threshold,
            period_days: PERIODS[place],
            children: TrueCount::new(self.0[place][threshold as usize..].iter().sum()),
        };
        THRESHOLDS.flat_map(|threshold| (0..PERIODS.len()).map(move |place| count(threshold, place))).collect()
    }
}
