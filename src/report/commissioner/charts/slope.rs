//! The slope of the failed share over all five deprivation fifths, in words. There may be a slope although no single fifth
//! differs from the others by more than chance explains.

use super::groups::FIFTHS;
use super::words::{by_chance, exact, is_above, is_below, signed};
use crate::disclosure::published::{BreakdownRow, Published};
use crate::statistics::{newcombe::Difference, slope};

/// How much more fails at the most deprived end than at the least. `None` if the counts of a fifth are not printed.
pub(super) fn over_fifths(rows: &[&BreakdownRow]) -> Option<Difference> {
    let fifth = |group: &str| {
        let row = rows.iter().find(|row| row.dimension == FIFTHS && row.group == group)?;
        Some((row.failed.number()?, row.due.number()?))
    };
    let fifths: Vec<(u64, u64)> = ["1", "2", "3", "4", "5"].into_iter().map(fifth).collect::<Option<_>>()?;
    slope::index(&fifths)
}

/// The same for a whole pack.
pub(super) fn index(published: &Published) -> Option<Difference> {
    over_fifths(&published.breakdown.iter().collect::<Vec<_>>())
}

/// `the failed share rises by 3.3 percentage points from the least to the most deprived areas (…), more than chance explains`.
pub(super) fn clause(index: &Difference) -> String {
    if is_above(index.low) {
        return format!(
            "the failed share rises by {} percentage points from the least to the most deprived areas (slope index of \
             inequality over all five fifths; 95% limits {} to {}), more than chance explains",
            exact(index.value),
            signed(index.low),
            signed(index.high)
        );
    }
    format!(
        "from the least to the most deprived areas the failed share changes by {} percentage points (slope index of inequality \
         over all five fifths; 95% limits {} to {}), {}",
        signed(index.value),
        signed(index.low),
        signed(index.high),
        by_chance(index.low, index.high)
    )
}

/// The sentence among the five questions.
pub(crate) fn slope_sentence(published: &Published) -> Option<String> {
    index(published).map(|index| format!("Deprivation: {}.", clause(&index)))
}

/// For a chart in which no single fifth differs: says that there is a slope over all five, if there is.
pub(super) fn though_none_differs(rows: &[&BreakdownRow]) -> Option<String> {
    let index = over_fifths(rows)?;
    let way = match (is_above(index.low), is_below(index.high)) {
        (true, _) => "rises",
        (_, true) => "falls",
        _ => return None,
    };
    Some(format!(
        "No one fifth differs from all others together by more than chance explains, but over all five the share {way} from the \
         least to the most deprived: see “Five questions”"
    ))
}
