//! Children of whom the same is to be added to the same counts are counted, and added together in the end.
//!
//! A count has to know which children are behind it as long as they are few ([`crate::disclosure::counts`]). As soon as there
//! are more, it is enough to know how many are like whom: counting them is one addition, where adding each to nine counts is
//! many, and which of these counts change is as good as random.

use super::own::{FEW, Own, SORTS};
use crate::disclosure::KNOWN_BY_NAME;
use crate::disclosure::counts::{Contacts, OfChild, What};
use crate::store::ChildNumber;

/// So many children of each count are added one by one: more than any count knows. Were they fewer, counts would know less,
/// and more would be suppressed.
const BY_NAME: u8 = 16;
const _: () = assert!(BY_NAME as usize > KNOWN_BY_NAME);

/// Of which sorts of contacts a group has had so many children, one by one, that others may be added together.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    enough: Own,
    children: [u8; SORTS],
}

impl Known {
    /// Whether nobody need know that it is this child who has these contacts, which are few.
    #[inline]
    pub(super) const fn is_enough(&self, own: Own) -> bool {
        own.is_within(self.enough)
    }

    /// Notes a child who is added alone.
    pub(super) fn note(&mut self, own: Own) {
        for sort in (0..SORTS).filter(|sort| !own.is_without(*sort)) {
            self.children[sort] = (self.children[sort] + 1).min(BY_NAME);
            if self.children[sort] == BY_NAME {
                self.enough = self.enough.with_few(sort);
            }
        }
    }
}

/// How many children have so many contacts of a group. Each child is counted once for what was due in the last 12 months,
/// once for the 12 months before, and once for each other sort: no count looks at any two of these together.
struct Alike {
    /// By failed contacts and by others that were due; of the last 12 months, and of those before.
    due: [[u32; FEW * FEW]; 2],
    others: [[u32; FEW]; OTHERS.len()],
}

/// What is neither.
const OTHERS: [What; 3] = [What::NoOutcome, What::ByFamily, What::ByProvider];

impl Default for Alike {
    fn default() -> Self {
        Self { due: [[0; FEW * FEW]; 2], others: [[0; FEW]; OTHERS.len()] }
    }
}

impl Alike {
    /// One more child, with few contacts. None of a sort is a place like others, so that nothing has to be asked.
    #[inline]
    fn note(&mut self, own: Own) {
        let due = |failed: What, seen: What| own.few(failed) + FEW * own.few(seen);
        self.due[0][due(What::Failed, What::Seen)] += 1;
        self.due[1][due(What::FailedBefore, What::SeenBefore)] += 1;
        for (children, what) in self.others.iter_mut().zip(OTHERS) {
            children[own.few(what)] += 1;
        }
    }

    fn join(&mut self, other: &Self) {
        let add = |own: &mut [u32], more: &[u32]| own.iter_mut().zip(more).for_each(|(own, more)| *own += more);
        self.due.iter_mut().zip(&other.due).for_each(|(own, more)| add(own, more));
        self.others.iter_mut().zip(&other.others).for_each(|(own, more)| add(own, more));
    }

    /// All their contacts.
    fn contacts(&self) -> Contacts {
        let mut all = Contacts::default();
        let mut add = |children: u32, own: Own| {
            let mut one = Contacts::default();
            one.add_apart(&own.counts());
            all.join(&together(children, one, Contacts::join));
        };
        for (children, [failed, seen]) in
            self.due.iter().zip([[What::Failed, What::Seen], [What::FailedBefore, What::SeenBefore]])
        {
            for (place, children) in children.iter().enumerate() {
                add(*children, Own::of(failed, place % FEW).and(Own::of(seen, place / FEW)));
            }
        }
        for (children, what) in self.others.iter().zip(OTHERS) {
            children.iter().enumerate().for_each(|(place, children)| add(*children, Own::of(what, place)));
        }
        all
    }
}

/// The contacts of a group.
#[derive(Default)]
pub(super) struct OfGroup {
    known: Known,
    alike: Alike,
    /// Those of children who are not counted as alike.
    contacts: Contacts,
}

impl OfGroup {
    /// Adds those of a child, who was not counted.
    #[inline]
    pub(super) fn add(&mut self, child: ChildNumber, own: Own) {
        if self.known.is_enough(own) {
            self.alike.note(own);
        } else {
            self.known.note(own);
            self.contacts.add(child.place(), &own.counts());
        }
    }

    /// The same of a child with many.
    pub(super) fn add_many(&mut self, child: ChildNumber, own: &OfChild) {
        self.contacts.add(child.place(), own);
    }

    /// Adds those of other children.
    pub(super) fn join(&mut self, other: &Self) {
        self.alike.join(&other.alike);
        self.contacts.join(&other.contacts);
    }

    /// All of them.
    pub(super) fn contacts(&self) -> Contacts {
        let mut all = self.contacts.clone();
        all.join(&self.alike.contacts());
        all
    }
}

/// What so many children are together of whom each is `one`.
pub(super) fn together<T: Clone + Default>(mut children: u32, mut one: T, join: impl Fn(&mut T, &T)) -> T {
    let mut all = T::default();
    // Twice as many each time.
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

    fn of(whats: &[What]) -> Own {
        whats.iter().fold(Own::default(), |all, what| all.and(Own::of(*what, 1)))
    }

    #[test]
    fn a_child_is_added_alone_until_every_count_has_had_enough_children() {
        let (seen, both) = (of(&[What::Seen, What::Seen]), of(&[What::Seen, What::Failed]));
        let mut known = Known::default();
        for _ in 0..BY_NAME {
            assert!(!known.is_enough(seen));
            known.note(seen);
        }
        // So many who were seen are known; nobody of whom a contact failed.
        assert!(known.is_enough(seen) && !known.is_enough(both));
        (0..BY_NAME).for_each(|_| known.note(both));
        assert!(known.is_enough(seen) && known.is_enough(both) && !known.is_enough(of(&[What::ByFamily])));
        assert!(known.is_enough(Own::of(What::Seen, FEW - 1)) && !known.is_enough(Own::of(What::Seen, FEW)));
    }

    #[test]
    fn contacts_are_those_of_children_added_one_by_one() {
        let children = [
            of(&[What::Failed]),
            of(&[What::Seen]),
            of(&[What::Seen, What::Seen, What::Failed, What::ByFamily]),
            of(&[What::SeenBefore, What::FailedBefore, What::FailedBefore]),
            of(&[What::NoOutcome, What::ByProvider]),
            Own::of(What::Seen, FEW + 3).and(Own::of(What::ByProvider, FEW - 1)),
        ];
        for times in [1, 4, 100] {
            let (mut group, mut other, mut expected) = (OfGroup::default(), OfGroup::default(), Contacts::default());
            for place in 0..children.len() * times {
                let (child, own) = (ChildNumber::new(place as u32), children[place % children.len()]);
                if place % 5 < 2 { &mut group } else { &mut other }.add(child, own);
                expected.add(child.place(), &own.counts());
            }
            group.join(&other);
            let contacts = group.contacts();
            for what in What::ALL {
                assert_eq!(contacts.of(what).in_test(), expected.of(what).in_test(), "{what:?}, {times} times");
            }
        }
    }

    #[test]
    fn children_who_are_alike_are_that_many_times_one() {
        for children in [0, 1, 2, 3, 7, 8, 100, 1_000_001] {
            assert_eq!(together(children, 3_u64, |all, more| *all += more), 3 * u64::from(children));
        }
    }
}
