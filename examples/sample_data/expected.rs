//! What should come of the hand-written children and of the planted mistakes, for a test to compare with.

use std::fmt::Write as _;
use std::io;

use crate::sources::{Fate, Output};
use crate::story::Tale;

/// Writes `expected/children.csv` and `expected/records.csv`.
pub fn write(tales: &[Tale], output: &Output) -> io::Result<()> {
    output.write("expected/children.csv", children(tales).as_bytes())?;
    output.write("expected/records.csv", records(output).as_bytes())
}

fn children(tales: &[Tale]) -> String {
    let mut text = String::from(
        "nhs_number,local_id,family_name,given_name,listed,status,priority,failed_contacts,pattern,rules,checks\n",
    );
    for tale in tales {
        let child = &tale.child;
        let local_id = if child.nhs_number.is_empty() { format!("council/{}", child.person_id) } else { String::new() };
        let case = tale.case.as_ref().map_or_else(
            || "no,,,,,,".to_owned(),
            |case| {
                format!(
                    "yes,{},{},{},{},{},{}",
                    case.status, case.priority, case.failed, case.pattern, case.rules, case.checks
                )
            },
        );
        let _ =
            writeln!(text, "{},{local_id},{},{},{case}", child.spaced_number(), child.family_name, child.given_name);
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
