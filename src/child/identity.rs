//! Who a record is about: the NHS number, or the one that the local id stands for, or the local id itself.
//!
//! Two records are never joined because both lack something.

use std::cell::RefCell;

use super::numbers::Numbers;
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
    let mut numbering =
        Numbering { links: &links, by_nhs: Numbers::new(), by_local: vec![NO_CHILD; links.len()], keys: Vec::new() };
    let of_contact = numbering.number(&intake.contacts.people);
    let of_record = numbering.number(&intake.children);
    let keys = numbering.keys;
    Identities { of_contact, of_record, keys, links }
}

const NO_CHILD: u32 = u32::MAX;

struct Numbering<'a> {
    links: &'a [Link],
    by_nhs: Numbers,
    by_local: Vec<u32>,
    keys: Vec<ChildKey>,
}

impl Numbering<'_> {
    /// The child of each record: by its NHS number, else by what its local id stands for.
    fn number(&mut self, people: &People) -> Vec<u32> {
        let Self { links, by_nhs, by_local, keys } = self;
        let keys = RefCell::new(keys);
        let new = |key: ChildKey| {
            let mut keys = keys.borrow_mut();
            keys.push(key);
            keys.len() as u32 - 1
        };
        let mut of_number =
            |column: u32| NhsNumber::from_column(column).map_or(NO_CHILD, |nhs| new(ChildKey::Nhs(nhs)));
        let mut again = of_number;
        let unnumbered = |row: usize, by_nhs: &mut Numbers| {
            let local = people.local.get(row);
            if let Some(Link::One(number)) = links.get(local as usize) {
                return by_nhs.of(NhsNumber::column(Some(*number)), &mut again);
            }
            let place = &mut by_local[local as usize];
            if *place == NO_CHILD {
                *place = new(ChildKey::Local(local));
            }
            *place
        };
        // NHS numbers are turned into children where they stand.
        let mut children: Vec<u32> = people.nhs.iter().collect();
        by_nhs.turn(&mut children, &mut of_number, unnumbered);
        children
    }
}
