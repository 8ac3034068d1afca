//! `rejected.csv`, `warnings.csv` and `quality.csv`: what became of every record.

use super::columns::columns;
use super::csv::TableStream;
use super::sink::PackSink;
use crate::config::source::{LINKS, REVIEWS};
use crate::contact::fate::{Reject, Warning};
use crate::quality::RecordCounts;
use crate::review::Review;
use crate::stop::Stop;

/// Every record that could not be used, as it stands.
///
/// # Errors
/// What the sink says.
pub(crate) fn rejected<'a>(
    review: &Review,
    sink: &'a dyn PackSink,
    name: &'static str,
) -> Result<TableStream<'a>, Stop> {
    let mut table = TableStream::new(sink, name, REJECTED)?;
    let of_extracts = review
        .intake
        .files
        .iter()
        .map(|file| (file.source_of(&review.settings).name.as_str(), file.shown.as_str(), &file.rejects));
    let of_reviews = review.compared.reviews.iter().map(|file| (REVIEWS, file.shown.as_str(), &file.rejects));
    let of_links = review.identity.links.files.iter().map(|file| (LINKS, file.shown.as_str(), &file.rejects));
    for (source, file, rejects) in of_extracts.chain(of_reviews).chain(of_links) {
        for reject in rejects {
            table.row(|row| reject_row(source, file, reject, row))?;
        }
    }
    Ok(table)
}

/// Every cell that could not be read of a record that is used.
///
/// # Errors
/// What the sink says.
pub(crate) fn warnings<'a>(
    review: &Review,
    sink: &'a dyn PackSink,
    name: &'static str,
) -> Result<TableStream<'a>, Stop> {
    let mut table = TableStream::new(sink, name, WARNINGS)?;
    for file in &review.intake.files {
        let source = &file.source_of(&review.settings).name;
        for warning in &file.warnings {
            table.row(|row| warning_row(source, &file.shown, warning, row))?;
        }
    }
    Ok(table)
}

/// The reconciliation, file by file.
///
/// # Errors
/// What the sink says.
pub(crate) fn quality<'a>(
    review: &Review,
    sink: &'a dyn PackSink,
    name: &'static str,
) -> Result<TableStream<'a>, Stop> {
    let mut table = TableStream::new(sink, name, QUALITY)?;
    let of_extracts = review
        .intake
        .files
        .iter()
        .zip(&review.quality.files)
        .map(|(file, tally)| (file.source_of(&review.settings).name.as_str(), file.shown.as_str(), *tally));
    let of_reviews = review.compared.reviews.iter().map(|file| (REVIEWS, file.shown.as_str(), file.tally));
    let of_links = review.identity.links.files.iter().map(|file| (LINKS, file.shown.as_str(), file.tally));
    for (source, file, tally) in of_extracts.chain(of_reviews).chain(of_links) {
        table.row(|row| file_row(source, file, &tally, row))?;
    }
    Ok(table)
}

columns! {
    REJECTED,
    /// A record that could not be used.
    fn reject_row(source: &str, file: &str, reject: &Reject; row) {
        "source" => row.cell(source),
        "file" => row.cell(file),
        "line" => row.number(reject.line.into()),
        "field" => row.cell(reject.about.word()),
        "reason" => row.word(reject.reason.word()),
        "value" => row.cell(&reject.value),
        "record" => row.cell(&reject.record),
    }
}

columns! {
    WARNINGS,
    /// A cell that could not be read.
    fn warning_row(source: &str, file: &str, warning: &Warning; row) {
        "source" => row.cell(source),
        "file" => row.cell(file),
        "line" => row.number(warning.line.into()),
        "field" => row.cell(warning.about.word()),
        "reason" => row.word(warning.caution.word()),
        "value" => row.cell(&warning.value),
    }
}

columns! {
    QUALITY,
    /// What became of the records of a file.
    fn file_row(source: &str, file: &str, tally: &RecordCounts; row) {
        "source" => row.cell(source),
        "file" => row.cell(file),
        "records" => row.number(tally.records),
        "used" => row.number(tally.used),
        "excluded" => row.number(tally.excluded),
        "duplicate" => row.number(tally.duplicate),
        "rejected" => row.number(tally.rejected),
    }
}
