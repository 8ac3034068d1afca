//! Contacts by service, provider, sector and kind, and which children are in which groups: the dimensions in which a child may
//! be in several.

#![allow(clippy::cast_possible_truncation, reason = "counts and groups are packed into bits of one number")]

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::alike::OfGroup;
use super::own::{MOST, Own, add};
use super::sets::{Children, Sets, bit};
use crate::contact::columns::NO_TEXT;
use crate::disclosure::counts::{Contacts, OfChild, What};
use crate::intake::Intake;
use crate::store::{ChildNumber, Row};
use crate::vocabulary::{Kind, Sector};

/// What has been counted of one dimension.
pub(crate) struct Counted {
    /// The contacts of each group, by number.
    of_groups: Vec<Option<Box<OfGroup>>>,
    /// Children by the groups in which they had due contacts.
    sets: Sets,
    /// One child's contacts by group, and the groups in which there are any: memory that is used again.
    own: Vec<Own>,
    groups: Vec<u16>,
}

/// A contact of a child: its groups, and what it counts as.
struct Noted {
    /// The groups of all dimensions in one number, so that contacts can be compared at once.
    groups: u64,
    own: Own,
}

/// The group of a dimension.
const fn group(groups: u64, dimension: u32) -> u16 {
    (groups >> (dimension * u16::BITS)) as u16
}

/// The contacts of a child together, no more than [`MOST`].
struct All {
    own: Own,
    /// The groups of one of them, and the bits in which those of others are different.
    groups: u64,
    different: u64,
}

impl All {
    fn of(noted: &[Noted]) -> Self {
        let groups = noted.first().map_or(0, |first| first.groups);
        noted.iter().fold(Self { own: Own::default(), groups, different: 0 }, |all, contact| Self {
            own: all.own.and(contact.own),
            different: all.different | (contact.groups ^ groups),
            ..all
        })
    }
}

impl Counted {
    fn new(groups: usize) -> Self {
        Self {
            of_groups: (0..groups).map(|_| None).collect(),
            sets: Sets::new(groups),
            own: vec![Own::default(); groups],
            groups: vec![0; groups + 1],
        }
    }

    /// Goes through what a child has of each group of the dimension at a place, no more than [`MOST`] contacts.
    #[inline]
    fn each(&mut self, noted: &[Noted], all: &All, dimension: u32, mut each: impl FnMut(&mut Self, u16, Own)) {
        let mut count = 0;
        if group(all.different, dimension) == 0 {
            let group = group(all.groups, dimension);
            (self.groups[0], self.own[usize::from(group)], count) = (group, all.own, 1);
        } else {
            for contact in noted {
                let group = group(contact.groups, dimension);
                let own = &mut self.own[usize::from(group)];
                // Whether the group is new to the child is as good as random: noting it anyway is faster than asking.
                self.groups[count] = group;
                count += usize::from(own.is_empty());
                *own = own.and(contact.own);
            }
        }
        for place in 0..count {
            let group = self.groups[place];
            let own = std::mem::take(&mut self.own[usize::from(group)]);
            each(self, group, own);
        }
    }

    /// Counts a child with these contacts, which are few.
    #[inline]
    fn child(&mut self, child: ChildNumber, is_case: bool, noted: &[Noted], all: &All, dimension: u32) {
        // Those groups in which there was a due contact are moved to the front.
        let (mut due, mut bits) = (0, 0);
        self.each(noted, all, dimension, |counted, group, own| {
            counted.of_group(group).add(child, own);
            counted.groups[due] = group;
            due += usize::from(own.has_due());
            bits |= bit(group) * u64::from(own.has_due());
        });
        self.sets.add(&mut self.groups[..due], bits, is_case);
    }

    /// The same with many.
    fn child_with_many(&mut self, child: ChildNumber, is_case: bool, noted: &[Noted], dimension: u32) {
        let (mut all, mut due) = (HashMap::<u16, OfChild, FixedState>::default(), Vec::new());
        for noted in noted.chunks(MOST) {
            self.each(noted, &All::of(noted), dimension, |_, group, own| add(all.entry(group).or_default(), own));
        }
        for (group, own) in all {
            self.of_group(group).add_many(child, &own);
            due.extend((own[What::Due as usize] > 0).then_some(group));
        }
        let bits = due.iter().fold(0, |bits, group| bits | bit(*group));
        self.sets.add(&mut due, bits, is_case);
    }

    fn of_group(&mut self, group: u16) -> &mut OfGroup {
        self.of_groups[usize::from(group)].get_or_insert_with(Box::default)
    }

    /// The contacts of each group, by number.
    pub(crate) fn contacts(&self) -> Vec<Option<Contacts>> {
        self.of_groups.iter().map(|group| group.as_ref().map(|group| group.contacts())).collect()
    }

    /// Children by the groups (by number, ascending) in which they had due contacts.
    pub(crate) fn children(&self) -> impl Iterator<Item = (Vec<u16>, Children)> {
        self.sets.all().into_iter().filter(|(_, children)| *children != Children::default())
    }

    fn join(&mut self, other: Self) {
        join_each(&mut self.of_groups, other.of_groups, |own, more| own.join(&more));
        self.sets.join(other.sets);
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
    /// The contacts of one child.
    noted: Vec<Noted>,
}

impl Groups {
    /// Nothing yet.
    pub(crate) fn new(intake: &Intake) -> Self {
        Self {
            services: Counted::new(intake.services.len()),
            providers: Counted::new(intake.providers.len() + 1),
            sectors: Counted::new(Sector::ALL.len()),
            kinds: Counted::new(Kind::ALL.len()),
            noted: Vec::new(),
        }
    }

    /// Notes a contact of a child, and what it counts as besides being due.
    #[inline]
    pub(crate) fn note(&mut self, row: &Row, what: What) {
        let of_nobody = self.providers.own.len() as u64 - 1;
        let provider = if row.provider == NO_TEXT { of_nobody } else { u64::from(row.provider) };
        let (sector, kind) = (u64::from(row.codes.sector_code()), u64::from(row.codes.kind_code()));
        let groups = u64::from(row.service.column()) | provider << 16 | sector << 32 | kind << 48;
        self.noted.push(Noted { groups, own: Own::of(what, 1) });
    }

    /// Counts what has been noted of the child, and says how many contacts there were; nothing where there was none.
    pub(crate) fn child(&mut self, child: ChildNumber, is_case: bool) -> Option<OfChild> {
        let noted = std::mem::take(&mut self.noted);
        let own = match noted.len() {
            0 => None,
            1..=MOST => {
                let all = All::of(&noted);
                for (counted, dimension) in self.all().into_iter().zip(0..) {
                    counted.child(child, is_case, &noted, &all, dimension);
                }
                Some(all.own.counts())
            }
            _ => {
                for (counted, dimension) in self.all().into_iter().zip(0..) {
                    counted.child_with_many(child, is_case, &noted, dimension);
                }
                let mut own = OfChild::default();
                noted.chunks(MOST).for_each(|few| add(&mut own, All::of(few).own));
                Some(own)
            }
        };
        self.noted = noted;
        self.noted.clear();
        own
    }

    /// The dimensions, in the order in which they are in the number of [`Noted`].
    const fn all(&mut self) -> [&mut Counted; 4] {
        [&mut self.services, &mut self.providers, &mut self.sectors, &mut self.kinds]
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
