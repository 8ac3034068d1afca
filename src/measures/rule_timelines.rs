//! Builds the timelines of a child that rules look at for each month end.

use crate::child::timeline::{Contact, CountingSettings, FailedContact, ReviewPeriod, Timeline};
use crate::day::Day;
use crate::service::ServiceNumber;
use crate::store::Row;
use crate::store::parts::Parts;

/// The timelines of one child, which are adjusted for one month end after another.
#[derive(Default)]
pub(super) struct RuleTimelines {
    /// The full timeline, and the failed contacts of any time.
    all: Option<(Timeline, Vec<FailedContact>)>,
    /// A timeline of failed contacts only, without their evidence.
    failed: Option<Timeline>,
}

impl RuleTimelines {
    /// The timeline of all contacts, with the failed contacts of a period.
    pub(super) fn full_timeline(
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

    /// The timeline of the failed contacts of a period only, which is enough for most rules.
    pub(super) fn failed_timeline(
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
