//! Handles contacts whose newest version is left out: entered in error, or deleted.
//!
//! A left-out record is not read any further, so the version before it still counts. That version is not cancelled, because
//! systems reuse the id of a slot for one that is free or blocked, and a failed contact would then vanish without a trace. It
//! counts, and both records get a warning.
//!
//! If the version before says that the child was seen, it is the other way round: an attendance that never took place would
//! hide that a child is missing. So it is withdrawn, but only if the newest version says in words that it was entered in error
//! or deleted ([`says_in_error`](crate::contact::left_out::says_in_error)), and does not name another child or another day. A
//! free or blocked slot says nothing about who came before: without this condition, families who did come would be looked at.
//!
//! What the withdrawn attendance had replaced is then unanswered: perhaps a failed contact that somebody corrected by mistake,
//! or a contact of another child under the same id. It counts again, as if the attendance had never been read. An older
//! attendance does not count again, on whatever day, since nobody can tell whether the erroneous one had corrected it.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::duplicates::version_on;
use super::reread;
use super::versions::{Version, find_replaced};
use crate::config::settings::{Settings, Sort};
use crate::contact::columns::NO_TEXT;
use crate::contact::fate::{About, Caution, Warning};
use crate::contact::left_out::{LeftOutBy, LeftOutChild, LeftOutVersion};
use crate::day::Day;
use crate::field::Field;
use crate::intake::Intake;
use crate::records::ContactRecord;
use crate::stop::Stop;
use crate::store::gather::Located;
use crate::store::{ChildKey, Children, PARTITIONS};

/// The index of a file, and a left-out record in it.
type LeftOutInFile = (usize, LeftOutVersion);

/// The numbers of local ids by their fingerprints.
type LocalsByPrint = HashMap<u64, u32>;

/// A contact whose newest version is left out.
struct LeftOutContact {
    /// The file of that version.
    file: usize,
    newest: LeftOutVersion,
    /// The other versions, in reading order.
    others: Vec<ContactRecord>,
}

impl LeftOutContact {
    /// Whether the newest version withdraws another version: it was entered in error, and names the same child and day or none.
    /// `known` are the numbers of local ids that such versions name.
    fn withdraws(&self, (intake, children): (&Intake, &Children), known: &LocalsByPrint, version: &Located) -> bool {
        let LeftOutVersion { in_error, day, child: named_child, .. } = self.newest;
        let row = children.located(version);
        let child = children.located_child(version);
        let has_id = |ids: u32, wanted: u32| intake.locals.has(ids, |id| id == wanted);
        let names_child = || match named_child {
            LeftOutChild::Nobody => true,
            LeftOutChild::Nhs(number) => children.find(ChildKey::Nhs(number)) == Some(child),
            LeftOutChild::Local(print) => match known.get(&print) {
                // The id is this child's, or this child is one of several who have it.
                Some(id) => {
                    let mut rows = children.get(child).all_rows().iter();
                    children.find_local(*id) == Some(child)
                        || rows.any(|row| has_id(intake.parts.extra(row.row).ids(), *id))
                }
                // No other record has the id, so it can be this child's only if the version has no id of its own.
                None => intake.parts.extra(version.row).ids() == NO_TEXT,
            },
        };
        in_error && day.is_none_or(|day| day == row.day()) && names_child()
    }

    /// Works out what the newest version withdraws and what counts. `versions` are the others, in reading order. `None` if none
    /// of them counts.
    fn settle(
        &self,
        (intake, children): (&Intake, &Children),
        known: &LocalsByPrint,
        versions: &[Located],
        as_of: Day,
    ) -> Option<SettledContact> {
        let is_withdrawn =
            |at: &Located| children.located(at).outcome().has_met() && self.withdraws((intake, children), known, at);
        let counting = versions.iter().filter(|at| !children.located(at).is_duplicate());
        let (withdrawn, mut counting): (Vec<Located>, Vec<Located>) = counting.copied().partition(is_withdrawn);
        if withdrawn.is_empty() && counting.is_empty() {
            return None;
        }
        let mut again = Vec::new();
        if !withdrawn.is_empty() {
            // Of any child: the attendance may have replaced another child's contact with the same id.
            let left: Vec<Located> = versions.iter().filter(|at| !is_withdrawn(at)).copied().collect();
            let as_versions: Vec<Version> =
                left.iter().map(|at| version_on(&intake.parts, children, at, as_of)).collect();
            let replaced = find_replaced(&as_versions);
            let is_unanswered = |(index, at): (usize, &Located)| {
                let row = children.located(at);
                let is_open = as_versions[index].pending || row.outcome().has_met();
                row.is_duplicate() && !is_open && replaced.iter().all(|(old, _)| *old != index)
            };
            again.extend(left.iter().enumerate().filter(|version| is_unanswered(*version)).map(|(_, at)| *at));
        }
        counting.extend(&again);
        Some(SettledContact { file: self.file, line: self.newest.line, withdrawn, counting, again })
    }
}

/// What becomes of a contact whose newest version is left out.
struct SettledContact {
    /// The file of the newest version.
    file: usize,
    /// Its line.
    line: u32,
    /// The attendances that it withdraws.
    withdrawn: Vec<Located>,
    /// The versions that count all the same.
    counting: Vec<Located>,
    /// Those of `counting` that count again, because what had replaced them is withdrawn.
    again: Vec<Located>,
}

/// The contacts whose newest version is left out, by the file and line of that version.
pub(crate) struct Withdrawn(Vec<LeftOutContact>);

impl Withdrawn {
    /// Finds them. Only while the contacts still have their fingerprints.
    pub(crate) fn find(settings: &Settings, intake: &mut Intake) -> Self {
        let mut left_out: Vec<Vec<LeftOutInFile>> = vec![Vec::new(); settings.contacts.len()];
        for (place, file) in intake.files.iter_mut().enumerate().filter(|(_, file)| file.sort == Sort::Contacts) {
            let versions = std::mem::take(&mut file.left_out_versions).into_iter();
            left_out[file.source].extend(versions.map(|version| (place, version)));
        }
        let of_source = |(source, left_out)| of_source(intake, source, left_out);
        let mut contacts: Vec<LeftOutContact> = left_out.into_iter().enumerate().flat_map(of_source).collect();
        contacts.sort_unstable_by_key(|contact| (contact.file, contact.newest.line));
        Self(contacts)
    }

    /// The records of their other versions.
    pub(crate) fn records(&self) -> impl Iterator<Item = ContactRecord> {
        self.0.iter().flat_map(|contact| &contact.others).copied()
    }

    /// Withdraws the attendances that were entered in error, lets what they had replaced count again, and adds the warnings.
    /// Only once it is known which versions count. `located` says where their records are stored.
    ///
    /// # Errors
    /// A refusal if a file has changed since it was first read.
    pub(crate) fn settle(
        self,
        settings: &Settings,
        intake: &mut Intake,
        children: &mut Children,
        located: &[Located],
        as_of: Day,
    ) -> Result<(), Stop> {
        let find =
            |row: &ContactRecord| located.binary_search_by_key(row, |place| place.row).map(|at| located[at]).ok();
        let known = intake.locals.by_prints(&self.0.iter().filter_map(|contact| contact.newest.local()).collect());
        let settle = |contact: &LeftOutContact| {
            let versions: Vec<Located> = contact.others.iter().filter_map(find).collect();
            contact.settle((intake, children), &known, &versions, as_of)
        };
        let settled: Vec<SettledContact> = self.0.iter().filter_map(settle).collect();
        if settled.is_empty() {
            return Ok(());
        }
        for contact in &settled {
            contact.withdrawn.iter().for_each(|at| children.withdraw(at));
            contact.again.iter().for_each(|at| children.count_again(at));
        }
        let records = |contact: &SettledContact| -> Vec<ContactRecord> {
            contact.withdrawn.iter().chain(&contact.counting).map(|at| at.row).collect()
        };
        let mut rows: Vec<ContactRecord> = settled.iter().flat_map(records).collect();
        rows.sort_unstable();
        let reread = reread::read_contact_ids(settings, intake, &rows)?;
        for contact in &settled {
            let newest =
                if contact.withdrawn.is_empty() { Caution::VersionLeftOut } else { Caution::AttendanceWithdrawn };
            let place = |at: &Located| (intake.file_of(at.row), reread.line(at.row));
            let withdrawn = contact.withdrawn.iter().map(|at| (place(at), Caution::AttendanceWithdrawn));
            let counting = contact.counting.iter().map(|at| (place(at), Caution::VersionLeftOut));
            let places: Vec<_> = withdrawn.chain(counting).chain([((contact.file, contact.line), newest)]).collect();
            let contact_id = reread.text(records(contact)[0], Field::ContactId);
            for ((file, line), caution) in places {
                intake.files[file].warnings.push(Warning {
                    line,
                    about: About::Field(Field::ContactId),
                    caution,
                    value: contact_id.into(),
                });
            }
        }
        for file in &mut intake.files {
            file.warnings.sort_by_key(|warning| (warning.line, warning.about));
        }
        Ok(())
    }
}

/// The contacts of a source whose newest version is among its left-out records.
fn of_source(intake: &Intake, source: usize, left_out: Vec<LeftOutInFile>) -> Vec<LeftOutContact> {
    // For each contact id, by group, the newest left-out record; of those recorded at one moment, the last read.
    let mut newest: BTreeMap<usize, HashMap<u64, LeftOutInFile, FixedState>> = BTreeMap::new();
    for (file, version) in left_out {
        let of_group = newest.entry(version.print.group()).or_default();
        let known = of_group.entry(version.print.half()).or_insert((file, version));
        if version.recorded >= known.1.recorded {
            *known = (file, version);
        }
    }
    let of_group = |group: usize| {
        let mut found: HashMap<u64, Vec<ContactRecord>, FixedState> = HashMap::default();
        if let Some(newest) = newest.get(&group) {
            for part in intake.parts.list.iter().filter(|part| part.source == source) {
                for (print, row) in part.scattered.prints(group).filter(|(print, _)| newest.contains_key(print)) {
                    found.entry(print).or_default().push(part.base.behind(row));
                }
            }
        }
        let contact = |(print, mut others): (u64, Vec<ContactRecord>)| {
            others.sort_unstable();
            let (file, newest) = *newest.get(&group)?.get(&print)?;
            is_newest(intake, (file, &newest), &others).then_some(LeftOutContact { file, newest, others })
        };
        found.into_iter().filter_map(contact).collect::<Vec<_>>()
    };
    (0..PARTITIONS).into_par_iter().flat_map_iter(of_group).collect()
}

/// Whether a left-out record is newer than every other version. Of versions recorded at one moment, the last read is the
/// newest; but not a record left out by a column, which may be the row of a room or of another participant.
fn is_newest(intake: &Intake, (file, version): (usize, &LeftOutVersion), others: &[ContactRecord]) -> bool {
    let last = others.iter().map(|row| (intake.parts.extra(*row).recorded(), *row)).max();
    last.is_some_and(|(recorded, row)| {
        let is_read_last = || (file, version.line) > (intake.file_of(row), intake.line(row));
        version.recorded > recorded
            || (version.recorded == recorded && version.by == LeftOutBy::Outcome && is_read_last())
    })
}
