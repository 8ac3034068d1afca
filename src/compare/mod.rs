//! Compares a run with the previous one and with reviewers' decisions. It finds what is new, what got worse, what was decided, and
//! who left the list and why.
//!
//! Nobody reads a list that has the same sixty names every Monday, so the list says what changed. This stage does not change what
//! was found, and every child who leaves the list gets a line that says why.

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
mod still_unseen;
pub(crate) mod waiting;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::cases::Case;
use crate::cases::case_ref::{ReferenceKey, is_reference_of, reference_of};
use crate::child::doubtful::DoubtfulExclusion;
use crate::config::in_force;
use crate::numbers::count;
use crate::pipeline::Detected;
use crate::quality::RecordCounts;
use crate::store::{ChildKey, ChildNumber};
use crate::text::{fold, inert};
use crate::vocabulary::Status;
use child_index::ChildIndex;
use data::{SettingChange, SourceChange};
use decisions::{DecisionStatus, LatestDecisions};
use lost_source::LostSources;
use memory::{DoubtMemory, SourceMemory};
use notices::{Code, Level, Notice};
use previous::{PastCase, Previous};
use resolved::ResolvedCase;
use reviews::{ReviewDecision, ReviewDecisions, ReviewFile};
use waiting::{Waiting, WaitingHistory};

/// The result of comparing a run with the previous one and with the decisions.
#[derive(Default)]
pub(crate) struct Compared {
    /// The previous run, if there is one.
    pub(crate) previous: Option<Previous>,
    /// Whether the previous run made its references with another key.
    pub(crate) other_key: bool,
    /// The review files that were read.
    pub(crate) reviews: Vec<ReviewFile>,
    /// The history of each case, in the order of the cases.
    pub(crate) cases: Vec<CaseHistory>,
    /// The children who were listed before and are not a case now, in the order of the previous list.
    pub(crate) resolved: Vec<ResolvedCase>,
    /// How many cases of the previous run turned out to be about the same child as another one.
    pub(crate) joined: usize,
    /// How many decisions are dated after the as-of date.
    pub(crate) future_reviews: usize,
    /// Sources that are gone or have shrunk.
    pub(crate) sources: Vec<SourceChange>,
    /// Settings that have changed.
    pub(crate) settings: Vec<SettingChange>,
    /// The deaths that may be another child's or errors, in order, each with the child's reference; empty without a key. They show the next
    /// run which deaths are new and which have more failed contacts.
    pub(crate) doubtful_deaths: Vec<(String, DoubtMemory)>,
    /// The same of the ages that may be another person's, or wrong.
    pub(crate) doubtful_ages: Vec<(String, DoubtMemory)>,
    /// The notices, in order.
    pub(crate) notices: Vec<Notice>,
}

/// Why a source may hide a change since the previous run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quiet {
    /// It has what it had in the previous run, or no recent contact.
    NothingNew,
    /// It has far fewer records than in the previous run.
    Fewer,
    /// It is not there.
    Missing,
}

/// How a case compares with the previous run and the decisions.
pub(crate) struct CaseHistory {
    /// Its status against the previous run.
    pub(crate) status: Status,
    /// Its index in the previous run's cases.
    pub(crate) past: Option<usize>,
    /// What has changed since the previous run, each in a few words.
    pub(crate) changes: Vec<String>,
    /// The last decision, and whether it still holds.
    pub(crate) review: Option<(ReviewDecision, DecisionStatus)>,
    /// How long it has waited for a decision.
    pub(crate) waiting: Waiting,
}

impl Compared {
    /// The status of a case; new if nothing was compared.
    pub(crate) fn status(&self, case: usize) -> Status {
        self.cases.get(case).map_or(Status::New, |history| history.status)
    }

    /// The notices that somebody has to act on.
    pub(crate) fn to_act_on(&self) -> impl Iterator<Item = &Notice> {
        self.notices.iter().filter(|notice| notice.level == Level::Act)
    }

    /// The sources that may hide a change, each by its name, in the order of the notices.
    pub(crate) fn quiet_sources(&self) -> Vec<(&str, Quiet)> {
        let of_notices = self.notices.iter().filter_map(|notice| {
            let how = match notice.code {
                Code::SourceUnchanged | Code::SourceRepeated | Code::SourceStale => Quiet::NothingNew,
                Code::SourceShrunk => Quiet::Fewer,
                _ => return None,
            };
            Some((notice.source.as_str(), how))
        });
        // A source that this run was told to leave out has no notice.
        let missing = self.sources.iter().filter(|source| source.now.is_none());
        let mut all: Vec<(&str, Quiet)> = Vec::new();
        for (name, how) in missing.map(|source| (source.name.as_str(), Quiet::Missing)).chain(of_notices) {
            if all.iter().all(|(known, _)| *known != name) {
                all.push((name, how));
            }
        }
        all
    }

    /// The counts that the previous run kept of a source; none from the first version of the program.
    pub(crate) fn memory_of(&self, source: &str) -> Option<&SourceMemory> {
        self.previous.as_ref()?.memory.get(source)
    }

    /// The number of cases with a status.
    pub(crate) fn with_status(&self, status: Status) -> usize {
        self.cases.iter().filter(|history| history.status == status).count()
    }

    /// How long a case has waited for a decision.
    pub(crate) fn waiting(&self, case: usize) -> Option<&Waiting> {
        self.cases.get(case).map(|history| &history.waiting)
    }

    /// The last decision about a case.
    pub(crate) fn latest_decision(&self, case: usize) -> Option<&ReviewDecision> {
        self.cases.get(case)?.review.as_ref().map(|(decision, _)| decision)
    }

    /// The case of the previous run that is about the same child as a case.
    pub(crate) fn past(&self, case: usize) -> Option<&PastCase> {
        let at = self.cases.get(case)?.past?;
        self.previous.as_ref()?.cases.get(at)
    }

    /// What became of the rows of all review files.
    pub(crate) fn tally(&self) -> RecordCounts {
        self.reviews.iter().fold(RecordCounts::default(), |total, file| total.plus(file.tally))
    }

    /// How many cases of the previous run had each status and each priority, if there is a previous run.
    pub(crate) fn past_counts(&self) -> Option<PastCounts> {
        let previous = self.previous.as_ref()?;
        let mut counts = PastCounts::default();
        for case in &previous.cases {
            *counts.statuses.entry(case.status.word()).or_default() += 1;
            *counts.priorities.entry(case.priority.word()).or_default() += 1;
        }
        counts.all = previous.cases.len() as u64;
        let overdue: Option<Vec<bool>> = previous.cases.iter().map(|case| case.overdue).collect();
        counts.overdue = overdue.map(|cases| cases.into_iter().filter(|overdue| *overdue).count() as u64);
        Some(counts)
    }
}

/// Counts of the cases of the previous run.
#[derive(Default)]
pub(crate) struct PastCounts {
    /// All cases.
    pub(crate) all: u64,
    /// By the word of their status.
    pub(crate) statuses: BTreeMap<&'static str, u64>,
    /// By the word of their priority.
    pub(crate) priorities: BTreeMap<&'static str, u64>,
    /// With an overdue decision; none from an older version.
    pub(crate) overdue: Option<u64>,
}

/// Compares a run with the previous run and with the decisions. `key`, if there is one, makes the case references.
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
    let still_listed = children.iter().flatten().filter(|child| listed.contains(child)).count();
    let joined = still_listed - listed.iter().filter(|child| past_of.contains_key(child)).count();
    let mut waiting_history = WaitingHistory::new(now.as_of, &now.settings.targets, previous.as_ref());
    let mut all_past: HashMap<ChildNumber, Vec<&PastCase>> = HashMap::new();
    for (case, child) in past.iter().zip(&children) {
        if let Some(child) = child {
            all_past.entry(*child).or_default().push(case);
        }
    }
    let of_case = |case: &Case| all_past.get(&case.child).map_or(&[][..], Vec::as_slice);
    let with_past = now.cases.list.iter().flat_map(|case| of_case(case).iter().map(|past| (*past, case.priority)));
    waiting_history.look_back(&now.settings.output.folder, with_past);
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
                let holds = decisions::decision_status(&review, case, now.as_of);
                (review, holds)
            });
            let status = status(case, place.map(|at| &past[at]), review.as_ref().map(|(_, holds)| holds));
            let waiting = waiting_history.waiting(case.priority, status, of_case(case), review.as_ref());
            CaseHistory { status, past: place, changes, review, waiting }
        })
        .collect();
    let sources = previous.as_ref().map_or_else(Vec::new, |previous| data::source_changes(previous, &now.quality));
    let settings = previous.as_ref().map_or_else(Vec::new, |previous| {
        let without: Vec<&str> = now.settings.without.iter().map(|source| source.name.as_str()).collect();
        let title_of = |name: &str| now.settings.title_of(name).to_owned();
        data::setting_changes(&previous.settings, &in_force(&now.settings), &without, &title_of)
    });
    let registers = previous.as_ref().map_or_else(Vec::new, |past| data::registers_with_losses(past, &now.quality));
    let changed: Vec<SourceChange> = sources.iter().cloned().chain(registers).collect();
    let lost = LostSources::find(&changed, previous.as_ref());
    let differences = resolved::Differences {
        lost: &lost,
        then: previous.as_ref().and_then(|previous| previous.as_of),
        other_settings: !settings.is_empty(),
        fewer_links: previous.as_ref().is_some_and(|previous| notices::decisions::fewer_links(now, previous).is_some()),
        rejected: &rejected,
        decisions: &of_children,
    };
    let resolved = resolved::find_resolved(now, past, &children, &past_of, &index, &differences);
    let other_key = match (previous.as_ref().and_then(|previous| previous.key.as_ref()), key) {
        (Some(then), Some(now)) => *then != now.fingerprint(),
        _ => false,
    };
    let reference = |child: ChildNumber, key| reference_of(now.children.get(child).key(), &now.intake.locals, key);
    let remember = |found: &[DoubtfulExclusion]| -> Vec<(String, DoubtMemory)> {
        let memory = |one: &DoubtfulExclusion, key| (reference(one.child, key), DoubtMemory::new(one));
        key.into_iter().flat_map(|key| found.iter().map(move |one| memory(one, key))).collect()
    };
    let (doubtful_deaths, doubtful_ages) = (remember(&now.doubtful_deaths), remember(&now.doubtful_ages));
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
        doubtful_ages,
        notices: Vec::new(),
    };
    compared.notices = notices::notices(now, &compared);
    compared
}

/// The previous run with its services renamed as they are called now: by `[services]`, and by today's most frequent spelling.
fn rename_services(now: &Detected, mut previous: Previous) -> Previous {
    let names: HashMap<String, Arc<String>> =
        now.intake.services.names().iter().map(|name| (fold(name), Arc::new(name.clone()))).collect();
    let name_now = |service: &str| {
        let folded = fold(service);
        let name = now.settings.services.get(&folded).map_or(folded, |name| fold(name));
        // A cell that begins with `'=` may hold a name that begins this way or one that was made inert, so both are looked up.
        names.get(&name).or_else(|| names.get(&*inert(&name))).cloned()
    };
    let mut known: HashMap<Arc<String>, Option<Arc<String>>> = HashMap::new();
    for failed in previous.cases.iter_mut().flat_map(|case| &mut case.failed) {
        let name = known.entry(Arc::clone(&failed.service)).or_insert_with_key(|service| name_now(service));
        if let Some(name) = name {
            failed.service = Arc::clone(name);
        }
    }
    previous
}

/// The index of each child's previous case. If a child had several, these are preferred in turn: the case whose reference the
/// child keeps, one that had the NHS number or local id by which the child is known now, one with an NHS number, the one with most
/// failed contacts, the first. `key`, if there is one, makes the references.
fn past_of(
    now: &Detected,
    past: &[PastCase],
    children: &[Option<ChildNumber>],
    key: Option<&ReferenceKey>,
) -> HashMap<ChildNumber, usize> {
    let mut past_of: HashMap<ChildNumber, usize> = HashMap::new();
    let keeps_identity = |case: &PastCase, child: ChildNumber| {
        let known_by = now.children.get(child).key();
        let has_its_reference =
            key.is_some_and(|key| is_reference_of(&case.case_ref, known_by, &now.intake.locals, key));
        let is_known = match known_by {
            ChildKey::Nhs(number) => case.nhs == Some(number),
            // Local ids may have been joined since by an id that sources share.
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
            (keeps_identity(case, *child), case.nhs.is_some(), case.failed_contacts)
        };
        if past_of.get(child).is_none_or(|best| rank(at) > rank(*best)) {
            past_of.insert(*child, at);
        }
    }
    past_of
}

/// The status of a case, given its previous case and whether its last decision holds.
fn status(case: &Case, past: Option<&PastCase>, decision: Option<&DecisionStatus>) -> Status {
    if let Some(DecisionStatus::Holds { due }) = decision {
        return if *due { Status::ReviewDue } else { Status::Reviewed };
    }
    let Some(past) = past else {
        return Status::New;
    };
    let worse = count(case.timeline.failed.len()) > past.failed_contacts
        || case.last_failed() > past.last_failed
        // The vocabulary lists the highest priority first.
        || case.priority < past.priority;
    if worse { Status::Worsened } else { Status::Continuing }
}
