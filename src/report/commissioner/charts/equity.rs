//! Charts of the failed share by group, one for each dimension, with 95% Wilson intervals, the value of the whole area, and the
//! difference of each group from all others.

use super::canvas::{Anchor, BLUE, BORDER, Canvas, DARK, LINE, NARROW, SECOND, Scale, Stroke, TEXT};
use super::groups::{self, FIFTHS, name, spoken};
use super::words::{count, is_above, is_below, is_one, percent, points, rate};
use super::{Chart, head, slope};
use crate::disclosure::published::{BreakdownRow, Published};
use crate::statistics::wilson::Interval;
use crate::wording::{capital, cut, number};

const LEFT: f64 = 20.0;
const RIGHT: f64 = NARROW - 24.0;
const TOP: f64 = 40.0;
const ROW: f64 = 52.0;
/// A name with more characters is cut.
const LONG: usize = 52;
/// A name with more characters has a line of its own, above its numbers.
const BESIDE: usize = 26;

/// The dimensions that have a chart, with its heading.
const DIMENSIONS: [(&str, &str); 9] = [
    (FIFTHS, "Failed share by deprivation"),
    ("age_band", "Failed share by age"),
    ("sex", "Failed share by sex"),
    ("ethnic_group", "Failed share by ethnic group"),
    ("locality", "Failed share by locality"),
    ("service", "Failed share by service"),
    ("provider", "Failed share by provider"),
    ("sector", "Failed share by sector"),
    ("kind", "Failed share by kind of contact"),
];

/// A group whose rate is printed.
#[derive(Clone, Copy)]
pub(crate) struct RatedGroup<'a> {
    pub(crate) row: &'a BreakdownRow,
    pub(crate) share: f64,
    pub(crate) interval: Interval,
}

impl<'a> RatedGroup<'a> {
    /// `None` if the rate is not printed.
    pub(crate) fn from_row(row: &'a BreakdownRow) -> Option<Self> {
        let interval = Interval { low: row.rate_low.value()?, high: row.rate_high.value()? };
        Some(Self { row, share: row.rate.value()?, interval })
    }
}

/// The failed and due contacts of the whole area, from the first dimension that prints all its groups.
pub(crate) fn area(published: &Published) -> Option<(u64, u64)> {
    published.breakdown.chunk_by(|a, b| a.dimension == b.dimension).find_map(|rows| {
        let sum = |count: &dyn Fn(&BreakdownRow) -> Option<u64>| rows.iter().map(count).sum::<Option<u64>>();
        let (failed, due) = (sum(&|row| row.failed.number())?, sum(&|row| row.due.number())?);
        (due >= FEWEST).then_some((failed, due))
    })
}

/// The common axis is never longer than this for an interval alone. A longer interval is cut at its end; its numbers are above it.
const LONGEST: f64 = 0.5;

/// The fewest due contacts from which a share is made.
const FEWEST: u64 = 20;

/// A chart for every dimension of which the table has more than one group.
pub(crate) fn equity(published: &Published) -> Vec<Chart> {
    let needed = published.breakdown.iter().filter_map(|row| row.rate_high.value());
    let axis_end = needed.fold(0.001, |most: f64, high| most.max(high.min(LONGEST)));
    DIMENSIONS
        .iter()
        .filter_map(|(dimension, heading)| {
            let rows: Vec<&BreakdownRow> =
                published.breakdown.iter().filter(|row| row.dimension == *dimension).collect();
            (rows.len() > 1).then(|| chart(&rows, (dimension, heading), area(published), axis_end))
        })
        .collect()
}

/// The id of a dimension's chart.
pub(crate) fn id(dimension: &str) -> String {
    format!("equity-{}", dimension.replace('_', "-"))
}

fn chart(rows: &[&BreakdownRow], (dimension, heading): (&str, &str), area: Option<(u64, u64)>, axis_end: f64) -> Chart {
    let (id, names) = (id(dimension), groups::dimension(dimension));
    let whole = area.map(|(failed, due)| {
        let share = percent(failed as f64 / due as f64);
        let mut row = vec!["Whole area".to_owned(), number(due), number(failed), share];
        row.resize(9, String::new());
        row
    });
    let area = area.map(|(failed, due)| failed as f64 / due as f64);
    let sentence = sentence(rows, names, area);
    let table_rows = rows.iter().map(|row| {
        let [rest, low, high] = row.against_rest.map(points);
        vec![
            name(row),
            count(row.due),
            count(row.failed),
            rate(row.rate),
            rate(row.rate_low),
            rate(row.rate_high),
            rest,
            low,
            high,
        ]
    });
    Chart {
        heading: heading.to_owned(),
        svg: draw(rows, (&id, heading, &sentence), area, axis_end),
        table_head: head(&format!(
            "{} | Due contacts | Failed contacts | Failed share | 95% interval from | to | Against all others (points) | from | to",
            capital(names[0])
        )),
        table_rows: table_rows.chain(whole).collect(),
        sentence,
        id,
        ..Chart::default()
    }
}

/// The groups whose share differs from that of all others together by more than chance explains: those above, then those below.
pub(crate) fn different<'a>(rows: &[&'a BreakdownRow]) -> [Vec<&'a BreakdownRow>; 2] {
    // Merged groups and children of no known group are shown but not compared.
    let known = || rows.iter().copied().filter(|row| is_one(row));
    [
        known().filter(|row| row.against_rest[1].value().is_some_and(is_above)).collect(),
        known().filter(|row| row.against_rest[2].value().is_some_and(is_below)).collect(),
    ]
}

fn sentence(rows: &[&BreakdownRow], [one, many]: [&str; 2], area: Option<f64>) -> String {
    let known = rows.iter().filter(|row| is_one(row));
    if known.clone().filter_map(|row| RatedGroup::from_row(row)).count() == 0 {
        return format!("No single {one} has a share that can be shown, so the chart cannot compare {many}.");
    }
    let compared = known.filter(|row| row.against_rest[0].value().is_some()).count();
    let [above, below] = different(rows);
    let in_words = |rows: Vec<&BreakdownRow>| {
        let each = rows.into_iter().map(|row| {
            let share = row.rate.value().map_or_else(String::new, percent);
            let [value, low, high] = row.against_rest.map(points);
            format!("{} ({share}; {value} points, 95% limits {low} to {high})", spoken(row))
        });
        each.collect::<Vec<_>>().join(", ")
    };
    let found = match (above.is_empty(), below.is_empty(), compared) {
        (_, _, 0) => {
            format!("No {one} can be compared with all others together, because not all their numbers can be shown")
        }
        (true, true, _) => slope::though_none_differs(rows)
            .unwrap_or_else(|| format!("No {one} differs from all others together by more than chance explains")),
        (false, true, _) => {
            format!("Higher than all others together, by more than chance explains: {}", in_words(above))
        }
        (true, false, _) => {
            format!("Lower than all others together, by more than chance explains: {}", in_words(below))
        }
        (false, false, _) => {
            format!(
                "Higher than all others together, by more than chance explains: {}; lower: {}",
                in_words(above),
                in_words(below)
            )
        }
    };
    let area = area.map_or_else(String::new, |share| {
        format!(" The dashed line is the share of the whole area: {}.", percent(share))
    });
    format!("{found}.{area} The chart does not show why, or which appointments each group had.")
}

fn draw(
    rows: &[&BreakdownRow],
    (id, heading, sentence): (&str, &str, &str),
    area: Option<f64>,
    axis_end: f64,
) -> String {
    let is_long = |row: &BreakdownRow| name(row).chars().count() > BESIDE;
    let height = |row: &BreakdownRow| if is_long(row) { ROW + LINE } else { ROW };
    let bottom = TOP + rows.iter().map(|row| height(row)).sum::<f64>();
    let mut canvas = Canvas::new(id, heading, sentence, (NARROW, bottom + LINE + 14.0));
    // All dimensions have the same axis, so that charts can be compared. It is longer only if a share itself needs that.
    let most = rows.iter().filter_map(|row| row.rate.value()).fold(axis_end, f64::max);
    let share = Scale::around(0.0, most, 4.0, (LEFT, RIGHT));
    canvas.text((8.0, 20.0), Anchor::Start, TEXT, "Failed contacts as a share of due contacts, with 95% interval");
    for mark in share.marks() {
        let x = share.at(mark);
        canvas.line((x, TOP), (x, bottom), Stroke::solid(BORDER, 1.0));
        canvas.text((x, bottom + LINE), Anchor::Middle, SECOND, &share.percent(mark));
    }
    canvas.line((LEFT, TOP), (LEFT, bottom), Stroke::solid(SECOND, 1.0));
    let area = area.filter(|area| *area <= share.to).map(|area| share.at(area));
    let mut next = TOP;
    for row in rows {
        let first = next;
        next += height(row);
        // The top of the line of numbers, which is above the interval.
        let top = next - ROW;
        let y = top + 34.0;
        // Draw the area's line only next to the intervals: through the numbers it would make them hard to read.
        if let Some(x) = area {
            canvas.line((x, y - 11.0), (x, next + 4.0), Stroke::dashed(BLUE, 2.0, "5 4"));
        }
        let shown_name = cut(&name(row), LONG);
        let prefix = if is_long(row) {
            canvas.label((LEFT + 6.0, first + 18.0), false, TEXT, &shown_name);
            String::new()
        } else {
            format!("{shown_name}: ")
        };
        let Some(RatedGroup { share: value, interval, .. }) = RatedGroup::from_row(row) else {
            let text = format!("{prefix}{} not shown", row.rate);
            canvas.label((LEFT + 6.0, top + 18.0), false, SECOND, &text);
            continue;
        };
        let text = format!("{prefix}{} ({} to {})", percent(value), percent(interval.low), percent(interval.high));
        canvas.label((LEFT + 6.0, top + 18.0), false, TEXT, &text);
        let (from, to, x) = (share.at(interval.low), share.at(interval.high), share.at(value));
        canvas.line((from, y), (to, y), Stroke::solid(DARK, 3.0));
        for (_, end) in [(interval.low, from), (interval.high, to)].into_iter().filter(|(limit, _)| *limit <= share.to)
        {
            canvas.line((end, y - 7.0), (end, y + 7.0), Stroke::solid(DARK, 2.0));
        }
        let disc = format!("M{:.1} {y:.1} a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0 Z", x - 5.0);
        canvas.shape(&disc, DARK, Stroke::solid("#fff", 1.5), "");
    }
    canvas.finish()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// The texts of a picture with their heights from the top.
    fn texts(svg: &str) -> Vec<(f64, String)> {
        let text = |part: &str| {
            let y = part.split(" y=\"").nth(1)?.split('"').next()?.parse().ok()?;
            Some((y, part.split("</text>").next()?.rsplit('>').next()?.to_owned()))
        };
        svg.split("<text ").skip(1).filter_map(text).collect()
    }

    #[test]
    fn no_name_is_cut_and_the_line_of_the_area_runs_through_no_number() {
        let mut published = sample::empty();
        let long = "Speech and Language Therapy (community)";
        for (service, failed) in [("Audiology", 40), (long, 60), ("Orthoptics", 50)] {
            published.breakdown.push(sample::group("service", service, 400, failed));
        }
        let chart = &equity(&published)[0];
        let texts = texts(&chart.svg);
        let at = |text: &str| {
            let found = texts.iter().find(|(_, shown)| shown.starts_with(text));
            found.unwrap_or_else(|| panic!("the picture has no text {text}")).0
        };
        // The long name has its numbers on the line below.
        assert!((at("15.0% (") - at(long) - LINE).abs() < 1e-6, "{texts:?}");
        assert!(texts.iter().any(|(_, text)| text.starts_with("Audiology: 10.0% (")), "{texts:?}");
        let lines = chart.svg.split("<path d=\"M").filter(|path| path.contains("stroke-dasharray")).map(|path| {
            let ends: Vec<f64> =
                path.split('"').next().unwrap().replace(" L", " ").split(' ').map(|n| n.parse().unwrap()).collect();
            (ends[1], ends[3])
        });
        let lines: Vec<(f64, f64)> = lines.collect();
        assert_eq!(lines.len(), 3);
        // Letters are about 11 high and reach about 4 below their line.
        for (y, text) in texts.iter().filter(|(y, _)| *y > TOP && *y < lines[2].1) {
            assert!(lines.iter().all(|(from, to)| y + 4.0 < *from || y - 11.0 > *to), "{text} at {y}: {lines:?}");
        }
    }
}
