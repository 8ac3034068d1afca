//! `rejected.csv`, `warnings.csv` and `quality.csv`: what became of every record.

use super::csv::Stream;
use super::sink::Sink;
use crate::review::Review;
use crate::stop::Stop;

/// What the source of reviews is called.
pub const REVIEWS: &str = "reviews";

/// Every record that could not be used, as it stands.
///
/// # Errors
/// What the sink says.
pub fn rejected<'a>(review: &Review, sink: &'a dyn Sink, name: &'static str) -> Result<Stream<'a>, Stop> {
    let mut table = Stream::new(sink, name, &["source", "file", "line", "field", "reason", "value", "record"])?;
    let of_extracts = review
        .intake
        .files
        .iter()
        .map(|file| (file.source_of(&review.settings).name.as_str(), file.shown.as_str(), &file.rejects));
    let of_reviews = review.history.reviews.iter().map(|file| (REVIEWS, file.shown.as_str(), &file.rejects));
    for (source, file, rejects) in of_extracts.chain(of_reviews) {
        for reject in rejects {
            table.row(|row| {
                row.cell(source);
                row.cell(file);
                row.number(reject.line.into());
                row.cell(reject.about.word());
                row.word(reject.reason.word());
                row.cell(&reject.value);
                row.cell(&reject.record);
            })?;
        }
    }
    Ok(table)
}

/// Every cell that could not be read of a record that is used.
///
/// # Errors
/// What the sink says.
pub fn warnings<'a>(review: &Review, sink: &'a dyn Sink, name: &'static str) -> Result<Stream<'a>, Stop> {
    let mut table = Stream::new(sink, name, &["source", "file", "line", "field", "reason", "value"])?;
    for file in &review.intake.files {
        let source = &file.source_of(&review.settings).name;
        for warning in &file.warnings {
            table.row(|row| {
                row.cell(source);
                row.cell(&file.shown);
                row.number(warning.line.into());
                row.cell(warning.about.word());
                row.word(warning.caution.word());
                row.cell(&warning.value);
            })?;
        }
    }
    Ok(table)
}

/// The reconciliation, file by file.
///
/// # Errors
/// What the sink says.
pub fn quality<'a>(review: &Review, sink: &'a dyn Sink, name: &'static str) -> Result<Stream<'a>, Stop> {
    let header = ["source", "file", "records", "used", "excluded", "duplicate", "rejected"];
    let mut table = Stream::new(sink, name, &header)?;
    let of_extracts = review
        .intake
        .files
        .iter()
        .zip(&review.quality.files)
        .map(|(file, tally)| (file.source_of(&review.settings).name.as_str(), file.shown.as_str(), *tally));
    let of_reviews = review.history.reviews.iter().map(|file| (REVIEWS, file.shown.as_str(), file.tally));
    for (source, file, tally) in of_extracts.chain(of_reviews) {
        table.row(|row| {
            row.cell(source);
            row.cell(file);
            for count in [tally.records, tally.used, tally.excluded, tally.duplicate, tally.rejected] {
                row.number(count);
            }
        })?;
    }
    Ok(table)
}
