//! The extracts: one module a system, each with the headers, codes and habits of its own.
//!
//! A sheet is built row by row, some of its rows are damaged on purpose, and only then is it written, so that what was
//! planted is known with the line on which it ended up. The last week is written first: in the weeks before it the same
//! records are damaged, as a system that works does not mend its records either.

pub mod broken;
pub mod camhs;
pub mod community;
pub mod december;
pub mod education;
pub mod every_rule;
pub mod links;
pub mod outpatients;
pub mod register;
pub mod reviews;
pub mod social_care;
pub mod three_years;
pub mod urgent_care;
pub mod weeks;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use crate::area::{Area, Child, Contact};
use crate::catalogue::Source;
use crate::vocabulary::Outcome;

/// What the program makes of a planted mistake.
#[derive(Clone, Copy, PartialEq)]
pub enum Fate {
    Rejected,
    Warning,
}

/// A mistake in a record: the field and the reason that the program names, and what is wrong in plain words.
#[derive(Clone)]
pub struct Plant {
    pub fate: Fate,
    pub field: &'static str,
    pub reason: &'static str,
    pub story: &'static str,
}

/// The record is rejected.
pub fn rejected(field: &'static str, reason: &'static str, story: &'static str) -> Plant {
    Plant { fate: Fate::Rejected, field, reason, story }
}

/// The record is used, the cell is blank, and a person is told.
pub fn warning(field: &'static str, reason: &'static str, story: &'static str) -> Plant {
    Plant { fate: Fate::Warning, field, reason, story }
}

/// A planted mistake and where it is.
pub struct Planted {
    pub source: &'static str,
    pub file: String,
    pub line: usize,
    pub plant: Plant,
}

/// One record.
#[derive(Clone, Default)]
pub struct Row {
    cells: Vec<String>,
    /// A line that is written as it stands, instead of the cells.
    raw: Option<String>,
    /// A kept appointment of the background, which a planted mistake may have.
    spare: bool,
    /// What tells the record from others in every week.
    key: String,
    plants: Vec<Plant>,
}

impl Row {
    /// A row of these cells that shows `contact`.
    fn of(cells: Vec<String>, area: &Area, contact: &Contact) -> Self {
        let spare = !area.children[contact.child].named
            && contact.outcome == Outcome::Seen
            && contact.slip.nhs_number.is_none()
            && contact.slip.first_version.is_none()
            && contact.time.is_some();
        let mut row = Self { cells, spare, key: contact.number.to_string(), ..Self::default() };
        if contact.date > area.as_of && !matches!(contact.outcome, Outcome::Pending | Outcome::CancelledByFamily) {
            row.plants.push(warning("outcome", "outcome_in_future", "an outcome for a future day"));
        }
        row
    }
}

/// A table with its headers.
pub struct Sheet {
    headers: &'static [&'static str],
    rows: Vec<Row>,
    /// The records that have been taken to be damaged, in that order.
    taken: Vec<String>,
    /// The same of the last week, where this is an earlier one.
    of_last: Option<Vec<String>>,
}

impl Sheet {
    fn new(headers: &'static [&'static str]) -> Self {
        Self { headers, rows: Vec::new(), taken: Vec::new(), of_last: None }
    }

    fn column(&self, header: &str) -> usize {
        self.headers.iter().position(|other| *other == header).expect("a header of this sheet")
    }

    /// The first row from `per_mille` of the sheet on that may be damaged, taken.
    fn take(&mut self, per_mille: usize) -> usize {
        let start = self.rows.len() * per_mille / 1000;
        let open = |row: &Row| row.spare && row.raw.is_none();
        let index = start + self.rows[start..].iter().position(open).expect("a row that may be damaged");
        self.take_row(index)
    }

    /// The row at `index` taken; in an earlier week, the row of the record that is taken in the last one.
    fn take_row(&mut self, index: usize) -> usize {
        let same = self.of_last.as_ref().map(|taken| &taken[self.taken.len()]);
        let index = same.map_or(index, |key| {
            self.rows.iter().position(|row| row.key == *key).expect("the record of the last week")
        });
        self.rows[index].spare = false;
        self.taken.push(self.rows[index].key.clone());
        index
    }

    /// Puts these values in some row from `per_mille` of the sheet on, and says what comes of it.
    fn damage(&mut self, per_mille: usize, cells: &[(&str, &str)], plants: Vec<Plant>) {
        let index = self.take(per_mille);
        self.damage_row(index, cells, plants);
    }

    fn damage_row(&mut self, index: usize, cells: &[(&str, &str)], plants: Vec<Plant>) {
        for (header, value) in cells {
            let column = self.column(header);
            (*value).clone_into(&mut self.rows[index].cells[column]);
        }
        self.rows[index].plants.extend(plants);
    }

    /// Adds a line that is no table row at all.
    fn raw(&mut self, index: usize, line: &str, plants: Vec<Plant>) {
        self.rows.insert(index, Row { raw: Some(line.to_owned()), plants, ..Row::default() });
    }
}

/// The bytes of a text.
#[derive(Clone, Copy, PartialEq)]
enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16,
    Windows1252,
}

/// How a system writes its files.
struct Layout {
    encoding: Encoding,
    delimiter: char,
    line_end: &'static str,
    /// Lines before the header.
    preamble: Vec<String>,
}

/// Where the extracts go, and what is known of them afterwards.
pub struct Output {
    folder: PathBuf,
    pub planted: Vec<Planted>,
    /// Each file with the number of its records.
    pub files: Vec<(String, usize)>,
    /// The records of each file that were taken to be damaged.
    taken: BTreeMap<String, Vec<String>>,
    /// The same of the last week, where this is an earlier one.
    of_last: BTreeMap<String, Vec<String>>,
}

impl Output {
    /// Nothing written yet.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, planted: Vec::new(), files: Vec::new(), taken: BTreeMap::new(), of_last: BTreeMap::new() }
    }

    /// The same for the folder of an earlier week.
    fn below(&self, folder: &str) -> Self {
        Self { of_last: self.taken.clone(), ..Self::new(self.folder.join(folder)) }
    }

    /// An empty sheet for a file.
    fn new_sheet(&self, file: &str, headers: &'static [&'static str]) -> Sheet {
        Sheet { of_last: self.of_last.get(file).cloned(), ..Sheet::new(headers) }
    }

    /// Writes a file that is no extract.
    pub fn write(&self, file: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.folder.join(file);
        fs::create_dir_all(path.parent().expect("a file in a folder"))?;
        fs::write(path, bytes)
    }

    /// Writes an extract and notes where its planted mistakes are.
    fn sheet(&mut self, source: &'static str, file: &str, sheet: &Sheet, layout: &Layout) -> io::Result<()> {
        let mut text = String::new();
        for line in &layout.preamble {
            text.push_str(line);
            text.push_str(layout.line_end);
        }
        let mut line = layout.preamble.len() + 2;
        text.push_str(&record(sheet.headers, layout));
        for row in &sheet.rows {
            let written = match &row.raw {
                Some(raw) => format!("{raw}{}", layout.line_end),
                None => record(&row.cells, layout),
            };
            let file = file.to_owned();
            self.planted.extend(row.plants.iter().map(|plant| Planted {
                source,
                file: file.clone(),
                line,
                plant: plant.clone(),
            }));
            line += written.matches('\n').count();
            text.push_str(&written);
        }
        self.files.push((file.to_owned(), sheet.rows.len()));
        self.taken.insert(file.to_owned(), sheet.taken.clone());
        self.write(file, &bytes(&text, layout.encoding))
    }
}

/// One record with its line end; cells are quoted where they have to be (RFC 4180).
fn record<T: AsRef<str>>(cells: &[T], layout: &Layout) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| {
            let cell = cell.as_ref();
            if cell.contains([layout.delimiter, '"', '\r', '\n']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.to_owned()
            }
        })
        .collect();
    cells.join(&layout.delimiter.to_string()) + layout.line_end
}

/// A character that stands for one byte which the encoding of the file does not have: `U+E081` for the byte 81.
const FIRST_FOREIGN_BYTE: u32 = 0xE000;

fn bytes(text: &str, encoding: Encoding) -> Vec<u8> {
    let mut bytes = match encoding {
        Encoding::Utf8WithMark => vec![0xEF, 0xBB, 0xBF],
        Encoding::Utf16 => vec![0xFF, 0xFE],
        Encoding::Utf8 | Encoding::Windows1252 => Vec::new(),
    };
    for character in text.chars() {
        let code = u32::from(character);
        match (encoding, code) {
            (Encoding::Utf16, _) => {
                let mut units = [0; 2];
                bytes.extend(character.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_le_bytes()));
            }
            (_, FIRST_FOREIGN_BYTE..=0xE0FF) => bytes.push((code - FIRST_FOREIGN_BYTE) as u8),
            (Encoding::Windows1252, 0x2019) => bytes.push(0x92),
            (Encoding::Windows1252, _) => {
                bytes
                    .push(u8::try_from(code).expect("a character that Windows-1252 has, and has where Latin-1 has it"));
            }
            (Encoding::Utf8 | Encoding::Utf8WithMark, _) => {
                bytes.extend(character.encode_utf8(&mut [0; 4]).bytes());
            }
        }
    }
    bytes
}

/// The contacts of one system with their numbers, in order of time.
fn contacts_of(area: &Area, source: Source) -> Vec<(usize, &Contact)> {
    let mut contacts: Vec<&Contact> =
        area.contacts.iter().filter(|contact| contact.service.entry().source == source).collect();
    contacts.sort_by_key(|contact| (contact.date, contact.time, contact.child));
    contacts.into_iter().map(|contact| (contact.number, contact)).collect()
}

/// The cell for the NHS number: what the clerk typed, or the child's number as `written`.
fn number_cell(child: &Child, contact: &Contact, written: impl FnOnce(&Child) -> String) -> String {
    contact.slip.nhs_number.clone().unwrap_or_else(|| written(child))
}
