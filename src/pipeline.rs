//! The pipeline: runs every stage from the extracts to the cases. [`Detected`] is everything that they found. One of the stages,
//! [`crate::detect`], finds the same children a second time as a check.

use crate::cases::doubtful_ages::find_doubtful_ages;
use crate::cases::{self, Cases, ReviewInput};
use crate::child::another_child_seen;
use crate::child::doubtful::DoubtfulExclusion;
use crate::child::doubtful_deaths::find_doubtful_deaths;
use crate::child::duplicates::{self, RepeatedContacts, VersionCounts};
use crate::child::facts::{self, Ages, RecordSources};
use crate::child::timeline::ReviewPeriod;
use crate::child::unreliable_sources::UnreliableSources;
use crate::child::withdrawn::Withdrawn;
use crate::config::settings::{Settings, Sort};
use crate::day::Day;
use crate::detect::{self, agreement};
use crate::identity::Identity;
use crate::identity::links::Links;
use crate::intake::{self, Intake};
use crate::quality::past::PastSource;
use crate::quality::{self, Quality, SourceQuality};
use crate::rules::screen;
use crate::stop::Stop;
use crate::store::gather::RecordSet;
use crate::store::{self, Children};
use crate::timing::stage;

/// Everything that a run finds in the extracts, before it is compared with the previous run.
pub struct Detected {
    /// The settings in force.
    pub settings: Settings,
    /// The as-of date of the report.
    pub(crate) as_of: Day,
    /// All records of the extracts.
    pub intake: Intake,
    /// Everyone whom a record is about.
    pub children: Children,
    /// What became of every record, and how complete the data is.
    pub quality: Quality,
    /// The sources that are stale, have shrunk or are gone.
    pub(crate) unreliable_sources: UnreliableSources,
    /// The cases, in order.
    pub cases: Cases,
    /// Recorded deaths that may be another child's, or errors.
    pub(crate) doubtful_deaths: Vec<DoubtfulExclusion>,
    /// Recorded ages that may be another person's, or errors, and keep somebody off the list as an adult.
    pub(crate) doubtful_ages: Vec<DoubtfulExclusion>,
    /// Which records may belong to one child.
    pub(crate) identity: Identity,
}

impl Detected {
    /// The review period.
    pub const fn period(&self) -> ReviewPeriod {
        ReviewPeriod::new(&self.settings, self.as_of)
    }

    /// The data in which cases are found.
    pub const fn review_input(&self) -> ReviewInput<'_> {
        let Self { settings, as_of, intake, children, quality, unreliable_sources, .. } = self;
        let booking_services = &quality.booking_services;
        ReviewInput { settings, intake, children, as_of: *as_of, unreliable_sources, booking_services }
    }
}

/// Reads the extracts and finds the cases, as if there were no previous run. `progress` is called with the number of bytes
/// read since its last call.
///
/// # Errors
/// Problems of the configuration that only the extracts show, refused extracts, or a bug.
pub fn run(settings: Settings, as_of: Day, progress: &(dyn Fn(u64) + Sync)) -> Result<Detected, Stop> {
    run_after_previous(settings, as_of, &[], progress)
}

/// As [`run`], given the contact sources of the previous run. A source that is gone or has shrunk since then cannot say that
/// nobody has seen a child.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_after_previous(
    settings: Settings,
    as_of: Day,
    previous_sources: &[PastSource],
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Detected, Stop> {
    let mut intake = intake::read(&settings, as_of, progress)?;
    let Everyone { children, versions, links } = everyone(&settings, &mut intake, as_of)?;
    let quality = stage("quality", || quality::assess(&settings, &intake, &children, &versions, as_of))?;
    let unreliable_sources = unreliable_sources(&quality, previous_sources);
    let input = ReviewInput {
        settings: &settings,
        intake: &intake,
        children: &children,
        as_of,
        unreliable_sources: &unreliable_sources,
        booking_services: &quality.booking_services,
    };
    let period = ReviewPeriod::new(&settings, as_of);
    let candidates = stage("screen", || screen::candidates(&settings, &children, period));
    let cases = cases::find(&input, &candidates)?;
    stage("detection", || {
        let found_again = detect::find_again(&input, &candidates)
            .map_err(|error| Stop::Bug(format!("the detection failed: {error}")))?;
        agreement::check_agreement(&settings, &found_again, &cases.list)
    })?;
    let identity = Identity::find(&input, &cases.list, links)?;
    let doubtful_deaths = stage("deaths in doubt", || find_doubtful_deaths(&settings, &intake, &children, period))?;
    let doubtful_ages = stage("ages in doubt", || find_doubtful_ages(&input))?;
    intake.parts.forget_names();
    Ok(Detected {
        settings,
        as_of,
        intake,
        children,
        quality,
        unreliable_sources,
        cases,
        doubtful_deaths,
        doubtful_ages,
        identity,
    })
}

/// Which contact sources are stale or have far fewer records than in the previous run, and whether a source of the previous
/// run is gone.
fn unreliable_sources(quality: &Quality, previous: &[PastSource]) -> UnreliableSources {
    let has_shrunk = |source: &SourceQuality| {
        previous.iter().find(|past| past.name == source.name).is_some_and(|past| past.shrunk(source).is_some())
    };
    let contact_sources = quality.sources.iter().filter(|source| source.sort == Sort::Contacts);
    let unreliable =
        contact_sources.enumerate().filter(|(_, source)| source.stale || has_shrunk(source)).map(|(place, _)| place);
    let gone = previous.iter().any(|past| quality.sources.iter().all(|source| source.name != past.name));
    UnreliableSources::new(unreliable.collect(), gone)
}

/// Everyone whom a record is about, and what was found on the way.
pub(crate) struct Everyone {
    /// Everyone whom a record is about.
    pub(crate) children: Children,
    /// For each contact source, counts of the versions of its contacts.
    pub(crate) versions: Vec<VersionCounts>,
    /// People's decisions about who is one child.
    pub(crate) links: Links,
}

/// Decides who is who, marks repeated, replaced and withdrawn records, and works out the facts about every child.
///
/// # Errors
/// Where a file has changed since it was read.
pub(crate) fn everyone(settings: &Settings, intake: &mut Intake, as_of: Day) -> Result<Everyone, Stop> {
    let (repeats, withdrawn) = stage("repeated records", || {
        let repeats = RepeatedContacts::find(settings, &intake.parts);
        (repeats, Withdrawn::find(settings, intake))
    });
    for part in &mut intake.parts.list {
        part.scattered.forget_prints();
    }
    duplicates::mark_repeated_child_records(intake);
    let mut numbers = intake::numbers_of_ids(intake);
    let (links, same) =
        stage("decisions about one child or two", || Links::read(settings, intake, &mut numbers, as_of))?;
    let (mut children, located) = stage("who is who", || {
        let marked = RecordSet::new(intake.parts.len(), repeats.records().chain(withdrawn.records()));
        store::gather(&mut intake.parts, &intake.register, numbers, same, &marked)
    });
    let versions = stage("duplicates", || {
        let mut versions = duplicates::mark_replaced_versions(&intake.parts, &mut children, &repeats, &located, as_of);
        duplicates::mark_answered_bookings(settings, intake, &mut children, &mut versions, as_of);
        withdrawn.settle(settings, intake, &mut children, &located, as_of)?;
        Ok(versions)
    })?;
    stage("who was seen", || another_child_seen::mark_another_child_seen(settings, intake, &mut children))?;
    stage("facts of children", || {
        let records = RecordSources { parts: &intake.parts, register: &intake.register, as_of };
        let ages = Ages::on_day(as_of);
        children.set_facts(|contacts, child_records| {
            facts::facts_on_day(settings, records, contacts, child_records, &ages)
        });
    });
    Ok(Everyone { children, versions, links })
}
