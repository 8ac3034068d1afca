//! What the page says of groups most of whose failed contacts come from one source.

use super::charts::{self, Chart};
use crate::disclosure::one_source::FromOne;
use crate::disclosure::published::Published;
use crate::rules;

/// Where most of what failed in some groups comes from, in a sentence.
pub(super) fn sentence(published: &Published, own: &FromOne) -> String {
    let rows = published.breakdown.iter().filter(|row| row.dimension == own.dimension);
    let names: Vec<String> = rows.filter(|row| own.groups.contains(&row.group)).map(charts::spoken).collect();
    let listed = |names: &[String]| rules::listed(&names.iter().map(String::as_str).collect::<Vec<_>>());
    format!(
        "More than half of the failed contacts of {} come from one source, which covers {}. What stands out there may only show how \
         that source records.",
        listed(&names),
        listed(&own.services)
    )
}

/// A chart of a dimension with what is to be said of its sources.
pub(super) fn with_source(published: &Published, mut chart: Chart, from_one: &[FromOne]) -> Chart {
    let is_own = |own: &&FromOne| chart.id == charts::equity_id(own.dimension);
    if let Some(own) = from_one.iter().find(is_own) {
        chart.sentence = format!("{} {}", chart.sentence, sentence(published, own));
    }
    chart
}

#[cfg(test)]
#[path = "one_source_tests.rs"]
mod tests;
