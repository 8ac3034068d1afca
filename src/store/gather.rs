//! Gathers the contacts of each child side by side, partition by partition.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::children::{Children, Partition};
use super::contact_blocks::ContactBlocks;
use super::local_ids::{StandsFor, key_of};
use super::parts::{Part, Parts};
use super::register::Register;
use super::row::Row;
use super::same::{JoinedChildren, JoinedRecords};
use super::scatter::ContactInPart;
use super::{PARTITIONS, PackedKey, TOGETHER};
use crate::cells::nhs::NhsNumber;
use crate::contact::columns::NO_TEXT;
use crate::records::{ChildRecord, ContactRecord};

/// Where a contact is stored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Located {
    /// Its record.
    pub(crate) row: ContactRecord,
    /// The partition.
    pub(crate) partition: u32,
    /// The index of the child in the partition.
    pub(crate) child: u32,
    /// The index among the child's contacts.
    pub(crate) at: u32,
}

/// A set of records, one bit each.
#[derive(Debug, Default)]
pub(crate) struct RecordSet(Vec<u64>);

impl RecordSet {
    /// The set of `rows`, out of `count` records. An empty set takes no memory.
    pub(crate) fn new(count: usize, rows: impl Iterator<Item = ContactRecord>) -> Self {
        let mut bits = Vec::new();
        for row in rows.map(ContactRecord::place) {
            if bits.is_empty() {
                bits.resize(count / 64 + 1, 0_u64);
            }
            bits[row / 64] |= 1 << (row % 64);
        }
        Self(bits)
    }

    fn contains(&self, row: ContactRecord) -> bool {
        let row = row.place();
        self.0[row / 64] >> (row % 64) & 1 == 1
    }
}

/// Gathers the contacts of all children. Returns the children, and where the `marked` records are stored, by record.
///
/// `numbers` is what local ids stand for; `same` says which children are joined beyond that. The memory that the parts held for
/// this is freed along the way.
pub(crate) fn gather(
    parts: &mut Parts,
    register: &Register,
    numbers: Vec<StandsFor>,
    same: JoinedChildren,
    marked: &RecordSet,
) -> (Children, Vec<Located>) {
    let mut members = JoinedRecords::default();
    let late = late(parts, &numbers, &same, &mut members);
    for part in &mut parts.list {
        part.scattered.waiting = Vec::new();
    }
    let records = records(register, &numbers, &same, &mut members);
    let mut partitions = Vec::with_capacity(PARTITIONS);
    let mut located = Vec::new();
    for group in 0..PARTITIONS / TOGETHER {
        let shared = &*parts;
        let of_partition = |rows: &mut Vec<Row>, place: usize| {
            partition(rows, place, shared, (&late[place], &records[place]), &same, marked)
        };
        let gathered = (group * TOGETHER..(group + 1) * TOGETHER).into_par_iter().map_init(Vec::new, of_partition);
        for (partition, mut found) in gathered.collect::<Vec<_>>() {
            partitions.push(partition);
            located.append(&mut found);
        }
        for part in &mut parts.list {
            part.scattered.groups[group] = Vec::new();
        }
    }
    for part in &mut parts.list {
        // Rows have the final numbers by now. The services are still needed by `measures::beginnings`.
        part.to.providers = Vec::new();
    }
    located.par_sort_unstable_by_key(|place: &Located| place.row);
    (Children::new(partitions, numbers, same, members.sorted()), located)
}

/// A contact without an NHS number, or whose NHS number was joined to another key: the index of its part, its child's key, and
/// the contact.
type Rerouted = (u32, PackedKey, ContactInPart);

/// By partition, the contacts without an NHS number and those whose NHS number was joined to another key.
fn late(
    parts: &Parts,
    numbers: &[StandsFor],
    same: &JoinedChildren,
    members: &mut JoinedRecords,
) -> Vec<Vec<Rerouted>> {
    let mut late: Vec<Vec<Rerouted>> = vec![Vec::new(); PARTITIONS];
    let involved: BTreeSet<usize> = same.numbers().map(PackedKey::partition).collect();
    for (number, part) in (0..).zip(&parts.list) {
        for moved in &part.scattered.waiting {
            let local = part.scattered.rare.local.get(moved.row as usize);
            let own = key_of(part.to.locals[local as usize], numbers);
            let key = same.root(own);
            if same.involves(own) {
                members.contacts.push((own, part.base.behind(moved.row)));
            }
            late[key.partition()].push((number, key, *moved));
        }
        for moved in involved.iter().flat_map(|place| part.scattered.of_partition(*place)) {
            let own = PackedKey::nhs(moved.contact.nhs);
            if same.involves(own) {
                members.contacts.push((own, part.base.behind(moved.row)));
                let key = same.root(own);
                if key != own {
                    late[key.partition()].push((number, key, *moved));
                }
            }
        }
    }
    late
}

/// The records of children by partition, each with its child's key.
fn records(
    register: &Register,
    numbers: &[StandsFor],
    same: &JoinedChildren,
    members: &mut JoinedRecords,
) -> Vec<Vec<(PackedKey, ChildRecord)>> {
    let mut records = vec![Vec::new(); PARTITIONS];
    for (row, nhs) in register.people.nhs.iter().enumerate() {
        let own = match *nhs {
            NhsNumber::NONE => key_of(register.people.rare.local.get(row), numbers),
            number => PackedKey::nhs(number),
        };
        let key = same.root(own);
        if same.involves(own) {
            members.records.push((own, ChildRecord::at(row)));
        }
        records[key.partition()].push((key, ChildRecord::at(row)));
    }
    records
}

/// Numbers the children of a partition in the order in which they first occur.
#[derive(Default)]
struct Numbering {
    numbers: HashMap<PackedKey, u32, FixedState>,
    keys: Vec<PackedKey>,
}

impl Numbering {
    fn of(&mut self, key: PackedKey) -> u32 {
        *self.numbers.entry(key).or_insert_with(|| {
            self.keys.push(key);
            self.keys.len() as u32 - 1
        })
    }
}

/// Where each child's items start, given the child of each item.
fn starts(children: usize, child_of: &[u32]) -> Vec<u32> {
    let mut starts = vec![0_u32; children + 1];
    for child in child_of {
        starts[*child as usize + 1] += 1;
    }
    for child in 0..children {
        starts[child + 1] += starts[child];
    }
    starts
}

/// Gathers the partition `place`. `rows` is working memory, reused for the next partition.
fn partition(
    rows: &mut Vec<Row>,
    place: usize,
    parts: &Parts,
    (late, records): (&[Rerouted], &[(PackedKey, ChildRecord)]),
    same: &JoinedChildren,
    marked: &RecordSet,
) -> (Partition, Vec<Located>) {
    // Nearly always, every contact of the partition stays in it.
    let all_stay = !same.numbers().any(|number| number.partition() == place && same.root(number) != number);
    let stays = |moved: &&ContactInPart| {
        let key = PackedKey::nhs(moved.contact.nhs);
        all_stay || same.root(key) == key
    };
    let of_part = |part: &Part| part.scattered.of_partition(place).len();
    let count = if all_stay {
        parts.list.iter().map(of_part).sum::<usize>()
    } else {
        parts.list.iter().map(|part| part.scattered.of_partition(place).iter().filter(stays).count()).sum()
    } + late.len();
    let mut numbering = Numbering::default();
    let mut child_of: Vec<u32> = Vec::with_capacity(count);
    for part in &parts.list {
        for moved in part.scattered.of_partition(place).iter().filter(stays) {
            child_of.push(numbering.of(PackedKey::nhs(moved.contact.nhs)));
        }
    }
    child_of.extend(late.iter().map(|(_, key, _)| numbering.of(*key)));
    let record_of: Vec<u32> = records.iter().map(|(key, _)| numbering.of(*key)).collect();
    let keys = numbering.keys;

    let row_starts = starts(keys.len(), &child_of);
    let mut next = row_starts.clone();
    rows.clear();
    let mut child_of = child_of.into_iter();
    let mut put = |number: usize, moved: &ContactInPart| {
        let part = &parts.list[number];
        let service = part.to.services[moved.contact.service.get() as usize];
        let provider = match moved.contact.provider.get() {
            NO_TEXT => NO_TEXT,
            number => part.to.providers[number as usize],
        };
        let row = Row::new(part.base.behind(moved.row), &moved.contact, service, provider);
        if rows.is_empty() {
            rows.resize(count, row);
        }
        if let Some(child) = child_of.next() {
            let at = &mut next[child as usize];
            rows[*at as usize] = row;
            *at += 1;
        }
    };
    for (number, part) in parts.list.iter().enumerate() {
        for moved in part.scattered.of_partition(place).iter().filter(stays) {
            put(number, moved);
        }
    }
    for (number, _, moved) in late {
        put(*number as usize, moved);
    }
    let range = |child: usize| row_starts[child] as usize..row_starts[child + 1] as usize;
    let contacts = ContactBlocks::new(row_starts.clone(), |child, out| in_order(&mut rows[range(child)], out));

    let record_starts = starts(keys.len(), &record_of);
    let mut next = record_starts.clone();
    let mut sorted_records: Vec<ChildRecord> = records.iter().map(|(_, record)| *record).collect();
    for ((_, record), child) in records.iter().zip(record_of) {
        let at = &mut next[child as usize];
        sorted_records[*at as usize] = *record;
        *at += 1;
    }

    let mut located = Vec::new();
    if !marked.0.is_empty() {
        for child in 0..keys.len() {
            let found = (0..).zip(contacts.of(child)).filter(|(_, row)| marked.contains(row.row));
            located.extend(found.map(|(at, row)| Located {
                row: row.row,
                partition: place as u32,
                child: child as u32,
                at,
            }));
        }
    }
    (Partition::new(keys, contacts, record_starts, sorted_records), located)
}

/// The most contacts of a child that are sorted by counting.
const FEW: usize = 32;

/// Appends a child's contacts to `out` in order. Most children have about a dozen, so this counts, pair by pair, how many
/// contacts come before each: a sort without unpredictable branches.
fn in_order(rows: &mut [Row], out: &mut Vec<Row>) {
    if rows.len() > FEW {
        rows.sort_unstable_by_key(Row::order);
        return out.extend_from_slice(rows);
    }
    let (mut orders, mut places) = ([0_u128; FEW], [0_u8; FEW]);
    for (at, row) in rows.iter().enumerate() {
        let order = row.order();
        let mut place = 0;
        for (other, place_of_other) in orders[..at].iter().zip(&mut places) {
            let comes_before = u8::from(*other < order);
            place += comes_before;
            *place_of_other += 1 - comes_before;
        }
        (orders[at], places[at]) = (order, place);
    }
    let mut at_place = [0; FEW];
    for (at, place) in (0..).zip(&places[..rows.len()]) {
        at_place[usize::from(*place)] = at;
    }
    out.extend(at_place[..rows.len()].iter().map(|at: &usize| rows[*at]));
}
