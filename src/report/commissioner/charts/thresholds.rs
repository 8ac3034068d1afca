//! The chart of how many children other thresholds and periods would list.

use super::canvas::{Anchor, BLUE, Canvas, DARK, NARROW, SECOND, Scale, Stroke, TEXT};
use super::words::count;
use super::{Chart, head};
use crate::disclosure::published::{Published, ThresholdRow};
use crate::wording::{counted, number};

const LEFT: f64 = 96.0;
const RIGHT: f64 = NARROW - 64.0;
const BAR: f64 = 22.0;
const HEADING: f64 = 28.0;
const SPACE: f64 = 14.0;
/// A fill for each period, from dark to light. The words to the left of a bar name the period.
const FILLS: [&str; 3] = [DARK, BLUE, "#b3cde8"];

/// One chart of the table of thresholds; none if the table has no rows. `in_use` are the threshold and the days of the rule, if it is
/// on.
pub(crate) fn thresholds(published: &Published, in_use: Option<(u32, i32)>) -> Vec<Chart> {
    let rows = &published.thresholds;
    if rows.is_empty() {
        return Vec::new();
    }
    let sentence = sentence(rows)
        + &in_use.map_or_else(String::new, |(threshold, days)| format!(" In use: {threshold} or more in {days} days."));
    let mut periods: Vec<i32> = rows.iter().map(|row| row.period_days).collect();
    periods.sort_unstable();
    periods.dedup();
    let mut table_head = head("Threshold");
    table_head.extend(periods.iter().map(|days| format!("Children, period of {days} days")));
    let line = |(threshold, group): (u32, Vec<&ThresholdRow>)| {
        let mut cells = vec![heading(threshold)];
        cells.extend(periods.iter().map(|days| {
            group.iter().find(|row| row.period_days == *days).map_or_else(String::new, |row| count(row.children))
        }));
        cells
    };
    vec![Chart {
        id: "thresholds".to_owned(),
        heading: "Children to review with other thresholds and periods".to_owned(),
        svg: draw(rows, &periods, &sentence),
        table_head,
        table_rows: groups(rows).into_iter().map(line).collect(),
        sentence,
        ..Chart::default()
    }]
}

fn heading(threshold: u32) -> String {
    format!("{threshold} or more failed contacts")
}

/// The rows of each threshold, in their order.
fn groups(rows: &[ThresholdRow]) -> Vec<(u32, Vec<&ThresholdRow>)> {
    let mut out: Vec<(u32, Vec<&ThresholdRow>)> = Vec::new();
    for row in rows {
        match out.iter_mut().find(|(threshold, _)| *threshold == row.threshold) {
            Some((_, group)) => group.push(row),
            None => out.push((row.threshold, vec![row])),
        }
    }
    out
}

fn sentence(rows: &[ThresholdRow]) -> String {
    let printed = || rows.iter().filter_map(|row| row.children.number().map(|children| (children, row)));
    let choice = |(children, row): (u64, &ThresholdRow)| {
        let children = counted(children, "child", "children");
        format!("{children} ({} or more failed contacts in {} days)", row.threshold, row.period_days)
    };
    // Among equal numbers, take the most lenient choice for the most and the strictest for the fewest.
    let most = printed().rev().max_by_key(|(children, _)| *children);
    let fewest = printed().rev().min_by_key(|(children, _)| *children);
    match (most, fewest) {
        (Some(most), Some(fewest)) if most.0 != fewest.0 => format!(
            "The rule on repeated failed contacts would list from {} to {}. The chart counts children. It \
             does not show how long their reviews would take, or which children a stricter choice would leave unseen.",
            choice(fewest),
            choice(most)
        ),
        (Some(all), _) => format!(
            "Every choice that can be shown would list {} children. The chart counts children. It does not show how long \
             their reviews would take, or which children a stricter choice would leave unseen.",
            number(all.0)
        ),
        _ => "No number can be shown, so the chart says nothing about the workload.".to_owned(),
    }
}

fn draw(rows: &[ThresholdRow], periods: &[i32], sentence: &str) -> String {
    let groups = groups(rows);
    let height = 14.0 + groups.iter().map(|(_, group)| HEADING + BAR * group.len() as f64 + SPACE).sum::<f64>();
    let title = "Children whom the rule on repeated failed contacts would list, by threshold and period";
    let mut canvas = Canvas::new("thresholds", title, sentence, (NARROW, height));
    let most = rows.iter().filter_map(|row| row.children.number()).max().unwrap_or(0).max(1) as f64;
    let scale = Scale { from: 0.0, to: most, start: LEFT, end: RIGHT, step: most };
    let mut top = 8.0;
    for (threshold, group) in groups {
        canvas.bold((8.0, top + 17.0), Anchor::Start, TEXT, &heading(threshold));
        top += HEADING;
        let start = top;
        for row in group {
            canvas.text((LEFT - 10.0, top + 15.0), Anchor::End, SECOND, &format!("{} days", row.period_days));
            let place = periods.iter().position(|days| *days == row.period_days).unwrap_or(0);
            let mut end = LEFT;
            if let Some(children) = row.children.number() {
                end = scale.at(children as f64);
                let size = (end - LEFT, BAR - 4.0);
                canvas.rectangle((LEFT, top), size, FILLS[place % FILLS.len()], Stroke::solid(TEXT, 1.0));
            }
            canvas.text((end + 8.0, top + 15.0), Anchor::Start, TEXT, &count(row.children));
            top += BAR;
        }
        canvas.line((LEFT, start - 4.0), (LEFT, top), Stroke::solid(SECOND, 1.0));
        top += SPACE;
    }
    canvas.finish()
}
