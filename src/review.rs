//! The pipeline: from extracts to cases, one stage after the other, no stage looking back.

use crate::cases::{self, Cases, Everyone};
use crate::child::duplicates::{self, Fates, Repeats};
use crate::child::facts::{self, Facts};
use crate::child::identity::{self, Identities};
use crate::child::screen;
use crate::child::timeline::Period;
use crate::config::settings::Settings;
use crate::day::Day;
use crate::history::History;
use crate::intake::{self, Intake};
use crate::quality::{self, Quality};
use crate::stop::Stop;
use crate::timing::stage;

/// Everything that a run found out, before anything is written.
pub struct Review {
    /// The settings in force.
    pub settings: Settings,
    /// The day the report speaks for.
    pub as_of: Day,
    /// All records.
    pub intake: Intake,
    /// Who they are about.
    pub identities: Identities,
    /// What became of them.
    pub fates: Fates,
    /// What is known of every child.
    pub facts: Facts,
    /// Whether the data can be trusted.
    pub quality: Quality,
    /// The cases, in order.
    pub cases: Cases,
    /// What comparing with the previous run has shown; empty until [`crate::history::compare`].
    pub history: History,
}

impl Review {
    /// The review period.
    pub const fn period(&self) -> Period {
        Period::new(&self.settings, self.as_of)
    }

    /// What timelines are made of, of any child.
    pub fn everyone(&self) -> Everyone<'_> {
        Everyone {
            settings: &self.settings,
            intake: &self.intake,
            identities: &self.identities,
            fates: &self.fates.contacts,
            record_fates: &self.fates.children,
            facts: &self.facts,
        }
    }
}

/// Reads the extracts and finds the cases. `progress` is told how many bytes more have been read.
///
/// # Errors
/// Problems of the configuration that only the extracts show, refused extracts, or a bug.
pub fn review(settings: Settings, as_of: Day, progress: &(dyn Fn(u64) + Sync)) -> Result<Review, Stop> {
    let mut intake = intake::read(&settings, as_of, progress)?;
    let (identities, repeats) = stage("who is who, what occurs again", || {
        rayon::join(|| identity::identify(&intake), || Repeats::of(&settings, &intake))
    });
    let mut fates = stage("duplicates", || duplicates::find(&settings, &intake, &identities, repeats, as_of));
    intake.forget_fingerprints();
    let facts = stage("facts of children", || facts::collect(&settings, &intake, &identities, &mut fates, as_of));
    let quality = stage("quality", || quality::assess(&settings, &intake, &identities, &fates, as_of))?;
    let period = Period::new(&settings, as_of);
    let candidates = stage("screen", || {
        screen::candidates(&settings, &intake.contacts, &fates.contacts, &identities, &facts, period)
    })
    .map_err(|error| Stop::Bug(format!("the screen failed: {error}")))?;
    let everyone = Everyone {
        settings: &settings,
        intake: &intake,
        identities: &identities,
        fates: &fates.contacts,
        record_fates: &fates.children,
        facts: &facts,
    };
    let cases = stage("rules and cases", || cases::find(&everyone, &candidates, as_of))?;
    Ok(Review { settings, as_of, intake, identities, fates, facts, quality, cases, history: History::default() })
}
