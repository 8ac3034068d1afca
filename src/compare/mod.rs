//! Compares a run with the previous one and with reviewers' decisions: what is new, what got worse, what was decided, who left
//! the list and why.
//!
//! A list that says the same sixty names every Monday is not read. This stage sets the cases beside the previous run and
//! the reviewers' decisions. It changes nothing of what was found, and nobody leaves the list without a line.

pub(crate) mod changes;
mod child_index;
mod confirmed_rows;
pub(crate) mod data;
pub(crate) mod decisions;
mod lost_link;
mod lost_source;
pub(crate) mod memory;
pub(crate) mod notices;
pub mod previous;
mod rejected;
pub(crate) mod resolved;
pub mod reviews;
pub(crate) mod waiting;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::cases::Case;
use crate::cases::case_ref::{ReferenceKey, is_reference_of, reference_of};
use crate::child::doubtful_deaths::DoubtfulDeath;
use crate::config::in_force;
use crate::numbers::count;
use crate::pipeline::Detected;
use crate::quality::RecordCounts;
use crate::store::{ChildKey, ChildNumber};
use crate::text::{fold, inert};
use crate::vocabulary::Status;
use child_index::ChildIndex;
use data::SourceChange;
use decisions::{DecisionStatus, LatestDecisions};
use lost_source::LostSources;
use memory::{DeathMemory, SourceMemory};
use notices::{Level, Notice};
use previous::{PastCase, Previous};
use resolved::ResolvedCase;
use reviews::{ReviewDecision, ReviewDecisions, ReviewFile};
use waiting::{Waiting, WaitingHistory};

/// The result of comparing a run with the previous one and with the decisions.
#[derive(Default)]
pub(crate) struct Compared {
    pub(crate) previous: Option<Previous>,
    /// Whether the previous run has other references: the key was lost, or is another.
    pub(crate) other_key: bool,
    pub(crate) reviews: Vec<ReviewFile>,
    /// The history of each case, in the order of the cases.
    pub(crate) cases: Vec<CaseHistory>,
    /// The children who were listed and are no case now, in the previous order.
    pub(crate) resolved: Vec<ResolvedCase>,
    /// How many cases of the previous run turned out to be of a child that another one was of.
    pub(crate) joined: usize,
    /// How many decisions are dated after the as-of date.
    pub(crate) future_reviews: usize,
    /// Sources that are gone or have shrunk.
    pub(crate) sources: Vec<SourceChange>,
    /// Settings that have changed.
    pub(crate) settings: Vec<String>,
    /// The deaths that may be another child's, in their order, with the reference of the child; none without a key. The next run
    /// knows by them which are new, and of which more contacts failed.
    pub(crate) doubtful_deaths: Vec<(String, DeathMemory)>,
    pub(crate) notices: Vec<Notice>,
}

/// How a case compares with the previous run and the decisions.
pub(crate) struct CaseHistory {
    /// Its status against the previous run.
    pub(crate) status: Status,
    /// Its index in the previous run's cases.
    pub(crate) past: Option<usize>,
    /// What has changed since, each in a few words.
    pub(crate) changes: Vec<String>,
    /// The last decision, and whether it still holds.
    pub(crate) review: Option<(ReviewDecision, DecisionStatus)>,
    /// How long it has waited for one.
    pub(crate) waiting: Waiting,
}

impl Compared {
    /// The status of a case; new where nothing was compared.
    pub(crate) fn status(&self, case: usize) -> Status {
        self.cases.get(case).map_or(Status::New, |own| own.status)
    }

    pub(crate) fn to_act_on(&self) -> impl Iterator<Item = &Notice> {
        self.notices.iter().filter(|notice| notice.level == Level::Act)
    }

    /// What the previous run remembers of a source; none where it is of the first edition.
    pub(crate) fn memory_of(&self, source: &str) -> Option<&SourceMemory> {
        self.previous.as_ref()?.memory.get(source)
    }

    pub(crate) fn with_status(&self, status: Status) -> usize {
        self.cases.iter().filter(|own| own.status == status).count()
    }

    pub(crate) fn waiting(&self, case: usize) -> Option<&Waiting> {
        self.cases.get(case).map(|own| &own.waiting)
    }

    pub(crate) fn latest_decision(&self, case: usize) -> Option<&ReviewDecision> {
        self.cases.get(case)?.review.as_ref().map(|(decided, _)| decided)
    }

    pub(crate) fn past(&self, case: usize) -> Option<&PastCase> {
        let at = self.cases.get(case)?.past?;
        self.previous.as_ref()?.cases.get(at)
    }

    pub(crate) fn tally(&self) -> RecordCounts {
        self.reviews.iter().fold(RecordCounts::default(), |all, file| all.plus(file.tally))
    }

    /// How many cases of the previous run had each status, and each priority. None where there is no previous run.
    pub(crate) fn past_counts(&self) -> Option<PastCounts> {
        let previous = self.previous.as_ref()?;
        let mut counts = PastCounts::default();
        for case in &previous.cases {
            *counts.statuses.entry(case.status.word()).or_default() += 1;
            *counts.priorities.entry(case.priority.word()).or_default() += 1;
        }
        counts.all = previous.cases.len() as u64;
        Some(counts)
    }
}

#[derive(Default)]
pub(crate) struct PastCounts {
    pub(crate) all: u64,
    /// By the word of their status.
    pub(crate) statuses: BTreeMap<&'static str, u64>,
    /// By the word of their priority.
    pub(crate) priorities: BTreeMap<&'static str, u64>,
}

/// Compares a run with the previous run and with the decisions. `key` makes the case references, where there is one.
pub(crate) fn compare(
    now: &Detected,
    previous: Option<Previous>,
    decisions: ReviewDecisions,
    key: Option<&ReferenceKey>,
) -> Compared {
    let previous = previous.map(|previous| rename_services(now, previous));
    let past: &[PastCase] = previous.as_ref().map_or(&[], |previous| &previous.cases);
    let index = ChildIndex::new(now, &decisions.numbers(), past);
    let LatestDecisions { mut of_children, files, future } = decisions::find_latest(now, decisions, &index, past, key);
    let children: Vec<Option<ChildNumber>> = past.iter().map(|case| index.child_of(now, case, key)).collect();
    let past_of = past_of(now, past, &children, key);
    let listed: BTreeSet<ChildNumber> = now.cases.list.iter().map(|case| case.child).collect();
    let still = children.iter().flatten().filter(|child| listed.contains(child)).count();
    let joined = still - listed.iter().filter(|child| past_of.contains_key(child)).count();
    let mut earlier = WaitingHistory::new(now.as_of, &now.settings.targets, previous.as_ref());
    let mut all_past: HashMap<ChildNumber, Vec<&PastCase>> = HashMap::new();
    for (case, child) in past.iter().zip(&children) {
        if let Some(child) = child {
            all_past.entry(*child).or_default().push(case);
        }
    }
    let of_case = |case: &Case| all_past.get(&case.child).map_or(&[][..], Vec::as_slice);
    let with_past = now.cases.list.iter().flat_map(|case| of_case(case).iter().map(|past| (*past, case.priority)));
    earlier.look_back(&now.settings.output.folder, with_past);
    let rejected = rejected::find_rejected(now, past);
    let reviews: Vec<Option<ReviewDecision>> =
        now.cases.list.iter().map(|case| of_children.remove(&case.child)).collect();
    let cases: Vec<CaseHistory> = now
        .cases
        .list
        .par_iter()
        .zip(reviews)
        .map(|(case, review)| {
            let place = past_of.get(&case.child).copied();
            let changes = place.map_or_else(Vec::new, |at| {
                changes::changes(now, case, (&past[at], rejected.get(&at)), previous.as_ref())
            });
            let review = review.map(|review| {
                let standing = decisions::decision_status(&review, case, now.as_of);
                (review, standing)
            });
            let status = status(case, place.map(|at| &past[at]), review.as_ref().map(|(_, standing)| standing));
            let waiting = earlier.waiting(case.priority, status, of_case(case), review.as_ref());
            CaseHistory { status, past: place, changes, review, waiting }
        })
        .collect();
    let sources = previous.as_ref().map_or_else(Vec::new, |previous| data::source_changes(previous, &now.quality));
    let settings = previous.as_ref().map_or_else(Vec::new, |previous| {
        let without: Vec<&str> = now.settings.without.iter().map(|own| own.name.as_str()).collect();
        data::setting_changes(&previous.settings, &in_force(&now.settings), &without)
    });
    let lost = LostSources::find(&sources, previous.as_ref());
    let others = resolved::Differences {
        lost: &lost,
        other_settings: !settings.is_empty(),
        fewer_links: previous.as_ref().is_some_and(|own| notices::decisions::fewer_links(now, own).is_some()),
        rejected: &rejected,
    };
    let resolved = resolved::find_resolved(now, past, &children, &past_of, &index, &others);
    let other_key = match (previous.as_ref().and_then(|previous| previous.key.as_ref()), key) {
        (Some(then), Some(now)) => *then != now.fingerprint(),
        _ => false,
    };
    let reference = |child: ChildNumber, key| reference_of(now.children.get(child).key(), &now.intake.locals, key);
    let death = |own: &DoubtfulDeath, key| (reference(own.child, key), DeathMemory::new(own));
    let deaths = key.into_iter().flat_map(|key| now.doubtful_deaths.iter().map(move |own| death(own, key)));
    let doubtful_deaths = deaths.collect();
    let mut compared = Compared {
        previous,
        other_key,
        reviews: files,
        cases,
        resolved,
        joined,
        future_reviews: future,
        sources,
        settings,
        doubtful_deaths,
        notices: Vec::new(),
    };
    compared.notices = notices::notices(now, &compared);
    compared
}

/// The previous run with the names that its services have now: by `[services]`, and by the most frequent spelling of today.
fn rename_services(now: &Detected, mut previous: Previous) -> Previous {
    let names: HashMap<String, Arc<String>> =
        now.intake.services.names().iter().map(|name| (fold(name), Arc::new(name.clone()))).collect();
    let as_now = |service: &str| {
        let own = fold(service);
        let named = now.settings.services.get(&own).map_or(own, |name| fold(name));
        // Of a cell that begins with `'=` nobody can tell any more whether the name does, or was made inert.
        names.get(&named).or_else(|| names.get(&*inert(&named))).cloned()
    };
    let mut known: HashMap<Arc<String>, Option<Arc<String>>> = HashMap::new();
    for failed in previous.cases.iter_mut().flat_map(|case| &mut case.failed) {
        let name = known.entry(Arc::clone(&failed.service)).or_insert_with_key(|service| as_now(service));
        if let Some(name) = name {
            failed.service = Arc::clone(name);
        }
    }
    previous
}

/// The index of each child's previous case. The one with the reference that the child keeps counts first, then one that was
/// known by what the child is known by now; then a verified one before an unlinked one, the one with more failed contacts, the
/// first. `key` makes the references, where there is one.
fn past_of(
    now: &Detected,
    past: &[PastCase],
    children: &[Option<ChildNumber>],
    key: Option<&ReferenceKey>,
) -> HashMap<ChildNumber, usize> {
    let mut of: HashMap<ChildNumber, usize> = HashMap::new();
    let keeps_its_name = |case: &PastCase, child: ChildNumber| {
        let known_by = now.children.get(child).key();
        let has_its_reference =
            key.is_some_and(|key| is_reference_of(&case.case_ref, known_by, &now.intake.locals, key));
        let is_known = match known_by {
            ChildKey::Nhs(number) => case.nhs == Some(number),
            // Two that have become one by an id that sources share were known by ids that are one now.
            ChildKey::Local(local) => {
                case.nhs.is_none() && child_index::numbers_of(now, &case.local_ids).contains(&local)
            }
        };
        (has_its_reference, is_known)
    };
    for (at, child) in children.iter().enumerate() {
        let Some(child) = child else { continue };
        let rank = |at: usize| {
            let case = &past[at];
            (keeps_its_name(case, *child), case.nhs.is_some(), case.failed_contacts)
        };
        if of.get(child).is_none_or(|known| rank(at) > rank(*known)) {
            of.insert(*child, at);
        }
    }
    of
}

/// The status of a case: the first that holds.
fn status(case: &Case, past: Option<&PastCase>, standing: Option<&DecisionStatus>) -> Status {
    if let Some(DecisionStatus::Holds { due }) = standing {
        return if *due { Status::ReviewDue } else { Status::Reviewed };
    }
    let Some(past) = past else {
        return Status::New;
    };
    let worse = count(case.timeline.failed.len()) > past.failed_contacts
        || case.last_failed() > past.last_failed
        // The vocabulary has the highest first.
        || case.priority < past.priority;
    if worse { Status::Worsened } else { Status::Continuing }
}
