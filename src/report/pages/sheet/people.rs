//! Who else is working with the child (§6): every service with contacts in the review period or booked after it, who worked
//! there, who referred the child, and whether other sectors have failed contacts too (§5).

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashSet;

use foldhash::fast::FixedState;
use serde::Serialize;

use super::super::shared_values::SharedValues;
use super::super::words::{clean, practitioner};
use super::super::{CaseContext, PagesData};
use super::who::{Fact, fact};
use crate::cases::Case;
use crate::child::reread::{Record, Reread};
use crate::child::timeline::Contact;
use crate::field::Field;
use crate::service::ServiceNumber;
use crate::vocabulary::{Kind, Outcome, Sector};
use crate::wording::{counted, first_few, listed, number};

/// The most services that a sheet shows.
const SERVICES: usize = 20;
/// The most names in one cell.
const NAMES: usize = 4;

/// The part with the people who work with the child, without the rows of the services.
#[derive(Serialize)]
pub(crate) struct People<'a> {
    around: [Fact<'a>; 3],
    any: bool,
    more: Option<String>,
    /// Says which sectors have failed contacts. None unless several do.
    pattern: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct WorkingService<'a> {
    service: &'a str,
    /// The provider, and the sector if it is not health.
    about: Cow<'a, str>,
    /// The latest contact up to the as-of date.
    last: String,
    outcome: String,
    /// When the child was last seen there in the review period. Blank if that was the latest contact, or never.
    seen: String,
    next: String,
    failed: usize,
    practitioners: Cow<'a, str>,
    referrers: Cow<'a, str>,
}

/// The services that work with a child, for several parts of a sheet.
pub(crate) struct CareTeam<'a> {
    /// The services with contacts in the review period or after it, the latest first.
    services: Vec<Service<'a>>,
    /// The services that have failed contacts.
    failed: Vec<ServiceNumber>,
    /// The referrers of each service: `Ferndale Surgery (to CAMHS)`. Only services with failed contacts, if there are any.
    pub(crate) referrers: Vec<String>,
}

/// A service, with the details that its contacts give.
struct Service<'a> {
    name: &'a str,
    contacts: Vec<&'a Contact>,
    /// Whether any contact was planned. An emergency department or an out of hours service does not work with a child.
    planned: bool,
    provider: Option<Cow<'a, str>>,
    /// The different names, the one of the newest contact first.
    practitioners: Texts<'a>,
    referrers: Texts<'a>,
}

impl Service<'_> {
    fn number(&self) -> ServiceNumber {
        self.contacts[0].service
    }
}

/// The different texts of a field, in the order in which they were added.
#[derive(Default)]
struct Texts<'a> {
    all: Vec<Cow<'a, str>>,
    /// The number of the first text; `last` is the number seen last.
    first: u32,
    last: Option<u32>,
    /// The numbers of the other texts. Most services have one text, and a set for it would cost more than everything else.
    others: HashSet<u32, FixedState>,
    /// Whether any text is shown differently from how the record has it. Then two numbers may be one text.
    changed: bool,
}

impl<'a> Texts<'a> {
    fn add(&mut self, record: Record<'a>, field: Field, reread: &'a Reread) {
        let Some(number) = record.text_number(field) else { return };
        // Most records repeat the text of the record before.
        if self.last == Some(number) {
            return;
        }
        self.last = Some(number);
        if self.all.is_empty() {
            self.first = number;
        } else if number == self.first || !self.others.insert(number) {
            return;
        }
        let text = clean(reread.text_by_number(number));
        self.changed |= matches!(text, Cow::Owned(_));
        let again = self.changed && self.all.contains(&text);
        if !again && !text.is_empty() {
            self.all.push(text);
        }
    }
}

impl<'a> CareTeam<'a> {
    pub(crate) fn of(whole: &'a PagesData<'a>, case: &'a Case) -> Self {
        let failed = case.timeline.services_failed();
        let services = by_service(case).into_iter().map(|own| service(whole, own)).collect();
        let mut around = Self { services, failed, referrers: Vec::new() };
        let asked =
            around.services.iter().filter(|own| around.has_failed(own.number()) && !own.referrers.all.is_empty());
        around.referrers = asked
            .map(|own| {
                let names = &own.referrers.all;
                format!("{} (to {})", listed(&names[..names.len().min(NAMES)]), own.name)
            })
            .collect();
        around
    }

    /// The services and their practitioners in one sentence: `School Nursing (Priya Lund) and CAMHS`. A service is named if it
    /// has a planned contact for which `which` is true.
    pub(crate) fn in_one_sentence(&self, which: impl Fn(&Contact) -> bool) -> String {
        let meant = |own: &&Service<'_>| own.contacts.iter().any(|one| one.kind != Kind::Unscheduled && which(one));
        let services: Vec<Cow<'_, str>> = self
            .services
            .iter()
            .filter(meant)
            .map(|own| match own.practitioners.all.first() {
                Some(name) => format!("{} ({})", own.name, practitioner(Cow::Borrowed(name))).into(),
                None => own.name.into(),
            })
            .collect();
        first_few(&services, 2 * NAMES)
    }

    /// Whether a service has failed contacts. True for every service if none has any.
    fn has_failed(&self, service: ServiceNumber) -> bool {
        self.failed.is_empty() || self.failed.binary_search(&service).is_ok()
    }

    /// Everyone who referred the child, each with the services they referred to. Only services with failed contacts, if there are any.
    pub(crate) fn referred(&self) -> Vec<(&str, Vec<ServiceNumber>)> {
        let mut all: Vec<(&str, Vec<ServiceNumber>)> = Vec::new();
        for own in self.services.iter().filter(|own| self.has_failed(own.number())) {
            for name in &own.referrers.all {
                match all.iter_mut().find(|(referrer, _)| referrer == name) {
                    Some((_, services)) => services.push(own.number()),
                    None => all.push((name, vec![own.number()])),
                }
            }
        }
        all
    }

    /// The services that work with the child, the latest contact first. Each comes with its number and its newest practitioner.
    pub(crate) fn working(&self) -> impl Iterator<Item = (&str, ServiceNumber, Option<&str>)> {
        let planned = self.services.iter().filter(|own| own.planned);
        planned.map(|own| (own.name, own.number(), own.practitioners.all.first().map(|name| &**name)))
    }
}

/// The contacts of each service from the review period onwards. The service with the latest contact comes first.
fn by_service(case: &Case) -> Vec<Vec<&Contact>> {
    let period = case.timeline.period;
    let contacts = case.timeline.contacts.iter().enumerate();
    let mut contacts: Vec<(usize, &Contact)> = contacts.filter(|(_, contact)| contact.day >= period.first()).collect();
    contacts.sort_by_key(|(_, contact)| contact.service);
    let mut services: Vec<&[(usize, &Contact)]> = contacts.chunk_by(|(_, a), (_, b)| a.service == b.service).collect();
    services.sort_by_key(|contacts| {
        let last = contacts.iter().rfind(|(_, contact)| contact.day <= period.as_of);
        (Reverse(last.map(|(_, contact)| (contact.day, contact.time))), contacts[0].0)
    });
    services.into_iter().map(|contacts| contacts.iter().map(|(_, contact)| *contact).collect()).collect()
}

fn service<'a>(whole: &'a PagesData<'a>, contacts: Vec<&'a Contact>) -> Service<'a> {
    let reread = &whole.review.cases.reread;
    let [mut providers, mut practitioners, mut referrers] = [(); 3].map(|()| Texts::default());
    for record in contacts.iter().rev().filter_map(|contact| reread.record(contact.row)) {
        if providers.all.is_empty() {
            providers.add(record, Field::Provider, reread);
        }
        practitioners.add(record, Field::Practitioner, reread);
        referrers.add(record, Field::Referrer, reread);
    }
    Service {
        name: whole.ready.service(contacts[0].service),
        planned: contacts.iter().any(|contact| contact.kind != Kind::Unscheduled),
        provider: providers.all.pop(),
        practitioners,
        referrers,
        contacts,
    }
}

/// Who works with the child, as a sheet shows it.
pub(crate) fn people<'a>(about: &'a CaseContext<'_>) -> (People<'a>, impl Iterator<Item = WorkingService<'a>>) {
    let (case, review) = (about.case, about.review());
    let services = &about.around.services;
    let left = services.len().saturating_sub(SERVICES);
    let others = [
        ("GP practice", Field::GpPractice),
        ("School or nursery", Field::School),
        ("Social worker", Field::SocialWorker),
    ];
    let known = |field: Field| case.details.text(&review.cases.reread, field).into();
    let people = People {
        around: others.map(|(label, field)| fact(label, known(field), "Not recorded")),
        any: !services.is_empty(),
        more: (left > 0).then(|| format!("and {}", counted(left, "more service", "more services"))),
        pattern: pattern(case),
    };
    (people, services.iter().take(SERVICES).map(|own| working(&about.whole.ready, case, own)))
}

fn working<'a>(ready: &'a SharedValues, case: &Case, own: &'a Service<'_>) -> WorkingService<'a> {
    let as_of = case.timeline.period.as_of;
    let latest = own.contacts.iter().rfind(|contact| contact.day <= as_of);
    let newest = own.contacts[own.contacts.len() - 1];
    let provider = own.provider.as_deref();
    let sector = (newest.sector != Sector::Health).then(|| newest.sector.phrase());
    let about = match (provider, sector) {
        (Some(provider), Some(sector)) => Cow::from(format!("{provider}, {sector}")),
        (provider, sector) => provider.or(sector).unwrap_or_default().into(),
    };
    let counting = case.timeline.counting;
    let is_another = |contact: &Contact| case.another_child.has(contact.row);
    let has_seen = |contact: &&&Contact| contact.day <= as_of && counting.has_seen(contact) && !is_another(contact);
    let seen = own.contacts.iter().rfind(has_seen);
    let service = newest.service;
    WorkingService {
        service: own.name,
        about,
        last: latest.map_or_else(String::new, |contact| contact.day.long()),
        outcome: latest.map_or_else(String::new, |contact| {
            let who = if is_another(contact) { " (may be another child)" } else { "" };
            format!("{}{who}", ready.outcome_of(contact, counting))
        }),
        seen: seen
            .filter(|own| latest.is_some_and(|other| own.row != other.row))
            .map_or_else(String::new, |c| c.day.long()),
        next: own
            .contacts
            .iter()
            .find(|c| c.outcome == Outcome::Pending && c.day > as_of)
            .map_or_else(String::new, |c| c.day.long()),
        failed: case.timeline.failed.iter().filter(|failed| failed.service == service).count(),
        practitioners: first_names(&own.practitioners.all, practitioner),
        referrers: first_names(&own.referrers.all, |name| name),
    }
}

fn first_names<'a>(names: &'a [Cow<'_, str>], shown: fn(Cow<'a, str>) -> Cow<'a, str>) -> Cow<'a, str> {
    let name = |name: &'a Cow<'_, str>| shown(Cow::Borrowed(&**name));
    match names {
        [] => "".into(),
        [only] => name(only),
        _ => {
            let first = names.iter().take(NAMES).map(name).collect::<Vec<_>>().join(", ");
            match names.len().saturating_sub(NAMES) {
                0 => first.into(),
                more => format!("{first} and {} more", number(more as u64)).into(),
            }
        }
    }
}

/// Says which sectors have failed contacts with the child (§5). None unless several do.
fn pattern(case: &Case) -> Option<String> {
    let of = |sector: Sector| {
        let counts = |place: &usize| case.timeline.contacts[*place].sector == sector;
        case.timeline.failed.iter().filter(|failed| failed.evidence.iter().take(1).any(counts)).count()
    };
    let told: Vec<String> = Sector::ALL
        .iter()
        .map(|sector| (sector, of(*sector)))
        .filter(|(_, count)| *count > 0)
        .map(|(sector, count)| {
            let services = if *sector == Sector::Other { "other services" } else { sector.phrase() };
            format!("{} in {services}", number(count as u64))
        })
        .collect();
    (told.len() > 1).then(|| format!("Failed contacts across sectors (§5): {}.", listed(&told)))
}
