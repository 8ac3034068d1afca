//! # `early_concern`: 2 failed contacts, for children for whom 2 are enough
//!
//! ## What it looks for
//! A child who has one of `factors` and at least `threshold` failed contacts in the review period, but fewer than
//! `repeated` needs. If `repeated` is off, there is no upper bound.
//!
//! ## Why
//! Staff should take into account "the age of the CYP, in particular when a case concerns an infant aged <1 years of
//! age, who is premature and is of a low birth weight", and whether the child is known to Children's Services (§5). For
//! these children it may be too late to wait for a third failed contact.
//!
//! ## Settings
//! `[rules.early_concern]` `enabled = true`, `threshold = 2`, `factors = ["infant", "premature", "low_birth_weight",
//! "child_protection_plan", "section_47", "child_in_need", "looked_after"]`.
//!
//! ## Example
//! A looked after child is not brought to Audiology twice.

use super::{FewestFailed, Judgement, Rule, Subject, failed_contacts, setting};
use crate::vocabulary::Factor;
use crate::wording::listed;

/// The rule `early_concern`.
pub(crate) struct EarlyConcern;

impl Rule for EarlyConcern {
    about!(early_concern, "Early concern", "§5");

    fn fewest_failed(&self) -> FewestFailed {
        setting!(early_concern.threshold)
    }

    fn may_hold(&self, subject: &Subject<'_>) -> bool {
        let rule = &subject.settings.rules.early_concern;
        subject.failed() >= rule.threshold && rule.factors.iter().any(|f| subject.factors & f.bit() != 0)
    }

    fn holds(&self, subject: &Subject<'_>) -> bool {
        let repeated = &subject.settings.rules.repeated;
        self.may_hold(subject) && (!repeated.enabled || subject.failed() < repeated.threshold)
    }

    fn looks_beyond_failed(&self) -> bool {
        false
    }

    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let rules = &subject.settings.rules;
        let rule = &rules.early_concern;
        let failed = subject.failed();
        let factors: Vec<&str> =
            rule.factors.iter().filter(|f| subject.factors & f.bit() != 0).map(|f| f.phrase()).collect();
        if self.holds(subject) {
            let sentence = format!("{}; known about this child: {}", failed_contacts(failed), listed(&factors));
            let nouns: Vec<&str> =
                rule.factors.iter().filter(|f| subject.factors & f.bit() != 0).map(|f| said_of_a_child(*f)).collect();
            return Judgement::holds(sentence, listed(&nouns), subject.timeline.evidence())
                .after_failed_count(failed, "; ");
        }
        let known = if factors.is_empty() {
            "none of the factors of this rule is recorded".to_owned()
        } else {
            format!("known about this child: {}", listed(&factors))
        };
        let bounds = if rules.repeated.enabled {
            format!("at least {} but fewer than {} failed contacts", rule.threshold, rules.repeated.threshold)
        } else {
            format!("at least {}", failed_contacts(rule.threshold))
        };
        Judgement::does_not_hold(format!(
            "{}, and {known}; the rule needs {bounds}, and 1 of its factors",
            failed_contacts(failed)
        ))
    }
}

/// A factor as somebody says it of a child, after the number of failed contacts: `2 failed contacts; a looked after child`.
const fn said_of_a_child(factor: Factor) -> &'static str {
    match factor {
        Factor::LowBirthWeight => "born with a low weight",
        Factor::ClinicalNeed => "a clinical need",
        Factor::LearningDisability => "a learning disability",
        Factor::CommunicationNeed => "a communication need",
        Factor::ChildProtectionPlan => "on a child protection plan",
        Factor::Section47 => "under a section 47 enquiry",
        Factor::ChildInNeed => "a child in need",
        Factor::LookedAfter => "a looked after child",
        Factor::HouseholdSafeguardingConcern => "a safeguarding concern in the household",
        Factor::ParentalLearningDisability => "a learning disability of a parent or carer",
        Factor::LanguageBarrier => "a language barrier",
        Factor::Infant
        | Factor::Premature
        | Factor::AdditionalNeed
        | Factor::PreviouslyKnown
        | Factor::DomesticAbuse
        | Factor::SubstanceMisuse
        | Factor::ParentalIllHealth
        | Factor::SocialDisadvantage => factor.phrase(),
    }
}
