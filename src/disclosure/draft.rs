//! The pack in the making: the merged tables with their true counts, what is hidden in them, and how they are printed.

use std::collections::{BTreeMap, BTreeSet};

use super::TrueCount;
use super::counts::{Due, Measures};
use super::merge::merge;
use super::printed::{rates, round};
use super::published::{ActivityRow, BreakdownRow, Count, Published, RuleRow, ThresholdRow, TrendRow};
use super::tables::{
    ActivityLine, BreakdownLine, Cell, Pack, PackSettings, RuleLine, Tables, ThresholdLine, TrendLine,
};
use super::{ALL_SERVICES, OTHER};
use crate::day::Month;

/// What the tables show in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    /// The rounded count.
    Number,
    /// `[c]`: the count is 1 to the minimum less one.
    Small,
    /// `[c]`: what is left of its whole is below the minimum.
    Complement,
    /// `[c]`: a reader could narrow another cell with it.
    More,
}

/// A pack before it is published.
#[derive(Clone)]
pub(super) struct Draft {
    /// What a reader would have.
    pub pack: Pack,
    /// The count behind each cell.
    pub truth: Vec<i64>,
    /// What is shown of it.
    pub show: Vec<Show>,
    /// Due and failed contacts of every service, merged or not, by month.
    pub services: BTreeMap<String, BTreeMap<Month, [i64; 2]>>,
}

impl Draft {
    /// The tables of these counts, with merged groups and the cells suppressed that the rules suppress on their own.
    pub(super) fn new(measures: &Measures, settings: PackSettings) -> Self {
        let mut draft = Self {
            pack: Pack { tables: Tables::default(), printed: Vec::new(), settings },
            truth: Vec::new(),
            show: Vec::new(),
            services: BTreeMap::new(),
        };
        draft.pack.tables.month = measures.months.last().copied();
        let named = draft.breakdown(measures);
        draft.activity(measures, &named);
        for count in &measures.rules {
            let children = draft.whole(count.children);
            draft.pack.tables.rules.push(RuleLine { rule: count.rule, priority: count.priority, children });
        }
        for end in &measures.trend {
            for (rule, count) in measures.rule_names.iter().zip(&end.by_rule) {
                let children = draft.whole(*count);
                draft.pack.tables.trend.push(TrendLine { month_end: end.month, rule, children });
            }
        }
        for count in &measures.thresholds {
            let children = draft.whole(count.children);
            let line = ThresholdLine { threshold: count.threshold, period_days: count.period_days, children };
            draft.pack.tables.thresholds.push(line);
        }
        draft
    }

    /// A pack without tables.
    pub(super) fn nothing() -> Self {
        Self { pack: Pack::default(), truth: Vec::new(), show: Vec::new(), services: BTreeMap::new() }
    }

    /// `breakdown.csv`; returns the services that it names.
    fn breakdown(&mut self, measures: &Measures) -> BTreeSet<String> {
        let mut named = BTreeSet::new();
        for dimension in &measures.dimensions {
            for row in merge(dimension, self.pack.settings.minimum) {
                let counts = dimension.together(&row.groups);
                let children = self.whole(counts.children);
                let (due, failed) = self.due(counts.due);
                let with_case = self.part(counts.children, counts.children_with_case);
                if dimension.name == "service" && row.label != OTHER {
                    named.insert(row.label.clone());
                }
                let (dimension, group) = (dimension.name, row.label);
                let line = BreakdownLine { dimension, group, children, due, failed, with_case };
                self.pack.tables.breakdown.push(line);
            }
        }
        named
    }

    /// `activity.csv`: the services that the breakdown names, all others together. So a service that only the first of
    /// the months had is among the others: it has fewer than the minimum of children in the last twelve.
    fn activity(&mut self, measures: &Measures, named: &BTreeSet<String>) {
        for service in &measures.activity {
            let by_month = self.services.entry(service.service.clone()).or_default();
            for (month, due) in measures.months.iter().zip(&service.by_month) {
                let sum = by_month.entry(*month).or_default();
                sum[0] += due.due.read() as i64;
                sum[1] += due.failed.read() as i64;
            }
        }
        let shown = |name: &str| named.contains(name);
        for (place, month) in measures.months.iter().enumerate() {
            let sum = |of: &dyn Fn(&str) -> bool| {
                let mut sum = Due::default();
                for service in measures.activity.iter().filter(|service| of(&service.service)) {
                    sum = sum.plus(service.by_month[place]);
                }
                sum
            };
            let mut rows = vec![(ALL_SERVICES.to_owned(), sum(&|_| true))];
            for service in measures.activity.iter().filter(|service| shown(&service.service)) {
                rows.push((service.service.clone(), service.by_month[place]));
            }
            if measures.activity.iter().any(|service| !shown(&service.service)) {
                rows.push((OTHER.to_owned(), sum(&|name| !shown(name))));
            }
            for (service, counts) in rows {
                let (due, failed) = self.due(counts);
                self.pack.tables.activity.push(ActivityLine { month: *month, service, due, failed });
            }
        }
    }

    fn cell(&mut self, count: TrueCount, show: Show) -> Cell {
        let number = (show == Show::Number).then(|| round(count.read(), self.pack.settings.round_to));
        self.pack.printed.push(number);
        self.truth.push(count.read() as i64);
        self.show.push(show);
        self.truth.len() - 1
    }

    fn whole(&mut self, count: TrueCount) -> Cell {
        let small = (1..self.pack.settings.minimum).contains(&count.read());
        self.cell(count, if small { Show::Small } else { Show::Number })
    }

    fn part(&mut self, whole: TrueCount, part: TrueCount) -> Cell {
        let minimum = self.pack.settings.minimum;
        let show = match part.read() {
            0 => Show::Number,
            count if count < minimum => Show::Small,
            count if whole.read().saturating_sub(count) < minimum => Show::Complement,
            _ => Show::Number,
        };
        self.cell(part, show)
    }

    fn due(&mut self, counts: Due) -> (Cell, Cell) {
        (self.whole(counts.due), self.part(counts.due, counts.failed))
    }

    /// Hides a cell that could be shown.
    pub(super) fn hide(&mut self, cell: Cell) {
        self.show[cell] = Show::More;
        self.pack.printed[cell] = None;
    }

    /// Shows such a cell again.
    pub(super) fn unhide(&mut self, cell: Cell) {
        self.show[cell] = Show::Number;
        self.pack.printed[cell] = Some(round(self.truth[cell] as u64, self.pack.settings.round_to));
    }

    /// The tables as they may be published.
    pub(super) fn publish(&self, month: Month) -> Published {
        let count = |cell: Cell| self.pack.printed[cell].map_or(Count::SUPPRESSED, Count::rounded);
        let tables = &self.pack.tables;
        let activity = |line: &ActivityLine| {
            let (due, failed) = (count(line.due), count(line.failed));
            let [rate, ..] = rates(failed, due);
            ActivityRow { month: line.month, service: line.service.clone(), due, failed, rate }
        };
        let breakdown = |line: &BreakdownLine| {
            let (due, failed) = (count(line.due), count(line.failed));
            let [rate, rate_low, rate_high] = rates(failed, due);
            BreakdownRow {
                dimension: line.dimension,
                group: line.group.clone(),
                children: count(line.children),
                due,
                failed,
                rate,
                rate_low,
                rate_high,
                children_with_case: count(line.with_case),
            }
        };
        let rule =
            |line: &RuleLine| RuleRow { rule: line.rule, priority: line.priority, children: count(line.children) };
        let trend =
            |line: &TrendLine| TrendRow { month_end: line.month_end, rule: line.rule, children: count(line.children) };
        let threshold = |line: &ThresholdLine| ThresholdRow {
            threshold: line.threshold,
            period_days: line.period_days,
            children: count(line.children),
        };
        Published {
            month,
            activity: tables.activity.iter().map(activity).collect(),
            breakdown: tables.breakdown.iter().map(breakdown).collect(),
            rules: tables.rules.iter().map(rule).collect(),
            trend: tables.trend.iter().map(trend).collect(),
            thresholds: tables.thresholds.iter().map(threshold).collect(),
        }
    }
}
