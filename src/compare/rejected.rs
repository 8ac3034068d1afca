//! Rejected records of children who were listed: a record that cannot be used this week is not gone, and somebody can correct
//! it. Nobody is recognised by what is found here: it is a hint for whoever looks into it.

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

/// In a record whose cells are not where the header says, a shorter local id may be any other text.
const LONG_ENOUGH: usize = 5;

/// The rejected records that name a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rejected {
    /// How many there are.
    count: u64,
    /// The first: its file, its line, and why it could not be used.
    first: (String, u32, Reason),
}

impl Rejected {
    /// What is so, in a sentence.
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

    /// The same in a few words, of a child who is still listed.
    pub(super) fn words(&self) -> String {
        let (file, line, _) = &self.first;
        let records = if self.count == 1 { "record that names" } else { "records that name" };
        format!("{} rejected {records} this child: see {file}:{line}", self.count)
    }
}

/// The rejected records that name the children of these earlier cases, by the places of the cases.
pub(super) fn rejected(now: &Detected, past: &[PastCase]) -> BTreeMap<usize, Rejected> {
    let mut found: BTreeMap<usize, Rejected> = BTreeMap::new();
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
            let named = |cell: &Cell<'_>| {
                let number = || match NhsCell::read(cell.text) {
                    NhsCell::Valid(number) if cell.may_be(Field::NhsNumber) => numbers.get(&number),
                    _ => None,
                };
                let id = || ids.get(format!("{}/{}", source.id_scope, cell.text).as_str());
                let is_id = cell.may_be(Field::LocalId) && (cell.is_sure || cell.text.len() >= LONG_ENOUGH);
                number().or_else(|| if is_id { id() } else { None }).copied()
            };
            if let Some(at) = cells(file, source, reject).iter().find_map(named) {
                let first = || Rejected { count: 0, first: (file.shown.clone(), reject.line, reject.reason) };
                found.entry(at).or_insert_with(first).count += 1;
            }
        }
    }
    found
}

/// A cell of a rejected record.
struct Cell<'a> {
    /// What it holds, without what is around it.
    text: &'a str,
    /// Its field, where the cells are where the header says.
    field: Option<Field>,
    /// Whether they are.
    is_sure: bool,
}

impl Cell<'_> {
    fn may_be(&self, field: Field) -> bool {
        !self.text.is_empty() && (!self.is_sure || self.field == Some(field))
    }
}

/// The cells of a rejected record, as far as anybody can tell: it may be rejected for its quotes.
fn cells<'a>(file: &FileFacts, source: &Source, reject: &'a Reject) -> Vec<Cell<'a>> {
    let texts: Vec<&str> = reject.record.split(char::from(source.delimiter)).collect();
    let is_sure = texts.len() == file.columns.width;
    let field_at =
        |at: usize| [Field::NhsNumber, Field::LocalId].into_iter().find(|own| file.columns.of(*own) == Some(at));
    let cell = |(at, text): (usize, &'a str)| {
        let text = bare(trim(trim(text).trim_matches('"')));
        Cell { text, field: if is_sure { field_at(at) } else { None }, is_sure }
    };
    texts.into_iter().enumerate().map(cell).collect()
}
