//! Finds the decision that counts for each child, and whether it still holds.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::child_index::ChildIndex;
use super::confirmed_rows::ConfirmedRows;
use super::previous::PastCase;
use super::reviews::{ReviewDecision, ReviewDecisions, ReviewFile};
use crate::cases::Case;
use crate::cases::case_ref::{self, ReferenceKey};
use crate::cells::nhs::NhsNumber;
use crate::contact::fate::Reason;
use crate::day::Day;
use crate::numbers::count;
use crate::pipeline::Detected;
use crate::store::ChildNumber;
use crate::wording::counted;

/// Whether a decision still holds for a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DecisionStatus {
    /// It holds; the case may be due for another look.
    Holds {
        /// `review_again_on` has come.
        due: bool,
    },
    /// It no longer holds: why, each in a few words.
    Lapsed(Vec<String>),
}

/// The newest decision for each child.
pub(crate) struct LatestDecisions {
    /// By child: the newest up to the as-of date, of several of a day the last read.
    pub(crate) of_children: HashMap<ChildNumber, ReviewDecision>,
    /// The files, with the rows that fit nobody rejected.
    pub(crate) files: Vec<ReviewFile>,
    /// How many decisions are dated after the as-of date.
    pub(crate) future: usize,
}

/// Finds the decision that counts for each child. Rows that fit nobody are rejected. `key` makes the references.
pub(crate) fn find_latest(
    now: &Detected,
    decisions: ReviewDecisions,
    index: &ChildIndex,
    past: &[PastCase],
    key: Option<&ReferenceKey>,
) -> LatestDecisions {
    let ReviewDecisions { mut files } = decisions;
    let children = RowMatcher::new(now, &files, index, past, key);
    let mut of_children: HashMap<ChildNumber, ReviewDecision> = HashMap::new();
    let mut future = 0;
    for file in &mut files {
        for review in std::mem::take(&mut file.rows) {
            match children.child_of_row(&review) {
                Err(column) => {
                    let value = match (column, review.nhs, &review.case_ref) {
                        ("nhs_number", Some(number), _) => number.spaced(),
                        (_, _, Some(reference)) => reference.clone(),
                        _ => String::new(),
                    };
                    file.reject((review.line, &review.record), column, Reason::ReviewInvalid, &value);
                }
                Ok(_) if review.reviewed_on > now.as_of => future += 1,
                // Somebody of the previous run who is not in the extracts any more.
                Ok(None) => {}
                Ok(Some(child)) => {
                    if of_children.get(&child).is_none_or(|known| known.reviewed_on <= review.reviewed_on) {
                        of_children.insert(child, review);
                    }
                }
            }
        }
    }
    LatestDecisions { of_children, files, future }
}

/// The child whom a row of a file of reviews is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RowTarget {
    Child(ChildNumber),
    /// A child of the previous run (by index) who is not in the extracts any more.
    Past(usize),
    /// Unknown, as the key of the references is missing.
    Unknown,
}

struct RowMatcher<'a> {
    index: &'a ChildIndex,
    /// The NHS numbers of the previous run, with their places there.
    past_numbers: BTreeMap<NhsNumber, usize>,
    references: BTreeMap<String, RowTarget>,
    /// NHS numbers beside references that mean nobody by themselves any more, but are the child's with this number.
    named: ConfirmedRows,
}

impl<'a> RowMatcher<'a> {
    fn new(
        now: &Detected,
        files: &[ReviewFile],
        index: &'a ChildIndex,
        past: &[PastCase],
        key: Option<&ReferenceKey>,
    ) -> Self {
        let wanted: BTreeSet<String> =
            files.iter().flat_map(|file| &file.rows).filter_map(|review| review.case_ref.clone()).collect();
        let mut references: BTreeMap<String, RowTarget> = BTreeMap::new();
        for (place, own) in past.iter().enumerate().filter(|(_, own)| wanted.contains(&own.case_ref)) {
            let meant = index.child_of(now, own, key).map_or(RowTarget::Past(place), RowTarget::Child);
            references.insert(own.case_ref.clone(), meant);
        }
        let open: BTreeSet<String> = wanted.into_iter().filter(|own| !references.contains_key(own)).collect();
        match key {
            Some(_) if open.is_empty() => {}
            Some(key) => {
                let found = case_ref::find_children(&open, &now.children, &now.intake.locals, key);
                references.extend(found.into_iter().map(|(reference, child)| (reference, RowTarget::Child(child))));
            }
            None => references.extend(open.into_iter().map(|reference| (reference, RowTarget::Unknown))),
        }
        let past_numbers = past.iter().enumerate().filter_map(|(place, own)| Some((own.nhs?, place))).collect();
        let beside =
            files.iter().flat_map(|file| &file.rows).filter_map(|own| Some((own.nhs?, own.case_ref.as_deref()?)));
        let open = beside.filter(|(_, own)| matches!(references.get(*own), None | Some(RowTarget::Unknown)));
        let named = ConfirmedRows::confirm(now, open.map(|(number, own)| (number, own.to_owned())).collect(), key);
        Self { index, past_numbers, references, named }
    }

    /// The child of a row; none for somebody who is not in the extracts now. Where both are given, the reference must be shown
    /// to be the child's: by the key, by the previous run or by an earlier one.
    fn child_of_row(&self, review: &ReviewDecision) -> Result<Option<ChildNumber>, &'static str> {
        let by_number = review.nhs.map(|number| {
            let child = self.index.with_number(number).map(RowTarget::Child);
            child.or_else(|| self.past_numbers.get(&number).copied().map(RowTarget::Past)).ok_or("nhs_number")
        });
        let by_number = by_number.transpose()?;
        let by_reference = review.case_ref.as_ref().and_then(|reference| self.references.get(reference)).copied();
        let meant = match (by_number, by_reference) {
            (Some(meant), None | Some(RowTarget::Unknown)) if self.named.are_of_one_child(review) => meant,
            (Some(one), Some(other)) if one == other => one,
            (None, Some(meant)) => meant,
            _ => return Err("case_ref"),
        };
        Ok(match meant {
            RowTarget::Child(child) => Some(child),
            RowTarget::Past(_) | RowTarget::Unknown => None,
        })
    }
}

/// Whether a decision still holds for a case.
pub(crate) fn decision_status(review: &ReviewDecision, case: &Case, as_of: Day) -> DecisionStatus {
    let mut why = Vec::new();
    let since = case.timeline.failed.iter().filter(|failed| failed.day > review.reviewed_on).count();
    if since > 0 {
        why.push(format!("{} since", counted(since, "failed contact", "failed contacts")));
    }
    let failed = count(case.timeline.failed.len());
    if review.failed_contacts.is_some_and(|then| failed > then) && since == 0 {
        let then = review.failed_contacts.unwrap_or_default();
        why.push(format!("{} now, {then} when decided", counted(failed, "failed contact", "failed contacts")));
    }
    if let Some(then) = &review.rules {
        let new = case.rules.iter().filter(|rule| !then.iter().any(|word| word == rule.name()));
        why.extend(new.map(|rule| format!("now also listed for: {}", rule.title())));
    }
    if let Some(then) = review.priority.filter(|then| case.priority < *then) {
        why.push(format!(
            "now {}, {} when decided",
            case.priority.phrase().to_lowercase(),
            then.phrase().to_lowercase()
        ));
    }
    if why.is_empty() {
        DecisionStatus::Holds { due: review.again_on.is_some_and(|day| day <= as_of) }
    } else {
        DecisionStatus::Lapsed(why)
    }
}
