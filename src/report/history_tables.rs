//! `resolved.csv` and `reviews-template.csv`: who has left the list, and the form for this week's decisions.

use std::borrow::Cow;

use super::csv::Table;
use crate::history::reviews::COLUMNS;
use crate::review::Review;

/// Every child of the previous list who is no case now, with the reason.
pub fn resolved(review: &Review) -> Table {
    let mut table = Table::new(&["case_ref", "nhs_number", "local_ids", "family_name", "given_name", "reason"]);
    let past = review.history.previous.as_ref().map_or(&[][..], |previous| &previous.cases);
    for own in &review.history.resolved {
        let case = &past[own.past];
        table.row([
            Cow::Borrowed(case.case_ref.as_str()),
            case.nhs.map_or(Cow::Borrowed(""), |number| number.spaced().into()),
            case.local_ids.join(";").into(),
            case.family_name.as_str().into(),
            case.given_name.as_str().into(),
            own.reason.word().into(),
        ]);
    }
    table
}

/// A row for each case, for a reviewer to fill in: who it is, and how the case stands. The last column is never blank:
/// a spreadsheet program leaves out delimiters at the end of rows whose last cells are.
pub fn template(review: &Review) -> Table {
    let mut header: Vec<&str> = COLUMNS.to_vec();
    // For the reader's eyes; a file of reviews may have any other column.
    header.splice(2..2, ["family_name", "given_name"]);
    let mut table = Table::new(&header);
    let blank = || Cow::Borrowed("");
    for case in &review.cases.list {
        let rules: Vec<&str> = case.findings.iter().map(|finding| finding.rule.name()).collect();
        table.row([
            Cow::Borrowed(case.case_ref.as_str()),
            case.nhs().map_or_else(blank, |number| number.spaced().into()),
            case.known.family_name.as_str().into(),
            case.known.given_name.as_str().into(),
            blank(),
            blank(),
            blank(),
            blank(),
            blank(),
            case.timeline.failed.len().to_string().into(),
            rules.join(";").into(),
            case.priority.word().into(),
        ]);
    }
    table
}
