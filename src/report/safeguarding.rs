//! The safeguarding pack: identifiable, for the safeguarding team.

use super::publish::Staging;
use super::{case_tables, csv, manifest, pages, record_tables};
use crate::review::Review;
use crate::stop::Stop;

/// The folder of the pack in that of the as-of date.
pub const FOLDER: &str = "safeguarding";

/// Makes a table of a review.
type MakeTable = fn(&Review) -> csv::Table;

/// Writes every file of the pack into the staging folder. `written_at` is the time of the run, for the manifest.
///
/// # Errors
/// Where a file cannot be written, or a page not be rendered.
pub fn write(review: &Review, staging: &Staging, written_at: &str) -> Result<(), Stop> {
    let put = |path: &str, bytes: &[u8]| staging.write(&format!("{FOLDER}/{path}"), bytes);
    let tables: [(&str, MakeTable); 5] = [
        ("cases.csv", case_tables::cases),
        ("contacts.csv", case_tables::contacts),
        ("rejected.csv", record_tables::rejected),
        ("warnings.csv", record_tables::warnings),
        ("quality.csv", record_tables::quality),
    ];
    for (name, table) in tables {
        let bytes = table(review).bytes().map_err(|error| Stop::Bug(format!("{name}: {error}")))?;
        put(name, &bytes)?;
    }
    pages::pages(review, &put)?;
    let mut manifest = serde_json::to_vec_pretty(&manifest::manifest(review, written_at))
        .map_err(|error| Stop::Bug(format!("manifest.json: {error}")))?;
    manifest.push(b'\n');
    put("manifest.json", &manifest)
}
