//! Turns a draft into tables that may be published: every count rounded or suppressed, and rates worked out from printed counts.

use super::Draft;
use crate::day::Month;
use crate::disclosure::printed::{change, rates, sum};
use crate::disclosure::published::{
    ActivityRow, BreakdownRow, Count, FollowUpRow, Published, Rate, ReviewRow, TrendRow,
};
use crate::disclosure::tables::{ActivityLine, BreakdownLine, Cell, FollowUpLine, ReviewLine, TrendLine};

impl Draft {
    /// The tables as they may be published.
    pub(in crate::disclosure) fn publish(&self, month: Month) -> Published {
        let count = |cell: Cell| self.pack.printed[cell].map_or(Count::SUPPRESSED, Count::rounded);
        let tables = &self.pack.tables;
        let activity = |line: &ActivityLine| {
            let (due, failed) = (count(line.due), count(line.failed));
            let [rate, ..] = rates(failed, due);
            ActivityRow { service: line.service.clone(), period: line.period, due, failed, rate }
        };
        let breakdown = |line: &BreakdownLine| self.breakdown_row(line, &count);
        let follow_up = |line: &FollowUpLine| {
            let [failed, rebooked_21, seen_28, seen_90, nothing_since] = line.cells.map(count);
            FollowUpRow { service: line.service.clone(), failed, rebooked_21, seen_28, seen_90, nothing_since }
        };
        let review = |line: &ReviewLine| {
            let [decided_in_target, decided_later, undecided] = line.parts.map(count);
            let (month, priority, listed) = (line.month, line.priority, count(line.listed));
            ReviewRow { month, priority, listed, decided_in_target, decided_later, undecided }
        };
        let trend =
            |line: &TrendLine| TrendRow { month_end: line.month_end, rule: line.rule, children: count(line.children) };
        Published {
            month,
            activity: tables.activity.iter().map(activity).collect(),
            breakdown: tables.breakdown.iter().map(breakdown).collect(),
            follow_up: tables.follow_up.iter().map(follow_up).collect(),
            reviews: tables.reviews.iter().map(review).collect(),
            rules: tables.rules.iter().map(|line| line.with(count(line.children))).collect(),
            trend: tables.trend.iter().map(trend).collect(),
            thresholds: tables.thresholds.iter().map(|line| line.with(count(line.children))).collect(),
        }
    }

    fn breakdown_row(&self, line: &BreakdownLine, count: &dyn Fn(Cell) -> Count) -> BreakdownRow {
        let (due, failed) = (count(line.due), count(line.failed));
        let (due_before, failed_before) = (count(line.due_before), count(line.failed_before));
        let [rate, rate_low, rate_high] = rates(failed, due);
        let [rate_before, ..] = rates(failed_before, due_before);
        let lines = self.pack.tables.breakdown.iter();
        let others: Vec<&BreakdownLine> =
            lines.filter(|other| other.dimension == line.dimension && other.group != line.group).collect();
        let rest = [sum(others.iter().map(|line| count(line.failed))), sum(others.iter().map(|line| count(line.due)))];
        let against_rest = if others.is_empty() { [Rate::Unreliable; 3] } else { change([failed, due], rest) };
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
            no_outcome: count(line.no_outcome),
            cancelled_by_family: count(line.cancelled[0]),
            cancelled_by_provider: count(line.cancelled[1]),
            due_before,
            failed_before,
            rate_before,
            change: change([failed, due], [failed_before, due_before]),
            against_rest,
        }
    }
}
