//! Conversions between integer widths, in which a number that does not fit is a bug and never becomes another number; and
//! sums of lists of counts.

use std::ops::AddAssign;

/// A count, or a place in a list, as four bytes.
///
/// # Panics
/// If it is more than `u32::MAX`, about four thousand million. No run has that many records.
#[expect(clippy::cast_possible_truncation, reason = "the assertion checks that it fits")]
pub(crate) const fn count(things: usize) -> u32 {
    assert!(things <= u32::MAX as usize, "fewer than four thousand million");
    things as u32
}

/// A number of days or months as a place in a list of them; 0 if it is negative.
pub(crate) const fn place(days: i32) -> usize {
    if days < 0 { 0 } else { days.cast_unsigned() as usize }
}

/// Adds each number to the count at the same place of a list.
pub(crate) fn add_each<T: AddAssign>(counts: &mut [T], more: impl IntoIterator<Item = T>) {
    counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_fits_is_unchanged() {
        assert_eq!([0, 1, u32::MAX as usize].map(count), [0, 1, u32::MAX]);
        assert_eq!([-1, i32::MIN, 0, 1, i32::MAX].map(place), [0, 0, 0, 1, i32::MAX as usize]);
    }

    #[test]
    #[should_panic(expected = "fewer than four thousand million")]
    fn a_number_that_does_not_fit_is_a_bug() {
        count(u32::MAX as usize + 1);
    }
}
