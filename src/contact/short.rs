//! Days, dates of birth and text numbers in two or three bytes, since there may be ten million contacts.

use super::columns::NO_TEXT;
use crate::day::Day;

/// The first day that a contact may have: 1 January 1990.
pub(crate) const FIRST_DAY: Day = Day(726_468);

/// The day of a contact in two bytes, counted from [`FIRST_DAY`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShortDay(u16);

impl ShortDay {
    /// Packs a day, which must be plausible for a contact.
    pub(crate) const fn of(day: Day) -> Self {
        Self((day.0 - FIRST_DAY.0) as u16)
    }

    /// The day.
    pub(crate) const fn day(self) -> Day {
        Day(FIRST_DAY.0 + self.0 as i32)
    }

    /// Days since [`FIRST_DAY`].
    pub(crate) const fn days(self) -> u16 {
        self.0
    }
}

/// A day in two bytes, or none. Covers nearly the same days as [`ShortDay`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OptionalDay(u16);

impl OptionalDay {
    /// Packs a day, or none. Returns `None` if two bytes cannot hold it.
    pub fn of(day: Option<Day>) -> Option<Self> {
        let Some(day) = day else { return Some(Self::default()) };
        u16::try_from(day.0 - FIRST_DAY.0 + 1).ok().filter(|days| *days > 0).map(Self)
    }

    /// The day.
    pub(crate) const fn day(self) -> Option<Day> {
        match self.0 {
            0 => None,
            days => Some(Day(FIRST_DAY.0 + days as i32 - 1)),
        }
    }
}

/// A date of birth in two bytes. Plausible births lie between 121 years before the as-of date and three years after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShortBirth(u16);

impl ShortBirth {
    /// No date of birth.
    pub(crate) const NONE: Self = Self(0);
    /// How many days before the as-of date the earliest birth may be.
    const BEFORE: i32 = 45_000;

    /// Packs a date of birth from a contact in a run for `as_of`.
    pub(crate) fn of(born: Option<Day>, as_of: Day) -> Self {
        born.map_or(Self::NONE, |born| {
            let days = born.0 - as_of.0 + Self::BEFORE;
            assert!((1..=65_535).contains(&days), "the date of birth is out of range");
            Self(days as u16)
        })
    }

    /// The date of birth in a form that can be compared; `None` if it is not known.
    pub(crate) const fn known(self) -> Option<Self> {
        match self {
            Self::NONE => None,
            born => Some(born),
        }
    }

    /// The date of birth.
    pub(crate) const fn day(self, as_of: Day) -> Option<Day> {
        match self.0 {
            0 => None,
            days => Some(Day(as_of.0 - Self::BEFORE + days as i32)),
        }
    }
}

/// The number of a text in a part of a file, or [`NO_TEXT`], in three bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortNumber([u8; 3]);

impl ShortNumber {
    /// No text.
    const NONE: u32 = 0xFF_FFFF;

    /// Packs a number. A part has some hundred thousand records, so its texts never need more than three bytes.
    #[inline]
    pub(crate) const fn of(number: u32) -> Self {
        assert!(number < Self::NONE || number == NO_TEXT, "a part of a file has too many different texts");
        let [low, middle, high, _] = number.to_le_bytes();
        Self([low, middle, high])
    }

    /// The number.
    #[inline]
    pub const fn get(self) -> u32 {
        let [low, middle, high] = self.0;
        match u32::from_le_bytes([low, middle, high, 0]) {
            Self::NONE => NO_TEXT,
            number => number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::columns::RawContact;

    #[test]
    fn a_number_comes_back_as_it_was() {
        for number in [0, 1, 255, 256, 65_535, 65_536, 16_777_214, NO_TEXT] {
            assert_eq!(ShortNumber::of(number).get(), number);
        }
    }

    #[test]
    #[should_panic(expected = "too many different texts")]
    fn a_number_that_three_bytes_do_not_hold_is_refused() {
        _ = ShortNumber::of(16_777_215);
    }

    #[test]
    fn a_contact_takes_twenty_bytes() {
        assert_eq!(size_of::<RawContact>(), 20);
    }
}
