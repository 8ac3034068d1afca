//! The safeguarding pack: identifiable, for the safeguarding team.

use super::csv::Parts;
use super::publish::Staging;
use super::{case_tables, csv, history_tables, manifest, pages, record_tables};
use crate::pack::{SAFEGUARDING, part_name};
use crate::review::Review;
use crate::stop::Stop;
use crate::timing::stage;

/// Makes a table of a review.
type MakeTable = fn(&Review) -> csv::Table;

/// Writes every file of the pack into the staging folder, and returns the tables that are in several files. `written_at`
/// is the time of the run and `case_ref_key` what tells the key of its references from another, both for the manifest.
///
/// # Errors
/// Where a file cannot be written, or a page not be rendered.
pub fn write(review: &Review, staging: &Staging, written_at: &str, case_ref_key: &str) -> Result<Vec<Parts>, Stop> {
    render(review, written_at, case_ref_key, &|path, bytes| staging.write(&format!("{SAFEGUARDING}/{path}"), bytes))
}

/// Renders every file of the pack and hands it to `put`: its path in the pack, and its bytes.
///
/// # Errors
/// What `put` says, or [`Stop::Bug`] where a page cannot be rendered.
pub fn render(
    review: &Review,
    written_at: &str,
    case_ref_key: &str,
    put: &pages::Sink<'_>,
) -> Result<Vec<Parts>, Stop> {
    let tables: [(&'static str, MakeTable); 7] = [
        ("cases.csv", case_tables::cases),
        ("contacts.csv", case_tables::contacts),
        ("resolved.csv", history_tables::resolved),
        ("reviews-template.csv", history_tables::template),
        ("rejected.csv", record_tables::rejected),
        ("warnings.csv", record_tables::warnings),
        ("quality.csv", record_tables::quality),
    ];
    let in_parts = stage("tables of the list", || {
        let mut in_parts = Vec::new();
        for (name, table) in tables {
            let files = table(review).files().map_err(|error| Stop::Bug(format!("{name}: {error}")))?;
            for (file, number) in files.iter().zip(1..) {
                put(&part_name(name, number), file)?;
            }
            if files.len() > 1 {
                in_parts.push(Parts { table: name, count: files.len() });
            }
        }
        Ok(in_parts)
    })?;
    pages::pages(review, &in_parts, put)?;
    let mut manifest = serde_json::to_vec_pretty(&manifest::manifest(review, &in_parts, written_at, case_ref_key))
        .map_err(|error| Stop::Bug(format!("manifest.json: {error}")))?;
    manifest.push(b'\n');
    put("manifest.json", &manifest)?;
    Ok(in_parts)
}
