//! What a commissioner asks first, each answered in a sentence or two from the printed numbers by fixed rules.

use std::fmt::Write as _;

use serde::Serialize;

use super::charts::{
    self, by_chance, different, exact, is_above, is_one, percent, rows_of, signed, spoken, with_limits,
};
use super::reviewed::in_time;
use crate::config::settings::Change;
use crate::disclosure::published::{BreakdownRow, Count, Published};
use crate::measures::IncompleteSources;
use crate::statistics::newcombe;
use crate::text::for_page;
use crate::wording::{capital, listed};

/// What a child is: in the words of the table, and of the page.
const OF_CHILDREN: [(&str, &str); 5] = [
    ("deprivation_quintile", "deprivation"),
    ("age_band", "age"),
    ("sex", "sex"),
    ("ethnic_group", "ethnic group"),
    ("locality", "locality"),
];

#[derive(Serialize)]
pub(super) struct Answer {
    pub(crate) question: &'static str,
    pub(crate) answer: String,
}

/// The questions in the order in which they are asked; counts are rounded to `unit`.
pub(super) fn answers(
    published: &Published,
    changes: &[Change],
    records: &IncompleteSources,
    unit: u64,
) -> Vec<Answer> {
    let all = [
        ("Which service is getting worse, and is it chance?", worse(published, changes, records)),
        ("Where is the gap?", gap(published)),
        ("How does this year compare with last?", this_year(published, records)),
        ("What happens after a missed appointment?", charts::follow_up_sentence(&published.follow_up, unit)),
        ("Are listed children reviewed in time?", in_time(&published.reviews, unit)),
    ];
    // A service is called what an extract calls it: an answer has nothing in it that a page may not hold.
    all.into_iter().map(|(question, answer)| Answer { question, answer: for_page(&answer).into_owned() }).collect()
}

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
    let mut said = match (risen.len(), compared.len()) {
        (_, 0) => {
            let little = (late.is_none() || services().next().is_some()).then(|| "too little can be shown".to_owned());
            let why: Vec<String> = little.into_iter().chain(late.clone()).collect();
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
        (0, some) => format!(
            "Of {some} services that can be compared, none has a larger failed share than in the 12 months before by more \
             than chance explains"
        ),
        (_, of) => format!(
            "Of {of} services that can be compared, the failed share has risen by more than chance explains in {}",
            listed(&risen)
        ),
    };
    said.push('.');
    if let Some(late) = late.filter(|_| !compared.is_empty()) {
        let _ = write!(said, " {}, too late for a comparison.", capital(&late));
    }
    let now = charts::worse_lately(published, changes);
    if !now.is_empty() {
        let _ = write!(said, " Over time, unlikely to be chance: {}.", now.join("; "));
    }
    said
}

fn gap(published: &Published) -> String {
    let above = OF_CHILDREN.iter().flat_map(|(dimension, _)| {
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
                "Widest for {}: {} of due contacts failed, {} percentage points above all others together (95% limits {} to {}), \
                 more than chance explains.{}",
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

/// How many groups of a dimension can be compared with all others of it together.
fn compared(published: &Published, dimension: &str) -> usize {
    rows_of(published, dimension).filter(|row| is_one(row) && row.against_rest[0].value().is_some()).count()
}

/// That no group is above the others, of those that can be compared: where none can, nobody knows.
fn none_above(published: &Published) -> String {
    let with = OF_CHILDREN.iter().filter(|(dimension, _)| compared(published, dimension) > 0);
    let by: Vec<&str> = with.map(|(_, word)| *word).collect();
    let (by, rest) = (listed(&by), not_compared(published));
    match OF_CHILDREN.iter().map(|(dimension, _)| compared(published, dimension)).sum::<usize>() {
        0 => "No group of children can be compared with all others together: too little can be shown.".to_owned(),
        1 => format!(
            "The one group of children that can be compared with all others together, by {by}, is not above them by more than \
             chance explains.{rest}"
        ),
        some => format!(
            "Of {some} groups of children that can be compared with all others together, by {by}, none is above them by more \
             than chance explains.{rest}"
        ),
    }
}

/// By what no group can be compared, as a sentence of its own; blank where there is nothing of the kind.
fn not_compared(published: &Published) -> String {
    let without = OF_CHILDREN.iter().filter(|(dimension, _)| compared(published, dimension) == 0);
    let by: Vec<&str> = without.map(|(_, word)| *word).collect();
    if by.is_empty() { String::new() } else { format!(" No comparison can be shown by {}.", listed(&by)) }
}

/// By the first dimension that prints all groups of both years; where sources lack records, of the services that have both.
fn this_year(published: &Published, records: &IncompleteSources) -> String {
    if let Some(late) = charts::begins(published, records) {
        let both = rows_of(published, "service").filter(|row| is_one(row)).filter(|row| charts::has_both(row, records));
        let others = held_against(both.filter(|row| of_both(row).is_some()));
        let others = others.map_or_else(String::new, |others| {
            format!(" In the other services whose numbers of both years are shown, {others}")
        });
        return format!("All services together cannot be compared with the 12 months before: {late}.{others}");
    }
    let dimensions = published.breakdown.chunk_by(|a, b| a.dimension == b.dimension);
    let mut found = dimensions.filter_map(|rows| held_against(rows.iter()));
    found.next().unwrap_or_else(|| "It cannot be shown: no table prints all groups of both years.".to_owned())
}

/// Failed and due contacts of these 12 months and of those before; none where one is not printed.
fn of_both(row: &BreakdownRow) -> Option<[u64; 4]> {
    let [failed, due, failed_before, due_before] =
        [row.failed, row.due, row.failed_before, row.due_before].map(Count::number);
    Some([failed?, due?, failed_before?, due_before?])
}

/// Both years of rows together; none where a number is not printed.
fn held_against<'a>(mut rows: impl Iterator<Item = &'a BreakdownRow>) -> Option<String> {
    let [failed, due, failed_before, due_before] = rows.try_fold([0; 4], |sum, row| {
        let own = of_both(row)?;
        Some(std::array::from_fn(|place| sum[place] + own[place]))
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
