//! Contacts by service, provider, sector and kind, and which children are in which groups: the dimensions in which a child may
//! be in several.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::contact::columns::NO_TEXT;
use crate::disclosure::counts::{Contacts, OfChild, What};
use crate::intake::Intake;
use crate::store::{ChildNumber, Row};
use crate::vocabulary::{Kind, Sector};

/// How many children who are no case, and how many who are one.
pub(crate) type Children = [u64; 2];

/// What has been counted of one dimension.
pub(crate) struct Counted {
    /// The contacts of each group, by number.
    pub(crate) contacts: Vec<Option<Box<Contacts>>>,
    /// Children by the groups in which they had due contacts (by number, ascending): where these are few, by [`packed`].
    few: HashMap<u128, Children, FixedState>,
    many: HashMap<Box<[u16]>, Children, FixedState>,
    /// One child's contacts by group, and the groups in which there are any: memory that is used again.
    own: Vec<Own>,
    groups: Vec<u16>,
    /// How many of these there are: the others are of earlier children.
    count: usize,
}

/// One child's contacts of a group.
#[derive(Clone, Copy, Default)]
struct Own {
    any: bool,
    counts: OfChild,
}

impl Own {
    /// One more contact, which is not noted as due, too.
    #[inline]
    fn note(&mut self, what: What) {
        self.any = true;
        self.counts[what as usize] += 1;
    }

    /// All counts; none is left.
    fn take(&mut self) -> OfChild {
        let mut counts = std::mem::take(self).counts;
        let of = |counts: &OfChild, what: What| counts[what as usize];
        counts[What::Due as usize] = of(&counts, What::Failed) + of(&counts, What::Seen);
        counts[What::DueBefore as usize] = of(&counts, What::FailedBefore) + of(&counts, What::SeenBefore);
        counts
    }
}

/// So many groups are few.
const FEW: usize = 8;

/// Few groups in one number, which is compared and hashed in no time.
fn packed(groups: &[u16]) -> u128 {
    groups.iter().fold(0, |all, group| all << 16 | (u128::from(*group) + 1))
}

/// The groups that were packed.
fn unpacked(mut packed: u128) -> Vec<u16> {
    let mut groups = Vec::new();
    while packed != 0 {
        groups.push((packed as u16) - 1);
        packed >>= 16;
    }
    groups.reverse();
    groups
}

impl Counted {
    fn new(groups: usize) -> Self {
        Self {
            contacts: (0..groups).map(|_| None).collect(),
            few: HashMap::default(),
            many: HashMap::default(),
            own: vec![Own::default(); groups],
            groups: vec![0; groups + 1],
            count: 0,
        }
    }

    #[inline]
    fn note(&mut self, group: usize, what: What) {
        let own = &mut self.own[group];
        // Whether the group is new to the child is as good as random: noting it anyway is faster than asking.
        self.groups[self.count] = group as u16;
        self.count += usize::from(!own.any);
        own.note(what);
    }

    fn child(&mut self, child: ChildNumber, is_case: bool) {
        let groups = &mut self.groups[..std::mem::take(&mut self.count)];
        groups.sort_unstable();
        // Those in which there was a due contact are moved to the front.
        let mut due = 0;
        for place in 0..groups.len() {
            let group = groups[place];
            let own = self.own[usize::from(group)].take();
            self.contacts[usize::from(group)].get_or_insert_with(Box::default).add(child.place(), &own);
            groups[due] = group;
            due += usize::from(own[What::Due as usize] > 0);
        }
        match &groups[..due] {
            [] => {}
            few if few.len() <= FEW => self.few.entry(packed(few)).or_default()[usize::from(is_case)] += 1,
            many => self.many.entry(many.into()).or_default()[usize::from(is_case)] += 1,
        }
    }

    /// Children by the groups (by number, ascending) in which they had due contacts.
    pub(crate) fn children(&self) -> impl Iterator<Item = (Vec<u16>, Children)> {
        let few = self.few.iter().map(|(groups, children)| (unpacked(*groups), *children));
        few.chain(self.many.iter().map(|(groups, children)| (groups.to_vec(), *children)))
    }

    fn join(&mut self, other: Self) {
        let add = |own: &mut Children, more: Children| own.iter_mut().zip(more).for_each(|(own, more)| *own += more);
        join_each(&mut self.contacts, other.contacts, |own, more| own.join(&more));
        for (groups, more) in other.few {
            add(self.few.entry(groups).or_default(), more);
        }
        for (groups, more) in other.many {
            add(self.many.entry(groups).or_default(), more);
        }
    }
}

/// What has been counted.
pub(crate) struct Groups {
    pub(crate) services: Counted,
    /// By provider; the last are those of whom no record names one.
    pub(crate) providers: Counted,
    /// By code of the sector.
    pub(crate) sectors: Counted,
    /// By code of the kind.
    pub(crate) kinds: Counted,
    /// All contacts of one child.
    own: Own,
}

impl Groups {
    /// Nothing yet.
    pub(crate) fn new(intake: &Intake) -> Self {
        Self {
            services: Counted::new(intake.services.len()),
            providers: Counted::new(intake.providers.len() + 1),
            sectors: Counted::new(Sector::ALL.len()),
            kinds: Counted::new(Kind::ALL.len()),
            own: Own::default(),
        }
    }

    /// Notes a contact of a child, and what it counts as besides being due.
    #[inline]
    pub(crate) fn note(&mut self, row: &Row, what: What) {
        let of_nobody = self.providers.own.len() - 1;
        let provider = if row.provider == NO_TEXT { of_nobody } else { row.provider as usize };
        self.own.note(what);
        self.services.note(row.service as usize, what);
        self.providers.note(provider, what);
        self.sectors.note(usize::from(row.codes.sector_code()), what);
        self.kinds.note(usize::from(row.codes.kind_code()), what);
    }

    /// Counts what has been noted of the child, and says how many contacts there were; nothing where there was none.
    pub(crate) fn child(&mut self, child: ChildNumber, is_case: bool) -> Option<OfChild> {
        if !self.own.any {
            return None;
        }
        for counted in [&mut self.services, &mut self.providers, &mut self.sectors, &mut self.kinds] {
            counted.child(child, is_case);
        }
        Some(self.own.take())
    }

    /// Adds what was counted of other children.
    pub(crate) fn join(&mut self, other: Self) {
        self.services.join(other.services);
        self.providers.join(other.providers);
        self.sectors.join(other.sectors);
        self.kinds.join(other.kinds);
    }
}

/// Joins what there is under each number in two lists.
pub(super) fn join_each<T>(list: &mut [Option<T>], others: Vec<Option<T>>, join: impl Fn(&mut T, T)) {
    for (own, more) in list.iter_mut().zip(others) {
        match (own, more) {
            (Some(own), Some(more)) => join(own, more),
            (own, Some(more)) => *own = Some(more),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_the_same_packed_and_unpacked() {
        for groups in [&[][..], &[0], &[0, 1], &[7, 20_000], &[0, 1, 2, 3, 4, 5, 6, 7], &[65_534; FEW]] {
            assert_eq!(unpacked(packed(groups)), groups);
        }
    }
}
