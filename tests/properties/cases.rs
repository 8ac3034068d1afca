//! The cases of a review as text, by child: everything that does not name a file or a line.

use std::collections::BTreeMap;

use failed_contact::cases::Case;
use failed_contact::child::timeline::Contact;
use failed_contact::field::Field;
use failed_contact::pipeline::Detected;
use failed_contact::store::ChildKey;

/// What a case says, part by part.
pub type Content = BTreeMap<&'static str, String>;

/// What a child is known by: the NHS number, or scope and local id.
pub fn name(review: &Detected, case: &Case) -> String {
    match case.key {
        ChildKey::Nhs(number) => number.digits(),
        ChildKey::Local(local) => review.intake.locals.shown(local),
    }
}

fn contact(review: &Detected, contact: &Contact) -> String {
    let Contact { day, time, service, outcome, kind, sector, .. } = contact;
    format!("{day} {time:?} {} {outcome:?} {kind:?} {sector:?}", review.intake.services[*service])
}

/// Every case with what it says.
pub fn cases(review: &Detected) -> BTreeMap<String, Content> {
    review.cases.list.iter().map(|case| (name(review, case), content(review, case))).collect()
}

/// The children who are cases, in order.
pub fn names(review: &Detected) -> Vec<String> {
    review.cases.list.iter().map(|case| name(review, case)).collect()
}

/// The details of a child, as texts.
fn known(review: &Detected, case: &Case) -> String {
    let (details, reread) = (&case.details, &review.cases.reread);
    let texts: Vec<&str> = Field::ALL.iter().map(|field| details.text(reread, *field)).collect();
    let postcodes: Vec<(&str, &str)> = details.postcodes(&review.settings, reread).collect();
    format!("{texts:?} {:?} {:?} {postcodes:?} {:?}", details.sex, details.details_changed_on, details.births())
}

fn content(review: &Detected, case: &Case) -> Content {
    // Contacts of one moment are in reading order, which depends on the files.
    let mut contacts: Vec<String> = case.timeline.contacts.iter().map(|found| contact(review, found)).collect();
    contacts.sort();
    let failed =
        case.timeline.failed.iter().map(|failed| {
            format!("{} {} {}", failed.day, review.intake.services[failed.service], failed.evidence.len())
        });
    let all = review.review_input();
    let own = case.findings(&all);
    let findings = own.iter().map(|finding| {
        format!("{}: {} {}", finding.rule.name(), finding.judgement.sentence, finding.judgement.evidence.len())
    });
    let facts = |check| review.cases.check_facts(&all, case, check);
    let checks = case.checks.iter().map(|check| format!("{}: {}", check.word(), facts(check).unwrap()));
    let moment = |contact: Option<Contact>| {
        let place = |own: Contact| format!("{} {:?} {}", own.day, own.time, review.intake.services[own.service]);
        contact.map_or_else(String::new, place)
    };
    BTreeMap::from([
        ("priority", format!("{:?}", case.priority)),
        ("local ids", case.local_ids.join(";")),
        ("known", known(review, case)),
        ("born", format!("{:?} {:?}", case.born, case.age)),
        ("factors", format!("{:?}", case.factors)),
        ("pattern", format!("{:?}", case.pattern)),
        ("last seen", moment(case.last_seen)),
        ("next booked", moment(case.next_booked)),
        ("contacts", contacts.join("\n")),
        ("failed", failed.collect::<Vec<_>>().join("\n")),
        ("findings", findings.collect::<Vec<_>>().join("\n")),
        ("checks", checks.collect::<Vec<_>>().join("\n")),
        ("why", case.why(&all)),
    ])
}
