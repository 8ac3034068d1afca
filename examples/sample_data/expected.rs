//! What should come of the hand-written children and of the planted mistakes, for a test to compare with.

use std::fmt::Write as _;
use std::io;

use crate::area::WEEKS;
use crate::sources::{Fate, Output};
use crate::story::Tale;

/// Writes `expected/children.csv`, `expected/records.csv` and `expected/weeks.csv`.
pub fn write(tales: &[Tale], output: &Output) -> io::Result<()> {
    output.write("expected/children.csv", children(tales).as_bytes())?;
    output.write("expected/records.csv", records(output).as_bytes())?;
    output.write("expected/weeks.csv", weeks(tales).as_bytes())
}

fn children(tales: &[Tale]) -> String {
    let mut text = String::from(
        "nhs_number,local_id,family_name,given_name,listed,status,priority,failed_contacts,pattern,rules,checks\n",
    );
    for tale in tales {
        let child = &tale.child;
        let local_id = if child.nhs_number.is_empty() { &tale.local_id } else { "" };
        let case = tale.case.as_ref().map_or_else(
            || "no,,,,,,".to_owned(),
            |case| {
                format!(
                    "yes,{},{},{},{},{},{}",
                    tale.first_status(),
                    case.priority,
                    case.failed,
                    case.pattern,
                    case.rules,
                    case.checks
                )
            },
        );
        let _ =
            writeln!(text, "{},{local_id},{},{},{case}", child.spaced_number(), child.family_name, child.given_name);
    }
    text
}

/// The status of each child in each of three weeks, or the reason for which the child left the list of the week before.
fn weeks(tales: &[Tale]) -> String {
    let mut text = format!("nhs_number,local_id,family_name,given_name,{},why\n", WEEKS.join(","));
    for tale in tales {
        let child = &tale.child;
        let why = match (tale.course, tale.weeks[0]) {
            ("", "") => "Never listed",
            ("", _) => "Listed for a while, and nothing has changed",
            (course, _) => course,
        };
        let _ = writeln!(
            text,
            "{},{},{},{},{},\"{why}\"",
            child.spaced_number(),
            tale.local_id,
            child.family_name,
            child.given_name,
            tale.weeks.join(","),
        );
    }
    text
}

fn records(output: &Output) -> String {
    let mut text = String::from("fate,source,file,line,field,reason\n");
    for planted in &output.planted {
        let fate = if planted.plant.fate == Fate::Rejected { "rejected" } else { "warning" };
        let _ = writeln!(
            text,
            "{fate},{},{},{},{},{}",
            planted.source, planted.file, planted.line, planted.plant.field, planted.plant.reason
        );
    }
    text
}
