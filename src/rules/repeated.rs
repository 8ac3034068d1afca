//! # `repeated`: 3 or more failed contacts
//!
//! ## What it looks for
//! At least `threshold` failed contacts in the review period, with any services. One service on one day counts once,
//! however many slots were missed. It does not count if that service saw the child on that day.
//!
//! ## Why
//! The protocol asks practitioners to consider next steps "in the event that a child or young person has had 3x failed
//! contacts" (§6). Failed contacts with all services count, because no single service may have seen 3.
//!
//! ## Settings
//! `[rules.repeated]` `enabled = true`, `threshold = 3`. The period is `[review] period_days`, the outcomes that count
//! are `[failed_contact] outcomes`.
//!
//! ## Example
//! Not brought to Audiology on 3 March and 9 June, and nobody in for a health visitor's visit on 18 November: 3
//! failed contacts.

use std::collections::BTreeMap;

use super::{BriefReason, FewestFailed, Judgement, Rule, Subject, failed_contacts, setting};
use crate::service::ServiceNumber;
use crate::wording::{counted, listed};

/// The rule `repeated`.
pub(crate) struct Repeated;

impl Rule for Repeated {
    about!(repeated, "Repeated failed contacts", "§6");

    fn fewest_failed(&self) -> FewestFailed {
        setting!(repeated.threshold)
    }

    fn holds(&self, subject: &Subject<'_>) -> bool {
        self.may_hold(subject)
    }

    fn looks_beyond_failed(&self) -> bool {
        false
    }

    fn brief(&self, subject: &Subject<'_>) -> BriefReason {
        let with = match subject.timeline.services_failed()[..] {
            [only] => subject.service(only).to_owned(),
            ref several => counted(several.len(), "service", "services"),
        };
        format!("{} with {with}", failed_contacts(subject.failed())).into()
    }

    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let needed = subject.settings.rules.repeated.threshold;
        let count = subject.failed();
        let days = subject.settings.review.period_days.unsigned_abs();
        let period = counted(days, "day", "days");
        if count < needed {
            return Judgement::does_not_hold(format!(
                "{} in the last {period}; {needed} needed",
                failed_contacts(count)
            ));
        }
        let mut by_service: BTreeMap<ServiceNumber, u32> = BTreeMap::new();
        for failed in &subject.timeline.failed {
            *by_service.entry(failed.service).or_default() += 1;
        }
        let by_service: Vec<String> =
            by_service.iter().map(|(service, failed)| format!("{} ({failed})", subject.service(*service))).collect();
        let last = subject.timeline.failed.last().map_or_else(String::new, |f| f.day.long());
        Judgement::holds(
            format!("{} in the last {period}: {}, the last on {last}", failed_contacts(count), listed(&by_service)),
            self.brief(subject),
            subject.timeline.evidence(),
        )
    }
}
