//! Finds the child whom the words after `--child` mean: an NHS number, a local id, a case reference or a name.

use std::collections::BTreeSet;

use super::similar::{self, SimilarChild};
use super::{RejectLine, names};
use crate::cases;
use crate::cases::case_ref::{self, ReferenceKey};
use crate::cells::nhs::{self, NhsCell, NhsNumber};
use crate::contact::fate::Reject;
use crate::intake::Intake;
use crate::intake::rejected_cells::RejectedCell;
use crate::numbers::count;
use crate::pipeline::Detected;
use crate::stop::Stop;
use crate::store::ChildKey;
use crate::store::{Child, ChildNumber};

/// The result of looking for a child by words.
#[derive(Debug)]
pub enum LookupResult {
    /// A child, with the rejected records that name them.
    Child(ChildNumber, Vec<RejectLine>),
    /// No usable record, with any rejected records that name the child, and children who have a similar number, id or name.
    NoUsableRecord(Vec<RejectLine>, Vec<SimilarChild>),
    /// The same local id in several scopes, for different children, as `scope/id`.
    SeveralScopes(Vec<String>),
    /// Children with different NHS numbers whose records have one local id.
    SharedLocalId(Vec<SimilarChild>),
    /// Several children have the name.
    Namesakes(Vec<SimilarChild>),
}

/// Finds the child whom the words mean, as an NHS number, `scope/id`, a local id, a case reference or a name, in that order. `key`, if
/// there is one, makes the case references.
///
/// # Errors
/// If an extract that has to be read again for its names has changed.
pub fn find_child(review: &Detected, words: &str, key: Option<&ReferenceKey>) -> Result<LookupResult, Stop> {
    let words = crate::text::trim(words);
    let number = NhsCell::read(nhs::without_prefix(words)).valid();
    if let Some(number) = number
        && let Some(child) = review.children.find(ChildKey::Nhs(number))
    {
        return Ok(LookupResult::Child(child, rejects_of(review, child)));
    }
    let mut children: Vec<(ChildNumber, String)> = Vec::new();
    let (mut shared, mut shared_ids): (Vec<ChildNumber>, Vec<String>) = (Vec::new(), Vec::new());
    for local in 0..count(review.intake.locals.len()) {
        let shown = review.intake.locals.shown(local);
        let bare = shown.split_once('/').map_or("", |(_, id)| id);
        if shown == words || bare == words {
            let local = review.intake.locals.bonds().root(local);
            if let Some(child) = review.children.find_local(local) {
                children.push((child, shown));
            } else {
                // The id stands for several NHS numbers, and no record has only the id.
                shared.extend(carriers(review, local));
                shared_ids.push(shown);
            }
        }
    }
    let mut different: Vec<ChildNumber> = children.iter().map(|(child, _)| *child).collect();
    different.sort_unstable();
    different.dedup();
    match different[..] {
        [] if !shared.is_empty() => {
            let how = "has records with this local id";
            return Ok(LookupResult::SharedLocalId(
                shared.into_iter().map(|child| similar::similar_child(review, child, how)).collect(),
            ));
        }
        [] => {}
        [child] if shared.is_empty() => return Ok(LookupResult::Child(child, rejects_of(review, child))),
        _ => {
            return Ok(LookupResult::SeveralScopes(
                children.into_iter().map(|(_, shown)| shown).chain(shared_ids).collect(),
            ));
        }
    }
    if let Some(number) = number {
        // Ten digits with a correct check digit can only be an NHS number.
        return Ok(LookupResult::NoUsableRecord(
            rejects_with_number(review, number),
            similar::numbers(review, &number.digits()),
        ));
    }
    if let (Some(key), Some(reference)) = (key, as_reference(words)) {
        let wanted = BTreeSet::from([reference.clone()]);
        if let Some(child) =
            case_ref::find_children(&wanted, &review.children, &review.intake.locals, key).get(&reference)
        {
            return Ok(LookupResult::Child(*child, rejects_of(review, *child)));
        }
    }
    // Names contain no digits and no `/`.
    let may_be_name = !words.contains(|c: char| c.is_ascii_digit() || c == '/');
    let (same, similar) = if may_be_name { names::find_by_name(review, words)? } else { (Vec::new(), Vec::new()) };
    Ok(match same[..] {
        [child] => LookupResult::Child(child, rejects_of(review, child)),
        [] => {
            let digits: String = words.chars().filter(char::is_ascii_digit).collect();
            let mut nearest = similar::numbers(review, &digits);
            nearest.extend(similar::local_ids(review, words));
            nearest.extend(key.into_iter().flat_map(|key| similar::references(review, words, key)));
            nearest.extend(similar);
            nearest.truncate(similar::MAX_SIMILAR);
            LookupResult::NoUsableRecord(rejects_with_id(review, words), nearest)
        }
        _ => LookupResult::Namesakes(
            same.iter().map(|child| similar::similar_child(review, *child, "has this name")).collect(),
        ),
    })
}

/// The text in the form of a case reference, if it may be one. People read 0 as O, and 1 as I or L.
fn as_reference(words: &str) -> Option<String> {
    let corrected = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let reference: String = words.chars().filter(|c| !matches!(c, ' ' | '-')).map(corrected).collect();
    case_ref::is_reference(&reference).then_some(reference)
}

/// The children whose records have a local id, sorted by NHS number.
pub(super) fn carriers(review: &Detected, local: u32) -> Vec<ChildNumber> {
    let Intake { parts, register, locals, .. } = &review.intake;
    let carries = |child: &Child<'_>| {
        let has_id = |ids: u32| locals.has(ids, |id| id == local);
        let of_records = || child.records().iter().any(|record| has_id(register.ids(*record)));
        let of_contacts = || child.all_rows().iter().any(|row| has_id(parts.extra(row.row).ids()));
        of_records() || (parts.has_local_ids() && of_contacts())
    };
    let mut children: Vec<Child<'_>> = review.children.iter().filter(carries).collect();
    children.sort_by_key(|child| child.key());
    children.into_iter().map(|child| child.number).collect()
}

/// The rejected records that name a child, by any number or id in the child's records.
fn rejects_of(review: &Detected, child: ChildNumber) -> Vec<RejectLine> {
    let ids = cases::local_ids_of(&review.review_input(), child);
    let number = review.children.get(child).key().nhs_number();
    find_rejects(review, |record, cells| {
        number.is_some_and(|number| has_number(record, number))
            || cells.iter().flat_map(RejectedCell::ids).any(|id| ids.contains(&id))
    })
}

fn rejects_with_number(review: &Detected, number: NhsNumber) -> Vec<RejectLine> {
    find_rejects(review, |record, _| has_number(record, number))
}

/// The rejected records that name an id, given as `scope/id` or as an id in any scope.
fn rejects_with_id(review: &Detected, words: &str) -> Vec<RejectLine> {
    let is_meant = |id: String| id == words || id.split_once('/').is_some_and(|(_, bare)| bare == words);
    find_rejects(review, |_, cells| cells.iter().flat_map(RejectedCell::ids).any(is_meant))
}

/// Whether the text of a record contains this number anywhere.
fn has_number(record: &str, number: NhsNumber) -> bool {
    let digits = number.digits();
    // A tab is kept, because it may separate two cells.
    let is_kept = |c: &char| *c == '\t' || !crate::text::is_blank(*c);
    let plain: String =
        record.chars().filter(is_kept).filter(|c| *c != '-' && !matches!(c, '\u{2010}'..='\u{2015}')).collect();
    plain.match_indices(&digits).any(|(at, _)| is_whole_word(&plain, at, digits.len()))
}

/// Whether a part of a text is a whole word or number, not part of a longer one.
fn is_whole_word(text: &str, at: usize, length: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + length..].chars().next();
    ![before, after].into_iter().flatten().any(char::is_alphanumeric)
}

/// The rejected records for which `is_meant` holds, given their text and their cells.
fn find_rejects(review: &Detected, is_meant: impl Fn(&str, &[RejectedCell<'_>]) -> bool) -> Vec<RejectLine> {
    let mut lines = Vec::new();
    for file in &review.intake.files {
        let source = file.source_of(&review.settings);
        let meant = |reject: &&Reject| is_meant(&reject.record, &RejectedCell::all(file, source, reject));
        for reject in file.rejects.iter().filter(meant) {
            lines.push(RejectLine {
                source: source.name.clone(),
                file: file.shown.clone(),
                line: reject.line,
                reason: reject.reason.word(),
                field: reject.about.word(),
            });
        }
    }
    lines
}
