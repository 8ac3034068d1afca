//! Who is the same child, as people have decided: rows of the template that a run writes.

use std::io;

use super::{Encoding, Layout, Output, Row, Sheet};
use crate::calendar::Date;
use crate::story::{LINK_SAVED_ON, LINKED, LINKED_ID, LINKED_ON, Tale};

const HEADERS: [&str; 6] = ["a", "b", "decision", "decided_on", "decided_by", "note"];

/// Writes the decisions that were in the folder on a day; no file before the first.
pub fn write(tales: &[Tale], day: Date, output: &mut Output) -> io::Result<()> {
    if Date::parse(LINK_SAVED_ON) > day {
        return Ok(());
    }
    let tale = tales.iter().find(|tale| tale.child.family_name == LINKED).expect("a tale of that name");
    let cells = [
        format!("nhs:{}", tale.child.nhs_number),
        format!("council/{LINKED_ID}"),
        "same".to_owned(),
        LINKED_ON.to_owned(),
        "M. Achebe".to_owned(),
        "Asked the social worker: the same child and mother".to_owned(),
    ];
    let mut sheet = Sheet::new(&HEADERS);
    sheet.rows.push(Row { cells: cells.to_vec(), ..Row::default() });
    let layout = Layout { encoding: Encoding::Utf8WithMark, delimiter: ',', line_end: "\r\n", preamble: Vec::new() };
    output.sheet("links", "links/2026-11.csv", &sheet, &layout)
}
