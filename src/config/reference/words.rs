//! What each word of the vocabularies means, for who fills in a configuration.

use super::Word;
use crate::vocabulary::{Factor, Kind, Outcome, Sector, Sex};

/// The outcomes that may count as failed.
pub fn that_can_fail() -> Vec<Word> {
    let can_fail = |outcome: &&Outcome| !matches!(outcome, Outcome::Seen | Outcome::Pending);
    Outcome::ALL.iter().filter(can_fail).map(|member| Word { word: member.word(), meaning: outcome(*member) }).collect()
}

/// The outcomes.
pub fn outcomes() -> Vec<Word> {
    words(Outcome::ALL, Outcome::word, outcome)
}

/// The kinds.
pub fn kinds() -> Vec<Word> {
    words(Kind::ALL, Kind::word, kind)
}

/// The sectors.
pub fn sectors() -> Vec<Word> {
    words(Sector::ALL, Sector::word, sector)
}

/// The factors.
pub fn factors() -> Vec<Word> {
    words(Factor::ALL, Factor::word, factor)
}

/// The sexes.
pub fn sexes() -> Vec<Word> {
    words(Sex::ALL, Sex::word, Sex::phrase)
}

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str, meaning: fn(T) -> &'static str) -> Vec<Word> {
    all.iter().map(|member| Word { word: word(*member), meaning: meaning(*member) }).collect()
}

const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Seen => "The child was seen.",
        Outcome::WasNotBrought => {
            "The child was not brought to the appointment, or an older child did not come (§3.1)."
        }
        Outcome::LateNotSeen => "They came too late to be seen, or left before the child was seen.",
        Outcome::Refused => "The child, or the family for the child, refused to attend (§3.1).",
        Outcome::NoAccess => "Nobody was at home, or nobody answered, at a visit that was arranged (§3.1).",
        Outcome::ChildNotSeen => "The family was met at a home visit, but the child was not seen (§3.1).",
        Outcome::WhereaboutsUnknown => "The child is missing; nobody knows where they are (§3.1, §7).",
        Outcome::Disengaged => {
            "The family withdrew from the service, although professionals advised otherwise (§3.1, §6)."
        }
        Outcome::CancelledByFamily => "The child or the family cancelled. Not a failed contact unless you say so.",
        Outcome::CancelledByProvider => "The service cancelled. Not a failed contact unless you say so.",
        Outcome::Cancelled => "Cancelled, by whom is not known. Not a failed contact unless you say so.",
        Outcome::Pending => "Booked and still to come; in the past: nobody recorded what came of it.",
    }
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Clinic => "At a clinic, a surgery or a hospital.",
        Kind::HomeVisit => "A visit at the child's home.",
        Kind::Remote => "By telephone or video.",
        Kind::EducationSetting => "At a school, nursery or college.",
        Kind::Unscheduled => "Emergency department, minor injuries unit or out of hours: care that nobody booked.",
        Kind::Other => "Anything else; also where nothing is said.",
    }
}

const fn sector(sector: Sector) -> &'static str {
    match sector {
        Sector::Health => "The NHS, and services that it commissions; also where nothing is said.",
        Sector::SocialCare => "Children's social care.",
        Sector::Education => "Schools and education welfare.",
        Sector::Other => "Anything else.",
    }
}

const fn factor(factor: Factor) -> &'static str {
    match factor {
        Factor::Infant => "Under one year old on the as-of date: worked out, never read.",
        Factor::Premature => "Born premature.",
        Factor::LowBirthWeight => "Born with a low weight.",
        Factor::ClinicalNeed => "A current clinical need.",
        Factor::AdditionalNeed => "Additional needs, such as special educational needs or a disability.",
        Factor::LearningDisability => "The child has a learning disability.",
        Factor::CommunicationNeed => "The child has difficulty with communication.",
        Factor::ChildProtectionPlan => "Subject to a child protection plan.",
        Factor::Section47 => "Subject to a current section 47 enquiry.",
        Factor::ChildInNeed => "A child in need.",
        Factor::LookedAfter => "A looked after child.",
        Factor::PreviouslyKnown => "Known to children's services before.",
        Factor::HouseholdSafeguardingConcern => "A safeguarding concern about somebody in the household.",
        Factor::DomesticAbuse => "Domestic abuse in the family or household.",
        Factor::SubstanceMisuse => "Substance misuse in the family or household.",
        Factor::ParentalIllHealth => "Mental or physical ill-health of a parent or carer.",
        Factor::ParentalLearningDisability => "A parent or carer has a learning disability.",
        Factor::LanguageBarrier => {
            "A language barrier, or difficulty with reading or communication, of a parent or carer."
        }
        Factor::SocialDisadvantage => "Social issues, or reduced socio-economic status.",
    }
}
