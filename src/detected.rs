//! The pipeline: from extracts to cases, one stage after the other. ([`crate::detect`] is one of them: the same children once
//! more.)

use crate::cases::{self, Cases, ReviewInput};
use crate::child::another_child_seen;
use crate::child::doubtful_deaths::{DoubtfulDeath, find_doubtful_deaths};
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

/// Everything that a run finds in the extracts, before it is compared with anything.
pub struct Detected {
    /// The settings in force.
    pub settings: Settings,
    /// The day the report speaks for.
    pub(crate) as_of: Day,
    /// All records.
    pub intake: Intake,
    /// Everyone whom they are about.
    pub children: Children,
    /// Whether the data can be trusted.
    pub quality: Quality,
    /// Which sources cannot be relied on.
    pub(crate) unreliable_sources: UnreliableSources,
    /// The cases, in order.
    pub cases: Cases,
    /// The deaths that may be another child's.
    pub(crate) doubtful_deaths: Vec<DoubtfulDeath>,
    /// Who may be one child.
    pub(crate) identity: Identity,
}

impl Detected {
    /// The review period.
    pub const fn period(&self) -> ReviewPeriod {
        ReviewPeriod::new(&self.settings, self.as_of)
    }

    /// What cases are found among.
    pub const fn review_input(&self) -> ReviewInput<'_> {
        let Self { settings, as_of, intake, children, quality, unreliable_sources, .. } = self;
        let booking_services = &quality.booking_services;
        ReviewInput { settings, intake, children, as_of: *as_of, unreliable_sources, booking_services }
    }
}

/// Reads the extracts and finds the cases. `progress` is told how many bytes more have been read.
///
/// # Errors
/// Problems of the configuration that only the extracts show, refused extracts, or a bug.
pub fn detect(settings: Settings, as_of: Day, progress: &(dyn Fn(u64) + Sync)) -> Result<Detected, Stop> {
    detect_beside(settings, as_of, &[], progress)
}

/// The same beside the previous run, of which the sources of contacts are given: one that is gone,
/// or has shrunk, cannot say that nobody has seen a child.
///
/// # Errors
/// As [`detect()`].
pub(crate) fn detect_beside(
    settings: Settings,
    as_of: Day,
    before: &[PastSource],
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Detected, Stop> {
    let mut intake = intake::read(&settings, as_of, progress)?;
    let Everyone { children, versions, links } = everyone(&settings, &mut intake, as_of)?;
    let quality = stage("quality", || quality::assess(&settings, &intake, &children, &versions, as_of))?;
    let unreliable_sources = unreliable_sources(&quality, before);
    let all = ReviewInput {
        settings: &settings,
        intake: &intake,
        children: &children,
        as_of,
        unreliable_sources: &unreliable_sources,
        booking_services: &quality.booking_services,
    };
    let period = ReviewPeriod::new(&settings, as_of);
    let candidates = stage("screen", || screen::candidates(&settings, &children, period));
    let cases = cases::find(&all, &candidates)?;
    stage("detection", || {
        let found_again = detect::find_again(&all, &candidates)
            .map_err(|error| Stop::Bug(format!("the detection failed: {error}")))?;
        agreement::check_agreement(&settings, &found_again, &cases.list)
    })?;
    let identity = Identity::find(&all, &cases.list, links)?;
    let doubtful_deaths = stage("deaths in doubt", || find_doubtful_deaths(&settings, &intake, &children, period))?;
    intake.parts.forget_names();
    Ok(Detected { settings, as_of, intake, children, quality, unreliable_sources, cases, doubtful_deaths, identity })
}

/// Which sources of contacts are stale, or have fewer than half of the records that they had before; and whether one of those
/// is gone.
fn unreliable_sources(quality: &Quality, before: &[PastSource]) -> UnreliableSources {
    let has_shrunk = |source: &SourceQuality| {
        before.iter().find(|past| past.name == source.name).is_some_and(|past| past.shrunk(source).is_some())
    };
    let of_contacts = quality.sources.iter().filter(|source| source.sort == Sort::Contacts);
    let unreliable =
        of_contacts.enumerate().filter(|(_, source)| source.stale || has_shrunk(source)).map(|(place, _)| place);
    let gone = before.iter().any(|past| quality.sources.iter().all(|source| source.name != past.name));
    UnreliableSources::new(unreliable.collect(), gone)
}

/// Everybody, and what was found out on the way.
pub(crate) struct Everyone {
    /// Everyone whom a record is about.
    pub(crate) children: Children,
    /// What the versions of each source's contacts show.
    pub(crate) versions: Vec<VersionCounts>,
    /// What people have decided about who is one child.
    pub(crate) links: Links,
}

/// Who is who, which records say something again, and what is known of everyone.
///
/// # Errors
/// Where a file is no longer what it was.
pub(crate) fn everyone(settings: &Settings, intake: &mut Intake, as_of: Day) -> Result<Everyone, Stop> {
    let (repeats, withdrawn) = stage("what occurs again", || {
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
        let versions = duplicates::mark_replaced_versions(&intake.parts, &mut children, &repeats, &located, as_of);
        duplicates::mark_answered_bookings(&intake.parts, &mut children, as_of);
        withdrawn.settle(settings, intake, &mut children, &located, as_of)?;
        Ok(versions)
    })?;
    stage("who was seen", || another_child_seen::mark_another_child_seen(settings, intake, &mut children))?;
    stage("facts of children", || {
        let records = RecordSources { parts: &intake.parts, register: &intake.register, as_of };
        let ages = Ages::on_day(as_of);
        children.set_facts(|rows, own| facts::facts_on_day(settings, records, rows, own, &ages));
    });
    Ok(Everyone { children, versions, links })
}
