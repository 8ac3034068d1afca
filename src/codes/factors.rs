//! Code sets of factors: columns of codes that tell something about a child.

use super::{Code, CodeSet};
use crate::vocabulary::Factor;

/// The meaning of a code in a column of factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FactorMeaning {
    /// The child has this factor.
    Has(Factor),
    /// The child has the factor that the map `factors` gives for the column.
    Yes,
    /// The child has none of the factors of the column.
    No,
    /// It is not known whether the child has a factor.
    NotKnown,
}

impl FactorMeaning {
    /// The word for the meaning in a configuration.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Has(factor) => factor.word(),
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotKnown => "not_known",
        }
    }
}

impl serde::Serialize for FactorMeaning {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

const fn code(
    texts: &'static [&'static str],
    description: &'static str,
    meaning: FactorMeaning,
) -> Code<FactorMeaning> {
    Code { texts, description, meaning }
}

const fn has(texts: &'static [&'static str], description: &'static str, factor: Factor) -> Code<FactorMeaning> {
    code(texts, description, FactorMeaning::Has(factor))
}

/// The sets for `factor_codes`.
pub(crate) const FACTORS: &[CodeSet<FactorMeaning>] = &[
    CodeSet {
        name: "nhs-child-protection-plan",
        about: "CHILD PROTECTION PLAN INDICATION CODE: CSDS, MHSDS.",
        source: "NHS Data Model and Dictionary, 19 May 2026",
        note: "Read as a yes or no it says the opposite: 1 means never, 3 means now.",
        codes: &[
            has(&["3"], "Is currently subject to a child protection plan", Factor::ChildProtectionPlan),
            has(&["2"], "Has previously been subject to a child protection plan", Factor::PreviouslyKnown),
            code(&["1"], "Has never been subject to a child protection plan", FactorMeaning::No),
            code(&["X"], "Not known", FactorMeaning::NotKnown),
        ],
    },
    CodeSet {
        name: "nhs-looked-after",
        about: "LOOKED AFTER CHILD INDICATOR: CSDS, MHSDS.",
        source: "NHS Data Model and Dictionary, 19 May 2026",
        note: "",
        codes: &[
            has(&["Y"], "Is a looked after child", Factor::LookedAfter),
            code(&["N"], "Is not a looked after child", FactorMeaning::No),
            code(&["X"], "Not known", FactorMeaning::NotKnown),
        ],
    },
    CodeSet {
        name: "nhs-safeguarding-vulnerability",
        about: "SAFEGUARDING VULNERABILITY FACTORS TYPE: CSDS, one row for each factor of a child.",
        source: "NHS Data Model and Dictionary, 19 May 2026",
        note: "",
        codes: VULNERABILITY,
    },
    CodeSet {
        name: "nhs-sen-type",
        about: "SPECIAL EDUCATIONAL NEED TYPE: CSDS.",
        source: "NHS Data Model and Dictionary, 19 May 2026",
        note: "",
        codes: &[
            has(&["01"], "Specific learning disability", Factor::LearningDisability),
            has(&["02"], "Learning difficulty", Factor::AdditionalNeed),
            has(&["03"], "Emotional and behavioural difficulty", Factor::AdditionalNeed),
            has(&["04"], "Speech and communication difficulty", Factor::CommunicationNeed),
            has(&["05"], "Hearing impairment", Factor::CommunicationNeed),
            has(&["06"], "Visual impairment", Factor::CommunicationNeed),
            has(&["07"], "Physical disability", Factor::AdditionalNeed),
            has(&["08"], "Other difficulty or disability", Factor::AdditionalNeed),
            code(&["ZZ"], "Not stated", FactorMeaning::NotKnown),
        ],
    },
];

const VULNERABILITY: &[Code<FactorMeaning>] = &[
    has(&["01"], "Repeat emergency care attendances", Factor::HouseholdSafeguardingConcern),
    has(&["02"], "Concerning parent child interaction", Factor::HouseholdSafeguardingConcern),
    has(&["03"], "Worrying parent behaviour or mental health concerns", Factor::ParentalIllHealth),
    has(&["04"], "Worrying child behaviour", Factor::HouseholdSafeguardingConcern),
    has(&["05"], "Self harm", Factor::HouseholdSafeguardingConcern),
    has(&["06"], "Genital injury", Factor::HouseholdSafeguardingConcern),
    has(&["07"], "Referral from social services or police", Factor::HouseholdSafeguardingConcern),
    has(&["08"], "Previously known to social services", Factor::PreviouslyKnown),
    has(&["09"], "Significant injury in child (in the last 12 months)", Factor::HouseholdSafeguardingConcern),
    has(&["10"], "Domestic abuse", Factor::DomesticAbuse),
    has(&["11"], "History inconsistent with injuries", Factor::HouseholdSafeguardingConcern),
    has(&["12"], "Disclosure of abuse", Factor::HouseholdSafeguardingConcern),
    has(&["13"], "Bullying", Factor::HouseholdSafeguardingConcern),
    has(&["14"], "Delay in presentation", Factor::HouseholdSafeguardingConcern),
    has(&["15"], "Other (retired 1 September 2015)", Factor::HouseholdSafeguardingConcern),
    has(&["16"], "Female genital mutilation", Factor::HouseholdSafeguardingConcern),
    has(&["98"], "Other (not listed)", Factor::HouseholdSafeguardingConcern),
];
