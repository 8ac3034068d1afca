//! # `whereabouts_unknown`: the child is missing
//!
//! ## What it looks for
//! A contact in the review period whose outcome is `whereabouts_unknown`, where no service has seen the child in person
//! since. "Since" means on a later date, or later that day if both times are known, up to the as-of date. Midnight is no known time for
//! the contact itself: exports write it for a date without a time. A telephone or video call, or a meeting with a parent alone, has not seen the child. Nor has an attendance whose record has another date
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

use std::fmt::Write as _;

use super::not_seen::NotSeen;
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
        let (open, answered) = missing_and_answered(subject);
        let describe = |places: &[usize]| {
            let contacts = places.iter().map(|place| &subject.timeline.contacts[*place]);
            listed(&contacts.map(|c| format!("{} ({})", c.day.long(), subject.service(c.service))).collect::<Vec<_>>())
        };
        if !open.is_empty() {
            let sentence = format!(
                "whereabouts unknown on {}, and not seen{} by any service since{}",
                describe(&open),
                in_person_words(subject),
                but_another(subject, &open)
            );
            let latest = open.last().map_or_else(String::new, |place| subject.timeline.contacts[*place].day.long());
            let mut brief = format!("whereabouts unknown since {latest}");
            // Another rule may say since when the child has not been seen.
            if !(NotSeen.enabled(&subject.settings.rules) && NotSeen.holds(subject)) {
                let _ = write!(brief, "; no service has seen the child{} since", in_person_words(subject));
            }
            return Judgement::holds(sentence, brief, open);
        }
        Judgement::does_not_hold(if answered.is_empty() {
            "no contact in the review period says that the child's whereabouts are unknown; 1 needed".to_owned()
        } else {
            let (found, seen): (Vec<usize>, Vec<usize>) =
                answered.into_iter().partition(|place| has_ended(subject, *place));
            let mut answers = Vec::new();
            if !seen.is_empty() {
                answers.push(format!("unknown on {}, but the child has been seen since", describe(&seen)));
            }
            if !found.is_empty() {
                answers.push(format!(
                    "unknown on {}, but the record says that the child was found: the rule needs 1 record that does not say so",
                    describe(&found)
                ));
            }
            format!("the child's whereabouts were {}", answers.join("; "))
        })
    }
}

/// The places of the contacts that say that the whereabouts are unknown, in two lists: first those that nothing has answered,
/// then those after which the child was seen, or whose record says that the child was found.
fn missing_and_answered(subject: &Subject<'_>) -> (Vec<usize>, Vec<usize>) {
    let (open, mut answered) = unanswered(subject, Outcome::WhereaboutsUnknown);
    let (found, open): (Vec<usize>, Vec<usize>) = open.into_iter().partition(|place| has_ended(subject, *place));
    answered.extend(found);
    answered.sort_unstable();
    (open, answered)
}

/// Whether the record of the contact at a place says that the episode has ended by the as-of date.
fn has_ended(subject: &Subject<'_>, place: usize) -> bool {
    subject.timeline.contacts[place].has_ended(subject.timeline.period.as_of)
}

/// Words for a sentence about whether a child was seen: " in person" if the settings require it, otherwise blank.
pub(super) const fn in_person_words(subject: &Subject<'_>) -> &'static str {
    if subject.timeline.counting.in_person { " in person" } else { "" }
}

/// The places of the contacts of the review period with an outcome, in two lists: first the unanswered ones, then the answered
/// ones. A contact is answered by a later one at which the child, and not another child, was seen.
pub(super) fn unanswered(subject: &Subject<'_>, outcome: Outcome) -> (Vec<usize>, Vec<usize>) {
    subject.timeline.in_period().filter(|(_, contact)| contact.outcome == outcome).map(|(place, _)| place).partition(
        |place| {
            let contact = &subject.timeline.contacts[*place];
            !subject.timeline.seen().any(|seen| contact.is_answered_by(seen, subject.seen_since))
        },
    )
}

/// What to add to a sentence that ends with "not seen since" if later records do say "seen". Nothing answers the contacts at
/// these places, so each such record is about another child. Blank if there is no such record.
pub(super) fn but_another(subject: &Subject<'_>, open: &[usize]) -> String {
    let open = || open.iter().map(|place| &subject.timeline.contacts[*place]);
    let since =
        |seen: &&Contact| open().any(|contact| contact.may_be_answered_by(seen.service) && seen.is_after(contact));
    let others = subject.timeline.seen().filter(since);
    let contacts: Vec<String> = others.map(|c| format!("{} ({})", c.day.long(), subject.service(c.service))).collect();
    let (records, say, have) = match contacts.len() {
        0 => return String::new(),
        1 => ("record", "says", "has"),
        _ => ("records", "say", "have"),
    };
    let contacts = first_few(&contacts, MAX_NAMED);
    format!(
        "; the {records} of {contacts} {say} “seen”, but {have} another date of birth or another given name: find out who was seen"
    )
}
