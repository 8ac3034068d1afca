//! The chart of children listed at each of the last twelve month ends, with a small picture for every rule.

use super::canvas::{Anchor, BORDER, Canvas, DARK, LINE, SECOND, Scale, Stroke, TEXT, WIDTH};
use super::words::{count, short, year};
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
    if months.is_empty() {
        return Vec::new();
    }
    let mut names: Vec<&str> = Vec::new();
    for row in &published.trend {
        if !names.contains(&row.rule) {
            names.push(row.rule);
        }
    }
    let line = |name: &str| RuleLine { title: title(name), counts: counts(published, name, &months) };
    let lines: Vec<RuleLine> = names.into_iter().map(line).collect();
    let sentence = sentence(&lines, &months);
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

/// A rule whose first and last printed numbers can be compared.
struct FirstAndLast<'a> {
    title: &'a str,
    first: (Month, u64),
    last: (Month, u64),
}

impl FirstAndLast<'_> {
    /// `None` if fewer than two numbers are printed.
    fn of<'a>(line: &'a RuleLine, months: &[Month]) -> Option<FirstAndLast<'a>> {
        let mut printed = months.iter().zip(&line.counts).filter_map(|(month, count)| Some((*month, count.number()?)));
        let (first, last) = (printed.next()?, printed.next_back()?);
        Some(FirstAndLast { title: &line.title, first, last })
    }

    /// `from 10 (December 2025) to 45 (October 2026)`.
    fn words(&self) -> String {
        let of = |(month, children): (Month, u64)| format!("{} ({})", number(children), month.long());
        format!("from {} to {}", of(self.first), of(self.last))
    }
}

/// Compares the first printed number of each rule with the last. A number that is not printed says nothing about the change, so its
/// month is passed over. Rounding may hide a change or make one.
fn sentence(lines: &[RuleLine], months: &[Month]) -> String {
    let compared: Vec<FirstAndLast<'_>> = lines.iter().filter_map(|line| FirstAndLast::of(line, months)).collect();
    let risen = most(&compared, "rose", |rule| rule.last.1.checked_sub(rule.first.1));
    let fallen = most(&compared, "fell", |rule| rule.first.1.checked_sub(rule.last.1));
    let mut changes: Vec<String> = risen.into_iter().chain(fallen).collect();
    if changes.is_empty() {
        changes.push(if compared.is_empty() {
            "For no rule are 2 numbers shown, so the chart cannot say what changed.".to_owned()
        } else {
            "For each rule, the first number shown is the same as the last.".to_owned()
        });
    }
    let left_out = lines.iter().filter(|line| FirstAndLast::of(line, months).is_none());
    let names: Vec<String> = left_out.map(|line| quoted(&line.title)).collect();
    if !names.is_empty() && !compared.is_empty() {
        changes.push(format!("Not compared, because fewer than 2 numbers are shown: {}.", listed(&names)));
    }
    format!(
        "{} The numbers are rounded, so a small change may not be seen, or not be real. A child for whom several rules hold counts \
         in each line, so do not add the lines up. Each line has its own scale.",
        changes.join(" ")
    )
}

/// The rules with the largest change of one kind; `None` if none changed so.
fn most(
    compared: &[FirstAndLast<'_>],
    verb: &str,
    change: impl Fn(&FirstAndLast<'_>) -> Option<u64>,
) -> Option<String> {
    let largest = compared.iter().filter_map(&change).max().filter(|change| *change > 0)?;
    let same: Vec<&FirstAndLast<'_>> = compared.iter().filter(|rule| change(rule) == Some(largest)).collect();
    let each = match same.as_slice() {
        [only] => only.words(),
        several => {
            let words = several.iter().map(|rule| format!("{} {}", quoted(rule.title), rule.words()));
            words.collect::<Vec<_>>().join(", ")
        }
    };
    let names: Vec<String> = same.iter().map(|rule| quoted(rule.title)).collect();
    Some(format!("{} {verb} most: {each}.", listed(&names)))
}

fn quoted(title: &str) -> String {
    format!("\u{201c}{title}\u{201d}")
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

    /// The part of the sentence before the remark about rounding, of numbers that end with October 2026.
    fn beginning(lines: &[(&str, &[Option<u64>])]) -> String {
        let line = |(title, counts): &(&str, &[Option<u64>])| RuleLine {
            title: (*title).to_owned(),
            counts: counts.iter().map(|number| Count::for_test(*number)).collect(),
        };
        let last = Month::from_iso("2026-10").expect("a month");
        let places = lines.first().map_or(0, |(_, counts)| counts.len() as i32);
        let months: Vec<Month> = (1 - places..=0).map(|back| last.plus(back)).collect();
        let sentence = sentence(&lines.iter().map(line).collect::<Vec<_>>(), &months);
        sentence.split_once(" The numbers are rounded").expect("a remark about rounding").0.to_owned()
    }

    #[test]
    fn the_first_and_the_last_printed_number_of_each_rule_are_compared() {
        for (lines, expected) in [
            // 8 and 12 children are both printed as 10, so nobody knows whether more are listed.
            (
                &[("A", &[Some(10), Some(15), Some(10)][..]), ("B", &[Some(0), Some(0), Some(0)])][..],
                "For each rule, the first number shown is the same as the last.",
            ),
            // A first or last month that is not printed hides no change between the others.
            (
                &[("A", &[None, Some(10), Some(45)]), ("B", &[Some(20), Some(15), Some(20)])],
                "“A” rose most: from 10 (September 2026) to 45 (October 2026).",
            ),
            (&[("A", &[Some(30), Some(10), None])], "“A” fell most: from 30 (August 2026) to 10 (September 2026)."),
            (
                &[
                    ("A", &[Some(10), Some(20), Some(30)]),
                    ("B", &[Some(35), None, Some(15)]),
                    ("C", &[Some(10), Some(10), Some(15)]),
                ],
                "“A” rose most: from 10 (August 2026) to 30 (October 2026). “B” fell most: from 35 (August 2026) to 15 (October \
                 2026).",
            ),
            (
                &[("A", &[Some(10), Some(20)]), ("B", &[Some(0), Some(10)])],
                "“A” and “B” rose most: “A” from 10 (September 2026) to 20 (October 2026), “B” from 0 (September 2026) to 10 \
                 (October 2026).",
            ),
            // Of one number nothing can be said, nor of a suppressed one: it may be 0 as well.
            (
                &[("A", &[Some(10), Some(10)]), ("B", &[Some(10), None]), ("C", &[None, None])],
                "For each rule, the first number shown is the same as the last. Not compared, because fewer than 2 numbers are shown: “B” and “C”.",
            ),
            (&[("A", &[None, Some(10)])], "For no rule are 2 numbers shown, so the chart cannot say what changed."),
            (&[], "For no rule are 2 numbers shown, so the chart cannot say what changed."),
        ] {
            assert_eq!(beginning(lines), expected);
        }
        assert!(trend(&sample::sample())[0].sentence.contains("The numbers are rounded"));
    }
}
