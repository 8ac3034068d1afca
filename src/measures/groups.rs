//! Contacts by service, provider, sector and kind: the dimensions in which a child may be in several groups.

use super::due::Lane;
use crate::contact::columns::NO_TEXT;
use crate::disclosure::counts::{Contacts, OfChild};
use crate::intake::Intake;
use crate::vocabulary::{Kind, Sector};

/// The contacts of each group of one dimension, by number.
type Counted = Vec<Option<Box<Contacts>>>;

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
    /// One child's groups: memory that is used again.
    own: Vec<(usize, OfChild)>,
}

impl Groups {
    /// Nothing yet.
    pub fn new(intake: &Intake) -> Self {
        let nothing = |groups: usize| (0..groups).map(|_| None).collect();
        Self {
            services: nothing(intake.services.len()),
            providers: nothing(intake.providers.len() + 1),
            sectors: nothing(Sector::ALL.len()),
            kinds: nothing(Kind::ALL.len()),
            own: Vec::new(),
        }
    }

    /// Counts a child's contacts in each lane.
    pub fn child<'a>(&mut self, child: u32, lanes: impl Iterator<Item = (Lane, &'a OfChild)> + Clone) {
        let of_nobody = self.providers.len() - 1;
        let provider = |lane: Lane| if lane.provider == NO_TEXT { of_nobody } else { lane.provider as usize };
        let own = &mut self.own;
        count(&mut self.services, own, child, lanes.clone().map(|(lane, counts)| (lane.service as usize, counts)));
        count(&mut self.providers, own, child, lanes.clone().map(|(lane, counts)| (provider(lane), counts)));
        count(&mut self.sectors, own, child, lanes.clone().map(|(lane, counts)| (usize::from(lane.sector), counts)));
        count(&mut self.kinds, own, child, lanes.map(|(lane, counts)| (usize::from(lane.kind), counts)));
    }

    /// Adds what was counted of other children.
    pub fn join(&mut self, other: Self) {
        for (own, more) in [
            (&mut self.services, other.services),
            (&mut self.providers, other.providers),
            (&mut self.sectors, other.sectors),
            (&mut self.kinds, other.kinds),
        ] {
            join_each(own, more, |own, more| own.join(&more));
        }
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

/// Counts a child's contacts in the groups of one dimension.
fn count<'a>(
    counted: &mut Counted,
    own: &mut Vec<(usize, OfChild)>,
    child: u32,
    lanes: impl Iterator<Item = (usize, &'a OfChild)>,
) {
    own.clear();
    for (group, counts) in lanes {
        match own.iter_mut().find(|(other, _)| *other == group) {
            Some((_, all)) => all.iter_mut().zip(counts).for_each(|(all, own)| *all += own),
            None => own.push((group, *counts)),
        }
    }
    for (group, counts) in own {
        counted[*group].get_or_insert_with(Box::default).add(child, counts);
    }
}
