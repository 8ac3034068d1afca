//! Whether two records say the same: a fingerprint of what every mapped field is read as, and not of how it is written.

use super::print::{FingerprintOf, Fingerprinter};
use super::source_record::SourceRecord;
use super::wrapped;
use crate::cells::cell::Cell;
use crate::cells::dates::{DateParser, Moment};
use crate::extract::cell::Record;
use crate::field::{Field, Fields};
use crate::text::fold;

/// What is an id, or would be one: its capitals count, and what a spreadsheet puts around it does not.
const IDS: Fields = Fields::of(&[
    Field::ContactId,
    Field::NhsNumber,
    Field::LocalId,
    Field::Upn,
    Field::LocalAuthorityId,
    Field::HouseholdId,
]);

impl<'a, R: Record<'a>> SourceRecord<'a, R> {
    /// A fingerprint of every mapped field, in the order of the fields: files of one source may have their columns in
    /// different orders. Of a field that was read as a number, such as an NHS number or a date, `number` tells it.
    pub(super) fn all_that_is_said(&self, mut number: impl FnMut(Field) -> Option<u64>) -> u128 {
        let mut printer = Fingerprinter::new(FingerprintOf::Record);
        for field in self.source.columns.keys().copied() {
            match (number(field), self.bare(field)) {
                (Some(number), _) => printer.add_number(number),
                (None, cell) if IDS.meets(Fields::of(&[field])) => match cell {
                    Some(cell) if !wrapped::may_be_wrapped(cell.bytes()) => printer.add(cell),
                    _ => printer.add(cell_of(wrapped::bare(&self.text(field)))),
                },
                (None, Some(cell)) if printer.add_in_small_letters(cell) => {}
                (None, _) => add_text(&mut printer, &self.text(field)),
            }
        }
        for column in &self.columns.outcome_more {
            add_text(&mut printer, &self.column(usize::from(*column)));
        }
        let codes = self.columns.factor_codes.iter().chain(&self.columns.leave_out);
        for column in self.columns.factors.iter().map(|(_, column)| column).chain(codes) {
            add_text(&mut printer, &self.factor(*column));
        }
        printer.finish()
    }

    /// The moment that a field's text says, as a number, if it can be read.
    pub(super) fn moment(&self, parser: &mut DateParser, field: Field) -> Option<u64> {
        let moment = match parser.plainly(self.cell(field)) {
            Some(plain) => Moment::from(plain),
            None if self.is_bare(field) => return None,
            None => parser.parse(&self.text(field))?,
        };
        Some(moment.instant().cast_unsigned())
    }
}

const fn cell_of(text: &str) -> Cell<'_> {
    Cell::new(text.as_bytes(), text.len())
}

/// Adds a trimmed text as it is compared.
fn add_text(printer: &mut Fingerprinter, text: &str) {
    if !printer.add_in_small_letters(cell_of(text)) {
        printer.add(cell_of(&fold(text)));
    }
}
