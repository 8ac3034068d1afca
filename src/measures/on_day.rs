//! The extracts as they stand now, looked at as of an earlier day: the end of a month.
//!
//! Ages, deaths, exclusions and cases are worked out anew, by the same functions as those of the review: a child who
//! turned 18 since then was a child on that day, and what was recorded late is known. What a record is (used, rejected,
//! whose) and what its cells say is not asked again.

use crate::cases::{self, Everyone};
use crate::child::facts::{Facts, Said, ToldAges};
use crate::child::screen;
use crate::child::timeline::Period;
use crate::contact::fate::Fate;
use crate::day::Day;
use crate::review::Review;
use crate::rules;
use crate::stop::Stop;
use crate::vocabulary::Priority;

/// What a review looks like from an earlier day.
pub struct Past<'a> {
    /// The review.
    pub review: &'a Review,
    said: Said,
}

/// What was so on a day.
pub struct OnDay {
    /// The day.
    pub day: Day,
    /// What becomes of the contacts.
    pub fates: Vec<Fate>,
    /// What is known of every child.
    pub facts: Facts,
}

/// A child with a case on a day.
pub struct Listed {
    /// The child's number.
    pub child: u32,
    /// The rules that hold, by name, in the list's order.
    pub rules: Vec<&'static str>,
    /// How soon to look at the case.
    pub priority: Priority,
}

impl<'a> Past<'a> {
    /// The past of a review.
    pub fn of(review: &'a Review) -> Self {
        let Review { intake, identities, fates, .. } = review;
        Self { review, said: Said::of(intake, identities, &fates.contacts, &fates.children) }
    }

    /// What was so on a day up to the as-of date.
    pub fn on(&self, day: Day) -> OnDay {
        let Review { settings, intake, identities, fates, .. } = self.review;
        let mut own = fates.contacts_on(&intake.contacts, day);
        let told = ToldAges::up_to(intake, identities, &own, day);
        // Nearly always the same records count as now.
        let facts = if fates.reopened_on(&intake.contacts, day).next().is_none() {
            self.said.on(settings, &told, day)
        } else {
            Said::of(intake, identities, &own, &fates.children).on(settings, &told, day)
        };
        facts.exclude(identities, &mut own);
        OnDay { day, fates: own, facts }
    }

    /// The children with a case on a day, in ascending order.
    ///
    /// # Errors
    /// A fault of the program.
    pub fn listed(&self, then: &OnDay) -> Result<Vec<Listed>, Stop> {
        let Review { settings, intake, identities, fates, .. } = self.review;
        let period = Period::new(settings, then.day);
        let candidates = screen::candidates(settings, &intake.contacts, &then.fates, identities, &then.facts, period)
            .map_err(|error| Stop::Bug(format!("the screen failed: {error}")))?;
        let everyone = Everyone {
            settings,
            intake,
            identities,
            fates: &then.fates,
            record_fates: &fates.children,
            facts: &then.facts,
        };
        let listed = cases::judge(&everyone, &candidates, period).into_iter().map(|found| Listed {
            child: found.child,
            rules: found.findings.iter().map(|finding| finding.rule.name()).collect(),
            priority: cases::priority(settings, &found.findings, then.facts.factors[found.child as usize]),
        });
        Ok(listed.collect())
    }

    /// The names of the enabled rules, in the list's order.
    pub fn rule_names(&self) -> Vec<&'static str> {
        let enabled = rules::ALL.iter().filter(|rule| rule.enabled(&self.review.settings.rules));
        enabled.map(|rule| rule.name()).collect()
    }
}
