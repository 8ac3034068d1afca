//! The fields of a contact and of a child, as configuration maps them and as rejects and warnings name them.

use std::fmt;

/// A field of a contact or of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs)] // each is the word of the same name, explained in the configuration reference
pub enum Field {
    ContactId,
    NhsNumber,
    LocalId,
    FamilyName,
    GivenName,
    DateOfBirth,
    Postcode,
    Service,
    Provider,
    Sector,
    Date,
    Time,
    Kind,
    Outcome,
    Location,
    Practitioner,
    Referrer,
    BookedOn,
    RecordedAt,
    Age,
    DateOfDeath,
    Sex,
    Ethnicity,
    ImdDecile,
    Locality,
    GpPractice,
    School,
    HouseholdId,
    DetailsChangedOn,
    SocialWorker,
}

impl Field {
    /// Every field: those of a contact first, then those that only a child has.
    pub const ALL: &'static [Self] = &[
        Self::ContactId,
        Self::NhsNumber,
        Self::LocalId,
        Self::FamilyName,
        Self::GivenName,
        Self::DateOfBirth,
        Self::Postcode,
        Self::Service,
        Self::Provider,
        Self::Sector,
        Self::Date,
        Self::Time,
        Self::Kind,
        Self::Outcome,
        Self::Location,
        Self::Practitioner,
        Self::Referrer,
        Self::BookedOn,
        Self::RecordedAt,
        Self::Age,
        Self::DateOfDeath,
        Self::Sex,
        Self::Ethnicity,
        Self::ImdDecile,
        Self::Locality,
        Self::GpPractice,
        Self::School,
        Self::HouseholdId,
        Self::DetailsChangedOn,
        Self::SocialWorker,
    ];

    /// The word for it in configuration and CSV files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ContactId => "contact_id",
            Self::NhsNumber => "nhs_number",
            Self::LocalId => "local_id",
            Self::FamilyName => "family_name",
            Self::GivenName => "given_name",
            Self::DateOfBirth => "date_of_birth",
            Self::Postcode => "postcode",
            Self::Service => "service",
            Self::Provider => "provider",
            Self::Sector => "sector",
            Self::Date => "date",
            Self::Time => "time",
            Self::Kind => "kind",
            Self::Outcome => "outcome",
            Self::Location => "location",
            Self::Practitioner => "practitioner",
            Self::Referrer => "referrer",
            Self::BookedOn => "booked_on",
            Self::RecordedAt => "recorded_at",
            Self::Age => "age",
            Self::DateOfDeath => "date_of_death",
            Self::Sex => "sex",
            Self::Ethnicity => "ethnicity",
            Self::ImdDecile => "imd_decile",
            Self::Locality => "locality",
            Self::GpPractice => "gp_practice",
            Self::School => "school",
            Self::HouseholdId => "household_id",
            Self::DetailsChangedOn => "details_changed_on",
            Self::SocialWorker => "social_worker",
        }
    }

    /// The field with this word (exact), if there is one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.word() == word)
    }

    /// Whether a children's record may carry it. A contact may carry any field.
    pub const fn is_of_child(self) -> bool {
        matches!(
            self,
            Self::NhsNumber
                | Self::LocalId
                | Self::FamilyName
                | Self::GivenName
                | Self::DateOfBirth
                | Self::DateOfDeath
                | Self::Sex
                | Self::Ethnicity
                | Self::Postcode
                | Self::ImdDecile
                | Self::Locality
                | Self::GpPractice
                | Self::School
                | Self::HouseholdId
                | Self::DetailsChangedOn
                | Self::SocialWorker
        )
    }

    /// The place of the field in [`Self::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// A set of fields, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields(u32);

impl Fields {
    /// The set of these fields.
    pub const fn of(fields: &[Field]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < fields.len() {
            bits |= 1 << fields[at].index();
            at += 1;
        }
        Self(bits)
    }

    /// Whether some field is in both sets.
    #[inline]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl FromIterator<Field> for Fields {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        fields.into_iter().fold(Self::default(), |set, field| Self(set.0 | Self::of(&[field]).0))
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_the_order_of_the_enum() {
        for (place, field) in Field::ALL.iter().enumerate() {
            assert_eq!(field.index(), place);
            assert_eq!(Field::from_word(field.word()), Some(*field));
        }
    }
}
