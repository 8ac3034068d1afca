//! Child and adolescent mental health: three lines of preamble, pipes, dates with the month in letters and the time
//! behind them, and an outcome in two columns.

use std::io;

use super::{Encoding, Layout, Output, Row, Sheet, contacts_of, number_cell, rejected, warning};
use crate::area::{Area, Contact, drawn, grouped};
use crate::calendar::{Date, clock};
use crate::catalogue::Source;
use crate::vocabulary::{Kind, Outcome};

const HEADERS: [&str; 14] = [
    "contact_ref",
    "nhs",
    "surname",
    "forename",
    "dob",
    "team",
    "contact_datetime",
    "mode",
    "outcome",
    "reason",
    "site",
    "worker",
    "referral_source",
    "booked",
];

const FILE: &str = "extracts/camhs.csv";

/// Writes the extract.
pub fn write(area: &Area, output: &mut Output) -> io::Result<()> {
    let mut sheet = output.new_sheet(FILE, &HEADERS);
    for (number, contact) in contacts_of(area, Source::Camhs) {
        let row = row(area, contact, number, contact.outcome);
        // The system appends a line where an outcome is entered late; without a time of change, the last one counts.
        if number % 97 == 40 && row.spare {
            let mut first = self::row(area, contact, number, Outcome::Pending);
            first.spare = false;
            sheet.rows.push(first);
            sheet.rows.push(Row { spare: false, ..row });
        } else {
            sheet.rows.push(row);
        }
    }
    plant(&mut sheet);
    let count = sheet.rows.len();
    sheet.raw(
        count,
        &format!("Total contacts: {count}"),
        vec![rejected("", "field_count", "the trailer that the system writes")],
    );
    let layout = Layout {
        encoding: Encoding::Utf8,
        delimiter: '|',
        line_end: "\n",
        preamble: vec![
            "Ashmoor Vale Mental Health NHS Trust".to_owned(),
            "Contacts by team, all ages under 19".to_owned(),
            format!("Drawn {} 06:10 by RPT0417", drawn(area.as_of).with_short_month()),
        ],
    };
    output.sheet("camhs", FILE, &sheet, &layout)
}

/// Plants the mistakes.
fn plant(sheet: &mut Sheet) {
    sheet.damage(150, &[("contact_datetime", "")], vec![rejected("date", "date_missing", "no date")]);
    sheet.damage(
        350,
        &[("outcome", "XTR")],
        vec![rejected("outcome", "outcome_unmapped", "a new code since the last upgrade of the system")],
    );
    sheet.damage(500, &[("booked", "soon")], vec![warning("booked_on", "booked_on_invalid", "a word for a date")]);
    let split = sheet.take(650);
    let cells = sheet.rows[split].cells.join("|").replace("Larch House", "Larch|House").replace("The Old", "The|Old");
    sheet.rows[split].raw = Some(cells + "|");
    sheet.rows[split].plants = vec![rejected("", "field_count", "one delimiter too many")];
}

fn row(area: &Area, contact: &Contact, number: usize, outcome: Outcome) -> Row {
    let child = &area.children[contact.child];
    let entry = contact.service.entry();
    let (outcome, reason) = codes(outcome);
    let time = contact.time.map_or_else(|| "00:00".to_owned(), clock);
    let cells = vec![
        format!("AV-{:06}", 55_000 + number),
        // The system writes hyphens, its older records none.
        number_cell(child, contact, |child| {
            if number.is_multiple_of(3) { child.nhs_number.clone() } else { grouped(&child.nhs_number, '-') }
        }),
        child.family_name.clone(),
        child.given_name.clone(),
        contact.slip.born.unwrap_or(child.born).with_short_month(),
        entry.texts[0].to_owned(),
        format!("{} {time}", contact.date.with_short_month()),
        mode(contact.kind).to_owned(),
        outcome.to_owned(),
        reason.to_owned(),
        contact.location.clone(),
        contact.practitioner.to_owned(),
        contact.referrer.clone(),
        contact.booked_on.map(Date::with_short_month).unwrap_or_default(),
    ];
    Row::of(cells, area, contact)
}

fn mode(kind: Kind) -> &'static str {
    match kind {
        Kind::Clinic => "F2F",
        Kind::HomeVisit => "HOME",
        Kind::Remote => "VID",
        Kind::EducationSetting => "SCH",
        Kind::Unscheduled | Kind::Other => "",
    }
}

/// The code and its reason. A late arrival is a WNB with a reason; a cancellation without one is anybody's.
fn codes(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Seen => ("ATT", ""),
        Outcome::LateNotSeen => ("WNB", "LATE"),
        Outcome::Refused => ("DEC", "YP"),
        Outcome::NoAccess => ("WNB", "NOACC"),
        Outcome::ChildNotSeen => ("WNB", "PARENT ONLY"),
        Outcome::WhereaboutsUnknown => ("WNB", "MISSING"),
        Outcome::Disengaged => ("DIS", "FAM"),
        Outcome::CancelledByFamily => ("CNC", "FAM"),
        Outcome::CancelledByProvider => ("CNC", "TRUST"),
        Outcome::Cancelled => ("CNC", ""),
        Outcome::Pending => ("", ""),
        Outcome::WasNotBrought => ("WNB", ""),
    }
}
