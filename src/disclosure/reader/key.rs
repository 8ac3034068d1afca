//! What the numbers of a reader are the counts of.

use super::behind::Counted;
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
    Others(usize),
    /// Children of the twelve months of one pack; with a case only.
    Children(bool),
    /// Children with a case of one pack, by priority.
    Cases(Priority),
    /// Children behind a count of contacts of one pack.
    Behind(Cell),
    /// Children behind all of them.
    BehindAll(Counted),
    /// Children with a failed contact in so many months that end so, of one pack.
    BehindWithin(Month, i32),
    /// Any other cell of one pack.
    Cell(Cell),
}

impl Key {
    /// Whether all packs count the same under it.
    pub(super) const fn is_shared(self) -> bool {
        matches!(self, Self::Activity(..) | Self::Period(..) | Self::Trend(..) | Self::Year(..) | Self::Listed(..))
    }
}
