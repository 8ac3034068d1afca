//! A source as an earlier run counted it, to tell whether it has shrunk since.

use super::SourceQuality;

/// A source as an earlier run counted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PastSource {
    /// Its name.
    pub(crate) name: String,
    /// Its records.
    pub(crate) records: u64,
    /// Those that were blank, or the header again; a run of an older version does not say.
    pub(crate) empty_rows: Option<u64>,
}

impl PastSource {
    /// How many records it had, and has, where these are fewer than half: of those with something in them, where that is
    /// known, or of all.
    pub(crate) fn shrunk(&self, now: &SourceQuality) -> Option<[u64; 2]> {
        let all = [self.records, now.tally.records];
        let filled = self.empty_rows.map(|empty| [self.records.saturating_sub(empty), all[1] - now.empty_rows]);
        filled.into_iter().chain([all]).find(|[then, now]| now * 2 < *then)
    }
}
