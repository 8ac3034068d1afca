//! What pages say about earlier weeks: what the list is compared with, what has changed, what was decided, and who has left.

use std::fmt::Write as _;

use serde::Serialize;

use super::ids;
use super::words::{full_name, name_or_number, shown};
use crate::compare::Quiet;
use crate::compare::decisions::DecisionStatus;
use crate::compare::previous::PastCase;
use crate::compare::resolved::ResolvedCase;
use crate::compare::reviews;
use crate::day::Day;
use crate::review::Review;
use crate::text::for_page;
use crate::vocabulary::{Departure, Status};
use crate::wording::{capital, counted, first_few, listed, number, others};

/// The most children who have left the list that the page names.
const NAMED: usize = 200;
/// The most changes that a row of the list shows.
const TOLD: usize = 3;
/// The most settings that a sentence names.
const SETTINGS: usize = 5;
/// The most sources that a sentence names.
const SOURCES: usize = 4;

#[derive(Serialize)]
pub(crate) struct ComparedWith {
    sentence: String,
    counts: Vec<Count>,
}

/// A number from this report, with the one from the previous report if there is one.
#[derive(Serialize)]
struct Count {
    /// The anchor of the part of the list that has these cases. Blank if this page has no such part.
    link: &'static str,
    /// The filter that shows these cases and no others. The script uses it instead of `link`.
    filter: &'static str,
    label: &'static str,
    now: String,
    before: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct LeftList {
    title: String,
    rows: Vec<LeftChild>,
    more: Option<String>,
}

#[derive(Serialize)]
struct LeftChild {
    name: String,
    nhs: Option<String>,
    local_ids: String,
    case_ref: String,
    reason: &'static str,
    explained: String,
    doubtful: bool,
}

/// What the list is compared with. `anchors` are the anchors of the page's parts.
pub(crate) fn since(review: &Review, anchors: &[&str]) -> ComparedWith {
    let compared = &review.compared;
    let Some(previous) = &compared.previous else {
        return ComparedWith {
            sentence: "No earlier report found, so every case without a decision is new.".to_owned(),
            counts: Vec::new(),
        };
    };
    let cases = &review.cases.list;
    let past = compared.past_counts().unwrap_or_default();
    let of = |status: Status| compared.with_status(status) as u64;
    let before = |status: Status| Some(number(past.statuses.get(status.word()).copied().unwrap_or(0)));
    let there = |link: &'static str| if anchors.contains(&link) { link } else { "" };
    let count = |link, label, status: Status| Count {
        link: there(link),
        filter: "",
        label,
        now: number(of(status)),
        before: before(status),
    };
    let overdue = compared.cases.iter().filter(|own| own.waiting.overdue).count();
    let days = previous.as_of.map_or(0, |day| review.as_of.0 - day.0);
    let day = previous.as_of.map_or_else(String::new, |day| day.long());
    let mut sentence = format!(
        "Compared with the report for {day}, {} earlier: {} before, {} left the list, {} new, {} now.",
        counted(days, "day", "days"),
        counted(past.all, "case", "cases"),
        number(compared.resolved.len() as u64),
        number(cases.iter().enumerate().filter(|(at, _)| compared.cases[*at].past.is_none()).count() as u64),
        number(cases.len() as u64),
    );
    if compared.joined > 0 {
        let cases = counted(compared.joined, "earlier case is", "earlier cases are");
        let _ = write!(sentence, " {cases} now known to be the same child as another case.");
    }
    let going_on = compared.cases.iter().filter(|own| own.past.is_some()).count();
    let renamed = (going_on + compared.resolved.len()).saturating_sub(previous.cases.len());
    if renamed > 0 {
        let cases = counted(renamed, "earlier case goes", "earlier cases go");
        let _ = write!(sentence, " {cases} on under another reference, because the child has another NHS number now.");
    }
    ComparedWith {
        sentence,
        counts: vec![
            count("new-or-worse", "New", Status::New),
            count("new-or-worse", "Worse", Status::Worsened),
            count("review-due", "Due for review", Status::ReviewDue),
            count("continuing", "Continuing", Status::Continuing),
            count("reviewed", "Reviewed", Status::Reviewed),
            Count {
                // A case that is new or worse is counted from this report, and a decision holds for the others.
                link: if overdue > 0 { there("continuing") } else { "" },
                filter: "decision=Overdue",
                label: if overdue == 1 { "Decision overdue" } else { "Decisions overdue" },
                now: number(overdue as u64),
                before: past.overdue.map(number),
            },
            Count {
                link: there("left"),
                filter: "",
                label: "Left the list",
                now: number(compared.resolved.len() as u64),
                before: None,
            },
        ],
    }
}

/// Who has left the list. None if there is no earlier list.
pub(crate) fn left_list(review: &Review) -> Option<LeftList> {
    let compared = &review.compared;
    let previous = compared.previous.as_ref()?;
    let rows = compared.resolved.iter().take(NAMED).map(|own| {
        let case = &previous.cases[own.past];
        LeftChild {
            name: past_name(review, case),
            nhs: case.nhs.map(|number| number.spaced()),
            local_ids: shown(&ids::in_words(&review.settings, &case.local_ids)),
            case_ref: case.case_ref.clone(),
            reason: match own.reason {
                Departure::NotInExtracts => "No longer in the extracts",
                other => other.phrase(),
            },
            explained: explained(own),
            doubtful: own.is_to_look_into(),
        }
    });
    let all = compared.resolved.len();
    Some(LeftList {
        title: format!("Left the list: {}", counted(all, "child", "children")),
        rows: rows.collect(),
        more: others(all, NAMED, " in resolved.csv"),
    })
}

/// The name of a child of the last list, or who that was if no record has a name.
pub(crate) fn past_name(review: &Review, case: &PastCase) -> String {
    name_or_number(&review.settings, full_name(&case.family_name, &case.given_name), case.nhs, &case.local_ids)
}

/// What is known about why a child has left the list.
pub(crate) fn explained(left: &ResolvedCase) -> String {
    for_page(&left.explained.join(" ")).into_owned()
}

/// What a row of the list says about a case's past. The first value is what has changed, and the decision if it still holds; the
/// second is a sentence that says a decision no longer holds.
pub(crate) fn news(review: &Review, case: usize) -> (Vec<String>, Option<String>) {
    let Some(own) = review.compared.cases.get(case) else {
        return (Vec::new(), None);
    };
    let mut lapsed = None;
    let mut told: Vec<String> = own.changes.iter().take(TOLD).map(|text| for_page(text).into_owned()).collect();
    if own.changes.len() > TOLD {
        told.push(format!("and {}", counted(own.changes.len() - TOLD, "more change", "more changes")));
    }
    if let Some((decision, standing)) = &own.review {
        match standing {
            DecisionStatus::Holds { .. } => {
                let made = decision_in_words(decision);
                told.push(match decision.again_on {
                    Some(day) => format!("{made}; look again on {}", day.long()),
                    None => made,
                });
            }
            DecisionStatus::Lapsed(why) => {
                lapsed = Some(format!(
                    "The decision of {} ({}, {}) no longer holds: {}.",
                    decision.reviewed_on.long(),
                    capital(decision.decision.phrase()),
                    shown(&decision.reviewer),
                    for_page(&listed(why))
                ));
            }
        }
    }
    (told, lapsed)
}

/// How long a case has waited for a decision and by when one is due, such as `No decision for 3 weeks; decide by 13 November 2026`, or that
/// it needs a new one. None if a decision holds, or if there is no target and the case has waited for less than a week.
pub(crate) fn waiting(review: &Review, at: usize) -> Option<String> {
    let own = review.compared.waiting(at)?;
    let weeks = own.weeks_open?;
    let due = own.decision_due.map(|day| day.long());
    if has_lapsed(review, at) {
        return Some(match due {
            Some(due) if own.overdue => format!("New decision needed; it was due by {due}"),
            Some(due) => format!("New decision needed by {due}"),
            None => "New decision needed".to_owned(),
        });
    }
    let waited = || format!("No decision for {}", counted(weeks, "week", "weeks"));
    match (weeks, due) {
        (0, Some(due)) if own.overdue => Some(format!("No decision yet; one was due by {due}")),
        (_, Some(due)) if own.overdue => Some(format!("{}; one was due by {due}", waited())),
        (0, due) => due.map(|due| format!("Decide by {due}")),
        (_, Some(due)) => Some(format!("{}; decide by {due}", waited())),
        (_, None) => Some(waited()),
    }
}

/// Whether there is a decision that no longer holds.
fn has_lapsed(review: &Review, at: usize) -> bool {
    let own = review.compared.cases.get(at).and_then(|own| own.review.as_ref());
    own.is_some_and(|(_, standing)| matches!(standing, DecisionStatus::Lapsed(_)))
}

/// The short form of [`waiting`] for an overdue case on paper, where a row has little room: `Decision due 9 November`. None if the case
/// is not overdue.
pub(crate) fn overdue(review: &Review, at: usize) -> Option<String> {
    Some(format!("Decision due {}", overdue_since(review, at)?))
}

/// The day by which a decision about an overdue case was due. It has no year if that is the year of this report: `9 November`. None if
/// the case is not overdue.
pub(crate) fn overdue_since(review: &Review, at: usize) -> Option<String> {
    let due = review.compared.waiting(at).filter(|own| own.overdue)?.decision_due?;
    Some(without_year(review, due))
}

/// The day by which a decision is due that is not overdue, as [`overdue_since`] writes it. None if a decision holds, or there is no target.
pub(crate) fn decide_by(review: &Review, at: usize) -> Option<String> {
    let own = review.compared.waiting(at).filter(|own| !own.overdue)?;
    own.weeks_open?;
    Some(without_year(review, own.decision_due?))
}

/// A day without its year if that is the year of the report.
fn without_year(review: &Review, day: Day) -> String {
    let (long, year) = (day.long(), review.as_of.date().format(" %Y").to_string());
    long.strip_suffix(&year).unwrap_or(&long).to_owned()
}

/// A decision, who made it and when.
fn decision_in_words(decision: &reviews::ReviewDecision) -> String {
    format!("{}, {}, {}", capital(decision.decision.phrase()), shown(&decision.reviewer), decision.reviewed_on.long())
}

/// The history of a case on its sheet.
#[derive(Serialize)]
pub(crate) struct CasePast {
    status: &'static str,
    status_phrase: &'static str,
    changes: String,
    /// How long it has waited for a decision, or by when one is due. Blank if neither applies.
    waiting: String,
    decision: Option<Decision>,
}

#[derive(Serialize)]
struct Decision {
    made: String,
    note: String,
    again: Option<String>,
    /// A sentence that says whether it still holds.
    standing: String,
}

/// A case's past on its sheet. None if there is neither an earlier run nor a decision.
pub(crate) fn past(review: &Review, at: usize) -> Option<CasePast> {
    let compared = &review.compared;
    let own = compared.cases.get(at)?;
    if compared.previous.is_none() && own.review.is_none() {
        return None;
    }
    let since = compared.previous.as_ref().and_then(|previous| previous.as_of);
    let changes = match (since, own.past) {
        (None, _) => String::new(),
        (Some(day), None) => format!("Not on the list of {}.", day.long()),
        (Some(day), Some(_)) if own.changes.is_empty() => unchanged(review, at, day),
        (Some(day), Some(_)) => format!("Since {}: {}.", day.long(), for_page(&own.changes.join("; "))),
    };
    Some(CasePast {
        status: own.status.word(),
        status_phrase: own.status.phrase(),
        changes,
        waiting: waiting(review, at).map_or_else(String::new, |text| text + "."),
        decision: own.review.as_ref().map(|(decision, standing)| Decision {
            made: decision_in_words(decision),
            note: shown(&decision.note),
            again: decision.again_on.map(|day| day.long()),
            standing: match standing {
                DecisionStatus::Holds { due: false } => "This decision still holds.".to_owned(),
                DecisionStatus::Holds { due: true } => "This decision still holds. Review date reached.".to_owned(),
                DecisionStatus::Lapsed(why) => format!("No longer holds: {}.", for_page(&listed(why))),
            },
        }),
    })
}

/// That nothing has changed about a case since the last report, if that can be known: a source that sent nothing new shows no change. A source
/// that is missing may have had contacts of any child; of the others, only those that have had contacts of this child matter.
fn unchanged(review: &Review, at: usize, then: Day) -> String {
    let quiet = review.compared.quiet_sources();
    let then = then.long();
    let settings = &review.settings;
    let has_child = |name: &str| {
        let Some(source) = settings.contacts_place(name) else { return true };
        let contacts = &review.cases.list[at].timeline.contacts;
        contacts.iter().any(|contact| review.intake.parts.part(contact.row).source == source)
    };
    let left_out = |name: &str| settings.without.iter().find(|source| source.name == name);
    let titles = |how: Quiet| {
        let names = quiet.iter().filter(|(name, own)| *own == how && (how == Quiet::Missing || has_child(name)));
        let title = |name| left_out(name).map_or_else(|| settings.title_of(name), |source| &source.title);
        names.map(|(name, _)| shown(title(name))).collect::<Vec<_>>()
    };
    let mut said = Vec::new();
    let mut only_fewer = true;
    for (how, one, many) in [
        (Quiet::NothingNew, "sent nothing new", "sent nothing new"),
        (Quiet::Fewer, "sent far fewer records", "sent far fewer records"),
        (Quiet::Missing, "is missing", "are missing"),
    ] {
        let titles = titles(how);
        only_fewer &= titles.is_empty() || how == Quiet::Fewer;
        match &titles[..] {
            [] => {}
            [only] => said.push(format!("{only} {one}")),
            several => said.push(format!("{} {many}", first_few(several, SOURCES))),
        }
    }
    if said.is_empty() {
        return format!("Nothing has changed since {then}.");
    }
    let would = if only_fewer { "may" } else { "would" };
    format!("No change is recorded since {then}. But {}, so a change {would} not show.", said.join("; "))
}

/// What every page says about the comparison, other than the notices to act on: that settings have changed, or that cases have new
/// references.
pub(crate) fn marks(review: &Review) -> Vec<String> {
    let compared = &review.compared;
    let Some(day) = compared.previous.as_ref().and_then(|previous| previous.as_of) else {
        return Vec::new();
    };
    let day = day.long();
    let mut marks: Vec<String> = Vec::new();
    if !compared.settings.is_empty() {
        let named: Vec<String> = compared.settings.iter().take(SETTINGS).map(|own| shown(&own.in_words)).collect();
        let more = compared.settings.len().saturating_sub(SETTINGS);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        marks.push(format!(
            "Settings changed since {day}: {}{rest}. Some cases may be new, or have left, only because of this.",
            named.join("; ")
        ));
    }
    if compared.other_key {
        marks.push(format!(
            "The case-reference key has changed since {day}, so every case has a new reference. Children were recognised by \
             NHS number or local id."
        ));
    }
    marks
}
