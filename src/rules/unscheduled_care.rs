//! # `unscheduled_care`: failed contacts and visits to urgent care
//!
//! ## What it looks for
//! At least `failed` failed contacts in the review period, and at least `attendances` dates in it on which the child was
//! seen in unscheduled care (emergency department, minor injuries, out of hours).
//!
//! ## Why
//! "Ascertain if the child has attended local Out of Hours / Minor Injuries Unit (Research from Serious Case Reviews
//! highlights that such attendances can be warning signs of parenting difficulties or abuse)" (§7).
//!
//! ## Settings
//! `[rules.unscheduled_care]` `enabled = true`, `attendances = 1`, `failed = 2`.
//!
//! ## Example
//! Not brought to Community Paediatrics twice, and seen at the minor injuries unit in between.

use super::{FewestFailed, Judgement, Rule, Subject, failed_contacts, setting};
use crate::child::timeline::Contact;
use crate::day::Day;
use crate::numbers::count;
use crate::vocabulary::{Kind, Outcome};
use crate::wording::{counted, listed};

/// The rule `unscheduled_care`.
pub(crate) struct UnscheduledCare;

impl Rule for UnscheduledCare {
    about!(unscheduled_care, "Failed contacts and urgent care", "§7");

    fn fewest_failed(&self) -> FewestFailed {
        setting!(unscheduled_care.failed)
    }

    fn holds(&self, subject: &Subject<'_>) -> bool {
        self.may_hold(subject) && count(days(subject).len()) >= subject.settings.rules.unscheduled_care.attendances
    }

    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let rule = subject.settings.rules.unscheduled_care;
        let days = days(subject);
        let dates = count(days.len());
        let failed = subject.failed();
        if self.holds(subject) {
            let on: Vec<String> = days.iter().map(|day| day.long()).collect();
            let attended = visits(subject).map(|(place, _)| place);
            let evidence = subject.timeline.evidence().into_iter().chain(attended).collect();
            let sentence = format!("{}, and seen in unscheduled care on {}", failed_contacts(failed), listed(&on));
            let brief = match dates {
                1 => "a visit to urgent care".to_owned(),
                dates => format!("visits to urgent care on {dates} dates"),
            };
            let repeated = &subject.settings.rules.repeated;
            let judgement = Judgement::holds(sentence, brief, evidence);
            // If `repeated` holds, its brief already gives the number.
            return if repeated.enabled && failed >= repeated.threshold {
                judgement
            } else {
                judgement.after_failed_count(failed, " and ")
            };
        }
        let seen = match dates {
            0 => "not seen in unscheduled care".to_owned(),
            dates => format!("seen in unscheduled care on {}", counted(dates, "date", "dates")),
        };
        Judgement::does_not_hold(format!(
            "{}, and {seen}; {} and a visit on {} needed",
            failed_contacts(failed),
            failed_contacts(rule.failed),
            counted(rule.attendances, "date", "dates")
        ))
    }
}

/// The visits to unscheduled care in the review period, with their places.
fn visits<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (usize, &'a Contact)> {
    subject.timeline.in_period().filter(|(_, c)| c.kind == Kind::Unscheduled && c.outcome == Outcome::Seen)
}

/// The different days of these visits, in order.
fn days(subject: &Subject<'_>) -> Vec<Day> {
    let mut days: Vec<Day> = visits(subject).map(|(_, contact)| contact.day).collect();
    days.dedup();
    days
}
