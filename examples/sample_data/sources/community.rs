//! Community nursing: two overlapping extracts of one system, UTF-8 with a byte-order mark, dates as in Britain.
//!
//! The October extract ends with what was booked then; the November one has the same appointments with what came of
//! them, and corrections. The time of the last change says which version counts.

use std::io;

use super::{Encoding, Layout, Output, Row, Sheet, contacts_of, number_cell, rejected, warning};
use crate::area::{Area, Child, Contact, drawn};
use crate::calendar::{Date, clock};
use crate::catalogue::Source;
use crate::vocabulary::{Kind, Outcome};

pub(super) const HEADERS: [&str; 17] = [
    "Appointment ID",
    "NHS Number",
    "Patient ID",
    "Surname",
    "First Name",
    "Date of Birth",
    "Postcode",
    "Team",
    "Appointment Date",
    "Start Time",
    "Appointment Type",
    "Status",
    "Location",
    "Clinician",
    "Referred By",
    "Booked On",
    "Last Changed",
];

const LAYOUT: Layout =
    Layout { encoding: Encoding::Utf8WithMark, delimiter: ',', line_end: "\n", preamble: Vec::new() };

/// The October extract.
pub const OCTOBER_FILE: &str = "extracts/community-2026-10.csv";
const NOVEMBER_FILE: &str = "extracts/community-2026-11.csv";
/// When the October extract was drawn.
const OCTOBER: &str = "2026-10-18";
/// The first day of the November extract.
const NOVEMBER_FROM: &str = "2026-09-21";
/// The last day that was booked when the October extract was drawn.
const OCTOBER_TO: &str = "2026-11-13";

/// Writes the extract of November as it was drawn for a week, and with the last of them that of October, which all weeks
/// read.
pub fn write(area: &Area, output: &mut Output) -> io::Result<()> {
    let mut november = output.new_sheet(NOVEMBER_FILE, &HEADERS);
    let mut both = Vec::new();
    for (number, contact) in contacts_of(area, Source::Community) {
        if contact.date < Date::parse(NOVEMBER_FROM) {
            continue;
        }
        let early = contact.date <= Date::parse(OCTOBER);
        let corrected = match (&contact.slip.until, contact.slip.first_version) {
            (Some((day, _)), _) => *day,
            (None, Some(_)) if early => contact.date.plus(6),
            (None, _) => contact.date,
        };
        let row = row(area, contact, number, contact.outcome, corrected.min(drawn(area.as_of)));
        if early && row.spare {
            both.push(november.rows.len());
        }
        november.rows.push(row);
    }
    if area.is_last() {
        output.sheet("community", OCTOBER_FILE, &october(area), &LAYOUT)?;
    }
    plant_in_november(&mut november, both[both.len() / 2]);
    output.sheet("community", NOVEMBER_FILE, &november, &LAYOUT)
}

/// What had come of the contacts up to the day on which the October extract was drawn, and what was booked then.
fn october(area: &Area) -> Sheet {
    let mut sheet = Sheet::new(&HEADERS);
    let drawn = Date::parse(OCTOBER);
    for (number, contact) in contacts_of(area, Source::Community) {
        if contact.date <= drawn {
            let late = contact.date >= Date::parse(NOVEMBER_FROM);
            let first = if late { contact.slip.first_version } else { None };
            sheet.rows.push(row(area, contact, number, first.unwrap_or(contact.outcome), contact.date));
        } else if contact.date <= Date::parse(OCTOBER_TO) && contact.booked_on.is_some_and(|booked| booked <= drawn) {
            let mut row = row(area, contact, number, Outcome::Pending, drawn.plus(-1));
            row.plants.clear();
            sheet.rows.push(row);
        }
    }
    plant_in_october(&mut sheet);
    sheet
}

fn plant_in_october(sheet: &mut Sheet) {
    sheet.damage(100, &[("Appointment Date", "31/02/2025")], vec![rejected("date", "date_invalid", "31 February")]);
    sheet.damage(250, &[("Team", "")], vec![rejected("service", "service_missing", "no team")]);
    sheet.damage(400, &[("Surname", "Mar\0tin")], vec![rejected("", "nul_byte", "a NUL character in the surname")]);
    sheet.damage(
        500,
        &[("Date of Birth", "00/00/2019")],
        vec![warning("date_of_birth", "date_of_birth_invalid", "the day that the system writes for \"not known\"")],
    );
    sheet.damage(
        600,
        &[("Last Changed", "yesterday")],
        vec![warning("recorded_at", "recorded_at_invalid", "a word for a time")],
    );
    sheet.damage(700, &[("Status", "Seen?")], vec![rejected("outcome", "outcome_unmapped", "an unmapped status")]);
}

/// `overlapping` is a row that the October extract has too.
fn plant_in_november(sheet: &mut Sheet, overlapping: usize) {
    let overlapping = sheet.take_row(overlapping);
    sheet.damage_row(
        overlapping,
        &[("Appointment Date", "??/10/2026")],
        vec![
            rejected("date", "date_invalid", "a day that cannot be read"),
            warning(
                "contact_id",
                "version_rejected",
                "the newer version of a contact was rejected: the October one counts",
            ),
        ],
    );
    // A telephone number that a spreadsheet would take for a formula: the program defuses it, and warns of nothing.
    sheet.damage(300, &[("Referred By", "+44 1632 960123 (grandmother)")], Vec::new());
}

/// One version of a contact, as it stood when it was last changed.
pub(super) fn row(area: &Area, contact: &Contact, number: usize, outcome: Outcome, changed: Date) -> Row {
    let child = &area.children[contact.child];
    let entry = contact.service.entry();
    let minute = 17 * 60 + (number * 7 % 50) as u16;
    // What is booked was last changed when it was booked.
    let changed = match (outcome, contact.booked_on) {
        (Outcome::Pending, Some(booked)) => booked.min(changed),
        _ => changed,
    };
    let cells = vec![
        (7_100_000 + number * 3).to_string(),
        number_cell(child, contact, Child::spaced_number),
        contact.slip.local_id.map_or_else(|| child.patient_id.clone(), str::to_owned),
        child.family_name.clone(),
        contact.slip.given_name.map_or_else(|| child.given_name.clone(), str::to_owned),
        contact.slip.born.unwrap_or(child.born).british(),
        contact.slip.postcode.as_ref().unwrap_or(&child.postcode).clone(),
        entry.texts[number % entry.texts.len()].to_owned(),
        contact.date.british(),
        contact.time.map(clock).unwrap_or_default(),
        kind(contact.kind).to_owned(),
        status(outcome, number).to_owned(),
        contact.location.clone(),
        contact.practitioner.to_owned(),
        contact.referrer.clone(),
        contact.booked_on.map(Date::british).unwrap_or_default(),
        format!("{} {}:{:02}", changed.british(), clock(minute), number * 11 % 60),
    ];
    Row::of(cells, area, contact)
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Clinic => "Clinic",
        Kind::HomeVisit => "Home Visit",
        Kind::Remote => "Telephone / Video",
        Kind::EducationSetting => "School Session",
        Kind::Unscheduled | Kind::Other => "",
    }
}

/// The system's own statuses, and the texts that its users added.
fn status(outcome: Outcome, number: usize) -> &'static str {
    match outcome {
        Outcome::Seen => "Finished",
        Outcome::WasNotBrought if number.is_multiple_of(2) => "Was Not Brought",
        Outcome::WasNotBrought => "Did Not Attend",
        Outcome::LateNotSeen => "Patient Walked Out",
        Outcome::Refused => "Declined by Family",
        Outcome::NoAccess => "No Access Visit",
        Outcome::ChildNotSeen => "Visit - Child Not Seen",
        Outcome::WhereaboutsUnknown => "Moved - Whereabouts Not Known",
        Outcome::Disengaged => "Withdrawn by Family",
        Outcome::CancelledByFamily => "Cancelled by Patient",
        Outcome::CancelledByProvider if number.is_multiple_of(5) => "Cancelled by Other Service",
        Outcome::CancelledByProvider | Outcome::Cancelled => "Cancelled by Unit",
        Outcome::Pending => "Booked",
    }
}
