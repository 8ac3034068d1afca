//! Finds the records of a child that are left out because they say that they are not contacts, or not about a child.

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
    /// The text by which the configuration leaves it out.
    pub(crate) because: String,
}

/// Matches records of the child to look for.
struct RecordMatcher {
    number: Option<NhsNumber>,
    /// Local ids, with or without their scope.
    ids: Vec<String>,
}

impl RecordMatcher {
    /// Whether a record of a source has the number or one of the ids.
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

/// Finds the left-out records of a child, or without a child, those that the words name. If any record was left out, it reads the
/// extracts again.
///
/// # Errors
/// If an extract has changed since it was read.
pub(crate) fn find_left_out(
    review: &Detected,
    words: &str,
    child: Option<ChildNumber>,
) -> Result<Vec<LeftOutLine>, Stop> {
    let files: Vec<&FileFacts> = review.intake.files.iter().filter(|file| !file.left_out.is_empty()).collect();
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let matcher = match child {
        Some(child) => RecordMatcher {
            number: review.children.get(child).key().nhs_number(),
            ids: cases::local_ids_of(&review.review_input(), child),
        },
        None => match NhsCell::read(nhs::without_prefix(trim(words))).valid() {
            Some(number) => RecordMatcher { number: Some(number), ids: Vec::new() },
            None => RecordMatcher { number: None, ids: vec![trim(words).to_owned()] },
        },
    };
    let found = intake::left_out(&review.settings, review.as_of, &files, &|source, identity| {
        matcher.matches(source, identity)
    })?;
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
