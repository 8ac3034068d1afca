//! Measures the quality of the data: reconciliation file by file, stale sources, missing outcomes.

pub(crate) mod appointments;
pub(crate) mod days;
pub(crate) mod factors;
pub(crate) mod past;
mod rows;
pub(crate) mod silent;

use std::collections::{BTreeMap, BTreeSet};

use appointments::Appointments;
use days::{Became, ContactDays, DayClass};
use factors::{FactorCounts, FieldCounts};
use rows::FileLookup;
use silent::{LateContacts, SilentService};

use crate::cells::nhs::NhsNumber;
use crate::child::duplicates::VersionCounts;
use crate::child::timeline::{CountingSettings, ReviewPeriod};
use crate::config::settings::{Settings, Sort};
use crate::contact::fate::{About, Caution, Fate, Reason};
use crate::contact::local_id::is_spreadsheet_damage;
use crate::contact::map::YEARS_AHEAD;
use crate::contact::wrapped::bare;
use crate::day::Day;
use crate::field::Field;
use crate::intake::{FileFacts, Intake};
use crate::numbers::add_each;
use crate::service::ServiceNumber;
use crate::stop::Stop;
use crate::store::ChildKey;
use crate::store::register::Register;
use crate::store::{Child, Children};
use crate::vocabulary::Outcome;

/// Counts of the records of one or more files, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordCounts {
    /// All records.
    pub records: u64,
    /// Records that count.
    pub used: u64,
    /// Records of people who are over age or have died, and records that are not contacts.
    pub excluded: u64,
    /// Records that repeat another record or were replaced.
    pub duplicate: u64,
    /// Records that could not be used.
    pub rejected: u64,
}

impl RecordCounts {
    /// Whether every record is accounted for.
    pub const fn reconciles(&self) -> bool {
        self.records == self.used + self.excluded + self.duplicate + self.rejected
    }

    /// The sum of both counts.
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

/// The quality of a source of contacts or of children.
#[derive(Clone, Debug)]
pub struct SourceQuality {
    /// Whether it has contacts or children.
    pub(crate) sort: Sort,
    /// Its name.
    pub name: String,
    /// Counts of the records of all its files.
    pub tally: RecordCounts,
    /// Its rows that hold no data: blank ones and repeated headers.
    pub(crate) empty_rows: u64,
    /// The day of its newest used or excluded contact up to the as-of date; none for children's sources.
    pub(crate) newest: Option<Day>,
    /// Whether its newest contact is longer ago than the configuration allows. Never true for children's sources.
    pub(crate) stale: bool,
    /// Counts of the versions of its contacts.
    pub(crate) versions: VersionCounts,
    /// Its contacts by their days; none for children's sources.
    pub(crate) days: ContactDays,
    /// Its appointments of the review period; none for children's sources.
    pub(crate) appointments: Appointments,
    /// Children with each factor, and with each other field that decides who is listed, by the records that count.
    pub(crate) factors: FactorCounts,
    /// Children with a contact, over age or not; 0 for children's sources.
    pub(crate) children: u64,
    /// Its records that count and belong to a child without an NHS number.
    pub(crate) unlinked: u64,
    /// Rejects by reason.
    pub(crate) rejects: BTreeMap<Reason, u64>,
    /// Warnings by kind.
    pub(crate) warnings: BTreeMap<Caution, u64>,
    /// NHS numbers and ids that a spreadsheet has damaged.
    pub(crate) damaged: u64,
}

/// Contacts of one service that have passed without an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServiceWithoutOutcomes {
    /// The service's name.
    pub(crate) service: String,
    /// The number of these contacts.
    pub(crate) contacts: u64,
}

/// The quality of all data of a run.
#[derive(Clone, Debug)]
pub struct Quality {
    /// The counts of each file, in the order of [`Intake::files`].
    pub files: Vec<RecordCounts>,
    /// The quality of each source, contacts first, in the order of the configuration.
    pub sources: Vec<SourceQuality>,
    /// The counts of all files together.
    pub total: RecordCounts,
    /// Used contacts on or before the as-of date that are still pending, by service.
    pub(crate) no_outcome: Vec<ServiceWithoutOutcomes>,
    /// Services that have a used contact after the as-of date that is still pending.
    pub(crate) booking_services: BTreeSet<ServiceNumber>,
    /// Services that had contacts every week and have none now.
    pub(crate) silent: Vec<SilentService>,
    /// Outcome texts that the configuration does not map: the source, the text, and the number of records.
    pub(crate) unmapped: Vec<(String, String, u64)>,
    /// Texts that mark records as not contacts: the source, the text, and the number of records.
    pub(crate) left_out: Vec<(String, String, u64)>,
    /// Rejects by reason.
    pub reasons: BTreeMap<Reason, u64>,
    /// The number of warnings.
    pub(crate) warnings: u64,
    /// Children with a used contact who are known by a local id only.
    pub(crate) unlinked_children: u64,
    /// Children with a used contact.
    pub(crate) children: u64,
}

/// The data that quality is assessed from.
#[derive(Clone, Copy)]
struct QualityInput<'a> {
    settings: &'a Settings,
    intake: &'a Intake,
    as_of: Day,
}

/// Counts of contacts, added up child by child.
#[derive(Clone, Default)]
struct ContactCounts {
    /// The counts of each file, in the order of [`Intake::files`].
    files: Vec<RecordCounts>,
    /// Used contacts up to the as-of date that are still pending, by service.
    no_outcome: Vec<u64>,
    /// Whether each service has a used contact after the as-of date that is still pending.
    books: Vec<bool>,
    /// Recent used contacts up to the as-of date, by service and source.
    late: LateContacts,
    /// For each source, its contacts by their days.
    days: Vec<ContactDays>,
    /// For each source, its appointments of the review period.
    appointments: Vec<Appointments>,
    /// For each source, its children by their factors.
    factors: Vec<FactorCounts>,
    /// For each source, its children by the fields that decide who is listed.
    fields: Vec<FieldCounts>,
    unlinked_children: u64,
    children: u64,
}

impl ContactCounts {
    /// Counts of zero.
    fn empty(settings: &Settings, intake: &Intake, as_of: Day) -> Self {
        Self {
            days: vec![ContactDays::up_to(as_of.plus_years(YEARS_AHEAD)); settings.contacts.len()],
            appointments: vec![Appointments::default(); settings.contacts.len()],
            factors: vec![FactorCounts::default(); settings.contacts.len()],
            fields: vec![FieldCounts::default(); settings.contacts.len()],
            files: vec![RecordCounts::default(); intake.files.len()],
            no_outcome: vec![0; intake.services.len()],
            books: vec![false; intake.services.len()],
            late: LateContacts::new(settings, intake.services.len(), as_of),
            ..Self::default()
        }
    }

    /// Counts a child's contacts.
    fn add_child(&mut self, basis: &QualityInput<'_>, files: &FileLookup, child: Child<'_>) {
        let QualityInput { settings, intake, as_of } = *basis;
        let counting = CountingSettings::from_settings(settings);
        let period = ReviewPeriod::new(settings, as_of);
        let long_ago = LateContacts::long_ago(settings, as_of);
        let excluded = child.excluded().is_some();
        let unlinked = matches!(child.key(), ChildKey::Local(_));
        let mut used = false;
        for row in child.all_rows() {
            let file = files.file_of(row.row);
            let tally = &mut self.files[file];
            if row.is_duplicate() {
                tally.duplicate += 1;
                continue;
            }
            let source = files.source_of(file);
            self.fields[source].add_contact(&intake.parts, row);
            if excluded {
                tally.excluded += 1;
                self.days[source].add(row.short_day, DayClass::EXCLUDED);
                continue;
            }
            let (outcome, past) = (row.outcome(), row.day() <= as_of);
            let pending = outcome == Outcome::Pending;
            let became = if past { Became::of(outcome, row.kind(), counting) } else { Became::Other };
            self.days[source].add(row.short_day, DayClass::used(became, unlinked));
            self.appointments[source].add(row, became, (counting, period));
            tally.used += 1;
            used = true;
            if past && row.day() > long_ago {
                self.late.add(row.service, source, row.day());
            }
            if became == Became::NoOutcome {
                self.no_outcome[row.service.place()] += 1;
            } else if pending {
                self.books[row.service.place()] = true;
            }
        }
        self.fields.iter_mut().for_each(FieldCounts::end_child);
        self.children += u64::from(used);
        self.unlinked_children += u64::from(used && unlinked);
        if used && intake.parts.says_factors() {
            factors::count_child(&mut self.factors, intake, files, child);
        }
    }

    /// Adds the counts of other children.
    fn join(&mut self, other: &Self) {
        self.files.iter_mut().zip(&other.files).for_each(|(file, more)| *file = file.plus(*more));
        add_each(&mut self.no_outcome, other.no_outcome.iter().copied());
        self.books.iter_mut().zip(&other.books).for_each(|(books, more)| *books |= more);
        self.late.join(&other.late);
        self.days.iter_mut().zip(&other.days).for_each(|(days, more)| days.join(more));
        self.appointments.iter_mut().zip(&other.appointments).for_each(|(own, more)| own.join(more));
        self.factors.iter_mut().zip(&other.factors).for_each(|(counts, more)| counts.join(more));
        self.fields.iter_mut().zip(&other.fields).for_each(|(counts, more)| counts.join(more));
        self.unlinked_children += other.unlinked_children;
        self.children += other.children;
    }
}

/// Accounts for every record.
///
/// # Errors
/// [`Stop::Bug`] if the records of a file do not add up. Nothing may be published then.
pub(crate) fn assess(
    settings: &Settings,
    intake: &Intake,
    children: &Children,
    versions: &[VersionCounts],
    as_of: Day,
) -> Result<Quality, Stop> {
    let files_of_rows = FileLookup::new(intake);
    let basis = QualityInput { settings, intake, as_of };
    let mut counted = children.fold(
        || ContactCounts::empty(settings, intake, as_of),
        |counted, child| counted.add_child(&basis, &files_of_rows, child),
        |counted, later| counted.join(&later),
    );
    for (file, tally) in intake.files.iter().zip(&mut counted.files) {
        tally.records = file.records;
        tally.rejected = file.rejects.len() as u64;
        tally.excluded += file.left_out.values().sum::<u64>();
        tally.excluded += file.empty_rows();
        if file.sort == Sort::Children {
            let fates = &intake.register.fates[file.rows.clone()];
            tally.duplicate = fates.iter().filter(|fate| **fate == Fate::Duplicate).count() as u64;
            tally.used = fates.iter().filter(|fate| **fate == Fate::Used).count() as u64;
        }
        if !tally.reconciles() {
            return Err(Stop::Bug(format!("the records of {} do not reconcile", file.shown)));
        }
    }
    let mut reasons: BTreeMap<Reason, u64> = BTreeMap::new();
    let mut unmapped: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut left_out: BTreeMap<(String, String), u64> = BTreeMap::new();
    for file in &intake.files {
        let keyed = |text: &str| (file.source_of(settings).name.clone(), text.to_owned());
        for reject in &file.rejects {
            *reasons.entry(reject.reason).or_default() += 1;
            if reject.reason == Reason::OutcomeUnmapped {
                *unmapped.entry(keyed(&reject.value)).or_default() += 1;
            }
        }
        for (text, count) in &file.left_out {
            *left_out.entry(keyed(text)).or_default() += count;
        }
    }
    let sources = source_qualities(&basis, versions, &mut counted);
    let named = intake.services.names().iter().zip(&counted.no_outcome).filter(|(_, count)| **count > 0);
    let books = intake.services.each().zip(&counted.books).filter(|(_, books)| **books);
    Ok(Quality {
        sources,
        silent: silent::silent(settings, &intake.services, &counted.late),
        booking_services: books.map(|((service, _), _)| service).collect(),
        total: counted.files.iter().fold(RecordCounts::default(), |all, file| all.plus(*file)),
        no_outcome: named
            .map(|(name, count)| ServiceWithoutOutcomes { service: name.clone(), contacts: *count })
            .collect(),
        unmapped: unmapped.into_iter().map(|((source, text), count)| (source, text, count)).collect(),
        left_out: left_out.into_iter().map(|((source, text), count)| (source, text, count)).collect(),
        reasons,
        warnings: intake.files.iter().map(|f| f.warnings.len() as u64).sum(),
        unlinked_children: counted.unlinked_children,
        children: counted.children,
        files: counted.files,
    })
}

fn source_qualities(
    basis: &QualityInput<'_>,
    versions: &[VersionCounts],
    counted: &mut ContactCounts,
) -> Vec<SourceQuality> {
    let QualityInput { settings, intake, as_of } = *basis;
    let sources = |sort: Sort, count: usize| (0..count).map(move |place| (sort, place));
    sources(Sort::Contacts, settings.contacts.len())
        .chain(sources(Sort::Children, settings.children.len()))
        .map(|(sort, place)| {
            let is_of_source = |file: &FileFacts| file.sort == sort && file.source == place;
            let tallies = intake.files.iter().zip(&counted.files).filter(|(file, _)| is_of_source(file));
            let tally = tallies.fold(RecordCounts::default(), |all, (_, tally)| all.plus(*tally));
            let (source, newest, versions) = match sort {
                Sort::Contacts => {
                    (&settings.contacts[place], counted.days[place].newest(as_of), versions[place].clone())
                }
                Sort::Children => (&settings.children[place], None, VersionCounts::default()),
            };
            let stale = sort == Sort::Contacts && newest.is_none_or(|day| day.plus(settings.limits.stale_days) < as_of);
            let files = || intake.files.iter().filter(|file| is_of_source(file));
            let mut rejects: BTreeMap<Reason, u64> = BTreeMap::new();
            let mut warnings: BTreeMap<Caution, u64> = BTreeMap::new();
            for file in files() {
                file.rejects.iter().for_each(|reject| *rejects.entry(reject.reason).or_default() += 1);
                file.warnings.iter().for_each(|warning| *warnings.entry(warning.caution).or_default() += 1);
            }
            let days =
                if sort == Sort::Contacts { std::mem::take(&mut counted.days[place]) } else { ContactDays::default() };
            let appointments = match sort {
                Sort::Contacts => std::mem::take(&mut counted.appointments[place]),
                Sort::Children => Appointments::default(),
            };
            let unlinked = match sort {
                Sort::Contacts => days.months(as_of).values().map(|month| month.unlinked).sum(),
                Sort::Children => files().map(|file| count_without_number(intake, file)).sum(),
            };
            let (factors, children) = match sort {
                Sort::Contacts => {
                    let fields = counted.fields[place];
                    (counted.factors[place].with_fields(&fields), fields.children)
                }
                Sort::Children => (factors::count_register(intake, files()), 0),
            };
            SourceQuality {
                sort,
                name: source.name.clone(),
                tally,
                empty_rows: files().map(FileFacts::empty_rows).sum(),
                newest,
                stale,
                versions,
                days,
                appointments,
                factors,
                children,
                unlinked,
                rejects,
                warnings,
                damaged: files().map(count_damaged).sum(),
            }
        })
        .collect()
}

/// The number of children's records of a file that count and have no NHS number.
fn count_without_number(intake: &Intake, file: &FileFacts) -> u64 {
    let Register { people, fates, .. } = &intake.register;
    let counts_unnumbered = |row: &usize| fates[*row] == Fate::Used && people.nhs[*row] == NhsNumber::NONE;
    file.rows.clone().filter(counts_unnumbered).count() as u64
}

/// The number of NHS numbers and ids of a file that a spreadsheet has damaged.
fn count_damaged(file: &FileFacts) -> u64 {
    let is_number = |about: About| about == About::Field(Field::NhsNumber);
    let rejects = file.rejects.iter().filter(|reject| {
        reject.reason == Reason::LocalIdDamaged
            || (is_number(reject.about) && is_spreadsheet_damage(bare(&reject.value)))
    });
    let warnings = file.warnings.iter().filter(|warning| {
        matches!(warning.caution, Caution::LocalIdDamaged | Caution::ContactIdDamaged)
            || (is_number(warning.about) && is_spreadsheet_damage(bare(&warning.value)))
    });
    (rejects.count() + warnings.count()) as u64
}
