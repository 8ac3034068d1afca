//! Who a record is about: the NHS number, or the one that the local id stands for, or the local id itself.
//!
//! Two records are never joined because both lack something.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::contact::columns::{NO_TEXT, People};
use crate::contact::nhs::NhsNumber;
use crate::intake::Intake;

/// What a child is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChildKey {
    /// A valid NHS number.
    Nhs(NhsNumber),
    /// The number of a local id that stands for no NHS number, or for several: an unlinked child.
    Local(u32),
}

/// What a local id stands for, by all records that carry both it and an NHS number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// No record has it with an NHS number.
    None,
    /// Every such record has this one.
    One(NhsNumber),
    /// They differ, so that nobody can say.
    Several,
}

/// Who every record is about. Children are numbered in the order in which they first occur, contacts first.
pub struct Identities {
    /// The child of each contacts' record.
    pub of_contact: Vec<u32>,
    /// The child of each children's record.
    pub of_record: Vec<u32>,
    /// What each child is known by.
    pub keys: Vec<ChildKey>,
    /// What each local id stands for.
    pub links: Vec<Link>,
}

/// Works out who is who.
pub fn identify(intake: &Intake) -> Identities {
    let mut links = vec![Link::None; intake.locals.len()];
    for people in [&intake.contacts.people, &intake.children] {
        for (nhs, local) in people.nhs.iter().zip(people.local.iter()) {
            if local == NO_TEXT {
                continue;
            }
            if let Some(number) = NhsNumber::from_column(nhs) {
                let link = &mut links[local as usize];
                *link = match *link {
                    Link::None => Link::One(number),
                    Link::One(same) if same == number => Link::One(same),
                    _ => Link::Several,
                };
            }
        }
    }
    let mut numbering = Numbering {
        links: &links,
        by_nhs: HashMap::default(),
        by_local: vec![NO_CHILD; links.len()],
        keys: Vec::new(),
    };
    let of_contact = numbering.number(&intake.contacts.people);
    let of_record = numbering.number(&intake.children);
    let keys = numbering.keys;
    Identities { of_contact, of_record, keys, links }
}

const NO_CHILD: u32 = u32::MAX;

struct Numbering<'a> {
    links: &'a [Link],
    by_nhs: HashMap<u32, u32, FixedState>,
    by_local: Vec<u32>,
    keys: Vec<ChildKey>,
}

impl Numbering<'_> {
    fn number(&mut self, people: &People) -> Vec<u32> {
        people
            .nhs
            .iter()
            .enumerate()
            .map(|(row, nhs)| {
                let local = || people.local.get(row);
                let linked = NhsNumber::from_column(nhs).or_else(|| match self.links.get(local() as usize) {
                    Some(Link::One(number)) => Some(*number),
                    _ => None,
                });
                let next = self.keys.len() as u32;
                let (place, key) = match linked {
                    Some(number) => {
                        (self.by_nhs.entry(NhsNumber::column(Some(number))).or_insert(NO_CHILD), ChildKey::Nhs(number))
                    }
                    None => (&mut self.by_local[local() as usize], ChildKey::Local(local())),
                };
                if *place == NO_CHILD {
                    *place = next;
                    self.keys.push(key);
                }
                *place
            })
            .collect()
    }
}
