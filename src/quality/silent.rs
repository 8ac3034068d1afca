//! Services of which a source tells nothing any more, while its others go on.

use crate::config::settings::Settings;
use crate::day::Day;
use crate::numbers::place;
use crate::service::{ServiceNumber, Services};

/// A service that has had 4 contacts a week says something by having none.
const MANY: u32 = 4 * 8;
/// Days of which that is asked, the last of which is that of its newest contact: 8 weeks.
const DAYS: i32 = 7 * 8;
/// So many days may lie between two reports. With more of them a service may fall silent without a word.
const BETWEEN_REPORTS: i32 = 35;
/// Where a source may be without a contact for longer, no service is said to be silent.
const LONGEST: i32 = 366;

/// The contacts of each service in each source that are not long ago.
#[derive(Clone, Debug, Default)]
pub(super) struct LateContacts {
    /// By service: the sources that have it, each with its contacts on every day from the as-of date back.
    services: Vec<Vec<(usize, Box<[u8]>)>>,
    as_of: i32,
    /// How many days are counted.
    days: usize,
}

impl LateContacts {
    /// None so far.
    pub(super) fn new(settings: &Settings, services: usize, as_of: Day) -> Self {
        let days = place(as_of.0 - Self::long_ago(settings, as_of).0);
        Self { services: vec![Vec::new(); services], as_of: as_of.0, days }
    }

    /// The last day that is too long ago to be counted.
    pub(super) fn long_ago(settings: &Settings, as_of: Day) -> Day {
        as_of.plus(-settings.limits.stale_days.min(LONGEST) - BETWEEN_REPORTS - DAYS)
    }

    /// Counts a contact that has passed, not long ago.
    #[inline(never)]
    pub(super) fn add(&mut self, service: ServiceNumber, source: usize, day: Day) {
        let ago = place(self.as_of - day.0);
        let own = &mut self.of_source(service.place(), source)[ago];
        *own = own.saturating_add(1);
    }

    fn of_source(&mut self, service: usize, source: usize) -> &mut [u8] {
        let sources = &mut self.services[service];
        let at = sources.iter().position(|(own, _)| *own == source).unwrap_or_else(|| {
            sources.push((source, vec![0; self.days].into()));
            sources.len() - 1
        });
        &mut sources[at].1
    }

    /// Adds the counts of other children.
    pub(super) fn join(&mut self, other: &Self) {
        for (service, sources) in other.services.iter().enumerate() {
            for (source, days) in sources {
                let own = self.of_source(service, *source);
                own.iter_mut().zip(days).for_each(|(own, more)| *own = own.saturating_add(*more));
            }
        }
    }
}

/// A service that had contacts every week in a source, and has none now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SilentService {
    /// Its name.
    pub(crate) service: String,
    /// The name of the source.
    pub(crate) source: String,
    /// The day of its newest contact there.
    pub(crate) newest: Day,
}

/// The services that have had no contact in a source for longer than the source may have none.
pub(super) fn silent(settings: &Settings, services: &Services, late: &LateContacts) -> Vec<SilentService> {
    let mut silent = Vec::new();
    for (service, sources) in services.names().iter().zip(&late.services) {
        let mut sources: Vec<&(usize, Box<[u8]>)> = sources.iter().collect();
        sources.sort_unstable_by_key(|(source, _)| *source);
        for (source, days) in sources {
            let Some((ago, _)) = (0_i32..).zip(days).find(|(_, count)| **count > 0) else { continue };
            let of_weeks = days[place(ago)..].iter().take(place(DAYS)).map(|count| u32::from(*count)).sum::<u32>();
            if ago > settings.limits.stale_days && of_weeks >= MANY {
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
