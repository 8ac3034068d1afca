//! Silent services: those that no longer have contacts in a source, while other services of the source still do.

use crate::config::settings::Settings;
use crate::day::Day;
use crate::numbers::place;
use crate::service::{ServiceNumber, Services};

/// A service is busy enough to be called silent if it had this many contacts in [`BUSY_DAYS`] days: 4 a week.
const MIN_CONTACTS: u32 = 4 * 8;
/// The period in which [`MIN_CONTACTS`] are counted, which ends on the day of the newest contact: 8 weeks.
const BUSY_DAYS: i32 = 7 * 8;
/// The most days expected between two reports. After a longer time a service may become silent without being reported.
const BETWEEN_REPORTS: i32 = 35;
/// If a source may be without a contact for more days than this, none of its services is called silent.
const LONGEST_STALE_DAYS: i32 = 366;

/// The recent contacts of each service in each source.
#[derive(Clone, Debug, Default)]
pub(super) struct LateContacts {
    /// By service: the sources that have it, each with its contacts on every day from the as-of date back.
    services: Vec<Vec<(usize, Box<[u8]>)>>,
    as_of: i32,
    /// The number of days counted.
    days: usize,
}

impl LateContacts {
    /// No contacts yet.
    pub(super) fn new(settings: &Settings, services: usize, as_of: Day) -> Self {
        let days = place(as_of.0 - Self::long_ago(settings, as_of).0);
        Self { services: vec![Vec::new(); services], as_of: as_of.0, days }
    }

    /// The last day that is too long ago to be counted.
    pub(super) fn long_ago(settings: &Settings, as_of: Day) -> Day {
        as_of.plus(-settings.limits.stale_days.min(LONGEST_STALE_DAYS) - BETWEEN_REPORTS - BUSY_DAYS)
    }

    /// Counts a past contact that is after [`Self::long_ago`].
    #[inline(never)]
    pub(super) fn add(&mut self, service: ServiceNumber, source: usize, day: Day) {
        let ago = place(self.as_of - day.0);
        let count = &mut self.of_source(service.place(), source)[ago];
        *count = count.saturating_add(1);
    }

    fn of_source(&mut self, service: usize, source: usize) -> &mut [u8] {
        let sources = &mut self.services[service];
        let at = sources.iter().position(|(known, _)| *known == source).unwrap_or_else(|| {
            sources.push((source, vec![0; self.days].into()));
            sources.len() - 1
        });
        &mut sources[at].1
    }

    /// Adds the counts of other children.
    pub(super) fn join(&mut self, other: &Self) {
        for (service, sources) in other.services.iter().enumerate() {
            for (source, days) in sources {
                let counts = self.of_source(service, *source);
                counts.iter_mut().zip(days).for_each(|(count, more)| *count = count.saturating_add(*more));
            }
        }
    }
}

/// A service that had many contacts in a source, and has none now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SilentService {
    /// Its name.
    pub(crate) service: String,
    /// The name of the source.
    pub(crate) source: String,
    /// The day of its newest contact there.
    pub(crate) newest: Day,
}

/// The services that have had no contact in a source for longer than `stale_days`.
pub(super) fn silent(settings: &Settings, services: &Services, late: &LateContacts) -> Vec<SilentService> {
    let mut silent = Vec::new();
    for (service, sources) in services.names().iter().zip(&late.services) {
        let mut sources: Vec<&(usize, Box<[u8]>)> = sources.iter().collect();
        sources.sort_unstable_by_key(|(source, _)| *source);
        for (source, days) in sources {
            let Some((ago, _)) = (0_i32..).zip(days).find(|(_, count)| **count > 0) else { continue };
            let busy_days = days[place(ago)..].iter().take(place(BUSY_DAYS));
            let contacts = busy_days.map(|count| u32::from(*count)).sum::<u32>();
            if ago > settings.limits.stale_days && contacts >= MIN_CONTACTS {
                silent.push(SilentService {
                    service: service.clone(),
                    source: settings.contacts[*source].name.clone(),
                    newest: Day(late.as_of - ago),
                });
            }
        }
    }
    silent
}
