//! The safeguarding pack: identifiable, for the safeguarding team.

use super::csv::{SplitTable, TableStream};
use super::outputs::{ChecksumSink, OUTPUTS, manifest_bytes};
use super::publish::Staging;
use super::sink::PackSink;
use super::{case_tables, history_tables, identity_tables, manifest, notice_tables, pages, record_tables};
use crate::pack::SAFEGUARDING;
use crate::review::Review;
use crate::stop::Stop;
use crate::timing::stage;

/// A table of the pack: its name, its header, and the function that writes its rows.
type Table = (&'static str, &'static [&'static str], fn(&Review, &mut TableStream<'_>) -> Result<(), Stop>);

const OF_THE_LIST: [Table; 4] = [
    ("cases.csv", case_tables::CASES, case_tables::cases),
    ("contacts.csv", case_tables::CONTACTS, case_tables::contacts),
    ("resolved.csv", history_tables::RESOLVED, history_tables::resolved),
    ("reviews-template.csv", history_tables::TEMPLATE, history_tables::template),
];
const OF_THE_DATA: [Table; 5] = [
    ("rejected.csv", record_tables::REJECTED, record_tables::rejected),
    ("warnings.csv", record_tables::WARNINGS, record_tables::warnings),
    ("quality.csv", record_tables::QUALITY, record_tables::quality),
    ("notices.csv", notice_tables::NOTICES, notice_tables::notices),
    ("outcomes.csv", notice_tables::OUTCOMES, notice_tables::outcomes),
];

/// Writes every file of the pack into the staging folder, and returns the tables that are split into several files. The manifest
/// gets `written_at`, the time of the run, and `case_ref_key`, which identifies the key of its case references.
pub(crate) fn write(
    review: &Review,
    staging: &Staging,
    written_at: &str,
    case_ref_key: &str,
) -> Result<Vec<SplitTable>, Stop> {
    let pack = staging.pack(SAFEGUARDING);
    let checked = ChecksumSink::new(&pack);
    let write_table = |(name, header, write_rows): Table| {
        let mut table = TableStream::new(&checked, name, header)?;
        write_rows(review, &mut table)?;
        table.end()
    };
    let in_parts = stage("tables of the list", || {
        let mut in_parts = Vec::new();
        for table in OF_THE_LIST {
            in_parts.extend(write_table(table)?);
        }
        for table in identity_tables::write(review, &checked)? {
            in_parts.extend(table.end()?);
        }
        for table in OF_THE_DATA {
            in_parts.extend(write_table(table)?);
        }
        Ok::<_, Stop>(in_parts)
    })?;
    pages::pages(review, &in_parts, &checked)?;
    stage("manifest", || {
        let mut manifest = manifest::manifest(review, &in_parts, written_at, case_ref_key);
        manifest[OUTPUTS] = checked.sums();
        pack.file("manifest.json", &[&manifest_bytes(&manifest)?])
    })?;
    Ok(in_parts)
}
