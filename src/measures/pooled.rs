//! Pools children who add the same to the same counts. They are counted, and added together at the end.
//!
//! A count has to know which children it counts as long as they are few ([`crate::disclosure::counts`]). As soon as there are more, it is
//! enough to know how many children have the same contacts. Counting a child is then one addition, instead of additions to up to nine
//! counts that are hard for the processor to predict.

use super::packed_contacts::{CLASSES, FEW_LIMIT, PackedContacts};
use crate::disclosure::KNOWN_BY_NAME;
use crate::disclosure::counts::{ChildContactCounts, ContactClass, Contacts};
use crate::numbers::add_each;
use crate::store::ChildNumber;

/// The number of children of each count that are added one by one. It is more than any count keeps by number. With fewer, counts would know
/// fewer children, and more would be suppressed.
const MIN_ONE_BY_ONE: u8 = 16;
const _: () = assert!(MIN_ONE_BY_ONE as usize > KNOWN_BY_NAME);

/// The classes of contacts for which a group has had enough children one by one, so that others may be pooled.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct EnoughChildren {
    enough: PackedContacts,
    children: [u8; CLASSES],
}

impl EnoughChildren {
    /// Whether a child with these contacts, which are few, may be pooled.
    #[inline]
    pub(super) const fn is_enough(&self, contacts: PackedContacts) -> bool {
        contacts.is_within(self.enough)
    }

    /// Notes a child who is added one by one.
    pub(super) fn note_child(&mut self, contacts: PackedContacts) {
        for class in (0..CLASSES).filter(|class| !contacts.lacks(*class)) {
            self.children[class] = (self.children[class] + 1).min(MIN_ONE_BY_ONE);
            if self.children[class] == MIN_ONE_BY_ONE {
                self.enough = self.enough.with_few(class);
            }
        }
    }
}

/// The number of pooled children by their number of contacts in a group. Each child is counted once for the due contacts of the last 12
/// months, once for those of the 12 months before, and once for each other class, because no count combines any two of these.
struct PooledChildren {
    /// By failed and by other due contacts, for the last 12 months and for the 12 months before.
    due: [[u32; FEW_LIMIT * FEW_LIMIT]; 2],
    others: [[u32; FEW_LIMIT]; OTHER_CLASSES.len()],
}

/// The classes of contacts that were not due.
const OTHER_CLASSES: [ContactClass; 3] = [ContactClass::NoOutcome, ContactClass::ByFamily, ContactClass::ByProvider];

impl Default for PooledChildren {
    fn default() -> Self {
        Self { due: [[0; FEW_LIMIT * FEW_LIMIT]; 2], others: [[0; FEW_LIMIT]; OTHER_CLASSES.len()] }
    }
}

impl PooledChildren {
    /// Adds a child with few contacts. 0 contacts have a place like any other number, so that no branch is needed.
    #[inline]
    fn add_child(&mut self, contacts: PackedContacts) {
        let due =
            |failed: ContactClass, seen: ContactClass| contacts.few_of(failed) + FEW_LIMIT * contacts.few_of(seen);
        self.due[0][due(ContactClass::Failed, ContactClass::Seen)] += 1;
        self.due[1][due(ContactClass::FailedBefore, ContactClass::SeenBefore)] += 1;
        for (children, what) in self.others.iter_mut().zip(OTHER_CLASSES) {
            children[contacts.few_of(what)] += 1;
        }
    }

    fn join(&mut self, other: &Self) {
        add_each(self.due.as_flattened_mut(), other.due.into_iter().flatten());
        add_each(self.others.as_flattened_mut(), other.others.into_iter().flatten());
    }

    /// The contacts of all pooled children.
    fn contacts(&self) -> Contacts {
        let mut all = Contacts::default();
        let mut add = |children: u32, contacts: PackedContacts| {
            let mut one = Contacts::default();
            one.add_apart(&contacts.counts());
            all.join(&times(children, one, Contacts::join));
        };
        for (children, [failed, seen]) in self
            .due
            .iter()
            .zip([[ContactClass::Failed, ContactClass::Seen], [ContactClass::FailedBefore, ContactClass::SeenBefore]])
        {
            for (place, children) in children.iter().enumerate() {
                add(
                    *children,
                    PackedContacts::new(failed, place % FEW_LIMIT).plus(PackedContacts::new(seen, place / FEW_LIMIT)),
                );
            }
        }
        for (children, what) in self.others.iter().zip(OTHER_CLASSES) {
            children.iter().enumerate().for_each(|(place, children)| add(*children, PackedContacts::new(what, place)));
        }
        all
    }
}

/// Counts of the contacts of a group.
#[derive(Default)]
pub(super) struct GroupContacts {
    enough: EnoughChildren,
    pooled: PooledChildren,
    /// The contacts of children who were added one by one.
    contacts: Contacts,
}

impl GroupContacts {
    /// Adds the contacts of a child, which are few.
    #[inline]
    pub(super) fn add(&mut self, child: ChildNumber, contacts: PackedContacts) {
        if self.enough.is_enough(contacts) {
            self.pooled.add_child(contacts);
        } else {
            self.enough.note_child(contacts);
            self.contacts.add(child.place(), &contacts.counts());
        }
    }

    /// Adds the contacts of a child who has many.
    pub(super) fn add_many(&mut self, child: ChildNumber, contacts: &ChildContactCounts) {
        self.contacts.add(child.place(), contacts);
    }

    /// Adds the contacts of other children.
    pub(super) fn join(&mut self, other: &Self) {
        self.pooled.join(&other.pooled);
        self.contacts.join(&other.contacts);
    }

    /// The contacts of all children.
    pub(super) fn contacts(&self) -> Contacts {
        let mut all = self.contacts.clone();
        all.join(&self.pooled.contacts());
        all
    }
}

/// The sum of `one` for this many children, by repeated doubling.
pub(super) fn times<T: Clone + Default>(mut children: u32, mut one: T, join: impl Fn(&mut T, &T)) -> T {
    let mut all = T::default();
    while children > 0 {
        if children % 2 == 1 {
            join(&mut all, &one);
        }
        children /= 2;
        if children > 0 {
            let same = one.clone();
            join(&mut one, &same);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(whats: &[ContactClass]) -> PackedContacts {
        whats.iter().fold(PackedContacts::default(), |all, what| all.plus(PackedContacts::new(*what, 1)))
    }

    #[test]
    fn a_child_is_added_alone_until_every_count_has_enough_children() {
        let (seen, both) =
            (packed(&[ContactClass::Seen, ContactClass::Seen]), packed(&[ContactClass::Seen, ContactClass::Failed]));
        let mut known = EnoughChildren::default();
        for _ in 0..MIN_ONE_BY_ONE {
            assert!(!known.is_enough(seen));
            known.note_child(seen);
        }
        // Enough children who were seen are known, but none with a failed contact.
        assert!(known.is_enough(seen) && !known.is_enough(both));
        (0..MIN_ONE_BY_ONE).for_each(|_| known.note_child(both));
        assert!(known.is_enough(seen) && known.is_enough(both) && !known.is_enough(packed(&[ContactClass::ByFamily])));
        assert!(
            known.is_enough(PackedContacts::new(ContactClass::Seen, FEW_LIMIT - 1))
                && !known.is_enough(PackedContacts::new(ContactClass::Seen, FEW_LIMIT))
        );
    }

    #[test]
    fn pooled_contacts_are_the_same_as_if_added_one_by_one() {
        let children = [
            packed(&[ContactClass::Failed]),
            packed(&[ContactClass::Seen]),
            packed(&[ContactClass::Seen, ContactClass::Seen, ContactClass::Failed, ContactClass::ByFamily]),
            packed(&[ContactClass::SeenBefore, ContactClass::FailedBefore, ContactClass::FailedBefore]),
            packed(&[ContactClass::NoOutcome, ContactClass::ByProvider]),
            PackedContacts::new(ContactClass::Seen, FEW_LIMIT + 3)
                .plus(PackedContacts::new(ContactClass::ByProvider, FEW_LIMIT - 1)),
        ];
        for times in [1, 4, 100] {
            let (mut group, mut other, mut expected) =
                (GroupContacts::default(), GroupContacts::default(), Contacts::default());
            for place in 0..children.len() * times {
                let (child, contacts) = (ChildNumber::new(place as u32), children[place % children.len()]);
                if place % 5 < 2 { &mut group } else { &mut other }.add(child, contacts);
                expected.add(child.place(), &contacts.counts());
            }
            group.join(&other);
            let contacts = group.contacts();
            for what in ContactClass::ALL {
                assert_eq!(contacts.tally(what).in_test(), expected.tally(what).in_test(), "{what:?}, {times} times");
            }
        }
    }

    #[test]
    fn times_multiplies() {
        for children in [0, 1, 2, 3, 7, 8, 100, 1_000_001] {
            assert_eq!(times(children, 3_u64, |all, more| *all += more), 3 * u64::from(children));
        }
    }
}
