//! `resolved.csv`: who has left the list. `reviews-template.csv`: the form for this week's decisions.

use super::csv::{TableStream, columns};
use crate::cases::Case;
use crate::compare::previous::PastCase;
use crate::field::Field;
use crate::review::Review;
use crate::stop::Stop;
use crate::vocabulary::Departure;

/// A row for every child who was on the previous list and is no longer a case, with the reason.
pub(super) fn resolved(review: &Review, table: &mut TableStream<'_>) -> Result<(), Stop> {
    let past = review.compared.previous.as_ref().map_or(&[][..], |previous| &previous.cases);
    let mut resolved = review.compared.resolved.iter();
    resolved.try_for_each(|left| table.row(|row| resolved_row(&past[left.past], left.reason, row)))
}

columns! {
    RESOLVED,
    fn resolved_row(case: &PastCase, reason: Departure; row) {
        "case_ref" => row.cell(&case.case_ref),
        "nhs_number" => row.word(&case.nhs.map_or_else(String::new, |number| number.spaced())),
        "local_ids" => row.cell(&case.local_ids.join(";")),
        "family_name" => row.cell(&case.family_name),
        "given_name" => row.cell(&case.given_name),
        "reason" => row.word(reason.word()),
    }
}

/// A row for each case, for a reviewer to fill in: who the child is, and what the case is now. The last column is never blank,
/// because a spreadsheet program drops the delimiters of blank cells at the end of a row.
pub(super) fn template(review: &Review, table: &mut TableStream<'_>) -> Result<(), Stop> {
    let cases = &review.cases.list;
    table.rows_of(cases.len(), |at, row| {
        template_row(review, &cases[at], row);
        row.end();
    })
}

columns! {
    TEMPLATE,
    /// A case to decide about. The names are only for people to read: a file of reviews may have any other column.
    fn template_row(review: &Review, case: &Case; row) {
        "case_ref" => row.word(&case.case_ref),
        "nhs_number" => row.word(&case.nhs().map_or_else(String::new, |number| number.spaced())),
        "family_name" => row.cell(case.details.text(&review.cases.reread, Field::FamilyName)),
        "given_name" => row.cell(case.details.text(&review.cases.reread, Field::GivenName)),
        "reviewed_on" => row.word(""),
        "reviewer" => row.word(""),
        "decision" => row.word(""),
        "review_again_on" => row.word(""),
        "note" => row.word(""),
        "failed_contacts" => row.number(case.timeline.failed.len() as u64),
        "rules" => row.words(case.rules.names()),
        "priority" => row.word(case.priority.word()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::reviews::COLUMNS;

    #[test]
    fn the_template_has_every_column_that_is_read_from_reviews() {
        let read: Vec<&str> = TEMPLATE.iter().copied().filter(|name| COLUMNS.contains(name)).collect();
        assert_eq!(read, COLUMNS);
    }
}
