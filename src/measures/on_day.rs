//! Looks at a child as of earlier days: the month ends.
//!
//! Ages, deaths, exclusions and cases are worked out for each day, by the same functions as in the review. A child who turned 18 since
//! then was a child on that day, and records that came late are taken into account. What a record is (used, rejected, whose) and what its
//! cells say is not decided again.
//!
//! Twelve month ends are twelve reviews. To keep that cheap, a child's records are looked through once: the facts in them, and the days
//! with a failed contact, are the same at every month end. The exception is the few children with a record that only a later outcome
//! supersedes ([`Row::counted_on`]); they are looked at again for each month end. And for most children only failed contacts can matter to
//! a rule. For them, the rules get the failed contacts of each period, and no full timeline is made.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::rule_timelines::RuleTimelines;
use super::up_to::{ContactBuffers, ContactCriteria, ContactSummary, ContactsUpTo};
use crate::child::facts::{Ages, RecordSources, RecordedFacts, recorded_age};
use crate::child::timeline::{CountingSettings, ReviewPeriod, Timeline};
use crate::child::unreliable_sources::UnreliableSources;
use crate::config::settings::Settings;
use crate::day::Day;
use crate::numbers::count;
use crate::pipeline::Detected;
use crate::rules::screen::{self, ContactMarks, ScreenCounts, ScreenThresholds};
use crate::rules::{self, HeldRules, HouseholdCount, Subject};
use crate::service::ServiceNumber;
use crate::store::parts::Parts;
use crate::store::{Child, Facts, Row};

/// The month ends, ascending, with the ages of people on each.
pub(crate) struct MonthEnds {
    criteria: ContactCriteria,
    thresholds: ScreenThresholds,
    /// The review period, moved to each month end in turn.
    period: ReviewPeriod,
    days: Vec<(Day, Ages)>,
    /// The unreliable sources at each end, for the rule `not_seen`; empty if it is not enabled.
    unreliable: Vec<UnreliableSources>,
}

impl MonthEnds {
    /// Prepares these days, which must be ascending. If a rule needs them, finds the sources that were stale on each.
    pub(crate) fn new(days: impl Iterator<Item = Day>, review: &Detected) -> Self {
        let settings = &review.settings;
        let mut ends = Self {
            criteria: ContactCriteria {
                marks: ContactMarks::new(settings),
                counting: CountingSettings::from_settings(settings),
            },
            thresholds: ScreenThresholds::from_settings(settings),
            period: ReviewPeriod::new(settings, review.as_of),
            days: days.map(|day| (day, Ages::on_day(day))).collect(),
            unreliable: Vec::new(),
        };
        if settings.rules.not_seen.enabled {
            let newest = ends.newest_contacts(review);
            let stale = |end: usize, source: usize| {
                let day = ends.days[end].0;
                newest[source][end].is_none_or(|newest| newest.plus(settings.limits.stale_days) < day)
            };
            let stale_at = |end| (0..newest.len()).filter(|source| stale(end, *source)).collect();
            ends.unreliable = (0..ends.len()).map(|end| UnreliableSources::new(stale_at(end), false)).collect();
        }
        ends
    }

    /// The newest contact of each source up to each end, among those that counted then. A contact that was replaced by an outcome of a
    /// later month still shows that the source was not stale.
    fn newest_contacts(&self, review: &Detected) -> Vec<Vec<Option<Day>>> {
        let parts = &review.intake.parts;
        review.children.fold(
            || vec![vec![None; self.len()]; review.settings.contacts.len()],
            |newest, child| {
                for row in child.all_rows() {
                    let from = self.days.partition_point(|(day, _)| *day < row.day());
                    let ends = newest[parts.part(row.row).source].iter_mut().zip(&self.days).skip(from);
                    for (newest, _) in ends.filter(|(_, (day, _))| row.counted_on(*day)) {
                        *newest = (*newest).max(Some(row.day()));
                    }
                }
            },
            |newest, other| {
                for (newest, more) in newest.iter_mut().flatten().zip(other.iter().flatten()) {
                    *newest = (*newest).max(*more);
                }
            },
        )
    }

    /// Whether a source that had seen a child was unreliable at an end.
    fn is_doubtful(&self, end: usize, timeline: &Timeline, parts: &Parts) -> bool {
        self.unreliable.get(end).is_some_and(|sources| sources.have_seen(timeline, parts))
    }

    pub(crate) const fn len(&self) -> usize {
        self.days.len()
    }

    const fn all_bits(&self) -> u32 {
        (1 << self.len()) - 1
    }

    /// The ends whose review period contains both days, one bit each.
    fn ends_covering(&self, first: Day, last: Day) -> u32 {
        let from = self.days.partition_point(|(day, _)| *day < last);
        let to = self.days.partition_point(|(day, _)| ReviewPeriod { as_of: *day, ..self.period }.first() <= first);
        if from < to { (1 << to) - (1 << from) } else { 0 }
    }

    pub(crate) fn last_day(&self) -> Day {
        self.days[self.days.len() - 1].0
    }
}

/// The failed contacts of each household (by number) at each end (by index).
pub(crate) type HouseholdsAtEnds = HashMap<(u32, u32), HouseholdCount, FixedState>;

/// A child with all contacts, prepared to be looked at as of any month end.
pub(crate) struct ChildHistory<'a> {
    settings: &'a Settings,
    records: RecordSources<'a>,
    ends: &'a MonthEnds,
    child: Child<'a>,
    /// The recorded facts, if they are the same at every end.
    recorded: Option<RecordedFacts>,
    summary: ContactSummary,
    /// The contacts up to the last end.
    last: ContactsUpTo<'a>,
}

/// A child as of one month end.
pub(crate) struct MonthEndView<'a> {
    /// Whether a source that had seen the child was unreliable.
    pub(crate) doubtful: bool,
    pub(crate) facts: Facts,
    /// The failed contacts of the review period. It has other contacts only if a rule needs them.
    pub(crate) timeline: &'a Timeline,
    /// Whether the rules see the same as at the end before.
    pub(crate) is_as_before: bool,
}

impl<'a> ChildHistory<'a> {
    pub(crate) fn new(
        review: &'a Detected,
        ends: &'a MonthEnds,
        child: Child<'a>,
        memory: &'a mut ContactBuffers,
    ) -> Self {
        let Detected { settings, intake, as_of, .. } = review;
        let records = RecordSources { parts: &intake.parts, register: &intake.register, as_of: *as_of };
        let rows = child.all_rows();
        let summary = ContactSummary::summarise(rows, &ends.criteria.marks);
        let counted_then = |row: &Row| row.is_duplicate() && ends.days.iter().any(|(day, _)| row.counted_on(*day));
        let same_at_all_ends = !(summary.is_duplicate && rows.iter().any(counted_then));
        let counts = |row: &Row| !row.is_duplicate();
        let recorded = same_at_all_ends.then(|| RecordedFacts::collect(records, rows, child.records(), counts));
        let last = memory.contacts_up_to(ends.last_day(), rows, summary, &ends.criteria);
        Self { settings, records, ends, child, recorded, summary, last }
    }

    /// The facts about the child at an end.
    pub(crate) fn facts(&self, end: usize) -> Facts {
        let (day, ages) = &self.ends.days[end];
        let rows = self.child.all_rows();
        let counts = |row: &Row| row.counted_on(*day);
        let recorded =
            self.recorded.unwrap_or_else(|| RecordedFacts::collect(self.records, rows, self.child.records(), counts));
        let age = if self.summary.has_age { recorded_age(rows, *day, counts) } else { None };
        recorded.facts_on(self.settings, age, ages)
    }

    /// The contacts up to the last end that count on that day.
    pub(crate) const fn rows(&self) -> &'a [Row] {
        self.last.rows
    }

    /// The days and services of the failed contacts among them, of any time.
    pub(crate) const fn failed(&self) -> &'a [(Day, ServiceNumber)] {
        self.last.failed
    }

    /// The ends at which a rule may hold, one bit each.
    fn ends_to_look_at(&self) -> u32 {
        // The rule `not_seen` does not depend on particular contacts.
        if self.settings.rules.not_seen.enabled {
            return self.ends.all_bits();
        }
        if self.summary.marks == 0 {
            return 0;
        }
        let Some(recorded) = self.recorded else { return self.ends.all_bits() };
        let ContactsUpTo { failed, beyond, .. } = self.last;
        let needed = self.ends.thresholds.failed(recorded.has_household());
        let enough_failed = failed.windows(needed as usize).map(|run| (run[0].0, run[run.len() - 1].0));
        let days = enough_failed.chain(beyond.iter().map(|row| (row.day(), row.day())));
        days.fold(0, |ends, (first, last)| ends | self.ends.ends_covering(first, last))
    }

    /// Calls `look` for each end at which the child is not excluded and a rule may hold, the oldest first.
    pub(crate) fn for_each_end(&self, mut look: impl FnMut(usize, MonthEndView<'_>)) {
        let mut ends_left = self.ends_to_look_at();
        if ends_left == 0 {
            return;
        }
        let settings = self.settings;
        let (by_household, by_not_seen) = (settings.rules.household.enabled, settings.rules.not_seen.enabled);
        let (mut buffers, mut timelines, mut before) = (ContactBuffers::default(), RuleTimelines::default(), None);
        while ends_left != 0 {
            let end = ends_left.trailing_zeros() as usize;
            ends_left &= ends_left - 1;
            let period = ReviewPeriod::new(settings, self.ends.days[end].0);
            let up_to = if self.recorded.is_some() {
                self.last
            } else {
                (timelines, before) = (RuleTimelines::default(), None);
                buffers.contacts_up_to(period.as_of, self.child.all_rows(), self.summary, &self.ends.criteria)
            };
            let failed = failed_in_period(up_to.failed, period);
            let beyond = up_to.beyond.iter().filter(|row| period.contains(row.day()));
            let counts = ScreenCounts::count(settings, beyond).with_failed(failed.len());
            let by_counts = counts.may_be_listed(self.ends.thresholds);
            if !by_counts && !by_not_seen && (!by_household || failed.is_empty()) {
                continue;
            }
            let facts = self.facts(end);
            let is_unseen = by_not_seen && screen::is_unseen(settings, facts.factors, &up_to.rows.iter(), period);
            let listed = by_counts || is_unseen || (by_household && !failed.is_empty() && facts.household.is_some());
            if facts.excluded.is_some() || !listed {
                continue;
            }
            let needs_all = is_unseen || counts.look_beyond_failed(settings);
            let now = (!needs_all && facts.household.is_none()).then_some((failed, facts.factors));
            let is_as_before = now.is_some() && now == before;
            before = now;
            let timeline = if needs_all {
                timelines.full_timeline(up_to.rows, self.records.parts, self.ends.criteria.counting, period)
            } else {
                timelines.failed_timeline(failed, self.ends.criteria.counting, period)
            };
            let doubtful = self.ends.is_doubtful(end, timeline, self.records.parts);
            look(end, MonthEndView { doubtful, facts, timeline, is_as_before });
        }
    }
}

/// The failed contacts of a period. Few are before or after it.
fn failed_in_period(failed: &[(Day, ServiceNumber)], period: ReviewPeriod) -> &[(Day, ServiceNumber)] {
    let before = failed.iter().take_while(|(day, _)| *day < period.first()).count();
    let after = failed[before..].iter().rev().take_while(|(day, _)| *day > period.as_of).count();
    &failed[before..failed.len() - after]
}

/// The rules that hold for a child at an end (by index).
pub(crate) fn rules_at_end(
    review: &Detected,
    end: usize,
    then: &MonthEndView<'_>,
    households: &HouseholdsAtEnds,
) -> HeldRules {
    let household = then.facts.household;
    rules::held_rules(&Subject {
        timeline: then.timeline,
        factors: then.facts.factors,
        household: household.map(|of_child| households.get(&(count(end), of_child)).copied().unwrap_or_default()),
        depends_on_unreliable_source: then.doubtful,
        seen_since: review.children.seen_since(),
        settings: &review.settings,
        services: &review.intake.services,
    })
}
