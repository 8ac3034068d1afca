//! Puts the files' columns together: local ids within their scopes, services under one name.

use std::collections::{BTreeMap, HashSet};

use super::names::names;
use super::{Extract, FileFacts, FileRead, Intake, Mapper};
use crate::config::settings::{Settings, Sort};
use crate::contact::columns::{Contacts, Dictionary, People, Renumbering};
use crate::contact::fate::{About, Caution, Reject, Warning};
use crate::contact::map::ContactMapper;
use crate::contact::person::ChildrenMapper;
use crate::field::Field;

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

/// Puts all parts of all files together, in reading order.
pub(super) fn merge(settings: &Settings, files: &[Extract<'_>], read: Vec<FileRead<Mapper<'_>>>) -> Intake {
    let nothing = BTreeMap::new();
    let mappers: Vec<&Mapper<'_>> = read.iter().flat_map(|file| file.sinks.iter().map(|(mapper, _)| mapper)).collect();
    let services = names(&settings.services, &mappers, |part| part.of_contacts().map(|own| &own.services));
    let providers = names(&nothing, &mappers, |part| part.of_contacts().map(|own| &own.providers));
    let localities = names(&nothing, &mappers, |part| Some(&part.person().localities));
    let mut intake = Intake {
        files: Vec::with_capacity(files.len()),
        contacts: Contacts::default(),
        children: People::default(),
        locals: LocalIds::default(),
        households: LocalIds::default(),
        services: services.names,
        providers: providers.names,
        localities: localities.names,
    };
    let mut texts = services.numbers.into_iter().zip(providers.numbers).zip(localities.numbers);
    for ((source, at, file), read) in files.iter().zip(read) {
        let FileRead { sinks, records, rejects, warnings, charset, columns, digest, stamp, .. } = read;
        let rows = |intake: &Intake| match source.sort {
            Sort::Contacts => intake.contacts.len(),
            Sort::Children => intake.children.len(),
        };
        let start = rows(&intake);
        for (mapper, lines) in sinks {
            let ((services, providers), localities) = texts.next().unwrap_or_default();
            let person = mapper.person();
            let locals = intake.locals.take(&source.id_scope, &person.locals);
            let households = intake.households.take(&source.id_scope, &person.households);
            let to = Renumbering { lines, locals, households, localities, services, providers };
            match mapper {
                Mapper::Contacts(mapper) => {
                    let ContactMapper { contacts, .. } = *mapper;
                    intake.contacts.append(contacts, &to);
                }
                Mapper::Children(mapper) => {
                    let ChildrenMapper { people, .. } = *mapper;
                    intake.children.append(people, &to);
                }
            }
        }
        intake.files.push(FileFacts {
            sort: source.sort,
            source: *at,
            path: file.path.clone(),
            shown: file.shown.clone(),
            charset,
            columns,
            digest,
            stamp,
            records,
            rows: start..rows(&intake),
            rejects,
            warnings,
        });
    }
    rejected_versions(settings, &mut intake);
    for file in &mut intake.files {
        file.warnings.sort_by_key(|w| (w.line, w.about));
    }
    intake
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
