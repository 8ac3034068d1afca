//! Counts contacts, and children by their sets of groups, in the dimensions in which a child may be in several groups: service, provider,
//! sector and kind.

#![allow(clippy::cast_possible_truncation, reason = "counts and groups are packed into bits of one number")]

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::packed_contacts::{MAX_CONTACTS, PackedContacts};
use super::pooled::GroupContacts;
use super::sets::{ChildCounts, GroupSets, bit};
use crate::contact::columns::NO_TEXT;
use crate::disclosure::counts::{ChildContactCounts, ContactClass, Contacts};
use crate::intake::Intake;
use crate::numbers::add_each;
use crate::store::{ChildNumber, Row};
use crate::vocabulary::{Kind, Sector};

/// The counts of one dimension.
pub(crate) struct DimensionCounts {
    /// The contacts of each group, by number.
    by_group: Vec<Option<Box<GroupContacts>>>,
    /// Children by the groups in which they had due contacts.
    sets: GroupSets,
    /// One child's contacts by group, and the groups in which there are any: buffers that are reused.
    contacts_of_child: Vec<PackedContacts>,
    groups: Vec<u16>,
}

/// A contact of a child: its groups and its class.
struct NotedContact {
    /// The groups of all dimensions in one number, so that contacts can be compared at once.
    groups: u64,
    /// One contact of its class.
    contact: PackedContacts,
}

/// The group of a dimension.
const fn group(groups: u64, dimension: u32) -> u16 {
    (groups >> (dimension * u16::BITS)) as u16
}

/// The contacts of a child together, at most [`MAX_CONTACTS`].
struct AllContacts {
    contacts: PackedContacts,
    /// The groups of the first contact, and the bits in which those of any other differ.
    groups: u64,
    different: u64,
}

impl AllContacts {
    fn combine(noted: &[NotedContact]) -> Self {
        let groups = noted.first().map_or(0, |first| first.groups);
        noted.iter().fold(Self { contacts: PackedContacts::default(), groups, different: 0 }, |all, contact| Self {
            contacts: all.contacts.plus(contact.contact),
            different: all.different | (contact.groups ^ groups),
            ..all
        })
    }
}

impl DimensionCounts {
    fn new(groups: usize) -> Self {
        Self {
            by_group: (0..groups).map(|_| None).collect(),
            sets: GroupSets::new(groups),
            contacts_of_child: vec![PackedContacts::default(); groups],
            groups: vec![0; groups + 1],
        }
    }

    /// Calls `each` for every group of a dimension in which a child has contacts, with these contacts. The child has at most
    /// [`MAX_CONTACTS`] in all.
    #[inline]
    fn for_each_group(
        &mut self,
        noted: &[NotedContact],
        all: &AllContacts,
        dimension: u32,
        mut each: impl FnMut(&mut Self, u16, PackedContacts),
    ) {
        let mut count = 0;
        if group(all.different, dimension) == 0 {
            let group = group(all.groups, dimension);
            (self.groups[0], self.contacts_of_child[usize::from(group)], count) = (group, all.contacts, 1);
        } else {
            for contact in noted {
                let group = group(contact.groups, dimension);
                let in_group = &mut self.contacts_of_child[usize::from(group)];
                // Whether a group is new to the child is unpredictable, so writing it without a branch is faster.
                self.groups[count] = group;
                count += usize::from(in_group.is_empty());
                *in_group = in_group.plus(contact.contact);
            }
        }
        for place in 0..count {
            let group = self.groups[place];
            let contacts = std::mem::take(&mut self.contacts_of_child[usize::from(group)]);
            each(self, group, contacts);
        }
    }

    /// Counts a child with these contacts, at most [`MAX_CONTACTS`].
    #[inline]
    fn add_child(
        &mut self,
        child: ChildNumber,
        is_case: bool,
        noted: &[NotedContact],
        all: &AllContacts,
        dimension: u32,
    ) {
        // Groups with a due contact are moved to the front.
        let (mut due, mut bits) = (0, 0);
        self.for_each_group(noted, all, dimension, |counted, group, contacts| {
            counted.group_mut(group).add(child, contacts);
            counted.groups[due] = group;
            due += usize::from(contacts.has_due());
            bits |= bit(group) * u64::from(contacts.has_due());
        });
        self.sets.add(&mut self.groups[..due], bits, is_case);
    }

    /// Counts a child with more than [`MAX_CONTACTS`] contacts.
    fn add_child_with_many(&mut self, child: ChildNumber, is_case: bool, noted: &[NotedContact], dimension: u32) {
        let (mut all, mut due) = (HashMap::<u16, ChildContactCounts, FixedState>::default(), Vec::new());
        for noted in noted.chunks(MAX_CONTACTS) {
            self.for_each_group(noted, &AllContacts::combine(noted), dimension, |_, group, contacts| {
                add_each(all.entry(group).or_default(), contacts.counts());
            });
        }
        for (group, contacts) in all {
            self.group_mut(group).add_many(child, &contacts);
            due.extend((contacts[ContactClass::Due as usize] > 0).then_some(group));
        }
        let bits = due.iter().fold(0, |bits, group| bits | bit(*group));
        self.sets.add(&mut due, bits, is_case);
    }

    fn group_mut(&mut self, group: u16) -> &mut GroupContacts {
        self.by_group[usize::from(group)].get_or_insert_with(Box::default)
    }

    /// The contacts of each group, by number.
    pub(crate) fn contacts(&self) -> Vec<Option<Contacts>> {
        self.by_group.iter().map(|group| group.as_ref().map(|group| group.contacts())).collect()
    }

    /// Children by the groups (by number, ascending) in which they had due contacts.
    pub(crate) fn children(&self) -> impl Iterator<Item = (Vec<u16>, ChildCounts)> {
        self.sets.to_vec().into_iter().filter(|(_, children)| *children != ChildCounts::default())
    }

    fn join(&mut self, other: Self) {
        join_each(&mut self.by_group, other.by_group, |counts, more| counts.join(&more));
        self.sets.join(other.sets);
    }
}

/// The counts of all four dimensions.
pub(crate) struct Groups {
    pub(crate) services: DimensionCounts,
    /// By provider. The last group has the contacts without a provider.
    pub(crate) providers: DimensionCounts,
    pub(crate) sectors: DimensionCounts,
    pub(crate) kinds: DimensionCounts,
    /// The contacts of one child.
    noted: Vec<NotedContact>,
}

impl Groups {
    pub(crate) fn new(intake: &Intake) -> Self {
        Self {
            services: DimensionCounts::new(intake.services.len()),
            providers: DimensionCounts::new(intake.providers.len() + 1),
            sectors: DimensionCounts::new(Sector::ALL.len()),
            kinds: DimensionCounts::new(Kind::ALL.len()),
            noted: Vec::new(),
        }
    }

    /// Notes a contact of a child and its class.
    #[inline]
    pub(crate) fn note(&mut self, row: &Row, what: ContactClass) {
        let no_provider = self.providers.contacts_of_child.len() as u64 - 1;
        let provider = if row.provider == NO_TEXT { no_provider } else { u64::from(row.provider) };
        let (sector, kind) = (u64::from(row.codes.sector_code()), u64::from(row.codes.kind_code()));
        let groups = u64::from(row.service.column()) | provider << 16 | sector << 32 | kind << 48;
        self.noted.push(NotedContact { groups, contact: PackedContacts::new(what, 1) });
    }

    /// Counts the noted contacts of the child. Returns how many there were of each class, or nothing if there was none.
    pub(crate) fn add_child(&mut self, child: ChildNumber, is_case: bool) -> Option<ChildContactCounts> {
        let noted = std::mem::take(&mut self.noted);
        let contacts = match noted.len() {
            0 => None,
            1..=MAX_CONTACTS => {
                let all = AllContacts::combine(&noted);
                for (counted, dimension) in self.dimensions_mut().into_iter().zip(0..) {
                    counted.add_child(child, is_case, &noted, &all, dimension);
                }
                Some(all.contacts.counts())
            }
            _ => {
                for (counted, dimension) in self.dimensions_mut().into_iter().zip(0..) {
                    counted.add_child_with_many(child, is_case, &noted, dimension);
                }
                let mut contacts = ChildContactCounts::default();
                let parts = noted.chunks(MAX_CONTACTS).map(AllContacts::combine);
                parts.for_each(|part| add_each(&mut contacts, part.contacts.counts()));
                Some(contacts)
            }
        };
        self.noted = noted;
        self.noted.clear();
        contacts
    }

    /// The dimensions, in the order in which [`NotedContact`] packs their groups.
    const fn dimensions_mut(&mut self) -> [&mut DimensionCounts; 4] {
        [&mut self.services, &mut self.providers, &mut self.sectors, &mut self.kinds]
    }

    /// Adds the counts of other children.
    pub(crate) fn join(&mut self, other: Self) {
        self.services.join(other.services);
        self.providers.join(other.providers);
        self.sectors.join(other.sectors);
        self.kinds.join(other.kinds);
    }
}

/// Joins the items at the same places of two lists.
pub(super) fn join_each<T>(list: &mut [Option<T>], others: Vec<Option<T>>, join: impl Fn(&mut T, T)) {
    for (counts, more) in list.iter_mut().zip(others) {
        match (counts, more) {
            (Some(counts), Some(more)) => join(counts, more),
            (counts, Some(more)) => *counts = Some(more),
            _ => {}
        }
    }
}
