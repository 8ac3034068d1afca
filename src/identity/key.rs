//! The match keys: why two children may be one. They are in an order, and a pair is shown with the first that holds.
//! There is no score: a person who reads "the same names, date of birth and postcode" knows what to look at.

/// Why two children may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum MatchKey {
    /// Family name, given name, date of birth and postcode are equal.
    AllFour,
    /// Family name, given name and date of birth are equal.
    NamesAndBirth,
    /// The same with family and given name exchanged.
    NamesExchanged,
    /// Date of birth and postcode are equal, and the given names are alike.
    BirthAndHome,
    /// Family name, given name and postcode are equal, and the dates of birth are nearly.
    NamesAndHome,
    /// An NHS number that is not valid is nearly the other's, and the dates of birth are equal.
    NumberSlip,
    /// One local id stands for two NHS numbers, and the dates of birth are equal.
    OneId,
}

impl MatchKey {
    /// The word that CSV files and the configuration use.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::AllFour => "all_four",
            Self::NamesAndBirth => "names_and_birth",
            Self::NamesExchanged => "names_exchanged",
            Self::BirthAndHome => "birth_and_home",
            Self::NamesAndHome => "names_and_home",
            Self::NumberSlip => "number_slip",
            Self::OneId => "one_id",
        }
    }

    /// What a page calls it.
    pub(crate) const fn phrase(self) -> &'static str {
        match self {
            Self::AllFour => "Same names, date of birth and postcode",
            Self::NamesAndBirth => "Same names and date of birth",
            Self::NamesExchanged => "Same date of birth, and names the other way round",
            Self::BirthAndHome => "Same date of birth and postcode, and a similar given name",
            Self::NamesAndHome => "Same names and postcode, and nearly the same date of birth",
            Self::NumberSlip => "A mistyped NHS number, and the same date of birth",
            Self::OneId => "One local id with 2 NHS numbers, and the same date of birth",
        }
    }

    /// Whether it makes a pair of two children who both have NHS numbers.
    pub(crate) const fn pairs_numbers(self) -> bool {
        matches!(self, Self::AllFour | Self::OneId)
    }
}
