//! Counts, for each source, the appointments of the review period that children were brought to, and those that were missed although
//! the source calls them unscheduled.

use std::collections::BTreeMap;

use super::days::Became;
use crate::child::timeline::{CountingSettings, ReviewPeriod};
use crate::service::ServiceNumber;
use crate::store::Row;
use crate::vocabulary::{Kind, Outcome};

/// The counts of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Appointments {
    /// Contacts at which the child was seen and which can fail. Sessions in schools are only listed if the child was there, and not
    /// every call is booked.
    pub(crate) kept: u64,
    /// Contacts of kind `unscheduled` with an outcome that only a booked contact has, by service.
    pub(crate) missed_unscheduled: BTreeMap<ServiceNumber, u64>,
}

impl Appointments {
    /// Adds a contact that counts.
    #[inline]
    pub(super) fn add(&mut self, row: &Row, became: Became, (counting, period): (CountingSettings, ReviewPeriod)) {
        match became {
            Became::Seen => self.kept += u64::from(can_fail(row.kind()) && period.contains(row.day())),
            Became::Other
                if row.kind() == Kind::Unscheduled
                    && was_booked(row.outcome())
                    && counting.failed.contains(row.outcome())
                    && period.contains(row.day()) =>
            {
                *self.missed_unscheduled.entry(row.service).or_default() += 1;
            }
            _ => {}
        }
    }

    /// Adds the counts of other children.
    pub(super) fn join(&mut self, other: &Self) {
        self.kept += other.kept;
        for (service, more) in &other.missed_unscheduled {
            *self.missed_unscheduled.entry(*service).or_default() += more;
        }
    }

    /// All missed contacts of unscheduled care.
    pub(crate) fn all_missed_unscheduled(&self) -> u64 {
        self.missed_unscheduled.values().sum()
    }
}

const fn can_fail(kind: Kind) -> bool {
    matches!(kind, Kind::Clinic | Kind::HomeVisit | Kind::Other)
}

/// Whether an outcome says that the child was expected. Somebody who left an emergency department early was not.
const fn was_booked(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::WasNotBrought | Outcome::NoAccess)
}
