//! Outpatients: fields and codes of the national data set, ISO dates, plain UTF-8.

use std::io;

use super::{Encoding, Layout, Output, Row, Sheet, contacts_of, number_cell, rejected, warning};
use crate::area::{Area, Contact};
use crate::calendar::{Date, clock};
use crate::catalogue::Source;
use crate::vocabulary::{Kind, Outcome};

pub(super) const HEADERS: [&str; 16] = [
    "ATTENDANCE IDENTIFIER",
    "NHS NUMBER",
    "PERSON FAMILY NAME",
    "PERSON GIVEN NAME",
    "PERSON BIRTH DATE",
    "POSTCODE OF USUAL ADDRESS",
    "ACTIVITY TREATMENT FUNCTION CODE",
    "ORGANISATION NAME (PROVIDER)",
    "APPOINTMENT DATE",
    "APPOINTMENT TIME",
    "CONSULTATION MECHANISM",
    "ATTENDED OR DID NOT ATTEND CODE",
    "ORGANISATION SITE NAME (OF TREATMENT)",
    "CONSULTANT CODE",
    "SOURCE OF REFERRAL",
    "APPOINTMENT BOOKED DATE",
];

const FILE: &str = "extracts/outpatients.csv";

/// Writes the extract.
pub fn write(area: &Area, output: &mut Output) -> io::Result<()> {
    let mut sheet = output.new_sheet(FILE, &HEADERS);
    for (number, contact) in contacts_of(area, Source::Outpatients) {
        sheet.rows.push(row(area, contact, number));
    }
    plant(&mut sheet);
    let layout = Layout { encoding: Encoding::Utf8, delimiter: ',', line_end: "\n", preamble: Vec::new() };
    output.sheet("outpatients", FILE, &sheet, &layout)
}

/// Plants the mistakes.
fn plant(sheet: &mut Sheet) {
    sheet.damage(
        90,
        &[("PERSON GIVEN NAME", "Andr\u{E0E9}")],
        vec![rejected("", "encoding", "a name in Windows-1252 in a file that is UTF-8")],
    );
    sheet.damage(
        200,
        &[("NHS NUMBER", "9990000001")],
        vec![rejected("nhs_number", "nhs_number_invalid", "the check digit is wrong, and the extract has no local id")],
    );
    sheet.damage(
        310,
        &[("APPOINTMENT DATE", "2206-03-11")],
        vec![rejected("date", "date_implausible", "the year 2206")],
    );
    sheet.damage(420, &[("APPOINTMENT TIME", "25:70")], vec![warning("time", "time_invalid", "no time of day")]);
    sheet.damage(
        530,
        &[("APPOINTMENT BOOKED DATE", "2026-06-31")],
        vec![warning("booked_on", "booked_on_invalid", "31 June")],
    );
    sheet.damage(
        640,
        &[("PERSON BIRTH DATE", "1899-12-31X")],
        vec![warning("date_of_birth", "date_of_birth_invalid", "the day zero of a spreadsheet, and a letter")],
    );
    sheet.damage(
        750,
        &[("ATTENDED OR DID NOT ATTEND CODE", "9")],
        vec![rejected("outcome", "outcome_unmapped", "a code that is not in the national set")],
    );
}

pub(super) fn row(area: &Area, contact: &Contact, number: usize) -> Row {
    let child = &area.children[contact.child];
    let entry = contact.service.entry();
    let cells = vec![
        format!("OP{:07}", 310_000 + number),
        number_cell(child, contact, |child| child.nhs_number.clone()),
        child.family_name.to_uppercase(),
        child.given_name.clone(),
        contact.slip.born.unwrap_or(child.born).iso(),
        contact.slip.postcode.as_ref().unwrap_or(&child.postcode).clone(),
        entry.texts[0].to_owned(),
        entry.provider.to_owned(),
        contact.date.iso(),
        contact.time.map(clock).unwrap_or_default(),
        if contact.kind == Kind::Remote { "02" } else { "01" }.to_owned(),
        attended(contact.outcome, number).to_owned(),
        contact.location.clone(),
        contact.practitioner.to_owned(),
        contact.referrer.clone(),
        contact.booked_on.map(Date::iso).unwrap_or_default(),
    ];
    Row::of(cells, area, contact)
}

/// The national codes; 6 is a child who came late and was seen.
fn attended(outcome: Outcome, number: usize) -> &'static str {
    match outcome {
        Outcome::Seen if number.is_multiple_of(17) => "6",
        Outcome::Seen => "5",
        Outcome::LateNotSeen => "7",
        Outcome::CancelledByFamily => "2",
        Outcome::CancelledByProvider | Outcome::Cancelled => "4",
        Outcome::Pending => "0",
        _ => "3",
    }
}
