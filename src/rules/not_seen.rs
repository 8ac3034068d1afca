//! # `not_seen`: nobody has seen the child for some weeks
//!
//! ## What it looks for
//! A child who has one of `factors` and some contact in the review period, whatever came of it, and whom no service has seen in
//! person in the last `days` days up to the as-of date. If a source that has seen the child before is stale, or has gone or
//! shrunk since the last report, the rule does not hold: then the child may have been seen, and nobody sent the record.
//!
//! ## Why
//! "CYP is not seen at home visit" (§3.1). For a child on a protection plan weeks without anybody having seen them are a concern by
//! themselves, whether or not an appointment was missed (§5). How often such a child must be seen is for local policy, so the
//! rule is off unless asked for.
//!
//! ## Settings
//! `[rules.not_seen]` `enabled = false`, `days = 42`, `factors = ["infant", "child_protection_plan", "section_47",
//! "looked_after"]`. `[review] seen_in_person = false` lets telephone and video count as seen.
//!
//! ## Example
//! A child on a protection plan was last seen at school on 2 October. Since then there were telephone calls only; it is 22
//! November.

use super::whereabouts_unknown::in_person_words;
use super::{FewestFailed, Judgement, Rule, Subject};
use crate::day::Day;
use crate::wording::{counted, listed};

/// The rule `not_seen`.
pub(crate) struct NotSeen;

impl Rule for NotSeen {
    about!(not_seen, "Not seen for some weeks", "§3.1, §5");

    fn fewest_failed(&self) -> FewestFailed {
        FewestFailed::None
    }

    fn may_hold(&self, subject: &Subject<'_>) -> bool {
        subject.settings.rules.not_seen.factors.iter().any(|factor| subject.factors & factor.bit() != 0)
    }

    fn holds(&self, subject: &Subject<'_>) -> bool {
        self.may_hold(subject)
            && !subject.depends_on_unreliable_source
            && subject.timeline.in_period().next().is_some()
            && last_seen(subject).is_none_or(|day| day < first_day(subject))
    }

    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let rule = &subject.settings.rules.not_seen;
        let factors: Vec<&str> =
            rule.factors.iter().filter(|f| subject.factors & f.bit() != 0).map(|f| f.phrase()).collect();
        let how = in_person_words(subject);
        let days = counted(rule.days.unsigned_abs(), "day", "days");
        let last_seen = last_seen(subject);
        let seen = match last_seen {
            Some(day) => format!("last seen{how} on {}", day.long()),
            None => format!("not seen{how} by any service"),
        };
        if self.holds(subject) {
            let newest = subject.timeline.in_period().map(|(place, _)| place).last();
            let sentence = format!("{seen}, not in the last {days}; known about this child: {}", listed(&factors));
            let brief = match last_seen {
                Some(day) => {
                    let since = counted(subject.timeline.period.as_of.0 - day.0, "day", "days");
                    format!("not seen{how} since {}, {since} ago", day.long())
                }
                None => format!("not seen{how} in the last {days}"),
            };
            return Judgement::holds(sentence, brief, newest.into_iter().collect());
        }
        Judgement::does_not_hold(if factors.is_empty() {
            format!("none of the factors of this rule is recorded; 1 needed, and not seen{how} in the last {days}")
        } else if subject.timeline.in_period().next().is_none() {
            format!("no contact in the review period; 1 needed, and not seen{how} in the last {days}")
        } else if subject.depends_on_unreliable_source {
            format!(
                "{seen}, but a source that has seen the child is stale, gone or has shrunk: not seen in {days} needed"
            )
        } else {
            format!("{seen}; not seen in the last {days} needed")
        })
    }
}

/// The first day of the period in which the child should have been seen.
fn first_day(subject: &Subject<'_>) -> Day {
    subject.timeline.period.as_of.plus(1 - subject.settings.rules.not_seen.days)
}

/// The last day on which the child was seen.
fn last_seen(subject: &Subject<'_>) -> Option<Day> {
    subject.timeline.seen().next_back().map(|contact| contact.day)
}
