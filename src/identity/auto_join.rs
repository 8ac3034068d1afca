//! Joins children by a match key without a person's decision, if the setting `[identity] join` asks for it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::links::Decision;
use super::pairs::{MAX_PAIRS_PER_KEY, rows_of};
use crate::cells::nhs::NhsNumber;
use crate::child::reread;
use crate::config::settings::Settings;
use crate::contact::columns::NO_TEXT;
use crate::contact::name::{NameBits, folded};
use crate::contact::unnamed::is_for_unnamed_child;
use crate::day::{Day, NO_DAY};
use crate::field::Field;
use crate::intake::Intake;
use crate::records::{AnyRecord, ChildRecord};
use crate::stop::Stop;
use crate::store::local_ids::{StandsFor, key_of};
use crate::store::parts::Part;
use crate::store::same::{JoinedBy, JoinedChildren};
use crate::store::{ChildKey, PackedKey};

/// What the key `all_four` compares: the bits of names and postcode, and the date of birth as a column stores it.
type NamesBirthHome = (NameBits, i32);

/// The four values of a record that has them all, the key of its child, and the record.
type KeyedRecord = (NamesBirthHome, PackedKey, AnyRecord);

/// Joins children whose family name, given name, date of birth and postcode are equal, unless they are more than six.
///
/// If a person has decided that two of them are different, none of them is joined, since nobody can say whom the others belong
/// to. If their known sexes differ, only those with the same known sex are joined, for the same reason.
///
/// Children who have no name yet, such as `Baby`, are not joined: they may be twins.
///
/// # Errors
/// Any extract that cannot be read again.
pub(super) fn join_all_four(
    same: &mut JoinedChildren,
    (settings, intake): (&Settings, &Intake),
    numbers: &[StandsFor],
    decisions: &[Decision],
    as_of: Day,
) -> Result<(), Stop> {
    let mut records = keyed_records(intake, numbers, as_of);
    records.par_sort_unstable();
    records.dedup_by_key(|(values, key, _)| (*values, *key));
    let has_several = |group: &&[KeyedRecord]| group.len() > 1;
    let alike: Vec<&[KeyedRecord]> = records.chunk_by(|a, b| a.0 == b.0).filter(has_several).collect();
    let groups = groups_with_equal_texts(settings, intake, &alike)?;
    let mut wanted: BTreeSet<PackedKey> = groups.iter().flatten().copied().collect();
    if wanted.is_empty() {
        return Ok(());
    }
    // The sex of a child is also that of everyone joined with them by a decision.
    let joined = same.joined();
    wanted.extend(joined.iter().flat_map(|(key, root)| [*key, *root]));
    let mut sexes_of: BTreeMap<PackedKey, BTreeSet<u8>> = BTreeMap::new();
    for (key, sex) in sexes(intake, numbers, &wanted) {
        sexes_of.entry(same.root(key)).or_default().insert(sex);
    }
    let shown = |key: PackedKey| match key.key() {
        ChildKey::Nhs(number) => (0, number.digits()),
        ChildKey::Local(local) => (1, intake.locals.shown(local)),
    };
    let mut order = groups;
    for keys in &mut order {
        keys.sort_by_cached_key(|key| shown(*key));
    }
    order.sort_by_cached_key(|keys| shown(keys[0]));
    let different: Vec<&Decision> = decisions.iter().filter(|decision| !decision.same).collect();
    for keys in order {
        let roots: BTreeSet<PackedKey> = keys.iter().map(|key| same.root(*key)).collect();
        let tells_apart =
            |decision: &&Decision| roots.contains(&same.root(decision.a)) && roots.contains(&same.root(decision.b));
        if different.iter().any(tells_apart) {
            continue;
        }
        // The known sexes of each key, before any of them is joined.
        let sexes_of_key = |key: &PackedKey| sexes_of.get(&same.root(*key)).cloned().unwrap_or_default();
        let sexes: Vec<BTreeSet<u8>> = keys.iter().map(sexes_of_key).collect();
        let all_sexes: BTreeSet<u8> = sexes.iter().flatten().copied().collect();
        for (at, a) in keys.iter().enumerate() {
            let sexes_of_a = &sexes[at];
            for (b, sexes_of_b) in keys.iter().zip(&sexes).skip(at + 1) {
                let may_differ = all_sexes.len() > 1 && (sexes_of_a.len() != 1 || sexes_of_a != sexes_of_b);
                if !may_differ {
                    same.join(*a, *b, JoinedBy::Matched);
                    sexes_of.entry(same.root(*a)).or_default().extend(sexes_of_a.union(sexes_of_b));
                }
            }
        }
    }
    Ok(())
}

/// Splits groups with equal hashes into groups whose texts are equal too; drops groups of more than six children.
fn groups_with_equal_texts(
    settings: &Settings,
    intake: &Intake,
    groups: &[&[KeyedRecord]],
) -> Result<Vec<Vec<PackedKey>>, Stop> {
    let to_read = groups.iter().flat_map(|group| group.iter().map(|(.., record)| *record)).collect();
    let (contacts, children) = rows_of(to_read);
    let reread = reread::read(settings, intake, &contacts, &children)?;
    let mut found = Vec::new();
    for group in groups {
        let mut by_texts: BTreeMap<[String; 3], Vec<PackedKey>> = BTreeMap::new();
        for (_, key, record) in *group {
            if is_for_unnamed_child(reread.text(*record, Field::GivenName)) {
                continue;
            }
            let text = |field| folded(reread.text(*record, field));
            by_texts.entry([Field::FamilyName, Field::GivenName, Field::Postcode].map(text)).or_default().push(*key);
        }
        found.extend(by_texts.into_values().filter(|keys| (2..=MAX_PAIRS_PER_KEY + 1).contains(&keys.len())));
    }
    Ok(found)
}

/// The key of a record's child: its number, else what its local id stands for.
fn child_of(nhs: u32, local: u32, numbers: &[StandsFor]) -> Option<PackedKey> {
    match (NhsNumber::from_column(nhs), local) {
        (Some(number), _) => Some(PackedKey::of(ChildKey::Nhs(number))),
        (None, NO_TEXT) => None,
        (None, local) => Some(key_of(local, numbers)),
    }
}

/// Every record that has all four values.
fn keyed_records(intake: &Intake, numbers: &[StandsFor], as_of: Day) -> Vec<KeyedRecord> {
    let four = |name_bits: NameBits, born: i32| {
        (name_bits.has_names() && name_bits.home() != 0 && born != NO_DAY).then_some((name_bits, born))
    };
    let of_part = |part: &Part| {
        let records = part.contacts().filter_map(|(row, contact)| {
            let four = four(part.extra(row).name_bits(), contact.born.day(as_of).map_or(NO_DAY, |day| day.0))?;
            let record = AnyRecord::Contact(part.base.behind(row));
            Some((four, child_of(contact.nhs, part.extra(row).local(), numbers)?, record))
        });
        let mut records: Vec<KeyedRecord> = records.collect();
        records.sort_unstable();
        records.dedup_by_key(|(values, key, _)| (*values, *key));
        records
    };
    let mut records: Vec<KeyedRecord> = intake.parts.list.par_iter().flat_map_iter(of_part).collect();
    let people = &intake.register.people;
    records.extend((0..people.len()).filter_map(|row| {
        let four = four(people.rare.name_bits.get(row), people.born[row])?;
        let record = AnyRecord::Child(ChildRecord::at(row));
        Some((four, child_of(people.nhs[row], people.rare.local.get(row), numbers)?, record))
    }));
    records
}

/// The sex of each of the wanted children, as a column stores it: the last in a register, else that of the newest contact that
/// has one.
fn sexes(intake: &Intake, numbers: &[StandsFor], wanted: &BTreeSet<PackedKey>) -> BTreeMap<PackedKey, u8> {
    let mut newest: BTreeMap<PackedKey, ((i32, AnyRecord), u8)> = BTreeMap::new();
    let mut offer = |key: Option<PackedKey>, order: (i32, AnyRecord), sex: u8| {
        if let Some(key) = key.filter(|key| sex != 0 && wanted.contains(key)) {
            let known = newest.entry(key).or_insert((order, sex));
            if known.0 <= order {
                *known = (order, sex);
            }
        }
    };
    for part in &intake.parts.list {
        for (row, contact) in part.contacts() {
            let key = child_of(contact.nhs, part.extra(row).local(), numbers);
            offer(key, (contact.day.day().0, part.base.behind(row).into()), part.extra(row).sex());
        }
    }
    let people = &intake.register.people;
    for row in 0..people.len() {
        let key = child_of(people.nhs[row], people.rare.local.get(row), numbers);
        offer(key, (i32::MAX, ChildRecord::at(row).into()), people.rare.sex.get(row));
    }
    newest.into_iter().map(|(key, (_, sex))| (key, sex)).collect()
}
