//! Finds the records of a child that are left out because they say that they are no contacts, or not a child's.

use serde::Serialize;

use crate::cases;
use crate::cells::nhs::{self, NhsCell, NhsNumber};
use crate::config::settings::Source;
use crate::contact::local_id;
use crate::contact::source_record::Identity;
use crate::field::Field;
use crate::intake::{self, FileFacts};
use crate::pipeline::Detected;
use crate::stop::Stop;
use crate::store::ChildNumber;
use crate::text::trim;

/// A record that is left out.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LeftOutLine {
    pub(crate) source: String,
    pub(crate) file: String,
    /// The physical line.
    pub(crate) line: u32,
    /// What says that it is no contact, as the configuration maps it.
    pub(crate) because: String,
}

/// Matches records of the child to look for.
struct RecordMatcher {
    number: Option<NhsNumber>,
    /// With its scope, or without.
    ids: Vec<String>,
}

impl RecordMatcher {
    fn matches(&self, source: &Source, identity: &Identity<'_>) -> bool {
        if self.number.is_some() && identity.nhs == self.number {
            return true;
        }
        let has = |field: Field, scope: &str| {
            let id = identity.id(field);
            id.is_some_and(|id| self.ids.iter().any(|known| known == id || known.split_once('/') == Some((scope, id))))
        };
        has(Field::LocalId, &source.id_scope) || local_id::SHARED.iter().any(|(field, scope)| has(*field, scope))
    }
}

/// Finds the records that are left out, of a child or of whomever the words name. Reads the extracts once more for them, if any
/// record was left out.
///
/// # Errors
/// Where an extract is no longer what it was.
pub(crate) fn find_left_out(
    review: &Detected,
    words: &str,
    child: Option<ChildNumber>,
) -> Result<Vec<LeftOutLine>, Stop> {
    let files: Vec<&FileFacts> = review.intake.files.iter().filter(|file| !file.left_out.is_empty()).collect();
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let meant = match child {
        Some(child) => RecordMatcher {
            number: review.children.get(child).key().nhs_number(),
            ids: cases::local_ids_of(&review.review_input(), child),
        },
        None => match NhsCell::read(nhs::without_prefix(trim(words))).valid() {
            Some(number) => RecordMatcher { number: Some(number), ids: Vec::new() },
            None => RecordMatcher { number: None, ids: vec![trim(words).to_owned()] },
        },
    };
    let found =
        intake::left_out(&review.settings, review.as_of, &files, &|source, identity| meant.matches(source, identity))?;
    let line = |record: intake::LeftOutRecord| {
        let file = files[record.file];
        LeftOutLine {
            source: file.source_of(&review.settings).name.clone(),
            file: file.shown.clone(),
            line: record.line,
            because: record.text.into(),
        }
    };
    Ok(found.into_iter().map(line).collect())
}
