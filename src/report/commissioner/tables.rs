//! The tables of the commissioner pack as CSV, made from what disclosure control has let through.

use crate::disclosure::columns;
use crate::disclosure::published::Published;
use crate::pack::COMMISSIONER_TABLES;
use crate::report::csv::SmallTable;

/// Every table, in the order of [`COMMISSIONER_TABLES`].
pub(crate) fn all_tables(published: &Published) -> [SmallTable; COMMISSIONER_TABLES.len()] {
    let mut activity = SmallTable::new(&columns::ACTIVITY);
    for row in &published.activity {
        activity.row(&[&row.service, &row.period.grain.word(), &row.period, &row.due, &row.failed, &row.rate]);
    }
    let mut breakdown = SmallTable::new(&columns::BREAKDOWN);
    for row in &published.breakdown {
        breakdown.row(&[
            &row.dimension,
            &row.group,
            &row.children,
            &row.due,
            &row.failed,
            &row.rate,
            &row.rate_low,
            &row.rate_high,
            &row.children_with_case,
            &row.no_outcome,
            &row.cancelled_by_family,
            &row.cancelled_by_provider,
            &row.due_before,
            &row.failed_before,
            &row.rate_before,
            &row.change[0],
            &row.change[1],
            &row.change[2],
            &row.against_rest[0],
            &row.against_rest[1],
            &row.against_rest[2],
        ]);
    }
    let mut follow_up = SmallTable::new(&columns::FOLLOW_UP);
    for row in &published.follow_up {
        follow_up.row(&[&row.service, &row.failed, &row.rebooked_21, &row.seen_28, &row.seen_90, &row.nothing_since]);
    }
    let mut reviews = SmallTable::new(&columns::REVIEWS);
    for row in &published.reviews {
        let [in_target, later] = [&row.decided_in_target, &row.decided_later];
        reviews.row(&[&row.month, &row.priority.word(), &row.listed, in_target, later, &row.undecided]);
    }
    let mut rules = SmallTable::new(&columns::RULES);
    for row in &published.rules {
        rules.row(&[&row.rule, &row.priority.word(), &row.children]);
    }
    let mut trend = SmallTable::new(&columns::TREND);
    for row in &published.trend {
        trend.row(&[&row.month_end.last_day(), &row.rule, &row.children]);
    }
    let mut thresholds = SmallTable::new(&columns::THRESHOLDS);
    for row in &published.thresholds {
        thresholds.row(&[&row.threshold, &row.period_days, &row.children]);
    }
    [activity, breakdown, follow_up, reviews, rules, trend, thresholds]
}
