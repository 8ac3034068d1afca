//! The sheet of a case: all that one person needs on one child, to read, to print and to sign.

mod contacts;
mod steps;

use serde::Serialize;

use super::words::{age, capital, counted, name, number, shown};
use super::{Whole, list_page, sheet_path};
use crate::cases::Case;
use crate::child::timeline::Contact;
use crate::config::settings::Sort;
use crate::contact::fate::{About, Caution};
use crate::field::Field;
use crate::review::Review;
use crate::text::for_page;
use crate::vocabulary::{Pattern, Priority};

/// Cells that could not be read of which a sheet tells.
const UNREAD: usize = 8;
/// Local ids that a sheet shows.
const LOCAL_IDS: usize = 8;

/// The sheet of a case.
#[derive(Serialize)]
pub struct Sheet {
    title: String,
    up: &'static str,
    list: String,
    previous: Option<String>,
    next: Option<String>,
    case_ref: String,
    name: String,
    priority: &'static str,
    priority_phrase: &'static str,
    /// Why it has that priority; blank for a routine case.
    priority_why: String,
    /// The NHS number, or that there is none.
    nhs: Option<String>,
    who: Vec<Fact>,
    findings: Vec<Reason>,
    pattern: Option<&'static str>,
    last_seen: Option<Met>,
    next_booked: Option<Met>,
    factors: Vec<String>,
    unread: Vec<Unread>,
    unread_more: Option<String>,
    checks: Vec<Check>,
    household: Option<Household>,
    contacts: contacts::Contacts,
    steps: Vec<steps::Part>,
}

/// A fact about the child.
#[derive(Serialize)]
struct Fact {
    label: &'static str,
    text: String,
    known: bool,
}

/// Why the child is listed.
#[derive(Serialize)]
struct Reason {
    title: &'static str,
    /// Where it comes from: `protocol §6`.
    source: String,
    sentence: String,
}

/// A contact at which the child was seen, or will be.
#[derive(Serialize)]
struct Met {
    date: String,
    time: Option<String>,
    /// How long before or after the as-of date.
    distance: String,
    service: String,
    provider: String,
    kind: &'static str,
    location: String,
    practitioner: String,
}

/// A cell of the child's records that could not be read.
#[derive(Serialize)]
struct Unread {
    what: String,
    value: String,
    place: String,
}

/// A prompt.
#[derive(Serialize)]
struct Check {
    question: &'static str,
    facts: String,
}

/// Others who live with the child.
#[derive(Serialize)]
struct Household {
    text: String,
    cases: Vec<Sibling>,
}

/// A listed child of the same household.
#[derive(Serialize)]
struct Sibling {
    name: String,
    age: String,
    sheet: Option<String>,
}

/// The sheet of the case at a place in order.
pub fn sheet(whole: &Whole<'_>, place: usize) -> Sheet {
    let review = whole.review;
    let case = &review.cases.list[place];
    let (unread, left) = unread(review, case);
    let neighbour = |at: usize| format!("../{}", sheet_path(&review.cases.list[at]));
    let findings = case.findings.iter().map(|finding| Reason {
        title: finding.rule.title(),
        source: source(finding.rule.paragraph()),
        sentence: format!("{}.", capital(&for_page(&finding.judgement.sentence))),
    });
    let checks = case
        .checks
        .iter()
        .map(|check| Check { question: check.kind.question(), facts: for_page(&check.facts).into_owned() });
    Sheet {
        title: format!("Case {}", case.case_ref),
        up: "../",
        list: format!("../{}", list_page(place)),
        previous: place.checked_sub(1).map(neighbour),
        next: (place + 1 < whole.sheets).then(|| neighbour(place + 1)),
        case_ref: case.case_ref.clone(),
        name: name(case),
        priority: case.priority.word(),
        priority_phrase: case.priority.phrase(),
        priority_why: priority_why(review, case),
        nhs: case.nhs().map(|number| number.spaced()),
        who: who(review, case),
        findings: findings.collect(),
        pattern: case.pattern.map(pattern),
        last_seen: case.last_seen.map(|contact| met(review, contact)),
        next_booked: case.next_booked.map(|contact| met(review, contact)),
        factors: case.factors.iter().map(|factor| capital(factor.phrase())).collect(),
        unread,
        unread_more: (left > 0).then(|| format!("and {} more in warnings.csv", number(left as u64))),
        checks: checks.collect(),
        household: household(whole, place),
        contacts: contacts::contacts(review, case),
        steps: steps::steps(review, case),
    }
}

/// Why a case has its priority.
fn priority_why(review: &Review, case: &Case) -> String {
    match case.priority {
        Priority::Immediate => "whereabouts unknown".to_owned(),
        Priority::Urgent => {
            let urgent = case.factors.iter().filter(|factor| review.settings.urgent_factors.contains(factor));
            urgent.map(|factor| factor.phrase()).collect::<Vec<_>>().join(", ")
        }
        Priority::Routine => String::new(),
    }
}

/// Where a rule comes from: the paragraph of the protocol, unless it is something else.
fn source(paragraph: &str) -> String {
    if paragraph.starts_with('§') { format!("protocol {paragraph}") } else { paragraph.to_owned() }
}

/// The shape of the failed contacts in a sentence.
const fn pattern(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Persistent => "persistent: not seen by any service since the first of them",
        Pattern::Selective => "selective: some services see the child, others do not",
        Pattern::Intermittent => "intermittent: a service has sometimes seen the child and sometimes not",
        Pattern::Partial => "partial: not seen by any service in the review period",
    }
}

fn who(review: &Review, case: &Case) -> Vec<Fact> {
    let fact = |label: &'static str, text: &str, none: &str| Fact {
        label,
        text: if text.is_empty() { none.to_owned() } else { shown(text) },
        known: !text.is_empty(),
    };
    let known = &case.known;
    let years = age(case, review.as_of);
    let born = match (case.born, case.age) {
        (Some(day), _) => format!("{} ({years})", day.long()),
        (None, Some(_)) => format!("Not recorded ({years})"),
        (None, None) => String::new(),
    };
    let mut ids: Vec<&str> = case.local_ids.iter().map(String::as_str).take(LOCAL_IDS).collect();
    let more = format!("and {} more", case.local_ids.len().saturating_sub(LOCAL_IDS));
    if case.local_ids.len() > LOCAL_IDS {
        ids.push(&more);
    }
    let none = "Not recorded";
    vec![
        fact("Date of birth", &born, "Not recorded, nor the age"),
        fact("Sex", &known.sex.map_or_else(String::new, |sex| capital(sex.phrase())), none),
        fact("Postcode", &known.postcode, none),
        fact("Locality", &known.locality, none),
        fact("GP practice", &known.gp_practice, none),
        fact("School or nursery", &known.school, none),
        fact("Social worker", &known.social_worker, none),
        fact("Local ids", &ids.join(", "), "None"),
    ]
}

/// A contact in words.
fn met(review: &Review, contact: Contact) -> Met {
    let text = |field: Field| shown(review.cases.reread.text(Sort::Contacts, contact.row, field));
    let days = contact.day.0 - review.as_of.0;
    let distance = match days {
        0 => "on the day of this report".to_owned(),
        1.. => format!("in {}", counted(days as usize, "day", "days")),
        _ => format!("{} before this report", counted(days.unsigned_abs() as usize, "day", "days")),
    };
    Met {
        date: format!("{} {}", contact.day.weekday_name(), contact.day.long()),
        time: contact.time.map(|time| time.to_string()),
        distance,
        service: shown(&review.intake.services[contact.service as usize]),
        provider: text(Field::Provider),
        kind: contact.kind.phrase(),
        location: text(Field::Location),
        practitioner: text(Field::Practitioner),
    }
}

/// The cells of the child's records that could not be read, the first of them, and how many are left.
fn unread(review: &Review, case: &Case) -> (Vec<Unread>, usize) {
    let of_contacts = case.timeline.contacts.iter().map(|contact| (Sort::Contacts, contact.row));
    let mut rows: Vec<(Sort, usize)> =
        of_contacts.chain(case.records.iter().map(|row| (Sort::Children, *row))).collect();
    rows.sort_unstable();
    let mut out = Vec::new();
    let mut left = 0;
    for (sort, row) in rows {
        let file = &review.intake.files[review.intake.file_of(sort, row)];
        let people = match sort {
            Sort::Contacts => &review.intake.contacts.people,
            Sort::Children => &review.intake.children,
        };
        let line = people.line[row];
        let from = file.warnings.partition_point(|warning| warning.line < line);
        for warning in file.warnings[from..].iter().take_while(|warning| warning.line == line) {
            if out.len() == UNREAD {
                left += 1;
                continue;
            }
            let what = match (warning.caution, warning.about) {
                (Caution::FactorInvalid, About::Factor(factor)) => {
                    format!("{}: neither yes nor no", capital(factor.phrase()))
                }
                (caution, _) => capital(caution.meaning()),
            };
            let place = format!("{}, line {line}", file.shown);
            out.push(Unread { what, value: shown(&warning.value), place: shown(&place) });
        }
    }
    (out, left)
}

fn household(whole: &Whole<'_>, place: usize) -> Option<Household> {
    let review = whole.review;
    let others = whole.households.others(review, review.cases.list[place].child)?;
    if others.children == 0 {
        return None;
    }
    let siblings: Vec<usize> = others.cases.iter().copied().filter(|at| *at != place).collect();
    let children = counted(others.children, "other child", "other children");
    let listed = match (others.children, siblings.len()) {
        (1, 0) => "not listed.".to_owned(),
        (1, _) => "listed too:".to_owned(),
        (_, 0) => "none of them listed.".to_owned(),
        (_, count) => format!("{count} of them listed:"),
    };
    let cases = siblings
        .into_iter()
        .take(LOCAL_IDS)
        .map(|at| {
            let case = &review.cases.list[at];
            let sheet = (at < whole.sheets).then(|| format!("../{}", sheet_path(case)));
            Sibling { name: name(case), age: age(case, review.as_of), sheet }
        })
        .collect();
    Some(Household { text: format!("As far as the extracts say: {children} in the household, {listed}"), cases })
}
