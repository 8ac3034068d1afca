//! Finds records that repeat another record of the same source, and records that a newer version replaced.
//!
//! Possible repeats are found by fingerprints before anyone knows who is who ([`RepeatedContacts`]); what each record
//! says is looked up when the contacts have been brought to their children ([`mark_replaced_versions`]).

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

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

/// Counts of what the versions of a source's contacts show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct VersionCounts {
    /// Contacts whose outcome differs from that of the version that it replaced.
    pub(crate) changed_outcomes: u64,
    /// Contact ids whose records differ in day or service: moved appointments, or an id that is not the contact's own.
    pub(crate) moved_ids: u64,
    /// Contact ids that stand for different things: for different children, or for contacts on different dates or with
    /// different services that have an outcome each. A booking that was moved is none.
    pub(crate) reused_ids: u64,
    /// Records that do not count because such an id also stands for a record of another child, date or service, which replaced
    /// them: one id can take ever more of them.
    pub(crate) lost_to_reused_ids: u64,
    /// The ids that took them, as 16 bits of their fingerprints: enough to tell that there is a new one, and too few to tell an id.
    pub(crate) losing_ids: BTreeSet<u16>,
    /// Contacts of which two versions tie, with different outcomes, so that reading order decided: or would have, had the
    /// one read last not been a booking.
    pub(crate) order_decided: u64,
}

/// The contacts whose fingerprints occur more than once, by source: records with one contact id, or without one and equal
/// in every mapped field.
pub(crate) struct RepeatedContacts {
    /// For each source, fingerprints with their records, ascending within each.
    groups: Vec<Vec<(u64, Vec<ContactRecord>)>>,
}

impl RepeatedContacts {
    /// Finds them among all contacts.
    pub(crate) fn find(settings: &Settings, parts: &Parts) -> Self {
        let of_source = |source: usize| {
            let of_group = |group: usize| find_repeats(parts, source, group);
            (0..PARTITIONS).into_par_iter().flat_map_iter(of_group).collect()
        };
        Self { groups: (0..settings.contacts.len()).map(of_source).collect() }
    }

    /// The records in any of the groups.
    pub(crate) fn records(&self) -> impl Iterator<Item = ContactRecord> {
        self.groups.iter().flatten().flat_map(|(_, rows)| rows).copied()
    }
}

/// The records of a source and a group of fingerprints that share theirs with another one.
///
/// A fingerprint has one bit in a field of sixteen for each record; two that meet there are looked at more closely.
fn find_repeats(parts: &Parts, source: usize, group: usize) -> Vec<(u64, Vec<ContactRecord>)> {
    let own = || {
        let own = parts.list.iter().filter(move |part| part.source == source);
        own.flat_map(move |part| part.scattered.prints(group).map(|(print, row)| (print, part.base.behind(row))))
    };
    let bits = (own().count() * 16).next_power_of_two().max(1 << 10);
    let mut once = vec![0_u64; bits / 64];
    let mut more = vec![0_u64; bits / 64];
    let place = |print: u64| (((print & (bits as u64 - 1)) / 64) as usize, 1_u64 << (print % 64));
    let mut any = false;
    for (print, _) in own() {
        let (word, bit) = place(print);
        if once[word] & bit != 0 {
            more[word] |= bit;
            any = true;
        }
        once[word] |= bit;
    }
    if !any {
        return Vec::new();
    }
    let met = |(print, _): &(u64, ContactRecord)| {
        let (word, bit) = place(*print);
        more[word] & bit != 0
    };
    let mut met: Vec<(u64, ContactRecord)> = own().filter(met).collect();
    met.sort_unstable();
    let groups = met.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1);
    groups.map(|same| (same[0].0, same.iter().map(|(_, row)| *row).collect())).collect()
}

/// Marks the versions of each contact that newer ones replace as of the as-of date ([`super::versions`]). `located`
/// is where the records of `repeats` are.
pub(crate) fn mark_replaced_versions(
    parts: &Parts,
    children: &mut Children,
    repeats: &RepeatedContacts,
    located: &[Located],
    as_of: Day,
) -> Vec<VersionCounts> {
    let locate = |row: ContactRecord| located.binary_search_by_key(&row, |own| own.row).ok().map(|at| located[at]);
    let of_source = |groups: &Vec<(u64, Vec<ContactRecord>)>| {
        let mut found = VersionCounts::default();
        let mut superseded: Vec<(Located, Option<Month>)> = Vec::new();
        for (print, group) in groups {
            let mut same: Vec<Located> = group.iter().filter_map(|row| locate(*row)).collect();
            same.sort_by_key(|own| (parts.extra(own.row).recorded(), own.row));
            let row = |own: &Located| children.located(own);
            let outcome = |own: &Located| row(own).outcome_on(as_of);
            let on =
                |day: Day| -> Vec<Version> { same.iter().map(|own| version_on(parts, children, own, day)).collect() };
            let own = on(as_of);
            let replaced = find_replaced(&own);
            let from = replaced_from(&replaced, &own, as_of, on);
            superseded.extend(replaced.iter().zip(from).map(|((old, _), from)| (same[*old], from)));
            let outcomes_differ = |(old, new): &(usize, usize)| outcome(&same[*old]) != outcome(&same[*new]);
            found.changed_outcomes += u64::from(replaced.iter().any(outcomes_differ));
            let differ = |differ: &dyn Fn(&Located, &Located) -> bool| {
                u64::from(same.windows(2).any(|pair| differ(&pair[0], &pair[1])))
            };
            if is_reused(&same, row, as_of) {
                found.reused_ids += 1;
                let is_lost = |(old, new): &&(usize, usize)| stand_for_two(&same[*old], &same[*new], row, as_of);
                let lost = replaced.iter().filter(is_lost).count() as u64;
                found.lost_to_reused_ids += lost;
                if lost > 0 {
                    found.losing_ids.insert((*print & 0xFFFF) as u16);
                }
            }
            found.order_decided += u64::from(is_decided_by_reading_order(parts, &same, &replaced, outcome));
            found.moved_ids += differ(&|a, b| (row(a).day(), row(a).service) != (row(b).day(), row(b).service));
        }
        (found, superseded)
    };
    let found: Vec<_> = repeats.groups.par_iter().map(of_source).collect();
    let mut versions = Vec::with_capacity(found.len());
    for (own, superseded) in found {
        for (old, from) in superseded {
            children.supersede(&old, from);
        }
        versions.push(own);
    }
    versions
}

/// A record as a version of its contact, as a day sees it.
pub(super) fn version_on(parts: &Parts, children: &Children, own: &Located, day: Day) -> Version {
    let row = children.located(own);
    Version {
        child: (own.partition, own.child),
        recorded: parts.extra(own.row).recorded(),
        day: row.day(),
        pending: row.outcome_on(day) == Outcome::Pending,
        row: own.row,
    }
}

/// Whether the records of one contact id stand for different things.
fn is_reused<'a>(same: &[Located], row: impl Fn(&Located) -> &'a Row + Copy, as_of: Day) -> bool {
    let place = |own: &Located| (own.partition, own.child);
    let mut happened = same.iter().filter(|own| took_place(row(own), as_of));
    let first = happened.next();
    first.is_some_and(|first| happened.any(|own| stand_for_two(first, own, row, as_of)))
        || same.windows(2).any(|pair| place(&pair[0]) != place(&pair[1]))
}

/// Whether two records of one contact id are of different children, or of dates or services that differ and both took place: a
/// booking that was moved is one contact.
fn stand_for_two<'a>(one: &Located, other: &Located, row: impl Fn(&Located) -> &'a Row, as_of: Day) -> bool {
    let (a, b) = (row(one), row(other));
    let differ = (a.day(), a.service) != (b.day(), b.service);
    (one.partition, one.child) != (other.partition, other.child)
        || (differ && took_place(a, as_of) && took_place(b, as_of))
}

fn took_place(row: &Row, as_of: Day) -> bool {
    !row.outcome_on(as_of).may_be_in_future()
}

/// Whether reading order decided between the outcomes of a child's versions that were recorded at one moment, of which one
/// counts: `same` is in the order of recording, then of reading, and `replaced` says which of them are replaced. A booking that
/// was read first, and its outcome after it, is what files that overlap are like: nobody needs to decide there.
fn is_decided_by_reading_order(
    parts: &Parts,
    same: &[Located],
    replaced: &[(usize, usize)],
    outcome: impl Fn(&Located) -> Outcome,
) -> bool {
    let moment = |at: &usize| (same[*at].partition, same[*at].child, parts.extra(same[*at].row).recorded());
    let mut order: Vec<usize> = (0..same.len()).collect();
    // Stable, so that those of one moment are in the order of reading still.
    order.sort_by_key(moment);
    let counts = |at: &usize| replaced.iter().all(|(old, _)| old != at);
    order.chunk_by(|one, other| moment(one) == moment(other)).any(|tied| {
        let last = outcome(&same[tied[tied.len() - 1]]);
        let differs = |at: &usize| ![last, Outcome::Pending].contains(&outcome(&same[*at]));
        tied.iter().any(counts) && tied.iter().any(differs)
    })
}

/// Marks bookings that an outcome answers: a pending record without a contact id is superseded by one without a contact id
/// of the same source, child, service, date and time that has another outcome. An outcome recorded for a date that is still
/// to come is not read, so it supersedes nothing.
pub(crate) fn mark_answered_bookings(parts: &Parts, children: &mut Children, as_of: Day) {
    children.mark(|rows| {
        let slot = |row: &Row| (row.day(), row.codes.order_of_time(), row.service);
        for same in rows.chunk_by_mut(|a, b| slot(a) == slot(b)) {
            let open = |row: &Row| !row.codes.has_id() && !row.is_duplicate();
            if same.iter().filter(|row| open(row)).count() < 2 {
                continue;
            }
            // By source: whether an outcome that may be recorded early answers what is pending.
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
}

/// Marks children's records that equal a later one of their source in every mapped field.
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
