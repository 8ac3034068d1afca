//! Contacts by service, provider, sector and kind, and which children are in which groups: the dimensions in which a child may
//! be in several.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::contact::columns::NO_TEXT;
use crate::disclosure::counts::{Contacts, OfChild, What};
use crate::intake::Intake;
use crate::store::Row;
use crate::vocabulary::{Kind, Sector};

/// How many children who are no case, and how many who are one.
pub type Children = [u64; 2];

/// What has been counted of one dimension.
pub struct Counted {
    /// The contacts of each group, by number.
    pub contacts: Vec<Option<Box<Contacts>>>,
    /// Children by the groups in which they had due contacts (by number, ascending).
    pub children: HashMap<Box<[u16]>, Children, FixedState>,
    /// One child's contacts by group, and the groups in which there are any: memory that is used again.
    own: Vec<OfChild>,
    groups: Vec<u16>,
}

impl Counted {
    fn new(groups: usize) -> Self {
        Self {
            contacts: (0..groups).map(|_| None).collect(),
            children: HashMap::default(),
            own: vec![OfChild::default(); groups],
            groups: Vec::new(),
        }
    }

    fn note(&mut self, group: usize, whats: &[What]) {
        let own = &mut self.own[group];
        if *own == OfChild::default() {
            self.groups.push(group as u16);
        }
        for what in whats {
            own[*what as usize] += 1;
        }
    }

    fn child(&mut self, child: u32, is_case: bool) {
        self.groups.sort_unstable();
        self.groups.retain(|group| {
            let own = std::mem::take(&mut self.own[usize::from(*group)]);
            self.contacts[usize::from(*group)].get_or_insert_with(Box::default).add(child, &own);
            own[What::Due as usize] > 0
        });
        if !self.groups.is_empty() {
            if !self.children.contains_key(&*self.groups) {
                self.children.insert(self.groups.as_slice().into(), Children::default());
            }
            if let Some(children) = self.children.get_mut(&*self.groups) {
                children[usize::from(is_case)] += 1;
            }
        }
        self.groups.clear();
    }

    fn join(&mut self, other: Self) {
        join_each(&mut self.contacts, other.contacts, |own, more| own.join(&more));
        for (groups, more) in other.children {
            self.children.entry(groups).or_default().iter_mut().zip(more).for_each(|(own, more)| *own += more);
        }
    }
}

/// What has been counted.
pub struct Groups {
    /// By service.
    pub services: Counted,
    /// By provider; the last are those of whom no record names one.
    pub providers: Counted,
    /// By code of the sector.
    pub sectors: Counted,
    /// By code of the kind.
    pub kinds: Counted,
    /// All contacts of one child.
    own: OfChild,
}

impl Groups {
    /// Nothing yet.
    pub fn new(intake: &Intake) -> Self {
        Self {
            services: Counted::new(intake.services.len()),
            providers: Counted::new(intake.providers.len() + 1),
            sectors: Counted::new(Sector::ALL.len()),
            kinds: Counted::new(Kind::ALL.len()),
            own: OfChild::default(),
        }
    }

    /// Notes a contact of a child, and what it counts as.
    pub fn note(&mut self, row: &Row, whats: &[What]) {
        let of_nobody = self.providers.own.len() - 1;
        let provider = if row.provider == NO_TEXT { of_nobody } else { row.provider as usize };
        for what in whats {
            self.own[*what as usize] += 1;
        }
        self.services.note(row.service as usize, whats);
        self.providers.note(provider, whats);
        self.sectors.note(usize::from(row.codes.sector_code()), whats);
        self.kinds.note(usize::from(row.codes.kind_code()), whats);
    }

    /// Counts what has been noted of the child, and says how many contacts there were; nothing where there was none.
    pub fn child(&mut self, child: u32, is_case: bool) -> Option<OfChild> {
        let own = std::mem::take(&mut self.own);
        if own == OfChild::default() {
            return None;
        }
        for counted in [&mut self.services, &mut self.providers, &mut self.sectors, &mut self.kinds] {
            counted.child(child, is_case);
        }
        Some(own)
    }

    /// Adds what was counted of other children.
    pub fn join(&mut self, other: Self) {
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
