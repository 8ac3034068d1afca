//! Contacts whose newest version is no contact: entered in error, or deleted.
//!
//! Such a record is left out before anything is asked of it, so the version before it still counts. It might be undone here
//! instead. But systems use the id of a slot again, for a slot that is free or blocked, and then a failed contact would be gone
//! without a trace. So it counts, and both records have a warning.
//!
//! Where the version before says that the child was seen, it is the other way round: an attendance that never was would hide that a
//! child is missing. So it is taken back, but only where the newest version says in words that it was entered in error or
//! deleted ([`says_in_error`](crate::contact::left_out::says_in_error)), and does not name another child or another day. A slot that
//! is free or blocked says nothing of who came before: families who did come would be looked at.
//!
//! What the attendance had replaced stands then unanswered: a failed contact, say, that somebody took back by mistake, or one of
//! another child under the same id. It counts again, as it would if the attendance had never been read. An older attendance does
//! not, on whatever day: nobody can tell whether the one that was the error had corrected it.

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

/// A record that is left out: the place of its file, and what is known of it.
type LeftOutOf = (usize, LeftOutVersion);

/// The numbers of local ids by their prints.
type LocalsByPrint = HashMap<u64, u32>;

/// A contact whose newest version is left out.
struct Undone {
    /// The file of that version.
    file: usize,
    newest: LeftOutVersion,
    /// The other versions, in reading order.
    others: Vec<ContactRecord>,
}

impl Undone {
    /// Whether the newest version takes back what another version says. `known` are the local ids of such versions that records
    /// have, by their prints.
    fn takes_back(&self, (intake, children): (&Intake, &Children), known: &LocalsByPrint, other: &Located) -> bool {
        let LeftOutVersion { in_error, day, child, .. } = self.newest;
        let row = children.located(other);
        let own = children.located_child(other);
        let has = |ids: u32, id: u32| intake.locals.has(ids, |own| own == id);
        let is_of_child = || match child {
            LeftOutChild::Nobody => true,
            LeftOutChild::Nhs(number) => children.find(ChildKey::Nhs(number)) == Some(own),
            LeftOutChild::Local(print) => match known.get(&print) {
                // Whoever it stands for, or one of several who have it.
                Some(id) => {
                    let mut rows = children.get(own).all_rows().iter();
                    children.find_local(*id) == Some(own) || rows.any(|row| has(intake.parts.extra(row.row).ids(), *id))
                }
                // Nobody else has it.
                None => intake.parts.extra(other.row).ids() == NO_TEXT,
            },
        };
        in_error && day.is_none_or(|day| day == row.day()) && is_of_child()
    }

    /// What is so once the newest version is heard. `versions` are the others, in reading order. None where none of them counts.
    fn hear(
        &self,
        (intake, children): (&Intake, &Children),
        known: &LocalsByPrint,
        versions: &[Located],
        as_of: Day,
    ) -> Option<Heard> {
        let is_taken_back =
            |at: &Located| children.located(at).outcome().has_met() && self.takes_back((intake, children), known, at);
        let counting = versions.iter().filter(|at| !children.located(at).is_duplicate());
        let (taken_back, mut counting): (Vec<Located>, Vec<Located>) = counting.copied().partition(is_taken_back);
        if taken_back.is_empty() && counting.is_empty() {
            return None;
        }
        let mut again = Vec::new();
        if !taken_back.is_empty() {
            // Of whatever child: it may have replaced another child's, whose contact has the same id.
            let left: Vec<Located> = versions.iter().filter(|at| !is_taken_back(at)).copied().collect();
            let as_versions: Vec<Version> =
                left.iter().map(|at| version_on(&intake.parts, children, at, as_of)).collect();
            let replaced = find_replaced(&as_versions);
            let stands_unanswered = |(place, at): (usize, &Located)| {
                let row = children.located(at);
                let is_open = as_versions[place].pending || row.outcome().has_met();
                row.is_duplicate() && !is_open && replaced.iter().all(|(old, _)| *old != place)
            };
            again.extend(left.iter().enumerate().filter(|own| stands_unanswered(*own)).map(|(_, at)| *at));
        }
        counting.extend(&again);
        Some(Heard { file: self.file, line: self.newest.line, taken_back, counting, again })
    }
}

/// A contact whose newest version is left out, once that version was heard.
struct Heard {
    /// The place of that version.
    file: usize,
    line: u32,
    /// Attendances that it takes back.
    taken_back: Vec<Located>,
    /// The versions that count all the same.
    counting: Vec<Located>,
    /// Those of them that count again, because what had replaced them is taken back.
    again: Vec<Located>,
}

/// The contacts whose newest version is left out, by the place of that version.
pub(crate) struct Withdrawn(Vec<Undone>);

impl Withdrawn {
    /// Looks for them, as long as the contacts have their fingerprints.
    pub(crate) fn find(settings: &Settings, intake: &mut Intake) -> Self {
        let mut left_out: Vec<Vec<LeftOutOf>> = vec![Vec::new(); settings.contacts.len()];
        for (place, file) in intake.files.iter_mut().enumerate().filter(|(_, file)| file.sort == Sort::Contacts) {
            let own = std::mem::take(&mut file.left_out_versions).into_iter();
            left_out[file.source].extend(own.map(|own| (place, own)));
        }
        let of_source = |(source, own)| of_source(intake, source, own);
        let mut all: Vec<Undone> = left_out.into_iter().enumerate().flat_map(of_source).collect();
        all.sort_unstable_by_key(|own| (own.file, own.newest.line));
        Self(all)
    }

    /// The records of their other versions.
    pub(crate) fn records(&self) -> impl Iterator<Item = ContactRecord> {
        self.0.iter().flat_map(|own| &own.others).copied()
    }

    /// Takes back the attendances that were entered in error, lets what they had replaced count again, and warns of all of them,
    /// once it is known which versions count. `located` is where their records are.
    ///
    /// # Errors
    /// Where a file is no longer what it was.
    pub(crate) fn settle(
        self,
        settings: &Settings,
        intake: &mut Intake,
        children: &mut Children,
        located: &[Located],
        as_of: Day,
    ) -> Result<(), Stop> {
        let find = |row: &ContactRecord| located.binary_search_by_key(row, |own| own.row).map(|at| located[at]).ok();
        let known = intake.locals.by_prints(&self.0.iter().filter_map(|own| own.newest.local()).collect());
        let hear = |own: &Undone| {
            let versions: Vec<Located> = own.others.iter().filter_map(find).collect();
            own.hear((intake, children), &known, &versions, as_of)
        };
        let heard: Vec<Heard> = self.0.iter().filter_map(hear).collect();
        if heard.is_empty() {
            return Ok(());
        }
        for own in &heard {
            own.taken_back.iter().for_each(|at| children.withdraw(at));
            own.again.iter().for_each(|at| children.count_again(at));
        }
        let of = |own: &Heard| -> Vec<ContactRecord> {
            own.taken_back.iter().chain(&own.counting).map(|at| at.row).collect()
        };
        let mut rows: Vec<ContactRecord> = heard.iter().flat_map(of).collect();
        rows.sort_unstable();
        let again = reread::read_contact_ids(settings, intake, &rows)?;
        for own in &heard {
            let newest = if own.taken_back.is_empty() { Caution::VersionLeftOut } else { Caution::AttendanceWithdrawn };
            let place = |at: &Located| (intake.file_of(at.row), again.line(at.row));
            let taken_back = own.taken_back.iter().map(|at| (place(at), Caution::AttendanceWithdrawn));
            let counting = own.counting.iter().map(|at| (place(at), Caution::VersionLeftOut));
            let places: Vec<_> = taken_back.chain(counting).chain([((own.file, own.line), newest)]).collect();
            let contact_id = again.text(of(own)[0], Field::ContactId);
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
            file.warnings.sort_by_key(|own| (own.line, own.about));
        }
        Ok(())
    }
}

/// Those of a source, by the records of it that are left out.
fn of_source(intake: &Intake, source: usize, left_out: Vec<LeftOutOf>) -> Vec<Undone> {
    // Of each contact the newest: in reading order, so that of those recorded at one moment the last read is.
    let mut newest: BTreeMap<usize, HashMap<u64, LeftOutOf, FixedState>> = BTreeMap::new();
    for (file, own) in left_out {
        let of_group = newest.entry(own.print.group()).or_default();
        let known = of_group.entry(own.print.half()).or_insert((file, own));
        if own.recorded >= known.1.recorded {
            *known = (file, own);
        }
    }
    let of_group = |group: usize| {
        let mut found: HashMap<u64, Vec<ContactRecord>, FixedState> = HashMap::default();
        if let Some(own) = newest.get(&group) {
            for part in intake.parts.list.iter().filter(|part| part.source == source) {
                for (print, row) in part.scattered.prints(group).filter(|(print, _)| own.contains_key(print)) {
                    found.entry(print).or_default().push(part.base.behind(row));
                }
            }
        }
        let undone = |(print, mut others): (u64, Vec<ContactRecord>)| {
            others.sort_unstable();
            let (file, newest) = *newest.get(&group)?.get(&print)?;
            is_newest(intake, (file, &newest), &others).then_some(Undone { file, newest, others })
        };
        found.into_iter().filter_map(undone).collect::<Vec<_>>()
    };
    (0..PARTITIONS).into_par_iter().flat_map_iter(of_group).collect()
}

/// Whether a record that is left out is newer than every other version. Of those recorded at one moment the last read is newer;
/// but where a column leaves it out, it may be the row of a room or of somebody else who takes part.
fn is_newest(intake: &Intake, (file, own): (usize, &LeftOutVersion), others: &[ContactRecord]) -> bool {
    let last = others.iter().map(|row| (intake.parts.extra(*row).recorded(), *row)).max();
    last.is_some_and(|(recorded, row)| {
        let is_read_last = || (file, own.line) > (intake.file_of(row), intake.line(row));
        own.recorded > recorded || (own.recorded == recorded && own.by == LeftOutBy::Outcome && is_read_last())
    })
}
