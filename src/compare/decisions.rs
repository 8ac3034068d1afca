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
use crate::rules::HeldRules;
use crate::store::ChildNumber;
use crate::vocabulary::Priority;
use crate::wording::counted;

/// Whether a decision still holds for a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DecisionStatus {
    /// It holds.
    Holds {
        /// Whether `review_again_on` has come, so that the case is due for another look.
        due: bool,
    },
    /// It no longer holds, for these reasons, each in a few words.
    Lapsed(Vec<String>),
}

/// The newest decision for each child.
pub(crate) struct LatestDecisions {
    /// By child, the newest decision up to the as-of date. If there are several on that day, the one that was read last counts.
    pub(crate) of_children: HashMap<ChildNumber, ReviewDecision>,
    /// The files. Rows that fit no child have been rejected.
    pub(crate) files: Vec<ReviewFile>,
    /// How many decisions are dated after the as-of date.
    pub(crate) future: usize,
}

/// Finds the decision that counts for each child, and rejects rows that fit no child. `key`, if there is one, makes the case
/// references.
pub(crate) fn find_latest(
    now: &Detected,
    decisions: ReviewDecisions,
    index: &ChildIndex,
    past: &[PastCase],
    key: Option<&ReferenceKey>,
) -> LatestDecisions {
    let ReviewDecisions { mut files } = decisions;
    let matcher = RowMatcher::new(now, &files, index, past, key);
    let mut of_children: HashMap<ChildNumber, ReviewDecision> = HashMap::new();
    let mut future = 0;
    for file in &mut files {
        for review in std::mem::take(&mut file.rows) {
            match matcher.child_of_row(&review) {
                Err(column) => {
                    let value = match (column, review.nhs, &review.case_ref) {
                        ("nhs_number", Some(number), _) => number.spaced(),
                        (_, _, Some(reference)) => reference.clone(),
                        _ => String::new(),
                    };
                    file.reject((review.line, &review.record), column, Reason::ReviewInvalid, &value);
                }
                Ok(_) if review.reviewed_on > now.as_of => future += 1,
                // A child of the previous run who is not in the extracts any more, or a reference that cannot be checked.
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

/// The child whom a row of a review file is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RowTarget {
    /// A child in the extracts.
    Child(ChildNumber),
    /// A child of the previous run (by index) who is not in the extracts any more.
    Past(usize),
    /// Not known, because the key of the references is missing.
    Unknown,
}

/// Matches rows of review files with children.
struct RowMatcher<'a> {
    index: &'a ChildIndex,
    /// The NHS numbers of the previous run, with the index of their case.
    past_numbers: BTreeMap<NhsNumber, usize>,
    /// The children of the references in the files.
    references: BTreeMap<String, RowTarget>,
    /// Rows with an NHS number and a reference that is not in `references`, but is confirmed to be the same child's.
    confirmed: ConfirmedRows,
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
        for (place, case) in past.iter().enumerate().filter(|(_, case)| wanted.contains(&case.case_ref)) {
            let target = index.child_of(now, case, key).map_or(RowTarget::Past(place), RowTarget::Child);
            references.insert(case.case_ref.clone(), target);
        }
        let open: BTreeSet<String> =
            wanted.into_iter().filter(|reference| !references.contains_key(reference)).collect();
        match key {
            Some(_) if open.is_empty() => {}
            Some(key) => {
                let found = case_ref::find_children(&open, &now.children, &now.intake.locals, key);
                references.extend(found.into_iter().map(|(reference, child)| (reference, RowTarget::Child(child))));
            }
            None => references.extend(open.into_iter().map(|reference| (reference, RowTarget::Unknown))),
        }
        let past_numbers = past.iter().enumerate().filter_map(|(place, case)| Some((case.nhs?, place))).collect();
        let with_both =
            files.iter().flat_map(|file| &file.rows).filter_map(|row| Some((row.nhs?, row.case_ref.as_deref()?)));
        let open = with_both
            .filter(|(_, reference)| matches!(references.get(*reference), None | Some(RowTarget::Unknown)))
            .map(|(number, reference)| (number, reference.to_owned()));
        let confirmed = ConfirmedRows::confirm(now, open.collect(), key);
        Self { index, past_numbers, references, confirmed }
    }

    /// The child of a row; none if the child is not in the extracts now. If a row has both an NHS number and a reference, the
    /// reference must be shown to be that child's, by the key, by the previous run or by an earlier one. Otherwise the error is the
    /// column that is wrong.
    fn child_of_row(&self, review: &ReviewDecision) -> Result<Option<ChildNumber>, &'static str> {
        let by_number = review.nhs.map(|number| {
            let child = self.index.with_number(number).map(RowTarget::Child);
            child.or_else(|| self.past_numbers.get(&number).copied().map(RowTarget::Past)).ok_or("nhs_number")
        });
        let by_number = by_number.transpose()?;
        let by_reference = review.case_ref.as_ref().and_then(|reference| self.references.get(reference)).copied();
        let target = match (by_number, by_reference) {
            (Some(target), None | Some(RowTarget::Unknown)) if self.confirmed.are_of_one_child(review) => target,
            (Some(one), Some(other)) if one == other => one,
            (None, Some(target)) => target,
            _ => return Err("case_ref"),
        };
        Ok(match target {
            RowTarget::Child(child) => Some(child),
            RowTarget::Past(_) | RowTarget::Unknown => None,
        })
    }
}

/// Whether a decision still holds for a case.
pub(crate) fn decision_status(review: &ReviewDecision, case: &Case, as_of: Day) -> DecisionStatus {
    let since = case.timeline.failed.iter().filter(|failed| failed.day > review.reviewed_on).count();
    let reasons = overtaken_by(review, (since, count(case.timeline.failed.len())), case.rules, case.priority);
    if reasons.is_empty() {
        DecisionStatus::Holds { due: review.again_on.is_some_and(|day| day <= as_of) }
    } else {
        DecisionStatus::Lapsed(reasons)
    }
}

/// Whether a decision held for a case as the previous report had it.
pub(super) fn held_then(review: &ReviewDecision, past: &PastCase) -> bool {
    let since = past.failed.iter().filter(|failed| failed.day > review.reviewed_on).count();
    overtaken_by(review, (since, past.failed_contacts), past.rules, past.priority).is_empty()
}

/// Why a decision no longer holds, each in a few words. `failed` are the failed contacts: those after the decision, and all.
fn overtaken_by(
    review: &ReviewDecision,
    (since, failed): (usize, u32),
    rules: HeldRules,
    priority: Priority,
) -> Vec<String> {
    let mut reasons = Vec::new();
    if since > 0 {
        reasons.push(format!("{} since", counted(since, "failed contact", "failed contacts")));
    }
    if review.failed_contacts.is_some_and(|then| failed > then) && since == 0 {
        let then = review.failed_contacts.unwrap_or_default();
        reasons.push(format!("{} now, {then} when decided", counted(failed, "failed contact", "failed contacts")));
    }
    if let Some(then) = &review.rules {
        let new = rules.iter().filter(|rule| !then.iter().any(|word| word == rule.name()));
        let titles: Vec<String> = new.map(|rule| rule.title().to_lowercase()).collect();
        // A title may contain "and", so there is a comma before the last one.
        if let [most @ .., last] = &titles[..] {
            let before = if most.is_empty() { String::new() } else { format!("{}, and ", most.join(", ")) };
            reasons.push(format!("the child is now also listed for {before}{last}"));
        }
    }
    if let Some(then) = review.priority.filter(|then| priority < *then) {
        reasons.push(format!(
            "now {}, {} when decided",
            priority.phrase().to_lowercase(),
            then.phrase().to_lowercase()
        ));
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Decision;

    #[test]
    fn what_has_overtaken_a_decision_is_said_in_words() {
        let review = ReviewDecision {
            case_ref: None,
            nhs: None,
            reviewed_on: Day::from_iso("2026-11-12").unwrap(),
            reviewer: String::new(),
            decision: Decision::Monitoring,
            again_on: None,
            note: String::new(),
            failed_contacts: Some(3),
            rules: Some(vec!["repeated".to_owned()]),
            priority: Some(Priority::Urgent),
            line: 0,
            record: "".into(),
        };
        let also = "the child is now also listed for";
        for ((since, failed), rules, priority, expected) in [
            ((0, 3), "repeated", Priority::Urgent, String::new()),
            ((1, 4), "repeated", Priority::Routine, "1 failed contact since".to_owned()),
            ((0, 4), "repeated", Priority::Urgent, "4 failed contacts now, 3 when decided".to_owned()),
            ((0, 3), "unscheduled_care", Priority::Urgent, format!("{also} failed contacts and urgent care")),
            (
                (0, 3),
                "repeated unscheduled_care early_concern disengaged",
                Priority::Immediate,
                format!(
                    "{also} withdrawn from a service, failed contacts and urgent care, and early concern; now immediate, urgent \
                     when decided"
                ),
            ),
        ] {
            let rules = HeldRules::from_names(rules.split(' '));
            assert_eq!(overtaken_by(&review, (since, failed), rules, priority).join("; "), expected);
        }
    }
}
