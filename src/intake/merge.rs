//! Puts the files' columns together: local ids within their scopes, services under one name.

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

/// Separates a scope from an id; no trimmed text has it at its end.
const SEPARATOR: &str = "\u{1F}";
/// From here on numbers are of several ids together, and not of one ([`crate::store::PackedKey::local`]).
const SEVERAL: u32 = 3_300_000_000;

/// Ids that mean something within a scope only, numbered.
#[derive(Default)]
pub struct LocalIds {
    ids: Dictionary,
    /// The ids of records that have several, in the order in which they have them.
    several: Vec<Box<[u32]>>,
    /// Their numbers, as long as records are put together.
    several_of: HashMap<Box<[u32]>, u32, FixedState>,
    /// What ids stand side by side in records, where some are shared ones.
    pub(super) bonds: Bonds,
}

impl LocalIds {
    /// The id as pages and CSV files write it: `scope/id`.
    pub fn shown(&self, number: u32) -> String {
        self.ids.text(number).replacen(SEPARATOR, "/", 1)
    }

    /// The number of an id that is written as `scope/id`, if a record has it.
    pub(crate) fn find(&self, shown: &str) -> Option<u32> {
        self.ids.find(&shown.replacen('/', SEPARATOR, 1)).map(|number| self.bonds.root(number))
    }

    /// The numbers of the ids that have one of these prints ([`local_print`]), by it: one look at every id, however many are asked
    /// for.
    pub(crate) fn by_prints(&self, wanted: &HashSet<u64>) -> HashMap<u64, u32> {
        if wanted.is_empty() {
            return HashMap::new();
        }
        let print = |text: &str| text.split_once(SEPARATOR).map(|(scope, id)| local_print(scope, id));
        let prints = (0..).zip(self.ids.entries()).filter_map(|(number, (text, _))| Some((print(text)?, number)));
        prints.filter(|(own, _)| wanted.contains(own)).map(|(own, number)| (own, self.bonds.root(number))).collect()
    }

    /// How many ids there are.
    pub(crate) const fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    fn take(&mut self, scope: &str, ids: &Dictionary) -> Vec<u32> {
        let mut whole = String::new();
        let mut numbers = Vec::with_capacity(ids.len());
        for (text, _) in ids.entries() {
            let mut own = local_id::ids(text).map(|(own_scope, id)| {
                whole.clear();
                whole.extend([own_scope.unwrap_or(scope), SEPARATOR, id]);
                self.ids.number(&whole)
            });
            let (Some(first), second) = (own.next(), own.next()) else { continue };
            numbers.push(match second {
                None => first,
                Some(second) => {
                    let all: Box<[u32]> = [first, second].into_iter().chain(own).collect();
                    let next = SEVERAL + count(self.several.len());
                    *self.several_of.entry(all).or_insert_with_key(|all| {
                        self.several.push(all.clone());
                        next
                    })
                }
            });
        }
        numbers
    }

    /// The ids behind the number of all ids of a record.
    pub(crate) fn each(&self, number: u32) -> impl Iterator<Item = u32> {
        let several = number.checked_sub(SEVERAL).and_then(|place| self.several.get(place as usize));
        let alone = several.is_none().then_some(number);
        several.into_iter().flat_map(|all| all.iter().copied()).chain(alone)
    }

    /// What ids stand side by side in records.
    pub(crate) const fn bonds(&self) -> &Bonds {
        &self.bonds
    }

    /// The ids of a child of whose records these are all ids ([`Self::each`]), as CSV files write them, by code point.
    pub(crate) fn all_shown(&self, mut numbers: Vec<u32>) -> Vec<String> {
        numbers.sort_unstable();
        numbers.dedup();
        let mut shown: Vec<String> =
            numbers.iter().flat_map(|number| self.each(*number)).map(|own| self.shown(own)).collect();
        shown.sort_unstable();
        shown.dedup();
        shown
    }

    /// Whether a record with all these ids ([`Self::each`]) has one that an id stands for.
    pub(crate) fn has(&self, number: u32, is_wanted: impl Fn(u32) -> bool) -> bool {
        number != NO_TEXT && self.each(number).any(|own| is_wanted(self.bonds.root(own)))
    }
}

/// Puts all parts of all files together, in reading order.
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
        providers_of: Providers::default(),
    };
    let mut all = Merged::new(settings, intake);
    let mut texts = services.numbers.into_iter().zip(providers.numbers).zip(localities.numbers);
    for ((source, at, file), read) in files.iter().zip(read) {
        let FileRead { sinks, lines: lines_of_file, charset, columns, checksum, stamp, account } = read;
        let RecordTally { records, rejects, warnings, left_out, blank_rows, repeated_headers, swallowed, .. } = account;
        let start = all.rows(source.sort);
        let (mut wrapped, mut no_values) = (0, 0);
        let mut left_out_versions = Vec::new();
        for (mapper, lines) in sinks {
            let ((services, providers), localities) = texts.next().unwrap_or_default();
            let Mapper::Read(mut own, records) = mapper else { continue };
            let versions = std::mem::take(&mut own.left_out_versions).into_iter();
            left_out_versions.extend(versions.map(|own| LeftOutVersion { line: own.line + lines, ..own }));
            wrapped += own.wrapped;
            no_values += own.no_values;
            let services = services.into_iter().map(ServiceNumber::new).collect();
            let names = Renumbering { localities, services, providers, ..Renumbering::default() };
            all.take((source, *at), (*own, records), lines, names);
        }
        let rows = start..all.rows(source.sort);
        all.intake.files.push(FileFacts {
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
    all.finish(settings)
}

/// What has been put together of the parts so far.
struct Merged {
    intake: Intake,
    /// By source of contacts, the providers of its records and the texts of outcomes of each of its parts.
    providers_of: Vec<BTreeSet<u32>>,
    outcomes: Vec<Vec<Vec<OutcomeText>>>,
    parts: Vec<Part>,
    unread: BTreeMap<(Sort, usize, String), u64>,
    bonds: BTreeSet<Bond>,
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

    /// Adds a part of a file, before which there are so many `lines`. `names` has its services, providers and localities.
    fn take(
        &mut self,
        (source, at): (&Source, usize),
        (own, records): (Texts, Records),
        lines: u32,
        names: Renumbering,
    ) {
        if source.sort == Sort::Contacts {
            self.outcomes[at].push(own.outcomes);
            let days = &mut self.intake.days_of_formats[at];
            days.resize(days.len().max(own.days_of_formats.len()), [0, 0]);
            days.iter_mut().zip(&own.days_of_formats).for_each(|(all, own)| *all = [all[0] + own[0], all[1] + own[1]]);
            self.intake.unpadded_dates[at].join(&own.unpadded_dates);
            self.providers_of[at].extend(&names.providers);
        }
        for (text, count) in own.unread_ethnicities.entries() {
            *self.unread.entry((source.sort, at, text.to_owned())).or_default() += count;
        }
        let locals = self.intake.locals.take(&source.id_scope, &own.locals);
        let bond = |bond: &Bond| {
            let [local, other] = [bond.local, bond.other].map(|id| locals[id as usize]);
            Bond { local, other, ..*bond }
        };
        self.bonds.extend(own.bonds.iter().map(bond));
        let households = self.intake.households.take(&source.id_scope, &own.households);
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

    /// All records, once every part has been added.
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

/// Takes away the times that a database has written as moments (`2026-11-20 00:00:00.000`): of each source whose contacts are
/// all at midnight and that has no column for the time. One at another time, and the midnights of its source are what they say.
fn forget_midnights(settings: &Settings, parts: &mut [Part]) {
    for (place, source) in settings.contacts.iter().enumerate() {
        if source.has(Field::Time) || !source.formats.dates().may_say_times() {
            continue;
        }
        let own = |part: &Part| part.source == place;
        if !parts.iter().any(|part| own(part) && part.scattered.has_later_times()) {
            parts.iter_mut().filter(|part| own(part)).for_each(|part| part.scattered.forget_times());
        }
    }
}

/// What every local id stands for, by the records of both contacts and children.
pub(crate) fn numbers_of_ids(intake: &Intake) -> Vec<StandsFor> {
    let people = &intake.register.people;
    let locals = people.rare.local.iter();
    let side_by_side = intake.locals.bonds().numbers();
    let mut numbers =
        local_ids::numbers(intake.locals.len(), people.nhs.iter().copied().zip(locals).chain(side_by_side));
    for part in &intake.parts.list {
        for (own, number) in part.scattered.numbers().iter().zip(&part.to.locals) {
            let known = &mut numbers[*number as usize];
            *known = known.and(*own);
        }
    }
    numbers
}

/// Warns of each rejected record whose contact id another record of its source has: an older version may now count.
fn rejected_versions(settings: &Settings, intake: &mut Intake) {
    for place in 0..settings.contacts.len() {
        let own = |f: &FileFacts| f.sort == Sort::Contacts && f.source == place;
        let mut wanted: BTreeMap<usize, HashSet<u64>> = BTreeMap::new();
        for reject in intake.files.iter().filter(|f| own(f)).flat_map(|f| &f.rejects) {
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
        for file in intake.files.iter_mut().filter(|f| own(f)) {
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
