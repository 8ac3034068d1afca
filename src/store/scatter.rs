//! Distributes the contacts of a part to the partitions of their children, while the part is still in the processor's cache.

use super::local_ids::{StandsFor, numbers};
use super::{PARTITIONS, PackedKey, TOGETHER};
use crate::cells::nhs::NhsNumber;
use crate::contact::columns::{Contacts, Fingerprint, NO_TEXT, Places, RareColumns, RawContact};

/// A contact that has not been gathered yet, with its row in the part.
#[derive(Clone, Copy, Debug)]
pub(super) struct ContactInPart {
    pub(super) row: u32,
    pub(super) contact: RawContact,
}

/// The contacts of a part, by partition.
#[derive(Debug, Default)]
pub struct PartitionedContacts {
    /// How many contacts there are.
    rows: usize,
    /// The contacts with an NHS number, by partition and then reading order; each group holds [`TOGETHER`] partitions.
    pub(super) groups: Vec<Vec<ContactInPart>>,
    /// Where each partition's contacts start, counted over all groups.
    starts: Vec<u32>,
    /// The contacts without an NHS number, in reading order: their children are known only when all parts have been read.
    pub(super) waiting: Vec<ContactInPart>,
    /// The rows of these contacts, kept after they have been gathered.
    pub(super) without_number: Vec<u32>,
    /// Fingerprints, each as its middle and low bits with its row, by group and then reading order.
    prints: Vec<(u32, u32, u32)>,
    /// Where each group's fingerprints start.
    print_starts: Vec<u32>,
    /// What the part's local ids stand for, by their numbers in the part.
    numbers: Vec<StandsFor>,
    /// Where the records start in the file.
    pub(crate) places: Places,
    /// Fields that few of them have.
    pub(crate) rare: RareColumns,
}

impl PartitionedContacts {
    /// Distributes the contacts of a part with `locals` distinct local ids.
    pub(crate) fn of(contacts: Contacts, locals: usize) -> Self {
        let Contacts { rows, prints, mut places, rare } = contacts;
        places.shrink();
        let local = rare.local.iter().chain(std::iter::repeat(NO_TEXT));
        let numbers = numbers(locals, rows.iter().map(|contact| contact.nhs).zip(local));
        let partition =
            |contact: &RawContact| (contact.nhs != NhsNumber::NONE).then(|| PackedKey::nhs(contact.nhs).partition());
        let mut starts = vec![0_u32; PARTITIONS + 1];
        for place in rows.iter().filter_map(partition) {
            starts[place + 1] += 1;
        }
        for place in 0..PARTITIONS {
            starts[place + 1] += starts[place];
        }
        let count_of = |group: usize| (starts[(group + 1) * TOGETHER] - starts[group * TOGETHER]) as usize;
        let placeholders = |count: usize| {
            rows.first().map_or_else(Vec::new, |contact| vec![ContactInPart { row: 0, contact: *contact }; count])
        };
        let mut groups: Vec<Vec<ContactInPart>> =
            (0..PARTITIONS / TOGETHER).map(|group| placeholders(count_of(group))).collect();
        let mut waiting = Vec::new();
        // Where the next contact of each partition goes in its group.
        let mut next: Vec<u32> =
            (0..PARTITIONS).map(|place| starts[place] - starts[place / TOGETHER * TOGETHER]).collect();
        for (row, contact) in (0..).zip(&rows) {
            let moved = ContactInPart { row, contact: *contact };
            match partition(contact) {
                Some(place) => {
                    groups[place / TOGETHER][next[place] as usize] = moved;
                    next[place] += 1;
                }
                None => waiting.push(moved),
            }
        }
        let count = rows.len();
        drop(rows);
        let (prints, print_starts) = by_group(&prints);
        let without_number = waiting.iter().map(|moved| moved.row).collect();
        Self { rows: count, groups, starts, waiting, without_number, prints, print_starts, numbers, places, rare }
    }

    /// How many contacts there are.
    pub(crate) const fn len(&self) -> usize {
        self.rows
    }

    /// The contacts with an NHS number in a partition, in reading order. Panics once the group has been freed.
    pub(super) fn of_partition(&self, partition: usize) -> &[ContactInPart] {
        let base = self.starts[partition / TOGETHER * TOGETHER];
        let (from, to) = (self.starts[partition] - base, self.starts[partition + 1] - base);
        &self.groups[partition / TOGETHER][from as usize..to as usize]
    }

    /// The fingerprints of a group ([`Fingerprint::half`]) with their rows in the part, in reading order.
    pub(crate) fn prints(&self, group: usize) -> impl Iterator<Item = (u64, u32)> {
        let of_group = &self.prints[self.print_starts[group] as usize..self.print_starts[group + 1] as usize];
        of_group.iter().map(|(middle, low, row)| (u64::from(*middle) << 32 | u64::from(*low), *row))
    }

    /// What the part's local ids stand for, by their numbers in the part.
    pub(crate) fn numbers(&self) -> &[StandsFor] {
        &self.numbers
    }

    /// The contacts with their fingerprints, in reading order. Only before they have been gathered.
    pub fn in_reading_order(&self) -> Vec<(RawContact, u64)> {
        let mut contacts: Vec<&ContactInPart> = self.groups.iter().flatten().chain(&self.waiting).collect();
        contacts.sort_unstable_by_key(|contact| contact.row);
        let mut prints: Vec<(u32, u64)> =
            (0..PARTITIONS).flat_map(|group| self.prints(group).map(|(print, row)| (row, print))).collect();
        prints.sort_unstable();
        contacts.into_iter().zip(prints).map(|(contact, (_, print))| (contact.contact, print)).collect()
    }

    /// Whether any contact is at another time than midnight.
    pub(crate) fn has_later_times(&self) -> bool {
        self.groups
            .iter()
            .flatten()
            .chain(&self.waiting)
            .any(|contact| contact.contact.codes.time().is_some_and(|time| time.0 > 0))
    }

    /// Removes the times of all contacts.
    pub(crate) fn forget_times(&mut self) {
        for ContactInPart { contact, .. } in self.groups.iter_mut().flatten().chain(&mut self.waiting) {
            contact.codes = contact.codes.without_time();
        }
    }

    /// Frees the fingerprints.
    pub(crate) fn forget_prints(&mut self) {
        self.prints = Vec::new();
    }
}

/// Fingerprints with their rows by group, and where each group starts.
fn by_group(prints: &[Fingerprint]) -> (Vec<(u32, u32, u32)>, Vec<u32>) {
    let mut starts = vec![0_u32; PARTITIONS + 1];
    for print in prints {
        starts[print.group() + 1] += 1;
    }
    for group in 0..PARTITIONS {
        starts[group + 1] += starts[group];
    }
    let mut next = starts.clone();
    let mut sorted = vec![(0, 0, 0); prints.len()];
    for (row, print) in (0..).zip(prints) {
        let half = print.half();
        let place = &mut next[print.group()];
        sorted[*place as usize] = ((half >> 32) as u32, half as u32, row);
        *place += 1;
    }
    (sorted, starts)
}
