//! `resolved.csv` and `reviews-template.csv`: who has left the list, and the form for this week's decisions.

use super::csv::Stream;
use super::sink::Sink;
use crate::field::Field;
use crate::history::reviews::COLUMNS;
use crate::review::Review;
use crate::stop::Stop;

/// Every child of the previous list who is no case now, with the reason.
///
/// # Errors
/// What the sink says.
pub fn resolved<'a>(review: &Review, sink: &'a dyn Sink, name: &'static str) -> Result<Stream<'a>, Stop> {
    let header = ["case_ref", "nhs_number", "local_ids", "family_name", "given_name", "reason"];
    let mut table = Stream::new(sink, name, &header)?;
    let past = review.history.previous.as_ref().map_or(&[][..], |previous| &previous.cases);
    for own in &review.history.resolved {
        let case = &past[own.past];
        table.row(|row| {
            row.cell(&case.case_ref);
            row.word(&case.nhs.map_or_else(String::new, |number| number.spaced()));
            row.cell(&case.local_ids.join(";"));
            row.cell(&case.family_name);
            row.cell(&case.given_name);
            row.word(own.reason.word());
        })?;
    }
    Ok(table)
}

/// A row for each case, for a reviewer to fill in: who it is, and how the case stands. The last column is never blank:
/// a spreadsheet program leaves out delimiters at the end of rows whose last cells are.
///
/// # Errors
/// What the sink says.
pub fn template<'a>(review: &Review, sink: &'a dyn Sink, name: &'static str) -> Result<Stream<'a>, Stop> {
    let mut header: Vec<&str> = COLUMNS.to_vec();
    // For the reader's eyes; a file of reviews may have any other column.
    header.splice(2..2, ["family_name", "given_name"]);
    let mut table = Stream::new(sink, name, &header)?;
    let cases = &review.cases.list;
    table.rows_of(cases.len(), |place, row| {
        let case = &cases[place];
        row.word(&case.case_ref);
        row.word(&case.nhs().map_or_else(String::new, |number| number.spaced()));
        row.cell(case.known.text(&review.cases.reread, Field::FamilyName));
        row.cell(case.known.text(&review.cases.reread, Field::GivenName));
        for _ in 0..5 {
            row.word("");
        }
        row.number(case.timeline.failed.len() as u64);
        row.words(case.rules.names());
        row.word(case.priority.word());
        row.end();
    })?;
    Ok(table)
}
