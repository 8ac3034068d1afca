//! The contact id of a record, which the versions of one contact share.

use std::borrow::Cow;

use super::local_id::is_damaged;
use super::print;
use super::source_record::SourceRecord;
use super::wrapped;
use crate::cells::cell::Cell;
use crate::cells::no_id::NoIdTexts;
use crate::extract::cell::Record;
use crate::field::Field;

/// The contact id as read from a record.
#[derive(Default)]
pub(super) struct ContactId<'a> {
    /// A fingerprint of the id, if there is one. A text that means "no id", or one that a spreadsheet damaged, is not an id: it
    /// would make one contact of many.
    pub(super) print: Option<u128>,
    /// The cell, if a spreadsheet damaged it.
    pub(super) damaged: Option<Cow<'a, str>>,
    /// Whether a spreadsheet wrapper was taken off.
    pub(super) wrapped: bool,
}

impl<'a, R: Record<'a>> SourceRecord<'a, R> {
    /// The contact id, without a spreadsheet wrapper.
    #[inline(always)]
    pub(super) fn contact_id(&self) -> ContactId<'a> {
        match self.bare(Field::ContactId) {
            Some(cell) if is_plainly_id(cell.bytes(), &self.columns.no_ids) => {
                ContactId { print: Some(print::of_id(cell)), ..ContactId::default() }
            }
            None if self.is_bare(Field::ContactId) => ContactId::default(),
            _ => self.contact_id_by_its_text(),
        }
    }

    #[inline(never)]
    fn contact_id_by_its_text(&self) -> ContactId<'a> {
        let text = self.text(Field::ContactId);
        let id = wrapped::bare(&text);
        let wrapped = id.len() != text.len();
        if is_damaged(id.as_bytes()) {
            return ContactId { print: None, damaged: Some(text), wrapped };
        }
        let is_id = !id.is_empty() && !self.columns.no_ids.has(id);
        let print = is_id.then(|| print::of_id(Cell::new(id.as_bytes(), id.len())));
        ContactId { print, damaged: None, wrapped }
    }
}

/// Whether a cell is an id without further reading. The cell must be a value that begins and ends with a visible character
/// ([`SourceRecord::bare`]).
#[inline(always)]
pub(super) fn is_plainly_id(cell: &[u8], no_ids: &NoIdTexts) -> bool {
    !wrapped::may_be_wrapped(cell) && !is_damaged(cell) && !no_ids.may_have(cell)
}
