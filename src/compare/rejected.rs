//! Finds rejected records of children who were listed: such a record is not gone, and somebody can correct it. It is a hint for
//! the person who looks into it, and recognises nobody.

use std::collections::{BTreeMap, HashMap};

use super::previous::PastCase;
use crate::cells::nhs::{NhsCell, NhsNumber};
use crate::config::settings::Source;
use crate::contact::fate::{Reason, Reject};
use crate::contact::wrapped::bare;
use crate::detected::Detected;
use crate::field::Field;
use crate::intake::FileFacts;
use crate::text::trim;

/// The shortest local id that is looked for in a record whose cells are not where the header says.
const MIN_ID_LENGTH: usize = 5;

/// The rejected records that name a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RejectedRecords {
    /// How many there are.
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

/// The rejected records that name the children of these earlier cases, by the places of the cases.
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
                let number = || match NhsCell::read(cell.text) {
                    NhsCell::Valid(number) if cell.may_be(Field::NhsNumber) => numbers.get(&number),
                    _ => None,
                };
                let id = || ids.get(format!("{}/{}", source.id_scope, cell.text).as_str());
                let is_id = cell.may_be(Field::LocalId) && (cell.is_sure || cell.text.len() >= MIN_ID_LENGTH);
                number().or_else(|| if is_id { id() } else { None }).copied()
            };
            if let Some(at) = cells(file, source, reject).iter().find_map(named) {
                let first = || RejectedRecords { count: 0, first: (file.shown.clone(), reject.line, reject.reason) };
                found.entry(at).or_insert_with(first).count += 1;
            }
        }
    }
    found
}

/// A cell of a rejected record.
struct RejectedCell<'a> {
    /// Its text, without quotes and spaces around it.
    text: &'a str,
    /// Its field, where the cells are where the header says.
    field: Option<Field>,
    /// Whether the cells are where the header says.
    is_sure: bool,
}

impl RejectedCell<'_> {
    fn may_be(&self, field: Field) -> bool {
        !self.text.is_empty() && (!self.is_sure || self.field == Some(field))
    }
}

/// The cells of a rejected record, as far as anybody can tell: it may be rejected for its quotes.
fn cells<'a>(file: &FileFacts, source: &Source, reject: &'a Reject) -> Vec<RejectedCell<'a>> {
    let texts: Vec<&str> = reject.record.split(char::from(source.delimiter)).collect();
    let is_sure = texts.len() == file.columns.width;
    let field_at =
        |at: usize| [Field::NhsNumber, Field::LocalId].into_iter().find(|own| file.columns.of(*own) == Some(at));
    let cell = |(at, text): (usize, &'a str)| {
        let text = bare(trim(trim(text).trim_matches('"')));
        RejectedCell { text, field: if is_sure { field_at(at) } else { None }, is_sure }
    };
    texts.into_iter().enumerate().map(cell).collect()
}
