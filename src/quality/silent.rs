//! Services of which nothing is told any more, while others of their source go on.

use crate::config::settings::Settings;
use crate::day::Day;
use crate::service::Services;

/// A service that has had so many contacts a week says something by having none.
const A_WEEK: i32 = 4;
/// Weeks of which that is asked.
const WEEKS: i32 = 8;

/// The contacts of a service that are not long ago.
#[derive(Clone, Copy, Debug)]
pub(super) struct LateContacts {
    count: i32,
    newest: Day,
    /// The source of the newest.
    source: usize,
}

impl LateContacts {
    /// None so far.
    pub(super) const NONE: Self = Self { count: 0, newest: Day(i32::MIN), source: 0 };

    /// The last day that is too long ago to be counted.
    pub(super) fn long_ago(settings: &Settings, as_of: Day) -> Day {
        as_of.plus(-settings.limits.stale_days - 7 * WEEKS)
    }

    /// Counts a contact that has passed.
    #[inline(never)]
    pub(super) fn add(&mut self, newest: Day, source: usize) {
        self.join(Self { count: 1, newest, source });
    }

    /// Adds the counts of other children.
    pub(super) fn join(&mut self, other: Self) {
        self.count += other.count;
        let is_newer = other.newest > self.newest;
        if is_newer || (other.newest == self.newest && other.source < self.source) {
            (self.newest, self.source) = (other.newest, other.source);
        }
    }
}

/// A service that had contacts every week, and has none now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SilentService {
    /// Its name.
    pub(crate) service: String,
    /// The name of the source of its newest contact.
    pub(crate) source: String,
    /// The day of its newest contact.
    pub(crate) newest: Day,
}

/// The services that have had no contact for longer than a source may have none.
pub(super) fn silent(
    settings: &Settings,
    services: &Services,
    late: &[LateContacts],
    as_of: Day,
) -> Vec<SilentService> {
    let are_many = |own: &LateContacts| own.count >= A_WEEK * WEEKS;
    let is_silent = |own: &LateContacts| are_many(own) && own.newest.plus(settings.limits.stale_days) < as_of;
    let all = services.names().iter().zip(late).filter(|(_, own)| is_silent(own));
    all.map(|(service, own)| SilentService {
        service: service.clone(),
        source: settings.contacts[own.source].name.clone(),
        newest: own.newest,
    })
    .collect()
}
