//! A child as of earlier days: the ends of months.
//!
//! Ages, deaths, exclusions and cases are worked out anew, by the same functions as those of the review: a child who
//! turned 18 since then was a child on that day, and what was recorded late is known. What a record is (used, rejected,
//! whose) and what its cells say is not asked again.
//!
//! Twelve month ends are twelve reviews. So that they do not cost as much, a child's records are looked through once: what
//! they say, and which days have a failed contact, is the same at every month end, but for the few children with a booking
//! that was not answered then ([`Row::is_answered`]), who are looked at anew each time.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::child::doubt::Doubt;
use crate::child::facts::{Ages, Records, Said, told_age};
use crate::child::screen::{self, Signs};
use crate::child::timeline::{Contact, Counting, Failed, Period, Timeline};
use crate::config::settings::Settings;
use crate::contact::columns::NO_AGE;
use crate::day::Day;
use crate::detected::Detected;
use crate::rules::{self, Held, HouseholdCount, Subject};
use crate::store::parts::Parts;
use crate::store::{Child, Facts, Row};

/// The ends of months, ascending, with the ages that people have then.
pub(crate) struct Ends {
    days: Vec<(Day, Ages)>,
    /// Which sources could not be relied on then, for the rule `not_seen`; none where it is not in force.
    doubts: Vec<Doubt>,
}

impl Ends {
    /// These days, ascending.
    pub(crate) fn new(days: impl Iterator<Item = Day>) -> Self {
        Self { days: days.map(|day| (day, Ages::on(day))).collect(), doubts: Vec::new() }
    }

    /// The same, with the sources that were stale then, where a rule asks for it.
    #[must_use]
    pub(crate) fn with_doubts(mut self, review: &Detected) -> Self {
        let settings = &review.settings;
        if settings.rules.not_seen.enabled {
            let newest = self.newest(review);
            let stale = |end: usize, source: usize| {
                let day = self.days[end].0;
                newest[source][end].is_none_or(|newest| newest.plus(settings.limits.stale_days) < day)
            };
            let of_end = |end| (0..newest.len()).filter(|source| stale(end, *source)).collect();
            self.doubts = (0..self.len()).map(|end| Doubt::of(of_end(end), false)).collect();
        }
        self
    }

    /// The newest contact of each source up to each end.
    fn newest(&self, review: &Detected) -> Vec<Vec<Option<Day>>> {
        let parts = &review.intake.parts;
        let mut newest = review.children.fold(
            || vec![vec![None; self.len()]; review.settings.contacts.len()],
            |newest, child| {
                for row in child.all_rows().iter().filter(|row| !row.is_duplicate()) {
                    let end = self.days.partition_point(|(day, _)| *day < row.day());
                    if let Some(own) = newest[parts.part(row.row).source].get_mut(end) {
                        *own = (*own).max(Some(row.day()));
                    }
                }
            },
            |newest, other| {
                for (own, more) in newest.iter_mut().flatten().zip(other.iter().flatten()) {
                    *own = (*own).max(*more);
                }
            },
        );
        for own in &mut newest {
            for end in 1..own.len() {
                own[end] = own[end].max(own[end - 1]);
            }
        }
        newest
    }

    /// Whether a source that had seen a child could not be relied on at an end.
    fn is_doubtful(&self, end: usize, timeline: &Timeline, parts: &Parts) -> bool {
        self.doubts.get(end).is_some_and(|doubt| doubt.is_about(timeline, parts))
    }

    pub(crate) const fn len(&self) -> usize {
        self.days.len()
    }

    pub(crate) fn last(&self) -> Day {
        self.days[self.days.len() - 1].0
    }
}

/// The failed contacts of each household at each end (by its place).
pub(crate) type Households = HashMap<(u32, u32), HouseholdCount, FixedState>;

/// A child with what the records say, ready to be looked at as of any end.
pub(crate) struct Past<'a> {
    settings: &'a Settings,
    records: Records<'a>,
    ends: &'a Ends,
    child: Child<'a>,
    /// What the records say at every end alike; none where they do not.
    said: Option<Said>,
    has_ages: bool,
    /// The contacts up to an end, and the failed ones of any time before it.
    all: Option<(Timeline, Vec<Failed>)>,
}

/// What a child looks like at one end.
pub(crate) struct Then<'a> {
    /// Whether a source that had seen the child could not be relied on.
    pub(crate) doubtful: bool,
    /// What is known of the child.
    pub(crate) facts: Facts,
    /// The contacts that count, and the failed ones of the review period.
    pub(crate) timeline: &'a Timeline,
}

impl<'a> Past<'a> {
    /// A child's past.
    pub(crate) fn of(review: &'a Detected, ends: &'a Ends, child: Child<'a>) -> Self {
        let Detected { settings, intake, as_of, .. } = review;
        let records = Records { parts: &intake.parts, register: &intake.register, as_of: *as_of };
        let rows = child.all_rows();
        let alike = !rows.iter().any(|row| row.is_answered() && row.day() > ends.days[0].0);
        let counts = |row: &Row| !row.is_duplicate();
        let said = alike.then(|| Said::of(records, rows, child.records(), counts));
        let has_ages = rows.iter().any(|row| row.age != NO_AGE);
        Self { settings, records, ends, child, said, has_ages, all: None }
    }

    /// What is known of the child at an end.
    pub(crate) fn facts(&self, end: usize) -> Facts {
        let (day, ages) = &self.ends.days[end];
        let rows = self.child.all_rows();
        let counts = |row: &Row| row.counted_on(*day);
        let said = self.said.unwrap_or_else(|| Said::of(self.records, rows, self.child.records(), counts));
        let told = if self.has_ages { told_age(rows, *day, counts) } else { None };
        said.on(self.settings, told, ages)
    }

    /// The contacts that count on the day of an end, up to it.
    pub(crate) fn rows(&self, end: usize) -> impl Iterator<Item = &'a Row> + Clone {
        let day = self.ends.days[end].0;
        self.child.all_rows().iter().take_while(move |row| row.day() <= day).filter(move |row| row.counted_on(day))
    }

    /// Whether a rule may hold at some end; where it cannot, no timeline is worth making.
    pub(crate) fn may_be_listed(&self) -> bool {
        let first = Period::new(self.settings, self.ends.days[0].0).first();
        let last = self.ends.last();
        let rows = self.child.all_rows().iter().skip_while(|row| row.day() < first);
        // A booking that was answered later is no sign, so that it does not matter whether it counts.
        let rows = rows.take_while(|row| row.day() <= last).filter(|row| !row.is_duplicate() || row.is_answered());
        let signs = Signs::of(self.settings, rows);
        let household = self.said.is_none_or(|said| said.has_household());
        // The rule `not_seen` asks for no failed contact.
        let by_sight = self.settings.rules.not_seen.enabled && !self.child.all_rows().is_empty();
        by_sight
            || signs.may_be_listed(self.settings)
            || (household && self.settings.rules.household.enabled && signs.failed > 0)
    }

    /// Whether the rule `not_seen` may hold at an end, with these factors.
    fn is_unseen(&self, end: usize, factors: u32) -> bool {
        let period = Period::new(self.settings, self.ends.days[end].0);
        screen::is_unseen(self.settings, factors, &self.rows(end), period)
    }

    /// The contacts up to an end, and the failed ones of any time before it.
    fn up_to(&mut self, end: usize) -> &mut (Timeline, Vec<Failed>) {
        let alike = self.said.is_some();
        if !alike {
            self.all = None;
        }
        let end = if alike { self.ends.len() - 1 } else { end };
        if self.all.is_none() {
            let ever = Period { as_of: self.ends.days[end].0, days: i32::MAX / 2 };
            let contacts = self.rows(end).map(|row| Contact::of(row, self.records.parts)).collect();
            let mut timeline = Timeline::new(contacts, Counting::of(self.settings), ever);
            let failed = std::mem::take(&mut timeline.failed);
            self.all = Some((timeline, failed));
        }
        self.all.get_or_insert_with(|| unreachable!("it was made above"))
    }

    /// What the contacts of the review period of each end may mean.
    fn signs(&self) -> Vec<Signs> {
        let settings = self.settings;
        let periods = self.ends.days.iter().map(|(day, _)| Period::new(settings, *day));
        if self.said.is_none() {
            let in_period = |(end, period): (usize, Period)| {
                Signs::of(settings, self.rows(end).filter(|row| row.day() >= period.first()))
            };
            return periods.enumerate().map(in_period).collect();
        }
        // What was so far, before the period and up to its end, is counted once for all.
        let rows = || self.rows(self.ends.len() - 1);
        let (mut before, mut so_far) = ((Signs::default(), rows().peekable()), (Signs::default(), rows().peekable()));
        let of_period = |period: Period| {
            while let Some(row) = before.1.next_if(|row| row.day() < period.first()) {
                before.0 = before.0.and(settings, row);
            }
            while let Some(row) = so_far.1.next_if(|row| row.day() <= period.as_of) {
                so_far.0 = so_far.0.and(settings, row);
            }
            so_far.0.since(before.0)
        };
        periods.map(of_period).collect()
    }

    /// Looks at the child at each end, oldest first, at which no exclusion stands in the way and a rule may hold.
    pub(crate) fn each(&mut self, mut look: impl FnMut(usize, Then<'_>)) {
        let settings = self.settings;
        let (ends, parts) = (self.ends, self.records.parts);
        let by_household = settings.rules.household.enabled;
        let by_sight = settings.rules.not_seen.enabled;
        for (end, signs) in self.signs().into_iter().enumerate() {
            if !signs.may_be_listed(settings) && !by_sight && (!by_household || signs.failed == 0) {
                continue;
            }
            let facts = self.facts(end);
            let listed = signs.may_be_listed(settings)
                || (by_household && signs.failed > 0 && facts.household.is_some())
                || (by_sight && self.is_unseen(end, facts.factors));
            if facts.excluded.is_some() || !listed {
                continue;
            }
            let period = Period::new(settings, self.ends.days[end].0);
            let (timeline, ever) = self.up_to(end);
            timeline.period = period;
            let from = ever.partition_point(|failed| failed.day < period.first());
            let to = ever.partition_point(|failed| failed.day <= period.as_of);
            timeline.failed.clear();
            timeline.failed.extend_from_slice(&ever[from..to]);
            let doubtful = ends.is_doubtful(end, timeline, parts);
            look(end, Then { doubtful, facts, timeline });
        }
    }
}

/// The rules that hold for a child at an end (by its place).
pub(crate) fn holding(review: &Detected, end: usize, then: &Then<'_>, households: &Households) -> Held {
    let household = then.facts.household;
    rules::held(&Subject {
        timeline: then.timeline,
        factors: then.facts.factors,
        household: household.map(|own| households.get(&(end as u32, own)).copied().unwrap_or_default()),
        doubtful: then.doubtful,
        settings: &review.settings,
        services: &review.intake.services,
    })
}
