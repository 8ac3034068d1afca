//! Finds the children who were listed in the previous run and are not a case now, and says why. Every child who leaves the list gets a
//! line here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::changes::no_longer_counted;
use super::child_index::ChildIndex;
use super::decisions;
use super::lost_link::{self, Trace};
use super::lost_source::{LostSources, lost_factor_sentences};
use super::previous::PastCase;
use super::rejected::RejectedRecords;
use super::reviews::ReviewDecision;
use super::still_unseen;
use crate::cases::{self, Case};
use crate::child::timeline::Timeline;
use crate::day::Day;
use crate::pipeline::Detected;
use crate::rules::RuleId;
use crate::store::{ChildKey, ChildNumber, Exclusion};
use crate::vocabulary::{Departure, IdentityKind, Status};
use crate::wording::{counted, sentence};

/// A child who was listed and is not a case now.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedCase {
    /// The index of the case in the previous run.
    pub(crate) past: usize,
    /// Why the child is not a case now.
    pub(crate) reason: Departure,
    /// The explanation, in sentences.
    pub(crate) explained: Vec<String>,
    /// Whether the case may have gone only because data is missing, or because a record has become too old.
    pub(crate) doubtful: bool,
    /// Whether the child is over age now and no decision holds.
    pub(crate) undecided: bool,
    /// Whether failed contacts are still there but no longer count.
    pub(super) otherwise: bool,
}

impl ResolvedCase {
    /// Whether somebody should look into it.
    pub(crate) const fn is_to_look_into(&self) -> bool {
        self.doubtful || self.undecided
    }
}

/// The differences from the previous run, apart from the children themselves.
#[derive(Clone, Copy)]
pub(super) struct Differences<'a> {
    /// Sources that are gone or have shrunk.
    pub(super) lost: &'a LostSources<'a>,
    /// The as-of date of the previous run.
    pub(super) then: Option<Day>,
    /// Whether settings have changed.
    pub(crate) other_settings: bool,
    /// Whether there are fewer decisions about who is the same child.
    pub(super) fewer_links: bool,
    /// The rejected records that name the children of earlier cases.
    pub(super) rejected: &'a BTreeMap<usize, RejectedRecords>,
    /// The newest decision for each child who is not a case now.
    pub(super) decisions: &'a HashMap<ChildNumber, ReviewDecision>,
}

/// Finds the children of the previous list who are not a case now, in the order of that list. `children` has the child of each previous
/// case, if they are in the extracts.
pub(super) fn find_resolved(
    now: &Detected,
    past: &[PastCase],
    children: &[Option<ChildNumber>],
    past_of: &HashMap<ChildNumber, usize>,
    index: &ChildIndex,
    differences: &Differences<'_>,
) -> Vec<ResolvedCase> {
    let listed: BTreeMap<ChildNumber, usize> = now.cases.list.iter().map(|case| case.child).zip(0..).collect();
    let gone: Vec<usize> = (0..past.len())
        .filter(|at| {
            let is_same_case = |child| past_of.get(&child) == Some(at) && !has_other_number(now, &past[*at], child);
            children[*at].is_none_or(|child| !listed.contains_key(&child) || !is_same_case(child))
        })
        .collect();
    if gone.is_empty() {
        return Vec::new();
    }
    let mut known: Vec<ChildNumber> = gone.iter().filter_map(|at| children[*at]).collect();
    known.sort_unstable();
    known.dedup();
    let timelines = cases::timelines(&now.review_input(), &known, now.period());
    let recognised: BTreeSet<ChildNumber> = children.iter().flatten().copied().collect();
    let open: Vec<(usize, &PastCase)> = gone.iter().map(|at| (*at, &past[*at])).collect();
    let mut traces = lost_link::find_traces(now, &open, &recognised);
    gone.into_iter()
        .map(|at| {
            let child = children[at];
            if let Some(case) = child.and_then(|child| listed.get(&child)) {
                return same_child(at, &now.cases.list[*case]);
            }
            let reason = match child.map(|child| now.children.get(child).excluded()) {
                Some(Some(Exclusion::Deceased)) => Departure::Deceased,
                Some(Some(Exclusion::OverAge)) => Departure::OverAge,
                Some(None) if child.is_some_and(|child| now.children.get(child).used().next().is_some()) => {
                    Departure::BelowThreshold
                }
                _ => Departure::NotInExtracts,
            };
            let timeline = child.and_then(|child| known.binary_search(&child).ok()).map(|place| &timelines[place]);
            let carriers = if child.is_none() { index.carriers(now, &past[at]) } else { 0 };
            let trace = traces.remove(&at);
            let differences = *differences;
            explain(now, &GoneCase { at, past: &past[at], reason, timeline, child, carriers, trace, differences })
        })
        .collect()
}

/// Whether the child of a previous case with an NHS number has another one now, because a person decided that two are of one child. The
/// case goes on under another reference.
fn has_other_number(now: &Detected, past: &PastCase, child: ChildNumber) -> bool {
    past.nhs.is_some_and(|number| matches!(now.children.get(child).key(), ChildKey::Nhs(other) if other != number))
}

/// The line for a previous case that is about the same child as a case now, which another previous case became, or which has another
/// reference.
fn same_child(at: usize, case: &Case) -> ResolvedCase {
    let of_case = format!("The child of case {}", case.case_ref);
    let explained = match case.identity_kind {
        IdentityKind::Linked => format!("{of_case}: a person decided that these records are of one child."),
        IdentityKind::Matched => format!("{of_case}: names, date of birth and postcode are the same."),
        IdentityKind::Verified | IdentityKind::Unlinked => format!("{of_case}, by NHS number and local id."),
    };
    ResolvedCase {
        past: at,
        reason: Departure::SameChild,
        explained: vec![explained],
        doubtful: false,
        undecided: false,
        otherwise: false,
    }
}

/// A case of the previous run that has left the list.
struct GoneCase<'a> {
    at: usize,
    past: &'a PastCase,
    reason: Departure,
    timeline: Option<&'a Timeline>,
    child: Option<ChildNumber>,
    /// How many children have the local id by which the child was known.
    carriers: usize,
    /// Where its records may be now.
    trace: Option<Trace>,
    differences: Differences<'a>,
}

fn explain(now: &Detected, gone: &GoneCase<'_>) -> ResolvedCase {
    let mut explained = Vec::new();
    let (mut doubtful, mut undecided, mut otherwise) = (false, false, false);
    let rejected = gone.differences.rejected.get(&gone.at);
    match gone.reason {
        Departure::SameChild => {}
        Departure::Deceased => explained.push("The extracts give a date of death.".to_owned()),
        Departure::OverAge => {
            let under_age = now.settings.review.under_age;
            // Nobody has looked, and nobody will be reminded: children's services are over for this child.
            let no_decision = no_decision(gone);
            undecided = no_decision.is_some();
            explained.push(format!("Now aged {under_age} or over{}", no_decision.unwrap_or(".")));
            if gone.past.born.is_some_and(|born| born.age_on(now.as_of) < under_age) {
                doubtful = true;
                explained.push(format!("By the date of birth in the last report the child is under {under_age}."));
            }
        }
        Departure::NotInExtracts => {
            explained.push(match gone.carriers {
                0 if gone.trace.is_some() && gone.past.nhs.is_some() => {
                    "No contact has the NHS number of this child any more.".to_owned()
                }
                0 if gone.trace.is_some() => "No contact has the local id of this child any more.".to_owned(),
                0 if rejected.is_some() => {
                    "The extracts no longer have a contact of this child that can be used.".to_owned()
                }
                0 => "The extracts no longer have a contact of this child.".to_owned(),
                many => format!(
                    "The local id of this child is now on the records of {}: it is not clear which of them it is.",
                    counted(many, "child", "children")
                ),
            });
            explained.extend(rejected.map(|records| format!("Not gone: {}", records.sentence())));
            explained.extend(gone.trace.as_ref().map(Trace::sentence));
            explained.extend(gone.differences.lost.sentences(now, gone.past, None));
            doubtful = true;
        }
        Departure::BelowThreshold => {
            if let (Some(timeline), Some(child)) = (gone.timeline, gone.child) {
                let lost = no_longer_counted(now, (timeline, child), gone.past, rejected.is_some());
                let seen = still_unseen::seen_or_not(now, gone.past, timeline, gone.differences.then);
                doubtful = lost.missing || seen.still_unseen;
                otherwise = lost.otherwise;
                explained.extend(seen.sentences);
                explained.extend(lost.words.iter().map(|words| sentence(words)));
                if lost.missing {
                    explained.extend(rejected.map(RejectedRecords::sentence));
                    explained.extend(gone.trace.as_ref().map(Trace::sentence));
                }
                // The NHS number of the child, or which records are the child's, may have come from a person's decision.
                let has_number = || matches!(now.children.get(child).key(), ChildKey::Nhs(_));
                if gone.differences.fewer_links && (gone.past.together || gone.past.nhs.is_none() && has_number()) {
                    doubtful = true;
                    explained.push("A decision about who is the same child is not there any more.".to_owned());
                }
                explained.extend(lost_factor_sentences(now, gone.past, child));
                let lost = gone.differences.lost.sentences(now, gone.past, Some((child, timeline)));
                doubtful |= !lost.is_empty();
                explained.extend(lost);
            }
            if explained.is_empty() && !gone.differences.other_settings {
                explained
                    .extend(gone.timeline.zip(gone.child).into_iter().flat_map(|own| why_not(now, gone.past, own)));
            }
            if explained.is_empty() && !gone.differences.other_settings {
                explained
                    .push("The extracts do not show why. Look at the child’s sheet in the last report.".to_owned());
            }
        }
    }
    if gone.differences.other_settings {
        explained.push("Settings changed since the last report.".to_owned());
    }
    ResolvedCase { past: gone.at, reason: gone.reason, explained, doubtful, undecided, otherwise }
}

/// The rest of a sentence that no decision holds for a child who has left the list. None if one holds.
fn no_decision(gone: &GoneCase<'_>) -> Option<&'static str> {
    if matches!(gone.past.status, Status::Reviewed | Status::ReviewDue) {
        return None;
    }
    match gone.child.and_then(|child| gone.differences.decisions.get(&child)) {
        Some(decision) if decisions::held_then(decision, gone.past) => None,
        Some(_) => Some(", and no decision holds. Consider telling adult services."),
        None => Some(", and no decision was made. Consider telling adult services."),
    }
}

/// What the rules of a case say of the child now, in sentences: why none of them holds.
fn why_not(now: &Detected, past: &PastCase, (timeline, child): (&Timeline, ChildNumber)) -> Vec<String> {
    let lives_with_others = now.children.get(child).household().is_some();
    let subject = cases::subject(&now.review_input(), child, timeline, None);
    let of_case =
        RuleId::all().filter(|which| past.rules.contains(*which) && which.rule().enabled(&now.settings.rules));
    of_case
        .map(|which| match which {
            RuleId::Household if lives_with_others => {
                "The children of the household no longer have enough failed contacts between them.".to_owned()
            }
            _ => sentence(&which.rule().judge(&subject).sentence),
        })
        .collect()
}
