//! Counts children by the set of groups in which they had due contacts.

#![allow(clippy::cast_possible_truncation, reason = "counts and groups are packed into bits of one number")]

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::numbers::add_each;

/// The number of children who are not a case, and of those who are.
pub(crate) type ChildCounts = [u32; 2];

/// The number of children for each exact set of groups in which they had due contacts.
pub(super) enum GroupSets {
    /// For at most [`FEW`] groups: a table indexed by the bits of the set.
    Few(Vec<ChildCounts>),
    /// For up to 64 groups: by the bits of the set.
    More(HashMap<u64, ChildCounts, FixedState>),
    /// For more groups: by the groups of the set, ascending.
    Many(HashMap<Box<[u16]>, ChildCounts, FixedState>),
}

/// The bit of a group. It is not used if there are more than 64 groups.
#[inline]
pub(super) const fn bit(group: u16) -> u64 {
    1 << (group as u32 % u64::BITS)
}

/// With at most this many groups, there is a count for each possible set.
const FEW: usize = 8;

impl GroupSets {
    /// Empty counts for this many groups.
    pub(super) fn new(groups: usize) -> Self {
        if groups <= FEW {
            Self::Few(vec![ChildCounts::default(); 1 << groups])
        } else if groups <= u64::BITS as usize {
            Self::More(HashMap::default())
        } else {
            Self::Many(HashMap::default())
        }
    }

    /// Counts a child with due contacts in these groups, which are given without repeats and also as `bits`.
    #[inline]
    pub(super) fn add(&mut self, groups: &mut [u16], bits: u64, is_case: bool) {
        if groups.is_empty() {
            return;
        }
        let children = match self {
            Self::Few(sets) => &mut sets[bits as usize],
            Self::More(sets) => sets.entry(bits).or_default(),
            Self::Many(sets) => {
                groups.sort_unstable();
                // The groups are copied only for a new set.
                if !sets.contains_key(groups) {
                    sets.insert((&*groups).into(), ChildCounts::default());
                }
                sets.get_mut(groups).unwrap_or_else(|| unreachable!("it was put in above"))
            }
        };
        children[usize::from(is_case)] += 1;
    }

    /// Each set of groups, ascending, with its children.
    pub(super) fn to_vec(&self) -> Vec<(Vec<u16>, ChildCounts)> {
        let groups_of = |bits: u64| (0..u64::BITS as u16).filter(|group| bits >> group & 1 == 1).collect();
        match self {
            Self::Few(sets) => (0..).map(groups_of).zip(sets.iter().copied()).collect(),
            Self::More(sets) => sets.iter().map(|(bits, children)| (groups_of(*bits), *children)).collect(),
            Self::Many(sets) => sets.iter().map(|(groups, children)| (groups.to_vec(), *children)).collect(),
        }
    }

    /// Adds the counts of other children.
    pub(super) fn join(&mut self, other: Self) {
        match (self, other) {
            (Self::Few(sets), Self::Few(more)) => {
                add_each(sets.as_flattened_mut(), more.into_iter().flatten());
            }
            (Self::More(sets), Self::More(more)) => {
                for (bits, more) in more {
                    add_each(sets.entry(bits).or_default(), more);
                }
            }
            (Self::Many(sets), Self::Many(more)) => {
                for (groups, more) in more {
                    add_each(sets.entry(groups).or_default(), more);
                }
            }
            _ => unreachable!("both are of the same groups"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_in_the_same_groups_are_counted_together() {
        for groups in [8, 9, 64, 65, 20_000] {
            let last = groups as u16 - 1;
            let mut sets = GroupSets::new(groups);
            for (mut in_groups, is_case) in [
                (vec![last, 0], false),
                (vec![0, last], true),
                (vec![0, last], false),
                (vec![1], false),
                (vec![], true),
            ] {
                let bits = in_groups.iter().fold(0, |bits, group| bits | bit(*group));
                sets.add(&mut in_groups, bits, is_case);
            }
            let mut other = GroupSets::new(groups);
            other.add(&mut [1], bit(1), true);
            sets.join(other);
            let mut all = sets.to_vec();
            all.retain(|(_, children)| *children != [0, 0]);
            all.sort_unstable();
            assert_eq!(all, [(vec![0, last], [2, 1]), (vec![1], [1, 1])], "{groups} groups");
        }
    }
}
