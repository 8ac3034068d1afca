//! Hides cells before anything is read: whole tables if they are too much to check together, and what an earlier pack hides.

use std::collections::BTreeSet;

use crate::disclosure::draft::Draft;
use crate::disclosure::period::Period;
use crate::disclosure::tables::{Cell, Pack, TrendLine};
use crate::disclosure::{ALL_SERVICES, OTHER};

/// Hides whole tables, so that there is less to check together. Level 0 hides nothing; 1 hides cancellations, the year before,
/// follow-up and reviews; 2 also cases; 3 also services by period; 4 leaves only all services by period.
pub(super) fn hide_level(draft: &mut Draft, level: usize) {
    let tables = &draft.pack.tables;
    let mut cells: Vec<Cell> = Vec::new();
    if level >= 1 {
        let new = tables.breakdown.iter().flat_map(|line| {
            [line.no_outcome, line.cancelled[0], line.cancelled[1], line.due_before, line.failed_before]
        });
        cells.extend(new);
        cells.extend(tables.follow_up.iter().flat_map(|line| line.cells));
        cells.extend(tables.reviews.iter().flat_map(|line| line.parts.into_iter().chain([line.listed])));
    }
    if level >= 2 {
        cells.extend(tables.breakdown.iter().map(|line| line.with_case));
        cells.extend(tables.rules.iter().map(|line| line.children));
        cells.extend(tables.trend.iter().map(|line| line.children));
        cells.extend(tables.thresholds.iter().map(|line| line.children));
    }
    if level >= 3 {
        let services = tables.activity.iter().filter(|line| line.service != ALL_SERVICES);
        cells.extend(services.flat_map(|line| [line.due, line.failed]));
    }
    if level >= 4 {
        cells.extend(tables.breakdown.iter().flat_map(|line| [line.children, line.due, line.failed]));
    }
    draft.hide_shown(cells);
}

/// Keeps counts hidden that an earlier pack hides: if printed now, such a count would have exactly `round_to` values, and the
/// sums of the next pack could take one away.
pub(super) fn stay_hidden(draft: &mut Draft, earlier: &[&Pack]) {
    let mut hidden: BTreeSet<(Period, &str, &str)> = BTreeSet::new();
    for pack in earlier {
        let is_hidden = |cell: Cell| pack.printed[cell].is_none();
        for line in pack.tables.activity.iter().filter(|line| line.service != OTHER) {
            let cells = [("due", line.due), ("failed", line.failed)].into_iter().filter(|(_, cell)| is_hidden(*cell));
            hidden.extend(cells.map(|(column, _)| (line.period, line.service.as_str(), column)));
        }
        let ends = pack.tables.trend.iter().filter(|line| is_hidden(line.children));
        hidden.extend(ends.map(|line| (Period::month(line.month_end), line.rule, "trend")));
    }
    let mut again: Vec<Cell> = Vec::new();
    for line in &draft.pack.tables.activity {
        let cells = [("due", line.due), ("failed", line.failed)].into_iter();
        again.extend(cells.filter(|(c, _)| hidden.contains(&(line.period, &line.service, c))).map(|(_, cell)| cell));
    }
    let is_hidden = |line: &&TrendLine| hidden.contains(&(Period::month(line.month_end), line.rule, "trend"));
    let ends = draft.pack.tables.trend.iter().filter(is_hidden);
    again.extend(ends.map(|line| line.children));
    draft.hide_shown(again);
}
