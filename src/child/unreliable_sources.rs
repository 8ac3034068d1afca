//! Sources that are not reliable this week: a contact that they do not show may merely be missing from the extract.

use super::timeline::Timeline;
use crate::records::ContactRecord;
use crate::store::parts::Parts;

/// The sources that are stale, gone or have shrunk.
#[derive(Clone, Debug, Default)]
pub struct UnreliableSources {
    /// The stale or shrunk sources of contacts, by their index in the settings.
    sources: Vec<usize>,
    /// Whether a source of the last report is gone, so that nobody can tell which children it has seen.
    gone: bool,
}

impl UnreliableSources {
    /// The sources that are stale or have shrunk, and whether one is gone.
    pub(crate) const fn new(sources: Vec<usize>, gone: bool) -> Self {
        Self { sources, gone }
    }

    /// Whether an unreliable source has seen the child before, or may have.
    pub fn have_seen(&self, timeline: &Timeline, parts: &Parts) -> bool {
        self.gone || (!self.sources.is_empty() && timeline.seen().any(|contact| self.includes(contact.row, parts)))
    }

    /// The stale or shrunk sources that have seen the child before, by their index in the settings.
    pub(crate) fn that_saw(&self, timeline: &Timeline, parts: &Parts) -> Vec<usize> {
        let mut sources: Vec<usize> = timeline.seen().map(|contact| parts.part(contact.row).source).collect();
        sources.sort_unstable();
        sources.dedup();
        sources.retain(|source| self.sources.contains(source));
        sources
    }

    /// Whether a record is from a stale or shrunk source.
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
