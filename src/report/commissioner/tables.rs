//! The five tables of the commissioner pack as CSV, from what disclosure control has let through.

use std::borrow::Cow;

use crate::disclosure::published::Published;
use crate::report::csv::Table;

/// The names of the tables' files, in the order of [`all`].
pub const NAMES: [&str; 5] = ["activity.csv", "breakdown.csv", "rules.csv", "trend.csv", "thresholds.csv"];

/// Every table, in the order of [`NAMES`].
pub fn all(published: &Published) -> [Table; 5] {
    [activity(published), breakdown(published), rules(published), trend(published), thresholds(published)]
}

fn text(value: impl std::fmt::Display) -> Cow<'static, str> {
    Cow::Owned(format!("{value}"))
}

fn activity(published: &Published) -> Table {
    let mut table = Table::new(&["month", "service", "due", "failed", "rate"]);
    for row in &published.activity {
        table.row([text(row.month), row.service.as_str().into(), text(row.due), text(row.failed), text(row.rate)]);
    }
    table
}

fn breakdown(published: &Published) -> Table {
    let mut table = Table::new(&[
        "dimension",
        "group",
        "children",
        "due",
        "failed",
        "rate",
        "rate_low",
        "rate_high",
        "children_with_case",
    ]);
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
        ]);
    }
    table
}

fn rules(published: &Published) -> Table {
    let mut table = Table::new(&["rule", "priority", "children"]);
    for row in &published.rules {
        table.row([row.rule.into(), row.priority.word().into(), text(row.children)]);
    }
    table
}

fn trend(published: &Published) -> Table {
    let mut table = Table::new(&["month_end", "rule", "children"]);
    for row in &published.trend {
        table.row([text(row.month_end.last_day()), row.rule.into(), text(row.children)]);
    }
    table
}

fn thresholds(published: &Published) -> Table {
    let mut table = Table::new(&["threshold", "period_days", "children"]);
    for row in &published.thresholds {
        table.row([text(row.threshold), text(row.period_days), text(row.children)]);
    }
    table
}
