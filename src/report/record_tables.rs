//! `rejected.csv`, `warnings.csv` and `quality.csv`: what became of every record.

use std::borrow::Cow;

use super::csv::Table;
use crate::review::Review;

/// What the source of reviews is called.
pub const REVIEWS: &str = "reviews";

/// Every record that could not be used, as it stands.
pub fn rejected(review: &Review) -> Table {
    let mut table = Table::new(&["source", "file", "line", "field", "reason", "value", "record"]);
    let of_extracts = review
        .intake
        .files
        .iter()
        .map(|file| (file.source_of(&review.settings).name.as_str(), file.shown.as_str(), &file.rejects));
    let of_reviews = review.history.reviews.iter().map(|file| (REVIEWS, file.shown.as_str(), &file.rejects));
    for (source, file, rejects) in of_extracts.chain(of_reviews) {
        for reject in rejects {
            table.row([
                Cow::Borrowed(source),
                file.into(),
                reject.line.to_string().into(),
                reject.about.word().into(),
                reject.reason.word().into(),
                Cow::Borrowed(&*reject.value),
                Cow::Borrowed(&*reject.record),
            ]);
        }
    }
    table
}

/// Every cell that could not be read of a record that is used.
pub fn warnings(review: &Review) -> Table {
    let mut table = Table::new(&["source", "file", "line", "field", "reason", "value"]);
    for file in &review.intake.files {
        let source = &file.source_of(&review.settings).name;
        for warning in &file.warnings {
            table.row([
                Cow::Borrowed(source.as_str()),
                file.shown.as_str().into(),
                warning.line.to_string().into(),
                warning.about.word().into(),
                warning.caution.word().into(),
                Cow::Borrowed(&*warning.value),
            ]);
        }
    }
    table
}

/// The reconciliation, file by file.
pub fn quality(review: &Review) -> Table {
    let mut table = Table::new(&["source", "file", "records", "used", "excluded", "duplicate", "rejected"]);
    let of_extracts = review
        .intake
        .files
        .iter()
        .zip(&review.quality.files)
        .map(|(file, tally)| (file.source_of(&review.settings).name.as_str(), file.shown.as_str(), *tally));
    let of_reviews = review.history.reviews.iter().map(|file| (REVIEWS, file.shown.as_str(), file.tally));
    for (source, file, tally) in of_extracts.chain(of_reviews) {
        let number = |count: u64| Cow::Owned(count.to_string());
        table.row([
            Cow::Borrowed(source),
            file.into(),
            number(tally.records),
            number(tally.used),
            number(tally.excluded),
            number(tally.duplicate),
            number(tally.rejected),
        ]);
    }
    table
}
