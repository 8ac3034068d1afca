//! What others who know the child may be told (§6, §7). Each recipient whom the records name gets a page to print. It has only the facts
//! that the recipient needs, in neutral words, and nothing about brothers and sisters. No page is for the family: an address on record
//! may be out of date, or somebody who lives there may be in danger.

mod addressee;
mod recipients;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt::{self, Write as _};

use serde::Serialize;

use super::CaseContext;
use super::frame::{Page, Templates};
use super::listed_for::listed_for_sentence;
use super::sheet::glance::BESIDES_SERVICES;
use super::sheet::people::CareTeam;
use super::sheet::steps::by_text;
use super::sheet::{spoken_to, who_was_seen};
use super::words::{clean, name};
use super::{PagesData, sheet_path};
use crate::cases::Case;
use crate::child::timeline::Contact;
use crate::day::Day;
use crate::field::Field;
use crate::review::Review;
use crate::rules::RuleId;
use crate::service::ServiceNumber;
use crate::stop::Stop;
use crate::text::fold;
use crate::wording::{counted, first_few, listed};
use recipients::{ListHeading, Reason, Role, came_of};

/// The most referrers who get a page each.
const REFERRERS: usize = 4;
/// The most services that a page names.
const SERVICES: usize = 6;
/// The most days that a page names for each service. The summary names twice as many failed contacts.
const DAYS: usize = 6;
/// The most services, or telephone numbers, that a line of the summary names.
const IN_A_LINE: usize = 8;

/// A person or service who may be told about the child.
#[derive(Serialize)]
pub(crate) struct Recipient {
    pub(super) id: Cow<'static, str>,
    role: &'static str,
    name: String,
    #[serde(skip)]
    kind: Role,
    /// The services to which the recipient referred the child. Empty if they did not refer the child.
    #[serde(skip)]
    services: Vec<ServiceNumber>,
}

impl Recipient {
    /// Whether the recipient has this label, such as `GP practice`, whether or not they referred the child as well.
    pub(super) fn is_the(&self, label: &str) -> bool {
        self.kind.label(false) == label
    }

    const fn has_referred(&self) -> bool {
        !self.services.is_empty()
    }
}

pub(crate) fn recipients(whole: &PagesData<'_>, case: &Case, around: &CareTeam<'_>) -> Vec<Recipient> {
    let reread = &whole.review.cases.reread;
    let text = |field: Field| clean(case.details.text(reread, field));
    let mut all: Vec<Recipient> = Vec::new();
    let add = |all: &mut Vec<Recipient>, kind: Role, id: Cow<'static, str>, name: &str, services| {
        let nobody = match kind {
            Role::SchoolNurse => false,
            // The column for the GP practice always holds a practice, even if its name looks like a family's.
            Role::Gp => name.is_empty(),
            Role::School => name.is_empty() || addressee::is_no_school(name),
            Role::SocialWorker | Role::Referrer => name.is_empty() || addressee::is_family(name),
        };
        if !nobody {
            all.push(Recipient { id, role: kind.label(false), name: name.to_owned(), kind, services });
        }
    };
    add(&mut all, Role::SocialWorker, "social-worker".into(), &text(Field::SocialWorker), Vec::new());
    add(&mut all, Role::Gp, "gp".into(), &text(Field::GpPractice), Vec::new());
    if let Some((service, _, own)) = around.working().find(|(_, number, _)| whole.ready.is_school_nurses(*number)) {
        let name = own.map_or_else(|| service.to_owned(), |own| format!("{own}, {service}"));
        add(&mut all, Role::SchoolNurse, "school-nurse".into(), &name, Vec::new());
    }
    add(&mut all, Role::School, "school".into(), &text(Field::School), Vec::new());
    // The referrer may be one of these. Nobody gets two pages about one child.
    let named = [(Role::Gp, fold(&text(Field::GpPractice))), (Role::School, fold(&text(Field::School)))];
    let mut others = 0;
    for (referrer, services) in around.referred() {
        let referrer_folded = fold(referrer);
        let same = named.iter().find(|(_, name)| *name == referrer_folded).map(|(role, _)| *role);
        let role = same.or_else(|| addressee::plain_referrer(&referrer_folded));
        if let Some(to) = all.iter_mut().find(|to| Some(to.kind) == role) {
            to.role = to.kind.label(true);
            to.services.extend(services);
        } else if others < REFERRERS {
            others += 1;
            add(&mut all, Role::Referrer, format!("referrer-{others}").into(), referrer, services);
        }
    }
    all
}

#[derive(Serialize)]
struct TellingPages<'a> {
    sheet: String,
    name: &'a str,
    case_ref: &'a str,
    /// Whether a record mentions a death. Whoever writes to the recipients must first find out.
    death: bool,
    recipients: &'a [Recipient],
}

#[derive(Serialize)]
struct RecipientPage<'a> {
    id: &'a str,
    name: &'a str,
    facts: Vec<Fact<'a>>,
    whom: &'static str,
    /// Whether somebody other than the right person may open the page, as in a practice or a school.
    to_hand_on: bool,
    /// Whether a record mentions a death. The page says so, because its reader may get in touch with the family. It says no more.
    death: bool,
    sentence: &'static str,
    asks: Vec<&'static str>,
}

#[derive(Serialize)]
struct Fact<'a> {
    label: &'static str,
    text: Cow<'a, str>,
}

pub(crate) fn path(case: &Case) -> String {
    format!("telling/{}.html", case.case_ref)
}

/// Makes the pages for others about a case. Returns false, and makes none, if there are no recipients.
pub(crate) fn telling(about: &CaseContext<'_>, templates: &Templates, page: &mut Page) -> Result<bool, Stop> {
    let (review, case) = (about.review(), about.case);
    if about.recipients.is_empty() {
        return Ok(false);
    }
    let name = name(review, case);
    for to in &about.recipients {
        templates.row("telling/letter.html", &letter(about, &name, to), page)?;
    }
    page.end_piece();
    let sheet = format!("../{}", sheet_path(case));
    let telling = TellingPages {
        sheet,
        name: &name,
        case_ref: &case.case_ref,
        death: about.death.is_some(),
        recipients: &about.recipients,
    };
    templates.page("telling/telling.html", &telling, page)?;
    Ok(true)
}

fn letter<'a>(about: &CaseContext<'a>, child: &'a str, to: &'a Recipient) -> RecipientPage<'a> {
    let (review, case) = (about.review(), about.case);
    let may_know = |service: ServiceNumber| to.kind != Role::Referrer || to.services.contains(&service);
    let born = case.born.map_or_else(|| "Not recorded".into(), |day| day.long().into());
    let mut facts = vec![Fact { label: "Child", text: child.into() }, Fact { label: "Date of birth", text: born }];
    let reason = Reason::for_case(case);
    let (label, mut below) = if case.timeline.failed.is_empty() {
        match reason {
            Reason::Withdrawn => ("Withdrawn from", evidence(about, RuleId::Disengaged)),
            _ => ("Appointments cancelled", evidence(about, RuleId::RepeatedCancellation)),
        }
    } else {
        let failed = case.timeline.failed.iter().map(|own| &case.timeline.contacts[own.evidence[0]]);
        ("Not seen by", failed.collect())
    };
    // A referrer is told only about the services to which they referred the child.
    below.retain(|contact| may_know(contact.service));
    let heading = below
        .iter()
        .map(|contact| ListHeading::for_contact(contact.outcome, contact.kind))
        .max()
        .unwrap_or(ListHeading::Nothing);
    let of_one = below.iter().all(|contact| contact.service == below[0].service);
    // Only those who decide need to know who the other child may be. Most recipients do not.
    if !case.another_child.listed_for().is_empty() {
        facts.push(Fact { label: "Which child?", text: heading.which_child().into() });
    }
    let has_failed = !case.timeline.failed.is_empty();
    let came_of = |contact: &Contact| came_of(contact.outcome, contact.kind).filter(|_| has_failed);
    // A school knows a child by name and date of birth. It is told neither the NHS number nor which services did not see the child.
    if to.kind == Role::School {
        if to.has_referred() {
            let names: Vec<Cow<'_, str>> =
                to.services.iter().map(|service| clean(&review.intake.services[*service])).collect();
            facts.push(Fact { label: "You referred the child to", text: first_few(&names, SERVICES).into() });
        }
    } else {
        let text = case.nhs().map_or_else(|| "Not known".into(), |number| number.spaced().into());
        facts.push(Fact { label: "NHS number", text });
        if !below.is_empty() {
            facts.push(Fact { label, text: by_service(review, below, came_of).into() });
        }
    }
    if matches!(to.kind, Role::Gp | Role::SocialWorker | Role::SchoolNurse) {
        let when = |contact: Option<Contact>, none: &'static str| {
            contact.map_or_else(
                || none.into(),
                |own| format!("{}, {}", own.day.long(), clean(&review.intake.services[own.service])).into(),
            )
        };
        let mut seen: Cow<'_, str> = when(case.last_seen, "Not in our records");
        if case.another_child.is_last_seen_in_doubt() {
            seen.to_mut().push_str(" (may be another child)");
        }
        facts.push(Fact { label: "Last seen by a service", text: seen });
        facts.push(Fact { label: "Next booked", text: when(case.next_booked, "Nothing in our records") });
    }
    let mut asks = to.kind.asks(reason).to_vec();
    if to.has_referred() && to.kind != Role::Referrer {
        asks.extend(Role::asks_about_referral(reason));
    }
    RecipientPage {
        id: &to.id,
        name: &to.name,
        facts,
        whom: to.kind.whom(to.has_referred()),
        to_hand_on: matches!(to.kind, Role::Gp | Role::School),
        death: about.death.is_some(),
        sentence: reason.sentence(to.kind, heading, of_one),
        asks,
    }
}

/// The contacts for which a rule has listed the child. Empty if it has not.
fn evidence<'a>(about: &CaseContext<'a>, rule: RuleId) -> Vec<&'a Contact> {
    let contacts = &about.case.timeline.contacts;
    let finding = about.findings.iter().find(|own| rule.is(own.rule));
    let evidence = finding.map_or(&[][..], |own| &own.judgement.evidence);
    evidence.iter().map(|place| &contacts[*place]).collect()
}

/// Lists contacts by service, starting with the service of the latest contact. Each service has its days, latest first, and each day has
/// what `came_of` says about its contact.
fn by_service(
    review: &Review,
    mut contacts: Vec<&Contact>,
    came_of: impl Fn(&Contact) -> Option<&'static str>,
) -> String {
    contacts.sort_by_key(|contact| (contact.service, Reverse(contact.day)));
    let mut services: Vec<(ServiceNumber, Day, Vec<String>)> = Vec::new();
    for contact in contacts {
        let day = match came_of(contact) {
            Some(words) => format!("{} ({words})", contact.day.long()),
            None => contact.day.long(),
        };
        match services.last_mut() {
            Some((own, _, days)) if *own == contact.service => days.push(day),
            _ => services.push((contact.service, contact.day, vec![day])),
        }
    }
    services.sort_by_key(|(_, latest, _)| Reverse(*latest));
    let more = services.len().saturating_sub(SERVICES);
    let mut told: Vec<String> = services
        .into_iter()
        .take(SERVICES)
        .map(|(service, _, days)| format!("{} on {}", clean(&review.intake.services[service]), first_few(&days, DAYS)))
        .collect();
    if more > 0 {
        told.push(format!("and {}", counted(more, "other service", "other services")));
    }
    told.join("; ")
}

/// The summary for a strategy discussion, as plain text. It has what the sheet says first, and nothing about brothers and sisters.
pub(crate) fn summary(about: &CaseContext<'_>, why: &str, priority: &str, asks: &str) -> String {
    let (review, case) = (about.review(), about.case);
    let text = |row, field: Field| clean(review.cases.reread.text(row, field));
    // Nearly every summary fits in this.
    let mut out = String::with_capacity(2048);
    let mut line = |text: fmt::Arguments<'_>| {
        let _ = out.write_fmt(text);
        out.push('\n');
    };
    line(format_args!("FAILED CONTACT REVIEW OF {}", review.as_of.long().to_uppercase()));
    let born = case.born.map_or_else(|| "Date of birth not recorded".to_owned(), |day| format!("Born {}", day.long()));
    let nhs =
        case.nhs().map_or_else(|| "NHS number not known".to_owned(), |nhs| format!("NHS number {}", nhs.spaced()));
    line(format_args!("{}. {born}. {nhs}. Case {}.", name(review, case), case.case_ref));
    if let Some(named) = listed_for_sentence(review, case) {
        line(format_args!("{named} Find out who is meant."));
    }
    if let Some(death) = &about.death {
        line(format_args!("{death}"));
    }
    line(format_args!("Priority: {priority}.\nWhy: {why}"));
    let failed = &case.timeline.failed;
    if !failed.is_empty() {
        line(format_args!("Failed contacts, latest first:"));
    }
    for failed in failed.iter().rev().take(2 * DAYS) {
        let outcome = case.timeline.contacts[failed.evidence[0]].outcome.phrase();
        let service = clean(&review.intake.services[failed.service]);
        line(format_args!("- {}, {service}: {outcome}", failed.day.long()));
    }
    if failed.len() > 2 * DAYS {
        line(format_args!("- and {} earlier", failed.len() - 2 * DAYS));
    }
    let met = |contact: Option<Contact>, none: &str| {
        let Some(contact) = contact else { return none.to_owned() };
        let service = clean(&review.intake.services[contact.service]);
        let mut said = format!("{}, {service}", contact.day.long());
        let place = text(contact.row, Field::Location);
        // Some places begin with the name of the service, which is already there: "Emergency Department, Ashmoor".
        let beyond = place.strip_prefix(&*service).filter(|rest| rest.is_empty() || rest.starts_with(", "));
        match beyond {
            Some(rest) => said.push_str(rest),
            None if place.is_empty() => {}
            None => said.extend([", ", &*place]),
        }
        let practitioner = text(contact.row, Field::Practitioner);
        if !practitioner.is_empty() && practitioner != service {
            said.extend([", ", &*practitioner]);
        }
        said.extend([" (", contact.kind.phrase(), ")"]);
        said
    };
    let seen = if case.timeline.counting.in_person { "Last seen in person" } else { "Last seen" };
    line(format_args!("{seen}: {}.", met(case.last_seen, "in no extract")));
    if let Some(seen) = who_was_seen(review, case) {
        line(format_args!("{seen}"));
    }
    if let Some(spoken) = spoken_to(review, case) {
        line(format_args!("Last spoken to: {spoken}"));
    }
    line(format_args!("Next booked: {}.", met(case.next_booked, "nothing")));
    let working: Vec<Cow<'_, str>> = about
        .around
        .working()
        .map(|(service, _, name)| name.map_or(service.into(), |name| format!("{service} ({name})").into()))
        .collect();
    if !working.is_empty() {
        line(format_args!("Working with the child: {}.", first_few(&working, IN_A_LINE)));
    }
    let phones = by_text(case.details.phones(&review.settings, &review.cases.reread));
    if !phones.is_empty() {
        line(format_args!("Telephone on record: {}.", first_few(&phones, IN_A_LINE)));
    }
    for (label, field) in BESIDES_SERVICES {
        let text = clean(case.details.text(&review.cases.reread, field));
        if !text.is_empty() {
            line(format_args!("{label}: {text}."));
        }
    }
    if !case.factors.is_empty() {
        let factors: Vec<&str> = case.factors.iter().map(|factor| factor.phrase()).collect();
        line(format_args!("Recorded: {}.", listed(&factors)));
    }
    line(format_args!("Not in the data: {asks}."));
    out.push_str("From the extracts of that day: a prompt for a discussion, not the child’s record.");
    out
}
