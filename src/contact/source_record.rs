//! One record with its cells by field: decoded, trimmed, and with the source's constants filled in.

use std::borrow::Cow;

use super::fate::{About, Reason};
use super::full_name;
use super::local_id::{self, LocalCell};
use super::wrapped;
use crate::cells::cell::Cell;
use crate::cells::nhs::{NhsCell, NhsNumber};
use crate::cells::no_value::{LONGEST as LONGEST_NO_VALUE, is_no_value, is_no_value_in_bytes};
use crate::config::settings::Source;
use crate::extract::cell::Record;
use crate::extract::columns::ColumnMap;
use crate::extract::encoding::Charset;
use crate::field::{Field, Fields};
use crate::text;

/// A record seen through its source's configuration.
pub(crate) struct SourceRecord<'a, R> {
    /// The record.
    pub(crate) record: R,
    /// Its encoding.
    pub(crate) charset: Charset,
    /// Where its columns are.
    pub(crate) columns: &'a ColumnMap,
    /// The source's configuration.
    pub(crate) source: &'a Source,
}

/// Why a record is rejected; [`super::fate::Reject`] adds its lines.
pub(crate) struct Rejection {
    /// What is to blame.
    pub(crate) about: About,
    /// Why.
    pub(crate) reason: Reason,
    /// The cell, where one is to blame.
    pub(crate) value: String,
    /// The offset within the record of the first byte that is not valid in the file's encoding.
    pub(crate) byte: Option<u64>,
}

/// Why a record was not taken.
pub(crate) enum NotTaken {
    /// It cannot be used.
    Rejected(Box<Rejection>),
    /// It is not a contact, as this text of the extract says.
    LeftOut(Box<str>),
}

impl From<Rejection> for NotTaken {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(Box::new(rejection))
    }
}

impl Rejection {
    /// A rejection for one field's cell.
    pub(crate) fn of(field: Field, reason: Reason, value: &str) -> Self {
        Self { about: About::Field(field), reason, value: value.to_owned(), byte: None }
    }

    /// A rejection of the record as a whole.
    pub(crate) const fn whole(reason: Reason) -> Self {
        Self { about: About::Record, reason, value: String::new(), byte: None }
    }
}

/// The identifiers that a record has for its child.
pub(crate) struct Identity<'a> {
    /// The valid NHS number.
    pub(crate) nhs: Option<NhsNumber>,
    /// The local id, or where there is none the first shared id ([`local_id::shared`]).
    pub(crate) local: Option<Cow<'a, str>>,
    /// The shared ids besides `local`.
    pub(crate) more: Vec<String>,
    /// Whether there is an NHS number that is not valid.
    pub(crate) nhs_invalid: bool,
    /// Whether there is a local id that a spreadsheet damaged.
    pub(crate) local_damaged: bool,
    /// The shared ids that a spreadsheet damaged.
    pub(crate) shared_damaged: Vec<Field>,
    /// How many numbers and ids had a spreadsheet wrapper, which was taken off.
    pub(crate) wrapped: u32,
}

impl Identity<'_> {
    /// The id in a field, without its scope.
    pub(crate) fn id(&self, field: Field) -> Option<&str> {
        let first = self.local.as_deref();
        let shared = local_id::SHARED.iter().find(|(shared, _)| *shared == field).map(|(_, scope)| *scope);
        let Some(wanted) = shared else { return first.filter(|id| local_id::scope_and_id(id).is_none()) };
        let mut ids = first.into_iter().chain(self.more.iter().map(String::as_str)).filter_map(local_id::scope_and_id);
        ids.find(|(scope, _)| *scope == wanted).map(|(_, id)| id)
    }
}

impl<'a, R: Record<'a>> SourceRecord<'a, R> {
    /// The trimmed text of a column, even if it is one of the texts that mean "no value", such as `NULL`.
    pub(crate) fn column(&self, column: usize) -> Cow<'a, str> {
        match self.charset.decode(self.record.cell(column).bytes()) {
            Ok(Cow::Borrowed(cell)) => Cow::Borrowed(text::trim(cell)),
            Ok(Cow::Owned(cell)) => Cow::Owned(text::trim(&cell).to_owned()),
            // A mapped cell that cannot be decoded rejects the record (`must_be_readable`); any other counts as blank.
            Err(_) => Cow::Borrowed(""),
        }
    }

    /// Whether the record repeats the header, as happens when files are joined.
    pub(crate) fn repeats_header(&self) -> bool {
        (0..self.columns.width).all(|column| self.columns.says_header(column, &self.column(column)))
    }

    /// Whether the record has all headers, in any order. Where it does not repeat the header, two different exports were joined.
    pub(crate) fn has_all_headers(&self) -> bool {
        let cells = (0..self.columns.width).map(|column| self.column(column));
        self.columns.is_any_header(&self.column(0)) && self.columns.has_all_headers(cells)
    }

    /// The text of a field: its cell, or the source's constant if the cell is blank or the field is not mapped; else blank.
    pub(crate) fn text(&self, field: Field) -> Cow<'a, str> {
        if let Some(column) = self.columns.of(field)
            && !self.record.cell(column).is_empty()
        {
            let cell = self.column(column);
            if !cell.is_empty() && (field == Field::Outcome || !is_no_value(&cell)) {
                return cell;
            }
        }
        match self.columns.constant(field, self.source) {
            Some(constant) => Cow::Borrowed(constant),
            None if matches!(field, Field::FamilyName | Field::GivenName) && self.columns.has_full_name() => {
                self.part_of_name(field)
            }
            None => Cow::Borrowed(""),
        }
    }

    /// The family name or the given name, taken from the full name.
    #[inline(never)]
    fn part_of_name(&self, field: Field) -> Cow<'a, str> {
        match self.text(Field::FullName) {
            Cow::Borrowed(text) => Cow::Borrowed(full_name::part(field, text)),
            Cow::Owned(text) => Cow::Owned(full_name::part(field, &text).to_owned()),
        }
    }

    /// The undecoded cell of a field, as a key for texts read before; blank if the field is not mapped.
    #[inline(always)]
    pub(crate) fn cell(&self, field: Field) -> Cell<'a> {
        match self.columns.of(field) {
            Some(column) => self.record.cell(column),
            None => Cell::new(b"", 0),
        }
    }

    /// The cell of a field if its bytes are its text: plain, not blank, and with nothing to trim.
    #[inline(always)]
    pub(crate) fn bare(&self, field: Field) -> Option<Cell<'a>> {
        let cell = self.cell(field);
        let (first, last) = (cell.bytes().first()?, cell.bytes().last()?);
        let is_value = cell.len() > LONGEST_NO_VALUE || !is_no_value_in_bytes(cell.bytes());
        (first.is_ascii_graphic() && last.is_ascii_graphic() && self.record.is_plain() && is_value).then_some(cell)
    }

    /// How many mapped cells, not counting the outcome's, hold a text that means "no value". With `were_read`, the NHS number,
    /// date of birth, date and time have been read as values and are skipped.
    #[inline]
    pub(crate) fn no_values(&self, were_read: bool) -> u64 {
        let columns = if were_read { &self.columns.beside_what_is_read } else { &self.columns.beside_outcome };
        let cells = columns.iter().map(|column| self.record.cell(usize::from(*column)));
        cells.filter(|cell| wrapped::says_no_value(cell.bytes())).count() as u64
    }

    /// Whether a field is certainly blank: it has no cell or an empty one, and no constant. False if only the text would tell.
    #[inline]
    pub(crate) fn is_bare(&self, field: Field) -> bool {
        !self.has(field) || (self.cell(field).is_empty() && !self.columns.has_constant(field))
    }

    /// Whether records of this file can have the field at all.
    #[inline]
    pub(crate) fn has(&self, field: Field) -> bool {
        self.columns.has(Fields::of(&[field]))
    }

    /// The trimmed text of a factor's column; blank if it is a text that means "no value".
    pub(crate) fn factor(&self, column: u16) -> Cow<'a, str> {
        let text = self.column(usize::from(column));
        if is_no_value(&text) { Cow::Borrowed("") } else { text }
    }

    /// The undecoded cell of a factor's column.
    #[inline]
    pub(crate) fn factor_cell(&self, column: u16) -> Cell<'a> {
        self.record.cell(usize::from(column))
    }

    /// Whether the outcome is read from several columns.
    #[inline]
    pub(crate) fn has_more_of_outcome(&self) -> bool {
        !self.columns.outcome_more.is_empty()
    }

    /// The undecoded cells of the outcome after the first.
    #[inline]
    pub(crate) fn more_of_outcome(&self) -> impl Iterator<Item = Cell<'a>> {
        self.columns.outcome_more.iter().map(|column| self.record.cell(usize::from(*column)))
    }

    /// The texts of the outcome's columns, up to the last that is not blank; at least one.
    pub(crate) fn outcome_parts(&self) -> Vec<Cow<'a, str>> {
        let more = self.columns.outcome_more.iter().map(|column| self.column(usize::from(*column)));
        let mut parts: Vec<Cow<'a, str>> = std::iter::once(self.text(Field::Outcome)).chain(more).collect();
        while parts.len() > 1 && parts.last().is_some_and(|part| part.is_empty()) {
            parts.pop();
        }
        parts
    }

    /// The outcome as the extract writes it: `status`, or `status | reason` where there are several columns.
    pub(crate) fn outcome_in_extract(&self) -> String {
        self.outcome_parts().join(" | ")
    }

    /// Whether a cell can be read: it has no NUL, and every byte is valid in the encoding.
    pub(super) fn is_readable(&self, column: usize) -> bool {
        let cell = self.record.cell(column).bytes();
        self.record.is_plain() || (memchr::memchr(0, cell).is_none() && self.charset.decode(cell).is_ok())
    }

    /// Whether every cell of the outcome can be read.
    pub(super) fn has_readable_outcome(&self) -> bool {
        let more = self.columns.outcome_more.iter().map(|column| usize::from(*column));
        self.columns.of(Field::Outcome).into_iter().chain(more).all(|column| self.is_readable(column))
    }

    /// Checks that every mapped cell can be read.
    ///
    /// # Errors
    /// A rejection if a mapped cell has a byte that is not valid in the encoding, or a NUL.
    #[inline]
    pub(super) fn must_be_readable(&self) -> Result<(), Rejection> {
        if self.record.is_plain() { Ok(()) } else { self.flaw().map_or(Ok(()), Err) }
    }

    #[inline(never)]
    fn flaw(&self) -> Option<Rejection> {
        let raw = self.record.raw();
        if raw.is_ascii() && memchr::memchr(0, raw).is_none() {
            return None;
        }
        let cells =
            || self.columns.mapped.iter().map(|column| (*column, self.record.cell(usize::from(*column)).bytes()));
        for (column, cell) in cells() {
            if let Err(at) = self.charset.decode(cell) {
                let byte = self.charset.is_read_as_it_stands().then(|| self.place_of(column, at));
                return Some(Rejection { byte, ..Rejection::whole(Reason::Encoding) });
            }
        }
        cells().any(|(_, cell)| memchr::memchr(0, cell).is_some()).then(|| Rejection::whole(Reason::NulByte))
    }

    /// The offset in the raw record of byte `at` of the cell in `column`. Walks over the cells before it; a doubled quotation
    /// mark is two bytes of the record and one of the cell.
    fn place_of(&self, column: u16, at: usize) -> u64 {
        let raw = self.record.raw();
        let mut place = 0;
        for current in 0..=column {
            let quoted = raw.get(place) == Some(&b'"');
            place += usize::from(quoted);
            let mut passed = 0;
            while let Some(byte) = raw.get(place) {
                if current == column && passed == at {
                    return place as u64;
                }
                let doubled = quoted && raw[place..].starts_with(b"\"\"");
                let ends = if quoted { *byte == b'"' && !doubled } else { *byte == self.source.delimiter };
                place += if doubled || (quoted && ends) { 2 } else { 1 };
                if ends {
                    break;
                }
                passed += 1;
            }
        }
        place as u64
    }

    /// The NHS number, if the cell is plainly a valid one ([`NhsNumber::plainly`]).
    #[inline]
    pub(crate) fn plain_number(&self) -> Option<NhsNumber> {
        NhsNumber::plainly(self.cell(Field::NhsNumber))
    }

    /// Who the record is about.
    ///
    /// # Errors
    /// A rejection if the record has neither a valid NHS number nor a usable id.
    pub(crate) fn identity(&self) -> Result<Identity<'a>, Rejection> {
        let (number, nhs, mut wrapped) = if let Some(number) = self.plain_number() {
            (Cow::Borrowed(""), NhsCell::Valid(number), 0)
        } else {
            let number = self.text(Field::NhsNumber);
            let bare = wrapped::bare(&number);
            let (nhs, wrapped) = (NhsCell::read(bare), u32::from(bare.len() != number.len()));
            (number, nhs, wrapped)
        };
        let local_text = self.text(Field::LocalId);
        let length = local_text.len();
        let is_header = self.columns.is_header_of(Field::LocalId, &local_text);
        let local_text = wrapped::bare_of(local_text);
        wrapped += u32::from(local_text.len() != length);
        let (mut local, local_damaged) = match LocalCell::read(&local_text, &self.columns.no_ids) {
            LocalCell::Id(_) if is_header => (None, false),
            LocalCell::Blank => (None, false),
            LocalCell::Damaged => (None, true),
            LocalCell::Id(_) => (Some(local_text.clone()), false),
        };
        let (mut more, mut shared_damaged) = (Vec::new(), Vec::new());
        if self.columns.has_shared_ids() {
            for (field, scope) in local_id::SHARED {
                let text = self.text(field);
                let bare = wrapped::bare(&text);
                wrapped += u32::from(bare.len() != text.len());
                match LocalCell::read(bare, &self.columns.no_ids) {
                    LocalCell::Id(_) if self.columns.is_header_of(field, &text) => {}
                    LocalCell::Blank => {}
                    LocalCell::Damaged => shared_damaged.push(field),
                    LocalCell::Id(id) if local.is_none() => local = Some(local_id::shared(scope, id).into()),
                    LocalCell::Id(id) => more.push(local_id::shared(scope, id)),
                }
            }
        }
        let nhs_invalid = nhs == NhsCell::Invalid;
        let valid = nhs.valid();
        if valid.is_some() || local.is_some() {
            return Ok(Identity { nhs: valid, local, more, nhs_invalid, local_damaged, shared_damaged, wrapped });
        }
        Err(if nhs_invalid {
            Rejection::of(Field::NhsNumber, Reason::NhsNumberInvalid, &number)
        } else if local_damaged {
            Rejection::of(Field::LocalId, Reason::LocalIdDamaged, &local_text)
        } else if let Some(field) = shared_damaged.first() {
            Rejection::of(*field, Reason::LocalIdDamaged, &self.text(*field))
        } else {
            Rejection::of(Field::NhsNumber, Reason::NoIdentity, &number)
        })
    }
}
