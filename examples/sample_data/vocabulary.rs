//! The program's words that the sample data need: what came of a contact, how it was held, and what is known of a
//! child.

/// What came of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Seen,
    WasNotBrought,
    LateNotSeen,
    Refused,
    NoAccess,
    ChildNotSeen,
    WhereaboutsUnknown,
    Disengaged,
    CancelledByFamily,
    CancelledByProvider,
    Cancelled,
    Pending,
}

impl Outcome {
    /// Whether it makes a failed contact, by the default settings.
    pub fn is_failed(self) -> bool {
        matches!(
            self,
            Self::WasNotBrought
                | Self::LateNotSeen
                | Self::Refused
                | Self::NoAccess
                | Self::ChildNotSeen
                | Self::WhereaboutsUnknown
                | Self::Disengaged
        )
    }
}

/// How a contact was to be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Clinic,
    HomeVisit,
    Remote,
    EducationSetting,
    Unscheduled,
    Other,
}

/// What the register says of a child, in the order of its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Factor {
    Premature,
    LowBirthWeight,
    ClinicalNeed,
    AdditionalNeed,
    LearningDisability,
    CommunicationNeed,
    ChildProtectionPlan,
    Section47,
    ChildInNeed,
    LookedAfter,
    PreviouslyKnown,
    HouseholdSafeguardingConcern,
    DomesticAbuse,
    SubstanceMisuse,
    ParentalIllHealth,
    ParentalLearningDisability,
    LanguageBarrier,
    SocialDisadvantage,
}

impl Factor {
    /// All of them, in the order of the register's columns.
    pub const ALL: [Self; 18] = [
        Self::Premature,
        Self::LowBirthWeight,
        Self::ClinicalNeed,
        Self::AdditionalNeed,
        Self::LearningDisability,
        Self::CommunicationNeed,
        Self::ChildProtectionPlan,
        Self::Section47,
        Self::ChildInNeed,
        Self::LookedAfter,
        Self::PreviouslyKnown,
        Self::HouseholdSafeguardingConcern,
        Self::DomesticAbuse,
        Self::SubstanceMisuse,
        Self::ParentalIllHealth,
        Self::ParentalLearningDisability,
        Self::LanguageBarrier,
        Self::SocialDisadvantage,
    ];

    /// Whether the children of a household share it.
    pub fn is_of_household(self) -> bool {
        self >= Self::HouseholdSafeguardingConcern
    }

    /// How many of a thousand children have it in the background of the area.
    pub fn per_mille(self) -> usize {
        match self {
            Self::Section47 | Self::ParentalLearningDisability => 8,
            Self::ChildProtectionPlan | Self::LookedAfter => 14,
            Self::HouseholdSafeguardingConcern | Self::SubstanceMisuse | Self::LearningDisability => 28,
            Self::ChildInNeed | Self::DomesticAbuse => 38,
            Self::Premature | Self::LowBirthWeight | Self::ParentalIllHealth | Self::LanguageBarrier => 50,
            Self::PreviouslyKnown | Self::CommunicationNeed => 70,
            Self::ClinicalNeed | Self::AdditionalNeed => 120,
            Self::SocialDisadvantage => 140,
        }
    }
}
