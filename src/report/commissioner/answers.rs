//! The five questions that a commissioner asks first, each answered in a sentence or two that fixed rules make from the printed
//! numbers.

use std::fmt::Write as _;

use serde::Serialize;

use super::charts::{
    self, by_chance, different, exact, is_above, is_one, percent, rows_of, signed, spoken, with_limits,
};
use super::reviewed;
use crate::config::settings::{Change, Targets};
use crate::disclosure::published::{BreakdownRow, Count, Published};
use crate::measures::IncompleteSources;
use crate::statistics::newcombe;
use crate::text::for_page;
use crate::wording::{capital, listed, listed_with};

/// The dimensions that describe children: their name in the table, and in a sentence.
const CHILD_DIMENSIONS: [(&str, &str); 5] = [
    ("deprivation_quintile", "deprivation"),
    ("age_band", "age"),
    ("sex", "sex"),
    ("ethnic_group", "ethnic group"),
    ("locality", "locality"),
];

/// A question and its answer.
#[derive(Serialize)]
pub(super) struct Answer {
    pub(crate) question: &'static str,
    pub(crate) answer: String,
}

/// The questions in order, with their answers. Counts are rounded to `unit`.
pub(super) fn answers(
    published: &Published,
    (changes, targets): (&[Change], &Targets),
    records: &IncompleteSources,
    unit: u64,
) -> Vec<Answer> {
    let answered = [
        ("Which service is getting worse, and is it chance?", worse(published, changes, records)),
        ("Where is the gap?", gap(published)),
        ("How does this year compare with last?", this_year(published, records)),
        ("What happens after a missed appointment?", charts::follow_up_sentence(&published.follow_up, unit)),
        ("Are listed children reviewed in time?", reviewed::sentences(&published.reviews, targets, unit)),
    ];
    // Names of services come from extracts, so the answers are cleaned for the page.
    answered.into_iter().map(|(question, answer)| Answer { question, answer: for_page(&answer).into_owned() }).collect()
}

/// Which services have a larger failed share than in the 12 months before, and which are worse by their control charts.
fn worse(published: &Published, changes: &[Change], records: &IncompleteSources) -> String {
    let late = charts::begins(published, records);
    let services =
        || rows_of(published, "service").filter(|row| is_one(row)).filter(|row| charts::has_both(row, records));
    let compared: Vec<&BreakdownRow> = services().filter(|row| row.change[1].value().is_some()).collect();
    let risen: Vec<String> = compared
        .iter()
        .filter(|row| row.change[1].value().is_some_and(is_above))
        .filter_map(|row| {
            let (before, now) = (row.rate_before.value()?, row.rate.value()?);
            Some(format!("{} (from {} to {})", row.group, percent(before), percent(now)))
        })
        .collect();
    let mut answer = match (risen.len(), compared.len()) {
        (_, 0) => {
            let suppressed =
                (late.is_none() || services().next().is_some()).then(|| "too little can be shown".to_owned());
            let why: Vec<String> = suppressed.into_iter().chain(late.clone()).collect();
            format!("No service can be compared with the 12 months before: {}", why.join("; "))
        }
        (0, 1) => format!(
            "{}, the one service that can be compared, has no larger failed share than in the 12 months before by more than \
             chance explains",
            compared[0].group
        ),
        (_, 1) => format!(
            "The failed share has risen by more than chance explains in {}, the one service that can be compared",
            risen[0]
        ),
        (0, compared) => format!(
            "Of {compared} services that can be compared, none has a larger failed share than in the 12 months before by more \
             than chance explains"
        ),
        (_, compared) => format!(
            "Of {compared} services that can be compared, the failed share has risen by more than chance explains in {}",
            listed(&risen)
        ),
    };
    answer.push('.');
    if let Some(late) = late.filter(|_| !compared.is_empty()) {
        let _ = write!(answer, " {}, too late for a comparison.", capital(&late));
    }
    let worse_lately = charts::worse_lately(published, changes);
    if !worse_lately.is_empty() {
        let _ = write!(answer, " In the charts over time, unlikely to be chance: {}.", worse_lately.join("; "));
    }
    answer
}

/// The group of children that is farthest above all others together, and the slope by deprivation.
fn gap(published: &Published) -> String {
    let above = CHILD_DIMENSIONS.iter().flat_map(|(dimension, _)| {
        let [above, _] = different(&rows_of(published, dimension).collect::<Vec<_>>());
        above
    });
    let above = above.filter_map(|row| {
        let [value, low, high] = row.against_rest.map(|rate| rate.value());
        Some((value?, low?, high?, row))
    });
    let widest = above.max_by(|a, b| a.0.total_cmp(&b.0));
    let first = widest.map_or_else(
        || none_above(published),
        |(value, low, high, row)| {
            format!(
                "The gap is widest for {}: {} of their due contacts failed, {} percentage points more than for all other children (95% \
                 limits {} to {}), more than chance explains.{}",
                spoken(row),
                row.rate.value().map_or_else(String::new, percent),
                exact(value),
                signed(low),
                signed(high),
                not_compared(published)
            )
        },
    );
    let slope = charts::slope_sentence(published);
    let slope = slope.unwrap_or_else(|| "The slope over the five deprivation fifths cannot be shown.".to_owned());
    format!("{first} {slope}")
}

/// The number of groups of a dimension that can be compared with all its other groups together.
fn compared(published: &Published, dimension: &str) -> usize {
    rows_of(published, dimension).filter(|row| is_one(row) && row.against_rest[0].value().is_some()).count()
}

/// Says that no group that can be compared is above the others, or that no group can be compared.
fn none_above(published: &Published) -> String {
    let with = CHILD_DIMENSIONS.iter().filter(|(dimension, _)| compared(published, dimension) > 0);
    let by: Vec<&str> = with.map(|(_, word)| *word).collect();
    let (by, rest) = (listed(&by), not_compared(published));
    match CHILD_DIMENSIONS.iter().map(|(dimension, _)| compared(published, dimension)).sum::<usize>() {
        0 => "No group of children can be compared with all other children: too little can be shown.".to_owned(),
        1 => format!(
            "The one group of children that can be compared with all other children, by {by}, has no larger failed share by more \
             than chance explains.{rest}"
        ),
        compared => format!(
            "Of {compared} groups of children that can be compared with all other children, by {by}, none has a larger failed share by \
             more than chance explains.{rest}"
        ),
    }
}

/// A sentence that names the dimensions of which no group can be compared; empty if there is none.
fn not_compared(published: &Published) -> String {
    let without = CHILD_DIMENSIONS.iter().filter(|(dimension, _)| compared(published, dimension) == 0);
    let by: Vec<&str> = without.map(|(_, word)| *word).collect();
    if by.is_empty() { String::new() } else { format!(" No comparison can be shown by {}.", listed_with(&by, "or")) }
}

/// Both years of the whole area, from the first dimension that prints all its groups for both. If sources lack records of the year
/// before, both years of those services that have them.
fn this_year(published: &Published, records: &IncompleteSources) -> String {
    if let Some(late) = charts::begins(published, records) {
        let both = rows_of(published, "service").filter(|row| is_one(row)).filter(|row| charts::has_both(row, records));
        let others = two_years(both.filter(|row| of_both(row).is_some()));
        let others = others.map_or_else(String::new, |others| {
            format!(" In the other services whose numbers of both years are shown, {others}")
        });
        return format!("All services together cannot be compared with the 12 months before: {late}.{others}");
    }
    let dimensions = published.breakdown.chunk_by(|a, b| a.dimension == b.dimension);
    let mut found = dimensions.filter_map(|rows| two_years(rows.iter()));
    found.next().unwrap_or_else(|| "It cannot be shown: no table prints all groups of both years.".to_owned())
}

/// Failed and due contacts of these 12 months, then of the 12 before; `None` if one of them is not printed.
fn of_both(row: &BreakdownRow) -> Option<[u64; 4]> {
    let [failed, due, failed_before, due_before] =
        [row.failed, row.due, row.failed_before, row.due_before].map(Count::number);
    Some([failed?, due?, failed_before?, due_before?])
}

/// A sentence that compares both years of all rows together; `None` if a number is not printed.
fn two_years<'a>(mut rows: impl Iterator<Item = &'a BreakdownRow>) -> Option<String> {
    let [failed, due, failed_before, due_before] = rows.try_fold([0; 4], |sum, row| {
        let counts = of_both(row)?;
        Some(std::array::from_fn(|at| sum[at] + counts[at]))
    })?;
    let change = newcombe::difference(failed, due, failed_before, due_before)?;
    Some(format!(
        "{} of due contacts failed in these 12 months, {} in the 12 before: {}, {}.",
        percent(failed as f64 / due as f64),
        percent(failed_before as f64 / due_before as f64),
        with_limits(change.value, change.low, change.high),
        by_chance(change.low, change.high)
    ))
}

#[cfg(test)]
#[path = "answers_tests.rs"]
mod tests;
