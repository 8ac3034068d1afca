//! Keys that say what each number of a reader counts.

use super::behind::CountedContacts;
use crate::day::Month;
use crate::disclosure::period::Period;
use crate::disclosure::tables::Cell;
use crate::vocabulary::Priority;

/// Due or failed contacts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Part {
    Due,
    Failed,
}

/// Both parts, in the order of their discriminants.
pub(super) const PARTS: [Part; 2] = [Part::Due, Part::Failed];

/// A service, as far as readers can tell services apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Service {
    All,
    /// A service that some pack names, by its index in the reader's list.
    Named(usize),
    /// All services that no pack names, together.
    Unnamed,
}

/// What a number counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Key {
    /// Contacts of a service in a month. The same in every pack.
    Activity(Month, Service, Part),
    /// Contacts of a quarter or a year. The same in every pack.
    Period(Period, Service, Part),
    /// Children of a rule at a month end. The same in every pack.
    Trend(Month, &'static str),
    /// Contacts of a group, by its index, in the 12 months up to a month: the 12 months before of one pack are the year of
    /// another. The same in every pack.
    Year(Month, usize, Part),
    /// Children listed for the first time in a month. The same in every pack.
    Listed(Month, Priority),
    /// Contacts in a month of the services in `Other (merged)` of one pack.
    Merged(Month, Part),
    /// Contacts of the twelve months of one pack, or of the twelve before.
    Contacts(Part, bool),
    /// Contacts without an outcome, and cancelled ones, of one pack.
    OtherContacts(usize),
    /// Children in the twelve months of one pack; if true, only those with a case.
    Children(bool),
    /// Children with a case of one pack, by priority.
    Cases(Priority),
    /// Children behind a count of contacts of one pack.
    ChildrenBehind(Cell),
    /// Children behind all contacts of a kind, of one pack.
    ChildrenBehindAll(CountedContacts),
    /// Children with a failed contact in a number of months up to a month, of one pack.
    ChildrenBehindMonths(Month, i32),
    /// Children with a case in the line of a cell who have fewer failed contacts than this, of one pack.
    WithFewFailed(Cell, i64),
    /// Contacts of a group (by its cell) in the months that only one of two consecutive packs has.
    Between(Cell, Part, MonthsOfOnePack),
    /// Any other cell of one pack.
    Cell(Cell),
}

/// Which of two packs has the months that the other lacks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum MonthsOfOnePack {
    /// The newer one.
    Newer,
    /// The older one.
    Older,
}

/// A fact that a reader takes as likely as long as nothing contradicts it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Likely {
    /// That a service never has several failed slots of a child on one day.
    Service(usize),
    /// The same for the merged services.
    Merged,
    /// That no child was seen by a service on the day of a failed slot, and that no such slot is in two groups.
    NotMadeUp,
    /// That the same children count at another month end as at the last one.
    MonthEnd,
    /// That nothing was recorded late.
    OnTime,
}

impl Key {
    /// Whether all packs mean the same count by it.
    pub(super) const fn is_shared(self) -> bool {
        matches!(self, Self::Activity(..) | Self::Period(..) | Self::Trend(..) | Self::Year(..) | Self::Listed(..))
    }
}
