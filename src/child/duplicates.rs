//! Which records say again what another record of the same source says, or what a newer version replaced.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use foldhash::fast::FixedState;

use super::identity::Identities;
use crate::config::settings::{Settings, Sort};
use crate::contact::columns::{Contacts, People};
use crate::contact::fate::Fate;
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
}

/// Finds the duplicates within each source.
pub fn find(settings: &Settings, intake: &Intake, identities: &Identities) -> Fates {
    let mut fates = Fates {
        contacts: vec![Fate::Used; intake.contacts.len()],
        children: vec![Fate::Used; intake.children.len()],
        changed_outcomes: Vec::with_capacity(settings.contacts.len()),
    };
    for source in 0..settings.contacts.len() {
        let rows = rows_of(intake, Sort::Contacts, source);
        let changed = versions(&intake.contacts, rows.clone(), &mut fates.contacts);
        fates.changed_outcomes.push(changed);
        superseded(&intake.contacts, rows, &identities.of_contact, &mut fates.contacts);
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
/// the last read. Returns how many contacts changed their outcome by that.
fn versions(contacts: &Contacts, rows: Range<usize>, fates: &mut [Fate]) -> u64 {
    let mut winners: HashMap<u128, usize, FixedState> =
        HashMap::with_capacity_and_hasher(rows.len(), FixedState::default());
    let mut changed = HashSet::new();
    for row in rows {
        let print = contacts.people.print[row];
        let winner = winners.entry(print).or_insert(row);
        if *winner == row {
            continue;
        }
        if contacts.outcome[row] != contacts.outcome[*winner] {
            changed.insert(print);
        }
        let newer = contacts.recorded.get(row) >= contacts.recorded.get(*winner);
        let loser = if newer { std::mem::replace(winner, row) } else { row };
        fates[loser] = Fate::Duplicate;
    }
    changed.len() as u64
}

/// A pending record without a contact id is superseded by one without a contact id of the same child, service, date and
/// time that has another outcome.
fn superseded(contacts: &Contacts, rows: Range<usize>, children: &[u32], fates: &mut [Fate]) {
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
