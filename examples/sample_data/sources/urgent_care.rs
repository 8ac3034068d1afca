//! Urgent care: the emergency department, minor injuries and out of hours. UTF-16 with tabs, as a spreadsheet saves
//! "Unicode text"; ages instead of dates of birth, no contact ids, and numbers that a spreadsheet has damaged.

use std::io;

use super::{Encoding, Layout, Output, Row, Sheet, contacts_of, number_cell, rejected, warning};
use crate::area::{Area, Contact};
use crate::calendar::clock;
use crate::catalogue::Source;
use crate::vocabulary::Outcome;

const HEADERS: [&str; 11] =
    ["NHS No", "Patient ID", "Surname", "Forename", "Age", "Arrived", "At", "Unit", "Site", "Left", "Provider"];

const FILE: &str = "extracts/urgent_care.txt";

/// Writes the extract.
pub fn write(area: &Area, output: &mut Output) -> io::Result<()> {
    let mut sheet = output.new_sheet(FILE, &HEADERS);
    for (number, contact) in contacts_of(area, Source::UrgentCare) {
        let row = row(area, contact, number);
        // Some attendances were keyed in twice: equal in every field, so one of them is a duplicate.
        if number % 131 == 60 {
            sheet.rows.push(Row { spare: false, ..row.clone() });
            sheet.rows.push(Row { spare: false, ..row });
        } else {
            sheet.rows.push(row);
        }
    }
    plant(&mut sheet);
    let layout = Layout { encoding: Encoding::Utf16, delimiter: '\t', line_end: "\r\n", preamble: Vec::new() };
    output.sheet("urgent_care", FILE, &sheet, &layout)
}

/// Plants the mistakes.
fn plant(sheet: &mut Sheet) {
    sheet.damage(
        120,
        &[("NHS No", ""), ("Patient ID", "unknown"), ("Surname", "Unknown"), ("Forename", "Girl")],
        vec![rejected(
            "nhs_number",
            "no_identity",
            "an unknown child: no NHS number, and a Patient ID that is not an id",
        )],
    );
    sheet.damage(
        300,
        &[("NHS No", "9.99E+09"), ("Patient ID", "")],
        vec![rejected("nhs_number", "nhs_number_invalid", "a number that a spreadsheet has damaged, and nothing else")],
    );
    sheet.damage(480, &[("Age", "7 months")], vec![warning("age", "number_invalid", "months, not whole years")]);
    sheet.damage(
        660,
        &[("NHS No", "9.99E+09")],
        vec![warning(
            "nhs_number",
            "nhs_number_invalid",
            "a number that a spreadsheet has damaged: the Patient ID is used",
        )],
    );
    sheet.damage(800, &[("At", "9pm")], vec![warning("time", "time_invalid", "not the 24-hour clock")]);
}

fn row(area: &Area, contact: &Contact, number: usize) -> Row {
    let child = &area.children[contact.child];
    let entry = contact.service.entry();
    let left = match contact.outcome {
        Outcome::Seen if number.is_multiple_of(9) => "Admitted",
        Outcome::Seen => "Discharged",
        _ => "Left before being seen",
    };
    let cells = vec![
        number_cell(child, contact, |child| child.nhs_number.clone()),
        child.patient_id.clone(),
        child.family_name.clone(),
        child.given_name.clone(),
        contact.date.age_of(child.born).to_string(),
        contact.date.compact(),
        contact.time.map(clock).unwrap_or_default().replace(':', ""),
        entry.texts[0].to_owned(),
        contact.location.clone(),
        left.to_owned(),
        entry.provider.to_owned(),
    ];
    assert!(contact.date <= area.as_of);
    Row::of(cells, area, contact)
}
