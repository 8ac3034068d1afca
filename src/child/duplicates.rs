//! Which records say again what another record of the same source says, or what a newer version replaced.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::identity::Identities;
use crate::config::settings::{Settings, Sort};
use crate::contact::columns::{Column, Contacts, People};
use crate::contact::fate::Fate;
use crate::day::Day;
use crate::intake::Intake;
use crate::vocabulary::Outcome;

/// The most bits in which fingerprints meet: 32 MiB, twice, for each thread.
const LARGEST_FIELD: u64 = 1 << 28;

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
    /// Rows of pending contacts that are superseded only by outcomes that nothing reads while they are in the future, in
    /// ascending order: on a day before them they were still pending.
    answered: Vec<u32>,
}

impl Fates {
    /// What became of the contacts as of an earlier day, nobody being excluded yet.
    pub fn contacts_on(&self, contacts: &Contacts, day: Day) -> Vec<Fate> {
        let kept = |fate: &Fate| if *fate == Fate::Excluded { Fate::Used } else { *fate };
        let mut fates: Vec<Fate> = self.contacts.iter().map(kept).collect();
        for row in self.reopened_on(contacts, day) {
            fates[row] = Fate::Used;
        }
        fates
    }

    /// The rows that are duplicates by now, and were not on an earlier day.
    pub fn reopened_on(&self, contacts: &Contacts, day: Day) -> impl Iterator<Item = usize> {
        self.answered.iter().map(|row| *row as usize).filter(move |row| contacts.date[*row] > day.0)
    }
}

/// What the versions of a source's contacts show.
#[derive(Default)]
struct Versions {
    changed_outcomes: u64,
    shared_ids: u64,
    moved_ids: u64,
}

/// The contacts whose fingerprints may occur more than once, by source: what can be looked for before anyone knows who is
/// who.
pub struct Repeats(Vec<Vec<(u64, u32)>>);

impl Repeats {
    /// Looks at all contacts.
    pub fn of(settings: &Settings, intake: &Intake) -> Self {
        let of_source = |source| repeats(&intake.contacts.people.print, &rows_of(intake, Sort::Contacts, source));
        Self((0..settings.contacts.len()).map(of_source).collect())
    }
}

/// Finds the duplicates within each source.
pub fn find(settings: &Settings, intake: &Intake, identities: &Identities, repeats: Repeats, as_of: Day) -> Fates {
    let mut fates = Fates {
        contacts: vec![Fate::Used; intake.contacts.len()],
        children: vec![Fate::Used; intake.children.len()],
        changed_outcomes: Vec::with_capacity(settings.contacts.len()),
        shared_ids: Vec::with_capacity(settings.contacts.len()),
        moved_ids: Vec::with_capacity(settings.contacts.len()),
        answered: Vec::new(),
    };
    for (source, repeats) in repeats.0.into_iter().enumerate() {
        let rows = rows_of(intake, Sort::Contacts, source);
        let found = versions(&intake.contacts, repeats, &identities.of_contact, &mut fates.contacts);
        fates.changed_outcomes.push(found.changed_outcomes);
        fates.shared_ids.push(found.shared_ids);
        fates.moved_ids.push(found.moved_ids);
        let answered = superseded(&intake.contacts, rows, &identities.of_contact, &mut fates.contacts, as_of);
        fates.answered.extend(answered);
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
/// Only the fingerprints that seem to occur more than once ([`repeats`]) are sorted, by their first half; what is equal
/// there is compared in full.
fn versions(contacts: &Contacts, mut order: Vec<(u64, u32)>, children: &[u32], fates: &mut [Fate]) -> Versions {
    let print = |row: u32| contacts.people.print[row as usize];
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

/// The rows whose fingerprints may occur more than once, each with the first half of its own: all that do, and few others.
///
/// A fingerprint has one bit in a field of sixteen for each row; two that meet there are looked at more closely. Each
/// thread takes the fingerprints that begin in the same way, so that no two write to one field.
fn repeats(prints: &Column<u128>, rows: &Range<usize>) -> Vec<(u64, u32)> {
    let shares = rayon::current_num_threads().next_power_of_two().min(16) as u64;
    let bits = (rows.len() as u64 * 16 / shares).next_power_of_two().clamp(1 << 10, LARGEST_FIELD);
    let of_share = |share: u64| {
        let own = || {
            let all = rows.clone().map(|row| ((prints[row] >> 64) as u64, row as u32));
            all.filter(move |(half, _)| half >> 60 & (shares - 1) == share)
        };
        let mut once = vec![0_u64; bits as usize / 64];
        let mut more = vec![0_u64; bits as usize / 64];
        let place = |half: u64| (((half & (bits - 1)) / 64) as usize, 1_u64 << (half % 64));
        for (half, _) in own() {
            let (word, bit) = place(half);
            if once[word] & bit != 0 {
                more[word] |= bit;
            }
            once[word] |= bit;
        }
        drop(once);
        let met = |(half, _): &(u64, u32)| {
            let (word, bit) = place(*half);
            more[word] & bit != 0
        };
        own().filter(met).collect::<Vec<_>>()
    };
    (0..shares).into_par_iter().flat_map_iter(of_share).collect()
}

/// A pending record without a contact id is superseded by one without a contact id of the same child, service, date and
/// time that has another outcome. An outcome recorded for a date that is still to come is not read, so it supersedes
/// nothing. Returns the rows that only such outcomes supersede as are not read in the future.
fn superseded(contacts: &Contacts, rows: Range<usize>, children: &[u32], fates: &mut [Fate], as_of: Day) -> Vec<u32> {
    let key = |row: usize| (children[row], contacts.service[row], contacts.date[row], contacts.time.get(row));
    let pending = Outcome::Pending.code();
    let open = |row: &usize, fates: &[Fate]| !contacts.has_id.get(*row) && fates[*row] == Fate::Used;
    let waiting: HashSet<_, FixedState> =
        rows.clone().filter(|row| contacts.outcome[*row] == pending && open(row, fates)).map(key).collect();
    if waiting.is_empty() {
        return Vec::new();
    }
    // By what a contact is answered: whether it may be in the future.
    let mut answers: HashMap<_, bool, FixedState> = HashMap::default();
    for row in rows.clone().filter(|row| contacts.outcome[*row] != pending && open(row, fates)) {
        let early = Outcome::from_code(contacts.outcome[row]).may_be_in_future();
        if (early || contacts.date[row] <= as_of.0) && waiting.contains(&key(row)) {
            *answers.entry(key(row)).or_default() |= early;
        }
    }
    let mut answered = Vec::new();
    for row in rows {
        if contacts.outcome[row] == pending
            && open(&row, fates)
            && let Some(early) = answers.get(&key(row))
        {
            fates[row] = Fate::Duplicate;
            if !early {
                answered.push(row as u32);
            }
        }
    }
    answered
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
