//! The chart and the sentence on what followed missed appointments.

use super::canvas::{Anchor, BLUE, BORDER, CHARACTER, Canvas, DARK, LINE, SECOND, Scale, Stroke, TEXT, WIDTH};
use super::words::count;
use super::{Chart, head};
use crate::disclosure::published::{Count, FollowUpRow, Published};
use crate::report::commissioner::range::CountRange;
use crate::wording::{cut, listed, number};

const HEADING: &str = "What followed missed appointments";
/// Where bars begin. Names of services are to the left.
const LEFT: f64 = 290.0;
const RIGHT: f64 = WIDTH - 24.0;
const TOP: f64 = 62.0;
const ROW: f64 = 40.0;
const BAR: f64 = 9.0;
/// The fewest printed failed contacts from which a share is made.
const MIN_FAILED: u64 = 20;
/// With fewer failed contacts than this, "of every 100" would say more than is known.
const FEW: u64 = 50;

/// One chart of all services, from counts that are rounded to `unit`; none if the table has no rows.
pub(crate) fn follow_up(published: &Published, unit: u64) -> Vec<Chart> {
    let rows = &published.follow_up;
    if rows.is_empty() {
        return Vec::new();
    }
    let sentence = sentence(rows, unit);
    let row = |row: &FollowUpRow| {
        let cells = [row.failed, row.rebooked_21, row.seen_28, row.seen_90, row.nothing_since];
        std::iter::once(row.service.clone()).chain(cells.map(count)).collect()
    };
    vec![Chart {
        id: "follow-up".to_owned(),
        heading: HEADING.to_owned(),
        svg: draw(rows, &sentence),
        table_head: head(
            "Service | Failed contacts | Another contact within 21 days | Seen within 28 days | Seen within 90 days | Nothing since",
        ),
        table_rows: rows.iter().map(row).collect(),
        sentence,
        ..Chart::default()
    }]
}

/// The part per hundred failed contacts; `None` if these are too few or a number is not printed.
fn of_a_hundred(part: Count, failed: Count) -> Option<f64> {
    let (part, failed) = (part.number()?, failed.number().filter(|failed| *failed >= MIN_FAILED)?);
    Some((part as f64 * 100.0 / failed as f64).min(100.0))
}

/// The sentence about all services whose number of failed contacts is printed. All its numbers are about the same services, and a
/// suppressed part counts as the range of its possible values. If there are few contacts, it gives numbers; otherwise, numbers in
/// a hundred.
pub(crate) fn sentence(rows: &[FollowUpRow], unit: u64) -> String {
    let number_of = |row: &FollowUpRow| row.failed.number().filter(|failed| *failed > 0);
    let shown: Vec<(&FollowUpRow, u64)> = rows.iter().filter_map(|row| Some((row, number_of(row)?))).collect();
    let whole: u64 = shown.iter().map(|(_, failed)| failed).sum();
    if whole < MIN_FAILED {
        return "Too little can be shown to say what follows a missed appointment.".to_owned();
    }
    let are_few = whole < FEW;
    let (mut parts, mut open): (Vec<String>, _) = (Vec::new(), Vec::new());
    for (part, words, question) in PARTS {
        let range: CountRange = shown.iter().map(|(row, failed)| part(row, *failed, unit)).sum();
        if !range.is_useful(whole) {
            open.push(question);
            continue;
        }
        let range = if are_few { range.number(unit) } else { range.of_a_hundred(whole) };
        let some = if range == "0" { "none".to_owned() } else { range };
        let is_one = some == "none" || some == "fewer than 1" || some.ends_with(" 1");
        let verb = match (parts.is_empty(), is_one) {
            (false, _) => "",
            (true, true) => " was followed",
            (true, false) => " were followed",
        };
        parts.push(format!("{some}{verb} by {words}"));
    }
    if parts.is_empty() {
        return "Too many of these counts are suppressed to say what follows a missed appointment in all services together. The \
                chart “What followed missed appointments” shows the services for which it can be said."
            .to_owned();
    }
    let of_whom = match (rows.iter().all(|row| row.failed.number().is_some()), shown.len()) {
        (true, _) => String::new(),
        (false, 1) => " in the one service whose number can be shown".to_owned(),
        (false, services) => format!(" in the {services} services whose numbers can be shown"),
    };
    let left = if open.is_empty() {
        String::new()
    } else {
        format!(" Too many counts are suppressed to say, for all services together, {}.", listed(&open))
    };
    let of = if are_few { format!("Of about {}", number(whole)) } else { "Of every 100".to_owned() };
    format!("{of} missed appointments{of_whom}, {}.{left} The service can change what happens next.", listed(&parts))
}

/// The range of a part of a row. Takes the row, its number of failed contacts, and the rounding.
type PartOfRow = fn(&FollowUpRow, u64, u64) -> CountRange;

/// The parts of the sentence: what followed, and the question that cannot be answered if too much is suppressed.
const PARTS: [(PartOfRow, &str, &str); 3] = [
    (rebooked, "another appointment within 3 weeks", "how many were followed by another appointment within 3 weeks"),
    (
        seen,
        "the service seeing the child within 90 days",
        "how many were followed by the service seeing the child within 90 days",
    ),
    (nothing, "nothing at all", "how many were followed by nothing at all"),
];

/// Excludes the contacts after which nothing followed.
fn rebooked(row: &FollowUpRow, failed: u64, unit: u64) -> CountRange {
    CountRange::of_part(row.rebooked_21, failed, &[row.nothing_since], unit)
}

/// Excludes the contacts after which nothing followed. Children seen within 28 days were seen within 90.
fn seen(row: &FollowUpRow, failed: u64, unit: u64) -> CountRange {
    CountRange::of_part(row.seen_90, failed, &[row.nothing_since], unit).at_least(row.seen_28, unit)
}

/// Excludes the largest of the other parts only, because the others may overlap.
fn nothing(row: &FollowUpRow, failed: u64, unit: u64) -> CountRange {
    let others = [row.rebooked_21, row.seen_28, row.seen_90];
    let largest = others.into_iter().max_by_key(|other| other.number());
    CountRange::of_part(row.nothing_since, failed, largest.as_slice(), unit)
}

fn draw(rows: &[FollowUpRow], sentence: &str) -> String {
    let bottom = TOP + ROW * rows.len() as f64;
    let mut canvas = Canvas::new("follow-up", HEADING, sentence, (WIDTH, bottom + LINE + 14.0));
    let share = Scale::around(0.0, 1.0, 4.0, (LEFT, RIGHT));
    canvas.text((8.0, 20.0), Anchor::Start, TEXT, "Of 100 failed contacts of each service, how many were followed by");
    let mut x = 8.0;
    for (colour, words) in BARS {
        canvas.line((x, 40.0), (x + 18.0, 40.0), Stroke::solid(colour, BAR));
        canvas.text((x + 24.0, 45.0), Anchor::Start, TEXT, words);
        x += 24.0 + words.chars().count() as f64 * CHARACTER + 14.0;
    }
    canvas.line((x, 40.0), (x + 6.0, 40.0), Stroke::dashed(SECOND, BAR, "2 2"));
    canvas.text((x + 12.0, 45.0), Anchor::Start, TEXT, "not shown");
    for mark in share.marks() {
        let x = share.at(mark);
        canvas.line((x, TOP), (x, bottom), Stroke::solid(BORDER, 1.0));
        canvas.text((x, bottom + LINE), Anchor::Middle, SECOND, &format!("{:.0}", mark * 100.0));
    }
    for (place, row) in rows.iter().enumerate() {
        let top = TOP + ROW * place as f64;
        canvas.text((LEFT - 8.0, top + 16.0), Anchor::End, TEXT, &cut(&row.service, 34));
        canvas.text((LEFT - 8.0, top + 32.0), Anchor::End, SECOND, &format!("{} failed", count(row.failed)));
        for (bar, (part, (colour, _))) in [row.rebooked_21, row.seen_90, row.nothing_since].iter().zip(BARS).enumerate()
        {
            let y = top + 10.0 + (BAR + 1.0) * bar as f64;
            match of_a_hundred(*part, row.failed) {
                Some(percent) => canvas.line((LEFT, y), (share.at(percent / 100.0), y), Stroke::solid(colour, BAR)),
                None => canvas.line((LEFT, y), (LEFT + 6.0, y), Stroke::dashed(SECOND, BAR, "2 2")),
            }
        }
    }
    canvas.line((LEFT, TOP), (LEFT, bottom), Stroke::solid(SECOND, 1.0));
    canvas.finish()
}

/// The bars of a service: their colour and what they count.
const BARS: [(&str, &str); 3] =
    [(BLUE, "another contact in 21 days"), (DARK, "the child seen in 90 days"), ("#e46c0a", "nothing")];

#[cfg(test)]
#[path = "follow_up_tests.rs"]
mod tests;
