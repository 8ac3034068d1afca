//! The chart of children listed at each of the last twelve month ends, with a small picture for every rule.

use super::canvas::{Anchor, BORDER, Canvas, DARK, LINE, SECOND, Scale, Stroke, TEXT, WIDTH};
use super::words::{count, short, span, year};
use super::{Chart, head};
use crate::day::Month;
use crate::disclosure::published::{Count, Published};
use crate::rules;
use crate::wording::{capital, listed, number};

const HEADING: &str = "Children listed at each month end, by rule";
/// The size of a small picture.
const WIDE: f64 = WIDTH / 2.0;
const HIGH: f64 = 176.0;

/// The children of one rule at every month end.
struct RuleLine {
    title: String,
    counts: Vec<Count>,
}

/// One chart of all rules; none if the pack has no trend.
pub(crate) fn trend(published: &Published) -> Vec<Chart> {
    let mut months: Vec<Month> = published.trend.iter().map(|row| row.month_end).collect();
    months.sort_unstable();
    months.dedup();
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Vec::new() };
    let mut names: Vec<&str> = Vec::new();
    for row in &published.trend {
        if !names.contains(&row.rule) {
            names.push(row.rule);
        }
    }
    let line = |name: &str| RuleLine { title: title(name), counts: counts(published, name, &months) };
    let lines: Vec<RuleLine> = names.into_iter().map(line).collect();
    let sentence = sentence(&lines, &span(*first, *last));
    let mut table_head = head("Month end");
    table_head.extend(lines.iter().map(|line| line.title.clone()));
    let row = |(place, month): (usize, &Month)| {
        let mut cells = vec![month.last_day().long()];
        cells.extend(lines.iter().map(|line| count(line.counts[place])));
        cells
    };
    vec![Chart {
        id: "trend".to_owned(),
        heading: HEADING.to_owned(),
        svg: draw(&lines, &months, &sentence),
        table_head,
        table_rows: months.iter().enumerate().map(row).collect(),
        sentence,
        ..Chart::default()
    }]
}

fn title(name: &str) -> String {
    rules::find(name).map_or_else(|| capital(name), |rule| rule.title().to_owned())
}

fn counts(published: &Published, name: &str, months: &[Month]) -> Vec<Count> {
    months
        .iter()
        .filter_map(|month| published.trend.iter().find(|row| row.rule == name && row.month_end == *month))
        .map(|row| row.children)
        .collect()
}

/// What the printed numbers say about the whole time, for rules with a number at both ends. Rounding may hide a change or make one.
fn sentence(lines: &[RuleLine], span: &str) -> String {
    let ends = |line: &RuleLine| Some((line.counts.first()?.number()?, line.counts.last()?.number()?));
    let both: Vec<(&RuleLine, u64, u64)> =
        lines.iter().filter_map(|line| ends(line).map(|(first, last)| (line, first, last))).collect();
    let most = both.iter().map(|(_, first, last)| last.abs_diff(*first)).max();
    let which = if both.len() == lines.len() { "of all rules" } else { "of the rules with a number at both ends" };
    let found = match most {
        None => "no rule has a number at both ends, so nothing can be said of the change".to_owned(),
        Some(0) => format!("{which}, each has the same printed number at the end as at the beginning"),
        Some(most) => {
            let changed = both.iter().filter(|(_, first, last)| last.abs_diff(*first) == most);
            let each: Vec<String> = changed
                .map(|(line, first, last)| {
                    format!("\u{201c}{}\u{201d} (from {} to {})", line.title, number(*first), number(*last))
                })
                .collect();
            format!("{which}, the printed number changed most for {}", listed(&each))
        }
    };
    format!(
        "Over the month ends of {span}, {found}. The numbers are rounded, so a small change may not be seen, or not be real. A \
         child for whom several rules hold is in each line, so do not add the lines up. Each line has its own scale."
    )
}

fn draw(lines: &[RuleLine], months: &[Month], sentence: &str) -> String {
    let height = HIGH * lines.len().div_ceil(2) as f64 + 4.0;
    let mut canvas = Canvas::new("trend", HEADING, sentence, (WIDTH, height));
    for (place, line) in lines.iter().enumerate() {
        panel(&mut canvas, line, months, (WIDE * (place % 2) as f64, HIGH * (place / 2) as f64));
    }
    canvas.finish()
}

fn panel(canvas: &mut Canvas, line: &RuleLine, months: &[Month], (left, top): (f64, f64)) {
    let (start, end) = (left + 50.0, left + WIDE - 52.0);
    let (above, below) = (top + 40.0, top + HIGH - 44.0);
    let most = line.counts.iter().filter_map(|count| count.number()).max().unwrap_or(0).max(1);
    let scale = Scale::around(0.0, most as f64, 2.0, (below, above));
    let x = |place: usize| start + (end - start) * place as f64 / (months.len() - 1).max(1) as f64;
    canvas.bold((left + 8.0, top + 22.0), Anchor::Start, TEXT, &line.title);
    canvas.line((start - 6.0, below), (end + 6.0, below), Stroke::solid(SECOND, 1.0));
    for (place, anchor) in [(0, Anchor::Start), (months.len() - 1, Anchor::End)] {
        let text = format!("{} {}", short(months[place]), year(months[place]));
        canvas.text((x(place) + if place == 0 { -6.0 } else { 6.0 }, below + LINE), anchor, SECOND, &text);
    }
    if line.counts.iter().all(|count| count.number().is_none()) {
        canvas.text((f64::midpoint(start, end), below - 12.0), Anchor::Middle, SECOND, "[c] in every month");
        return;
    }
    for mark in scale.marks().into_iter().filter(|mark| (mark - mark.round()).abs() < 1e-6) {
        let y = scale.at(mark);
        canvas.line((start - 6.0, y), (end + 6.0, y), Stroke::solid(if mark > 0.0 { BORDER } else { SECOND }, 1.0));
        canvas.text((start - 10.0, y + 5.0), Anchor::End, SECOND, &number(mark.round() as u64));
    }
    let mut path = Vec::new();
    for (place, count) in line.counts.iter().enumerate() {
        if let Some(number) = count.number() {
            path.push((x(place), scale.at(number as f64)));
        } else {
            canvas.path(&path, Stroke::solid(DARK, 2.5));
            path.clear();
            canvas.text((x(place), below - 5.0), Anchor::Middle, SECOND, "[c]");
        }
    }
    canvas.path(&path, Stroke::solid(DARK, 2.5));
    for (place, count) in line.counts.iter().enumerate() {
        let Some(value) = count.number() else { continue };
        let (x, y) = (x(place), scale.at(value as f64));
        let disc = format!("M{:.1} {y:.1} a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0 Z", x - 4.0);
        let tooltip = format!("{}: {}", months[place].last_day().long(), number(value));
        canvas.shape(&disc, DARK, Stroke::solid("#fff", 1.0), &tooltip);
        if place + 1 == line.counts.len() {
            canvas.label((x + 9.0, y + 5.0), true, TEXT, &number(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// The part of the sentence before the remark about rounding.
    fn beginning(lines: &[(&str, &[Option<u64>])]) -> String {
        let line = |(title, counts): &(&str, &[Option<u64>])| RuleLine {
            title: (*title).to_owned(),
            counts: counts.iter().map(|number| Count::for_test(*number)).collect(),
        };
        let lines: Vec<RuleLine> = lines.iter().map(line).collect();
        let sentence = sentence(&lines, "October 2026");
        sentence.split_once(". The numbers are rounded").expect("a remark about rounding").0.to_owned()
    }

    #[test]
    fn only_printed_numbers_at_both_ends_are_compared() {
        for (lines, expected) in [
            // 8 and 12 children are both printed as 10, so nobody knows whether more are listed.
            (
                &[("A", &[Some(10), Some(15), Some(10)][..]), ("B", &[Some(0), Some(0), Some(0)])][..],
                "of all rules, each has the same printed number at the end as at the beginning",
            ),
            // The first number that is shown is not that of the beginning, nor the last that of the end.
            (
                &[("A", &[None, Some(10), Some(30)])],
                "no rule has a number at both ends, so nothing can be said of the change",
            ),
            (
                &[("A", &[Some(10), Some(30), None])],
                "no rule has a number at both ends, so nothing can be said of the change",
            ),
            (
                &[("A", &[None, Some(10), Some(90)]), ("B", &[Some(10), None, Some(15)])],
                "of the rules with a number at both ends, the printed number changed most for \u{201c}B\u{201d} (from 10 to 15)",
            ),
            (
                &[("A", &[Some(10), Some(30)]), ("B", &[Some(35), Some(15)]), ("C", &[Some(10), Some(15)])],
                "of all rules, the printed number changed most for \u{201c}A\u{201d} (from 10 to 30) and \u{201c}B\u{201d} (from 35 \
                 to 15)",
            ),
            (&[], "no rule has a number at both ends, so nothing can be said of the change"),
        ] {
            assert_eq!(beginning(lines), format!("Over the month ends of October 2026, {expected}"));
        }
        assert!(trend(&sample::sample())[0].sentence.contains("The numbers are rounded"));
    }
}
