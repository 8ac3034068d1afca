//! What the page says about groups whose failed contacts come mostly from one source.

use super::charts::{self, Chart};
use crate::disclosure::one_source::MostlyOneSource;
use crate::disclosure::published::{BreakdownRow, Published};
use crate::wording::listed;

/// A sentence for each source from which most failed contacts of some groups come; empty if there are no such groups.
pub(super) fn sentence(published: &Published, from_one: &[MostlyOneSource]) -> String {
    let by_source = from_one.chunk_by(|a, b| a.services == b.services);
    by_source.map(|same| of_source(published, same)).collect::<Vec<_>>().join(" ")
}

/// The sentence for groups whose failed contacts come mostly from the same source.
fn of_source(published: &Published, same: &[MostlyOneSource]) -> String {
    let is_named = |row: &&BreakdownRow| {
        same.iter().any(|mostly| row.dimension == mostly.dimension && mostly.groups.contains(&row.group))
    };
    let named: Vec<&BreakdownRow> = published.breakdown.iter().filter(is_named).collect();
    format!(
        "More than half of the failed contacts of {} come from one source, which covers {}. What stands out there may only show how \
         that source records its contacts.",
        charts::spoken_list(&named),
        listed(&same[0].services)
    )
}

/// Adds the sentence about its dimension, if there is one, to a chart.
pub(super) fn with_source(published: &Published, mut chart: Chart, from_one: &[MostlyOneSource]) -> Chart {
    let is_of_chart = |mostly: &&MostlyOneSource| chart.id == charts::equity_id(mostly.dimension);
    if let Some(mostly) = from_one.iter().find(is_of_chart) {
        chart.sentence = format!("{} {}", chart.sentence, sentence(published, std::slice::from_ref(mostly)));
    }
    chart
}

#[cfg(test)]
#[path = "one_source_tests.rs"]
mod tests;
