//! A child as of earlier days: the ends of months.
//!
//! Ages, deaths, exclusions and cases are worked out anew, by the same functions as those of the review: a child who
//! turned 18 since then was a child on that day, and what was recorded late is known. What a record is (used, rejected,
//! whose) and what its cells say is not asked again.
//!
//! Twelve month ends are twelve reviews. So that they do not cost as much, a child's records are looked through once: what
//! they say, and which days have a failed contact, is the same at every month end, but for the few children with a record that
//! only a later outcome supersedes ([`Row::counted_on`]), who are looked at anew each time. And most children have no contact
//! that can matter to a rule but failed ones: of them, rules are told the failed contacts of each period, and no timeline is
//! made.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::told::Told;
use super::up_to::{Any, Looking, Memory, UpTo};
use crate::child::facts::{Ages, RecordSources, RecordedFacts, recorded_age};
use crate::child::timeline::{CountingSettings, ReviewPeriod, Timeline};
use crate::child::unreliable_sources::UnreliableSources;
use crate::config::settings::Settings;
use crate::day::Day;
use crate::detected::Detected;
use crate::numbers::count;
use crate::rules::screen::{self, ContactMarks, ScreenCounts, ScreenThresholds};
use crate::rules::{self, HeldRules, HouseholdCount, Subject};
use crate::service::ServiceNumber;
use crate::store::parts::Parts;
use crate::store::{Child, Facts, Row};

/// The ends of months, ascending, with the ages that people have then.
pub(crate) struct Ends {
    looking: Looking,
    needed: ScreenThresholds,
    /// The review period, whose end is another one each time.
    period: ReviewPeriod,
    days: Vec<(Day, Ages)>,
    /// Which sources could not be relied on then, for the rule `not_seen`; none where it is not in force.
    doubts: Vec<UnreliableSources>,
}

impl Ends {
    /// These days, ascending, with the sources that were stale then, where a rule asks for it.
    pub(crate) fn new(days: impl Iterator<Item = Day>, review: &Detected) -> Self {
        let settings = &review.settings;
        let mut ends = Self {
            looking: Looking {
                marks: ContactMarks::new(settings),
                counting: CountingSettings::from_settings(settings),
            },
            needed: ScreenThresholds::from_settings(settings),
            period: ReviewPeriod::new(settings, review.as_of),
            days: days.map(|day| (day, Ages::on_day(day))).collect(),
            doubts: Vec::new(),
        };
        if settings.rules.not_seen.enabled {
            let newest = ends.newest(review);
            let stale = |end: usize, source: usize| {
                let day = ends.days[end].0;
                newest[source][end].is_none_or(|newest| newest.plus(settings.limits.stale_days) < day)
            };
            let of_end = |end| (0..newest.len()).filter(|source| stale(end, *source)).collect();
            ends.doubts = (0..ends.len()).map(|end| UnreliableSources::new(of_end(end), false)).collect();
        }
        ends
    }

    /// The newest contact of each source up to each end, of those that counted then: one that an outcome of a later month has
    /// replaced since showed all the same that the source was not stale.
    fn newest(&self, review: &Detected) -> Vec<Vec<Option<Day>>> {
        let parts = &review.intake.parts;
        review.children.fold(
            || vec![vec![None; self.len()]; review.settings.contacts.len()],
            |newest, child| {
                for row in child.all_rows() {
                    let from = self.days.partition_point(|(day, _)| *day < row.day());
                    let ends = newest[parts.part(row.row).source].iter_mut().zip(&self.days).skip(from);
                    for (own, _) in ends.filter(|(_, (day, _))| row.counted_on(*day)) {
                        *own = (*own).max(Some(row.day()));
                    }
                }
            },
            |newest, other| {
                for (own, more) in newest.iter_mut().flatten().zip(other.iter().flatten()) {
                    *own = (*own).max(*more);
                }
            },
        )
    }

    /// Whether a source that had seen a child could not be relied on at an end.
    fn is_doubtful(&self, end: usize, timeline: &Timeline, parts: &Parts) -> bool {
        self.doubts.get(end).is_some_and(|doubt| doubt.have_seen(timeline, parts))
    }

    pub(crate) const fn len(&self) -> usize {
        self.days.len()
    }

    /// All of them, one bit each.
    const fn all(&self) -> u32 {
        (1 << self.len()) - 1
    }

    /// Those in the review period of which the first and the last day of something lie.
    fn with(&self, first: Day, last: Day) -> u32 {
        let from = self.days.partition_point(|(day, _)| *day < last);
        let to = self.days.partition_point(|(day, _)| ReviewPeriod { as_of: *day, ..self.period }.first() <= first);
        if from < to { (1 << to) - (1 << from) } else { 0 }
    }

    pub(crate) fn last(&self) -> Day {
        self.days[self.days.len() - 1].0
    }
}

/// The failed contacts of each household at each end (by its place).
pub(crate) type HouseholdsAtEnds = HashMap<(u32, u32), HouseholdCount, FixedState>;

/// A child with what the records say, ready to be looked at as of any end.
pub(crate) struct Past<'a> {
    settings: &'a Settings,
    records: RecordSources<'a>,
    ends: &'a Ends,
    child: Child<'a>,
    /// What the records say at every end alike; none where they do not.
    said: Option<RecordedFacts>,
    any: Any,
    /// The contacts up to the last end.
    last: UpTo<'a>,
}

/// What a child looks like at one end.
pub(crate) struct Then<'a> {
    /// Whether a source that had seen the child could not be relied on.
    pub(crate) doubtful: bool,
    /// What is known of the child.
    pub(crate) facts: Facts,
    /// The failed contacts of the review period, and the contacts that count as far as a rule has to know more than these.
    pub(crate) timeline: &'a Timeline,
    /// Whether rules are told just what they were told at the end before.
    pub(crate) is_as_before: bool,
}

impl<'a> Past<'a> {
    /// A child's past.
    pub(crate) fn of(review: &'a Detected, ends: &'a Ends, child: Child<'a>, memory: &'a mut Memory) -> Self {
        let Detected { settings, intake, as_of, .. } = review;
        let records = RecordSources { parts: &intake.parts, register: &intake.register, as_of: *as_of };
        let rows = child.all_rows();
        let any = Any::of(rows, &ends.looking.marks);
        let is_open = |row: &Row| row.is_duplicate() && ends.days.iter().any(|(day, _)| row.counted_on(*day));
        let alike = !(any.is_duplicate && rows.iter().any(is_open));
        let counts = |row: &Row| !row.is_duplicate();
        let said = alike.then(|| RecordedFacts::collect(records, rows, child.records(), counts));
        let last = memory.up_to(ends.last(), rows, any, &ends.looking);
        Self { settings, records, ends, child, said, any, last }
    }

    /// What is known of the child at an end.
    pub(crate) fn facts(&self, end: usize) -> Facts {
        let (day, ages) = &self.ends.days[end];
        let rows = self.child.all_rows();
        let counts = |row: &Row| row.counted_on(*day);
        let said =
            self.said.unwrap_or_else(|| RecordedFacts::collect(self.records, rows, self.child.records(), counts));
        let told = if self.any.has_age { recorded_age(rows, *day, counts) } else { None };
        said.facts_on(self.settings, told, ages)
    }

    /// The contacts that count on the day of the last end, up to it.
    pub(crate) const fn rows(&self) -> &'a [Row] {
        self.last.rows
    }

    /// The failed ones of any time among them, by day and service.
    pub(crate) const fn failed(&self) -> &'a [(Day, ServiceNumber)] {
        self.last.failed
    }

    /// The ends at which a rule may hold, one bit each.
    fn at_which_to_look(&self) -> u32 {
        // The rule `not_seen` asks for no certain contact.
        if self.settings.rules.not_seen.enabled {
            return self.ends.all();
        }
        if self.any.marks == 0 {
            return 0;
        }
        let Some(said) = self.said else { return self.ends.all() };
        let UpTo { failed, beyond, .. } = self.last;
        let needed = self.ends.needed.failed(said.has_household());
        let enough_failed = failed.windows(needed as usize).map(|run| (run[0].0, run[run.len() - 1].0));
        let days = enough_failed.chain(beyond.iter().map(|row| (row.day(), row.day())));
        days.fold(0, |at, (first, last)| at | self.ends.with(first, last))
    }

    /// Looks at the child at each end, oldest first, at which no exclusion stands in the way and a rule may hold.
    pub(crate) fn each(&self, mut look: impl FnMut(usize, Then<'_>)) {
        let mut at = self.at_which_to_look();
        if at == 0 {
            return;
        }
        let settings = self.settings;
        let (by_household, by_sight) = (settings.rules.household.enabled, settings.rules.not_seen.enabled);
        let (mut anew, mut told, mut before) = (Memory::default(), Told::default(), None);
        while at != 0 {
            let end = at.trailing_zeros() as usize;
            at &= at - 1;
            let period = ReviewPeriod::new(settings, self.ends.days[end].0);
            let up_to = if self.said.is_some() {
                self.last
            } else {
                (told, before) = (Told::default(), None);
                anew.up_to(period.as_of, self.child.all_rows(), self.any, &self.ends.looking)
            };
            let failed = of_period(up_to.failed, period);
            let beyond = up_to.beyond.iter().filter(|row| period.contains(row.day()));
            let signs = ScreenCounts::count(settings, beyond).with_failed(failed.len());
            let by_signs = signs.may_be_listed(self.ends.needed);
            if !by_signs && !by_sight && (!by_household || failed.is_empty()) {
                continue;
            }
            let facts = self.facts(end);
            let is_unseen = by_sight && screen::is_unseen(settings, facts.factors, &up_to.rows.iter(), period);
            let listed = by_signs || is_unseen || (by_household && !failed.is_empty() && facts.household.is_some());
            if facts.excluded.is_some() || !listed {
                continue;
            }
            let needs_all = is_unseen || signs.look_beyond_failed(settings);
            let now = (!needs_all && facts.household.is_none()).then_some((failed, facts.factors));
            let is_as_before = now.is_some() && now == before;
            before = now;
            let timeline = if needs_all {
                told.all(up_to.rows, self.records.parts, self.ends.looking.counting, period)
            } else {
                told.failed(failed, self.ends.looking.counting, period)
            };
            let doubtful = self.ends.is_doubtful(end, timeline, self.records.parts);
            look(end, Then { doubtful, facts, timeline, is_as_before });
        }
    }
}

/// The failed contacts of a period. Few are before it, and few behind it.
fn of_period(failed: &[(Day, ServiceNumber)], period: ReviewPeriod) -> &[(Day, ServiceNumber)] {
    let before = failed.iter().take_while(|(day, _)| *day < period.first()).count();
    let behind = failed[before..].iter().rev().take_while(|(day, _)| *day > period.as_of).count();
    &failed[before..failed.len() - behind]
}

/// The rules that hold for a child at an end (by its place).
pub(crate) fn holding(review: &Detected, end: usize, then: &Then<'_>, households: &HouseholdsAtEnds) -> HeldRules {
    let household = then.facts.household;
    rules::held_rules(&Subject {
        timeline: then.timeline,
        factors: then.facts.factors,
        household: household.map(|own| households.get(&(count(end), own)).copied().unwrap_or_default()),
        depends_on_unreliable_source: then.doubtful,
        settings: &review.settings,
        services: &review.intake.services,
    })
}
