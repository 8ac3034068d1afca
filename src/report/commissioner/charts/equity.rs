//! Shares by deprivation and by age, with their 95% Wilson intervals.

use super::canvas::{Anchor, BORDER, Canvas, DARK, LINE, NARROW, SECOND, Scale, Stroke, TEXT};
use super::words::{MERGED, NOT_KNOWN, capital, count, percent, rate};
use super::{Chart, head};
use crate::disclosure::published::{BreakdownRow, Published};
use crate::statistics::wilson::Interval;

const LEFT: f64 = 20.0;
const RIGHT: f64 = NARROW - 24.0;
const TOP: f64 = 40.0;
const ROW: f64 = 52.0;

/// The dimensions that have a chart: their word in the table, their heading, and what a group is called.
const DIMENSIONS: [(&str, &str, &str); 2] = [
    ("deprivation_quintile", "Failed share by deprivation", "deprivation quintile"),
    ("age_band", "Failed share by age", "age band"),
];

/// The group of a dimension with a printed rate.
#[derive(Clone, Copy)]
pub struct Rated<'a> {
    pub row: &'a BreakdownRow,
    pub share: f64,
    pub interval: Interval,
}

impl<'a> Rated<'a> {
    /// None where no rate is printed.
    pub fn of(row: &'a BreakdownRow) -> Option<Self> {
        let interval = Interval { low: row.rate_low.value()?, high: row.rate_high.value()? };
        Some(Self { row, share: row.rate.value()?, interval })
    }
}

/// The chart by deprivation quintile and that by age band, each where the table has such lines.
pub fn equity(published: &Published) -> Vec<Chart> {
    DIMENSIONS
        .iter()
        .filter_map(|(dimension, heading, one)| {
            let rows: Vec<&BreakdownRow> =
                published.breakdown.iter().filter(|row| row.dimension == *dimension).collect();
            (!rows.is_empty()).then(|| chart(&rows, dimension, heading, one))
        })
        .collect()
}

/// What a group is called on a page.
pub fn name(row: &BreakdownRow) -> String {
    match (row.dimension, row.group.as_str()) {
        ("deprivation_quintile", "1") => "1, most deprived".to_owned(),
        ("deprivation_quintile", "5") => "5, least deprived".to_owned(),
        ("age_band", "0") => "under 1 year".to_owned(),
        ("age_band", "1") => "1 year".to_owned(),
        ("age_band", band) if band.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{band} years")
        }
        (_, group) => group.to_owned(),
    }
}

/// What a group is called in a sentence.
pub fn spoken(row: &BreakdownRow) -> String {
    match (row.dimension, row.group.as_str()) {
        ("deprivation_quintile", "1") => "the most deprived fifth of areas".to_owned(),
        ("deprivation_quintile", "5") => "the least deprived fifth of areas".to_owned(),
        ("deprivation_quintile", fifth) => format!("deprivation quintile {fifth}"),
        ("age_band", "0") => "children under 1 year".to_owned(),
        ("age_band", _) => format!("children of {}", name(row)),
        (_, group) => group.to_owned(),
    }
}

fn chart(rows: &[&BreakdownRow], dimension: &str, heading: &str, one: &str) -> Chart {
    let id = format!("equity-{}", dimension.replace('_', "-"));
    let sentence = sentence(rows, one);
    let table_rows = rows.iter().map(|row| {
        vec![name(row), count(row.due), count(row.failed), rate(row.rate), rate(row.rate_low), rate(row.rate_high)]
    });
    Chart {
        heading: heading.to_owned(),
        svg: draw(rows, &id, heading, &sentence),
        table_head: head(&[
            &capital(one),
            "Due contacts",
            "Failed contacts",
            "Failed share",
            "95% interval from",
            "to",
        ]),
        table_rows: table_rows.collect(),
        sentence,
        id,
    }
}

fn sentence(rows: &[&BreakdownRow], one: &str) -> String {
    // Those of whom the group is not known, or who are merged, are shown and not compared.
    let known = rows.iter().filter(|row| row.group != NOT_KNOWN && row.group != MERGED);
    let rated: Vec<Rated<'_>> = known.filter_map(|row| Rated::of(row)).collect();
    let by = |a: &&Rated<'_>, b: &&Rated<'_>| a.share.total_cmp(&b.share);
    let (Some(high), Some(low)) = (rated.iter().max_by(by), rated.iter().min_by(by)) else {
        return format!("No {one} has a share that can be shown, so the chart shows nothing and rules nothing out.");
    };
    let Interval { low: from, high: to } = high.interval;
    let compared = if rated.len() < 2 {
        "there is no other to compare it with".to_owned()
    } else if high.interval.overlaps(low.interval) {
        "its 95% interval overlaps that of the lowest, so the difference may be chance".to_owned()
    } else {
        format!(
            "the difference from the lowest, {} ({}), is unlikely to be chance",
            spoken(low.row),
            percent(low.share)
        )
    };
    format!(
        "The highest share is that of {} ({}, 95% interval {} to {}), and {compared}. The chart does not show why, \
         or which appointments each group had.",
        spoken(high.row),
        percent(high.share),
        percent(from),
        percent(to)
    )
}

fn draw(rows: &[&BreakdownRow], id: &str, heading: &str, sentence: &str) -> String {
    let bottom = TOP + ROW * rows.len() as f64;
    let description = format!("{sentence} The table holds every number.");
    let mut canvas = Canvas::new(id, heading, &description, (NARROW, bottom + LINE + 14.0));
    let high = rows.iter().filter_map(|row| row.rate_high.value()).reduce(f64::max);
    let share = Scale::around(0.0, high.map_or(0.1, |high| high.max(0.001)), 4.0, (LEFT, RIGHT));
    canvas.text((8.0, 20.0), Anchor::Start, TEXT, "Failed contacts as a share of due contacts, with 95% interval");
    for mark in share.marks() {
        let x = share.at(mark);
        canvas.line((x, TOP), (x, bottom), Stroke::solid(BORDER, 1.0));
        canvas.text((x, bottom + LINE), Anchor::Middle, SECOND, &share.percent(mark));
    }
    canvas.line((LEFT, TOP), (LEFT, bottom), Stroke::solid(SECOND, 1.0));
    for (place, row) in rows.iter().enumerate() {
        let top = TOP + ROW * place as f64;
        let y = top + 34.0;
        let own = super::words::cut(&name(row), 26);
        let Some(Rated { share: value, interval, .. }) = Rated::of(row) else {
            let text = format!("{own}: {} not shown", row.rate);
            canvas.label((LEFT + 6.0, top + 18.0), false, SECOND, &text);
            continue;
        };
        let text = format!("{own}: {} ({} to {})", percent(value), percent(interval.low), percent(interval.high));
        canvas.label((LEFT + 6.0, top + 18.0), false, TEXT, &text);
        let (from, to, x) = (share.at(interval.low), share.at(interval.high), share.at(value));
        canvas.line((from, y), (to, y), Stroke::solid(DARK, 3.0));
        for end in [from, to] {
            canvas.line((end, y - 7.0), (end, y + 7.0), Stroke::solid(DARK, 2.0));
        }
        let disc = format!("M{:.1} {y:.1} a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0 Z", x - 5.0);
        canvas.shape(&disc, DARK, Stroke::solid("#fff", 1.5), "");
    }
    canvas.finish()
}
