//! `rejected.csv`, `warnings.csv` and `quality.csv`: what became of every record.

use std::borrow::Cow;

use super::csv::Table;
use crate::review::Review;

/// Every record that could not be used, as it stands.
pub fn rejected(review: &Review) -> Table {
    let mut table = Table::new(&["source", "file", "line", "field", "reason", "value", "record"]);
    for file in &review.intake.files {
        let source = &file.source_of(&review.settings).name;
        for reject in &file.rejects {
            table.row([
                Cow::Borrowed(source.as_str()),
                file.shown.as_str().into(),
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
    for (file, tally) in review.intake.files.iter().zip(&review.quality.files) {
        let number = |count: u64| Cow::Owned(count.to_string());
        table.row([
            Cow::Borrowed(file.source_of(&review.settings).name.as_str()),
            file.shown.as_str().into(),
            number(tally.records),
            number(tally.used),
            number(tally.excluded),
            number(tally.duplicate),
            number(tally.rejected),
        ]);
    }
    table
}
