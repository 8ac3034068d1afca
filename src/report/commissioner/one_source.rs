//! What the page says of groups most of whose failed contacts come from one source.

use super::charts::{self, Chart};
use crate::disclosure::one_source::MostlyOneSource;
use crate::disclosure::published::{BreakdownRow, Published};
use crate::wording::listed;

/// Where most of what failed in some groups comes from, in a sentence for each source; none where there are no such groups.
pub(super) fn sentence(published: &Published, from_one: &[MostlyOneSource]) -> String {
    let of_source = |same: &[MostlyOneSource]| of_source(published, same);
    from_one.chunk_by(|a, b| a.services == b.services).map(of_source).collect::<Vec<_>>().join(" ")
}

/// Of groups whose failed contacts come from the same source.
fn of_source(published: &Published, same: &[MostlyOneSource]) -> String {
    let is_own =
        |row: &&BreakdownRow| same.iter().any(|own| row.dimension == own.dimension && own.groups.contains(&row.group));
    let names: Vec<String> = published.breakdown.iter().filter(is_own).map(charts::spoken).collect();
    format!(
        "More than half of the failed contacts of {} come from one source, which covers {}. What stands out there may only show how \
         that source records.",
        listed(&names),
        listed(&same[0].services)
    )
}

/// A chart of a dimension with what is to be said of its sources.
pub(super) fn with_source(published: &Published, mut chart: Chart, from_one: &[MostlyOneSource]) -> Chart {
    let is_own = |own: &&MostlyOneSource| chart.id == charts::equity_id(own.dimension);
    if let Some(own) = from_one.iter().find(is_own) {
        chart.sentence = format!("{} {}", chart.sentence, sentence(published, std::slice::from_ref(own)));
    }
    chart
}

#[cfg(test)]
#[path = "one_source_tests.rs"]
mod tests;
