//! Sources that cannot be relied on this week: that nobody has seen a child may only mean that nobody sent the record.

use super::timeline::Timeline;
use crate::records::ContactRecord;
use crate::store::parts::Parts;

/// Which sources are stale, gone or have shrunk.
#[derive(Clone, Debug, Default)]
pub struct Doubt {
    /// The sources of contacts that are, by their place in the settings.
    sources: Vec<usize>,
    /// A source of the last report is not there any more: whom it has seen, nobody can tell.
    gone: bool,
}

impl Doubt {
    /// These sources are stale or have shrunk; and whether one is gone.
    pub(crate) const fn of(sources: Vec<usize>, gone: bool) -> Self {
        Self { sources, gone }
    }

    /// Whether one of these sources has seen a child before.
    pub fn is_about(&self, timeline: &Timeline, parts: &Parts) -> bool {
        let is_doubtful = |row: ContactRecord| self.sources.contains(&parts.part(row).source);
        self.gone || (!self.sources.is_empty() && timeline.seen().any(|contact| is_doubtful(contact.row)))
    }

    /// Those of these sources that have seen a child before, by their places in the settings.
    pub(crate) fn about(&self, timeline: &Timeline, parts: &Parts) -> Vec<usize> {
        let mut about: Vec<usize> = timeline.seen().map(|contact| parts.part(contact.row).source).collect();
        about.sort_unstable();
        about.dedup();
        about.retain(|source| self.sources.contains(source));
        about
    }

    /// Whether a record is from one of these sources.
    pub(crate) fn has(&self, row: ContactRecord, parts: &Parts) -> bool {
        self.sources.contains(&parts.part(row).source)
    }

    /// Whether all can be relied on.
    pub(crate) const fn is_none(&self) -> bool {
        !self.gone && self.sources.is_empty()
    }

    /// Whether a source of the last report is gone.
    pub(crate) const fn is_gone(&self) -> bool {
        self.gone
    }
}
