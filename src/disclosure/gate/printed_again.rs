//! Prints some hidden counts again: hiding what a reader knows anyway protects nothing.

use super::Gate;
use crate::disclosure::draft::Show;
use crate::disclosure::tables::Cell;

impl Gate<'_, '_> {
    /// Prints a count of 0 again that was hidden to protect others. Returns whether it did; then everything must be read again.
    pub(super) fn print_zero_again(&mut self, number: usize) -> bool {
        let Some(cell) = self.cells.get(&number).copied() else { return false };
        let is_printed_again = self.draft.truth[cell] == 0
            && self.draft.show[cell] == Show::ForOtherCell
            && self.printed_zeros.insert(cell);
        if is_printed_again {
            self.draft.unhide(cell);
        }
        is_printed_again
    }

    /// Prints all counts of 0 again that were hidden to protect others, but that a reader knows by the rules. Returns whether
    /// there were any.
    pub(super) fn print_all_zeros_again(&mut self) -> bool {
        let known = |number: &usize| self.reader.system.numbers[*number].high == 0;
        let known: Vec<usize> = self.cells.keys().copied().filter(known).collect();
        let mut any = false;
        for number in known {
            any |= self.print_zero_again(number);
        }
        any
    }

    /// Prints counts again that were hidden to protect others, or with a whole table, but that every earlier pack prints,
    /// unchanged. Hiding what is known protects nothing, and a printed count may have fewer values than a hidden one needs.
    /// Returns whether there were any.
    pub(super) fn print_known_again(&mut self) -> bool {
        let is_printed = |(number, cell): &(&usize, &Cell)| {
            let number = **number;
            self.draft.show[**cell] == Show::ForOtherCell
                && self.is_printed_before(number)
                && !self.reader.outdated.contains(&number)
        };
        let printed: Vec<Cell> = self.cells.iter().filter(is_printed).map(|(_, cell)| *cell).collect();
        let printed: Vec<Cell> = printed.into_iter().filter(|cell| self.printed_zeros.insert(*cell)).collect();
        for cell in &printed {
            self.draft.unhide(*cell);
        }
        !printed.is_empty()
    }
}
