//! Funnel plots of services and of providers, which show whose share is farther from the mean than its size explains.

use std::collections::BTreeSet;

use super::canvas::{Anchor, BLUE, BORDER, CHARACTER, Canvas, DARK, LINE, SECOND, Scale, Stroke, TEXT, WIDTH, spread};
use super::marks::{self, Mark, PLAIN, Shape, Tone};
use super::words::{count, is_one, percent, rate};
use super::{Chart, head};
use crate::disclosure::published::{BreakdownRow, Published};
use crate::statistics::funnel::{Funnel, Position};
use crate::statistics::wilson::Interval;
use crate::wording::{capital, cut, listed, number};

const LEFT: f64 = 58.0;
const RIGHT: f64 = 620.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 350.0;
/// The number of points of a curve.
const FINE: usize = 240;

/// A label that is only a number is left out if more than this share of it would be covered.
const CROWDED: f64 = 0.15;

/// The two dimensions that have a funnel: their name in the table, and the words for one and for several of their groups.
pub(crate) const DIMENSIONS: [(&str, &str, &str); 2] =
    [("service", "service", "services"), ("provider", "provider", "providers")];

/// A group in a funnel plot.
pub(crate) struct Point<'a> {
    pub(crate) row: &'a BreakdownRow,
    failed: u64,
    due: u64,
    pub(crate) place: Position,
}

/// The groups of a dimension, and their funnel.
pub(crate) struct FunnelGroups<'a> {
    /// The groups that have a name and a printed rate.
    pub(crate) points: Vec<Point<'a>>,
    /// `None` if there is nothing to compare.
    pub(crate) funnel: Option<Funnel>,
    /// Names of the groups whose rate is not printed.
    pub(crate) not_judged: Vec<&'a str>,
    /// Whether the table has a row for merged groups, or for contacts of no known group.
    rest: bool,
}

impl<'a> FunnelGroups<'a> {
    pub(crate) fn from_rows(published: &'a Published, dimension: &str) -> Self {
        let (mut points, mut not_judged, mut rest) = (Vec::new(), Vec::new(), false);
        for row in published.breakdown.iter().filter(|row| row.dimension == dimension) {
            if !is_one(row) {
                rest = true;
                continue;
            }
            match (row.rate.value(), row.failed.number(), row.due.number()) {
                (Some(_), Some(failed), Some(due)) if due > 0 && failed <= due => {
                    points.push(Point { row, failed, due, place: Position::Inside });
                }
                _ => not_judged.push(row.group.as_str()),
            }
        }
        let funnel = Funnel::from_groups(&points.iter().map(|point| (point.failed, point.due)).collect::<Vec<_>>());
        if let Some(funnel) = funnel {
            for point in &mut points {
                point.place = funnel.position_of(point.failed, point.due);
            }
        }
        Self { points, funnel, not_judged, rest }
    }

    /// The names of the groups at a position.
    pub(crate) fn at(&self, place: Position) -> Vec<&'a str> {
        self.points.iter().filter(|point| point.place == place).map(|point| point.row.group.as_str()).collect()
    }
}

pub(crate) fn funnels(published: &Published) -> Vec<Chart> {
    DIMENSIONS
        .iter()
        .map(|(dimension, one, many)| chart(&FunnelGroups::from_rows(published, dimension), one, many))
        .collect()
}

fn chart(groups: &FunnelGroups<'_>, one: &str, many: &str) -> Chart {
    let id = format!("funnel-{one}");
    let sentence = sentence(groups, one, many);
    let name = capital(one);
    Chart {
        heading: format!("{}: size and failed share", capital(many)),
        svg: draw(groups, &id, many, &sentence),
        sentence,
        numbered: numbered(groups),
        table_head: head(&format!(
            "{name} | No. in the chart | Due contacts | Failed contacts | Failed share | \
             Lower 99.8% limit | Lower 95% limit | Upper 95% limit | Upper 99.8% limit | Against the limits"
        )),
        table_rows: rows(groups),
        id,
        ..Chart::default()
    }
}

/// A sentence that says which number stands for which group; empty if there are none.
fn numbered(groups: &FunnelGroups<'_>) -> String {
    let named: Vec<String> =
        groups.points.iter().enumerate().map(|(place, point)| format!("{} {}", place + 1, point.row.group)).collect();
    if named.is_empty() { String::new() } else { format!("In the chart: {}.", named.join("; ")) }
}

fn rows(groups: &FunnelGroups<'_>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (place, point) in groups.points.iter().enumerate() {
        let row = point.row;
        let mut cells =
            vec![row.group.clone(), (place + 1).to_string(), count(row.due), count(row.failed), rate(row.rate)];
        match groups.funnel {
            Some(funnel) => {
                let (wide, wider) = (funnel.limits_95(point.due as f64), funnel.limits_998(point.due as f64));
                cells.extend([wider.low, wide.low, wide.high, wider.high].map(percent));
                cells.push(words(point.place).to_owned());
            }
            None => cells.extend(vec![String::new(); 5]),
        }
        rows.push(cells);
    }
    if let Some(funnel) = groups.funnel {
        for (name, value) in
            [("Mean of all shown", percent(funnel.target)), ("Dispersion ratio", format!("{:.2}", funnel.phi))]
        {
            let mut cells = vec![String::new(); 10];
            name.clone_into(&mut cells[0]);
            cells[4] = value;
            rows.push(cells);
        }
    }
    rows
}

fn words(place: Position) -> &'static str {
    match place {
        Position::Inside => "within the limits",
        Position::HighBeyond95 => "above the 95% limit",
        Position::LowBeyond95 => "below the 95% limit",
        Position::HighBeyond998 => "above the 99.8% limit",
        Position::LowBeyond998 => "below the 99.8% limit",
    }
}

fn mark(place: Position) -> Mark {
    match place {
        Position::Inside => PLAIN,
        Position::HighBeyond95 => (Shape::Rising, Tone::Concern),
        Position::LowBeyond95 => (Shape::Falling, Tone::Improvement),
        Position::HighBeyond998 => (Shape::Diamond, Tone::Concern),
        Position::LowBeyond998 => (Shape::Diamond, Tone::Improvement),
    }
}

fn sentence(groups: &FunnelGroups<'_>, one: &str, many: &str) -> String {
    let shown = groups.points.len();
    let left_out = match (groups.not_judged.len(), groups.rest) {
        (0, false) => String::new(),
        (0, true) => format!(" Contacts of merged or unknown {many} are left out."),
        (hidden, rest) => format!(
            " Not in the chart: {hidden} {} whose share cannot be shown{}.",
            if hidden == 1 { one } else { many },
            if rest { ", and contacts of merged or unknown ones" } else { "" }
        ),
    };
    let Some(funnel) = groups.funnel else {
        return format!(
            "There is nothing to compare: a funnel needs at least 2 {many} with a share that can be shown and is neither 0% \
             nor 100%.{left_out}"
        );
    };
    let high = groups.at(Position::HighBeyond998);
    let low = groups.at(Position::LowBeyond998);
    let found = match (high.is_empty(), low.is_empty()) {
        (true, true) => format!("no {one} lies outside the 99.8% limits"),
        (false, true) => format!("{} outside the 99.8% limits, higher than expected", lie(&high)),
        (true, false) => format!("{} outside the 99.8% limits, lower than expected", lie(&low)),
        (false, false) => {
            format!("{} outside the 99.8% limits, higher than expected, and {} lower", lie(&high), lie(&low))
        }
    };
    let ask = if high.is_empty() && low.is_empty() {
        String::new()
    } else {
        format!(" Ask the {one} why: the chart does not know which children and families it serves.")
    };
    let adjusted = if funnel.is_adjusted() {
        format!(
            " The limits are wider than chance alone would make them, because the {many} differ from one another more than that \
             (dispersion ratio {:.2}).",
            funnel.phi
        )
    } else {
        String::new()
    };
    format!(
        "Of {shown} {many} with a mean failed share of {}, {found}.{ask}{adjusted}{left_out}",
        percent(funnel.target)
    )
}

/// `Audiology and CAMHS lie`, `Audiology lies`.
fn lie(names: &[&str]) -> String {
    format!("{} {}", listed(names), if names.len() == 1 { "lies" } else { "lie" })
}

/// The axes of a funnel plot.
struct Plot {
    due: Scale,
    share: Scale,
}

fn draw(groups: &FunnelGroups<'_>, id: &str, many: &str, sentence: &str) -> String {
    let judged = groups.points.iter().filter(|_| groups.funnel.is_some());
    let places: BTreeSet<Position> = judged.map(|point| point.place).collect();
    let key: Vec<(Mark, String)> = places.iter().map(|place| (mark(*place), words(*place).to_owned())).collect();
    let top = BOTTOM + 2.0 * LINE + 34.0;
    let title = format!("Funnel plot of the failed share of due contacts by {many}");
    let mut canvas = Canvas::new(id, &title, sentence, (WIDTH, top + marks::key_height(key.len(), WIDTH) - 8.0));
    let plot = Plot::for_groups(groups);
    plot.ground(&mut canvas);
    let names = groups.funnel.map(|funnel| plot.funnel(&mut canvas, funnel)).unwrap_or_default();
    plot.points(&mut canvas, &groups.points, names);
    marks::key(&mut canvas, &key, LEFT - 20.0, top, WIDTH);
    canvas.finish()
}

impl Plot {
    fn for_groups(groups: &FunnelGroups<'_>) -> Self {
        let most = groups.points.iter().map(|point| point.due).max().unwrap_or(1) as f64;
        let mut high = groups.points.iter().map(|point| point.failed as f64 / point.due as f64).fold(0.001, f64::max);
        if let Some(funnel) = groups.funnel {
            // Show the wide end of the funnel, but not so much of it that the rest becomes flat.
            let least = groups.points.iter().map(|point| point.due).min().unwrap_or(1) as f64;
            high = high.max(funnel.limits_998(least).high.min(2.5 * funnel.target));
        }
        let due = Scale::around(0.0, most * 1.02, 5.0, (LEFT, RIGHT));
        Self { due, share: Scale::around(0.0, (high * 1.05).min(1.0), 5.0, (BOTTOM, TOP)) }
    }

    fn ground(&self, canvas: &mut Canvas) {
        canvas.text((8.0, 20.0), Anchor::Start, TEXT, "Failed contacts as a share of due contacts");
        for mark in self.share.marks() {
            let y = self.share.at(mark);
            canvas.line((LEFT, y), (RIGHT, y), Stroke::solid(BORDER, 1.0));
            canvas.text((LEFT - 8.0, y + 5.0), Anchor::End, SECOND, &self.share.percent(mark));
        }
        for mark in self.due.marks() {
            let x = self.due.at(mark);
            canvas.line((x, BOTTOM), (x, BOTTOM + 5.0), Stroke::solid(SECOND, 1.0));
            canvas.text((x, BOTTOM + 8.0 + LINE * 0.7), Anchor::Middle, SECOND, &number(mark.round() as u64));
        }
        canvas.line((LEFT, BOTTOM), (RIGHT, BOTTOM), Stroke::solid(SECOND, 1.0));
        let middle = f64::midpoint(LEFT, RIGHT);
        canvas.text((middle, BOTTOM + 10.0 + LINE * 1.7), Anchor::Middle, TEXT, "Due contacts in 12 months");
    }

    /// Draws the mean and the limits. Returns where their names are.
    fn funnel(&self, canvas: &mut Canvas, funnel: Funnel) -> Vec<LabelBox> {
        type Limits = fn(Funnel, f64) -> Interval;
        let wide = (Funnel::limits_95 as Limits, Stroke::dashed(BLUE, 2.0, "7 4"), "95%");
        let wider = (Funnel::limits_998 as Limits, Stroke::solid(DARK, 2.0), "99.8%");
        let mut named = vec![(funnel.target, format!("Mean {}", percent(funnel.target)))];
        for (limits, stroke, name) in [wide, wider] {
            for upper in [true, false] {
                let at = |due: f64| {
                    let limits = limits(funnel, due);
                    if upper { limits.high } else { limits.low }
                };
                // Points are closer together at the left, where the curves bend.
                let line: Vec<(f64, f64)> = (1..=FINE)
                    .map(|place| place as f64 / FINE as f64)
                    .map(|part| self.due.to * part * part)
                    .map(|due| (due, at(due)))
                    .filter(|(_, share)| *share <= self.share.to)
                    .map(|(due, share)| (self.due.at(due), self.share.at(share)))
                    .collect();
                canvas.path(&line, stroke);
                named.push((at(self.due.to), name.to_owned()));
            }
        }
        let y = self.share.at(funnel.target);
        canvas.line((LEFT, y), (RIGHT, y), Stroke::solid(TEXT, 1.5));
        named.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut places: Vec<f64> = named.iter().map(|(value, _)| self.share.at(*value)).collect();
        spread(&mut places, LINE - 2.0, BOTTOM);
        let name = |((_, name), y): (&(f64, String), f64)| {
            canvas.text((RIGHT + 6.0, y + 5.0), Anchor::Start, TEXT, name);
            LabelBox { x: RIGHT + 4.0, y: y - 8.0, w: name.chars().count() as f64 * CHARACTER, h: 16.0 }
        };
        named.iter().zip(places).map(name).collect()
    }

    /// Draws the groups, each with its number in the table, and with its name if it is outside the limits.
    fn points(&self, canvas: &mut Canvas, points: &[Point<'_>], names: Vec<LabelBox>) {
        let at: Vec<(f64, f64)> = points
            .iter()
            .map(|point| (self.due.at(point.due as f64), self.share.at(point.failed as f64 / point.due as f64)))
            .collect();
        let mut taken = names;
        taken.extend(at.iter().map(|(x, y)| LabelBox { x: x - 8.0, y: y - 8.0, w: 16.0, h: 16.0 }));
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by_key(|place| std::cmp::Reverse(points[*place].place));
        let mut labels = Vec::new();
        for place in order {
            let point = &points[place];
            let text = if point.place == Position::Inside {
                (place + 1).to_string()
            } else {
                format!("{} {}", place + 1, cut(&point.row.group, 32))
            };
            let label_box = label(at[place], text.chars().count() as f64 * CHARACTER, &taken);
            // If there is no room for a number, only the table has it.
            let covered: f64 = taken.iter().map(|other| label_box.common(*other)).sum();
            if point.place == Position::Inside && covered > CROWDED * label_box.w * label_box.h {
                continue;
            }
            taken.push(label_box);
            labels.push((label_box, text, point.place != Position::Inside));
        }
        for (point, at) in points.iter().zip(at) {
            let tooltip = format!(
                "{}: {} of {} due, {}",
                point.row.group,
                number(point.failed),
                number(point.due),
                words(point.place)
            );
            marks::draw(canvas, mark(point.place), at, &tooltip);
        }
        for (label_box, text, bold) in labels {
            canvas.label((label_box.x + 1.0, label_box.y + 12.0), bold, if bold { TEXT } else { SECOND }, &text);
        }
    }
}

/// The rectangle of a label or a mark.
#[derive(Clone, Copy)]
struct LabelBox {
    x: f64,
    y: f64,
    w: f64,
    h: f64,
}

impl LabelBox {
    /// The area that two rectangles have in common.
    fn common(self, other: Self) -> f64 {
        let w = (self.x + self.w).min(other.x + other.w) - self.x.max(other.x);
        let h = (self.y + self.h).min(other.y + other.h) - self.y.max(other.y);
        w.max(0.0) * h.max(0.0)
    }
}

/// Where the label of a point goes: of eight places around the point, the first one that covers the least of `taken`.
fn label((x, y): (f64, f64), w: f64, taken: &[LabelBox]) -> LabelBox {
    let h = 15.0;
    let around = [
        (x + 9.0, y - 7.5),
        (x - w - 9.0, y - 7.5),
        (x - w / 2.0, y - 25.0),
        (x - w / 2.0, y + 10.0),
        (x + 6.0, y - 22.0),
        (x + 6.0, y + 8.0),
        (x - w - 6.0, y - 22.0),
        (x - w - 6.0, y + 8.0),
    ];
    let covered = |place: &LabelBox| {
        let is_outside =
            place.x < LEFT || place.x + place.w > WIDTH - 4.0 || place.y < 24.0 || place.y + place.h > BOTTOM;
        let penalty = if is_outside { 1e6 } else { 0.0 };
        taken.iter().map(|other| place.common(*other)).sum::<f64>() + penalty
    };
    let boxes = around.map(|(x, y)| LabelBox { x, y, w, h });
    boxes.into_iter().min_by(|a, b| covered(a).total_cmp(&covered(b))).unwrap_or(LabelBox { x, y, w, h })
}
