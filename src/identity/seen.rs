//! What the records of each child say of names, birth and home: each different combination once.

use rayon::prelude::*;

use super::side::Own;
use crate::cases::Everyone;
use crate::cells::nhs::NhsNumber;
use crate::config::settings::Sort;
use crate::contact::columns::NO_TEXT;
use crate::contact::name::Who;
use crate::day::NO_DAY;
use crate::store::Child;
use crate::store::ChildKey;
use crate::store::links::Link;

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub(super) sort: Sort,
    pub(super) row: u32,
}

/// One combination of names, birth and home that some record of a child has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) child: u32,
    pub(super) unlinked: bool,
    pub(super) who: Who,
    /// Date of birth, as a column stores it.
    pub(super) born: i32,
    /// The record to read for its texts: the last of a register, else the newest contact.
    pub(super) place: Place,
    /// What that record was chosen by.
    pub(super) order: (bool, bool, i32, u32),
}

/// What the records of everybody say.
pub(super) struct Everybody {
    /// By child.
    pub(super) seen: Vec<Seen>,
    /// The children with an NHS number who carry a local id that stands for several, with the id; ascending.
    pub(super) carriers: Vec<(u32, u32)>,
}

impl Everybody {
    /// Looks at every record.
    pub(super) fn of(all: &Everyone<'_>) -> Self {
        let several: Vec<u32> = (0..all.intake.locals.len() as u32)
            .into_par_iter()
            .filter(|local| all.children.link(*local) == Link::Several)
            .collect();
        let found = all.children.by_partition(|own| {
            let (mut seen, mut carriers) = (Vec::new(), Vec::new());
            for child in own {
                of_records(all, child.number, Own::of(child), &mut seen);
                if !several.is_empty() && matches!(child.key(), ChildKey::Nhs(_)) {
                    carried(all, child, &several, &mut carriers);
                }
            }
            (seen, carriers)
        });
        let mut everybody = Self { seen: Vec::new(), carriers: Vec::new() };
        for (mut seen, mut carriers) in found {
            everybody.seen.append(&mut seen);
            everybody.carriers.append(&mut carriers);
        }
        // An id that no record has first: its records are known by another one.
        for (local, number) in all.intake.locals.bonds().others() {
            if several.binary_search(&local).is_ok() {
                let key = NhsNumber::from_column(number).map(ChildKey::Nhs);
                everybody.carriers.extend(key.and_then(|key| all.children.find(key)).map(|child| (local, child)));
            }
        }
        everybody.carriers.sort_unstable();
        everybody.carriers.dedup();
        everybody
    }
}

/// The combinations of a child among those of many, which are by child.
pub(super) fn of_child(seen: &[Seen], child: u32) -> &[Seen] {
    let from = seen.partition_point(|own| own.child < child);
    let to = from + seen[from..].partition_point(|own| own.child == child);
    &seen[from..to]
}

/// The dates of birth that the records of a child say, ascending.
pub(super) fn births(all: &Everyone<'_>, child: u32) -> Vec<i32> {
    let child = all.children.get(child);
    let of_contacts = child.all_rows().iter().filter_map(|row| row.born.day(all.as_of)).map(|day| day.0);
    let of_records = child.records().iter().map(|row| all.intake.register.born(*row));
    let mut births: Vec<i32> = of_contacts.chain(of_records).filter(|born| *born != NO_DAY).collect();
    births.sort_unstable();
    births.dedup();
    births
}

/// Adds what some records of a child say.
pub(super) fn of_records(all: &Everyone<'_>, child: u32, own: Own<'_>, seen: &mut Vec<Seen>) {
    let from = seen.len();
    let unlinked = matches!(own.key, ChildKey::Local(_));
    let mut add = |who: Who, born: i32, place: Place, order: (bool, bool, i32, u32)| {
        if who.is_none() {
            return;
        }
        match seen[from..].iter_mut().find(|own| own.who == who && own.born == born) {
            Some(own) if own.order < order => (own.place, own.order) = (place, order),
            Some(_) => {}
            None => seen.push(Seen { child, unlinked, who, born, place, order }),
        }
    };
    let parts = &all.intake.parts;
    if parts.has_names() {
        for row in own.rows {
            let born = row.born.day(all.as_of).map_or(NO_DAY, |day| day.0);
            let order = (false, !row.is_duplicate(), row.day().0, row.row);
            add(parts.extra(row.row).who(), born, Place { sort: Sort::Contacts, row: row.row }, order);
        }
    }
    let register = &all.intake.register;
    for row in own.records {
        let who = register.people.rare.who.get(*row as usize);
        let order = (true, register.counts(*row), 0, *row);
        add(who, register.born(*row), Place { sort: Sort::Children, row: *row }, order);
    }
}

/// Adds the local ids of a child that are among these.
fn carried(all: &Everyone<'_>, child: Child<'_>, several: &[u32], carriers: &mut Vec<(u32, u32)>) {
    let mut add = |local: u32| {
        if local != NO_TEXT && several.binary_search(&local).is_ok() && !carriers.contains(&(local, child.number)) {
            carriers.push((local, child.number));
        }
    };
    child.records().iter().for_each(|row| add(all.intake.register.people.rare.local.get(*row as usize)));
    if all.intake.parts.has_local_ids() {
        child.all_rows().iter().for_each(|row| add(all.intake.parts.extra(row.row).local()));
    }
}
