//! One child's contacts in one group, packed into one number for fast counting and comparison.

#![allow(clippy::cast_possible_truncation, reason = "counts and groups are packed into bits of one number")]

use crate::disclosure::counts::{ChildContactCounts, ContactClass};

/// The number of contacts of each class. The due classes are not stored, because they are sums of others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PackedContacts(u64);

/// The number of packed classes: all but the first, [`ContactClass::Due`].
pub(super) const CLASSES: usize = ContactClass::ALL.len() - 1;
/// The number of bits for each class.
const BITS: u32 = 6;
/// The most contacts that fit, whatever their classes.
pub(super) const MAX_CONTACTS: usize = (1 << BITS) - 1;
const _: () = assert!(CLASSES as u32 * BITS <= u64::BITS, "all classes must fit in 64 bits");
/// Contacts of a class are few if there are fewer than this.
pub(super) const FEW_LIMIT: usize = 8;

const fn class_index(what: ContactClass) -> usize {
    what as usize - 1
}

const fn first_bit(class: usize) -> u32 {
    class as u32 * BITS
}

const fn bits(class: usize) -> u64 {
    (MAX_CONTACTS as u64) << first_bit(class)
}

impl PackedContacts {
    /// This many contacts of a class, at most [`MAX_CONTACTS`]. The class must not be a due one.
    #[inline]
    pub(super) const fn new(what: ContactClass, contacts: usize) -> Self {
        Self((contacts as u64) << first_bit(class_index(what)))
    }

    /// The sum of both, which must be at most [`MAX_CONTACTS`] contacts.
    #[inline]
    pub(super) const fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether any contact of the last 12 months was due.
    pub(super) const fn has_due(self) -> bool {
        self.0 & (bits(class_index(ContactClass::Failed)) | bits(class_index(ContactClass::Seen))) != 0
    }

    /// Whether it has no contact of a class, by its index.
    pub(super) const fn lacks(self, class: usize) -> bool {
        self.0 & bits(class) == 0
    }

    /// Whether it has few contacts of each class, and none of a class that [`Self::with_few`] has not allowed in `allowed`.
    #[inline]
    pub(super) const fn is_within(self, allowed: Self) -> bool {
        self.0 & !allowed.0 == 0
    }

    /// A mask for [`Self::is_within`] that also allows few contacts of this class.
    pub(super) const fn with_few(self, class: usize) -> Self {
        Self(self.0 | (FEW_LIMIT as u64 - 1) << first_bit(class))
    }

    /// The number of contacts of a class, if they are few.
    #[inline]
    pub(super) const fn few_of(self, what: ContactClass) -> usize {
        (self.0 >> first_bit(class_index(what))) as usize & (FEW_LIMIT - 1)
    }

    /// The number of contacts of every class, including the due ones.
    pub(super) fn counts(self) -> ChildContactCounts {
        let count = |what: ContactClass| (self.0 >> first_bit(class_index(what))) as u32 & MAX_CONTACTS as u32;
        ContactClass::ALL.map(|what| match what {
            ContactClass::Due => count(ContactClass::Failed) + count(ContactClass::Seen),
            ContactClass::DueBefore => count(ContactClass::FailedBefore) + count(ContactClass::SeenBefore),
            noted => count(noted),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_return_what_was_packed_and_what_was_due() {
        let noted = [
            ContactClass::Failed,
            ContactClass::Seen,
            ContactClass::NoOutcome,
            ContactClass::ByFamily,
            ContactClass::ByProvider,
        ];
        let before = [ContactClass::FailedBefore, ContactClass::SeenBefore];
        for what in noted.into_iter().chain(before) {
            let packed = (0..MAX_CONTACTS)
                .fold(PackedContacts::default(), |packed, _| packed.plus(PackedContacts::new(what, 1)));
            assert!(PackedContacts::default().is_empty() && !packed.is_empty());
            assert_eq!(packed, PackedContacts::new(what, MAX_CONTACTS));
            for (other, count) in ContactClass::ALL.into_iter().zip(packed.counts()) {
                let due = match other {
                    ContactClass::Due => matches!(what, ContactClass::Failed | ContactClass::Seen),
                    ContactClass::DueBefore => before.contains(&what),
                    other => other == what,
                };
                assert_eq!(count, if due { MAX_CONTACTS as u32 } else { 0 }, "{other:?} where {what:?} was noted");
            }
            assert_eq!(packed.has_due(), packed.counts()[ContactClass::Due as usize] > 0, "{what:?}");
            assert!((0..CLASSES).all(|other| packed.lacks(other) == (other != class_index(what))));
        }
    }

    #[test]
    fn few_are_fewer_than_eight() {
        let few = PackedContacts::default()
            .with_few(class_index(ContactClass::Seen))
            .with_few(class_index(ContactClass::ByProvider));
        for (packed, expected) in [
            (PackedContacts::default(), true),
            (PackedContacts::new(ContactClass::Seen, 7).plus(PackedContacts::new(ContactClass::ByProvider, 1)), true),
            (PackedContacts::new(ContactClass::Seen, 8), false),
            (PackedContacts::new(ContactClass::Seen, 63), false),
            (PackedContacts::new(ContactClass::Failed, 1), false),
        ] {
            assert_eq!(packed.is_within(few), expected, "{packed:?}");
        }
        assert_eq!(
            [0, 1, 7].map(|seen| PackedContacts::new(ContactClass::Seen, seen).few_of(ContactClass::Seen)),
            [0, 1, 7]
        );
    }
}
