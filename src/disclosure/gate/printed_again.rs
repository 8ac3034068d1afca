//! Prints some hidden counts again: hiding what a reader knows anyway protects nothing.

use super::Gate;
use crate::disclosure::draft::Show;
use crate::disclosure::tables::Cell;

impl Gate<'_, '_> {
    /// Prints a count of nobody again that was hidden for others, so that all is read anew with it.
    pub(super) fn print_zero_again(&mut self, number: usize) -> bool {
        let Some(cell) = self.cells.get(&number).copied() else { return false };
        let tells = self.draft.truth[cell] == 0
            && self.draft.show[cell] == Show::ForOtherCell
            && self.printed_zeros.insert(cell);
        if tells {
            self.draft.unhide(cell);
        }
        tells
    }

    /// Prints all counts of nobody again that were hidden for others and that a reader knows by the rules. Whether there was
    /// one.
    pub(super) fn print_all_zeros_again(&mut self) -> bool {
        let known = |number: &usize| self.reader.system.numbers[*number].high == 0;
        let known: Vec<usize> = self.cells.keys().copied().filter(known).collect();
        let mut tells = false;
        for number in known {
            tells |= self.print_zero_again(number);
        }
        tells
    }

    /// Prints counts again that every earlier pack with them prints as they still are, and that were hidden for others or as a part of a
    /// table. Hiding what has been told protects nothing, and a printed count may have fewer values than a hidden one needs. Whether
    /// there was one.
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
