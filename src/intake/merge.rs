//! Puts the files' columns together: local ids within their scopes, services under one name.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{FileFacts, Intake, Part};
use crate::config::settings::{ExtractFile, Settings, Sort, Source};
use crate::contact::columns::{Contacts, Dictionary, People};
use crate::contact::fate::{About, Caution, Reject, Warning};
use crate::contact::file::FileRead;
use crate::field::Field;
use crate::text::fold;

/// Separates a scope from an id; no trimmed text has it at its end.
const SEPARATOR: char = '\u{1F}';

/// Ids that mean something within a scope only, numbered.
#[derive(Default)]
pub struct LocalIds(Dictionary);

impl LocalIds {
    fn number(&mut self, scope: &str, id: &str) -> u32 {
        self.0.number(&format!("{scope}{SEPARATOR}{id}"))
    }

    /// The id as pages and CSV files write it: `scope/id`.
    pub fn shown(&self, number: u32) -> String {
        self.0.text(number).replacen(SEPARATOR, "/", 1)
    }

    /// The number of an id that is written as `scope/id`, if a record has it.
    pub fn find(&self, shown: &str) -> Option<u32> {
        self.0.find(&shown.replacen('/', &SEPARATOR.to_string(), 1))
    }

    /// How many ids there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, scope: &str, ids: &Dictionary) -> Vec<u32> {
        ids.entries().map(|(id, _)| self.number(scope, id)).collect()
    }
}

/// Puts all parts together, in reading order.
pub fn merge(settings: &Settings, files: &[(&Source, usize, &ExtractFile)], parts: Vec<Part>) -> Intake {
    let (services, numbers) = services(settings, &parts);
    let mut intake = Intake {
        files: Vec::with_capacity(files.len()),
        contacts: Contacts::default(),
        children: People::default(),
        locals: LocalIds::default(),
        households: LocalIds::default(),
        services,
    };
    for (place, ((source, at, file), part)) in files.iter().zip(parts).enumerate() {
        let facts = match part {
            Part::Contacts(read) => {
                let (facts, sink) = facts(source, *at, file, *read);
                let locals = intake.locals.take(&source.id_scope, &sink.locals);
                let households = intake.households.take(&source.id_scope, &sink.households);
                let start = intake.contacts.len();
                intake.contacts.append(sink.contacts, &locals, &households, &numbers[place]);
                FileFacts { rows: start..intake.contacts.len(), ..facts }
            }
            Part::Children(read) => {
                let (facts, sink) = facts(source, *at, file, *read);
                let locals = intake.locals.take(&source.id_scope, &sink.locals);
                let households = intake.households.take(&source.id_scope, &sink.households);
                let start = intake.children.len();
                intake.children.append(sink.people, &locals, &households);
                FileFacts { rows: start..intake.children.len(), ..facts }
            }
        };
        intake.files.push(facts);
    }
    rejected_versions(settings, &mut intake);
    for file in &mut intake.files {
        file.warnings.sort_by_key(|w| (w.line, w.about));
    }
    intake
}

fn facts<S>(source: &Source, place: usize, file: &ExtractFile, read: FileRead<S>) -> (FileFacts, S) {
    let FileRead { sink, records, rejects, warnings, charset, columns, digest, stamp, .. } = read;
    let facts = FileFacts {
        sort: source.sort,
        source: place,
        path: file.path.clone(),
        shown: file.shown.clone(),
        charset,
        columns,
        digest,
        stamp,
        records,
        rows: 0..0,
        rejects,
        warnings,
    };
    (facts, sink)
}

/// One service: the name that the configuration gives it, and how often each spelling occurs.
#[derive(Default)]
struct Service {
    named: Option<String>,
    spellings: BTreeMap<String, u64>,
}

/// The names of all services by code point, and for each file the numbers of the services that it spells.
///
/// A service is shown as `[services]` names it, else in its most frequent spelling; ties by code point.
fn services(settings: &Settings, parts: &[Part]) -> (Vec<String>, Vec<Vec<u32>>) {
    let mut services: BTreeMap<String, Service> = BTreeMap::new();
    let mut keys: Vec<Vec<String>> = Vec::with_capacity(parts.len());
    for part in parts {
        let mut own = Vec::new();
        if let Part::Contacts(read) = part {
            for (spelling, count) in read.sink.services.entries() {
                let folded = fold(spelling);
                let named = settings.services.get(&folded);
                let key = named.map_or_else(|| folded.clone(), |name| fold(name));
                let service = services.entry(key.clone()).or_default();
                if let Some(name) = named {
                    service.named = Some(name.clone());
                }
                *service.spellings.entry(spelling.to_owned()).or_default() += count;
                own.push(key);
            }
        }
        keys.push(own);
    }
    let mut named: Vec<(String, String)> = services
        .into_iter()
        .map(|(key, service)| {
            let spelling = service.spellings.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
            let name = service.named.unwrap_or_else(|| spelling.map_or_else(|| key.clone(), |(text, _)| text));
            (name, key)
        })
        .collect();
    named.sort();
    let numbers: HashMap<&str, u32> = named.iter().enumerate().map(|(i, (_, key))| (key.as_str(), i as u32)).collect();
    let numbered = keys.iter().map(|own| own.iter().map(|key| numbers[key.as_str()]).collect()).collect();
    (named.iter().map(|(name, _)| name.clone()).collect(), numbered)
}

/// Warns of each rejected record whose contact id another record of its source has: an older version may now count.
fn rejected_versions(settings: &Settings, intake: &mut Intake) {
    for place in 0..settings.contacts.len() {
        let own = |f: &FileFacts| f.sort == Sort::Contacts && f.source == place;
        let wanted: HashSet<u128> = intake
            .files
            .iter()
            .filter(|f| own(f))
            .flat_map(|f| f.rejects.iter().filter_map(|r| r.contact_id.as_ref().map(|(print, _)| *print)))
            .collect();
        if wanted.is_empty() {
            continue;
        }
        let found: HashSet<u128> = intake
            .files
            .iter()
            .filter(|f| own(f))
            .flat_map(|f| f.rows.clone())
            .filter(|row| intake.contacts.has_id.get(*row))
            .map(|row| intake.contacts.people.print[row])
            .filter(|print| wanted.contains(print))
            .collect();
        for file in intake.files.iter_mut().filter(|f| own(f)) {
            let warn = |reject: &Reject| {
                let (print, id) = reject.contact_id.as_ref()?;
                found.contains(print).then(|| Warning {
                    line: reject.line,
                    about: About::Field(Field::ContactId),
                    caution: Caution::VersionRejected,
                    value: id.clone(),
                })
            };
            let more: Vec<Warning> = file.rejects.iter().filter_map(warn).collect();
            file.warnings.extend(more);
        }
    }
}
