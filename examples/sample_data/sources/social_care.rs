//! Children's social care and the early help that a charity gives: CRLF, dates as the worker typed them, free-text
//! notes over several lines, and what is known of the child on every contact.

use std::io;

use super::{Encoding, Layout, Output, Row, Sheet, contacts_of, number_cell, rejected, warning};
use crate::area::{Area, Child, Contact};
use crate::calendar::clock;
use crate::catalogue::{Service, Source};
use crate::vocabulary::{Factor, Kind, Outcome};

const HEADERS: [&str; 22] = [
    "Event ID",
    "Person ID",
    "NHS No",
    "Surname",
    "Forenames",
    "DOB",
    "Team",
    "Team type",
    "Provided by",
    "Event date",
    "Event time",
    "Event type",
    "Outcome",
    "Venue",
    "Worker",
    "Notes",
    "CP plan",
    "S47",
    "CIN",
    "LAC",
    "Domestic abuse",
    "Allocated worker",
];

const NOTES: [&str; 6] = [
    "",
    "",
    "Visit as planned, see case notes.",
    "Mum said \"come back on Friday\", agreed.",
    "Discussed:\r\n- school attendance\r\n- health appointments",
    "",
];

const FILE: &str = "extracts/social_care.csv";

/// Writes the extract.
pub fn write(area: &Area, output: &mut Output) -> io::Result<()> {
    let mut sheet = output.new_sheet(FILE, &HEADERS);
    for (number, contact) in contacts_of(area, Source::SocialCare) {
        let mut row = row(area, contact, number);
        if contact.slip.nhs_number.as_ref().is_some_and(|text| !text.is_empty()) {
            row.plants.push(warning(
                "nhs_number",
                "nhs_number_invalid",
                "2 digits exchanged: the Person ID is used (Digby Slipkey)",
            ));
        }
        sheet.rows.push(row);
    }
    plant(&mut sheet);
    let layout = Layout { encoding: Encoding::Utf8, delimiter: ',', line_end: "\r\n", preamble: Vec::new() };
    output.sheet("social_care", FILE, &sheet, &layout)
}

/// Plants the mistakes.
fn plant(sheet: &mut Sheet) {
    let open = sheet.take(150);
    let notes = sheet.column("Notes");
    let mut cells = sheet.rows[open].cells.clone();
    "\"Quote never closed".clone_into(&mut cells[notes]);
    sheet.rows[open].raw = Some(cells.join(","));
    sheet.rows[open].plants = vec![rejected("", "quoting", "a quote that never closes: only this line is lost")];
    sheet.damage(
        300,
        &[("Event type", "Garden gate")],
        vec![rejected("kind", "kind_unmapped", "an unmapped kind of contact")],
    );
    sheet.damage(
        450,
        &[("Team type", "Faith group")],
        vec![rejected("sector", "sector_unmapped", "an unmapped sector")],
    );
    sheet.damage(600, &[("Event date", "12 Octember 2025")], vec![rejected("date", "date_invalid", "no such month")]);
    sheet.damage(
        700,
        &[("LAC", "was, until May")],
        vec![warning("looked_after", "factor_invalid", "neither yes nor no")],
    );
    sheet.damage(800, &[("DOB", "July")], vec![warning("date_of_birth", "date_of_birth_invalid", "a month only")]);
    sheet.damage(850, &[("Event date", "14/01/1926")], vec![rejected("date", "date_implausible", "100 years ago")]);
}

fn row(area: &Area, contact: &Contact, number: usize) -> Row {
    let child = &area.children[contact.child];
    let entry = contact.service.entry();
    let date = if number % 11 == 3 { contact.date.in_words() } else { contact.date.british() };
    let charity = contact.service == Service::EarlyHelp;
    let flag = |factor| flag(child, factor);
    let cells = vec![
        format!("{}", 880_000 + number),
        match contact.slip.local_id {
            Some(id) => id.to_owned(),
            None if charity && number.is_multiple_of(13) => "tbc".to_owned(),
            None => child.person_id.clone(),
        },
        // Whoever has no usable Person ID is entered with the number.
        if charity && number.is_multiple_of(13) {
            child.nhs_number.clone()
        } else {
            number_cell(child, contact, |child| child.nhs_number.clone())
        },
        child.family_name.clone(),
        child.given_name.clone(),
        contact.slip.born.unwrap_or(child.born).british(),
        entry.texts[usize::from(number.is_multiple_of(4)) % entry.texts.len()].to_owned(),
        if charity { "VCS" } else { "LA" }.to_owned(),
        entry.provider.to_owned(),
        date,
        contact.time.map(clock).unwrap_or_default(),
        event_type(contact.kind, number).to_owned(),
        outcome(contact.outcome, number).to_owned(),
        contact.location.clone(),
        contact.practitioner.to_owned(),
        notes(contact.outcome, number).to_owned(),
        flag(Factor::ChildProtectionPlan),
        flag(Factor::Section47),
        flag(Factor::ChildInNeed),
        flag(Factor::LookedAfter),
        flag(Factor::DomesticAbuse),
        child.social_worker.to_owned(),
    ];
    Row::of(cells, area, contact)
}

/// Free text, which the program does not read: it only has to find its way past the quotes and line ends in it.
fn notes(outcome: Outcome, number: usize) -> &'static str {
    match outcome {
        Outcome::Seen => NOTES[number % NOTES.len()],
        Outcome::NoAccess => "Card left, \"please ring\".",
        _ => "",
    }
}

fn flag(child: &Child, factor: Factor) -> String {
    if child.factors.contains(&factor) { "Yes" } else { "No" }.to_owned()
}

fn event_type(kind: Kind, number: usize) -> &'static str {
    match kind {
        Kind::HomeVisit if number.is_multiple_of(2) => "Statutory visit",
        Kind::HomeVisit => "Home visit",
        Kind::Remote => "Phone call",
        Kind::EducationSetting => "Visit at school",
        Kind::Clinic | Kind::Unscheduled | Kind::Other => "Meeting",
    }
}

fn outcome(outcome: Outcome, number: usize) -> &'static str {
    match outcome {
        Outcome::Seen if number.is_multiple_of(3) => "Seen alone",
        Outcome::Seen => "Seen",
        Outcome::WasNotBrought | Outcome::LateNotSeen => "Not brought to meeting",
        Outcome::Refused => "Refused entry",
        Outcome::NoAccess => "No reply",
        Outcome::ChildNotSeen => "Parent seen, child not",
        Outcome::WhereaboutsUnknown => "Whereabouts unknown",
        Outcome::Disengaged => "Family disengaged",
        Outcome::CancelledByFamily => "Cancelled (family)",
        Outcome::CancelledByProvider | Outcome::Cancelled => "Cancelled (worker)",
        Outcome::Pending => "Planned",
    }
}
