//! Which records say again what another record of the same source says, or what a newer version replaced.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::identity::Identities;
use crate::config::settings::{Settings, Sort};
use crate::contact::columns::{Contacts, People};
use crate::contact::fate::Fate;
use crate::day::Day;
use crate::intake::Intake;
use crate::vocabulary::Outcome;

/// The fates of all records so far: used or duplicate.
pub struct Fates {
    /// Of each contacts' record.
    pub contacts: Vec<Fate>,
    /// Of each children's record.
    pub children: Vec<Fate>,
    /// Contacts whose outcome differs from that of the version that it replaced, by source.
    pub changed_outcomes: Vec<u64>,
    /// Contact ids that records of different children carry, by source: an id that is not one, most likely.
    pub shared_ids: Vec<u64>,
    /// Contact ids whose records differ in day or service, by source: moved appointments, or an id that is not the
    /// contact's own.
    pub moved_ids: Vec<u64>,
}

/// What the versions of a source's contacts show.
#[derive(Default)]
struct Versions {
    changed_outcomes: u64,
    shared_ids: u64,
    moved_ids: u64,
}

/// Finds the duplicates within each source.
pub fn find(settings: &Settings, intake: &Intake, identities: &Identities, as_of: Day) -> Fates {
    let mut fates = Fates {
        contacts: vec![Fate::Used; intake.contacts.len()],
        children: vec![Fate::Used; intake.children.len()],
        changed_outcomes: Vec::with_capacity(settings.contacts.len()),
        shared_ids: Vec::with_capacity(settings.contacts.len()),
        moved_ids: Vec::with_capacity(settings.contacts.len()),
    };
    for source in 0..settings.contacts.len() {
        let rows = rows_of(intake, Sort::Contacts, source);
        let found = versions(&intake.contacts, rows.clone(), &identities.of_contact, &mut fates.contacts);
        fates.changed_outcomes.push(found.changed_outcomes);
        fates.shared_ids.push(found.shared_ids);
        fates.moved_ids.push(found.moved_ids);
        superseded(&intake.contacts, rows, &identities.of_contact, &mut fates.contacts, as_of);
    }
    for source in 0..settings.children.len() {
        repeated(&intake.children, rows_of(intake, Sort::Children, source), &mut fates.children);
    }
    fates
}

/// The rows of a source: its files' rows follow one another.
fn rows_of(intake: &Intake, sort: Sort, source: usize) -> Range<usize> {
    let mut own = intake.files.iter().filter(|f| f.sort == sort && f.source == source).map(|f| &f.rows);
    let first = own.next().cloned().unwrap_or_default();
    own.fold(first, |all, rows| all.start..rows.end)
}

/// Of records with one contact id, or without one and equal in every mapped field, the one recorded latest counts, then
/// the last read.
///
/// Fingerprints are sorted by their first half, which takes far less memory than a table of them; what is equal there is
/// compared in full.
fn versions(contacts: &Contacts, rows: Range<usize>, children: &[u32], fates: &mut [Fate]) -> Versions {
    let print = |row: u32| contacts.people.print[row as usize];
    let mut order: Vec<(u64, u32)> = rows.map(|row| ((contacts.people.print[row] >> 64) as u64, row as u32)).collect();
    order.par_sort_unstable();
    let mut found = Versions::default();
    for group in order.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        let mut versions: Vec<u32> = group.iter().map(|(_, row)| *row).collect();
        versions.sort_unstable_by_key(|row| (print(*row), contacts.recorded.get(*row as usize), *row));
        for same in versions.chunk_by(|a, b| print(*a) == print(*b)) {
            for loser in &same[..same.len() - 1] {
                fates[*loser as usize] = Fate::Duplicate;
            }
            let outcome = |row: &u32| contacts.outcome[*row as usize];
            found.changed_outcomes += u64::from(same.windows(2).any(|pair| outcome(&pair[0]) != outcome(&pair[1])));
            let child = |row: &u32| children[*row as usize];
            found.shared_ids += u64::from(same.windows(2).any(|pair| child(&pair[0]) != child(&pair[1])));
            let slot = |row: &u32| (contacts.date[*row as usize], contacts.service[*row as usize]);
            found.moved_ids += u64::from(same.windows(2).any(|pair| slot(&pair[0]) != slot(&pair[1])));
        }
    }
    found
}

/// A pending record without a contact id is superseded by one without a contact id of the same child, service, date and
/// time that has another outcome. An outcome recorded for a date that is still to come is not read, so it supersedes
/// nothing.
fn superseded(contacts: &Contacts, rows: Range<usize>, children: &[u32], fates: &mut [Fate], as_of: Day) {
    let key = |row: usize| (children[row], contacts.service[row], contacts.date[row], contacts.time.get(row));
    let pending = Outcome::Pending.code();
    let open = |row: &usize, fates: &[Fate]| !contacts.has_id.get(*row) && fates[*row] == Fate::Used;
    let waiting: HashSet<_, FixedState> =
        rows.clone().filter(|row| contacts.outcome[*row] == pending && open(row, fates)).map(key).collect();
    if waiting.is_empty() {
        return;
    }
    let answered: HashSet<_, FixedState> = rows
        .clone()
        .filter(|row| contacts.outcome[*row] != pending && open(row, fates))
        .filter(|row| contacts.date[*row] <= as_of.0 || Outcome::from_code(contacts.outcome[*row]).may_be_in_future())
        .map(key)
        .filter(|key| waiting.contains(key))
        .collect();
    for row in rows {
        if contacts.outcome[row] == pending && open(&row, fates) && answered.contains(&key(row)) {
            fates[row] = Fate::Duplicate;
        }
    }
}

/// A children's record that equals a later one in every mapped field.
fn repeated(children: &People, rows: Range<usize>, fates: &mut [Fate]) {
    let mut last: HashMap<u128, usize> = HashMap::new();
    for row in rows {
        if let Some(earlier) = last.insert(children.print[row], row) {
            fates[earlier] = Fate::Duplicate;
        }
    }
}
