//! The tables of the commissioner pack as CSV, from what disclosure control has let through.

use std::borrow::Cow;

use crate::disclosure::columns;
use crate::disclosure::published::Published;
use crate::pack::COMMISSIONER_TABLES;
use crate::report::csv::SmallTable;

/// Every table, in the order of [`COMMISSIONER_TABLES`].
pub(crate) fn all_tables(published: &Published) -> [SmallTable; COMMISSIONER_TABLES.len()] {
    [
        activity(published),
        breakdown(published),
        follow_up(published),
        reviews(published),
        rules(published),
        trend(published),
        thresholds(published),
    ]
}

fn text(value: impl std::fmt::Display) -> Cow<'static, str> {
    Cow::Owned(format!("{value}"))
}

fn activity(published: &Published) -> SmallTable {
    let mut table = SmallTable::new(&columns::ACTIVITY);
    for row in &published.activity {
        table.row([
            row.service.as_str().into(),
            row.period.grain.word().into(),
            text(row.period),
            text(row.due),
            text(row.failed),
            text(row.rate),
        ]);
    }
    table
}

fn breakdown(published: &Published) -> SmallTable {
    let mut table = SmallTable::new(&columns::BREAKDOWN);
    for row in &published.breakdown {
        table.row([
            row.dimension.into(),
            row.group.as_str().into(),
            text(row.children),
            text(row.due),
            text(row.failed),
            text(row.rate),
            text(row.rate_low),
            text(row.rate_high),
            text(row.children_with_case),
            text(row.no_outcome),
            text(row.cancelled_by_family),
            text(row.cancelled_by_provider),
            text(row.due_before),
            text(row.failed_before),
            text(row.rate_before),
            text(row.change[0]),
            text(row.change[1]),
            text(row.change[2]),
            text(row.against_rest[0]),
            text(row.against_rest[1]),
            text(row.against_rest[2]),
        ]);
    }
    table
}

fn follow_up(published: &Published) -> SmallTable {
    let mut table = SmallTable::new(&columns::FOLLOW_UP);
    for row in &published.follow_up {
        table.row([
            row.service.as_str().into(),
            text(row.failed),
            text(row.rebooked_21),
            text(row.seen_28),
            text(row.seen_90),
            text(row.nothing_since),
        ]);
    }
    table
}

fn reviews(published: &Published) -> SmallTable {
    let mut table = SmallTable::new(&columns::REVIEWS);
    for row in &published.reviews {
        table.row([
            text(row.month),
            row.priority.word().into(),
            text(row.listed),
            text(row.decided_in_target),
            text(row.decided_later),
            text(row.undecided),
        ]);
    }
    table
}

fn rules(published: &Published) -> SmallTable {
    let mut table = SmallTable::new(&columns::RULES);
    for row in &published.rules {
        table.row([row.rule.into(), row.priority.word().into(), text(row.children)]);
    }
    table
}

fn trend(published: &Published) -> SmallTable {
    let mut table = SmallTable::new(&columns::TREND);
    for row in &published.trend {
        table.row([text(row.month_end.last_day()), row.rule.into(), text(row.children)]);
    }
    table
}

fn thresholds(published: &Published) -> SmallTable {
    let mut table = SmallTable::new(&columns::THRESHOLDS);
    for row in &published.thresholds {
        table.row([text(row.threshold), text(row.period_days), text(row.children)]);
    }
    table
}
