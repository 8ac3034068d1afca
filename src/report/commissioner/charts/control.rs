//! `XmR` control charts of the failed share over time, in the style of "Making Data Count": one of all services together, and one
//! of each service.

mod in_words;

use std::collections::BTreeMap;

use super::canvas::{Anchor, BORDER, CHARACTER, Canvas, LINE, NARROW, SECOND, Scale, Stroke, TEXT, WIDTH, spread};
use super::marks::{self, Mark, PLAIN, Shape, Tone};
use super::series::{self, Series};
use super::words::{percent, short, year};
use super::{Chart, head};
use crate::config::settings::Change;
use crate::disclosure::published::{Grain, Published};
use crate::statistics::spc::{Direction, Signal};
use crate::wording::cut;
use in_words::{change_in_words, rows, sentence, words};

const LEFT: f64 = 52.0;
/// The width of the space to the right for the names of lines.
const NAMES: f64 = 102.0;
const TOP: f64 = 66.0;
const BOTTOM: f64 = 256.0;
/// The least distance between two names of periods below the axis.
const NAMED: f64 = 44.0;
/// A picture with more periods than this is wide.
const MANY: usize = 24;
/// A chart has the common axis if its highest value is at most this many times the median of all charts.
const APART: f64 = 2.5;

/// The width of the reason in a grey field, such as `[c]`.
const WHY: f64 = 24.0;

/// The end of the axis if no chart shows anything.
const NOTHING: f64 = 0.1;

/// The chart of all services, then of each service in the order of the table.
pub(crate) fn control_charts(published: &Published, changes: &[Change]) -> Vec<Chart> {
    let all = series::all_series(published, changes);
    let axis_end = common(all.iter().filter_map(highest).collect());
    all.iter().enumerate().map(|(place, series)| chart(series, place, axis_end)).collect()
}

/// The highest value that a chart must show: a point or a limit.
fn highest(series: &Series<'_>) -> Option<f64> {
    let before = series.chart.before.iter().filter_map(|(.., limits)| *limits);
    let limits = series.chart.limits.into_iter().chain(before).map(|limits| limits.upper);
    series.values.iter().flatten().copied().chain(limits).reduce(f64::max)
}

/// The end of the common axis, which makes charts comparable: the highest value of all charts except those that need a much longer
/// axis than most.
fn common(mut needed: Vec<f64>) -> f64 {
    needed.sort_by(f64::total_cmp);
    let middle = needed.get(needed.len().saturating_sub(1) / 2).copied().unwrap_or(NOTHING);
    needed.into_iter().filter(|highest| *highest <= APART * middle).fold(0.001, f64::max)
}

fn chart(series: &Series<'_>, place: usize, axis_end: f64) -> Chart {
    let id = format!("control-{place}");
    Chart {
        heading: series.name.to_owned(),
        svg: Drawing::new(series, axis_end).draw(&id),
        sentence: sentence(series),
        titled: true,
        table_head: head("Period | Due contacts | Failed contacts | Failed share | Special cause"),
        table_rows: rows(series),
        id,
        ..Chart::default()
    }
}

fn mark(signal: (Signal, Direction)) -> Mark {
    let shape = match signal {
        (Signal::Outside, _) => Shape::Diamond,
        (Signal::Trend, Direction::Up) => Shape::Rising,
        (Signal::Trend, Direction::Down) => Shape::Falling,
        (Signal::TwoOfThree, _) => Shape::Cross,
        (Signal::OneSide, _) => Shape::Square,
    };
    (shape, if signal.1 == Direction::Up { Tone::Concern } else { Tone::Improvement })
}

/// A control chart that is being drawn.
struct Drawing<'a> {
    series: &'a Series<'a>,
    /// The vertical axis.
    share: Scale,
    /// Whether this axis is longer than the common one.
    is_apart: bool,
    width: f64,
    /// The mark of each period; `None` if it is not shown.
    marks: Vec<Option<Mark>>,
}

impl<'a> Drawing<'a> {
    fn new(series: &'a Series<'a>, axis_end: f64) -> Self {
        let highest = highest(series).unwrap_or(0.0);
        let is_apart = highest > axis_end + 1e-9;
        let share = Scale::around(0.0, highest.max(axis_end), 5.0, (BOTTOM, TOP));
        let marks = (0..series.values.len())
            .map(|place| {
                series.values[place].map(|_| series.signals(place).first().map_or(PLAIN, |signal| mark(*signal)))
            })
            .collect();
        let width = if series.months.len() > MANY { WIDTH } else { NARROW };
        Self { series, share, is_apart, width, marks }
    }

    /// The right end of the axis.
    fn right(&self) -> f64 {
        self.width - NAMES
    }

    /// The middle of a period's field.
    fn x(&self, place: usize) -> f64 {
        self.left(place) + self.wide() / 2.0
    }

    /// The width of a period's field.
    fn wide(&self) -> f64 {
        (self.right() - LEFT) / self.series.months.len() as f64
    }

    fn draw(&self, id: &str) -> String {
        let key = self.key();
        let top = BOTTOM + 2.0 * LINE + 34.0;
        let changes = self.changes();
        let below = top + marks::key_height(key.len(), self.width) + if changes.is_empty() { -8.0 } else { 4.0 };
        let height = below + LINE * changes.len() as f64;
        let title = format!("Control chart of the failed share of due contacts: {}", self.series.name);
        let mut canvas = Canvas::new(id, &title, &sentence(self.series), (self.width, height));
        self.ground(&mut canvas);
        self.lines(&mut canvas);
        self.marks_of_changes(&mut canvas);
        self.points(&mut canvas);
        marks::key(&mut canvas, &key, LEFT - 20.0, top, self.width);
        for (place, line) in changes.iter().enumerate() {
            canvas.text((LEFT - 20.0, below + LINE * place as f64), Anchor::Start, TEXT, line);
        }
        canvas.finish()
    }

    /// The lines below the key that say what changed. Each change begins with its letter.
    fn changes(&self) -> Vec<String> {
        // The number of characters of a line.
        let room = ((self.width - LEFT) / CHARACTER) as usize;
        let mut lines = Vec::new();
        for ((_, change), letter) in self.series.changes.iter().zip(letters()) {
            let day = change.date.map_or_else(String::new, |day| day.long());
            let mut line = format!("{letter}: {day}:");
            for word in change_in_words(change).split_whitespace() {
                if line.chars().count() + word.chars().count() >= room {
                    lines.push(std::mem::replace(&mut line, "\u{a0}\u{a0}\u{a0}".to_owned()));
                }
                line.push(' ');
                line.push_str(word);
            }
            lines.push(line);
        }
        lines
    }

    /// Draws a vertical line with a letter for each change, before the first period that lies wholly after it.
    fn marks_of_changes(&self, canvas: &mut Canvas) {
        let mut at: BTreeMap<usize, String> = BTreeMap::new();
        for ((place, _), letter) in self.series.changes.iter().zip(letters()) {
            let letters = at.entry(*place).or_default();
            letters.push_str(if letters.is_empty() { "" } else { " " });
            letters.push_str(&letter);
        }
        for (place, letters) in at {
            let x = self.left(place);
            canvas.line((x, TOP), (x, BOTTOM), Stroke::dashed(TEXT, 1.5, "2 3"));
            canvas.bold((x, TOP - 4.0), Anchor::Middle, TEXT, &letters);
        }
    }

    /// The left end of a period's field.
    fn left(&self, place: usize) -> f64 {
        LEFT + self.wide() * place as f64
    }

    /// The marks that occur, with their meanings.
    fn key(&self) -> Vec<(Mark, String)> {
        let mut entries: BTreeMap<Mark, String> = BTreeMap::new();
        for place in 0..self.marks.len() {
            if self.marks[place].is_none() {
                continue;
            }
            match self.series.signals(place).first() {
                Some(signal) => {
                    let tone = if signal.1 == Direction::Up { "concern" } else { "improvement" };
                    entries.insert(mark(*signal), format!("{} ({tone})", words(*signal)));
                }
                None if self.series.chart.limits.is_some() => {
                    entries.insert(PLAIN, "usual variation".to_owned());
                }
                None => {
                    entries.insert(PLAIN, format!("{}, without limits to judge it by", self.series.grain().word()));
                }
            }
        }
        entries.into_iter().collect()
    }

    fn ground(&self, canvas: &mut Canvas) {
        let room = ((self.width - 16.0) / CHARACTER) as usize;
        canvas.bold((8.0, 20.0), Anchor::Start, TEXT, &cut(self.series.name, room));
        let trial = if self.series.chart.limits.is_some() && self.series.is_trial() { ", trial limits" } else { "" };
        let apart = if self.is_apart { ", longer axis" } else { "" };
        let each = self.series.grain().word();
        let caption = format!("Share of due contacts that failed, by {each}{trial}{apart}");
        canvas.text((8.0, 42.0), Anchor::Start, TEXT, &cut(&caption, room + 6));
        let right = self.right();
        for mark in self.share.marks() {
            let y = self.share.at(mark);
            canvas.line((LEFT, y), (right, y), Stroke::solid(BORDER, 1.0));
            canvas.text((LEFT - 8.0, y + 5.0), Anchor::End, SECOND, &self.share.percent(mark));
        }
        let months = self.series.months.len();
        self.gaps(canvas);
        let step = self.named();
        for place in (0..months).filter(|place| (months - 1 - place).is_multiple_of(step)) {
            let (x, period) = (self.x(place), self.series.period(place));
            let name = match period.grain {
                Grain::Quarter => {
                    period.to_string().split_once('-').map_or_else(String::new, |(_, quarter)| quarter.to_owned())
                }
                Grain::Month | Grain::Year => short(period.last()),
            };
            canvas.line((x, BOTTOM), (x, BOTTOM + 5.0), Stroke::solid(SECOND, 1.0));
            canvas.text((x, BOTTOM + 8.0 + LINE * 0.7), Anchor::Middle, SECOND, &name);
            canvas.text((x, BOTTOM + 8.0 + LINE * 1.7), Anchor::Middle, SECOND, &year(period.last()));
        }
        canvas.line((LEFT, BOTTOM), (right, BOTTOM), Stroke::solid(SECOND, 1.0));
    }

    /// The number of periods from one name below the axis to the next. For months it is a multiple of 3.
    fn named(&self) -> usize {
        let least = (NAMED / self.wide()).ceil() as usize;
        if self.series.grain() == Grain::Month { least.next_multiple_of(3) } else { least.max(1) }
    }

    /// Draws a grey field for each run of periods that are not printed, with the reason.
    fn gaps(&self, canvas: &mut Canvas) {
        let wide = self.wide();
        let mut place = 0;
        for run in self.series.values.chunk_by(|a, b| a.is_some() == b.is_some()) {
            if run[0].is_none() {
                let size = (wide * run.len() as f64, BOTTOM - TOP);
                canvas.rectangle((self.x(place) - wide / 2.0, TOP), size, "#e8edee", Stroke::solid("none", 0.0));
                let mut last_x = f64::MIN;
                for hidden in place..place + run.len() {
                    // If there is no room for all, only every second or third period has the reason.
                    if self.x(hidden) - last_x >= WHY {
                        last_x = self.x(hidden);
                        let why = self.series.months[hidden].rate.to_string();
                        canvas.text((last_x, BOTTOM - 6.0), Anchor::Middle, SECOND, &why);
                    }
                }
            }
            place += run.len();
        }
    }

    /// Draws the mean and the limits, with their names to the right.
    fn lines(&self, canvas: &mut Canvas) {
        for (from, to, limits) in &self.series.chart.before {
            let Some(limits) = limits else { continue };
            let (from, to) = (self.left(*from), self.left(*to));
            let dashed = Stroke::dashed(SECOND, 1.5, "6 4");
            for (value, stroke) in
                [(limits.upper, dashed), (limits.mean, Stroke::solid(TEXT, 1.5)), (limits.lower, dashed)]
            {
                if value >= self.share.from - 1e-9 {
                    canvas.line((from, self.share.at(value)), (to, self.share.at(value)), stroke);
                }
            }
        }
        let Some(limits) = self.series.chart.limits else { return };
        let begins = self.left(self.series.chart.begins);
        let dashed = Stroke::dashed(SECOND, 1.5, "6 4");
        let mut named = vec![(limits.upper, "Upper", dashed), (limits.mean, "Mean", Stroke::solid(TEXT, 1.5))];
        if limits.lower >= self.share.from - 1e-9 {
            named.push((limits.lower, "Lower", dashed));
        }
        let right = self.right();
        let mut places: Vec<f64> = named.iter().map(|(value, ..)| self.share.at(*value)).collect();
        for ((_, _, stroke), y) in named.iter().zip(&places) {
            canvas.line((begins, *y), (right, *y), *stroke);
        }
        spread(&mut places, LINE, BOTTOM);
        for ((value, name, _), y) in named.iter().zip(places) {
            canvas.text((right + 6.0, y + 5.0), Anchor::Start, TEXT, &format!("{name} {}", percent(*value)));
        }
    }

    fn points(&self, canvas: &mut Canvas) {
        let mut line = Vec::new();
        for (place, value) in self.series.values.iter().enumerate() {
            if let Some(value) = value {
                line.push((self.x(place), self.share.at(*value)));
            } else {
                canvas.path(&line, Stroke::solid(SECOND, 2.0));
                line.clear();
            }
        }
        canvas.path(&line, Stroke::solid(SECOND, 2.0));
        for (place, value) in self.series.values.iter().enumerate() {
            let (Some(value), Some(mark)) = (value, self.marks[place]) else { continue };
            let signals: Vec<&str> = self.series.signals(place).iter().map(|signal| words(*signal)).collect();
            let signals = if signals.is_empty() { String::new() } else { format!(" ({})", signals.join("; ")) };
            let tooltip = format!("{}: {}{signals}", self.series.period(place).long(), percent(*value));
            marks::draw(canvas, mark, (self.x(place), self.share.at(*value)), &tooltip);
        }
    }
}

/// The letters of changes: A to Z, then A2 to Z2, and so on.
fn letters() -> impl Iterator<Item = String> {
    (1_usize..).flat_map(|round| {
        let number = if round == 1 { String::new() } else { round.to_string() };
        ('A'..='Z').map(move |letter| format!("{letter}{number}"))
    })
}
