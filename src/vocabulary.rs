//! The words that the program knows: one enum for each vocabulary, its words in one place.
//!
//! The words are fixed: extracts, configuration and other programs use them. Each enum lists its words once, in the
//! order in which lists of them are written.

use std::fmt;

/// Declares an enum whose variants each have a meaning (which the reference of the configuration shows), one word (as
/// configuration and CSV write it) and one phrase (as pages write it).
macro_rules! vocabulary {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[doc = $meaning:literal])+ $variant:ident = $word:literal, $phrase:literal; )+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $( $(#[doc = $meaning])+ $variant, )+ }

        #[allow(dead_code, reason = "not every vocabulary needs each of these")]
        impl $name {
            /// Every word of the vocabulary, in its order.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The word that configuration and CSV files use.
            pub const fn word(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }

            /// The phrase that pages use.
            pub(crate) const fn phrase(self) -> &'static str {
                match self { $( Self::$variant => $phrase, )+ }
            }

            /// What it means.
            #[cfg(test)]
            pub(crate) fn meaning(self) -> &'static str {
                match self { $( Self::$variant => concat!($($meaning),+).trim_start(), )+ }
            }

            /// The member with this word (exact), if there is one.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.word() == word)
            }

            /// The member with this number, which is its place in [`Self::ALL`].
            ///
            /// # Panics
            /// If no member has the number. Columns never hold such a number.
            pub(crate) fn from_code(code: u8) -> Self {
                Self::ALL[usize::from(code)]
            }

            /// The number that columns store.
            pub(crate) const fn code(self) -> u8 {
                self as u8
            }

            /// This member as one bit of a set.
            pub const fn bit(self) -> u32 {
                1 << (self as u32)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }
    };
}
pub(crate) use vocabulary;

vocabulary! {
    /// What came of a contact (NHS Data Model and Dictionary, ATTENDED OR DID NOT ATTEND CODE, and protocol §3.1).
    Outcome {
        /// The child was seen.
        Seen = "seen", "seen";
        /// The child was not brought to the appointment, or an older child did not come (§3.1).
        WasNotBrought = "was_not_brought", "was not brought";
        /// They came too late to be seen, or left before the child was seen.
        LateNotSeen = "late_not_seen", "came late and was not seen";
        /// The child, or the family for the child, refused to attend (§3.1).
        Refused = "refused", "refused";
        /// Nobody was at home, or nobody answered, at a visit that was arranged (§3.1).
        NoAccess = "no_access", "no access at a visit";
        /// The family was met at a home visit, but the child was not seen (§3.1).
        ChildNotSeen = "child_not_seen", "child not seen at a visit";
        /// The child is missing; nobody knows where they are (§3.1, §7).
        WhereaboutsUnknown = "whereabouts_unknown", "whereabouts unknown";
        /// The family withdrew from the service, although professionals advised otherwise (§3.1, §6).
        Disengaged = "disengaged", "family withdrew from the service";
        /// The child or the family cancelled. Not a failed contact unless you say so.
        CancelledByFamily = "cancelled_by_family", "cancelled by the family";
        /// The service cancelled. Not a failed contact unless you say so.
        CancelledByProvider = "cancelled_by_provider", "cancelled by the service";
        /// Cancelled, by whom is not known. Not a failed contact unless you say so.
        Cancelled = "cancelled", "cancelled";
        /// Booked and still to come; in the past: nobody recorded what came of it.
        Pending = "pending", "no outcome recorded";
        /// The parent or carer was met or spoken to, the child was not: neither failed nor seen.
        FamilySeen = "family_seen", "family seen without the child";
        /// The row is no contact at all: a blocked or free slot, a record entered in error, a total. It is left out, and
        /// counted by its text.
        NotAContact = "not_a_contact", "not a contact";
    }
}

impl Outcome {
    /// The outcomes that count as failed unless the configuration says otherwise.
    pub(crate) const DEFAULT_FAILED: &'static [Self] = &[
        Self::WasNotBrought,
        Self::LateNotSeen,
        Self::Refused,
        Self::NoAccess,
        Self::ChildNotSeen,
        Self::WhereaboutsUnknown,
        Self::Disengaged,
    ];

    /// Whether somebody saw the child, or saw or spoke to the family.
    pub(crate) const fn has_met(self) -> bool {
        matches!(self, Self::Seen | Self::FamilySeen)
    }

    /// Whether a contact in the future may carry this outcome: it is booked, or has been cancelled already.
    pub(crate) const fn may_be_in_future(self) -> bool {
        matches!(self, Self::Pending | Self::CancelledByFamily | Self::CancelledByProvider | Self::Cancelled)
    }
}

vocabulary! {
    /// How a contact takes place.
    Kind {
        /// At a clinic, a surgery or a hospital.
        Clinic = "clinic", "clinic";
        /// A visit at the child's home.
        HomeVisit = "home_visit", "home visit";
        /// By telephone or video.
        Remote = "remote", "telephone or video";
        /// At a school, nursery or college.
        EducationSetting = "education_setting", "school or nursery";
        /// Emergency department, minor injuries unit or out of hours: care that nobody booked.
        Unscheduled = "unscheduled", "unscheduled care";
        /// Anything else; also where nothing is said.
        Other = "other", "other";
    }
}

vocabulary! {
    /// Who runs the service.
    Sector {
        /// The NHS, and services that it commissions; also where nothing is said.
        Health = "health", "health";
        /// Children's social care.
        SocialCare = "social_care", "social care";
        /// Schools and education welfare.
        Education = "education", "education";
        /// Anything else.
        Other = "other", "other";
    }
}

vocabulary! {
    /// What staff should take into account (§5, §7).
    Factor {
        /// Under one year old on the as-of date: worked out, never read.
        Infant = "infant", "under one year old";
        /// Born premature.
        Premature = "premature", "born premature";
        /// Born with a low weight.
        LowBirthWeight = "low_birth_weight", "low birth weight";
        /// A current clinical need.
        ClinicalNeed = "clinical_need", "clinical need";
        /// Additional needs, such as special educational needs or a disability.
        AdditionalNeed = "additional_need", "additional needs";
        /// The child has a learning disability.
        LearningDisability = "learning_disability", "learning disability";
        /// The child has difficulty with communication.
        CommunicationNeed = "communication_need", "communication need";
        /// Subject to a child protection plan.
        ChildProtectionPlan = "child_protection_plan", "child protection plan";
        /// Subject to a current section 47 enquiry.
        Section47 = "section_47", "section 47 enquiry";
        /// A child in need.
        ChildInNeed = "child_in_need", "child in need";
        /// A looked after child.
        LookedAfter = "looked_after", "looked after child";
        /// Known to children's services before.
        PreviouslyKnown = "previously_known", "previously known to children's services";
        /// A safeguarding concern about somebody in the household.
        HouseholdSafeguardingConcern = "household_safeguarding_concern", "safeguarding concern in the household";
        /// Domestic abuse in the family or household.
        DomesticAbuse = "domestic_abuse", "domestic abuse";
        /// Substance misuse in the family or household.
        SubstanceMisuse = "substance_misuse", "substance misuse";
        /// Mental or physical ill-health of a parent or carer.
        ParentalIllHealth = "parental_ill_health", "ill-health of a parent or carer";
        /// A parent or carer has a learning disability.
        ParentalLearningDisability = "parental_learning_disability", "learning disability of a parent or carer";
        /// A language barrier, or difficulty with reading or communication, of a parent or carer.
        LanguageBarrier = "language_barrier", "language barrier";
        /// Social issues, or reduced socio-economic status.
        SocialDisadvantage = "social_disadvantage", "social disadvantage";
    }
}

vocabulary! {
    /// How soon a case should be looked at. Never a numeric score.
    Priority {
        /// The child's whereabouts are unknown (§7).
        Immediate = "immediate", "Immediate";
        /// The child has a factor that the configuration calls urgent.
        Urgent = "urgent", "Urgent";
        /// Every other case.
        Routine = "routine", "Routine";
    }
}

vocabulary! {
    /// The shape of the failed contacts in the review period (§3).
    Pattern {
        /// Three or more, and not seen by any service since the first.
        Persistent = "persistent", "persistent";
        /// Some services only fail, others only see the child.
        Selective = "selective", "selective";
        /// Some service has both.
        Intermittent = "intermittent", "intermittent";
        /// Anything else.
        Partial = "partial", "partial";
    }
}

vocabulary! {
    /// What is recorded of a child's sex.
    Sex {
        /// Male.
        Male = "male", "male";
        /// Female.
        Female = "female", "female";
        /// Indeterminate.
        Indeterminate = "indeterminate", "indeterminate";
    }
}

impl Sex {
    /// Reads what an extract says: `M`, `Male`, `1`; `F`, `Female`, `2`; `I`, `Indeterminate`, `9`. Anything else is
    /// not known (NHS Data Model and Dictionary, PERSON STATED GENDER CODE).
    pub(crate) fn read(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "m" | "male" | "1" => Some(Self::Male),
            "f" | "female" | "2" => Some(Self::Female),
            "i" | "indeterminate" | "9" => Some(Self::Indeterminate),
            _ => None,
        }
    }
}

vocabulary! {
    /// How a case compares with the previous run and the reviews.
    Status {
        /// The previous run did not list the child, or there is none.
        New = "new", "New";
        /// More failed contacts, a later last one, or a higher priority than in the previous run.
        Worsened = "worsened", "Worse";
        /// A decision that still holds asked for another look by now.
        ReviewDue = "review_due", "Review due";
        /// Listed in the previous run, and not worse.
        Continuing = "continuing", "Continuing";
        /// A decision still holds.
        Reviewed = "reviewed", "Reviewed";
    }
}

vocabulary! {
    /// What a reviewer decided.
    Decision {
        /// Referred to another service.
        Referred = "referred", "referred";
        /// Something was agreed to be done.
        ActionAgreed = "action_agreed", "action agreed";
        /// To be watched.
        Monitoring = "monitoring", "monitoring";
        /// Nothing more is needed.
        NoFurtherAction = "no_further_action", "no further action";
        /// The services made a mistake, and the contacts failed because of it.
        AdministrativeError = "administrative_error", "administrative error";
        /// Discharged from the service.
        Discharged = "discharged", "discharged";
    }
}

vocabulary! {
    /// Why a child of the previous list is not a case now. The first reason that applies is used.
    Departure {
        /// The records are of a child who is a case under another number or id.
        SameChild = "same_child", "One child with another case";
        /// The extracts have a date of death.
        Deceased = "deceased", "Has died";
        /// The child has reached the age at which the review ends.
        OverAge = "over_age", "Over age";
        /// No used contact of the child is in the extracts.
        NotInExtracts = "not_in_extracts", "Not in the extracts";
        /// No rule holds any more.
        BelowThreshold = "below_threshold", "No rule lists the child now";
    }
}

vocabulary! {
    /// A match key that may join records without a person's decision.
    JoinKey {
        /// Family name, given name, date of birth and postcode are equal.
        AllFour = "all_four", "same names, date of birth and postcode";
    }
}

vocabulary! {
    /// How the records of a child came together.
    IdentityKind {
        /// By the NHS number, and by local ids that stand for it.
        Verified = "verified", "NHS number";
        /// A person decided that some of them are the child's.
        Linked = "linked", "a person's decision";
        /// Names, date of birth and postcode are equal, which is enough by the configuration.
        Matched = "matched", "same names, date of birth and postcode";
        /// By a local id only.
        Unlinked = "unlinked", "local id only";
    }
}

vocabulary! {
    /// Whom a contact was with.
    Party {
        /// The child; also where nothing is said.
        Child = "child", "the child";
        /// A parent or carer without the child: `seen` then means `family_seen`.
        Family = "family", "a parent or carer without the child";
    }
}

vocabulary! {
    /// Why a service closed a referral.
    Closure {
        /// The child was not brought, or did not attend.
        DidNotAttend = "did_not_attend", "after the child was not brought";
        /// The family asked for it.
        FamilyRequest = "family_request", "at the family’s request";
        /// The family refused, or declined what was offered.
        Refused = "refused", "because the family refused";
        /// Anything else: the treatment is complete, the child has moved.
        Other = "other", "for another reason";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabularies_have_the_sizes_that_the_documentation_gives() {
        assert_eq!(Outcome::ALL.len(), 14);
        assert_eq!(Kind::ALL.len(), 6);
        assert_eq!(Sector::ALL.len(), 4);
        assert_eq!(Factor::ALL.len(), 19);
        assert_eq!(Priority::ALL.len(), 3);
        assert_eq!(Pattern::ALL.len(), 4);
    }

    #[test]
    fn members_are_found_by_their_codes_and_words() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_code(outcome.code()), *outcome);
            assert_eq!(Outcome::from_word(outcome.word()), Some(*outcome));
        }
        assert_eq!(Outcome::from_word("Seen"), None);
    }

    #[test]
    fn sex_is_read_as_the_data_dictionary_and_people_write_it() {
        for (text, sex) in [
            ("M", Some(Sex::Male)),
            ("male", Some(Sex::Male)),
            ("1", Some(Sex::Male)),
            ("F", Some(Sex::Female)),
            ("2", Some(Sex::Female)),
            ("9", Some(Sex::Indeterminate)),
            ("Indeterminate", Some(Sex::Indeterminate)),
            ("X", None),
            ("0", None),
            ("", None),
        ] {
            assert_eq!(Sex::read(text), sex, "{text:?}");
        }
    }
}
