//! What rules are told of a child at the ends of months.

use crate::child::timeline::{Contact, CountingSettings, FailedContact, ReviewPeriod, Timeline};
use crate::day::Day;
use crate::service::ServiceNumber;
use crate::store::Row;
use crate::store::parts::Parts;

/// What rules are told of a child at one end after the other, in memory that is used again.
#[derive(Default)]
pub(super) struct Told {
    /// All contacts, and the failed ones of any time.
    all: Option<(Timeline, Vec<FailedContact>)>,
    /// Nothing but failed contacts, without what is behind them.
    failed: Option<Timeline>,
}

impl Told {
    /// All contacts, and the failed ones of a period.
    pub(super) fn all(
        &mut self,
        rows: &[Row],
        parts: &Parts,
        counting: CountingSettings,
        period: ReviewPeriod,
    ) -> &Timeline {
        let (timeline, ever) = self.all.get_or_insert_with(|| {
            let ever = ReviewPeriod { as_of: Day(i32::MAX / 2), days: i32::MAX / 2 };
            let contacts = rows.iter().map(|row| Contact::from_row(row, parts)).collect();
            let mut timeline = Timeline::new(contacts, counting, ever);
            let failed = std::mem::take(&mut timeline.failed);
            (timeline, failed)
        });
        timeline.period = period;
        timeline.failed.clear();
        timeline.failed.extend(ever.iter().filter(|failed| period.contains(failed.day)).cloned());
        timeline
    }

    /// The failed contacts of a period by day and service, which are enough for most rules.
    pub(super) fn failed(
        &mut self,
        failed: &[(Day, ServiceNumber)],
        counting: CountingSettings,
        period: ReviewPeriod,
    ) -> &Timeline {
        let timeline = self.failed.get_or_insert_with(|| Timeline::new(Vec::new(), counting, period));
        timeline.period = period;
        timeline.failed.clear();
        let failed =
            failed.iter().map(|(day, service)| FailedContact { day: *day, service: *service, evidence: Vec::new() });
        timeline.failed.extend(failed);
        timeline
    }
}
