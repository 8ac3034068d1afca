//! Days, dates of birth and numbers of texts in few bytes: of a contact there are ten million.

use super::columns::NO_TEXT;
use crate::day::Day;

/// The first day that a contact may have.
pub(crate) const FIRST_DAY: Day = Day(726_468);

/// A day of a contact in two bytes: from 1 January 1990 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShortDay(u16);

impl ShortDay {
    /// A day that is plausible for a contact.
    pub(crate) const fn of(day: Day) -> Self {
        Self((day.0 - FIRST_DAY.0) as u16)
    }

    /// The day.
    pub(crate) const fn day(self) -> Day {
        Day(FIRST_DAY.0 + self.0 as i32)
    }

    /// What days are in the order of.
    pub(crate) const fn days(self) -> u16 {
        self.0
    }
}

/// A day in two bytes, as [`ShortDay`], or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OptionalDay(u16);

impl OptionalDay {
    /// A day that two bytes can hold, or none.
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

/// A date of birth in two bytes: births that a contact may tell lie from 121 years before the as-of date to three years
/// behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShortBirth(u16);

impl ShortBirth {
    /// No date of birth.
    pub(crate) const NONE: Self = Self(0);
    /// Days between the first birth that can be said and the as-of date.
    const BEFORE: i32 = 45_000;

    /// A date of birth that a contact of a run for `as_of` tells.
    pub(crate) fn of(born: Option<Day>, as_of: Day) -> Self {
        born.map_or(Self::NONE, |born| {
            let days = born.0 - as_of.0 + Self::BEFORE;
            assert!((1..=65_535).contains(&days), "no contact tells such a date of birth");
            Self(days as u16)
        })
    }

    /// What is compared; nothing where none is known.
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

/// The number of a text among those of a part of a file, or [`NO_TEXT`], in three bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortNumber([u8; 3]);

impl ShortNumber {
    /// No text.
    const NONE: u32 = 0xFF_FFFF;

    /// A number in a part, which has some hundred thousand records and not sixteen million different texts.
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
