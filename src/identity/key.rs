//! The match keys: the reasons why two children may be the same. They are in order, and a pair is shown with the first that
//! holds. There is no score: "the same names, date of birth and postcode" tells a person what to look at.

#![allow(unreachable_pub, reason = "the macro also declares vocabularies that other crates see")]

use std::fmt;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// Why two children may be the same.
    MatchKey {
        /// Family name, given name, date of birth and postcode are equal.
        AllFour = "all_four", "Same names, date of birth and postcode";
        /// Family name, given name and date of birth are equal.
        NamesAndBirth = "names_and_birth", "Same names and date of birth";
        /// As `names_and_birth`, with family and given name exchanged.
        NamesExchanged = "names_exchanged", "Same date of birth, and names the other way round";
        /// Date of birth and postcode are equal, and the given names are alike.
        BirthAndHome = "birth_and_home", "Same date of birth and postcode, and a similar given name";
        /// Family name, given name and postcode are equal, and the dates of birth nearly so.
        NamesAndHome = "names_and_home", "Same names and postcode, and nearly the same date of birth";
        /// An NHS number that is not valid is nearly the other's, and the dates of birth are equal.
        NumberSlip = "number_slip", "A mistyped NHS number, and the same date of birth";
        /// One local id stands for two NHS numbers, and the dates of birth are equal.
        OneId = "one_id", "One local id with 2 NHS numbers, and the same date of birth";
    }
}

impl MatchKey {
    /// Whether it can pair two children who both have NHS numbers.
    pub(crate) const fn pairs_numbers(self) -> bool {
        matches!(self, Self::AllFour | Self::OneId)
    }
}
