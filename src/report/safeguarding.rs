//! The safeguarding pack: identifiable, for the safeguarding team.

use super::csv::{SplitTable, TableStream};
use super::outputs::{ChecksumSink, OUTPUTS};
use super::publish::Staging;
use super::sink::PackSink;
use super::{case_tables, history_tables, identity_tables, manifest, notice_tables, pages, record_tables};
use crate::pack::SAFEGUARDING;
use crate::review::Review;
use crate::stop::Stop;
use crate::timing::stage;

/// Writes a table of a review but its end.
type WriteTable = for<'a> fn(&Review, &'a dyn PackSink, &'static str) -> Result<TableStream<'a>, Stop>;

/// Writes every file of the pack into the staging folder, and returns the tables that are in several files. `written_at`
/// is the time of the run and `case_ref_key` what tells the key of its references from another, both for the manifest.
///
/// # Errors
/// Where a file cannot be written, or a page not be rendered.
pub(crate) fn write(
    review: &Review,
    staging: &Staging,
    written_at: &str,
    case_ref_key: &str,
) -> Result<Vec<SplitTable>, Stop> {
    render(review, written_at, case_ref_key, &staging.pack(SAFEGUARDING))
}

/// Renders every file of the pack and hands it to the sink.
///
/// # Errors
/// What the sink says, or [`Stop::Bug`] where a page cannot be rendered.
pub(crate) fn render(
    review: &Review,
    written_at: &str,
    case_ref_key: &str,
    sink: &dyn PackSink,
) -> Result<Vec<SplitTable>, Stop> {
    let first: [(&'static str, WriteTable); 4] = [
        ("cases.csv", case_tables::cases),
        ("contacts.csv", case_tables::contacts),
        ("resolved.csv", history_tables::resolved),
        ("reviews-template.csv", history_tables::template),
    ];
    let last: [(&'static str, WriteTable); 5] = [
        ("rejected.csv", record_tables::rejected),
        ("warnings.csv", record_tables::warnings),
        ("quality.csv", record_tables::quality),
        ("notices.csv", notice_tables::notices),
        ("outcomes.csv", notice_tables::outcomes),
    ];
    let checked = ChecksumSink::new(sink);
    let in_parts = stage("tables of the list", || {
        let mut in_parts = Vec::new();
        for (name, write) in first {
            in_parts.extend(write(review, &checked, name)?.end()?);
        }
        for table in identity_tables::write(review, &checked)? {
            in_parts.extend(table.end()?);
        }
        for (name, write) in last {
            in_parts.extend(write(review, &checked, name)?.end()?);
        }
        Ok(in_parts)
    })?;
    pages::pages(review, &in_parts, &checked)?;
    stage("manifest", || {
        let mut manifest = manifest::manifest(review, &in_parts, written_at, case_ref_key);
        manifest[OUTPUTS] = checked.sums();
        let mut manifest =
            serde_json::to_vec_pretty(&manifest).map_err(|error| Stop::Bug(format!("manifest.json: {error}")))?;
        manifest.push(b'\n');
        sink.file("manifest.json", &[&manifest])
    })?;
    Ok(in_parts)
}
