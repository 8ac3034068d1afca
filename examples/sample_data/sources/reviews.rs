//! What reviewers decided in earlier weeks, as the template of a run asks for it.

use std::io;

use super::{Encoding, Layout, Output, Row, Sheet, rejected};
use crate::story::Tale;

const HEADERS: [&str; 9] = [
    "nhs_number",
    "reviewed_on",
    "reviewer",
    "decision",
    "review_again_on",
    "note",
    "failed_contacts",
    "rules",
    "priority",
];

/// Writes the decisions; children are named by the family name of their tale.
pub fn write(tales: &[Tale], output: &mut Output) -> io::Result<()> {
    let number = |family_name: &str| {
        let tale = tales.iter().find(|tale| tale.child.family_name == family_name).expect("a tale of that name");
        tale.child.spaced_number()
    };
    let mut sheet = Sheet::new(&HEADERS);
    let mut add = |family_name: &str, cells: [&str; 8], plants| {
        let mut row = vec![number(family_name)];
        row.extend(cells.map(str::to_owned));
        sheet.rows.push(Row { cells: row, plants, ..Row::default() });
    };
    add(
        "Onoff",
        ["2026-09-01", "M. Achebe", "monitoring", "", "CAMHS to offer afternoons", "3", "repeated", "routine"],
        Vec::new(),
    );
    add(
        "Nightingale",
        [
            "2026-10-12",
            "M. Achebe",
            "monitoring",
            "2026-11-16",
            "Ask the health visitor",
            "2",
            "unscheduled_care",
            "routine",
        ],
        Vec::new(),
    );
    add(
        "Wednesbury",
        [
            "2026-11-16",
            "R. Sandhu",
            "action_agreed",
            "2027-01-11",
            "Clinic moved to Thursdays, \"no more Wednesdays\"",
            "3",
            "repeated",
            "routine",
        ],
        Vec::new(),
    );
    add(
        "Crossley",
        ["2026-11-16", "", "no_further_action", "", "", "2", "cross_service", "routine"],
        vec![rejected("reviewer", "review_invalid", "no reviewer: nobody has signed it")],
    );
    add(
        "Thricewell",
        ["2026-11-16", "R. Sandhu", "wait and see", "", "", "3", "repeated", "routine"],
        vec![rejected("decision", "review_invalid", "a decision that is none of the six")],
    );
    let layout = Layout { encoding: Encoding::Utf8WithMark, delimiter: ',', line_end: "\r\n", preamble: Vec::new() };
    output.sheet("reviews", "reviews/2026-11.csv", &sheet, &layout)
}
