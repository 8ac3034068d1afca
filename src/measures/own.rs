//! One child's contacts of one group, in one number: counted and compared in no time.

#![allow(clippy::cast_possible_truncation, reason = "counts and groups are packed into bits of one number")]

use crate::disclosure::counts::{OfChild, What};

/// How many contacts of each sort; those that were due are two sorts together, and not noted as such.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Own(u64);

/// The sorts: all but the first, [`What::Due`].
pub(super) const SORTS: usize = What::ALL.len() - 1;
/// Each has so many bits.
const BITS: u32 = 6;
/// So many contacts fit, whatever they are.
pub(super) const MOST: usize = (1 << BITS) - 1;
const _: () = assert!(SORTS as u32 * BITS <= u64::BITS, "what is noted has to fit");
/// Fewer contacts of a sort than this are few.
pub(super) const FEW: usize = 8;

const fn sort(what: What) -> usize {
    what as usize - 1
}

const fn place(sort: usize) -> u32 {
    sort as u32 * BITS
}

const fn bits(sort: usize) -> u64 {
    (MOST as u64) << place(sort)
}

impl Own {
    /// So many of a sort, no more than [`MOST`]. What was due is not said twice.
    #[inline]
    pub(super) const fn of(what: What, contacts: usize) -> Self {
        Self((contacts as u64) << place(sort(what)))
    }

    /// With what another has, which is of other contacts of the same child. No more than [`MOST`] may they have together.
    #[inline]
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// Whether there is none.
    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether one of the last 12 months was due.
    pub(super) const fn has_due(self) -> bool {
        self.0 & (bits(sort(What::Failed)) | bits(sort(What::Seen))) != 0
    }

    /// Whether it has no contact of a sort, by its place.
    pub(super) const fn is_without(self, sort: usize) -> bool {
        self.0 & bits(sort) == 0
    }

    /// Whether it has few of each sort, and none of those of which `all` has not [`Self::with_few`].
    #[inline]
    pub(super) const fn is_within(self, all: Self) -> bool {
        self.0 & !all.0 == 0
    }

    /// With few of a sort, however many they are.
    pub(super) const fn with_few(self, sort: usize) -> Self {
        Self(self.0 | (FEW as u64 - 1) << place(sort))
    }

    /// How many of a sort, where they are few.
    #[inline]
    pub(super) const fn few(self, what: What) -> usize {
        (self.0 >> place(sort(what))) as usize & (FEW - 1)
    }

    /// All counts.
    pub(super) fn counts(self) -> OfChild {
        let of = |what: What| (self.0 >> place(sort(what))) as u32 & MOST as u32;
        What::ALL.map(|what| match what {
            What::Due => of(What::Failed) + of(What::Seen),
            What::DueBefore => of(What::FailedBefore) + of(What::SeenBefore),
            noted => of(noted),
        })
    }
}

/// Adds to counts of a child what else there is.
pub(super) fn add(all: &mut OfChild, more: Own) {
    all.iter_mut().zip(more.counts()).for_each(|(all, more)| *all += more);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_comes_back_with_what_was_due() {
        let noted = [What::Failed, What::Seen, What::NoOutcome, What::ByFamily, What::ByProvider];
        let before = [What::FailedBefore, What::SeenBefore];
        for what in noted.into_iter().chain(before) {
            let own = (0..MOST).fold(Own::default(), |own, _| own.and(Own::of(what, 1)));
            assert!(Own::default().is_empty() && !own.is_empty());
            assert_eq!(own, Own::of(what, MOST));
            for (other, count) in What::ALL.into_iter().zip(own.counts()) {
                let due = match other {
                    What::Due => matches!(what, What::Failed | What::Seen),
                    What::DueBefore => before.contains(&what),
                    other => other == what,
                };
                assert_eq!(count, if due { MOST as u32 } else { 0 }, "{other:?} where {what:?} was noted");
            }
            assert_eq!(own.has_due(), own.counts()[What::Due as usize] > 0, "{what:?}");
            assert!((0..SORTS).all(|other| own.is_without(other) == (other != sort(what))));
        }
    }

    #[test]
    fn few_are_fewer_than_eight() {
        let few = Own::default().with_few(sort(What::Seen)).with_few(sort(What::ByProvider));
        for (own, expected) in [
            (Own::default(), true),
            (Own::of(What::Seen, 7).and(Own::of(What::ByProvider, 1)), true),
            (Own::of(What::Seen, 8), false),
            (Own::of(What::Seen, 63), false),
            (Own::of(What::Failed, 1), false),
        ] {
            assert_eq!(own.is_within(few), expected, "{own:?}");
        }
        assert_eq!([0, 1, 7].map(|seen| Own::of(What::Seen, seen).few(What::Seen)), [0, 1, 7]);
    }
}
