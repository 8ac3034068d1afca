//! Finds rejected records of children who were listed.

use std::collections::{BTreeMap, HashMap};

use super::previous::PastCase;
use crate::cells::nhs::NhsNumber;
use crate::contact::fate::Reason;
use crate::intake::rejected_cells::RejectedCell;
use crate::pipeline::Detected;

/// The rejected records that name a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RejectedRecords {
    count: u64,
    /// The first: its file, its line, and why it could not be used.
    first: (String, u32, Reason),
}

impl RejectedRecords {
    /// The sentence for a child who has left the list.
    pub(super) fn sentence(&self) -> String {
        let (file, line, reason) = &self.first;
        let what = reason.phrase();
        if self.count == 1 {
            format!("1 record that names this child was rejected, at {file}:{line}: {what}. Correct that first.")
        } else {
            format!(
                "{} records that name this child were rejected, the first at {file}:{line}: {what}. Correct that first.",
                self.count
            )
        }
    }

    /// A few words for a child who is still listed.
    pub(super) fn words(&self) -> String {
        let (file, line, _) = &self.first;
        let records = if self.count == 1 { "record that names" } else { "records that name" };
        format!("{} rejected {records} this child: see {file}:{line}", self.count)
    }
}

/// The rejected records that name the children of earlier cases, by the index of the case.
pub(super) fn find_rejected(now: &Detected, past: &[PastCase]) -> BTreeMap<usize, RejectedRecords> {
    let mut found: BTreeMap<usize, RejectedRecords> = BTreeMap::new();
    if now.intake.files.iter().all(|file| file.rejects.is_empty()) {
        return found;
    }
    let mut numbers: HashMap<NhsNumber, usize> = HashMap::new();
    let mut ids: HashMap<&str, usize> = HashMap::new();
    for (at, case) in past.iter().enumerate() {
        numbers.extend(case.nhs.map(|number| (number, at)));
        ids.extend(case.local_ids.iter().map(|id| (id.as_str(), at)));
    }
    for file in &now.intake.files {
        let source = file.source_of(&now.settings);
        for reject in &file.rejects {
            let named = |cell: &RejectedCell<'_>| {
                let number = cell.nhs_number().and_then(|number| numbers.get(&number));
                number.or_else(|| cell.ids().find_map(|id| ids.get(id.as_str()))).copied()
            };
            if let Some(at) = RejectedCell::all(file, source, reject).iter().find_map(named) {
                let first = || RejectedRecords { count: 0, first: (file.shown.clone(), reject.line, reject.reason) };
                found.entry(at).or_insert_with(first).count += 1;
            }
        }
    }
    found
}
