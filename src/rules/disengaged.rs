//! # `disengaged`: the family has withdrawn from a service
//!
//! ## What it looks for
//! A contact in the review period whose outcome is `disengaged`, where that service has not seen the child in person since.
//! "Since" means on a later date, or later that day if both times are known, up to the as-of date. Midnight is no known time for
//! the contact itself: exports write it for a date without a time. A telephone or video call, or a meeting with a parent alone, has not seen the child. Nor has an attendance whose record has another date of
//! birth, or another given name, than the contact's: that may be another child under the same number, and the finding says
//! to find out who was seen.
//!
//! ## Why
//! "CYP and/or family/carer/s choose to actively disengage with services despite professionals deeming this as not being
//! in the individual's best interest" (§3.1). If a family withdraws, everybody should understand what that means and what
//! health may do next (§6).
//!
//! ## Settings
//! `[rules.disengaged]` `enabled = true`. `[review] seen_in_person = false` lets telephone and video count as seen.
//!
//! ## Example
//! In May the family tells CAMHS that they will not come any more. CAMHS has not seen the child since.

use super::whereabouts_unknown::{but_another, in_person_words, unanswered};
use super::{FewestFailed, Judgement, MAX_NAMED, Rule, Subject};
use crate::service::ServiceNumber;
use crate::vocabulary::Outcome;
use crate::wording::{first_few, listed};

/// The rule `disengaged`.
pub(crate) struct Disengaged;

impl Rule for Disengaged {
    about!(disengaged, "Withdrawn from a service", "§3.1, §6");

    fn fewest_failed(&self) -> FewestFailed {
        FewestFailed::ByOutcome(Outcome::Disengaged)
    }

    fn holds(&self, subject: &Subject<'_>) -> bool {
        self.may_hold(subject) && !unanswered(subject, Outcome::Disengaged).0.is_empty()
    }

    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let (open, answered) = unanswered(subject, Outcome::Disengaged);
        let describe = |places: &[usize]| {
            let contacts = places.iter().map(|place| &subject.timeline.contacts[*place]);
            listed(&contacts.map(|c| format!("{} ({})", subject.service(c.service), c.day.long())).collect::<Vec<_>>())
        };
        if !open.is_empty() {
            let sentence = format!(
                "the family withdrew from {}, and the child has not been seen there{} since{}",
                describe(&open),
                in_person_words(subject),
                but_another(subject, &open)
            );
            // The newest first, as a short list leaves out the last.
            let mut services: Vec<ServiceNumber> = Vec::new();
            for service in open.iter().rev().map(|place| subject.timeline.contacts[*place].service) {
                if !services.contains(&service) {
                    services.push(service);
                }
            }
            let names: Vec<&str> = services.iter().map(|service| subject.service(*service)).collect();
            return Judgement::holds(sentence, format!("withdrawn from {}", first_few(&names, MAX_NAMED)), open);
        }
        Judgement::does_not_hold(if answered.is_empty() {
            "no contact in the review period says that the family withdrew from a service; 1 needed".to_owned()
        } else {
            format!("the family withdrew from {}, but the child has been seen there since", describe(&answered))
        })
    }
}
