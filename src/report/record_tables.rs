//! `rejected.csv`, `warnings.csv` and `quality.csv`: what became of every record.

use super::csv::{TableStream, columns};
use crate::config::source::{LINKS, REVIEWS};
use crate::contact::fate::{Reject, Warning};
use crate::forms::FormFile;
use crate::quality::RecordCounts;
use crate::review::Review;
use crate::stop::Stop;

/// A file that was read: its source, its path, its rejects and the counts of its records.
type FileRead<'a> = (&'a str, &'a str, &'a [Reject], RecordCounts);

/// The files of extracts, then the files of decisions.
fn files(review: &Review) -> impl Iterator<Item = FileRead<'_>> {
    let of_extracts = review.intake.files.iter().zip(&review.quality.files).map(|(file, tally)| {
        (file.source_of(&review.settings).name.as_str(), file.shown.as_str(), &file.rejects[..], *tally)
    });
    let of_reviews = review.compared.reviews.iter().map(|file| form(REVIEWS, file));
    let of_links = review.identity.links.files.iter().map(|file| form(LINKS, file));
    of_extracts.chain(of_reviews).chain(of_links)
}

fn form<'a, T>(source: &'a str, file: &'a FormFile<T>) -> FileRead<'a> {
    (source, &file.shown, &file.rejects, file.tally)
}

/// A row for every record that could not be used, with the record unchanged.
pub(super) fn rejected(review: &Review, table: &mut TableStream<'_>) -> Result<(), Stop> {
    for (source, file, rejects, _) in files(review) {
        rejects.iter().try_for_each(|reject| table.row(|row| reject_row(source, file, reject, row)))?;
    }
    Ok(())
}

/// A row for every warning: nearly all are about an unreadable cell of a record that is used.
pub(super) fn warnings(review: &Review, table: &mut TableStream<'_>) -> Result<(), Stop> {
    for file in &review.intake.files {
        let source = &file.source_of(&review.settings).name;
        let mut warnings = file.warnings.iter();
        warnings.try_for_each(|warning| table.row(|row| warning_row(source, &file.shown, warning, row)))?;
    }
    Ok(())
}

/// A row for each file, with the counts of what became of its records.
pub(super) fn quality(review: &Review, table: &mut TableStream<'_>) -> Result<(), Stop> {
    files(review).try_for_each(|(source, file, _, tally)| table.row(|row| file_row(source, file, &tally, row)))
}

columns! {
    REJECTED,
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
