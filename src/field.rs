//! The fields of a contact and of a child. The configuration maps columns to them, and rejects and warnings name them.

use std::fmt;

/// Declares the fields. Each has a meaning, its word in configuration and CSV files, who it describes, and an example of a
/// header. `contact` fields are in extracts of contacts only; `child` fields describe a child and are usually in a register;
/// `both` may be in any extract.
macro_rules! fields {
    (@is_of_child contact) => { false };
    (@is_of_child $other:ident) => { true };
    ($( $(#[doc = $meaning:literal])+ $field:ident = $word:literal, $of:ident, $header:literal; )+) => {
        /// A field of a contact or of a child.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Field { $( $(#[doc = $meaning])+ $field, )+ }

        impl Field {
            /// Every field: those of a contact first, then those that only a child has.
            pub const ALL: &'static [Self] = &[ $( Self::$field, )+ ];

            /// The word for it in configuration and CSV files.
            pub const fn word(self) -> &'static str {
                match self { $( Self::$field => $word, )+ }
            }

            /// Whether a children's record may carry it. A contact may carry any field.
            pub const fn is_of_child(self) -> bool {
                match self { $( Self::$field => fields!(@is_of_child $of), )+ }
            }

            /// The meaning, who the field describes, and an example of a header, for the documentation.
            #[cfg(test)]
            pub(crate) const fn described(self) -> (&'static str, &'static str, &'static str) {
                match self { $( Self::$field => (concat!($($meaning),+), stringify!($of), $header), )+ }
            }
        }
    };
}

fields! {
    /// The source's own id of the contact: records with the same one are versions of one contact, of which the one
    /// recorded last counts.
    ContactId = "contact_id", contact, "Appointment ID";
    /// The NHS number, with or without blanks and hyphens; its check digit must be right.
    NhsNumber = "nhs_number", both, "NHS Number";
    /// The child's id in the system itself, the same for all sources of one `id_scope`.
    LocalId = "local_id", both, "Patient ID";
    /// The family name.
    FamilyName = "family_name", both, "Surname";
    /// The given name.
    GivenName = "given_name", both, "First Name";
    /// The date of birth: for the age, and for the factor `infant`.
    DateOfBirth = "date_of_birth", both, "Date of Birth";
    /// The postcode; sources that differ are a check on the sheet.
    Postcode = "postcode", both, "Postcode";
    /// The service that booked or tried the contact, as it is counted and shown.
    Service = "service", contact, "Team";
    /// The organisation that runs the service.
    Provider = "provider", contact, "Provider";
    /// Who runs the service, in one of the words for sectors; blank is `health`.
    Sector = "sector", contact, "Sector";
    /// The day of the contact; its format may have a time in it.
    Date = "date", contact, "Appointment Date";
    /// The time of the contact, where its date has none.
    Time = "time", contact, "Start Time";
    /// How the contact takes place, in one of the words for kinds; blank is `other`.
    Kind = "kind", contact, "Appointment Type";
    /// What came of the contact, in one of the words for outcomes; blank is `pending`. Several headers, up to four, are
    /// looked up together: `["Status", "Reason"]` as “status | reason”, then as the status alone; flags as “a | b | c”,
    /// then “a | b”, then “a”.
    Outcome = "outcome", contact, "Status";
    /// Where the contact takes place.
    Location = "location", contact, "Location";
    /// Who sees the child, or would have.
    Practitioner = "practitioner", contact, "Clinician";
    /// Who referred the child to the service.
    Referrer = "referrer", contact, "Referred By";
    /// The day on which the contact was booked: for the check of short notice.
    BookedOn = "booked_on", contact, "Booked On";
    /// When this version of the record was written: the latest of a contact counts.
    RecordedAt = "recorded_at", contact, "Last Changed";
    /// The age in whole years on the day of the contact, 0 to 130, for extracts without a date of birth. The codes 7001 to
    /// 7007 of Hospital Episode Statistics, under one year, are 0.
    Age = "age", contact, "Age";
    /// Whom the contact was with, the child or only a parent or carer, in one of the words for subjects; blank is the
    /// child.
    Subject = "subject", contact, "Seen With";
    /// The day on which an episode ended: with the outcome `whereabouts_unknown`, the day the child was found.
    EndedOn = "ended_on", contact, "Found On";
    /// The day on which the referral of the contact was closed.
    ClosedOn = "closed_on", contact, "Referral Closed";
    /// Why it was closed, in one of the words for closures.
    ClosureReason = "closure_reason", contact, "Closure Reason";
    /// The date of death: a child who has died is in no list of cases.
    DateOfDeath = "date_of_death", child, "Date of Death";
    /// Whether the child has died (Y or N), where no date of death is known: then as for a date of death.
    Deceased = "deceased", child, "Deceased";
    /// The sex: M, Male, 1; F, Female, 2; I, Indeterminate, 9; anything else is not known.
    Sex = "sex", child, "Sex";
    /// The ethnic group, as a national code or by the group that the text names: for the commissioner pack.
    Ethnicity = "ethnicity", child, "Ethnic Group";
    /// The decile of deprivation of the child's address, 1 (most deprived) to 10.
    ImdDecile = "imd_decile", child, "IMD Decile";
    /// The locality, as the area divides itself.
    Locality = "locality", child, "Locality";
    /// The GP practice, for the steps of the protocol.
    GpPractice = "gp_practice", child, "GP Practice";
    /// The school or nursery.
    School = "school", child, "School";
    /// The household, within the `id_scope`: the same for children who live together.
    HouseholdId = "household_id", child, "Household";
    /// The day on which address or contact details changed: for a check.
    DetailsChangedOn = "details_changed_on", child, "Details Changed";
    /// The allocated social worker, for the steps of the protocol.
    SocialWorker = "social_worker", child, "Social Worker";
    /// The telephone number by which the family can be reached.
    Phone = "phone", child, "Mobile";
    /// The whole name in one column, “FAMILY, Given” or “Given Family”: instead of the two, or where one of them is blank.
    FullName = "full_name", both, "Patient Name";
    /// The unique pupil number. Sources share it: a record without an NHS number is of the child who has it elsewhere, as with
    /// a local id of the scope `upn`.
    Upn = "upn", both, "UPN";
    /// The local authority’s own number of the child, where sources share it: as a local id of the scope `la`.
    LocalAuthorityId = "local_authority_id", both, "Person ID";
}

impl Field {
    /// The field with this word (exact), if there is one.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.word() == word)
    }

    /// The place of the field in [`Self::ALL`].
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

/// A set of fields, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(u64);

impl Fields {
    /// The set of these fields.
    pub(crate) const fn of(fields: &[Field]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < fields.len() {
            bits |= 1_u64 << fields[at].index();
            at += 1;
        }
        Self(bits)
    }

    /// The union of both sets.
    #[must_use]
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether some field is in both sets.
    #[inline]
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl FromIterator<Field> for Fields {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        fields.into_iter().fold(Self::default(), |set, field| Self(set.0 | Self::of(&[field]).0))
    }
}

impl serde::Serialize for Field {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
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
