//! Merges the columns of all files: local ids get numbers within their scopes, and services, providers and localities one name
//! each.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use foldhash::fast::FixedState;

use super::names::names;
use super::shared::{self, Bonds};
use super::{Extract, FileFacts, FileRead, Intake, Mapper, Providers, Records, Texts, UnreadEthnicity};
use crate::config::settings::{Settings, Sort, Source};
use crate::contact::columns::{Bond, Dictionary, NO_TEXT, Renumbering};
use crate::contact::fate::{About, Caution, Reject, Warning};
use crate::contact::file::RecordTally;
use crate::contact::left_out::{LeftOutVersion, local_print};
use crate::contact::local_id;
use crate::contact::outcome_texts::{self, OutcomeText};
use crate::contact::unpadded_dates::UnpaddedDates;
use crate::field::Field;
use crate::numbers::count;
use crate::records::ContactRecord;
use crate::service::ServiceNumber;
use crate::store::local_ids::{self, StandsFor};
use crate::store::parts::{Part, Parts};
use crate::store::register::Register;

/// Separates a scope from an id.
const SEPARATOR: &str = "\u{1F}";
/// Numbers from here on stand for several ids of a record, smaller ones for a single id ([`crate::store::PackedKey::local`]).
const SEVERAL: u32 = 3_300_000_000;

/// Numbers for ids that are unique only within a scope.
#[derive(Default)]
pub struct LocalIds {
    ids: Dictionary,
    /// Each combination of ids that some record carries, in the order of that record. Its number is [`SEVERAL`] plus its index.
    several: Vec<Box<[u32]>>,
    /// The numbers of these combinations, while records are merged.
    several_of: HashMap<Box<[u32]>, u32, FixedState>,
    /// Which ids occur together in records.
    pub(super) bonds: Bonds,
}

impl LocalIds {
    /// The id as pages and CSV files write it: `scope/id`.
    pub fn shown(&self, number: u32) -> String {
        self.ids.text(number).replacen(SEPARATOR, "/", 1)
    }

    /// The number of an id written as `scope/id`, if a record has it.
    pub(crate) fn find(&self, shown: &str) -> Option<u32> {
        self.ids.find(&shown.replacen('/', SEPARATOR, 1)).map(|number| self.bonds.root(number))
    }

    /// The numbers of the ids with the wanted fingerprints ([`local_print`]), in one pass over all ids.
    pub(crate) fn by_prints(&self, wanted: &HashSet<u64>) -> HashMap<u64, u32> {
        if wanted.is_empty() {
            return HashMap::new();
        }
        let print = |text: &str| text.split_once(SEPARATOR).map(|(scope, id)| local_print(scope, id));
        let prints = (0..).zip(self.ids.entries()).filter_map(|(number, (text, _))| Some((print(text)?, number)));
        let found = prints.filter(|(print, _)| wanted.contains(print));
        found.map(|(print, number)| (print, self.bonds.root(number))).collect()
    }

    /// How many ids there are.
    pub(crate) const fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Adds the ids of a part. Returns the numbers for the part's own: for a record with several ids, that of the combination.
    fn take(&mut self, scope: &str, ids: &Dictionary) -> Vec<u32> {
        let mut scoped = String::new();
        let mut numbers = Vec::with_capacity(ids.len());
        for (text, _) in ids.entries() {
            let mut ids_of_record = local_id::ids(text).map(|(shared_scope, id)| {
                scoped.clear();
                scoped.extend([shared_scope.unwrap_or(scope), SEPARATOR, id]);
                self.ids.number(&scoped)
            });
            let (Some(first), second) = (ids_of_record.next(), ids_of_record.next()) else { continue };
            numbers.push(match second {
                None => first,
                Some(second) => {
                    let combination: Box<[u32]> = [first, second].into_iter().chain(ids_of_record).collect();
                    let next = SEVERAL + count(self.several.len());
                    *self.several_of.entry(combination).or_insert_with_key(|combination| {
                        self.several.push(combination.clone());
                        next
                    })
                }
            });
        }
        numbers
    }

    /// The ids that a number stands for: several for a combination, else the number itself.
    pub(crate) fn each(&self, number: u32) -> impl Iterator<Item = u32> {
        let several = number.checked_sub(SEVERAL).and_then(|place| self.several.get(place as usize));
        let alone = several.is_none().then_some(number);
        several.into_iter().flat_map(|ids| ids.iter().copied()).chain(alone)
    }

    /// Which ids occur together in records.
    pub(crate) const fn bonds(&self) -> &Bonds {
        &self.bonds
    }

    /// The ids of a child whose records carry these numbers ([`Self::each`]), as CSV files write them, by code point.
    pub(crate) fn all_shown(&self, mut numbers: Vec<u32>) -> Vec<String> {
        numbers.sort_unstable();
        numbers.dedup();
        let mut shown: Vec<String> =
            numbers.iter().flat_map(|number| self.each(*number)).map(|id| self.shown(id)).collect();
        shown.sort_unstable();
        shown.dedup();
        shown
    }

    /// Whether one of the ids that a record's number stands for ([`Self::each`]) is wanted, after joining ([`Bonds::root`]).
    pub(crate) fn has(&self, number: u32, is_wanted: impl Fn(u32) -> bool) -> bool {
        number != NO_TEXT && self.each(number).any(|id| is_wanted(self.bonds.root(id)))
    }
}

/// Merges all parts of all files, in reading order.
pub(super) fn merge(settings: &Settings, files: &[Extract<'_>], read: Vec<FileRead<Mapper<'_>>>) -> Intake {
    let nothing = BTreeMap::new();
    let parts: Vec<&Texts> =
        read.iter().flat_map(|file| file.sinks.iter().filter_map(|(mapper, _)| mapper.texts())).collect();
    let services = names(&settings.services, &parts, |texts| &texts.services);
    let providers = names(&nothing, &parts, |texts| &texts.providers);
    let localities = names(&nothing, &parts, |texts| &texts.localities);
    let intake = Intake {
        files: Vec::with_capacity(files.len()),
        parts: Parts::default(),
        register: Register::default(),
        locals: LocalIds::default(),
        households: LocalIds::default(),
        services: services.names.into(),
        providers: providers.names,
        localities: localities.names,
        unread_ethnicities: Vec::new(),
        outcomes: Vec::new(),
        days_of_formats: settings.contacts.iter().map(|_| Vec::new()).collect(),
        unpadded_dates: vec![UnpaddedDates::default(); settings.contacts.len()],
        unscheduled_kinds: vec![BTreeSet::new(); settings.contacts.len()],
        providers_of: Providers::default(),
    };
    let mut merged = Merged::new(settings, intake);
    let mut texts = services.numbers.into_iter().zip(providers.numbers).zip(localities.numbers);
    for ((source, at, file), read) in files.iter().zip(read) {
        let FileRead { sinks, lines: lines_of_file, charset, columns, checksum, stamp, account } = read;
        let RecordTally { records, rejects, warnings, left_out, blank_rows, repeated_headers, swallowed, .. } = account;
        let start = merged.rows(source.sort);
        let (mut wrapped, mut no_values) = (0, 0);
        let mut left_out_versions = Vec::new();
        for (mapper, lines) in sinks {
            let ((services, providers), localities) = texts.next().unwrap_or_default();
            let Mapper::Read(mut read, records) = mapper else { continue };
            let versions = std::mem::take(&mut read.left_out_versions).into_iter();
            left_out_versions.extend(versions.map(|version| LeftOutVersion { line: version.line + lines, ..version }));
            wrapped += read.wrapped;
            no_values += read.no_values;
            let services = services.into_iter().map(ServiceNumber::new).collect();
            let names = Renumbering { localities, services, providers, ..Renumbering::default() };
            merged.take((source, *at), (*read, records), lines, names);
        }
        let rows = start..merged.rows(source.sort);
        merged.intake.files.push(FileFacts {
            sort: source.sort,
            source: *at,
            path: file.path.clone(),
            shown: file.shown.clone(),
            charset,
            columns,
            checksum,
            stamp,
            lines: lines_of_file,
            records,
            blank_rows,
            repeated_headers,
            swallowed,
            wrapped,
            no_values,
            rows,
            rejects,
            warnings,
            left_out,
            left_out_versions,
        });
    }
    merged.finish(settings)
}

/// The parts merged so far.
struct Merged {
    intake: Intake,
    /// For each source of contacts, the providers of its records.
    providers_of: Vec<BTreeSet<u32>>,
    /// For each source of contacts, the texts of outcomes of each of its parts.
    outcomes: Vec<Vec<Vec<OutcomeText>>>,
    parts: Vec<Part>,
    /// How many records have each text that is not an ethnic group, by source.
    unread: BTreeMap<(Sort, usize, String), u64>,
    bonds: BTreeSet<Bond>,
    /// How many records of contacts there are.
    contacts: usize,
}

impl Merged {
    fn new(settings: &Settings, intake: Intake) -> Self {
        Self {
            intake,
            providers_of: settings.contacts.iter().map(|_| BTreeSet::new()).collect(),
            outcomes: settings.contacts.iter().map(|_| Vec::new()).collect(),
            parts: Vec::new(),
            unread: BTreeMap::new(),
            bonds: BTreeSet::new(),
            contacts: 0,
        }
    }

    const fn rows(&self, sort: Sort) -> usize {
        match sort {
            Sort::Contacts => self.contacts,
            Sort::Children => self.intake.register.len(),
        }
    }

    /// Adds a part of a file, whose line numbers lack `lines`. `names` renumbers its services, providers and localities.
    fn take(
        &mut self,
        (source, at): (&Source, usize),
        (texts, records): (Texts, Records),
        lines: u32,
        names: Renumbering,
    ) {
        if source.sort == Sort::Contacts {
            self.outcomes[at].push(texts.outcomes);
            let days = &mut self.intake.days_of_formats[at];
            days.resize(days.len().max(texts.days_of_formats.len()), [0, 0]);
            for ([early, late], [more_early, more_late]) in days.iter_mut().zip(&texts.days_of_formats) {
                *early += more_early;
                *late += more_late;
            }
            self.intake.unpadded_dates[at].join(&texts.unpadded_dates);
            self.intake.unscheduled_kinds[at].extend(texts.unscheduled_kinds);
            self.providers_of[at].extend(&names.providers);
        }
        for (text, count) in texts.unread_ethnicities.entries() {
            *self.unread.entry((source.sort, at, text.to_owned())).or_default() += count;
        }
        let locals = self.intake.locals.take(&source.id_scope, &texts.locals);
        let bond = |bond: &Bond| {
            let [local, other] = [bond.local, bond.other].map(|id| locals[id as usize]);
            Bond { local, other, ..*bond }
        };
        self.bonds.extend(texts.bonds.iter().map(bond));
        let households = self.intake.households.take(&source.id_scope, &texts.households);
        let to = Renumbering { locals, households, ..names };
        match records {
            Records::Contacts(mut scattered) => {
                scattered.places.shift(lines);
                let part = Part { source: at, base: ContactRecord::at(self.contacts), scattered: *scattered, to };
                self.contacts += part.scattered.len();
                self.parts.push(part);
            }
            Records::Children(mut people) => {
                people.places.shift(lines);
                self.intake.register.append(*people, &to);
            }
        }
    }

    /// The intake, once every part has been added.
    fn finish(self, settings: &Settings) -> Intake {
        let Self { mut intake, providers_of, outcomes, mut parts, unread, bonds, .. } = self;
        forget_midnights(settings, &mut parts);
        let unread = unread.into_iter();
        intake.unread_ethnicities =
            unread.map(|((sort, source, text), records)| UnreadEthnicity { sort, source, text, records }).collect();
        intake.providers_of = Providers::of(&providers_of, &intake.providers);
        intake.outcomes = outcomes.into_iter().map(outcome_texts::together).collect();
        intake.locals.several_of = HashMap::default();
        if !bonds.is_empty() {
            shared::bring_together(&mut intake, &mut parts, bonds);
        }
        intake.parts = Parts::new(parts);
        rejected_versions(settings, &mut intake);
        for file in &mut intake.files {
            file.warnings.sort_by_key(|w| (w.line, w.about));
        }
        intake
    }
}

/// Drops the times of a source that has no column for them and whose contacts are all at midnight: a database has written its
/// dates as `2026-11-20 00:00:00.000`. If any contact of the source has another time, midnights are taken at their word.
fn forget_midnights(settings: &Settings, parts: &mut [Part]) {
    for (place, source) in settings.contacts.iter().enumerate() {
        if source.has(Field::Time) || !source.formats.dates().may_say_times() {
            continue;
        }
        let is_of_source = |part: &Part| part.source == place;
        if !parts.iter().any(|part| is_of_source(part) && part.scattered.has_later_times()) {
            parts.iter_mut().filter(|part| is_of_source(part)).for_each(|part| part.scattered.forget_times());
        }
    }
}

/// What every local id stands for, according to the records of contacts and of children.
pub(crate) fn numbers_of_ids(intake: &Intake) -> Vec<StandsFor> {
    let people = &intake.register.people;
    let locals = people.rare.local.iter();
    let further_ids = intake.locals.bonds().numbers();
    let mut numbers =
        local_ids::numbers(intake.locals.len(), people.nhs.iter().copied().zip(locals).chain(further_ids));
    for part in &intake.parts.list {
        for (stands_for, number) in part.scattered.numbers().iter().zip(&part.to.locals) {
            let known = &mut numbers[*number as usize];
            *known = known.and(*stands_for);
        }
    }
    numbers
}

/// Warns about each rejected record whose contact id another record of its source has: an older version may now count.
fn rejected_versions(settings: &Settings, intake: &mut Intake) {
    for place in 0..settings.contacts.len() {
        let is_of_source = |f: &FileFacts| f.sort == Sort::Contacts && f.source == place;
        let mut wanted: BTreeMap<usize, HashSet<u64>> = BTreeMap::new();
        for reject in intake.files.iter().filter(|f| is_of_source(f)).flat_map(|f| &f.rejects) {
            if let Some((print, _)) = &reject.contact_id {
                wanted.entry(print.group()).or_default().insert(print.half());
            }
        }
        let mut found: HashSet<(usize, u64)> = HashSet::new();
        for (group, halves) in &wanted {
            let parts = intake.parts.list.iter().filter(|part| part.source == place);
            let prints = parts.flat_map(|part| part.scattered.prints(*group).map(|(print, _)| print));
            found.extend(prints.filter(|print| halves.contains(print)).map(|print| (*group, print)));
        }
        if found.is_empty() {
            continue;
        }
        for file in intake.files.iter_mut().filter(|f| is_of_source(f)) {
            let warn = |reject: &Reject| {
                let (print, id) = reject.contact_id.as_ref()?;
                found.contains(&(print.group(), print.half())).then(|| Warning {
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
