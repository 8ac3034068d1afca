//! Whom a number or a local id on the command line means.

use super::RejectLine;
use crate::child::identity::ChildKey;
use crate::contact::nhs::{NhsCell, NhsNumber};
use crate::review::Review;

/// Whom the words mean.
#[derive(Debug)]
pub enum Who {
    /// A child, with the rejected records that name them.
    Child(u32, Vec<RejectLine>),
    /// No record that could be used; perhaps rejected ones.
    Nobody(Vec<RejectLine>),
    /// Local ids of several scopes, of different children: `scope/id`.
    Several(Vec<String>),
}

/// Finds the child whom an NHS number, `scope/id` or a local id means.
pub fn find(review: &Review, words: &str) -> Who {
    let words = crate::text::trim(words);
    if let NhsCell::Valid(number) = NhsCell::read(words) {
        let child = review.children.find(ChildKey::Nhs(number));
        let rejects = rejects_with_number(review, number);
        return child.map_or_else(|| Who::Nobody(rejects.clone()), |child| Who::Child(child, rejects.clone()));
    }
    let mut children: Vec<(u32, String)> = Vec::new();
    for local in 0..review.intake.locals.len() as u32 {
        let shown = review.intake.locals.shown(local);
        let bare = shown.split_once('/').map_or("", |(_, id)| id);
        if (shown == words || bare == words)
            && let Some(child) = review.children.find_local(local)
        {
            children.push((child, shown));
        }
    }
    let rejects = rejects_with_id(review, words.split_once('/').map_or(words, |(_, id)| id));
    let mut different: Vec<u32> = children.iter().map(|(child, _)| *child).collect();
    different.sort_unstable();
    different.dedup();
    match different[..] {
        [] => Who::Nobody(rejects),
        [child] => Who::Child(child, rejects),
        _ => Who::Several(children.into_iter().map(|(_, shown)| shown).collect()),
    }
}

fn rejects_with_number(review: &Review, number: NhsNumber) -> Vec<RejectLine> {
    let digits = number.digits();
    rejects(review, |record| {
        let plain: String = record
            .chars()
            .filter(|c| !crate::text::is_blank(*c) && *c != '-' && !matches!(c, '\u{2010}'..='\u{2015}'))
            .collect();
        plain.match_indices(&digits).any(|(at, _)| alone(&plain, at, digits.len()))
    })
}

fn rejects_with_id(review: &Review, id: &str) -> Vec<RejectLine> {
    if id.is_empty() {
        return Vec::new();
    }
    rejects(review, |record| record.match_indices(id).any(|(at, _)| alone(record, at, id.len())))
}

/// Whether what stands in a text is not part of a longer word or number.
fn alone(text: &str, at: usize, length: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + length..].chars().next();
    ![before, after].into_iter().flatten().any(char::is_alphanumeric)
}

fn rejects(review: &Review, names: impl Fn(&str) -> bool) -> Vec<RejectLine> {
    let mut lines = Vec::new();
    for file in &review.intake.files {
        for reject in file.rejects.iter().filter(|reject| names(&reject.record)) {
            lines.push(RejectLine {
                source: file.source_of(&review.settings).name.clone(),
                file: file.shown.clone(),
                line: reject.line,
                reason: reject.reason.word(),
                field: reject.about.word(),
            });
        }
    }
    lines
}
