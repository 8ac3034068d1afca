//! Whether the data can be trusted: reconciliation file by file, stale sources, missing outcomes.

use std::collections::BTreeMap;

use crate::child::duplicates::Fates;
use crate::child::identity::{ChildKey, Identities};
use crate::config::settings::{Settings, Sort};
use crate::contact::fate::{Fate, Reason};
use crate::day::Day;
use crate::intake::Intake;
use crate::stop::Stop;
use crate::vocabulary::Outcome;

/// What became of the records of a file, or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records.
    pub records: u64,
    /// Those that count.
    pub used: u64,
    /// Those of people who are over age or have died.
    pub excluded: u64,
    /// Those that say again what another says, or were replaced.
    pub duplicate: u64,
    /// Those that could not be used.
    pub rejected: u64,
}

impl Tally {
    /// Whether every record is accounted for.
    pub const fn reconciles(&self) -> bool {
        self.records == self.used + self.excluded + self.duplicate + self.rejected
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            records: self.records + other.records,
            used: self.used + other.used,
            excluded: self.excluded + other.excluded,
            duplicate: self.duplicate + other.duplicate,
            rejected: self.rejected + other.rejected,
        }
    }
}

/// What is known of a source of contacts, or of children.
#[derive(Clone, Debug)]
pub struct SourceQuality {
    /// What its records are.
    pub sort: Sort,
    /// Its name.
    pub name: String,
    /// All its files together.
    pub tally: Tally,
    /// The day of its newest used or excluded contact up to the as-of date; none for children's sources.
    pub newest: Option<Day>,
    /// Whether that is longer ago than the configuration allows. Never for children's sources.
    pub stale: bool,
    /// Contacts whose outcome differs from that of the version that they replaced.
    pub changed_outcomes: u64,
    /// Contact ids that records of different children carry: only the latest record of each counts, so if the id is not
    /// unique in the extract, contacts are lost.
    pub shared_ids: u64,
    /// Contact ids whose records differ in day or service: moved appointments, or an id that is not the contact's own.
    pub moved_ids: u64,
}

/// Contacts of one service that have passed without an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoOutcome {
    /// The service's name.
    pub service: String,
    /// How many.
    pub contacts: u64,
}

/// Whether the data can be trusted.
#[derive(Clone, Debug)]
pub struct Quality {
    /// One a file, in the order of [`Intake::files`].
    pub files: Vec<Tally>,
    /// One a source, contacts first, as configured.
    pub sources: Vec<SourceQuality>,
    /// Everything together.
    pub total: Tally,
    /// Used contacts on or before the as-of date that are still pending, by service.
    pub no_outcome: Vec<NoOutcome>,
    /// Texts of outcomes that nobody mapped, with the source and how often.
    pub unmapped: Vec<(String, String, u64)>,
    /// Rejects by reason.
    pub reasons: BTreeMap<Reason, u64>,
    /// Warnings.
    pub warnings: u64,
    /// Children with a used contact who are known by a local id only.
    pub unlinked_children: u64,
    /// Children with a used contact.
    pub children: u64,
}

impl Quality {
    /// The stale sources.
    pub fn stale(&self) -> Vec<&SourceQuality> {
        self.sources.iter().filter(|s| s.stale).collect()
    }
}

/// Accounts for every record.
///
/// # Errors
/// [`Stop::Bug`] where a file does not reconcile: nothing may be published then.
pub fn assess(
    settings: &Settings,
    intake: &Intake,
    identities: &Identities,
    fates: &Fates,
    as_of: Day,
) -> Result<Quality, Stop> {
    let files: Vec<Tally> = intake
        .files
        .iter()
        .map(|file| {
            let own = match file.sort {
                Sort::Contacts => &fates.contacts[file.rows.clone()],
                Sort::Children => &fates.children[file.rows.clone()],
            };
            let count = |fate: Fate| own.iter().filter(|f| **f == fate).count() as u64;
            Tally {
                records: file.records,
                used: count(Fate::Used),
                excluded: count(Fate::Excluded),
                duplicate: count(Fate::Duplicate),
                rejected: file.rejects.len() as u64,
            }
        })
        .collect();
    for (file, tally) in intake.files.iter().zip(&files) {
        if !tally.reconciles() {
            return Err(Stop::Bug(format!("the records of {} do not reconcile", file.shown)));
        }
    }
    let mut reasons: BTreeMap<Reason, u64> = BTreeMap::new();
    let mut unmapped: BTreeMap<(String, String), u64> = BTreeMap::new();
    for file in &intake.files {
        for reject in &file.rejects {
            *reasons.entry(reject.reason).or_default() += 1;
            if reject.reason == Reason::OutcomeUnmapped {
                let key = (file.source_of(settings).name.clone(), reject.value.to_string());
                *unmapped.entry(key).or_default() += 1;
            }
        }
    }
    let mut seen = vec![false; identities.keys.len()];
    for (row, child) in identities.of_contact.iter().enumerate() {
        seen[*child as usize] |= fates.contacts[row] == Fate::Used;
    }
    let of_kind = |wanted: &dyn Fn(&ChildKey) -> bool| {
        identities.keys.iter().zip(&seen).filter(|(key, seen)| **seen && wanted(key)).count() as u64
    };
    Ok(Quality {
        sources: sources(settings, intake, fates, &files, as_of),
        total: files.iter().fold(Tally::default(), |all, own| all.plus(*own)),
        no_outcome: no_outcome(intake, fates, as_of),
        unmapped: unmapped.into_iter().map(|((source, text), count)| (source, text, count)).collect(),
        reasons,
        warnings: intake.files.iter().map(|f| f.warnings.len() as u64).sum(),
        unlinked_children: of_kind(&|key| matches!(key, ChildKey::Local(_))),
        children: of_kind(&|_| true),
        files,
    })
}

fn sources(settings: &Settings, intake: &Intake, fates: &Fates, files: &[Tally], as_of: Day) -> Vec<SourceQuality> {
    let of_sort = |sort: Sort, count: usize| (0..count).map(move |place| (sort, place));
    of_sort(Sort::Contacts, settings.contacts.len())
        .chain(of_sort(Sort::Children, settings.children.len()))
        .map(|(sort, place)| {
            let own = || intake.files.iter().zip(files).filter(|(f, _)| f.sort == sort && f.source == place);
            let tally = own().fold(Tally::default(), |all, (_, tally)| all.plus(*tally));
            let newest = own()
                .filter(|(f, _)| f.sort == Sort::Contacts)
                .flat_map(|(f, _)| f.rows.clone())
                .filter(|row| fates.contacts[*row] != Fate::Duplicate)
                .map(|row| intake.contacts.date[row])
                .filter(|date| *date <= as_of.0)
                .max()
                .map(Day);
            let stale = sort == Sort::Contacts && newest.is_none_or(|day| day.plus(settings.limits.stale_days) < as_of);
            let source = match sort {
                Sort::Contacts => &settings.contacts[place],
                Sort::Children => &settings.children[place],
            };
            let of_contacts = |counts: &[u64]| if sort == Sort::Contacts { counts[place] } else { 0 };
            SourceQuality {
                sort,
                name: source.name.clone(),
                tally,
                newest,
                stale,
                changed_outcomes: of_contacts(&fates.changed_outcomes),
                shared_ids: of_contacts(&fates.shared_ids),
                moved_ids: of_contacts(&fates.moved_ids),
            }
        })
        .collect()
}

fn no_outcome(intake: &Intake, fates: &Fates, as_of: Day) -> Vec<NoOutcome> {
    let contacts = &intake.contacts;
    let mut counts = vec![0_u64; intake.services.len()];
    for row in 0..contacts.len() {
        let pending = contacts.outcome[row] == Outcome::Pending.code();
        if pending && contacts.date[row] <= as_of.0 && fates.contacts[row] == Fate::Used {
            counts[contacts.service[row] as usize] += 1;
        }
    }
    let named = intake.services.iter().zip(counts).filter(|(_, count)| *count > 0);
    named.map(|(service, contacts)| NoOutcome { service: service.clone(), contacts }).collect()
}
