//! # `whereabouts_unknown`: the child is missing
//!
//! ## What it looks for
//! A contact in the review period whose outcome is `whereabouts_unknown`, where no service has seen the child in person
//! since. "Since" means on a later date, or later that day if both times are known, up to the as-of date. A telephone or
//! video call, or a meeting with a parent alone, has not seen the child. Nor has an attendance whose record has another date
//! of birth, or another given name, than the contact's: that may be another child under the same number, and the finding
//! says to find out who was seen. Where the record says that the child was found (`ended_on`, up to the as-of date), the contact
//! no longer counts here.
//!
//! ## Why
//! "CYP is missing and their whereabouts are unknown" (§3.1). Such a case is `immediate`: the steps of §7 apply, not
//! those of §6.
//!
//! ## Settings
//! `[rules.whereabouts_unknown]` `enabled = true`. `[review] seen_in_person = false` lets telephone and video count as seen.
//!
//! ## Example
//! At a home visit on 2 November the flat is empty, and the neighbours do not know where the family is. Nobody has seen the
//! child since.

use super::{FewestFailed, Judgement, MAX_NAMED, Rule, Subject};
use crate::child::timeline::Contact;
use crate::vocabulary::Outcome;
use crate::wording::{first_few, listed};

/// The rule `whereabouts_unknown`.
pub(crate) struct WhereaboutsUnknown;

impl Rule for WhereaboutsUnknown {
    about!(whereabouts_unknown, "Whereabouts unknown", "§3.1, §7");

    fn fewest_failed(&self) -> FewestFailed {
        FewestFailed::ByOutcome(Outcome::WhereaboutsUnknown)
    }

    fn holds(&self, subject: &Subject<'_>) -> bool {
        self.may_hold(subject) && !missing_and_answered(subject).0.is_empty()
    }

    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let (open, closed) = missing_and_answered(subject);
        let told = |places: &[usize]| {
            let contacts = places.iter().map(|place| &subject.timeline.contacts[*place]);
            listed(&contacts.map(|c| format!("{} ({})", c.day.long(), subject.service(c.service))).collect::<Vec<_>>())
        };
        if !open.is_empty() {
            let sentence = format!(
                "whereabouts unknown on {}, and not seen{} by any service since{}",
                told(&open),
                in_person_words(subject),
                but_another(subject, &open)
            );
            let latest = open.last().map_or_else(String::new, |place| subject.timeline.contacts[*place].day.long());
            let brief =
                format!("whereabouts unknown since {latest}, and not seen{} by any service", in_person_words(subject));
            return Judgement::holds(sentence, brief, open);
        }
        Judgement::does_not_hold(if closed.is_empty() {
            "no contact in the review period says that the child's whereabouts are unknown; 1 needed".to_owned()
        } else {
            let found = |place: &&usize| has_ended(subject, **place);
            let (found, seen): (Vec<&usize>, Vec<&usize>) = closed.iter().partition(found);
            let of = |places: &[&usize]| told(&places.iter().map(|place| **place).collect::<Vec<_>>());
            let mut answers = Vec::new();
            if !seen.is_empty() {
                answers.push(format!("unknown on {}, but the child has been seen since", of(&seen)));
            }
            if !found.is_empty() {
                answers.push(format!(
                    "unknown on {}, but the record says that the child was found: the rule needs 1 record that does not say so",
                    of(&found)
                ));
            }
            format!("the child's whereabouts were {}", answers.join("; "))
        })
    }
}

/// The places of the contacts that say that the whereabouts are unknown, apart: those that nothing has answered, and those
/// since which somebody saw the child, or of which the record says that the child was found.
fn missing_and_answered(subject: &Subject<'_>) -> (Vec<usize>, Vec<usize>) {
    let (open, mut closed) = unanswered(subject, Outcome::WhereaboutsUnknown);
    let (found, open): (Vec<usize>, Vec<usize>) = open.into_iter().partition(|place| has_ended(subject, *place));
    closed.extend(found);
    closed.sort_unstable();
    (open, closed)
}

/// Whether the record of the contact at a place says that the episode has ended by the as-of date.
fn has_ended(subject: &Subject<'_>, place: usize) -> bool {
    subject.timeline.contacts[place].has_ended(subject.timeline.period.as_of)
}

/// How a child must be seen, where the settings ask for it.
pub(super) const fn in_person_words(subject: &Subject<'_>) -> &'static str {
    if subject.timeline.counting.in_person { " in person" } else { "" }
}

/// The places of the contacts of the review period with an outcome, apart: those that no contact has answered at which
/// the child was seen, and not another, and those that one has.
pub(super) fn unanswered(subject: &Subject<'_>, outcome: Outcome) -> (Vec<usize>, Vec<usize>) {
    subject.timeline.in_period().filter(|(_, contact)| contact.outcome == outcome).map(|(place, _)| place).partition(
        |place| {
            let contact = &subject.timeline.contacts[*place];
            !subject.timeline.seen().any(|seen| contact.is_answered_by(seen, subject.seen_since))
        },
    )
}

/// What a sentence that ends with "not seen since" has to add where records say "seen" all the same: nothing answers the
/// contacts at these places, so each of those records is of another child.
pub(super) fn but_another(subject: &Subject<'_>, open: &[usize]) -> String {
    let open = || open.iter().map(|place| &subject.timeline.contacts[*place]);
    let since =
        |seen: &&Contact| open().any(|contact| contact.may_be_answered_by(seen.service) && seen.is_after(contact));
    let others = subject.timeline.seen().filter(since);
    let told: Vec<String> = others.map(|c| format!("{} ({})", c.day.long(), subject.service(c.service))).collect();
    let (records, say, have) = match told.len() {
        0 => return String::new(),
        1 => ("record", "says", "has"),
        _ => ("records", "say", "have"),
    };
    let told = first_few(&told, MAX_NAMED);
    format!(
        "; the {records} of {told} {say} “seen”, but {have} another date of birth or another given name: find out who was seen"
    )
}
