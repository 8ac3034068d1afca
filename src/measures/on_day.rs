//! The extracts as they stand now, looked at as of an earlier day: the end of a month.
//!
//! Ages, deaths, exclusions and cases are worked out anew, by the same functions as those of the review: a child who
//! turned 18 since then was a child on that day, and what was recorded late is known. What a record is (used, rejected,
//! whose) and what its cells say is not asked again.
//!
//! Twelve month ends are twelve reviews. So that they do not cost as much, the contacts are gone through once for all of
//! them: for what the records say, and for the contacts of the children who may have a finding at some month end.

use rayon::prelude::*;

use crate::cases;
use crate::child::facts::{Facts, Said, ToldAges};
use crate::child::screen;
use crate::child::timeline::{Contact, Period, Timeline};
use crate::config::settings::Repeated;
use crate::contact::columns::NO_TEXT;
use crate::contact::fate::Fate;
use crate::day::{Day, Month};
use crate::review::Review;
use crate::rules::{self, Subject};
use crate::stop::Stop;
use crate::vocabulary::Priority;

/// What a review looks like from an earlier day.
pub struct Past<'a> {
    review: &'a Review,
    said: Said,
}

/// What was so on a day.
pub struct OnDay {
    /// The day.
    pub day: Day,
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
        // Nearly always the same records count as now.
        let same = fates.reopened_on(&intake.contacts, day).next().is_none();
        let own = if same { None } else { Some(fates.contacts_on(&intake.contacts, day)) };
        let told = ToldAges::up_to(intake, identities, own.as_ref().unwrap_or(&fates.contacts), day);
        let facts = match own {
            None => self.said.on(settings, &told, day),
            Some(own) => Said::of(intake, identities, &own, &fates.children).on(settings, &told, day),
        };
        OnDay { day, facts }
    }

    /// The children with a case on a day that the candidates are of, in ascending order.
    pub fn listed(&self, candidates: &Candidates, then: &OnDay) -> Vec<Listed> {
        let Review { settings, intake, .. } = self.review;
        let (children, timelines): (Vec<u32>, Vec<Timeline>) = candidates.timelines(self.review, then);
        let households = cases::households(&then.facts, &children, &timelines);
        let listed = |(child, timeline): (&u32, &Timeline)| {
            let factors = then.facts.factors[*child as usize];
            let rules: Vec<&'static str> = rules::holding(&Subject {
                timeline,
                factors,
                household: cases::household_of(&then.facts, &households, *child),
                settings,
                services: &intake.services,
            })
            .into_iter()
            .map(|rule| rule.name())
            .collect();
            let priority = cases::priority_by_names(settings, &rules, factors);
            (!rules.is_empty()).then_some(Listed { child: *child, rules, priority })
        };
        children.par_iter().zip(&timelines).filter_map(listed).collect()
    }

    /// The names of the enabled rules, in the list's order.
    pub fn rule_names(&self) -> Vec<&'static str> {
        let enabled = rules::ALL.iter().filter(|rule| rule.enabled(&self.review.settings.rules));
        enabled.map(|rule| rule.name()).collect()
    }
}

impl OnDay {
    /// What becomes of the contacts.
    pub fn fates(&self, review: &Review) -> Vec<Fate> {
        let mut fates = review.fates.contacts_on(&review.intake.contacts, self.day);
        self.facts.exclude(&review.identities, &mut fates);
        fates
    }
}

/// The children who may have a finding at some month end, with their contacts.
pub struct Candidates {
    /// The month ends, ascending.
    days: Vec<Day>,
    /// In ascending order.
    children: Vec<Candidate>,
}

/// A child who may have a finding at some month end.
struct Candidate {
    /// The child's number.
    child: u32,
    /// At which month ends, one bit each.
    months: u32,
    /// By day, time and reading order.
    contacts: Box<[Contact]>,
}

impl Candidates {
    /// The screen over all the periods at once lets through whom it would let through for one of them: it counts, and
    /// counts over a longer time are larger. Nobody is excluded yet. The months, at most 32, are ascending.
    ///
    /// # Errors
    /// A fault of the program.
    pub fn of(review: &Review, months: &[Month]) -> Result<Self, Stop> {
        let Review { settings, intake, identities, fates, facts, .. } = review;
        let days: Vec<Day> = months.iter().map(|month| month.last_day()).collect();
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            return Ok(Self { days, children: Vec::new() });
        };
        let (last, start) = (*last, Period::new(settings, *first).first());
        let period = Period { as_of: last, days: last.0 - start.0 + 1 };
        let mut screening = settings.clone();
        if fates.reopened_on(&intake.contacts, *first).next().is_some() {
            // Other records counted then, and may have named other households: any failed contact may matter.
            screening.rules.repeated = Repeated { enabled: true, threshold: 1 };
        }
        let fates = fates.contacts_on(&intake.contacts, last);
        let children = screen::candidates(&screening, &intake.contacts, &fates, identities, facts, period)
            .map_err(|error| Stop::Bug(format!("the screen failed: {error}")))?;

        let mut place = vec![u32::MAX; identities.keys.len()];
        for (at, child) in children.iter().enumerate() {
            place[*child as usize] = at as u32;
        }
        let rows = || {
            let wanted = |(row, child): (usize, &u32)| {
                let at = place[*child as usize];
                (at != u32::MAX && fates[row] == Fate::Used && intake.contacts.date[row] <= last.0).then_some((row, at))
            };
            identities.of_contact.iter().enumerate().filter_map(wanted)
        };
        let mut starts = vec![0_usize; children.len() + 1];
        for (_, at) in rows() {
            starts[at as usize + 1] += 1;
        }
        for at in 0..children.len() {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut order = vec![0_u32; starts[children.len()]];
        for (row, at) in rows() {
            order[next[at as usize]] = row as u32;
            next[at as usize] += 1;
        }
        let candidate = |(at, child): (usize, &u32)| {
            let own = &order[starts[at]..starts[at + 1]];
            let mut contacts: Vec<Contact> =
                own.iter().map(|row| Contact::of(&intake.contacts, *row as usize)).collect();
            contacts.sort_unstable_by_key(Contact::order);
            let has_household = facts.household[*child as usize] != NO_TEXT;
            let months = days.iter().enumerate().filter(|(_, day)| {
                let period = Period::new(settings, **day);
                let from = contacts.partition_point(|c| c.day < period.first());
                let to = contacts.partition_point(|c| c.day <= period.as_of);
                screen::may_be_listed(&screening, contacts[from..to].iter(), has_household)
            });
            let months = months.fold(0, |months, (number, _)| months | 1 << number);
            (months != 0).then(|| Candidate { child: *child, months, contacts: contacts.into() })
        };
        let children = children.par_iter().enumerate().filter_map(candidate).collect();
        Ok(Self { days, children })
    }

    /// The timelines up to a month end of the children who may have a finding then, and are not excluded.
    fn timelines(&self, review: &Review, then: &OnDay) -> (Vec<u32>, Vec<Timeline>) {
        let period = Period::new(&review.settings, then.day);
        let month = self.days.iter().position(|day| *day == then.day).map_or(0, |number| 1 << number);
        let timeline = |own: &Candidate| {
            (own.months & month != 0 && then.facts.excluded[own.child as usize].is_none()).then(|| {
                let up_to = &own.contacts[..own.contacts.partition_point(|c| c.day <= period.as_of)];
                (own.child, Timeline::new(up_to.to_vec(), review.settings.failed, period))
            })
        };
        self.children.par_iter().filter_map(timeline).unzip()
    }
}
