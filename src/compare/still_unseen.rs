//! Says why rules that hold for as long as nobody has seen a child have stopped holding: somebody has seen the child, or the child is still
//! unseen and only the record has become too old to count. The second must not look like good news.

use super::previous::PastCase;
use crate::child::timeline::{Contact, Timeline};
use crate::day::Day;
use crate::pipeline::Detected;
use crate::rules::RuleId;
use crate::service::ServiceNumber;
use crate::vocabulary::Outcome;
use crate::wording::{counted, listed};

/// Why such rules no longer hold for a child.
#[derive(Default)]
pub(super) struct SeenOrNot {
    /// In sentences, each once.
    pub(super) sentences: Vec<String>,
    /// Whether no record shows that the child has been seen or found.
    pub(super) still_unseen: bool,
}

impl SeenOrNot {
    fn say(&mut self, sentence: String) {
        if !self.sentences.contains(&sentence) {
            self.sentences.push(sentence);
        }
    }
}

/// A child who has left the list.
struct LeftChild<'a> {
    now: &'a Detected,
    past: &'a PastCase,
    timeline: &'a Timeline,
    /// The as-of date of the report that listed the child.
    then: Option<Day>,
}

/// Finds why these rules no longer hold for a child who has left the list. `then` is the as-of date of the report that listed the child.
pub(super) fn seen_or_not(now: &Detected, past: &PastCase, timeline: &Timeline, then: Option<Day>) -> SeenOrNot {
    let left = LeftChild { now, past, timeline, then };
    let mut found = SeenOrNot::default();
    for which in RuleId::all().filter(|which| past.rules.contains(*which)) {
        if !which.rule().enabled(&now.settings.rules) {
            continue;
        }
        match which {
            RuleId::WhereaboutsUnknown => left.whereabouts(&mut found),
            RuleId::Disengaged => left.disengaged(&mut found),
            RuleId::NotSeen => left.not_seen(&mut found),
            RuleId::Repeated
            | RuleId::CrossService
            | RuleId::Household
            | RuleId::UnscheduledCare
            | RuleId::EarlyConcern
            | RuleId::ClosedAfterFailed
            | RuleId::RepeatedCancellation => {}
        }
    }
    found
}

impl LeftChild<'_> {
    fn whereabouts(&self, found: &mut SeenOrNot) {
        let Some(latest) = self.with_outcome(Outcome::WhereaboutsUnknown).last() else {
            // The record has changed or is gone.
            let counts = self.now.settings.failed.contains(Outcome::WhereaboutsUnknown);
            let since = if counts { self.past.last_failed } else { self.then };
            if let Some(seen) = self.timeline.seen().rfind(|seen| since.is_some_and(|day| seen.day >= day)) {
                found.say(self.seen_on(seen.day, seen.service));
            } else {
                found.still_unseen = true;
                found.say(
                    "No record says any more that the child’s whereabouts are unknown, and none says that the child has been \
                     seen or found."
                        .to_owned(),
                );
            }
            return;
        };
        if let Some(day) = latest.ended.day().filter(|day| *day <= self.now.as_of) {
            found.say(format!("Recorded as found on {}.", day.long()));
        } else if let Some(seen) = self.answer_to(latest) {
            found.say(self.seen_on(seen.day, seen.service));
        } else {
            found.still_unseen = true;
            found.say(format!(
                "Still not seen{}. The record that the child’s whereabouts are unknown is now before the review period of {}.",
                self.in_person(),
                self.period()
            ));
        }
    }

    fn disengaged(&self, found: &mut SeenOrNot) {
        let mut latest: Vec<&Contact> = Vec::new();
        for contact in self.with_outcome(Outcome::Disengaged) {
            latest.retain(|own| own.service != contact.service);
            latest.push(contact);
        }
        let (answered, open): (Vec<_>, Vec<_>) =
            latest.iter().map(|own| (own.service, self.answer_to(own))).partition(|(_, seen)| seen.is_some());
        let answers: Vec<&Contact> = answered.into_iter().filter_map(|(_, seen)| seen).collect();
        // A service that had seen the child before the last report was no reason for listing the child then, unless the record was late.
        let is_news = |seen: &&&Contact| self.then.is_none_or(|then| seen.day > then);
        let fresh = answers.iter().filter(is_news).count();
        for seen in &answers {
            if is_news(&seen) || (fresh == 0 && open.is_empty()) {
                found.say(self.seen_on(seen.day, seen.service));
            }
        }
        if !open.is_empty() {
            found.still_unseen = true;
            let services: Vec<&str> =
                open.iter().map(|(service, _)| self.now.intake.services[*service].as_str()).collect();
            found.say(format!(
                "Still not seen{} by {}. The record that the family withdrew is now before the review period of {}.",
                self.in_person(),
                listed(&services),
                self.period()
            ));
        }
    }

    fn not_seen(&self, found: &mut SeenOrNot) {
        let first = self.now.as_of.plus(1 - self.now.settings.rules.not_seen.days);
        match self.timeline.seen().next_back().filter(|seen| seen.day >= first) {
            Some(seen) => found.say(self.seen_on(seen.day, seen.service)),
            None if self.timeline.in_period().next().is_none() => {
                found.still_unseen = true;
                found.say(format!(
                    "Still not seen{}, and nothing is recorded in the last {}.",
                    self.in_person(),
                    self.period()
                ));
            }
            // A source cannot be relied on, or a factor is gone. Other sentences say that.
            None => {}
        }
    }

    fn with_outcome(&self, outcome: Outcome) -> impl Iterator<Item = &Contact> {
        self.timeline.contacts.iter().filter(move |own| own.outcome == outcome && own.day <= self.now.as_of)
    }

    /// The newest contact since then at which this child, not another one, was seen.
    fn answer_to(&self, contact: &Contact) -> Option<&Contact> {
        let seen_since = self.now.children.seen_since();
        self.timeline.seen().rfind(|seen| contact.is_answered_by(seen, seen_since))
    }

    fn seen_on(&self, day: Day, service: ServiceNumber) -> String {
        format!("Seen{} on {}, {}.", self.in_person(), day.long(), self.now.intake.services[service])
    }

    fn in_person(&self) -> &'static str {
        if self.timeline.counting.in_person { " in person" } else { "" }
    }

    fn period(&self) -> String {
        counted(self.timeline.period.length(), "day", "days")
    }
}
