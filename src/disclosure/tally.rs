//! A count of contacts that knows how it is spread over the children behind it.
//!
//! One child who missed forty appointments is not an area's failure, and must not be visible in its counts. So each count knows
//! how many children are behind it, and how many contacts the two with the most have. While the children are few, it also knows
//! which they are (by their numbers in this run), so that counts that share children can be combined exactly. With more
//! children, combined counts are on the safe side: never more children, never a smaller share, than is true.

use std::collections::BTreeMap;
use std::fmt;

/// The most children that a count keeps one by one.
pub(crate) const KNOWN_BY_NAME: usize = 12;

/// A count of contacts, with how many children are behind it and how many contacts the top two have. Like a
/// [`super::TrueCount`], it can be made anywhere but read only in `disclosure`.
#[derive(Clone, Default)]
pub(crate) struct Tally {
    count: u64,
    children: u32,
    /// The contacts of the child with the most, and of the next.
    most: [u64; 2],
    /// Each child with their contacts, while the children are few; else empty.
    few: Vec<(u32, u64)>,
}

impl Tally {
    /// Adds a child with their contacts. The child must not be in the count yet.
    #[inline]
    pub(crate) fn add(&mut self, child: u32, contacts: u64) {
        if contacts == 0 {
            return;
        }
        // Beyond that, no children are kept.
        if self.children as usize <= KNOWN_BY_NAME {
            self.keep_child(child, contacts);
        }
        self.count_child(contacts);
    }

    #[cold]
    fn keep_child(&mut self, child: u32, contacts: u64) {
        if self.knows_all() && self.few.len() < KNOWN_BY_NAME {
            self.few.push((child, contacts));
        } else if !self.few.is_empty() {
            self.few = Vec::new();
        }
    }

    /// Like [`Tally::add`], for a count that is never combined with another that has the same child.
    pub(crate) fn add_apart(&mut self, contacts: u64) {
        if contacts > 0 {
            self.count_child(contacts);
        }
    }

    #[inline]
    fn count_child(&mut self, contacts: u64) {
        self.count += contacts;
        self.children += 1;
        self.rank(contacts);
    }

    #[inline]
    fn rank(&mut self, contacts: u64) {
        let [first, second] = self.most;
        if contacts > second {
            self.most = if contacts > first { [contacts, first] } else { [first, contacts] };
        }
    }

    fn knows_all(&self) -> bool {
        self.few.len() == self.children as usize
    }

    /// Adds a count of other children.
    pub(crate) fn join(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.knows_all() && other.knows_all() && self.few.len() + other.few.len() <= KNOWN_BY_NAME {
            self.few.extend_from_slice(&other.few);
        } else {
            self.few = Vec::new();
        }
        self.count += other.count;
        self.children += other.children;
        other.most.iter().filter(|contacts| **contacts > 0).for_each(|contacts| self.rank(*contacts));
    }

    /// Combines counts of different contacts, which may share children.
    pub(crate) fn combine<'a>(tallies: impl IntoIterator<Item = &'a Self>) -> Self {
        let (mut known, mut more) = (BTreeMap::<u32, u64>::new(), Vec::new());
        for tally in tallies.into_iter().filter(|tally| tally.count > 0) {
            if tally.knows_all() {
                tally.few.iter().for_each(|(child, contacts)| *known.entry(*child).or_default() += contacts);
            } else {
                more.push(tally);
            }
        }
        let mut all = Self::default();
        for (child, contacts) in known {
            all.add(child, contacts);
        }
        if !more.is_empty() {
            all.few = Vec::new();
        }
        for tally in more {
            all.count += tally.count;
            all.children = all.children.max(tally.children);
            // The child with the most in one may be the one with the most in the other.
            (0..2).for_each(|place| all.most[place] += tally.most[place]);
        }
        all
    }

    /// The number of contacts.
    pub(in crate::disclosure) const fn read(&self) -> u64 {
        self.count
    }

    /// How many children are behind the contacts; a lower bound if that is not known exactly.
    pub(in crate::disclosure) const fn children(&self) -> u32 {
        self.children
    }

    /// Whether it may be printed: it is 0, or it has at least `minimum` contacts of at least `minimum` children, of whom none
    /// has more than half of the contacts and no two have more than three quarters.
    pub(in crate::disclosure) fn may_be_printed(&self, minimum: u64) -> bool {
        let [first, second] = self.most;
        let enough = self.count >= minimum && u64::from(self.children) >= minimum;
        self.count == 0 || (enough && 2 * first <= self.count && 4 * (first + second) <= 3 * self.count)
    }

    /// Whether there are any contacts: groups without one have no row in any table.
    pub(crate) const fn is_some(&self) -> bool {
        self.count > 0
    }

    /// `count` contacts spread evenly over children, for tests.
    #[cfg(test)]
    pub(crate) fn spread(count: u64, children: u32) -> Self {
        let mut tally = Self::default();
        for child in 0..u64::from(children) {
            tally.add_apart((count + child) / u64::from(children));
        }
        tally
    }

    /// The number of contacts, for tests.
    #[cfg(test)]
    pub(crate) const fn in_test(&self) -> u64 {
        self.count
    }
}

/// Hides the counts.
impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tally(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tally of these children, each with their number of contacts.
    fn tally(children: &[(u32, u64)]) -> Tally {
        let mut tally = Tally::default();
        for (child, contacts) in children {
            tally.add(*child, *contacts);
        }
        tally
    }

    #[test]
    fn a_count_is_printed_if_enough_children_are_behind_it_and_none_dominates() {
        let rest = |from: u32, to: u32| (from..to).map(|child| (child, 1)).collect::<Vec<_>>();
        for (what, mut children, printed) in [
            ("nothing", vec![], true),
            ("seven children", rest(0, 7), false),
            ("eight children", rest(0, 8), true),
            ("eight contacts of seven children", [vec![(9, 2)], rest(0, 6)].concat(), false),
            ("half by one child", [vec![(90, 10)], rest(0, 10)].concat(), true),
            ("more than half by one child", [vec![(90, 11)], rest(0, 10)].concat(), false),
            ("three quarters by two", [vec![(90, 12), (91, 12)], rest(0, 8)].concat(), true),
            ("more than three quarters by two", [vec![(90, 13), (91, 12)], rest(0, 8)].concat(), false),
        ] {
            assert_eq!(tally(&children).may_be_printed(8), printed, "{what}");
            children.reverse();
            assert_eq!(tally(&children).may_be_printed(8), printed, "{what}, in another order");
        }
    }

    #[test]
    fn a_child_in_two_counts_is_one_child_of_both() {
        let first: Vec<(u32, u64)> = (0..5).map(|child| (child, 1)).collect();
        let second: Vec<(u32, u64)> = (3..8).map(|child| (child, 1)).collect();
        let both = Tally::combine([&tally(&first), &tally(&second)]);
        assert_eq!((both.count, both.children, both.most), (10, 8, [2, 2]));
        let apart: Vec<(u32, u64)> = (10..15).map(|child| (child, 1)).collect();
        let mut joined = tally(&first);
        joined.join(&tally(&apart));
        assert_eq!((joined.count, joined.children, joined.most), (10, 10, [1, 1]));
    }

    #[test]
    fn if_children_are_not_known_one_by_one_the_worst_is_assumed() {
        let many: Vec<(u32, u64)> = (0..20).map(|child| (child, 1 + u64::from(child == 0))).collect();
        let few = [(0, 3), (50, 1)];
        let both = Tally::combine([&tally(&many), &tally(&few)]);
        // Twenty children at least; the one with two contacts may be the one with three.
        assert_eq!((both.count, both.children, both.most), (25, 20, [5, 2]));
    }
}
