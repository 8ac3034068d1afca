//! The children's register: one row a child, kept by the council with the health services' help.

use std::io;

use super::{Encoding, Layout, Output, Row, Sheet, warning};
use crate::area::{Area, Child, LOCALITIES};
use crate::calendar::Date;
use crate::vocabulary::Factor;

pub(super) const HEADERS: [&str; 34] = [
    "NHS Number",
    "Person ID",
    "Surname",
    "Forename",
    "Date of Birth",
    "Date of Death",
    "Sex",
    "Ethnic Group",
    "Postcode",
    "IMD Decile",
    "Locality",
    "GP Practice",
    "School",
    "Household",
    "Details Changed",
    "Social Worker",
    "Premature",
    "Low Birth Weight",
    "Clinical Need",
    "SEND",
    "Learning Disability",
    "Communication Need",
    "CPP",
    "S47",
    "CIN",
    "LAC",
    "Previously Known",
    "Household Concern",
    "Domestic Abuse",
    "Substance Misuse",
    "Parental Ill Health",
    "Parental LD",
    "Interpreter",
    "Free School Meals",
];

const FILE: &str = "extracts/register.csv";

/// Writes the register.
pub fn write(area: &Area, output: &mut Output) -> io::Result<()> {
    let mut sheet = output.new_sheet(FILE, &HEADERS);
    let mut children: Vec<&Child> = area.children.iter().filter(|child| child.in_register).collect();
    children.sort_by(|a, b| (&a.person_id, &a.nhs_number).cmp(&(&b.person_id, &b.nhs_number)));
    for child in children {
        let mut row = row(child);
        if child.family_name == "Planwell" {
            let column = sheet.column("LAC");
            "?".clone_into(&mut row.cells[column]);
            row.plants.push(warning("looked_after", "factor_invalid", "neither yes nor no (Bea Planwell)"));
        }
        sheet.rows.push(row);
    }
    plant(&mut sheet);
    // One child stands there twice, word for word: a duplicate.
    let twice = sheet.take(750);
    sheet.rows.insert(twice, sheet.rows[twice].clone());
    let layout = Layout { encoding: Encoding::Utf8, delimiter: ',', line_end: "\n", preamble: Vec::new() };
    output.sheet("register", FILE, &sheet, &layout)
}

/// Plants the mistakes.
fn plant(sheet: &mut Sheet) {
    sheet.damage(
        300,
        &[("Date of Death", "not known")],
        vec![warning("date_of_death", "date_of_death_invalid", "words for a date: the child counts as alive")],
    );
    sheet.damage(
        450,
        &[("Details Changed", "last week")],
        vec![warning("details_changed_on", "details_changed_on_invalid", "words for a date")],
    );
    sheet.damage(600, &[("IMD Decile", "n/k")], vec![warning("imd_decile", "number_invalid", "not a number")]);
}

/// The row of a child.
pub(super) fn row(child: &Child) -> Row {
    Row { cells: cells(child), spare: !child.named, key: child.person_id.clone(), ..Row::default() }
}

fn cells(child: &Child) -> Vec<String> {
    let date = |date: Option<Date>| date.map(Date::iso).unwrap_or_default();
    let mut cells = vec![
        child.nhs_number.clone(),
        child.person_id.clone(),
        child.family_name.clone(),
        child.given_name.clone(),
        child.born.iso(),
        date(child.died),
        child.sex.to_owned(),
        child.ethnic_group.to_owned(),
        child.postcode.clone(),
        child.imd_decile.to_string(),
        LOCALITIES[child.locality].0.to_owned(),
        child.practice().to_owned(),
        child.school().to_owned(),
        child.household.clone(),
        date(child.details_changed),
        child.social_worker.to_owned(),
    ];
    cells.extend(Factor::ALL.iter().map(|factor| if child.factors.contains(factor) { "Y" } else { "" }.to_owned()));
    cells
}
