//! Who else is working with the child (§6): every service of the review period, and what has been booked since, with who
//! saw the child for it, who referred, and whether others have failed contacts too (§5).

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::super::words::{capital, clean, counted, first_few, number};
use crate::cases::Case;
use crate::child::timeline::Contact;
use crate::config::settings::Sort;
use crate::field::Field;
use crate::review::Review;
use crate::rules::listed;
use crate::vocabulary::{Kind, Sector};

/// Services that a sheet shows.
const SERVICES: usize = 20;
/// Names in one cell.
const NAMES: usize = 4;

/// Who works with the child.
#[derive(Serialize)]
pub(crate) struct People<'a> {
    /// They have a template of their own.
    #[serde(skip)]
    services: Vec<Working<'a>>,
    any: bool,
    more: Option<String>,
    /// Whether services of several sectors have failed contacts; blank where not.
    pattern: Option<String>,
}

impl People<'_> {
    /// The rows of the services.
    pub(crate) fn rows(&self) -> &[Working<'_>] {
        &self.services
    }
}

/// A service.
#[derive(Serialize)]
pub(crate) struct Working<'a> {
    service: Cow<'a, str>,
    /// Its provider, and its sector where that is not health.
    about: String,
    /// The latest contact up to the as-of date.
    last: String,
    outcome: String,
    /// When the child was last seen there in the review period, where the latest contact does not say it.
    seen: String,
    next: String,
    failed: usize,
    practitioners: String,
    referrers: String,
}

/// What several parts of a sheet ask of the services that work with a child.
pub(crate) struct Around<'a> {
    review: &'a Review,
    /// The contacts of each service in the review period and after it, by the latest first.
    services: Vec<Vec<Contact>>,
    /// The services that have failed contacts.
    failed: Vec<u32>,
    /// The referrers, each with the service: `Ferndale Surgery (to CAMHS)`; of the services that have failed contacts,
    /// where any has.
    pub(crate) referrers: Vec<String>,
}

impl<'a> Around<'a> {
    /// The services that work with a child.
    pub(crate) fn of(review: &'a Review, case: &Case) -> Self {
        let failed = case.timeline.services_failed();
        let mut around = Self { review, services: by_service(case), failed, referrers: Vec::new() };
        let asked = around.services.iter().filter(|own| around.has_failed(own[0].service));
        around.referrers = asked.filter_map(|own| around.referrers_to(own)).collect();
        around
    }

    fn referrers_to(&self, own: &[Contact]) -> Option<String> {
        let names = texts(self.review, own, Field::Referrer);
        (!names.is_empty()).then(|| {
            let service = clean(&self.review.intake.services[own[0].service as usize]);
            format!("{} (to {service})", listed(&names[..names.len().min(NAMES)]))
        })
    }

    /// The services of the review period and their practitioners, in one sentence: `School Nursing (Priya Lund) and CAMHS`.
    /// An emergency department or an out of hours service does not work with a child, so that neither is told; `which` says
    /// of the others whether they are.
    pub(crate) fn told(&self, which: impl Fn(&Contact) -> bool) -> String {
        let services: Vec<Cow<'_, str>> = self
            .services
            .iter()
            .filter(|own| own.iter().any(|contact| contact.kind != Kind::Unscheduled && which(contact)))
            .map(|own| {
                let service = clean(&self.review.intake.services[own[0].service as usize]);
                match texts(self.review, own, Field::Practitioner).first() {
                    Some(name) => format!("{service} ({name})").into(),
                    None => service,
                }
            })
            .collect();
        first_few(&services, 2 * NAMES)
    }
}

impl Around<'_> {
    /// Whether a service has failed contacts; every one where none has.
    fn has_failed(&self, service: u32) -> bool {
        self.failed.is_empty() || self.failed.binary_search(&service).is_ok()
    }

    /// Who referred the child, each with the services: of those that have failed contacts, where any has.
    pub(crate) fn referred(&self) -> Vec<(String, Vec<u32>)> {
        let mut all: Vec<(String, Vec<u32>)> = Vec::new();
        for own in self.services.iter().filter(|own| self.has_failed(own[0].service)) {
            for name in texts(self.review, own, Field::Referrer) {
                match all.iter_mut().find(|(referrer, _)| *referrer == name) {
                    Some((_, services)) => services.push(own[0].service),
                    None => all.push((name.into_owned(), vec![own[0].service])),
                }
            }
        }
        all
    }

    /// The services that work with the child, the latest contact first, each with its newest practitioner. An emergency
    /// department or an out of hours service does not work with a child.
    pub(crate) fn working(&self) -> Vec<(String, Option<String>)> {
        let planned = self.services.iter().filter(|own| own.iter().any(|contact| contact.kind != Kind::Unscheduled));
        planned
            .map(|own| {
                let service = clean(&self.review.intake.services[own[0].service as usize]).into_owned();
                let name = texts(self.review, own, Field::Practitioner).first().map(|name| name.clone().into_owned());
                (service, name)
            })
            .collect()
    }
}

/// The contacts of each service in the review period and after it, by the latest first.
fn by_service(case: &Case) -> Vec<Vec<Contact>> {
    let mut services: Vec<Vec<Contact>> = Vec::new();
    let mut places: HashMap<u32, usize> = HashMap::new();
    let first = case.timeline.period.first();
    for contact in case.timeline.contacts.iter().filter(|contact| contact.day >= first) {
        match places.entry(contact.service) {
            Entry::Occupied(place) => services[*place.get()].push(*contact),
            Entry::Vacant(place) => {
                place.insert(services.len());
                services.push(vec![*contact]);
            }
        }
    }
    let as_of = case.timeline.period.as_of;
    services.sort_by_key(|own| {
        let last = own.iter().rfind(|contact| contact.day <= as_of);
        std::cmp::Reverse(last.map(|contact| (contact.day, contact.time)))
    });
    services
}

/// The different texts of a field, that of the newest contact first.
fn texts<'a>(review: &'a Review, contacts: &[Contact], field: Field) -> Vec<Cow<'a, str>> {
    let mut out: Vec<Cow<'a, str>> = Vec::new();
    let mut there: HashSet<Cow<'a, str>> = HashSet::new();
    let mut last = "";
    for contact in contacts.iter().rev() {
        let text = review.cases.reread.text(Sort::Contacts, contact.row, field);
        // The same text is at the same place most of the time.
        if std::ptr::eq(last, text) {
            continue;
        }
        last = text;
        let text = clean(text);
        if !text.is_empty() && there.insert(text.clone()) {
            out.push(text);
        }
    }
    out
}

/// Who works with the child, as a sheet shows it.
pub(crate) fn people<'a>(around: &Around<'a>, case: &Case) -> People<'a> {
    let services = &around.services;
    let left = services.len().saturating_sub(SERVICES);
    People {
        any: !services.is_empty(),
        services: services.iter().take(SERVICES).map(|own| working(around.review, case, own)).collect(),
        more: (left > 0).then(|| format!("and {}", counted(left, "more service", "more services"))),
        pattern: pattern(case),
    }
}

fn working<'a>(review: &'a Review, case: &Case, own: &[Contact]) -> Working<'a> {
    let as_of = case.timeline.period.as_of;
    let latest = own.iter().rfind(|contact| contact.day <= as_of);
    let newest = own[own.len() - 1];
    let mut about = texts(review, own, Field::Provider);
    about.truncate(1);
    if newest.sector != Sector::Health {
        about.push(newest.sector.phrase().into());
    }
    let seen = case.timeline.seen_in_period().filter(|contact| contact.service == newest.service).last();
    let service = newest.service;
    Working {
        service: clean(&review.intake.services[service as usize]),
        about: about.join(", "),
        last: latest.map_or_else(String::new, |contact| contact.day.long()),
        outcome: latest.map_or_else(String::new, |contact| capital(contact.outcome.phrase())),
        seen: seen
            .filter(|own| latest.is_some_and(|other| own.row != other.row))
            .map_or_else(String::new, |c| c.day.long()),
        next: case.timeline.booked().find(|c| c.service == service).map_or_else(String::new, |c| c.day.long()),
        failed: case.timeline.failed.iter().filter(|failed| failed.service == service).count(),
        practitioners: some(&texts(review, own, Field::Practitioner)),
        referrers: some(&texts(review, own, Field::Referrer)),
    }
}

fn some(names: &[Cow<'_, str>]) -> String {
    if names.len() <= NAMES {
        return names.join(", ");
    }
    format!("{} and {} more", names[..NAMES].join(", "), number((names.len() - NAMES) as u64))
}

/// Whether colleagues in other sectors have failed contacts with the child, too (§5).
fn pattern(case: &Case) -> Option<String> {
    let of = |sector: Sector| {
        let counts = |place: &usize| case.timeline.contacts[*place].sector == sector;
        case.timeline.failed.iter().filter(|failed| failed.evidence.iter().take(1).any(counts)).count()
    };
    let told: Vec<String> = Sector::ALL
        .iter()
        .map(|sector| (sector, of(*sector)))
        .filter(|(_, count)| *count > 0)
        .map(|(sector, count)| format!("{} in {}", number(count as u64), words(*sector)))
        .collect();
    (told.len() > 1).then(|| format!("A pattern across sectors (§5): failed contacts, {}.", listed(&told)))
}

const fn words(sector: Sector) -> &'static str {
    match sector {
        Sector::Other => "other services",
        other => other.phrase(),
    }
}
