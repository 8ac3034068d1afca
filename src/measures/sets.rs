//! Children by the groups in which they had due contacts.

#![allow(clippy::cast_possible_truncation, reason = "counts and groups are packed into bits of one number")]

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// How many children who are no case, and how many who are one.
pub(crate) type Children = [u32; 2];

/// How many children had due contacts in the same groups, and in no others.
pub(super) enum Sets {
    /// Of few groups, by their bits in a number.
    Few(Vec<Children>),
    /// Of more, by the same.
    More(HashMap<u64, Children, FixedState>),
    /// Of more than a number has bits, by their numbers, ascending.
    Many(HashMap<Box<[u16]>, Children, FixedState>),
}

/// The bit of a group. Where there are more groups than bits, nobody looks at it.
#[inline]
pub(super) const fn bit(group: u16) -> u64 {
    1 << (group as u32 % u64::BITS)
}

/// So many groups are few: there is one number for each set of them.
const FEW: usize = 8;

impl Sets {
    /// Nothing yet, of so many groups.
    pub(super) fn new(groups: usize) -> Self {
        if groups <= FEW {
            Self::Few(vec![Children::default(); 1 << groups])
        } else if groups <= u64::BITS as usize {
            Self::More(HashMap::default())
        } else {
            Self::Many(HashMap::default())
        }
    }

    /// Counts a child with due contacts in some groups: in these, each once, of which these are the bits where they have one.
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
                // Nothing is copied for the many who are like others.
                if !sets.contains_key(groups) {
                    sets.insert((&*groups).into(), Children::default());
                }
                sets.get_mut(groups).unwrap_or_else(|| unreachable!("it was put in above"))
            }
        };
        children[usize::from(is_case)] += 1;
    }

    /// The groups, ascending, and the children.
    pub(super) fn all(&self) -> Vec<(Vec<u16>, Children)> {
        let of_bits = |bits: u64| (0..u64::BITS as u16).filter(|group| bits >> group & 1 == 1).collect();
        match self {
            Self::Few(sets) => (0..).map(of_bits).zip(sets.iter().copied()).collect(),
            Self::More(sets) => sets.iter().map(|(bits, children)| (of_bits(*bits), *children)).collect(),
            Self::Many(sets) => sets.iter().map(|(groups, children)| (groups.to_vec(), *children)).collect(),
        }
    }

    /// Adds what was counted of other children.
    pub(super) fn join(&mut self, other: Self) {
        let add = |own: &mut Children, more: Children| own.iter_mut().zip(more).for_each(|(own, more)| *own += more);
        match (self, other) {
            (Self::Few(own), Self::Few(more)) => own.iter_mut().zip(more).for_each(|(own, more)| add(own, more)),
            (Self::More(own), Self::More(more)) => {
                for (bits, more) in more {
                    add(own.entry(bits).or_default(), more);
                }
            }
            (Self::Many(own), Self::Many(more)) => {
                for (groups, more) in more {
                    add(own.entry(groups).or_default(), more);
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
    fn children_in_the_same_groups_are_counted_together_however_many_groups_there_are() {
        for groups in [8, 9, 64, 65, 20_000] {
            let last = groups as u16 - 1;
            let mut sets = Sets::new(groups);
            for (mut own, is_case) in [
                (vec![last, 0], false),
                (vec![0, last], true),
                (vec![0, last], false),
                (vec![1], false),
                (vec![], true),
            ] {
                let bits = own.iter().fold(0, |bits, group| bits | bit(*group));
                sets.add(&mut own, bits, is_case);
            }
            let mut other = Sets::new(groups);
            other.add(&mut [1], bit(1), true);
            sets.join(other);
            let mut all = sets.all();
            all.retain(|(_, children)| *children != [0, 0]);
            all.sort_unstable();
            assert_eq!(all, [(vec![0, last], [2, 1]), (vec![1], [1, 1])], "{groups} groups");
        }
    }
}
