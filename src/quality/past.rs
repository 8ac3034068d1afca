//! A source as an earlier run counted it, to tell whether it has shrunk since.

use super::SourceQuality;

/// A source as an earlier run counted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PastSource {
    /// Its name.
    pub(crate) name: String,
    /// The number of its records.
    pub(crate) records: u64,
    /// The number of records that were blank or repeated the header; unknown after a run of an older version.
    pub(crate) empty_rows: Option<u64>,
}

impl PastSource {
    /// The numbers of records then and now, if now there are fewer than half as many: of records that are not blank, if
    /// their number is known, or of all records.
    pub(crate) fn shrunk(&self, now: &SourceQuality) -> Option<[u64; 2]> {
        let all = [self.records, now.tally.records];
        let filled = self.empty_rows.map(|empty| [self.records.saturating_sub(empty), all[1] - now.empty_rows]);
        filled.into_iter().chain([all]).find(|[then, now]| now * 2 < *then)
    }
}
