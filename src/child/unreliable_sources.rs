//! Sources that are not reliable this week: if they show no contact, the record may only be missing.

use super::timeline::Timeline;
use crate::records::ContactRecord;
use crate::store::parts::Parts;

/// The sources that are stale, gone or have shrunk.
#[derive(Clone, Debug, Default)]
pub struct UnreliableSources {
    /// The stale or shrunk sources of contacts, by their index in the settings.
    sources: Vec<usize>,
    /// Whether a source of the last report is gone: nobody can tell which children it has seen.
    gone: bool,
}

impl UnreliableSources {
    /// The sources that are stale or have shrunk, and whether one is gone.
    pub(crate) const fn new(sources: Vec<usize>, gone: bool) -> Self {
        Self { sources, gone }
    }

    /// Whether one of these sources has seen a child before.
    pub fn have_seen(&self, timeline: &Timeline, parts: &Parts) -> bool {
        let is_doubtful = |row: ContactRecord| self.sources.contains(&parts.part(row).source);
        self.gone || (!self.sources.is_empty() && timeline.seen().any(|contact| is_doubtful(contact.row)))
    }

    /// The sources of these that have seen a child before, by their index in the settings.
    pub(crate) fn that_saw(&self, timeline: &Timeline, parts: &Parts) -> Vec<usize> {
        let mut about: Vec<usize> = timeline.seen().map(|contact| parts.part(contact.row).source).collect();
        about.sort_unstable();
        about.dedup();
        about.retain(|source| self.sources.contains(source));
        about
    }

    /// Whether a record is from one of these sources.
    pub(crate) fn includes(&self, row: ContactRecord, parts: &Parts) -> bool {
        self.sources.contains(&parts.part(row).source)
    }

    /// Whether all sources are reliable.
    pub(crate) const fn is_empty(&self) -> bool {
        !self.gone && self.sources.is_empty()
    }

    /// Whether a source of the last report is gone.
    pub(crate) const fn any_gone(&self) -> bool {
        self.gone
    }
}
