//! The sheet of a case: all that one person needs on one child, to read, to print and to sign.

mod contacts;
mod evidence;
mod glance;
mod household;
mod ids;
pub(super) mod people;
pub(super) mod steps;
mod unknown;

use std::borrow::Cow;

use serde::Serialize;
use serde_json::json;

use super::words::{age, capital, clean, counted, first_few, name, number};
use super::{Page, Whole, list_page, sheet_path};
use crate::cases::Case;
use crate::cases::checks::CheckKind;
use crate::child::timeline::Contact;
use crate::config::settings::Sort;
use crate::field::Field;
use crate::report::timeline_picture::{AFTER, BEFORE, picture};
use crate::review::Review;
use crate::rules::{Finding, listed};
use crate::text::for_page;
use crate::vocabulary::{Kind, Outcome, Pattern, Priority};
use people::Around;

/// Notices that a check tells of.
const NOTICES: usize = 6;
/// Telephone numbers that a sheet shows at its top.
const PHONES: usize = 3;

/// The sheet of a case.
#[derive(Serialize)]
pub(crate) struct Sheet<'a> {
    title: String,
    up: &'static str,
    list: String,
    previous: Option<String>,
    next: Option<String>,
    case_ref: &'a str,
    name: String,
    priority: &'static str,
    priority_phrase: &'static str,
    /// Why it has that priority; blank for a routine case.
    priority_why: String,
    /// The NHS number, or that there is none.
    nhs: Option<String>,
    who: Vec<Fact<'a>>,
    /// Why, in one sentence with the services named.
    why: String,
    /// Who else works with the child, in a few lines.
    with: Vec<glance::With>,
    /// Who may be told, and where the pages for them are.
    recipients: Vec<super::telling::Recipient>,
    telling: String,
    /// The same facts as plain text.
    summary: String,
    /// What a decision about the case says besides: who it is, and how the case stands.
    values: String,
    /// What the file of its decision is called.
    decisions_file: String,
    past: Option<super::history::Past>,
    findings: Vec<evidence::Reason<'a>>,
    pattern: Option<&'static str>,
    timeline: Option<Timeline>,
    /// `Last seen in person`, and how that is said in a sentence.
    seen_title: &'static str,
    seen_how: &'static str,
    last_seen: Option<Met<'a>>,
    /// When and by whom the child or the family was last spoken to.
    spoken_to: Option<String>,
    next_booked: Option<Met<'a>>,
    factors: Vec<String>,
    /// Those of which the extracts say that nobody knows, in one sentence; blank where there are none.
    not_known: String,
    unread: Vec<unknown::Unread<'a>>,
    unread_more: Option<String>,
    /// What no extract says, in one sentence.
    asks: String,
    people: people::People<'a>,
    around: Vec<Fact<'a>>,
    checks: Vec<Check>,
    /// Whether there are failed contacts to check.
    any_failed: bool,
    /// What was compared; blank where the records allow nothing to be.
    compared: String,
    household: household::Household,
    /// Other records that may be of this child, and what was decided of such.
    pairs: Option<super::identity::OfCase>,
    contacts: contacts::Contacts<'a>,
    steps: Vec<steps::Part>,
    /// Whether somebody visits, or will visit, the child at home.
    home_visits: Option<String>,
}

/// A fact about the child.
#[derive(Serialize)]
struct Fact<'a> {
    label: &'static str,
    text: Cow<'a, str>,
    known: bool,
}

/// A contact at which the child was seen, or will be.
#[derive(Serialize)]
struct Met<'a> {
    date: String,
    time: Option<String>,
    /// How long before or after the as-of date.
    distance: String,
    service: Cow<'a, str>,
    provider: Cow<'a, str>,
    kind: &'static str,
    location: Cow<'a, str>,
    /// What to say where no location is recorded.
    place: String,
    practitioner: Cow<'a, str>,
}

/// A prompt.
#[derive(Serialize)]
struct Check {
    question: &'static str,
    facts: String,
}

/// The sheet of the case at a place in order; its picture is drawn as a piece of the page.
pub(crate) fn sheet<'a>(whole: &'a Whole<'_>, place: usize, page: &mut Page) -> Sheet<'a> {
    let review = whole.review;
    let case = &review.cases.list[place];
    let findings = case.findings_to_read(&review.everyone());
    let around_child = Around::of(review, case);
    let (unread, left) = unknown::unread(review, case);
    let neighbour = |at: usize| format!("../{}", sheet_path(&review.cases.list[at]));
    let checks = case.checks.iter().filter_map(|kind| {
        let facts = review.cases.facts(&review.everyone(), case, kind)?;
        Some(Check { question: kind.question(), facts: check_facts(review, case, kind, &facts) })
    });
    let asks = listed(&unknown::asks(review, case, &around_child));
    let priority_why = priority_why(review, case);
    let priority = match priority_why.as_str() {
        "" => case.priority.phrase().to_owned(),
        why => format!("{} ({why})", case.priority.phrase()),
    };
    let own_findings: Vec<Finding> = findings.iter().filter(|own| own.rule.name() != "household").cloned().collect();
    let own_why = glance::why(review, case, &own_findings);
    let recipients = super::telling::recipients(review, case, &around_child);
    Sheet {
        title: format!("Case {}", case.case_ref),
        up: "../",
        list: format!("../{}", list_page(whole.place[place])),
        previous: whole.neighbour(place, false).map(neighbour),
        next: whole.neighbour(place, true).map(neighbour),
        case_ref: &case.case_ref,
        name: name(review, case),
        priority: case.priority.word(),
        priority_phrase: case.priority.phrase(),
        priority_why,
        nhs: case.nhs().map(|number| number.spaced()),
        who: who(review, case),
        why: glance::why(review, case, &findings),
        telling: super::telling::path(case),
        summary: super::telling::summary(review, case, &around_child, &own_why, &priority, &asks),
        values: values(review, case),
        decisions_file: format!("reviews-{}-{}.csv", review.as_of, case.case_ref),
        with: glance::with(review, case, &around_child, &recipients),
        recipients,
        past: super::history::past(review, place),
        findings: evidence::reasons(whole, case, &findings),
        pattern: case.pattern.map(pattern),
        timeline: timeline(review, case, page),
        seen_title: if case.timeline.counting.in_person { "Last seen in person" } else { "Last seen" },
        seen_how: if case.timeline.counting.in_person { " in person" } else { "" },
        last_seen: case.last_seen.map(|contact| met(review, contact)),
        spoken_to: spoken_to(review, case),
        next_booked: case.next_booked.map(|contact| met(review, contact)),
        factors: case.factors.iter().map(|factor| capital(factor.phrase())).collect(),
        not_known: capital(&listed(
            &unknown::not_known(review, case).iter().map(|factor| factor.phrase()).collect::<Vec<_>>(),
        )),
        unread,
        unread_more: (left > 0).then(|| format!("and {} more in warnings.csv", number(left as u64))),
        asks: capital(&asks),
        people: people::people(&around_child, case),
        around: around(review, case),
        checks: checks.collect(),
        any_failed: !case.timeline.failed.is_empty(),
        compared: listed(&review.cases.compared(&review.everyone(), case)),
        household: household::household(whole, place),
        pairs: super::identity::of_case(review, case.child),
        contacts: contacts::contacts(whole, case, &findings),
        steps: steps::steps(review, case, &around_child, &findings),
        home_visits: steps::home_visits(review, case),
    }
}

impl Sheet<'_> {
    /// The rows of the services that work with the child.
    pub(crate) fn people_rows(&self) -> &[people::Working<'_>] {
        self.people.rows()
    }

    /// The rows of each group of contacts.
    pub(crate) fn contact_rows(&self) -> impl Iterator<Item = &[contacts::Row<'_>]> {
        self.contacts.rows()
    }
}

/// Who a case is about and how it stands, by the columns of a file of decisions.
fn values(review: &Review, case: &Case) -> String {
    json!({
        "case_ref": case.case_ref,
        "nhs_number": case.nhs().map_or_else(String::new, |number| number.spaced()),
        "child": name(review, case),
        "failed_contacts": case.timeline.failed.len().to_string(),
        "rules": case.rules.names().collect::<Vec<_>>().join(";"),
        "priority": case.priority.word(),
    })
    .to_string()
}

/// Why a case has its priority.
fn priority_why(review: &Review, case: &Case) -> String {
    match case.priority {
        Priority::Immediate => "whereabouts unknown".to_owned(),
        Priority::Urgent => {
            let urgent = case.factors.iter().filter(|factor| review.settings.priority.urgent_factors.contains(factor));
            urgent.map(|factor| factor.phrase()).collect::<Vec<_>>().join(", ")
        }
        Priority::Routine => String::new(),
    }
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

/// The timeline picture, and what the page says of it.
#[derive(Serialize)]
struct Timeline {
    left_out: Option<String>,
}

fn timeline(review: &Review, case: &Case, page: &mut Page) -> Option<Timeline> {
    let left = page.draw(|out| picture(out, case, &review.intake.services))?;
    let period = case.timeline.period;
    let (from, to) = (period.first().plus(-BEFORE).long(), period.as_of.plus(AFTER).long());
    let parts: Vec<String> = [
        (left.earlier, format!("before {from}")),
        (left.later, format!("after {to}")),
        (left.too_many, "more than the picture holds".to_owned()),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, which)| format!("{} {which}", number(count as u64)))
    .collect();
    let left_out = (!parts.is_empty()).then(|| format!("Contacts not shown: {}.", listed(&parts)));
    Some(Timeline { left_out })
}

/// The facts of a check; of a short notice also which notice was given for what.
fn check_facts(review: &Review, case: &Case, kind: CheckKind, facts: &str) -> String {
    let facts = for_page(facts).into_owned();
    if kind != CheckKind::ShortNotice {
        return facts;
    }
    let mut told = Vec::new();
    for place in case.timeline.evidence() {
        let contact = &case.timeline.contacts[place];
        if let Some(booked) = review.cases.reread.booked_on(contact.row).filter(|booked| *booked <= contact.day) {
            let notice = counted((contact.day.0 - booked.0) as usize, "day", "days");
            told.push(format!("{notice} for {}", contact.day.long()));
        }
    }
    format!("{facts} Notice given: {}.", first_few(&told, NOTICES))
}

/// Who else knows the child, besides services.
fn around<'a>(review: &'a Review, case: &Case) -> Vec<Fact<'a>> {
    [("GP practice", Field::GpPractice), ("School or nursery", Field::School), ("Social worker", Field::SocialWorker)]
        .into_iter()
        .map(|(label, field)| fact(label, case.known.text(&review.cases.reread, field).into(), "Not recorded"))
        .collect()
}

/// A fact, or that there is none.
fn fact<'a>(label: &'static str, text: Cow<'a, str>, none: &'static str) -> Fact<'a> {
    let known = !text.is_empty();
    let text = match text {
        _ if !known => Cow::Borrowed(none),
        Cow::Borrowed(text) => clean(text),
        Cow::Owned(text) => Cow::Owned(clean(&text).into_owned()),
    };
    Fact { label, text, known }
}

fn who<'a>(review: &'a Review, case: &Case) -> Vec<Fact<'a>> {
    let text = |field: Field| Cow::Borrowed(case.known.text(&review.cases.reread, field));
    let years = age(case, review.as_of);
    let born = match (case.born, case.age) {
        (Some(day), _) => format!("{} ({years})", day.long()),
        (None, Some(_)) => format!("Not recorded ({years})"),
        (None, None) => String::new(),
    };
    let ids = ids::in_words(&review.settings, &case.local_ids);
    let none = "Not recorded";
    vec![
        fact("Date of birth", born.into(), "Not recorded; age not known"),
        fact("Sex", case.known.sex.map_or_else(String::new, |sex| capital(sex.phrase())).into(), none),
        fact("Postcode", text(Field::Postcode), none),
        fact(
            "Telephone",
            first_few(&steps::by_text(case.known.phones(&review.settings, &review.cases.reread)), PHONES).into(),
            none,
        ),
        fact("Locality", text(Field::Locality), none),
        fact("Known in systems as", ids.into(), "None recorded"),
    ]
}

/// When and by whom the child or the family was last seen or spoken to, in whatever way.
pub(super) fn spoken_to(review: &Review, case: &Case) -> Option<String> {
    let last = case.last_contact?;
    if case.last_seen.is_some_and(|seen| seen.row == last.row) {
        return Some("that day. No contact since.".to_owned());
    }
    let with = if last.outcome == Outcome::FamilySeen { ", the family without the child" } else { "" };
    let service = &review.intake.services[last.service as usize];
    Some(format!("{}, {} ({}){with}.", last.day.long(), clean(service), last.kind.phrase()))
}

/// A contact in words.
fn met(review: &Review, contact: Contact) -> Met<'_> {
    let text = |field: Field| clean(review.cases.reread.text(Sort::Contacts, contact.row, field));
    let days = contact.day.0 - review.as_of.0;
    let distance = match days {
        0 => "on the day of this report".to_owned(),
        1.. => format!("{} after this report", counted(days as usize, "day", "days")),
        _ => format!("{} before this report", counted(days.unsigned_abs() as usize, "day", "days")),
    };
    Met {
        date: format!("{} {}", contact.day.weekday_name(), contact.day.long()),
        time: contact.time.map(|time| time.to_string()),
        distance,
        service: clean(&review.intake.services[contact.service as usize]),
        provider: text(Field::Provider),
        kind: contact.kind.phrase(),
        location: text(Field::Location),
        place: match contact.kind {
            Kind::HomeVisit => "At home (home visit)".to_owned(),
            Kind::Remote => capital(contact.kind.phrase()),
            kind => format!("Not recorded ({})", kind.phrase()),
        },
        practitioner: text(Field::Practitioner),
    }
}
