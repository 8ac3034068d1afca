//! What reviewers decided in earlier weeks, as the template of a run asks for it.

use std::io;

use super::{Encoding, Layout, Output, Plant, Row, Sheet, rejected};
use crate::area::WEEKS;
use crate::calendar::Date;
use crate::story::Tale;

pub(super) const HEADERS: [&str; 9] = [
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

/// A decision: the family name of the child, the row's cells behind the number, and what is wrong with it.
type Decision = (&'static str, [&'static str; 8], Option<Plant>);

fn decisions() -> Vec<Decision> {
    vec![
        (
            "Onoff",
            ["2026-09-01", "M. Achebe", "monitoring", "", "CAMHS to offer afternoons", "3", "repeated", "routine"],
            None,
        ),
        (
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
            None,
        ),
        ("Plaster", ["2026-10-20", "R. Sandhu", "monitoring", "2027-01-18", "", "3", "repeated", "routine"], None),
        (
            "Agreed",
            [
                "2026-11-12",
                "R. Sandhu",
                "action_agreed",
                "2026-12-14",
                "Transport offered for the next one",
                "3",
                "repeated",
                "routine",
            ],
            None,
        ),
        ("Lateentry", ["2026-11-12", "R. Sandhu", "no_further_action", "", "", "3", "repeated", "routine"], None),
        (
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
            None,
        ),
        (
            "Crossley",
            ["2026-11-02", "", "no_further_action", "", "", "2", "cross_service", "routine"],
            Some(rejected("reviewer", "review_invalid", "no reviewer")),
        ),
        (
            "Thricewell",
            ["2026-11-02", "R. Sandhu", "wait and see", "", "", "3", "repeated", "routine"],
            Some(rejected("decision", "review_invalid", "a decision that is not one of the 6")),
        ),
    ]
}

/// Writes the decisions up to a day; children are named by the family name of their tale. Those that cannot be used are in
/// the first week only: whoever saw the notice has taken them out.
pub fn write(tales: &[Tale], day: Date, output: &mut Output) -> io::Result<()> {
    let mut sheet = Sheet::new(&HEADERS);
    for (family_name, cells, plant) in decisions() {
        if Date::parse(cells[0]) > day || (plant.is_some() && day != Date::parse(WEEKS[0])) {
            continue;
        }
        let tale = tales.iter().find(|tale| tale.child.family_name == family_name).expect("a tale of that name");
        let mut row = vec![tale.child.spaced_number()];
        row.extend(cells.map(str::to_owned));
        sheet.rows.push(Row { cells: row, plants: plant.into_iter().collect(), ..Row::default() });
    }
    let layout = Layout { encoding: Encoding::Utf8WithMark, delimiter: ',', line_end: "\r\n", preamble: Vec::new() };
    output.sheet("reviews", "reviews/2026-11.csv", &sheet, &layout)
}
