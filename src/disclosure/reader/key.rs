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

/// Both, in the order of their places.
pub(super) const PARTS: [Part; 2] = [Part::Due, Part::Failed];

/// A service, as far as anybody can tell it from others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Service {
    All,
    /// One that some pack names.
    Named(usize),
    /// All that no pack names, together.
    Unnamed,
}

/// What a number is the count of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Key {
    /// The same in every pack.
    Activity(Month, Service, Part),
    /// Contacts of a quarter or a year. The same in every pack.
    Period(Period, Service, Part),
    /// The same in every pack.
    Trend(Month, &'static str),
    /// Contacts of a group, by its place, of the 12 months that end so: what one pack calls the 12 months before is a year
    /// that another speaks for. The same in every pack.
    Year(Month, usize, Part),
    /// Children listed for the first time in a month. The same in every pack.
    Listed(Month, Priority),
    /// The services of `Other (merged)` of one pack.
    Merged(Month, Part),
    /// Contacts of the twelve months of one pack, or of the twelve before.
    Contacts(Part, bool),
    /// Contacts without an outcome, and cancelled ones, of one pack.
    OtherContacts(usize),
    /// Children of the twelve months of one pack; with a case only.
    Children(bool),
    /// Children with a case of one pack, by priority.
    Cases(Priority),
    /// Children behind a count of contacts of one pack.
    ChildrenBehind(Cell),
    /// Children behind all of them.
    ChildrenBehindAll(CountedContacts),
    /// Children with a failed contact in so many months that end so, of one pack.
    ChildrenBehindMonths(Month, i32),
    /// Children with a case of the line whose cell this is, who have fewer failed contacts than that, of one pack.
    WithFewFailed(Cell, i64),
    /// Contacts of a group (by its cell) in the months that lie between two packs: those that the newer one has more, or fewer.
    Between(Cell, Part, MonthsOfOnePack),
    /// Any other cell of one pack.
    Cell(Cell),
}

/// Which of two packs has the months that the other does not.
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
    /// That no day of a service has several slots that failed.
    Service(usize),
    /// The same of the merged services.
    Merged,
    /// That nobody was seen by a service on the day of a slot that failed, and that no such slot is in two groups.
    NotMadeUp,
    /// That the children of another month end are those of today.
    MonthEnd,
    /// That nothing was recorded late.
    OnTime,
}

impl Key {
    /// Whether all packs count the same under it.
    pub(super) const fn is_shared(self) -> bool {
        matches!(self, Self::Activity(..) | Self::Period(..) | Self::Trend(..) | Self::Year(..) | Self::Listed(..))
    }
}
