//! The plain extracts of three years: layouts of community nursing, of outpatients and of the register, without anything that
//! can be left blank, and without planted mistakes. All weeks read them.

use std::io;

use super::{Encoding, Layout, Output, community, contacts_of, outpatients, register};
use crate::area::Area;
use crate::catalogue::Source;

pub const COMMUNITY_FILE: &str = "extracts/community-2023-2026.csv";
pub const OUTPATIENTS_FILE: &str = "extracts/outpatients-2023-2026.csv";
pub const REGISTER_FILE: &str = "extracts/register-2023-2026.csv";

/// Writes them.
pub fn write(three_years: &Area, output: &mut Output) -> io::Result<()> {
    let layout = Layout { encoding: Encoding::Utf8, delimiter: ',', line_end: "\n", preamble: Vec::new() };
    let mut sheet = output.new_sheet(COMMUNITY_FILE, &community::HEADERS);
    let changed = sheet.column("Last Changed");
    for (number, contact) in contacts_of(three_years, Source::Community) {
        let mut row = community::row(three_years, contact, number, contact.outcome, contact.date);
        row.cells[changed].clear();
        sheet.rows.push(row);
    }
    output.sheet("community", COMMUNITY_FILE, &sheet, &layout)?;
    let mut sheet = output.new_sheet(OUTPATIENTS_FILE, &outpatients::HEADERS);
    for (number, contact) in contacts_of(three_years, Source::Outpatients) {
        sheet.rows.push(outpatients::row(three_years, contact, number));
    }
    output.sheet("outpatients", OUTPATIENTS_FILE, &sheet, &layout)?;
    let mut sheet = output.new_sheet(REGISTER_FILE, &register::HEADERS);
    sheet.rows.extend(three_years.children.iter().map(register::row));
    output.sheet("register", REGISTER_FILE, &sheet, &layout)
}
