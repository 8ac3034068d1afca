//! Explains why a child is or is not listed: everything that a run knows about the child, and for every rule whether it holds, with the
//! numbers on both sides of each comparison.
//!
//! The answer is identifiable. It is printed for the analyst who asked, and written nowhere.

mod decision_lines;
mod left_out;
mod lookup;
mod names;
mod notes;
mod similar;
mod text;

use std::collections::BTreeMap;

use serde::Serialize;

pub(crate) use left_out::{LeftOutLine, find_left_out};
pub use lookup::{LookupResult, find_child};
pub(crate) use similar::SimilarChild;
pub(crate) use text::{lines_left_out, nearest, rejects, text};

use crate::cases::{self, Case};
use crate::cells::nhs::NhsNumber;
use crate::child::timeline::{Contact, CountingSettings, Timeline};
use crate::contact::columns::NO_TEXT;
use crate::contact::fate::Fate;
use crate::contact::person::factors_of;
use crate::day::Day;
use crate::intake::Intake;
use crate::numbers::count;
use crate::pipeline::Detected;
use crate::records::AnyRecord;
use crate::rules::{self, HouseholdCount, RuleId, Subject};
use crate::store::local_ids::StandsFor;
use crate::store::same::JoinedBy;
use crate::store::{Child, ChildKey, ChildNumber, Exclusion, Facts, PackedKey, Row};
use crate::vocabulary::{Factor, Kind, Outcome};
use crate::wording;

/// Everything that is known of a child.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// The as-of date of the answer.
    pub(crate) as_of: Day,
    /// `listed`, `not_listed`, `over_age`, `deceased`, or `no_contacts` if no contact of the child counts.
    pub outcome: &'static str,
    /// The outcome in a sentence.
    pub(crate) conclusion: String,
    /// `verified`, `linked`, `matched` or `unlinked`.
    pub identity: &'static str,
    /// The NHS number, with spaces after the third and sixth digit.
    pub nhs_number: Option<String>,
    /// How each record came to be this child's.
    pub(crate) linked: Vec<String>,
    pub(crate) date_of_birth: Option<Day>,
    /// The age on the as-of date.
    pub(crate) age_years: Option<i32>,
    pub(crate) factors: Vec<Factor>,
    /// The priority of the case, if the child is listed.
    pub priority: Option<&'static str>,
    /// Failed contacts in the review period.
    pub failed_contacts: usize,
    /// Contacts with a failed outcome that do not count as failed contacts of their own, counted by reason.
    pub(crate) not_counted: Vec<String>,
    /// The answer of every rule.
    pub rules: Vec<RuleAnswer>,
    /// Every contact, by date.
    pub contacts: Vec<ContactLine>,
    /// The child's records in registers.
    pub(crate) records: Vec<RecordPlace>,
    /// Rejected records that name the child.
    pub(crate) rejects: Vec<RejectLine>,
    /// Records that name the child and are left out, because they are not contacts.
    pub(crate) left_out: Vec<LeftOutLine>,
}

/// What a rule says about the child.
#[derive(Debug, Serialize)]
pub struct RuleAnswer {
    /// The rule.
    pub rule: &'static str,
    /// The paragraph of the protocol.
    pub(crate) paragraph: &'static str,
    /// Whether it is in force.
    pub enabled: bool,
    /// Whether it holds.
    pub holds: bool,
    /// Why, or why not.
    pub sentence: String,
}

/// Where a record is, and what became of it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RecordPlace {
    pub(crate) source: String,
    pub(crate) file: String,
    /// The physical line.
    pub(crate) line: u32,
    /// `used`, `duplicate` or `excluded`.
    pub(crate) fate: &'static str,
}

/// A contact.
#[derive(Debug, Serialize)]
pub struct ContactLine {
    pub(crate) date: Day,
    /// `HH:MM`, if known.
    pub(crate) time: Option<String>,
    pub(crate) service: String,
    pub(crate) outcome: Outcome,
    pub(crate) kind: Kind,
    /// Whether it counts as a failed contact, and why not.
    pub note: String,
    /// Where its record is.
    #[serde(flatten)]
    pub(crate) place: RecordPlace,
}

/// A rejected record.
#[derive(Clone, Debug, Serialize)]
pub struct RejectLine {
    pub(crate) source: String,
    pub(crate) file: String,
    /// The physical line.
    pub(crate) line: u32,
    pub(crate) reason: &'static str,
    /// The field that is wrong.
    pub(crate) field: &'static str,
}

/// Explains a child. `rejects` are the rejected records that name them.
pub fn explain(review: &Detected, number: ChildNumber, rejects: Vec<RejectLine>) -> Explanation {
    let period = review.period();
    let child = review.children.get(number);
    let facts = child.facts();
    let rows = child.all_rows();
    let counted: Vec<Contact> = child.rows().map(|row| Contact::from_row(row, &review.intake.parts)).collect();
    let no_contacts = counted.is_empty();
    // The rules of an excluded child are judged as if the child were not excluded. The conclusion says what counts.
    let timeline = Timeline::new(counted, CountingSettings::from_settings(&review.settings), period);
    let case = review.cases.list.iter().find(|case| case.child == number);
    let notes = notes::notes(review, &timeline, rows);
    let nhs = child.key().nhs_number();
    let (outcome, conclusion) = conclusion(review, &facts, case, &timeline, no_contacts);
    Explanation {
        as_of: review.as_of,
        outcome,
        conclusion,
        identity: cases::identity_kind(&review.children, number).word(),
        nhs_number: nhs.map(NhsNumber::spaced),
        linked: [link_lines(review, child, nhs), decision_lines::lines(review, number)].concat(),
        date_of_birth: facts.born,
        age_years: facts.age.map(i32::from),
        factors: factors_of(facts.factors),
        priority: case.map(|case| case.priority.word()),
        failed_contacts: timeline.failed.len(),
        not_counted: notes::summary(&notes),
        rules: rule_answers(review, child, &timeline, &notes),
        contacts: contact_lines(review, child, &notes),
        records: child
            .records()
            .iter()
            .map(|record| record_place(review, *record, review.intake.register.fates[record.place()]))
            .collect(),
        rejects,
        left_out: Vec::new(),
    }
}

fn record_place(review: &Detected, record: impl Into<AnyRecord>, fate: Fate) -> RecordPlace {
    let record = record.into();
    let file = &review.intake.files[review.intake.file_of(record)];
    RecordPlace {
        source: file.source_of(&review.settings).name.clone(),
        file: file.shown.clone(),
        line: review.intake.line(record),
        fate: match fate {
            Fate::Used => "used",
            Fate::Duplicate => "duplicate",
            Fate::Excluded => "excluded",
        },
    }
}

fn conclusion(
    review: &Detected,
    facts: &Facts,
    case: Option<&Case>,
    timeline: &Timeline,
    no_contacts: bool,
) -> (&'static str, String) {
    let on = review.as_of.long();
    if let Some(case) = case {
        let titles: Vec<String> = case.rules.iter().map(|rule| rule.title().to_lowercase()).collect();
        let priority = case.priority.phrase().to_lowercase();
        return ("listed", format!("Listed on {on}, {priority}, for {}.", wording::listed(&titles)));
    }
    match facts.excluded {
        Some(Exclusion::Deceased) => {
            ("deceased", format!("Not listed: the child had died on or before {on}. Their contacts are excluded."))
        }
        Some(Exclusion::OverAge) => {
            let age = facts.age.unwrap_or_default();
            let limit = review.settings.review.under_age;
            let text = format!(
                "Not listed: {age} years old on {on} by every date of birth on record, and the review covers children under \
                 {limit}. Their contacts are excluded."
            );
            ("over_age", text)
        }
        None if no_contacts => {
            ("no_contacts", format!("Not listed: on {on} no extract has a contact that counts for this child."))
        }
        None => {
            let failed = wording::counted(timeline.failed.len(), "failed contact", "failed contacts");
            ("not_listed", format!("Not listed on {on}: {failed} in the review period, and no rule holds."))
        }
    }
}

/// How the child's records came together.
fn link_lines(review: &Detected, child: Child<'_>, nhs: Option<NhsNumber>) -> Vec<String> {
    let mut by_number = 0;
    let mut by_local: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let Intake { parts, register, .. } = &review.intake;
    let mut count = |column: u32, local: u32| {
        let has_number = NhsNumber::from_column(column).is_some();
        by_number += u32::from(has_number);
        if local != NO_TEXT {
            let (with, without) = by_local.entry(local).or_default();
            *if has_number { with } else { without } += 1;
        }
    };
    for row in child.all_rows() {
        let extra = parts.extra(row.row);
        // A contact's own NHS number is the child's, so it is enough to know whether it has one.
        count(if extra.has_number() { 0 } else { NhsNumber::NONE }, extra.local());
    }
    for row in child.records() {
        let row = row.place();
        count(register.people.nhs[row], register.people.rare.local.get(row));
    }
    let records = |count: u32| wording::counted(count, "record", "records");
    let mut lines = Vec::new();
    if nhs.is_some() {
        let or_another = if review.children.same().involves(PackedKey::of(child.key())) {
            ", or with one that was brought together with it"
        } else {
            ""
        };
        lines.push(format!("{} with the NHS number{or_another}", records(by_number)));
    }
    for (local, (with, without)) in by_local {
        let id = review.intake.locals.shown(local);
        let beside = review.intake.locals.bonds().beside(local);
        let mut others: Vec<String> =
            beside.iter().filter(|id| **id != local).map(|id| review.intake.locals.shown(*id)).collect();
        others.sort_unstable();
        if !others.is_empty() {
            lines.push(format!(
                "local id {id} is in one record with {}, so all of them count as {id} here",
                wording::listed(&others)
            ));
        }
        lines.push(match review.children.number_of(local) {
            _ if without > 0 && review.children.same().involves(PackedKey::local(local)) => {
                let by = match review.children.same().way(PackedKey::local(local)) {
                    Some(JoinedBy::Matched) => "the configuration joins such records",
                    _ => "a person decided whose they are",
                };
                format!("{} with local id {id} and no NHS number: {by}", records(without))
            }
            StandsFor::One(_) if without > 0 => format!(
                "{} with local id {id} and no NHS number: every record with this id and an NHS number has this number",
                records(without)
            ),
            StandsFor::One(_) => format!("local id {id} on {}", records(with)),
            StandsFor::None => format!("{} with local id {id}: no record has this id and an NHS number", records(without)),
            StandsFor::Several if nhs.is_some() => {
                format!("local id {id} on {}: other records have this id with another NHS number, so it links no records", records(with))
            }
            StandsFor::Several => format!(
                "{} with local id {id} and no NHS number: other records have this id with several NHS numbers ({}), so it links no records",
                records(without),
                wording::listed(&numbers_of(review, local))
            ),
        });
    }
    lines
}

/// The NHS numbers of the children whose records have a local id.
fn numbers_of(review: &Detected, local: u32) -> Vec<String> {
    let keys = lookup::carriers(review, local).into_iter().map(|child| review.children.get(child).key());
    keys.filter_map(ChildKey::nhs_number).map(NhsNumber::spaced).collect()
}

fn rule_answers(
    review: &Detected,
    child: Child<'_>,
    timeline: &Timeline,
    notes: &[notes::ContactNote],
) -> Vec<RuleAnswer> {
    let subject = Subject {
        timeline,
        factors: child.facts().factors,
        depends_on_unreliable_source: review.unreliable_sources.have_seen(timeline, &review.intake.parts),
        household: household_count(review, child, timeline),
        seen_since: review.children.seen_since(),
        settings: &review.settings,
        services: &review.intake.services,
    };
    rules::ALL
        .iter()
        .map(|rule| {
            let judgement = rule.judge(&subject);
            let mut sentence = judgement.sentence;
            if RuleId::Repeated.is(*rule) && !judgement.holds {
                sentence.extend(notes::summary(notes).into_iter().map(|line| format!("; {line}")));
            }
            RuleAnswer {
                rule: rule.name(),
                paragraph: rule.paragraph(),
                enabled: rule.enabled(&review.settings.rules),
                holds: judgement.holds,
                sentence,
            }
        })
        .collect()
}

/// The failed contacts of the child's household.
fn household_count(review: &Detected, child: Child<'_>, timeline: &Timeline) -> Option<HouseholdCount> {
    let household = child.household()?;
    let lives_there = |other: &Child<'_>| {
        other.household() == Some(household) && other.number != child.number && other.excluded().is_none()
    };
    let members: Vec<ChildNumber> = review.children.iter().filter(lives_there).map(|other| other.number).collect();
    let timelines = cases::timelines(&review.review_input(), &members, review.period());
    let failed = timelines.iter().chain([timeline]).map(|t| count(t.failed.len())).filter(|count| *count > 0);
    Some(failed.fold(HouseholdCount::default(), |all, count| HouseholdCount {
        failed: all.failed + count,
        children: all.children + 1,
    }))
}

fn contact_lines(review: &Detected, child: Child<'_>, notes: &[notes::ContactNote]) -> Vec<ContactLine> {
    let excluded = child.excluded().is_some();
    let fate = |row: &Row| match (row.is_duplicate(), excluded) {
        (true, _) => Fate::Duplicate,
        (false, true) => Fate::Excluded,
        (false, false) => Fate::Used,
    };
    let mut contacts: Vec<(Contact, Fate)> =
        child.all_rows().iter().map(|row| (Contact::from_row(row, &review.intake.parts), fate(row))).collect();
    contacts.sort_by_key(|(c, _)| (c.day, c.time, c.row));
    contacts
        .into_iter()
        .map(|(contact, fate)| ContactLine {
            date: contact.day,
            time: contact.time.map(|time| time.to_string()),
            service: review.intake.services[contact.service].clone(),
            outcome: contact.outcome,
            kind: contact.kind,
            note: notes.iter().find(|n| n.row == contact.row).map_or_else(String::new, |n| n.kind.words().to_owned()),
            place: record_place(review, contact.row, fate),
        })
        .collect()
}
