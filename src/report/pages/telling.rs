//! What may be told to others who know the child (§6, §7): a page to print for each recipient that the records name, with the
//! fewest facts that serve, in neutral words, and nothing of brothers and sisters. None is for the family: an address on
//! record may be an old one, or one at which somebody is in danger.

use serde::Serialize;

use super::sheet::people::Around;
use super::sheet::spoken_to;
use super::sheet::steps::by_text;
use super::words::{clean, counted, first_few, name};
use super::{Whole, sheet_path};
use crate::cases::Case;
use crate::child::timeline::Contact;
use crate::config::settings::Sort;
use crate::field::Field;
use crate::review::Review;
use crate::rules::listed;
use crate::text::fold;

/// Referrers who get a page of their own.
const REFERRERS: usize = 4;
/// Services, and days of each, that a page names.
const SERVICES: usize = 8;
const DAYS: usize = 6;
/// Words that say that a family referred itself.
const FAMILY: [&str; 20] = [
    "self",
    "parent",
    "parents",
    "mother",
    "father",
    "mum",
    "dad",
    "carer",
    "carers",
    "guardian",
    "family",
    "patient",
    "grandparent",
    "grandmother",
    "grandfather",
    "relative",
    "sister",
    "brother",
    "aunt",
    "uncle",
];

/// Whom a page is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    SocialWorker,
    Gp,
    SchoolNurse,
    School,
    Referrer,
}

/// Somebody who may be told.
#[derive(Serialize)]
pub(crate) struct Recipient {
    /// The anchor on the page.
    pub(super) id: String,
    pub(super) role: &'static str,
    name: String,
    #[serde(skip)]
    kind: Role,
    /// Of a referrer: the services to which the child was referred.
    #[serde(skip)]
    services: Vec<u32>,
}

/// The recipients that a child's records name.
pub(crate) fn recipients(review: &Review, case: &Case, around: &Around<'_>) -> Vec<Recipient> {
    let text = |field: Field| clean(case.known.text(&review.cases.reread, field)).into_owned();
    let mut all = Vec::new();
    let mut add = |kind, id: String, role, name: String, services| {
        if !name.is_empty() && !is_family(&name) {
            all.push(Recipient { id, role, name, kind, services });
        }
    };
    let practice = text(Field::GpPractice);
    add(Role::SocialWorker, "social-worker".to_owned(), "Social worker", text(Field::SocialWorker), Vec::new());
    add(Role::Gp, "gp".to_owned(), "GP practice", practice.clone(), Vec::new());
    let nurse = around.working().into_iter().find(|(service, _)| fold(service).contains("school nurs"));
    if let Some((service, own)) = nurse {
        let name = own.map_or_else(|| service.clone(), |own| format!("{own}, {service}"));
        add(Role::SchoolNurse, "school-nurse".to_owned(), "School nurse", name, Vec::new());
    }
    add(Role::School, "school".to_owned(), "School or nursery", text(Field::School), Vec::new());
    let others = around.referred().into_iter().filter(|(referrer, _)| fold(referrer) != fold(&practice));
    for (place, (referrer, services)) in others.take(REFERRERS).enumerate() {
        add(Role::Referrer, format!("referrer-{}", place + 1), "Referrer", referrer, services);
    }
    all
}

/// Whether a text names the family: then no page is made.
fn is_family(name: &str) -> bool {
    let folded = fold(name);
    folded.split(|c: char| !c.is_alphabetic()).any(|word| FAMILY.contains(&word))
}

/// The pages about one child.
#[derive(Serialize)]
pub(crate) struct Telling {
    title: String,
    up: &'static str,
    sheet: String,
    name: String,
    case_ref: String,
    letters: Vec<Letter>,
}

/// A page for one recipient.
#[derive(Serialize)]
struct Letter {
    #[serde(flatten)]
    to: Recipient,
    facts: Vec<Fact>,
    whom: &'static str,
    sentence: String,
    asks: Vec<&'static str>,
}

#[derive(Serialize)]
struct Fact {
    label: &'static str,
    text: String,
}

/// Where the pages about a case are.
pub(crate) fn path(case: &Case) -> String {
    format!("telling/{}.html", case.case_ref)
}

/// The pages about the case at a place in order; none where its records name nobody.
pub(crate) fn telling(whole: &Whole<'_>, place: usize) -> Option<Telling> {
    let review = whole.review;
    let case = &review.cases.list[place];
    let around = Around::of(review, case);
    let recipients = recipients(review, case, &around);
    if recipients.is_empty() {
        return None;
    }
    Some(Telling {
        title: format!("Tell others, case {}", case.case_ref),
        up: "../",
        sheet: format!("../{}", sheet_path(case)),
        name: name(review, case),
        case_ref: case.case_ref.clone(),
        letters: recipients.into_iter().map(|to| letter(review, case, to)).collect(),
    })
}

fn letter(review: &Review, case: &Case, to: Recipient) -> Letter {
    let missing = case.holds("whereabouts_unknown");
    let own = |service: u32| to.kind != Role::Referrer || to.services.contains(&service);
    let mut facts = vec![Fact { label: "Child", text: name(review, case) }];
    facts.push(Fact {
        label: "Date of birth",
        text: case.born.map_or_else(|| "Not recorded".to_owned(), |day| day.long()),
    });
    // A school knows a child by name and birthday.
    if to.kind != Role::School {
        let text = case.nhs().map_or_else(|| "Not known".to_owned(), |number| number.spaced());
        facts.push(Fact { label: "NHS number", text });
        let missed = missed(review, case, own);
        if !missed.is_empty() {
            facts.push(Fact { label: "Not seen at appointments", text: missed });
        }
    }
    if matches!(to.kind, Role::Gp | Role::SocialWorker | Role::SchoolNurse) {
        let when = |contact: Option<Contact>, none: &str| {
            contact.map_or_else(
                || none.to_owned(),
                |own| format!("{}, {}", own.day.long(), clean(&review.intake.services[own.service as usize])),
            )
        };
        facts.push(Fact { label: "Last seen by a service", text: when(case.last_seen, "Not in our records") });
        facts.push(Fact { label: "Next booked", text: when(case.next_booked, "Nothing in our records") });
    }
    let sentence = match (missing, to.kind) {
        (true, Role::School) => "Services cannot reach this child at present, and want to know that the child is safe.",
        (true, _) => {
            "A service has recorded that it does not know where this child is. No service has seen the child since."
        }
        (false, Role::School) => "Some appointments of this child were missed. We want to help the child to be seen.",
        (false, _) => {
            "This child was not seen at the appointments below. There may be good reasons that we do not know."
        }
    };
    let asks: &[&str] = match to.kind {
        Role::Gp => &[
            "When did you last see or speak to the child?",
            "Which address and telephone numbers do you hold?",
            "Please consider an alert on the child’s record, and tell us what you decide.",
        ],
        Role::SocialWorker => &[
            "When did you or a colleague last see the child, and where?",
            "Which plans or enquiries are in force, and who else should know?",
            "Which address and telephone numbers do you hold?",
        ],
        Role::SchoolNurse => &["When did you last see the child?", "Could you help the child to be seen, and by whom?"],
        Role::School => {
            &["When was the child last in school?", "Who in school knows the child best, and may we talk to them?"]
        }
        Role::Referrer => &[
            "Is the need for which you referred the child still there?",
            "Please agree the next steps with us before the referral is closed.",
        ],
    };
    let whom = match to.kind {
        Role::SocialWorker => "social worker",
        Role::Gp => "GP practice",
        Role::SchoolNurse => "school nurse",
        Role::School => "school or nursery",
        Role::Referrer => "referrer",
    };
    Letter { to, facts, whom, sentence: sentence.to_owned(), asks: asks.to_vec() }
}

/// The failed contacts by service, each with its days, the latest first: of the services that serve.
fn missed(review: &Review, case: &Case, serves: impl Fn(u32) -> bool) -> String {
    let services: Vec<u32> = case.timeline.services_failed().into_iter().filter(|own| serves(*own)).collect();
    let mut told: Vec<String> = services
        .iter()
        .take(SERVICES)
        .map(|service| {
            let failed = case.timeline.failed.iter().rev().filter(|failed| failed.service == *service);
            let days: Vec<String> = failed.map(|failed| failed.day.long()).collect();
            format!("{} on {}", clean(&review.intake.services[*service as usize]), first_few(&days, DAYS))
        })
        .collect();
    if services.len() > SERVICES {
        told.push(counted(services.len() - SERVICES, "other service", "other services"));
    }
    told.join("; ")
}

/// The summary for a strategy discussion, as plain text: what the sheet says first, and nothing of brothers and sisters.
pub(crate) fn summary(
    review: &Review,
    case: &Case,
    around: &Around<'_>,
    why: &str,
    priority: &str,
    asks: &str,
) -> String {
    let mut lines = vec![format!("FAILED CONTACT REVIEW OF {}", review.as_of.long().to_uppercase())];
    let born = case.born.map_or_else(|| "Date of birth not recorded".to_owned(), |day| format!("Born {}", day.long()));
    let nhs =
        case.nhs().map_or_else(|| "NHS number not known".to_owned(), |own| format!("NHS number {}", own.spaced()));
    lines.push(format!("{}. {born}. {nhs}. Case {}.", name(review, case), case.case_ref));
    lines.push(format!("Priority: {priority}."));
    lines.push(format!("Why: {why}"));
    let failed: Vec<String> = case
        .timeline
        .failed
        .iter()
        .rev()
        .map(|failed| {
            let contact = &case.timeline.contacts[failed.evidence[0]];
            let service = clean(&review.intake.services[failed.service as usize]);
            format!("- {}, {service}: {}", failed.day.long(), contact.outcome.phrase())
        })
        .collect();
    if !failed.is_empty() {
        lines.push("Failed contacts, latest first:".to_owned());
        lines.extend(failed.iter().take(2 * DAYS).cloned());
        if failed.len() > 2 * DAYS {
            lines.push(format!("- and {} earlier", failed.len() - 2 * DAYS));
        }
    }
    let met = |contact: Option<Contact>, none: &str| {
        contact.map_or_else(
            || none.to_owned(),
            |own| {
                let text = |field: Field| clean(review.cases.reread.text(Sort::Contacts, own.row, field)).into_owned();
                let service = clean(&review.intake.services[own.service as usize]).into_owned();
                let parts = [own.day.long(), service, text(Field::Location), text(Field::Practitioner)];
                let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                format!("{} ({})", parts.join(", "), own.kind.phrase())
            },
        )
    };
    let seen = if case.timeline.counting.in_person { "Last seen in person" } else { "Last seen" };
    lines.push(format!("{seen}: {}.", met(case.last_seen, "in no extract")));
    if let Some(spoken) = spoken_to(review, case) {
        lines.push(format!("Last spoken to: {spoken}"));
    }
    lines.push(format!("Next booked: {}.", met(case.next_booked, "nothing")));
    let working = around.working();
    let working: Vec<String> = working
        .iter()
        .map(|(service, own)| own.as_ref().map_or_else(|| service.clone(), |own| format!("{service} ({own})")))
        .collect();
    if !working.is_empty() {
        lines.push(format!("Working with the child: {}.", first_few(&working, SERVICES)));
    }
    let phones = by_text(case.known.phones(&review.settings, &review.cases.reread));
    if !phones.is_empty() {
        lines.push(format!("Telephone on record: {}.", first_few(&phones, SERVICES)));
    }
    for (label, field) in [
        ("Social worker", Field::SocialWorker),
        ("GP practice", Field::GpPractice),
        ("School or nursery", Field::School),
    ] {
        let text = clean(case.known.text(&review.cases.reread, field)).into_owned();
        if !text.is_empty() {
            lines.push(format!("{label}: {text}."));
        }
    }
    if !case.factors.is_empty() {
        let factors: Vec<&str> = case.factors.iter().map(|factor| factor.phrase()).collect();
        lines.push(format!("Recorded: {}.", listed(&factors)));
    }
    lines.push(format!("Not in the data: {asks}."));
    lines.push("From the extracts of that day: a prompt for a discussion, not the child’s record.".to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_ever_for_the_family() {
        for family in ["Self", "Parent/Carer", "mother", "Self-referral", "GRANDMOTHER (maternal)"] {
            assert!(is_family(family), "{family}");
        }
        for other in ["Ferndale Surgery", "Dr Parentis", "Health visitor", "Mumbai Road Practice"] {
            assert!(!is_family(other), "{other}");
        }
    }
}
