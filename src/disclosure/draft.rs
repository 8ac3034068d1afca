//! The draft of a pack: the merged tables with their true counts, what is hidden in them, and how they are printed.

mod publish;

use std::collections::{BTreeMap, BTreeSet};

use super::counts::{ContactClass, Contacts, Due, FollowUp, FollowUpOutcome, GroupCounts, Measures, ServiceActivity};
use super::merge::merge;
use super::period::{Grain, Period};
use super::printed::round;
use super::tables::{ActivityLine, BreakdownLine, Cell, FollowUpLine, Pack, PackSettings, ReviewLine, TrendLine};
use super::{OTHER, Tally, TrueCount};
use crate::day::Month;
use crate::numbers::place;

/// How the tables show a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    /// The rounded count.
    Number,
    /// `[c]`: the count is above 0 and below the minimum.
    Small,
    /// `[c]`: too few children are behind the count, or one or two of them dominate it.
    Dominated,
    /// `[c]`: the remainder of its whole is below the minimum.
    Complement,
    /// `[c]`: a reader could use it to narrow another cell.
    ForOtherCell,
}

/// A month of a service that is published by quarter or year.
#[derive(Clone)]
pub(super) struct CoarseMonth {
    /// The service, or [`OTHER`] for the merged ones.
    pub(crate) service: String,
    pub(crate) month: Month,
    /// Whether its due and its failed contacts could not be printed by themselves.
    pub(crate) hidden: [bool; 2],
}

/// A pack before it is published.
#[derive(Clone, Default)]
pub(super) struct Draft {
    /// The pack as a reader would see it.
    pub(crate) pack: Pack,
    /// The count behind each cell.
    pub(crate) truth: Vec<i64>,
    /// How each cell is shown.
    pub(crate) show: Vec<Show>,
    /// For each count of contacts, how many children are behind it; for some merged services, at least how many.
    pub(crate) behind: Vec<i64>,
    /// Due and failed contacts of every service, merged or not, by month.
    pub(crate) services: BTreeMap<String, BTreeMap<Month, [i64; 2]>>,
    /// Months of services that are published by quarter or year. The months of other services must not reveal those of their
    /// counts that could not be printed.
    pub(crate) within: Vec<CoarseMonth>,
    /// Children with a case by priority.
    pub(crate) cases: [i64; 3],
    /// The series of `activity.csv`, with the months of each, so that a coarser grain can be chosen.
    series: Vec<ServiceActivity>,
    months: Vec<Month>,
}

impl Draft {
    /// The tables of these counts, with small groups merged, and with those cells suppressed that the rules alone suppress. No
    /// series is finer than `coarser` says.
    pub(super) fn new(measures: &Measures, settings: PackSettings, coarser: &BTreeMap<String, Grain>) -> Self {
        let mut draft = Self { pack: Pack { settings, ..Pack::default() }, ..Self::default() };
        draft.months.clone_from(&measures.months);
        draft.cases = measures.cases.map(|count| count.read().cast_signed());
        draft.pack.tables.month = measures.months.last().copied();
        let named = draft.breakdown(measures);
        draft.activity(measures, &named, coarser);
        draft.follow_up(measures, &named);
        for count in &measures.reviews {
            let listed = draft.whole(count.listed);
            let parts = [count.in_target, count.later, count.undecided].map(|part| draft.part(count.listed, part));
            draft.pack.tables.reviews.push(ReviewLine { month: count.month, priority: count.priority, listed, parts });
        }
        for count in &measures.rules {
            let children = draft.whole(count.children);
            draft.pack.tables.rules.push(count.with(children));
        }
        for end in &measures.trend {
            for (rule, count) in measures.rule_names.iter().zip(&end.by_rule) {
                let children = draft.whole(*count);
                draft.pack.tables.trend.push(TrendLine { month_end: end.month, rule, children });
            }
        }
        for count in &measures.thresholds {
            let children = draft.whole(count.children);
            draft.pack.tables.thresholds.push(count.with(children));
        }
        draft
    }

    /// `breakdown.csv`; returns the services that it names.
    fn breakdown(&mut self, measures: &Measures) -> BTreeSet<String> {
        let mut named = BTreeSet::new();
        for dimension in &measures.dimensions {
            for row in merge(dimension, self.pack.settings.minimum) {
                let GroupCounts { children, contacts, children_with_case } = dimension.combine(&row.groups);
                if dimension.name == "service" && row.label != OTHER {
                    named.insert(row.label.clone());
                }
                let line = BreakdownLine {
                    dimension: dimension.name,
                    group: row.label,
                    children: self.whole(children),
                    due: self.contacts(contacts.tally(ContactClass::Due)),
                    failed: self.failed(&contacts, ContactClass::Failed, ContactClass::Seen),
                    with_case: self.part(children, children_with_case),
                    no_outcome: self.contacts(contacts.tally(ContactClass::NoOutcome)),
                    cancelled: [ContactClass::ByFamily, ContactClass::ByProvider]
                        .map(|what| self.contacts(contacts.tally(what))),
                    due_before: self.contacts(contacts.tally(ContactClass::DueBefore)),
                    failed_before: self.failed(&contacts, ContactClass::FailedBefore, ContactClass::SeenBefore),
                };
                self.pack.tables.breakdown.push(line);
            }
        }
        named
    }

    /// `activity.csv`: the services that the breakdown names, and all others together. A service with contacts only in earlier
    /// months is among the others, since it has fewer children than the minimum in the last twelve.
    fn activity(&mut self, measures: &Measures, named: &BTreeSet<String>, coarser: &BTreeMap<String, Grain>) {
        for service in &measures.activity {
            let by_month = self.services.entry(service.service.clone()).or_default();
            for (month, due) in measures.months.iter().zip(&service.by_month) {
                let sum = by_month.entry(*month).or_default();
                sum[0] += due.due.read().cast_signed();
                sum[1] += due.failed.read().cast_signed();
            }
        }
        let (shown, others): (Vec<&ServiceActivity>, Vec<&ServiceActivity>) =
            measures.activity.iter().partition(|service| named.contains(&service.service));
        self.series = vec![measures.all.clone()];
        self.series.extend(shown.into_iter().cloned());
        if !others.is_empty() {
            let month = |place: usize| Due::combine(others.iter().map(|service| &service.by_month[place]));
            self.series.push(ServiceActivity {
                service: OTHER.to_owned(),
                first: others.iter().map(|service| service.first).min().unwrap_or(0),
                by_month: (0..measures.months.len()).map(month).collect(),
            });
        }
        let Some(last) = measures.months.last().copied() else { return };
        for series in self.series.clone() {
            let Some(first) = measures.months.get(series.first).copied() else { continue };
            let finest = coarser.get(&series.service).copied().unwrap_or(Grain::Month);
            let settings = self.pack.settings;
            let minimum = settings.minimum;
            let counts_by = |grain: Grain| -> Vec<(Period, Due)> {
                let periods = grain.periods(first, last).into_iter();
                periods.map(|period| (period, due_in_period(&series, measures.months[0], period))).collect()
            };
            let is_good = |grain: Grain, (enough, of_last): (usize, usize)| {
                let printable = |(_, due): &&(Period, Due)| {
                    shows_failed(due, minimum) == Show::Number && display_of(&due.due, minimum) == Show::Number
                };
                counts_by(grain).iter().rev().take(of_last).filter(printable).count() >= enough
            };
            let grain = if finest == Grain::Month && is_good(Grain::Month, settings.enough_months) {
                Grain::Month
            } else if finest != Grain::Year && is_good(Grain::Quarter, settings.enough_quarters) {
                Grain::Quarter
            } else {
                Grain::Year
            };
            if grain != Grain::Month {
                let months = self.months.iter().zip(&series.by_month).skip(series.first);
                self.within.extend(months.map(|(month, due)| CoarseMonth {
                    service: series.service.clone(),
                    month: *month,
                    hidden:
                        [display_of(&due.due, minimum), shows_failed(due, minimum)].map(|show| show != Show::Number),
                }));
            }
            for (period, due) in counts_by(grain) {
                let show = shows_failed(&due, minimum);
                let (all, failed) = (self.contacts(&due.due), self.tally(&due.failed, show));
                let service = series.service.clone();
                self.pack.tables.activity.push(ActivityLine { service, period, due: all, failed });
            }
        }
    }

    /// The series that print too little, each with the finest grain to try next.
    pub(super) fn too_fine(&self) -> BTreeMap<String, Grain> {
        let lines = &self.pack.tables.activity;
        let is_printed =
            |line: &&ActivityLine| self.pack.printed[line.due].is_some() && self.pack.printed[line.failed].is_some();
        let mut coarser = BTreeMap::new();
        for series in lines.chunk_by(|a, b| a.service == b.service) {
            let ((enough, of_last), next) = match series[0].period.grain {
                Grain::Month => (self.pack.settings.enough_months, Grain::Quarter),
                Grain::Quarter => (self.pack.settings.enough_quarters, Grain::Year),
                Grain::Year => continue,
            };
            if series.iter().rev().take(of_last).filter(is_printed).count() < enough {
                coarser.insert(series[0].service.clone(), next);
            }
        }
        coarser
    }

    /// `follow_up.csv`: every service of `activity.csv`, even without failed contacts: a missing row would reveal that there
    /// are none, and 0 may have to be hidden.
    fn follow_up(&mut self, measures: &Measures, named: &BTreeSet<String>) {
        let services: BTreeSet<&str> = self.pack.tables.activity.iter().map(|line| line.service.as_str()).collect();
        let row_of = |service: &String| {
            let row = measures.follow_up.iter().find(|row| row.service == *service).cloned();
            row.unwrap_or_else(|| FollowUp { service: service.clone(), ..FollowUp::default() })
        };
        let mut rows: Vec<FollowUp> =
            named.iter().filter(|service| services.contains(service.as_str())).map(row_of).collect();
        let others: Vec<&FollowUp> = measures.follow_up.iter().filter(|row| !named.contains(&row.service)).collect();
        if services.contains(OTHER) || !others.is_empty() {
            rows.push(FollowUp::combine(OTHER.to_owned(), &others.into_iter()));
        }
        for row in rows {
            let minimum = self.pack.settings.minimum;
            let cells = FollowUpOutcome::ALL.map(|after| {
                let (so, not_so) = (&row.so[after as usize], &row.not_so[after as usize]);
                let show = if after == FollowUpOutcome::Failed {
                    display_of(so, minimum)
                } else {
                    shows_part(so, not_so, minimum)
                };
                self.tally(so, show)
            });
            self.pack.tables.follow_up.push(FollowUpLine { service: row.service, cells });
        }
    }

    fn cell(&mut self, count: u64, show: Show) -> Cell {
        let number = (show == Show::Number).then(|| round(count, self.pack.settings.round_to));
        self.pack.printed.push(number);
        self.truth.push(count.cast_signed());
        self.show.push(show);
        self.behind.push(0);
        self.truth.len() - 1
    }

    fn tally(&mut self, tally: &Tally, show: Show) -> Cell {
        let cell = self.cell(tally.read(), show);
        self.behind[cell] = i64::from(tally.children());
        cell
    }

    fn whole(&mut self, count: TrueCount) -> Cell {
        let small = (1..self.pack.settings.minimum).contains(&count.read());
        self.cell(count.read(), if small { Show::Small } else { Show::Number })
    }

    fn part(&mut self, whole: TrueCount, part: TrueCount) -> Cell {
        let minimum = self.pack.settings.minimum;
        let show = match part.read() {
            0 => Show::Number,
            count if count < minimum => Show::Small,
            count if whole.read().saturating_sub(count) < minimum => Show::Complement,
            _ => Show::Number,
        };
        self.cell(part.read(), show)
    }

    /// A count of contacts.
    fn contacts(&mut self, tally: &Tally) -> Cell {
        self.tally(tally, display_of(tally, self.pack.settings.minimum))
    }

    /// Failed contacts of a group.
    fn failed(&mut self, contacts: &Contacts, failed: ContactClass, seen: ContactClass) -> Cell {
        let (failed, seen) = (contacts.tally(failed), contacts.tally(seen));
        self.tally(failed, shows_part(failed, seen, self.pack.settings.minimum))
    }

    /// Hides these cells, if they are shown.
    pub(super) fn hide_shown(&mut self, cells: impl IntoIterator<Item = Cell>) {
        for cell in cells {
            if self.show[cell] == Show::Number {
                self.hide(cell);
            }
        }
    }

    /// Hides a cell that could be shown, to protect another.
    pub(super) fn hide(&mut self, cell: Cell) {
        self.show[cell] = Show::ForOtherCell;
        self.pack.printed[cell] = None;
    }

    /// Shows a cell again that [`Self::hide`] has hidden.
    pub(super) fn unhide(&mut self, cell: Cell) {
        self.show[cell] = Show::Number;
        self.pack.printed[cell] = Some(round(self.truth[cell].cast_unsigned(), self.pack.settings.round_to));
    }
}

/// The contacts of a series in a period. `begins` is the first month of the series.
fn due_in_period(series: &ServiceActivity, begins: Month, period: Period) -> Due {
    let from = place(period.first.since(begins));
    match &series.by_month[from..from + place(period.grain.months())] {
        [month] => month.clone(),
        months => Due::combine(months.iter()),
    }
}

/// How the rules alone show a count of contacts.
fn display_of(tally: &Tally, minimum: u64) -> Show {
    match tally.read() {
        count if (1..minimum).contains(&count) => Show::Small,
        _ if tally.may_be_printed(minimum) => Show::Number,
        _ => Show::Dominated,
    }
}

/// How the rules alone show a part of a whole. The remainder of the whole could be worked out, so it must be safe as well.
fn shows_part(part: &Tally, rest: &Tally, minimum: u64) -> Show {
    match display_of(part, minimum) {
        Show::Number if part.read() > 0 => match rest.read() {
            count if count < minimum => Show::Complement,
            _ if rest.may_be_printed(minimum) => Show::Number,
            _ => Show::Dominated,
        },
        shown => shown,
    }
}

fn shows_failed(due: &Due, minimum: u64) -> Show {
    shows_part(&due.failed, &due.seen, minimum)
}
