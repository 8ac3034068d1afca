//! Whole numbers: from one width to another, where what does not fit is a bug and never another number, and lists of counts.

use std::ops::AddAssign;

/// A count, or a place in a list, in four bytes.
///
/// # Panics
/// Where it is more than four thousand million: no run has so many records.
#[expect(clippy::cast_possible_truncation, reason = "it is asked whether it fits")]
pub(crate) const fn count(things: usize) -> u32 {
    assert!(things <= u32::MAX as usize, "fewer than four thousand million");
    things as u32
}

/// A number of days or months in a list of them; 0 where it is negative.
pub(crate) const fn place(days: i32) -> usize {
    if days < 0 { 0 } else { days.cast_unsigned() as usize }
}

/// Adds numbers to a list of as many counts, each to the count in its place.
pub(crate) fn add_each<T: AddAssign>(counts: &mut [T], more: impl IntoIterator<Item = T>) {
    counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_what_it_is() {
        assert_eq!([0, 1, u32::MAX as usize].map(count), [0, 1, u32::MAX]);
        assert_eq!([-1, i32::MIN, 0, 1, i32::MAX].map(place), [0, 0, 0, 1, i32::MAX as usize]);
    }

    #[test]
    #[should_panic(expected = "fewer than four thousand million")]
    fn what_does_not_fit_is_a_bug() {
        count(u32::MAX as usize + 1);
    }
}
