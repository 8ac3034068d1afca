//! What a reader knows about the thresholds of longer and shorter periods: the difference is contacts of the months between.

use super::{ALL, Reading};
use crate::attacker::MOST;

impl Reading<'_, '_> {
    /// The failed contacts of the twelve months before the last twelve.
    pub(super) fn failed_before(&mut self) -> usize {
        self.model.number(format!("all of {} failed_before", self.pack.month))
    }

    /// A child who reaches so many thresholds more in the longer period has as many contacts more in it. 730 days less 365 are the
    /// twelve months of the year before; after a 29 February they reach one day into the next month. 365 days less 180 begin in
    /// the month of the 365th day before the end and end in that of the 181st, which is the sixth month back: the last five have
    /// 150 to 153 days, six of them 181 to 184.
    pub(super) fn years_apart(&mut self) {
        let before = if has_leap_day(self.last) { (self.last - 11, 13) } else { (self.last - 12, 12) };
        for (longer, shorter, (last, months)) in [(730, 365, before), (365, 180, (self.last - 5, 7))] {
            let mut failed: Vec<(usize, f64)> = match self.year(ALL, last, months, "failed") {
                Some(months) => months.into_iter().map(|number| (number, 1.0)).collect(),
                None if months == 12 => vec![(self.failed_before(), 1.0)],
                None => continue,
            };
            let month = &self.pack.month;
            let at = |threshold: i32, days: i32| {
                self.model.places.get(&format!("thresholds {threshold} {days} as of {month}")).copied()
            };
            let steps: Option<Vec<[usize; 2]>> =
                (2..=6).map(|threshold| Some([at(threshold, longer)?, at(threshold, shorter)?])).collect();
            if let Some(steps) = steps {
                failed.extend(steps.into_iter().flat_map(|[more, less]| [(more, -1.0), (less, 1.0)]));
                self.model.sum(failed, 0.0, MOST);
            }
        }
    }
}

/// Whether the twelve months up to one have a 29 February.
pub(super) fn has_leap_day(last: i32) -> bool {
    (last - 11..=last).any(|month| {
        let year = month.div_euclid(12);
        month.rem_euclid(12) == 1 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    })
}
