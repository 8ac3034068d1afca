//! A fingerprint by which equal records are found: of the values of all mapped fields, not of how they are written.

use super::print::{FingerprintOf, Fingerprinter};
use super::source_record::SourceRecord;
use super::wrapped;
use crate::cells::cell::Cell;
use crate::cells::dates::{DateParser, Moment};
use crate::extract::cell::Record;
use crate::field::{Field, Fields};
use crate::text::fold;

/// Fields that hold ids: capitals matter, and spreadsheet wrappers do not.
const IDS: Fields = Fields::of(&[
    Field::ContactId,
    Field::NhsNumber,
    Field::LocalId,
    Field::Upn,
    Field::LocalAuthorityId,
    Field::HouseholdId,
]);

impl<'a, R: Record<'a>> SourceRecord<'a, R> {
    /// A fingerprint of all mapped fields, in the order of [`Field`], since files of one source may order their columns
    /// differently. `number` returns the value of a field that was read as a number, such as an NHS number or a date.
    pub(super) fn fingerprint_of_values(&self, mut number: impl FnMut(Field) -> Option<u64>) -> u128 {
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

    /// The date and time in a field as a number, if it can be read.
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

/// Adds a trimmed text in its folded form.
fn add_text(printer: &mut Fingerprinter, text: &str) {
    if !printer.add_in_small_letters(cell_of(text)) {
        printer.add(cell_of(&fold(text)));
    }
}
