//! Finds records that repeat another record of the same source, and records that a newer version replaced.
//!
//! Possible repeats are found by fingerprints before records are linked to children ([`RepeatedContacts`]); the records
//! themselves are looked up once the contacts have been gathered by child ([`mark_replaced_versions`]).

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::attended_and_missed::AttendedAndMissed;
use super::versions::{Version, find_replaced, replaced_from};
use crate::config::settings::{Settings, Sort};
use crate::contact::fate::Fate;
use crate::day::{Day, Month};
use crate::intake::Intake;
use crate::records::ContactRecord;
use crate::store::gather::Located;
use crate::store::parts::Parts;
use crate::store::register::Register;
use crate::store::{Children, PARTITIONS, Row};
use crate::vocabulary::Outcome;

/// What the versions of a source's contacts show, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct VersionCounts {
    /// Contacts whose outcome differs from that of the version that it replaced.
    pub(crate) changed_outcomes: u64,
    /// Contact ids whose records differ in day or service: moved appointments, or ids that are not the contact's own.
    pub(crate) moved_ids: u64,
    /// Contact ids that stand for several contacts: of different children, or with an outcome each on different dates or with
    /// different services, or of a contact that took place and a cancelled one of another date. A moved booking is not one of these.
    pub(crate) reused_ids: u64,
    /// Records that do not count because a record of another child, date or service with the same reused id replaced them. A
    /// single id can take any number of them.
    pub(crate) lost_to_reused_ids: u64,
    /// The reused ids that took records, as 16 bits of their fingerprints: enough to notice a new one, too few to reveal an id.
    pub(crate) losing_ids: BTreeSet<u16>,
    /// Contacts with two versions that tie and have different outcomes, so that reading order decided, or would have if the one
    /// read last had not been a booking.
    pub(crate) order_decided: u64,
    /// Appointments without a contact id that one file says were attended, and another says were missed.
    pub(crate) attended_and_missed: u64,
}

/// The contacts whose fingerprints occur more than once in a source: records with the same contact id, or without an id and
/// equal in every mapped field.
pub(crate) struct RepeatedContacts {
    /// For each source, fingerprints with their records, ascending within each.
    groups: Vec<Vec<(u64, Vec<ContactRecord>)>>,
}

impl RepeatedContacts {
    /// Finds them among all contacts, which must not have been gathered yet.
    pub(crate) fn find(settings: &Settings, parts: &Parts) -> Self {
        let of_source = |source: usize| {
            let of_group = |group: usize| find_repeats(parts, source, group);
            (0..PARTITIONS).into_par_iter().flat_map_iter(of_group).collect()
        };
        Self { groups: (0..settings.contacts.len()).map(of_source).collect() }
    }

    /// All these records.
    pub(crate) fn records(&self) -> impl Iterator<Item = ContactRecord> {
        self.groups.iter().flatten().flat_map(|(_, rows)| rows).copied()
    }
}

/// The records of a source in one group of fingerprints whose fingerprints occur more than once, by fingerprint.
///
/// A bitmap with 16 bits for each record finds the candidates first: fingerprints that collide in it. Only these are sorted.
fn find_repeats(parts: &Parts, source: usize, group: usize) -> Vec<(u64, Vec<ContactRecord>)> {
    let prints = || {
        let of_source = parts.list.iter().filter(move |part| part.source == source);
        of_source.flat_map(move |part| part.scattered.prints(group).map(|(print, row)| (print, part.base.behind(row))))
    };
    let bits = (prints().count() * 16).next_power_of_two().max(1 << 10);
    let mut once = vec![0_u64; bits / 64];
    let mut again = vec![0_u64; bits / 64];
    let place = |print: u64| (((print & (bits as u64 - 1)) / 64) as usize, 1_u64 << (print % 64));
    let mut any = false;
    for (print, _) in prints() {
        let (word, bit) = place(print);
        if once[word] & bit != 0 {
            again[word] |= bit;
            any = true;
        }
        once[word] |= bit;
    }
    if !any {
        return Vec::new();
    }
    let collides = |(print, _): &(u64, ContactRecord)| {
        let (word, bit) = place(*print);
        again[word] & bit != 0
    };
    let mut candidates: Vec<(u64, ContactRecord)> = prints().filter(collides).collect();
    candidates.sort_unstable();
    let groups = candidates.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1);
    groups.map(|same| (same[0].0, same.iter().map(|(_, row)| *row).collect())).collect()
}

/// Marks the versions of each contact that newer ones replace as of the as-of date ([`super::versions`]), and returns counts
/// for each source. `located` says where the records of `repeats` are stored.
pub(crate) fn mark_replaced_versions(
    parts: &Parts,
    children: &mut Children,
    repeats: &RepeatedContacts,
    located: &[Located],
    as_of: Day,
) -> Vec<VersionCounts> {
    let locate = |row: ContactRecord| located.binary_search_by_key(&row, |place| place.row).ok().map(|at| located[at]);
    let of_source = |groups: &Vec<(u64, Vec<ContactRecord>)>| {
        let mut found = VersionCounts::default();
        let mut superseded: Vec<(Located, Option<Month>)> = Vec::new();
        for (print, group) in groups {
            let mut same: Vec<Located> = group.iter().filter_map(|row| locate(*row)).collect();
            same.sort_by_key(|place| (parts.extra(place.row).recorded(), place.row));
            let row = |place: &Located| children.located(place);
            let outcome = |place: &Located| row(place).outcome_on(as_of);
            let versions_on = |day: Day| -> Vec<Version> {
                same.iter().map(|place| version_on(parts, children, place, day)).collect()
            };
            let versions = versions_on(as_of);
            let replaced = find_replaced(&versions);
            let from = replaced_from(&replaced, &versions, as_of, versions_on);
            superseded.extend(replaced.iter().zip(from).map(|((old, _), from)| (same[*old], from)));
            let outcomes_differ = |(old, new): &(usize, usize)| outcome(&same[*old]) != outcome(&same[*new]);
            found.changed_outcomes += u64::from(replaced.iter().any(outcomes_differ));
            let is_lost = |(old, new): &&(usize, usize)| {
                let (old, new) = (&same[*old], &same[*new]);
                stand_for_two(old, new, row, as_of) || is_taken_by_cancelled(row(old), row(new), as_of)
            };
            let lost = replaced.iter().filter(is_lost).count() as u64;
            if lost > 0 || is_reused(&same, row, as_of) {
                found.reused_ids += 1;
                found.lost_to_reused_ids += lost;
                if lost > 0 {
                    found.losing_ids.insert((*print & 0xFFFF) as u16);
                }
            }
            found.order_decided += u64::from(is_decided_by_reading_order(parts, &same, &replaced, outcome));
            let day_and_service = |place: &Located| (row(place).day(), row(place).service);
            let is_moved = same.windows(2).any(|pair| day_and_service(&pair[0]) != day_and_service(&pair[1]));
            found.moved_ids += u64::from(is_moved);
        }
        (found, superseded)
    };
    let found: Vec<_> = repeats.groups.par_iter().map(of_source).collect();
    let mut counts = Vec::with_capacity(found.len());
    for (of_source, superseded) in found {
        for (old, from) in superseded {
            children.supersede(&old, from);
        }
        counts.push(of_source);
    }
    counts
}

/// A record as a version of its contact, with its outcome as it is read on a day.
pub(super) fn version_on(parts: &Parts, children: &Children, place: &Located, day: Day) -> Version {
    let row = children.located(place);
    Version {
        child: (place.partition, place.child),
        recorded: parts.extra(place.row).recorded(),
        day: row.day(),
        pending: row.outcome_on(day) == Outcome::Pending,
        row: place.row,
    }
}

/// Whether the records with one contact id stand for different contacts.
fn is_reused<'a>(same: &[Located], row: impl Fn(&Located) -> &'a Row + Copy, as_of: Day) -> bool {
    let child = |place: &Located| (place.partition, place.child);
    let mut happened = same.iter().filter(|place| took_place(row(place), as_of));
    let first = happened.next();
    first.is_some_and(|first| happened.any(|other| stand_for_two(first, other, row, as_of)))
        || same.windows(2).any(|pair| child(&pair[0]) != child(&pair[1]))
}

/// Whether two records with one contact id stand for different contacts: they are of different children, or both took place and
/// differ in date or service. A booking that was moved is one contact.
fn stand_for_two<'a>(one: &Located, other: &Located, row: impl Fn(&Located) -> &'a Row, as_of: Day) -> bool {
    let (a, b) = (row(one), row(other));
    let differ = (a.day(), a.service) != (b.day(), b.service);
    (one.partition, one.child) != (other.partition, other.child)
        || (differ && took_place(a, as_of) && took_place(b, as_of))
}

/// Whether a contact that took place is replaced by a cancelled one of another date: somebody used the id to book again.
fn is_taken_by_cancelled(old: &Row, new: &Row, as_of: Day) -> bool {
    let outcome = new.outcome_on(as_of);
    let is_cancelled = outcome.may_be_in_future() && outcome != Outcome::Pending;
    is_cancelled && old.day() != new.day() && took_place(old, as_of)
}

fn took_place(row: &Row, as_of: Day) -> bool {
    !row.outcome_on(as_of).may_be_in_future()
}

/// Whether reading order decided between different outcomes of a child's versions that were recorded at the same moment, one of
/// which counts. `same` is in the order of recording, then of reading; `replaced` says which versions are replaced. A booking
/// followed by its outcome is usual where files overlap, and decides nothing.
fn is_decided_by_reading_order(
    parts: &Parts,
    same: &[Located],
    replaced: &[(usize, usize)],
    outcome: impl Fn(&Located) -> Outcome,
) -> bool {
    let moment = |at: &usize| (same[*at].partition, same[*at].child, parts.extra(same[*at].row).recorded());
    let mut order: Vec<usize> = (0..same.len()).collect();
    // A stable sort, so that versions of one moment stay in reading order.
    order.sort_by_key(moment);
    let counts = |at: &usize| replaced.iter().all(|(old, _)| old != at);
    order.chunk_by(|one, other| moment(one) == moment(other)).any(|tied| {
        let last = outcome(&same[tied[tied.len() - 1]]);
        let differs = |at: &usize| ![last, Outcome::Pending].contains(&outcome(&same[*at]));
        tied.iter().any(counts) && tied.iter().any(differs)
    })
}

/// Marks bookings that have an outcome: a pending record without a contact id is superseded by a record with another outcome
/// and without a contact id, of the same source, child, service, date and time. An outcome recorded for a future date is not
/// read, so it supersedes nothing. `versions` also learns of appointments that were attended by one file and missed by another.
pub(crate) fn mark_answered_bookings(
    settings: &Settings,
    intake: &Intake,
    children: &mut Children,
    versions: &mut [VersionCounts],
    as_of: Day,
) {
    let parts = &intake.parts;
    let attended_and_missed = AttendedAndMissed::new(settings, intake);
    children.mark(|rows| {
        let slot = |row: &Row| (row.day(), row.codes.order_of_time(), row.service);
        for same in rows.chunk_by_mut(|a, b| slot(a) == slot(b)) {
            let open = |row: &Row| !row.codes.has_id() && !row.is_duplicate();
            if same.iter().filter(|row| open(row)).count() < 2 {
                continue;
            }
            attended_and_missed.count(same);
            // By source, whether the outcome that answers the booking is one that may be recorded early.
            let mut answers: HashMap<usize, bool> = HashMap::new();
            for row in same.iter().filter(|row| open(row) && row.outcome() != Outcome::Pending) {
                let early = row.outcome().may_be_in_future();
                if early || row.day() <= as_of {
                    *answers.entry(parts.extra(row.row).source()).or_default() |= early;
                }
            }
            for row in same.iter_mut().filter(|row| open(row) && row.outcome() == Outcome::Pending) {
                match answers.get(&parts.extra(row.row).source()) {
                    Some(true) => row.supersede(),
                    Some(false) => row.answer(),
                    None => {}
                }
            }
        }
    });
    for (versions, count) in versions.iter_mut().zip(attended_and_missed.into_counts()) {
        versions.attended_and_missed = count;
    }
}

/// Marks records of children that equal a later record of their source in every mapped field.
pub(crate) fn mark_repeated_child_records(intake: &mut Intake) {
    let Intake { files, register, .. } = intake;
    let Register { people, fates, .. } = register;
    let mut last = HashMap::new();
    for file in files.iter().filter(|file| file.sort == Sort::Children) {
        for row in file.rows.clone() {
            if let Some(earlier) = last.insert((file.source, people.prints[row]), row) {
                fates[earlier] = Fate::Duplicate;
            }
        }
    }
}
