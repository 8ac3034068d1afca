//! `notices.csv`: what to know about the data. `outcomes.csv`: every outcome text with its meaning.

use super::case_tables::push_joined;
use super::csv::{TableStream, columns};
use crate::compare::notices::Notice;
use crate::contact::outcome_texts::OutcomeText;
use crate::day::Month;
use crate::review::Review;
use crate::stop::Stop;

/// A row for every notice, those to act on first.
pub(super) fn notices(review: &Review, table: &mut TableStream<'_>) -> Result<(), Stop> {
    review.compared.notices.iter().try_for_each(|notice| table.row(|row| notice_row(notice, row)))
}

columns! {
    NOTICES,
    fn notice_row(notice: &Notice; row) {
        "level" => row.word(notice.level.word()),
        "code" => row.word(notice.code.word()),
        "source" => row.cell(&notice.source),
        "file" => row.cell(&notice.file),
        "month" => row.written(|out| push_joined(out, notice.months.iter().map(Month::to_string))),
        "now" => row.word(&notice.now.to_string()),
        "before" => row.word(&notice.before.to_string()),
        "text" => row.cell(&notice.text()),
    }
}

/// A row for every outcome text that occurs, source by source.
pub(super) fn outcomes(review: &Review, table: &mut TableStream<'_>) -> Result<(), Stop> {
    for (source, texts) in review.settings.contacts.iter().zip(&review.intake.outcomes) {
        for text in texts.iter().filter(|text| text.records > 0) {
            table.row(|row| outcome_row(&source.name, text, row))?;
        }
    }
    Ok(())
}

columns! {
    OUTCOMES,
    fn outcome_row(source: &str, text: &OutcomeText; row) {
        "source" => row.cell(source),
        "text" => row.cell(&text.text),
        "outcome" => row.word(text.outcome.map_or("", |outcome| outcome.word())),
        "records" => row.number(text.records),
        "first_date" => row.day(text.days().map(|(first, _)| first)),
        "last_date" => row.day(text.days().map(|(_, last)| last)),
    }
}
