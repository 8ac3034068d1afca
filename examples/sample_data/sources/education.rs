//! Education welfare: Windows-1252, semicolons, names with accents, the council's Person ID and seldom an NHS number.
//! Nobody is seen at half-term.

use std::io;

use super::{Encoding, Layout, Output, Row, contacts_of, number_cell, rejected, warning};
use crate::area::{Area, Contact};
use crate::calendar::clock;
use crate::catalogue::Source;
use crate::vocabulary::{Kind, Outcome};

const HEADERS: [&str; 11] = [
    "Person ID",
    "NHS number",
    "Family name",
    "Given name",
    "Team",
    "Date",
    "Time",
    "Where",
    "Result",
    "Officer",
    "Referred by",
];

const FILE: &str = "extracts/education_welfare.csv";

/// Writes the extract.
pub fn write(area: &Area, output: &mut Output) -> io::Result<()> {
    let mut sheet = output.new_sheet(FILE, &HEADERS);
    for (number, contact) in contacts_of(area, Source::Education) {
        let row = row(area, contact, number, contact.outcome);
        // A session is entered when it is planned, and once more when it is held.
        if number % 23 == 20 && contact.outcome == Outcome::Seen && !area.children[contact.child].named {
            let mut planned = self::row(area, contact, number, Outcome::Pending);
            planned.spare = false;
            sheet.rows.push(planned);
            sheet.rows.push(Row { spare: false, ..row });
        } else {
            sheet.rows.push(row);
        }
    }
    sheet.damage(
        100,
        &[("Person ID", "2.98725E+13"), ("NHS number", "")],
        vec![rejected("local_id", "local_id_damaged", "a Person ID that a spreadsheet has damaged, and no NHS number")],
    );
    sheet.damage(
        250,
        &[("Person ID", "TBC"), ("NHS number", "")],
        vec![rejected("nhs_number", "no_identity", "a Person ID that `ignore_local_ids` excludes, and no NHS number")],
    );
    sheet.damage(
        400,
        &[("Given name", "Chlo\u{E081}")],
        vec![rejected("", "encoding", "the byte 81, which is not valid in Windows-1252")],
    );
    sheet.damage(
        550,
        &[("Person ID", "4.01E+06")],
        vec![warning(
            "local_id",
            "local_id_damaged",
            "a Person ID that a spreadsheet has damaged: the NHS number is used",
        )],
    );
    sheet.damage(700, &[("Date", "12/25/2025")], vec![rejected("date", "date_invalid", "month and day swapped")]);
    let layout = Layout { encoding: Encoding::Windows1252, delimiter: ';', line_end: "\r\n", preamble: Vec::new() };
    output.sheet("education_welfare", FILE, &sheet, &layout)
}

fn row(area: &Area, contact: &Contact, number: usize, outcome: Outcome) -> Row {
    let child = &area.children[contact.child];
    let entry = contact.service.entry();
    // One officer writes years with two digits.
    let date = if number % 6 == 1 { contact.date.british_short() } else { contact.date.british() };
    let cells = vec![
        child.person_id.clone(),
        number_cell(child, contact, |child| child.nhs_number.clone()),
        child.family_name.replace('\'', "\u{2019}"),
        child.given_name.clone(),
        entry.texts[0].to_owned(),
        date,
        contact.time.map(clock).unwrap_or_default(),
        place(contact.kind).to_owned(),
        result(outcome).to_owned(),
        contact.practitioner.to_owned(),
        contact.referrer.clone(),
    ];
    Row::of(cells, area, contact)
}

/// Where it was; a blank is the usual thing, which the configuration's constants say.
fn place(kind: Kind) -> &'static str {
    match kind {
        Kind::HomeVisit => "Home",
        Kind::Other | Kind::Clinic => "Council",
        Kind::Remote => "Phone",
        Kind::EducationSetting | Kind::Unscheduled => "",
    }
}

fn result(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Seen => "Seen",
        Outcome::WasNotBrought | Outcome::LateNotSeen => "Not brought in",
        Outcome::Refused => "Parent refused",
        Outcome::NoAccess => "No answer at door",
        Outcome::ChildNotSeen => "Parent only",
        Outcome::WhereaboutsUnknown => "Missing from education, not traced",
        Outcome::Disengaged => "Withdrawn",
        Outcome::CancelledByFamily => "Cancelled by parent",
        Outcome::CancelledByProvider | Outcome::Cancelled => "Cancelled by us",
        Outcome::Pending => "",
    }
}
