//! Contacts whose newest version is no contact: entered in error, or deleted.
//!
//! Such a record is left out before anything is asked of it, so the version before it still counts. It might be undone here
//! instead. But systems use the id of a slot again, for a slot that is free or blocked, and then a failed contact would be gone
//! without a trace. So it counts, and both records have a warning.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::reread;
use crate::config::settings::{Settings, Sort};
use crate::contact::fate::{About, Caution, Warning};
use crate::contact::left_out::{LeftOutBy, LeftOutVersion};
use crate::field::Field;
use crate::intake::Intake;
use crate::records::ContactRecord;
use crate::stop::Stop;
use crate::store::gather::Located;
use crate::store::{Children, PARTITIONS};

/// A record that is left out: the place of its file, and what is known of it.
type LeftOutOf = (usize, LeftOutVersion);

/// A contact whose newest version is left out.
struct Undone {
    /// The file of that version, and its line.
    place: (usize, u32),
    /// The other versions, in reading order.
    others: Vec<ContactRecord>,
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
        all.sort_unstable_by_key(|own| own.place);
        Self(all)
    }

    /// The records of their other versions.
    pub(crate) fn records(&self) -> impl Iterator<Item = ContactRecord> {
        self.0.iter().flat_map(|own| &own.others).copied()
    }

    /// Warns of them, once it is known which versions count. `located` is where their records are.
    ///
    /// # Errors
    /// Where a file is no longer what it was.
    pub(crate) fn warn(
        mut self,
        settings: &Settings,
        intake: &mut Intake,
        children: &Children,
        located: &[Located],
    ) -> Result<(), Stop> {
        let counts = |row: &ContactRecord| {
            let at = located.binary_search_by_key(row, |own| own.row);
            at.is_ok_and(|at| !children.located(&located[at]).is_duplicate())
        };
        for own in &mut self.0 {
            own.others.retain(counts);
        }
        self.0.retain(|own| !own.others.is_empty());
        if self.0.is_empty() {
            return Ok(());
        }
        let mut rows: Vec<ContactRecord> = self.records().collect();
        rows.sort_unstable();
        let again = reread::read_contact_ids(settings, intake, &rows)?;
        for Undone { place, others } in &self.0 {
            let more = others.iter().map(|row| (intake.file_of(*row), again.line(*row)));
            let places: Vec<(usize, u32)> = more.chain([*place]).collect();
            for (file, line) in places {
                intake.files[file].warnings.push(Warning {
                    line,
                    about: About::Field(Field::ContactId),
                    caution: Caution::VersionLeftOut,
                    value: again.text(others[0], Field::ContactId).into(),
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
            let (file, own) = newest.get(&group)?.get(&print)?;
            is_newest(intake, (*file, own), &others).then_some(Undone { place: (*file, own.line), others })
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
